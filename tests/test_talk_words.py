"""What customers write in their own words, through the function's doors: numbers, wishes, never mind, no member."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from sandbox.owner import Owner
from tests.test_talk import FLOW, SECRET, Chat, joins
from words.locales import LANGUAGES

TABLES = Path(__file__).parent / "manychat" / "talk"

LEFT_TO_THE_SHOP = {"hint", "silence"}
NOT_STORED = "stores nothing about you under this chat"


@pytest.fixture
def chat(client: FlaskClient, owner: Owner) -> Chat:
    owner.type_over("Settings", "Chat flow", "Value", FLOW)
    return Chat(client)


@pytest.fixture
def rich(chat: Chat, owner: Owner) -> Chat:
    """A member with points for any reward."""
    owner.type_over("Settings", "Sign-up bonus", "Value", 900)
    owner.type_over("Settings", "Bonus spendable", "Value", "at once")
    joins(chat)
    return chat


@pytest.mark.parametrize("typed", ["Order1042", "заказ1042", "طلب١٠٤٢", "заказ№1042", "My order1042!"])
def test_an_order_is_claimed_whose_number_follows_its_word_without_a_blank(chat: Chat, typed: str) -> None:
    joins(chat)

    claimed = chat.says(typed)

    assert (claimed["code"], claimed["points_earned"]) == ("claimed", 60)


@pytest.mark.parametrize("typed", ["Order1042", "заказ 1042", "رقم الطلب ١٠٤٢"])
def test_the_flow_for_orders_alone_takes_the_word_off_the_number_as_well(chat: Chat, typed: str) -> None:
    joins(chat)
    body = {"contact": {"id": chat.id}, "order_number": typed}

    answer = chat.client.post("/manychat/claim", json=body, headers={"Authorization": f"Bearer {SECRET}"})

    assert answer.get_json()["code"] == "claimed"


@pytest.mark.parametrize("typed", ["cancel", "never mind", "отмена", "неважно", "إلغاء", "لا يهم"])
@pytest.mark.parametrize("asked", ["order", "birthday", "take"])
def test_who_does_not_want_to_answer_after_all_says_so_and_is_offered_the_menu(
    chat: Chat, owner: Owner, asked: str, typed: str
) -> None:
    owner.type_over("Settings", "Birthday points", "Value", 25)
    joins(chat)
    chat.says(asked)

    dropped = chat.block(typed)
    after = chat.taps(dropped, "Menu")

    assert "leave it at that" in str(dropped["messages"])
    assert "What would you like to do?" in str(after["messages"])


@pytest.mark.parametrize("typed", ["no", "нет", "لا"])
def test_a_plain_no_drops_a_question_but_may_answer_a_survey(chat: Chat, owner: Owner, typed: str) -> None:
    owner.type("Survey", ("tea", "Do you like tea?", "", 10, "yes"))
    joins(chat)

    codes = [chat.says(text)["code"] for text in ("order", typed, "survey", typed)]

    assert codes == ["ask_order", "cancelled", "survey_question", "survey_done"]
    assert [row["Answer"] for row in owner.tab("Answers")] == [typed]


def test_a_newcomer_who_drops_the_question_for_their_address_is_asked_no_more(chat: Chat) -> None:
    chat.follows("order-1042")

    codes = [chat.says(text)["code"] for text in ("never mind", "hello", "join", "ana@example.com")]

    assert [codes[0], *codes[2:]] == ["cancelled", "ask_email", "joined"]
    assert codes[1] in LEFT_TO_THE_SHOP


def test_the_arabic_word_for_cancelling_does_not_ask_a_member_whether_they_leave(chat: Chat, owner: Owner) -> None:
    joins(chat)

    codes = [chat.says(text)["code"] for text in ("إلغاء", "إلغاء الاشتراك", "إلغاء", "نعم")]

    assert codes[1:3] == ["leave_sure", "stayed"]
    assert {codes[0], codes[3]} <= LEFT_TO_THE_SHOP
    assert any(row["Email"] for row in owner.tab("Members"))


@pytest.mark.parametrize("typed", ["unsubscribe", "stop", "my data", "delete my data", "стоп", "мои данные", "بياناتي"])
def test_who_is_no_member_hears_that_nothing_is_stored_and_is_asked_for_nothing(
    chat: Chat, owner: Owner, typed: str
) -> None:
    told = chat.says(typed)

    assert (told["code"], told["ask"].startswith("?email")) == ("not_member", False)
    assert NOT_STORED in told["message"]
    assert "e-mail address" not in told["message"]
    assert all(chat.id not in str(row) for tab in ("Members", "Ledger", "Log") for row in owner.tab(tab))


@pytest.mark.parametrize("action", ["leave", "export"])
def test_the_flows_for_leaving_and_exporting_say_so_too(chat: Chat, action: str) -> None:
    answer = chat.client.post(
        f"/manychat/{action}", json={"contact": {"id": "7009"}}, headers={"Authorization": f"Bearer {SECRET}"}
    )

    assert answer.get_json()["code"] == "not_member"
    assert NOT_STORED in answer.get_json()["message"]


def test_a_wish_shows_the_rewards_and_takes_one_only_of_those_that_were_shown(rich: Chat) -> None:
    first = rich.says("i want the mug")
    same_words_again = rich.flat()
    taken = rich.says("I want the Stoneware mug please")

    assert (first["code"], same_words_again["code"]) == ("rewards", "rewards")
    assert "2. Stoneware mug" in first["message"]
    assert taken["code"] == "redeemed"


@pytest.mark.parametrize(
    "typed",
    [
        "i wanna know about the mug",
        "what would i get for mug",
        "how much is 2?",
        "не хочу взять кружку",
        "ما باخد حقيبة",
    ],
)
def test_who_asks_or_refuses_has_nothing_taken_also_where_the_rewards_were_just_shown(
    rich: Chat, owner: Owner, typed: str
) -> None:
    before = len(owner.tab("Coupons"))
    rich.says("rewards")
    rich.says(typed)

    assert len(owner.tab("Coupons")) == before


@pytest.mark.parametrize("wish", ["i want a refund", "хочу вернуть деньги", "أريد استرجاع فلوسي", "i want two pizzas"])
def test_a_wish_for_something_of_the_shop_s_is_left_to_the_shop(rich: Chat, wish: str) -> None:
    assert {rich.says(wish)["code"], rich.says(wish)["code"]} <= LEFT_TO_THE_SHOP


@pytest.mark.parametrize(("typed", "code"), [("взять кружку", "redeemed"), ("i'll take the mug", "redeemed")])
def test_a_reward_is_taken_by_its_name_in_whatever_case(rich: Chat, owner: Owner, typed: str, code: str) -> None:
    if typed == "взять кружку":
        owner.type_over("Rewards", "mug", "Name", "Кружка")

    assert rich.says(typed)["code"] == code


@pytest.mark.parametrize(
    ("typed", "said"), [("мои баллы", "у вас"), ("كم نقاطي", "رصيدك"), ("my points", "You have"), ("1042", "You have")]
)
def test_who_has_no_language_is_answered_in_the_script_they_write(client: FlaskClient, typed: str, said: str) -> None:
    chat = Chat(client, language="")
    joins(chat)

    assert said in chat.says(typed)["message"]


def test_a_contact_s_own_language_goes_before_the_script_of_a_message(client: FlaskClient) -> None:
    chat = Chat(client, language="ru")
    joins(chat)

    assert "у вас" in chat.says("كم نقاطي")["message"]


@pytest.mark.parametrize(
    ("typed", "language", "said"),
    [
        ("3 мая 1990", "ru", "3 мая 1990"),
        ("мой день рождения 3 мая 1990 года", "ru", "3 мая 1990"),
        ("May 3rd, 1990", "en", "3 May 1990"),
        ("I was born on 3 May 1990", "en", "3 May 1990"),
        ("3.5.1990", "en", "3 May 1990"),
        ("٣ مايو ١٩٩٠", "ar", "3 مايو 1990"),
        ("تاريخ ميلادي ٣ أيار", "ar", "3 مايو"),
    ],
)
def test_a_birthday_is_read_as_people_write_it(
    client: FlaskClient, owner: Owner, typed: str, language: str, said: str
) -> None:
    owner.type_over("Settings", "Birthday points", "Value", 25)
    chat = Chat(client, language=language)
    joins(chat)
    chat.says("birthday")

    told = chat.says(typed)

    assert told["code"] == "birthday"
    assert said in told["message"]


def test_a_birthday_is_told_without_being_asked_for(chat: Chat, owner: Owner) -> None:
    owner.type_over("Settings", "Birthday points", "Value", 25)
    joins(chat)

    assert [chat.says(text)["code"] for text in ("my bday is 3 May 1990", "my birthday")] == [
        "birthday",
        "birthday_known",
    ]


def test_a_birthday_that_could_be_two_days_is_asked_for_with_its_month_as_a_word(chat: Chat, owner: Owner) -> None:
    owner.type_over("Settings", "Birthday points", "Value", 25)
    joins(chat)

    asked, unclear, told = chat.says("birthday"), chat.says("3/5/1990"), chat.says("3 May 1990")

    form = "Please write the month as a word, such as 24 December 1990"
    assert [form in answer["message"] for answer in (asked, unclear)] == [True, True]
    assert (unclear["code"], told["code"]) == ("birthday_invalid", "birthday")


def test_a_question_to_the_shop_that_names_a_day_is_nobodys_birthday(chat: Chat, owner: Owner) -> None:
    owner.type_over("Settings", "Birthday points", "Value", 25)
    joins(chat)
    chat.says("birthday")

    assert chat.says("are you open on 24.12.?")["code"] == "birthday_invalid"
    assert not any(row["What"] == "member birthday" for row in owner.tab("Log"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_understood_and_what_is_only_wished_for_books_nothing(
    rich: Chat, owner: Owner, language: str
) -> None:
    lines = (TABLES / f"typed_{language}.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.rpartition("→") for line in lines]
    not_ours = [typed.strip() for typed, _, meant in pairs if meant.strip() in ("-", "cancel") or "wish" in meant]
    before = [owner.tab(tab) for tab in ("Members", "Ledger", "Coupons", "Answers", "Log")]

    codes = set()
    for typed in not_ours:
        rich.ask = ""  # each of them is the first word
        codes.add(rich.says(typed)["code"])

    assert codes <= {"menu", "rewards"} | LEFT_TO_THE_SHOP
    assert [owner.tab(tab) for tab in ("Members", "Ledger", "Coupons", "Answers", "Log")] == before


def test_what_is_stored_counts_emails_by_the_word_that_the_shop_s_sheet_has_for_them(chat: Chat) -> None:
    joins(chat)
    told = chat.says("my data")["message"]

    assert "Emails: 0" in told
    assert "etter" not in told

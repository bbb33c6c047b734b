"""What a conversation must not lose on its way: the hint of the hour, what led here, awaited digits, choices."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from manychat.incoming import Channel
from sandbox.google.http.faults import DropBefore, Fault
from sandbox.mailbox import MailBox
from sandbox.owner import Owner
from service.container import now
from tests.test_talk import FLOW, Chat, buttons, texts

CHATTER = ("is the shop open?", "on sunday?", "hello?")
LANGUAGES = ("en", "ru", "ar")
FRIEND_WORD = re.compile(r"friend [A-Z0-9]{6}")
GALLERIES = (Channel.MESSENGER, Channel.INSTAGRAM)


@pytest.fixture
def chat(client: FlaskClient, owner: Owner) -> Chat:
    owner.type_over("Settings", "Chat flow", "Value", FLOW)
    return Chat(client)


@pytest.fixture
def rich(chat: Chat, owner: Owner) -> Chat:
    """A member who can take any reward."""
    owner.type_over("Settings", "Sign-up bonus", "Value", 2000)
    owner.type_over("Settings", "Bonus spendable", "Value", "at once")
    chat.says("ana@example.com")
    return chat


def numbers_in(content: dict[str, object]) -> list[str]:
    return re.findall(r"^(\d)\. ", texts(content), flags=re.MULTILINE)


def captions(content: dict[str, object]) -> list[str]:
    return [button["caption"] for button in buttons(content)]


# The hint of the hour


@pytest.mark.parametrize("channel", Channel)
def test_the_hints_own_button_brings_no_other_hint(chat: Chat, channel: Channel) -> None:
    customer = Chat(chat.client, channel=channel)
    customer.says("ana@example.com")
    hint = customer.block(CHATTER[0])

    menu = customer.taps(hint, "Menu")
    chatter = [customer.block(text)["messages"] for text in CHATTER]
    customer.taps(hint, "Menu")

    assert "just write “menu”" in texts(hint)
    assert "What would you like to do?" in texts(menu)
    assert chatter == [[], [], []]
    assert customer.block(CHATTER[0])["messages"] == []


@pytest.mark.parametrize("caption", ["My points", "Rewards"])
def test_no_button_that_is_shown_after_the_hint_brings_another_one(chat: Chat, caption: str) -> None:
    chat.says("ana@example.com")
    chat.block(CHATTER[0])

    chat.taps(chat.block("history"), caption)

    assert chat.block(CHATTER[1])["messages"] == []


def test_who_has_tapped_a_button_still_hears_once_that_the_shop_reads_them(chat: Chat) -> None:
    chat.says("ana@example.com")
    chat.taps(chat.block("points"), "Rewards")

    assert [chat.says(text)["code"] for text in CHATTER] == ["hint", "silence", "silence"]


def test_buttons_work_when_their_seal_no_longer_opens(chat: Chat, environment: pytest.MonkeyPatch) -> None:
    chat.follows("order-1042")
    for text in CHATTER[:2]:
        chat.block(text)
    menu = chat.block("menu")
    environment.setenv("LINK_KEY", "another-key-of-the-links-in-this-test")

    assert chat.taps_for_code(menu, "Join") == "ask_email"


@pytest.mark.parametrize("word", ["points", "rewards", "order-1042", "join"])
def test_a_link_that_overwrites_the_field_brings_no_other_hint(chat: Chat, word: str) -> None:
    first = chat.says(CHATTER[0])["code"]
    chat.follows(word)
    chat.says("menu")
    chat.follows(word)
    chat.says("cancel")

    assert (first, chat.says(CHATTER[1])["code"], chat.says(CHATTER[2])["code"]) == ("hint", "silence", "silence")


def test_an_item_of_the_main_menu_brings_no_other_hint(chat: Chat) -> None:
    chat.says("ana@example.com")
    codes = [chat.says(CHATTER[0])["code"], chat.follows("menu")["code"], chat.says(CHATTER[1])["code"]]

    assert codes == ["hint", "menu", "silence"]


# What led a newcomer here


@pytest.mark.parametrize("channel", Channel)
def test_the_order_that_led_here_is_known_after_chatter_the_menu_and_its_join_button(
    chat: Chat, owner: Owner, channel: Channel
) -> None:
    customer = Chat(chat.client, channel=channel)
    customer.follows("order-1042")
    for text in CHATTER[:2]:
        customer.block(text)
    asked = customer.taps(customer.block("menu"), "Join")

    joined = customer.says("ana@example.com")

    assert "1042" in texts(asked)
    assert (joined["code"], joined["points_earned"]) == ("claimed", 110)
    assert [row["For"] for row in owner.tab("Ledger") if row["Entry"] == "claim"] == ["1042"]


def test_a_friends_code_and_an_order_both_survive_the_buttons_of_hint_and_menu(chat: Chat, owner: Owner) -> None:
    owner.type_over("Settings", "Friend points", "Value", 25)
    chat.says("ana@example.com")
    ana = next(row["Member"] for row in owner.tab("Members"))
    boris = Chat(chat.client, id="7002")
    boris.block(f"friend {ana}")
    boris.block("1047")
    hint = [boris.block(text) for text in CHATTER[:2]][-1]

    boris.taps(boris.taps(hint, "Menu"), "Join")
    joined = boris.says("boris@example.com")

    assert joined["code"] == "claimed"
    assert [row.get("Referred by", "") for row in owner.tab("Members")] == ["", ana]


def test_a_join_button_of_long_ago_spends_no_points(chat: Chat, owner: Owner) -> None:
    owner.type_over("Settings", "Sign-up bonus", "Value", 2000)
    owner.type_over("Settings", "Bonus spendable", "Value", "at once")
    chat.follows("take-tote")
    for text in CHATTER[:2]:
        chat.block(text)
    menu = chat.block("menu")
    chat.says("ana@example.com")

    again = chat.taps_for_code(menu, "Join")

    assert again == "already_member"


def test_the_word_join_tries_no_order_uncounted(chat: Chat, owner: Owner) -> None:
    owner.type("Orders", ["3001", "ana@example.com", 60, "USD", now().date().isoformat(), "paid"])
    chat.says("ana@example.com")
    for wrong in range(9001, 9011):
        chat.says(f"order {wrong}")

    codes = [chat.says(text)["code"] for text in ("order 3001", "join", "join")]

    assert codes == ["too_many_tries"] * 3


# Buttons to products


def test_without_a_flow_coupons_keep_their_numbered_choices(rich: Chat, owner: Owner) -> None:
    owner.type_over("Settings", "Chat flow", "Value", "")
    taken = rich.block("take tote")
    coupons = rich.block("my coupons")

    picked = rich.says("1")

    assert (captions(taken), captions(coupons)) == (["Use it"], ["Use it", "My card"])
    assert numbers_in(taken) == numbers_in(coupons) == ["1", "2", "3"]
    assert picked["code"] == "points"


@pytest.mark.parametrize("channel", Channel)
def test_however_many_coupons_there_are_a_button_leads_on(rich: Chat, channel: Channel) -> None:
    for reward in ("tote", "mug", "blanket"):
        assert rich.says(f"take {reward}")["code"] == "redeemed"
    rich.channel = channel

    coupons = rich.block("my coupons")

    second = "Tote bag" if channel is Channel.WHATSAPP else "My card"
    assert captions(coupons) == ["Stoneware mug", second, "Menu"]
    assert rich.taps_for_code(coupons, "Menu") == "menu"


# Awaited digits


@pytest.fixture
def sent(chat: Chat, owner: Owner) -> Chat:
    """A newcomer whose address was sent six digits."""
    owner.type_over("Settings", "Confirm e-mail", "Value", "at joining")
    chat.follows("order-1042")
    assert chat.says("ana@example.com")["code"] == "code_sent"
    return chat


def digits_in(mailbox: MailBox) -> str:
    found = re.search(r"\b\d{6}\b", str(mailbox.letters[-1].message["Subject"]))
    assert found
    return found[0]


@pytest.mark.parametrize(
    "shape", ["the code is {}", "код {}", "الرمز هو {}", "Code: {}!", "{} is what it says", "it's {}, thanks"]
)
def test_digits_are_found_among_other_words(sent: Chat, mailbox: MailBox, shape: str) -> None:
    digits = digits_in(mailbox)
    if "هو" in shape:
        digits = digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    assert sent.says(shape.format(digits))["code"] == "claimed"


@pytest.mark.parametrize("between", [" ", "-", " - "])
def test_digits_are_read_with_blanks_and_dashes_between_them(sent: Chat, mailbox: MailBox, between: str) -> None:
    digits = digits_in(mailbox)
    halves = f"{digits[:3]}{between}{digits[3:]}"
    spaced = between.join(digits)

    assert sent.says(halves if between == "-" else spaced)["code"] == "claimed"


def test_digits_are_awaited_for_ten_minutes_whatever_is_said_meanwhile(sent: Chat, mailbox: MailBox) -> None:
    codes = [sent.says(text)["code"] for text in ("wait a moment please", "my phone is slow", "so slow")]
    digits = digits_in(mailbox)

    assert codes == ["ask_code", "hint", "silence"]
    assert sent.says(digits)["code"] == "claimed"
    assert len(mailbox.letters) == 1


@pytest.mark.parametrize(
    "typed",
    [
        *("I got no email", "resend", "send again", "the code has not come", "Where is my code?", "again"),
        *("письмо не пришло", "пришлите ещё раз", "я не получила код", "как получить код?"),
        *("لم يصل البريد", "أعد الإرسال", "ارسل مرة أخرى", "لم أستلم الرمز"),
    ],
)
def test_who_misses_the_email_gets_it_again_and_hears_what_to_do(sent: Chat, mailbox: MailBox, typed: str) -> None:
    again = sent.says(typed)
    digits = digits_in(mailbox)

    assert len(mailbox.letters) == 2
    assert again["code"] == "code_sent"
    assert "a…@example.com" in again["message"]
    assert "spam folder" in again["message"]
    assert sent.says(digits)["code"] == "claimed"


def test_more_emails_than_an_hour_may_have_are_not_sent_and_the_digits_still_count(
    sent: Chat, mailbox: MailBox
) -> None:
    codes = [sent.says("resend")["code"] for _ in range(4)]
    digits = digits_in(mailbox)

    assert codes == ["code_sent", "code_sent", "code_waits", "code_waits"]
    assert len(mailbox.letters) == 3
    assert sent.says(digits)["code"] == "claimed"


def test_a_member_whose_order_waits_for_digits_gets_them_again_within_the_same_limit(
    chat: Chat, owner: Owner, mailbox: MailBox
) -> None:
    owner.type_over("Settings", "Confirm e-mail", "Value", "before points")
    owner.type("Orders", ["3001", "ana@example.com", 60, "USD", now().date().isoformat(), "paid"])
    chat.says("ana@example.com")
    waits = chat.says("3001")["code"]
    again = [chat.says("no email") for _ in range(3)]
    digits = digits_in(mailbox)

    assert (waits, [answer["code"] for answer in again]) == ("code_sent", ["code_sent", "code_sent", "code_waits"])
    assert "write “human”" in again[0]["message"]
    assert chat.says(f"it is {digits}")["code"] == "claimed"


def test_an_outage_while_the_email_is_sent_again_ends_no_waiting(
    sent: Chat, mailbox: MailBox, outage: list[Fault]
) -> None:
    outage.append(DropBefore())
    later = sent.says("resend")
    outage.clear()

    assert later["code"] == "code_waits"
    assert sent.says(digits_in(mailbox))["code"] == "claimed"


# The tag of who wants a human


@pytest.mark.parametrize("way", ["the word", "the button", "an older button", "a link"])
def test_the_tag_goes_when_they_come_back(chat: Chat, way: str) -> None:
    chat.says("ana@example.com")
    older = chat.block("points")
    handed = chat.block("human")
    tagged = list(chat.tags)
    chat.block("hello?")
    still = list(chat.tags)

    if way == "the word":
        chat.block("menu")
    elif way == "the button":
        chat.taps(handed, "Menu")
    elif way == "an older button":
        chat.taps(older, "Rewards")
    else:
        chat.ask = "order-1042"
        chat.block()

    assert (tagged, still, chat.tags) == (["Loyalty human"], ["Loyalty human"], [])


def test_without_the_block_the_condition_of_the_page_holds_while_the_shop_talks(chat: Chat) -> None:
    page = (Path(__file__).parent.parent / "docs" / "chat.md").read_text(encoding="utf-8")
    contained = re.findall(r"`Loyalty ask` contains `(.+?)`", page)
    asks = [str(chat.says(text)["ask"]) for text in ("ana@example.com", "human", "hello?", "points", "menu")]

    assert [[word in ask for ask in asks] for word in contained] == [[False, True, True, True, False]]


# Choices below a gallery


@pytest.mark.parametrize("channel", GALLERIES)
def test_a_number_picks_from_the_gallery_of_rewards(rich: Chat, channel: Channel) -> None:
    rich.channel = channel
    gallery = rich.block("rewards")
    titles = [card["title"] for message in gallery["messages"] for card in message.get("elements", ())]

    taken = rich.says("2")

    assert titles == ["1. Tote bag", "2. Stoneware mug", "3. Wool blanket"]
    assert (taken["code"], taken["coupon"]) == ("redeemed", "MUG-4DWA")


# An invitation without a link


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_invitation_without_a_link_says_what_the_friend_writes(chat: Chat, owner: Owner, language: str) -> None:
    owner.type_over("Settings", "Friend points", "Value", 25)
    ana = Chat(chat.client, language=language)
    ana.says("ana@example.com")
    invited = ana.says("refer")["message"]
    word = FRIEND_WORD.search(invited)
    assert word
    boris = Chat(chat.client, id="7002")

    boris.says(word[0])
    boris.says("boris@example.com")

    assert [bool(row.get("Referred by")) for row in owner.tab("Members")] == [False, True]


def test_an_invitation_with_a_link_asks_for_no_word(chat: Chat, owner: Owner) -> None:
    owner.type_over("Settings", "Friend points", "Value", 25)
    owner.type_over("Settings", "Chat link", "Value", "https://m.me/marigold?ref=loyalty")
    chat.says("ana@example.com")

    assert not FRIEND_WORD.search(chat.says("refer")["message"])

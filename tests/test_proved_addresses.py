"""An address is proved before it gives anything: over HTTP, with a real mail server, by links, digits and a button."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from manychat.incoming import Channel
from sandbox.google.http.server import Server
from sandbox.mailbox import MailBox
from sandbox.owner import Owner
from sandbox.scheduler import Scheduler
from service.container import now
from service.order_links import signed_number
from tests.taps import Tap, tapping
from tests.test_talk import Chat

KEY = "the-key-of-the-order-mail"
AUDIENCE = "https://regulars.example"
Night = Callable[[str], None]


@pytest.fixture(autouse=True)
def careful(owner: Owner) -> Owner:
    """The owner of a new sheet, with a chat that links lead into, and an order of Ana's."""
    owner.type_over("Settings", "Confirm e-mail", "Value", "before points")
    owner.type_over("Settings", "Chat link", "Value", "https://m.me/marigold?ref=loyalty")
    owner.type_over("Settings", "Letter hours", "Value", "0-24")
    owner.type("Orders", ["3001", "ana@example.com", 60, "USD", now().date().isoformat(), "paid"])
    return owner


@pytest.fixture
def tap(app: Flask) -> Tap:
    return tapping(app, "Eve <b>")


@pytest.fixture
def run(client: FlaskClient, credentials: Path, server: Server) -> Night:
    """What Cloud Scheduler starts."""
    token = server.access.id_token(AUDIENCE, now().timestamp(), email=Scheduler(AUDIENCE, credentials).account)

    def post(task: str) -> None:
        assert client.post(f"/tasks/{task}", headers={"Authorization": f"Bearer {token}"}).status_code == 200

    return post


def code_in(mailbox: MailBox) -> str:
    found = re.search(r"\b\d{6}\b", str(mailbox.letters[-1].message["Subject"]))
    assert found
    return found[0]


def button_in(mailbox: MailBox) -> str:
    """The word that the last letter's button puts into the field."""
    said = "".join(str(part.get_content()) for part in mailbox.letters[-1].message.walk() if not part.is_multipart())
    found = re.search(r"ref=loyalty--(confirm-\d+_[0-9a-f]{20})", said)
    assert found, said
    return found[1]


def digits_in(mailbox: MailBox) -> str:
    """Those that stand in each part of the last letter, and never in its subject."""
    message = mailbox.letters[-1].message
    parts = [str(part.get_content()) for part in message.walk() if not part.is_multipart()]
    spoken = (re.sub(r'https?://[^\s"<>]+', "", part) for part in parts)
    found: list[set[str]] = [set(re.findall(r"(?<![\w#])\d{6}(?!\w)", part)) for part in spoken]
    [digits] = set.intersection(*found)
    assert digits not in str(message["Subject"])
    return digits


def test_everybody_joins_and_a_typed_number_asks_for_digits_which_bring_its_points(
    tap: Tap, careful: Owner, mailbox: MailBox
) -> None:
    joined = tap("join", email="ana@example.com")
    asked = tap("claim", order_number="3001")
    claimed = tap("claim", order_number="3001", code=code_in(mailbox))

    assert (joined["code"], joined["points"], joined["member"]) == ("joined", 50, True)
    assert (asked["status"], asked["code"], "a…@example.com" in asked["message"]) == ("no", "code_sent", True)
    assert (claimed["code"], claimed["points"]) == ("claimed", 110)
    [member] = careful.tab("Members")
    assert member["Proved"]
    assert tap("claim", order_number="3001")["code"] == "already_claimed"


def test_whether_there_is_such_an_order_nobody_learns_before_the_proof(tap: Tap, mailbox: MailBox) -> None:
    tap("join", email="ana@example.com")

    there, not_there = tap("claim", order_number="3001"), tap("claim", order_number="987654")

    assert {key: there[key] for key in there if key != "message"} == {
        key: not_there[key] for key in not_there if key != "message"
    }
    assert there["message"] == not_there["message"]
    assert tap("claim", order_number="987654", code=code_in(mailbox))["code"] == "unknown_order"


def test_a_stranger_who_typed_it_first_has_it_until_she_proves_it_and_nothing_of_hers(
    tap: Tap, careful: Owner, mailbox: MailBox
) -> None:
    stranger = tap("join", 6666, email="ana@example.com")
    hers = tap("join", 7001, email="Ana@example.com")
    tap("claim", 7001, order_number="3001")
    tap("claim", 7001, order_number="3001", code=code_in(mailbox))

    assert (stranger["code"], hers["code"], hers["points"]) == ("joined", "joined", 50)
    assert tap("claim", 6666, order_number="3001")["code"] == "code_sent"
    assert (tap("points", 7001)["points"], tap("points", 6666)["points"]) == (110, 50)
    assert [row for row in careful.tab("Problems") if row["Tab"] == "Members"] == []
    tap("leave", 6666, confirm="yes")
    [order] = [row for row in careful.tab("Orders") if row["Order"] in (3001, "3001")]
    assert order["Email"] == "ana@example.com"
    assert tap("points", 7001)["points"] == 110


def test_what_is_stored_goes_to_no_address_that_nobody_has_proved(tap: Tap, mailbox: MailBox) -> None:
    tap("join", email="ana@example.com")

    told = tap("export", by="letter")
    letters_before = len(mailbox.letters)
    tap("claim", order_number="3001")
    tap("claim", order_number="3001", code=code_in(mailbox))
    sent = tap("export", by="letter")

    assert (told["code"], letters_before) == ("export", 0)
    assert "once your address is confirmed" in told["message"]
    assert sent["code"] == "export_sent"
    assert "once your address is confirmed" not in tap("export")["message"]


def test_five_wrong_digits_end_the_tries(tap: Tap, mailbox: MailBox) -> None:
    tap("join", email="ana@example.com")
    tap("claim", order_number="3001")
    right = int(code_in(mailbox))
    wrong = [f"{(right + number) % 1_000_000:06}" for number in range(1, 6)]

    by_claim = [tap("claim", order_number="3001", code=code)["code"] for code in wrong[:3]]
    by_join = [tap("join", email="x@y.example", code=code)["code"] for code in wrong[3:]]

    assert (by_claim, by_join) == (["code_wrong"] * 3, ["code_wrong"] * 2)
    assert tap("claim", order_number="3001", code=f"{right:06}")["code"] == "too_many_tries"


@pytest.mark.parametrize("way", ["button", "link"])
def test_a_strangers_wrong_digits_stop_neither_the_emails_button_nor_the_order_mails_link(
    client: FlaskClient,
    environment: pytest.MonkeyPatch,
    tap: Tap,
    careful: Owner,
    mailbox: MailBox,
    way: str,
) -> None:
    environment.setenv("ORDER_LINK_KEY", KEY)
    tap("join", email="ana@example.com")
    tap("claim", order_number="3001")
    digits, word = code_in(mailbox), button_in(mailbox)
    wrong = [f"{(int(digits) + number) % 1_000_000:06}" for number in range(1, 6)]
    for code in wrong:
        assert tap("join", 6666, email="ana@example.com", code=code)["code"] in ("joined", "code_wrong")
    assert tap("claim", order_number="3001", code=digits)["code"] == "too_many_tries"

    said = Chat(client).follows(word if way == "button" else f"order-{signed_number('3001', KEY)}")

    assert said["code"] == ("address_proved" if way == "button" else "claimed")
    assert [bool(row.get("Proved")) for row in careful.tab("Members")] == [True, False]
    assert tap("claim", order_number="3001")["code"] == ("claimed" if way == "button" else "already_claimed")


def test_the_order_mails_link_proves_without_a_word_or_a_letter(
    client: FlaskClient, environment: pytest.MonkeyPatch, careful: Owner, mailbox: MailBox
) -> None:
    environment.setenv("ORDER_LINK_KEY", KEY)
    chat = Chat(client)

    chat.follows(f"order-{signed_number('3001', KEY)}")
    joined = chat.says("ana@example.com")

    assert (joined["code"], joined["points"]) == ("claimed", 110)
    assert [bool(row.get("Proved")) for row in careful.tab("Members")] == [True]
    assert mailbox.letters == ()


def brings(chat: Chat, word: str) -> None:
    """Follows a link with this word: in the field, or as the message where a channel's links have no field."""
    if chat.channel in (Channel.MESSENGER, Channel.INSTAGRAM):
        chat.follows(word)
    else:
        chat.says(word.replace("order-", "order "))


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("language", ["en", "ru", "ar"])
def test_the_order_mails_link_is_proof_enough_on_each_channel_in_each_language(
    client: FlaskClient, environment: pytest.MonkeyPatch, careful: Owner, channel: Channel, language: str
) -> None:
    environment.setenv("ORDER_LINK_KEY", KEY)
    chat = Chat(client, channel=channel, language=language)

    brings(chat, f"order-{signed_number('3001', KEY)}")
    chat.block("ana@example.com")

    assert chat.says("menu")["points"] == 110
    assert [bool(row.get("Proved")) for row in careful.tab("Members")] == [True]


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("language", ["en", "ru", "ar"])
def test_the_button_of_the_letter_is_proof_enough_on_each_channel_in_each_language(
    client: FlaskClient, run: Night, careful: Owner, mailbox: MailBox, channel: Channel, language: str
) -> None:
    chat = Chat(client, channel=channel, language=language)
    brings(chat, "join")
    chat.block("ana@example.com")
    run("remind")

    brings(chat, button_in(mailbox))

    assert [bool(row.get("Proved")) for row in careful.tab("Members")] == [True]
    assert chat.says("3001")["code"] == "claimed"


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("language", ["en", "ru", "ar"])
def test_in_the_conversation_a_typed_order_waits_for_the_digits_on_each_channel_in_each_language(
    client: FlaskClient, mailbox: MailBox, channel: Channel, language: str
) -> None:
    chat = Chat(client, channel=channel, language=language)

    chat.follows("order-3001")
    chat.block("ana@example.com")
    said = chat.block(code_in(mailbox))

    assert "110" in str(said) or "١١٠" in str(said)
    assert chat.says("menu")["points"] == 110


def test_who_joins_by_an_order_that_waits_for_the_digits_is_told_their_points_as_a_member(client: FlaskClient) -> None:
    chat = Chat(client)
    chat.follows("order-3001")

    joined = chat.says("ana@example.com")

    assert (joined["code"], joined["member"], joined["points"], joined["points_earned"]) == ("joined", True, 50, 50)


def test_a_member_who_names_an_order_in_the_conversation_answers_with_the_digits_alone(
    client: FlaskClient, mailbox: MailBox
) -> None:
    chat = Chat(client)
    chat.follows("join")
    chat.says("ana@example.com")

    asked, claimed = chat.says("my order is 3001"), chat.says(code_in(mailbox))

    assert (asked["code"], claimed["code"], claimed["points"]) == ("code_sent", "claimed", 110)


def test_an_order_that_led_here_is_not_forgotten_while_no_email_can_leave(
    client: FlaskClient, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("SMTP_URL", "smtp://127.0.0.1:9")
    chat = Chat(client)

    chat.follows("order-3001")
    joined = chat.says("ana@example.com")

    assert joined["code"] == "joined"
    assert "order=3001" in chat.ask


def test_one_letter_asks_for_the_proof_and_its_button_proves_for_who_brings_it_once(
    client: FlaskClient, tap: Tap, run: Night, careful: Owner, mailbox: MailBox
) -> None:
    tap("join", 6666, email="ana@example.com")
    run("remind")
    run("remind")
    word = button_in(mailbox)

    assert [letter.recipients for letter in mailbox.letters] == [("ana@example.com",)]
    assert "Eve" not in str(mailbox.letters[0].message)
    ana = Chat(client, id="7001")
    asked = ana.follows(word)
    joined = ana.says("ana@example.com")
    stranger = Chat(client, id="6666").follows(word)

    assert (asked["code"], joined["code"]) == ("ask_email", "joined")
    assert stranger["code"] == "code_wrong"
    assert tap("claim", 6666, order_number="3001")["code"] == "code_sent"
    assert tap("claim", 7001, order_number="3001")["code"] == "claimed"
    assert [bool(row.get("Proved")) for row in careful.tab("Members")] == [False, True]


@pytest.mark.parametrize("link", ["https://m.me/marigold?ref=loyalty", ""])
@pytest.mark.parametrize("language", ["en", "ru", "ar"])
def test_the_letter_of_joining_holds_digits_too_which_prove_it_once_for_who_joined(
    client: FlaskClient, tap: Tap, run: Night, careful: Owner, mailbox: MailBox, link: str, language: str
) -> None:
    careful.type_over("Settings", "Chat link", "Value", link)
    chat = Chat(client, language=language)
    chat.follows("join")
    chat.says("ana@example.com")
    run("remind")
    digits = digits_in(mailbox)

    assert tap("join", 6666, email="ana@example.com", code=digits)["code"] in ("joined", "code_wrong")
    proved = tap("join", code=digits)
    again = tap("join", 6666, code=digits)

    assert (proved["code"], again["code"]) == ("address_proved", "code_wrong")
    assert [bool(row.get("Proved")) for row in careful.tab("Members")] == [True, False]
    assert tap("claim", order_number="3001")["code"] == "claimed"


def test_its_digits_are_said_in_the_conversation_by_whoever_is_asked_for_some(
    client: FlaskClient, run: Night, mailbox: MailBox
) -> None:
    chat = Chat(client)
    chat.follows("join")
    chat.says("ana@example.com")
    run("remind")
    digits = digits_in(mailbox)

    asked, claimed = chat.says("my order is 3001"), chat.says(digits)

    assert (asked["code"], claimed["code"], claimed["points"]) == ("code_sent", "claimed", 110)


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize(("language", "zero"), [("en", "0"), ("ru", "0"), ("ar", "٠")])
def test_nobody_has_to_be_asked_before_the_digits_of_that_letter_are_typed(
    client: FlaskClient, run: Night, careful: Owner, mailbox: MailBox, channel: Channel, language: str, zero: str
) -> None:
    chat = Chat(client, channel=channel, language=language)
    brings(chat, "join")
    chat.block("ana@example.com")
    run("remind")
    digits = "".join(chr(ord(zero) + int(digit)) for digit in digits_in(mailbox))

    proved = chat.says(digits)

    assert (proved["code"], proved["points"]) == ("address_proved", 50)
    assert [bool(row.get("Proved")) for row in careful.tab("Members")] == [True]
    assert chat.says("3001")["code"] == "claimed"
    assert chat.says(digits)["code"] == "unknown_order"


def test_nobody_guesses_the_digits_of_an_email_as_numbers_of_orders(
    client: FlaskClient, run: Night, careful: Owner, mailbox: MailBox
) -> None:
    chat = Chat(client)
    chat.follows("join")
    chat.says("ana@example.com")
    run("remind")
    digits = digits_in(mailbox)

    told = []
    for number in range(1, 9):
        chat.ask = "-"
        told.append(chat.says(f"{(int(digits) + number) % 1_000_000:06}")["code"])
    chat.ask = "-"

    assert told[:5] == ["code_sent", "code_sent", *["too_many_tries"] * 3]
    assert set(told[5:]) == {"too_many_tries"}
    assert chat.says(digits)["code"] == "too_many_tries"
    assert [bool(row.get("Proved")) for row in careful.tab("Members")] == [False]


def test_a_proved_members_orders_of_six_digits_are_no_digits_of_an_email(
    client: FlaskClient, run: Night, careful: Owner, mailbox: MailBox
) -> None:
    day = now().date().isoformat()
    careful.type("Orders", *([f"48291{n}", "ana@example.com", 1, "USD", day, "paid"] for n in range(8)))
    chat = Chat(client)
    chat.follows("join")
    chat.says("ana@example.com")
    run("remind")
    chat.follows(button_in(mailbox))

    assert [chat.says(f"48291{n}")["code"] for n in range(8)] == ["claimed"] * 8


def test_the_button_proves_for_the_member_who_typed_the_address(
    client: FlaskClient, tap: Tap, run: Night, mailbox: MailBox
) -> None:
    tap("join", email="ana@example.com")
    run("remind")

    proved = Chat(client).follows(button_in(mailbox))

    assert (proved["code"], proved["points"]) == ("address_proved", 50)
    assert tap("claim", order_number="3001")["code"] == "claimed"


@pytest.mark.parametrize("word", ["confirm-1_" + "0" * 20, "confirm-x", "confirm", "confirm-999999999999_" + "f" * 20])
def test_a_made_up_button_proves_nothing(client: FlaskClient, tap: Tap, word: str) -> None:
    tap("join", email="ana@example.com")

    assert Chat(client).follows(word)["code"] == ("code_wrong" if "-" in word else "already_member")
    assert tap("claim", order_number="3001")["code"] == "code_sent"


def test_where_nothing_can_prove_an_address_what_is_typed_is_believed_and_problems_says_so(
    tap: Tap, environment: pytest.MonkeyPatch, careful: Owner
) -> None:
    environment.delenv("SMTP_URL")

    tap("join", email="ana@example.com")

    assert tap("claim", order_number="3001")["code"] == "claimed"
    [told] = [row for row in careful.tab("Problems") if row["Tab"] == "Settings"]
    assert "no mail server" in told["Why"]


@pytest.mark.parametrize(
    ("word", "joins"), [("yes", "code_sent"), ("да", "code_sent"), ("no", "joined"), ("", "joined")]
)
def test_older_sheets_go_on_as_they_were(tap: Tap, careful: Owner, word: str, joins: str) -> None:
    careful.type_over("Settings", "Confirm e-mail", "Value", word)

    assert tap("join", email="ana@example.com")["code"] == joins
    if joins == "joined":
        assert tap("claim", order_number="3001")["code"] == "claimed"


def test_a_further_address_counts_once_the_digits_that_it_was_sent_have_come_back(
    tap: Tap, careful: Owner, mailbox: MailBox
) -> None:
    tap("join", email="ana@home.example")
    code = careful.tab("Members")[0]["Member"]
    careful.type_over("Members", code, "Other emails", "Ana@Example.com, ana@work.example")

    asked = tap("join", email="ana@example.com")
    assert (asked["code"], mailbox.letters[-1].recipients) == ("code_sent", ("Ana@Example.com",))
    wrong = tap("join", email="ana@work.example", code=code_in(mailbox))
    proved = tap("join", email="ana@example.com", code=code_in(mailbox))

    assert (wrong["code"], proved["code"]) == ("code_wrong", "address_proved")
    assert tap("claim", order_number="3001")["code"] == "code_sent"  # her own is still to be proved
    assert tap("claim", order_number="3001", code=code_in(mailbox))["code"] == "claimed"
    assert tap("join", email="ana@example.com")["code"] == "already_member"

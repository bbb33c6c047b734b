"""What an address is, at the function's doors: over HTTP, with a real mail server, as a stranger comes in."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from sandbox.google.http.server import Server
from sandbox.mailbox import KeptLetter, MailBox
from sandbox.owner import Owner
from sandbox.scheduler import Scheduler
from service.container import now
from tests.taps import SECRET, Tap, tapping

SHOPS_SECRET = "the-secret-of-the-shop"
AUDIENCE = "https://regulars.example"
HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Feedback-ID", "MIME-Version", "Content-Type",
    "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post",
}  # fmt: skip
Night = Callable[[str], None]


@pytest.fixture
def tap(app: Flask) -> Tap:
    return tapping(app)


@pytest.fixture
def strict(owner: Owner) -> Owner:
    """The owner, who wants every address proved."""
    owner.type_over("Settings", "Confirm e-mail", "Value", "on")
    return owner


@pytest.fixture
def run(client: FlaskClient, credentials: Path, server: Server) -> Night:
    """What Cloud Scheduler starts."""
    token = server.access.id_token(AUDIENCE, now().timestamp(), email=Scheduler(AUDIENCE, credentials).account)

    def post(task: str) -> None:
        answer = client.post(f"/tasks/{task}", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200

    return post


def code_in(letter: KeptLetter) -> str:
    found = re.search(r"\b\d{6}\b", str(letter.message["Subject"]))
    assert found
    return found[0]


def proved(tap: Tap, mailbox: MailBox, contact: int, email: str) -> dict[str, Any]:
    """Joins with the digits that a letter brought."""
    assert tap("join", contact, email=email)["code"] == "code_sent"
    return tap("join", contact, email=email, code=code_in(mailbox.letters[-1]))


@pytest.mark.parametrize(
    ("theirs", "strangers"),
    [
        ("ana@strasse.de", "ana@straße.de"),
        ("ana@straße.de", "ana@STRASSE.de"),
        ("ana@fass.example", "ana@faß.example"),
        ("ana@example.com", "ａｎａ@example.com"),
        ("fiona@example.com", "ﬁona@example.com"),
        ("strasse@example.com", "straße@example.com"),
        ("ana2@example.com", "ana²@example.com"),
        ("ana3@example.com", "ana٣@example.com"),
    ],
)
def test_who_proves_an_address_that_only_looks_alike_gets_an_account_of_their_own(
    tap: Tap, strict: Owner, mailbox: MailBox, theirs: str, strangers: str
) -> None:
    proved(tap, mailbox, 7001, theirs)
    strict.type("Orders", ["6001", theirs, 30])

    stranger = proved(tap, mailbox, 7666, strangers)

    assert stranger["code"] == "joined"
    assert mailbox.letters[-1].recipients != mailbox.letters[0].recipients
    assert tap("claim", 7666, order_number="6001")["code"] == "unknown_order"
    assert tap("claim", 7001, order_number="6001")["code"] == "claimed"


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Ana@Example.com", "ana@example.com"),
        ("ana@müller.de", "Ana@xn--mller-kva.de"),
        ("ana@xn--mller-kva.de", "ana@MU\u0308LLER.de"),
        ("ana@straße.de", "ana@xn--strae-oqa.de"),
        ("ana@example.com", "ana@ｅｘａｍｐｌｅ。com"),
        ("josé@example.com", "JOSE\u0301@example.com"),
        ("bo@example.com", "Bo <bo@example.com>"),
        ("bo@example.com", "mailto:bo@example.com"),
        ("bo@example.com", "\u200fbo@example.com\u200e"),
    ],
)
def test_one_address_is_one_member_however_it_is_written_and_digits_go_where_it_is_stored(
    tap: Tap, strict: Owner, mailbox: MailBox, stored: str, typed: str
) -> None:
    strict.type("Members", ["", stored])
    strict.type("Orders", ["6001", typed, 30])
    tap("points", 7001)

    found = proved(tap, mailbox, 7001, typed)

    assert mailbox.letters[-1].recipients == (stored,)
    assert found["code"] == "contact_added"
    assert [row["Email"] for row in strict.tab("Members")] == [stored]
    assert tap("claim", 7001, order_number="6001")["code"] == "claimed"


@pytest.mark.parametrize(
    "zero", ["\u0660", "\u06f0", "\uff10", "\u0966", "\U0001d7ce"], ids=["arabic", "persian", "wide", "hindi", "bold"]
)
@pytest.mark.parametrize("written", ["{}", "\u200f{:.3} {:.3}\u200f"])
def test_the_digits_count_in_any_script(tap: Tap, strict: Owner, mailbox: MailBox, zero: str, written: str) -> None:
    tap("join", email="ana@example.com")
    code = code_in(mailbox.letters[-1]).translate({ord(str(digit)): chr(ord(zero) + digit) for digit in range(10)})

    joined = tap("join", email="ana@example.com", code=written.format(code, code[3:]))

    assert (joined["code"], len(strict.tab("Members"))) == ("joined", 1)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("lea@gmail.com", "l.e.a@gmail.com"),
        ("l.ea@gmail.com", "lea+shop@GoogleMail.com"),
        ("lea@shop.example", "Lea+2@shop.example"),
        ("lea+1@müller.de", "lea+2@xn--mller-kva.de"),
    ],
)
def test_a_second_account_of_one_mailbox_is_joined_without_a_second_bonus(
    tap: Tap, owner: Owner, first: str, second: str
) -> None:
    one, two = tap("join", 7001, email=first), tap("join", 7002, email=second)

    assert (one["code"], one["points"]) == ("joined", 50)
    assert (two["status"], two["code"], two["points"]) == ("ok", "joined", 0)
    assert len(owner.tab("Members")) == 2
    assert tap("points", 7001)["points"] == 50


def test_who_only_looks_alike_gets_the_bonus(tap: Tap, owner: Owner) -> None:
    tap("join", 7001, email="lea@gmail.com")
    tap("leave", 7001, confirm="yes")

    others = [tap("join", 7002 + at, email=email) for at, email in enumerate(("lea.h@gmail.com", "lea@shop.example"))]

    assert [other["points"] for other in others] == [50, 50]
    assert len(owner.tab("Members")) == 2


@pytest.mark.parametrize("friend", ["b.o@gmail.com", "bo+2@gmail.com", "BO@googlemail.com"])
def test_nobody_brings_one_mailbox_twice(tap: Tap, owner: Owner, run: Night, friend: str) -> None:
    owner.type_over("Settings", "Referral points", "Value", 100)
    owner.type_over("Settings", "Friend points", "Value", 40)
    owner.type_over("Settings", "Referral minimum order", "Value", 20)
    tap("join", 7001, email="ana@example.com")
    code = owner.tab("Members")[0]["Member"]
    tap("join", 7002, name="Bo", email="bo@gmail.com", referrer=code)
    tap("join", 7003, name="Bo", email=friend, referrer=code)
    owner.type("Orders", ["6001", "bo@gmail.com", 30], ["6002", friend, 30])
    assert [tap("claim", 7002, order_number="6001")["points"], tap("claim", 7003, order_number="6002")["points"]] == [
        80,
        30,
    ]

    run("tidy")

    ana, *friends = (tap("points", contact)["points"] for contact in (7001, 7002, 7003))
    assert (ana, sum(friends)) == (150, 80 + 30 + 40)


def test_an_order_under_another_spelling_at_gmail_is_the_members(tap: Tap, owner: Owner) -> None:
    tap("join", email="lea@googlemail.com")
    owner.type("Orders", ["6001", "l.ea@gmail.com", 30], ["6002", "Lea+shop@gmail.com", 30])

    assert [tap("claim", order_number=number)["code"] for number in ("6001", "6002")] == ["claimed", "claimed"]

    tap("leave", confirm="yes")

    assert [row.get("Email", "") for row in owner.tab("Orders") if row["Order"] in ("6001", "6002")] == ["", ""]


@pytest.mark.parametrize(
    ("member", "strangers", "order"),
    [
        ("lea@gmail.com", "l.ea@gmail.com", "lea@gmail.com"),
        ("l.e.a@gmail.com", "lea+x@gmail.com", "L.E.A@gmail.com"),
        ("lea@shop.example", "lea+x@shop.example", "lea@shop.example"),
        ("lea@shop.example", "l.ea@shop.example", "lea@shop.example"),
    ],
)
def test_no_spelling_opens_an_account_or_claims_an_order_of_somebody_else(
    tap: Tap, owner: Owner, member: str, strangers: str, order: str
) -> None:
    tap("join", 7001, email=member)
    owner.type("Orders", ["6001", order, 30])

    joined = tap("join", 7666, email=strangers)

    assert joined["code"] == "joined"
    assert tap("claim", 7666, order_number="6001")["code"] == "unknown_order"
    assert tap("claim", 7001, order_number="6001")["code"] == "claimed"


@pytest.mark.parametrize(
    "email",
    [
        "=?utf-8?q?a=0d=0aSubject=3aYou_won?=@b.example",
        "=?UTF-8?B?YQ0KQmNjOiB4QHkuZXhhbXBsZQ==?=@b.example",
        "ana=?iso-8859-1?q?=0a?=@b.example",
        "Ana <=?utf-8?q?a=0a?=@b.example>",
        "ana@b.example\r\nBcc: x@y.example",
        "ana@☃.example",
        "ana@xn--a.example",
        "ana@b..example",
    ],
)
def test_what_could_bend_a_header_is_no_address(
    tap: Tap, strict: Owner, mailbox: MailBox, client: FlaskClient, environment: pytest.MonkeyPatch, email: str
) -> None:
    environment.setenv("ORDERS_SECRET", SHOPS_SECRET)

    assert tap("join", email=email)["code"] == "email_invalid"

    if "=?" in email:
        order = {"order": "3001", "email": email, "amount": 60, "placed": now().date().isoformat()}
        taken = client.post("/orders", json=order, headers={"Authorization": f"Bearer {SHOPS_SECRET}"}).get_json()
        assert taken["orders"][0]["result"] == "refused"
    assert (mailbox.letters, strict.tab("Members")) == ((), [])


@pytest.mark.parametrize(
    "name",
    [
        "You won $500: http://evil.example",
        "Click evil.example",
        "evil。example",
        "Call evil ٠٨٠٠١٢٣",
        "evil@evil.example",
        "=?utf-8?q?evil=0d=0aBcc=3ax@evil.example?=",
        "evil\r\nBcc: x@evil.example",
        "evil\0\nReply-To: x@evil.example",
        "We closed your account at evil",
    ],
)
def test_of_a_chat_name_that_is_no_name_nothing_stands_in_an_email(
    tap: Tap, owner: Owner, mailbox: MailBox, run: Night, name: str
) -> None:
    owner.type_over("Settings", "Letters", "Value", "welcome, reminder")
    tap("join", name=name, email="ana@example.com")

    run("remind")

    assert mailbox.letters
    for letter in mailbox.letters:
        said = "".join(str(part.get_content()) for part in letter.message.walk() if not part.is_multipart())
        assert set(letter.message.keys()) <= HEADERS
        assert letter.message["To"] == "ana@example.com"
        assert "evil" not in letter.raw.decode() + said + str(letter.message["Subject"])
        assert "Hello" not in said  # nobody is greeted without a name


def test_a_plain_chat_name_is_greeted_and_stands_in_no_subject(
    tap: Tap, owner: Owner, mailbox: MailBox, run: Night
) -> None:
    owner.type_over("Settings", "Letters", "Value", "welcome, reminder")
    tap("join", name="Renée", email="ana@example.com")

    run("remind")

    assert mailbox.letters
    for letter in mailbox.letters:
        said = "".join(str(part.get_content()) for part in letter.message.walk() if not part.is_multipart())
        assert "Hello Renée," in said
        assert "Renée" not in letter.message["Subject"]


@pytest.mark.parametrize("zero", ["\u0660", "\u06f0", "\uff10"], ids=["arabic", "persian", "wide"])
def test_in_the_conversation_addresses_and_digits_are_read_as_everywhere(
    client: FlaskClient, strict: Owner, mailbox: MailBox, zero: str
) -> None:
    field = "join"

    def says(text: str) -> dict[str, Any]:
        nonlocal field
        contact = {"id": 7001, "first_name": "Ana", "language": "en", "last_input_text": text}
        body = {"contact": {**contact, "custom_fields": {"Loyalty ask": field}}, "channel": "messenger"}
        answer = client.post("/manychat/talk", json=body, headers={"Authorization": f"Bearer {SECRET}"}).get_json()
        field = answer["ask"]
        return dict(answer)

    says("")
    asked = says("my email is ａna_@straße.de, thanks")
    code = code_in(mailbox.letters[-1]).translate({ord(str(digit)): chr(ord(zero) + digit) for digit in range(10)})
    joined = says(code)

    assert (asked["code"], joined["code"]) == ("code_sent", "joined")
    assert mailbox.letters[-1].recipients == ("ａna_@straße.de",)
    assert [row["Email"] for row in strict.tab("Members")] == ["ａna_@straße.de"]


def test_two_rows_that_were_two_addresses_once_stay_two_accounts_with_all_their_points(tap: Tap, owner: Owner) -> None:
    for contact, email in ((7001, "ana@müller.de"), (7002, "ana@mueller.example")):
        tap("join", contact, email=email)
    owner.type_over("Members", "ana@mueller.example", "Email", "ana@xn--mller-kva.de")

    assert [tap("points", contact)["points"] for contact in (7001, 7002)] == [50, 50]

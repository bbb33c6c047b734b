"""The headers of a letter as a mail server receives them, whatever people are called."""

from dataclasses import replace
from datetime import datetime
from email import message_from_string
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loyalty.letters.letter import LetterFacts
from mail.envelope import envelope_of
from mail.letters import write
from mail.sanitise import BadRecipient, BadSender
from mail.smtp import Delivered, MailServer
from sandbox.mailbox import KeptLetter, MailBox

SENDER = "hello@shop.example"
ISOLATE = "\N{FIRST STRONG ISOLATE}"  # before a name that runs the other way
HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Feedback-ID", "MIME-Version", "Content-Type",
]  # fmt: skip


def received(reminder: LetterFacts, now: datetime, sender: str = SENDER) -> KeptLetter:
    with MailBox() as box:
        with MailServer(box.url, timeout=5).connection() as connection:
            assert (
                connection.deliver(write(reminder, language="en", sender=sender, unsubscribe="", now=now))
                == Delivered()
            )
        return box.letters[0]


def to_address(reminder: LetterFacts, email: str) -> LetterFacts:
    return replace(reminder, letter=replace(reminder.letter, email=email))


def test_every_header_is_there_once(reminder: LetterFacts, now: datetime) -> None:
    message = received(reminder, now, sender="Bean & Co <hello@shop.example>").message

    assert message.keys() == HEADERS
    assert message["From"] == "Bean & Co <hello@shop.example>"
    assert message["To"] == "Ana <ana@example.com>"
    assert message["Subject"] == "Ana, your Coffee mug is waiting at Bean & Co"
    assert message["Date"].datetime == now
    assert message["Auto-Submitted"] == "auto-generated"


def test_the_envelope_carries_the_bare_addresses(reminder: LetterFacts, now: datetime) -> None:
    letter = received(reminder, now, sender="Bean & Co <hello@shop.example>")

    assert letter.sender == "hello@shop.example"
    assert letter.recipients == ("ana@example.com",)


def test_the_same_letter_has_the_same_id_and_another_has_another(reminder: LetterFacts, now: datetime) -> None:
    another = replace(reminder, letter=replace(reminder.letter, id="reminder-K7Q4ZD-20261220"))
    first, again, other = (
        write(letter_facts, language="en", sender=SENDER, unsubscribe="", now=now)["Message-ID"]
        for letter_facts in (reminder, reminder, another)
    )

    assert first == again
    assert first != other
    assert first.endswith("@shop.example>")
    assert "K7Q4ZD" not in first


@pytest.mark.parametrize(
    "name",
    [
        "Ana",
        "Ana, Boris & Layla",
        'Ana "Annie" <ana@elsewhere.example>',
        "Мария Ивановна, вторая",
        "ليلى الحسن",
        "👩‍👩‍👧 Ana",
        "Ünal " * 20,
    ],
)
def test_a_name_arrives_as_it_was_written(reminder: LetterFacts, now: datetime, name: str) -> None:
    message = received(replace(reminder, name=name), now).message

    assert message.keys() == HEADERS
    assert [address.display_name for address in message["To"].addresses] == [name.strip()]
    assert message["To"].addresses[0].addr_spec == "ana@example.com"
    assert message["Subject"].lstrip(ISOLATE).startswith(name[:100].strip())


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ana\r\nBcc: boris@example.com", "Ana Bcc: boris@example.com"),
        ("Ana\nBcc: boris@example.com", "Ana Bcc: boris@example.com"),
        ("Ana\u2028Bcc:\x85 boris@example.com", "Ana Bcc: boris@example.com"),
        ("Ana\x00\x1b\ud800", "Ana"),
        ("=?utf-8?q?Ana=0D=0ABcc:_boris@example.com?=", "= ?utf-8?q?Ana=0D=0ABcc:_boris@example.com?="),
        ("Аня =?utf-8?b?QW5h?=", "Аня = ?utf-8?b?QW5h?="),
    ],
)
def test_no_name_breaks_a_header(reminder: LetterFacts, now: datetime, name: str, shown: str) -> None:
    message = received(replace(reminder, name=name), now).message

    assert message.keys() == HEADERS
    assert [address.display_name for address in message["To"].addresses] == [shown]
    assert message["Subject"].startswith(shown)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=150), shop=st.text(max_size=150))
def test_whatever_people_type_the_letter_stays_one_letter(
    reminder: LetterFacts, now: datetime, name: str, shop: str
) -> None:
    raw = envelope_of(
        write(replace(reminder, name=name, shop=shop), language="en", sender=SENDER, unsubscribe="", now=now)
    ).raw

    message = message_from_string(raw.decode(), EmailMessage, policy=default)
    assert message.keys() == HEADERS
    assert [address.addr_spec for address in message["To"].addresses] == ["ana@example.com"]
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_an_international_address_makes_an_international_letter(reminder: LetterFacts, now: datetime) -> None:
    letter = received(replace(to_address(reminder, "борис@почта.example"), name="Борис"), now)

    assert letter.recipients == ("борис@почта.example",)
    assert letter.message["To"] == "Борис <борис@почта.example>"
    assert "To: Борис <борис@почта.example>\r\n".encode() in letter.raw
    assert letter.message["Subject"].startswith("Борис, your Coffee mug")


def test_an_ordinary_letter_is_seven_bits_with_short_lines(reminder: LetterFacts, now: datetime) -> None:
    raw = received(replace(reminder, name="Ünal", shop="مقهى " * 40), now).raw

    assert raw.isascii()
    head, _, body = raw.partition(b"\r\n\r\n")
    assert max(len(line) for line in body.split(b"\r\n")) <= 78
    assert b"\r\n " not in head.replace(b"\r\n boundary", b"")


@pytest.mark.parametrize(
    "sender",
    ["", "Bean & Co", "Bean & Co <>", "hello@", "@shop.example", "a@b.example\nBcc: x@y.example", "a b@shop.example"],
)
def test_an_unusable_sender_is_named_by_its_variable(reminder: LetterFacts, now: datetime, sender: str) -> None:
    with pytest.raises(BadSender, match="MAIL_FROM is not an address"):
        write(reminder, language="en", sender=sender, unsubscribe="", now=now)


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ana",
        "ana@",
        "ana@@example.com",
        "ana@example.com, boris@example.com",
        "Ana <ana@example.com>",
        "ana@example.com\r\nRCPT TO:<boris@example.com>",
        "ana\u200b@example.com",
        "ana..x@example.com",
        "a" * 250 + "@example.com",
    ],
)
def test_an_unusable_address_is_said_without_repeating_it(reminder: LetterFacts, now: datetime, email: str) -> None:
    with pytest.raises(BadRecipient) as bad:
        write(to_address(reminder, email), language="en", sender=SENDER, unsubscribe="", now=now)

    assert not email or email not in str(bad.value)

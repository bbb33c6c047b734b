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


def words_of(message: EmailMessage) -> str:
    """All that the reader of the letter reads, in both its forms, without what keeps directions apart."""
    said = "\n".join(part.get_content() for part in message.walk() if not part.is_multipart())
    return said.replace(ISOLATE, "").replace("\N{POP DIRECTIONAL ISOLATE}", "")


def to_address(reminder: LetterFacts, email: str) -> LetterFacts:
    return replace(reminder, letter=replace(reminder.letter, email=email))


def test_every_header_is_there_once(reminder: LetterFacts, now: datetime) -> None:
    message = received(reminder, now, sender="Bean & Co <hello@shop.example>").message

    assert message.keys() == HEADERS
    assert message["From"] == "Bean & Co <hello@shop.example>"
    assert message["To"] == "Ana <ana@example.com>"
    assert message["Subject"] == "Your Coffee mug is waiting at Bean & Co"
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
        "Ana & Boris",
        "Анна-Мария Иванова",
        "ليلى الحسن",
        "مُحَمَّد",
        "علی‌رضا",
        "अनन्या शर्मा",
        "Dr. Renée O’Neill",
        "J.R. Ünal",
        "José",
    ],
)
def test_a_plain_name_arrives_as_it_was_written_and_never_in_the_subject(
    reminder: LetterFacts, now: datetime, name: str
) -> None:
    message = received(replace(reminder, name=name), now).message

    assert message.keys() == HEADERS
    assert [address.display_name for address in message["To"].addresses] == [name]
    assert message["To"].addresses[0].addr_spec == "ana@example.com"
    assert message["Subject"] == "Your Coffee mug is waiting at Bean & Co"
    assert f"Hello {name}," in words_of(message)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("👩‍👩‍👧 Ana 🌸", "Ana"), ("\u200fAna\u202e", "Ana"), ("Ana\x00\x1b\ud800", "Ana"), ("Ana\r\nBo", "Ana Bo")],
)
def test_pictures_and_invisible_characters_stay_out_of_a_name(
    reminder: LetterFacts, now: datetime, name: str, shown: str
) -> None:
    message = received(replace(reminder, name=name), now).message

    assert [address.display_name for address in message["To"].addresses] == [shown]
    assert f"Hello {shown}," in words_of(message)


@pytest.mark.parametrize(
    ("name", "leaves"),
    [
        ("You won $500: http://evil.example", "won evil 500"),
        ("Click evil.example", "Click evil"),
        ("Ana evil。example", "evil"),
        ("evil․example", "evil"),
        ("http：／／evil", "evil"),
        ("ⓔⓥⓘⓛ.example", "ⓔ ⓛ"),
        ("Ana t.me/evil", "evil"),
        ("Call 0800 123456", "Call 0800"),
        ("Call ٠٨٠٠١٢٣", "Call ٠٨٠٠"),
        ("５００ gift", "５００ gift"),
        ("5️⃣ gift", "gift"),
        ("Ⅷ gifts", "Ⅷ"),
        ("ana@evil.example", "evil"),
        ("ana＠evil", "evil"),
        ('Ana "Annie" <ana@evil.example>', "Annie evil"),
        ("Your account is closed go to evil", "account evil"),
        ("x" * 41, "xxx"),
        ("Ana\r\nBcc: boris@evil.example", "Bcc boris"),
        ("Ana\u2028Bcc:\x85 boris@evil.example", "Bcc boris"),
        ("=?utf-8?q?Ana=0D=0ABcc:_boris@evil.example?=", "boris Bcc"),
        ("Аня =?utf-8?b?QW5h?=", "QW5h"),
        ("=\u200b?utf-8?b?QW5h?=", "QW5h"),
    ],
)
def test_of_a_name_that_is_no_plain_name_nothing_stands_in_the_email(
    reminder: LetterFacts, now: datetime, name: str, leaves: str
) -> None:
    letter = received(replace(reminder, name=name), now)

    assert letter.message.keys() == HEADERS
    assert letter.message["To"] == "ana@example.com"
    everything = letter.raw.decode() + str(letter.message["Subject"]) + words_of(letter.message)
    assert [word for word in leaves.split() if word in everything] == []
    assert "Hello" not in words_of(letter.message)


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
    assert letter.message["Subject"].startswith("Your Coffee mug")


def test_an_ordinary_letter_is_seven_bits_with_short_lines(reminder: LetterFacts, now: datetime) -> None:
    raw = received(replace(reminder, name="Ünal", shop="مقهى " * 40), now).raw

    assert raw.isascii()
    head, _, body = raw.partition(b"\r\n\r\n")
    assert max(len(line) for line in body.split(b"\r\n")) <= 78
    assert b"\r\n " not in head.replace(b"\r\n boundary", b"")


@pytest.mark.parametrize(
    "sender",
    [
        "",
        "Bean & Co",
        "Bean & Co <>",
        "hello@",
        "@shop.example",
        "a@b.example\nBcc: x@y.example",
        "a b@shop.example",
        "=?utf-8?q?a=0d=0aBcc=3ax?=@shop.example",
    ],
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
        "=?utf-8?q?a=0d=0aSubject=3aYou_won?=@b.example",
        "=?UTF-8?B?YQ0KQmNjOiB4QHkuZXhhbXBsZQ==?=@b.example",
        "ana=?us-ascii?q?=0a?=@b.example",
        "ana@b.example\0",
        "ana@b.example\nSubject: You won",
    ],
)
def test_an_unusable_address_is_said_without_repeating_it(reminder: LetterFacts, now: datetime, email: str) -> None:
    with pytest.raises(BadRecipient) as bad:
        write(to_address(reminder, email), language="en", sender=SENDER, unsubscribe="", now=now)

    assert not email or email not in str(bad.value)

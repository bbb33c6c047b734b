"""The bodies of an email: they arrive as they were written, encoded so that any server can carry them."""

from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.envelope import envelope_of
from mail.mime import addressed, set_text, set_text_and_html

TO = Address("Ana", "ana", "example.com")
LONGEST_LINE = 76  # RFC 2045 6.7, 6.8
lines = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=200)
bodies = st.lists(lines, max_size=5).map(lambda written: "".join(f"{line}\n" for line in written))


def raw(text: str, html: str | None = None) -> bytes:
    message = addressed(Address("Bean & Co", "hello", "bean.example"), TO)
    if html is None:
        set_text(message, text)
    else:
        set_text_and_html(message, text, html)
    return envelope_of(message).raw


def read(letter: bytes) -> list[tuple[str, str]]:
    """What the standard library reads in it: the type of each body and what it says."""
    message = message_from_bytes(letter, EmailMessage, policy=default)
    parts = [part for part in message.walk() if not part.is_multipart()]
    assert [part.defects for part in message.walk()] == [[] for _ in message.walk()]
    return [(part.get_content_type(), part.get_content().replace("\r\n", "\n")) for part in parts]


@given(text=bodies, html=bodies)
def test_both_bodies_arrive_as_they_were_written_in_seven_bits_and_short_lines(text: str, html: str) -> None:
    letter = raw(text, html)

    assert read(letter) == [("text/plain", text), ("text/html", html)]
    assert letter.isascii()
    body = letter.partition(b"\r\n\r\n")[2]
    assert max(map(len, body.split(b"\r\n"))) <= LONGEST_LINE
    assert b"\n" not in letter.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    "text",
    [
        "before\n--=_body\nafter\n",
        "before\n--=_body--\nafter\n",
        ".\n..\nFrom ana\n",
        "ends with a blank \nand a tab\t\n",
        f"{'x' * 75}={'y' * 75}\n",
        f"{'ж' * 400}\n",
    ],
)
def test_no_words_end_a_body_or_change_in_it(text: str) -> None:
    assert read(raw(text, f"<p>{text}</p>\n")) == [("text/plain", text), ("text/html", f"<p>{text}</p>\n")]
    assert read(raw(text)) == [("text/plain", text)]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("You have 110 points at Café Ünal.\n", b"quoted-printable"),
        ("У вас 110 баллов.\n", b"base64"),
        ("لديك 110 نقطة.\n", b"base64"),
        (
            '<p dir="rtl" style="margin: 0; font-family: Helvetica, Arial; font-size: 16px">لديك 110</p>\n',
            b"quoted-printable",
        ),
    ],
)
def test_a_body_is_encoded_in_the_shorter_way(text: str, encoding: bytes) -> None:
    assert b"Content-Transfer-Encoding: %s\r\n" % encoding in raw(text)

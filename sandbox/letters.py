"""The kept letters as a mail program shows them."""

from dataclasses import dataclass

from sandbox.mailbox import KeptLetter, MailBox


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """A letter: its headings, its plain text and its HTML, blank where it has none."""

    subject: str
    sender: str
    recipient: str
    date: str
    text: str
    html: str


def shown_letters(mailbox: MailBox) -> tuple[ShownLetter, ...]:
    """Every letter so far, the oldest first."""
    return tuple(map(_shown, mailbox.letters))


def _shown(letter: KeptLetter) -> ShownLetter:
    message = letter.message
    return ShownLetter(
        subject=str(message["Subject"]),
        sender=str(message["From"]),
        recipient=str(message["To"]),
        date=str(message["Date"]),
        text=_body(letter, "plain"),
        html=_body(letter, "html"),
    )


def _body(letter: KeptLetter, kind: str) -> str:
    part = letter.message.get_body((kind,))
    return str(part.get_content()) if part else ""

"""The kept letters as a mail program shows them."""

import re
from dataclasses import dataclass
from html import unescape

from sandbox.mailbox import KeptLetter, MailBox

PREHEADER = re.compile(r'<div class="hidden"[^>]*>([^<]*)</div>')
FILLING = "\u034f\u200c\u00a0 "
"""What keeps the letter's first words from being shown after the preheader."""


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """A letter: its headings, what stands beside the subject, its plain text and its HTML; blank where it has none."""

    subject: str
    preheader: str
    sender: str
    recipient: str
    date: str
    text: str
    html: str


def shown_letters(mailbox: MailBox) -> tuple[ShownLetter, ...]:
    """Every letter so far, the oldest first."""
    return tuple(map(_shown, mailbox.letters))


def _shown(letter: KeptLetter) -> ShownLetter:
    message, html = letter.message, _body(letter, "html")
    beside = PREHEADER.search(html)
    return ShownLetter(
        subject=str(message["Subject"]),
        preheader=unescape(beside[1]).strip(FILLING) if beside else "",
        sender=str(message["From"]),
        recipient=str(message["To"]),
        date=str(message["Date"]),
        text=_body(letter, "plain"),
        html=html,
    )


def _body(letter: KeptLetter, kind: str) -> str:
    part = letter.message.get_body((kind,))
    return str(part.get_content()) if part else ""

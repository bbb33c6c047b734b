"""What all emails to the owner have in common: plain text and HTML out of one folder, from the program itself."""

from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

from mail.letters import TEMPLATES, Pages, set_bodies
from mail.mime import addressed
from mail.sanitise import header, read_recipient, read_sender


def letter_to_owner(
    folder: str,
    words: Mapping[str, object],
    *,
    to: str,
    key: str,
    language: str,
    sender: str,
    now: datetime,
    templates: Path = TEMPLATES,
) -> EmailMessage:
    """The email with these words; one with the same ``key`` is known by mail servers as the same.

    Raises BadSender, BadRecipient and LetterBroken.
    """
    from_ = read_sender(sender)
    message = addressed(from_, read_recipient("", to))
    pages = Pages(templates, folder, language, words)
    message["Subject"] = header(pages.fill("subject.txt"))
    message["Date"] = now
    message["Message-ID"] = f"<{sha256(f'{folder} {to} {key}'.encode()).hexdigest()[:32]}@{from_.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    set_bodies(message, pages)
    return message

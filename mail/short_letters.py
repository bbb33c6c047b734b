"""Notes: short letters in plain text that somebody has just asked for in the chat."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import make_msgid

from mail.mime import addressed, set_text
from mail.sanitise import header, one_line, read_recipient, read_sender
from words.locales import locale_for


def code_note(
    *, to: str, code: str, link: str, program: str, sender: str, language: str, now: datetime
) -> EmailMessage:
    """The letter with the code that proves an address, and the link that does, blank for none.

    Nothing in it was typed by whoever asked for it. Raises BadSender and BadRecipient.
    """
    spoken = locale_for(language, "letters")
    named = spoken.own(one_line(program))
    by_link = spoken.say("Or open this link:")
    lines = (
        spoken.say("Your code for %(program)s: %(code)s", program=named, code=code),
        spoken.say("Write it into the chat within ten minutes. If you did not ask for it, do nothing."),
        *([f"{by_link} {link}"] if link else []),
    )
    return _note(to, sender, lines[0], "\n\n".join(lines), now)


def stored_note(*, to: str, program: str, stored: bytes, sender: str, language: str, now: datetime) -> EmailMessage:
    """The letter with everything that is stored about a member as a JSON file; raises BadSender and BadRecipient."""
    spoken = locale_for(language, "letters")
    named = spoken.own(one_line(program))
    subject = spoken.say("What %(program)s stores about you", program=named)
    text = spoken.say("You asked for it in the chat. It is in the file attached to this email.")
    note = _note(to, sender, subject, text, now)
    note.add_attachment(stored, maintype="application", subtype="json", filename="stored.json")
    return note


def _note(to: str, sender: str, subject: str, text: str, now: datetime) -> EmailMessage:
    from_ = read_sender(sender)
    note = addressed(from_, read_recipient("", to))
    note["Subject"] = header(subject)
    note["Date"] = now
    note["Message-ID"] = make_msgid(domain=from_.domain)
    note["Auto-Submitted"] = "auto-generated"
    set_text(note, f"{text}\n")
    return note

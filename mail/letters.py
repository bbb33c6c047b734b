"""The writing of letters out of ``templates/``: one folder a letter, with its subject, its text and its HTML."""

import traceback
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError, select_autoescape

from loyalty.outcomes import LetterFacts
from mail.lines import header, read_recipient, read_sender
from mail.words import ReminderWords, reminder_words

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


class LetterBroken(Exception):
    """A template cannot be filled in: a word is missing or its signs do not match. Names no member."""

    def __init__(self, letter: str, template: str, line: int, why: str) -> None:
        super().__init__(f"the letter {letter!r} is broken in {template}, line {line}: {why}")
        self.letter = letter
        self.template = template
        self.line = line
        self.why = why


def write(
    reminder: LetterFacts,
    *,
    sender: str,
    now: datetime,
    language: str = "en",  # noqa: ARG001 - the templates speak English only
    unsubscribe: str = "",
    templates: Path = TEMPLATES,
) -> EmailMessage:
    """The reminder as a letter in plain text and HTML; ``unsubscribe`` is the link for it, blank for none.

    Raises BadSender for an unusable MAIL_FROM, BadRecipient for an unusable address of the member, and LetterBroken.
    """
    from_, to = read_sender(sender), read_recipient(reminder.name, reminder.letter.email)
    words, folder = reminder_words(reminder), reminder.letter.letter
    message = _addressed(from_, to)
    message["Subject"] = header(_fill(templates, folder, "subject.txt", words))
    message["Date"] = now
    message["Message-ID"] = f"<{sha256(reminder.letter.id.encode()).hexdigest()[:32]}@{from_.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if unsubscribe:
        message["List-Unsubscribe"] = f"<{unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(_fill(templates, folder, "text.txt", words))
    message.add_alternative(_fill(templates, folder, "html.html", words), subtype="html")
    return message


def _addressed(from_: Address, to: Address) -> EmailMessage:
    """An empty letter that any server can carry: 7-bit, but for addresses beyond ASCII, which need RFC 6532."""
    international = not (from_.addr_spec + to.addr_spec).isascii()
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit", utf8=international))
    message["From"], message["To"] = from_, to
    return message


def _fill(templates: Path, folder: str, name: str, words: ReminderWords) -> str:
    path = f"{folder}/{name}"
    try:
        return _environment(templates).get_template(path).render(vars(words))
    except TemplateError as error:
        template, line = _place(error, templates, path)
        raise LetterBroken(folder, template, line, error.message or type(error).__name__) from error


def _place(error: TemplateError, templates: Path, path: str) -> tuple[str, int]:
    """The template and the line at fault; line 0 for a template that is not there."""
    if isinstance(error, TemplateSyntaxError):
        return error.name or path, error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if Path(frame.filename).is_relative_to(templates)]
    if not inside:
        return path, 0
    return Path(inside[-1].filename).relative_to(templates).as_posix(), inside[-1].lineno or 0


@cache
def _environment(templates: Path) -> Environment:
    return Environment(
        loader=FileSystemLoader(templates),
        undefined=StrictUndefined,
        autoescape=select_autoescape(("html",)),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )

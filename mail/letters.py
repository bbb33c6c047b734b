"""The writing of letters out of ``templates/``: one folder a letter, with its subject, preheader, text and HTML."""

import traceback
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import TemplateError, TemplateSyntaxError

from loyalty.letters.letter import LetterFacts
from loyalty.model.addresses import fold_domain
from loyalty.model.email_log import TO_OWNER
from mail.mime import addressed, set_text_and_html
from mail.own_words import own_words
from mail.sanitise import header, one_line, read_recipient, read_sender
from mail.template_language import CATALOG, environment
from mail.template_values import NO_PROOF, AddressProof, letter_values
from words.locales import language_of, locale_for

if TYPE_CHECKING:
    from css_inline import CSSInliner

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
WITHOUT_NAME = TO_OWNER | {"confirm"}
"""A member's name does not go beside the owner's address, nor beside one of which nobody knows whether it is theirs."""

MISTAKES = (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a mistake in a template or in a translation raises."""


class LetterBroken(Exception):
    """A template cannot be filled in: a value is missing or its syntax is wrong. The message names no member."""

    def __init__(self, letter: str, template: str, line: int, why: str) -> None:
        super().__init__(f"the letter {letter!r} is broken in {template}, line {line}: {why}")
        self.letter = letter
        self.template = template
        self.line = line
        self.why = why


def language_to(facts: LetterFacts) -> str:
    """The language of the letter: the program's for the owner; a member's own, else the program's."""
    to_owner, language = facts.letter.letter in TO_OWNER, facts.program_language
    return language_of(language) if to_owner else language_of(facts.language, language)


def write(
    facts: LetterFacts,
    *,
    language: str,
    sender: str,
    unsubscribe: str,
    now: datetime,
    card: str = "",
    sheet: str = "",
    proof: AddressProof = NO_PROOF,
    templates: Path = TEMPLATES,
) -> EmailMessage:
    """The letter in plain text and HTML; ``unsubscribe`` is the https link that ends the letters, ``card`` the one to
    the member's card, which may show no codes, as emails are forwarded, ``sheet`` the one to the spreadsheet, which an
    email to its owner has; each is blank for none.

    Raises BadSender for an unusable MAIL_FROM, BadRecipient for an unusable address of the member, and LetterBroken.
    """
    folder, spoken = facts.letter.letter, language_of(language)
    from_ = read_sender(sender)
    to = read_recipient("" if folder in WITHOUT_NAME else facts.name, facts.letter.email)
    words = letter_values(facts, unsubscribe=unsubscribe, card=card, sheet=sheet, proof=proof)
    pages = Pages(templates, folder, spoken, vars(words))
    message = addressed(from_, to)
    own = own_words(facts, words, locale_for(spoken, CATALOG))
    message["Subject"] = header(own.subject or pages.fill("subject.txt"))
    message["Date"] = now
    # The letter's own id, hashed: a server that is handed one letter twice can tell, and nobody's code is in a header.
    message["Message-ID"] = f"<{sha256(facts.letter.id.encode()).hexdigest()[:32]}@{from_.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Feedback-ID"] = f"{folder}:{spoken}:regulars"
    if words.unsubscribe:
        # RFC 2919: a mail program files the emails of one shop by it, whatever their subjects say.
        message["List-Id"] = f"<regulars.{fold_domain(from_.domain)}>"
        message["List-Unsubscribe"] = f"<{words.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    set_bodies(message, pages, first=own.first)
    return message


class Pages:
    """The templates of one letter in one language, to be filled with its values."""

    def __init__(self, templates: Path, folder: str, language: str, words: Mapping[str, object]) -> None:
        self._templates, self._folder = templates, folder
        self._environment = environment(templates, language)
        self._words = words

    def fill(self, name: str, **more: str) -> str:
        """What one of its templates says; LetterBroken."""
        path = f"{self._folder}/{name}"
        try:
            return self._environment.get_template(path).render(self._words, **more)
        except MISTAKES as error:
            template, line = _place(error, self._templates, path)
            raise LetterBroken(self._folder, template, line, _why(error)) from error


def set_bodies(message: EmailMessage, pages: Pages, *, first: str = "") -> None:
    """Writes the email's plain text and its HTML, both below the same headline and the same first words; LetterBroken.

    ``first`` are the owner's own, blank for the program's.
    These are filled as plain text, so that the HTML escapes whatever stands in them.
    """
    preheader, headline = (one_line(pages.fill(f"{name}.txt")) for name in ("preheader", "headline"))
    lead = first or one_line(pages.fill("lead.txt"))
    text = pages.fill("text.txt", headline=headline, lead=lead)
    page = pages.fill("html.html", preheader=preheader, headline=headline, lead=lead)
    set_text_and_html(message, text, f"{inlined(page)}\n")


def _why(error: Exception) -> str:
    """Jinja's words, which name no values; Python's own may repeat what somebody is called."""
    return (error.message if isinstance(error, TemplateError) else None) or type(error).__name__


def _place(error: Exception, templates: Path, path: str) -> tuple[str, int]:
    """The template and the line at fault; line 0 for a template that is not there."""
    if isinstance(error, TemplateSyntaxError):
        return error.name or path, error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if Path(frame.filename).is_relative_to(templates)]
    if not inside:
        return path, 0
    return Path(inside[-1].filename).relative_to(templates).as_posix(), inside[-1].lineno or 0


def inlined(page: str) -> str:
    """The page with its rules on the tags."""
    return _inliner().inline(page)


@cache
def _inliner() -> "CSSInliner":
    """Moves the layout's rules onto the tags, as many mail programs read them nowhere else."""
    from css_inline import CSSInliner  # the chat writes no letters

    return CSSInliner(load_remote_stylesheets=False)

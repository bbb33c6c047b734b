"""The owner's note: what came in, what waits and one suggestion, on one screen: ``templates/owner_note``."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from pathlib import Path

from loyalty.model.email_log import OWNER_NOTE, Letter
from mail.buttons import ButtonValues, to_sheet
from mail.colours import Palette, palette
from mail.letters import TEMPLATES
from mail.owner.owner_letters import letter_to_owner
from mail.sanitise import one_line
from words.web_links import html_link


@dataclass(frozen=True, slots=True)
class NoteItem:
    """What waits or is wrong, and what to do about it, in the owner's language."""

    what: str
    to_do: str


@dataclass(frozen=True, slots=True)
class NoteLine:
    """What came in: its name, the figure as it is read, and what more there is to say of it, blank for nothing."""

    label: str
    value: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """What the note says, in the owner's language, of the days from ``first`` to ``last``.

    ``setting`` is what the owner's sheet calls the setting by which it comes, ``sheet`` the spreadsheet's address,
    blank for none.
    """

    letter: Letter
    first: date
    last: date
    came: Sequence[NoteLine]
    waits: Sequence[NoteItem]
    wrong: Sequence[NoteItem]
    suggestion: str
    program: str
    shop: str
    setting: str
    sheet: str = ""
    logo: str = ""
    colour: str = ""


@dataclass(frozen=True)
class NoteValues:
    """What its templates may say: each text on one line, each link one of the web."""

    program: str
    shop: str
    logo: str
    colours: Palette
    first: date
    last: date
    came: Sequence[NoteLine]
    waits: Sequence[NoteItem]
    wrong: Sequence[NoteItem]
    suggestion: str
    setting: str
    buttons: tuple[ButtonValues, ...]


def write_note(
    facts: NoteFacts, *, language: str, sender: str, now: datetime, templates: Path = TEMPLATES
) -> EmailMessage:
    """The note in plain text and HTML; raises BadSender, BadRecipient and LetterBroken."""
    # The note's own id: a server that is handed it twice can tell.
    return letter_to_owner(
        OWNER_NOTE,
        vars(_values(facts)),
        to=facts.letter.email,
        key=f"{facts.letter.id} {facts.program}",
        language=language,
        sender=sender,
        now=now,
        templates=templates,
    )


def _values(facts: NoteFacts) -> NoteValues:
    return NoteValues(
        program=one_line(facts.program),
        shop=one_line(facts.shop),
        logo=html_link(facts.logo),
        colours=palette(facts.colour),
        first=facts.first,
        last=facts.last,
        came=[NoteLine(*map(one_line, (line.label, line.value, line.beside))) for line in facts.came],
        waits=_items(facts.waits),
        wrong=_items(facts.wrong),
        suggestion=one_line(facts.suggestion),
        setting=one_line(facts.setting),
        buttons=to_sheet(facts.sheet),
    )


def _items(items: Sequence[NoteItem]) -> Sequence[NoteItem]:
    return [NoteItem(one_line(item.what), one_line(item.to_do)) for item in items]

"""The email to the owner with a report: ``templates/owner_report``, with its charts where somebody has drawn them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from pathlib import Path

from mail.buttons import ButtonValues
from mail.colours import Palette, palette
from mail.letters import TEMPLATES
from mail.owner.owner_letters import letter_to_owner
from mail.sanitise import one_line
from words.web_links import html_link

FOLDER = "owner_report"
PICTURE_WIDTH = 512
"""In pixels of the letter, which is that wide inside its margins."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as a PNG for a light letter and for a dark one; ``told`` says in words what it shows."""

    title: str
    told: str
    light: bytes
    dark: bytes


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure as it is read; ``between`` are the ends of its interval in words, blank for none."""

    label: str
    value: str
    between: str = ""


@dataclass(frozen=True, slots=True)
class ReportPart:
    """What stands below one heading: sentences, or figures."""

    title: str
    sentences: Sequence[str] = ()
    lines: Sequence[FigureLine] = ()


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What the email says, in the owner's language; ``cards`` are large figures by their titles.

    It stands in the ``tab`` at the address ``link`` too, blank for none. ``setting`` and ``rhythm`` are what the
    owner's sheet calls the setting with their address and the one that says how often reports come.
    """

    to: str
    day: date
    title: str
    sentences: Sequence[str]
    cards: Sequence[tuple[str, str]]
    parts: Sequence[ReportPart]
    notes: Sequence[str]
    program: str
    shop: str
    setting: str
    rhythm: str
    tab: str = ""
    link: str = ""
    shop_link: str = ""
    logo: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A picture as the HTML names it."""

    title: str
    told: str
    light: str
    dark: str


@dataclass(frozen=True)
class ReportValues:
    """What its templates may say: each text on one line, each link one of the web."""

    program: str
    shop: str
    shop_link: str
    logo: str
    colours: Palette
    title: str
    sentences: tuple[str, ...]
    cards: tuple[FigureLine, ...]
    sections: tuple[ReportPart, ...]
    notes: tuple[str, ...]
    pictures: tuple[_Shown, ...]
    picture_width: int
    setting: str
    rhythm: str
    tab: str
    link: str
    buttons: tuple[ButtonValues, ...] = ()


def write_report_letter(
    facts: ReportFacts,
    *,
    language: str,
    sender: str,
    now: datetime,
    pictures: Sequence[Picture] = (),
    templates: Path = TEMPLATES,
) -> EmailMessage:
    """The email in plain text and HTML; raises BadSender, BadRecipient and LetterBroken.

    Pictures travel with it: what it would have to load is shown by few mail programs, and SVG by hardly any.
    """
    message = letter_to_owner(
        FOLDER,
        vars(_values(facts, pictures)),
        to=facts.to,
        key=f"{facts.program} {facts.title} {facts.day} {len(pictures)}",
        language=language,
        sender=sender,
        now=now,
        templates=templates,
    )
    page = message.get_body(("html",))
    if page is not None:
        for number, picture in enumerate(pictures):
            for kind, drawn in (("light", picture.light), ("dark", picture.dark)):
                page.add_related(drawn, "image", "png", cid=f"<{_cid(number, kind)}>", disposition="inline")
    return message


def _values(facts: ReportFacts, pictures: Sequence[Picture]) -> ReportValues:
    return ReportValues(
        program=one_line(facts.program),
        shop=one_line(facts.shop),
        shop_link=html_link(facts.shop_link),
        logo=html_link(facts.logo),
        colours=palette(facts.colour),
        title=one_line(facts.title),
        sentences=tuple(map(one_line, facts.sentences)),
        cards=tuple(FigureLine(one_line(title), one_line(value)) for title, value in facts.cards),
        sections=tuple(map(_part, facts.parts)),
        notes=tuple(map(one_line, facts.notes)),
        pictures=tuple(
            _Shown(one_line(picture.title), one_line(picture.told), _cid(number, "light"), _cid(number, "dark"))
            for number, picture in enumerate(pictures)
        ),
        picture_width=PICTURE_WIDTH,
        setting=one_line(facts.setting),
        rhythm=one_line(facts.rhythm),
        tab=one_line(facts.tab),
        link=html_link(facts.link),
    )


def _part(part: ReportPart) -> ReportPart:
    lines = (FigureLine(one_line(line.label), one_line(line.value), one_line(line.between)) for line in part.lines)
    return ReportPart(one_line(part.title), tuple(map(one_line, part.sentences)), tuple(lines))


def _cid(number: int, kind: str) -> str:
    """How the HTML of this very email names one of its pictures (RFC 2392)."""
    return f"chart{number}.{kind}@regulars"

"""The email to the owner about what closes the program, was counted wrong or waits: ``templates/owner_alarm``."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from pathlib import Path

from loyalty.letters.alarm_kind import AlarmKind
from mail.buttons import ButtonValues, to_sheet
from mail.colours import Palette, palette
from mail.letters import TEMPLATES
from mail.owner.owner_letters import letter_to_owner
from mail.sanitise import one_line
from words.web_links import html_link

FOLDER = "owner_alarm"
MOST_TOLD = 20
"""More than this the tab Problems says."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong and what to do, in the owner's language; where it stands, blank or 0 for nowhere."""

    why: str
    tab: str = ""
    row: int = 0
    heading: str = ""


@dataclass(frozen=True, slots=True)
class AlarmFacts:
    """What the email is about.

    ``setting`` and ``problems`` are what the owner's sheet calls the setting with their address and the tab Problems,
    ``sheet`` is the spreadsheet's address, blank for none.
    """

    to: str
    day: date
    findings: Sequence[Finding]
    kind: AlarmKind
    program: str
    shop: str
    setting: str
    problems: str
    sheet: str = ""
    shop_link: str = ""
    logo: str = ""
    colour: str = ""


@dataclass(frozen=True)
class AlarmValues:
    """What its templates may say: each text on one line, each link one of the web."""

    program: str
    shop: str
    shop_link: str
    logo: str
    colours: Palette
    kind: AlarmKind
    findings: tuple[Finding, ...]
    more: int
    setting: str
    problems: str
    buttons: tuple[ButtonValues, ...]


def write_alarm(
    facts: AlarmFacts, *, language: str, sender: str, now: datetime, templates: Path = TEMPLATES
) -> EmailMessage:
    """The email in plain text and HTML; raises BadSender, BadRecipient and LetterBroken."""
    # One a day: where two instances had to send without a note in the sheet, a mail server may see that it is the same.
    return letter_to_owner(
        FOLDER,
        vars(_values(facts)),
        to=facts.to,
        key=f"{facts.program} {facts.day}",
        language=language,
        sender=sender,
        now=now,
        templates=templates,
    )


def _values(facts: AlarmFacts) -> AlarmValues:
    findings = tuple(
        Finding(one_line(found.why), one_line(found.tab), found.row, one_line(found.heading))
        for found in facts.findings[:MOST_TOLD]
    )
    return AlarmValues(
        program=one_line(facts.program),
        shop=one_line(facts.shop),
        shop_link=html_link(facts.shop_link),
        logo=html_link(facts.logo),
        colours=palette(facts.colour),
        kind=facts.kind,
        findings=findings,
        more=max(len(facts.findings) - MOST_TOLD, 0),
        setting=one_line(facts.setting),
        problems=one_line(facts.problems),
        buttons=to_sheet(facts.sheet),
    )

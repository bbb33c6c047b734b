"""The report by email to the owner: what it says, made from the very page that stands in the tab, and its delivery."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from loyalty.model.program_settings import Settings
from mail.letters import LetterBroken
from mail.owner.report_letter import FigureLine, Picture, ReportFacts, ReportPart, write_report_letter
from mail.sanitise import BadRecipient, BadSender
from mail.smtp import Delivered, PostClosed
from mail.smtp_url import BadAddress
from service.container import Container
from service.environment import VariableMalformed, VariableMissing
from sheets.codec.translation import said
from sheets.engine.alarm_note import OWNER_EMAIL
from sheets.schema.reports.figures_said import RANGE
from sheets.schema.reports.report_page import ReportPage
from sheets.schema.reports.shown_figures import ShownFigures
from sheets.schema.reports.shown_page import ShownPart, shown_page
from words.web_links import sheet_link

REPORTS = "Reports"
"""The setting that says which reports come by themselves."""


@dataclass(frozen=True, slots=True)
class ReportToMail:
    """A report of this day as a page, and the ``tab`` in which it stands by title and number; blank for none."""

    page: ReportPage
    day: date
    settings: Settings
    spreadsheet: str
    tab: str = ""
    tab_id: int = 0


class ReportNotTaken(Exception):
    """The mail server did not take the report, or nobody knows whether it did; the message says why."""


NOT_MAILED = (
    ReportNotTaken,
    VariableMissing,
    VariableMalformed,
    BadSender,
    BadRecipient,
    BadAddress,
    LetterBroken,
    PostClosed,
)
"""What keeps a report from being mailed."""


def mail_report(report: ReportToMail, container: Container, *, now: datetime, pictures: Sequence[Picture] = ()) -> None:
    """Hands the email over, at most once. Raises one of NOT_MAILED."""
    server = container.mail_server_or_why
    if isinstance(server, Exception):
        raise server
    facts = report_facts(report)
    sender, language = container.environment.sender, report.page.language
    message = write_report_letter(facts, language=language, sender=sender, now=now, pictures=pictures)
    with server.connection() as connection:
        delivered = connection.deliver(message)
    if not isinstance(delivered, Delivered):
        raise ReportNotTaken(delivered.why)


def report_facts(report: ReportToMail) -> ReportFacts:
    """What the email says, in the language of its page."""
    page, settings = report.page, report.settings
    shown = shown_page(page, ShownFigures(page.language, page.currency))
    return ReportFacts(
        to=settings.owner_email,
        day=report.day,
        title=shown.title,
        sentences=shown.sentences,
        cards=shown.cards,
        parts=[ReportPart(part.title, part.sentences, list(_lines(part, page.language))) for part in shown.parts],
        notes=shown.notes,
        program=settings.program_name,
        shop=settings.shop_name,
        setting=said(OWNER_EMAIL, page.language),
        rhythm=said(REPORTS, page.language),
        tab=report.tab,
        link=sheet_link(report.spreadsheet, report.tab_id) if report.tab else "",
        shop_link=settings.shop_link,
        logo=settings.logo,
        colour=settings.colour,
    )


def _lines(part: ShownPart, language: str) -> Iterator[FigureLine]:
    for label, value, *more in part.lines:
        low, high, *_ = [*more, "", ""]
        between = RANGE.of(low=low, high=high).in_language(language) if low and high else ""
        yield FigureLine(label, value, between)

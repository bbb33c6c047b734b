"""Reports that come by themselves at night: each month's, and in January that of the year that is over."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.model.program_settings import AutomaticReports, Settings
from loyalty.report.conclusions.whole_report import Report, report_of
from loyalty.report.due_reports import Year, due_reports
from loyalty.report.periods import calendar_year, year_before
from service.runs.report_mail import ReportToMail
from sheets.engine.archive.closed_lines import NIGHT_SECONDS, ClosedLines, closed_lines
from sheets.engine.reports.report_commit import Fate, ReportsThere, Written, reports_there, write_report
from sheets.google.client import Google, Spent
from sheets.google.errors import NoAnswer
from sheets.requests.report_requests import sheet_id
from sheets.schema.reports.page_writing import report_page
from sheets.schema.reports.report_page import ReportPage
from sheets.schema.reports.report_said import report_said
from sheets.workbook import Workbook

READ_SECONDS = 120.0
LAST_DAY_TO_WAIT = 7
"""Of the month: so long a report waits for closed years that Google does not show."""


@dataclass(frozen=True, slots=True)
class DueReports:
    """The titles of the tabs that were written, and the report that the owner is to get by email, None for none."""

    titles: tuple[str, ...] = ()
    to_mail: ReportToMail | None = None


@dataclass(frozen=True, slots=True)
class _Counted:
    """The reports that are due on the shop's day, by their years."""

    today: date
    settings: Settings
    reports: Mapping[Year, Report]


def make_due_reports(
    workbook: Workbook,
    google: Google,
    *,
    clock: Callable[[], datetime],
    chance: Callable[[], str],
    spent: Spent,
    may_go_on: Callable[[], bool],
) -> DueReports:
    """Writes what is due, most nights nothing. WorkbookErrors; the next night goes on.

    Costs one read as long as nothing can be due, two where the owner does not want what could be. The year's comes
    first: the month's is what notes that all is done. Of several nights that write it, one is told to mail it.
    """
    there, now = reports_there(google, spent), clock()
    if not _may_be_due(there, now) or not may_go_on():
        return DueReports()

    def ask(book: Book) -> Decision[tuple[bool, bool]]:
        return Decision((bool(_due(book, there, now)), _may_wait(book, there, now)))

    due, may_wait = workbook.transact(ask, seconds=READ_SECONDS, spent=spent)
    if not due:
        return DueReports()
    closed = closed_lines(google, there.layout, there.elsewhere, seconds=NIGHT_SECONDS, spent=spent)
    if closed.unanswered and may_wait:
        # A year's report never changes, and says for ever what one bad minute of Google's has left out of it.
        raise NoAnswer("closed years could not be read")
    counted: dict[str, _Counted] = {}

    def count(book: Book) -> Decision[_Counted]:
        # It takes seconds in a large shop: one look for each commit that it can be of is enough.
        if book.version not in counted:
            counted[book.version] = _counted(book.at_a_glance(), there, now, closed)
        return Decision(counted[book.version])

    # On the book that answers: a second one beside it would not fit into the memory of a large shop's instance.
    found = workbook.transact(count, seconds=READ_SECONDS, spent=spent)
    titles, pages, written = list[str](), dict[Year, ReportPage](), dict[Year, Written]()
    for year, report in found.reports.items():
        words, stays = report_said(report, there.layout.language), year is not None
        pages[year] = report_page(report, words, there.layout.language, made=found.today, stays=stays)
        done = write_report(google, pages[year], day=found.today, year=year, chance=chance, spent=spent)
        written[year] = done
        if done.fate is not Fate.FROZEN:
            titles.append(done.title)
    return DueReports(tuple(titles), _to_mail(google.spreadsheet, found, pages, written))


def _to_mail(
    spreadsheet: str, found: _Counted, pages: Mapping[Year, ReportPage], written: Mapping[Year, Written]
) -> ReportToMail | None:
    """The year's report, else the month's; None where another night has written it before, and mails it."""
    if not pages or not found.settings.owner_email:
        return None
    years = tuple(pages)
    year, last = years[0], years[-1]
    # The last to be written notes that all is done, behind the fence: who finds it noted comes too late.
    before = written[last].before
    noted = None not in due_reports(found.today, wanted=AutomaticReports.MONTHLY, last=before, frozen=())
    if noted if last is None else written[last].fate is Fate.FROZEN:
        return None
    return ReportToMail(pages[year], found.today, found.settings, spreadsheet, written[year].title, sheet_id(year))


def _due(book: Book, there: ReportsThere, now: datetime) -> tuple[Year, ...]:
    """Those that are due: none without members, and of no year in which there was none yet."""
    today, wanted = book.settings.day(now), book.settings.reports
    due = due_reports(today, wanted=wanted, last=there.last, frozen=there.frozen) if book.members else ()
    began = min((member.joined for member in book.members.values() if member.joined), default=None)
    return tuple(year for year in due if year is None or began is None or book.settings.day(began).year <= year)


def _may_wait(book: Book, there: ReportsThere, now: datetime) -> bool:
    """True while the next night would make the same, within the days that Google has for an answer."""
    tomorrow = now + timedelta(days=1)
    same = _due(book, there, tomorrow) == _due(book, there, now)
    return same and book.settings.day(tomorrow).day <= LAST_DAY_TO_WAIT


def _counted(book: Book, there: ReportsThere, now: datetime, closed: ClosedLines) -> _Counted:
    today = book.settings.day(now)
    periods = {year: year_before(today) if year is None else calendar_year(year) for year in _due(book, there, now)}
    reports = {
        year: report_of(book, period, today=today, closed=closed.lines, unread=closed.unread)
        for year, period in periods.items()
    }
    return _Counted(today, book.settings, reports)


def _may_be_due(there: ReportsThere, now: datetime) -> bool:
    """False where nothing is due, whatever the settings say; with a day of grace, as they also say the shop's day."""
    return any(
        due_reports(day, wanted=wanted, last=there.last, frozen=there.frozen)
        for day in _days_somewhere(now)
        for wanted in AutomaticReports
    )


def _days_somewhere(now: datetime) -> Iterator[date]:
    """The days that it may be now, from the easternmost shop to the westernmost."""
    yield from (date.fromordinal(now.date().toordinal() + days) for days in (-1, 0, 1))

"""Reports that come by themselves at night: each month's, and in January that of the year that is over."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import partial

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.model.entry import Entry
from loyalty.model.program_settings import AutomaticReports
from loyalty.report.conclusions.whole_report import Report, report_of
from loyalty.report.due_reports import Year, due_reports
from loyalty.report.periods import calendar_year, year_before
from sheets.engine.closed_years import every_line
from sheets.engine.reports.report_commit import Fate, ReportsThere, reports_there, write_report
from sheets.google.client import Google, Spent
from sheets.schema.reports.page_writing import report_page
from sheets.schema.reports.report_said import report_said
from sheets.workbook import Workbook

READ_SECONDS = 120.0
Counted = tuple[date, Mapping[Year, Report]]
"""The shop's day, and the reports that are due then by their years."""


def make_due_reports(
    workbook: Workbook,
    google: Google,
    *,
    clock: Callable[[], datetime],
    chance: Callable[[], str],
    spent: Spent,
    may_go_on: Callable[[], bool],
) -> tuple[str, ...]:
    """The titles of the tabs that were written now, most nights none. WorkbookErrors; the next night goes on.

    Costs one read as long as nothing can be due, two where the owner does not want what could be. The year's comes
    first: the month's is what notes that all is done.
    """
    there, now = reports_there(google, spent), clock()
    if not _may_be_due(there, now) or not may_go_on():
        return ()

    def ask(book: Book) -> Decision[tuple[Year, ...]]:
        return Decision(_due(book, there, now))

    if not workbook.transact(ask, seconds=READ_SECONDS, spent=spent):
        return ()
    closed = every_line(google, there.layout, seconds=READ_SECONDS, spent=spent)
    counted: dict[str, Counted] = {}

    def count(book: Book) -> Decision[Counted]:
        # It takes seconds in a large shop: one look for each commit that it can be of is enough.
        if book.version not in counted:
            counted[book.version] = _counted(book.at_a_glance(), there, now, closed)
        return Decision(counted[book.version])

    # On the book that answers: a second one beside it would not fit into the memory of a large shop's instance.
    today, reports = workbook.transact(count, seconds=READ_SECONDS, spent=spent)
    write = partial(write_report, google, day=today, chance=chance, spent=spent)
    written = list[str]()
    for year, report in reports.items():
        said = report_said(report, there.layout.language)
        done = write(report_page(report, said, there.layout.language, made=today, stays=year is not None), year=year)
        if done.fate is not Fate.FROZEN:
            written.append(done.title)
    return tuple(written)


def _due(book: Book, there: ReportsThere, now: datetime) -> tuple[Year, ...]:
    """Those that are due; none without members."""
    today, wanted = book.settings.day(now), book.settings.reports
    return due_reports(today, wanted=wanted, last=there.last, frozen=there.frozen) if book.members else ()


def _counted(book: Book, there: ReportsThere, now: datetime, closed: list[Entry]) -> Counted:
    today = book.settings.day(now)
    periods = {year: year_before(today) if year is None else calendar_year(year) for year in _due(book, there, now)}
    return today, {year: report_of(book, period, today=today, closed=closed) for year, period in periods.items()}


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

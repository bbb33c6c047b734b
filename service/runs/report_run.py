"""Reports that come by themselves at night: each month's, and in January that of the year that is over."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import partial

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.model.entry import Entry
from loyalty.report.conclusions.whole_report import Report, report_of
from loyalty.report.due_reports import month_is_due, year_due
from loyalty.report.periods import Period, calendar_year, year_before
from sheets.engine.closed_years import every_line
from sheets.engine.reports.report_commit import Fate, newest_report, write_report
from sheets.google.client import Google, Spent
from sheets.schema.reports.page_writing import report_page
from sheets.schema.reports.report_said import report_said
from sheets.workbook import Workbook

READ_SECONDS = 120.0
Counted = tuple[date, Mapping[int | None, Report]]
"""The shop's day, and the reports that are due then: by their years, None for the running one."""


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

    Costs one read as long as nothing is due. The year's comes first: the month's is what notes that all is done.
    """
    last, layout = newest_report(google, spent)
    now = clock()
    # A day of grace on both sides: the shop's own day is known only when the settings are read.
    if not any(month_is_due(day, last) for day in _days_somewhere(now)) or not may_go_on():
        return ()
    closed = every_line(google, layout, seconds=READ_SECONDS, spent=spent)
    counted: dict[str, Counted] = {}

    def count(book: Book) -> Decision[Counted]:
        # It takes seconds in a large shop: one look for each commit that it can be of is enough.
        if book.version not in counted:
            counted[book.version] = _due(book.at_a_glance(), now, last, closed)
        return Decision(counted[book.version])

    # On the book that answers: a second one beside it would not fit into the memory of a large shop's instance.
    today, reports = workbook.transact(count, seconds=READ_SECONDS, spent=spent)
    write = partial(write_report, google, day=today, chance=chance, spent=spent)
    written = list[str]()
    for year, report in reports.items():
        said = report_said(report, layout.language)
        done = write(report_page(report, said, layout.language, made=today, stays=year is not None), year=year)
        if done.fate is not Fate.FROZEN:
            written.append(done.title)
    return tuple(written)


def _due(book: Book, now: datetime, last: date | None, closed: list[Entry]) -> Counted:
    """The year to freeze, if one is over, then the month's report; none without members."""
    today = book.settings.day(now)
    if not book.members or not month_is_due(today, last):
        return today, {}
    year, periods = year_due(today, last), dict[int | None, Period]()
    if year is not None:
        periods[year] = calendar_year(year)
    periods[None] = year_before(today)
    return today, {due: report_of(book, period, today=today, closed=closed) for due, period in periods.items()}


def _days_somewhere(now: datetime) -> Iterator[date]:
    """The days that it may be now, from the easternmost shop to the westernmost."""
    yield from (date.fromordinal(now.date().toordinal() + days) for days in (-1, 0, 1))

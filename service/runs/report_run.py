"""Reports that come by themselves at night: each month's, and in January that of the year that is over."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from loyalty.report.conclusions.whole_report import report_of
from loyalty.report.due_reports import month_is_due, year_due
from loyalty.report.periods import calendar_year, year_before
from sheets.engine.closed_years import every_line
from sheets.engine.reports.report_commit import Fate, standing, write_report
from sheets.google.client import Google, Spent
from sheets.schema.reports.page_writing import report_page
from sheets.schema.reports.report_said import report_said
from sheets.workbook import Workbook

READ_SECONDS = 120.0


def make_due_reports(
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
    there = standing(google, spent)
    now = clock()
    # A day of grace on both sides: the shop's own day is known only when the settings are read.
    if not any(month_is_due(day, there.day) for day in _days_somewhere(now)) or not may_go_on():
        return ()
    # One of its own: the one that answers is read by several threads, a part at a time.
    snapshot = Workbook(google, clock=clock, chance=chance).read_whole(seconds=READ_SECONDS)
    book, language = snapshot.book, snapshot.layout.language
    today = book.settings.day(now)
    if not book.members or not month_is_due(today, there.day):
        return ()
    closed = every_line(google, snapshot, seconds=READ_SECONDS, spent=spent)
    written = list[str]()
    for year in _due(today, there.day):
        period = year_before(today) if year is None else calendar_year(year)
        report = report_of(book, period, today=today, closed=closed)
        page = report_page(report, report_said(report, language), language, made=today, stays=year is not None)
        done = write_report(google, page, day=today, year=year, chance=chance, spent=spent)
        if done.fate is not Fate.FROZEN:
            written.append(done.title)
    return tuple(written)


def _days_somewhere(now: datetime) -> Iterator[date]:
    """The days that it may be now, from the easternmost shop to the westernmost."""
    yield from (date.fromordinal(now.date().toordinal() + days) for days in (-1, 0, 1))


def _due(today: date, last: date | None) -> Iterator[int | None]:
    """The year to freeze, if one is over, then None for the month's report."""
    year = year_due(today, last)
    if year is not None:
        yield year
    yield None

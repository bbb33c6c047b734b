"""The lines of closed years for whoever counts, wherever their tabs are: so many rows at a time, the newest year first.

What cannot be read is told and never missed in silence: the openings in the Ledger stand for it meanwhile.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from loyalty.model.entry import Entry
from loyalty.model.program_settings import Settings
from loyalty.report.conclusions.cautions import ArchiveUnread, WhyUnread
from sheets.codec.doubled_headings import HeadingTwice
from sheets.codec.table import Table, read_table
from sheets.engine.archive.second_spreadsheet import CannotHoldYears, address, describe_second
from sheets.google.client import Google, Spent
from sheets.google.errors import HeadingMissing, HeadingsBelowRows, NotInTime, WorkbookError
from sheets.google.grid import Grid
from sheets.requests import archive_rows
from sheets.schema.growing_tab import RowContext
from sheets.schema.identity.place import Place
from sheets.schema.layout import Layout, read_layout
from sheets.schema.ledger_tab import LEDGER, Ledger, closed_entries

ROWS_AT_ONCE = 20_000
"""A request brings some four megabytes then, and they are gone before the next one."""
MOST_LINES = 400_000
"""Of the Ledger and its closed years together: what fits into an instance's memory beside all else, and some twenty
reads of the minute's sixty."""
NIGHT_SECONDS = 60.0
"""Of the nine minutes that Google gives a night."""


class TooManyLines(WorkbookError):
    """There are more lines of closed years than are read at once."""

    def __init__(self, title: str) -> None:
        super().__init__(f"There are more closed lines than are read at once, the rest of them in {title!r}")


@dataclass(frozen=True, slots=True)
class ClosedLines:
    """All that could be read, in no order; what was not, as a caution of a report, and in English for who runs it."""

    lines: list[Entry] = field(default_factory=list)
    unread: list[ArchiveUnread] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def unanswered(self) -> bool:
        """True when Google did not answer, so that another time may bring more."""
        return any(one.why is WhyUnread.NO_ANSWER for one in self.unread)

    def lacks(self, where: str, error: WorkbookError) -> None:
        """Notes that what is there could not be read."""
        self.unread.append(ArchiveUnread(where, _why(error)))
        self.told.append(f"{str(error).rstrip('.')}; its lines are not looked through.")


@dataclass(frozen=True, slots=True)
class _Year:
    """A closed year's tab, and the spreadsheet that it is in; ``where`` is what the owner finds it by."""

    year: int
    google: Google
    place: Place
    where: str


def closed_lines(
    google: Google, layout: Layout, elsewhere: Iterable[Google], *, seconds: float, spent: Spent, most: int = MOST_LINES
) -> ClosedLines:
    """The lines of the tabs in this ``layout`` and of those in the spreadsheets ``elsewhere``; no WorkbookErrors.

    One read for each spreadsheet elsewhere and for each ROWS_AT_ONCE of a tab, within these seconds. ``most`` is how
    many lines there may be altogether, with those of the Ledger.
    """
    until = time.monotonic() + seconds
    found = ClosedLines()
    years = [_Year(year, google, place, place.title) for year, place in archive_rows.places(layout).items()]
    for second in elsewhere:
        where = address(second.spreadsheet)
        try:
            there = read_layout(describe_second(google, second, seconds=_left(until), spent=spent))
        except WorkbookError as error:
            found.lacks(where, error)
        else:
            years += [_Year(year, second, place, where) for year, place in archive_rows.places(there).items()]
    rest = max(most - layout.place(LEDGER.title).rows, 0)
    for one in sorted(years, key=lambda one: -one.year):
        try:
            for table in _tables(one, layout, rest, partial(_left, until), spent):
                found.lines.extend(_entries(table))
        except WorkbookError as error:
            found.lacks(one.where, error)
        rest = max(rest - one.place.rows, 0)
    return found


def _tables(year: _Year, layout: Layout, most: int, left: Callable[[], float], spent: Spent) -> Iterator[Table]:
    """The tab in parts; TooManyLines after the last one that may be read. Its times were written in the layout's zone,
    wherever it is now.
    """
    last = min(year.place.rows, archive_rows.HEADING_ROW + most)
    tab, headings = Ledger(year.place.title), Grid()
    for first in range(1, last + 1, ROWS_AT_ONCE):
        part = year.place.cells.rows(first, min(first + ROWS_AT_ONCE - 1, last))
        [grid] = year.google.cells([part], seconds=left(), spent=spent)
        table = read_table(tab, [*headings, *grid], layout.zone)
        yield table
        headings = headings or grid[: table.heading_row]
    if last < year.place.rows:
        raise TooManyLines(year.place.title)


def _entries(table: Table) -> Iterator[Entry]:
    # A closed line has a code and a cause, so that it is read without knowing who is a member by now.
    context = RowContext(Settings(), lambda _code: True, lambda _email: "")
    return (entry for entry, _ in closed_entries(table, context) if entry)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise NotInTime("no time left for another request to Google")
    return left


def _why(error: WorkbookError) -> WhyUnread:
    match error:
        case CannotHoldYears(reason="403"):
            return WhyUnread.NOT_SHARED
        case CannotHoldYears():
            return WhyUnread.GONE
        case HeadingMissing() | HeadingsBelowRows() | HeadingTwice():
            return WhyUnread.HEADINGS
        case TooManyLines():
            return WhyUnread.TOO_MANY
        case _:
            return WhyUnread.NO_ANSWER

"""Closed years, looked through for lines of members who leave; these tabs are in no cache.

Only the columns that say whose a line is are read: a year of a hundred thousand lines is twenty megabytes as a whole.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from loyalty.model.entry import Entry
from loyalty.model.program_settings import Settings
from sheets.codec.a1 import runs
from sheets.codec.column import AnyColumn
from sheets.codec.owner_sentences import Sentence
from sheets.codec.table import UNREADABLE_BY_HEADINGS, Problem, Row, Table, find_headings
from sheets.google.client import Google, Spent
from sheets.google.errors import NoAnswer, RequestRefused
from sheets.google.grid import Cell, Grid, GridRange, column_in
from sheets.requests import archive_rows
from sheets.schema.growing_tab import RowContext
from sheets.schema.layout import Layout
from sheets.schema.ledger_tab import LEDGER, Ledger

COLUMNS = (LEDGER.member, LEDGER.email)
UNREADABLE_YEAR = Sentence(
    "A member has left, and the program could not look for their lines in this tab, because its headings are not "
    "those of the Ledger. Please put them right, and empty the addresses of that member yourself."
)


@dataclass(frozen=True, slots=True)
class ClosedYears:
    """The lines of all closed years, with whose they are and no more, and the tabs that could not be read."""

    tables: tuple[Table, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_years(google: Google, layout: Layout, left: Callable[[], float], cost: Spent) -> ClosedYears:
    """The closed years in this spreadsheet, which cost two reads if there are any. NoAnswer while they are changed."""
    places = list(archive_rows.places(layout).values())
    if not places:
        return ClosedYears()
    headings = [place.cells.rows(1, archive_rows.HEADING_ROW) for place in places]
    try:
        tops = google.cells(headings, seconds=left(), spent=cost)
        found = [_headings(place.title, top) for place, top in zip(places, tops, strict=True)]
        tables = [(place.cells, table) for place, table in zip(places, found, strict=True) if isinstance(table, Table)]
        ranges = [range_ for cells, table in tables for range_ in _columns(cells, table)]
        # The headings once more: these columns may be other ones by now, and nobody would find who leaves in them.
        grids = google.cells([*ranges, *headings], seconds=left(), spent=cost) if ranges else []
    except RequestRefused as error:
        raise NoAnswer("the tabs of closed years were being changed") from error
    if ranges and list(map(_places, grids[len(ranges) :])) != list(map(_places, tops)):
        raise NoAnswer("the columns of closed years were being moved")
    width = len(COLUMNS)
    columns = list(map(column_in, grids))
    filled = [_filled(table, columns[at * width : (at + 1) * width], layout) for at, (_, table) in enumerate(tables)]
    return ClosedYears(tuple(filled), tuple(problem for problem in found if isinstance(problem, Problem)))


def lines_under(
    google: Google, layout: Layout, codes: Collection[str], left: Callable[[], float], cost: Spent
) -> list[Entry]:
    """The lines of closed years that stand under these codes, the oldest first; those that cannot be read are left out.

    Costs three reads if there are any.
    """
    years = read_years(google, layout, left, cost)
    cells = {place.title: place.cells for place in archive_rows.places(layout).values()}
    ranges = list[tuple[Table, GridRange]]()
    for table in years.tables:
        theirs = [row.number for row in table.rows if row.text_or_blank(LEDGER.member) in codes]
        top = cells[table.tab.title].rows(1, archive_rows.HEADING_ROW)
        of_it = (cells[table.tab.title].rows(run[0], run[-1]) for run in runs(theirs))
        ranges += [(table, one) for one in ((top, *of_it) if theirs else ())]
    grids = google.cells([one for _, one in ranges], seconds=left(), spent=cost) if ranges else []
    found = list[Entry]()
    context = RowContext(Settings(), lambda _code: True, lambda _email: "")
    columns: Mapping[AnyColumn, int] = {}
    for (table, one), grid in zip(ranges, grids, strict=True):
        if one.last_row == archive_rows.HEADING_ROW:
            columns = find_headings(table.tab, grid).usable
            continue
        for number, cells_ in enumerate(grid, one.first_row):
            row = Row(table.tab, number, cells_, columns, layout.zone)
            entry, _ = context.reader.read(row, LEDGER.reader(context))
            found += [entry] if entry else []
    return sorted(found, key=lambda entry: (entry.time, entry.cause))


def _headings(title: str, top: Grid) -> Table | Problem:
    tab = Ledger(title)
    headings = find_headings(tab, top)
    try:
        headings.require()
    except UNREADABLE_BY_HEADINGS:
        return Problem(title, 0, "", "", UNREADABLE_YEAR)
    places = {column: headings.usable[column] for column in COLUMNS}
    return Table(tab, places, headings.row, (), end=headings.row)


def _places(top: Grid) -> Mapping[AnyColumn, int]:
    """In which columns (from 0) the headings stand."""
    return find_headings(LEDGER, top).usable


def _columns(cells: GridRange, table: Table) -> list[GridRange]:
    return [cells.column(table.columns[column], table.heading_row + 1) for column in COLUMNS]


def _filled(table: Table, columns: Sequence[Sequence[Cell]], layout: Layout) -> Table:
    """The tab with its rows, of which only these columns are known."""
    first = table.heading_row + 1
    width = max(table.columns.values()) + 1
    rows = list[Row]()
    for number, some in enumerate(zip_longest(*columns), first):
        cells: list[Cell] = [None] * width
        for column, cell in zip(COLUMNS, some, strict=True):
            cells[table.columns[column]] = cell
        rows.append(Row(table.tab, number, cells, table.columns, layout.zone))
    return Table(table.tab, table.columns, table.heading_row, tuple(rows), end=first + len(rows) - 1)

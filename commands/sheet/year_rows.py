"""The rows of a closed year's tab, as they are compared: here, in a copy, and where they have arrived."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from commands.sheet.archive_tabs import ARCHIVE_SECONDS
from sheets.codec.a1 import runs
from sheets.codec.table import find_headings
from sheets.google.client import Google, Spent
from sheets.google.grid import Cell, Grid
from sheets.requests import archive_rows
from sheets.requests.decision_requests import Request
from sheets.schema.identity.place import Place
from sheets.schema.ledger_tab import LEDGER

MOST_CELLS_AT_ONCE = 5_000
Line = tuple[Cell, ...]


@dataclass(frozen=True)
class YearRows:
    """The cells of the tab, without the blank ends of its rows and of itself; a blank cell is None."""

    grid: tuple[Line, ...]

    @property
    def headings(self) -> Grid:
        """The first row, as a grid."""
        return [list(row) for row in self.grid[: archive_rows.HEADING_ROW]]

    @property
    def lines(self) -> dict[int, Line]:
        """What each row says, by its number: the program's own cells, or all in a row that has none of them.

        What the owner's own formulas show may be another thing each time.
        """
        ours = sorted(find_headings(LEDGER, self.headings).usable.values())
        below = enumerate(self.grid[archive_rows.HEADING_ROW :], archive_rows.HEADING_ROW + 1)
        said = ((number, row, _trimmed(row[place] for place in ours if place < len(row))) for number, row in below)
        return {number: of_ours or row for number, row, of_ours in said if row}

    @property
    def count(self) -> int:
        """How many rows say something."""
        return len(self.lines)

    def lacking_in(self, other: "YearRows") -> list[int]:
        """The numbers of the rows that the other one has not, or not as often."""
        there, lacking = Counter(other.lines.values()), list[int]()
        for number, line in self.lines.items():
            if there[line]:
                there[line] -= 1
            else:
                lacking.append(number)
        return lacking


def read(google: Google, place: Place) -> YearRows:
    """The tab as it is now. WorkbookErrors; TabsChanged where it has another title by now."""
    [grid] = google.cells([place.cells], seconds=ARCHIVE_SECONDS, spent=Spent())
    rows = [_trimmed(row) for row in grid]
    while rows and not rows[-1]:
        rows.pop()
    return YearRows(tuple(rows))


def headings(google: Google, place: Place) -> YearRows:
    """Nothing of the tab but its headings."""
    top = place.cells.rows(1, archive_rows.HEADING_ROW)
    [grid] = google.cells([top], seconds=ARCHIVE_SECONDS, spent=Spent())
    return YearRows(tuple(map(_trimmed, grid)))


def make_alike(google: Google, copy: Place, rows: YearRows, differs: Exception) -> None:
    """Has the copy show what the rows show; raises ``differs`` where it will not.

    Formulas of the owner's that look at other tabs find none there: they become what they showed.
    """
    found = read(google, copy)
    if found == rows:
        return
    requests, cells = list[Request](), 0
    for request, size in _as_values(copy, found, rows):
        requests.append(request)
        cells += size
        if cells >= MOST_CELLS_AT_ONCE:
            google.commit(requests, seconds=ARCHIVE_SECONDS, spent=Spent())
            requests, cells = [], 0
    if requests:
        google.commit(requests, seconds=ARCHIVE_SECONDS, spent=Spent())
    if read(google, copy) != rows:
        raise differs


def _as_values(copy: Place, found: YearRows, rows: YearRows) -> Iterator[tuple[Request, int]]:
    """What writes the cells that differ, those below each other together, and how many they are."""
    height = max(len(rows.grid), len(found.grid))
    for column in range(max((len(row) for row in (*rows.grid, *found.grid)), default=0)):
        differing = [at for at in range(height) if _cell(found, at, column) != _cell(rows, at, column)]
        for run in runs(differing):
            for first in range(run.start, run.stop, MOST_CELLS_AT_ONCE):
                numbers = run[first - run.start :][:MOST_CELLS_AT_ONCE]
                values = [{"values": [_entered(_cell(rows, at, column))]} for at in numbers]
                start = {"sheetId": copy.id, "rowIndex": first, "columnIndex": column}
                yield {"updateCells": {"start": start, "rows": values, "fields": "userEnteredValue"}}, len(numbers)


def _cell(rows: YearRows, number: int, column: int) -> Cell:
    row = rows.grid[number] if number < len(rows.grid) else ()
    return row[column] if column < len(row) else None


def _entered(cell: Cell) -> dict[str, object]:
    match cell:
        case None:
            return {}
        case bool():
            return {"userEnteredValue": {"boolValue": cell}}
        case int() | Decimal():
            return {"userEnteredValue": {"numberValue": float(cell)}}  # a formula's result, which Google holds so, too
        case str():
            return {"userEnteredValue": {"stringValue": cell}}


def _trimmed(row: Iterable[Cell]) -> Line:
    cells = [None if cell == "" else cell for cell in row]
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)

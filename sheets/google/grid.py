"""What a read of Google's asks for and brings: ranges by the number of their tab, and cells as JSON has them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import Any

Cell = str | int | Decimal | bool | None
CELL_TYPES = frozenset({str, int, Decimal, bool, type(None)})
ROW_TYPES = frozenset({list})
Grid = list[list[Cell]]
"""Cells row by row without their empty ends; those of a range that goes ``down`` are one list (see ``column_in``)."""
GRID_RANGE = ("sheetId", "startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")
"""What Google's GridRange may say (its API reference)."""


Spot = tuple[int, int, int]
"""Where a cell is: the number of its tab, its row (from 1), its column (from 0)."""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell as the owner sees it: its value, the text that shows it, and what kind of number format does.

    ``kind`` is Google's NumberFormatType, blank for the automatic format.
    """

    value: Cell
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class GridRange:
    """Cells of a tab, which is known by its number; ``title`` is what it was called when the layout was read.

    Rows count from 1 and columns from 0, both ends belong to the range; without a last one it goes to the tab's end.
    One that goes ``down`` is a single column, whose cells come as one list: a list for each row of a large tab takes
    more memory than the cells.
    """

    sheet: int
    title: str
    first_row: int = 1
    last_row: int | None = None
    first_column: int = 0
    last_column: int | None = None
    down: bool = False

    def rows(self, first: int, last: int | None, last_column: int | None = None) -> "GridRange":
        """These rows of it, as far to the right as that column."""
        return GridRange(self.sheet, self.title, first, last, self.first_column, last_column)

    def column(self, number: int, first_row: int) -> "GridRange":
        """One column of it, from this row on."""
        return GridRange(self.sheet, self.title, first_row, self.last_row, number, number, down=True)

    @property
    def spot(self) -> Spot:
        """Where its first cell is."""
        return self.sheet, self.first_row, self.first_column

    @property
    def data_filter(self) -> dict[str, Any]:
        """As Google takes it, who counts from 0 up to an end that does not belong to it."""
        cells = {"sheetId": self.sheet, "startRowIndex": self.first_row - 1, "startColumnIndex": self.first_column}
        if self.last_row is not None:
            cells["endRowIndex"] = self.last_row
        if self.last_column is not None:
            cells["endColumnIndex"] = self.last_column + 1
        return {"gridRange": cells}

    @property
    def echo(self) -> tuple[int, ...]:
        """How Google's answer names it, once its zeros are back (``echo_of``)."""
        end = 0 if self.last_column is None else self.last_column + 1
        return self.sheet, self.first_row - 1, self.last_row or 0, self.first_column, end


def echo_of(grid_range: Mapping[str, int]) -> tuple[int, ...]:
    """How the answer names a range: Google leaves out zeros."""
    return tuple([grid_range.get(name, 0) for name in GRID_RANGE])


def column_in(grid: Grid) -> Sequence[Cell]:
    """The cells of a range that goes down, from its first row to the last one that holds anything."""
    return grid[0] if grid else ()


def by_rows(columns: Grid) -> Grid:
    """What came column by column, row by row without the rows' empty ends."""
    rows = [list(row) for row in zip_longest(*columns, fillvalue="")]
    for row in rows:
        while row and row[-1] in (None, ""):
            row.pop()
    return rows


def title_in(a1: str) -> str:
    """The title of the tab in a range that Google names in A1 notation, such as ``'Anna''s'!A1:C7``."""
    title = a1.rpartition("!")[0] or a1
    return title[1:-1].replace("''", "'") if title[:1] == title[-1:] == "'" else title

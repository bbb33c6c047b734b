"""A tab as it was read: its headings found, its rows with their numbers, each cell on demand."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sheets.codec import cells
from sheets.codec.cells import Cell, Unreadable
from sheets.google.errors import HeadingMissing
from sheets.schema.tabs import Tab, fold_heading
from sheets.schema.translation import called, language_of_headings, meaning

HEADING_ROWS = 10
"""The headings are looked for in so many rows from the top, in case the owner wrote a title above."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that could not be read, and why; its row is left out."""

    tab: str
    row: int
    column: str
    cell: str
    why: str


class BadCell(Exception):
    """A cell of the row is unreadable; carries the problem to show."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.why)
        self.problem = problem


class Row(NamedTuple):
    """A row, by its number in the sheet (the first is 1); reading a cell raises BadCell when it is unreadable."""

    tab: str
    number: int
    cells: list[Cell]
    columns: Mapping[str, int]
    zone: ZoneInfo

    def cell(self, heading: str) -> Cell:
        """What stands under the heading; None for nothing, also where the owner has removed the column."""
        index = self.columns.get(heading, len(self.cells))
        return self.cells[index] if index < len(self.cells) else None

    def holds_any(self, places: Sequence[int]) -> bool:
        """True when one of these cells (by column, from 0) holds anything."""
        cells = self.cells
        return any(place < len(cells) and cells[place] not in (None, "") for place in places)

    def text(self, heading: str) -> str:
        """Text; blank for an empty cell."""
        try:
            return cells.text(self.cell(heading))
        except Unreadable as error:
            raise self.bad(heading, error.why) from None

    def word(self, heading: str) -> str:
        """One of the words to choose from, in whichever language, as the program says it; folded."""
        return meaning(self.text(heading))

    def shared(self, heading: str) -> str:
        """Text that many rows have, held once."""
        return sys.intern(self.text(heading))

    def key(self, heading: str) -> str:
        """Text that must not be missing, held once."""
        return self.shared(heading) or self._missing(heading)

    def whole(self, heading: str) -> int | None:
        """A whole number; None for an empty cell."""
        try:
            return cells.whole(self.cell(heading))
        except Unreadable as error:
            raise self.bad(heading, error.why) from None

    def amount(self, heading: str) -> Decimal | None:
        """An amount; None for an empty cell."""
        try:
            return cells.money(self.cell(heading))
        except Unreadable as error:
            raise self.bad(heading, error.why) from None

    def money(self, heading: str) -> Decimal:
        """An amount that must not be missing."""
        amount = self.amount(heading)
        if amount is None:
            raise self.bad(heading, "This cell must not be empty.")
        return amount

    def instant(self, heading: str) -> datetime | None:
        """An instant in UTC; None for an empty cell."""
        try:
            return cells.instant(self.cell(heading), self.zone)
        except Unreadable as error:
            raise self.bad(heading, error.why) from None

    def day(self, heading: str) -> date | None:
        """A day; None for an empty cell."""
        try:
            return cells.day(self.cell(heading))
        except Unreadable as error:
            raise self.bad(heading, error.why) from None

    def day_of_birth(self, heading: str) -> date | None:
        """A day that may be long ago; None for an empty cell."""
        try:
            return cells.day_of_birth(self.cell(heading))
        except Unreadable as error:
            raise self.bad(heading, error.why) from None

    def yes_no(self, heading: str) -> bool | None:
        """Yes or no; None for an empty cell."""
        try:
            return cells.yes_no(self.cell(heading))
        except Unreadable as error:
            raise self.bad(heading, error.why) from None

    def bad(self, heading: str, why: str) -> BadCell:
        """The error for the cell under this heading."""
        cell = self.cell(heading)
        return BadCell(Problem(self.tab, self.number, heading, "" if cell is None else str(cell)[:100], why))

    def _missing(self, heading: str) -> str:
        raise self.bad(heading, "This cell must not be empty.")


@dataclass(frozen=True, slots=True)
class Table:
    """A tab's rows below its headings; ``end`` is the number of the last row with anything under a key heading."""

    tab: Tab
    columns: Mapping[str, int]
    heading_row: int
    rows: tuple[Row, ...]
    end: int

    def keyed(self) -> Iterator[Row]:
        """The rows that hold anything under a key heading; others are the owner's own and none of ours."""
        places = [self.columns[heading] for heading in self.tab.keys if heading in self.columns]
        return (row for row in self.rows if row.holds_any(places))


def read_table(tab: Tab, grid: list[list[Cell]], zone: ZoneInfo) -> Table:
    """The tab in a grid of cells; HeadingMissing when it lacks headings that it cannot be read without."""
    top, columns = find_headings(tab, grid)
    missing = tuple(heading for heading in tab.keys if heading not in columns)
    if missing:
        raise HeadingMissing(tab.title, missing)
    rows = tuple(
        Row(tab.title, number, row, columns, zone) for number, row in enumerate(grid[top:], start=top + 1) if row
    )
    table = Table(tab, columns, top, rows, end=top)
    last = max((row.number for row in table.keyed()), default=top)
    return Table(tab, columns, top, rows, end=last)


def find_headings(tab: Tab, grid: list[list[Cell]]) -> tuple[int, dict[str, int]]:
    """The number of the row that holds most of the tab's headings, and in which column (from 0) each stands."""
    best: tuple[int, dict[str, int]] = (1, {})
    for number, row in enumerate(grid[:HEADING_ROWS], start=1):
        columns = _columns(tab, row)
        if len(columns) > len(best[1]):
            best = number, columns
    return best


def _columns(tab: Tab, row: list[Cell]) -> dict[str, int]:
    written = [fold_heading(cell) if isinstance(cell, str) else "" for cell in row]
    language = language_of_headings(tab, written)
    columns: dict[str, int] = {}
    for column in tab.columns:
        found = next((name for name in called(column, language) if name in written), None)
        if found is not None:
            columns[column.heading] = written.index(found)
    return columns

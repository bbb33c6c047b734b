"""Spans: what a read asks for of the big tabs beside their small ones, and what it has brought of each."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sheets.cache.full_load import Shelves
from sheets.cache.tab_cache import Shelf
from sheets.codec import cells
from sheets.codec.cells import Cell, Unreadable
from sheets.google.client import Grid
from sheets.schema.a1 import letters


@dataclass(frozen=True, slots=True)
class Span:
    """Rows of a tab, from the first to the last, or to its end where ``last`` is None; or one column of them.

    A ``renewing`` span is there to see all rows again: those that have not changed need no second look. A column is
    looked through for what was ``sought`` in vain; one that is not, shows that rows stand where they stood.
    """

    title: str
    first: int
    last: int | None
    a1: str
    renewing: bool = False
    column: str = ""
    sought: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fetched:
    """The rows of one tab that a read has brought, and the numbers of the known ones that it asked for, and why."""

    rows: Mapping[int, list[Cell]]
    asked: Set[int]
    renewed: Set[int]

    @classmethod
    def of(cls, shelf: Shelf[Any], spans: Sequence[Span], grids: Sequence[Grid]) -> "Fetched":
        """Those of this shelf's tab, out of all that was read."""
        rows: dict[int, list[Cell]] = {}
        asked, renewed = set[int](), set[int]()
        for span, grid in zip(spans, grids, strict=True):
            if span.title == shelf.kind.tab.title and not span.column:
                rows.update(enumerate(grid, span.first))
                last = shelf.end if span.last is None else span.last
                (renewed if span.renewing else asked).update(range(span.first, last + 1))
        return cls(rows, asked, renewed)

    def agrees(self, shelf: Shelf[Any], span: Span, grid: Grid) -> bool:
        """False when the column shows what was sought in a row that was not read, or rows that stand elsewhere."""
        shown = {number: _text(row[0]) if row else "" for number, row in enumerate(grid, span.first)}
        if span.sought:
            folded = shelf.kind.names[span.column]
            elsewhere = (text for number, text in shown.items() if number not in self.rows)
            return span.sought.isdisjoint(name for text in elsewhere for name in folded(text))
        rows = range(shelf.heading_row + 1, shelf.end + 1)
        return all(shelf.stands_as(number, shown.get(number, "")) for number in rows)


def spans_of(shelf: Shelf[Any], rows: Set[int]) -> Iterator[Span]:
    """The headings, these rows in runs of neighbours, and the tail."""
    heading, end = shelf.heading_row, shelf.end
    known = sorted(row for row in rows if row < end)
    runs = [[row for _, row in run] for _, run in groupby(enumerate(known), key=lambda one: one[1] - one[0])]
    for first, last in ((heading, heading), *((run[0], run[-1]) for run in runs)):
        yield rows_of(shelf, first, last)
    yield rows_of(shelf, end, None)


def rows_of(shelf: Shelf[Any], first: int, last: int | None, *, renewing: bool = False) -> Span:
    """These rows, as far to the right as there are columns of ours."""
    title, width = shelf.kind.tab.title, letters(max(shelf.columns.values()))
    return Span(title, first, last, f"{shelf.a1}!A{first}:{width}{last or ''}", renewing=renewing)


def column_of(shelf: Shelf[Any], heading: str, sought: frozenset[str] = frozenset()) -> Span:
    """One column from its heading to its end."""
    title, first, column = shelf.kind.tab.title, shelf.heading_row, letters(shelf.columns[heading])
    a1 = f"{shelf.a1}!{column}{first}:{column}"
    return Span(title, first, None, a1, column=heading, sought=sought)


def parts_of(shelves: Shelves, rows_at_once: int) -> list[list[Span]]:
    """All rows that are known, in parts that can each be asked for in one read."""
    parts, left = [list[Span]()], rows_at_once
    for shelf in shelves.values():
        first = shelf.heading_row + 1
        while first <= shelf.end:
            if not left:
                parts.append([])
                left = rows_at_once
            last = min(shelf.end, first + left - 1)
            parts[-1].append(rows_of(shelf, first, last, renewing=True))
            left -= last - first + 1
            first = last + 1
    return parts


def _text(cell: Cell) -> str:
    try:
        return cells.text(cell)
    except Unreadable:
        return ""

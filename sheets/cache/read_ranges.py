"""Read ranges: what a read asks for of the growing tabs, beside the small ones, and what it has brought of each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC
from itertools import chain
from typing import Any

from sheets.cache.full_load import TabCaches
from sheets.cache.tab_cache import TabCache
from sheets.cache.whole_columns import batched, read_column
from sheets.codec.a1 import runs
from sheets.codec.cells import UnreadableCell
from sheets.codec.column import Column
from sheets.google.grid import Cell, Grid, GridRange, column_in


@dataclass(frozen=True, slots=True)
class ReadRange:
    """Rows of a tab, from the first to the last, or to its end where ``last`` is None; or one column of them.

    A ``renewing`` range is there to see all rows again: those that have not changed need no second look. A column is
    looked through for what was ``sought`` in vain; without that it shows whether rows stand where they stood.
    """

    title: str
    first: int
    last: int | None
    cells: GridRange
    renewing: bool = False
    column: Column[str] | None = None
    sought: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fetched:
    """The rows of one tab that a read has brought, and the numbers of the known ones that it asked for, and why."""

    rows: Mapping[int, list[Cell]]
    asked: Set[int]
    renewed: Set[int]

    @classmethod
    def of(cls, tab_cache: TabCache[Any], read: Iterable[tuple[ReadRange, Grid]]) -> "Fetched":
        """What was read of this tab."""
        rows: dict[int, list[Cell]] = {}
        asked, renewed = set[int](), set[int]()
        for read_range, grid in read:
            if not read_range.column:
                rows.update(enumerate(grid, read_range.first))
                last = tab_cache.end if read_range.last is None else read_range.last
                (renewed if read_range.renewing else asked).update(range(read_range.first, last + 1))
        return cls(rows, asked, renewed)

    def agrees(self, tab_cache: TabCache[Any], read_range: ReadRange, grid: Grid) -> bool:
        """False when the column shows what was sought in a row that was not read, or rows that stand elsewhere."""
        first, cells = read_range.first, column_in(grid)
        if read_range.column and read_range.sought:
            # Neither a row that was read is looked for any more, nor one that still shows what it is known to hold: of
            # a large tab, which is looked through for each batch, that leaves hardly any cell.
            is_proof = read_range.column is tab_cache.tab.proof
            changed = tab_cache.changed(cells, first) if is_proof else enumerate(cells, first)
            elsewhere = [cell for number, cell in changed if number not in self.rows]
            folded = tab_cache.tab.names()[read_range.column]
            return read_range.sought.isdisjoint(
                name for text in _texts(read_range.column, elsewhere) for name in folded(text)
            )
        return tab_cache.stand_as(_texts(read_range.column or tab_cache.tab.proof, cells), first)


def ranges_of(tab_cache: TabCache[Any], rows: Set[int], *, whole: bool = False) -> Iterator[ReadRange]:
    """The headings, these rows in runs of neighbours, and the tail; ``whole`` as in rows_of."""
    heading, end = tab_cache.heading_row, tab_cache.end
    known = sorted(row for row in rows if heading < row < end)
    # The whole row: what the owner heads like one of ours may stand right of all of them.
    yield ReadRange(tab_cache.tab.title, heading, heading, tab_cache.all_cells.rows(heading, heading))
    for run in runs(known):
        yield rows_of(tab_cache, run[0], run[-1], whole=whole)
    yield rows_of(tab_cache, end, None, whole=whole)


def rows_of(
    tab_cache: TabCache[Any], first: int, last: int | None, *, renewing: bool = False, whole: bool = False
) -> ReadRange:
    """These rows, as far to the right as our last column, or ``whole``: what we wrote by mistake may stand beyond."""
    width = None if whole else tab_cache.last_column
    return ReadRange(tab_cache.tab.title, first, last, tab_cache.all_cells.rows(first, last, width), renewing=renewing)


def column_of(tab_cache: TabCache[Any], column: Column[str], sought: frozenset[str] = frozenset()) -> ReadRange:
    """One column from its heading to its end."""
    first, place = tab_cache.heading_row, tab_cache.columns[column]
    cells = tab_cache.all_cells.column(place, first)
    return ReadRange(tab_cache.tab.title, first, None, cells, column=column, sought=sought)


def parts_of(tab_caches: TabCaches, rows_at_once: int) -> list[list[ReadRange]]:
    """All rows that are known, in parts that can each be asked for in one read."""
    parts, left = [list[ReadRange]()], rows_at_once
    for tab_cache in tab_caches.values():
        first = tab_cache.heading_row + 1
        while first <= tab_cache.end:
            if not left:
                parts.append([])
                left = rows_at_once
            last = min(tab_cache.end, first + left - 1)
            parts[-1].append(rows_of(tab_cache, first, last, renewing=True))
            left -= last - first + 1
            first = last + 1
    return parts


def _texts(column: Column[str], cells: Sequence[Cell]) -> list[str]:
    """What the cells of this column say; blank where one cannot be read."""
    said = chain.from_iterable(read_column(column.form, some, UTC) for some in batched(cells))
    return ["" if isinstance(text, UnreadableCell) else text for text in said]

"""Loading: tabs read from their first row to their last, a large one chunk by chunk, never much of it held at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from loyalty.model.addresses import fold_email
from loyalty.model.values import Settings
from sheets.cache.tab_cache import ANSWER, COUPON, ENTRY, LETTER, MEMBER, NOTHING, ORDER, Kind, Shelf
from sheets.codec.row_readers import Once, Reader, readers
from sheets.codec.table import Row, Table, find_headings
from sheets.google.client import Grid
from sheets.google.errors import HeadingMissing
from sheets.schema.layout import Layout
from sheets.schema.tabs import MEMBERS, ORDERS

KINDS: tuple[Kind[Any], ...] = (MEMBER, ORDER, ENTRY, COUPON, LETTER, ANSWER)
"""The big tabs, in the order in which they are read: the Ledger's rows name members, and say whose coupons are."""
Shelves = dict[str, Shelf[Any]]


def kinds_in(layout: Layout) -> list[Kind[Any]]:
    """Those that the spreadsheet has; TabMissing is for when one is asked for that it must have."""
    return [kind for kind in KINDS if not kind.tab.optional or kind.tab.title in layout.places]


ROWS_AT_ONCE = 20_000
"""So many rows are asked for in one request, two to three megabytes."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows of a big tab; a ``whole`` one is all of the tab, whatever it has become."""

    title: str
    first: int
    last: int
    whole: bool
    tab: str
    """The tab, as A1 notation writes it."""

    @property
    def a1(self) -> str:
        """As A1 notation writes it."""
        return self.tab if self.whole else f"{self.tab}!{self.first}:{self.last}"


class Loading:
    """Tabs that are to be read anew; what was known of them ``before`` spares reading the same cells again."""

    def __init__(
        self,
        layout: Layout,
        before: Shelves,
        titles: Collection[str],
        settings: Settings,
        rows_at_once: int,
    ) -> None:
        self.settings = settings
        self.shelves = dict(before)
        self.rows: dict[str, list[Row]] = {}
        self._layout = layout
        self._rows_at_once = rows_at_once
        self._before = before
        self._titles = [
            kind.tab.title for kind in kinds_in(layout) if kind.tab.title in titles or kind.tab.title not in before
        ]
        self.begun = ORDERS.title in before
        self._next = 1
        self._known: dict[int, Any] = {}
        self._once = Once("")
        self._codes: dict[str, str] | None = None

    @property
    def done(self) -> bool:
        """True when all is read."""
        return not self._titles

    def plan(self) -> list[Chunk]:
        """What to ask for next: whole tabs as long as they are small enough together, or one chunk."""
        chunks, left = list[Chunk](), self._rows_at_once
        for title in self._titles:
            first = 1 if chunks else self._next
            size = self._rows_of(title) - first + 1
            if size > left and chunks:
                break
            last = first + min(size, left) - 1
            whole = first == 1 and size <= left
            chunks.append(Chunk(title, first, last, whole=whole, tab=self._layout.a1(title)))
            left -= size
            if left <= 0:
                break
        return chunks

    def take(self, settings: Settings, chunks: Sequence[Chunk], grids: Sequence[Grid], *, keep: bool) -> None:
        """Takes in what was asked for; ``keep`` holds on to the rows. HeadingMissing when a tab cannot be read."""
        self.settings, self.begun = settings, True
        for chunk, grid in zip(chunks, grids, strict=True):
            shelf = self._shelf(chunk, grid)
            rows = self._fill(shelf, chunk, grid)
            if keep:
                self.rows[chunk.title] = rows
            self._next = chunk.last + 1
            if self._next > self._rows_of(chunk.title):
                self._titles.remove(chunk.title)
                self._next = 1

    def _rows_of(self, title: str) -> int:
        before = self._before.get(title)
        return max(self._layout.place(title).rows, before.end if before else 0, 1)

    def _shelf(self, chunk: Chunk, grid: Grid) -> Shelf[Any]:
        if chunk.first > 1:
            return self.shelves[chunk.title]
        kind = next(kind for kind in KINDS if kind.tab.title == chunk.title)
        top, columns = find_headings(kind.tab, grid)
        missing = tuple(heading for heading in kind.tab.keys if heading not in columns)
        if missing:
            raise HeadingMissing(kind.tab.title, missing)
        before = self._before.get(chunk.title)
        self._known = before.known() if before and before.columns == columns else {}
        self._once = Once(kind.proof)
        table = Table(kind.tab, columns, top, (), end=top)
        a1 = self._layout.a1(chunk.title)
        self.shelves[chunk.title] = Shelf(kind, table, grid[top - 1], self._layout.zone, a1)
        return self.shelves[chunk.title]

    def _fill(self, shelf: Shelf[Any], chunk: Chunk, grid: Grid) -> list[Row]:
        """Puts the rows onto the shelf; gives all that hold anything."""
        reader = Reader()
        members = self.shelves[MEMBERS.title]
        read = readers(reader, self.settings, knows=members.holds, code_with=self._code_with)[chunk.title]
        rows = [
            shelf.row(number, cells)
            for number, cells in enumerate(grid, chunk.first)
            if cells and number > shelf.heading_row
        ]
        for row in rows:
            mark = shelf.mark(row.cells)
            if mark == NOTHING:
                continue
            known = self._known.get(mark)
            value, problems = (known, ()) if known is not None else reader.read(row, read)
            if value is not None:
                problems += self._once.problems(row, shelf.kind.only(value))
            shelf.put(row, mark, value, problems)
        return rows

    def _code_with(self, email: str) -> str:
        if self._codes is None:
            members = self.shelves[MEMBERS.title].values()
            self._codes = {fold_email(member.email): member.code for member in members if member.email}
        return self._codes.get(fold_email(email), "")

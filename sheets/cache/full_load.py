"""A full load: tabs read from their first row to their last, a large one in chunks, never much of it held at once."""

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from loyalty.book.identities import is_somebody
from loyalty.model.addresses import fold_email
from loyalty.model.identifiers import looks_like_member_code
from loyalty.model.member import Member
from loyalty.model.program_settings import Settings
from sheets.cache.surprise import Surprise
from sheets.cache.tab_cache import NO_FINGERPRINT, TabCache
from sheets.cache.whole_columns import Shared
from sheets.codec.table import Once, Row, Table, find_headings
from sheets.google.grid import Grid, GridRange
from sheets.schema.growing_tab import GrowingTab, RowContext, TypedNumber
from sheets.schema.layout import Layout
from sheets.schema.members_tab import MEMBERS
from sheets.schema.orders_tab import ORDERS
from sheets.schema.tabs import GROWING

TabCaches = dict[str, TabCache[Any]]
"""By the tabs' titles."""


def growing_tabs_in(layout: Layout) -> list[GrowingTab[Any]]:
    """Those that the spreadsheet has; TabMissing is for when one is asked for that it must have."""
    return [tab for tab in GROWING if not tab.optional or tab.title in layout.places]


ROWS_AT_ONCE = 20_000
"""Rows asked for in one request: two to three megabytes."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows of a big tab; a ``whole`` one is all of the tab, whatever it has become.

    ``headings`` are the row with the headings, where they stand in a part that was read before.
    """

    title: str
    first: int
    last: int
    whole: bool
    tab_cells: GridRange
    """All cells of the tab."""
    headings: GridRange | None = None

    @property
    def asked(self) -> tuple[GridRange, ...]:
        """What to ask for: the rows, and the headings below which they stand at that moment."""
        cells = self.tab_cells if self.whole else self.tab_cells.rows(self.first, self.last)
        return (cells, self.headings) if self.headings else (cells,)


Parts = tuple[Grid, ...]
"""What a chunk has asked for."""


class FullLoad:
    """Tabs to be read in full; a row whose cells were known ``before`` is not read into a value a second time.

    ``last_rows`` are the last rows that were seen: the owner may have added some since the layout was read.
    """

    def __init__(
        self,
        layout: Layout,
        before: TabCaches,
        titles: Collection[str],
        settings: Settings,
        rows_at_once: int,
        last_rows: Mapping[str, int],
        shown_as: Mapping[TypedNumber, str],
    ) -> None:
        self.settings = settings
        self._shown_as = shown_as
        self.tab_caches = dict(before)
        self.rows: dict[str, list[Row]] = {}
        self._layout = layout
        self._rows_at_once = rows_at_once
        self._last_rows = last_rows
        self._before = before
        self._titles = [tab.title for tab in growing_tabs_in(layout) if tab.title in titles or tab.title not in before]
        self.titles = frozenset(self._titles)
        self.begun = ORDERS.title in before
        self._next = 1
        self._forget_what_helps()

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
            cells = self._layout.whole(title)
            top = self.tab_caches[title].heading_row if first > 1 else 0
            headings = cells.rows(top, top) if top else None
            chunks.append(Chunk(title, first, last, whole=whole, tab_cells=cells, headings=headings))
            left -= size
            if left <= 0:
                break
        return chunks

    def take(self, settings: Settings, chunks: Sequence[Chunk], grids: Sequence[Parts], *, keep: bool) -> None:
        """Takes in what was asked for; ``keep`` holds on to the rows. HeadingMissing, HeadingTwice, Surprise."""
        self.settings, self.begun = settings, True
        for chunk, (grid, *headings) in zip(chunks, grids, strict=True):
            tab_cache = self._further(chunk, *headings) if headings else self._tab_cache(chunk, grid)
            rows = self._fill(tab_cache, chunk, grid)
            if keep:
                self.rows[chunk.title] = list(rows)
            else:
                deque(rows, maxlen=0)  # a large tab's rows are let go one after the other
            self._next = chunk.last + 1
            if self._next > self._rows_of(chunk.title):
                tab_cache.void_changed()
                tab_cache.leave_out_copies(self._once.doubled)
                self._titles.remove(chunk.title)
                self._next = 1
        if self.done:
            self._forget_what_helps()

    def _forget_what_helps(self) -> None:
        """What only reading on needs: the book is made next, for which a large shop's instance needs the room."""
        self._known: dict[int, Any] = {}
        self._once = Once(MEMBERS.proof)
        self._shared = Shared()
        self._codes: dict[str, str] | None = None

    def _rows_of(self, title: str) -> int:
        before = self._before.get(title)
        known = before.end if before else 0
        return max(self._layout.place(title).rows, known, self._last_rows.get(title, 1))

    def _further(self, chunk: Chunk, headings: Grid) -> TabCache[Any]:
        """Where a further part of a tab belongs; Surprise where columns stand elsewhere than in its first part.

        They need not have moved since: a later read may show how the tab was before an earlier one
        (docs/decisions/0007).
        """
        tab_cache = self.tab_caches[chunk.title]
        if not tab_cache.has_headings(list(headings[0]) if headings else []):
            raise Surprise(chunk.title)
        return tab_cache

    def _tab_cache(self, chunk: Chunk, grid: Grid) -> TabCache[Any]:
        tab = next(tab for tab in GROWING if tab.title == chunk.title)
        found = find_headings(tab, grid)
        found.require()
        top, columns = found.row, found.usable
        before = self._before.get(chunk.title)
        self._known = before.known() if before and before.columns == columns else {}
        self._once = Once(tab.proof)
        table = Table(tab, columns, top, (), end=top, doubled=found.doubled)
        all_cells = self._layout.whole(chunk.title)
        self.tab_caches[chunk.title] = TabCache(tab, table, grid[top - 1], self._layout.zone, all_cells)
        return self.tab_caches[chunk.title]

    def _fill(self, tab_cache: TabCache[Any], chunk: Chunk, grid: Grid) -> Iterator[Row]:
        """Puts the rows into the tab's cache, one after the other; gives all that hold anything."""
        members = self.tab_caches[MEMBERS.title]
        context = RowContext(self.settings, partial(knows, members), self._code_with, self._shown_as)
        read = tab_cache.tab.reader(context)
        for row in tab_cache.rows_of(grid, chunk.first, self._shared):
            yield row
            fingerprint = tab_cache.fingerprint(row.cells)
            if fingerprint == NO_FINGERPRINT:
                continue
            # The same cells were read into a value before: reading them again is what a large tab takes long for.
            known = self._known.get(fingerprint)
            value, problems = (known, ()) if known is not None else context.reader.read(row, read)
            if value is not None:
                problems += self._once.problems(row, tab_cache.tab.unique(value))
            tab_cache.put(row, fingerprint, value, problems)

    def _code_with(self, email: str) -> str:
        if self._codes is None:
            self._codes = codes_by_address(self.tab_caches[MEMBERS.title])
        return self._codes.get(fold_email(email), "")


def knows(members: TabCache[Member], code: str) -> bool:
    """True when somebody's row has this code: a line named like a total is nobody's."""
    if not members.holds(code):
        return False
    rows = map(members.value, members.rows((code,)))
    return looks_like_member_code(code) or any(row is not None and is_somebody(row) for row in rows)


def codes_by_address(members: TabCache[Member]) -> dict[str, str]:
    """The members' codes by their folded addresses; blank where rows leave open whose an address is."""
    codes: dict[str, str] = {}
    for row in members.values():
        if row.email:
            address = fold_email(row.email)
            code = row.code if len(members.rows((row.code,))) == 1 else ""
            codes[address] = code if codes.get(address, code) == code else ""
    return codes

"""Finding the tabs: Google describes the spreadsheet, and the hidden tab says which of its tabs are the program's."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sheets.codec.table import HEADING_ROWS, find_headings
from sheets.engine import fence
from sheets.google.client import LAYOUT_FIELDS, Google, Spent
from sheets.google.errors import NoAnswer
from sheets.google.grid import Grid
from sheets.schema.identity.known_tabs import KnownTabs
from sheets.schema.layout import NOTHING_KNOWN, OURS, Layout, read_layout
from sheets.schema.orders_tab import ORDERS
from sheets.schema.tabs import SYSTEM

MOST_READS = 3


class TabsElsewhere(NoAnswer):
    """The hidden tab names other tabs than those that were read by their titles: they have to be read instead."""


@dataclass(frozen=True, slots=True)
class Unready:
    """The number of a new Orders, and headings that it must have before it is one."""

    number: int
    lacking: frozenset[str]


class TabFinder:
    """What an instance or a command knows of where the tabs are; for one thread at a time.

    ``noted`` is what the hidden tab says, as far as it is about this spreadsheet; ``description`` is Google's.
    """

    def __init__(self, google: Google) -> None:
        self.noted = NOTHING_KNOWN
        self.description: Mapping[str, Any] = {}
        self._google = google
        self._text = ""
        self._seen = NOTHING_KNOWN
        self._unready: Unready | None = None

    def look(self, *, seconds: float, spent: Spent, fields: str = LAYOUT_FIELDS) -> Layout:
        """Where the tabs are now. WorkbookError.

        One request; another one only where a tab is missing by what is known so far: it may have another title.
        """
        self.description = self._google.layout(seconds=seconds, spent=spent, fields=fields)
        layout = self.found()
        if layout.missing and SYSTEM in layout.places:
            [corner] = self._google.cells([fence.token_range(layout)], seconds=seconds, spent=spent)
            layout = self.heed(corner, layout)
        if self._unready and self._is_ready(self._unready, layout, seconds, spent):
            self._unready = None
            layout = self.found()
        return layout

    def pass_over(self, layout: Layout, lacking: Collection[str]) -> bool:
        """Leaves a new Orders alone until it has the headings that it is ``lacking``; the one before is Orders as yet.

        False where it lacks none, or is no new one: then its headings have gone, and nobody knows what is below them.
        """
        new = next((one for one in layout.successors if one.ours == ORDERS.title and one.before), None)
        if new and lacking:
            self._unready = Unready(new.now.id, frozenset(lacking))
        return bool(new and lacking)

    def _is_ready(self, unready: Unready, layout: Layout, seconds: float, spent: Spent) -> bool:
        """True when its headings are there, or it has gone or has another name, or there is no other Orders."""
        place = next((rival.other for rival in layout.rivals if rival.unready), None)
        if place is None or ORDERS.title not in layout.places:
            return True
        [top] = self._google.cells([place.cells.rows(1, HEADING_ROWS)], seconds=seconds, spent=spent)
        return unready.lacking <= {column.heading for column in find_headings(ORDERS, top).places}

    def found(self) -> Layout:
        """Where the tabs are by all that is known."""
        layout = read_layout(self.description, self._known, self._unready.number if self._unready else None)
        # Until something is noted, an instance goes on with the tabs that it has begun with.
        self._seen = layout.numbers
        return layout

    def read(
        self, layout: Layout, titles: Sequence[str], *, seconds: float, spent: Spent
    ) -> tuple[Layout, dict[str, Grid]]:
        """All cells of those of these tabs that are there, and the layout by what the hidden tab among them says."""
        for _ in range(MOST_READS):
            there = [title for title in titles if title in layout.places]
            ranges = [layout.whole(title) for title in there]
            grids = self._google.cells(ranges, seconds=seconds, spent=spent) if ranges else []
            cells = dict(zip(there, grids, strict=True))
            before, layout = layout, self.heed(cells[SYSTEM], layout) if SYSTEM in cells else layout
            if layout.has_the_tabs_of(before):
                return layout, cells
        raise TabsElsewhere("the program's tabs keep changing")

    def heed(self, corner: Grid, layout: Layout) -> Layout:
        """The layout by what the hidden tab says in this corner of it; the very one where that is nothing new."""
        text = fence.tabs_in(corner)
        if text != self._text:
            self._text = text
            self.noted = _of_this_spreadsheet(KnownTabs.read(text), layout)
        return layout if self._known == layout.known else self.found()

    def to_note(self, layout: Layout) -> KnownTabs | None:
        """What the hidden tab should note; None where it does. What a newer version has noted there stays."""
        others = {title: number for title, number in self.noted.numbers.items() if title not in OURS}
        wanted = KnownTabs(others).and_those(layout.numbers)
        return None if wanted == self.noted else wanted

    @property
    def _known(self) -> KnownTabs:
        return self._seen.and_those(self.noted)


def find_tabs(google: Google, *, seconds: float, spent: Spent) -> Layout:
    """Where the tabs are, for who asks once: one request, and one for what the hidden tab says. WorkbookError."""
    finder = TabFinder(google)
    layout = finder.look(seconds=seconds, spent=spent)
    return finder.read(layout, [SYSTEM], seconds=seconds, spent=spent)[0]


def _of_this_spreadsheet(noted: KnownTabs, layout: Layout) -> KnownTabs:
    """Nothing where the hidden tab was copied here from another spreadsheet: other tabs have those numbers here."""
    here = {place.id for place in layout.places.values()}
    return noted if noted.numbers.get(SYSTEM, layout.sheet_id(SYSTEM)) in here else NOTHING_KNOWN

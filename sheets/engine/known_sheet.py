"""What an instance knows of the spreadsheet: where its tabs stand, and a copy of what it has read of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from loyalty.book.book import Book
from loyalty.book.decision import Change
from sheets.cache.days_in_small_tabs import DaysInSmallTabs
from sheets.cache.full_load import Chunk, Parts
from sheets.cache.spreadsheet_cache import SpreadsheetCache
from sheets.cache.surprise import Surprise
from sheets.cache.typed_numbers import TypedNumbers
from sheets.engine import fence
from sheets.engine.commits.commit_log import CommitLog
from sheets.engine.losses.lost_lines import LostLines
from sheets.engine.pending import Left
from sheets.engine.settlement import Settlement
from sheets.engine.tab_finder import TabFinder, TabsElsewhere
from sheets.engine.telling import Telling
from sheets.engine.turns import Turns
from sheets.google.client import Google, Spent
from sheets.google.errors import HeadingMissing, NewerLayout, NoAnswer, RequestRefused
from sheets.google.grid import Grid, GridRange, ShownCell, Spot
from sheets.requests import images
from sheets.schema.layout import Layout
from sheets.schema.noted import noted_refusals, noted_tries
from sheets.schema.noted.known_headings import HeadingGone, KnownHeadings
from sheets.schema.noted.last_settings import LastSettings
from sheets.schema.orders_tab import ORDERS
from sheets.schema.snapshot import SmallTabs, Snapshot, Surroundings, read_small_tabs
from sheets.schema.tabs import SMALL

REREAD_SECONDS = 300.0
"""The longest time until the layout is read again, and every row is seen again, while there is anything to answer."""


class KnownSheet:
    """What an instance remembers of the spreadsheet from one read to the next; for one thread at a time.

    ``headings`` are those that the hidden tab wants, ``settings_to_note`` are values of Settings that it does not have
    yet. ``since_read`` are the changes of our own commits since the last read.
    """

    def __init__(
        self,
        google: Google,
        *,
        commit_log: CommitLog,
        settlement: Settlement,
        telling: Telling,
        turns: Turns,
        typed_numbers: TypedNumbers,
        surroundings: Surroundings,
        rows_at_once: int,
        monotonic: Callable[[], float],
    ) -> None:
        self.finder = TabFinder(google)
        self.lost = LostLines(google)
        self.layout: Layout | None = None
        self.cache: SpreadsheetCache | None = None
        self.headings = KnownHeadings({})
        self.settings_to_note: LastSettings | None = None
        self.since_read: list[Change] = []
        self._google = google
        self._commit_log = commit_log
        self._settlement = settlement
        self._telling = telling
        self._turns = turns
        self._typed_numbers = typed_numbers
        self._surroundings = surroundings
        self._rows_at_once = rows_at_once
        self._monotonic = monotonic
        self._layout_due = float("-inf")
        self._small_days = DaysInSmallTabs()
        self._small: tuple[tuple[Layout, Mapping[str, Grid], LastSettings], SmallTabs] | None = None
        self._images_seen_of = ""
        self._with_images = True

    @property
    def layout_is_due(self) -> bool:
        """True when the tabs were looked for long ago."""
        return self.layout is not None and self._monotonic() >= self._layout_due

    def book_of(self, cache: SpreadsheetCache) -> Book:
        """The book as it was read, with what our own commits have done since."""
        return cache.book.after(self.since_read)

    def open_cache(self, left: Left, cost: Spent) -> SpreadsheetCache:
        """The copy of what was read; a new and empty one where there is none."""
        if not self.cache:
            layout = self.layout or self.read_layout(left, cost)
            shown_as = self._typed_numbers.shown_as
            self.cache = SpreadsheetCache(layout, self._rows_at_once, self.lost.restored.withheld, shown_as)
        return self.cache

    def read_layout(self, left: Left, cost: Spent) -> Layout:
        """Where the tabs stand now, which everything goes by from then on. WorkbookError."""
        layout = self.finder.look(seconds=left(), spent=cost)
        self._layout_due = self._monotonic() + REREAD_SECONDS
        self.goes_by(layout)
        return layout

    def goes_by(self, layout: Layout) -> None:
        """This is where the tabs stand; the copy is of no use where they are other tabs."""
        if self.layout and not layout.has_the_tabs_of(self.layout):
            self.drop_cache()
        if self.cache:
            self.cache.goes_by(layout)
        self.layout = layout

    def forget(self) -> None:
        """The tabs are looked for again, and all is read anew."""
        self.layout = None
        self.drop_cache()

    def drop_cache(self) -> None:
        """All is read anew. The owner may restore an older version before that is done: what was given stays known."""
        if self.cache:
            self.lost.restored.remember(self.book_of(self.cache))
        self.cache = None

    def note_restored(self, shown: str) -> None:
        """The spreadsheet shows this older commit: the owner has gone back to it."""
        self.drop_cache()
        before, now = fence.number(self._commit_log.last_known), fence.number(shown)
        self.lost.restored.note(before=before, now=now)
        self.since_read.clear()
        # Where another commit has the number of the one that we knew, that one is gone as well.
        self._settlement.go_back(min(now, before - 1))

    def read_whole(self, left: Left, cost: Spent) -> Snapshot:
        """The whole spreadsheet as it is now; nothing of it is remembered."""
        try:
            return self._read_whole(left, cost)
        except TabsElsewhere:
            pass
        except (HeadingGone, HeadingMissing) as closed:
            if not self.passes_over(closed):
                raise
        return self._read_whole(left, cost)

    def ask_for_chunks(
        self, cache: SpreadsheetCache, left: Left, cost: Spent
    ) -> tuple[str, SmallTabs, Sequence[Chunk], Sequence[Parts]]:
        """The token, the small tabs, and the next chunks of what has to be read in full, with their cells."""
        chunks = cache.plan()
        token, small, grids = self.ask([cells for chunk in chunks for cells in chunk.asked], left, cost)
        each = iter(grids)
        return token, small, chunks, [tuple(islice(each, len(chunk.asked))) for chunk in chunks]

    def ask(self, ranges: Sequence[GridRange], left: Left, cost: Spent) -> tuple[str, SmallTabs, Sequence[Grid]]:
        """The token, the small tabs, and these ranges, in one request.

        The images of the last commit come along where it was not ours: whoever commits next has to look at them.
        """
        layout = self.layout or self.read_layout(left, cost)
        small = [tab.title for tab in SMALL if not tab.optional or tab.title in layout.places]
        try:
            # With others at work the last commit is hardly ever ours.
            wanted = self._with_images or self._turns.instances > 1
            kept = [images.asked(layout)] if wanted and images.has_room(layout) else []
            # The token first: should the read be no single moment, the rest is never older than what the fence goes by.
            asked = [fence.token_range(layout), *map(layout.whole, small), *ranges, *kept]
            corner, *grids = self._google.cells(asked, seconds=left(), spent=cost)
        except RequestRefused as error:
            # A tab was renamed or deleted, or rows of it, since the layout was read.
            self.drop_cache()
            self.read_layout(left, cost).require_tabs()
            raise NoAnswer("the tabs were being changed") from error
        layout = self._follow(corner, layout)
        require_known_version(corner)
        token = fence.token_in(corner)
        self._commit_log.watch(token)
        self.headings = KnownHeadings.read(fence.known_in(corner))
        self.lost.heed(corner)
        self._see_images(grids.pop() if kept else None, token, layout)
        tabs = dict(zip(small, grids[: len(small)], strict=True))
        return token, self._small_tabs(tabs, corner, layout, left, cost), grids[len(small) :]

    def shown(self, asked: Sequence[GridRange], left: Left, cost: Spent) -> Mapping[Spot, ShownCell]:
        """These cells as the owner sees them."""
        try:
            return self._google.shown_cells(asked, seconds=left(), spent=cost)
        except RequestRefused as error:
            self.forget()
            raise NoAnswer("rows were being deleted") from error

    def images_unseen(self, snapshot: Snapshot) -> bool:
        """True when this instance has not looked at the images of the last commit."""
        return snapshot.token != self._images_seen_of and images.has_room(snapshot.layout)

    def look_at_days_again(self, now: float) -> None:
        """Google is asked once more which numbers of the small tabs the owner sees as days; ``now`` in seconds."""
        self._small_days.forget(now)

    def look_at_images(self) -> None:
        """The next read brings the images of the last commit along."""
        self._with_images = True

    def saw_images_of(self, token: str) -> None:
        """The images of this commit were looked at; a blank one for none."""
        self._images_seen_of = token

    def require_headings(self, snapshot: Snapshot) -> None:
        """Raises HeadingGone: without Status a cancelled order pays, and without Reminders who said no gets emails."""
        if gone := self.headings.gone_from(snapshot.tables.values()):
            raise HeadingGone(gone)

    def passes_over(self, closed: HeadingGone | HeadingMissing) -> bool:
        """True when it is a new Orders that lacks headings, and the one before serves as yet (docs/decisions/0041)."""
        if not self.layout or not self.finder.pass_over(self.layout, closed.lacking_in(ORDERS.title)):
            return False
        self.goes_by(self.finder.found())
        return True

    def _read_whole(self, left: Left, cost: Spent) -> Snapshot:
        # Rows may have gone since the layout was read, and what is not there cannot be asked for.
        cache = SpreadsheetCache(self.read_layout(left, cost), self._rows_at_once)
        while True:
            token, small, chunks, grids = self.ask_for_chunks(cache, left, cost)
            try:
                snapshot = cache.load(token, chunks, grids, small)
            except Surprise as surprise:  # between two chunks columns have moved, or the rate by which orders are read
                cache.forget(surprise)
                continue
            finally:
                del grids  # a chunk's cells are not held while the next one comes
            if not cache.loading:
                whole = snapshot or cache.snapshot(token, small)
                self.require_headings(whole)
                return whole

    def _follow(self, corner: Grid, layout: Layout) -> Layout:
        """The layout by what the hidden tab says there of the tabs; TabsElsewhere when it names others."""
        found = self.finder.heed(corner, layout)
        if found is not layout:
            self.goes_by(found)
            if not found.has_the_tabs_of(layout):
                raise TabsElsewhere("the program's tabs have other titles than they had")
        return found

    def _see_images(self, shown: Grid | None, token: str, layout: Layout) -> None:
        """What the owner did in the moment of the commit ``token``, as far as its images came along."""
        if self._commit_log.is_stale(token):
            return  # nothing is decided on this read
        self._with_images = token != self._images_seen_of and images.has_room(layout)
        if shown is None or not self._with_images:
            return
        moved = self._settlement.see(images.read(shown), layout)
        self._images_seen_of = token
        if moved:
            self.drop_cache()
            self._telling.at_once()
            raise NoAnswer("columns were moved while another instance wrote")

    def _small_tabs(
        self, shown: Mapping[str, Grid], corner: Grid, layout: Layout, left: Left, cost: Spent
    ) -> SmallTabs:
        """They hardly ever change: they are read into values again only when their cells differ."""
        last = LastSettings.read(fence.settings_in(corner))
        if not self._small or self._small[0] != (layout, shown, last) or self._small_days.may_differ:
            tabs = self._with_days(layout, shown, left, cost)
            self._small = (layout, shown, last), read_small_tabs(layout, tabs, last, self._surroundings)
        small = self._small[1]
        self.settings_to_note = small.stands if small.stands != last else None
        tries, refusals = noted_tries.read(fence.tries_in(corner)), noted_refusals.read(fence.refusals_in(corner))
        return replace(small, tries=tries, refusals=refusals)

    def _with_days(self, layout: Layout, tabs: Mapping[str, Grid], left: Left, cost: Spent) -> Mapping[str, Grid]:
        """The small tabs with the days that the owner sees in place of their numbers.

        It takes one more read, where a number that may be a day is new there and never else (docs/decisions/0096).
        """
        asked = self._small_days.unseen(layout, tabs)
        if asked:
            self._small_days.see(layout, tabs, self.shown(asked, left, cost))
        return self._small_days.as_seen(layout, tabs)


def require_known_version(corner: Grid) -> None:
    """Raises NewerLayout when a newer version of the program serves this spreadsheet."""
    if fence.serves_newer(corner):
        raise NewerLayout(fence.version_in(corner))

"""One cycle: read once, decide for all who wait, commit at most once; and what each answer of Google's means then."""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import NoReturn

from loyalty.book.decision import Change
from loyalty.intake.owner_edits import OwnerEdits
from loyalty.model.entry import Entry
from sheets.cache.days_in_small_tabs import DaysInSmallTabs
from sheets.cache.full_load import Chunk, Parts
from sheets.cache.read_set import ReadSet, recording
from sheets.cache.spreadsheet_cache import SpreadsheetCache
from sheets.cache.surprise import Surprise
from sheets.cache.typed_numbers import TypedNumbers, rows_of_members, rows_of_orders
from sheets.codec.doubled_headings import HeadingTwice
from sheets.codec.table import Problem, Row
from sheets.engine import fence
from sheets.engine.alarm_note import what_closes
from sheets.engine.closed_years import lines_under, read_years
from sheets.engine.commit_log import CommitLog
from sheets.engine.full_scan import FullScan
from sheets.engine.group_commit import MOST_EDITS, Batch, bookable, decide, rests_on, unread_arrivals
from sheets.engine.losses.lost_lines import LostLines
from sheets.engine.pending import PendingCall
from sheets.engine.protected_tab import protected_tab
from sheets.engine.reports.refusal_tally import RefusalTally
from sheets.engine.settlement import Settlement
from sheets.engine.side_commits import Left, SideCommits
from sheets.engine.tab_finder import TabFinder, TabsElsewhere
from sheets.engine.telling import Telling
from sheets.engine.turns import Turns
from sheets.google.client import Applied, Google, Spent
from sheets.google.errors import (
    HeadingMissing,
    HeadingsBelowRows,
    NewerLayout,
    NoAnswer,
    QuotaSpent,
    RequestRefused,
    TabMissing,
    TabProtected,
    WorkbookError,
    WriteProtected,
)
from sheets.google.grid import Grid, GridRange, ShownCell, Spot
from sheets.requests import images
from sheets.requests.archive_rows import NoTabForYear
from sheets.requests.erasing.erased_cells import left_over
from sheets.schema.identity.tab_problems import successor_problems
from sheets.schema.layout import FENCE, Layout
from sheets.schema.ledger_tab import LEDGER
from sheets.schema.members_tab import MEMBERS
from sheets.schema.noted import noted_refusals, noted_tries
from sheets.schema.noted.known_headings import HeadingGone, KnownHeadings
from sheets.schema.noted.last_settings import LastSettings
from sheets.schema.orders_tab import ORDERS
from sheets.schema.snapshot import SmallTabs, Snapshot, Surroundings, read_small_tabs
from sheets.schema.tabs import SMALL

RESTLESS_READS = 3
"""Reads in a row that may turn out not to be enough before the cycle pauses."""
OWN_BOOK_SECONDS = 2.0
"""How long the book that our own commit has left answers questions while requests queue for Google's quota."""
MOST_TELLING_TRIES = 2
"""How often Problems is tried to be brought up to date after one answer, when others commit at the same time."""
REREAD_SECONDS = 300.0
"""The longest time until every row is seen again while there is anything to answer."""

log = logging.getLogger("regulars.sheets")


class Cycle:
    """What an instance remembers from one cycle to the next; for one thread at a time."""

    def __init__(
        self,
        google: Google,
        *,
        clock: Callable[[], datetime],
        chance: Callable[[], str],
        monotonic: Callable[[], float],
        rows_at_once: int,
        turns: Turns,
        surroundings: Surroundings,
        refused: RefusalTally,
    ) -> None:
        self._google = google
        self._rows_at_once = rows_at_once
        self._surroundings = surroundings
        self._refused = refused
        self._clock = clock
        self._chance = chance
        self._monotonic = monotonic
        self._finder = TabFinder(google)
        self._layout: Layout | None = None
        self._layout_due = float("-inf")
        self._cache: SpreadsheetCache | None = None
        self._small: tuple[tuple[Layout, Sequence[Grid], LastSettings], SmallTabs] | None = None
        self._settings_to_note: LastSettings | None = None
        self._scan: FullScan | None = None
        self._whole_due = float("-inf")
        self._since_read: list[Change] = []
        self._turns = turns
        self._commit_log = CommitLog(turns)
        self._restless = 0
        self._telling = Telling(monotonic)
        self._untold: Callable[[Left, Spent], bool] | None = None
        self._side_commits = SideCommits(google, self._commit_log, clock=clock, chance=chance, monotonic=monotonic)
        self._committed = float("-inf")
        self._settlement = Settlement()
        self._known = KnownHeadings({})
        self._lost = LostLines(google)
        self._typed_numbers = TypedNumbers()
        self._small_days = DaysInSmallTabs()
        self._held: list[Batch] = []
        self._seen = ""
        self._with_images = True
        self._reads_on = False

    def run(self, callers: Sequence[PendingCall], left: Left, cost: Spent) -> None:
        """Finishes those callers whose outcome is certain now, and counts in ``cost`` the requests that were sent.

        Raises NoAnswer and QuotaSpent when Google should be asked again after a while, and other WorkbookErrors that
        the owner or operator must correct.
        """
        try:
            self._run(callers, left, cost)
        except (TabMissing, NoTabForYear) as closed:
            if isinstance(closed, TabMissing):
                self._say_closed(closed, left, cost)
            # The owner may make the tab again at any moment: the next cycle looks.
            self._layout = None
            self._drop_cache()
            raise
        except HeadingTwice as closed:
            self._say_closed(closed, left, cost)
            raise
        except HeadingsBelowRows as closed:
            self._say_closed(closed, left, cost)
            self._drop_cache()
            raise
        except (HeadingGone, HeadingMissing) as closed:
            if self._passes_over(closed):
                return
            self._say_closed(closed, left, cost)
            self._drop_cache()
            raise
        finally:
            for caller in callers:
                caller.charge(cost)

    def _say_closed(self, closed: WorkbookError, left: Left, cost: Spent) -> None:
        if self._layout:
            # What names no row has happened once and stays listed; this goes when it is put right.
            told = [replace(problem, row=problem.row or 1) for problem in what_closes(closed, self._layout)]
            self._side_commits.list_closed(self._layout, told, left, cost)
        self._telling.at_once()

    @property
    def owes_problems(self) -> bool:
        """True when all have their answers, nothing was committed, and Problems should say something else."""
        return self._untold is not None

    def tell_problems(self, left: Left, cost: Spent) -> None:
        """Brings Problems up to date, and counts in ``cost``. What fails now is tried again a minute later.

        Another instance's commit of just now has to be looked at first: that takes one more read.
        """
        for _ in range(MOST_TELLING_TRIES):
            tell, self._untold = self._untold, None
            if tell is None:
                return
            try:
                if not tell(left, cost) and self._telling.is_due:
                    self._run((), left, cost)
            except WorkbookError as error:
                self._telling.later()
                log.warning("Problems could not be brought up to date: %s", error)
        self._untold = None

    def answer_questions(self, callers: Sequence[PendingCall]) -> None:
        """Answers, without asking Google, those who only ask, from the book that our own commit of just now has left.

        Nothing is committed on it, and nothing is said to be missing: that would have to be read first
        (docs/decisions/0007). Nor is anybody answered while cells are to be put back, least of all whose own line that
        commit holds: they would hear that they had it already.
        """
        cache = self._cache
        if (
            not cache
            or cache.loading
            or self._settlement.pending
            or self._monotonic() > self._committed + OWN_BOOK_SECONDS
        ):
            return
        left_by_us = cache.book.after(self._since_read)
        for caller in callers:
            if caller.tidy or caller.done or caller.gone or caller.held:
                continue
            read_set = ReadSet()
            try:
                decision = caller.rule(recording(left_by_us, read_set))
            except Exception:  # noqa: S112 - the rule will raise again when it is its turn
                continue
            if not decision.changes and not cache.lacks(read_set):
                caller.finish(decision.outcome)

    def read_whole(self, left: Left, cost: Spent) -> Snapshot:
        """The whole spreadsheet as it is now; nothing of it is remembered."""
        try:
            return self._read_whole(left, cost)
        except TabsElsewhere:
            pass
        except (HeadingGone, HeadingMissing) as closed:
            if not self._passes_over(closed):
                raise
        return self._read_whole(left, cost)

    def closed_lines(self, codes: Collection[str], left: Left, cost: Spent) -> list[Entry]:
        """The lines of closed years under these codes; nothing of them is remembered."""
        return lines_under(self._google, self._read_layout(left, cost), codes, left, cost)

    def _read_whole(self, left: Left, cost: Spent) -> Snapshot:
        # Rows may have gone since the layout was read, and what is not there cannot be asked for.
        cache = SpreadsheetCache(self._read_layout(left, cost), self._rows_at_once)
        while True:
            token, small, chunks, grids = self._ask_for_chunks(cache, left, cost)
            try:
                snapshot = cache.load(token, chunks, grids, small)
            except Surprise as surprise:  # between two chunks columns have moved, or the rate by which orders are read
                cache.forget(surprise)
                continue
            if not cache.loading:
                whole = snapshot or cache.snapshot(token, small)
                self._require_headings(whole)
                return whole

    def _run(self, callers: Sequence[PendingCall], left: Left, cost: Spent) -> None:
        # A caller who was told "later" has stopped waiting: deciding for them would book what nobody is told of.
        live = [caller for caller in callers if not caller.gone]
        if self._layout and self._monotonic() >= self._layout_due:
            self._read_layout(left, cost)
        cache = self._cache = self._cache or self._new_cache(left, cost)
        self._begin_again(cache, live)
        try:
            if cache.loading:
                self._load(cache, live, left, cost)
            else:
                self._read(cache, live, left, cost)
        except Surprise as surprise:
            cache.forget(surprise)
            self._note_restlessness()

    def _new_cache(self, left: Left, cost: Spent) -> SpreadsheetCache:
        layout = self._layout or self._read_layout(left, cost)
        shown_as = self._typed_numbers.shown_as
        return SpreadsheetCache(layout, self._rows_at_once, self._lost.restored.withheld, shown_as)

    def _begin_again(self, cache: SpreadsheetCache, callers: Sequence[PendingCall]) -> None:
        """Every row is due to be seen again now and then, and whenever somebody wants the spreadsheet tidy."""
        now, tidy = self._monotonic(), [caller for caller in callers if caller.tidy]
        due = now >= self._whole_due
        if cache.loading or not (due or tidy):
            return
        self._typed_numbers.forget(now)
        self._small_days.forget(now)
        if cache.fits_one_read:
            cache.forget()
        elif due or not (self._scan and self._scan.serves(tidy)):
            self._scan, self._whole_due = (
                FullScan(cache.parts(), tidy, began=now, lasts=REREAD_SECONDS),
                now + REREAD_SECONDS,
            )

    def _load(self, cache: SpreadsheetCache, callers: Sequence[PendingCall], left: Left, cost: Spent) -> None:
        """Reads a part of what has to be read in full; answers when that was all there is."""
        token, small, chunks, grids = self._ask_for_chunks(cache, left, cost)
        if self._commit_log.is_stale(token):
            # Google promises no read-your-writes: this read may be older than our own commit (docs/decisions/0007).
            self._look_at_fence(token, left, cost)
            return
        snapshot = cache.load(token, chunks, grids, small)
        if not cache.loading:
            self._since_read.clear()
            self._scan = None
            # Tabs read in chunks were seen at different moments, so a scan of all rows follows at once.
            self._whole_due = self._monotonic() + (REREAD_SECONDS if cache.fits_one_read else 0)
        if snapshot:
            tidy = any(caller.tidy for caller in callers)
            self._answer(callers, snapshot, left, cost, covered=lambda _: True, tidy=tidy)

    def _ask_for_chunks(
        self, cache: SpreadsheetCache, left: Left, cost: Spent
    ) -> tuple[str, SmallTabs, Sequence[Chunk], Sequence[Parts]]:
        chunks = cache.plan()
        token, small, grids = self._ask([cells for chunk in chunks for cells in chunk.asked], left, cost)
        each = iter(grids)
        return token, small, chunks, [tuple(islice(each, len(chunk.asked))) for chunk in chunks]

    def _read(self, cache: SpreadsheetCache, callers: Sequence[PendingCall], left: Left, cost: Spent) -> None:
        """Reads what can have changed, and answers.

        The rules run twice: on the book as we left it, to find what has to be read; then on the book as it is, and only
        what they decide there counts (docs/decisions/0007).
        """
        book = cache.book.after(self._since_read)
        read = rests_on(callers, book, cache.edited.and_those(self._settlement.edits(book)))
        self._settlement.erasures(recording(book, read))
        self._settlement.returned(recording(book, read))
        scan = self._scan
        # What proves a large shop's rows is as much as a process has room for: rows are seen again with the next read.
        chunk = scan.due(self._monotonic()) if scan and cache.proven else ()
        ranges = cache.ranges(read, chunk, self._settlement.rows(cache), self._telling.in_doubt)
        token, small, grids = self._ask([read_range.cells for read_range in ranges], left, cost)
        if self._commit_log.is_stale(token):
            self._look_at_fence(token, left, cost)
            return
        thorough = scan is not None and scan.thorough
        snapshot = cache.take(token, ranges, grids, small, thorough=thorough)
        self._since_read.clear()
        tidied = scan is None or scan.ends_with(chunk)
        ready = [caller for caller in callers if tidied or not caller.tidy]
        if self._answer(ready, snapshot, left, cost, covered=partial(cache.covers, read), tidy=thorough) and scan:
            scan.advance(chunk)

    def _ask(self, ranges: Sequence[GridRange], left: Left, cost: Spent) -> tuple[str, SmallTabs, Sequence[Grid]]:
        """The token, the small tabs, and these ranges, in one request.

        The images of the last commit come along where it was not ours: whoever commits next has to look at them.
        """
        layout = self._layout or self._read_layout(left, cost)
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
            self._drop_cache()
            self._read_layout(left, cost).require_tabs()
            raise NoAnswer("the tabs were being changed") from error
        layout = self._heed(corner, layout)
        self._require_known_version(corner)
        token = fence.token_in(corner)
        self._commit_log.watch(token)
        self._known = KnownHeadings.read(fence.known_in(corner))
        self._lost.heed(corner)
        self._with_images = token != self._seen and images.has_room(layout)
        if self._with_images and kept:
            moved = self._settlement.see(images.read(grids.pop()), layout)
            self._seen = token
            if moved:
                self._drop_cache()
                self._telling.at_once()
                raise NoAnswer("columns were moved while another instance wrote")
        elif kept:
            grids.pop()
        shown = grids[: len(small)]
        # The small tabs hardly ever change: they are read into values again only when their cells differ.
        last = LastSettings.read(fence.settings_in(corner))
        if not self._small or self._small[0] != (layout, shown, last) or self._small_days.may_differ:
            tabs = self._with_days(layout, dict(zip(small, shown, strict=True)), left, cost)
            self._small = (layout, shown, last), read_small_tabs(layout, tabs, last, self._surroundings)
        stands = self._small[1].stands
        self._settings_to_note = stands if stands != last else None
        tries = noted_tries.read(fence.tries_in(corner))
        refusals = noted_refusals.read(fence.refusals_in(corner))
        return token, replace(self._small[1], tries=tries, refusals=refusals), grids[len(small) :]

    def _with_days(self, layout: Layout, tabs: Mapping[str, Grid], left: Left, cost: Spent) -> Mapping[str, Grid]:
        """The small tabs with the days that the owner sees in place of their numbers.

        It takes one more read, where a number that may be a day is new there and never else (docs/decisions/0096).
        """
        asked = self._small_days.unseen(layout, tabs)
        if asked:
            self._small_days.see(layout, tabs, self._shown(asked, left, cost))
        return self._small_days.as_seen(layout, tabs)

    def _answer(
        self,
        callers: Sequence[PendingCall],
        snapshot: Snapshot,
        left: Left,
        cost: Spent,
        *,
        covered: Callable[[ReadSet], bool],
        tidy: bool,
    ) -> bool:
        """Decides, and commits when what was read ``covered`` all that the rules looked up; True when that is done."""
        self._telling.see(snapshot)
        self._require_headings(snapshot)
        if self._to_erase_again(self._commit_log.settle(snapshot)):
            return False
        read_set = ReadSet()
        settlement = self._settlement
        self._look_for_gone_lines(snapshot, left, cost, tidy=tidy)
        snapshot = replace(snapshot, book=settlement.believed(snapshot.book))
        typed = settlement.edits(snapshot.book)
        snapshot = replace(snapshot, edited=typed.and_those(snapshot.edited))
        # While cells are to be put back nobody believes what stands in them: that comes alone and first.
        alone = settlement.pending
        edits = OwnerEdits() if settlement.displaced else bookable(snapshot, covered)
        # Who wants the spreadsheet tidy waits until all edits are booked, a slice with each batch.
        sliced = edits and self._cache is not None and self._cache.edits > len(edits)
        as_seen = self._edits_as_seen(edits, snapshot, left, cost)
        if as_seen is None:
            return False
        edits = as_seen
        batch = decide(
            [caller for caller in callers if not (alone or caller.done or caller.held or (sliced and caller.tidy))],
            replace(snapshot, edited=edits),
            now=self._clock(),
            chance=self._chance(),
            with_problems=self._telling.is_due,
            tidy=tidy,
            read_set=read_set,
            settlement=settlement,
            headings=self._known,
            settings=self._settings_to_note,
            tabs=self._finder.to_note(snapshot.layout),
            refused=self._refused.waiting(),
            facts=self._lost.facts,
        )
        if not covered(read_set):
            # On the newer book a rule looked up a row that was not read: no answer may rest on it.
            self._note_restlessness()
            return False
        self._restless = 0
        if not batch.requests:
            return self._finish_unwritten(batch, snapshot, covered)
        orders = rows_of_orders(snapshot, batch.changes)
        if self._is_to_read_again(snapshot, typed, edits, covered):
            return False
        if not self._are_as_seen(orders, snapshot, left, cost):
            return False
        # A1 was typed over, or the named range deleted: every commit on this token would be refused.
        if self._commit_log.gets_nowhere(snapshot.token):
            self._look_at_fence(snapshot.token, left, cost)
            return False
        # What is filled into them rests on what stands in the rows: that is put right first.
        if not alone and self._side_commits.may_add_columns(snapshot):
            self._side_commits.add_columns(self._read_layout(left, cost), snapshot, left, cost, known=self._known)
            self._layout = None
            self._drop_cache()
            return False
        seen = self._with_closed_years(batch, snapshot, left, cost)
        return seen is not None and self._commit(seen, snapshot, left, cost)

    def _with_closed_years(self, batch: Batch, snapshot: Snapshot, left: Left, cost: Spent) -> Batch | None:
        """The batch, which for who leaves also erases lines of closed years; None when the tabs are others by now."""
        if not batch.leavers:
            return batch
        # The books may have been closed a moment ago, into a tab that this instance has not seen yet. Where the tabs
        # are the same this look is forgotten: nobody would notice later what else it saw, and the batch rests on none.
        layout = self._finder.look(seconds=left(), spent=cost)
        if not layout.has_the_tabs_of(snapshot.layout):
            self._goes_by(layout)
            return None
        years = read_years(self._google, snapshot.layout, left, cost)
        self._tell(years.problems)
        return batch.with_years(snapshot, years.tables)

    def _finish_unwritten(self, batch: Batch, snapshot: Snapshot, covered: Callable[[ReadSet], bool]) -> bool:
        """Gives the answers for which nothing has to be written; True when that is done."""
        self._settlement.settled(told=False)
        batch.finish()
        self._finish_held()
        if self._telling.owes(snapshot, self._settlement.happened, self._clock()):
            self._untold = partial(self._answer, (), snapshot, covered=covered, tidy=True)
        return True

    def _edits_as_seen(self, edits: OwnerEdits, snapshot: Snapshot, left: Left, cost: Spent) -> OwnerEdits | None:
        """Those of these edits that the owner sees as they are read; None where rows are to be read again, as what they
        see there.
        """
        own_lines, again = snapshot.tables[LEDGER.title].rows, self._typed_numbers.told_before(snapshot)
        rows = list(rows_of_members(snapshot, edits.members))
        if not self._are_as_seen((*rows, *own_lines, *again), snapshot, left, cost):
            return None
        # Nobody's answer waits for a number that is another one whenever it is looked at, and no other number does.
        unseen = [row for row in rows if self._typed_numbers.unseen(snapshot, (row,))]
        codes = {MEMBERS.counts_for(row, snapshot.book) for row in unseen}
        return replace(edits, members=tuple(member for member in edits.members if member.code not in codes))

    def _are_as_seen(self, rows: Iterable[Row], snapshot: Snapshot, left: Left, cost: Spent) -> bool:
        """False where a number that the owner has typed in these rows is none to them.

        It takes one more read, before something is booked of them and never else (docs/decisions/0058).
        """
        asked = self._typed_numbers.unseen(snapshot, rows)
        if not asked:
            return True
        return self._typed_numbers.see(asked, self._shown(list(asked.values()), left, cost))

    def _shown(self, asked: Sequence[GridRange], left: Left, cost: Spent) -> Mapping[Spot, ShownCell]:
        """These cells as the owner sees them."""
        try:
            return self._google.shown_cells(asked, seconds=left(), spent=cost)
        except RequestRefused as error:
            self._drop_cache()
            self._layout = None
            raise NoAnswer("rows were being deleted") from error

    def _is_to_read_again(
        self, snapshot: Snapshot, typed: OwnerEdits, edits: OwnerEdits, covered: Callable[[ReadSet], bool]
    ) -> bool:
        """True where a commit now would go past what the owner has just done: that is read first."""
        if not self._settlement.displaced:
            first = typed.members[:MOST_EDITS]
            if edits.members[: len(first)] != first:
                # Nothing but images of the last commit tells of them, and ours would take those away.
                self._note_restlessness()
                return True
            if self._is_to_read_on(snapshot, edits, covered):
                return True
        if self._is_unseen(snapshot):
            # Nobody has looked at what the owner did in the moment of that commit; ours would take its images away.
            self._with_images = True
            return True
        return False

    def _is_to_read_on(self, snapshot: Snapshot, edits: OwnerEdits, covered: Callable[[ReadSet], bool]) -> bool:
        """True where the owner has just typed an order that a claim waits for, and what that rests on was not read.

        The first commit after its row was seen books it, for one read more; but no commit waits for two of them, for
        the owner may go on typing (docs/decisions/0066).
        """
        self._reads_on = not self._reads_on and unread_arrivals(snapshot, edits, covered)
        return self._reads_on

    def _is_unseen(self, snapshot: Snapshot) -> bool:
        """True when this instance has not looked at the images of the last commit."""
        return snapshot.token != self._seen and images.has_room(snapshot.layout)

    def _look_for_gone_lines(self, snapshot: Snapshot, left: Left, cost: Spent, *, tidy: bool) -> None:
        """Before anything is decided without them: what a closing has moved away by mistake comes back, and what else
        is gone is told.
        """
        moved = self._lost.moved_away(snapshot, partial(self._read_layout, left, cost), left, cost)
        if moved:
            self._settlement.see_closed(moved, snapshot.book)
        self._tell(self._lost.problems(snapshot, pending=self._settlement.pending, tidy=tidy))
        self._tell(successor_problems(self._layout.successors if self._layout else ()))

    def _tell(self, happened: Iterable[Problem]) -> None:
        """Problems says with the next commit what has happened."""
        if self._settlement.tell(happened):
            self._telling.at_once()

    def _commit(self, batch: Batch, snapshot: Snapshot, left: Left, cost: Spent) -> bool:
        try:
            applied = self._sent(batch, left, cost)
        except NoAnswer:
            # Google may have applied it, or may do so minutes from now: it is never sent again blindly.
            self._commit_log.note_unanswered(batch)
            self._note_made_tabs(batch)
            raise
        except WriteProtected as error:
            self._tell_protection(error, batch.requests, snapshot, left, cost)
        except RequestRefused as error:
            self._note_refusal(error, batch.base, left, cost)
            return False
        self._committed = self._monotonic()
        self._since_read += batch.changes
        self._commit_log.note_applied(batch.token)
        if batch.lists_problems:
            self._telling.note_told(snapshot)
        if self._cache:
            self._cache.has_proven(batch.proven)
        if self._settlement.displaced:
            # Rows that were read under wrong headings stand under the right ones now.
            self._drop_cache()
        self._settlement.settled(told=batch.lists_problems)
        self._settle(batch, applied, snapshot)
        if not self._settlement.pending:
            self._finish_held()
        self._note_made_tabs(batch)
        return True

    def _sent(self, batch: Batch, left: Left, cost: Spent) -> Applied:
        """Google's answer to it; the counts that it takes along come back where it was certainly not applied."""
        self._refused.leave(batch.refused)
        try:
            shown = FENCE if batch.keeps else ""
            return self._google.commit(batch.requests, seconds=left(), spent=cost, shown=shown)
        except (QuotaSpent, RequestRefused):
            self._refused.come_back(batch.refused)
            raise

    def _note_made_tabs(self, batch: Batch) -> None:
        """The spreadsheet has more tabs than we know of: it is looked at anew."""
        if batch.makes_tabs:
            self._layout = None
            self._drop_cache()

    def _to_erase_again(self, applied: Iterable[Batch]) -> bool:
        """Finishes batches whose answer was lost; True when some erase, and nobody has seen whether all is gone."""
        erasing = False
        for batch in applied:
            if not batch.leavers:
                batch.finish()
                continue
            erasing = True
            self._drop_cache()
            self._settlement.erase(batch.leavers)
            batch.hold()
            self._held.append(batch)
        return erasing

    def _settle(self, batch: Batch, applied: Applied, snapshot: Snapshot) -> None:
        """Finishes the batch, unless its own answer shows that columns stood elsewhere when it was written, or that it
        has not erased everything.
        """
        shown = applied.shown
        ours = shown is not None and fence.token_in(shown) == batch.token
        kept = images.read(shown[images.FIRST_ROW - 1 :]) if shown and ours else images.Kept()
        self._seen = batch.token if len(kept) == batch.keeps else ""
        moved = self._settlement.see(kept, snapshot.layout, batch.cells)
        left = left_over(snapshot, batch.requests, batch.cells, applied.replies, batch.years) if batch.leavers else ()
        again = self._settlement.see_erased(batch.leavers, left)
        if moved or again:
            self._drop_cache()
        if moved or left:
            self._telling.at_once()
        if (moved or left) and self._settlement.pending:
            batch.hold()
            self._held.append(batch)
        else:
            batch.finish()

    def _finish_held(self) -> None:
        """What was lost is written again."""
        for batch in self._held:
            batch.finish()
        self._held.clear()

    def _note_refusal(self, error: RequestRefused, base: str, left: Left, cost: Spent) -> None:
        """A batch that is refused for another reason than the fence may come from a layout that has changed.

        Where it has not, the next batch would be refused as well: raises the error.
        """
        if self._commit_log.note_lost_race(error, base):
            # Somebody has committed since, or the owner went back: our own book is not the newest any more.
            self._committed = float("-inf")
            return
        before, self._layout = self._layout, None
        self._drop_cache()
        self._commit_log.note_refused(error)
        if before and self._read_layout(left, cost).has_room_as(before):
            raise error

    def _tell_protection(
        self,
        error: WriteProtected,
        refused: Sequence[Mapping[str, object]],
        snapshot: Snapshot,
        left: Left,
        cost: Spent,
    ) -> NoReturn:
        """Raises TabProtected. The tab Problems says so, too, in a commit of its own, where that can be written."""
        layout = snapshot.layout
        if self._side_commits.may_tell_protection():
            with suppress(WorkbookError):  # the caller is told of the protection, whatever becomes of this
                layout = self._read_layout(left, cost)
                self._side_commits.list_problems(replace(snapshot, layout=layout), left, cost)
        raise TabProtected(protected_tab(error, refused, layout), self._google.account) from error

    def _note_restlessness(self) -> None:
        """What was read was not enough: that happens every day, but not again and again."""
        self._restless += 1
        if self._restless > RESTLESS_READS:
            raise NoAnswer("the spreadsheet keeps changing")

    def _look_at_fence(self, shown: str, left: Left, cost: Spent) -> None:
        """A1 shows a token that no commit gets through on, or an older one than we know.

        Either the read was stale: then the next one is better. Or the spreadsheet was restored, and A1 and the named
        range agree: then this is the newest book. Or the two do not belong together (any more): then a commit of
        nothing but a new fence comes first. Whatever is decided next is decided on a book that shows the new token, and
        so was read after everything that could have been committed before (docs/decisions/0001).
        """
        commit_log = self._commit_log
        # Should the owner have gone back, our own book is not the newest any more: nobody is answered from it.
        self._committed = float("-inf")
        if commit_log.may_be_read_again(shown):
            raise NoAnswer("the read was older than our own commit")
        layout = self._read_layout(left, cost)
        if commit_log.is_stale(shown) and fence.number(shown):
            self._note_restored(shown)
        if layout.fence and layout.fence == shown:
            commit_log.newest = shown
            return
        # Somebody may have committed in between: also a newer version, into whose sheet nothing is written.
        [corner] = self._google.cells([fence.token_range(layout)], seconds=left(), spent=cost)
        self._require_known_version(corner)
        if layout.fence and layout.fence == fence.token_in(corner):
            return
        token = fence.next_token(max(commit_log.newest, shown, key=fence.number), self._chance())
        swap = fence.swap(layout, old=layout.fence, new=token)
        try:
            self._google.commit(swap, seconds=left(), spent=cost)
        except WriteProtected as error:
            raise TabProtected(protected_tab(error, swap, layout), self._google.account) from error
        except RequestRefused as error:
            self._note_refusal(error, shown, left, cost)
            return
        commit_log.newest = token
        log.warning("the fence was lost and is set up anew")

    @staticmethod
    def _require_known_version(corner: Grid) -> None:
        """Raises NewerLayout when a newer version of the program serves this spreadsheet."""
        if fence.serves_newer(corner):
            raise NewerLayout(fence.version_in(corner))

    def _note_restored(self, shown: str) -> None:
        self._drop_cache()
        self._lost.restored.note(before=fence.number(self._commit_log.newest), now=fence.number(shown))
        self._since_read.clear()

    def _drop_cache(self) -> None:
        """All is read anew. The owner may restore an older version before that is done: what was given stays known."""
        if self._cache:
            self._lost.restored.remember(self._cache.book.after(self._since_read))
        self._cache = None

    def _read_layout(self, left: Left, cost: Spent) -> Layout:
        layout = self._finder.look(seconds=left(), spent=cost)
        self._layout_due = self._monotonic() + REREAD_SECONDS
        self._goes_by(layout)
        return layout

    def _heed(self, corner: Grid, layout: Layout) -> Layout:
        """The layout by what the hidden tab says there of the tabs; TabsElsewhere when it names others."""
        found = self._finder.heed(corner, layout)
        if found is not layout:
            self._goes_by(found)
            if not found.has_the_tabs_of(layout):
                raise TabsElsewhere("the program's tabs have other titles than they had")
        return found

    def _goes_by(self, layout: Layout) -> None:
        if self._layout and not layout.has_the_tabs_of(self._layout):
            self._drop_cache()
        if self._cache:
            self._cache.goes_by(layout)
        self._layout = layout

    def _require_headings(self, snapshot: Snapshot) -> None:
        """Raises HeadingGone: without Status a cancelled order pays, and without Reminders who said no gets emails."""
        if gone := self._known.gone_from(snapshot.tables.values()):
            raise HeadingGone(gone)

    def _passes_over(self, closed: HeadingGone | HeadingMissing) -> bool:
        """True when it is a new Orders that lacks headings, and the one before serves as yet (docs/decisions/0041)."""
        if not self._layout or not self._finder.pass_over(self._layout, closed.lacking_in(ORDERS.title)):
            return False
        self._goes_by(self._finder.found())
        return True

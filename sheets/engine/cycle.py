"""One cycle: read once, decide for all who wait, commit at most once; and what each answer of Google's means then."""

import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from loyalty.intake.owner_edits import OwnerEdits
from loyalty.model.entry import Entry
from sheets.cache.read_set import ReadSet, recording
from sheets.cache.spreadsheet_cache import SpreadsheetCache
from sheets.cache.surprise import Surprise
from sheets.cache.typed_numbers import TypedNumbers, rows_of_members, rows_of_orders
from sheets.codec.doubled_headings import HeadingTwice
from sheets.codec.table import Problem, Row
from sheets.engine.alarm_note import what_closes
from sheets.engine.closed_years import lines_under, read_years
from sheets.engine.commits.commit_log import CommitLog
from sheets.engine.commits.fenced_commits import FencedCommits
from sheets.engine.commits.side_commits import SideCommits
from sheets.engine.full_scan import FullScan
from sheets.engine.group_commit import MOST_EDITS, Batch, bookable, decide, rests_on, unread_arrivals
from sheets.engine.known_sheet import REREAD_SECONDS, KnownSheet
from sheets.engine.pending import Left, PendingCall
from sheets.engine.reports.refusal_tally import RefusalTally
from sheets.engine.settlement import Settlement
from sheets.engine.telling import Telling
from sheets.engine.turns import Turns
from sheets.google.client import Google, Spent
from sheets.google.errors import (
    HeadingMissing,
    HeadingsBelowRows,
    NoAnswer,
    TabMissing,
    WorkbookError,
)
from sheets.requests.archive_rows import NoTabForYear
from sheets.schema.identity.tab_problems import successor_problems
from sheets.schema.ledger_tab import LEDGER
from sheets.schema.members_tab import MEMBERS
from sheets.schema.noted.known_headings import HeadingGone
from sheets.schema.snapshot import Snapshot, Surroundings

RESTLESS_READS = 3
"""Reads in a row that may turn out not to be enough before the cycle pauses."""
MOST_TELLING_TRIES = 2
"""How often Problems is tried to be brought up to date after one answer, when others commit at the same time."""

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
        self._refused = refused
        self._clock = clock
        self._chance = chance
        self._monotonic = monotonic
        self._commit_log = CommitLog(turns)
        self._settlement = Settlement()
        self._telling = Telling(monotonic)
        self._typed_numbers = TypedNumbers()
        self._sheet = KnownSheet(
            google,
            commit_log=self._commit_log,
            settlement=self._settlement,
            telling=self._telling,
            turns=turns,
            typed_numbers=self._typed_numbers,
            surroundings=surroundings,
            rows_at_once=rows_at_once,
            monotonic=monotonic,
        )
        self._side_commits = SideCommits(google, self._commit_log, clock=clock, chance=chance, monotonic=monotonic)
        self._commits = FencedCommits(
            google,
            self._sheet,
            self._side_commits,
            commit_log=self._commit_log,
            settlement=self._settlement,
            telling=self._telling,
            refused=refused,
            chance=chance,
            monotonic=monotonic,
        )
        self._scan: FullScan | None = None
        self._whole_due = float("-inf")
        self._restless = 0
        self._untold: Callable[[Left, Spent], bool] | None = None
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
            self._sheet.forget()
            raise
        except HeadingTwice as closed:
            self._say_closed(closed, left, cost)
            raise
        except HeadingsBelowRows as closed:
            self._say_closed(closed, left, cost)
            self._sheet.drop_cache()
            raise
        except (HeadingGone, HeadingMissing) as closed:
            if self._sheet.passes_over(closed):
                return
            self._say_closed(closed, left, cost)
            self._sheet.drop_cache()
            raise
        finally:
            for caller in callers:
                caller.charge(cost)

    def _say_closed(self, closed: WorkbookError, left: Left, cost: Spent) -> None:
        if self._sheet.layout:
            # What names no row has happened once and stays listed; this goes when it is put right.
            told = [replace(problem, row=problem.row or 1) for problem in what_closes(closed, self._sheet.layout)]
            self._side_commits.list_closed(self._sheet.layout, told, left, cost)
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
        cache = self._sheet.cache
        if not cache or cache.loading or self._settlement.pending or not self._commits.own_book_is_newest:
            return
        left_by_us = self._sheet.book_of(cache)
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
        return self._sheet.read_whole(left, cost)

    def closed_lines(self, codes: Collection[str], left: Left, cost: Spent) -> list[Entry]:
        """The lines of closed years under these codes; nothing of them is remembered."""
        return lines_under(self._google, self._sheet.read_layout(left, cost), codes, left, cost)

    def _run(self, callers: Sequence[PendingCall], left: Left, cost: Spent) -> None:
        # A caller who was told "later" has stopped waiting: deciding for them would book what nobody is told of.
        live = [caller for caller in callers if not caller.gone]
        if self._sheet.layout_is_due:
            self._sheet.read_layout(left, cost)
        cache = self._sheet.open_cache(left, cost)
        self._begin_again(cache, live)
        try:
            if cache.loading:
                self._load(cache, live, left, cost)
            else:
                self._read(cache, live, left, cost)
        except Surprise as surprise:
            cache.forget(surprise)
            self._note_restlessness()

    def _begin_again(self, cache: SpreadsheetCache, callers: Sequence[PendingCall]) -> None:
        """Every row is due to be seen again now and then, and whenever somebody wants the spreadsheet tidy."""
        now, tidy = self._monotonic(), [caller for caller in callers if caller.tidy]
        due = now >= self._whole_due
        if cache.loading or not (due or tidy):
            return
        self._typed_numbers.forget(now)
        self._sheet.look_at_days_again(now)
        if cache.fits_one_read:
            cache.forget()
        elif due or not (self._scan and self._scan.serves(tidy)):
            self._scan, self._whole_due = (
                FullScan(cache.parts(), tidy, began=now, lasts=REREAD_SECONDS),
                now + REREAD_SECONDS,
            )

    def _load(self, cache: SpreadsheetCache, callers: Sequence[PendingCall], left: Left, cost: Spent) -> None:
        """Reads a part of what has to be read in full; answers when that was all there is."""
        token, small, chunks, grids = self._sheet.ask_for_chunks(cache, left, cost)
        if self._commit_log.is_stale(token):
            # Google promises no read-your-writes: it may be older than a commit that we know of (docs/decisions/0007).
            self._commits.look_at_fence(token, left, cost)
            return
        snapshot = cache.load(token, chunks, grids, small)
        if not cache.loading:
            self._sheet.since_read.clear()
            self._scan = None
            # Tabs read in chunks were seen at different moments, so a scan of all rows follows at once.
            self._whole_due = self._monotonic() + (REREAD_SECONDS if cache.fits_one_read else 0)
        if snapshot:
            tidy = any(caller.tidy for caller in callers)
            self._answer(callers, snapshot, left, cost, covered=lambda _: True, tidy=tidy)

    def _read(self, cache: SpreadsheetCache, callers: Sequence[PendingCall], left: Left, cost: Spent) -> None:
        """Reads what can have changed, and answers.

        The rules run twice: on the book as we left it, to find what has to be read; then on the book as it is, and only
        what they decide there counts (docs/decisions/0007).
        """
        book = self._sheet.book_of(cache)
        read = rests_on(callers, book, cache.edited.and_those(self._settlement.edits(book)))
        self._settlement.erasures(recording(book, read))
        self._settlement.returned(recording(book, read))
        scan = self._scan
        # What proves a large shop's rows is as much as a process has room for: rows are seen again with the next read.
        chunk = scan.due(self._monotonic()) if scan and cache.proven else ()
        ranges = cache.ranges(read, chunk, self._settlement.rows(cache), self._telling.in_doubt)
        token, small, grids = self._sheet.ask([read_range.cells for read_range in ranges], left, cost)
        if self._commit_log.is_stale(token):
            self._commits.look_at_fence(token, left, cost)
            return
        thorough = scan is not None and scan.thorough
        snapshot = cache.take(token, ranges, grids, small, thorough=thorough)
        self._sheet.since_read.clear()
        tidied = scan is None or scan.ends_with(chunk)
        ready = [caller for caller in callers if tidied or not caller.tidy]
        if self._answer(ready, snapshot, left, cost, covered=partial(cache.covers, read), tidy=thorough) and scan:
            scan.advance(chunk)

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
        self._sheet.require_headings(snapshot)
        if self._commits.to_erase_again(self._commit_log.settle(snapshot)):
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
        sliced = edits and self._sheet.cache is not None and self._sheet.cache.edits > len(edits)
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
            headings=self._sheet.headings,
            settings=self._sheet.settings_to_note,
            tabs=self._sheet.finder.to_note(snapshot.layout),
            refused=self._refused.waiting(),
            facts=self._sheet.lost.facts,
            letters=self._sheet.lost.letters,
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
            self._commits.look_at_fence(snapshot.token, left, cost)
            return False
        # What is filled into them rests on what stands in the rows: that is put right first.
        if not alone and self._side_commits.may_add_columns(snapshot):
            layout = self._sheet.read_layout(left, cost)
            self._side_commits.add_columns(layout, snapshot, left, cost, known=self._sheet.headings)
            self._sheet.forget()
            return False
        seen = self._with_closed_years(batch, snapshot, left, cost)
        return seen is not None and self._commits.commit(seen, snapshot, left, cost)

    def _with_closed_years(self, batch: Batch, snapshot: Snapshot, left: Left, cost: Spent) -> Batch | None:
        """The batch, which for who leaves also erases lines of closed years; None when the tabs are others by now."""
        if not batch.leavers:
            return batch
        # The books may have been closed a moment ago, into a tab that this instance has not seen yet. Where the tabs
        # are the same this look is forgotten: nobody would notice later what else it saw, and the batch rests on none.
        layout = self._sheet.finder.look(seconds=left(), spent=cost)
        if not layout.has_the_tabs_of(snapshot.layout):
            self._sheet.goes_by(layout)
            return None
        years = read_years(self._google, snapshot.layout, left, cost)
        self._tell(years.problems)
        return batch.with_years(snapshot, years.tables)

    def _finish_unwritten(self, batch: Batch, snapshot: Snapshot, covered: Callable[[ReadSet], bool]) -> bool:
        """Gives the answers for which nothing has to be written; True when that is done."""
        self._settlement.settled(told=False)
        batch.finish()
        self._commits.finish_held()
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
        return self._typed_numbers.see(asked, self._sheet.shown(list(asked.values()), left, cost))

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
        if self._sheet.images_unseen(snapshot):
            # Nobody has looked at what the owner did in the moment of that commit; ours would take its images away.
            self._sheet.look_at_images()
            return True
        return False

    def _is_to_read_on(self, snapshot: Snapshot, edits: OwnerEdits, covered: Callable[[ReadSet], bool]) -> bool:
        """True where the owner has just typed an order that a claim waits for, and what that rests on was not read.

        The first commit after its row was seen books it, for one read more; but no commit waits for two of them, for
        the owner may go on typing (docs/decisions/0066).
        """
        self._reads_on = not self._reads_on and unread_arrivals(snapshot, edits, covered)
        return self._reads_on

    def _look_for_gone_lines(self, snapshot: Snapshot, left: Left, cost: Spent, *, tidy: bool) -> None:
        """Before anything is decided without them: what a closing has moved away by mistake comes back, and what else
        is gone is told.
        """
        moved = self._sheet.lost.moved_away(snapshot, partial(self._sheet.read_layout, left, cost), left, cost)
        if moved:
            self._settlement.see_closed(moved, snapshot.book)
        self._tell(self._sheet.lost.problems(snapshot, pending=self._settlement.pending, tidy=tidy))
        self._tell(successor_problems(self._sheet.layout.successors if self._sheet.layout else ()))

    def _tell(self, happened: Iterable[Problem]) -> None:
        """Problems says with the next commit what has happened."""
        if self._settlement.tell(happened):
            self._telling.at_once()

    def _note_restlessness(self) -> None:
        """What was read was not enough: that happens every day, but not again and again."""
        self._restless += 1
        if self._restless > RESTLESS_READS:
            raise NoAnswer("the spreadsheet keeps changing")

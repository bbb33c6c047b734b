"""One cycle: read once, decide for all who wait, commit at most once; and what each answer of Google's means then."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from loyalty.decisions import Change
from sheets import fence, writing
from sheets.batch import Batch, decide, rests_on
from sheets.caller import Caller
from sheets.errors import NoAnswer, Refused, TabMissing
from sheets.google import Google, Grid, Spent
from sheets.layout import Layout, read_layout
from sheets.mirror import SMALL, Mirror, Surprise
from sheets.reading import Rows, Snapshot, read_all
from sheets.table import Problem
from sheets.tabs import SYSTEM, TABS
from sheets.watch import Seen

REFUSALS = 3
"""A batch that Google finds wrong, so often in a row, is not sent again."""
STALE_READS = 2
"""A read that shows an older commit than one we know of is made again so often before the fence itself is looked at."""
PROBLEMS_EVERY = 60.0
"""The Problems tab is brought up to date with a commit at most so often, in seconds."""

WHOLE_EVERY = 300.0
"""Every tab is read anew at least so often, in seconds."""

log = logging.getLogger("regulars.sheets")
Left = Callable[[], float]
"""The seconds that the next request may last; raises NotInTime when it is too late for one."""


class Cycle:
    """What an instance remembers from one cycle to the next; for one thread at a time."""

    def __init__(
        self,
        google: Google,
        *,
        clock: Callable[[], datetime],
        chance: Callable[[], str],
        monotonic: Callable[[], float],
    ) -> None:
        self._google = google
        self._clock = clock
        self._chance = chance
        self._monotonic = monotonic
        self._layout: Layout | None = None
        self._mirror: Mirror | None = None
        self._whole_due = float("-inf")
        self._since_read: list[Change] = []
        self._unanswered: list[Batch] = []
        self._newest = ""
        self._stale_reads = 0
        self._lost_races: list[str] = []
        self._refusals = 0
        self._problems: frozenset[Problem] = frozenset()
        self._problems_due = float("-inf")

    def run(self, callers: Sequence[Caller], left: Left, cost: Spent) -> None:
        """Finishes those callers whose outcome is certain now, and counts in ``cost`` the requests that were sent.

        Raises NoAnswer and QuotaSpent when Google should be asked again after a while, and other WorkbookErrors that
        the owner or operator must mend.
        """
        try:
            self._run(callers, left, cost)
        except TabMissing:
            self._layout = self._mirror = None
            raise
        finally:
            for caller in callers:
                caller.charge(cost)

    def read(self, left: Left, cost: Spent) -> tuple[Snapshot, Rows]:
        """The whole spreadsheet as it is now."""
        layout = self._layout or self._read_layout(left, cost)
        titles = [tab.title for tab in TABS]
        ranges = [fence.TOKEN_RANGE, *map(writing.quoted, titles)]
        try:
            token, *grids = self._google.values(ranges, seconds=left(), spent=cost)
        except Refused as error:
            layout = self._read_layout(left, cost)
            for title in (SYSTEM, *titles):
                layout.sheet_id(title)
            raise NoAnswer("the tabs were being changed") from error
        return read_all(layout, _written(token), dict(zip(titles, grids, strict=True)))

    def _run(self, callers: Sequence[Caller], left: Left, cost: Spent) -> None:
        live = [caller for caller in callers if not caller.gone]
        snapshot, read = self._read_for(live, left, cost)
        self._settle(snapshot)
        if self._is_stale(snapshot):
            self._mirror = None
            self._look_at_fence(snapshot, left, cost)
            return
        seen = Seen()
        batch = decide(
            [caller for caller in live if not caller.done],
            snapshot,
            now=self._clock(),
            chance=self._chance(),
            with_problems=self._monotonic() >= self._problems_due,
            seen=seen,
        )
        if not snapshot.whole and (seen.missed or not seen.within(read)):
            self._mirror = None
        elif not batch.requests:
            batch.finish()
        elif not snapshot.token or self._lost_races.count(snapshot.token) > 1:
            self._look_at_fence(snapshot, left, cost)
        else:
            self._commit(batch, left, cost)

    def _read_for(self, callers: Sequence[Caller], left: Left, cost: Spent) -> tuple[Snapshot, Seen]:
        """A snapshot that holds all that these callers' rules rest on, and what that is.

        What to read is found by running the rules on the book as we left it; what they decide, on the book as it is.
        """
        mirror = self._mirror
        if mirror and self._monotonic() < self._whole_due and not any(caller.tidy for caller in callers):
            seen = rests_on(callers, mirror.book.after(self._since_read))
            snapshot = None if seen.missed else self._read_little(mirror, seen, left, cost)
            if snapshot:
                self._since_read.clear()
                return snapshot, seen
        self._mirror = None
        self._since_read.clear()
        snapshot, rows = self.read(left, cost)
        self._problems = frozenset(snapshot.problems)
        if snapshot.token and not self._is_stale(snapshot):
            self._mirror = Mirror(snapshot, rows)
            self._whole_due = self._monotonic() + WHOLE_EVERY
        return snapshot, Seen()

    def _read_little(self, mirror: Mirror, seen: Seen, left: Left, cost: Spent) -> Snapshot | None:
        """The snapshot of only what can have changed; None when that was not enough."""
        spans = mirror.spans(seen)
        ranges = [fence.TOKEN_RANGE, *(writing.quoted(tab.title) for tab in SMALL), *(span.a1 for span in spans)]
        try:
            token, *grids = self._google.rows(ranges, seconds=left(), spent=cost)
            if fence.number(_written(token)) < fence.number(self._newest):
                return None
            small = {tab.title: grid for tab, grid in zip(SMALL, grids, strict=False)}
            snapshot = mirror.take(_written(token), spans, grids[len(SMALL) :], small)
        except (Refused, Surprise):
            return None
        return None if self._should_list(snapshot.problems) else snapshot

    def _should_list(self, found: Sequence[Problem]) -> bool:
        """True for problems that the last whole read did not have, at most once a minute."""
        return self._monotonic() >= self._problems_due and not self._problems.issuperset(found)

    def _settle(self, snapshot: Snapshot) -> None:
        """The commits that nobody answered: applied, dead, or still on their way."""
        for batch in tuple(self._unanswered):
            applied = batch.applied_in(snapshot)
            if applied:
                batch.finish()
            if applied or batch.dead_in(snapshot):
                self._unanswered.remove(batch)

    def _is_stale(self, snapshot: Snapshot) -> bool:
        """True for a book older than a commit that we know of; Google promises no read-your-writes."""
        return fence.number(snapshot.token) < fence.number(self._newest)

    def _commit(self, batch: Batch, left: Left, cost: Spent) -> None:
        try:
            self._google.commit(batch.requests, seconds=left(), spent=cost)
        except NoAnswer:
            self._unanswered.append(batch)
            raise
        except Refused as error:
            self._note_refusal(error, batch.base)
            return
        batch.finish()
        self._since_read += (change for _, decision in batch.decided for change in decision.changes)
        self._newest, self._refusals = batch.token, 0
        self._stale_reads = 0
        self._lost_races.clear()
        if batch.lists_problems:
            self._problems_due = self._monotonic() + PROBLEMS_EVERY

    def _note_refusal(self, error: Refused, base: str) -> None:
        """A lost race is everyday; any other refusal may come from a layout that has changed, but not for ever."""
        if fence.refused_by_fence(str(error)):
            self._lost_races.append(base)
            return
        log.error("Google refused a batch: %s", error)
        self._layout = self._mirror = None
        self._refusals += 1
        if self._refusals == REFUSALS:
            self._refusals = 0
            raise error

    def _look_at_fence(self, snapshot: Snapshot, left: Left, cost: Spent) -> None:
        """A1 shows a token that no commit gets through on, or an older one than we know.

        Either the read was stale; then the next one is better. Or the spreadsheet was restored, and A1 and the named
        range agree; then this is the newest book. Or they do not belong together (any more); then a commit that holds
        nothing but a new fence makes them: whatever is decided next is decided on a book that shows the new token, and
        thus was read after all that could have been committed before.
        """
        self._stale_reads += 1
        if self._is_stale(snapshot) and self._stale_reads <= STALE_READS:
            raise NoAnswer("the read was older than our own commit")
        self._stale_reads = 0
        self._lost_races.clear()
        layout = self._read_layout(left, cost)
        if layout.fence and layout.fence == snapshot.token:
            self._newest = snapshot.token
            return
        token = fence.next_token(max(self._newest, snapshot.token, key=fence.number), self._chance())
        try:
            self._google.commit(fence.swap(layout, old=layout.fence, new=token), seconds=left(), spent=cost)
        except Refused as error:
            self._note_refusal(error, snapshot.token)
            return
        self._newest = token
        log.warning("the fence was lost and is set up anew")

    def _read_layout(self, left: Left, cost: Spent) -> Layout:
        self._mirror = None
        self._layout = read_layout(self._google.layout(seconds=left(), spent=cost))
        return self._layout


def _written(token: Grid) -> str:
    return str(token[0][0]) if token and token[0] else ""

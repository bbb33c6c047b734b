"""One cycle: read once, decide for all who wait, commit at most once; and what each answer of Google's means then."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from sheets import fence, writing
from sheets.batch import Batch, decide
from sheets.caller import Caller
from sheets.errors import NoAnswer, Refused
from sheets.google import Google, Spent
from sheets.layout import Layout, read_layout
from sheets.reading import Snapshot, read_snapshot
from sheets.tabs import SYSTEM, TABS

REFUSALS = 3
"""A batch that Google finds wrong, so often in a row, is not sent again."""
STALE_READS = 2
"""A read that shows an older commit than one we know of is made again so often before the fence itself is looked at."""
PROBLEMS_EVERY = 60.0
"""The Problems tab is brought up to date with a commit at most so often, in seconds."""

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
        self._unanswered: list[Batch] = []
        self._newest = ""
        self._stale_reads = 0
        self._lost_races: list[str] = []
        self._refusals = 0
        self._problems_due = float("-inf")

    def run(self, callers: Sequence[Caller], left: Left, cost: Spent) -> None:
        """Finishes those callers whose outcome is certain now, and counts in ``cost`` the requests that were sent.

        Raises NoAnswer and QuotaSpent when Google should be asked again after a while, and other WorkbookErrors that
        the owner or operator must mend.
        """
        try:
            self._run(callers, left, cost)
        finally:
            for caller in callers:
                caller.charge(cost)

    def read(self, left: Left, cost: Spent) -> Snapshot:
        """The spreadsheet as it is now."""
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
        written = str(token[0][0]) if token and token[0] else ""
        return read_snapshot(layout, written, dict(zip(titles, grids, strict=True)))

    def _run(self, callers: Sequence[Caller], left: Left, cost: Spent) -> None:
        snapshot = self.read(left, cost)
        self._settle(snapshot)
        if self._is_stale(snapshot):
            self._look_at_fence(snapshot, left, cost)
            return
        waiting = [caller for caller in callers if not caller.done and not caller.gone]
        batch = decide(
            waiting,
            snapshot,
            now=self._clock(),
            chance=self._chance(),
            with_problems=self._monotonic() >= self._problems_due,
        )
        if not batch.requests:
            batch.finish()
        elif not snapshot.token or self._lost_races.count(snapshot.token) > 1:
            self._look_at_fence(snapshot, left, cost)
        else:
            self._commit(batch, left, cost)

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
        self._layout = None
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
        self._layout = read_layout(self._google.layout(seconds=left(), spent=cost))
        return self._layout

"""What an instance remembers of commits: the newest it knows of, those that nobody answered, and those refused."""

import logging

from sheets.engine import fence
from sheets.engine.group_commit import Batch
from sheets.engine.turns import Turns
from sheets.google.errors import BookForked, RequestRefused
from sheets.schema.snapshot import Snapshot

MOST_REFUSALS = 3
"""After this many refusals in a row a batch that Google finds wrong is not sent again."""
MOST_STALE_READS = 2
"""How often a read that shows an older commit than ours is made again before the fence itself is looked at."""
MOST_LOST_RACES = 1
"""A race is lost every day; lost twice on one book, the book does not show the fence that is there."""

log = logging.getLogger("regulars.sheets")


class CommitLog:
    """For one thread at a time."""

    def __init__(self, turns: Turns) -> None:
        self.newest = ""
        self._read = ""
        self._turns = turns
        self._unanswered: list[Batch] = []
        self._stale_reads = 0
        self._lost_races: list[str] = []
        self._refusals = 0
        self._forked = False

    def settle(self, snapshot: Snapshot) -> list[Batch]:
        """The commits that nobody answered: applied, dead, or still on their way; gives those that were applied."""
        self._turns.saw(snapshot.token)
        found = list[Batch]()
        for batch in tuple(self._unanswered):
            applied = batch.applied_in(snapshot)
            if applied:
                found.append(batch)
            if applied or batch.dead_in(snapshot):
                self._unanswered.remove(batch)
        return found

    def watch(self, token: str) -> None:
        """Raises BookForked, from then on for good, when another commit has the number of the newest one we know.

        It may be that the owner restored an older version and another instance was quicker; or two batches were decided
        on one book and both passed. Nobody can tell, and an instance that books on may double points.
        """
        alike = self.newest and fence.number(token) == fence.number(self.newest)
        if alike and token != self.newest and not self._forked:
            self._forked = True
            log.critical("two commits have one number: %s and %s", self.newest, token)
        if self._forked:
            raise BookForked
        if not self.is_stale(token):
            self._read, self._stale_reads = token, 0

    @property
    def last_known(self) -> str:
        """The newest commit that we know of, ours or another's that a read has shown."""
        return max(self.newest, self._read, key=fence.number)

    def is_stale(self, token: str) -> bool:
        """True for a book older than a commit that we know of, and for one in whose place we have seen another.

        Google promises no read-your-writes, and no read that is as new as the one before; or the owner has gone back.
        """
        known = self.last_known
        return token != known and fence.number(token) <= fence.number(known)

    def gets_nowhere(self, token: str) -> bool:
        """True when nothing can be committed on a book that shows this token, or nothing was, again and again."""
        return not token or self._lost_races.count(token) > MOST_LOST_RACES

    def may_be_read_again(self, token: str) -> bool:
        """True for a stale token that may be better in the next read; counts."""
        self._stale_reads += 1
        if self.is_stale(token) and self._stale_reads <= MOST_STALE_READS:
            return True
        self._stale_reads = 0
        self._lost_races.clear()
        return False

    def note_unanswered(self, batch: Batch) -> None:
        """Nobody knows whether Google has applied it, or will."""
        self._unanswered.append(batch)

    def goes_by(self, token: str) -> None:
        """The fence is this token's: no commit that we knew of after it is there any more."""
        self.newest = self._read = token

    def note_applied(self, token: str) -> None:
        """This is the newest commit, and ours."""
        self.goes_by(token)
        self._turns.saw(token)
        self._refusals = self._stale_reads = 0
        self._lost_races.clear()

    def note_lost_race(self, error: RequestRefused, base: str) -> bool:
        """True when it was the fence that refused, an everyday thing: another commit was first on the book ``base``."""
        if not fence.refused_by_fence(str(error)):
            return False
        self._lost_races.append(base)
        self._turns.lost_race()
        return True

    def note_refused(self, error: RequestRefused) -> None:
        """Google finds a batch wrong; raises the error when it does so again and again."""
        log.error("Google refused a batch: %s", error)
        self._refusals += 1
        if self._refusals == MOST_REFUSALS:
            self._refusals = 0
            raise error

"""When the tab Problems is brought up to date: with any commit, and after answers for which nothing is committed."""

from collections.abc import Callable, Mapping, Sequence, Set
from datetime import datetime

from sheets.codec.table import Problem, Table
from sheets.requests import problem_rows
from sheets.schema.problems_tab import PROBLEMS
from sheets.schema.snapshot import Snapshot

PROBLEMS_SECONDS = 60.0
"""The least time between two commits that bring the tab Problems up to date."""


class Telling:
    """What an instance knows of the tab Problems; for one thread at a time."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._due = float("-inf")
        self._told: Sequence[Problem] | None = None
        self._seen: tuple[Table | None, Sequence[Problem]] = (None, ())
        self._in_doubt: Mapping[str, Set[int]] = {}

    @property
    def in_doubt(self) -> Mapping[str, Set[int]]:
        """The rows to look at before the tab is brought up to date: of these it says something else than we know."""
        return self._in_doubt if self.is_due else {}

    def see(self, snapshot: Snapshot) -> None:
        """What the tab said, and what is wrong as far as we know."""
        seen = snapshot.tables.get(PROBLEMS.title), snapshot.problems
        if seen != self._seen:
            self._seen, self._in_doubt = seen, problem_rows.in_doubt(snapshot)

    @property
    def is_due(self) -> bool:
        """True when the tab was not brought up to date just now."""
        return self._monotonic() >= self._due

    def at_once(self) -> None:
        """Something has happened that the owner has to know now."""
        self._due, self._told = float("-inf"), None

    def later(self) -> None:
        """The tab was brought up to date, or cannot be now."""
        self._due = self._monotonic() + PROBLEMS_SECONDS

    def owes(self, snapshot: Snapshot, happened: Sequence[Problem], now: datetime) -> bool:
        """True when the tab should say something else than it does.

        What the tab said once is not looked at again: an owner may scribble there, and no answer should pay for it. But
        of what another instance has listed the rows have to be seen first.
        """
        problems = snapshot.problems[: problem_rows.MOST_LISTED]
        if not self.is_due or (problems == self._told and not (happened or self._in_doubt)):
            return False
        if any(problem_rows.requests(snapshot, now, happened)):
            return True
        if all(snapshot.has_read(title, row) for title, rows in self._in_doubt.items() for row in rows):
            self._told, self._in_doubt = problems, {}
        return False

    def note_told(self, snapshot: Snapshot) -> None:
        """A commit has brought the tab up to date."""
        self._told = snapshot.problems[: problem_rows.MOST_LISTED]
        self.later()

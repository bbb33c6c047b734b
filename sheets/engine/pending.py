"""A caller of the workbook: its rule, its time, and in the end its outcome or its error."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from sheets.codec.table import Problem
from sheets.google.client import Spent

AnyRule = Callable[[Book], Decision[Any]]
Left = Callable[[], float]
"""The seconds that the next request may last; raises NotInTime when it is too late for one."""


@dataclass(slots=True, eq=False)
class PendingCall:
    """``gone`` when it was told ``later`` and nobody waits for its outcome any more.

    ``held`` when it was decided and committed, but a part of that has to be written again first.
    What it ``tells`` is listed in Problems with its decision.
    Who ``joins`` takes part in others' batches, and seldom begins one: it comes after those who do not.
    With ``tidy`` a batch is committed for the owner's edits and the display alone, should the rule decide nothing.
    """

    rule: AnyRule
    deadline: float
    spent: Spent = field(default_factory=Spent)
    tidy: bool = False
    tells: Sequence[Problem] = ()
    joins: bool = False
    done: bool = False
    gone: bool = False
    held: bool = False
    outcome: Any = None
    error: BaseException | None = None

    def finish(self, outcome: object) -> None:
        """The outcome is certain."""
        self.outcome, self.done = outcome, True

    def fail(self, error: BaseException) -> None:
        """There will be no outcome."""
        self.error, self.done = error, True

    def result(self) -> Any:
        """The outcome; raises the error."""
        if self.error:
            raise self.error
        return self.outcome

    def charge(self, cost: Spent) -> None:
        """What a cycle cost that this caller took part in; callers share it."""
        self.spent.reads += cost.reads
        self.spent.writes += cost.writes

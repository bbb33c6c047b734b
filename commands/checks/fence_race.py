"""The contest: what the fence rests on, tried on the owner's very spreadsheet with a named range of its own.

Two commits that rest on the same token are sent at the same moment. Exactly one may be applied; of the other nothing
may be. Nobody's cells are touched, and at the end nothing is left.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any, Protocol

from commands.checks.finding import Finding
from sheets.engine import fence
from sheets.google.client import Google, Spent
from sheets.google.errors import NoAccess, RequestRefused, WorkbookError

RACE_SECONDS = 20.0
PREFIX = "regulars_check_"
"""What the named ranges of a contest are called; one that was broken off leaves some, which the next one removes."""
TO_DO = (
    "Do not go live: two answers could be booked at once. Run the check again; if it says the same, tell us, "
    "with the report of: make test-live SPREADSHEET=..."
)

Ranges = Mapping[str, str]
"""The names of named ranges by their ids."""


@dataclass(frozen=True, slots=True)
class Contest:
    """``connect`` gives a connection of its own to each side; ``chance`` is characters that nobody has had."""

    connect: Callable[[], Google]
    sheet: int
    chance: str
    spent: Spent

    def findings(self, description: Mapping[str, Any]) -> Sequence[Finding]:
        """What is wrong with the fence's promise; nothing when it holds. NoAccess where we may not write."""
        google = self.connect()
        try:
            google.commit(self._opening(description), seconds=RACE_SECONDS, spent=self.spent)
        except NoAccess:
            raise
        except RequestRefused as error:
            sentence = f"Google lets nobody write into this spreadsheet: {str(error).rstrip('.')}."
            return [Finding("fence.write_refused", sentence, "See who has protected it, and from whom.", blocks=True)]
        except WorkbookError as error:
            return [_unknown(error)]
        errors = self._race()
        found = list(verdict(errors))
        try:
            there = named_ranges(google.layout(seconds=RACE_SECONDS, spent=self.spent))
        except WorkbookError as error:
            return [*(found or [_unknown(error)]), _left_behind()]
        found = found or list(self._traces(errors, there))
        try:
            if there:
                google.commit([_delete(id_) for id_ in there], seconds=RACE_SECONDS, spent=self.spent)
        except WorkbookError:
            found.append(_left_behind())
        return found

    def _opening(self, description: Mapping[str, Any]) -> list[dict[str, object]]:
        # A check that was stopped in the middle has left its named ranges behind.
        leftovers = [_delete(id_) for id_ in named_ranges(description)]
        return [*leftovers, *fence.claim(self.sheet, self._name, old=None, new=self._id("start"))]

    def _race(self) -> Sequence[WorkbookError | None]:
        connections, start = [self.connect() for _ in SIDES], Barrier(len(SIDES))
        with ThreadPoolExecutor(len(SIDES)) as threads:
            errors = list(threads.map(lambda side, google: self._commit(side, google, start), SIDES, connections))
        self.spent.writes += len(SIDES)
        return errors

    def _commit(self, side: str, google: Google, start: Barrier) -> WorkbookError | None:
        """One side's commit: the fence first, and then what must not be there if it loses."""
        swap = fence.claim(self.sheet, self._name, old=self._id("start"), new=self._id(side))
        mark = fence.claim(self.sheet, f"{self._name}_{side}", old=None, new=self._id(f"{side}-mark"))
        return compete(google, [*swap, *mark], start, RACE_SECONDS)

    def _traces(self, errors: Sequence[WorkbookError | None], there: Ranges) -> Iterator[Finding]:
        """Whether all is there of the one that won, and nothing of the other."""
        (won,) = (side for side, error in zip(SIDES, errors, strict=True) if error is None)
        if there != {self._id(won): self._name, self._id(f"{won}-mark"): f"{self._name}_{won}"}:
            sentence = "Of two competing commits the one that lost was applied in part, or the winner not whole."
            yield Finding("fence.not_whole", sentence, TO_DO, blocks=True)

    @property
    def _name(self) -> str:
        return f"{PREFIX}{self.chance}"

    def _id(self, what: str) -> str:
        return f"c{self.chance}-{what}"


SIDES = ("one", "other")


class Start(Protocol):
    """Where both sides wait for each other: a barrier of threads or of processes."""

    def wait(self, timeout: float | None = None) -> int:
        """Returns when all are there."""


def compete(
    google: Google, batch: Sequence[Mapping[str, object]], start: Start, seconds: float
) -> WorkbookError | None:
    """One side's commit, sent when the other side is ready, too: None when Google applied it, else what it said."""
    start.wait(seconds)
    try:
        google.commit(batch, seconds=seconds, spent=Spent())
    except WorkbookError as error:
        return error
    return None


def verdict(errors: Sequence[WorkbookError | None]) -> Iterator[Finding]:
    """What is wrong unless exactly one was applied, and the other refused by the fence."""
    unanswered = [error for error in errors if error and not isinstance(error, RequestRefused)]
    if unanswered:
        yield _unknown(unanswered[0])
        return
    strange = [error for error in errors if error and not fence.refused_by_fence(str(error))]
    if strange:
        sentence = f"Google refused a commit in words that the fence does not know: {strange[0]}"
        yield Finding("fence.words", sentence, TO_DO, blocks=True)
    applied = errors.count(None)
    if applied > 1:
        sentence = "Of two competing commits Google applied both: the fence does not hold."
        yield Finding("fence.broken", sentence, TO_DO, blocks=True)
    if not applied:
        to_do = "Run the check again: another one may have run at the same moment."
        yield Finding("fence.nobody_won", "Of two competing commits Google applied neither.", to_do, blocks=True)


def named_ranges(description: Mapping[str, Any]) -> Ranges:
    """Those of contests in Google's description of the spreadsheet."""
    found = {
        named_range.get("namedRangeId", ""): named_range.get("name", "")
        for named_range in description.get("namedRanges", ())
    }
    return {id_: name for id_, name in found.items() if name.startswith(PREFIX)}


def _delete(id_: str) -> dict[str, object]:
    return {"deleteNamedRange": {"namedRangeId": id_}}


def _unknown(error: WorkbookError) -> Finding:
    sentence = f"Whether the fence holds could not be tried: {str(error).rstrip('.')}."
    return Finding("fence.not_tried", sentence, "Run the check again in a minute.")


def _left_behind() -> Finding:
    sentence = f"Named ranges whose names begin with {PREFIX} may be left in the spreadsheet."
    return Finding("fence.left_behind", sentence, "They are in nobody's way, and the next check removes them.")

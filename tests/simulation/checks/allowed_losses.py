"""The one loss that is allowed: a number over Points, typed or moved in the moment between a read and its commit.

Google's batches have no condition on cells: one that was decided before cannot know that it writes over that number.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tests.simulation.checks.invariants import booked_edits
from tests.simulation.checks.run_log import RunLog, Typing
from tests.simulation.checks.sheet_cells import SheetCells, shown
from tests.simulation.network.faulty_transport import WriteObserver
from tests.simulation.trace import Trace

Shown = tuple[str, str]
"""A member's Points and Points as booked."""
NO_LONGER_LATE = -1.0


@dataclass(frozen=True, slots=True)
class AllowedLosses(WriteObserver):
    """Finds what the owner did too late for a write to know: what that write takes away is not asked for later."""

    sheet_cells: SheetCells
    run_log: RunLog
    trace: Trace
    read_at: float
    before: Mapping[str, Shown]

    @classmethod
    def of(cls, sheet_cells: SheetCells, run_log: RunLog, trace: Trace, read_at: float) -> "AllowedLosses":
        """What stands there before a write that rests on a book read at ``read_at``."""
        late = run_log.moved_at > read_at or run_log.typed_at > read_at
        return cls(sheet_cells, run_log, trace, read_at, _shown(sheet_cells, run_log) if late else {})

    def done(self) -> None:
        """Takes back what was typed where the write went over it, so that nothing in the row is typed any more."""
        after = _shown(self.sheet_cells, self.run_log) if self.before else {}
        for contact, (points, booked) in after.items():
            if points == booked and self.before.get(contact) != (points, booked):
                self._settle(contact)

    def _settle(self, contact: str) -> None:
        if self.run_log.moved_at > self.read_at:
            ledger = self.sheet_cells.ledger(self.sheet_cells.members())
            lost = self.run_log.typed[contact] - booked_edits(ledger)[contact]
        else:
            late = (typing for typing in self.run_log.typings[contact] if typing.at > self.read_at)
            lost = sum(typing.change for typing in late)
        if lost:
            self._forget_when(contact)
            self.run_log.typings[contact].append(Typing(NO_LONGER_LATE, -lost))
            self.trace.note("owner", "typed in vain", f"{contact}: {lost:+}")

    def _forget_when(self, contact: str) -> None:
        """What was lost is lost once."""
        self.run_log.typings[contact] = [replace(typing, at=NO_LONGER_LATE) for typing in self.run_log.typings[contact]]


def _shown(sheet_cells: SheetCells, run_log: RunLog) -> dict[str, Shown]:
    """What the rows show of those whose Points the owner ever typed over."""
    return {contact: shown(cells) for contact, cells in sheet_cells.members_among(run_log.typings.keys()).items()}

"""The one loss that is allowed: a number over Points, typed or moved in the moment between a read and its commit.

Google's batches have no condition on cells: one that was decided before cannot know that it writes over that number.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tests.simulation.checks.invariants import booked_edits
from tests.simulation.checks.run_log import RunLog, Typing
from tests.simulation.checks.sheet_cells import SheetCells, shown
from tests.simulation.network.faulty_transport import Sighting
from tests.simulation.trace import Trace

Shown = tuple[str, str]
"""A member's Points and Points as booked."""
SETTLED = -1.0


@dataclass(frozen=True, slots=True)
class AllowedLosses(Sighting):
    """Looks at what the owner did too late for a write to know: what that write takes away is not asked for later."""

    pages: SheetCells
    notes: RunLog
    trace: Trace
    read_at: float
    before: Mapping[str, Shown]

    @classmethod
    def of(cls, pages: SheetCells, notes: RunLog, trace: Trace, read_at: float) -> "AllowedLosses":
        """What stands there before a write that rests on a book read at ``read_at``."""
        late = notes.moved_at > read_at or notes.typed_at > read_at
        return cls(pages, notes, trace, read_at, _shown(pages, notes) if late else {})

    def done(self) -> None:
        """Takes back what was typed where the write went over it, so that nothing in the row is typed any more."""
        after = _shown(self.pages, self.notes) if self.before else {}
        for contact, (points, booked) in after.items():
            if points == booked and self.before.get(contact) != (points, booked):
                self._settle(contact)

    def _settle(self, contact: str) -> None:
        if self.notes.moved_at > self.read_at:
            ledger = self.pages.ledger(self.pages.members())
            lost = self.notes.typed[contact] - booked_edits(ledger)[contact]
        else:
            late = (one for one in self.notes.typings[contact] if one.at > self.read_at)
            lost = sum(typing.change for typing in late)
        if lost:
            self._forget_when(contact)
            self.notes.typings[contact].append(Typing(SETTLED, -lost))
            self.trace.note("owner", "typed in vain", f"{contact}: {lost:+}")

    def _forget_when(self, contact: str) -> None:
        """What was lost is lost once."""
        self.notes.typings[contact] = [replace(one, at=SETTLED) for one in self.notes.typings[contact]]


def _shown(pages: SheetCells, notes: RunLog) -> dict[str, Shown]:
    """What the rows show of those whose Points she ever typed over."""
    return {contact: shown(cells) for contact, cells in pages.members_among(notes.typings.keys()).items()}

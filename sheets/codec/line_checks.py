"""The check of a line of the Ledger: a short digest in a hidden column that says whether the line is as it was written.

Only the tab as a whole can tell. An owner who sorts the columns that they see leaves the hidden ones behind: each line
then stands beside another one's check, and none of them has changed. An owner who types over a line leaves a check that
belongs to no line at all, and so does one who deletes a line after such a sort. So a check has two halves, one for the
cause and one for the rest: of a line that was typed over, one half still is right (docs/decisions/0039).
"""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from hashlib import blake2b

from loyalty.model.entry import Entry
from loyalty.model.identifiers import fold
from sheets.codec.owner_sentences import Sentence, Words

_BEGINS = "ck-"
_CHECK = re.compile(rf"{_BEGINS}[0-9a-f]{{12}}")
_MIDDLE = len(_BEGINS) + 6
CHANGED = Sentence(
    "This line was changed after the program wrote it, so its points count for nobody, and are not given again. "
    "Undo the change; or, to let it count as it stands, empty its cells under %(commit)s and %(check)s."
).of(commit=Words(("Commit",)), check=Words(("Check",)))
WITHOUT_CAUSE = Sentence(
    "This line has lost its Cause, so its points count for nobody. Undo the change; or, to let it count as a line of "
    "your own, empty its cells under %(commit)s and %(check)s."
).of(commit=Words(("Commit",)), check=Words(("Check",)))
DISPLACED = Sentence(
    "Columns were moved at the moment when this line was written, so its cells are under wrong headings "
    "and it counts for nobody. The program books it again; then you may delete this row."
)


def check_of(entry: Entry) -> str:
    """What proves that the line still says whose points it holds, what for, how many, and by which cause."""
    return f"{_BEGINS}{_half(fold(entry.cause))}{_half(fold(entry.member), entry.kind, str(entry.points))}"


def _half(*said: str) -> str:
    return blake2b("\x1f".join(said).encode(), digest_size=3).hexdigest()


def has_lost_its_cause(entry: Entry, held: str) -> bool:
    """True for a line without a cause beside a check that proves all else of it: the program has written it."""
    return is_check(held) and held[_MIDDLE:] == check_of(entry)[_MIDDLE:]


def is_check(cell: object) -> bool:
    """True for a cell that holds the check of some line."""
    return isinstance(cell, str) and cell.startswith(_BEGINS) and _CHECK.fullmatch(cell) is not None


def stands_elsewhere(cells: Sequence[object], place: int) -> bool:
    """True when a check of some line stands in another place (from 0) of the row than this one."""
    # Each line of a large shop is asked: that a check stands in its own place needs no closer look.
    begun = [at for at, cell in enumerate(cells) if isinstance(cell, str) and cell.startswith(_BEGINS)]
    return begun != [place] and any(at != place and is_check(cells[at]) for at in begun)


def _was_its(held: str, own: str) -> bool:
    """True when the check may have been the line's whose own one would be another by now; False for that of another
    line, which was deleted, and for what is no check: who empties the column, or writes into it, changes no line.
    """
    return is_check(held) and (held[:_MIDDLE] == own[:_MIDDLE] or held[_MIDDLE:] == own[_MIDDLE:])


@dataclass(frozen=True, slots=True)
class PlacedCheck:
    """The check that belongs beside a line, blank where it never had one; ``of`` is the line's cause."""

    check: str
    of: str


@dataclass(slots=True)
class LineChecks:
    """The lines of the Ledger that stand beside another check than their own, by their rows' numbers.

    All other lines have their own check, or none: those that the owner or version 0.1.0 has written.
    """

    _own: dict[int, str] = field(default_factory=dict)
    _held: dict[int, str] = field(default_factory=dict)

    def note(self, row: int, own: str, held: str) -> None:
        """The line in this row stands beside a check that is not its own."""
        self._own[row], self._held[row] = own, held

    def forget(self, row: int) -> None:
        """The row holds something else now."""
        self._own.pop(row, None)
        self._held.pop(row, None)

    def __contains__(self, row: int) -> bool:
        return row in self._own

    def __bool__(self) -> bool:
        return bool(self._own)

    def changed(self, owned: Set[str]) -> list[int]:
        """The rows whose lines were changed: their check stands nowhere, and the one that they hold is no line's but
        was theirs.

        ``owned`` are the own checks of all lines.
        """
        held = set(self._held.values())
        return [
            row
            for row, own in self._own.items()
            if own not in held and self._held[row] not in owned and _was_its(self._held[row], own)
        ]

    def finds(self, own: str) -> bool:
        """True for a check that stands beside another line: a sort has left it there."""
        return own in self._held.values()

    def right(self, without: Mapping[int, str]) -> dict[int, str]:
        """The check that belongs into each row where another one stands; blank where its line never had one.

        ``without`` are the own checks of lines that stand beside none.
        """
        held = set(self._held.values())
        found = {row: own if own in held else "" for row, own in self._own.items()}
        return found | {row: own for row, own in without.items() if own in held}

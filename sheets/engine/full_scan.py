"""A full scan: every row of a large book is seen again, a chunk with each read, so that no answer waits for it."""

from collections.abc import Collection, Sequence

from sheets.cache.read_ranges import ReadRange
from sheets.engine.pending import PendingCall


class FullScan:
    """The chunks that are still to be read; for callers who want the spreadsheet tidy, at once and every cell of it."""

    def __init__(
        self, chunks: Sequence[Sequence[ReadRange]], callers: Collection[PendingCall], *, began: float, lasts: float
    ) -> None:
        self._chunks = list(chunks)
        self._callers = frozenset(callers)
        self._next = began
        self._pace = lasts / max(len(chunks), 1)

    @property
    def thorough(self) -> bool:
        """True when rows are looked at though they have not changed."""
        return bool(self._callers)

    def serves(self, callers: Collection[PendingCall]) -> bool:
        """True when all of these were there when it began."""
        return self._callers.issuperset(callers)

    def due(self, now: float) -> Sequence[ReadRange]:
        """The chunk to read now; nothing when there is time."""
        return self._chunks[0] if self._chunks and (self.thorough or now >= self._next) else ()

    def ends_with(self, chunk: Sequence[ReadRange]) -> bool:
        """True when all has been seen once this chunk is read."""
        return not self._chunks or (len(self._chunks) == 1 and bool(chunk))

    def advance(self, chunk: Sequence[ReadRange]) -> None:
        """The chunk was read, and what came of it is written."""
        if chunk:
            del self._chunks[0]
            self._next += self._pace

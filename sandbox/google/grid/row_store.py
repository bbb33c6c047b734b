"""The rows of a sheet as a value: a change makes a new one that shares nearly everything with the old.

A batch works on such values, so taking it back is forgetting the new one, and nobody reads a half-applied batch.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import Any, Generic, TypeVar

T = TypeVar("T")
S = TypeVar("S")

CHUNK = 512
"""Rows in a chunk: a change copies the chunks it touches and the list of chunks, about the same at 300,000 rows."""


class Chunk(Generic[T]):
    """Rows that lie together and never change, so that what was once found out about them stays true."""

    __slots__ = ("_before", "_found", "_notes", "rows")

    def __init__(self, rows: tuple[T, ...]) -> None:
        self.rows = rows
        self._notes: dict[Kinds[T, Any], frozenset[Any]] = {}
        self._before: tuple[int, dict[Kinds[T, Any], frozenset[Any]]] = (0, {})
        self._found: dict[Callable[[tuple[T, ...]], Any], Any] = {}

    def found(self, by: Callable[[tuple[T, ...]], S]) -> S:
        """What is found in the rows, kept for as long as they are."""
        if by not in self._found:
            self._found[by] = by(self.rows)
        found: S = self._found[by]
        return found

    def knows(self, by: Callable[[tuple[T, ...]], Any]) -> bool:
        """True when it has been found."""
        return by in self._found

    def kinds(self, of: "Kinds[T, S]") -> frozenset[S]:
        """The kinds of rows there are, kept for as long as the rows are: there must be few.

        Two threads may both look for them; they find the same, so there is no lock.
        """
        if of not in self._notes:
            self._notes[of] = of(self.rows)
        return self._notes[of]

    def ended(self, at: int, rows: tuple[T, ...]) -> "Chunk[T]":
        """The chunk with these as its rows from ``at`` on. When more rows follow, or follow instead of those that were
        added last (as when a row is inserted and then written), what kinds there were before need not be found again.
        """
        new = Chunk(self.rows[:at] + rows)
        if at == len(self.rows):
            new._before = at, self._notes.copy()
        elif at == self._before[0]:
            new._before = self._before
        new._notes = {of: kinds | of(rows) for of, kinds in new._before[1].items()}
        return new


class Body(Generic[T]):
    """All chunks but the last one: nearly all that is appended leaves them, and what is known of them, alone."""

    __slots__ = ("_chunks", "_notes", "count")

    def __init__(self, chunks: tuple[Chunk[T], ...], count: int) -> None:
        self.count = count
        self._chunks = chunks
        self._notes: dict[Kinds[T, Any], frozenset[Any]] = {}

    def kinds(self, of: "Kinds[T, S]") -> frozenset[S]:
        """As with a chunk: the kinds of all their rows."""
        if of not in self._notes:
            self._notes[of] = frozenset[S]().union(*(chunk.kinds(of) for chunk in self._chunks))
        return self._notes[of]


Kinds = Callable[[tuple[T, ...]], frozenset[S]]
"""Finds the kinds of some rows. Those of all rows are those of their parts together."""


class Rows(Generic[T]):
    """A sequence of rows that never changes."""

    __slots__ = ("_chunks", "_starts", "body")

    def __init__(self, rows: Iterable[T] = ()) -> None:
        chunks = _chunked(tuple(rows))
        self._keep(chunks, _starts(chunks))

    def _keep(self, chunks: tuple[Chunk[T], ...], starts: tuple[int, ...], body: Body[T] | None = None) -> None:
        self._chunks = chunks
        self._starts = starts
        self.body = body or Body(chunks[:-1], starts[-2] if chunks else 0)

    def __len__(self) -> int:
        return self._starts[-1]

    def __iter__(self) -> Iterator[T]:
        for chunk in self._chunks:
            yield from chunk.rows

    def __reversed__(self) -> Iterator[T]:
        for chunk in reversed(self._chunks):
            yield from reversed(chunk.rows)

    def __getitem__(self, index: int) -> T:
        if not 0 <= index < len(self):
            raise IndexError(index)
        chunk = bisect_right(self._starts, index) - 1
        return self._chunks[chunk].rows[index - self._starts[chunk]]

    def chunks(self, start: int, stop: int) -> Iterator[tuple[int, Chunk[T]]]:
        """The chunks that rows from ``start`` up to ``stop`` lie in, each with the index of its own first row."""
        at, stop = bisect_right(self._starts, max(start, 0)) - 1, min(stop, len(self))
        while at < len(self._chunks) and self._starts[at] < stop:
            yield self._starts[at], self._chunks[at]
            at += 1

    def chunks_upwards(self, stop: int) -> Iterator[tuple[int, Chunk[T]]]:
        """The chunks that rows above ``stop`` lie in, the last one first, each with the index of its first row."""
        at = bisect_right(self._starts, min(stop, len(self)) - 1) - 1
        while at >= 0:
            yield self._starts[at], self._chunks[at]
            at -= 1

    def slice(self, start: int, stop: int) -> list[T]:
        """The rows from ``start`` up to ``stop``, as far as there are any."""
        start = max(start, 0)
        found: list[T] = []
        for first, chunk in self.chunks(start, stop):
            found.extend(chunk.rows[max(start - first, 0) : stop - first])
        return found

    def splice(self, start: int, stop: int, rows: Sequence[T]) -> "Rows[T]":
        """The same with the rows from ``start`` up to ``stop`` replaced by ``rows``, of whatever number."""
        new: Rows[T] = Rows.__new__(Rows)
        tail = self.body.count
        if tail < start <= len(self) <= stop and start - tail + len(rows) <= CHUNK:
            chunks = (*self._chunks[:-1], self._chunks[-1].ended(start - tail, tuple(rows)))
            new._keep(chunks, (*self._starts[:-1], start + len(rows)), self.body)
            return new
        first, last = self._touched(start, stop)
        around = tuple(chain.from_iterable(chunk.rows for chunk in self._chunks[first:last]))
        offset = self._starts[first]
        changed = _chunked(around[: start - offset] + tuple(rows) + around[stop - offset :])
        starts = self._starts[:first] + _starts(changed, offset) + self._moved(last, len(rows) - (stop - start))
        same_body = first == len(self._chunks) - 1 and len(changed) == 1
        new._keep(self._chunks[:first] + changed + self._chunks[last:], starts, self.body if same_body else None)
        return new

    def mapped(self, where: "Kinds[T, bool]", change: Callable[[T], T]) -> "Rows[T]":
        """The same with ``change`` made to all rows of the chunks ``where`` it may matter to some of them."""
        new: Rows[T] = Rows.__new__(Rows)
        chunks = tuple(
            Chunk(tuple(map(change, chunk.rows))) if True in chunk.kinds(where) else chunk for chunk in self._chunks
        )
        new._keep(chunks, self._starts)
        return new

    def _touched(self, start: int, stop: int) -> tuple[int, int]:
        """The first chunk that a splice changes, and the one past the last; a full last chunk is not appended to."""
        count = len(self._chunks)
        if start == len(self) and count and start - self._starts[count - 1] >= CHUNK:
            return count, count
        first = min(max(bisect_right(self._starts, start) - 1, 0), max(count - 1, 0))
        return first, min(max(bisect_right(self._starts, max(stop - 1, start)), first + 1), count)

    def _moved(self, chunk: int, count: int) -> tuple[int, ...]:
        """Where the chunks after this one begin, and the last one ends, when they lie so many rows further down."""
        starts = self._starts[chunk + 1 :]
        return tuple(start + count for start in starts) if count else starts


def different(rows: Iterable[T]) -> Iterable[T]:
    """The rows without those that are one and the same object as another: of a tab's blank rows most are."""
    return {id(row): row for row in rows}.values()


def _starts(chunks: tuple[Chunk[T], ...], offset: int = 0) -> tuple[int, ...]:
    """Where each chunk begins, and where the last one ends."""
    return tuple(accumulate((len(chunk.rows) for chunk in chunks), initial=offset))


def _chunked(rows: tuple[T, ...]) -> tuple[Chunk[T], ...]:
    if not rows:
        return ()
    if len(rows) <= 2 * CHUNK:
        return (Chunk(rows),)
    return tuple(Chunk(rows[at : at + CHUNK]) for at in range(0, len(rows), CHUNK))

"""The rows of a sheet as a value: a change makes a new one that shares nearly everything with the old.

A batch works on such values, so taking it back is forgetting the new one, and nobody reads a half-applied batch.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import Generic, TypeVar

T = TypeVar("T")

CHUNK = 512
"""Rows in a chunk: a change copies the chunks it touches and the list of chunks, about the same at 300,000 rows."""


class Rows(Generic[T]):
    """A sequence of rows that never changes."""

    __slots__ = ("_chunks", "_starts")

    def __init__(self, rows: Iterable[T] = ()) -> None:
        self._keep(_chunked(tuple(rows)))

    def _keep(self, chunks: tuple[tuple[T, ...], ...]) -> None:
        self._chunks = chunks
        self._starts = tuple(accumulate(map(len, chunks), initial=0))

    def __len__(self) -> int:
        return self._starts[-1]

    def __iter__(self) -> Iterator[T]:
        for chunk in self._chunks:
            yield from chunk

    def __reversed__(self) -> Iterator[T]:
        for chunk in reversed(self._chunks):
            yield from reversed(chunk)

    def __getitem__(self, index: int) -> T:
        if not 0 <= index < len(self):
            raise IndexError(index)
        chunk = bisect_right(self._starts, index) - 1
        return self._chunks[chunk][index - self._starts[chunk]]

    def slice(self, start: int, stop: int) -> list[T]:
        """The rows from ``start`` up to ``stop``, as far as there are any."""
        found: list[T] = []
        at, stop = max(start, 0), min(stop, len(self))
        while at < stop:
            chunk = bisect_right(self._starts, at) - 1
            offset = self._starts[chunk]
            found.extend(self._chunks[chunk][at - offset : stop - offset])
            at = self._starts[chunk + 1]
        return found

    def splice(self, start: int, stop: int, rows: Sequence[T]) -> "Rows[T]":
        """The same with the rows from ``start`` up to ``stop`` replaced by ``rows``, of whatever number."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        first = min(first, max(len(self._chunks) - 1, 0))
        last = min(max(bisect_right(self._starts, max(stop - 1, start)), first + 1), len(self._chunks))
        around = tuple(chain.from_iterable(self._chunks[first:last]))
        offset = self._starts[first]
        changed = around[: start - offset] + tuple(rows) + around[stop - offset :]
        new: Rows[T] = Rows()
        new._keep(self._chunks[:first] + _chunked(changed) + self._chunks[last:])
        return new


def _chunked(rows: tuple[T, ...]) -> tuple[tuple[T, ...], ...]:
    if not rows:
        return ()
    if len(rows) <= 2 * CHUNK:
        return (rows,)
    return tuple(rows[at : at + CHUNK] for at in range(0, len(rows), CHUNK))

"""Which cells hold a value, known chunk by chunk: whoever looks for the end of a long tab need not walk through it.

Columns are the bits of a number, the first column the lowest bit.
"""

from functools import lru_cache, reduce
from operator import or_

from sandbox.google.grid.cell import Row
from sandbox.google.grid.row_store import Rows, different

ANY = -1
"""All columns that there can be."""


def columns(first: int, past: int) -> int:
    """The columns from ``first`` up to ``past``."""
    return (1 << past) - (1 << max(first, 0))


def in_row(row: Row) -> int:
    """The columns that hold a value in this row."""
    return _columns(tuple([cell.value is not None for cell in row]))


@lru_cache(maxsize=1024)
def _columns(filled: tuple[bool, ...]) -> int:
    return sum(1 << column for column, held in enumerate(filled) if held)


def in_rows(rows: Rows[Row], start: int, stop: int) -> int:
    """The columns that hold a value in any of the rows from ``start`` up to ``stop``."""
    found = 0
    start, stop = max(start, 0), min(stop, len(rows))
    if start == 0 and stop >= rows.body.count:
        found, start = _together(rows.body.kinds(_filled)), rows.body.count
    for first, chunk in rows.chunks(start, stop):
        whole = start <= first and first + len(chunk.rows) <= stop
        found |= _together(chunk.kinds(_filled) if whole else _filled(chunk.rows[max(start - first, 0) : stop - first]))
    return found


def last(rows: Rows[Row], start: int, stop: int, among: int) -> int | None:
    """The last row from ``start`` up to ``stop`` with a value ``among`` these columns, None where there is none."""
    stop = min(stop, len(rows))
    if start < stop and in_row(rows[stop - 1]) & among:
        return stop - 1
    for first, chunk in rows.chunks_upwards(stop):
        if first + len(chunk.rows) <= start:
            break
        # The last chunk is a new one after each write that appends, and in a small tab it is all there is.
        if first < rows.body.count and not _together(chunk.kinds(_filled)) & among:
            continue
        below: Row | None = None  # rows that only have a look are mostly one and the same object
        for row in range(min(stop - first, len(chunk.rows)) - 1, max(start - first, 0) - 1, -1):
            if chunk.rows[row] is not below and in_row(chunk.rows[row]) & among:
                return first + row
            below = chunk.rows[row]
    return None


@lru_cache(maxsize=64)
def last_of_all(rows: Rows[Row]) -> int | None:
    """The last row with a value in any column, kept while the rows are the same object: each read asks for it.

    Below the last value there may be hundreds of rows that only have a look.
    """
    return last(rows, 0, len(rows), ANY)


def first_of_run(rows: Rows[Row], start: int, among: int) -> int:
    """The first of the rows above ``start`` that all have a value ``among`` these columns; ``start`` without any."""
    for first, chunk in rows.chunks_upwards(start):
        if first < rows.body.count and _all(rows.body.kinds(_filled), among):
            return 0
        if _all(chunk.kinds(_filled), among):
            start = first
            continue
        while start > first and in_row(chunk.rows[start - first - 1]) & among:
            start -= 1
        if start > first:
            break
    return start


def past_run(rows: Rows[Row], start: int, among: int) -> int:
    """The first row from ``start`` on without a value ``among`` these columns."""
    if start < rows.body.count and _all(rows.body.kinds(_filled), among):
        start = rows.body.count
    for first, chunk in rows.chunks(start, len(rows)):
        past = first + len(chunk.rows)
        if _all(chunk.kinds(_filled), among):
            start = past
            continue
        while start < past and in_row(chunk.rows[start - first]) & among:
            start += 1
        if start < past:
            break
    return start


def _all(kinds: frozenset[int], among: int) -> bool:
    return all(held & among for held in kinds)


def _together(kinds: frozenset[int]) -> int:
    return reduce(or_, kinds, 0)


def _filled(rows: tuple[Row, ...]) -> frozenset[int]:
    """The sets of filled columns that occur: in nearly all tabs only a few do."""
    return frozenset(map(in_row, different(rows)))

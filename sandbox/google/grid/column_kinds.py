"""What lies in the columns of some rows, by kind: whoever shows a column need not look at each of its cells again.

It is found along the rows, as that is how cells lie in memory.
"""

from array import array
from collections.abc import Iterator, Sequence
from types import NoneType
from typing import Any, NamedTuple

from sandbox.google.grid.cell import BLANK, Formula, Row
from sandbox.google.grid.row_store import CHUNK, Rows
from sandbox.google.protocol.discovery import Json


class Alike(NamedTuple):
    """Cells of a column whose values are of one type; those that hold numbers also have one format."""

    kind: type
    values: Sequence[Any]
    """What they hold: numbers as an array, formulas as the cells that they are in. A text is "" where nothing is."""
    rows: Sequence[int] | None
    """The rows that they are in, counted from the first one; None where that is all of them."""
    format: Json | None = None
    """The format of numbers."""


Column = tuple[Alike, ...]
"""The cells of a column; those that hold nothing are left out."""


def of_rows(rows: Sequence[Row]) -> tuple[Column, ...]:
    """The columns of these rows, up to the last one that any of them reaches."""
    width = max(map(len, rows), default=0)
    blanks = (BLANK,) * width
    full = [row if len(row) == width else row + blanks[len(row) :] for row in rows]
    values = [cell.value for row in full for cell in row]
    kinds = list(map(type, values))
    return tuple(tuple(_column(full, at, values[at::width], kinds[at::width])) for at in range(width))


def note(rows: Rows[Row], start: int, stop: int) -> None:
    """Has the columns found, while their cells are at hand, in the chunks that the rows written from ``start`` up to
    ``stop`` fill, and in the one that they leave behind when they are appended to a full one.
    """
    for first, chunk in rows.chunks(start - 1, stop):
        past = first + len(chunk.rows)
        if past - first >= CHUNK and ((start <= first and past <= stop) or past == start < stop == len(rows)):
            chunk.found(of_rows)


def _column(rows: Sequence[Row], at: int, values: list[Any], kinds: list[type]) -> Iterator[Alike]:
    """The cells of one column, where all rows reach it."""
    if kinds.count(kinds[0]) == len(kinds):
        yield from _alike(kinds[0], rows, at, values, None)
        return
    different = {*kinds}
    if different == {str, NoneType}:
        yield Alike(str, [value or "" for value in values], None)
        return
    for kind in different:
        places = [place for place, held in enumerate(kinds) if held is kind]
        yield from _alike(kind, rows, at, values, places)


def _alike(
    kind: type, rows: Sequence[Row], at: int, values: Sequence[Any], places: Sequence[int] | None
) -> Iterator[Alike]:
    """The cells of one column that hold values of one type, at these places."""
    if kind is Formula:
        yield Alike(kind, [row[at] for row in _at(places, rows)], places)
    elif kind is float:
        yield from _numbers(_at(places, values), places, [row[at].format for row in _at(places, rows)])
    elif kind is not NoneType:
        yield Alike(kind, _at(places, values), places)


def _numbers(values: Sequence[float], places: Sequence[int] | None, formats: list[Json | None]) -> Iterator[Alike]:
    """Numbers by their formats: equal ones are mostly one and the same object."""
    if formats.count(formats[0]) == len(formats):
        yield Alike(float, array("d", values), places, formats[0])
        return
    alike: dict[int, list[int]] = {}
    for number, form in enumerate(formats):
        alike.setdefault(id(form), []).append(number)
    for some in alike.values():
        yield Alike(float, array("d", _at(some, values)), _at(some, places) if places else some, formats[some[0]])


def _at(places: Sequence[int] | None, things: Sequence[Any]) -> Sequence[Any]:
    return things if places is None else [things[place] for place in places]

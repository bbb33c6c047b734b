"""References inside formulas: they follow their cells when rows or columns come, go or move, or are sorted."""

import re
from collections.abc import Callable
from typing import NamedTuple

from sandbox.google.grid import a1_notation
from sandbox.google.grid.box import Edit, Span
from sandbox.google.grid.cell import Cell, Formula, Row

LOST = "#REF!"
"""What stands for a reference whose cells are gone."""

_CORNER = r"(\$?)([A-Za-z]{1,3})(\$?)([1-9]\d*)"
_PASSED_OVER = r""""(?:[^"]|"")*"|(?:'(?:[^']|'')*'|[A-Za-z_]\w*)![$\w:]+|[A-Za-z_][\w.]*\("""
_WORD = re.compile(rf"(?:{_PASSED_OVER})|{_CORNER}(?::{_CORNER})?(?![\w(!])|\w+")


class Corner(NamedTuple):
    """A corner of a reference, counted from 0; a dollar sign before column or row fixes it."""

    column_sign: str
    column: int
    row_sign: str
    row: int


Follow = Callable[[Corner, Corner], tuple[Corner, Corner] | None]


def following(dimension: str, edit: Edit) -> Callable[[Row], Row]:
    """How a row's formulas change with their sheet's rows or columns; references to other sheets stay."""

    def follow(first: Corner, last: Corner) -> tuple[Corner, Corner] | None:
        rows = dimension == "ROWS"
        span = edit(Span(first.row, last.row + 1) if rows else Span(first.column, last.column + 1))
        if span is None or span.end is None:
            return None
        if rows:
            return first._replace(row=span.start), last._replace(row=span.end - 1)
        return first._replace(column=span.start), last._replace(column=span.end - 1)

    return lambda row: _rewritten(row, follow)


def carried(row: Row, down: int) -> Row:
    """The row as it is ``down`` rows further below: what is not fixed by a dollar sign moves along."""

    def follow(first: Corner, last: Corner) -> tuple[Corner, Corner] | None:
        first, last = (_moved_down(corner, down) for corner in (first, last))
        return (first, last) if min(first.row, last.row) >= 0 else None

    return _rewritten(row, follow) if down and has_formula(row) else row


def _moved_down(corner: Corner, down: int) -> Corner:
    return corner if corner.row_sign else corner._replace(row=corner.row + down)


def has_formula(row: Row) -> bool:
    """True when one of the row's cells holds a formula."""
    return any(type(cell.value) is Formula for cell in row)


def with_formula(rows: tuple[Row, ...]) -> frozenset[bool]:
    """Whether there are rows with a formula, and rows without one."""
    return frozenset(map(has_formula, rows))


def _rewritten(row: Row, follow: Follow) -> Row:
    if not has_formula(row):
        return row
    return tuple(_cell(cell, cell.value, follow) if isinstance(cell.value, Formula) else cell for cell in row)


def _cell(cell: Cell, formula: Formula, follow: Follow) -> Cell:
    text = _WORD.sub(lambda word: _reference(word, follow), formula.text)
    return Cell(Formula(text), cell.format, cell.note, cell.rule)


def _reference(word: re.Match[str], follow: Follow) -> str:
    if word[2] is None:
        return word[0]
    first = _corner(*word.groups()[:4])
    last = _corner(*word.groups()[4:]) if word[6] else first
    followed = follow(first, last)
    if followed is None:
        return LOST
    return ":".join(_written(corner) for corner in (followed if word[6] else followed[:1]))


def _corner(column_sign: str, letters: str, row_sign: str, digits: str) -> Corner:
    return Corner(column_sign, a1_notation.column_index(letters), row_sign, int(digits) - 1)


def _written(corner: Corner) -> str:
    return f"{corner.column_sign}{a1_notation.column(corner.column)}{corner.row_sign}{corner.row + 1}"

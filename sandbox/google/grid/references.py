"""References inside formulas: they follow their cells when these come, go or move, and are carried when copied."""

import re
from collections.abc import Callable
from typing import NamedTuple

from sandbox.google.grid import a1_notation
from sandbox.google.grid.box import Box
from sandbox.google.grid.cell import Cell, Formula, Row
from sandbox.google.grid.row_store import different

LOST = "#REF!"
"""What stands for a reference whose cells are gone."""

_TITLE = r"(?:'(?:[^']|'')*'|[^\W\d]\w*)!"
_PART = r"\$?[A-Za-z]{1,3}\$?[1-9]\d*|\$?[A-Za-z]{1,3}|\$?[1-9]\d*"
_PASSED_OVER = r'"(?:[^"]|"")*"|[A-Za-z_][\w.]*\('
_WORD = re.compile(
    rf"{_PASSED_OVER}|(?P<title>{_TITLE})?(?P<first>{_PART})(?::(?P<last>{_PART}))?(?![\w(!])|{_TITLE}|\w+"
)
_CORNER = re.compile(r"(\$?)([A-Za-z]*)(\$?)(\d*)")


class Corner(NamedTuple):
    """A corner of a reference, counted from 0; a dollar sign before column or row fixes it.

    The column or row is None where the reference has none: both corners of ``A:B`` have no row.
    """

    column_sign: str
    column: int | None
    row_sign: str
    row: int | None


class Reference(NamedTuple):
    """A reference as written: its sheet's title, "" for the formula's own sheet; a single cell has no last corner."""

    title: str
    first: Corner
    last: Corner | None

    def box(self) -> Box:
        """The cells that it means."""
        last = self.last or self.first
        return Box(
            a1_notation.span(self.first.row, last.row),
            a1_notation.span(self.first.column, last.column),
        )

    def at(self, box: Box) -> "Reference":
        """The same reference, written in the same way, to these cells."""
        if box == self.box():
            return self
        first = self.first._replace(
            column=None if self.first.column is None else box.columns.start,
            row=None if self.first.row is None else box.rows.start,
        )
        last = self.last and self.last._replace(
            column=None if self.last.column is None or box.columns.end is None else box.columns.end - 1,
            row=None if self.last.row is None or box.rows.end is None else box.rows.end - 1,
        )
        return Reference(self.title, first, last)


Follow = Callable[[Reference], Reference | None]
"""What becomes of a reference; None when its cells are gone."""


def carried(row: Row, down: int) -> Row:
    """The row as it is ``down`` rows further below, sorted there: what is not fixed by a dollar sign moves along."""

    def follow(reference: Reference) -> Reference | None:
        return reference if reference.title else _offset(reference, down, 0)

    return rewritten(row, follow) if down else row


def copied(cell: Cell, down: int, right: int) -> Cell:
    """The cell as a copy of it, so far below and to the right, has it; references to other sheets move, too."""
    if not isinstance(cell.value, Formula) or not (down or right):
        return cell
    return _cell(cell, cell.value, lambda reference: _offset(reference, down, right))


def has_formula(row: Row) -> bool:
    """True when one of the row's cells holds a formula."""
    return Formula in [type(cell.value) for cell in row]


def with_formula(rows: tuple[Row, ...]) -> frozenset[bool]:
    """Whether there are rows with a formula, and rows without one."""
    return frozenset(map(has_formula, different(rows)))


def rewritten(row: Row, follow: Follow) -> Row:
    """The row with each reference in its formulas as ``follow`` has it."""
    if not has_formula(row):
        return row
    return tuple(_cell(cell, cell.value, follow) if isinstance(cell.value, Formula) else cell for cell in row)


def _offset(reference: Reference, down: int, right: int) -> Reference | None:
    first = _moved(reference.first, down, right)
    last = reference.last and _moved(reference.last, down, right)
    outside = any(index is not None and index < 0 for corner in (first, last) if corner for index in corner[1::2])
    return None if outside else Reference(reference.title, first, last)


def _moved(corner: Corner, down: int, right: int) -> Corner:
    return corner._replace(
        column=corner.column if corner.column is None or corner.column_sign else corner.column + right,
        row=corner.row if corner.row is None or corner.row_sign else corner.row + down,
    )


def _cell(cell: Cell, formula: Formula, follow: Follow) -> Cell:
    text = _WORD.sub(lambda word: _word(word, follow), formula.text)
    return Cell(Formula(text), cell.format, cell.note, cell.rule)


def _word(word: re.Match[str], follow: Follow) -> str:
    """The word of a formula as it is afterwards; one that is no reference, or did not move, stays as it was typed."""
    reference = _reference(word)
    if reference is None:
        return word[0]
    followed = follow(reference)
    if followed is None:
        return LOST
    return word[0] if followed == reference else _written(followed)


def _reference(word: re.Match[str]) -> Reference | None:
    if word["first"] is None:
        return None
    first, last = _corner(word["first"]), _corner(word["last"]) if word["last"] else None
    if last is None and None in first:
        return None
    return Reference(_unquoted(word["title"] or ""), first, last)


def _unquoted(title: str) -> str:
    title = title.removesuffix("!")
    return title[1:-1].replace("''", "'") if title.startswith("'") else title


def _corner(text: str) -> Corner:
    found = _CORNER.fullmatch(text)
    sign, letters, row_sign, digits = found.groups() if found else ("", "", "", "")
    column = a1_notation.column_index(letters) if letters else None
    return Corner(sign if letters else "", column, row_sign if letters else sign, int(digits) - 1 if digits else None)


def _written(reference: Reference) -> str:
    title = f"{a1_notation.written(reference.title, Box())}!" if reference.title else ""
    return title + ":".join(_corner_written(corner) for corner in reference[1:] if isinstance(corner, Corner))


def _corner_written(corner: Corner) -> str:
    column = "" if corner.column is None else f"{corner.column_sign}{a1_notation.column(corner.column)}"
    return column if corner.row is None else f"{column}{corner.row_sign}{corner.row + 1}"

"""Cells as the values.* methods show them: formatted, unformatted or as formulas; days as numbers or as texts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from sandbox.google.cell_text import formulas, number_formats
from sandbox.google.cell_text.locales import EN_US, Locale
from sandbox.google.grid.box import Box
from sandbox.google.grid.cell import BLANK, Cell, Fault, Formula, Row, number
from sandbox.google.grid.references import with_formula
from sandbox.google.grid.row_store import Chunk
from sandbox.google.grid.sheet import Sheet
from sandbox.google.protocol.discovery import Json


@dataclass(frozen=True, slots=True)
class Rendering:
    """Google's ValueRenderOption and DateTimeRenderOption, and the locale of the spreadsheet that is shown.

    The second matters only where values are not formatted, the third only where they are texts.
    """

    value: str = "FORMATTED_VALUE"
    date_time: str = "SERIAL_NUMBER"
    locale: Locale = EN_US


UNFORMATTED = Rendering("UNFORMATTED_VALUE")


KEPT_CHUNKS = 400
"""Chunks that are kept as shown, of at most 1,024 rows each: enough for 100,000 rows in two renderings."""


Texts = tuple[Any, ...]
"""A row as it is shown, without the empty cells at its end."""


def table(sheet: Sheet, box: Box, rendering: Rendering) -> list[Texts]:
    """The rows of a box within the grid, without the empty cells at their ends and the empty rows at its end."""
    start, stop = box.rows.start, box.rows.clip(sheet.last_row()).stop
    columns = slice(box.columns.start, box.columns.end)
    whole = box.columns.start == 0 and (box.columns.end or 0) >= sheet.column_count
    rows: list[Texts] = []
    for first, chunk in sheet.rows.chunks(start, stop):
        part = slice(max(start - first, 0), stop - first)
        held = chunk.rows[part]
        if sheet.formulas and True in chunk.kinds(with_formula):
            rows += (
                _row(sheet, index, columns, cells, rendering) for index, cells in enumerate(held, first + part.start)
            )
        elif len(held) * 2 < len(chunk.rows):  # a few rows are not worth all of their chunk
            rows += _texts([cells[columns] for cells in held], rendering)
        elif whole:
            rows += _kept(chunk, rendering)[part]
        else:
            rows += (_ended(cells[columns]) for cells in _kept(chunk, rendering)[part])
    while rows and not rows[-1]:
        rows.pop()
    return rows


@lru_cache(maxsize=KEPT_CHUNKS)
def _kept(chunk: Chunk[Row], rendering: Rendering) -> list[Texts]:
    """A chunk without formulas as it is shown, whatever sheet it is in and wherever."""
    return _texts(chunk.rows, rendering)


def _texts(rows: Sequence[Row], rendering: Rendering) -> list[Texts]:
    """Rows without formulas as they are shown; column by column, as cells below each other are mostly of one kind."""
    columns = [_column(cells, rendering) for cells in zip_longest(*rows, fillvalue=BLANK)]
    if not columns:
        return [() for _ in rows]
    texts = list(zip(*columns, strict=True))
    return list(map(_ended, texts)) if "" in columns[-1] else texts


def _column(cells: Sequence[Cell], rendering: Rendering) -> Sequence[Any]:
    values: list[Any] = [cell.value for cell in cells]
    kinds = set(map(type, values))
    same = {str} if rendering.value == "FORMATTED_VALUE" else {str, bool}
    if kinds <= same:
        return values
    if kinds <= same | {type(None)}:
        return ["" if value is None else value for value in values]
    if kinds == {bool}:  # only where values are formatted
        true, false = rendering.locale.truth
        return [true if value else false for value in values]
    if kinds == {float} and (write := _for_all(cells, rendering)):
        if write is number:  # the same as number, without a call for each
            return [int(value) if value.is_integer() and -1e16 < value < 1e16 else value for value in values]
        if write is number_formats.general:  # the same as general, likewise
            return [
                "%d" % value if value.is_integer() and -1e15 < value < 1e15 else write(value)  # noqa: UP031 - twice as fast
                for value in values
            ]
        return list(map(write, values))
    return [
        "" if (value := cell.value) is None else value if type(value) is str else _held(value, cell.format, rendering)
        for cell in cells
    ]


def _for_all(cells: Sequence[Cell], rendering: Rendering) -> Callable[[Any], Any] | None:
    """How all of these numbers are shown, where it is the same for all: formats are kept once, see ``shared``."""
    if rendering.value != "FORMATTED_VALUE":
        return number if rendering.date_time != "FORMATTED_STRING" else None
    formats = {id(cell.format) for cell in cells}
    return _writer(cells[0], rendering) if len(formats) == 1 else None


def _writer(cell: Cell, rendering: Rendering) -> Callable[[float], str]:
    return number_formats.writer((cell.format or {}).get("numberFormat", {}), rendering.locale)


def _row(sheet: Sheet, index: int, columns: slice, cells: Row, rendering: Rendering) -> Texts:
    """The cells of a row that may hold formulas."""
    row = [
        ""
        if cell.value is None
        else cell.value
        if type(cell.value) is str
        else shown(sheet, index, column, cell, rendering)
        for column, cell in enumerate(cells[columns], columns.start)
    ]
    return _ended(tuple(row))


def _ended(row: Texts) -> Texts:
    width = len(row)
    while width and row[width - 1] == "":
        width -= 1
    return row[:width]


def by_columns(rows: list[Texts]) -> list[Texts]:
    """The same cells with the columns as the major dimension, again without empty ends."""
    width = max(map(len, rows), default=0)
    columns = [tuple(row[column] if column < len(row) else "" for row in rows) for column in range(width)]
    return list(map(_ended, columns))


def shown(sheet: Sheet, row: int, column: int, cell: Cell, rendering: Rendering) -> Any:
    """One cell's value as JSON: text, number or truth value; "" for an empty one."""
    value: Any = cell.value
    if isinstance(value, Formula):
        if rendering.value == "FORMULA":
            return value.text
        value = formulas.effective(sheet, row, column, rendering.locale)
    return _held(value, cell.format, rendering)


def formatted(sheet: Sheet, row: int, column: int, locale: Locale) -> str:
    """The text that a person sees in the cell."""
    return str(shown(sheet, row, column, sheet.cell(row, column), Rendering(locale=locale)))


def _held(value: Any, cell_format: Json | None, rendering: Rendering) -> Any:
    """A value that is no formula, as JSON."""
    if isinstance(value, float):
        return _number(value, cell_format, rendering)
    if isinstance(value, bool) and rendering.value == "FORMATTED_VALUE":
        true, false = rendering.locale.truth
        return true if value else false
    if isinstance(value, Fault):
        return formulas.SHOWN.get(value.kind, "#ERROR!")
    return "" if value is None else value


def _number(value: float, cell_format: Json | None, rendering: Rendering) -> Any:
    if rendering.value != "FORMATTED_VALUE" and rendering.date_time != "FORMATTED_STRING":
        return number(value)
    number_format = (cell_format or {}).get("numberFormat", {})
    if rendering.value == "FORMATTED_VALUE" or number_formats.is_date(number_format):
        return number_formats.shown(value, number_format, rendering.locale)
    return number(value)

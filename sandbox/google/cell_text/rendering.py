"""Cells as the values.* methods show them: formatted, unformatted or as formulas; days as numbers or as texts.

Cells are written as JSON right away, all of a column at once, as cells below each other are mostly of one kind.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import zip_longest
from json.encoder import encode_basestring as quoted
from types import NoneType
from typing import Any

from sandbox.google.cell_text import by_kind, formulas, number_formats
from sandbox.google.cell_text.formulas import Effective
from sandbox.google.cell_text.locales import EN_US, Locale
from sandbox.google.grid.box import Box, Span
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

    @property
    def plain(self) -> bool:
        """True when no numbers are formatted, whatever their format."""
        return self.value != "FORMATTED_VALUE" and self.date_time != "FORMATTED_STRING"

    def formats(self, number_format: Json) -> bool:
        """True when numbers of this format are shown in it."""
        dates = self.date_time == "FORMATTED_STRING" and number_formats.is_date(number_format)
        return self.value == "FORMATTED_VALUE" or dates


UNFORMATTED = Rendering("UNFORMATTED_VALUE")

KEPT_CHUNKS = 400
"""Chunks that are kept as shown, of at most 1,024 rows each: enough for 100,000 rows in two renderings."""

EMPTY = '""'
"""An empty cell as JSON."""

BETWEEN = ", "
"""What stands between cells."""

Computed = Callable[[int, Cell], Cell]
"""A cell with what its formula comes to, by its row among those that are written."""


def table(sheet: Sheet, box: Box, how: Rendering) -> Any:
    """The rows of a box as lists of values, as whoever reads the answer has them."""
    return json.loads(written(rows(sheet, box, how)))


def written(lines: Sequence[str]) -> str:
    """Rows or columns, each as the JSON of its cells, as the JSON of them all."""
    return f"[[{'], ['.join(lines)}]]" if lines else "[]"


def rows(sheet: Sheet, box: Box, how: Rendering) -> list[str]:
    """The rows of a box within the grid, each as the JSON of its cells with commas between.

    They are without the empty cells at their ends and the empty rows at the end.
    """
    start, stop = box.rows.start, box.rows.clip(sheet.last_row()).stop
    whole = box.columns.start == 0 and (box.columns.end or 0) >= sheet.column_count
    columns = Span() if whole else box.columns
    found: list[str] = []
    for first, chunk in sheet.rows.chunks(start, stop):
        part = slice(max(start - first, 0), stop - first)
        held = chunk.rows[part]
        if sheet.formulas and True in chunk.kinds(with_formula):
            found += _joined(held, columns, how, partial(_computed, sheet, how, first + part.start))
        elif len(held) * 2 < len(chunk.rows):  # a few rows are not worth all of their chunk
            found += _joined(held, columns, how)
        else:
            found += _kept(chunk, columns, how)[part]
    return _ended(found)


def columns(sheet: Sheet, box: Box, how: Rendering) -> list[str]:
    """The columns of a box in the same way as its rows."""
    start, stop = box.rows.start, box.rows.clip(sheet.last_row()).stop
    blocks: list[tuple[int, list[str]]] = []
    for first, chunk in sheet.rows.chunks(start, stop):
        part = slice(max(start - first, 0), stop - first)
        held = chunk.rows[part]
        if len(held) < len(chunk.rows) or (sheet.formulas and True in chunk.kinds(with_formula)):
            computed = partial(_computed, sheet, how, first + part.start)
            texts = list(map(BETWEEN.join, _columns(held, box.columns, how, computed)))
        else:
            texts = _kept_upright(chunk, box.columns, how)
        blocks.append((len(held), texts))
    width = max((len(texts) for _, texts in blocks), default=0)
    whole = (
        BETWEEN.join(texts[at] if at < len(texts) else BETWEEN.join([EMPTY] * height) for height, texts in blocks)
        for at in range(width)
    )
    return _ended(list(map(_without_end, whole)))


@lru_cache(maxsize=KEPT_CHUNKS)
def _kept(chunk: Chunk[Row], columns: Span, how: Rendering) -> list[str]:
    """The rows of a chunk without formulas as they are shown, whatever sheet it is in and wherever."""
    return _joined(chunk.rows, columns, how)


@lru_cache(maxsize=KEPT_CHUNKS)
def _kept_upright(chunk: Chunk[Row], columns: Span, how: Rendering) -> list[str]:
    """The columns of a chunk without formulas, likewise, but with the empty cells at their ends."""
    return list(map(BETWEEN.join, _columns(chunk.rows, columns, how)))


def _joined(
    rows: Sequence[Row], columns: Span, how: Rendering, computed: Callable[[int, int, Cell], Cell] | None = None
) -> list[str]:
    found = _columns(rows, columns, how, computed)
    if not found:
        return [""] * len(rows)
    lines = map(BETWEEN.join, zip(*found, strict=True))
    return [_without_end(line) if line.endswith(EMPTY) else line for line in lines]


def _without_end(line: str) -> str:
    """A row or column without the empty cells at its end; within a text each quote has a backslash before it."""
    end = len(line)
    while line.endswith(BETWEEN + EMPTY, 0, end):
        end -= len(BETWEEN + EMPTY)
    return "" if line[:end] == EMPTY else line[:end]


def _ended(lines: list[str]) -> list[str]:
    """The same rows or columns without the empty ones at the end."""
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _columns(
    rows: Sequence[Row], columns: Span, how: Rendering, computed: Callable[[int, int, Cell], Cell] | None = None
) -> list[list[str]]:
    """The columns of these rows, each with the JSON of its cells; those are left out that lie right of all cells."""
    cut = slice(columns.start, columns.end)
    cells = zip_longest(*[row[cut] for row in rows], fillvalue=BLANK)
    return [
        _column(some, how, computed and partial(computed, column)) for column, some in enumerate(cells, columns.start)
    ]


def _column(cells: Sequence[Cell], how: Rendering, computed: Computed | None) -> list[str]:
    values: list[Any] = [cell.value for cell in cells]
    if computed and Formula in map(type, values):
        cells = [computed(row, cell) if type(cell.value) is Formula else cell for row, cell in enumerate(cells)]
        values = [cell.value for cell in cells]
    kinds = set(map(type, values))
    if kinds == {str}:
        return list(map(quoted, values))
    if kinds == {str, NoneType}:
        return [quoted(value) if value else EMPTY for value in values]
    if len(kinds) == 1:
        return _alike(how, kinds.pop(), cells, values)
    return by_kind.written(
        list(map(type, values)), cells, lambda kind, some: _alike(how, kind, some, [cell.value for cell in some])
    )


def _alike(how: Rendering, kind: type, cells: Sequence[Cell], values: list[Any]) -> list[str]:
    """The JSON of cells whose values are of one kind, and no formulas."""
    if kind is str:
        return list(map(quoted, values))
    if kind is not float:
        return _each_once(values, lambda some: [json.dumps(_other(value, how), ensure_ascii=False) for value in some])
    if how.plain:
        return _each_once(values, _plain)
    formats = [cell.format for cell in cells]
    if formats.count(formats[0]) == len(formats):
        return _numbers(how, formats[0], values)
    return by_kind.written(
        list(map(id, formats)), cells, lambda _, some: _numbers(how, some[0].format, [cell.value for cell in some])
    )


def _numbers(how: Rendering, cell_format: Json | None, values: list[Any]) -> list[str]:
    """The JSON of numbers in cells of one format."""
    number_format = (cell_format or {}).get("numberFormat", {})
    formats = how.formats(number_format)
    return _each_once(values, number_formats.writer(number_format, how.locale) if formats else _plain)


def _each_once(values: list[Any], write: Callable[[Sequence[Any]], list[str]]) -> list[str]:
    """What is written for values that may be the same many times over, as days, prices and truth values are."""
    different = set(values)
    if len(different) * 2 > len(values):
        return write(values)
    texts = dict(zip(different, write(list(different)), strict=True))
    return [texts[value] for value in values]


def _plain(values: Sequence[float]) -> list[str]:
    """The JSON of numbers that are not formatted: what ``number`` makes of each, without a call for it."""
    return [
        "%d" % value if value.is_integer() and -1e16 < value < 1e16 else repr(value)  # noqa: UP031 - takes half as long
        for value in values
    ]


def _computed(sheet: Sheet, how: Rendering, first: int, column: int, row: int, cell: Cell) -> Cell:
    """A cell with a formula as one with what is shown for it."""
    return Cell(_value(sheet, first + row, column, cell, how), cell.format)


def _value(sheet: Sheet, row: int, column: int, cell: Cell, how: Rendering) -> Effective:
    if not isinstance(cell.value, Formula):
        return cell.value
    return cell.value.text if how.value == "FORMULA" else formulas.effective(sheet, row, column, how.locale)


def shown(sheet: Sheet, row: int, column: int, cell: Cell, how: Rendering) -> Any:
    """One cell's value as JSON: text, number or truth value; "" for an empty one."""
    value = _value(sheet, row, column, cell, how)
    if isinstance(value, float):
        number_format = (cell.format or {}).get("numberFormat", {})
        formatted_ = how.formats(number_format)
        return number_formats.shown(value, number_format, how.locale) if formatted_ else number(value)
    return _other(value, how)


def formatted(sheet: Sheet, row: int, column: int, locale: Locale) -> str:
    """The text that a person sees in the cell."""
    return str(shown(sheet, row, column, sheet.cell(row, column), Rendering(locale=locale)))


def _other(value: Effective, how: Rendering) -> Any:
    """A value that is no number, as it is shown."""
    if isinstance(value, bool) and how.value == "FORMATTED_VALUE":
        true, false = how.locale.truth
        return true if value else false
    if isinstance(value, Fault):
        return formulas.SHOWN.get(value.kind, "#ERROR!")
    return "" if value is None else value

"""Cells as the values.* methods show them: formatted, unformatted or as formulas; days as numbers or as texts.

A table is written as JSON right away, by orjson. Its cells are looked at column by column, as those below each other
are mostly of one kind.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import compress, islice
from types import NoneType
from typing import Any, NamedTuple

import orjson

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

NOTHING = b"[]"
"""An empty table as JSON, and an empty row."""

AT_ONCE = 256
"""Rows that are written at once: after 700 new tuples Python would look for garbage."""

SAMPLE = 32
"""Numbers of a column that show whether the same ones come again and again."""

Computed = Callable[[int, Cell], Cell]
"""A cell with what its formula comes to, by its row among those that are written."""

ComputedAt = Callable[[int, int, Cell], Cell]
"""The same, by its column first."""


def table(sheet: Sheet, box: Box, how: Rendering) -> Any:
    """The rows of a box as lists of values, as whoever reads the answer has them."""
    return json.loads(rows(sheet, box, how))


def rows(sheet: Sheet, box: Box, how: Rendering) -> bytes:
    """The rows of a box within the grid as JSON.

    They are without the empty cells at their ends and the empty rows at the end.
    """
    start, stop = box.rows.start, box.rows.clip(sheet.last_row()).stop
    whole = box.columns.start == 0 and (box.columns.end or 0) >= sheet.column_count
    columns = Span() if whole else box.columns
    found: list[bytes] = []
    for first, chunk in sheet.rows.chunks(start, stop):
        part = max(start - first, 0), min(stop - first, len(chunk.rows))
        if sheet.formulas and True in chunk.kinds(with_formula):
            held = chunk.rows[slice(*part)]
            found.append(_lines(held, columns, how, partial(_computed, sheet, how, first + part[0])))
        elif (part[1] - part[0]) * 2 < len(chunk.rows):  # a few rows are not worth being kept
            found.append(_lines(chunk.rows[slice(*part)], columns, how))
        else:
            found.append(_kept(chunk, part, columns, how))
    return _in_brackets(b",".join(found))


def columns(sheet: Sheet, box: Box, how: Rendering) -> bytes:
    """The columns of a box in the same way as its rows."""
    start, stop = box.rows.start, box.rows.clip(sheet.last_row()).stop
    blocks: list[tuple[int, list[bytes]]] = []
    for first, chunk in sheet.rows.chunks(start, stop):
        part = slice(max(start - first, 0), stop - first)
        held = chunk.rows[part]
        if len(held) < len(chunk.rows) or (sheet.formulas and True in chunk.kinds(with_formula)):
            texts = _upright(held, box.columns, how, partial(_computed, sheet, how, first + part.start))
        else:
            texts = _kept_upright(chunk, box.columns, how)
        blocks.append((len(held), texts))
    width = max((len(texts) for _, texts in blocks), default=0)
    whole = (
        b",".join(texts[at] if at < len(texts) else b",".join([b'""'] * height) for height, texts in blocks)
        for at in range(width)
    )
    return _in_brackets(b",".join([b"[%b]" % _without(b',""', column) for column in whole]))


@lru_cache(maxsize=KEPT_CHUNKS)
def _kept(chunk: Chunk[Row], part: tuple[int, int], columns: Span, how: Rendering) -> bytes:
    """Rows of a chunk without formulas as they are shown, whatever sheet it is in and wherever."""
    return _lines(chunk.rows[slice(*part)], columns, how)


@lru_cache(maxsize=KEPT_CHUNKS)
def _kept_upright(chunk: Chunk[Row], columns: Span, how: Rendering) -> list[bytes]:
    """The columns of a chunk without formulas, likewise, but with the empty cells at their ends."""
    return _upright(chunk.rows, columns, how)


def _lines(rows: Sequence[Row], columns: Span, how: Rendering, computed: ComputedAt | None = None) -> bytes:
    """Rows as JSON with commas between; each of them is without the empty cells at its end."""
    found = _columns(rows, columns, how, computed)
    if not found:
        return b",".join([NOTHING] * len(rows))
    lines = zip(*found, strict=True)
    return b",".join(
        _encoded([line if line[-1] != "" else _ended(line) for line in islice(lines, AT_ONCE)])[1:-1]
        for _ in range(0, len(rows), AT_ONCE)
    )


def _upright(rows: Sequence[Row], columns: Span, how: Rendering, computed: ComputedAt | None = None) -> list[bytes]:
    """The columns of these rows, each as the JSON of its cells with commas between."""
    return [_encoded(column)[1:-1] for column in _columns(rows, columns, how, computed)]


def _encoded(values: Sequence[Any]) -> bytes:
    """Lists, texts, numbers and truth values as JSON."""
    try:
        return orjson.dumps(values)
    except TypeError:  # half a character, which orjson does not write
        return json.dumps(values, separators=(",", ":")).encode()


def _ended(line: Sequence[Any]) -> Sequence[Any]:
    """A row without the empty cells at its end."""
    end = len(line)
    while end and line[end - 1] == "":
        end -= 1
    return line[:end]


def _without(ending: bytes, text: bytes) -> bytes:
    """The inside of a list in JSON without what is empty at its end. Within a text no quote is without a backslash."""
    end = len(text)
    while text.endswith(ending, 0, end):
        end -= len(ending)
    return b"" if text[:end] == ending[1:] else text[:end]


def _in_brackets(lines: bytes) -> bytes:
    """Rows or columns, with commas between, as the JSON of a list of them without the empty ones at its end."""
    return b"[%b]" % _without(b",[]", lines)


def _columns(rows: Sequence[Row], columns: Span, how: Rendering, computed: ComputedAt | None) -> list[list[Any]]:
    """The columns of these rows, each with what its cells show; those are left out that lie right of all cells."""
    first = columns.start
    held = rows if columns == Span() else [row[first : columns.end] for row in rows]
    width = max(map(len, held), default=0)
    blanks = (BLANK,) * width
    # Along the rows, as that is how cells lie in memory
    values = [cell.value for row in held for cell in (row if len(row) == width else row + blanks[len(row) :])]
    kinds = list(map(type, values))
    return [
        _column(Column(held, at, values[at::width], kinds[at::width]), how, computed and partial(computed, first + at))
        for at in range(width)
    ]


class Column(NamedTuple):
    """A column of some rows, with the values of its cells and their types."""

    rows: Sequence[Row]
    at: int
    values: list[Any]
    kinds: list[type]

    def only(self, chosen: Sequence[bool]) -> "Column":
        """The same with the chosen ones of the rows."""
        rows, values, kinds = (list(compress(some, chosen)) for some in (self.rows, self.values, self.kinds))
        return Column(rows, self.at, values, kinds)

    def cells(self) -> list[Cell]:
        """Its cells, blank where a row does not reach it."""
        return [row[self.at] if self.at < len(row) else BLANK for row in self.rows]

    def formats(self) -> list[Json | None]:
        """The formats of its cells, where each row reaches it."""
        at = self.at
        return [row[at].format for row in self.rows]


def _column(column: Column, how: Rendering, computed: Computed | None) -> list[Any]:
    """What the cells of a column show."""
    values, kinds = column.values, column.kinds
    if kinds.count(kinds[0]) == len(kinds) and kinds[0] is not Formula:
        return _alike(how, kinds[0], values, column.formats)
    if kinds.count(str) + kinds.count(NoneType) == len(kinds):
        return [value or "" for value in values]
    if NoneType in kinds and Formula not in kinds:
        filled = [kind is not NoneType for kind in kinds]
        shown_ = iter(_column(column.only(filled), how, None))
        return [next(shown_) if full else "" for full in filled]
    cells = column.cells()
    if computed and Formula in kinds:
        cells = [computed(row, cell) if type(cell.value) is Formula else cell for row, cell in enumerate(cells)]
    return by_kind.written(
        [type(cell.value) for cell in cells],
        cells,
        lambda kind, some: _alike(how, kind, [cell.value for cell in some], lambda: [cell.format for cell in some]),
    )


def _alike(how: Rendering, kind: type, values: list[Any], formats_of: Callable[[], list[Json | None]]) -> list[Any]:
    """What cells show whose values are of one kind, and no formulas; ``formats_of`` gives their formats."""
    if kind is str:
        return values
    if kind is bool:
        true, false = _truth(how)
        return [true if value else false for value in values]
    if kind is not float:
        return [_other(value, how) for value in values]
    if how.plain:
        return _plain(values)
    formats = formats_of()
    if formats.count(formats[0]) == len(formats):
        return _numbers(how, formats[0], values)
    return by_kind.written(
        list(map(id, formats)),
        list(zip(formats, values, strict=True)),
        lambda _, some: _numbers(how, some[0][0], [value for _, value in some]),
    )


def _numbers(how: Rendering, cell_format: Json | None, values: list[Any]) -> list[Any]:
    """What numbers in cells of one format show."""
    number_format = (cell_format or {}).get("numberFormat", {})
    if not how.formats(number_format):
        return _plain(values)
    write = number_formats.writer(number_format, how.locale)
    # Days, prices and points are mostly the same many times over
    sample = values[:SAMPLE]
    if len(set(sample)) * 2 > len(sample):
        return write(values)
    different = set(values)
    texts = dict(zip(different, write(list(different)), strict=True))
    return [texts[value] for value in values]


def _plain(values: Sequence[float]) -> list[float | int]:
    """Numbers that are not formatted: what ``number`` makes of each, without a call for it."""
    return [int(value) if value.is_integer() and -1e16 < value < 1e16 else value for value in values]


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


def _truth(how: Rendering) -> tuple[Any, Any]:
    """What true and false are shown as."""
    return how.locale.truth if how.value == "FORMATTED_VALUE" else (True, False)


def _other(value: Effective, how: Rendering) -> Any:
    """A value that is no number, as it is shown."""
    if isinstance(value, bool):
        true, false = _truth(how)
        return true if value else false
    if isinstance(value, Fault):
        return formulas.SHOWN.get(value.kind, "#ERROR!")
    return "" if value is None else value

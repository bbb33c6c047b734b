"""Cells as the values.* methods show them: formatted, unformatted or as formulas; days as numbers or as texts.

A table is written as JSON right away, by orjson. Its cells are looked at column by column, as those below each other
are mostly of one kind.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from typing import Any

import orjson

from sandbox.google.cell_text import formulas, number_formats, shown_numbers
from sandbox.google.cell_text.formulas import Effective
from sandbox.google.cell_text.locales import EN_US, Locale
from sandbox.google.grid import column_kinds
from sandbox.google.grid.box import Box, Span
from sandbox.google.grid.cell import BLANK, Cell, Fault, Formula, Row, number
from sandbox.google.grid.column_kinds import Alike, Column
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

    def formats(self, number_format: Json) -> bool:
        """True when numbers of this format are shown in it."""
        dates = self.date_time == "FORMATTED_STRING" and number_formats.is_date(number_format)
        return self.value == "FORMATTED_VALUE" or dates


UNFORMATTED = Rendering("UNFORMATTED_VALUE")

KEPT_CHUNKS = 400
"""Chunks that are kept as shown, of at most 1,024 rows each: enough for 100,000 rows in two renderings."""

KEPT_PARTS = 1_000
"""Parts of chunks that are kept likewise: of a small tab, whose rows that only have a look lie in the same chunk, most
reads show what the one before has shown. They push out no whole chunks.
"""

NOTHING = b"[]"
"""An empty table as JSON, and an empty row."""

AT_ONCE = 256
"""Rows that are written at once: after 700 new tuples Python would look for garbage."""

FEW = 32
"""So many rows are written cell by cell: to sort their columns by kind takes longer."""

SAMPLE = 32
"""Numbers of a column that show whether the same ones come again and again."""

Part = tuple[int, int]
"""The first row of a chunk that is meant, and the one past the last."""

Computed = Callable[[int, Cell], Cell]
"""A cell with what its formula comes to, by its row among those that are written."""

ComputedAt = Callable[[int, int, Cell], Cell]
"""The same, by its column first."""


def table(sheet: Sheet, box: Box, how: Rendering, sheets: Sequence[Sheet] = ()) -> Any:
    """The rows of a box as lists of values, as whoever reads the answer has them."""
    return json.loads(rows(sheet, box, how, sheets))


def rows(sheet: Sheet, box: Box, how: Rendering, sheets: Sequence[Sheet] = ()) -> bytes:
    """The rows of a box within the grid as JSON; ``sheets`` are all of the spreadsheet.

    They are without the empty cells at their ends and the empty rows at the end.
    """
    whole = box.columns.start == 0 and (box.columns.end or 0) >= sheet.column_count
    columns = Span() if whole else box.columns
    found: list[bytes] = []
    for first, chunk, part in _parts(sheet, box):
        if _computes(sheet, chunk):
            computed = partial(_computed, sheet, sheets, how, first + part[0])
            found.append(_written(chunk, part, columns, how, computed))
        else:
            kept = _kept if (part[1] - part[0]) * 2 >= len(chunk.rows) else _kept_part
            found.append(kept(chunk, part, columns, how))
    return _in_brackets(b",".join(found))


def columns(sheet: Sheet, box: Box, how: Rendering, sheets: Sequence[Sheet] = ()) -> bytes:
    """The columns of a box in the same way as its rows."""
    blocks: list[tuple[int, list[bytes]]] = []
    for first, chunk, part in _parts(sheet, box):
        height = part[1] - part[0]
        if _computes(sheet, chunk):
            computed = partial(_computed, sheet, sheets, how, first + part[0])
            texts = _upright(chunk, part, box.columns, how, computed)
        else:
            kept = _kept_upright if height == len(chunk.rows) else _kept_upright_part
            texts = kept(chunk, part, box.columns, how)
        blocks.append((height, texts))
    whole: Iterable[bytes] = blocks[0][1] if len(blocks) == 1 else _joined(blocks)
    return _in_brackets(b",".join([b"[%b]" % _without(b',""', column) for column in whole]))


def _joined(blocks: Sequence[tuple[int, Sequence[bytes]]]) -> Iterator[bytes]:
    """Columns whose parts lie in several chunks, each with the number of its rows, as the JSON of all their cells."""
    for at in range(max((len(texts) for _, texts in blocks), default=0)):
        yield b",".join(texts[at] if at < len(texts) else b",".join([b'""'] * height) for height, texts in blocks)


def _parts(sheet: Sheet, box: Box) -> Iterator[tuple[int, Chunk[Row], Part]]:
    """The chunks that rows of a box lie in, each with the index of its first row and the part of it in the box."""
    start, stop = box.rows.start, box.rows.clip(sheet.last_row()).stop
    for first, chunk in sheet.rows.chunks(start, stop):
        yield first, chunk, (max(start - first, 0), min(stop - first, len(chunk.rows)))


def _computes(sheet: Sheet, chunk: Chunk[Row]) -> bool:
    """True when there are formulas in the chunk: what they show hangs on other cells."""
    return sheet.formulas and True in chunk.kinds(with_formula)


def _written(chunk: Chunk[Row], part: Part, columns: Span, how: Rendering, computed: ComputedAt | None = None) -> bytes:
    """Rows of a chunk as JSON with commas between; few of them cell by cell, which their columns are not worth."""
    height = part[1] - part[0]
    if height > FEW:
        return _lines(_shown(chunk, part, columns, how, computed), height)
    first, past = columns.start, columns.end
    lines = [
        [_one(cell, how, computed, column, row) for column, cell in enumerate(cells[first:past], first)]
        for row, cells in enumerate(chunk.rows[slice(*part)])
    ]
    return _encoded(list(map(_ended, lines)))[1:-1]


def _one(cell: Cell, how: Rendering, computed: ComputedAt | None, column: int, row: int) -> Any:
    """What a cell shows, by its place among those that are written."""
    value: Any = cell.value
    if type(value) is str:
        return value
    if value is None:
        return ""
    if type(value) is Formula and computed:
        value = computed(column, row, cell).value
    return _effective(value, cell.format, how)


def _upright(
    chunk: Chunk[Row], part: Part, columns: Span, how: Rendering, computed: ComputedAt | None = None
) -> list[bytes]:
    """Columns of a chunk, each as the JSON of its cells with commas between, the empty ones at its end as well."""
    if part[1] - part[0] > FEW:
        return [_encoded(column)[1:-1] for column in _shown(chunk, part, columns, how, computed)]
    rows = chunk.rows[slice(*part)]
    width = max(map(len, rows), default=0)
    return [
        _encoded(
            [_one(cells[at] if at < len(cells) else BLANK, how, computed, at, row) for row, cells in enumerate(rows)]
        )[1:-1]
        for at in columns.clip(width)
    ]


# Without formulas a chunk's rows are shown alike whatever sheet they are in and wherever.
_kept, _kept_part = lru_cache(KEPT_CHUNKS)(_written), lru_cache(KEPT_PARTS)(_written)
_kept_upright, _kept_upright_part = lru_cache(KEPT_CHUNKS)(_upright), lru_cache(KEPT_PARTS)(_upright)


def _lines(columns: Sequence[Sequence[Any]], height: int) -> bytes:
    """Rows as JSON with commas between, from what their columns show; they are without the empty cells at their end."""
    if not columns:
        return b",".join([NOTHING] * height)
    lines = zip(*columns, strict=True)
    return b",".join(
        _encoded([line if line[-1] != "" else _ended(line) for line in islice(lines, AT_ONCE)])[1:-1]
        for _ in range(0, height, AT_ONCE)
    )


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
    return b"".join((b"[", _without(b",[]", lines), b"]"))  # a % takes five times as long for a long text


def _shown(
    chunk: Chunk[Row], part: Part, columns: Span, how: Rendering, computed: ComputedAt | None = None
) -> list[Sequence[Any]]:
    """What the cells show in these columns of a part of a chunk; columns are left out that lie right of all cells."""
    height = part[1] - part[0]
    return [
        _column(column, height, how, computed and partial(computed, columns.start + at))
        for at, column in enumerate(_described(chunk, part, columns))
    ]


def _described(chunk: Chunk[Row], part: tuple[int, int], columns: Span) -> tuple[Column, ...]:
    """What lies in these columns of a part of a chunk."""
    if part == (0, len(chunk.rows)) and (columns == Span() or chunk.knows(column_kinds.of_rows)):
        return chunk.found(column_kinds.of_rows)[columns.start : columns.end]
    rows = chunk.rows[slice(*part)]
    return column_kinds.of_rows(rows if columns == Span() else [row[columns.start : columns.end] for row in rows])


def _column(column: Column, height: int, how: Rendering, computed: Computed | None = None) -> Sequence[Any]:
    """What the cells of a column show, in so many rows."""
    shown_: list[Any] = [""] * height
    for alike in column:
        found = _alike(alike, how, computed)
        if alike.rows is None:
            return found
        for row, value in zip(alike.rows, found, strict=True):
            shown_[row] = value
    return shown_


def _alike(alike: Alike, how: Rendering, computed: Computed | None) -> Sequence[Any]:
    """What cells show whose values are of one type."""
    values = alike.values
    if alike.kind is str:
        return values
    if alike.kind is bool:
        true, false = _truth(how)
        return values if true is True else [true if value else false for value in values]
    if alike.kind is float:
        return _numbers(how, alike.format, values)
    if alike.kind is Formula and computed:
        rows = range(len(values)) if alike.rows is None else alike.rows
        cells = [(computed(row, cell),) for row, cell in zip(rows, values, strict=True)]
        return _column(column_kinds.of_rows(cells)[0], len(cells), how)
    return [_other(value, how) for value in values]


def _numbers(how: Rendering, cell_format: Json | None, values: Sequence[float]) -> list[Any]:
    """What numbers in cells of one format show."""
    number_format = (cell_format or {}).get("numberFormat", {})
    if not how.formats(number_format):
        return shown_numbers.plain(values)
    write = number_formats.writer(number_format, how.locale)
    # Days, prices and points are mostly the same many times over
    sample = values[:SAMPLE]
    if len(set(sample)) * 2 > len(sample):
        return write(values)
    different = set(values)
    texts = dict(zip(different, write(list(different)), strict=True))
    return [texts[value] for value in values]


def _computed(
    sheet: Sheet, sheets: Sequence[Sheet], how: Rendering, first: int, column: int, row: int, cell: Cell
) -> Cell:
    """A cell with a formula as one with what is shown for it."""
    return Cell(_value(sheet, sheets, first + row, column, cell, how), cell.format)


def _value(sheet: Sheet, sheets: Sequence[Sheet], row: int, column: int, cell: Cell, how: Rendering) -> Effective:
    if not isinstance(cell.value, Formula):
        return cell.value
    if how.value == "FORMULA":
        return cell.value.text
    return formulas.effective(sheet, row, column, how.locale, sheets)


def shown(sheet: Sheet, row: int, column: int, cell: Cell, how: Rendering, sheets: Sequence[Sheet] = ()) -> Any:
    """One cell's value as JSON: text, number or truth value; "" for an empty one."""
    return _effective(_value(sheet, sheets, row, column, cell, how), cell.format, how)


def _effective(value: Effective, cell_format: Json | None, how: Rendering) -> Any:
    """A value that is no formula, as a cell of this format shows it."""
    if isinstance(value, float):
        number_format = (cell_format or {}).get("numberFormat", {})
        formatted_ = how.formats(number_format)
        return number_formats.shown(value, number_format, how.locale) if formatted_ else number(value)
    return _other(value, how)


def formatted(sheet: Sheet, row: int, column: int, locale: Locale, sheets: Sequence[Sheet] = ()) -> str:
    """The text that a person sees in the cell."""
    return str(shown(sheet, row, column, sheet.cell(row, column), Rendering(locale=locale), sheets))


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

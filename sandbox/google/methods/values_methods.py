"""The values.* methods: cells by A1 range, read and written as plain JSON values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sandbox.google.cell_text import locales, rendering
from sandbox.google.cell_text.entering import literal, typed
from sandbox.google.cell_text.locales import Locale
from sandbox.google.cell_text.rendering import Rendering
from sandbox.google.grid import a1_notation
from sandbox.google.grid.box import Box, Span
from sandbox.google.grid.cell import BLANK, Cell
from sandbox.google.grid.sheet import Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.grid.table_rows import grown, table_at
from sandbox.google.methods import append_target
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.encoded import Encoded
from sandbox.google.protocol.google_errors import Refusal, invalid

Written = tuple[Spreadsheet, Json]
"""The spreadsheet after a write, and what Google answers to it."""

INPUTS: Mapping[str, Callable[[Locale], Callable[[Cell, Any], Cell]]] = {
    "RAW": lambda _locale: literal,
    "USER_ENTERED": lambda locale: partial(typed, locale=locale),
}
"""How a cell takes a value, by Google's ValueInputOption, in a spreadsheet of this locale."""


@dataclass(frozen=True, slots=True)
class Input:
    """How values are written: Google's ValueInputOption, and whether and how they are to be sent back."""

    option: str | None
    rendering: Rendering | None = None


def get(book: Spreadsheet, text: str, rendering_: Rendering, major: str = "ROWS") -> Json:
    """The ValueRange that a range names; ``values`` is missing when all of it is empty."""
    sheet, box = book.located(text)
    return of_box(book, sheet, sheet.clipped(box), rendering_, major)


def update(book: Spreadsheet, text: str, value_range: Json, how: Input) -> Written:
    """Writes rows (or columns) of values over a range; null leaves a cell as it is, "" empties it."""
    if how.option is None or how.option not in INPUTS:
        raise invalid("'valueInputOption' is required but not specified")
    sheet, box = book.located(text)
    if "range" in value_range and value_range["range"] != text and book.located(value_range["range"]) != (sheet, box):
        raise invalid(f"Request range[{text}] does not match value's range[{value_range['range']}]")
    rows = _rows(value_range)
    _check_within(sheet, box, rows)
    top, left = box.rows.start, box.columns.start
    height, width = len(rows), max(map(len, rows), default=0)
    sheet = sheet.grown_to(top + height, left + width)
    write = INPUTS[how.option](locales.of(book.properties))
    written = Box(Span(top, top + height), Span(left, left + width))

    def change(row: int, column: int, cell: Cell) -> Cell:
        values = rows[row - top]
        value = values[column - left] if column - left < len(values) else None
        return cell if value is None else write(cell, value)

    sheet = sheet.mapped(written, change)
    answer = _update_answer(book, sheet, written if rows else sheet.clipped(box), rows)
    if how.rendering:
        answer["updatedData"] = of_box(book, sheet, sheet.clipped(written), how.rendering, "ROWS")
    return book.with_sheet(sheet), answer


def batch_update(book: Spreadsheet, value_ranges: Sequence[Json], how: Input) -> Written:
    """Writes several ranges one after the other, all or none; a row or column that two of them touch counts once."""
    answers = []
    rows, columns, sheets = set(), set(), set()
    for index, value_range in enumerate(value_ranges):
        text = value_range.get("range", "")
        try:
            book, answer = update(book, text, value_range, how)
        except Refusal as refusal:
            raise invalid(f"Invalid data[{index}]: {refusal.message}") from None
        answers.append(answer)
        sheet, box = book.located(text)
        places = _places(_rows(value_range))
        rows |= {(sheet.id, box.rows.start + row) for row, _ in places}
        columns |= {(sheet.id, box.columns.start + column) for _, column in places}
        sheets.add(sheet.id)
    found = {
        "spreadsheetId": book.id,
        "totalUpdatedRows": len(rows),
        "totalUpdatedColumns": len(columns),
        "totalUpdatedCells": sum(answer.get("updatedCells", 0) for answer in answers),
        "totalUpdatedSheets": len(sheets),
        "responses": answers,
    }
    return book, {name: value for name, value in found.items() if value}


def append(book: Spreadsheet, text: str, value_range: Json, how: Input, *, insert: bool) -> Written:
    """Writes rows after the table that a range finds: over what is there, or into rows inserted for them."""
    sheet, box = book.located(text)
    rows = _rows(value_range)
    if rows and (held := table_at(sheet, sheet.clipped(box))):
        book, _, top, left = grown(book, held["tableId"], len(rows))
        return _appended(book, book.sheet(sheet.id), Box.of(held["range"]), (top, left), rows, how)
    found = append_target.last(sheet, sheet.clipped(box))
    top = found.rows.end or 0 if found else box.rows.start
    left = found.columns.start if found else box.columns.start
    if insert and found and rows and top < sheet.row_count:
        book = book.inserting(sheet.id, "ROWS", top, len(rows), like=top - 1)
        sheet = book.sheet(sheet.id)
    return _appended(book, sheet.grown_to(top + len(rows), left + 1), found, (top, left), rows, how)


def _appended(
    book: Spreadsheet, sheet: Sheet, found: Box | None, corner_: tuple[int, int], rows: list[list[Any]], how: Input
) -> Written:
    top, left = corner_
    corner = a1_notation.written(sheet.title, Box(Span(top, top + 1), Span(left, left + 1)))
    book, answer = update(book.with_sheet(sheet), corner, {"values": rows}, how)
    where = {"tableRange": a1_notation.written(sheet.title, found)} if found else {}
    return book, {"spreadsheetId": book.id, **where, "updates": answer}


def clear(book: Spreadsheet, text: str) -> tuple[Spreadsheet, str]:
    """Empties the cells of a range, whose formats, notes and rules stay; gives the range as Google echoes it."""
    sheet, box = book.located(text)
    box = sheet.clipped(box)
    held = Box(Span(box.rows.start, min(box.rows.end or 0, len(sheet.rows))), box.columns)
    emptied = sheet
    if len(sheet.rows) > box.rows.start:
        emptied = sheet.mapped(held, lambda _row, _column, cell: cell if cell is BLANK else literal(cell, ""))
    return book.with_sheet(emptied), a1_notation.written(sheet.title, box)


def batch_clear(book: Spreadsheet, ranges: Sequence[str]) -> Written:
    """Empties several ranges, all or none."""
    cleared = []
    for index, text in enumerate(ranges):
        try:
            book, echo = clear(book, text)
        except Refusal as refusal:
            raise invalid(f"Invalid range[{index}]: {refusal.message}") from None
        cleared.append(echo)
    return book, {"spreadsheetId": book.id, "clearedRanges": cleared}


def of_box(book: Spreadsheet, sheet: Sheet, box: Box, how: Rendering, major: str) -> Json:
    """The ValueRange of a box within the grid."""
    cells = rendering.columns if major == "COLUMNS" else rendering.rows
    locale = locales.of(book.properties)
    values = cells(sheet, box, how if how.locale is locale else replace(how, locale=locale), book.sheets)
    found: Json = {"range": a1_notation.written(sheet.title, box), "majorDimension": major}
    return found | ({"values": Encoded(values)} if values != rendering.NOTHING else {})


def _rows(value_range: Json) -> list[list[Any]]:
    values: list[list[Any]] = value_range.get("values", [])
    for number, row in enumerate(values):
        for place, value in enumerate(row):
            if isinstance(value, list | dict):
                kind = "list_value" if isinstance(value, list) else "struct_value"
                raise invalid(f"Invalid values[{number}][{place}]: {kind} {{\n}}\n")
    if value_range.get("majorDimension") != "COLUMNS":
        return values
    height = max(map(len, values), default=0)
    return [[column[row] if row < len(column) else None for column in values] for row in range(height)]


def _places(rows: list[list[Any]]) -> list[tuple[int, int]]:
    """Row and column, counted from the first, of each value that is to be written."""
    return [
        (row, column) for row, values in enumerate(rows) for column, value in enumerate(values) if value is not None
    ]


def _check_within(sheet: Sheet, box: Box, rows: list[list[Any]]) -> None:
    """A 400 when values reach beyond the range; one single cell is only where the writing starts."""
    if box.rows.end == box.rows.start + 1 and box.columns.end == box.columns.start + 1:
        return
    beyond = partial(
        "Requested writing within range [{}], but tried writing to {} [{}]".format,
        a1_notation.written(sheet.title, box),
    )
    if box.rows.end is not None and box.rows.start + len(rows) > box.rows.end:
        raise invalid(beyond("row", box.rows.end + 1))
    width = max(map(len, rows), default=0)
    if box.columns.end is not None and box.columns.start + width > box.columns.end:
        raise invalid(beyond("column", a1_notation.column(box.columns.end)))


def _update_answer(book: Spreadsheet, sheet: Sheet, box: Box, rows: list[list[Any]]) -> Json:
    places = _places(rows)
    counts = {
        "updatedRows": len({row for row, _ in places}),
        "updatedColumns": len({column for _, column in places}),
        "updatedCells": len(places),
    }
    found = {"spreadsheetId": book.id, "updatedRange": a1_notation.written(sheet.title, box)}
    return found | {name: count for name, count in counts.items() if count}

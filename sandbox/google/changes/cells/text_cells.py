"""Requests about text in cells: pasteData, textToColumns and trimWhitespace."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from sandbox.google.cell_text import locales, pasted_text
from sandbox.google.cell_text.entering import typed
from sandbox.google.changes.cells.cell_writes import Outcome
from sandbox.google.changes.cells.paste_types import PASTES, VALUED, kind_of
from sandbox.google.grid.box import Box, Span
from sandbox.google.grid.cell import Cell
from sandbox.google.grid.geometry import width
from sandbox.google.grid.sheet import Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import invalid

DELIMITERS = {"COMMA": ",", "SEMICOLON": ";", "PERIOD": ".", "SPACE": " "}
"""In the order in which AUTODETECT looks for them."""

_BLANKS = re.compile(r"\s+", re.ASCII)


def paste_data(book: Spreadsheet, request: Json) -> Outcome:
    """Enters text, split into rows and columns, as if typed; the grid grows where there is no room."""
    kind = kind_of(request, "type")
    fields = _fields(request)
    corner = request.get("coordinate", {})
    sheet = book.sheet(corner.get("sheetId", 0))
    top, left = corner.get("rowIndex", 0), corner.get("columnIndex", 0)
    sheet.check_start(Box.of({"startRowIndex": top, "startColumnIndex": left}))
    if not fields or kind not in VALUED:
        return book, {}
    paste, enter_as = PASTES[kind], partial(typed, locale=locales.of(book.properties))
    grown = _grown(sheet, top, left, fields)

    def enter(old: Cell, text: str) -> Cell:
        return paste(old, enter_as(old, text))

    return book.with_sheet(_entered(grown, top, left, fields, enter)), {}


def _fields(request: Json) -> list[list[str]]:
    if request.get("delimiter") and "html" in request:
        raise invalid("oneof field 'kind' is already set. Cannot set 'html'")
    text: str = request.get("data", "")
    if request.get("html"):
        return pasted_text.tables(text)
    if not request.get("delimiter"):
        raise invalid("Either a delimiter or html must be specified.")
    return pasted_text.delimited(text, request["delimiter"])


def text_to_columns(book: Spreadsheet, request: Json) -> Outcome:
    """Splits the texts of one column at a delimiter; the parts are entered there and to the right as if typed."""
    sheet, box = _used(book, request.get("source", {}))
    if width(box) != 1:
        raise invalid("The source must span exactly one column.")
    column = box.columns.start
    values = [sheet.cell(row, column).value for row in box.rows.clip(sheet.row_count)]
    texts = [value if isinstance(value, str) else "" for value in values]
    delimiter = _delimiter(request, texts)
    fields = [text.split(delimiter) if delimiter and delimiter in text else [] for text in texts]
    grown = _grown(sheet, box.rows.start, column, fields)
    return book.with_sheet(
        _entered(grown, box.rows.start, column, fields, partial(typed, locale=locales.of(book.properties)))
    ), {}


def _delimiter(request: Json, texts: list[str]) -> str:
    """The delimiter, "" when none of those that are looked for is in a text."""
    kind = request.get("delimiterType", "DELIMITER_TYPE_UNSPECIFIED")
    if kind == "AUTODETECT":
        return next((sign for sign in DELIMITERS.values() if any(sign in text for text in texts)), "")
    if kind == "CUSTOM":
        if not request.get("delimiter"):
            raise invalid("A delimiter must be specified if delimiterType is CUSTOM.")
        return str(request["delimiter"])
    if kind not in DELIMITERS:
        raise invalid("A delimiterType must be specified.")
    return DELIMITERS[kind]


def trim_whitespace(book: Spreadsheet, request: Json) -> Outcome:
    """Takes away blanks around texts and all but one space within; what is left stays a text, also ``=1+1``."""
    sheet, box = _used(book, request.get("range", {}))
    changed = 0

    def trim(_row: int, _column: int, cell: Cell) -> Cell:
        nonlocal changed
        if not isinstance(cell.value, str):
            return cell
        text = _BLANKS.sub(" ", cell.value).strip(" ")
        changed += text != cell.value
        return replace(cell, value=text or None)

    trimmed = book.with_sheet(sheet.mapped(box, trim))
    return trimmed, {"trimWhitespace": {"cellsChangedCount": changed} if changed else {}}


def _used(book: Spreadsheet, grid_range: Json) -> tuple[Sheet, Box]:
    """The sheet of a range, and the box of it down to the last row that holds anything."""
    sheet = book.sheet(grid_range.get("sheetId", 0))
    box = Box.of(grid_range)
    sheet.check_start(box)
    columns = sheet.clipped(box).columns
    rows = box.rows.clip(len(sheet.rows))
    return sheet, Box(Span(rows.start, max(rows.start, rows.stop)), columns)


def _grown(sheet: Sheet, top: int, left: int, fields: list[list[str]]) -> Sheet:
    """The sheet with room for all fields."""
    return sheet.grown_to(top + len(fields), left + max(map(len, fields), default=0))


def _entered(sheet: Sheet, top: int, left: int, fields: list[list[str]], enter: Callable[[Cell, str], Cell]) -> Sheet:
    """The sheet with the fields entered from a corner on; where a row is shorter than others, cells stay."""

    def change(row: int, column: int, cell: Cell) -> Cell:
        texts, at = fields[row - top], column - left
        return enter(cell, texts[at]) if at < len(texts) else cell

    box = Box(Span(top, top + len(fields)), Span(left, left + max(map(len, fields), default=0)))
    return sheet.mapped(box, change)


KINDS: dict[str, Callable[[Spreadsheet, Json], Outcome]] = {
    "pasteData": paste_data,
    "textToColumns": text_to_columns,
    "trimWhitespace": trim_whitespace,
}

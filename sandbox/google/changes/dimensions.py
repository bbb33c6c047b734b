"""Requests about rows and columns: insert, delete, move, append, and their sizes and hiding."""

from collections.abc import Callable
from dataclasses import replace

from sandbox.google.cell_text import locales, rendering
from sandbox.google.cell_text.locales import Locale
from sandbox.google.changes.cells.cell_writes import Outcome, mask_of
from sandbox.google.grid import merges
from sandbox.google.grid.box import Box, Span
from sandbox.google.grid.geometry import within
from sandbox.google.grid.sheet import Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.protocol import field_masks
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import invalid

PADDING, LETTER, LINE = 6, 9.255, 21
"""Pixels around a text, for a letter and for a line. A column with 1,024 times "A" was recorded to be 9,483 wide."""

WORDS = {"ROWS": "row", "COLUMNS": "column"}


def insert(book: Spreadsheet, request: Json) -> Outcome:
    """Inserts empty rows or columns, styled like those before or after; what is below or right moves on."""
    sheet, dimension, first, past = dimension_range(book, request.get("range", {}))
    before = request.get("inheritFromBefore", False)
    size = sheet.size(dimension)
    if before and first == 0:
        raise invalid("range.startIndex must be greater than 0 if inheritFromBefore is true.")
    if not before and first >= size:
        raise invalid(f"range.startIndex must be less than the grid size ({size}) if inheritFromBefore is false.")
    if first > size:
        raise invalid(f"range.startIndex must be less than or equal to the grid size ({size}).")
    return book.inserting(sheet.id, dimension, first, past - first, like=first - 1 if before else first), {}


def delete(book: Spreadsheet, request: Json) -> Outcome:
    """Deletes rows or columns with all that is in them."""
    sheet, dimension, first, past = dimension_range(book, request.get("range", {}), open_ended=True)
    word, size = WORDS[dimension], sheet.size(dimension)
    if past > size:
        index = max(first, size)
        raise invalid(
            f"Cannot delete a {word} that doesn't exist. "
            f"Tried to delete {word} index {index} but there are only {size} {word}s."
        )
    frozen = "frozenRowCount" if dimension == "ROWS" else "frozenColumnCount"
    kept_frozen = min(sheet.properties.get("gridProperties", {}).get(frozen, 0), first)
    if past - first == size:
        raise invalid(f"You can't delete all the {word}s on the sheet.")
    if size - (past - first) == kept_frozen:
        raise invalid(f"Sorry, it is not possible to delete all non-frozen {word}s.")
    return book.without(sheet.id, dimension, first, past), {}


def move(book: Spreadsheet, request: Json) -> Outcome:
    """Moves rows or columns before another one, counted as they lie before the move."""
    sheet, dimension, first, past = dimension_range(book, request.get("source", {}))
    to = request.get("destinationIndex", 0)
    if past > sheet.size(dimension) or not 0 <= to <= sheet.size(dimension):
        raise invalid(f"Cannot move {WORDS[dimension]}s outside of the grid ({sheet.size(dimension)}).")
    if first <= to <= past:
        return book, {}
    for merge in merges.boxes(sheet):
        span = merge.rows if dimension == "ROWS" else merge.columns
        if merges.cut(span, first) or merges.cut(span, past) or merges.cut(span, to):
            raise merges.partly()
    if dimension == "COLUMNS":
        _check_tables(sheet, Span(first, past), to)
    return book.moving(sheet.id, dimension, first, past, to), {}


def _check_tables(sheet: Sheet, source: Span, to: int) -> None:
    """A 400 when columns would move into a table or out of it; within it, or with all of it, they may."""
    for held in sheet.held("tables"):
        table = Box.of(held["range"]).columns
        aside = not source.overlaps(table) and not merges.cut(table, to)
        within_it = within(source, table) and table.start <= to <= (table.end or 0)
        if not (aside or within_it or within(table, source)):
            raise invalid("The sandbox moves no columns into a table or out of one.")


def append(book: Spreadsheet, request: Json) -> Outcome:
    """Adds empty rows or columns at the end of the grid."""
    sheet = book.sheet(request.get("sheetId", 0))
    length = request.get("length", 0)
    if length < 1:
        raise invalid("length must be greater than 0")
    if _dimension(request) == "ROWS":
        return book.with_sheet(replace(sheet, row_count=sheet.row_count + length)), {}
    return book.with_sheet(replace(sheet, column_count=sheet.column_count + length)), {}


def update(book: Spreadsheet, request: Json) -> Outcome:
    """Sets the pixel size of rows or columns, or hides them."""
    mask = mask_of(request, "DimensionProperties")
    sheet, dimension, first, past = dimension_range(book, request.get("range", {}), open_ended=True)
    check_inside(sheet, dimension, first)
    indexes = range(first, min(past, sheet.size(dimension)))
    return book.with_sheet(sheet.sized(dimension, indexes, request.get("properties", {}), mask)), {}


def fit(book: Spreadsheet, request: Json) -> Outcome:
    """Fits columns or rows to what is in them; the width of a letter is a guess, a blank one keeps its size."""
    span = request.get("dimensions")
    if span is None:
        raise invalid("The sandbox fits dimensions only, no columns of data sources.")
    sheet, dimension, first, past = dimension_range(book, span, open_ended=True)
    check_inside(sheet, dimension, first)
    mask = {"pixelSize": field_masks.EVERYTHING}
    for index in range(first, min(past, sheet.size(dimension))):
        if pixels := _fitting(sheet, dimension, index, locales.of(book.properties)):
            sheet = sheet.sized(dimension, range(index, index + 1), {"pixelSize": pixels}, mask)
    return book.with_sheet(sheet), {}


def _fitting(sheet: Sheet, dimension: str, index: int, locale: Locale) -> int:
    """Pixels that the texts of a column, or the lines of a row, need; 0 where all is blank."""
    if dimension == "COLUMNS":
        texts = (rendering.formatted(sheet, row, index, locale) for row in range(len(sheet.rows)))
        return max(
            (PADDING + int(LETTER * len(line)) for text in texts if text for line in text.split("\n")), default=0
        )
    texts = (rendering.formatted(sheet, index, column, locale) for column in range(len(sheet.row(index))))
    return max((LINE * (text.count("\n") + 1) for text in texts if text), default=0)


def dimension_range(book: Spreadsheet, span: Json, *, open_ended: bool = False) -> tuple[Sheet, str, int, int]:
    """The sheet, dimension, first index and the one past the last of a DimensionRange."""
    sheet = book.sheet(span.get("sheetId", 0))
    dimension = _dimension(span)
    first, past = span.get("startIndex", 0), span.get("endIndex", sheet.size(dimension) if open_ended else 0)
    if first < 0 or past < 0:
        raise invalid("DimensionRange indexes must be >= 0")
    if past <= first:
        raise invalid(f"DimensionRange.endIndex [{past}] must be greater than startIndex [{first}]")
    return sheet, dimension, first, past


def check_inside(sheet: Sheet, dimension: str, first: int) -> None:
    """A 400 when a range of rows or columns starts after the last one."""
    if first >= sheet.size(dimension):
        raise invalid(f"DimensionRange.startIndex[{first}] is after the last {WORDS[dimension]} in the grid.")


def _dimension(message: Json) -> str:
    dimension: str = message.get("dimension", "DIMENSION_UNSPECIFIED")
    if dimension not in WORDS:
        raise invalid("A dimension must be specified.")
    return dimension


KINDS: dict[str, Callable[[Spreadsheet, Json], Outcome]] = {
    "insertDimension": insert,
    "deleteDimension": delete,
    "moveDimension": move,
    "appendDimension": append,
    "updateDimensionProperties": update,
    "autoResizeDimensions": fit,
}

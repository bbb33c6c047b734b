"""Requests that write into cells: updateCells, appendCells, repeatCell, setDataValidation."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from sandbox.google.grid.box import Box, Span
from sandbox.google.grid.cell import BLANK, Cell, Row, change_for
from sandbox.google.grid.sheet import Sheet, padded
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.grid.table_rows import grown, table
from sandbox.google.protocol import field_masks
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.field_masks import Mask
from sandbox.google.protocol.google_errors import invalid

SIDES = {"top": "innerHorizontal", "bottom": "innerHorizontal", "left": "innerVertical", "right": "innerVertical"}
"""The sides of a cell, each with the line of updateBorders that it takes inside the range."""

Outcome = tuple[Spreadsheet, Json]
"""The spreadsheet after a request, and Google's reply to it."""


def mask_of(request: Json, message: str) -> Mask:
    """The request's field mask; a 400 when it is missing, or names what Google's ``message`` does not have."""
    if not request.get("fields"):
        raise invalid("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    mask = field_masks.parse(request["fields"])
    if path := field_masks.unknown_path(mask, message, into_lists=False):
        raise invalid(f"Invalid field: {path}")
    return mask


def update_cells(book: Spreadsheet, request: Json) -> Outcome:
    """Writes rows of cells from ``start`` on, or over ``range``, where cells without new content are cleared."""
    change = change_for(mask_of(request, "CellData"))
    rows = [row.get("values", []) for row in request.get("rows", ())]
    if "range" in request:
        sheet = book.sheet(request["range"].get("sheetId", 0))
        box = Box.of(request["range"])
        sheet.check_start(box)
        box = sheet.clipped(box)
        _check_within(box, rows)
        return book.with_sheet(_overwritten(sheet, box, rows, change)), {}
    start = request.get("start", {})
    sheet = book.sheet(start.get("sheetId", 0))
    top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
    _check_corner(sheet, top, left)
    _check_within(Box(Span(top, sheet.row_count), Span(left, sheet.column_count)), rows)
    return book.with_sheet(_written(sheet, top, left, rows, change)), {}


def append_cells(book: Spreadsheet, request: Json) -> Outcome:
    """Writes rows after the last one with a value in any column, or at a table's end; a full grid grows."""
    change = change_for(mask_of(request, "CellData"))
    rows = [row.get("values", []) for row in request.get("rows", ())]
    if "tableId" in request:
        book, sheet_id, top, left = grown(book, request["tableId"], len(rows))
        _check_table_width(book, request["tableId"], rows)
        return book.with_sheet(_written(book.sheet(sheet_id), top, left, rows, change)), {}
    sheet = book.sheet(request.get("sheetId", 0))
    top = sheet.last_row()
    sheet = sheet.grown_to(top + len(rows), max(map(len, rows), default=0))
    return book.with_sheet(_written(sheet, top, 0, rows, change)), {}


def repeat_cell(book: Spreadsheet, request: Json) -> Outcome:
    """Writes one cell over all cells of a range; what of it lies outside the grid is left out."""
    change = change_for(mask_of(request, "CellData"))
    new = request.get("cell", {})
    sheet, box = target(book, request)
    return book.with_sheet(sheet.mapped_alike(box, lambda cell: change(cell, new))), {}


def set_data_validation(book: Spreadsheet, request: Json) -> Outcome:
    """Sets the validation rule of all cells of a range, or takes it away."""
    change = change_for({"dataValidation": field_masks.EVERYTHING})
    new = {"dataValidation": request["rule"]} if "rule" in request else {}
    sheet, box = target(book, request)
    return book.with_sheet(sheet.mapped_alike(box, lambda cell: change(cell, new))), {}


def update_borders(book: Spreadsheet, request: Json) -> Outcome:
    """Draws lines around a range and between its cells; a side that is not named stays, NONE takes a line away."""
    sheet, box = target(book, request)
    box = sheet.clipped(box)
    mask: Mask = {"userEnteredFormat": {"borders": dict.fromkeys(SIDES, field_masks.EVERYTHING)}}
    outer = {"top": box.rows.start, "bottom": (box.rows.end or 0) - 1}
    outer |= {"left": box.columns.start, "right": (box.columns.end or 0) - 1}

    known: dict[tuple[int, tuple[str, ...]], tuple[Json | None, Cell]] = {}

    def drawn(row: int, column: int, cell: Cell) -> Cell:
        named = tuple(
            side if outer[side] == (row if side in ("top", "bottom") else column) else inner
            for side, inner in SIDES.items()
        )
        key = id(cell.format), named
        if key not in known:  # a whole tab has a handful of formats, and nine kinds of places
            known[key] = cell.format, change(Cell(format=cell.format), _lines(cell, request, named))
        return replace(cell, format=known[key][1].format)

    change = change_for(mask)
    return book.with_sheet(sheet.mapped(box, drawn)), {}


def _lines(cell: Cell, request: Json, named: Sequence[str]) -> Json:
    """The lines of a cell after those of its four sides that the request names."""
    lines = dict((cell.format or {}).get("borders", {}))
    for side, name in zip(SIDES, named, strict=True):
        if (line := request.get(name)) is not None:
            lines[side] = {} if line.get("style") == "NONE" else line
    return {"userEnteredFormat": {"borders": lines}}


def target(book: Spreadsheet, request: Json) -> tuple[Sheet, Box]:
    """The sheet and the box that a request's ``range`` names; a 400 when it starts outside the grid."""
    grid_range = request.get("range", {})
    sheet = book.sheet(grid_range.get("sheetId", 0))
    box = Box.of(grid_range)
    sheet.check_start(box)
    return sheet, box


def _written(sheet: Sheet, top: int, left: int, rows: list[list[Json]], change: Callable[[Cell, Json], Cell]) -> Sheet:
    changed = [_row(sheet.row(top + at), left, cells, change) for at, cells in enumerate(rows)]
    return sheet.with_rows(top, changed, Span(left, left + max(map(len, rows), default=0)))


def _row(old: Row, left: int, cells: list[Json], change: Callable[[Cell, Json], Cell]) -> Row:
    row = padded(old, left + len(cells))
    changed = tuple(change(cell, new) for cell, new in zip(row[left:], cells, strict=False))
    return row[:left] + changed + row[left + len(cells) :]


def _overwritten(sheet: Sheet, box: Box, rows: list[list[Json]], change: Callable[[Cell, Json], Cell]) -> Sheet:
    def cleared(cell: Cell) -> Cell:
        return cell if cell is BLANK else change(cell, {})

    def new(row: int, column: int, cell: Cell) -> Cell:
        given, across = rows[row - box.rows.start], column - box.columns.start
        return change(cell, given[across]) if across < len(given) else cleared(cell)

    # Below the last row that holds anything there is nothing to clear.
    past = box.rows.start + len(rows)
    last = max(min(box.rows.end or 0, len(sheet.rows)), past)
    sheet.check_open(replace(box, rows=Span(box.rows.start, last)))
    if rows:
        sheet = sheet.mapped(replace(box, rows=Span(box.rows.start, past)), new)
    return sheet.mapped_alike(replace(box, rows=Span(past, last)), cleared) if past < last else sheet


def _check_corner(sheet: Sheet, row: int, column: int) -> None:
    for name, word, index, count in (
        ("rowIndex", "row", row, sheet.row_count),
        ("columnIndex", "column", column, sheet.column_count),
    ):
        if index < 0:
            raise invalid(f"GridCoordinate.{name}[{index}] must be >= 0")
        if index >= count:
            raise invalid(f"GridCoordinate.{name}[{index}] is after last {word} in grid[{count - 1}]")


def _check_table_width(book: Spreadsheet, table_id: str, rows: list[list[Json]]) -> None:
    _, held = table(book, table_id)
    columns = Box.of(held["range"]).columns
    if any(columns.start + len(row) > (columns.end or 0) for row in rows):
        raise invalid(f"The rows do not fit into the table with id {table_id}: they have more columns than it.")


def _check_within(box: Box, rows: list[list[Json]]) -> None:
    last_row, last_column = (box.rows.end or 0) - 1, (box.columns.end or 0) - 1
    if rows and box.rows.start + len(rows) - 1 > last_row:
        raise invalid(f"Attempting to write row: {last_row + 1}, beyond the last requested row of: {last_row}")
    if any(row and box.columns.start + len(row) - 1 > last_column for row in rows):
        beyond = f"Attempting to write column: {last_column + 1}, "
        raise invalid(f"{beyond}beyond the last requested column of: {last_column}")


KINDS: dict[str, Callable[[Spreadsheet, Json], Outcome]] = {
    "updateCells": update_cells,
    "appendCells": append_cells,
    "repeatCell": repeat_cell,
    "setDataValidation": set_data_validation,
    "updateBorders": update_borders,
}

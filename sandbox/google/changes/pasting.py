"""The request that moves cells from one place to another: cutPaste."""

from collections.abc import Callable

from sandbox.google.changes.cell_writes import Outcome
from sandbox.google.grid import a1_notation
from sandbox.google.grid.box import Box, Span
from sandbox.google.grid.cell import BLANK
from sandbox.google.grid.sheet import Sheet, padded
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.methods.discovery import Json
from sandbox.google.methods.google_errors import invalid


def cut_paste(book: Spreadsheet, request: Json) -> Outcome:
    """Moves all that is in the cells of a range, also to another sheet; the range is empty after it."""
    if request.get("pasteType", "PASTE_NORMAL") != "PASTE_NORMAL":
        raise invalid("The sandbox pastes with PASTE_NORMAL only.")
    source = book.sheet(request.get("source", {}).get("sheetId", 0))
    box = Box.of(request.get("source", {}))
    source.check_start(box)
    box = source.clipped(box)
    left, right = box.columns.start, box.columns.end or 0
    cut = [padded(source.row(index), right)[left:right] for index in range(box.rows.start, box.rows.end or 0)]
    book = book.with_sheet(source.mapped(box, lambda _row, _column, _cell: BLANK))
    corner = request.get("destination", {})
    target = book.sheet(corner.get("sheetId", 0))
    top, across = corner.get("rowIndex", 0), corner.get("columnIndex", 0)
    _check_room(target, Box(Span(top, top + len(cut)), Span(across, across + right - left)))
    old = [padded(target.row(top + at), across + right - left) for at in range(len(cut))]
    rows = [row[:across] + cells + row[across + right - left :] for row, cells in zip(old, cut, strict=True)]
    return book.with_sheet(target.with_rows(top, rows, Span(across, across + right - left))), {}


def _check_room(sheet: Sheet, box: Box) -> None:
    sheet.check_start(box)
    if sheet.clipped(box) != box:
        raise invalid(f"The cells do not fit into the grid: {a1_notation.written(sheet.title, box)}")


KINDS: dict[str, Callable[[Spreadsheet, Json], Outcome]] = {"cutPaste": cut_paste}

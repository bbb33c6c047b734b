"""Requests that put cells into another place: copyPaste and cutPaste."""

from collections.abc import Callable
from dataclasses import replace

from sandbox.google.cell_text import locales
from sandbox.google.changes.cells import pasted_rules
from sandbox.google.changes.cells.cell_writes import Outcome
from sandbox.google.changes.cells.paste_types import PASTES, VALUED, block_of, kind_of
from sandbox.google.grid import a1_notation, merges
from sandbox.google.grid.box import Box, Span
from sandbox.google.grid.cell import BLANK, Cell
from sandbox.google.grid.geometry import height, inside, shifted, width
from sandbox.google.grid.moved_cells import means, with_formulas
from sandbox.google.grid.references import Reference, copied, rewritten
from sandbox.google.grid.sheet import Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import invalid

MERGED = frozenset({"PASTE_NORMAL", "PASTE_NO_BORDERS", "PASTE_FORMAT"})
"""The types that bring merges along."""


def copy_paste(book: Spreadsheet, request: Json) -> Outcome:
    """Copies what the paste type takes of a range's cells, as often as they fit into the destination."""
    kind = kind_of(request)
    transposed = request.get("pasteOrientation") == "TRANSPOSE"
    sheet, source = _range(book, request.get("source", {}))
    target, destination = _range(book, request.get("destination", {}))
    block = block_of(sheet, source, kind, locales.of(book.properties))
    if transposed:
        block = list(zip(*block, strict=True))
    rows = _times_over(destination.rows, len(block))
    columns = _times_over(destination.columns, len(block[0]))
    box = Box(rows, columns)
    _check_room(target, box)
    if kind in MERGED:
        book = _merged(book, sheet, target, pasted_rules.Paste(source, box, transposed))
        target = book.sheet(target.id)
    paste = PASTES[kind]

    def change(row: int, column: int, old: Cell) -> Cell:
        down, right = (row - rows.start) % len(block), (column - columns.start) % len(block[0])
        new = block[down][right]
        if transposed:
            down, right = right, down
        return paste(old, copied(new, row - source.rows.start - down, column - source.columns.start - right))

    book = book.with_sheet(target.mapped(box, change))
    if kind in pasted_rules.PASTED_WITH:
        book = pasted_rules.with_rules(book, sheet, target, pasted_rules.Paste(source, box, transposed))
    return book, {}


def _times_over(destination: Span, length: int) -> Span:
    """The destination's rows or columns when they are a multiple of the source's, else as many as the source's."""
    held = (destination.end or 0) - destination.start
    return Span(destination.start, destination.start + (held if held % length == 0 else length))


def cut_paste(book: Spreadsheet, request: Json) -> Outcome:
    """Moves what the paste type takes of a range's cells, also to another sheet; the range is empty after it."""
    kind = kind_of(request)
    sheet, source = _range(book, request.get("source", {}))
    corner = request.get("destination", {})
    target = book.sheet(corner.get("sheetId", 0))
    down, right = corner.get("rowIndex", 0) - source.rows.start, corner.get("columnIndex", 0) - source.columns.start
    box = shifted(source, down, right)
    _check_room(target, box)

    def journey(old: Box) -> tuple[Sheet, Box]:
        moves = kind in VALUED and inside(sheet.clipped(old), source)
        return (target, shifted(old, down, right)) if moves else (sheet, old)

    def along(reference: Reference) -> Reference:
        """A reference in a formula that was cut: it means the same cells as before, wherever these are now."""
        if not means(reference, sheet, sheet):
            return reference
        home, arrived = journey(reference.box())
        title = "" if home.id == target.id and not reference.title else home.title
        return reference.at(arrived)._replace(title=title)

    _, merged = merges.without(sheet, source)
    block = [rewritten(row, along) for row in block_of(sheet, source, kind, locales.of(book.properties))]
    book = book.with_sheet(sheet.mapped(source, lambda _row, _column, _cell: BLANK))
    book = replace(book, sheets=with_formulas(book.sheets, sheet, journey))
    if merged:
        book = book.with_sheet(merges.without(book.sheet(sheet.id), source)[0])
    if kind in MERGED:
        emptied, _ = merges.without(book.sheet(target.id), box)
        arrived = [shifted(merge, down, right) for merge in merged]
        book = book.with_sheet(merges.with_merges(emptied, [*merges.boxes(emptied), *arrived]))
    paste = PASTES[kind]
    pasted = book.sheet(target.id).mapped(
        box, lambda row, column, old: paste(old, block[row - box.rows.start][column - box.columns.start])
    )
    book = book.with_sheet(pasted)
    if kind == "PASTE_CONDITIONAL_FORMATTING":
        book = pasted_rules.with_rules(book, sheet, target, pasted_rules.Paste(source, box), cut=True)
    return book, {}


def _merged(book: Spreadsheet, sheet: Sheet, target: Sheet, paste: pasted_rules.Paste) -> Spreadsheet:
    """The spreadsheet with the merges that lie in the source also in the target, once for each copy of it."""
    source, box = paste.source, paste.target
    tall, wide = (width, height) if paste.transposed else (height, width)
    copies = []
    for merge in merges.boxes(sheet):
        if not inside(merge, source):
            continue
        down, right = merge.rows.start - source.rows.start, merge.columns.start - source.columns.start
        down, right = (right, down) if paste.transposed else (down, right)
        for top in range(box.rows.start, box.rows.end or 0, tall(source)):
            for left in range(box.columns.start, box.columns.end or 0, wide(source)):
                rows = Span(top + down, top + down + tall(merge))
                copies.append(Box(rows, Span(left + right, left + right + wide(merge))))
    if sheet.id == target.id and all(merge in copies for merge in merges.boxes(target) if box.overlaps(merge)):
        copies = [merge for merge in copies if merge not in merges.boxes(target)]
        return book.with_sheet(merges.with_merges(target, [*merges.boxes(target), *copies]))
    emptied, _ = merges.without(target, box)
    return book.with_sheet(merges.with_merges(emptied, [*merges.boxes(emptied), *copies]))


def _range(book: Spreadsheet, grid_range: Json) -> tuple[Sheet, Box]:
    """The sheet of a GridRange and the box of it that lies in the grid; a 400 when no cell does."""
    sheet = book.sheet(grid_range.get("sheetId", 0))
    box = Box.of(grid_range)
    sheet.check_start(box)
    box = sheet.clipped(box)
    if not height(box) or not width(box):
        raise invalid(f"The range has no cells: {a1_notation.written(sheet.title, Box.of(grid_range))}")
    return sheet, box


def _check_room(sheet: Sheet, box: Box) -> None:
    sheet.check_start(box)
    if sheet.clipped(box) != box:
        raise invalid(f"The cells do not fit into the grid: {a1_notation.written(sheet.title, box)}")


KINDS: dict[str, Callable[[Spreadsheet, Json], Outcome]] = {"copyPaste": copy_paste, "cutPaste": cut_paste}

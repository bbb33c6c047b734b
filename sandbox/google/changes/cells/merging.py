"""Requests that make one cell of many, and back: mergeCells, unmergeCells."""

from collections.abc import Callable, Iterator

from sandbox.google.changes.cells.cell_writes import Outcome, target
from sandbox.google.grid import merges
from sandbox.google.grid.box import Box, Span
from sandbox.google.grid.cell import Cell
from sandbox.google.grid.geometry import height, width
from sandbox.google.grid.sheet import Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.protocol.discovery import Json


def merge(book: Spreadsheet, request: Json) -> Outcome:
    """Merges a range whole, by rows or by columns: of what is in its cells, only the first is kept."""
    sheet, box = target(book, request)
    whole = sheet.clipped(box)
    sheet.check_open(whole)
    kind = request.get("mergeType", "MERGE_ALL")
    sheet, _ = merges.without(sheet, whole)
    parts = [part for part in _parts(whole, kind) if height(part) * width(part) > 1]
    for part in parts:
        sheet = _gathered(sheet, part)
    return book.with_sheet(merges.with_merges(sheet, [*merges.boxes(sheet), *parts])), {}


def unmerge(book: Spreadsheet, request: Json) -> Outcome:
    """Takes all merges in a range apart; what was in the first cell stays there."""
    sheet, box = target(book, request)
    whole = sheet.clipped(box)
    sheet.check_open(whole)
    return book.with_sheet(merges.without(sheet, whole)[0]), {}


def _parts(box: Box, kind: str) -> Iterator[Box]:
    match kind:
        case "MERGE_ROWS":
            for row in range(box.rows.start, box.rows.end or 0):
                yield Box(Span(row, row + 1), box.columns)
        case "MERGE_COLUMNS":
            for column in range(box.columns.start, box.columns.end or 0):
                yield Box(box.rows, Span(column, column + 1))
        case _:
            yield box


def _gathered(sheet: Sheet, box: Box) -> Sheet:
    """The sheet with what is in the box in its first cell; only the formats of the others stay."""
    kept = next((cell for cell in sheet.cells(box) if cell.value is not None), None)

    def change(row: int, column: int, cell: Cell) -> Cell:
        first = (row, column) == (box.rows.start, box.columns.start)
        return Cell(kept.value if first and kept else None, cell.format, cell.note if first else "", cell.rule)

    held = Box(Span(box.rows.start, min(box.rows.end or 0, max(len(sheet.rows), box.rows.start + 1))), box.columns)
    return sheet.mapped(held, change)


KINDS: dict[str, Callable[[Spreadsheet, Json], Outcome]] = {"mergeCells": merge, "unmergeCells": unmerge}

"""The request that continues cells into those beside them: autoFill."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from sandbox.google.changes.cells.cell_writes import Outcome
from sandbox.google.grid.box import Box, Span
from sandbox.google.grid.cell import Cell
from sandbox.google.grid.geometry import minus
from sandbox.google.grid.references import copied
from sandbox.google.grid.sheet import Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import invalid


def auto_fill(book: Spreadsheet, request: Json) -> Outcome:
    """Repeats the source's cells, formulas carried along; two or more numbers in equal steps go on in these steps."""
    if ("range" in request) == ("sourceAndDestination" in request):
        raise invalid("Exactly one of range or sourceAndDestination must be specified.")
    alternate = request.get("useAlternateSeries", False)
    if "sourceAndDestination" in request:
        sheet, source, target = _named(book, request["sourceAndDestination"])
        return book.with_sheet(_filled(sheet, source, target, alternate=alternate)), {}
    sheet = book.sheet(request["range"].get("sheetId", 0))
    sheet.check_start(Box.of(request["range"]))
    target = sheet.clipped(Box.of(request["range"]))
    found = _held(sheet, target)
    if found is None:
        return book, {}
    down = Box(target.rows, found.columns)
    sheet = _filled(sheet, found, down, alternate=alternate)
    return book.with_sheet(_filled(sheet, down, target, alternate=alternate)), {}


def _named(book: Spreadsheet, named: Json) -> tuple[Sheet, Box, Box]:
    """The sheet, the source, and the box of the source and what is to be filled."""
    grid_range = named.get("source", {})
    sheet = book.sheet(grid_range.get("sheetId", 0))
    sheet.check_start(Box.of(grid_range))
    source = sheet.clipped(Box.of(grid_range))
    length = named.get("fillLength", 0)
    dimension = named.get("dimension")
    if dimension == "ROWS":
        target = Box(_extended(source.rows, length), source.columns)
    elif dimension == "COLUMNS":
        target = Box(source.rows, _extended(source.columns, length))
    else:
        raise invalid("A dimension must be specified.")
    if min(target.rows.start, target.columns.start) < 0 or sheet.clipped(target) != target:
        raise invalid(f"There is no room in the grid to fill {length} {dimension.lower()}.")
    return sheet, source, target


def _extended(span: Span, length: int) -> Span:
    return Span(span.start + min(length, 0), (span.end or 0) + max(length, 0))


def _held(sheet: Sheet, box: Box) -> Box | None:
    """The smallest box of the range's cells that hold a value, None when none does."""
    left, right = box.columns.start, box.columns.end
    places = [
        (row, column)
        for row in box.rows.clip(len(sheet.rows))
        for column, cell in enumerate(sheet.row(row)[left:right], left)
        if cell.value is not None
    ]
    if not places:
        return None
    rows, columns = {row for row, _ in places}, {column for _, column in places}
    return Box(Span(min(rows), max(rows) + 1), Span(min(columns), max(columns) + 1))


def _filled(sheet: Sheet, source: Box, target: Box, *, alternate: bool) -> Sheet:
    """The sheet with the target filled from the source, which fills it from side to side in one dimension."""
    down = source.columns == target.columns
    span = source.rows if down else source.columns
    start, length = span.start, (span.end or 0) - span.start
    lines = source.columns.clip(sheet.column_count) if down else source.rows.clip(sheet.row_count)

    def cells(line: int) -> list[Cell]:
        return [sheet.cell(at, line) if down else sheet.cell(line, at) for at in range(start, start + length)]

    held = {line: cells(line) for line in lines}
    steps = {line: None if alternate else _step(found) for line, found in held.items()}

    def change(row: int, column: int, _cell: Cell) -> Cell:
        line, at = (column, row - start) if down else (row, column - start)
        cell, step = held[line][at % length], steps[line]
        away = at - at % length
        if step is not None and isinstance(cell.value, float):
            return replace(cell, value=cell.value + step * away)
        return copied(cell, away, 0) if down else copied(cell, 0, away)

    for box in minus(target, source):
        sheet = sheet.mapped(box, change)
    return sheet


def _step(cells: Sequence[Cell]) -> float | None:
    """The step from each number to the next, None unless there are two or more numbers in equal steps."""
    numbers = [cell.value for cell in cells if isinstance(cell.value, float)]
    if len(numbers) < 2 or len(numbers) < len(cells):
        return None
    # Rounded, as 0.3 - 0.2 is not quite 0.1.
    steps = {round(second - first, 9) for first, second in pairwise(numbers)}
    return steps.pop() if len(steps) == 1 else None


KINDS: dict[str, Callable[[Spreadsheet, Json], Outcome]] = {"autoFill": auto_fill}

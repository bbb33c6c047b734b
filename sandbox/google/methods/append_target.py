"""Where values.append finds a table: the last block of filled cells in a range, with what touches it."""

from sandbox.google.grid.box import Box, Span
from sandbox.google.grid.sheet import Sheet


def last(sheet: Sheet, box: Box) -> Box | None:
    """The last table that lies at least partly in the box; None where all of it is empty.

    A table ends at blank rows and columns, as in Google's guide to values.append.
    """
    columns = range(box.columns.start, box.columns.end or 0)
    for row in range(min(box.rows.end or 0, len(sheet.rows)) - 1, box.rows.start - 1, -1):
        filled = [column for column in columns if _filled(sheet, row, column)]
        if filled:
            return _grown(sheet, Box(Span(row, row + 1), Span(filled[-1], filled[-1] + 1)))
    return None


def _grown(sheet: Sheet, box: Box) -> Box:
    """The box with its neighbours, and theirs, until all around it is blank; rows first, each looked at once."""
    while True:
        left, right = box.columns.start, box.columns.end or 0
        rows = _taller(sheet, box)
        columns = Span(
            left - 1 if _any(sheet, rows.start - 1, (rows.end or 0) + 1, left - 1, left) else left,
            right + 1 if _any(sheet, rows.start - 1, (rows.end or 0) + 1, right, right + 1) else right,
        )
        if columns == box.columns:
            return Box(rows, columns)
        box = Box(rows, columns)


def _taller(sheet: Sheet, box: Box) -> Span:
    top, bottom = box.rows.start, box.rows.end or 0
    left, right = box.columns.start - 1, (box.columns.end or 0) + 1
    while _any(sheet, top - 1, top, left, right):
        top -= 1
    while _any(sheet, bottom, bottom + 1, left, right):
        bottom += 1
    return Span(top, bottom)


def _any(sheet: Sheet, top: int, bottom: int, left: int, right: int) -> bool:
    rows = range(max(top, 0), min(bottom, len(sheet.rows)))
    return any(_filled(sheet, row, column) for row in rows for column in range(max(left, 0), right))


def _filled(sheet: Sheet, row: int, column: int) -> bool:
    return sheet.cell(row, column).value is not None

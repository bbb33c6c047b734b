"""Where values.append finds a table: the last block of filled cells in a range, with what touches it."""

from sandbox.google.grid import filled
from sandbox.google.grid.box import Box, Span
from sandbox.google.grid.cell import Row
from sandbox.google.grid.row_store import Rows
from sandbox.google.grid.sheet import Sheet


def last(sheet: Sheet, box: Box) -> Box | None:
    """The last table that lies at least partly in the box; None where all of it is empty.

    A table ends at blank rows and columns, as in Google's guide to values.append. Where two begin in one row the right
    one is the last: after a, blank, c Google has been recorded to append below c.
    """
    among = filled.columns(box.columns.start, box.columns.end or 0)
    row = filled.last(sheet.rows, box.rows.start, box.rows.end or 0, among)
    if row is None:
        return None
    column = (filled.in_row(sheet.row(row)) & among).bit_length() - 1
    return _grown(sheet.rows, Span(row, row + 1), Span(column, column + 1))


def _grown(rows: Rows[Row], down: Span, across: Span) -> Box:
    """These rows and columns with their neighbours, and theirs, until all around them is blank."""
    while True:
        top, bottom = down.start, down.end or 0
        left, right = across.start, across.end or 0
        touching = filled.columns(left - 1, right + 1)
        top, bottom = filled.first_of_run(rows, top, touching), filled.past_run(rows, bottom, touching)
        around = filled.in_rows(rows, top - 1, bottom + 1)
        while left and around >> (left - 1) & 1:
            left -= 1
        while around >> right & 1:
            right += 1
        if across == Span(left, right):
            return Box(Span(top, bottom), across)
        down, across = Span(top, bottom), Span(left, right)

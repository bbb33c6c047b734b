"""Requests that insert and delete cells, where only those below or to the right of them move: insertRange, deleteRange.

In all of it ``along`` is the dimension in which cells move and ``across`` the other: a band of columns or rows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from sandbox.google.changes.cells.cell_writes import Outcome
from sandbox.google.grid import following, merges
from sandbox.google.grid.box import Box, Edit, Span, deleted, inserted
from sandbox.google.grid.cell import BLANK, Cell
from sandbox.google.grid.geometry import within
from sandbox.google.grid.moved_cells import with_formulas
from sandbox.google.grid.sheet import Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import invalid


@dataclass(frozen=True, slots=True)
class Shift:
    """The cells that come or go, and the dimension in which those after them move."""

    sheet: Sheet
    dimension: str
    along: Span
    across: Span

    @property
    def count(self) -> int:
        """By how many rows or columns the cells after it move."""
        return (self.along.end or 0) - self.along.start

    def used(self) -> int:
        """The number of rows or columns up to the last one that has anything in the band."""
        if self.dimension == "ROWS":
            columns = slice(self.across.start, self.across.end)
            rows: Iterable[int] = reversed(range(len(self.sheet.rows)))
            return next((row + 1 for row in rows if any(cell != BLANK for cell in self.sheet.row(row)[columns])), 0)
        return max((len(self.sheet.row(row)) for row in self.across.clip(self.sheet.row_count)), default=0)

    def box(self, along: Span) -> Box:
        """The band's cells in these rows or columns."""
        return Box(along, self.across) if self.dimension == "ROWS" else Box(self.across, along)

    def edited(self, box: Box, edit: Edit) -> Box | None:
        """A box after the edit: only one that lies in the band from side to side takes part in it."""
        rows = self.dimension == "ROWS"
        clipped = self.sheet.clipped(box)
        if not within(clipped.columns if rows else clipped.rows, self.across):
            return box
        span = edit(box.rows if rows else box.columns)
        if span is None:
            return None
        return Box(span, box.columns) if rows else Box(box.rows, span)

    def check_merges(self, cut: Callable[[Span], bool]) -> None:
        """A 400 when merged cells would be torn: by what comes or goes, or because only some of them move."""
        for merge in merges.boxes(self.sheet):
            along, across = merge.rows, merge.columns
            if self.dimension != "ROWS":
                along, across = across, along
            moves = along.overlaps(Span(self.along.start)) and across.overlaps(self.across)
            if moves and (cut(along) or not within(across, self.across)):
                raise merges.partly()

    def follow(self, book: Spreadsheet, edit: Edit) -> Spreadsheet:
        """The spreadsheet with all that points to cells as it is after the edit; they are still where they were."""

        def journey(box: Box) -> tuple[Sheet, Box] | None:
            moved = self.edited(box, edit)
            return None if moved is None else (self.sheet, moved)

        book = replace(book, sheets=with_formulas(book.sheets, self.sheet, journey))
        return book.shifted(following.within(self.sheet.id, lambda box: self.edited(box, edit)))


def insert(book: Spreadsheet, request: Json) -> Outcome:
    """Inserts empty cells; those after them move down or right, and the grid grows only where they need room."""
    shift = _shift(book, request)
    shift.check_merges(lambda span: merges.cut(span, shift.along.start))
    sheet, used = shift.sheet, shift.used()
    past = used + shift.count if used > shift.along.start else shift.along.end or 0
    rows = shift.dimension == "ROWS"
    edit = _cut_off(inserted(shift.along.start, shift.count), max(past, sheet.size(shift.dimension)))
    book = shift.follow(book, edit)
    grown = book.sheet(sheet.id).grown_to(past if rows else 0, 0 if rows else past)

    def change(row: int, column: int, _cell: Cell) -> Cell:
        if (row if rows else column) < (shift.along.end or 0):
            return BLANK
        return grown.cell(row - shift.count, column) if rows else grown.cell(row, column - shift.count)

    return book.with_sheet(grown.mapped(shift.box(Span(shift.along.start, past)), change)), {}


def delete(book: Spreadsheet, request: Json) -> Outcome:
    """Deletes cells; those after them move up or left, and the grid keeps its size."""
    shift = _shift(book, request)
    shift.check_merges(lambda span: span.overlaps(shift.along) and not within(span, shift.along))
    rows = shift.dimension == "ROWS"
    past = max(shift.used(), shift.along.end or 0)
    book = shift.follow(book, deleted(shift.along.start, shift.along.end or 0))
    sheet = book.sheet(shift.sheet.id)

    def change(row: int, column: int, _cell: Cell) -> Cell:
        return sheet.cell(row + shift.count, column) if rows else sheet.cell(row, column + shift.count)

    return book.with_sheet(sheet.mapped(shift.box(Span(shift.along.start, past)), change)), {}


def _cut_off(edit: Edit, size: int) -> Edit:
    """The edit in a grid of this size: what it moves over the end is gone."""

    def within_grid(span: Span) -> Span | None:
        moved = edit(span)
        if moved is None or moved == span or moved.end is None or moved.end <= size:
            return moved
        return Span(moved.start, size) if moved.start < size else None

    return within_grid


def _shift(book: Spreadsheet, request: Json) -> Shift:
    grid_range = request.get("range", {})
    sheet = book.sheet(grid_range.get("sheetId", 0))
    box = Box.of(grid_range)
    sheet.check_start(box)
    box = sheet.clipped(box)
    dimension = request.get("shiftDimension", "DIMENSION_UNSPECIFIED")
    if dimension == "ROWS":
        return Shift(sheet, dimension, box.rows, box.columns)
    if dimension == "COLUMNS":
        return Shift(sheet, dimension, box.columns, box.rows)
    raise invalid("A dimension must be specified.")


KINDS: dict[str, Callable[[Spreadsheet, Json], Outcome]] = {"insertRange": insert, "deleteRange": delete}

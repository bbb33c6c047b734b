"""One sheet as a value: its grid, its rows and what is attached to parts of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from sandbox.google.grid import a1_notation, column_kinds, filled
from sandbox.google.grid.box import Box, Edit, Span, deleted, inserted, moved
from sandbox.google.grid.cell import BLANK, Cell, Row
from sandbox.google.grid.geometry import within
from sandbox.google.grid.references import has_formula
from sandbox.google.grid.row_store import Rows, different
from sandbox.google.protocol import field_masks
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.field_masks import Mask
from sandbox.google.protocol.google_errors import invalid, protected

T = TypeVar("T")

ATTACHED: Mapping[str, str] = {
    "bandedRanges": "BandedRange",
    "basicFilter": "BasicFilter",
    "charts": "EmbeddedChart",
    "columnGroups": "DimensionGroup",
    "conditionalFormats": "ConditionalFormatRule",
    "filterViews": "FilterView",
    "merges": "GridRange",
    "protectedRanges": "ProtectedRange",
    "rowGroups": "DimensionGroup",
    "slicers": "Slicer",
    "tables": "Table",
}
"""What lies on a sheet beside its cells, by its name in Google's Sheet, with the message that describes one."""

WHOLE = Box()
"""A box without bounds: the whole sheet, however large it grows."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet; ``rows`` ends with the last row that holds anything, a row with its last cell that does.
    ``formulas`` is False only when no cell holds one: then nothing has to follow when rows come and go.

    ``properties`` are Google's SheetProperties beyond id, title and grid size. ``attached`` keeps Google's JSON by the
    names in ATTACHED. ``guarded`` are the boxes that whoever changes the sheet just now may not edit.
    """

    id: int
    title: str
    row_count: int = 1000
    column_count: int = 26
    rows: Rows[Row] = field(default_factory=Rows)
    formulas: bool = False
    properties: Json = field(default_factory=dict)
    dimensions: Mapping[str, Mapping[int, Json]] = field(default_factory=lambda: {"ROWS": {}, "COLUMNS": {}})
    attached: Mapping[str, tuple[Json, ...]] = field(default_factory=dict)
    guarded: tuple[Box, ...] = ()

    def held(self, name: str) -> tuple[Json, ...]:
        """What of this name in ATTACHED lies on the sheet."""
        return self.attached.get(name, ())

    def holding(self, name: str, messages: Sequence[Json]) -> "Sheet":
        """The sheet with these in the place of all it holds of this name."""
        left = {other: held for other, held in self.attached.items() if other != name}
        return replace(self, attached=left | ({name: tuple(messages)} if messages else {}))

    def check_open(self, box: Box) -> None:
        """Google's 400 when a cell of the box is protected from whoever is changing the sheet."""
        if any(guarded.overlaps(box) for guarded in self.guarded):
            raise protected()

    def row(self, index: int) -> Row:
        """The cells of a row, without the blank ones at its end."""
        return self.rows[index] if index < len(self.rows) else ()

    def cell(self, row: int, column: int) -> Cell:
        """The cell, blank where nothing is."""
        cells = self.row(row)
        return cells[column] if column < len(cells) else BLANK

    def cells(self, box: Box) -> Iterator[Cell]:
        """The cells of a box that rows reach, from left to right and down; those below them are blank."""
        for row in box.rows.clip(len(self.rows)):
            for column in box.columns.clip(self.column_count):
                yield self.cell(row, column)

    def sized(self, dimension: str, indexes: range, properties: Json, mask: Mask) -> "Sheet":
        """The sheet with Google's DimensionProperties at these indexes changed as the mask says."""
        held = dict(self.dimensions[dimension])
        for index in indexes:
            held[index] = field_masks.merge(held.get(index, {}), properties, mask)
        kept = {index: properties for index, properties in held.items() if properties}
        return replace(self, dimensions={**self.dimensions, dimension: kept})

    def size(self, dimension: str) -> int:
        """The number of ROWS or COLUMNS in the grid."""
        return self.row_count if dimension == "ROWS" else self.column_count

    def grown_to(self, rows: int, columns: int) -> "Sheet":
        """The sheet with a grid of at least this size."""
        return replace(self, row_count=max(rows, self.row_count), column_count=max(columns, self.column_count))

    def check_start(self, box: Box) -> None:
        """A 400 when the box starts outside the grid; one that only ends outside is cut off by whoever uses it."""
        for name, index in (("rowIndex", box.rows.start), ("columnIndex", box.columns.start)):
            if index < 0:
                raise invalid(f"GridCoordinate.{name}[{index}] must be >= 0")
        if box.rows.start >= self.row_count or box.columns.start >= self.column_count:
            raise invalid(
                f"Range ({a1_notation.written(self.title, box)}) exceeds grid limits. "
                f"Max rows: {self.row_count}, max columns: {self.column_count}"
            )

    def clipped(self, box: Box) -> Box:
        """The part of the box within the grid."""
        rows, columns = box.rows.clip(self.row_count), box.columns.clip(self.column_count)
        return Box(Span(rows.start, rows.stop), Span(columns.start, columns.stop))

    def with_rows(self, start: int, rows: Sequence[Row], columns: Span = WHOLE.columns) -> "Sheet":
        """The sheet with these rows from ``start`` on, in the place of as many; only ``columns`` of them differ."""
        self.check_open(Box(Span(start, start + len(rows)), columns))
        kept = self.rows
        if start > len(kept):
            kept = kept.splice(len(kept), len(kept), [()] * (start - len(kept)))
        kept = _ended(kept.splice(start, start + len(rows), [trimmed(row) for row in rows]))
        column_kinds.note(kept, start, start + len(rows))
        return replace(self, rows=kept, formulas=self.formulas or any(map(has_formula, different(rows))))

    def mapped(self, box: Box, change: Callable[[int, int, Cell], Cell]) -> "Sheet":
        """The sheet after ``change`` (row, column, cell) of every cell of the box that lies in the grid."""
        rows, columns = box.rows.clip(self.row_count), box.columns.clip(self.column_count)

        def changed(index: int) -> Row:
            cells = list(padded(self.row(index), columns.stop))
            for column in columns:
                cells[column] = change(index, column, cells[column])
            return tuple(cells)

        written = Span(columns.start, columns.stop)
        return self.with_rows(rows.start, [changed(index) for index in rows], written)

    def mapped_alike(self, box: Box, change: Callable[[Cell], Cell]) -> "Sheet":
        """The sheet after the same ``change`` of every cell of the box, wherever it lies in the grid.

        Rows that were one and the same object stay one: most of a tab are blank, and look alike.
        """
        rows, columns = box.rows.clip(self.row_count), box.columns.clip(self.column_count)
        known: dict[int, Row] = {}

        def changed(row: Row) -> Row:
            if id(row) not in known:
                cells = padded(row, columns.stop)
                inside = tuple(map(change, cells[columns.start : columns.stop]))
                known[id(row)] = trimmed(cells[: columns.start] + inside + cells[columns.stop :])
            return known[id(row)]

        written = Span(columns.start, columns.stop)
        return self.with_rows(rows.start, [changed(self.row(index)) for index in rows], written)

    def inserting(self, dimension: str, at: int, count: int, *, like: int | None) -> "Sheet":
        """The sheet with ``count`` new rows or columns before ``at``, styled like those at ``like``."""
        self._check_reshaping(dimension, at, at)
        sheet = self._edited(dimension, inserted(at, count))
        if dimension == "ROWS":
            template = () if like is None else trimmed(tuple(cell.styled() for cell in self.row(like)))
            rows = sheet.rows
            if at < len(rows) or template:
                blank: list[Row] = [()] * max(at - len(rows), 0)
                rows = _ended(rows.splice(len(rows), len(rows), blank).splice(at, at, [template] * count))
            return replace(sheet, rows=rows, row_count=self.row_count + count)

        def widened(row: Row) -> Row:
            style = row[like].styled() if like is not None and like < len(row) else BLANK
            if at >= len(row) and style == BLANK:
                return row
            cells = padded(row, at)
            return trimmed(cells[:at] + (style,) * count + cells[at:])

        rows = _ended(Rows(widened(row) for row in sheet.rows))
        return replace(sheet, rows=rows, column_count=self.column_count + count)

    def without(self, dimension: str, first: int, past: int) -> "Sheet":
        """The sheet without the rows or columns from ``first`` up to ``past``."""
        self._check_reshaping(dimension, first, past)
        sheet = self._edited(dimension, deleted(first, past))
        if dimension == "ROWS":
            kept = sheet.rows
            kept = kept.splice(first, min(past, len(kept)), []) if first < len(kept) else kept
            return replace(sheet, rows=_ended(kept), row_count=self.row_count - (past - first))
        rows = _ended(Rows(trimmed(row[:first] + row[past:]) for row in sheet.rows))
        return replace(sheet, rows=rows, column_count=self.column_count - (past - first))

    def moving(self, dimension: str, first: int, past: int, to: int) -> "Sheet":
        """The sheet with a block of rows or columns moved before the index ``to`` of now."""
        self._check_reshaping(dimension, first, past)
        self._check_reshaping(dimension, to, to)
        sheet = self._edited(dimension, moved(first, past, to))
        low, high = min(first, to), max(past, to)
        if dimension == "ROWS":
            around = [sheet.row(index) for index in range(low, high)]
            return sheet.with_rows(low, _shifted(around, first - low, past - low, to - low))

        def shuffled(row: Row) -> Row:
            cells = list(padded(row, high))
            cells[low:high] = _shifted(cells[low:high], first - low, past - low, to - low)
            return trimmed(tuple(cells))

        return replace(sheet, rows=_ended(Rows(shuffled(row) for row in sheet.rows)))

    def last_row(self) -> int:
        """The number of rows up to the last one with a value in any column."""
        last = filled.last_of_all(self.rows)
        return 0 if last is None else last + 1

    def _check_reshaping(self, dimension: str, first: int, past: int) -> None:
        """A 400 when rows or columns would go from, or come in between, protected ones; beside them they may."""
        for box in self.guarded:
            span = box.rows if dimension == "ROWS" else box.columns
            touched = (
                span.overlaps(Span(first, past))
                if past > first
                else within(Span(first, first + 1), Span(span.start + 1, span.end))
            )
            if touched or span == Span():  # new cells would lie in protected rows, columns or all of a tab
                raise protected()

    def _edited(self, dimension: str, edit: Edit) -> "Sheet":
        """The sheet with its sizes and guards as they are after the edit; the cells are still where they were."""
        moved = dict(_moved(self.dimensions[dimension], edit))
        return replace(
            self,
            dimensions={**self.dimensions, dimension: moved},
            guarded=tuple(box for box in (_guard(held, dimension, edit) for held in self.guarded) if box),
        )


def _guard(box: Box, dimension: str, edit: Edit) -> Box | None:
    span = edit(box.rows if dimension == "ROWS" else box.columns)
    if span is None:
        return None
    return Box(span, box.columns) if dimension == "ROWS" else Box(box.rows, span)


def padded(row: Row, width: int) -> Row:
    """The row with at least ``width`` cells."""
    return row if len(row) >= width else row + (BLANK,) * (width - len(row))


def trimmed(row: Row) -> Row:
    """The row without the blank cells at its end."""
    width = len(row)
    while width and row[width - 1] == BLANK:
        width -= 1
    return row[:width]


def _ended(rows: Rows[Row]) -> Rows[Row]:
    count = len(rows)
    if not count or rows[count - 1]:
        return rows
    for row in reversed(rows):
        if row:
            break
        count -= 1
    return rows.splice(count, len(rows), [])


def _shifted(cells: list[T], first: int, past: int, to: int) -> list[T]:
    block = cells[first:past]
    return (
        cells[:to] + block + cells[to:first] + cells[past:]
        if to <= first
        else (cells[:first] + cells[past:to] + block + cells[to:])
    )


def _moved(held: Mapping[int, Json], edit: Edit) -> list[tuple[int, Json]]:
    edited = ((edit(Span(index, index + 1)), properties) for index, properties in held.items())
    return [(span.start, properties) for span, properties in edited if span]

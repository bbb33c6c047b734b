"""Rectangles of cells, possibly open-ended, and what becomes of them when rows or columns come, go or move."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.google.methods.discovery import Json
from sandbox.google.methods.google_errors import invalid


@dataclass(frozen=True, slots=True)
class Span:
    """Rows or columns from ``start`` up to, not including, ``end``, counted from 0; None means to the end."""

    start: int = 0
    end: int | None = None

    def clip(self, count: int) -> range:
        """The indexes within a grid of ``count``."""
        return range(self.start, count if self.end is None else min(self.end, count))


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of cells of one sheet."""

    rows: Span = Span()
    columns: Span = Span()

    @classmethod
    def of(cls, grid_range: Json) -> "Box":
        """The box in a GridRange; a 400 when its end lies before its start."""
        rows = _span(grid_range, "startRowIndex", "endRowIndex")
        return cls(rows, _span(grid_range, "startColumnIndex", "endColumnIndex"))

    def grid_range(self, sheet_id: int) -> Json:
        """The box as Google's GridRange, which leaves out zeros and open ends."""
        found = {
            "sheetId": sheet_id,
            "startRowIndex": self.rows.start,
            "endRowIndex": self.rows.end,
            "startColumnIndex": self.columns.start,
            "endColumnIndex": self.columns.end,
        }
        return {name: value for name, value in found.items() if value}


Edit = Callable[[Span], Span | None]
"""What becomes of a span of rows or columns; None when nothing of it is left."""


def inserted(at: int, count: int) -> Edit:
    """The edit that puts ``count`` new rows or columns before index ``at``: what lies around it grows."""

    def edit(span: Span) -> Span | None:
        start = span.start + count if at <= span.start and span != Span() else span.start
        end = None if span.end is None else span.end + (count if at < span.end else 0)
        return Span(start, end)

    return edit


def deleted(first: int, past: int) -> Edit:
    """The edit that takes away the indexes from ``first`` up to ``past``."""

    def moved(index: int) -> int:
        return index - (min(index, past) - first) if index > first else index

    def edit(span: Span) -> Span | None:
        start = moved(span.start)
        end = None if span.end is None else moved(span.end)
        return None if end is not None and end <= start else Span(start, end)

    return edit


def moved(first: int, past: int, to: int) -> Edit:
    """The edit that moves a block before index ``to``: a span goes along when all of it lies in what moves."""
    low, high = (first, to) if to > first else (to, past)
    count = past - first

    def edit(span: Span) -> Span | None:
        if span.end is None or not (low <= span.start and span.end <= high):
            return span
        if first <= span.start and span.end <= past:
            shift = to - past if to > first else to - first
        elif span.end <= first or span.start >= past:
            shift = -count if to > first else count
        else:
            return span
        return Span(span.start + shift, span.end + shift)

    return edit


def rebase(holder: Json, dimension: str, edit: Edit) -> Json | None:
    """A message with a ``range`` or ``ranges`` after the edit; None when no cell of it is left."""
    if "range" in holder:
        box = _edited(Box.of(holder["range"]), dimension, edit)
        return None if box is None else holder | {"range": box.grid_range(_sheet(holder["range"]))}
    if "ranges" in holder:
        edited = [(grid_range, _edited(Box.of(grid_range), dimension, edit)) for grid_range in holder["ranges"]]
        left = [box.grid_range(_sheet(grid_range)) for grid_range, box in edited if box]
        return holder | {"ranges": left} if left else None
    return holder


def _edited(box: Box, dimension: str, edit: Edit) -> Box | None:
    if dimension == "ROWS":
        rows = edit(box.rows)
        return None if rows is None else Box(rows, box.columns)
    columns = edit(box.columns)
    return None if columns is None else Box(box.rows, columns)


def _sheet(grid_range: Json) -> int:
    return int(grid_range.get("sheetId", 0))


def _span(message: Json, start: str, end: str) -> Span:
    first, past = message.get(start, 0), message.get(end)
    _not_negative(start, first)
    _not_negative(end, past)
    if past is not None and past < first:
        raise invalid(f"{end} [{past}] must be greater than or equal to {start} [{first}]")
    return Span(first, past)


def _not_negative(name: str, index: Any) -> None:
    if index is not None and index < 0:
        raise invalid(f"GridRange.{name}[{index}] must be >= 0")

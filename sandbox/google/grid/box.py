"""Rectangles of cells, possibly open-ended, and what becomes of them when rows or columns come, go or move."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import invalid


@dataclass(frozen=True, slots=True)
class Span:
    """Rows or columns from ``start`` up to, not including, ``end``, counted from 0; None means to the end."""

    start: int = 0
    end: int | None = None

    def clip(self, count: int) -> range:
        """The indexes within a grid of ``count``."""
        return range(self.start, count if self.end is None else min(self.end, count))

    def overlaps(self, other: "Span") -> bool:
        """True when an index lies in both."""
        return (self.end is None or other.start < self.end) and (other.end is None or self.start < other.end)


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
        """The box as Google's GridRange: sheet 0 and open ends are left out, a start of 0 only where the end is open.

        So Google has recorded it for named and protected ranges, merges and filters.
        """
        found: Json = {"sheetId": sheet_id} if sheet_id else {}
        for span, start, end in (
            (self.rows, "startRowIndex", "endRowIndex"),
            (self.columns, "startColumnIndex", "endColumnIndex"),
        ):
            if span.start or span.end is not None:
                found[start] = span.start
            if span.end is not None:
                found[end] = span.end
        return found

    def overlaps(self, other: "Box") -> bool:
        """True when a cell lies in both."""
        return self.rows.overlaps(other.rows) and self.columns.overlaps(other.columns)


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


def rearranged(places: Mapping[int, int]) -> Edit:
    """The edit that takes single rows or columns to their new places; those without one stay."""

    def edit(span: Span) -> Span | None:
        start = places.get(span.start, span.start)
        return Span(start, start + 1)

    return edit


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

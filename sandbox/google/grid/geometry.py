"""Boxes of cells compared and moved: what lies within another, what two have in common, what is left of one."""

from sandbox.google.grid.box import Box, Span


def within(span: Span, outer: Span) -> bool:
    """True when all of the span lies in the outer one; one without an end lies only in one without an end."""
    if span.start < outer.start:
        return False
    return outer.end is None or (span.end is not None and span.end <= outer.end)


def inside(box: Box, outer: Box) -> bool:
    """True when all of the box lies in the outer one."""
    return within(box.rows, outer.rows) and within(box.columns, outer.columns)


def shifted(box: Box, down: int, right: int) -> Box:
    """The box so far below and to the right; an open end stays open."""
    return Box(_shifted(box.rows, down), _shifted(box.columns, right))


def common(box: Box, other: Box) -> Box | None:
    """The cells that are in both boxes, None when there are none."""
    rows, columns = _common(box.rows, other.rows), _common(box.columns, other.columns)
    return Box(rows, columns) if rows and columns else None


def minus(box: Box, other: Box) -> list[Box]:
    """The box without the cells of the other one, as up to four boxes: above, below, left and right of it."""
    shared = common(box, other)
    if shared is None:
        return [box]
    above, below = _around(box.rows, shared.rows)
    left, right = _around(box.columns, shared.columns)
    pieces = [Box(rows, box.columns) for rows in (above, below) if rows]
    return pieces + [Box(shared.rows, columns) for columns in (left, right) if columns]


def height(box: Box) -> int:
    """The number of rows of a box within a grid."""
    return (box.rows.end or 0) - box.rows.start


def width(box: Box) -> int:
    """The number of columns of a box within a grid."""
    return (box.columns.end or 0) - box.columns.start


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, None if span.end is None else span.end + by)


def _common(span: Span, other: Span) -> Span | None:
    ends = [end for end in (span.end, other.end) if end is not None]
    start, end = max(span.start, other.start), min(ends, default=None)
    return Span(start, end) if end is None or start < end else None


def _around(span: Span, middle: Span) -> tuple[Span | None, Span | None]:
    before = Span(span.start, middle.start) if span.start < middle.start else None
    open_ended = middle.end is None or middle.end == span.end
    return before, None if open_ended else Span(middle.end or 0, span.end)

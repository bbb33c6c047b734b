"""The merges of a sheet: which boxes they are, and what a change that would cut through one is told."""

from collections.abc import Iterable

from sandbox.google.grid import a1_notation
from sandbox.google.grid.box import Box, Span
from sandbox.google.grid.geometry import height, inside
from sandbox.google.grid.sheet import Sheet
from sandbox.google.protocol.google_errors import Refusal, invalid


def boxes(sheet: Sheet) -> list[Box]:
    """The boxes of cells that are merged."""
    return [Box.of(held) for held in sheet.held("merges")]


def cut(span: Span, index: int) -> bool:
    """True when the border before the index goes through the span."""
    return span.start < index < (span.end or 0)


def partly() -> Refusal:
    """The 400 for a change to a part of a merge; Google's words for merging and unmerging."""
    return invalid("You must select all cells in a merged range to merge or unmerge them.")


def without(sheet: Sheet, box: Box) -> tuple[Sheet, list[Box]]:
    """The sheet without the merges in the box, and these; a 400 when one lies in it only in part."""
    touching = [merge for merge in boxes(sheet) if box.overlaps(merge)]
    taken = set(touching)
    if not all(inside(merge, box) for merge in touching):
        raise partly()
    return with_merges(sheet, [merge for merge in boxes(sheet) if merge not in taken]), touching


def with_merges(sheet: Sheet, merged: Iterable[Box]) -> Sheet:
    """The sheet with these merges and no others."""
    return sheet.holding("merges", [merge.grid_range(sheet.id) for merge in merged])


def check_sortable(sheet: Sheet, box: Box) -> None:
    """A 400 when rows of the box cannot change places: merged cells hold two of them together, or reach outside."""
    for merge in boxes(sheet):
        if box.overlaps(merge) and (height(merge) > 1 or not inside(merge, box)):
            where = a1_notation.written(sheet.title, merge)
            raise invalid(
                f"You can't sort a range containing vertical merges. There is a vertical merge at {where}."
                if height(merge) > 1
                else f"You can't sort a part of merged cells: {where}."
            )

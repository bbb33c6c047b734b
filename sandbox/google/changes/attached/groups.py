"""Requests about groups of rows or columns that can be folded away: addDimensionGroup and its kin."""

from collections.abc import Callable
from dataclasses import replace

from sandbox.google.changes.cells.cell_writes import Outcome, mask_of
from sandbox.google.changes.dimensions import check_inside, dimension_range
from sandbox.google.grid.box import Span
from sandbox.google.grid.sheet import Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.protocol import field_masks
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import invalid

HELD = {"ROWS": "rowGroups", "COLUMNS": "columnGroups"}
CONTROL = {"ROWS": "rowGroupControlAfter", "COLUMNS": "columnGroupControlAfter"}
MAX_DEPTH = 8
"""Google's limit on groups within groups."""


def add(book: Spreadsheet, request: Json) -> Outcome:
    """Puts one more group over a range: what lies in a group already gets a group inside it.

    The depth of each index grows by one, and the groups are drawn anew from the depths, as Google describes it.
    """
    sheet, dimension, span = _target(book, request)
    depths = _depths(sheet, dimension)
    if any(depths.get(index, 0) >= MAX_DEPTH for index in range(span.start, span.end or 0)):
        raise invalid(f"Cannot create a group that is deeper than {MAX_DEPTH}.")
    for index in range(span.start, span.end or 0):
        depths[index] = depths.get(index, 0) + 1
    return _answered(book, _controlled(sheet, dimension), dimension, depths, "addDimensionGroup")


def delete(book: Spreadsheet, request: Json) -> Outcome:
    """Takes one group off a range: the depth of each index in it goes down by one."""
    sheet, dimension, span = _target(book, request)
    depths = _depths(sheet, dimension)
    if not any(depths.get(index) for index in range(span.start, span.end or 0)):
        raise invalid("Cannot delete a dimension group that does not exist.")
    for index in range(span.start, span.end or 0):
        depths[index] = max(depths.get(index, 0) - 1, 0)
    return _answered(book, sheet, dimension, depths, "deleteDimensionGroup")


def update(book: Spreadsheet, request: Json) -> Outcome:
    """Folds a group away, or opens it: its rows or columns are hidden or shown with it."""
    mask = mask_of(request, "DimensionGroup")
    new = request.get("dimensionGroup", {})
    sheet, dimension, span = _target(book, new)
    groups = list(sheet.held(HELD[dimension]))
    for place, group in enumerate(groups):
        if group["depth"] == new.get("depth", 0) and _span(group) == span:
            if mask and "collapsed" not in mask:
                return book, {}
            hidden = bool(new.get("collapsed"))
            open_ = {name: held for name, held in group.items() if name != "collapsed"}
            groups[place] = open_ | ({"collapsed": True} if hidden else {})
            return book.with_sheet(_hiding(sheet.holding(HELD[dimension], groups), dimension, span, hidden=hidden)), {}
    raise invalid("Cannot update a dimension group that does not exist.")


def _target(book: Spreadsheet, request: Json) -> tuple[Sheet, str, Span]:
    sheet, dimension, first, past = dimension_range(book, request.get("range", {}), open_ended=True)
    check_inside(sheet, dimension, first)
    return sheet, dimension, Span(first, min(past, sheet.size(dimension)))


def _span(group: Json) -> Span:
    return Span(group["range"].get("startIndex", 0), group["range"].get("endIndex"))


def _depths(sheet: Sheet, dimension: str) -> dict[int, int]:
    depths: dict[int, int] = {}
    for group in sheet.held(HELD[dimension]):
        for index in _span(group).clip(sheet.size(dimension)):
            depths[index] = max(depths.get(index, 0), group["depth"])
    return depths


def _answered(book: Spreadsheet, sheet: Sheet, dimension: str, depths: dict[int, int], kind: str) -> Outcome:
    folded = [(group["depth"], _span(group)) for group in sheet.held(HELD[dimension]) if group.get("collapsed")]
    groups: list[Json] = []
    for depth in range(1, max(depths.values(), default=0) + 1):
        for span in _runs([index for index in sorted(depths) if depths[index] >= depth]):
            place: Json = {"sheetId": sheet.id} if sheet.id else {}
            place |= {"dimension": dimension, "startIndex": span.start, "endIndex": span.end}
            groups.append({"range": place, "depth": depth} | ({"collapsed": True} if (depth, span) in folded else {}))
    groups.sort(key=lambda group: (group["range"]["startIndex"], group["depth"]))
    return book.with_sheet(sheet.holding(HELD[dimension], groups)), {
        kind: {"dimensionGroups": groups} if groups else {}
    }


def _controlled(sheet: Sheet, dimension: str) -> Sheet:
    """The sheet with the button of its groups after them: a sheet that has ever had a group was recorded so."""
    grid = {CONTROL[dimension]: True} | sheet.properties.get("gridProperties", {})
    return replace(sheet, properties=sheet.properties | {"gridProperties": grid})


def _runs(indexes: list[int]) -> list[Span]:
    runs: list[Span] = []
    for index in indexes:
        if runs and runs[-1].end == index:
            runs[-1] = Span(runs[-1].start, index + 1)
        else:
            runs.append(Span(index, index + 1))
    return runs


def _hiding(sheet: Sheet, dimension: str, span: Span, *, hidden: bool) -> Sheet:
    mask = {"hiddenByUser": field_masks.EVERYTHING}
    return sheet.sized(dimension, span.clip(sheet.size(dimension)), {"hiddenByUser": True} if hidden else {}, mask)


KINDS: dict[str, Callable[[Spreadsheet, Json], Outcome]] = {
    "addDimensionGroup": add,
    "deleteDimensionGroup": delete,
    "updateDimensionGroup": update,
}

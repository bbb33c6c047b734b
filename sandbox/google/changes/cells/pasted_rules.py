"""Rules of conditional formatting that are pasted with their cells, or without them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sandbox.google.grid.box import Box, Span
from sandbox.google.grid.geometry import common, minus
from sandbox.google.grid.sheet import Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.protocol.discovery import Json

PASTED_WITH = frozenset({"PASTE_NORMAL", "PASTE_NO_BORDERS", "PASTE_FORMAT", "PASTE_CONDITIONAL_FORMATTING"})
"""The types of copyPaste that bring the rules along."""


@dataclass(frozen=True, slots=True)
class Paste:
    """Cells pasted from a box over another one, which they fill once or several times."""

    source: Box
    target: Box
    transposed: bool = False

    def boxes(self, box: Box) -> list[Box]:
        """Where a part of the source is in the target, once for each time; what fills a whole line is one box."""
        part = common(box, self.source)
        if part is None:
            return []
        rows, columns = (part.rows, self.source.rows), (part.columns, self.source.columns)
        down, right = (columns, rows) if self.transposed else (rows, columns)
        return [
            Box(below, across)
            for below in _spans(*down, self.target.rows)
            for across in _spans(*right, self.target.columns)
        ]


def _spans(part: Span, source: Span, target: Span) -> list[Span]:
    if part == source:
        return [target]
    length = (source.end or 0) - source.start
    first, past = part.start - source.start, (part.end or 0) - source.start
    return [Span(start + first, start + past) for start in range(target.start, target.end or 0, length)]


def with_rules(book: Spreadsheet, sheet: Sheet, target: Sheet, paste: Paste, *, cut: bool = False) -> Spreadsheet:
    """The spreadsheet with the rules of the source in the target, where they take the place of all others.

    On the same sheet a rule's ranges grow, on another one a rule of its own is added after all others.
    What is cut has no rules left where it was.
    """
    pasted = [(rule, _ranges(rule, paste.boxes, target)) for rule in book.sheet(sheet.id).held("conditionalFormats")]
    book = _without(book, target, paste.target)
    book = _without(book, sheet, paste.source) if cut else book
    home = book.sheet(target.id)
    if sheet.id == target.id:
        grown = zip(home.held("conditionalFormats"), pasted, strict=True)
        rules = tuple({**rule, "ranges": [*rule["ranges"], *added]} for rule, (_, added) in grown)
    else:
        rules = home.held("conditionalFormats") + tuple({**rule, "ranges": added} for rule, added in pasted)
    book = book.with_sheet(home.holding("conditionalFormats", rules))
    for changed in {sheet.id, target.id}:
        book = _tidied(book, changed)
    return book


def _without(book: Spreadsheet, sheet: Sheet, box: Box) -> Spreadsheet:
    """The spreadsheet with no rule for the cells of a box; a rule may be left without a range."""
    home = book.sheet(sheet.id)
    # What reaches the end of the grid takes all of a rule's open end along.
    rows = Span(box.rows.start, None if box.rows.end == home.row_count else box.rows.end)
    columns = Span(box.columns.start, None if box.columns.end == home.column_count else box.columns.end)
    taken = Box(rows, columns)
    rules = tuple(
        {**rule, "ranges": _ranges(rule, lambda old: minus(old, taken), home)}
        for rule in home.held("conditionalFormats")
    )
    return book.with_sheet(home.holding("conditionalFormats", rules))


def _tidied(book: Spreadsheet, sheet_id: int) -> Spreadsheet:
    """The spreadsheet without the sheet's rules that have no range left."""
    sheet = book.sheet(sheet_id)
    return book.with_sheet(
        sheet.holding("conditionalFormats", [rule for rule in sheet.held("conditionalFormats") if rule["ranges"]])
    )


def _ranges(rule: Json, change: Callable[[Box], Sequence[Box]], sheet: Sheet) -> list[Json]:
    boxes = [box for grid_range in rule["ranges"] for box in change(Box.of(grid_range))]
    return [box.grid_range(sheet.id) for box in boxes]

"""What follows cells that move on a sheet, or to another: formulas in the whole spreadsheet, and what ranges name."""

from collections.abc import Callable
from dataclasses import replace

from sandbox.google.grid.box import Box
from sandbox.google.grid.references import Follow, Reference, rewritten
from sandbox.google.grid.row_store import Rows
from sandbox.google.grid.sheet import Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.methods.discovery import Json

Move = Callable[[Box], Box | None]
"""Where cells of one sheet are after a move within it; None when they are gone."""

Journey = Callable[[Box], tuple[Sheet, Box] | None]
"""The same where they may be on another sheet."""


def with_formulas(book: Spreadsheet, home: Sheet, journey: Journey) -> Spreadsheet:
    """The spreadsheet with all references to cells of ``home`` as they are after the move."""

    def followed(sheet: Sheet) -> Sheet:
        if not sheet.formulas:
            return sheet
        follow = _follow(sheet, home, journey)
        return replace(sheet, rows=Rows(rewritten(row, follow) for row in sheet.rows))

    return replace(book, sheets=tuple(map(followed, book.sheets)))


def _follow(sheet: Sheet, home: Sheet, journey: Journey) -> Follow:
    """What becomes of references in formulas of ``sheet`` that mean cells of ``home``."""

    def follow(reference: Reference) -> Reference | None:
        if not means(reference, sheet, home):
            return reference
        arrived = journey(reference.box())
        if arrived is None:
            return None
        target, box = arrived
        moved = reference.at(box)
        if target.id == home.id:
            return moved
        return moved._replace(title="" if target.id == sheet.id and not reference.title else target.title)

    return follow


def means(reference: Reference, sheet: Sheet, home: Sheet) -> bool:
    """True when a reference in a formula of ``sheet`` is to cells of ``home``."""
    return (reference.title or sheet.title).casefold() == home.title.casefold()


def with_ranges(book: Spreadsheet, sheet: Sheet, move: Move) -> Spreadsheet:
    """The spreadsheet with all that is attached to ranges of a sheet moved along; a named range stays, if need be
    without a range.
    """
    named = tuple(
        _rebased(named_range, sheet, move) or {name: held for name, held in named_range.items() if name != "range"}
        for named_range in book.named_ranges
    )
    held = book.sheet(sheet.id)
    moved = replace(
        held,
        protected=_all_rebased(held.protected, held, move),
        banded=_all_rebased(held.banded, held, move),
        conditional=_all_rebased(held.conditional, held, move),
        filter=_rebased(held.filter, held, move) if held.filter else None,
    )
    return replace(book.with_sheet(moved), named_ranges=named)


def _all_rebased(holders: tuple[Json, ...], sheet: Sheet, move: Move) -> tuple[Json, ...]:
    rebased = (_rebased(holder, sheet, move) for holder in holders)
    return tuple(holder for holder in rebased if holder is not None)


def _rebased(holder: Json, sheet: Sheet, move: Move) -> Json | None:
    """A message with a ``range`` or ``ranges`` after the move; None when no cell of it is left."""
    name = "ranges" if "ranges" in holder else "range"
    ranges = holder.get("ranges") or [holder[name] for name in ("range",) if name in holder]
    if not ranges or any(grid_range.get("sheetId", 0) != sheet.id for grid_range in ranges):
        return holder
    boxes = [Box.of(grid_range) for grid_range in ranges]
    moved = [box for old in boxes if (box := move(old))]
    if moved == boxes:
        return holder
    left = [box.grid_range(sheet.id) for box in moved]
    if not left:
        return None
    return holder | {name: left if name == "ranges" else left[0]}

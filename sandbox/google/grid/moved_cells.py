"""Formulas follow the cells that they mean, when these move on a sheet or to another."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from sandbox.google.grid.box import Box
from sandbox.google.grid.references import Follow, Reference, rewritten, with_formula
from sandbox.google.grid.sheet import Sheet

Journey = Callable[[Box], tuple[Sheet, Box] | None]
"""Where the cells of a box are after a move, and on which sheet; None when they are gone."""


def with_formulas(sheets: Sequence[Sheet], home: Sheet, journey: Journey) -> tuple[Sheet, ...]:
    """The sheets of a spreadsheet with all references to cells of ``home`` as they are after the move."""

    def followed(sheet: Sheet) -> Sheet:
        if not sheet.formulas:
            return sheet
        follow = _follow(sheet, home, journey)
        return replace(sheet, rows=sheet.rows.mapped(with_formula, lambda row: rewritten(row, follow)))

    return tuple(map(followed, sheets))


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

"""What each of Google's PasteTypes takes from a cell that is pasted over another."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from sandbox.google.cell_text import formulas
from sandbox.google.cell_text.locales import Locale
from sandbox.google.grid.box import Box
from sandbox.google.grid.cell import Cell, Row, shared
from sandbox.google.grid.sheet import Sheet, padded
from sandbox.google.protocol.discovery import Json

Paste = Callable[[Cell, Cell], Cell]
"""The cell after another (the second) was pasted over it."""


def _without_borders(old: Cell, new: Cell) -> Cell:
    """All but the borders, which stay as they were."""
    kept = {name: held for name, held in (new.format or {}).items() if name != "borders"}
    if old.format and "borders" in old.format:
        kept["borders"] = old.format["borders"]
    return replace(new, format=shared(kept) if kept else None)


PASTES: Mapping[str, Paste] = {
    "PASTE_NORMAL": lambda _old, new: new,
    "PASTE_VALUES": lambda old, new: replace(old, value=new.value),
    "PASTE_FORMAT": lambda old, new: replace(old, format=new.format),
    "PASTE_NO_BORDERS": _without_borders,
    "PASTE_FORMULA": lambda old, new: replace(old, value=new.value),
    "PASTE_DATA_VALIDATION": lambda old, new: replace(old, rule=new.rule),
    "PASTE_CONDITIONAL_FORMATTING": lambda old, _new: old,
}

VALUED = frozenset({"PASTE_NORMAL", "PASTE_VALUES", "PASTE_NO_BORDERS", "PASTE_FORMULA"})
"""The types that paste what was typed, or what it came to."""


def kind_of(request: Json, field: str = "pasteType") -> str:
    """The type that a request names; PASTE_NORMAL when it names none."""
    kind: str = request.get(field, "PASTE_NORMAL")
    return kind


def block_of(sheet: Sheet, box: Box, kind: str, locale: Locale) -> list[Row]:
    """The cells of a box within the grid as this type takes them: PASTE_VALUES takes what formulas come to."""
    left, right = box.columns.start, box.columns.end or 0
    indexes = range(box.rows.start, box.rows.end or 0)
    block = [padded(sheet.row(index), right)[left:right] for index in indexes]
    if kind != "PASTE_VALUES" or not sheet.formulas:
        return block
    return [
        tuple(
            replace(cell, value=formulas.effective(sheet, index, column, locale)) if cell.value is not None else cell
            for column, cell in enumerate(row, left)
        )
        for index, row in zip(indexes, block, strict=True)
    ]

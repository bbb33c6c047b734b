"""Cells as the values.* methods show them: formatted, unformatted or as formulas; days as numbers or as texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.google.cell_text import formulas, number_formats
from sandbox.google.cell_text.locales import EN_US, Locale
from sandbox.google.grid.box import Box
from sandbox.google.grid.cell import Cell, Fault, Formula, number
from sandbox.google.grid.sheet import Sheet
from sandbox.google.methods.discovery import Json


@dataclass(frozen=True, slots=True)
class Rendering:
    """Google's ValueRenderOption and DateTimeRenderOption, and the locale of the spreadsheet that is shown.

    The second matters only where values are not formatted, the third only where they are texts.
    """

    value: str = "FORMATTED_VALUE"
    date_time: str = "SERIAL_NUMBER"
    locale: Locale = EN_US


UNFORMATTED = Rendering("UNFORMATTED_VALUE")


def table(sheet: Sheet, box: Box, rendering: Rendering) -> list[list[Any]]:
    """The rows of a box within the grid, without the empty cells at their ends and the empty rows at its end."""
    columns = slice(box.columns.start, box.columns.end)
    held = sheet.rows.slice(box.rows.start, box.rows.clip(sheet.last_row()).stop)
    rows = [
        _row(sheet, index, box.columns.start, cells[columns], rendering)
        for index, cells in enumerate(held, box.rows.start)
    ]
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _row(sheet: Sheet, index: int, start: int, cells: Sequence[Cell], rendering: Rendering) -> list[Any]:
    """The cells of one row from the column ``start`` on; nearly all are blank or texts, which look alike everywhere."""
    row = [
        ""
        if cell.value is None
        else cell.value
        if type(cell.value) is str
        else shown(sheet, index, column, cell, rendering)
        for column, cell in enumerate(cells, start)
    ]
    while row and row[-1] == "":
        row.pop()
    return row


def by_columns(rows: list[list[Any]]) -> list[list[Any]]:
    """The same cells with the columns as the major dimension, again without empty ends."""
    width = max(map(len, rows), default=0)
    columns = [[row[column] if column < len(row) else "" for row in rows] for column in range(width)]
    for column in columns:
        while column and column[-1] == "":
            column.pop()
    return columns


def shown(sheet: Sheet, row: int, column: int, cell: Cell, rendering: Rendering) -> Any:
    """One cell's value as JSON: text, number or truth value; "" for an empty one."""
    value: Any = cell.value
    if isinstance(value, Formula):
        if rendering.value == "FORMULA":
            return value.text
        value = formulas.effective(sheet, row, column, rendering.locale)
    if isinstance(value, float):
        return _number(value, cell.format, rendering)
    if isinstance(value, bool) and rendering.value == "FORMATTED_VALUE":
        true, false = rendering.locale.truth
        return true if value else false
    if isinstance(value, Fault):
        return formulas.SHOWN.get(value.kind, "#ERROR!")
    return "" if value is None else value


def formatted(sheet: Sheet, row: int, column: int, locale: Locale) -> str:
    """The text that a person sees in the cell."""
    return str(shown(sheet, row, column, sheet.cell(row, column), Rendering(locale=locale)))


def _number(value: float, cell_format: Json | None, rendering: Rendering) -> Any:
    if rendering.value != "FORMATTED_VALUE" and rendering.date_time != "FORMATTED_STRING":
        return number(value)
    number_format = (cell_format or {}).get("numberFormat", {})
    if rendering.value == "FORMATTED_VALUE" or number_formats.is_date(number_format):
        return number_formats.shown(value, number_format, rendering.locale)
    return number(value)

"""Cells as the values.* methods show them: formatted, unformatted or as formulas; days as numbers or as texts."""

from dataclasses import dataclass
from typing import Any

from sandbox.google import formats, formulas
from sandbox.google.box import Box
from sandbox.google.cells import Cell, Fault, Formula, number
from sandbox.google.schema import Json
from sandbox.google.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Rendering:
    """Google's ValueRenderOption and DateTimeRenderOption; the latter matters only where values are not formatted."""

    value: str = "FORMATTED_VALUE"
    date_time: str = "SERIAL_NUMBER"


UNFORMATTED = Rendering("UNFORMATTED_VALUE")


def table(sheet: Sheet, box: Box, rendering: Rendering) -> list[list[Any]]:
    """The rows of a box within the grid, without the empty cells at their ends and the empty rows at its end."""
    columns = slice(box.columns.start, box.columns.end)
    rows: list[list[Any]] = []
    for index, cells in enumerate(
        sheet.rows.slice(box.rows.start, box.rows.clip(sheet.row_count).stop), box.rows.start
    ):
        row = [
            "" if cell.value is None else shown(sheet, index, column, cell, rendering)
            for column, cell in enumerate(cells[columns], box.columns.start)
        ]
        while row and row[-1] == "":
            row.pop()
        rows.append(row)
    while rows and not rows[-1]:
        rows.pop()
    return rows


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
        value = formulas.effective(sheet, row, column)
    if isinstance(value, float):
        return _number(value, (cell.format or {}).get("numberFormat", {}), rendering)
    if isinstance(value, bool) and rendering.value == "FORMATTED_VALUE":
        return str(value).upper()
    if isinstance(value, Fault):
        return formulas.SHOWN.get(value.kind, "#ERROR!")
    return "" if value is None else value


def formatted(sheet: Sheet, row: int, column: int) -> str:
    """The text that a person sees in the cell."""
    return str(shown(sheet, row, column, sheet.cell(row, column), Rendering()))


def _number(value: float, number_format: Json, rendering: Rendering) -> Any:
    if rendering.value == "FORMATTED_VALUE":
        return formats.shown(value, number_format)
    if rendering.date_time == "FORMATTED_STRING" and formats.is_date(number_format):
        return formats.shown(value, number_format)
    return number(value)

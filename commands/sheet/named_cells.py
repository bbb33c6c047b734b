"""Cells that a command writes into rows that it knows by name, while the owner may be sorting them.

What was written is looked at again: it stands in its own row in the end, and what it had covered in another is back.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from sheets.codec.cells import TEXT_FORMAT, cell_data
from sheets.codec.column import AnyColumn
from sheets.codec.table import Row, Table
from sheets.google.grid import Cell
from sheets.requests.decision_requests import Request
from sheets.schema.layout import Layout

NameOf = Callable[[Row], str]


def cells_by_name(table: Table, column: AnyColumn, name_of: NameOf) -> Mapping[str, Cell]:
    """What stands in this column, by the names of the rows; nothing of a name that is blank or stands twice."""
    rows = [(name_of(row), row.cell(column)) for row in table.keyed()]
    times = Counter(name for name, _ in rows)
    return {name: cell for name, cell in rows if name and times[name] == 1}


def cell_requests(
    layout: Layout,
    table: Table,
    column: AnyColumn,
    name_of: NameOf,
    wanted: Mapping[str, str],
    before: Mapping[str, Cell],
) -> Iterator[Request]:
    """What is to be written so that each of these names has what is ``wanted``, and others what they had ``before``.

    ``before`` is what stood there before the first writing, and blank until then.
    """
    for row in table.keyed():
        name, cell = name_of(row), row.cell(column)
        if name in wanted:
            if ("" if cell is None else cell) != wanted[name]:
                yield _written(layout, row, column, wanted[name])
        elif cell in wanted.values() and before.get(name, cell) != cell:
            yield _written(layout, row, column, before[name])


def _written(layout: Layout, row: Row, column: AnyColumn, value: Cell) -> Request:
    start = {
        "sheetId": layout.sheet_id(row.tab.title),
        "rowIndex": row.number - 1,
        "columnIndex": row.columns[column],
    }
    cell = cell_data(value, TEXT_FORMAT, layout.zone)
    # The value alone: the cell keeps the format that the owner sees.
    return {"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": "userEnteredValue"}}

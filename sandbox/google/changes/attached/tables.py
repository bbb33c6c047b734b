"""Requests about tables: ranges with a name, a header row and typed columns, which grow at their end."""

from collections.abc import Callable
from dataclasses import replace

from sandbox.google.cell_text import locales, rendering
from sandbox.google.changes.attached.range_changes import kept_range
from sandbox.google.changes.cells.cell_writes import Outcome, mask_of
from sandbox.google.grid.box import Box, Span
from sandbox.google.grid.cell import BLANK, Cell
from sandbox.google.grid.geometry import height, width
from sandbox.google.grid.sheet import Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.grid.table_rows import filtered, has_footer, table, tables
from sandbox.google.protocol import colours
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import invalid


def add(book: Spreadsheet, request: Json) -> Outcome:
    """Makes a table of a range, with the words in its first row as the names of its columns."""
    new = dict(request.get("table", {}))
    if "tableId" not in new:
        book, number = book.with_unused_id({held["tableId"] for _, held in tables(book)})
        new["tableId"] = str(number)
    if any(held["tableId"] == new["tableId"] for _, held in tables(book)):
        raise invalid(f"Cannot add table with id {new['tableId']}, a table with that id already exists.")
    book, new = _kept(book, new)
    sheet = book.sheet(new["range"].get("sheetId", 0))
    return book.with_sheet(sheet.holding("tables", (*sheet.held("tables"), new))), {"addTable": {"table": new}}


def update(book: Spreadsheet, request: Json) -> Outcome:
    """Changes a table's name, range or columns, as the mask says."""
    mask = mask_of(request, "Table")
    new = request.get("table", {})
    sheet, old = table(book, new.get("tableId", ""))
    changed = colours.merged("Table", old, new, mask) | {"tableId": old["tableId"]}
    others = book.with_sheet(_less(sheet, old))
    if changed.get("range"):
        footers = has_footer(changed) - has_footer(old)
        if "range" not in mask and mask:
            rows = Box.of(changed["range"]).rows
            changed["range"] = changed["range"] | {"endRowIndex": (rows.end or 0) + footers}
        columns = Box.of(kept_range(book, changed["range"])).columns
        width = (columns.end or sheet.column_count) - columns.start
        if mask and "columnProperties" not in mask:  # a narrower table has fewer columns
            kept = [held for held in changed["columnProperties"] if held.get("columnIndex", 0) < width]
            changed["columnProperties"] = kept
    book, changed = _kept(others, changed)
    home = book.sheet(changed["range"].get("sheetId", 0))
    return book.with_sheet(filtered(home.holding("tables", (*home.held("tables"), changed)), changed)), {}


def delete(book: Spreadsheet, request: Json) -> Outcome:
    """Deletes a table with what is in its cells; that Google empties them is assumed, see FIDELITY.md."""
    sheet, old = table(book, request.get("tableId", ""))
    sheet = _less(sheet, old).mapped(Box.of(old["range"]), lambda _row, _column, _cell: BLANK)
    for name in ("basicFilter", "filterViews"):
        sheet = sheet.holding(name, [held for held in sheet.held(name) if held.get("tableId") != old["tableId"]])
    return book.with_sheet(sheet), {}


def _kept(book: Spreadsheet, new: Json) -> tuple[Spreadsheet, Json]:
    """The table as it is kept: its range closed, its name its own, a name for each column that is free."""
    grid_range = kept_range(book, new.get("range"))
    sheet = book.sheet(grid_range.get("sheetId", 0))
    box = sheet.clipped(Box.of(grid_range))
    if height(box) < 1 or width(box) < 1:
        raise invalid("A table must have at least one row and one column.")
    new = new if new.get("name") else new | {"name": _free_name(book)}
    for other_sheet, held in tables(book):
        if held["tableId"] != new["tableId"] and held["name"].casefold() == new["name"].casefold():
            raise invalid(f'A table with the name "{new["name"]}" already exists.')
        if other_sheet is sheet and box.overlaps(Box.of(held["range"])):
            raise invalid("A table cannot overlap another table.")
    new = colours.complete("Table", new | {"range": box.grid_range(sheet.id)})
    given = {column.get("columnIndex", 0): column for column in new.get("columnProperties", ())}
    if len(given) < len(new.get("columnProperties", ())):
        raise invalid("A column of a table may be named only once.")
    if not all(0 <= index < width(box) for index in given):
        raise invalid("The column index of a table's column is outside of its range.")
    columns = [
        _column(_shown(book, sheet, box, index), index, given.get(index, {}))
        for index in range((box.columns.end or 0) - box.columns.start)
    ]
    return book.with_sheet(_headed(book, sheet, box, columns)), new | {"columnProperties": columns}


def _shown(book: Spreadsheet, sheet: Sheet, box: Box, index: int) -> str:
    """What stands at the head of a column."""
    return rendering.formatted(sheet, box.rows.start, box.columns.start + index, locales.of(book.properties))


def _column(shown: str, index: int, given: Json) -> Json:
    said = {name: held for name, held in given.items() if held and name != "columnIndex"}
    kept = {"columnIndex": index} if index else {}
    return kept | {"columnName": shown or f"Column {index + 1}"} | said


def _headed(book: Spreadsheet, sheet: Sheet, box: Box, columns: list[Json]) -> Sheet:
    """The sheet with the names of the columns in the header row where they are not there yet."""
    top = Box(Span(box.rows.start, box.rows.start + 1), box.columns)

    def change(_row: int, column: int, cell: Cell) -> Cell:
        index = column - box.columns.start
        name = columns[index]["columnName"]
        return cell if _shown(book, sheet, box, index) == name else replace(cell, value=name)

    return sheet.mapped(top, change)


def _free_name(book: Spreadsheet) -> str:
    taken = {held["name"].casefold() for _, held in tables(book)}
    number = 1
    while f"table{number}" in taken:
        number += 1
    return f"Table{number}"


def _less(sheet: Sheet, old: Json) -> Sheet:
    return sheet.holding("tables", [held for held in sheet.held("tables") if held is not old])


KINDS: dict[str, Callable[[Spreadsheet, Json], Outcome]] = {
    "addTable": add,
    "updateTable": update,
    "deleteTable": delete,
}

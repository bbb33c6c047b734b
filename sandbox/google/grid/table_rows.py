"""The tables of a spreadsheet, found by id, and how one grows by rows at its end."""

from sandbox.google.grid.box import Box
from sandbox.google.grid.sheet import Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import invalid


def tables(book: Spreadsheet) -> list[tuple[Sheet, Json]]:
    """All tables, each with the sheet it is on."""
    return [(sheet, held) for sheet in book.sheets for held in sheet.held("tables")]


def table(book: Spreadsheet, table_id: str) -> tuple[Sheet, Json]:
    """The table with this id and the sheet it is on; a 400 when there is none."""
    for sheet, held in tables(book):
        if held["tableId"] == table_id:
            return sheet, held
    raise invalid(f"No table with id: {table_id}")


def table_at(sheet: Sheet, box: Box) -> Json | None:
    """The table that a box touches, None where it touches none."""
    return next((held for held in sheet.held("tables") if box.overlaps(Box.of(held["range"]))), None)


def has_footer(held: Json) -> bool:
    """True when the last row of the table is a footer: it is one where it has a colour, as Google documents."""
    return "footerColorStyle" in held.get("rowsProperties", {})


def filtered(sheet: Sheet, changed: Json) -> Sheet:
    """The sheet with the filters of a table over the range that the table has now."""
    for name in ("basicFilter", "filterViews"):
        over = [
            held | {"range": changed["range"]} if held.get("tableId") == changed["tableId"] else held
            for held in sheet.held(name)
        ]
        sheet = sheet.holding(name, over)
    return sheet


def grown(book: Spreadsheet, table_id: str, count: int) -> tuple[Spreadsheet, int, int, int]:
    """The spreadsheet with ``count`` new rows at the table's end, its sheet's id, and row and column of the first.

    The rows come in above a footer. What is below the table moves down.
    """
    sheet, held = table(book, table_id)
    box = Box.of(held["range"])
    past = box.rows.end or sheet.row_count
    end = past - has_footer(held)
    if count and end < sheet.row_count:
        book = book.inserting(sheet.id, "ROWS", end, count, like=end - 1)
    sheet = book.sheet(sheet.id).grown_to(end + count, 0)
    longer = held | {"range": held["range"] | {"endRowIndex": past + count}}
    kept = [longer if other["tableId"] == table_id else other for other in sheet.held("tables")]
    return book.with_sheet(filtered(sheet.holding("tables", kept), longer)), sheet.id, end, box.columns.start

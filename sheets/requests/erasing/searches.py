"""Searches: what asks Google to take texts out of a column or a cell, wherever their rows are by then."""

from sheets.codec.column import AnyColumn
from sheets.codec.table import Row, Table
from sheets.requests.erasing.address_patterns import KEPT_AROUND, AddressPattern
from sheets.schema.snapshot import Snapshot

Request = dict[str, object]


def of_column(snapshot: Snapshot, table: Table, column: AnyColumn) -> Request:
    """The cells of the column below its heading."""
    return _range(snapshot, table, table.columns[column], {"startRowIndex": table.heading_row})


def of_cell(snapshot: Snapshot, table: Table, row: Row, column: AnyColumn) -> Request:
    """The cell of the row in this column."""
    return of_place(snapshot, table, row, table.columns[column])


def of_place(snapshot: Snapshot, table: Table, row: Row, place: int) -> Request:
    """The cell of the row in the column with this number, from 0."""
    return _range(snapshot, table, place, {"startRowIndex": row.number - 1, "endRowIndex": row.number})


def blanked(where: Request, text: str) -> Request:
    """Empties every cell there that holds just this, in whatever case."""
    return {"findReplace": {"find": text, "replacement": "", "matchEntireCell": True} | where}


def emptied(where: Request, pattern: AddressPattern) -> Request:
    """Empties every cell there that holds one of these addresses and no other one."""
    return {"findReplace": _by_pattern(pattern.alone, "") | where}


def cut_out(where: Request, pattern: AddressPattern) -> Request:
    """Takes these addresses out of the cells there, and leaves what stands around them."""
    return {"findReplace": _by_pattern(pattern.within, KEPT_AROUND) | where}


def cut_off(where: Request, pattern: AddressPattern) -> Request:
    """Takes these addresses away from behind a status, where the program shows what the shop has said of an order."""
    return {"findReplace": _by_pattern(f", {pattern.whole}$", "") | where}


def _by_pattern(find: str, replacement: str) -> Request:
    return {"find": find, "replacement": replacement, "searchByRegex": True, "matchCase": True}


def _range(snapshot: Snapshot, table: Table, place: int, rows: Request) -> Request:
    columns: Request = {"startColumnIndex": place, "endColumnIndex": place + 1}
    return {"range": {"sheetId": snapshot.layout.sheet_id(table.tab.title)} | rows | columns}

"""Erasing: what makes a person's row and address go, wherever the owner has moved them since they were read.

A row is found by its number, and she may sort between our read and our write. So nothing is deleted by number alone: a
row of ours with the same key is put above it, Google is asked to remove what is a duplicate of it in these two rows,
and ours is taken away again. Where another row stands there by then, nothing is removed (DeleteDuplicatesRequest: the
first one stays, what lies outside the range is not touched).
"""

from collections.abc import Iterable, Iterator

from loyalty.book.decision import Change, RemoveMember
from sheets.codec.snapshot import Snapshot
from sheets.codec.table import BadCell, Row, Table
from sheets.schema.layout import Layout
from sheets.schema.tabs import ANSWERS, COUPONS, EMAILS, LEDGER, MEMBERS, ORDERS

WITH_ADDRESSES = (MEMBERS, ORDERS, COUPONS, LEDGER, EMAILS)

Request = dict[str, object]


def erasures(snapshot: Snapshot, changes: Iterable[Change]) -> Iterator[Request]:
    """What a batch says for members who leave: their rows, their answers, and their addresses everywhere.

    Rows stand afterwards where they stood before. New rows come after it: whoever comes back in the same moment has
    the same address, and keeps it.
    """
    for change in (one for one in changes if isinstance(one, RemoveMember)):
        yield from _rows(snapshot, MEMBERS.title, "Member", {change.member.code})
        yield from _rows(snapshot, ANSWERS.title, "Id", set(change.answers))
        for tab in WITH_ADDRESSES if change.member.email else ():
            yield _blank(snapshot.layout.sheet_id(tab.title), change.member.email)
        if change.member.contact:
            yield _blank(snapshot.layout.sheet_id(MEMBERS.title), change.member.contact)


def _rows(snapshot: Snapshot, title: str, heading: str, keys: set[str]) -> Iterator[Request]:
    table = snapshot.tables.get(title)
    found = [row for row in table.rows if _text(row, heading) in keys] if table and keys else []
    for row in sorted(found, key=lambda one: one.number, reverse=True):
        if table:
            yield from _row(snapshot.layout, table, row.number, table.columns[heading], _text(row, heading))


def _row(layout: Layout, table: Table, number: int, column: int, key: str) -> Iterator[Request]:
    sheet, at = layout.sheet_id(table.tab.title), number - 1
    one = {"sheetId": sheet, "dimension": "ROWS", "startIndex": at, "endIndex": at + 1}
    keyed = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": column, "endIndex": column + 1}
    yield {"insertDimension": {"range": one, "inheritFromBefore": False}}
    yield {
        "updateCells": {
            "start": {"sheetId": sheet, "rowIndex": at, "columnIndex": column},
            "rows": [{"values": [{"userEnteredValue": {"stringValue": key}}]}],
            "fields": "userEnteredValue",
        }
    }
    both = {"sheetId": sheet, "startRowIndex": at, "endRowIndex": at + 2}
    yield {"deleteDuplicates": {"range": both, "comparisonColumns": [keyed]}}
    yield {"deleteDimension": {"range": one}}


def _blank(sheet: int, text: str) -> Request:
    """Empties every cell of a tab that holds just this."""
    return {"findReplace": {"find": text, "replacement": "", "matchEntireCell": True, "sheetId": sheet}}


def _text(row: Row, heading: str) -> str:
    try:
        return row.text(heading)
    except BadCell:
        return ""

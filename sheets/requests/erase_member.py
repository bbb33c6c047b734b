"""Erasing a member: their row and address go, wherever the owner has moved them since they were read.

A row is found by its number, and the owner may sort between our read and our write. So nothing is deleted by number
alone: a row with the same key is put above it, Google is asked to remove what is a duplicate of it in these two rows,
and ours is taken away again. Where another row stands there by then, nothing is removed (DeleteDuplicatesRequest: the
first one stays, what lies outside the range is not touched; docs/decisions/0018).
"""

import re
from collections.abc import Iterable, Iterator

from loyalty.book.decision import Change, RemoveFacts, RemoveMember
from loyalty.model.fact import Fact
from loyalty.model.member import Member
from sheets.codec.column import Column
from sheets.codec.table import Table
from sheets.codec.translation import fold_name
from sheets.schema.answers_tab import ANSWERS
from sheets.schema.layout import Layout
from sheets.schema.log_tab import LOG
from sheets.schema.members_tab import MEMBERS
from sheets.schema.orders_tab import ORDERS
from sheets.schema.snapshot import Snapshot
from sheets.schema.tabs import TABS

WITH_ADDRESSES = tuple(tab for tab in TABS if any(column.address for column in tab.columns))

Request = dict[str, object]


def erasures(snapshot: Snapshot, changes: Iterable[Change]) -> Iterator[Request]:
    """What a batch says for members who leave: their rows, answers and lines of the Log, and addresses everywhere.

    Rows stand afterwards where they stood before. New rows come later in the batch: a member who comes back in the
    same moment has the same address, and keeps it.
    """
    for change in (change for change in changes if isinstance(change, RemoveMember)):
        yield from _rows(snapshot, MEMBERS.title, MEMBERS.member, {change.member.code})
        yield from _rows(snapshot, ANSWERS.title, ANSWERS.answer_id, set(change.answers))
        yield from _lines(snapshot, change.facts)
        here = [tab for tab in WITH_ADDRESSES if tab.title in snapshot.layout.places]
        for tab in here if change.member.email else ():
            yield _blank(snapshot.layout.sheet_id(tab.title), change.member.email)
        yield from _contacts(snapshot, change.member)
        if change.member.email and ORDERS.shop_says in snapshot.tables[ORDERS.title].columns:
            yield _cut_off(snapshot, change.member.email)


def removals(snapshot: Snapshot, changes: Iterable[Change]) -> Iterator[Request]:
    """What a batch says for lines of the Log that go because newer ones say what counts."""
    for change in (change for change in changes if isinstance(change, RemoveFacts)):
        yield from _lines(snapshot, change.facts)


def _lines(snapshot: Snapshot, facts: Iterable[Fact]) -> Iterator[Request]:
    yield from _rows(snapshot, LOG.title, LOG.cause, {fact.cause for fact in facts})


def _contacts(snapshot: Snapshot, member: Member) -> Iterator[Request]:
    """Empties what the member is known by in the chat: their own cell, the one that shows all, and lines of the Log."""
    for shown in sorted({member.contact, member.own_row.contact} - {""}):
        yield _blank(snapshot.layout.sheet_id(MEMBERS.title), shown)
    for contact in member.contacts if LOG.title in snapshot.layout.places else ():
        yield _blank(snapshot.layout.sheet_id(LOG.title), contact)


def _cut_off(snapshot: Snapshot, email: str) -> Request:
    """Takes the address away from behind a status, where the program shows what the shop has said of an order."""
    place = snapshot.tables[ORDERS.title].columns[ORDERS.shop_says]
    shown = {
        "sheetId": snapshot.layout.sheet_id(ORDERS.title),
        "startColumnIndex": place,
        "endColumnIndex": place + 1,
    }
    find = f", {re.escape(fold_name(email))}$"
    return {"findReplace": {"find": find, "replacement": "", "searchByRegex": True, "range": shown}}


def _rows(snapshot: Snapshot, title: str, column: Column[str], keys: set[str]) -> Iterator[Request]:
    table = snapshot.tables.get(title)
    found = [row for row in table.rows if row.text_or_blank(column) in keys] if table and keys else []
    # From below, so that the numbers of the rows above still hold.
    for row in sorted(found, key=lambda row: row.number, reverse=True):
        if table:
            yield from _row(snapshot.layout, table, row.number, table.columns[column], row.text_or_blank(column))


def _row(layout: Layout, table: Table, number: int, column: int, key: str) -> Iterator[Request]:
    sheet, at = layout.sheet_id(table.tab.title), number - 1
    itself = {"sheetId": sheet, "dimension": "ROWS", "startIndex": at, "endIndex": at + 1}
    keyed = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": column, "endIndex": column + 1}
    yield {"insertDimension": {"range": itself, "inheritFromBefore": False}}
    yield {
        "updateCells": {
            "start": {"sheetId": sheet, "rowIndex": at, "columnIndex": column},
            "rows": [{"values": [{"userEnteredValue": {"stringValue": key}}]}],
            "fields": "userEnteredValue",
        }
    }
    both = {"sheetId": sheet, "startRowIndex": at, "endRowIndex": at + 2}
    yield {"deleteDuplicates": {"range": both, "comparisonColumns": [keyed]}}
    yield {"deleteDimension": {"range": itself}}


def _blank(sheet: int, text: str) -> Request:
    """Empties every cell of a tab that holds just this."""
    return {"findReplace": {"find": text, "replacement": "", "matchEntireCell": True, "sheetId": sheet}}

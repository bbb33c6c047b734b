"""Erasing a member: their row and address go, wherever the owner has moved them since they were read.

A row is found by its number, and the owner may sort between our read and our write. So nothing is deleted by number
alone: a row with the same key is put above it, Google is asked to remove what is a duplicate of it in these two rows,
and ours is taken away again. Where another row stands there by then, nothing is removed (DeleteDuplicatesRequest: the
first one stays, what lies outside the range is not touched; docs/decisions/0018).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial

from loyalty.book.book import Book
from loyalty.book.decision import Change, RemoveMember
from loyalty.model.identifiers import fold_order
from sheets.codec.column import AnyColumn
from sheets.codec.table import Row, Table
from sheets.google.grid import Cell
from sheets.schema.answers_tab import ANSWERS
from sheets.schema.coupons_tab import COUPONS
from sheets.schema.emails_tab import EMAILS
from sheets.schema.layout import Layout
from sheets.schema.ledger_tab import LEDGER
from sheets.schema.members_tab import MEMBERS
from sheets.schema.orders_tab import ORDERS
from sheets.schema.snapshot import Snapshot
from sheets.schema.tabs import TABS

WITH_ADDRESSES = tuple(tab for tab in TABS if any(column.address for column in tab.columns))

Request = dict[str, object]


def erasures(snapshot: Snapshot, changes: Iterable[Change]) -> Iterator[Request]:
    """What a batch says for members who leave: their rows, their answers, and their addresses everywhere.

    Rows stand afterwards where they stood before. New rows come later in the batch: a member who comes back in the
    same moment has the same address, and keeps it.
    """
    for change in (change for change in changes if isinstance(change, RemoveMember)):
        book, code = snapshot.book, change.member.code
        codes = book.codes_of(code)

        is_theirs = partial(_is_theirs, book, code, codes)
        answers = set(change.answers)
        yield from _rows(snapshot, MEMBERS.title, (MEMBERS.member, MEMBERS.email, MEMBERS.contact), is_theirs)
        yield from _rows(
            snapshot,
            ANSWERS.title,
            (ANSWERS.answer_id,),
            lambda row, answers=answers: row.text_or_blank(ANSWERS.answer_id) in answers,  # type: ignore[misc]
        )
        if change.shared:
            yield from _own_addresses(snapshot, change, codes)
        else:
            for address in sorted({change.member.email, *book.addresses_of(change.member)} - {""}):
                for tab in WITH_ADDRESSES:
                    yield _blank({"sheetId": snapshot.layout.sheet_id(tab.title)}, address)
        if change.member.contact and book.identities.contacts.isdisjoint(change.member.contacts):
            yield _blank(_column(snapshot, MEMBERS.title, MEMBERS.contact), change.member.contact)


def _is_theirs(book: Book, code: str, codes: Sequence[str], row: Row) -> bool:
    """True also for the row of somebody who was joined with them; not for one that only shows their code."""
    return MEMBERS.counts_for(row, book) == code or row.text_or_blank(MEMBERS.member) in codes[1:]


def _own_addresses(snapshot: Snapshot, change: RemoveMember, codes: Sequence[str]) -> Iterator[Request]:
    """Empties the address in the rows that are theirs; a cell that holds something else by then is left alone."""
    orders = {fold_order(number) for number in change.orders}
    theirs: tuple[tuple[str, AnyColumn, Callable[[Row], bool]], ...] = (
        (LEDGER.title, LEDGER.email, lambda row: row.text_or_blank(LEDGER.member) in codes),
        (COUPONS.title, COUPONS.email, lambda row: row.text_or_blank(COUPONS.member) in codes),
        (EMAILS.title, EMAILS.email, lambda row: row.text_or_blank(EMAILS.member) in codes),
        (ORDERS.title, ORDERS.email, lambda row: fold_order(row.text_or_blank(ORDERS.order)) in orders),
    )
    for title, column, is_theirs in theirs:
        table = snapshot.tables[title]
        for row in (row for row in table.rows if column in table.columns and is_theirs(row)):
            written = row.cell(column)
            if isinstance(written, str) and written:
                place = table.columns[column]
                cell = {"startRowIndex": row.number - 1, "endRowIndex": row.number}
                columns = {"startColumnIndex": place, "endColumnIndex": place + 1}
                yield _blank({"range": {"sheetId": snapshot.layout.sheet_id(title)} | cell | columns}, written)


def _rows(
    snapshot: Snapshot, title: str, keys: Sequence[AnyColumn], is_theirs: Callable[[Row], bool]
) -> Iterator[Request]:
    table = snapshot.tables.get(title)
    found = [row for row in table.rows if is_theirs(row)] if table else []
    # From below, so that the numbers of the rows above still hold.
    for row in sorted(found, key=lambda row: row.number, reverse=True):
        if table:
            yield from _row(snapshot.layout, table, row, [key for key in keys if row.cell(key) not in (None, "")])


def _row(layout: Layout, table: Table, row: Row, keys: Sequence[AnyColumn]) -> Iterator[Request]:
    sheet, at = layout.sheet_id(table.tab.title), row.number - 1
    itself = {"sheetId": sheet, "dimension": "ROWS", "startIndex": at, "endIndex": at + 1}
    places = [table.columns[key] for key in keys]
    keyed = [{"sheetId": sheet, "dimension": "COLUMNS", "startIndex": place, "endIndex": place + 1} for place in places]
    yield {"insertDimension": {"range": itself, "inheritFromBefore": False}}
    for key, place in zip(keys, places, strict=True):
        yield {
            "updateCells": {
                "start": {"sheetId": sheet, "rowIndex": at, "columnIndex": place},
                "rows": [{"values": [{"userEnteredValue": _same(row.cell(key))}]}],
                "fields": "userEnteredValue",
            }
        }
    both = {"sheetId": sheet, "startRowIndex": at, "endRowIndex": at + 2}
    yield {"deleteDuplicates": {"range": both, "comparisonColumns": keyed}}
    yield {"deleteDimension": {"range": itself}}


def _same(cell: Cell) -> dict[str, object]:
    """What makes another cell hold the same."""
    match cell:
        case bool():
            return {"boolValue": cell}
        case int() | Decimal():
            return {"numberValue": float(cell)}
    return {"stringValue": cell}


def _column(snapshot: Snapshot, title: str, column: AnyColumn) -> Request:
    table = snapshot.tables[title]
    place = table.columns[column]
    below = {"startRowIndex": table.heading_row, "startColumnIndex": place, "endColumnIndex": place + 1}
    return {"range": {"sheetId": snapshot.layout.sheet_id(title)} | below}


def _blank(where: Request, text: str) -> Request:
    """Empties every cell there that holds just this."""
    return {"findReplace": {"find": text, "replacement": "", "matchEntireCell": True} | where}

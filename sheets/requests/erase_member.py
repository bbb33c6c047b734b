"""Erasing a member: their row and address go, wherever the owner has moved them since they were read.

A row is found by its number, and the owner may sort between our read and our write. So nothing is deleted by number
alone: a row with the same key is put above it, Google is asked to remove what is a duplicate of it in these two rows,
and ours is taken away again. Where another row stands there by then, nothing is removed (DeleteDuplicatesRequest: the
first one stays, what lies outside the range is not touched; docs/decisions/0018).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial

from loyalty.book.book import Book
from loyalty.book.decision import Change, RemoveFacts, RemoveMember
from loyalty.model.addresses import fold_email
from loyalty.model.fact import Fact
from loyalty.model.identifiers import fold_order
from loyalty.model.member import Member
from sheets.codec.cells import as_text
from sheets.codec.column import AnyColumn, Tab
from sheets.codec.table import Row, Table
from sheets.google.grid import Cell
from sheets.schema.answers_tab import ANSWERS
from sheets.schema.coupons_tab import COUPONS
from sheets.schema.emails_tab import EMAILS
from sheets.schema.layout import Layout
from sheets.schema.ledger_tab import LEDGER
from sheets.schema.log_tab import LOG
from sheets.schema.members_tab import MEMBERS
from sheets.schema.orders_tab import EARLIER_ORDERS, ORDERS
from sheets.schema.snapshot import Snapshot
from sheets.schema.tabs import TABS

WITH_ADDRESSES = tuple(tab for tab in (*TABS, *EARLIER_ORDERS) if any(column.address for column in tab.columns))

Request = dict[str, object]


def erasures(snapshot: Snapshot, changes: Iterable[Change]) -> Iterator[Request]:
    """What a batch says for members who leave: their rows, answers and lines of the Log, and addresses everywhere.

    Rows stand afterwards where they stood before. New rows come later in the batch: a member who comes back in the
    same moment has the same address, and keeps it.
    """
    for change in (change for change in changes if isinstance(change, RemoveMember)):
        book, code = snapshot.book, change.member.code
        codes = book.codes_of(code)

        is_theirs = partial(_is_theirs, book, code, codes)
        yield from _rows(snapshot, MEMBERS.title, (MEMBERS.member, MEMBERS.email, MEMBERS.contact), is_theirs)
        yield from _rows(snapshot, ANSWERS.title, (ANSWERS.answer_id,), _says(ANSWERS.answer_id, change.answers))
        yield from _lines(snapshot, change.facts)
        yield from _own_addresses(snapshot, change, codes) if change.shared else _addresses(snapshot, change)
        if not _shares_contact(book, change.member, codes):
            yield from _contacts(snapshot, change.member)


def _shares_contact(book: Book, member: Member, codes: Sequence[str]) -> bool:
    """True when somebody else is known by one of their contacts: who has left may be back as another member."""
    holders = map(book.member_of, member.contacts)
    doubtful = not book.identities.contacts.isdisjoint(member.contacts)
    return doubtful or any(holder and holder.code not in codes for holder in holders)


def removals(snapshot: Snapshot, changes: Iterable[Change]) -> Iterator[Request]:
    """What a batch says for lines of the Log that go because newer ones say what counts."""
    for change in (change for change in changes if isinstance(change, RemoveFacts)):
        yield from _lines(snapshot, change.facts)


def _lines(snapshot: Snapshot, facts: Iterable[Fact]) -> Iterator[Request]:
    yield from _rows(snapshot, LOG.title, (LOG.cause,), _says(LOG.cause, [fact.cause for fact in facts]))


def _says(column: AnyColumn, texts: Iterable[str]) -> Callable[[Row], bool]:
    """True for a row whose cell says one of these."""
    wanted = set(texts)
    return lambda row: row.text_or_blank(column) in wanted


def _contacts(snapshot: Snapshot, member: Member) -> Iterator[Request]:
    """Empties what the member is known by in the chat: their own cell, the one that shows all, and lines of the Log.

    Only there: the same digits may be somebody's order.
    """
    shown = {member.contact, member.own_row.contact} - {""}
    everywhere = (
        *((MEMBERS.title, column, text) for column in (MEMBERS.contact, MEMBERS.contact_now) for text in sorted(shown)),
        *(
            (LOG.title, column, text)
            for column in (LOG.value, LOG.stood)
            for text in sorted(shown.union(member.contacts))
        ),
    )
    for title, column, text in everywhere:
        table = snapshot.tables.get(title)
        if table and column in table.columns:
            yield from (_blank(_column(snapshot, table, column), held) for held in dict.fromkeys((text, as_text(text))))


def _addresses(snapshot: Snapshot, change: RemoveMember) -> Iterator[Request]:
    """Empties every cell that holds one of their addresses, wherever the owner has moved it.

    Cells that mean the address and are written otherwise (``mailto:``, signs that nobody sees) are found by what the
    rows that are theirs have.
    """
    here = [tab for tab in WITH_ADDRESSES if tab.title in snapshot.layout.places]
    orders = [snapshot.tables[tab.title] for tab in (ORDERS, *EARLIER_ORDERS) if tab.title in snapshot.tables]
    for address in sorted({change.member.email, *change.spellings, *snapshot.book.addresses_of(change.member)} - {""}):
        for tab in here:
            where: Request = {"sheetId": snapshot.layout.sheet_id(tab.title)}
            spellings = (address, as_text(address), *_other_spellings(snapshot, tab, address))
            yield from (_blank(where, written) for written in dict.fromkeys(spellings))
        for table in orders:
            if ORDERS.shop_says in table.columns:
                yield _cut_off(_column(snapshot, table, ORDERS.shop_says), address)


def _other_spellings(snapshot: Snapshot, tab: Tab, address: str) -> list[str]:
    """What the rows that were read have for the address, where that is not the address itself."""
    table = snapshot.tables.get(tab.title)
    columns = [column for column in tab.columns if column.address] if table else []
    cells = {row.cell(column) for row in table.rows for column in columns} if table else set[Cell]()
    return sorted(cell for cell in cells if isinstance(cell, str) and fold_email(cell) == address != cell.lower())


def _cut_off(where: Request, email: str) -> Request:
    """Takes the address away from behind a status, where the program shows what the shop has said of an order."""
    find = f", {re.escape(fold_email(email))}$"
    return {"findReplace": {"find": find, "replacement": "", "searchByRegex": True} | where}


def _is_theirs(book: Book, code: str, codes: Sequence[str], row: Row) -> bool:
    """True also for the row of somebody who was joined with them; not for one that only shows their code."""
    return MEMBERS.counts_for(row, book) == code or row.text_or_blank(MEMBERS.member) in codes[1:]


def _own_addresses(snapshot: Snapshot, change: RemoveMember, codes: Sequence[str]) -> Iterator[Request]:
    """Empties the addresses in the rows that are theirs; a cell that holds something else by then is left alone."""
    orders = {fold_order(number) for number in change.orders}
    theirs: tuple[tuple[str, AnyColumn, Callable[[Row], bool]], ...] = (
        (LEDGER.title, LEDGER.email, lambda row: row.text_or_blank(LEDGER.member) in codes),
        (COUPONS.title, COUPONS.email, lambda row: row.text_or_blank(COUPONS.member) in codes),
        (EMAILS.title, EMAILS.email, lambda row: row.text_or_blank(EMAILS.member) in codes),
        *(
            (tab.title, column, lambda row: fold_order(row.text_or_blank(ORDERS.order)) in orders)
            for tab in (ORDERS, *EARLIER_ORDERS)
            for column in (ORDERS.email, ORDERS.shop_says)
        ),
        (LOG.title, LOG.stood, lambda row: fold_order(row.text_or_blank(LOG.subject)) in orders),
    )
    addresses = sorted({change.member.email, *snapshot.book.addresses_of(change.member)} - {""})
    for title, column, is_theirs in theirs:
        table = snapshot.tables.get(title)
        for row in (row for row in table.rows if is_theirs(row)) if table and column in table.columns else ():
            written = row.cell(column)
            if not (table and isinstance(written, str) and written):
                continue
            where = _cell(snapshot, table, row, column)
            if column is ORDERS.shop_says:
                yield from (_cut_off(where, address) for address in addresses)
                yield from (_blank(where, address) for address in addresses)
            elif "@" in written:
                yield _blank(where, written)


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


def _column(snapshot: Snapshot, table: Table, column: AnyColumn) -> Request:
    place = table.columns[column]
    below = {"startRowIndex": table.heading_row, "startColumnIndex": place, "endColumnIndex": place + 1}
    return {"range": {"sheetId": snapshot.layout.sheet_id(table.tab.title)} | below}


def _cell(snapshot: Snapshot, table: Table, row: Row, column: AnyColumn) -> Request:
    place = table.columns[column]
    at = {"startRowIndex": row.number - 1, "endRowIndex": row.number}
    columns = {"startColumnIndex": place, "endColumnIndex": place + 1}
    return {"range": {"sheetId": snapshot.layout.sheet_id(table.tab.title)} | at | columns}


def _blank(where: Request, text: str) -> Request:
    """Empties every cell there that holds just this."""
    return {"findReplace": {"find": text, "replacement": "", "matchEntireCell": True} | where}

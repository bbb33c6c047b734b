"""The addresses of who leaves: from whole columns those that nobody else has, all others from rows that are theirs.

The program's own columns hold an address because a member has it. The shop's, which are its orders, what the Log says
of them and what Problems quotes, are left alone where nothing has proved that the address is the member's. All other
columns are the owner's: an address is cut out of them only in rows that are the member's (docs/decisions/0055).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from loyalty.book.book import Book
from loyalty.book.decision import RemoveMember
from loyalty.model.addresses import AT_SIGNS, fold_email
from loyalty.model.email_log import TO_OWNER
from loyalty.model.identifiers import fold_order
from sheets.codec.column import AnyColumn
from sheets.codec.table import Row, Table
from sheets.requests.erasing.address_patterns import AddressPattern, patterns
from sheets.requests.erasing.searches import (
    Request,
    blanked,
    cut_off,
    cut_out,
    emptied,
    of_column,
    of_place,
)
from sheets.schema.coupons_tab import COUPONS
from sheets.schema.emails_tab import EMAILS
from sheets.schema.growing_tab import GrowingTab
from sheets.schema.ledger_tab import LEDGER
from sheets.schema.made.log_tab import LOG
from sheets.schema.orders_tab import EARLIER_ORDERS, ORDERS
from sheets.schema.problems_tab import PROBLEMS
from sheets.schema.snapshot import Snapshot
from sheets.schema.tabs import TABS

OF_THE_SHOP = (ORDERS, *EARLIER_ORDERS, LOG, PROBLEMS)
WITH_ADDRESSES = tuple(
    (tab, column)
    for tab in (*TABS, *EARLIER_ORDERS)
    for column in tab.columns
    # What the shop says is an address behind a status; phone numbers are found otherwise.
    if column.address and column not in (ORDERS.shop_says, ORDERS.phone)
)
OF_MEMBERS: tuple[tuple[GrowingTab[Any], AnyColumn], ...] = (
    (LEDGER, LEDGER.email),
    (COUPONS, COUPONS.email),
    (EMAILS, EMAILS.email),
)
"""The tabs of which a row is a member's by its code, with the column of the address that it was about."""


@dataclass(frozen=True, slots=True)
class _Leaver:
    """Who leaves, in the sheet as it was read: ``unshared`` go from columns, all ``addresses`` from their own rows."""

    snapshot: Snapshot
    change: RemoveMember
    codes: Sequence[str]
    unshared: tuple[AddressPattern, ...]
    addresses: tuple[AddressPattern, ...]

    @property
    def book(self) -> Book:
        return self.snapshot.book

    def finds(self, text: str) -> bool:
        """True for what is taken out of whole columns."""
        alone = any(pattern.is_alone_in(text) for pattern in self.unshared)
        return alone or fold_email(text) in self.change.unshared

    def may_keep(self, text: str) -> bool:
        """True for an address that was never theirs, and is another member's."""
        named = fold_email(text) not in self.change.addresses
        return named and self.book.others_have(text, self.change.member.code)


def addresses(snapshot: Snapshot, change: RemoveMember, codes: Sequence[str]) -> Iterator[Request]:
    """What takes their addresses out of the tabs of this spreadsheet; ``codes`` are all that count for them."""
    leaver = _leaver(snapshot, change, codes)
    for tab, column in WITH_ADDRESSES:
        table = snapshot.tables.get(tab.title)
        if table and (change.proved or tab not in OF_THE_SHOP):
            yield from _from_column(leaver, table, column)
    if change.proved:
        yield from _shop_says(leaver)
    yield from _from_own_rows(leaver)


def closed_lines(
    snapshot: Snapshot, change: RemoveMember, codes: Sequence[str], years: Iterable[Table]
) -> Iterator[Request]:
    """The same for the tabs of closed years, by the columns that were read of them."""
    leaver = _leaver(snapshot, change, codes)
    for table in years:
        yield from _from_column(leaver, table, LEDGER.email)
        for row in table.rows:
            if _says_so(LEDGER, codes, row):
                yield from _from_row(leaver, table, row, LEDGER.email)


def _leaver(snapshot: Snapshot, change: RemoveMember, codes: Sequence[str]) -> _Leaver:
    return _Leaver(snapshot, change, codes, tuple(patterns(change.unshared)), tuple(patterns(change.addresses)))


def _from_column(leaver: _Leaver, table: Table, column: AnyColumn) -> Iterator[Request]:
    if column not in table.columns:
        return
    where = of_column(leaver.snapshot, table, column)
    for pattern in leaver.unshared:
        yield emptied(where, pattern)
        yield cut_out(where, pattern)
    # What is read as one of them and no pattern finds, such as full-width letters, is known from the rows.
    texts = {text for row in table.rows if isinstance(text := row.cell(column), str)}
    for text in sorted(text for text in texts if fold_email(text) in leaver.change.unshared):
        if not any(pattern.is_alone_in(text) for pattern in leaver.unshared):
            yield blanked(where, text)


def _shop_says(leaver: _Leaver) -> Iterator[Request]:
    for tab in (ORDERS, *EARLIER_ORDERS):
        table = leaver.snapshot.tables.get(tab.title)
        if table and ORDERS.shop_says in table.columns:
            where = of_column(leaver.snapshot, table, ORDERS.shop_says)
            for pattern in leaver.unshared:
                yield cut_off(where, pattern)
                yield emptied(where, pattern)


def _from_own_rows(leaver: _Leaver) -> Iterator[Request]:
    orders = set(map(fold_order, leaver.change.orders))

    def of_orders(row: Row) -> bool:
        return fold_order(row.text_or_blank(ORDERS.order)) in orders

    rows: tuple[tuple[str, AnyColumn, Callable[[Row], bool]], ...] = (
        *((tab.title, column, partial(_says_so, tab, leaver.codes)) for tab, column in OF_MEMBERS),
        *((tab.title, ORDERS.email, of_orders) for tab in (ORDERS, *EARLIER_ORDERS)),
        (LOG.title, LOG.stood, lambda row: fold_order(row.text_or_blank(LOG.subject)) in orders),
    )
    for title, column, is_theirs in rows:
        table = leaver.snapshot.tables.get(title)
        for row in (row for row in table.rows if is_theirs(row)) if table else ():
            if table:
                yield from _from_row(leaver, table, row, column)


def _says_so(tab: GrowingTab[Any], codes: Sequence[str], row: Row) -> bool:
    return any(row.text_or_blank(column) in codes for column in tab.whose)


def _from_row(leaver: _Leaver, table: Table, row: Row, column: AnyColumn) -> Iterator[Request]:
    """Empties the address of a row of theirs, whatever it is, and cuts theirs out of its other cells.

    A cell that holds something else by then is left alone.
    """
    snapshot, place = leaver.snapshot, table.columns.get(column, -1)
    says = table.columns.get(ORDERS.shop_says, -1) if column is ORDERS.email else -1
    for at, cell in enumerate(row.cells):
        if not isinstance(cell, str) or not set(cell).intersection(AT_SIGNS):
            continue
        where = of_place(snapshot, table, row, at)
        if at == place:
            yield from _from_address(leaver, row, where, cell)
        elif at == says:
            for pattern in leaver.addresses:
                yield from (ask(where, pattern) for ask in (cut_off, emptied) if pattern.is_in(cell))
        else:
            yield from (cut_out(where, pattern) for pattern in leaver.addresses if pattern.is_in(cell))


def _from_address(leaver: _Leaver, row: Row, where: Request, cell: str) -> Iterator[Request]:
    if leaver.finds(cell) and (leaver.change.proved or row.tab not in OF_THE_SHOP):
        return  # it goes from the whole column
    if row.tab is EMAILS and row.text_or_blank(EMAILS.letter) in TO_OWNER:
        return  # it went to the owner
    if cell.count("@") > 1:
        yield from (cut_out(where, pattern) for pattern in leaver.addresses if pattern.is_in(cell))
    elif row.tab not in OF_THE_SHOP or not leaver.may_keep(cell):
        yield blanked(where, cell)

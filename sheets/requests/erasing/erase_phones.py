"""The phone numbers of who leaves: from the columns that hold one, and whatever number the rows of their orders have.

Only WhatsApp proves a number, so that of a member is theirs beyond doubt; one that another member writes from stays.
Rows that no rule can read are found by a pattern, as with addresses (docs/decisions/0055-leaving-and-export.md).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loyalty.book.decision import RemoveMember
from loyalty.model.identifiers import fold_order
from loyalty.model.written.phone_numbers import phone_number
from sheets.codec.column import AnyColumn
from sheets.codec.table import Row, Table
from sheets.google.grid import Cell
from sheets.requests.erasing.address_patterns import AddressPattern, phone_pattern
from sheets.requests.erasing.searches import Request, blanked, cut_off, cut_out, emptied, of_cell, of_column, of_place
from sheets.schema.made.log_tab import LOG
from sheets.schema.orders_tab import EARLIER_ORDERS, ORDERS
from sheets.schema.problems_tab import PROBLEMS
from sheets.schema.snapshot import Snapshot

ALL_ORDERS = (ORDERS, *EARLIER_ORDERS)
WITH_PHONES: tuple[tuple[str, AnyColumn], ...] = (
    *((tab.title, ORDERS.phone) for tab in ALL_ORDERS),
    (LOG.title, LOG.value),
    (LOG.title, LOG.stood),
)


@dataclass(frozen=True, slots=True)
class _Leaver:
    snapshot: Snapshot
    change: RemoveMember
    codes: Sequence[str]
    patterns: Sequence[AddressPattern]

    def may_keep(self, number: str) -> bool:
        """True for a number that was never theirs, and is another member's."""
        holders = self.snapshot.book.members_with_phone(number)
        others = (holder.code not in self.codes for holder in holders)
        return number not in self.change.phones and any(others)


def phones(snapshot: Snapshot, change: RemoveMember, codes: Sequence[str]) -> Iterator[Request]:
    """What takes their numbers out of the tabs; ``codes`` are all that count for them."""
    leaver = _Leaver(snapshot, change, codes, tuple(map(phone_pattern, change.unshared_phones)))
    for title, column in WITH_PHONES:
        table = snapshot.tables.get(title)
        if table and column in table.columns:
            where = of_column(snapshot, table, column)
            yield from (emptied(where, pattern) for pattern in leaver.patterns)
    for tab in ALL_ORDERS:
        table = snapshot.tables.get(tab.title)
        if table:
            yield from _from_shop_says(leaver, table)
            yield from _from_rows(leaver, table)


def _from_shop_says(leaver: _Leaver, table: Table) -> Iterator[Request]:
    if ORDERS.shop_says in table.columns:
        where = of_column(leaver.snapshot, table, ORDERS.shop_says)
        yield from (ask(where, pattern) for pattern in leaver.patterns for ask in (cut_off, emptied))


def _from_rows(leaver: _Leaver, table: Table) -> Iterator[Request]:
    """Their orders' rows, and those with a number of theirs that no pattern finds, such as one in other digits."""
    orders = set(map(fold_order, leaver.change.orders))
    for row in table.rows:
        written = _text(row.cell(ORDERS.phone))
        number, theirs = phone_number(written), fold_order(row.text_or_blank(ORDERS.order)) in orders
        found = any(pattern.is_alone_in(written) for pattern in leaver.patterns)
        goes = number in leaver.change.unshared_phones or (theirs and not leaver.may_keep(number))
        if written and goes and not found:
            yield blanked(of_cell(leaver.snapshot, table, row, ORDERS.phone), written)
            yield from _from_problems(leaver, table, row.text_or_blank(ORDERS.phone))
        if theirs:
            yield from _from_other_cells(leaver, table, row)


def _from_other_cells(leaver: _Leaver, table: Table, row: Row) -> Iterator[Request]:
    says, held = table.columns.get(ORDERS.shop_says, -1), table.columns.get(ORDERS.phone, -1)
    for at, cell in enumerate(row.cells):
        if not isinstance(cell, str) or at == held:
            continue
        where = of_place(leaver.snapshot, table, row, at)
        if at == says:
            told = phone_number(cell.rpartition(",")[2])
            if told and told not in leaver.change.unshared_phones and not leaver.may_keep(told):
                yield from (ask(where, phone_pattern(told)) for ask in (cut_off, emptied))
        else:
            yield from (cut_out(where, pattern) for pattern in leaver.patterns if pattern.is_in(cell))


def _from_problems(leaver: _Leaver, table: Table, written: str) -> Iterator[Request]:
    """What Problems quotes of the cell."""
    problems = leaver.snapshot.tables.get(PROBLEMS.title)
    title = leaver.snapshot.layout.place(table.tab.title).title
    for row in problems.rows if problems else ():
        if problems and row.text_or_blank(PROBLEMS.tab) == title and row.text_or_blank(PROBLEMS.cell) == written:
            quoted = _text(row.cell(PROBLEMS.cell))
            yield blanked(of_cell(leaver.snapshot, problems, row, PROBLEMS.cell), quoted)


def _text(cell: Cell) -> str:
    return "" if cell is None or isinstance(cell, bool) else str(cell)

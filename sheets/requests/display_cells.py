"""The display cells: what the owner sees of the Ledger and of what was told, and which cells differ from it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from loyalty.book.book import Book
from loyalty.book.decision import Change, ChangeMember, StartExpiry
from loyalty.model.identifiers import fold_order
from sheets.codec.cells import Value
from sheets.codec.column import AnyColumn
from sheets.codec.table import BadCell, Row
from sheets.codec.translation import fold_heading, names
from sheets.requests.new_rows import told_of_orders
from sheets.schema.growing_tab import GrowingTab, Shown
from sheets.schema.members_tab import MEMBERS
from sheets.schema.orders_tab import ORDERS
from sheets.schema.settings_tab import SETTINGS
from sheets.schema.snapshot import Snapshot
from sheets.schema.tabs import GROWING


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell to write; ``of`` is the key of its row (a member's code, an order, a coupon, a letter's id)."""

    row: Row
    column: AnyColumn
    value: Value
    of: str


EXPIRE_FROM = "Expire from"
"""The setting that the program writes itself."""


def expiry_row(snapshot: Snapshot) -> Row | None:
    """The row of Settings that holds the first day of expiry."""
    rows = snapshot.tables[SETTINGS.title].rows
    wanted = names(EXPIRE_FROM)
    return next((row for row in rows if fold_heading(row.text_or_blank(SETTINGS.setting)) in wanted), None)


def wishes(snapshot: Snapshot, changes: Iterable[Change]) -> Iterator[CellChange]:
    """What members want or have told, and the first day of expiry that a decision sets.

    Other cells of members are left alone.
    """
    for start in (change for change in changes if isinstance(change, StartExpiry)):
        row = expiry_row(snapshot)
        if row:
            yield CellChange(row, SETTINGS.value, start.day.isoformat(), EXPIRE_FROM)
    set_anew = {change.member.code: change.member for change in changes if isinstance(change, ChangeMember)}
    for row in snapshot.tables[MEMBERS.title].rows if set_anew else ():
        member = set_anew.get(MEMBERS.counts_for(row, snapshot.book))
        if member:
            yield from _changed(row, Shown(member.code, MEMBERS.told(member)))


def news(snapshot: Snapshot, changes: Iterable[Change]) -> Iterator[CellChange]:
    """What a shop has told of orders that are known: their status, and how much of them went back."""
    told = told_of_orders(changes)
    for row in snapshot.tables[ORDERS.title].rows if told else ():
        key = fold_order(row.text_or_blank(ORDERS.order))
        if key in told:
            yield from _changed(row, Shown(key, ORDERS.news(told[key])))


def differences(snapshot: Snapshot, book: Book, commit: int) -> Iterator[CellChange]:
    """The display cells that do not show what this book says; ``commit`` is the number of the commit that heals."""
    for tab in (tab for tab in GROWING if tab.shown):
        for row in snapshot.tables[tab.title].rows:
            yield from _changed(row, _what_is_shown(tab, row, book, commit), together=tab.together)


def _what_is_shown(tab: GrowingTab[object], row: Row, book: Book, commit: int) -> Shown:
    """A display that landed in a row of nobody's is taken away again (docs/decisions/0003)."""
    return Shown("", dict.fromkeys(tab.shown)) if tab.is_nobodys(row) else tab.show(row, book, commit)


def _changed(row: Row, shown: Shown, *, together: tuple[AnyColumn, ...] = ()) -> Iterator[CellChange]:
    """The cells of the row that differ, in the order of the sheet; with one of those ``together`` the others, too."""
    changed = {column for column, value in shown.cells.items() if _differs(row, column, value)}
    if not changed.isdisjoint(together):
        changed.update(together)
    for column in row.columns:
        if column in changed:
            yield CellChange(row, column, shown.cells[column], shown.of)


def _differs(row: Row, column: AnyColumn, value: Value) -> bool:
    """An unreadable cell does not count as different: Problems names it, and the owner corrects it."""
    try:
        read = row.read(column)
    except BadCell:
        return False
    if column is MEMBERS.points_as_booked:
        # The number of the commit behind the @ says when it was shown, and is no reason to show it again.
        return str(read).partition("@")[0] != str(value or "").partition("@")[0]
    return _or_blank(read) != _or_blank(value)


def _or_blank(value: Value) -> Value:
    """An empty text is an empty cell; a zero is not."""
    return None if value == "" else value

"""The display cells: what the owner sees of the Ledger and of what was told, and which cells differ from it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from loyalty.book.book import Book
from sheets.codec.cells import Value
from sheets.codec.column import AnyColumn
from sheets.codec.table import BadCell, Row
from sheets.schema.growing_tab import LEFT_ALONE, GrowingTab, Shown
from sheets.schema.members_tab import MEMBERS
from sheets.schema.offers.segments_tab import SEGMENTS
from sheets.schema.snapshot import Snapshot
from sheets.schema.tabs import GROWING


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell to write; ``of`` is the key of its row (a member's code, an order, a coupon, a letter's id)."""

    row: Row
    column: AnyColumn
    value: Value
    of: str


def differences(snapshot: Snapshot, book: Book, commit: int) -> Iterator[CellChange]:
    """The display cells that do not show what this book says; ``commit`` is the number of the commit that heals."""
    for tab in (tab for tab in GROWING if tab.shown and tab.title in snapshot.tables):
        for row in snapshot.tables[tab.title].rows:
            shown = _what_is_shown(tab, row, book, commit)
            yield from _changed(row, shown, strays=tab.strays(row), together=tab.together)
    segments = snapshot.tables.get(SEGMENTS.title)
    for row in segments.keyed() if segments else ():
        yield from _changed(row, Shown(*SEGMENTS.show(row, book)))


def _what_is_shown(tab: GrowingTab[object], row: Row, book: Book, commit: int) -> Shown:
    """A display that landed in a row of nobody's is taken away again (docs/decisions/0003)."""
    if tab.is_nobodys(row):
        return Shown("", tab.taken_away(row))
    try:
        return tab.show(row, book, commit)
    except BadCell:
        # Problems names the cell; what else the row shows can wait until it is corrected, and nobody's answer does.
        return LEFT_ALONE


def _changed(
    row: Row, shown: Shown, *, strays: Iterable[AnyColumn] = (), together: tuple[AnyColumn, ...] = ()
) -> Iterator[CellChange]:
    """The cells of the row that differ, in the order of the sheet; with one of those ``together`` the others, too.

    ``strays`` hold what belongs elsewhere: they are emptied where nothing else is shown.
    """
    changed = {column for column, value in shown.cells.items() if _differs(row, column, value)}
    changed.update(strays)
    if not changed.isdisjoint(together):
        changed.update(column for column in together if column in shown.cells)
    for column in row.columns:
        if column in changed:
            yield CellChange(row, column, shown.cells.get(column), shown.of)


def _differs(row: Row, column: AnyColumn, value: Value) -> bool:
    """An unreadable cell does not count as different: Problems names it, and the owner corrects it."""
    try:
        read = row.read(column)
    except BadCell:
        return False
    if column in (MEMBERS.points_as_booked, MEMBERS.points_shown):
        # The number of the commit behind the @ says when it was shown, and is no reason to show it again.
        return str(read).partition("@")[0] != str(value or "").partition("@")[0]
    return _or_blank(read) != _or_blank(value)


def _or_blank(value: Value) -> Value:
    """An empty text is an empty cell; a zero is not."""
    return None if value == "" else value

"""How the owner sees the numbers that they have typed: a day, a percentage or money is no number of points.

Cells are read as numbers, and a day is one, too. So Google is asked how a cell shows its number, once for each that is
about to be booked (docs/decisions/0058).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain, islice

from loyalty.book.decision import AddEntry, Change
from loyalty.model.identifiers import fold_order
from loyalty.model.member import Member
from sheets.codec.table import Row
from sheets.google.grid import GridRange, ShownCell, Spot
from sheets.schema.growing_tab import GrowingTab, TypedNumber
from sheets.schema.members_tab import MEMBERS
from sheets.schema.orders_tab import EARLIER_ORDERS, ORDERS
from sheets.schema.snapshot import Snapshot

KEPT_SECONDS = 300.0
"""How long it is believed that a cell shows what it showed: the owner may choose another format."""
PLAIN_FORMATS = frozenset({"", "NUMBER_FORMAT_TYPE_UNSPECIFIED", "NUMBER", "TEXT"})
"""Google's types of number formats that may show a plain number (its API reference, NumberFormatType)."""
DAYS = frozenset({"DATE", "TIME", "DATE_TIME"})
"""Those that show a day or a time."""
MOST_ASKED = 100
"""Cells that are looked at in one read."""
_WITHOUT_FRACTION = re.compile(r"(.*\d)[.,٫]0+\D*")


class TypedNumbers:
    """What was seen of numbers that the owner has typed; for one thread at a time."""

    def __init__(self) -> None:
        self._plain = set[TypedNumber]()
        self._odd: dict[TypedNumber, str] = {}
        self._before = set[TypedNumber]()
        self._forgotten = float("-inf")

    @property
    def shown_as(self) -> Mapping[TypedNumber, str]:
        """What is seen in those of these cells where that is not the number itself."""
        return self._odd

    def forget(self, now: float) -> None:
        """All of them are looked at again, but not again and again; ``now`` in seconds."""
        if now >= self._forgotten + KEPT_SECONDS:
            self._before |= self._odd.keys()
            self._plain.clear()
            self._odd.clear()
            self._forgotten = now

    def told_before(self, snapshot: Snapshot) -> Iterator[Row]:
        """The rows of orders that were told of: they are looked at again though nobody asks for them."""
        for row in _rows_of_orders(snapshot) if self._before else ():
            if any(number in self._before for _, number in ORDERS.typed(row)):
                yield row

    def unseen(self, snapshot: Snapshot, rows: Iterable[Row]) -> dict[TypedNumber, GridRange]:
        """The cells of these rows that have not been looked at."""
        asked: dict[TypedNumber, GridRange] = {}
        for row in rows:
            for column, typed in row.tab.typed(row) if isinstance(row.tab, GrowingTab) else ():
                if typed not in self._plain and typed not in self._odd:
                    place = row.columns[column]
                    cells = snapshot.layout.whole(row.tab.title).column(place, 1)
                    asked[typed] = cells.rows(row.number, row.number, place)
        return dict(islice(asked.items(), MOST_ASKED))

    def see(self, asked: Mapping[TypedNumber, GridRange], shown: Mapping[Spot, ShownCell]) -> bool:
        """Notes what these cells show; False where one of them is no number to the owner.

        One that holds another number by now, as a formula with chance in it does each time, stays unseen.
        """
        self._before -= asked.keys()
        found = {typed: shown.get(cells.spot) for typed, cells in asked.items()}
        there = {typed: cell for typed, cell in found.items() if cell and cell.value == typed.number}
        plain = {typed for typed, cell in there.items() if _counts(typed, cell)}
        self._plain |= plain
        self._odd |= {typed: cell.text or str(typed.number) for typed, cell in there.items() if typed not in plain}
        return len(plain) == len(there)


def rows_of_members(snapshot: Snapshot, members: Sequence[Member]) -> Iterator[Row]:
    """The rows that were read of these members."""
    codes = {member.code for member in members}
    rows = snapshot.tables[MEMBERS.title].rows if codes else ()
    return (row for row in rows if MEMBERS.counts_for(row, snapshot.book) in codes)


def rows_of_orders(snapshot: Snapshot, changes: Iterable[Change]) -> Iterator[Row]:
    """The rows that were read of the orders of which something is to be booked."""
    numbers = {fold_order(change.entry.subject) for change in changes if isinstance(change, AddEntry)}
    rows = _rows_of_orders(snapshot) if numbers else ()
    return (row for row in rows if fold_order(row.text_or_blank(ORDERS.order)) in numbers)


def _rows_of_orders(snapshot: Snapshot) -> Iterator[Row]:
    titles = [tab.title for tab in (ORDERS, *EARLIER_ORDERS) if tab.title in snapshot.tables]
    return chain.from_iterable(snapshot.tables[title].rows for title in titles)


def _counts(typed: TypedNumber, cell: ShownCell) -> bool:
    """Points have to be seen as they are; an amount may be money, but no day."""
    return is_plain(cell) if typed.tab == MEMBERS.title else cell.kind not in DAYS


def is_plain(cell: ShownCell) -> bool:
    """True when the owner sees the whole number that the cell holds, with whatever words beside it.

    A format may also show thousands as ones: then they do not know what they have typed.
    """
    shown = "".join(str(unicodedata.decimal(sign, sign)) for sign in cell.text)
    if cell.kind not in PLAIN_FORMATS or any(unicodedata.category(sign) == "Sc" or sign in "%٪‰" for sign in shown):
        return False
    whole = _WITHOUT_FRACTION.fullmatch(shown)
    digits = ("".join(filter(str.isdecimal, text)) for text in (shown, whole[1] if whole else shown))
    return isinstance(cell.value, int | Decimal) and str(abs(int(cell.value))) in {
        text.lstrip("0") or "0" for text in digits
    }

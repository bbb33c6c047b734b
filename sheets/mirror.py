"""The mirror: what a warm instance knows of the big tabs, so that it reads only what can have changed.

Each read asks for the small tabs whole, for the headings and the tail of the big ones (from the last row known), and
for the very rows that the waiting rules rest on. Rows are only trusted when they are where they were. Any surprise (a
row moved, a heading moved, a setting changed, something there twice) makes the next read a whole one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar

from loyalty.adopt import Edited
from loyalty.identifiers import fold, fold_order
from loyalty.values import Coupon, Letter, Member, Order
from sheets.cells import Cell
from sheets.errors import HeadingMissing
from sheets.google import Grid
from sheets.reading import Rows, Snapshot
from sheets.rows import Reader, entry_by, letter_by, member_by, order_in, read_coupon, read_rewards
from sheets.settings import read_settings
from sheets.table import Row, Table, find_headings, read_table
from sheets.tabs import COUPONS, EMAILS, LEDGER, MEMBERS, ORDERS, PROBLEMS, REWARDS, SETTINGS, Tab
from sheets.watch import Seen
from sheets.writing import quoted

V = TypeVar("V")
BIG = (MEMBERS, ORDERS, COUPONS, LEDGER, EMAILS)
SMALL = (SETTINGS, REWARDS, PROBLEMS)


class Surprise(Exception):
    """Something is not where the mirror has it; only a whole read tells what is true."""


@dataclass(frozen=True, slots=True)
class Span:
    """Rows of a tab, from the first to the last, or to its end where ``last`` is None."""

    tab: Tab
    first: int
    last: int | None
    a1: str


class _Places:
    """In which rows the values of one tab stand, by the key that they are looked up by."""

    def __init__(self, keys: Mapping[int, Sequence[str]]) -> None:
        self._rows: dict[str, list[int]] = {}
        for number, found in keys.items():
            self.add(number, found)

    def add(self, number: int, keys: Sequence[str]) -> None:
        for key in keys:
            self._rows.setdefault(key, []).append(number)

    def rows(self, keys: set[str]) -> Iterator[int]:
        return (number for key in keys for number in self._rows.get(key, ()))

    def only_one(self, key: str) -> bool:
        return len(self._rows.get(key, ())) <= 1


class Mirror:
    """The big tabs as the last whole read and all that was read since have shown them; for one thread at a time."""

    def __init__(self, snapshot: Snapshot, rows: Rows) -> None:
        self._layout = snapshot.layout
        self._tables = {tab.title: replace(snapshot.tables[tab.title], rows=()) for tab in BIG}
        self.book = snapshot.book
        self._rows = rows
        self._members = _Places({number: (one.code,) for number, one in rows.members.items()})
        self._orders = _Places({number: (fold_order(one.number),) for number, one in rows.orders.items()})
        self._coupons = _Places({number: (fold(one.code),) for number, one in rows.coupons.items()})
        self._accounts = _Places({number: (one.member,) for number, one in rows.entries.items()})
        self._causes = _Places({number: (fold(one.cause),) for number, one in rows.entries.items() if one.cause})
        self._letters = _Places({number: (one.member,) for number, one in rows.letters.items()})
        self._asked: Mapping[str, set[int]] = {}

    def spans(self, seen: Seen) -> list[Span]:
        """What to read for rules that have looked these keys up, beside the small tabs."""
        wanted = {
            MEMBERS.title: set(self._members.rows(seen.members)),
            ORDERS.title: set(self._orders.rows(seen.orders)),
            COUPONS.title: set(self._coupons.rows(seen.coupons)),
            LEDGER.title: {*self._accounts.rows(seen.accounts), *self._causes.rows(seen.causes)},
            EMAILS.title: set(self._letters.rows(seen.letters)),
        }
        return [span for tab in BIG for span in self._spans(tab, wanted[tab.title])]

    def _spans(self, tab: Tab, rows: set[int]) -> Iterator[Span]:
        table = self._tables[tab.title]
        width = _letters(max(table.columns.values()))
        known = sorted(row for row in rows if row < table.end)
        runs = [[row for _, row in run] for _, run in groupby(enumerate(known), key=lambda one: one[1] - one[0])]
        for first, last in ((table.heading_row, table.heading_row), *((run[0], run[-1]) for run in runs)):
            yield Span(tab, first, last, f"{quoted(tab.title)}!A{first}:{width}{last}")
        yield Span(tab, table.end, None, f"{quoted(tab.title)}!A{table.end}:{width}")

    def take(self, token: str, spans: Sequence[Span], grids: Sequence[Grid], small: Mapping[str, Grid]) -> Snapshot:
        """The snapshot of what was read, and the mirror brought up to it. Raises Surprise; the mirror is void then."""
        try:
            tables = {tab.title: read_table(tab, small[tab.title], self._layout.zone) for tab in (SETTINGS, REWARDS)}
        except HeadingMissing as error:
            raise Surprise from error
        settings, problems = read_settings(tables[SETTINGS.title], self._layout.zone)
        if settings != self.book.settings:
            raise Surprise
        reader = Reader(problems)
        rewards = read_rewards(reader, tables[REWARDS.title])
        self.book = replace(self.book, version=token, rewards=rewards)
        self._asked = {tab.title: set(_asked(tab, spans)) for tab in BIG}
        fetched = {tab.title: self._fetched(tab, spans, grids) for tab in BIG}
        edited = self._take_rows(reader, fetched)
        for title, table in fetched.items():
            self._tables[title] = replace(table, rows=())
        return Snapshot(self._layout, token, tables | fetched, self.book, tuple(reader.problems), edited, whole=False)

    def _fetched(self, tab: Tab, spans: Sequence[Span], grids: Sequence[Grid]) -> Table:
        """The rows of the tab that were read, its end where it is now."""
        table = self._tables[tab.title]
        rows: dict[int, list[Cell]] = {}
        for span, grid in zip(spans, grids, strict=True):
            if span.tab is tab:
                rows |= dict(enumerate(grid, start=span.first))
        if find_headings(tab, [rows.pop(table.heading_row, [])])[1] != table.columns:
            raise Surprise
        found = tuple(
            Row(tab.title, number, cells, table.columns, self._layout.zone) for number, cells in sorted(rows.items())
        )
        fetched = replace(table, rows=found)
        return replace(fetched, end=max((row.number for row in fetched.keyed()), default=table.end))

    def _take_rows(self, reader: Reader, fetched: Mapping[str, Table]) -> Edited:
        """Compares the rows that were known, adds those that are new; gives those that the owner has edited."""
        rows, book = self._rows, self.book
        members = reader.values(fetched[MEMBERS.title], member_by(reader))
        self._compare(MEMBERS, members, rows.members, self._member_may_change)
        new = self._new(MEMBERS, members)
        for number, member in new.items():
            self._first_of(member.code not in book.members and not book.member_of(member.contact))
            self._first_of(not book.member_with(member.email) or not member.email)
            self._members.add(number, (member.code,))
        self.book = book = book.grown(members=new.values())
        rows.members.update(new)
        orders = self._take_orders(reader, fetched)
        self._take_entries(reader, fetched)
        coupons = self._take_coupons(reader, fetched)  # what the new entries gave is known by now
        self._take_letters(reader, fetched)
        return Edited.among(
            (self.book.members[member.code] for member in members.values()),
            (self.book.orders[fold_order(order.number)] for order in orders),
            (self.book.coupons[fold(coupon.code)] for coupon in coupons),
        )

    def _take_orders(self, reader: Reader, fetched: Mapping[str, Table]) -> Iterable[Order]:
        orders = reader.values(fetched[ORDERS.title], order_in(self.book.settings))
        self._compare(ORDERS, orders, self._rows.orders, self._order_may_change)
        new = self._new(ORDERS, orders)
        for number, order in new.items():
            key = fold_order(order.number)
            self._first_of(key not in self.book.orders)
            self._orders.add(number, (key,))
        self.book = self.book.grown(orders=new.values())
        self._rows.orders.update(new)
        return orders.values()

    def _take_coupons(self, reader: Reader, fetched: Mapping[str, Table]) -> Iterable[Coupon]:
        coupons = reader.values(fetched[COUPONS.title], read_coupon)
        for number, coupon in coupons.items():
            if self.book.coupons.get(fold(coupon.code)) == coupon and number in self._rows.coupons:
                self._rows.coupons[number] = coupon
        self._compare(COUPONS, coupons, self._rows.coupons, lambda _old, _new: False)
        new = self._new(COUPONS, coupons)
        for number, coupon in new.items():
            self._first_of(fold(coupon.code) not in self.book.coupons)
            self._coupons.add(number, (fold(coupon.code),))
        self.book = self.book.grown(coupons=new.values())
        self._rows.coupons.update(new)
        return coupons.values()

    def _take_entries(self, reader: Reader, fetched: Mapping[str, Table]) -> None:
        def code_with(email: str) -> str:
            member = self.book.member_with(email) if email else None
            return member.code if member else ""

        read = entry_by(reader, self.book.members.__contains__, code_with)
        entries = reader.values(fetched[LEDGER.title], read)
        self._compare(LEDGER, entries, self._rows.entries, lambda _old, _new: False)
        new = self._new(LEDGER, entries)
        for number, entry in new.items():
            self._first_of(not entry.cause or self.book.caused_by(entry.cause) is None)
            self._accounts.add(number, (entry.member,))
            self._causes.add(number, (fold(entry.cause),) if entry.cause else ())
        self.book = self.book.grown(entries=new.values())
        self._rows.entries.update(new)

    def _take_letters(self, reader: Reader, fetched: Mapping[str, Table]) -> None:
        letters = reader.values(fetched[EMAILS.title], letter_by(reader))
        self._compare(EMAILS, letters, self._rows.letters, _letter_may_change)
        new = self._new(EMAILS, letters)
        for number, letter in new.items():
            self._letters.add(number, (letter.member,))
        self.book = self.book.grown(letters=new.values())
        self._rows.letters.update(new)

    def _compare(
        self,
        tab: Tab,
        read: Mapping[int, V],
        known: dict[int, V],
        may_change: Callable[[V, V], bool],
    ) -> None:
        """Every known row that was asked for is where it was, or has changed in a way that needs no whole read."""
        for number in self._asked[tab.title] - {self._tables[tab.title].heading_row}:
            old, new = known.get(number), read.get(number)
            if old == new:
                continue
            if old is None or new is None or not may_change(old, new):
                raise Surprise
            if isinstance(new, Member | Order | Letter):
                self.book.corrected(new)
            known[number] = new

    def _new(self, tab: Tab, read: Mapping[int, V]) -> dict[int, V]:
        end = self._tables[tab.title].end
        return {number: value for number, value in read.items() if number > end}

    def _first_of(self, is_first: bool) -> None:  # noqa: FBT001 - it reads as the sentence that it checks
        if not is_first:
            raise Surprise

    def _member_may_change(self, old: Member, new: Member) -> bool:
        found_by = (old.code, old.contact, fold(old.email), old.joined)
        same = found_by == (new.code, new.contact, fold(new.email), new.joined)
        return same and self._members.only_one(new.code)

    def _order_may_change(self, old: Order, new: Order) -> bool:
        key = fold_order(new.number)
        return fold_order(old.number) == key and self._orders.only_one(key)


def _asked(tab: Tab, spans: Sequence[Span]) -> Iterator[int]:
    """The known rows among those asked for: the last one that is known begins the tail."""
    for span in spans:
        if span.tab is tab:
            yield from range(span.first, (span.last or span.first) + 1)


def _letter_may_change(old: Letter, new: Letter) -> bool:
    return (old.id, old.member) == (new.id, new.member)


def _letters(column: int) -> str:
    """A column (from 0) as A1 notation writes it."""
    written = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        written = chr(ord("A") + rest) + written
    return written

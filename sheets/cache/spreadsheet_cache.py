"""The mirror: what a warm instance knows of the big tabs, so that it reads only what can have changed.

Each read asks for the small tabs whole, for the headings and the tail of the big ones (from the last row known), for
the very rows that the waiting rules rest on, and now and then for a chunk of all rows, so that every one is seen again.
What a rule did not find is looked for in the column where it would stand. Rows are only trusted when they are where
they were; a surprise (a row moved, a heading moved, something there twice) makes that tab be read anew.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from heapq import nsmallest
from itertools import islice
from typing import Any

from loyalty.book.book import Book
from loyalty.intake.owner_edits import Edited
from loyalty.model.addresses import fold_email
from loyalty.model.identifiers import fold, fold_order
from loyalty.model.offers import Answer
from loyalty.model.values import Coupon, Entry, Letter, Member, Order, Settings
from sheets.cache.full_load import KINDS, ROWS_AT_ONCE, Chunk, Loading, Shelves, kinds_in
from sheets.cache.read_ranges import Fetched, Span, column_of, parts_of, rows_of, spans_of
from sheets.cache.read_set import Seen
from sheets.cache.tab_cache import NOTHING, Shelf
from sheets.codec.row_readers import Reader, readers
from sheets.codec.snapshot import Small, Snapshot
from sheets.codec.table import Row, Table
from sheets.google.client import Grid
from sheets.schema.layout import Layout
from sheets.schema.tabs import ANSWERS, COUPONS, EMAILS, LEDGER, MEMBERS, ORDERS

MOST_PROBLEMS = 1_000
"""So many problems of one tab are told at once."""
MOST_EDITED = 200
"""So many rows that the owner has edited are looked at in one read."""


class Surprise(Exception):
    """Something is not where the mirror has it; reading the tab anew tells what is true.

    With ``meaning`` the setting has changed by which its cells are read.
    """

    def __init__(self, title: str, *, meaning: bool = False) -> None:
        super().__init__(title)
        self.title = title
        self.meaning = meaning


class Mirror:
    """The big tabs as they were read, row by row, and the book that they make; for one thread at a time."""

    def __init__(self, layout: Layout, rows_at_once: int = ROWS_AT_ONCE) -> None:
        self.book = Book.of()
        self.shelves: Shelves = {}
        self.loading: Loading | None = Loading(layout, {}, (), self.book.settings, rows_at_once)
        self._layout = layout
        self._rows_at_once = rows_at_once
        self.fits_one_read = False
        self._unproven: set[str] = set()
        self._edited: dict[tuple[str, str], Member | Order | Coupon] = {}

    @property
    def edited(self) -> Edited:
        """Rows in which the owner has edited what is not booked yet; not all if they are many."""
        some = tuple(islice(self._edited.values(), MOST_EDITED))
        return Edited(
            members=tuple(self.book.members.get(one.code, one) for one in some if isinstance(one, Member)),
            orders=tuple(self.book.order(one.number) or one for one in some if isinstance(one, Order)),
            coupons=tuple(self.book.coupon(one.code) or one for one in some if isinstance(one, Coupon)),
        )

    def plan(self) -> Sequence[Chunk]:
        """What is to be read anew next."""
        return self.loading.plan() if self.loading else ()

    def forget(self, surprise: Surprise | None = None) -> None:
        """What surprised is to be read anew; all of it when it is not much, or when no one tab is to blame."""
        titles = {kind.tab.title for kind in KINDS}
        if surprise and not self.fits_one_read:
            titles = {surprise.title}
        unsure = {surprise.title} if surprise and surprise.meaning else set()
        before = {title: shelf for title, shelf in self.shelves.items() if title not in unsure}
        self.loading = Loading(self._layout, before, titles, self.book.settings, self._rows_at_once)

    def load(self, token: str, chunks: Sequence[Chunk], grids: Sequence[Grid], small: Small) -> Snapshot | None:
        """Takes in a part of what is read anew; the snapshot when this one read has shown everything there is."""
        loading = self.loading
        if loading is None:
            raise ValueError("nothing is to be read anew")
        if loading.begun and _reads_otherwise(small.settings, loading.settings):
            raise Surprise(ORDERS.title, meaning=True)
        whole = len(chunks) == len(kinds_in(self._layout)) and all(chunk.whole for chunk in chunks)
        loading.take(small.settings, chunks, grids, keep=whole)
        self._unproven |= {chunk.title for chunk in chunks if not chunk.whole}
        if not loading.done:
            return None
        self.shelves, self.loading = loading.shelves, None
        self._make_book(token, small)
        self._edited.clear()
        edited = self._note_edits(shelf.values() for shelf in self.shelves.values())
        self.fits_one_read = whole
        if not whole:
            gc.freeze()  # a large book lives long: it is not worth looking for garbage in it again and again
            return None
        self._unproven.clear()
        tables = {title: shelf.table(loading.rows[title]) for title, shelf in self.shelves.items()}
        return self._snapshot(token, small, tables, edited)

    def parts(self) -> list[list[Span]]:
        """All rows that are known, in parts that can each be asked for in one read."""
        return parts_of(self.shelves, self._rows_at_once)

    def spans(self, seen: Seen, chunk: Iterable[Span] = ()) -> list[Span]:
        """What to read for rules that have looked these keys up, beside the small tabs."""
        wanted = self._rows_for(seen)
        spans = [span for title, rows in wanted.items() for span in spans_of(self.shelves[title], rows)]
        return [*spans, *self._columns(seen), *self._still_there(chunk)]

    def lacks(self, seen: Seen) -> bool:
        """True when something was looked up that is not known here."""
        return bool(seen.strangers or seen.addresses or any(key not in self.book.orders for key in seen.orders))

    def covers(self, read: Seen, seen: Seen) -> bool:
        """True when what was read for the one is enough for the other, which may name what is only being made."""
        columns = (seen.strangers, read.strangers), (seen.addresses, read.addresses), (seen.orders, read.orders)
        if not all(one <= other for one, other in columns):
            return False
        wanted = self._rows_for(read)
        return all(rows <= wanted[title] for title, rows in self._rows_for(seen).items())

    def _rows_for(self, seen: Seen) -> Mapping[str, set[int]]:
        members, orders = self.shelves[MEMBERS.title], self.shelves[ORDERS.title]
        caused = (self.book.caused_by(cause) for cause in seen.causes)
        accounts = seen.accounts | {entry.member for entry in caused if entry}
        answers = (
            {ANSWERS.title: self.shelves[ANSWERS.title].rows(seen.answers)} if ANSWERS.title in self.shelves else {}
        )
        return answers | {
            MEMBERS.title: members.rows(seen.members) | members.unreadable(seen.strangers | seen.addresses),
            ORDERS.title: orders.rows(seen.orders) | orders.unreadable(seen.orders),
            COUPONS.title: self.shelves[COUPONS.title].rows(seen.coupons),
            LEDGER.title: self.shelves[LEDGER.title].rows(accounts),
            EMAILS.title: self.shelves[EMAILS.title].rows(seen.letters),
        }

    def _columns(self, seen: Seen) -> Iterator[Span]:
        """The columns in which something was not found, and those that show where rows stand."""
        unknown = frozenset(key for key in seen.orders if key not in self.book.orders)
        for title, heading, sought in (
            (MEMBERS.title, "Contact", frozenset(seen.strangers)),
            (MEMBERS.title, "Email", frozenset(seen.addresses)),
            (ORDERS.title, "Order", unknown),
        ):
            if sought:
                yield column_of(self.shelves[title], heading, sought)
        for title in sorted(self._unproven):
            yield column_of(self.shelves[title], self.shelves[title].kind.proof)

    def _still_there(self, chunk: Iterable[Span]) -> Iterator[Span]:
        for span in chunk:
            shelf = self.shelves[span.title]
            last = min(span.last or shelf.end, shelf.end)
            if span.first <= last:
                yield rows_of(shelf, span.first, last, renewing=True)

    def take(
        self, token: str, spans: Sequence[Span], grids: Sequence[Grid], small: Small, *, thorough: bool
    ) -> Snapshot:
        """The snapshot of what was read, and the mirror brought up to it.

        With ``thorough`` it shows every row that was read, else those of renewing spans only when they have changed.
        Raises Surprise; what the mirror knows of that tab is void then.
        """
        if _reads_otherwise(small.settings, self.book.settings):
            raise Surprise(ORDERS.title, meaning=True)
        if small.settings != self.book.settings:
            self._make_book(token, small)
        self.book = replace(self.book, version=token, rewards=small.rewards, offers=small.offers)
        reader = Reader()
        read = readers(reader, small.settings, knows=self.shelves[MEMBERS.title].holds, code_with=self._code_with)
        tables: dict[str, Table] = {}
        for title in (kind.tab.title for kind in KINDS if kind.tab.title in self.shelves):
            shelf = self.shelves[title]
            fetched = Fetched.of(shelf, spans, grids)
            tables[title] = shelf.table(self._take_rows(shelf, fetched, reader, read[title], thorough=thorough))
            for span, grid in zip(spans, grids, strict=True):
                if span.title == title and span.column and not fetched.agrees(shelf, span, grid):
                    raise Surprise(title)
        self._unproven.clear()
        unreadable = self.shelves[ORDERS.title].unreadable_names()
        if unreadable is not self.book.unreadable:
            self.book = replace(self.book, unreadable=unreadable)
        values = ((self.shelves[title].value(row.number) for row in table.rows) for title, table in tables.items())
        return self._snapshot(token, small, tables, self._note_edits(values))

    def _take_rows(
        self,
        shelf: Shelf[Any],
        fetched: Fetched,
        reader: Reader,
        read: Callable[[Row], Any],
        *,
        thorough: bool,
    ) -> Iterator[Row]:
        """Compares the rows that were known, adds those that are new; gives those that are worth a look."""
        if not shelf.has_headings(fetched.rows.get(shelf.heading_row, [])):
            raise Surprise(shelf.kind.tab.title)
        for number in sorted(fetched.asked | fetched.renewed | fetched.rows.keys()):
            if number == shelf.heading_row:
                continue
            row = shelf.row(number, fetched.rows.get(number, []))
            mark = shelf.mark(row.cells)
            known = shelf.knows(number, mark)
            if known and number not in fetched.asked and number in fetched.renewed and not thorough:
                continue
            if not known:
                if mark == NOTHING:
                    raise Surprise(shelf.kind.tab.title)
                value, problems = reader.read(row, read)
                self._take_value(shelf, number, value)
                shelf.put(row, mark, value, problems)
            if row.cells:
                yield row

    def _take_value(self, shelf: Shelf[Any], number: int, value: Any) -> None:
        """The row holds another value now, or its first."""
        old = shelf.value(number)
        if old == value:
            return
        if old is None:
            if not self._is_new(value):
                raise Surprise(shelf.kind.tab.title)
            self.book = self.book.grown(**{shelf.kind.called: (value,)})
        elif value is None or not self._may_change(shelf, old, value):
            raise Surprise(shelf.kind.tab.title)
        elif isinstance(value, Member | Order | Letter | Answer):
            self.book.corrected(value)

    def _is_new(self, value: object) -> bool:
        book = self.book
        match value:
            case Member(code=code, contacts=contacts, email=email):
                return (
                    code not in book.members and not any(map(book.member_of, contacts)) and not book.member_with(email)
                )
            case Order(number=number):
                return book.order(number) is None
            case Coupon(code=code):
                return fold(code) not in book.coupons
            case Entry(cause=cause):
                return not cause or book.caused_by(cause) is None
            case Letter(id=id_, member=member):
                return book.letter(id_, member) is None
            case Answer(id=id_, member=member):
                return all(one.id != id_ for one in book.answers_of(member))
        return False

    def _may_change(self, shelf: Shelf[Any], old: object, new: object) -> bool:
        """True for what is found by the same as before, and for a coupon that shows what the Ledger says of it."""
        match old, new:
            case Member(), Member():
                before, now = ((one.code, one.contact, fold_email(one.email), one.joined) for one in (old, new))
                return before == now and len(shelf.rows((new.code,))) == 1
            case Order(), Order():
                key = fold_order(new.number)
                return fold_order(old.number) == key and len(shelf.rows((key,))) == 1
            case Coupon(), Coupon():
                return old.code == new.code and self.book.coupons.get(fold(new.code)) == new
            case Entry(), Entry():
                return replace(old, email=new.email) == new
            case Letter(), Letter():
                return (old.id, old.member) == (new.id, new.member)
            case Answer(), Answer():
                return (old.id, old.member) == (new.id, new.member)
        return False

    def _note_edits(self, values: Iterable[Iterable[object]]) -> Edited:
        """Those of the values that show an edit which is not booked; their rows are read until it is."""
        members, orders, coupons = list[Member](), list[Order](), list[Coupon]()
        for value in (value for some in values for value in some):
            match value:
                case Member(code=code):
                    self._edited.pop((MEMBERS.title, code), None)
                    members.append(self.book.members[code])
                case Order(number=number):
                    self._edited.pop((ORDERS.title, fold_order(number)), None)
                    orders.append(self.book.orders[fold_order(number)])
                case Coupon(code=code):
                    self._edited.pop((COUPONS.title, fold(code)), None)
                    coupons.append(self.book.coupons[fold(code)])
        edited = Edited.among(members, orders, coupons).not_booked(self.book)
        self._edited.update({(MEMBERS.title, member.code): member for member in edited.members})
        self._edited.update({(ORDERS.title, fold_order(order.number)): order for order in edited.orders})
        self._edited.update({(COUPONS.title, fold(coupon.code)): coupon for coupon in edited.coupons})
        return edited

    def _make_book(self, token: str, small: Small) -> None:
        """The book of all rows that are known."""
        self.book = Book.of(
            small.settings,
            version=token,
            rewards=small.rewards,
            offers=small.offers,
            unreadable=self.shelves[ORDERS.title].unreadable_names(),
            **{shelf.kind.called: shelf.values() for shelf in self.shelves.values()},
        )

    def snapshot(self, token: str, small: Small) -> Snapshot:
        """What is known, without its rows."""
        return self._snapshot(token, small, {title: shelf.table() for title, shelf in self.shelves.items()}, Edited())

    def _snapshot(self, token: str, small: Small, tables: Mapping[str, Table], edited: Edited) -> Snapshot:
        problems = [*small.problems]
        for shelf in self.shelves.values():
            problems += (one for row in nsmallest(MOST_PROBLEMS, shelf.problems) for one in shelf.problems[row])
        return Snapshot(self._layout, token, {**small.tables, **tables}, self.book, tuple(problems), edited)

    def _code_with(self, email: str) -> str:
        member = self.book.member_with(email) if email else None
        return member.code if member else ""


def _reads_otherwise(now: Settings, before: Settings) -> bool:
    """True when orders are read by other rates than they were."""
    return (now.currency, now.currencies) != (before.currency, before.currencies)

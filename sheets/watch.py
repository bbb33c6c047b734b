"""Watching a rule: which rows of the book its decision rests on, and whether it missed one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from loyalty.book import Book
from loyalty.identifiers import fold, fold_order
from loyalty.values import Coupon, Entry, Letter, Member, Order


@dataclass(slots=True)
class Seen:
    """The keys that were looked up, by kind; ``missed`` when a member or an order was not found."""

    members: set[str] = field(default_factory=set)
    orders: set[str] = field(default_factory=set)
    coupons: set[str] = field(default_factory=set)
    accounts: set[str] = field(default_factory=set)
    causes: set[str] = field(default_factory=set)
    letters: set[str] = field(default_factory=set)
    missed: bool = False

    def within(self, other: "Seen") -> bool:
        """True when all of this was looked up there, too."""
        return all(getattr(self, one.name) <= getattr(other, one.name) for one in fields(self) if one.name != "missed")

    def add(self, other: "Seen") -> None:
        """Notes what was looked up there, too."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) | getattr(other, one.name))


@dataclass(frozen=True, slots=True)
class WatchedBook(Book):
    """A book that notes what is looked up in it."""

    seen: Seen

    def member_of(self, contact: str) -> Member | None:
        return self._saw_member(Book.member_of(self, contact))

    def member_with(self, email: str) -> Member | None:
        member = Book.member_with(self, email)
        return self._saw_member(member) if member else None

    def order(self, number: str) -> Order | None:
        order = Book.order(self, number)
        self.seen.missed = self.seen.missed or order is None
        self.seen.orders.add(fold_order(number))
        return order

    def coupon(self, code: str) -> Coupon | None:
        self.seen.coupons.add(fold(code))
        return Book.coupon(self, code)

    def entries_of(self, member: str) -> tuple[Entry, ...]:
        self.seen.accounts.add(member)
        return Book.entries_of(self, member)

    def caused_by(self, cause: str) -> Entry | None:
        self.seen.causes.add(fold(cause))
        return Book.caused_by(self, cause)

    def pool(self, reward: str) -> tuple[Coupon, ...]:
        pool = Book.pool(self, reward)
        self.seen.coupons.update(fold(coupon.code) for coupon in pool[:1])
        return pool

    def coupon_rows_of(self, member: str) -> tuple[Coupon, ...]:
        held = Book.coupon_rows_of(self, member)
        self.seen.coupons.update(fold(coupon.code) for coupon in held)
        return held

    def letters_to(self, member: str) -> tuple[Letter, ...]:
        self.seen.letters.add(member)
        return Book.letters_to(self, member)

    def _saw_member(self, member: Member | None) -> Member | None:
        if member is None:
            self.seen.missed = True
        else:
            self.seen.members.add(member.code)
        return member


def watched(book: Book, seen: Seen) -> WatchedBook:
    """The same book, watched."""
    parts: Mapping[str, object] = {one.name: getattr(book, one.name) for one in fields(Book)}
    return WatchedBook(**parts, seen=seen)  # type: ignore[arg-type]  # each part is the book's own

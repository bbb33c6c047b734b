"""Watching a rule: which rows of the book its decision rests on, and whether it missed one."""

from dataclasses import dataclass, field, fields
from typing import Any

from loyalty.book.book import Book
from loyalty.model.addresses import fold_email
from loyalty.model.identifiers import fold, fold_order
from loyalty.model.offers import Answer
from loyalty.model.values import Coupon, Entry, Letter, Member, Order


@dataclass(slots=True)
class Seen:
    """The keys that were looked up, by kind; contacts and addresses that are no member's as strangers."""

    members: set[str] = field(default_factory=set)
    orders: set[str] = field(default_factory=set)
    coupons: set[str] = field(default_factory=set)
    accounts: set[str] = field(default_factory=set)
    causes: set[str] = field(default_factory=set)
    letters: set[str] = field(default_factory=set)
    answers: set[str] = field(default_factory=set)
    strangers: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)

    def add(self, other: "Seen") -> None:
        """Notes what was looked up there, too."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) | getattr(other, one.name))


@dataclass(frozen=True, slots=True)
class WatchedBook(Book):
    """A book that notes what is looked up in it."""

    seen: Seen

    def at_a_glance(self) -> Book:
        return Book(**_parts(self))

    def member(self, code: str) -> Member | None:
        self.seen.members.add(code)
        return Book.member(self, code)

    def member_of(self, contact: str) -> Member | None:
        member = Book.member_of(self, contact)
        self._note(member, contact, self.seen.strangers)
        return member

    def member_with(self, email: str) -> Member | None:
        member = Book.member_with(self, email)
        self._note(member, fold_email(email), self.seen.addresses)
        return member

    def order(self, number: str) -> Order | None:
        self.seen.orders.add(fold_order(number))
        return Book.order(self, number)

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

    def answers_of(self, member: str) -> tuple[Answer, ...]:
        self.seen.answers.add(member)
        return Book.answers_of(self, member)

    def _note(self, member: Member | None, key: str, missed: set[str]) -> None:
        if member:
            self.seen.members.add(member.code)
        else:
            missed.add(key)


def watched(book: Book, seen: Seen) -> WatchedBook:
    """The same book, watched."""
    return WatchedBook(**_parts(book), seen=seen)


def _parts(book: Book) -> dict[str, Any]:
    return {one.name: getattr(book, one.name) for one in fields(Book)}

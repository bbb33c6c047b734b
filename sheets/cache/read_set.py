"""The read set of a rule: which rows of the book its decision rests on, and what it looked up in vain."""

from collections.abc import Collection
from dataclasses import dataclass, field, fields
from typing import Any

from loyalty.book.book import Book
from loyalty.model.addresses import fold_email
from loyalty.model.coupon import Coupon
from loyalty.model.email_log import Letter
from loyalty.model.entry import Entry, Review, WaitingClaim, review_key
from loyalty.model.fact import Fact
from loyalty.model.identifiers import fold, fold_order, member_code
from loyalty.model.member import Member
from loyalty.model.offers import Answer
from loyalty.model.orders import Order


@dataclass(slots=True)
class ReadSet:
    """The keys that were looked up, by kind; contacts and addresses that are no member's as strangers.

    ``all_of`` are the codes of members of whom everything has to be seen, also what cannot be read.
    """

    members: set[str] = field(default_factory=set)
    orders: set[str] = field(default_factory=set)
    coupons: set[str] = field(default_factory=set)
    accounts: set[str] = field(default_factory=set)
    causes: set[str] = field(default_factory=set)
    letters: set[str] = field(default_factory=set)
    answers: set[str] = field(default_factory=set)
    facts: set[str] = field(default_factory=set)
    reviews: set[str] = field(default_factory=set)
    waits: set[str] = field(default_factory=set)
    strangers: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    all_of: set[str] = field(default_factory=set)

    def is_within(self, other: "ReadSet") -> bool:
        """True when all that was looked up here was looked up there, too."""
        return all(getattr(self, kind.name) <= getattr(other, kind.name) for kind in fields(self))

    def add(self, other: "ReadSet") -> None:
        """Notes what was looked up there, too."""
        for kind in fields(self):
            setattr(self, kind.name, getattr(self, kind.name) | getattr(other, kind.name))


@dataclass(frozen=True, slots=True)
class RecordingBook(Book):
    """A book that notes what is looked up in it."""

    read_set: ReadSet

    def at_a_glance(self) -> Book:
        return Book(**_parts(self))

    def member(self, code: str) -> Member | None:
        self.read_set.members.add(member_code(code))
        return Book.member(self, code)

    def member_of(self, contact: str) -> Member | None:
        member = Book.member_of(self, contact)
        self._note(member, contact, self.read_set.strangers)
        return member

    def member_with(self, email: str) -> Member | None:
        member = Book.member_with(self, email)
        self._note(member, fold_email(email), self.read_set.addresses)
        return member

    def members_of_mailbox(self, email: str) -> tuple[Member, ...]:
        # Who is found is read again. That nobody was found is not: it would take the whole column of addresses, and
        # new members stand in the rows that are always read.
        members = Book.members_of_mailbox(self, email)
        self.read_set.members.update(member.code for member in members)
        return members

    def members_with_phone(self, phone: str) -> tuple[Member, ...]:
        # Who is found is read again. Whoever has shown it since then stands in the lines that are always read.
        members = Book.members_with_phone(self, phone)
        self.read_set.members.update(member.code for member in members)
        return members

    def shares_address(self, member: Member) -> bool:
        shared = Book.shares_address(self, member)
        if not shared:
            # Whose else an address is since the last look decides what of it may be erased: no other row has it.
            self.read_set.addresses.update(self.addresses_of(member))
        return shared

    def others_have(self, email: str, member: str) -> bool:
        found = Book.others_have(self, email, member)
        if not found:
            # Whose else an address is since the last look decides what of it may be erased: no other row has it.
            self.read_set.addresses.add(fold_email(email))
        return found

    def look_for_all_of(self, member: str) -> None:
        self.read_set.all_of.update(Book.codes_of(self, member))

    def order(self, number: str) -> Order | None:
        self.read_set.orders.add(fold_order(number))
        return Book.order(self, number)

    def coupon(self, code: str) -> Coupon | None:
        self.read_set.coupons.add(fold(code))
        return Book.coupon(self, code)

    def entries_of(self, member: str) -> tuple[Entry, ...]:
        self.read_set.accounts.add(member)
        return Book.entries_of(self, member)

    def caused_by(self, cause: str) -> Entry | None:
        self.read_set.causes.add(fold(cause))
        return Book.caused_by(self, cause)

    def pool(self, reward: str) -> tuple[Coupon, ...]:
        pool = Book.pool(self, reward)
        self.read_set.coupons.update(fold(coupon.code) for coupon in pool[:1])
        return pool

    def coupon_rows_of(self, member: str) -> tuple[Coupon, ...]:
        held = Book.coupon_rows_of(self, member)
        self.read_set.coupons.update(fold(coupon.code) for coupon in held)
        return held

    def letters_to(self, member: str) -> tuple[Letter, ...]:
        self.read_set.letters.add(member)
        return Book.letters_to(self, member)

    def answers_of(self, member: str) -> tuple[Answer, ...]:
        self.read_set.answers.add(member)
        return Book.answers_of(self, member)

    def facts_with(self, key: str) -> tuple[Fact, ...]:
        self.read_set.facts.add(key)
        return Book.facts_with(self, key)

    def facts_with_addresses(self, emails: Collection[str]) -> tuple[Fact, ...]:
        facts = Book.facts_with_addresses(self, emails)
        self.read_set.facts.update(fact.key for fact in facts)
        return facts

    def facts_with_phones(self, phones: Collection[str]) -> tuple[Fact, ...]:
        facts = Book.facts_with_phones(self, phones)
        self.read_set.facts.update(fact.key for fact in facts)
        return facts

    def reviews_about(self, cause: str, member: str = "") -> tuple[Review, ...]:
        codes = Book.codes_of(self, member) if member else ("",)
        self.read_set.reviews.update(review_key(cause, code) for code in codes)
        return Book.reviews_about(self, cause, member)

    def reviews_of(self, member: str) -> tuple[Review, ...]:
        reviews = Book.reviews_of(self, member)
        self.read_set.reviews.update(review.about for review in reviews)
        return reviews

    def waits_for(self, number: str) -> tuple[WaitingClaim, ...]:
        self.read_set.waits.add(fold_order(number))
        return Book.waits_for(self, number)

    def waits_of(self, member: str) -> tuple[WaitingClaim, ...]:
        claims = Book.waits_of(self, member)
        self.read_set.waits.update(claim.key for claim in claims)
        return claims

    def _note(self, member: Member | None, key: str, missed: set[str]) -> None:
        if member:
            self.read_set.members.add(member.code)
        else:
            missed.add(key)


def recording(book: Book, read_set: ReadSet) -> RecordingBook:
    """The same book, recording."""
    return RecordingBook(**_parts(book), read_set=read_set)


def _parts(book: Book) -> dict[str, Any]:
    return {part.name: getattr(book, part.name) for part in fields(Book)}

"""The Book: all that the spreadsheet says at one moment, as a rule sees it; a decision makes the next book."""

from collections import ChainMap
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Protocol, TypeVar, assert_never, cast

from loyalty.decisions import AddCoupon, AddEntry, AddLetter, AddMember, Change, GiveCoupon, NoteLetter
from loyalty.identifiers import code_of, coupon_cause, fold, fold_order, order_cause
from loyalty.ledger import Account, account
from loyalty.values import (
    UNDATED,
    Coupon,
    CouponSource,
    CouponStatus,
    Entry,
    EntryKind,
    Letter,
    Member,
    Order,
    Reward,
    Settings,
)

K = TypeVar("K")
V = TypeVar("V")
SEED = Settings()


@dataclass(frozen=True, slots=True)
class Book:
    """Immutable; ``after`` gives the book as a decision leaves it, sharing all that did not change.

    ``version`` is the commit token that the book was read with.
    """

    settings: Settings
    version: str
    rewards: tuple[Reward, ...]
    members: Mapping[str, Member]
    orders: Mapping[str, Order]
    coupons: Mapping[str, Coupon]
    _contacts: Mapping[str, str]
    _emails: Mapping[str, str]
    _entries: Mapping[str, tuple[Entry, ...]]
    _causes: Mapping[str, Entry]
    _pools: Mapping[str, tuple[Coupon, ...]]
    _given: Mapping[str, int]
    _held: Mapping[str, tuple[str, ...]]
    _letters: Mapping[str, tuple[Letter, ...]]

    @classmethod
    def of(
        cls,
        settings: Settings = SEED,
        *,
        version: str = "",
        members: Iterable[Member] = (),
        orders: Iterable[Order] = (),
        rewards: Iterable[Reward] = (),
        coupons: Iterable[Coupon] = (),
        entries: Iterable[Entry] = (),
        letters: Iterable[Letter] = (),
    ) -> "Book":
        """The book of these rows; where two have one key, the same one counts however the tabs are sorted."""
        blank = cls(settings, version, tuple(rewards), {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
        draft = _Draft(blank, dict)
        for member in sorted(members, key=_seniority):
            draft.add_member(member)
        for order in orders:
            draft.add_order(order)
        for entry in sorted(entries, key=_age):
            draft.add_entry(entry)
        for coupon in coupons:
            draft.add_coupon(coupon)
        draft.fill_pools()
        for letter in letters:
            draft.add_letter(letter)
        return draft.book()

    def after(self, changes: Iterable[Change]) -> "Book":
        """The book with these changes made."""
        draft = _Draft(self, _layer)
        for change in changes:
            draft.apply(change)
        return draft.book()

    def grown(
        self,
        *,
        members: Iterable[Member] = (),
        orders: Iterable[Order] = (),
        coupons: Iterable[Coupon] = (),
        entries: Iterable[Entry] = (),
        letters: Iterable[Letter] = (),
    ) -> "Book":
        """This very book with more rows, for its owner alone: the mappings are its own, and change in place."""
        draft = _Draft(self, _itself)
        for member in members:
            draft.add_member(member)
        for order in orders:
            draft.add_order(order)
        for coupon in coupons:
            draft.add_to_pool(coupon)
        for entry in entries:
            draft.add_entry(entry)
        for letter in letters:
            draft.add_letter(letter)
        return draft.book()

    def corrected(self, row: Member | Order | Letter) -> None:
        """A row of this very book has changed in its place, but for what it is found by; for the book's owner alone."""
        _Draft(self, _itself).correct(row)

    def member_of(self, contact: str) -> Member | None:
        """The member whom this ManyChat contact is."""
        return self.members.get(self._contacts.get(contact, ""))

    def member_with(self, email: str) -> Member | None:
        """The member with this address."""
        return self.members.get(self._emails.get(fold(email), ""))

    def order(self, number: str) -> Order | None:
        """The order with this number."""
        return self.orders.get(fold_order(number))

    def reward(self, asked: str) -> Reward | None:
        """The reward with this id, else with this name."""
        wanted = fold(asked)
        named = [reward for reward in self.rewards if fold(reward.name) == wanted]
        return next((reward for reward in self.rewards if fold(reward.id) == wanted), next(iter(named), None))

    def entries_of(self, member: str) -> tuple[Entry, ...]:
        """The member's lines of the Ledger, in no order."""
        return self._entries.get(member, ())

    def letter(self, id_: str, member: str) -> Letter | None:
        """The letter with this id to this member."""
        return next((letter for letter in self.letters_to(member) if letter.id == id_), None)

    def account_of(self, member: str) -> Account:
        """What the member's entries add up to."""
        return account(self.entries_of(member))

    def caused_by(self, cause: str) -> Entry | None:
        """The entry that this cause has made."""
        return self._causes.get(fold(cause))

    def claim_of(self, order: str) -> Entry | None:
        """The entry that gave this order's points."""
        return self.caused_by(order_cause(order))

    def pool(self, reward: str) -> tuple[Coupon, ...]:
        """The codes that can still be given for the reward, in the order of their tab."""
        return self._pools.get(fold(reward), ())

    def given(self, reward: str) -> int:
        """How many of the reward have been given in all."""
        return self._given.get(fold(reward), 0)

    def in_stock(self, reward: Reward) -> bool:
        """True when one more can be given."""
        if reward.stock is not None and self.given(reward.id) >= reward.stock:
            return False
        return self.settings.coupons is not CouponSource.POOL or bool(self.pool(reward.id))

    def code_is_free(self, code: str) -> bool:
        """True when no coupon has or had this code."""
        return fold(code) not in self.coupons and self.caused_by(coupon_cause(code)) is None

    def coupon_rows_of(self, member: str) -> tuple[Coupon, ...]:
        """The rows of Coupons that name this member."""
        rows = (self.coupons[code] for code in self._held.get(member, ()))
        return tuple(coupon for coupon in rows if coupon.member == member)

    def letters_to(self, member: str) -> tuple[Letter, ...]:
        """The letters that the member was sent, in the order of their tab."""
        return self._letters.get(member, ())


class _Draft:
    """The next book while it is put together: a small layer of what is new over the book before."""

    def __init__(self, before: Book, layer: "Layer") -> None:
        self._before = before
        self._members = layer(before.members)
        self._orders = layer(before.orders)
        self._coupons = layer(before.coupons)
        self._contacts = layer(before._contacts)
        self._emails = layer(before._emails)
        self._entries = layer(before._entries)
        self._causes = layer(before._causes)
        self._pools = layer(before._pools)
        self._given = layer(before._given)
        self._held = layer(before._held)
        self._letters = layer(before._letters)

    def book(self) -> Book:
        return replace(
            self._before,
            members=self._members,
            orders=self._orders,
            coupons=self._coupons,
            _contacts=self._contacts,
            _emails=self._emails,
            _entries=self._entries,
            _causes=self._causes,
            _pools=self._pools,
            _given=self._given,
            _held=self._held,
            _letters=self._letters,
        )

    def apply(self, change: Change) -> None:
        match change:
            case AddMember(member):
                self.add_member(member)
            case AddEntry(entry):
                self.add_entry(entry)
            case AddCoupon(coupon):
                self.add_coupon(coupon)
            case GiveCoupon(coupon):
                self._give(coupon)
            case AddLetter(letter):
                self.add_letter(letter)
            case NoteLetter(letter):
                self._note(letter)
            case _:
                assert_never(change)

    def add_member(self, member: Member) -> None:
        self._members.setdefault(member.code, member)
        if member.contact:
            self._contacts.setdefault(member.contact, member.code)
        if member.email:
            self._emails.setdefault(fold(member.email), member.code)

    def add_order(self, order: Order) -> None:
        key = fold_order(order.number)
        known = self._orders.get(key)
        if known is None or _caution(order) < _caution(known):
            self._orders[key] = order

    def add_entry(self, entry: Entry) -> None:
        cause = fold(entry.cause)
        if cause and cause in self._causes:
            return
        if cause:
            self._causes[cause] = entry
        self._entries[entry.member] = (*self._entries.get(entry.member, ()), entry)
        if entry.kind is EntryKind.REDEMPTION:
            reward = fold(entry.subject)
            self._given[reward] = self._given.get(reward, 0) + 1
            coupon = self._coupons.get(fold(code_of(entry.cause)))
            if coupon:
                self._give(self._given_by(entry, coupon))

    def add_coupon(self, coupon: Coupon) -> None:
        key = fold(coupon.code)
        if key in self._coupons:
            return
        self._coupons[key] = coupon
        if coupon.member:
            self._held[coupon.member] = (*self._held.get(coupon.member, ()), key)

    def add_to_pool(self, coupon: Coupon) -> None:
        """One more coupon, which can be given when its row says so and no entry has given it."""
        self.add_coupon(coupon)
        if self._coupons[fold(coupon.code)] is not coupon:
            return
        entry = self._causes.get(fold(coupon_cause(coupon.code)))
        reward = fold(coupon.reward)
        if entry:
            self._hand_over(self._given_by(entry, coupon))
        elif coupon.status is CouponStatus.AVAILABLE:
            self._pools[reward] = (*self._pools.get(reward, ()), coupon)

    def correct(self, row: Member | Order | Letter) -> None:
        match row:
            case Member():
                self._members[row.code] = row
            case Order():
                self._orders[fold_order(row.number)] = row
            case Letter():
                self._note(row)
            case _:
                assert_never(row)

    def fill_pools(self) -> None:
        """A code can be given when its row says so and no entry of the Ledger has given it."""
        pools: dict[str, list[Coupon]] = {}
        for coupon in tuple(self._coupons.values()):
            entry = self._causes.get(fold(coupon_cause(coupon.code)))
            if entry:
                self._hand_over(self._given_by(entry, coupon))
            elif coupon.status is CouponStatus.AVAILABLE:
                pools.setdefault(fold(coupon.reward), []).append(coupon)
        self._pools.update({reward: tuple(pool) for reward, pool in pools.items()})

    def _given_by(self, entry: Entry, coupon: Coupon) -> Coupon:
        """The coupon as the Ledger gave it, whatever its row says of whose it is; the row says what became of it."""
        fresh = coupon.status is CouponStatus.AVAILABLE
        if not fresh and coupon.member == entry.member:
            return coupon
        return replace(
            coupon,
            status=CouponStatus.ISSUED if fresh else coupon.status,
            member=entry.member,
            email=entry.email,
            issued=entry.time,
            expires=coupon.expires or self._before.settings.last_coupon_day(entry.time),
        )

    def add_letter(self, letter: Letter) -> None:
        self._letters[letter.member] = (*self._letters.get(letter.member, ()), letter)

    def _note(self, letter: Letter) -> None:
        letters = self._letters.get(letter.member, ())
        self._letters[letter.member] = tuple(letter if one.id == letter.id else one for one in letters)

    def _give(self, coupon: Coupon) -> None:
        key, reward = fold(coupon.code), fold(coupon.reward)
        self._hand_over(coupon)
        self._pools[reward] = tuple(one for one in self._pools.get(reward, ()) if fold(one.code) != key)

    def _hand_over(self, coupon: Coupon) -> None:
        key = fold(coupon.code)
        self._coupons[key] = coupon
        if key not in self._held.get(coupon.member, ()):
            self._held[coupon.member] = (*self._held.get(coupon.member, ()), key)


class Layer(Protocol):
    """How the next book's mappings start from the book before's."""

    def __call__(self, mapping: Mapping[K, V], /) -> MutableMapping[K, V]: ...


def _layer(mapping: Mapping[K, V]) -> MutableMapping[K, V]:
    """The same mapping under a small layer of its own; two layers at the most, so that look-ups stay short."""
    if isinstance(mapping, ChainMap):
        new, *base = mapping.maps
        return ChainMap(dict(new), *base)
    return ChainMap({}, cast("dict[K, V]", mapping))


def _itself(mapping: Mapping[K, V]) -> MutableMapping[K, V]:
    """The very same mapping, to be changed in place."""
    return cast("MutableMapping[K, V]", mapping)


def _seniority(member: Member) -> tuple[bool, datetime, str]:
    return member.joined is None, member.joined or UNDATED, member.code


def _caution(order: Order) -> tuple[bool, Decimal, str]:
    """Of two rows with one number the one that gives less is believed."""
    return order.paid, order.amount, fold(order.email)


def _age(entry: Entry) -> tuple[datetime, str, int]:
    """The earliest line of a cause counts; of lines of one instant, the same one however they are sorted."""
    return entry.time, entry.member, entry.points

"""The rows of a book by what they are looked up by; they know nothing of the Book that asks."""

from collections import ChainMap
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, fields
from typing import Protocol, TypeVar, cast

from loyalty.model.coupon import Coupon
from loyalty.model.email_log import Letter
from loyalty.model.entry import Entry
from loyalty.model.fact import Fact
from loyalty.model.member import Member
from loyalty.model.offers import Answer
from loyalty.model.orders import Order

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Indexes:
    """The rows of a book: members by code, orders, coupons and causes by their folded names, all else by member.

    ``contacts`` and ``emails`` give a member's code. ``pools`` are the codes that can be given and ``given`` the number
    that were, both by reward; ``held`` are the coupons that a member's rows name, by their folded codes.
    ``facts`` are by their keys. ``orders`` are as they count, and ``rows`` those of which the Log says more, as theirs
    say.

    ``joined`` are codes whose lines count for another member, ``absorbed`` the same the other way round;
    ``other_emails`` are the further addresses of such members.
    """

    members: Mapping[str, Member]
    orders: Mapping[str, Order]
    coupons: Mapping[str, Coupon]
    contacts: Mapping[str, str]
    emails: Mapping[str, str]
    entries: Mapping[str, tuple[Entry, ...]]
    causes: Mapping[str, Entry]
    pools: Mapping[str, tuple[Coupon, ...]]
    given: Mapping[str, int]
    held: Mapping[str, tuple[str, ...]]
    letters: Mapping[str, tuple[Letter, ...]]
    answers: Mapping[str, tuple[Answer, ...]]
    facts: Mapping[str, tuple[Fact, ...]]
    rows: Mapping[str, Order]
    joined: Mapping[str, str]
    absorbed: Mapping[str, tuple[str, ...]]
    other_emails: Mapping[str, tuple[str, ...]]

    @classmethod
    def blank(cls) -> "Indexes":
        """No rows at all; the mappings are its own."""
        return cls(*({} for _ in fields(cls)))


class Layer(Protocol):
    """How the next book's mappings start from the book before's."""

    def __call__(self, mapping: Mapping[K, V], /) -> MutableMapping[K, V]: ...


def layered(mapping: Mapping[K, V]) -> MutableMapping[K, V]:
    """The same mapping under a small layer of its own; two layers at the most, so that look-ups stay short."""
    if isinstance(mapping, ChainMap):
        new, *base = mapping.maps
        return ChainMap(dict(new), *base)
    return ChainMap({}, cast("dict[K, V]", mapping))


def itself(mapping: Mapping[K, V]) -> MutableMapping[K, V]:
    """The very same mapping, to be changed in place."""
    return cast("MutableMapping[K, V]", mapping)

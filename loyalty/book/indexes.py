"""The rows of a book by what they are looked up by; they know nothing of the Book that asks."""

from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, fields
from typing import Any, Protocol, TypeVar, cast

from loyalty.model.causes import MergeStep
from loyalty.model.coupon import Coupon
from loyalty.model.email_log import Letter
from loyalty.model.entry import Entry, Review, WaitingClaim
from loyalty.model.fact import Fact
from loyalty.model.member import Member
from loyalty.model.offers import Answer
from loyalty.model.orders import Order

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Indexes:
    """The rows of a book: members by code, orders, coupons and causes by their folded names, else by member.

    ``contacts`` and ``emails`` give a member's code, ``mailboxes`` the codes of those whom their mailbox's plain key
    does not find among them: another spelling, or an address that somebody else has. ``pools`` are the codes that can
    be given and ``given`` the number that were, both by reward; ``held`` are the coupons that a member's rows name, by
    their folded codes.
    ``facts`` and ``reviews`` are by their keys, ``waits`` by the folded number of the order that they wait for and
    ``waiters`` by member. ``orders`` are as they count, and ``rows`` those of which the Log says
    more, as theirs say; so are ``coupons``, and ``coupon_rows`` those of which the Ledger says more or another row has
    the same code.

    ``joined`` are codes whose lines count for another member, ``absorbed`` the same the other way round;
    ``other_emails`` are the addresses of such members, and ``written_emails`` what stands under Other emails in a row
    that was joined with another, by its own code. ``merges`` has the last step of each two who were ever joined, by
    both their codes. ``followed`` are the folded numbers of orders of which a line has taken points back, or corrected
    them. ``phones`` has the codes of all who ever had a number: some may have another one by now.
    ``words`` are the folded ones under Segment that a member has, or had.
    ``shop_ids`` gives the folded number of an order by the shop's own id of it, folded, as its row says it, and
    ``links`` such ids by the folded number, as the Log says them.
    """

    members: Mapping[str, Member]
    orders: Mapping[str, Order]
    coupons: Mapping[str, Coupon]
    coupon_rows: Mapping[str, tuple[Coupon, ...]]
    contacts: Mapping[str, str]
    emails: Mapping[str, str]
    mailboxes: Mapping[str, tuple[str, ...]]
    entries: Mapping[str, tuple[Entry, ...]]
    causes: Mapping[str, Entry]
    pools: Mapping[str, tuple[Coupon, ...]]
    given: Mapping[str, int]
    held: Mapping[str, tuple[str, ...]]
    letters: Mapping[str, tuple[Letter, ...]]
    answers: Mapping[str, tuple[Answer, ...]]
    facts: Mapping[str, tuple[Fact, ...]]
    rows: Mapping[str, Order]
    reviews: Mapping[str, tuple[Review, ...]]
    waits: Mapping[str, tuple[WaitingClaim, ...]]
    waiters: Mapping[str, tuple[WaitingClaim, ...]]
    joined: Mapping[str, str]
    absorbed: Mapping[str, tuple[str, ...]]
    other_emails: Mapping[str, tuple[str, ...]]
    written_emails: Mapping[str, tuple[str, ...]]
    merges: Mapping[tuple[str, str], MergeStep]
    followed: Mapping[str, bool]
    shop_ids: Mapping[str, str]
    links: Mapping[str, tuple[str, ...]]
    phones: Mapping[str, tuple[str, ...]]
    words: Mapping[str, bool]

    @classmethod
    def blank(cls) -> "Indexes":
        """No rows at all; the mappings are its own."""
        return cls(*({} for _ in fields(cls)))


class Layer(Protocol):
    """How the next book's mappings start from the book before's."""

    def __call__(self, mapping: Mapping[K, V], /) -> MutableMapping[K, V]: ...


class Layered(MutableMapping[K, V]):
    """A mapping as it was, under a small layer of what is new, which is shared until it changes.

    A batch makes a thousand books, each of which changes one or two of its mappings (docs/decisions/0036).
    """

    __slots__ = ("_base", "_new", "_shared")

    def __init__(self, base: Mapping[K, V], new: dict[K, V]) -> None:
        self._base = base
        self._new = new
        self._shared = True

    def layered(self) -> "Layered[K, V]":
        """The same mapping, to be changed by somebody else; still two layers, so that look-ups stay short."""
        self._shared = True
        return Layered(self._base, self._new)

    def __getitem__(self, key: K) -> V:
        return self._new[key] if key in self._new else self._base[key]

    def get(self, key: K, default: Any = None) -> Any:
        """The value, or the default; Mapping's own way raises and catches an error for each key that is not there."""
        return self._new[key] if key in self._new else self._base.get(key, default)

    def __contains__(self, key: object) -> bool:
        return key in self._new or key in self._base

    def __setitem__(self, key: K, value: V) -> None:
        if self._shared:
            self._new, self._shared = dict(self._new), False
        self._new[key] = value

    def __delitem__(self, key: K) -> None:
        raise TypeError("a book only grows: what is gone is left out of a mapping of its own")

    def __iter__(self) -> Iterator[K]:
        return iter({**self._base, **self._new})

    def __len__(self) -> int:
        return len(self._base) + sum(key not in self._base for key in self._new)


def layered(mapping: Mapping[K, V]) -> MutableMapping[K, V]:
    """The same mapping under a small layer of its own."""
    # Its very type: isinstance asks an abstract class's own method first, a hundred times a claim.
    return mapping.layered() if type(mapping) is Layered else Layered(mapping, {})


def itself(mapping: Mapping[K, V]) -> MutableMapping[K, V]:
    """The very same mapping, to be changed in place."""
    return cast("MutableMapping[K, V]", mapping)

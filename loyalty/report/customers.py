"""Customers: whose each order is that counts, and what each of them has bought.

A customer is the member who has claimed the order or has its address, else the mailbox of its address, else its phone
number. An order of nobody knows no customer: it counts as an order, and not for shares of customers.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from loyalty.book.book import Book
from loyalty.model.addresses import fold_email, mailbox_of
from loyalty.model.member import Member
from loyalty.model.orders import Order, OrderStatus
from loyalty.report.periods import Period

COUNTED = frozenset({OrderStatus.PAID, OrderStatus.PARTLY_REFUNDED})
NOTHING = Decimal(0)


class Purchase(NamedTuple):
    """An order that counts: its day, what was paid for it less refunds, and its folded number."""

    day: date
    net: Decimal
    order: str


@dataclass(frozen=True, slots=True)
class Bought:
    """What each customer has bought in a period: so many orders, and their net in the program's currency, less refunds.

    By columns, one place for each customer: an object for each of 100,000 took up to 17 MiB.
    """

    customers: Sequence[str]
    orders: Sequence[int]
    nets: Sequence[Decimal]

    def __len__(self) -> int:
        return len(self.customers)

    @property
    def each(self) -> Iterator[tuple[int, Decimal]]:
        """The orders and the net of one customer after the other."""
        return zip(self.orders, self.nets, strict=True)


NOTHING_BOUGHT = Bought((), (), ())


@dataclass(frozen=True, slots=True)
class Customers:
    """The purchases of each customer, by day, the oldest first; a member's key is their code.

    ``nobodys`` are those of which neither a claim nor an address says whose they are. ``undated`` are orders without a
    day of placing, which are in no period.
    """

    purchases: Mapping[str, Sequence[Purchase]]
    nobodys: Sequence[Purchase]
    undated: int

    @property
    def oldest(self) -> date:
        """The day of the oldest purchase; the last of all days without any."""
        return min((some[0].day for some in chain(self.purchases.values(), (self.nobodys,)) if some), default=date.max)

    def all_in(self, period: Period) -> Iterator[Purchase]:
        """All purchases of the period, in no order; also nobody's."""
        for some in chain(self.purchases.values(), (self.nobodys,)):
            yield from (purchase for purchase in some if period.has(purchase.day))

    def bought_in(self, period: Period) -> Bought:
        """What each customer bought in the period; without those who bought nothing."""
        customers, orders, nets = list[str](), array("l"), list[Decimal]()
        alike = dict[Decimal, Decimal]()  # held once: most customers have bought one thing, which has a few prices
        for key, purchases in self.purchases.items():
            found = [purchase.net for purchase in purchases if period.has(purchase.day)]
            if found:
                net = sum(found, NOTHING)
                customers.append(key)
                orders.append(len(found))
                nets.append(alike.setdefault(net, net))
        return Bought(customers, orders, nets)


class PurchasesOfOrders(Mapping[str, Sequence[Purchase]]):
    """Purchases by customer, made of the book's own orders each time they are asked for.

    Kept beside the orders those of 200,000 would take some 16 MiB.
    """

    __slots__ = ("_numbers", "_orders")

    def __init__(self, orders: Mapping[str, Order], numbers: Mapping[str, Sequence[str]]) -> None:
        self._orders, self._numbers = orders, numbers

    def __getitem__(self, key: str) -> Sequence[Purchase]:
        return _purchases(self._orders, self._numbers[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


def _purchases(orders: Mapping[str, Order], numbers: Iterable[str]) -> Sequence[Purchase]:
    """The dated ones of the orders with these folded numbers, the oldest first."""
    found = ((orders[number], number) for number in numbers)
    return sorted(Purchase(order.placed, order.net, number) for order, number in found if order.placed)


def customers_of(book: Book) -> Customers:
    """All customers of this book, by all orders that were paid and not refunded or cancelled whole."""
    whose = Whose(book)
    numbers, nobodys, undated = dict[str, list[str]](), list[str](), 0
    for number, order in book.orders.items():
        if order.status not in COUNTED:
            continue
        if order.placed is None:
            undated += 1
            continue
        key = whose.key(order)
        (numbers.setdefault(key, []) if key else nobodys).append(number)
    # By customer, however the tab is sorted: what is drawn for an interval hangs on their order.
    by_customer = {key: numbers[key] for key in sorted(numbers)}
    return Customers(PurchasesOfOrders(book.orders, by_customer), _purchases(book.orders, nobodys), undated)


class Whose:
    """Says whose an order is, by one look at each address."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._known: dict[str, str] = {}

    def key(self, order: Order) -> str:
        """The customer's key; blank where nobody can say it."""
        claim = self._book.claim_of(order.number)
        # Whose claim it is says more than the address: they may have ordered with another one.
        if claim:
            return claim.member
        if order.email:
            found = self._known.get(order.email)
            if found is None:
                found = self._known[order.email] = self._of_address(order.email)
            return found
        holders = self._book.members_with_phone(order.phone) if order.phone else ()
        return holders[0].code if len(holders) == 1 else order.phone

    def _of_address(self, email: str) -> str:
        folded = fold_email(email)
        member = self._book.member_with(folded)
        if member:
            return member.code
        # Of several with one mailbox the same one each time, however the tab is sorted.
        others: Iterable[Member] = self._book.members_of_mailbox(folded)
        return min((other.code for other in others), default="") or mailbox_of(folded) or folded

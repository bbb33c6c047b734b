"""Shopping: who ordered on which days and how often, and what an order usually brings; looks over all orders."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median

from loyalty.book.book import Book
from loyalty.model.addresses import mailbox
from loyalty.model.bought.product_rules import ProductRules
from loyalty.model.member import Member
from loyalty.model.orders import Order
from loyalty.model.program_settings import Settings
from loyalty.points.counting.base_points import usual_points

RECENT_TIME = timedelta(days=365)
ENOUGH_OWN_ORDERS = 3
"""From this number on a member's own orders say more of them than those of the whole shop."""
ENOUGH_ORDERS = 3
"""So many orders show how often somebody usually orders."""
MISSED_AFTER = 2
"""After so many times their usual gap a customer is missed."""


@dataclass(frozen=True, slots=True)
class Shopping:
    """Orders by mailbox; ``usual`` is the points of the shop's average paid order of the last year, None without
    any.
    """

    usual: Decimal | None
    _orders: Mapping[str, Sequence[Order]]
    _products: ProductRules

    @classmethod
    def of(cls, book: Book, *, today: date) -> "Shopping":
        """What this book's orders say on this day."""
        return cls.with_usual(average_points(book.orders.values(), book.settings, book.offers.products, today), book)

    @classmethod
    def with_usual(cls, usual: Decimal | None, book: Book) -> "Shopping":
        """The same where it is known already what an order usually brings."""
        orders = defaultdict[str, list[Order]](list)
        for order in book.orders.values():
            if order.email:
                orders[mailbox(order.email)].append(order)
        return cls(usual, orders, book.offers.products)

    def orders_of(self, member: Member) -> Sequence[Order]:
        """The orders of the member's mailbox, in no order: also those under another spelling of the address."""
        return self._orders.get(mailbox(member.email), ()) if member.email else ()

    def days_of(self, member: Member) -> list[date]:
        """The days on which the member placed orders that stand, the first one first."""
        return sorted({order.placed for order in self.orders_of(member) if order.placed and not order.called_off})

    def usual_of(self, member: Member, settings: Settings, *, today: date) -> Decimal | None:
        """The points that a member's order usually brings: by their own when there are enough, else by all."""
        recent = [order for order in self.orders_of(member) if is_recent(order, today)]
        return (
            average_points(recent, settings, self._products, today) if len(recent) >= ENOUGH_OWN_ORDERS else self.usual
        )


def usual_gap(days: Sequence[date]) -> float | None:
    """The days between two orders of somebody who ordered on these days, the first one first; None for too few."""
    if len(days) < ENOUGH_ORDERS:
        return None
    return median((after - before).days for before, after in pairwise(days))


def average_points(orders: Iterable[Order], settings: Settings, products: ProductRules, today: date) -> Decimal | None:
    """The points that the recent ones of these orders bring on average; None without any."""
    points = [usual_points(order, settings, products) for order in orders if is_recent(order, today)]
    return Decimal(sum(points)) / len(points) if points else None


def is_recent(order: Order, today: date) -> bool:
    """True for a paid order of the last year."""
    return order.paid and order.placed is not None and today - RECENT_TIME <= order.placed <= today

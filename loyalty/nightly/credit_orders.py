"""Crediting: paid orders of members are booked without a claim, where the owner wants that."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import assert_never

from loyalty.book.book import Book
from loyalty.book.decision import Change, Decision
from loyalty.book.slices import NOTHING_DUE
from loyalty.member.claim import credit_order, owner_of
from loyalty.model.identifiers import fold_order
from loyalty.model.orders import Order
from loyalty.model.program_settings import CreditOrders
from loyalty.outcomes.batch_reports import Booked
from loyalty.outcomes.claiming import Claimed


def credit_orders(book: Book, *, now: datetime, limit: int, among: Sequence[str] | None = None) -> Decision[Booked]:
    """The points of up to ``limit`` orders, the oldest first; ``among`` are those that a slice before has found.

    What could not be claimed is not credited either: the same rules hold.
    """
    match book.settings.credit_orders:
        case CreditOrders.BY_LINK:
            return NOTHING_DUE
        case CreditOrders.AUTOMATICALLY:
            return _credited(book, now, limit, among)
        case _:
            assert_never(book.settings.credit_orders)


def _credited(book: Book, now: datetime, limit: int, among: Sequence[str] | None) -> Decision[Booked]:
    found = _unclaimed(book.at_a_glance(), book.settings.day(now)) if among is None else among
    changes, points, orders = list[Change](), 0, 0
    for number in found[:limit]:
        decision = _credit(book, number, now)
        if isinstance(decision.outcome, Claimed):
            points, orders = points + decision.outcome.earned, orders + 1
        # Also what is unusual, and waits for the owner from now on.
        changes += decision.changes
        book = book.after(decision.changes)
    return Decision(Booked(orders, points, tuple(found[limit:])), tuple(changes))


def _credit(book: Book, number: str, now: datetime) -> Decision[object]:
    order = book.order(number)
    member = owner_of(book, order) if order else None
    return credit_order(book, member, number, now=now) if member and not member.blocked else Decision(None)


def _unclaimed(book: Book, today: date) -> list[str]:
    """The orders that seem to be open."""
    orders = sorted(_open(book, today), key=lambda order: (order.placed or date.min, order.number))
    return [fold_order(order.number) for order in orders]


def _open(book: Book, today: date) -> Iterator[Order]:
    settings = book.settings
    for order in book.orders.values():
        old = order.placed is not None and (today - order.placed).days > settings.claim_within_days
        open_ = order.paid and not old and book.claim_of(order.number) is None
        member = owner_of(book, order) if open_ else None
        if member and not member.blocked:
            yield order

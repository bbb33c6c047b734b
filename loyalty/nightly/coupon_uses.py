"""Uses: a coupon is used when an order of the shop carries its code; the Ledger notes which."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, Decision
from loyalty.book.slices import booked
from loyalty.model.bought.beside_rewards import beside_rewards
from loyalty.model.causes import used_cause
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.identifiers import fold_order
from loyalty.model.orders import Order
from loyalty.outcomes.batch_reports import Booked
from loyalty.points.redeemed import redemption_of, reward_name
from loyalty.points.refunded_coupons import taken_again

MOST_PRODUCTS, LONGEST_NAME = 3, 40
"""So many products of an order are named beside the coupon's, and so much of each name."""


def note_coupon_uses(book: Book, *, now: datetime, limit: int, among: Sequence[str] | None = None) -> Decision[Booked]:
    """A line of no points for each coupon in up to ``limit`` orders; ``among`` are those that a slice has found.

    A coupon is for one order: the line of a second one says so to the owner.
    """
    if among is None:
        glance = book.at_a_glance()
        carrying = (order for order in glance.orders.values() if order.coupons)
        among = [fold_order(order.number) for order in carrying if next(uses_in(glance, order, now), None)]
    lines = list[Entry]()
    for order in filter(None, map(book.order, among[:limit])):
        used = tuple(uses_in(book, order, now))
        lines += used
        book = book.after(map(AddEntry, used))
    return booked(lines, among[limit:])


def uses_in(book: Book, order: Order, now: datetime) -> Iterator[Entry]:
    """A line of no points for each coupon in this order that no line calls used yet, and what follows from that."""
    for code in dict.fromkeys(order.coupons) if order.paid else ():
        row, cause = book.coupon(code), used_cause(code)
        given = redemption_of(book, row) if row else None
        if row is None or given is None:
            continue
        first, note = book.caused_by(cause), f"coupon {row.code} used{_with(book, order, given)}"
        if first and first.subject != order.number:
            cause, note = used_cause(code, order.number), f"coupon {row.code} used again: it is good for one order"
        if book.caused_by(cause) is None:
            yield Entry(now, given.member, EntryKind.USE, 0, subject=order.number, note=note, cause=cause)
            yield from taken_again(book, given, now=now)


def _with(book: Book, order: Order, given: Entry) -> str:
    """What was bought beside the reward, for the owner: what it came to and of what; blank where nobody has told it."""
    beside = beside_rewards(order.lines, [reward_name(book, given)])
    paid = [line.amount for line in beside if line.amount is not None]
    if not paid or len(paid) < len(beside):
        return ""
    names = [(line.name or line.sku)[:LONGEST_NAME].strip() for line in beside]
    more = f" and {len(names) - MOST_PRODUCTS} more" if len(names) > MOST_PRODUCTS else ""
    return f"; also bought for {sum(paid):f}: {', '.join(names[:MOST_PRODUCTS])}{more}"

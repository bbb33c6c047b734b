"""Uses: a coupon is used when an order of the shop carries its code; the Ledger notes which."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from loyalty.book import Book
from loyalty.decisions import Decision
from loyalty.identifiers import fold, fold_order, used_cause
from loyalty.nightly import booked
from loyalty.reports import Booked
from loyalty.standing import redemption_of
from loyalty.values import Entry, EntryKind, Order


def note_uses(book: Book, *, now: datetime, limit: int, among: Sequence[str] | None = None) -> Decision[Booked]:
    """A line of no points for each coupon in up to ``limit`` orders; ``among`` are those that a slice has found.

    A coupon is for one order: the line of a second one says so to the owner.
    """
    if among is None:
        glance = book.at_a_glance()
        carrying = (order for order in glance.orders.values() if order.coupons)
        among = [fold_order(order.number) for order in carrying if next(_uses(glance, order, now), None)]
    orders = filter(None, map(book.order, among[:limit]))
    lines = {fold(line.cause): line for order in orders for line in _uses(book, order, now)}
    return booked(lines.values(), among[limit:])


def _uses(book: Book, order: Order, now: datetime) -> Iterator[Entry]:
    for code in order.coupons if order.paid else ():
        row, cause = book.coupon(code), used_cause(code)
        given = redemption_of(book, row) if row else None
        if row is None or given is None:
            continue
        first, note = book.caused_by(cause), f"used for order {order.number}"
        if first and first.note != note:
            cause, note = used_cause(code, order.number), f"{note} as well: it is good for one"
        if book.caused_by(cause) is None:
            yield Entry(now, given.member, EntryKind.USE, 0, subject=row.code, note=note, cause=cause)

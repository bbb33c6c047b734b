"""The points of a claimed order follow what is told of it afterwards, downwards and upwards."""

from datetime import datetime

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry
from loyalty.model.entry import Entry
from loyalty.model.orders import Order
from loyalty.points.claimed.corrections import correction
from loyalty.points.refund import refund
from loyalty.points.refunded_coupons import with_cancelled


def give_again(book: Book, *, order: Order, now: datetime) -> tuple[Entry, ...]:
    """What a larger amount of a claimed order brings, and what comes again because its refund was taken back."""
    lines = list[Entry]()
    for rule in (correction, refund):
        line = rule(book, order=order, now=now)
        if line and line.points > 0:
            lines.append(line)
            book = book.after((AddEntry(line),))
    return tuple(lines)


def take_back(book: Book, *, order: Order, now: datetime) -> tuple[Entry, ...]:
    """What a smaller amount takes of an order's points, and what went back of it, with the coupons that this cancels;
    nothing where all of it is booked. ``give_again`` comes first.
    """
    claim, lines = book.claim_of(order.number), list[Entry]()
    if claim is None:
        return ()
    for rule, why in ((correction, "came to less"), (refund, "went back")):
        taken = rule(book, order=order, now=now)
        if taken:  # after a smaller amount a refund may have taken too much before, and gives that again
            some = with_cancelled(book, given=claim, taken=taken, why=f"order {order.number} {why}")
            lines += some
            book = book.after(map(AddEntry, some))
    return tuple(lines)

"""Refunds above what was paid: mostly a slip, so that the owner says in the tab Review what is true."""

from dataclasses import replace
from datetime import datetime

from loyalty.book.book import Book
from loyalty.book.decision import AddReview
from loyalty.model.causes import refund_cause
from loyalty.model.entry import EntryKind, Review, ReviewReason
from loyalty.model.orders import Order, OrderStatus


def review_of_refund(order: Order, member: str, now: datetime) -> Review:
    """What waits when more of this order is said to have gone back than was paid."""
    return Review(refund_cause(order.number), now, member, EntryKind.REFUND, order.number, 0, ReviewReason.REFUND_ABOVE)


def as_decided(book: Book, order: Order) -> Order | None:
    """The order with a refund above its amount as the owner has decided of it; None as long as they have not.

    Yes: it has gone back, all of it. No: the figure is a slip, and nothing went back.
    """
    if not order.refund_is_above:
        return order
    review = book.review(refund_cause(order.number))
    if review is None or review.decision is None:
        return None
    return replace(order, status=OrderStatus.REFUNDED if review.decision else OrderStatus.PAID, refunded=None)


def waiting(book: Book, review: Review) -> tuple[AddReview, ...]:
    """The row to add, unless there is one."""
    return () if book.review(review.cause) else (AddReview(review),)

"""Refunds above what was paid: mostly a slip, so that the owner says in the tab Review what is true."""

from dataclasses import replace
from datetime import datetime

from loyalty.book.book import Book
from loyalty.book.decision import AddReview
from loyalty.book.doubled_rows import review_gives
from loyalty.model.causes import refund_above_cause
from loyalty.model.entry import EntryKind, Review, ReviewReason
from loyalty.model.orders import Order, OrderStatus


def review_of_refund(order: Order, member: str, now: datetime) -> Review:
    """What waits when more of this order is said to have gone back than was paid: another figure is asked for anew."""
    return Review(_cause(order), now, member, EntryKind.REFUND, order.number, 0, ReviewReason.REFUND_ABOVE)


def as_decided(book: Book, order: Order) -> Order | None:
    """The order with a refund above its amount as the owner has decided of it; None as long as they have not.

    Yes: it has gone back, all of it. No: the figure is a slip, and nothing went back.
    """
    if not order.refund_is_above:
        return order
    row = min(book.reviews_about(_cause(order)), key=review_gives, default=None)
    if row is None or row.decision is None:
        return None
    stays = OrderStatus.UNPAID if order.status is OrderStatus.UNPAID else OrderStatus.PAID
    return replace(order, status=OrderStatus.REFUNDED if row.decision else stays, refunded=None)


def waiting(book: Book, review: Review) -> tuple[AddReview, ...]:
    """The row to add, unless there is one about the same."""
    return () if book.review_like(review) else (AddReview(review),)


def _cause(order: Order) -> str:
    if order.told_amount is not None:
        return refund_above_cause(order.number, order.told_refunded or order.told_amount, order.told_amount)
    return refund_above_cause(order.number, order.refunded or order.amount, order.amount)

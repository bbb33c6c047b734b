"""Coupons whose points an order had brought that went back: they are cancelled, or their points become a deficit."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry
from loyalty.book.lots import paid_with
from loyalty.model.causes import cancel_cause, code_of, taken_again_cause
from loyalty.model.entry import Entry
from loyalty.model.identifiers import fold
from loyalty.model.program_settings import RefundedCoupon
from loyalty.points.redeemed import HELD_STATUSES, coupon_of, redemptions, undone


def with_cancelled(book: Book, *, given: Entry, taken: Entry, why: str) -> tuple[Entry, ...]:
    """The line that takes back what ``given`` has brought, behind those of the coupons that are cancelled with it."""
    return (*_cancelled(book, given, taken, why), taken)


def was_cancelled(book: Book, given: Entry) -> bool:
    """True when the coupon of this redemption has given its points back."""
    return book.caused_by(cancel_cause(code_of(given.cause))) is not None


def taken_again(book: Book, given: Entry, *, now: datetime, whatever_is_set: bool = False) -> tuple[Entry, ...]:
    """The points of a cancelled coupon, taken once more because somebody has used it after all."""
    cause = taken_again_cause(code_of(given.cause))
    is_set = whatever_is_set or book.settings.refunded_coupon is RefundedCoupon.CANCEL
    if not is_set or not was_cancelled(book, given):
        return ()
    if book.caused_by(cause):
        return ()
    return (replace(given, time=now, note="coupon used after it was cancelled", cause=cause),)


def _cancelled(book: Book, given: Entry, taken: Entry, why: str) -> Iterator[Entry]:
    """The newest coupons first, no more than it takes: only those that nobody has used and that these points paid.

    What the member cannot spend yet covers nothing, as with any refund: it may go back itself.
    """
    member = book.member(given.member)
    if member is None or book.settings.refunded_coupon is not RefundedCoupon.CANCEL:
        return
    settings, today = book.settings, book.settings.day(taken.time)
    after = book.after((AddEntry(taken),)).account_of(member.code)
    short = min(-after.available_on(today), -taken.points)
    if short <= 0:
        return
    paid = paid_with(book.entries_of(member.code), given.cause, day=settings.day)
    for bought in redemptions(book, member):
        if short <= 0:
            return
        coupon = coupon_of(book, bought) if fold(bought.cause) in paid and code_of(bought.cause) else None
        if coupon and coupon.status in HELD_STATUSES and not coupon.expired_on(today):
            yield undone(bought, taken.time, f"coupon cancelled: {why}")
            short += bought.points

"""Settling: coupons that nobody used by their last day give their points back, where the owner wants that."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import assert_never

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.book.slices import NOTHING_DUE, book_due
from loyalty.model.causes import code_of
from loyalty.model.coupon import CouponStatus
from loyalty.model.entry import Entry
from loyalty.model.member import Member
from loyalty.model.program_settings import UnusedCoupon
from loyalty.model.shop.wanted_code import CodeState
from loyalty.outcomes.batch_reports import Booked
from loyalty.points.redeemed import coupon_of, redemptions, undone
from loyalty.points.shop_codes.code_states import state_of

GIVEN_BACK_WITHIN = timedelta(days=14)
"""A coupon that ended longer ago stays lapsed: the owner has not wanted it otherwise then."""


def give_back_unused_coupons(
    book: Book, *, now: datetime, limit: int, among: Sequence[str] | None = None
) -> Decision[Booked]:
    """Gives back what unused coupons cost, of up to ``limit`` members; ``among`` are those whom a slice has found."""
    match book.settings.unused_coupon:
        case UnusedCoupon.LAPSE:
            return NOTHING_DUE
        case UnusedCoupon.GIVE_BACK:
            return book_due(book, partial(_given_back, now=now), limit=limit, among=among)
        case _:
            assert_never(book.settings.unused_coupon)


def _given_back(book: Book, member: Member, now: datetime) -> Iterator[Entry]:
    today = book.settings.day(now)
    for given in redemptions(book, member):
        if state_of(book, code_of(given.cause)) is CodeState.WANTED:
            continue  # it could never be used: its points come back as of a refused one, which the member is told
        coupon = coupon_of(book, given)
        ended = coupon.expires if coupon.status is CouponStatus.ISSUED and code_of(given.cause) else None
        if ended and ended < today <= ended + GIVEN_BACK_WITHIN:
            yield undone(given, now, f"coupon not used by {ended}")

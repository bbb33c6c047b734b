"""Settling: coupons that nobody used by their last day give their points back, where the owner wants that."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from loyalty.book import Book
from loyalty.decisions import AddEntry, Decision
from loyalty.identifiers import cancel_cause, code_of
from loyalty.outcomes import Settled
from loyalty.rewards import redemptions
from loyalty.standing import coupon_of
from loyalty.values import CouponStatus, Entry, EntryKind, Member, UnusedCoupon

LOOKS_BACK = timedelta(days=14)
"""A coupon that ended longer ago stays lapsed: the owner has not wanted it otherwise then."""


def settle_coupons(book: Book, *, now: datetime, limit: int, among: Sequence[str] | None = None) -> Decision[Settled]:
    """Gives back what unused coupons cost, of up to ``limit`` members; ``among`` are those whom a slice has found."""
    if book.settings.unused_coupon is UnusedCoupon.LAPSE:
        return Decision(Settled(0, 0, ()))
    today, glance = book.settings.day(now), book.at_a_glance()
    everybody = (member.code for member in glance.members.values() if next(_unused(glance, member, today), None))
    found = list(everybody) if among is None else among
    members = filter(None, map(book.member, found[:limit]))
    entries = [undone(given, now, note) for member in members for given, note in _unused(book, member, today)]
    outcome = Settled(sum(entry.points for entry in entries), len(entries), tuple(found[limit:]))
    return Decision(outcome, tuple(map(AddEntry, entries)))


def undone(given: Entry, now: datetime, note: str) -> Entry:
    """The points of a redemption, back once, whatever the reason."""
    return replace(
        given,
        time=now,
        kind=EntryKind.CANCELLATION,
        points=-given.points,
        note=note,
        cause=cancel_cause(code_of(given.cause)),
    )


def _unused(book: Book, member: Member, today: date) -> Iterator[tuple[Entry, str]]:
    for given in redemptions(book, member):
        coupon = coupon_of(book, given)
        ended = coupon.expires if coupon.status is CouponStatus.ISSUED and code_of(given.cause) else None
        if ended and ended < today <= ended + LOOKS_BACK:
            yield given, f"coupon not used by {ended}"

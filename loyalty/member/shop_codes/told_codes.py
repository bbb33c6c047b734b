"""Which codes an answer may bring from the shop, and what it says once the shop was asked for them."""

from collections.abc import Sequence
from datetime import datetime

from loyalty.book.book import Book
from loyalty.member.ask import tell_coupons, tell_points
from loyalty.member.redeem import tell_taken
from loyalty.model.identifiers import fold
from loyalty.model.shop.wanted_code import WantedCode
from loyalty.outcomes.asking import CouponsTold, PointsTold
from loyalty.outcomes.joining_then import JoinedThen
from loyalty.outcomes.outcome import Outcome
from loyalty.outcomes.redeeming import CouponSoon
from loyalty.points.shop_codes.code_states import codes_wanted
from loyalty.points.standing import held_coupons

MOST_AT_ONCE = 2
"""More codes than this the next answer makes: each takes the shop a while."""


def codes_for(book: Book, outcome: Outcome | JoinedThen, *, contact: str, now: datetime) -> tuple[WantedCode, ...]:
    """The codes that the shop has still to make and that this answer would tell; ``book`` is the one after it."""
    said = outcome.then if isinstance(outcome, JoinedThen) else outcome
    member = book.member_of(contact) if isinstance(said, CouponSoon | PointsTold | CouponsTold) else None
    if member is None or member.blocked:
        return ()
    asked = fold(said.code) if isinstance(said, CouponSoon) else ""
    wanted = sorted(codes_wanted(book, member, now=now), key=lambda code: fold(code.code) != asked)
    return tuple(wanted[:MOST_AT_ONCE])


def told_again(
    book: Book, outcome: Outcome | JoinedThen, *, contact: str, made: Sequence[str], now: datetime
) -> Outcome | JoinedThen:
    """The same answer on the book that says which codes the shop has ``made``."""
    match outcome:
        case CouponSoon():
            return tell_taken(book, contact=contact, taken=outcome, now=now)
        case JoinedThen(joined, CouponSoon() as taken):
            return JoinedThen(joined, tell_taken(book, contact=contact, taken=taken, now=now))
        case CouponsTold():
            return tell_coupons(book, contact=contact, now=now).outcome
        case PointsTold():
            return _points(book, contact, made, now)
        case _:
            return outcome


def _points(book: Book, contact: str, made: Sequence[str], now: datetime) -> Outcome:
    told, member = tell_points(book, contact=contact, now=now).outcome, book.member_of(contact)
    if not isinstance(told, PointsTold) or member is None:
        return told
    codes = set(map(fold, made))
    held = held_coupons(book, member, today=book.settings.day(now))
    ready = tuple(one for one in held if one.has_code and fold(one.coupon.code) in codes)
    return PointsTold(told.standing, ready)

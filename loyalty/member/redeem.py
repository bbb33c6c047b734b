"""Redeeming: a member takes a reward; its points are gone at once and they have a coupon."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import assert_never

from loyalty.book.book import Book
from loyalty.book.decision import AddCoupon, AddEntry, Decision, GiveCoupon
from loyalty.member.who_asks import member_who_may_act
from loyalty.model.causes import code_of, coupon_cause
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.identifiers import fold
from loyalty.model.member import Member
from loyalty.model.program_settings import CouponSource
from loyalty.model.reward import Reward, RewardKind
from loyalty.outcomes.member_standing import Standing
from loyalty.outcomes.redeeming import (
    AskedOwner,
    NotForThem,
    OutOfStock,
    PointsShort,
    Redeemed,
    RedeemOutcome,
    TakenBefore,
    UnknownReward,
)
from loyalty.points.audience import groups_of, is_for
from loyalty.points.redeemed import coupon_of, redemptions
from loyalty.points.rewards import at_price_for, had, offered
from loyalty.points.standing import standing

RedeemRefusal = OutOfStock | PointsShort | NotForThem | TakenBefore
SAME_TAP = timedelta(minutes=10)
"""Redeeming the same reward again within this time gives the coupon already issued."""


def redeem(book: Book, *, contact: str, reward: str, codes: Iterable[str], now: datetime) -> Decision[RedeemOutcome]:
    """The reward's coupon for its points; a made code is the first of ``codes`` that no coupon ever had."""
    member = member_who_may_act(book, contact, now=now)
    if not isinstance(member, Member):
        return Decision(member)
    today, listed = book.settings.day(now), book.reward(reward)
    if listed is None or not offered(listed, today):
        return Decision(UnknownReward(standing(book, member, today=today), reward))
    groups = groups_of(book, member, today=today)
    asked = at_price_for(groups, listed)
    # ManyChat sends no id with a request and people tap twice: the second tap shows the coupon of the first.
    before = _just_taken(book, member, asked, now)
    if before:
        return Decision(_told_again(book, member, asked, before, now))
    refusal = _refusal(book, member, asked, groups, now)
    return Decision(refusal) if refusal else _take(book, member, asked, codes, now)


def _just_taken(book: Book, member: Member, reward: Reward, now: datetime) -> Entry | None:
    mine = (entry for entry in redemptions(book, member) if fold(entry.subject) == fold(reward.id))
    return next((entry for entry in mine if code_of(entry.cause) and abs(now - entry.time) < SAME_TAP), None)


def _refusal(book: Book, member: Member, reward: Reward, groups: frozenset[str], now: datetime) -> RedeemRefusal | None:
    today = book.settings.day(now)
    stands = standing(book, member, today=today)
    if not is_for(groups, reward.only_for):
        return NotForThem(stands, reward)
    if had(book, member, reward):
        return TakenBefore(stands, reward)
    if not book.in_stock(reward):
        return OutOfStock(stands, reward)
    if stands.spendable < reward.points:
        return PointsShort(stands, reward, max(reward.points - stands.points, 0))
    return None


def _take(book: Book, member: Member, reward: Reward, codes: Iterable[str], now: datetime) -> Decision[RedeemOutcome]:
    source, expires = book.settings.coupons, book.settings.last_coupon_day(now)
    pooled = source is CouponSource.POOL
    coupon = Coupon(
        code=book.pool(reward.id)[0].code if pooled else next(code for code in codes if book.code_is_free(code)),
        reward=reward.id,
        status=_first_status(source),
        member=member.code,
        email=member.email,
        issued=now,
        expires=expires,
    )
    entry = Entry(
        now,
        member.code,
        EntryKind.REDEMPTION,
        -reward.points,
        email=member.email,
        subject=reward.id,
        note=reward.name,
        cause=coupon_cause(coupon.code),
    )
    changes = (AddEntry(entry), GiveCoupon(coupon) if pooled else AddCoupon(coupon))
    stands = standing(book.after(changes), member, today=book.settings.day(now))
    if source is CouponSource.MANUAL:
        return Decision(AskedOwner(stands, reward, again=False), changes)
    return Decision(_redeemed(book, stands, reward, coupon.code, expires, again=False), changes)


def _first_status(source: CouponSource) -> CouponStatus:
    """The status of a coupon that is given now: a manual one waits until the owner has sent it."""
    match source:
        case CouponSource.MANUAL:
            return CouponStatus.ASKED
        case CouponSource.POOL | CouponSource.GENERATE:
            return CouponStatus.ISSUED
        case _:
            assert_never(source)


def _told_again(book: Book, member: Member, reward: Reward, entry: Entry, now: datetime) -> AskedOwner | Redeemed:
    stands, coupon = standing(book, member, today=book.settings.day(now)), coupon_of(book, entry)
    if coupon.status is CouponStatus.ASKED:
        return AskedOwner(stands, reward, again=True)
    expires = coupon.expires or book.settings.last_coupon_day(entry.time)
    return _redeemed(book, stands, reward, coupon.code, expires, again=True)


def _redeemed(book: Book, stands: Standing, reward: Reward, code: str, expires: date, *, again: bool) -> Redeemed:
    """What the member took; in which currency, where it is an amount of money."""
    money = reward.kind in (RewardKind.AMOUNT, RewardKind.GIFT_CARD)
    return Redeemed(stands, reward, code, expires, again=again, currency=book.settings.currency if money else "")

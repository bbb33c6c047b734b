"""Redeeming: a member takes a reward; its points are gone at once and they have a coupon."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import assert_never

from loyalty.book.book import Book
from loyalty.book.decision import AddCoupon, AddEntry, AddFact, Change, Decision, GiveCoupon
from loyalty.member.who_asks import member_who_may_act
from loyalty.model.causes import code_of, coupon_cause
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.fact import FactKind
from loyalty.model.identifiers import fold
from loyalty.model.member import Member
from loyalty.model.program_settings import CouponSource
from loyalty.model.reward import Reward, RewardKind
from loyalty.model.shop.wanted_code import MADE_IN_SHOP, CodeState
from loyalty.outcomes.redeeming import (
    AskedOwner,
    CouponRefused,
    CouponSoon,
    NotForThem,
    OutOfStock,
    PointsShort,
    Redeemed,
    RedeemOutcome,
    TakenBefore,
    UnknownReward,
)
from loyalty.points.audience import groups_of, is_for
from loyalty.points.redeemed import HELD_STATUSES, coupon_of, redemptions
from loyalty.points.refunded_coupons import was_cancelled
from loyalty.points.rewards import at_price_for, had, offered
from loyalty.points.shop_codes.code_states import is_soon, state_of
from loyalty.points.standing import standing

RedeemRefusal = OutOfStock | PointsShort | NotForThem | TakenBefore
SAME_TAP = timedelta(minutes=10)
"""Redeeming the same reward again within this time gives the coupon already issued."""


def redeem(
    book: Book,
    *,
    contact: str,
    reward: str,
    codes: Iterable[str],
    shop_codes: Iterable[str] = (),
    now: datetime,
) -> Decision[RedeemOutcome]:
    """The reward's coupon for its points; a made code is the first of ``codes`` that no coupon ever had.

    One that the shop is to make is the first of ``shop_codes``, and is told to nobody before it is there.
    """
    member = member_who_may_act(book, contact, now=now)
    if not isinstance(member, Member):
        return Decision(member)
    today, listed = book.settings.day(now), book.reward(reward)
    if listed is None or not offered(listed, today):
        return Decision(UnknownReward(standing(book, member, today=today), reward))
    groups = groups_of(book, member, today=today)
    asked = at_price_for(groups, listed)
    # ManyChat sends no id with a request and people tap twice: the second tap shows the coupon of the first.
    before = _just_taken(book, member, asked, now) or _still_made(book, member, asked, now)
    if before:
        return Decision(_told(book, member, asked, before, now, again=True))
    if _just_refused(book, member, asked, now):
        return Decision(CouponRefused(standing(book, member, today=today), asked))
    refusal = _refusal(book, member, asked, groups, now)
    if refusal:
        return Decision(refusal)
    source = _source(book, asked)
    return _take(book, member, asked, source, shop_codes if source is CouponSource.SHOP else codes, now)


def tell_taken(book: Book, *, contact: str, taken: CouponSoon, now: datetime) -> RedeemOutcome:
    """What is told of a coupon that was ``taken``, once the shop has been asked for its code."""
    member = member_who_may_act(book, contact, now=now)
    given = book.caused_by(coupon_cause(taken.code))
    if not isinstance(member, Member) or given is None:
        return taken if isinstance(member, Member) else member
    if was_cancelled(book, given):
        return CouponRefused(standing(book, member, today=book.settings.day(now)), taken.reward)
    return _told(book, member, taken.reward, given, now, again=taken.again)


def _just_taken(book: Book, member: Member, reward: Reward, now: datetime) -> Entry | None:
    mine = (entry for entry in redemptions(book, member) if fold(entry.subject) == fold(reward.id))
    return next((entry for entry in mine if code_of(entry.cause) and abs(now - entry.time) < SAME_TAP), None)


def _just_refused(book: Book, member: Member, reward: Reward, now: datetime) -> bool:
    """True when the shop has refused this reward a moment ago: it would say the same, at the cost of three lines."""
    for entry in book.entries_of(member.code):
        recent = fold(entry.subject) == fold(reward.id) and abs(now - entry.time) < SAME_TAP and code_of(entry.cause)
        if recent and state_of(book, code_of(entry.cause)) is CodeState.REFUSED:
            return True
    return False


def _still_made(book: Book, member: Member, reward: Reward, now: datetime) -> Entry | None:
    """The redemption of this reward whose code the shop has still to make: whoever asks again wants that one."""
    today = book.settings.day(now)
    for entry in redemptions(book, member):
        mine = fold(entry.subject) == fold(reward.id) and state_of(book, code_of(entry.cause)) is CodeState.WANTED
        coupon = coupon_of(book, entry) if mine else None
        if coupon and coupon.status in HELD_STATUSES and not coupon.expired_on(today):
            return entry
    return None


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


def _source(book: Book, reward: Reward) -> CouponSource:
    """Where this reward's codes come from: what no code of a shop can give the owner sends."""
    source = book.settings.coupons
    by_hand = source is CouponSource.SHOP and reward.kind not in MADE_IN_SHOP
    return CouponSource.MANUAL if by_hand else source


def _take(
    book: Book, member: Member, reward: Reward, source: CouponSource, codes: Iterable[str], now: datetime
) -> Decision[RedeemOutcome]:
    expires, pooled = book.settings.last_coupon_day(now), source is CouponSource.POOL
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
    changes: tuple[Change, ...] = (AddEntry(entry), GiveCoupon(coupon) if pooled else AddCoupon(coupon))
    if source is CouponSource.SHOP:
        wanted = book.next_fact(FactKind.SHOP_CODE, coupon.code, CodeState.WANTED.value, stood="", now=now)
        changes += (AddFact(wanted),)
    return Decision(_told(book.after(changes), member, reward, entry, now, again=False), changes)


def _first_status(source: CouponSource) -> CouponStatus:
    """The status of a coupon that is given now: a manual one waits until the owner has sent it."""
    match source:
        case CouponSource.MANUAL:
            return CouponStatus.ASKED
        case CouponSource.POOL | CouponSource.GENERATE | CouponSource.SHOP:
            return CouponStatus.ISSUED
        case _:
            assert_never(source)


def _told(
    book: Book, member: Member, reward: Reward, given: Entry, now: datetime, *, again: bool
) -> AskedOwner | CouponSoon | Redeemed:
    stands, coupon = standing(book, member, today=book.settings.day(now)), coupon_of(book, given)
    if coupon.status is CouponStatus.ASKED:
        return AskedOwner(stands, reward, again=again)
    if is_soon(book, given, coupon):
        return CouponSoon(stands, reward, coupon.code, again=again)
    money = reward.kind in (RewardKind.AMOUNT, RewardKind.GIFT_CARD)
    return Redeemed(
        stands,
        reward,
        coupon.code,
        coupon.expires or book.settings.last_coupon_day(given.time),
        again=again,
        currency=book.settings.currency if money else "",
        email=member.email,
        member=member.code,
        in_shop=state_of(book, coupon.code) is CodeState.MADE,
    )

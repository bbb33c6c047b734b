"""Asking: a member's points, the rewards there are, the coupons they hold; nothing changes."""

from datetime import datetime

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.member.who_asks import member_who_asks
from loyalty.model.member import Member
from loyalty.outcomes.asking import AskOutcome, CouponsTold, PointsTold, RewardsTold, TierTold
from loyalty.outcomes.member_standing import Standing
from loyalty.outcomes.not_served import TooManyTries
from loyalty.points.rewards import rewards_on_offer
from loyalty.points.shop_codes.code_states import refused_lately
from loyalty.points.standing import held_coupons, standing


def tell_points(book: Book, *, contact: str, now: datetime) -> Decision[AskOutcome]:
    """The member's points and what is missing to the next reward."""
    member = member_who_asks(book, contact)
    if not isinstance(member, Member):
        return Decision(member)
    return Decision(PointsTold(_stands(book, member, now)))


def tell_no_more_tries(book: Book, *, contact: str, until: datetime, now: datetime) -> Decision[TooManyTries]:
    """Until when they have to wait, whether they are a member or not."""
    member = book.member_of(contact)
    return Decision(TooManyTries(_stands(book, member, now) if member else None, until.astimezone(book.settings.zone)))


def tell_tier(book: Book, *, contact: str, now: datetime) -> Decision[AskOutcome]:
    """The member's tier and membership, and the memberships that can be bought."""
    member = member_who_asks(book, contact)
    if not isinstance(member, Member):
        return Decision(member)
    plans = tuple(plan for plan in book.offers.plans if plan.active)
    return Decision(TierTold(_stands(book, member, now), plans, book.settings.currency))


def tell_rewards(book: Book, *, contact: str, now: datetime) -> Decision[AskOutcome]:
    """All rewards that can be had now."""
    member = member_who_asks(book, contact)
    if not isinstance(member, Member):
        return Decision(member)
    return Decision(
        RewardsTold(_stands(book, member, now), rewards_on_offer(book, member, today=book.settings.day(now)))
    )


def tell_coupons(book: Book, *, contact: str, now: datetime) -> Decision[AskOutcome]:
    """The coupons that the member can use today."""
    member = member_who_asks(book, contact)
    if not isinstance(member, Member):
        return Decision(member)
    held = held_coupons(book, member, today=book.settings.day(now))
    refused = refused_lately(book, member, today=book.settings.day(now))
    return Decision(CouponsTold(_stands(book, member, now), held, refused))


def _stands(book: Book, member: Member, now: datetime) -> Standing:
    return standing(book, member, today=book.settings.day(now))

"""Reach: rewards that nobody can come to have, or anybody for nothing, and codes that are or soon will be at an end."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias, assert_never

from loyalty.book.book import Book
from loyalty.model.addresses import fold_email
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.identifiers import fold
from loyalty.model.program_settings import CouponSource, PointsExpire
from loyalty.model.reward import Reward
from loyalty.owner.free_rewards import FreeReward, free_rewards
from loyalty.points.counting.base_points import usual_points
from loyalty.points.rewards import offered

YEAR_DAYS = 365
MONTHS_OF_A_YEAR = 12
PATIENCE_MONTHS = 24
"""Nobody saves up for longer, even where points never expire."""
FEWEST_ORDERS = 20
"""From fewer paid orders nobody can say what customers buy."""
SHORTEST_SPAN = 90
"""Where orders cover less time than this, they count as those of this many days."""
PACE_DAYS = 30
FEW_CODES_LEFT = 2


@dataclass(frozen=True, slots=True)
class NothingOnOffer:
    """No reward is on the list today."""


@dataclass(frozen=True, slots=True)
class ForNobody:
    """No tier, plan or member's segment has any of the names that the reward is for."""

    reward: Reward


@dataclass(frozen=True, slots=True)
class TooDear:
    """It costs more than the best customer's orders bring in ``months`` months, and nobody ever had that much."""

    reward: Reward
    price: int
    most: int
    months: int


@dataclass(frozen=True, slots=True)
class NoCodes:
    """Its pool is empty."""

    reward: Reward


@dataclass(frozen=True, slots=True)
class SoldOut:
    """Its Stock is given out."""

    reward: Reward


@dataclass(frozen=True, slots=True)
class RunningOut:
    """So few are left, at the pace of the last thirty days not enough for the next."""

    reward: Reward
    left: int
    taken: int


Concern: TypeAlias = NothingOnOffer | ForNobody | TooDear | NoCodes | SoldOut | RunningOut | FreeReward


def concerns(book: Book, *, now: datetime) -> Sequence[Concern]:
    """What keeps members from the rewards that are on the list now or later, and which of them cost nothing."""
    today, listed = book.settings.day(now), _listed(book, now)
    nothing = () if any(offered(reward, today) for reward in listed) else (NothingOnOffer(),)
    out_of_reach = (*_for_nobody(book, listed), *_too_dear(book, listed, today))
    return (*nothing, *out_of_reach, *free_rewards(book, listed), *at_an_end(book, now=now))


def _listed(book: Book, now: datetime) -> Sequence[Reward]:
    """The rewards that are on the list now or later."""
    today = book.settings.day(now)
    return [reward for reward in book.rewards if reward.active and (reward.ends or today) >= today]


def _for_nobody(book: Book, rewards: Sequence[Reward]) -> Iterator[Concern]:
    names = {fold(tier.name) for tier in book.offers.tiers} | {fold(plan.name) for plan in book.offers.plans}
    names |= {segment for member in book.members.values() for segment in member.segments}
    names |= {name for segment in book.offers.segments for name in (fold(segment.name), *segment.also)}
    for reward in rewards:
        if reward.only_for and names.isdisjoint(reward.only_for):
            yield ForNobody(reward)


def _too_dear(book: Book, rewards: Sequence[Reward], today: date) -> Iterator[Concern]:
    months = _months(book)
    most = _most(book, months, today)
    if most is None:
        return
    had = max((book.account_of(code).lifetime for code in book.members), default=0)
    for reward in rewards:
        price = reward.points
        if reward.special_for and reward.special_price is not None:
            price = min(price, reward.special_price)
        if price > max(most, had):
            yield TooDear(reward, price, most, months)


def _months(book: Book) -> int:
    """How long points can be saved up."""
    match book.settings.points_expire:
        case PointsExpire.ROLLING:
            return book.settings.expiry_months
        case PointsExpire.YEARLY:
            return MONTHS_OF_A_YEAR
        case PointsExpire.NEVER | PointsExpire.INACTIVITY:
            return PATIENCE_MONTHS
        case _:
            assert_never(book.settings.points_expire)


def _most(book: Book, months: int, today: date) -> int | None:
    """What the best customer's orders of the last year come to in ``months`` months; None where there are too few."""
    begin = today - timedelta(days=YEAR_DAYS)
    recent = [order for order in book.orders.values() if order.paid and order.placed and begin < order.placed <= today]
    if len(recent) < FEWEST_ORDERS:
        return None
    points: dict[str, int] = defaultdict(int)
    for order in recent:
        points[fold_email(order.email)] += usual_points(order, book.settings, book.offers.products)
    span = max((today - order.placed).days for order in recent if order.placed)
    share = Decimal(months * YEAR_DAYS) / (MONTHS_OF_A_YEAR * max(span, SHORTEST_SPAN))
    generous = [tier.multiplier for tier in book.offers.tiers] + [plan.multiplier for plan in book.offers.plans]
    return int(max(points.values()) * share * max(generous, default=Decimal(1))) + book.settings.sign_up_bonus


def at_an_end(book: Book, *, now: datetime) -> Iterator[NoCodes | SoldOut | RunningOut]:
    """The rewards of which none is left, or soon none will be."""
    taken = Counter(
        fold(entry.subject)
        for code in book.members
        for entry in book.entries_of(code)
        if _is_recent_redemption(entry, now)
    )
    for reward in _listed(book, now):
        codes = len(book.pool(reward.id)) if book.settings.coupons is CouponSource.POOL else None
        stock = None if reward.stock is None else reward.stock - book.given(reward.id)
        left = min((number for number in (codes, stock) if number is not None), default=None)
        pace = taken[fold(reward.id)]
        if left is None:
            continue
        if left <= 0:
            yield NoCodes(reward) if codes == 0 else SoldOut(reward)
        elif pace and left <= max(pace, FEW_CODES_LEFT):
            yield RunningOut(reward, left, pace)


def _is_recent_redemption(entry: Entry, now: datetime) -> bool:
    return entry.kind is EntryKind.REDEMPTION and now - entry.time <= timedelta(days=PACE_DAYS)

"""What keeps members from the owner's rewards, or gives them away, in sentences."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from commands.checks.finding import Finding
from loyalty.book.book import Book
from loyalty.model.program_settings import CouponSource
from loyalty.model.reward import Reward
from loyalty.owner.free_rewards import FreeReward
from loyalty.owner.reward_reach import (
    PACE_DAYS,
    Concern,
    ForNobody,
    NoCodes,
    NothingOnOffer,
    RunningOut,
    SoldOut,
    TooDear,
    concerns,
)


def check_rewards(book: Book, now: datetime) -> Iterator[Finding]:
    """Rewards nobody can reach, and pools that are empty or run out."""
    pooled = book.settings.coupons is CouponSource.POOL
    for concern in concerns(book, now=now):
        yield _finding(concern, pooled=pooled)


def _finding(concern: Concern, *, pooled: bool) -> Finding:
    more = "Add codes to the tab Coupons." if pooled else "Raise its Stock."
    match concern:
        case NothingOnOffer():
            to_do = "Write yes under Active of those that you want to give, or add one."
            return Finding("rewards.none", "No reward is on the list today, so nobody can take any.", to_do)
        case ForNobody(reward):
            sentence = f"{_the(reward)} is only for {', '.join(reward.only_for)}, and nobody can be one of these."
            return Finding(
                "rewards.for_nobody", sentence, "Write the name of a tier, plan or segment, or leave it blank."
            )
        case TooDear(reward, price, most, months):
            sentence = (
                f"{_the(reward)} costs {price:,} points, and the orders of your best customer bring about {most:,} "
                f"in {months} months."
            )
            return Finding("rewards.too_dear", sentence, "Lower its Points, or let orders bring more of them.")
        case NoCodes(reward):
            return Finding("rewards.no_codes", f"{_the(reward)} has no code left, so nobody can take it.", more)
        case SoldOut(reward):
            sentence = f"{_the(reward)} is given out, so nobody can take it."
            return Finding("rewards.sold_out", sentence, "Raise its Stock, or write no under Active.")
        case RunningOut(reward, left, taken):
            sentence = f"{_the(reward)} runs out: {left} left, {taken} taken in the last {PACE_DAYS} days."
            return Finding("rewards.running_out", sentence, more)
        case FreeReward():
            return _free(concern)
        case _:
            assert_never(concern)


def _free(concern: FreeReward) -> Finding:
    name, price, points = _the(concern.reward).replace("The", "the", 1), concern.reward.points, concern.points
    if concern.friend:
        sentence = (
            f"A new account can take {name} for an order of any amount: it costs {price:,} points, and joining "
            f"with a member's code brings {points:,} with it."
        )
        to_do = f"Write a usual order beside Referral minimum order in Settings, or raise its Points above {points:,}."
    else:
        sentence = (
            f"A new account can take {name} without any order: it costs {price:,} points, and joining brings "
            f"{points:,}."
        )
        to_do = f"Write after first order beside Bonus spendable in Settings, or raise its Points above {points:,}."
    return Finding("rewards.free", sentence, to_do)


def _the(reward: Reward) -> str:
    return f"The reward {reward.name or reward.id}"

"""What keeps members from the owner's rewards, in sentences."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from commands.checks.finding import Finding
from loyalty.book.book import Book
from loyalty.model.program_settings import CouponSource
from loyalty.model.reward import Reward
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
        case _:
            assert_never(concern)


def _the(reward: Reward) -> str:
    return f"The reward {reward.name or reward.id}"

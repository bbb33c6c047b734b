"""Prices to propose to the owner: what a reward costs them stays within bounds, and the first one comes soon enough.

The bounds are what the trade advises (docs/decisions/0076-what-a-reward-costs.md); all else is the shop's own figures.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum, auto
from fractions import Fraction
from math import ceil, floor

from loyalty.model.reward import Reward
from loyalty.owner.reward_costs import OrderFigures, RewardCost, RewardCosts, reward_cost

LEAST, MOST = Fraction(3, 100), Fraction(10, 100)
"""Of the money that its points stand for, a reward is worth this share at the least, and costs this at the most."""
FIRST_BY = 3
"""With this order a customer should have the first reward."""
LATEST_FIRST = 4
"""Where they have it with this one, the price is as good: set-up itself prices the first reward for 3 to 4 orders."""
DIGITS_KEPT = 2
"""So many digits of a price are not zeros: nobody remembers 1,237 points."""


class Why(Enum):
    """Why another price is proposed."""

    COSTS_TOO_MUCH = auto()
    GIVES_TOO_LITTLE = auto()
    COMES_TOO_LATE = auto()


@dataclass(frozen=True, slots=True)
class Proposal:
    """Another price for a reward, in whole points, and what the reward costs then."""

    now: RewardCost
    then: RewardCost
    why: Why

    @property
    def points(self) -> int:
        """The price that is proposed."""
        return self.then.reward.points


def proposals(costs: RewardCosts) -> Iterator[Proposal]:
    """Another price for each reward that is out of bounds, in the order of the sheet.

    None where nobody has said what the reward costs the owner: a price is not to be lowered blindly.
    """
    for_all = [cost.reward for cost in costs.rewards if not cost.reward.only_for]
    cheapest = min(for_all, key=lambda reward: reward.points, default=None)
    for cost in costs.rewards:
        if cost.reward.cost is None:
            continue
        late = cost.reward is cheapest and cost.first > LATEST_FIRST
        points, why = _proposed(costs.figures, cost.reward, cost.reward.cost, late=late)
        if points != cost.reward.points:
            yield Proposal(cost, reward_cost(costs.figures, replace(cost.reward, points=points)), why)


def _proposed(figures: OrderFigures, reward: Reward, cost: Decimal, *, late: bool) -> tuple[int, Why]:
    """The price within the bounds, the present one where it is; what it costs the owner has the last word."""
    price, why = reward.points, Why.COMES_TOO_LATE
    if late:
        price = min(price, _rounded_down(FIRST_BY * figures.points_an_order + figures.bonus))
    # What customers get is what it is worth to them. A low cost is no reason to ask for fewer points.
    if reward.worth and price > (highest := _points_for(figures, Fraction(reward.worth) / LEAST)):
        price, why = _rounded_down(highest), Why.GIVES_TOO_LITTLE
    if price < (lowest := _points_for(figures, Fraction(cost) / MOST)):
        price, why = _rounded_up(lowest), Why.COSTS_TOO_MUCH
    # Nor is it lowered so far that a new account can take it for nothing (docs/decisions/0052-farming.md).
    for_nothing = figures.bonus if figures.at_once else 0
    return max(price, min(for_nothing + 1, reward.points)), why


def _points_for(figures: OrderFigures, money: Fraction) -> Fraction:
    """The points that customers have when they have spent this much."""
    return money * figures.points / Fraction(figures.money)


def _rounded_up(points: Fraction) -> int:
    step = _step(points)
    return ceil(points / step) * step


def _rounded_down(points: Fraction) -> int:
    """Never below 1."""
    step = _step(points)
    return max(floor(points / step) * step, 1)


def _step(points: Fraction) -> int:
    return int(10 ** max(len(str(floor(points))) - DIGITS_KEPT, 0))

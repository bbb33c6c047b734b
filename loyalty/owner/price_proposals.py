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
    """Another price for each reward that is out of bounds, in the order of the sheet. With them no other is proposed.

    None where nobody has said what the reward costs the owner: a price is not to be lowered blindly.
    """
    figures = costs.figures
    bounded = {cost.reward.id: _bounded(figures, cost.reward) for cost in costs.rewards}
    for_all = [cost.reward.id for cost in costs.rewards if not cost.reward.only_for]
    cheapest = min(for_all, key=lambda id_: bounded[id_][0], default="")
    for cost in costs.rewards:
        price, why = bounded[cost.reward.id]
        if cost.reward.id == cheapest and figures.first_order_for(price) > LATEST_FIRST:
            price, why = _sooner(figures, cost.reward, price), why or Why.COMES_TOO_LATE
        price = max(price, min(_for_nothing(figures) + 1, cost.reward.points))
        if why and price != cost.reward.points:
            yield Proposal(cost, reward_cost(figures, replace(cost.reward, points=price)), why)


def _bounded(figures: OrderFigures, reward: Reward) -> tuple[int, Why | None]:
    """The price within the bounds, the present one where it is; what it costs the owner has the last word."""
    if reward.cost is None:
        return reward.points, None
    if reward.points < _lowest(figures, reward.cost):
        return _rounded_up(_lowest(figures, reward.cost)), Why.COSTS_TOO_MUCH
    # What customers get is what it is worth to them. A low cost is no reason to ask for fewer points.
    if reward.worth and reward.points > (highest := _points_for(figures, Fraction(reward.worth) / LEAST)):
        return _no_lower(figures, reward, reward.points, _rounded_down(highest)), Why.GIVES_TOO_LITTLE
    return reward.points, None


def _sooner(figures: OrderFigures, reward: Reward, price: int) -> int:
    """The price with which the first one comes soon enough, as far as it may be lowered for that."""
    return _no_lower(figures, reward, price, _rounded_down(FIRST_BY * figures.points_an_order + figures.bonus))


def _no_lower(figures: OrderFigures, reward: Reward, price: int, wanted: int) -> int:
    """The lower price that is wanted, as far as the reward then does not cost too much."""
    if reward.cost is None:
        return price
    return min(price, max(wanted, _rounded_up(_lowest(figures, reward.cost))))


def _lowest(figures: OrderFigures, cost: Decimal) -> Fraction:
    return _points_for(figures, Fraction(cost) / MOST)


def _for_nothing(figures: OrderFigures) -> int:
    """What a new account has without any order: no price is lowered to that (docs/decisions/0052-farming.md)."""
    return figures.bonus if figures.at_once else 0


def _points_for(figures: OrderFigures, money: Fraction) -> Fraction:
    """The points that customers have when they have spent this much."""
    return money * figures.points / Fraction(figures.money)


def _rounded_up(points: Fraction) -> int:
    """Never below 1."""
    step = _step(points)
    return max(ceil(points / step) * step, 1)


def _rounded_down(points: Fraction) -> int:
    """Never below 1."""
    step = _step(points)
    return max(floor(points / step) * step, 1)


def _step(points: Fraction) -> int:
    return int(10 ** max(len(str(floor(points))) - DIGITS_KEPT, 0))

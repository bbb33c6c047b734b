"""What the owner might change: at most three suggestions, each with the figure that it rests on, as data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, islice

from loyalty.model.identifiers import fold
from loyalty.model.reward import Reward
from loyalty.owner.reward_costs import RewardCosts, reward_costs
from loyalty.points.rewards import offered
from loyalty.report.certainty.intervals import FEWEST
from loyalty.report.counting import Counting
from loyalty.report.periods import YEAR_DAYS, Period
from loyalty.report.point_sums import add_up, takes_a_reward
from loyalty.report.repeat_orders import fraction

MOST = 3
LATEST_FIRST_REWARD = 4
"""Set-up itself prices the first reward for the third or fourth order."""
LITTLE_USED = 0.5
WORTH_A_HOLD_OUT = 0.2
"""A hold-out that shows nothing below 20 points would only take emails from people."""


@dataclass(frozen=True, slots=True)
class NobodyTakes:
    """Nobody has taken this reward in the period, though others were taken; of several the cheapest one."""

    reward: str
    points: int
    taken: int
    """How many others were."""


@dataclass(frozen=True, slots=True)
class FirstRewardLate:
    """The cheapest reward comes only with this average order of a new member."""

    reward: str
    order: int


@dataclass(frozen=True, slots=True)
class PointsGrowFaster:
    """Points that are not spent yet have grown by this share within the period, what customers paid by that one."""

    points: float
    net: float


@dataclass(frozen=True, slots=True)
class CouponsUnused:
    """Of so many coupons that are past their last day this share was used."""

    share: float
    coupons: int


@dataclass(frozen=True, slots=True)
class BeginHoldOut:
    """A hold-out of this share would show differences from this one on, with so many members."""

    members: int
    share: float
    detectable: float


Suggestion = NobodyTakes | FirstRewardLate | PointsGrowFaster | CouponsUnused | BeginHoldOut


def suggestions(counting: Counting) -> Sequence[Suggestion]:
    """The first three that there is reason for."""
    kinds = (_not_taken, _first_reward, _growth, _unused, _hold_out)
    return tuple(islice(chain.from_iterable(kind(counting) for kind in kinds), MOST))


def _not_taken(counting: Counting) -> Iterator[Suggestion]:
    # In a program that is younger than the period nobody may have had the points yet.
    if counting.first_join is None or counting.first_join > counting.period.first:
        return
    taken = [fold(line.subject) for line in counting.lines_of_period if takes_a_reward(line)]
    left = [one for one in counting.book.rewards if _all_the_time(one, counting) and fold(one.id) not in taken]
    if taken and left:
        cheapest = min(left, key=lambda reward: (reward.points, reward.id))
        yield NobodyTakes(cheapest.name, cheapest.points, len(taken))


def _all_the_time(reward: Reward, counting: Counting) -> bool:
    """True for a reward that anybody could have taken on the first day of the period and on its last.

    One that nobody has taken and that is out of stock was so all the time: no price keeps members from it.
    """
    days = counting.period.first, counting.period.last
    return not reward.only_for and counting.book.in_stock(reward) and all(offered(reward, day) for day in days)


def _first_reward(counting: Counting) -> Iterator[Suggestion]:
    _, over = counting.period.instants(counting.book.settings.zone)
    costs = reward_costs(counting.book, now=over - timedelta(seconds=1))
    if isinstance(costs, RewardCosts) and costs.rewards:
        first = min(costs.rewards, key=lambda cost: (cost.first, cost.reward.points, cost.reward.id))
        if first.first > LATEST_FIRST_REWARD:
            yield FirstRewardLate(first.reward.name, first.first)


def _growth(counting: Counting) -> Iterator[Suggestion]:
    begin, end = counting.period.instants(counting.book.settings.zone)
    then = add_up(line for line in counting.ledgers.all() if line.time < begin).outstanding
    now = add_up(line for line in counting.ledgers.all() if line.time < end).outstanding
    back = timedelta(days=YEAR_DAYS)
    year_ago = Period(counting.period.first - back, counting.period.last - back)
    before = sum(purchase.net for purchase in counting.customers.all_in(year_ago))
    points = fraction(now - then, then) if then > 0 else None
    net = fraction(counting.net - before, before) if before else None
    if points is not None and net is not None and points > max(net, 0):
        yield PointsGrowFaster(points, net)


def _unused(counting: Counting) -> Iterator[Suggestion]:
    use = counting.coupon_use
    ended, used = use.ended, fraction(use.used, use.ended)
    # Where not a single one was, the shop tells no codes rather than nobody using them.
    if used and used < LITTLE_USED and ended >= FEWEST:
        yield CouponsUnused(used, ended)


def _hold_out(counting: Counting) -> Iterator[Suggestion]:
    if counting.book.settings.hold_out or counting.hold_outs:
        return  # it has begun
    detectable = counting.detectable
    if detectable is not None and detectable <= WORTH_A_HOLD_OUT and counting.held_out >= FEWEST:
        yield BeginHoldOut(len(counting.book.members), float(counting.hold_out), detectable)

"""What a reward costs, by the shop's own orders: how much of the money that its points stand for, and when it comes.

All of it is exact; whoever shows a figure rounds it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from math import ceil
from statistics import median

from loyalty.book.book import Book
from loyalty.model.orders import Order
from loyalty.model.program_settings import BonusSpendable
from loyalty.model.reward import Reward
from loyalty.owner.reward_reach import FEWEST_ORDERS
from loyalty.points.counting.base_points import usual_points
from loyalty.points.expiry import later
from loyalty.points.refund import share

MONTHS_BACK = 12


@dataclass(frozen=True, slots=True)
class TooFewOrders:
    """So few paid orders of the last twelve months tell nothing sure of the next ones."""

    orders: int


@dataclass(frozen=True, slots=True)
class NoPoints:
    """The orders bring no points, or cost nothing: points stand for no money."""

    orders: int


@dataclass(frozen=True, slots=True)
class OrderFigures:
    """The paid orders of the last twelve months: what they come to and bring, less refunds.

    ``money`` is in the program's currency, ``points`` are those that anybody would have, without tiers, plans and
    campaigns. ``bonus`` is what joining brings, ``at_once`` where it can be spent without an order.
    """

    orders: int
    money: Decimal
    median: Decimal
    points: int
    bonus: int
    at_once: bool

    @property
    def average(self) -> Fraction:
        """What an average order comes to."""
        return Fraction(self.money) / self.orders

    @property
    def points_an_order(self) -> Fraction:
        """What an average order brings."""
        return Fraction(self.points, self.orders)

    def money_for(self, points: int) -> Fraction:
        """The money that customers have to spend for these points."""
        return Fraction(self.money) * points / self.points

    def orders_for(self, points: int) -> int:
        """How many average orders bring these points, whole ones."""
        return ceil(points / self.points_an_order)

    def first_order_for(self, points: int) -> int:
        """With which average order a new member has these points; 0 where joining alone brings them."""
        if points <= self.bonus:
            return 0 if self.at_once else 1
        return self.orders_for(points - self.bonus)


@dataclass(frozen=True, slots=True)
class RewardCost:
    """What a reward costs at its price.

    A customer has the ``first`` one with this average order (0: by joining) and a further one after ``every`` so many
    orders. ``rebate`` is what it costs the owner, ``worth`` what it is worth to the customer, each as a share of the
    ``money`` that its points stand for; None where nobody has said it.
    """

    reward: Reward
    first: int
    every: int
    money: Fraction
    rebate: Fraction | None
    worth: Fraction | None

    @property
    def margin(self) -> Decimal | None:
        """What it is worth to the customer above what it costs the owner, in money; below zero where it is less."""
        cost, worth = self.reward.cost, self.reward.worth
        return None if cost is None or worth is None else worth - cost


@dataclass(frozen=True, slots=True)
class RewardCosts:
    """What each reward on the list costs, in the order of the sheet, and the figures that this rests on.

    As long as none is active, as in a new sheet, all count that have not ended.
    """

    figures: OrderFigures
    rewards: tuple[RewardCost, ...]


def reward_costs(book: Book, *, now: datetime) -> RewardCosts | TooFewOrders | NoPoints:
    """What each reward costs, by the paid orders of the last twelve months."""
    found = order_figures(book, now=now)
    if not isinstance(found, OrderFigures):
        return found
    today = book.settings.day(now)
    open_ones = [reward for reward in book.rewards if (reward.ends or today) >= today]
    listed = [reward for reward in open_ones if reward.active] or open_ones
    return RewardCosts(found, tuple(reward_cost(found, reward) for reward in listed))


def reward_cost(figures: OrderFigures, reward: Reward) -> RewardCost:
    """What this reward costs at its price."""
    money = figures.money_for(reward.points)
    return RewardCost(
        reward,
        first=figures.first_order_for(reward.points),
        every=figures.orders_for(reward.points),
        money=money,
        rebate=None if reward.cost is None else Fraction(reward.cost) / money,
        worth=None if reward.worth is None else Fraction(reward.worth) / money,
    )


def order_figures(book: Book, *, now: datetime) -> OrderFigures | TooFewOrders | NoPoints:
    """What the paid orders of the last twelve months come to and bring."""
    settings, nets, points = book.settings, list[Decimal](), 0
    for order in _recent(book, now):
        nets.append(order.net)
        points += _points(book, order)
    if len(nets) < FEWEST_ORDERS:
        return TooFewOrders(len(nets))
    money = sum(nets, Decimal(0))
    if points <= 0 or money <= 0:
        return NoPoints(len(nets))
    return OrderFigures(
        len(nets),
        money=money,
        median=median(nets),
        points=points,
        bonus=settings.sign_up_bonus,
        at_once=settings.bonus_spendable is BonusSpendable.AT_ONCE,
    )


def _recent(book: Book, now: datetime) -> Iterator[Order]:
    today = book.settings.day(now)
    begin = later(today, -MONTHS_BACK)
    return (order for order in book.orders.values() if order.paid and order.placed and begin < order.placed <= today)


def _points(book: Book, order: Order) -> int:
    """What is left of the order's points; none where it is too small to be claimed."""
    if order.net < book.settings.minimum_order:
        return 0
    points = usual_points(order, book.settings, book.offers.products)
    return points - share(points, order)

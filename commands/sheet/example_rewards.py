"""The first rewards: three examples that nobody can take yet, priced so that the first comes soon enough."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from loyalty.model.program_settings import EarnBy, Settings
from loyalty.model.reward import RewardKind
from sheets.codec.column import YES_OR_NO, Cells
from sheets.codec.translation import said
from sheets.schema.offers.rewards_tab import REWARDS

FEWEST, MOST = 3, 4
"""The first reward can be taken with one of these orders."""
FACTORS = (1, 2, 5)
PRICE = 200
"""Of the first reward, where nobody has said what a usual order comes to."""


@dataclass(frozen=True, slots=True)
class Example:
    """A reward that a shop could have: what customers read, and its short name and kind."""

    name: str
    how: str
    id: str
    kind: RewardKind


EXAMPLES = (
    Example("Free shipping", "Type the code at the checkout.", "shipping", RewardKind.FREE_SHIPPING),
    Example("A small present", "It comes with your next order.", "present", RewardKind.PRODUCT),
    Example("Gift card", "Type the code at the checkout.", "card", RewardKind.GIFT_CARD),
)


def points_of(order: Decimal, settings: Settings) -> int:
    """The points that an order of this amount brings."""
    units = Decimal(1) if settings.earn_by is EarnBy.ORDER else order / settings.unit
    return int(units * settings.points_per_unit)


def first_price(points: int) -> int:
    """The roundest number of points that the third or fourth order reaches, when each brings ``points``."""
    step = 10 ** len(str(MOST * points))
    while True:
        for rounder in (step, step // 2, step // 5):
            price = -(-FEWEST * points // rounder) * rounder if rounder else FEWEST * points
            if price <= MOST * points:
                return price
        step //= 10


def rewards(price: int, language: str) -> Iterator[Cells]:
    """The rows of the examples, the cheapest first."""
    for example, factor in zip(EXAMPLES, FACTORS, strict=True):
        yield {
            REWARDS.reward: example.id,
            REWARDS.name: said(example.name, language),
            REWARDS.points: price * factor,
            REWARDS.how_to_redeem: said(example.how, language),
            REWARDS.active: YES_OR_NO[1],
            REWARDS.kind: example.kind.value,
        }

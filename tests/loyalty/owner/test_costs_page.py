"""The table under "What a reward costs" in docs/program.md is what the rules say."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

from loyalty.book.book import Book
from loyalty.model.orders import Order
from loyalty.model.reward import Reward
from loyalty.owner.price_proposals import proposals
from loyalty.owner.reward_costs import RewardCosts, reward_costs

PAGE = Path(__file__).parents[3] / "docs" / "program.md"


def test_each_reward_of_the_page_costs_what_the_page_says(sheet: Callable[..., Book], now: datetime) -> None:
    section = PAGE.read_text(encoding="utf-8").partition("## What a reward costs\n")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:2] == "| "]
    rewards = tuple(
        Reward(name, name, int(price), cost=Decimal(cost), worth=Decimal(worth))
        for name, price, cost, worth, *_ in rows[1:]
    )
    orders = [Order(str(number), "", Decimal(60), placed=date(2026, 11, 1)) for number in range(20)]
    settings = sheet("Settings | Value\nSign-up bonus | 50").settings

    costs = reward_costs(Book.of(settings, orders=orders, rewards=rewards), now=now)

    assert isinstance(costs, RewardCosts)
    prices = {proposal.now.reward.id: str(proposal.points) for proposal in proposals(costs)}
    told = [
        [percent(cost.rebate), percent(cost.worth), str(cost.first), str(cost.every), prices.get(cost.reward.id, "–")]
        for cost in costs.rewards
    ]
    assert told == [row[4:] for row in rows[1:]]
    assert len(told) == 3


def percent(share: Fraction | None) -> str:
    assert share is not None
    exact = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return f"{exact.quantize(Decimal('0.1'), ROUND_HALF_UP)} %"

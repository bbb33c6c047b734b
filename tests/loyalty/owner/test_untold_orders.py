"""What the owner's rules ask of orders, and how many of them nobody has told it of."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from loyalty.book.book import Book
from loyalty.owner.untold_orders import UntoldOrders, untold_orders

Sheet = Callable[..., Book]
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ORDERS = """
    Orders | Email           | Amount | Placed     | Status | Goods | Lines         | Products
    1      | ana@example.com | 60     | 2026-11-02 | paid   | 50    |               | tea
    2      | ana@example.com | 60     |            | paid   |       | Tea / 40      |
    3      | ana@example.com | 60     | 2026-11-04 | paid   |       | Tea / 40; Mug |
    4      | ana@example.com | 60     | 2026-11-05 | paid   |       |               | tea
    5      | ana@example.com | 60     | 2025-11-05 | paid   |       |               |
    6      | ana@example.com | 60     | 2026-11-06 | unpaid |       |               |
"""
GOODS = "Settings | Value\nPoints count | goods"
BY_ORDER = "Settings | Value\nEarn by | order\nPoints count | goods"
PRODUCTS = "Products | Multiplier\ntea | 2"
CAMPAIGN = "Campaigns | Multiplier | Bonus | For products | Active\nWeek | {} | {} | tea | {}"


@pytest.mark.parametrize(
    ("tabs", "found"),
    [
        ((), UntoldOrders(4, 0, 0, in_vain=False)),
        ((GOODS,), UntoldOrders(4, 2, 0, in_vain=False)),
        ((PRODUCTS,), UntoldOrders(4, 0, 3, in_vain=False)),
        ((GOODS, CAMPAIGN.format(2, "", "")), UntoldOrders(4, 2, 3, in_vain=False)),
        ((CAMPAIGN.format(2, "", "no"),), UntoldOrders(4, 0, 0, in_vain=False)),
        ((CAMPAIGN.format("", 25, ""),), UntoldOrders(4, 0, 0, in_vain=False)),
        ((BY_ORDER, PRODUCTS), UntoldOrders(4, 0, 0, in_vain=True)),
    ],
)
def test_what_is_not_told_is_counted_where_a_rule_asks_for_it(
    sheet: Sheet, tabs: tuple[str, ...], found: UntoldOrders
) -> None:
    assert untold_orders(sheet(ORDERS, *tabs), now=NOW) == found

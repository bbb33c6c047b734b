"""Shops that have told of nothing for longer than their pace explains."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddFact
from loyalty.model.fact import Fact, FactKind
from loyalty.model.orders import Order, OrderCells, OrderStatus
from loyalty.owner.shops_heard import SilentShop, last_told, silent_shops

Sheet = Callable[..., Book]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def told(days: Iterable[float], shop: str = "shopify") -> list[Order]:
    """Orders that the shop has told of so many days ago, each in that moment."""
    orders = []
    for number, ago in enumerate(days):
        at = NOW - timedelta(days=ago)
        cells = OrderCells(OrderStatus.PAID, Decimal(10), None, "", changed=at, shop_id=f"{shop}/{number}")
        orders.append(Order(f"{shop}-{number}", "", Decimal(10), placed=at.date(), cells=cells))
    return orders


def silent(*orders: Order, shops: Iterable[str] = ("shopify",)) -> list[SilentShop]:
    return list(silent_shops(Book.of(orders=orders), shops, now=NOW))


@pytest.mark.parametrize(
    ("days", "last"),
    [
        # Forty-five orders in ninety days: five should have come within ten days.
        ([*range(11, 101, 2)], date(2026, 11, 11)),
        ([*range(9, 99, 2)], None),
        # Five orders in ninety days: ninety days without one say something.
        ([91, 100, 110, 120, 130], date(2026, 8, 23)),
        ([89, 100, 110, 120, 130], None),
        ([60], None),
    ],
)
def test_a_shop_is_silent_when_five_orders_should_have_come(days: list[int], last: date | None) -> None:
    assert silent(*told(days)) == ([SilentShop("shopify", last)] if last else [])


def test_a_shop_that_has_told_of_nothing_yet_is_told_of(sheet: Sheet) -> None:
    assert list(silent_shops(sheet(), ["stripe"], now=NOW)) == [SilentShop("stripe", None)]
    assert silent(*told([1]), shops=["shopify", "stripe"]) == [SilentShop("stripe", None)]
    assert silent(*told([1]), shops=[]) == []


def test_orders_of_another_shop_or_without_a_day_set_no_pace() -> None:
    others = told(range(11, 101, 2), "stripe")
    undated = [replace(order, placed=None) for order in told(range(11, 101, 2))]

    assert silent(*told([60]), *others) == []
    assert silent(*undated) == []


def test_what_a_shop_has_told_last_is_also_in_the_log() -> None:
    [order] = told([30])
    book = Book.of(orders=[order]).after(
        [
            AddFact(Fact(NOW - timedelta(days=9), FactKind.ORDER_STATUS, order.number, "paid")),
            AddFact(Fact(NOW - timedelta(days=3), FactKind.SHOP_REFUND, "Stripe/re_1", "re_1 5")),
        ]
    )

    assert last_told(book) == {"shopify": NOW - timedelta(days=9), "stripe": NOW - timedelta(days=3)}


def test_an_order_that_the_owner_has_typed_was_told_by_no_shop() -> None:
    typed = Order("1", "", Decimal(10), placed=date(2026, 11, 1))
    untimed = OrderCells(OrderStatus.PAID, Decimal(10), None, "", shop_id="shopify/7")

    assert last_told(Book.of(orders=[typed, replace(typed, number="2", cells=untimed)])) == {}

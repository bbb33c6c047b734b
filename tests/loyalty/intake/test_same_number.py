"""Two orders under one number: which of them is which, by the shop's own ids, the amount and whose they are."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from loyalty.book.book import Book
from loyalty.intake.same_number import ANOTHER
from loyalty.intake.shop_orders import take_orders
from loyalty.model.imported import IntakeStatus, ShopOrder
from loyalty.model.orders import OrderStatus

Sheet = Callable[..., Book]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TYPED = """
    Orders | Email           | Amount | Placed
    8021   | ana@example.com | 80.00  | 2026-11-20
"""
BORIS = "boris@example.com"


def told(shop_id: str = "shopify/1", **what: Any) -> ShopOrder:
    order = ShopOrder("8021", "ana@example.com", Decimal(80), "USD", date(2026, 11, 20), OrderStatus.PAID)
    return replace(order, **{"changed": NOON, "shop_id": shop_id, **what})


def by_payer(**what: Any) -> ShopOrder:
    return told("stripe/pi_1", **{"named_by_payer": True, "number_of_its_own": "pi_1", **what})


def becomes(book: Book, *orders: ShopOrder) -> str:
    """What becomes of the last one: its fate, or ``another`` where it is refused as another order."""
    for minute, order in enumerate(orders):
        decided = take_orders(book, orders=[order], now=NOON + timedelta(minutes=minute))
        book = book.after(decided.changes)
    [result] = decided.outcome
    return "another" if result.why == ANOTHER else result.fate


@pytest.mark.parametrize(
    ("later", "fate"),
    [
        (told("shopify/2"), "another"),
        (told("Shopify/2", amount=Decimal(5), email=BORIS), "another"),
        (told("woocommerce/1"), "unchanged"),
        (told("woocommerce/1", amount=None), "unchanged"),
        (told("woocommerce/1", email=""), "unchanged"),
        (told("woocommerce/1", email="A.n.a@example.com", amount=Decimal(5)), "another"),
        (told("woocommerce/1", email=BORIS), "another"),
        (told("woocommerce/1", currency="EUR"), "another"),
        (told("", email=BORIS), "unchanged"),
        (told("", amount=Decimal(5), changed=NOON + timedelta(1)), "updated"),
        (told("", email=BORIS, amount=Decimal(5)), "another"),
        (by_payer(), "unchanged"),
        (by_payer(amount=Decimal(5)), "another"),
        (told("shopify/1", amount=Decimal(5), email=BORIS, changed=NOON + timedelta(1)), "updated"),
    ],
)
def test_an_order_that_a_shop_has_brought(sheet: Sheet, later: ShopOrder, fate: str) -> None:
    assert becomes(sheet(), told(), later) == fate


@pytest.mark.parametrize(
    ("later", "fate"),
    [
        (told(email=BORIS, amount=Decimal(5)), "unchanged"),
        (told("", email=BORIS, amount=Decimal(5)), "unchanged"),
        (by_payer(), "unchanged"),
        (by_payer(amount=Decimal(5)), "another"),
        (by_payer(email=BORIS), "another"),
    ],
)
def test_an_order_of_the_owners_own_is_whichever_the_shop_means(sheet: Sheet, later: ShopOrder, fate: str) -> None:
    fates = {fate, IntakeStatus.UPDATED.value} if fate == "unchanged" else {fate}

    assert becomes(sheet(TYPED), later) in fates


def test_an_amount_of_an_older_version_speaks_for_the_same_order(sheet: Sheet) -> None:
    edited = told(amount=Decimal(70), changed=NOON + timedelta(hours=1))

    assert becomes(sheet(), told(), edited, told("woocommerce/1")) == "unchanged"


def test_a_payment_under_the_number_of_another_payment_is_called_by_its_own(sheet: Sheet) -> None:
    first, second = by_payer(), told("stripe/pi_2", number_of_its_own="pi_2", amount=Decimal(5))

    decided = take_orders(sheet(), orders=[first, second, second], now=NOON)
    book = sheet().after(decided.changes)

    assert [result.fate for result in decided.outcome] == ["added", "added", "unchanged"]
    assert {order.number: order.amount for order in book.orders.values()} == {"8021": 80, "pi_2": 5}

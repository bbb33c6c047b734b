"""An order that is told again in another currency: its money is not understood, which is told, and nothing is lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, Decision
from loyalty.intake.shop_orders import take_orders
from loyalty.model.bought.order_lines import OrderLine
from loyalty.model.imported import IntakeResult, IntakeStatus, ShopOrder
from loyalty.model.money.told_refunds import Refund
from loyalty.model.orders import OrderStatus

Sheet = Callable[..., Book]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
EUROS = """
    Settings           | Value
    Currencies         | EUR 1.10, GBP 1.30
    Points count       | goods
    Edited order after claim | correct
"""
CLAIMED = """
    Members | Email           | Contact
    ANA     | ana@example.com | ana

    Orders | Email           | Amount | Status
    1042   | ana@example.com | 60.00  | paid

    Ledger           | Member | Entry | Points | For  | Cause
    2026-11-02 09:00 | ANA    | claim | 60     | 1042 | order:1042
"""
WHY = (
    "The tab Orders has this order in USD, and it is told in EUR now: amounts and refunds in EUR do not count. "
    "Where EUR is right, write it under Currency in its row, with the amount in it."
)
REFUSED = IntakeResult(IntakeStatus.REFUSED, WHY)


def told(**what: Any) -> ShopOrder:
    order = ShopOrder("1042", "ana@example.com", Decimal(60), "USD", date(2026, 11, 20), OrderStatus.PAID)
    return replace(order, **what)


def take(book: Book, *orders: ShopOrder, at: int = 0) -> Decision[tuple[IntakeResult, ...]]:
    return take_orders(book, orders=orders, now=NOON + timedelta(minutes=at))


@pytest.mark.parametrize(
    "what",
    [
        {},
        {"amount": Decimal(55)},
        {"refunded": Decimal(10)},
        {"refunded": Decimal(10), "amount": None, "refunds_alone": True, "refunds": (Refund(Decimal(10), "r1"),)},
        {"refunds": (Refund(Decimal(10), "r1", NOON),), "shop_id": "shopify/1"},
        {"goods": Decimal(40), "lines": (OrderLine("Tote bag", amount=Decimal(40)),)},
    ],
)
@pytest.mark.parametrize("known", [CLAIMED, CLAIMED.partition("    Ledger")[0]], ids=["claimed", "not yet"])
def test_its_amount_and_its_refunds_do_not_count_and_it_is_said_what_to_do(
    sheet: Sheet, known: str, what: dict[str, Any]
) -> None:
    book = sheet(EUROS, known)

    took = take(book, told(currency="EUR", **what))

    after = book.after(took.changes)
    assert took.outcome == (REFUSED,)
    assert after.orders["1042"] == book.orders["1042"]
    assert not any(isinstance(change, AddEntry) for change in took.changes)


def test_what_is_no_money_counts_in_any_currency(sheet: Sheet) -> None:
    book = sheet(EUROS, CLAIMED.replace("1042   | ana@example.com |", "1042   |                 |"))

    took = take(book, told(currency="EUR", amount=Decimal(55), status=OrderStatus.CANCELLED))

    after = book.after(took.changes)
    assert took.outcome == (REFUSED,)
    assert (after.orders["1042"].status, after.orders["1042"].email) == (OrderStatus.CANCELLED, "ana@example.com")
    assert after.account_of("ANA").points == 0


def test_the_currency_of_the_first_telling_is_a_fact_also_within_one_commit(sheet: Sheet) -> None:
    book = sheet(EUROS)

    took = take(
        book, told(currency="EUR"), told(currency="GBP", amount=Decimal(50)), told(currency="", amount=Decimal(70))
    )

    assert [result.fate for result in took.outcome] == ["added", "refused", "updated"]
    assert book.after(took.changes).orders["1042"].paid_as == "70.00 EUR"


def test_a_version_in_another_currency_is_still_the_newest(sheet: Sheet) -> None:
    book = sheet(EUROS)
    first = told(shop_id="shopify/1", changed=NOON)
    newer = replace(first, currency="EUR", changed=NOON + timedelta(minutes=5))
    older = replace(first, status=OrderStatus.CANCELLED, changed=NOON + timedelta(minutes=3))
    for minute, order in enumerate((first, newer, older)):
        book = book.after(take(book, order, at=10 + minute).changes)

    assert book.orders["1042"].status is OrderStatus.PAID

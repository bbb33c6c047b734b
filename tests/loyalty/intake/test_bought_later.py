"""What a shop tells of goods and lines of an order that is known: news once, where a rule asks for it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddFact
from loyalty.book.told_orders import as_told
from loyalty.intake.shop_orders import take_orders
from loyalty.member.claim import claim_order
from loyalty.model.bought.order_lines import OrderLine
from loyalty.model.fact import FactKind
from loyalty.model.imported import IntakeStatus, ShopOrder
from loyalty.model.orders import Order

Sheet = Callable[..., Book]
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA = "Members | Email | Contact\nANA | ana@example.com | ana"
KNOWN = "Orders | Email | Amount | Placed\n1042 | ana@example.com | 60 | 2026-11-20"
GOODS = "Settings | Value\nPoints count | goods"
TEA = OrderLine("Tea", amount=Decimal("48.50"))
TOLD = ShopOrder("1042", amount=Decimal(60), goods=Decimal("52.50"), lines=(TEA,))


def take(book: Book, told: ShopOrder = TOLD) -> tuple[Book, IntakeStatus, list[tuple[str, str, str]]]:
    decision = take_orders(book, orders=[told], now=NOW)
    facts = [change.fact for change in decision.changes if isinstance(change, AddFact)]
    [result] = decision.outcome
    return book.after(decision.changes), result.fate, [(fact.kind.value, fact.value, fact.stood) for fact in facts]


GOODS_FACT, LINES_FACT = ("order goods", "52.5", ""), ("order lines", "Tea |  |  | 1 | 48.50", "")


@pytest.mark.parametrize(
    ("tabs", "facts"),
    [
        ((GOODS,), [GOODS_FACT, LINES_FACT]),
        (("Products | Multiplier\ntea | 2",), [LINES_FACT]),
        (("Campaigns | Bonus | For products\nWeek | 5 | tea",), [LINES_FACT]),
        (("Campaigns | Bonus\nWeek | 5",), []),
        ((), []),
    ],
)
def test_it_is_noted_once_and_only_what_a_rule_asks_for(
    sheet: Sheet, tabs: tuple[str, ...], facts: list[tuple[str, str, str]]
) -> None:
    book, fate, noted = take(sheet(ANA, KNOWN, *tabs))
    again = take(book)

    # The amount is noted, too: nobody knows what the shop said of an order that the owner has typed.
    assert [fact for fact in noted if fact[0] != "order amount"] == facts
    assert fate is (IntakeStatus.UPDATED if facts else IntakeStatus.UNCHANGED)
    assert again[1:] == (IntakeStatus.UNCHANGED, [])


def test_it_counts_for_the_claim_until_the_owner_writes_something_else(sheet: Sheet) -> None:
    book, _, _ = take(sheet(ANA, KNOWN, GOODS))

    order, facts = book.orders["1042"], book.facts_with("order:1042")
    edited = as_told(replace(order, cells=replace(order.own_cells, goods=Decimal(10))), facts)

    assert (order.goods, order.lines) == (Decimal("52.50"), (TEA,))
    assert (edited.goods, edited.lines) == (Decimal(10), (TEA,))


def test_it_is_noted_after_the_claim_too_with_the_time_at_which_it_came(sheet: Sheet) -> None:
    book = sheet(ANA, KNOWN, GOODS)
    book = book.after(claim_order(book, contact="ana", number="1042", now=NOW).changes)

    after, _, noted = take(book, replace(TOLD, changed=NOW - timedelta(days=1)))

    assert noted == [GOODS_FACT, LINES_FACT]
    facts = [fact for fact in after.facts_with("order:1042") if fact.kind is FactKind.ORDER_GOODS]
    assert [(fact.time, fact.changed) for fact in facts] == [(NOW + timedelta(seconds=1), NOW - timedelta(days=1))]
    assert take(after)[2] == []


def test_more_than_a_month_after_the_claim_it_is_no_news(sheet: Sheet) -> None:
    book = sheet(ANA, KNOWN, GOODS)
    book = book.after(claim_order(book, contact="ana", number="1042", now=NOW - timedelta(days=32)).changes)

    assert take(book)[2] == []


def test_what_comes_with_a_new_order_stands_in_its_row(sheet: Sheet) -> None:
    book, fate, noted = take(
        sheet(ANA, "Settings | Value\nPoints count | goods\nCurrencies | EUR 1.5"), replace(TOLD, currency="EUR")
    )

    order: Order = book.orders["1042"]
    assert (fate, noted) == (IntakeStatus.ADDED, [])
    assert (order.amount, order.goods, order.lines) == (Decimal(90), Decimal("78.750"), (TEA,))


def test_what_is_told_in_another_currency_says_nothing_of_an_order(sheet: Sheet) -> None:
    assert take(sheet(ANA, KNOWN, GOODS), replace(TOLD, currency="EUR"))[1:] == (IntakeStatus.REFUSED, [])

"""The phone number that a shop tells with an order: kept where nothing else says whose the order is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddFact, AddOrder, Decision
from loyalty.book.told_orders import as_told
from loyalty.intake.shop_orders import take_orders
from loyalty.model.fact import Fact, FactKind
from loyalty.model.imported import IntakeResult, IntakeStatus, ShopOrder
from loyalty.model.orders import Order

Sheet = Callable[..., Book]
Took = Decision[tuple[IntakeResult, ...]]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANA, BORIS = "+491701234567", "+491707654321"
BY_PHONE = """
    Orders | Amount | Phone
    1042   | 60.00  | +491701234567
"""
BY_NOTHING = """
    Orders | Amount
    1042   | 60.00
"""
BY_ADDRESS = """
    Orders | Email           | Amount
    1042   | ana@example.com | 60.00
"""


def take(book: Book, *, email: str = "", phone: str = ANA) -> Took:
    order = ShopOrder("1042", email, Decimal(60), "USD", date(2026, 11, 20), phone=phone)
    return take_orders(book, orders=[order], now=NOON)


def learned(took: Took) -> list[tuple[str, str, str]]:
    facts = (change.fact for change in took.changes if isinstance(change, AddFact))
    return [(fact.kind.value, fact.value, fact.stood) for fact in facts]


def test_a_new_order_without_an_address_has_its_number(sheet: Sheet) -> None:
    took = take(sheet())

    [added] = [change for change in took.changes if isinstance(change, AddOrder)]
    assert (added.order.phone, added.written.phone, added.order.own_cells.phone) == (ANA, ANA, ANA)


def test_beside_an_address_no_number_is_kept(sheet: Sheet) -> None:
    took = take(sheet(), email="ana@example.com")

    [added] = [change for change in took.changes if isinstance(change, AddOrder)]
    assert (added.order.phone, added.written.phone, added.order.own_cells.phone) == ("", "", "")
    assert learned(took) == []


def test_a_number_that_comes_later_is_a_line_of_the_log(sheet: Sheet) -> None:
    book = sheet(BY_NOTHING)

    took = take(book)

    assert learned(took) == [("order phone", ANA, "")]
    after = book.after(took.changes)
    order = after.order("1042")
    assert order is not None
    assert order.phone == ANA
    assert [one.fate for one in took.outcome] == [IntakeStatus.UPDATED]
    assert [one.fate for one in take(after).outcome] == [IntakeStatus.UNCHANGED]


@pytest.mark.parametrize("there", [BY_PHONE, BY_ADDRESS])
def test_what_says_already_whose_the_order_is_stays(sheet: Sheet, there: str) -> None:
    assert learned(take(sheet(there), phone=BORIS)) == []


def test_an_address_that_comes_later_is_noted_beside_the_number(sheet: Sheet) -> None:
    book = sheet(BY_PHONE)

    took = take(book, email="boris@example.com", phone=BORIS)

    assert learned(took) == [("order email", "boris@example.com", "")]
    order = book.after(took.changes).order("1042")
    assert order is not None
    assert (order.email, order.phone) == ("boris@example.com", ANA)


def test_after_the_claim_a_number_is_no_news(sheet: Sheet) -> None:
    claimed = """
        Members | Email           | Contact
        ANA     | ana@example.com | ana

        Ledger           | Member | Entry | Points | For  | Cause
        2026-11-02 09:00 | ANA    | claim | 60     | 1042 | order:1042
    """

    assert learned(take(sheet(BY_NOTHING, claimed))) == []


def test_what_the_owner_types_later_counts_more_than_what_the_shop_has_told() -> None:
    told = Fact(NOON, FactKind.ORDER_PHONE, "1042", ANA)
    typed = Order("1042", "", Decimal(60), phone=BORIS)

    assert as_told(typed, [told]).phone == BORIS
    assert as_told(replace(typed, phone=""), [told]).phone == ANA


def test_a_later_word_of_the_shop_does_not_hang_on_the_clock(sheet: Sheet) -> None:
    """An older version of the order that comes late still says what nobody has said."""
    book = sheet(BY_NOTHING)
    order = ShopOrder("1042", amount=Decimal(60), phone=ANA, changed=NOON - timedelta(days=3))

    assert learned(take_orders(book, orders=[order], now=NOON)) == [("order phone", ANA, "")]

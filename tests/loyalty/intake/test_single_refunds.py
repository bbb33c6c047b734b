"""Refunds that come one by one, without their order: each counts once, told apart by its id or its day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.book.book import Book
from loyalty.book.decision import AddFact
from loyalty.intake.shop_orders import take_orders
from loyalty.member.claim import claim_order
from loyalty.model.imported import IntakeResult, IntakeStatus, ShopOrder
from loyalty.model.member import Member
from loyalty.model.money.single_refunds import SingleRefund
from loyalty.model.orders import OrderStatus

Sheet = Callable[..., Book]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
UNCHANGED, UPDATED, REFUSED = IntakeStatus.UNCHANGED, IntakeStatus.UPDATED, IntakeStatus.REFUSED


def single(amount: int, id_: str = "", at: datetime | date | None = None) -> SingleRefund:
    return SingleRefund(Decimal(amount), id_, at)


class Shop:
    """A claimed order over 80, and what comes of it."""

    def __init__(self, settings: str = "", sheet: Sheet | None = None) -> None:
        ana = Member("ANA", "ana@example.com", contact="ana")
        self.book = (sheet(settings) if sheet else Book.of()).grown(members=[ana])
        self.tells()
        self.book = self.book.after(claim_order(self.book, contact="ana", number="9", now=NOON).changes)
        self.log = list[str]()

    def tells(self, **what: Any) -> IntakeResult:
        told = replace(ShopOrder("9", "ana@example.com", Decimal(80)), **what)
        took = take_orders(self.book, orders=[told], now=NOON)
        self.book = self.book.after(took.changes)
        self.log = [change.fact.value for change in took.changes if isinstance(change, AddFact)]
        return took.outcome[0]

    def tells_alone(self, *singles: SingleRefund, amount: int = 0) -> IntakeStatus:
        back = sum((refund.amount for refund in singles), Decimal(amount))
        return self.tells(email="", amount=None, refunded=back, refunds_alone=True, single_refunds=singles).fate

    @property
    def back(self) -> Decimal | None:
        return self.book.orders["9"].refunded


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (single(15, "re_1"), single(15, "re_2")),
        (single(15, "", date(2026, 11, 9)), single(15, "", date(2026, 11, 10))),
        (single(15, "", datetime(2026, 11, 9, 8, tzinfo=UTC)), single(15, "", datetime(2026, 11, 9, 9, tzinfo=UTC))),
    ],
)
def test_two_equal_refunds_of_two_files_are_two_and_each_file_counts_once(
    first: SingleRefund, second: SingleRefund
) -> None:
    shop = Shop()

    fates = [shop.tells_alone(one) for one in (first, first, second, second, first)]

    assert fates == [UPDATED, UNCHANGED, UPDATED, UNCHANGED, UNCHANGED]
    assert shop.back == 30
    assert shop.book.account_of("ANA").points == 50


def test_without_an_id_or_a_day_the_same_sum_is_the_same_file_and_another_one_is_refused() -> None:
    shop = Shop()

    assert [shop.tells_alone(amount=15), shop.tells_alone(amount=15), shop.tells_alone(amount=4)] == [
        *(UPDATED, UNCHANGED, REFUSED)
    ]
    assert shop.back == 15


def test_a_refund_that_stood_beside_its_order_is_known_when_it_comes_alone() -> None:
    shop = Shop()
    first, second = single(15, "re_1", date(2026, 11, 9)), single(15, "re_2", date(2026, 11, 9))
    shop.tells(refunded=Decimal(15), single_refunds=(first,))

    assert shop.tells_alone(first) is UNCHANGED
    assert shop.tells_alone(second) is UPDATED
    shop.tells(refunded=Decimal(30), single_refunds=(first, second))

    assert shop.back == 30
    assert shop.log == []


def test_a_sum_that_was_told_without_ids_gets_them_and_the_next_one_is_another() -> None:
    shop = Shop()
    shop.tells_alone(amount=15)

    assert shop.tells_alone(single(15, "re_1")) is UNCHANGED
    assert shop.tells_alone(single(15, "re_2")) is UPDATED
    assert shop.back == 30


def test_where_another_door_has_told_all_that_went_back_only_what_is_known_changes_nothing() -> None:
    shop = Shop()
    shop.tells_alone(single(15, "re_1"))
    shop.tells(refunded=Decimal(40))

    assert shop.tells_alone(single(15, "re_1")) is UNCHANGED
    assert shop.tells_alone(single(25, "re_2")) is REFUSED
    assert shop.back == 40


def test_one_id_with_two_amounts_is_refused_with_both() -> None:
    shop = Shop()
    shop.tells_alone(single(15, "re_1"))

    refused = shop.tells(amount=None, refunded=Decimal(10), refunds_alone=True, single_refunds=(single(10, "re_1"),))

    assert refused.why.startswith("15 of this order went back before, and 10 is told here alone")
    shop.tells(refunded=Decimal(10), single_refunds=(single(10, "re_1"),))
    assert shop.back == 10, "beside its order it says what went back in all"


def test_a_refund_alone_is_no_version_of_its_order_and_counts_whenever_it_comes() -> None:
    shop = Shop()
    for status, hours in ((OrderStatus.UNPAID, 3), (OrderStatus.PAID, 2)):
        shop.tells(status=status, changed=NOON - timedelta(hours=hours))
    alone = {"amount": None, "refunds_alone": True, "refunded": Decimal(15)}

    for id_, hours in (("re_1", 9), ("re_2", 8), ("re_3", 0)):
        at = NOON - timedelta(hours=hours)
        called_off = OrderStatus.CANCELLED if hours else None
        shop.tells(**alone, single_refunds=(single(15, id_),), changed=at, status=called_off)
    shop.tells(status=OrderStatus.UNPAID, changed=NOON - timedelta(hours=1))

    assert shop.back == 45
    assert shop.book.orders["9"].status is OrderStatus.UNPAID, "the version before the last refund is no older one"


def test_a_day_is_the_shops_own(sheet: Sheet) -> None:
    shop = Shop("Settings | Value\nTime zone | America/New_York", sheet)
    shop.tells_alone(single(15, "", datetime(2026, 11, 9, 20)))  # noqa: DTZ001 - as a file writes it

    assert shop.log[-1] == "15 @2026-11-09T20:00:00-05:00"
    assert shop.tells_alone(single(15, "", date(2026, 11, 9))) is UNCHANGED
    assert shop.tells_alone(single(15, "", datetime(2026, 11, 9, 20))) is UNCHANGED  # noqa: DTZ001


REFUND = st.tuples(st.integers(0, 9), st.booleans())


@given(st.lists(st.lists(REFUND, min_size=1, max_size=4), max_size=6))
def test_in_whatever_files_refunds_come_each_is_taken_once(files: list[list[tuple[int, bool]]]) -> None:
    """Ten refunds of the same amount, by id or by day; each file has some of them."""
    shop, told = Shop(), set[int]()
    for file in files:
        numbers = {number for number, _ in file}
        told |= numbers
        shop.tells_alone(*(single(5, f"re_{number}", date(2026, 11, number + 1)) for number in sorted(numbers)))

        assert (shop.back or 0) == 5 * len(told)

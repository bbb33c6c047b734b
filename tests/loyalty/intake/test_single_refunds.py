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
from loyalty.model.money.told_refunds import Refund
from loyalty.model.orders import OrderStatus

Sheet = Callable[..., Book]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
UNCHANGED, UPDATED, REFUSED = IntakeStatus.UNCHANGED, IntakeStatus.UPDATED, IntakeStatus.REFUSED


def single(amount: int, id_: str = "", at: datetime | date | None = None) -> Refund:
    return Refund(Decimal(amount), id_, at)


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

    def tells_alone(self, *singles: Refund, amount: int = 0) -> IntakeStatus:
        back = sum((refund.amount for refund in singles), Decimal(amount))
        return self.tells(email="", amount=None, refunded=back, refunds_alone=True, refunds=singles).fate

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
def test_two_equal_refunds_of_two_files_are_two_and_each_file_counts_once(first: Refund, second: Refund) -> None:
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
    shop.tells(refunded=Decimal(15), refunds=(first,))

    assert shop.tells_alone(first) is UNCHANGED
    assert shop.tells_alone(second) is UPDATED
    shop.tells(refunded=Decimal(30), refunds=(first, second))

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

    refused = shop.tells(amount=None, refunded=Decimal(10), refunds_alone=True, refunds=(single(10, "re_1"),))

    assert refused.why.startswith("15 of this order went back before, and 10 is told here alone")
    shop.tells(refunded=Decimal(10), refunds=(single(10, "re_1"),))
    assert shop.back == 10, "beside its order it says what went back in all"


def test_a_refund_alone_is_no_version_of_its_order_and_counts_whenever_it_comes() -> None:
    shop = Shop()
    for status, hours in ((OrderStatus.UNPAID, 3), (OrderStatus.PAID, 2)):
        shop.tells(status=status, changed=NOON - timedelta(hours=hours))
    alone = {"amount": None, "refunds_alone": True, "refunded": Decimal(15)}

    for id_, hours in (("re_1", 9), ("re_2", 8), ("re_3", 0)):
        at = NOON - timedelta(hours=hours)
        called_off = OrderStatus.CANCELLED if hours else None
        shop.tells(**alone, refunds=(single(15, id_),), changed=at, status=called_off)
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


AMOUNTS = dict(zip("abcd", (10, 7, 5, 3), strict=True))
TELLS = st.tuples(st.sampled_from("abcd"), st.booleans())


def told_by_its_shop(shop: Shop, id_: str, amount: int, of: str = "shopify/1") -> IntakeStatus:
    refund = Refund(Decimal(amount), id_, NOON)
    return shop.tells(number="", email="", amount=None, shop_id=of, refunds=(refund,)).fate


def linked(of: str = "shopify/1") -> Shop:
    """An order that stands in the sheet before its shop tells of it."""
    shop = Shop()
    shop.tells(shop_id=of)
    return shop


@given(st.lists(TELLS, min_size=1, max_size=8))
def test_a_refund_counts_once_whether_its_shop_tells_it_or_another_program_or_both(
    tells: list[tuple[str, bool]],
) -> None:
    shop, told = linked(), set[str]()

    for id_, by_its_shop in tells:
        told.add(id_)
        one = AMOUNTS[id_]
        fate = told_by_its_shop(shop, id_, one) if by_its_shop else shop.tells_alone(single(one, id_))

        assert fate is not REFUSED
        assert shop.back == sum(AMOUNTS[name] for name in told)


@given(st.lists(TELLS, max_size=8), st.permutations("abcd"))
def test_of_equal_amounts_none_counts_too_often_and_each_once_its_shop_has_told_it(
    tells: list[tuple[str, bool]], at_last: list[str]
) -> None:
    shop, told = linked(), set[str]()
    for id_, by_its_shop in tells:
        told.add(id_)
        if by_its_shop:
            told_by_its_shop(shop, id_, 5)
        else:
            shop.tells_alone(single(5, id_))

        assert (shop.back or 0) <= 5 * len(told)

    for id_ in at_last:
        told_by_its_shop(shop, id_, 5)

    assert shop.back == 20


def test_a_refund_of_another_amount_than_its_shop_says_is_refused() -> None:
    shop = linked()
    told_by_its_shop(shop, "r1", 15)

    assert shop.tells_alone(single(12, "r1")) is REFUSED
    assert shop.tells_alone(single(4, "", date(2026, 11, 9))) is REFUSED, "it may be a part of the shop's"
    assert shop.back == 15


@pytest.mark.parametrize("first", ["its shop", "another program"])
def test_where_goods_count_the_shops_word_on_them_counts_whoever_tells_first(sheet: Sheet, first: str) -> None:
    shop = Shop("Settings | Value\nPoints count | goods", sheet)
    shop.tells(shop_id="shopify/1", goods=Decimal(60))
    of_goods = Refund(Decimal(20), "r1", NOON, Decimal(12))

    if first == "another program":
        shop.tells_alone(single(20, "r1"))
    shop.tells(number="", amount=None, shop_id="shopify/1", refunds=(of_goods,))
    shop.tells_alone(single(20, "r1"))

    assert shop.back == 16


def test_what_a_payment_gave_back_so_far_holds_the_refunds_that_are_told_one_by_one() -> None:
    shop = linked("stripe/pi_1")
    for id_, amount in (("re_1", 10), ("re_2", 5)):
        shop.tells_alone(single(amount, id_))

    told_by_its_shop(shop, "ch_1", 15, "stripe/pi_1")

    assert shop.back == 15
    assert shop.tells_alone(single(7, "re_3")) is UPDATED
    assert shop.back == 22


def test_of_two_shops_that_tell_of_one_order_the_larger_sum_counts() -> None:
    shop = linked()
    shop.tells(shop_id="woocommerce/5")
    told_by_its_shop(shop, "r1", 10)
    told_by_its_shop(shop, "w1", 15, "woocommerce/5")

    assert shop.tells_alone(single(15, "w1")) is UNCHANGED
    assert shop.back == 15


def test_refunds_that_stand_in_an_order_with_its_sum_are_known_when_they_are_told_alone() -> None:
    shop = linked("woocommerce/5")
    both = (single(10, "w1"), single(5, "w2"))
    shop.tells(shop_id="woocommerce/5", refunded=Decimal(15), refunds=both)
    lines = list(shop.log)
    shop.tells(shop_id="woocommerce/5", refunded=Decimal(15), refunds=both)

    assert lines[-2:] == ["w1 10 -", "w2 5 -"]
    assert shop.log == [], "each is one line"
    assert [shop.tells_alone(one) for one in both] == [UNCHANGED, UNCHANGED]
    shop.tells(shop_id="woocommerce/5", refunded=Decimal(10), refunds=both[:1])
    assert shop.back == 10, "the shop's own sum counts, also where it takes one back"

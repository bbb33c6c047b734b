"""Single refunds: which of them are two, by an id of their own or by their time, and what the Log keeps of them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.model.fact import Fact, FactKind
from loyalty.model.money.refund_lines import refund_in, written_of_order, written_of_shop
from loyalty.model.money.told_refunds import (
    Refund,
    UnclearRefund,
    by_ids,
    each_once,
    new_refunds,
    went_back_in_all,
)

DAY, NEXT = date(2026, 11, 9), date(2026, 11, 10)
MORNING = datetime(2026, 11, 9, 8, tzinfo=UTC)


def refund(amount: str, id_: str = "", at: datetime | date | None = None) -> Refund:
    return Refund(Decimal(amount), id_, at)


@pytest.mark.parametrize(
    ("told", "is_new"),
    [
        (refund("15", "re_1"), False),
        (refund("15", "re_2"), True),
        (refund("15", "re_1", NEXT), True),  # one payment, of which something went back twice
        (refund("15", "", DAY), False),
        (refund("15", "", MORNING), False),
        (refund("15", "", NEXT), True),
        (refund("4", "", NEXT), True),
        (refund("4", "re_2"), True),
    ],
)
def test_a_refund_is_another_one_by_its_id_or_its_day(told: Refund, is_new: bool) -> None:
    assert bool(new_refunds([told], [refund("15", "re_1", DAY)])) is is_new


def test_two_of_one_day_are_two_by_their_time() -> None:
    assert new_refunds([refund("15", "", MORNING + timedelta(hours=1))], [refund("15", "", MORNING)])
    assert not new_refunds([refund("15", "", DAY)], [refund("15", "", MORNING)])


@pytest.mark.parametrize("told", [refund("14", "re_1", DAY), refund("14", "", DAY), refund("14", "re_1")])
def test_another_amount_that_nothing_tells_apart_is_unclear(told: Refund) -> None:
    with pytest.raises(UnclearRefund) as unclear:
        new_refunds([told], [refund("15", "re_1", DAY)])

    assert unclear.value.known == 15


IDS = st.text(st.characters(exclude_categories=("C", "Z")), max_size=12)
MOMENTS = st.none() | st.dates() | st.datetimes(timezones=st.just(UTC)).map(lambda at: at.replace(microsecond=0))


AMOUNTS = st.decimals("0.01", "999999999", places=2).map(Decimal.normalize)


def line(kind: FactKind, value: str) -> Fact:
    return Fact(MORNING, kind, "1042", value)


@given(AMOUNTS, IDS, MOMENTS)
def test_a_line_about_an_order_gives_back_what_was_written(
    amount: Decimal, id_: str, at: datetime | date | None
) -> None:
    told = Refund(amount, id_, at)
    if told.is_told_apart and not id_.startswith("@"):
        assert refund_in(line(FactKind.ORDER_REFUND, written_of_order(told))) == told


@given(AMOUNTS, st.none() | AMOUNTS)
def test_a_line_about_the_shops_own_id_gives_back_what_was_written(amount: Decimal, goods: Decimal | None) -> None:
    told = Refund(amount, "870001", MORNING, goods)

    assert refund_in(line(FactKind.SHOP_REFUND, written_of_shop(told))) == told


@pytest.mark.parametrize("text", ["", "15", "re_1", "-15 re_1", "NaN re_1", "15 @2026-99-99", "Infinity @2026-11-09"])
def test_another_text_is_no_refund(text: str) -> None:
    assert refund_in(line(FactKind.ORDER_REFUND, text)) is None


@pytest.mark.parametrize(("kind", "text"), [(FactKind.SHOP_REFUND, "870001 ten -"), (FactKind.ORDER_STATUS, "15 re_1")])
def test_neither_are_another_line_and_a_torn_one(kind: FactKind, text: str) -> None:
    assert refund_in(line(kind, text)) is None


SHOP = [refund("10", "r1"), refund("5", "r2")]


@pytest.mark.parametrize(
    ("others", "back"),
    [
        ([], 15),
        ([refund("10", "r1")], 15),
        ([refund("7", "r3")], 22),
        ([refund("10", "re_1")], 15),  # the shop's r1, as whoever took the payment names it
        ([refund("10", "re_1"), refund("10", "re_2")], 25),
        ([refund("10", "r1"), refund("10", "r3")], 25),  # the same names, and so another one
        ([refund("10", "", DAY)], 15),
        ([refund("10", "", DAY), refund("10", "", NEXT)], 20),
    ],
)
def test_what_the_shop_tells_and_others_tell_too_went_back_once(others: list[Refund], back: int) -> None:
    assert went_back_in_all(SHOP, others, Decimal(80), None) == back


def test_the_shops_own_word_on_a_refund_counts_more_than_anothers() -> None:
    assert each_once(SHOP, [refund("12", "r1")]) == tuple(SHOP)


@pytest.mark.parametrize("told", [refund("12", "r1"), refund("7", "", DAY)])
def test_what_may_be_one_of_the_shops_told_otherwise_is_unclear(told: Refund) -> None:
    with pytest.raises(UnclearRefund):
        new_refunds([told], [], SHOP)


@pytest.mark.parametrize("told", [refund("10", "r1"), refund("7", "r3"), refund("5", "", DAY)])
def test_what_may_be_nothing_else_is_not(told: Refund) -> None:
    assert new_refunds([told], [], SHOP) == [told]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_of_the_words_on_one_refund_the_newest_counts_however_they_stand(order: tuple[int, ...]) -> None:
    words = [refund("10", "r1"), refund("14", "r1", MORNING), refund("12", "r1", MORNING + timedelta(hours=1))]

    assert by_ids(words[place] for place in order) == {"r1": words[2]}

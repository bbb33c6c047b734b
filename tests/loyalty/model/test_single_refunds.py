"""Single refunds: which of them are two, by an id of their own or by their time, and what the Log keeps of them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.model.money.single_refunds import (
    SingleRefund,
    UnclearRefund,
    new_refunds,
    read_refund,
    written_refund,
)

DAY, NEXT = date(2026, 11, 9), date(2026, 11, 10)
MORNING = datetime(2026, 11, 9, 8, tzinfo=UTC)


def refund(amount: str, id_: str = "", at: datetime | date | None = None) -> SingleRefund:
    return SingleRefund(Decimal(amount), id_, at)


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
def test_a_refund_is_another_one_by_its_id_or_its_day(told: SingleRefund, is_new: bool) -> None:
    assert bool(new_refunds([told], [refund("15", "re_1", DAY)])) is is_new


def test_two_of_one_day_are_two_by_their_time() -> None:
    assert new_refunds([refund("15", "", MORNING + timedelta(hours=1))], [refund("15", "", MORNING)])
    assert not new_refunds([refund("15", "", DAY)], [refund("15", "", MORNING)])


@pytest.mark.parametrize("told", [refund("14", "re_1", DAY), refund("14", "", DAY), refund("14", "re_1")])
def test_another_amount_that_nothing_tells_apart_is_unclear(told: SingleRefund) -> None:
    with pytest.raises(UnclearRefund) as unclear:
        new_refunds([told], [refund("15", "re_1", DAY)])

    assert unclear.value.known == 15


IDS = st.text(st.characters(exclude_categories=("C", "Z")), max_size=12)
MOMENTS = st.none() | st.dates() | st.datetimes(timezones=st.just(UTC)).map(lambda at: at.replace(microsecond=0))


@given(st.decimals("0.01", "999999999", places=2), IDS, MOMENTS)
def test_the_log_gives_back_what_was_written(amount: Decimal, id_: str, at: datetime | date | None) -> None:
    told = SingleRefund(amount.normalize(), id_, at)
    if told.is_told_apart and not id_.startswith("@"):
        assert read_refund(written_refund(told)) == told


@pytest.mark.parametrize("text", ["", "15", "re_1", "-15 re_1", "NaN re_1", "15 @2026-99-99", "Infinity @2026-11-09"])
def test_another_text_is_no_refund(text: str) -> None:
    assert read_refund(text) is None

"""How sure a share or a difference is, beside the values that are published or worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.report.certainty.intervals import Interval, Share, detectable, difference, newcombe, wilson


def test_60_of_500_are_12_percent_between_9_4_and_15_1() -> None:
    share = Share(60, 500)

    assert share.value == 0.12
    assert share.interval is not None
    assert (round(share.interval.low, 3), round(share.interval.high, 3)) == (0.094, 0.151)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        # Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I, score method.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_published_intervals_of_wilson(count: int, of: int, low: float, high: float) -> None:
    found = wilson(count / of, of)

    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(of=st.integers(20, 5_000), data=st.data())
def test_a_share_lies_within_its_own_interval_also_where_it_is_none_or_all(of: int, data: st.DataObject) -> None:
    share = data.draw(st.sampled_from([0, of]) | st.integers(0, of)) / of

    found = wilson(share, of)

    assert 0 <= found.low <= share <= found.high <= 1
    assert (found.low == 0) is (share == 0)
    assert (found.high == 1) is (share == 1)


@pytest.mark.parametrize(
    ("count", "of", "other", "of_others", "between", "low", "high"),
    [
        # Newcombe, Interval estimation for the difference between independent proportions, 1998, table II, method 10.
        (56, 70, 48, 80, 0.2000, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.6000, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.5714, 0.0582, 0.8062),
        (5, 56, 0, 29, 0.0893, -0.0381, 0.1926),
        (10, 10, 0, 10, 1.0000, 0.6075, 1.0000),
    ],
)
def test_the_published_intervals_of_newcombe(
    count: int, of: int, other: int, of_others: int, between: float, low: float, high: float
) -> None:
    found = newcombe(count / of, of, other / of_others, of_others)

    assert round(count / of - other / of_others, 4) == between
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("members", "held_out", "points"),
    [(200, 0.2, 23), (1_000, 0.2, 10), (3_000, 0.2, 6), (10_000, 0.1, 4.3), (1_000, 0.5, 8)],
)
def test_what_a_hold_out_can_see_with_a_base_of_30_percent(members: int, held_out: float, points: float) -> None:
    found = detectable(0.3, members * (1 - held_out), members * held_out)

    assert found is not None
    assert round(found * 100, 1 if points == 4.3 else 0) == points


@pytest.mark.parametrize(("n", "other"), [(0, 10), (10, 0)])
def test_two_groups_of_which_one_is_empty_show_nothing(n: int, other: int) -> None:
    assert detectable(0.3, n, other) is None


def test_fewer_than_20_have_no_interval_but_a_share() -> None:
    assert (Share(6, 19).value, Share(6, 19).interval) == (6 / 19, None)
    assert Share(6, 20).interval is not None
    assert difference(Share(6, 19), Share(10, 100))[1] is None
    assert difference(Share(10, 100), Share(6, 19)) == (0.1 - 6 / 19, None)


def test_of_nobody_there_is_no_share_and_no_difference() -> None:
    assert Share(0, 0).value is None
    assert difference(Share(0, 0), Share(10, 100)) == (None, None)
    assert difference(Share(10, 100), Share(0, 0)) == (None, None)


def test_a_difference_has_its_interval() -> None:
    between, found = difference(Share(56, 70), Share(48, 80))

    assert between == pytest.approx(0.2)
    assert found is not None
    assert not found.holds_zero
    assert Interval(-0.01, 0.02).holds_zero


@given(st.integers(20, 5_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_an_interval_holds_its_share_and_stays_between_nothing_and_all(counted: tuple[int, int]) -> None:
    share = Share(*counted)

    assert share.interval is not None
    assert share.value is not None
    assert 0 <= share.interval.low <= share.value + 1e-12
    assert share.value - 1e-12 <= share.interval.high <= 1

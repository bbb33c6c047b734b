"""How sure a ratio of sums is, drawn again and again from the customers themselves."""

from math import sqrt
from random import Random
from statistics import mean, stdev

import pytest

from loyalty.report.certainty.intervals import Interval
from loyalty.report.certainty.resampling import MOST_UNITS, ratio_interval


def test_customers_who_are_all_alike_leave_no_doubt() -> None:
    assert ratio_interval([(30.0, 60.0)] * 20) == Interval(0.5, 0.5)


def test_fewer_than_20_customers_tell_nothing() -> None:
    assert ratio_interval([(30.0, 60.0)] * 19) is None


def test_nothing_by_nothing_is_not_known() -> None:
    assert ratio_interval([(0.0, 0.0)] * 30) is None


def test_the_same_customers_give_the_same_interval() -> None:
    chance = Random(1)
    units = [(chance.random(), 1.0) for _ in range(300)]

    assert ratio_interval(units) == ratio_interval(units)


@pytest.mark.parametrize("count", [MOST_UNITS // 2, MOST_UNITS * 7 + 13])
def test_a_mean_is_as_sure_as_its_standard_error_says_with_and_without_groups(count: int) -> None:
    chance = Random(2)
    values = [chance.lognormvariate(4, 0.5) for _ in range(count)]
    error = stdev(values) / sqrt(count)

    found = ratio_interval([(value, 1.0) for value in values])

    assert found is not None
    assert found.low == pytest.approx(mean(values) - 1.96 * error, abs=error / 4)
    assert found.high == pytest.approx(mean(values) + 1.96 * error, abs=error / 4)

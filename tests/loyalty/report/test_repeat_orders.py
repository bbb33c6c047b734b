"""Who orders again, and who the best customers are, worked out by hand."""

from decimal import Decimal
from fractions import Fraction

from loyalty.report.certainty.intervals import Share
from loyalty.report.customers import NOTHING_BOUGHT, Bought
from loyalty.report.repeat_orders import Best, best_by_mean, best_by_sum, repeat


def bought(*each: tuple[int, int]) -> Bought:
    """What customers have bought: so many orders, and their sum."""
    orders, nets = zip(*each, strict=True)
    return Bought([f"customer{n}" for n in range(len(each))], orders, [*map(Decimal, nets)])


def test_60_of_500_customers_who_order_again_are_12_percent_and_bring_their_part_of_the_money() -> None:
    again, once = [(3, 180)] * 60, [(1, 45)] * 440

    found = repeat(bought(*again, *once))

    assert found.customers == Share(60, 500)
    assert found.revenue == 10_800 / 30_600
    assert found.revenue_interval is not None
    assert found.revenue_interval.low < 10_800 / 30_600 < found.revenue_interval.high


def test_of_few_customers_there_is_a_share_of_the_money_but_no_interval() -> None:
    found = repeat(bought((2, 30), (1, 10)))

    assert (found.customers, found.revenue, found.revenue_interval) == (Share(1, 2), 0.75, None)


def test_of_no_customers_and_of_no_money_nothing_is_said() -> None:
    assert repeat(NOTHING_BOUGHT).revenue is None
    assert repeat(bought(*[(1, 0)] * 30)).revenue_interval is None
    assert best_by_sum(NOTHING_BOUGHT, average=None) == Best(None, None)


def test_the_best_customers_by_their_mean_order_and_by_the_sum_of_their_orders() -> None:
    # 10 orders for 500: an average one is 50, so the best have more than 100.
    ana = 1, 150  # by both
    boris = 4, 200  # by sum alone: a mean order of his is 50
    layla = 1, 100  # not above 100
    found = bought(ana, boris, layla, (4, 50))

    assert best_by_mean(found, average=Fraction(50)) == Best(0.25, 0.3)
    assert best_by_sum(found, average=Fraction(50)) == Best(0.5, 0.7)

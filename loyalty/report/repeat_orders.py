"""Customers who order again, and the best ones: what they are of all customers, and of all money."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from loyalty.report.certainty.intervals import Interval, Share
from loyalty.report.certainty.resampling import ratio_interval
from loyalty.report.customers import NOTHING, Bought

AGAIN = 2
"""So many orders in a year make a customer who orders again."""
BEST = 2
"""Of how many average orders the best customers have more."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """Those who ordered at least twice: their share of customers, and of the customers' money, with its interval."""

    customers: Share
    revenue: float | None
    revenue_interval: Interval | None


@dataclass(frozen=True, slots=True)
class Best:
    """The best customers: their share of customers, and of the customers' money; None where there is none."""

    customers: float | None
    net: float | None


def repeat(bought: Bought) -> Repeat:
    """Who ordered again within the period that this was bought in."""
    again = [net for orders, net in bought.each if orders >= AGAIN]
    units = ((float(net) if orders >= AGAIN else 0.0, float(net)) for orders, net in bought.each)
    share = fraction(sum(again, NOTHING), sum(bought.nets, NOTHING))
    interval = None if share is None else ratio_interval(units)
    return Repeat(Share(len(again), len(bought)), share, interval)


def best_by_mean(bought: Bought, *, average: Fraction | None) -> Best:
    """Those whose own mean order is above twice the average one of all."""
    return _best(bought, [net for orders, net in bought.each if average and net > BEST * average * orders])


def best_by_sum(bought: Bought, *, average: Fraction | None) -> Best:
    """Those whose orders of the period come to more than two average ones."""
    return _best(bought, [net for net in bought.nets if average and net > BEST * average])


def fraction(some: Decimal | int, whole: Decimal | int) -> float | None:
    """The one as a fraction of the other, without rounding; None of nothing."""
    return float(Fraction(some) / Fraction(whole)) if whole else None


def _best(bought: Bought, best: Sequence[Decimal]) -> Best:
    return Best(fraction(len(best), len(bought)), fraction(sum(best, NOTHING), sum(bought.nets, NOTHING)))

"""Customers who order again, and the best ones: what they are of all customers, and of all money."""

from collections.abc import Iterable, Mapping
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


def repeat(bought: Mapping[str, Bought]) -> Repeat:
    """Who ordered again within the period that this was bought in."""
    again = [one for one in bought.values() if one.orders >= AGAIN]
    units = ((float(one.net) if one.orders >= AGAIN else 0.0, float(one.net)) for one in bought.values())
    share = fraction(net_of(again), net_of(bought.values()))
    interval = None if share is None else ratio_interval(units)
    return Repeat(Share(len(again), len(bought)), share, interval)


def best_by_mean(bought: Mapping[str, Bought], *, average: Fraction | None) -> Best:
    """Those whose own mean order is above twice the average one of all."""
    return _best(bought, [one for one in bought.values() if average and one.net > BEST * average * one.orders])


def best_by_sum(bought: Mapping[str, Bought], *, average: Fraction | None) -> Best:
    """Those whose orders of the period come to more than two average ones."""
    return _best(bought, [one for one in bought.values() if average and one.net > BEST * average])


def net_of(some: Iterable[Bought]) -> Decimal:
    """What they have bought in all."""
    return sum((one.net for one in some), NOTHING)


def fraction(some: Decimal | int, whole: Decimal | int) -> float | None:
    """The one as a fraction of the other, without rounding; None of nothing."""
    return float(Fraction(some) / Fraction(whole)) if whole else None


def _best(bought: Mapping[str, Bought], best: list[Bought]) -> Best:
    return Best(fraction(len(best), len(bought)), fraction(net_of(best), net_of(bought.values())))

"""How sure a ratio of sums is, such as a share of revenue or an average order: percentile bootstrap over customers.

Chance comes from a fixed seed, so the same rows give the same interval on every machine. A percentile interval of few
is too narrow; its ends are taken further out, as Hesterberg has it (What Teachers Should Know About the Bootstrap,
2015, expanded percentile interval).
"""

from array import array
from collections.abc import Iterable
from math import sqrt
from random import Random
from statistics import NormalDist

from loyalty.report.certainty.intervals import FEWEST, Interval, Z

DRAWS = 2_000
SEED = 20_261
MOST_UNITS = 1_000
"""More customers are dealt into so many groups by chance, and then groups are drawn (docs/decisions/0082)."""


def ratio_interval(units: Iterable[tuple[float, float]], *, draws: int = DRAWS) -> Interval | None:
    """The interval of the sum of all first figures by the sum of all second ones; None for fewer than FEWEST units.

    A unit is what was drawn together: a customer with all of their orders.
    """
    # Plain numbers: of a large shop's customers a tuple for each takes as much as what they have bought.
    firsts, seconds = array("d"), array("d")
    for first, second in units:
        firsts.append(first)
        seconds.append(second)
    if len(firsts) < FEWEST:
        return None
    chance = Random(SEED)  # noqa: S311 - the same draws each time, no secret
    dealt = array("l", range(len(firsts)))
    chance.shuffle(dealt)
    groups = _groups(dealt)
    above, below = _sums(firsts, groups), _sums(seconds, groups)
    places, ratios = range(len(above)), list[float]()
    for _ in range(draws):
        drawn = chance.choices(places, k=len(above))
        whole = sum(map(below.__getitem__, drawn))
        if whole:
            ratios.append(sum(map(above.__getitem__, drawn)) / whole)
    if len(ratios) < draws:
        return None
    ratios.sort()
    outside = max(round(draws * _tail(len(dealt))), 1)
    return Interval(ratios[outside - 1], ratios[-outside])


def _tail(n: int) -> float:
    """Which share of the draws lies outside on either side: 2.5 % of many units, less of few."""
    student = Z + (Z**3 + Z) / (4 * (n - 1))  # Student's t, from the normal distribution
    return NormalDist().cdf(-student * sqrt(n / (n - 1)))


def _groups(dealt: "array[int]") -> list["array[int]"]:
    """The places of the units of each group; of a small number every unit is a group of its own."""
    count = min(len(dealt), MOST_UNITS)
    return [dealt[place::count] for place in range(count)]


def _sums(figures: "array[float]", groups: Iterable[Iterable[int]]) -> list[float]:
    return [sum(map(figures.__getitem__, group)) for group in groups]

"""How sure a ratio of sums is, such as a share of revenue or an average order: percentile bootstrap over customers.

Chance comes from a fixed seed, so the same rows give the same interval on every machine.
"""

from collections.abc import Sequence
from random import Random

from loyalty.report.certainty.intervals import FEWEST, Interval

DRAWS = 2_000
TAIL = DRAWS // 40
"""So many draws, 2.5 %, lie outside on either side."""
SEED = 20_261
MOST_UNITS = 1_000
"""More customers are dealt into so many groups by chance, and then groups are drawn (docs/decisions/0082)."""


def ratio_interval(units: Sequence[tuple[float, float]]) -> Interval | None:
    """The interval of the sum of all first figures by the sum of all second ones; None for fewer than FEWEST units.

    A unit is what was drawn together: a customer with all of their orders.
    """
    if len(units) < FEWEST:
        return None
    chance = Random(SEED)  # noqa: S311 - the same draws each time, no secret
    above, below = _groups(units, chance)
    places, ratios = range(len(above)), list[float]()
    for _ in range(DRAWS):
        drawn = chance.choices(places, k=len(above))
        whole = sum(map(below.__getitem__, drawn))
        if whole:
            ratios.append(sum(map(above.__getitem__, drawn)) / whole)
    if len(ratios) < DRAWS:
        return None
    ratios.sort()
    return Interval(ratios[TAIL - 1], ratios[-TAIL])


def _groups(units: Sequence[tuple[float, float]], chance: Random) -> tuple[list[float], list[float]]:
    """The sums of each group; of a small number every unit is a group of its own."""
    dealt = list(units)
    chance.shuffle(dealt)
    count = min(len(dealt), MOST_UNITS)
    groups = [dealt[place::count] for place in range(count)]
    return [sum(one[0] for one in group) for group in groups], [sum(one[1] for one in group) for group in groups]

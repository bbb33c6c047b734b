"""How sure a share is: intervals that hold the truth in 95 of 100 cases, and the smallest difference to be seen.

Shares are fractions from 0 to 1. No interval is given for fewer than twenty: so few tell nothing.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

FEWEST = 20
"""From fewer than these no interval is given."""
Z = NormalDist().inv_cdf(0.975)
"""1.96: what leaves 2.5 % on either side of a normal distribution."""
POWER_Z = NormalDist().inv_cdf(0.8)
"""What is added so that a difference is seen in 80 of 100 cases."""


STEPS = 50


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``low`` to ``high``, both included."""

    low: float
    high: float

    @property
    def holds_zero(self) -> bool:
        """True when it cannot be told apart from nothing."""
        return self.low <= 0 <= self.high


@dataclass(frozen=True, slots=True)
class Share:
    """So many ``of`` all; ``value`` is None of nobody, ``interval`` None of fewer than FEWEST."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        """The fraction itself."""
        return self.count / self.of if self.of else None

    @property
    def interval(self) -> Interval | None:
        """Wilson's score interval."""
        return wilson(self.count / self.of, self.of) if self.of >= FEWEST else None


def wilson(share: float, n: float) -> Interval:
    """Wilson's score interval for this share of ``n``: 60 of 500 are 12.0 %, from 9.4 to 15.1 (Wilson 1927)."""
    square = Z * Z / n
    centre = (share + square / 2) / (1 + square)
    half = Z * sqrt(share * (1 - share) / n + square / (4 * n)) / (1 + square)
    # Of none and of all one end is the share itself, which rounding would put beside it.
    return Interval(min(max(centre - half, 0.0), share), max(min(centre + half, 1.0), share))


def newcombe(share: float, n: float, other: float, n_other: float) -> Interval:
    """Newcombe's hybrid score interval for ``share − other``, two shares of different people, without pooling.

    Check value: 56/70 − 48/80 is 0.200, from 0.0524 to 0.3339 (Newcombe 1998, method 10).
    """
    mine, theirs, between = wilson(share, n), wilson(other, n_other), share - other
    low = between - sqrt((share - mine.low) ** 2 + (theirs.high - other) ** 2)
    high = between + sqrt((mine.high - share) ** 2 + (other - theirs.low) ** 2)
    return Interval(low, high)


def difference(share: Share, other: Share) -> tuple[float | None, Interval | None]:
    """``share − other``, None where either is of nobody, with its interval, None where either is of too few."""
    if share.value is None or other.value is None:
        return None, None
    between = share.value - other.value
    if min(share.of, other.of) < FEWEST:
        return between, None
    return between, newcombe(share.value, share.of, other.value, other.of)


def detectable(base: float, n: float, n_held: float) -> float | None:
    """The smallest difference between two groups that is seen with 80 % power at 5 %; None where one is empty.

    ``base`` is how many of the ``n_held`` do it anyway; of the others so many more. 1,000 members of whom a fifth is
    held out, 30 % of whom order anyway: 10 points. 1.0 where no difference at all would be seen.
    """
    if n <= 0 or n_held <= 0:
        return None
    held, found = base * (1 - base) / n_held, 0.0
    # Those who do it more often vary more or less than the others: each step comes nearer to what fits itself.
    for _ in range(STEPS):
        more = min(base + found, 1.0)
        found = (Z + POWER_Z) * sqrt(more * (1 - more) / n + held)
    return min(found, 1.0)

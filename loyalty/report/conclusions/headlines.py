"""The three sentences on top of a report, as data: what is certain, what is likely, what nobody can know.

None of them gives the program as the cause of anything but what a hold-out shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from loyalty.report.certainty.intervals import Interval
from loyalty.report.figures import Figures
from loyalty.report.hold_out_results import HoldOut


@dataclass(frozen=True, slots=True)
class Certain:
    """What was counted. ``differs`` is how many points Members show more than the Ledger has, 0 where the two agree."""

    members: int
    orders: int
    net: Decimal
    issued: int
    spent: int
    outstanding: int
    differs: int


@dataclass(frozen=True, slots=True)
class Measured:
    """A share with its interval, None where fewer than twenty of the ``n`` stand behind it."""

    value: float
    interval: Interval | None
    n: int


@dataclass(frozen=True, slots=True)
class Likely:
    """Who orders again before and after, each None where there was nobody, and what hold-outs have shown.

    ``change`` is after − before, None where either is; its ``n`` is that of the smaller side.
    """

    before: Measured | None
    after: Measured | None
    change: Measured | None
    shown: Sequence[HoldOut]


@dataclass(frozen=True, slots=True)
class Unknowable:
    """That nobody knows what members had bought anyway, and from what difference on a hold-out would show it here.

    ``detectable`` is None without members; ``runs`` is True where one has begun. So many members are ``held``, or would
    be: with fewer than twenty of them a report shows no interval, so a hold-out shows nothing.
    """

    members: int
    held: int
    detectable: float | None
    runs: bool


Headline = Certain | Likely | Unknowable


def headlines(figures: Figures, *, held: int) -> tuple[Certain, Likely, Unknowable]:
    """The three, in the order in which they are said; so many members are ``held`` out of an email, or would be."""
    return (
        Certain(
            members=figures.members,
            orders=figures.orders_year,
            net=figures.net_year,
            issued=figures.points_issued_year,
            spent=figures.points_spent_year,
            outstanding=figures.points_outstanding,
            differs=figures.points_of_members - figures.points_outstanding,
        ),
        _likely(figures),
        Unknowable(figures.members, held, figures.holdout_detectable, runs=bool(figures.hold_outs)),
    )


def _likely(of: Figures) -> Likely:
    low, high, n = of.repeat_customers_before_low, of.repeat_customers_before_high, of.repeat_customers_before_n
    before = _measured(of.repeat_customers_before, low, high, n)
    low, high, n = of.repeat_customers_after_low, of.repeat_customers_after_high, of.repeat_customers_after_n
    after = _measured(of.repeat_customers_after, low, high, n)
    low, high, n = of.repeat_customers_change_low, of.repeat_customers_change_high, min(n, of.repeat_customers_before_n)
    change = _measured(of.repeat_customers_change, low, high, n)
    if after and not change:
        before = None  # a period that was over when the program began is compared with nothing
    return Likely(before, after, change, tuple(found for found in of.hold_outs if found.difference is not None))


def _measured(value: float | None, low: float | None, high: float | None, n: int) -> Measured | None:
    if value is None:
        return None
    return Measured(value, None if low is None or high is None else Interval(low, high), n)

"""The figures of a period: one flat class, named as ``manage.py report --json`` names them.

None is not known. Shares are fractions from 0 to 1, money is in the program's currency, neither is rounded; points are
whole. What has no ``_year`` in its name is of all time, as it stands on the day of the report. docs/report.md says what
each figure means and where it misleads.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from itertools import chain, count
from typing import TypeAlias

from loyalty.report.hold_out_results import HoldOut

Figure: TypeAlias = int | float | Decimal | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All of them; ``_low`` and ``_high`` are the ends of an interval, None where fewer than twenty stand behind it.

    ``hold_outs`` are what emails that some were held out of have shown, ``refusals`` how often the chat has refused
    something in the months of the period, at least, by the code of the answer.
    """

    members: int
    members_joined_year: int
    members_active_year: int
    customers_year: int
    orders_year: int
    net_year: Decimal
    net_members_year: Decimal
    aov: Decimal | None
    aov_low: Decimal | None
    aov_high: Decimal | None
    median_order: Decimal | None

    points_issued: int
    points_spent: int
    points_expired: int
    points_taken_back: int
    points_given_back: int
    points_adjusted: int
    points_outstanding: int
    points_of_members: int
    books_agree: bool
    points_issued_year: int
    points_spent_year: int
    redemption_rate_year: float | None
    redemption_rate_vintage: float | None
    breakage_certain: float | None
    expected_redemption: float | None

    cost_per_point: Decimal | None
    cost_coverage: float | None
    liability_low: Decimal | None
    liability_high: Decimal | None
    effective_rebate: float | None
    reward_usage: float | None
    attach_net: Decimal
    attach_share: float | None
    order_earning: float | None
    membership_rate: float | None
    median_days_to_first_reward: float | None

    repeat_customers_before: float | None
    repeat_customers_before_low: float | None
    repeat_customers_before_high: float | None
    repeat_customers_before_n: int
    repeat_customers_after: float | None
    repeat_customers_after_low: float | None
    repeat_customers_after_high: float | None
    repeat_customers_after_n: int
    repeat_customers_change: float | None
    repeat_customers_change_low: float | None
    repeat_customers_change_high: float | None
    repeat_revenue_before: float | None
    repeat_revenue_before_low: float | None
    repeat_revenue_before_high: float | None
    repeat_revenue_after: float | None
    repeat_revenue_after_low: float | None
    repeat_revenue_after_high: float | None

    best_customers_by_mean_share: float | None
    best_customers_by_mean_net_share: float | None
    best_customers_by_sum_share: float | None
    best_customers_by_sum_net_share: float | None

    difference_in_differences: Decimal | None
    difference_in_differences_low: Decimal | None
    difference_in_differences_high: Decimal | None
    partners_found: int

    holdout_detectable: float | None
    hold_outs: Sequence[HoldOut]
    refusals: Mapping[str, int]

    def flat(self) -> Mapping[str, Figure]:
        """Each figure by its name; those of an email are called after it, ``holdout_reminder_treated_n``, those of a
        refusal ``refused_not_paid_year``.
        """
        named = {field.name: getattr(self, field.name) for field in fields(self) if field.name not in SEVERAL}
        return (
            named
            | dict(_of_hold_outs(self.hold_outs))
            | {f"refused_{code}_year": count for code, count in self.refusals.items()}
        )


SEVERAL = frozenset({"hold_outs", "refusals"})
"""Fields that hold a figure for each of something."""


def _of_hold_outs(some: Iterable[HoldOut]) -> Iterator[tuple[str, Figure]]:
    taken = set[str]()
    for found in some:
        name = "_".join(found.letter.casefold().split())
        # A campaign may be called as an email is, which comes first: the campaign's figures are ``holdout_reminder_2``,
        # and those of one that is called Reminder 2 are ``holdout_reminder_2_2``.
        free = next(one for one in chain([name], (f"{name}_{number}" for number in count(2))) if one not in taken)
        taken.add(free)
        yield from _of_hold_out(found, f"holdout_{free}")


def _of_hold_out(found: HoldOut, begin: str) -> Iterator[tuple[str, Figure]]:
    interval = found.interval
    for side, group in (("treated", found.treated), ("held", found.held)):
        yield f"{begin}_{side}_n", group.n
        yield f"{begin}_{side}_rate", group.rate
    yield f"{begin}_difference", found.difference
    yield f"{begin}_difference_low", interval.low if interval else None
    yield f"{begin}_difference_high", interval.high if interval else None

"""Members beside matched partners: what they bought before and after joining, against others who were alike until then.

It is no proof: who joins may be about to buy more anyway. A partner is a customer who is no member and had as many
orders by their own start day, the last of them in the same month, and the nearest sum. The start day of a partner lies
as long after that order as the joining day after the member's. Orders on a start day count for neither side.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate, groupby
from typing import NamedTuple

from loyalty.report.certainty.intervals import FEWEST, Interval
from loyalty.report.certainty.resampling import ratio_interval
from loyalty.report.customers import NOTHING, Customers, Purchase
from loyalty.report.periods import Period

WINDOW_DAYS = 180
"""So many days before a start day are compared with as many after it."""
NEIGHBOURS = 100
"""How many of the nearest are looked at on either side before a member is left without a partner."""


class Moment(NamedTuple):
    """A customer at the end of a day with an order: what they had spent by then, and how many orders that were."""

    net: Decimal
    customer: str
    day: date
    orders: int
    until: date
    """The day of their next order."""


class Pair(NamedTuple):
    """A member and the partner found: what each bought within the window before their start day and after it."""

    member: str
    partner: str
    member_before: Decimal
    member_after: Decimal
    partner_before: Decimal
    partner_after: Decimal

    @property
    def difference(self) -> Decimal:
        """How much more the member's purchases grew than the partner's."""
        return (self.member_after - self.member_before) - (self.partner_after - self.partner_before)


@dataclass(frozen=True, slots=True)
class Compared:
    """All pairs of a period, and how many members were looked at; an average difference needs one pair."""

    pairs: Sequence[Pair]
    looked_at: int

    @property
    def difference(self) -> Decimal | None:
        """Difference in differences: money a member in the window of days; None without a pair."""
        return sum((pair.difference for pair in self.pairs), NOTHING) / len(self.pairs) if self.pairs else None

    @property
    def interval(self) -> Interval | None:
        """By bootstrap over partners, as one partner may stand beside several members; None for too few pairs."""
        if len(self.pairs) < FEWEST:
            return None
        by_partner = groupby(sorted(self.pairs, key=lambda pair: pair.partner), key=lambda pair: pair.partner)
        together = ([pair.difference for pair in pairs] for _, pairs in by_partner)
        return ratio_interval((float(sum(found)), float(len(found))) for found in together)


NEVER = date.max


def compare(
    customers: Customers, joined: Mapping[str, date], period: Period, *, no_partners: Collection[str] = ()
) -> Compared:
    """The pairs of those members whose window after joining has ended within the period.

    ``joined`` has the joining day of every member with one by their code: none of them is a partner, nor is any of
    ``no_partners``.
    """
    window = timedelta(days=WINDOW_DAYS)
    due = {code: day for code, day in joined.items() if period.has(day + window)}
    wanted = {moment_key(moment) for code, day in due.items() if (moment := _last_moment(customers, code, day))}
    others = (key for key in customers.purchases if key not in joined and key not in no_partners)
    pool = dict[tuple[int, int, int], list[Moment]]()
    for moment in (moment for key in others for moment in moments(key, customers.purchases[key])):
        if moment_key(moment) in wanted:
            pool.setdefault(moment_key(moment), []).append(moment)
    for candidates in pool.values():
        candidates.sort()
    pairs, used = list[Pair](), Counter[str]()
    for code, day in sorted(due.items()):
        mine = _last_moment(customers, code, day)
        alike = pool.get(moment_key(mine), ()) if mine else ()
        partner = mine and _nearest(alike, mine, day - mine.day, period.last - window, used)
        if mine and partner:
            used[partner.customer] += 1
            start = partner.day + (day - mine.day)
            before, after = _around(customers.purchases[code], day)
            pairs.append(
                Pair(code, partner.customer, before, after, *_around(customers.purchases[partner.customer], start))
            )
    return Compared(pairs, len(due))


def moments(key: str, purchases: Sequence[Purchase]) -> Iterator[Moment]:
    """The ends of all days on which the customer ordered; orders of one day are one step."""
    sums = list(accumulate(purchase.net for purchase in purchases))
    for at, purchase in enumerate(purchases):
        until = purchases[at + 1].day if at + 1 < len(purchases) else NEVER
        if until != purchase.day:
            yield Moment(sums[at], key, purchase.day, at + 1, until)


def moment_key(moment: Moment) -> tuple[int, int, int]:
    """What a partner has to have in common: the number of orders, and the month of the last one."""
    return moment.orders, moment.day.year, moment.day.month


def _last_moment(customers: Customers, code: str, day: date) -> Moment | None:
    """The member's own moment at the end of this day."""
    mine = customers.purchases.get(code, ())
    return next((moment for moment in moments(code, mine) if moment.day <= day < moment.until), None)


def _nearest(
    candidates: Sequence[Moment], mine: Moment, wait: timedelta, latest: date, used: Mapping[str, int]
) -> Moment | None:
    """The one with the nearest sum of those who ordered nothing while this member waited to join.

    Of those who are as near the one who was used least, so that no single customer stands for many.
    """
    place = bisect_left(candidates, (mine.net,))
    near = candidates[max(place - NEIGHBOURS, 0) : place + NEIGHBOURS]
    fit = (one for one in near if one.day + wait < one.until and one.day + wait <= latest)
    return min(fit, key=lambda one: (abs(one.net - mine.net), used.get(one.customer, 0), one.customer), default=None)


def _around(purchases: Iterable[Purchase], start: date) -> tuple[Decimal, Decimal]:
    """What was bought in the window before the start day, and in the one after it."""
    window, before, after = timedelta(days=WINDOW_DAYS), NOTHING, NOTHING
    for purchase in purchases:
        if start - window <= purchase.day < start:
            before += purchase.net
        elif start < purchase.day <= start + window:
            after += purchase.net
    return before, after

"""Counting: all that a report of a period rests on, each part put together once from a Book."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import chain

from loyalty.book.book import Book
from loyalty.model.entry import Entry, EntryKind
from loyalty.report.certainty.intervals import Interval
from loyalty.report.certainty.resampling import ratio_interval
from loyalty.report.customers import NOTHING, NOTHING_BOUGHT, Bought, Customers, Purchase, customers_of
from loyalty.report.hold_out_results import HoldOut, detectable_difference, hold_outs
from loyalty.report.partners import Compared, compare
from loyalty.report.periods import Period, year_before
from loyalty.report.point_sums import Ledgers, PointSums, add_up, ledgers_of
from loyalty.report.repeat_orders import Best, Repeat, best_by_mean, best_by_sum, repeat
from loyalty.report.reward_use import (
    Carried,
    CostOfPoints,
    CouponUse,
    carried,
    cost_of_points,
    coupon_use,
)
from loyalty.report.vintages import Vintages, expected_redemption, vintages_of

USUAL_SHARE = Decimal("0.1")
"""Where nobody is held out yet: what a tenth could show is told before it is switched on."""


def counting_of(book: Book, period: Period, *, today: date, closed: Iterable[Entry] = ()) -> "Counting":
    """All that a report of this period rests on; ``today`` is the shop's day on which it is made.

    ``closed`` are the lines of closed years, as far as they were read, in any order and however often.
    """
    return Counting(book, period, today, customers_of(book), ledgers_of(book, closed))


# Without slots: each part is put together once, when the first figure asks for it.
@dataclass(frozen=True)
class Counting:
    """The parts that figures, findings and charts are made of."""

    book: Book
    period: Period
    today: date
    customers: Customers
    ledgers: Ledgers

    @property
    def purchases(self) -> Iterator[Purchase]:
        """All orders of the period that count, put together anew each time."""
        return self.customers.all_in(self.period)

    @cached_property
    def _numbers_and_nets(self) -> tuple[Sequence[str], Sequence[Decimal]]:
        numbers, nets = list[str](), list[Decimal]()
        for purchase in self.purchases:
            numbers.append(purchase.order)
            nets.append(purchase.net)
        return numbers, nets

    @property
    def nets(self) -> Sequence[Decimal]:
        """What each of them came to, less refunds."""
        return self._numbers_and_nets[1]

    @cached_property
    def net(self) -> Decimal:
        """What they came to together."""
        return sum(self.nets, NOTHING)

    @cached_property
    def bought(self) -> Bought:
        """What each customer bought in the period."""
        return self.customers.bought_in(self.period)

    @cached_property
    def net_members(self) -> Decimal:
        """What members bought in the period."""
        each, members = zip(self.bought.customers, self.bought.nets, strict=True), self.book.members
        return sum((net for key, net in each if key in members), NOTHING)

    @property
    def average(self) -> Fraction | None:
        """The average order of all customers in the period."""
        return Fraction(self.net) / len(self.nets) if self.nets else None

    @cached_property
    def average_interval(self) -> Interval | None:
        """Of the same orders; each of nobody's is drawn by itself."""
        nobodys = ((1, one.net) for one in self.customers.nobodys if self.period.has(one.day))
        drawn = chain(self.bought.each, nobodys)
        return ratio_interval((float(net), float(orders)) for orders, net in drawn)

    @cached_property
    def joined(self) -> Mapping[str, date]:
        """The joining days of members, as far as they are known."""
        day, days = self.book.settings.day, dict[date, date]()
        dated = ((code, day(member.joined)) for code, member in self.book.members.items() if member.joined)
        # A hundred thousand members have joined on a thousand days: each of these is held once.
        return {code: days.setdefault(joined, joined) for code, joined in dated}

    @cached_property
    def first_join(self) -> date | None:
        """When the program began; None as long as nobody has joined."""
        return min(self.joined.values(), default=None)

    @cached_property
    def repeat_before(self) -> Repeat:
        """Of the year before the program began."""
        return repeat(self.customers.bought_in(year_before(self.first_join)) if self.first_join else NOTHING_BOUGHT)

    @cached_property
    def repeat_after(self) -> Repeat:
        """Of the period."""
        return repeat(self.bought)

    @cached_property
    def best_by_mean(self) -> Best:
        """Those whose mean order is large."""
        return best_by_mean(self.bought, average=self.average)

    @cached_property
    def best_by_sum(self) -> Best:
        """Those whose orders come to much together."""
        return best_by_sum(self.bought, average=self.average)

    @cached_property
    def lines_of_period(self) -> Sequence[Entry]:
        """The lines of the Ledger that were booked within the period."""
        begin, end = self.period.instants(self.book.settings.zone)
        return [line for line in self.ledgers.all() if begin <= line.time < end]

    @cached_property
    def points(self) -> PointSums:
        """The sums of all lines of all members."""
        return add_up(self.ledgers.all())

    @cached_property
    def points_of_period(self) -> PointSums:
        """The sums of the period's lines."""
        return add_up(self.lines_of_period)

    @cached_property
    def points_shown(self) -> int:
        """What stands under Points in Members, all together."""
        return sum(member.points_shown or 0 for member in self.book.members.values())

    @cached_property
    def active(self) -> int:
        """How many members claimed an order in the period."""
        claims = {line.member for line in self.lines_of_period if line.kind is EntryKind.CLAIM}
        return len({self.book.code_of(code) for code in claims})

    @cached_property
    def earning(self) -> int:
        """How many orders of the period were claimed."""
        return sum(self.book.claim_of(number) is not None for number in self._numbers_and_nets[0])

    @cached_property
    def vintages(self) -> Vintages:
        """What became of the points of each month, up to the end of the period."""
        return vintages_of(self.ledgers, self.book.settings, last=self.period.last)

    @cached_property
    def expected_redemption(self) -> float | None:
        """What share of all points will be spent in the end."""
        return expected_redemption(self.vintages, last=self.period.last)

    @cached_property
    def cost(self) -> CostOfPoints:
        """What the rewards taken in the period cost."""
        return cost_of_points(self.book, self.ledgers, self.period)

    @cached_property
    def carried(self) -> Carried:
        """What coupons were used for in the period."""
        return carried(self.book, self.ledgers, self.purchases, self.period)

    @cached_property
    def coupon_use(self) -> CouponUse:
        """Whether coupons were used before they ended."""
        return coupon_use(self.book, self.ledgers, today=self.today)

    @cached_property
    def compared(self) -> Compared:
        """Members beside their partners."""
        # Members without a joining day, and who has left: they had the program, too.
        undated = (code for code, member in self.book.members.items() if not member.joined)
        left = (line.member for line in self.book.lines_of_nobody())
        return compare(self.customers, self.joined, self.period, no_partners={*undated, *left})

    @property
    def hold_out(self) -> Decimal:
        """The share of members that is, or would be, held out of emails."""
        return self.book.settings.hold_out or USUAL_SHARE

    @property
    def held_out(self) -> int:
        """How many members are, or would be, held out of an email."""
        return int(self.hold_out * len(self.book.members))

    @cached_property
    def hold_outs(self) -> Sequence[HoldOut]:
        """What emails that some were held out of have shown."""
        return tuple(hold_outs(self.book, self.customers, self.period, today=self.today))

    @cached_property
    def detectable(self) -> float | None:
        """What a hold-out of this size can show at all in this shop."""
        # On days that are still to come nobody has ordered yet.
        over = Period(self.period.first, min(self.period.last, self.today - timedelta(days=1)))
        return detectable_difference(self.customers, self.book.members.keys(), over, share=self.hold_out)

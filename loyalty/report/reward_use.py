"""Rewards and their coupons: what they cost, whether they are used, what is bought beside, and when the first comes.

What a reward costs is only known where the owner has written it under Your cost; how much that covers is said, too.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from statistics import median

from loyalty.book.book import Book
from loyalty.model.causes import code_of, code_of_use, coupon_cause
from loyalty.model.coupon import CouponStatus
from loyalty.model.entry import UNDATED, Entry, EntryKind
from loyalty.model.identifiers import fold, fold_order
from loyalty.model.program_settings import Settings
from loyalty.owner.coupon_orders import coupon_orders
from loyalty.points.redeemed import coupon_of, not_undone, redemption_of
from loyalty.report.customers import COUNTED, Purchase
from loyalty.report.periods import Period
from loyalty.report.point_sums import Ledgers, takes_a_reward

FINISHED = frozenset({CouponStatus.CANCELLED, CouponStatus.AVAILABLE})
"""Such a coupon is out to nobody any more."""


@dataclass(frozen=True, slots=True)
class CostOfPoints:
    """What rewards that were taken cost, and how many points were spent on those of which that is known."""

    cost: Decimal
    points: int
    all_points: int

    @property
    def each(self) -> Fraction | None:
        """What one point costs; None where no reward with a cost was taken."""
        return Fraction(self.cost) / self.points if self.points else None


def cost_of_points(book: Book, ledgers: Ledgers, period: Period) -> CostOfPoints:
    """What the rewards taken in this period cost; also those whose coupons were cancelled later."""
    costs, cost, points, all_points = _costs(book), Decimal(0), 0, 0
    for line in ledgers.all():
        if takes_a_reward(line) and period.has(book.settings.day(line.time)):
            all_points -= line.points
            known = costs.get(fold(line.subject))
            if known is not None:
                cost += known
                points -= line.points
    return CostOfPoints(cost, points, all_points)


@dataclass(frozen=True, slots=True)
class Carried:
    """The orders of a period that carried a coupon: what was paid in them, in how many for anything beside the rewards,
    and what these cost.

    ``cost`` is that of the rewards, None where a coupon was carried but no reward has a cost.
    """

    orders: int
    net: Decimal
    with_more: int
    cost: Decimal | None


def carried(book: Book, ledgers: Ledgers, purchases: Iterable[Purchase], period: Period) -> Carried:
    """What coupons were used for, by the day of the order that carried each; a coupon costs once."""
    costs, whose = _costs(book), _orders_of(book, ledgers)
    carrying = frozenset(whose.values())
    by_number = {one.order: one for one in purchases if one.order in carrying and period.has(one.day)}
    used = {code: by_number[number] for code, number in whose.items() if number in by_number}
    orders = {purchase.order: purchase for purchase in used.values()}
    told = {fold_order(one.order.number): one.has_more for one in coupon_orders(book)}
    spent = [costs.get(_reward_of(book, code)) for code in used]
    known = [cost for cost in spent if cost is not None]
    return Carried(
        len(orders),
        sum((purchase.net for purchase in orders.values()), Decimal(0)),
        # Of an order whose row has no code, only the line of its use, nobody has told what else was in it.
        sum(told.get(number, purchase.net > 0) for number, purchase in orders.items()),
        sum(known, Decimal(0)) if known or not spent else None,
    )


@dataclass(frozen=True, slots=True)
class CouponUse:
    """Coupons that are past their last day, and how many of them an order has carried or the owner calls used."""

    ended: int
    used: int


def coupon_use(book: Book, ledgers: Ledgers, *, today: date) -> CouponUse:
    """Of all time; a coupon that was cancelled is as if it had never been given."""
    carrying, ended, used = _orders_of(book, ledgers), 0, 0
    for lines in ledgers.lines.values():
        for taken in not_undone(lines):
            coupon = coupon_of(book, taken) if code_of(taken.cause) else None
            if coupon and coupon.status not in FINISHED and coupon.expired_on(today):
                ended += 1
                used += coupon.status is CouponStatus.USED or fold(coupon.code) in carrying
    return CouponUse(ended, used)


def median_days_to_first_reward(book: Book, ledgers: Ledgers) -> float | None:
    """Days from joining to the first reward, the middle one of those who have taken one; None of nobody."""
    waited = list(_waited(book, ledgers, book.settings))
    return float(median(waited)) if waited else None


def _waited(book: Book, ledgers: Ledgers, settings: Settings) -> Iterator[int]:
    for code, lines in ledgers.lines.items():
        joined = book.members[code].joined
        first = min((line.time for line in lines if takes_a_reward(line)), default=None)
        # A line whose time the owner has emptied is before everything else.
        if joined and first and first > UNDATED:
            yield (settings.day(first) - settings.day(joined)).days


def _costs(book: Book) -> Mapping[str, Decimal]:
    """What a reward costs, by its folded id; of two rows with one id the first that says it, as the Book finds it."""
    found = dict[str, Decimal]()
    for reward in book.rewards:
        if reward.cost is not None:
            found.setdefault(fold(reward.id), reward.cost)
    return found


def _orders_of(book: Book, ledgers: Ledgers) -> Mapping[str, str]:
    """The folded number of the first counted order that carried each coupon, by its folded code."""
    found = dict[str, tuple[date, str]]()
    uses = ((code_of_use(line.cause), book.order(line.subject)) for line in ledgers.all() if _is_use(line))
    # An order that has come since the last night carries its code, too, before any line notes it.
    told = ((code, order) for order in book.orders.values() for code in order.coupons if _is_given(book, code))
    for code, order in chain(uses, told):
        if order and order.status in COUNTED and order.placed:
            at = order.placed, fold_order(order.number)
            found[fold(code)] = min(at, found.get(fold(code), at))
    return {code: number for code, (_, number) in found.items()}


def _is_use(line: Entry) -> bool:
    return line.kind is EntryKind.USE and bool(code_of_use(line.cause))


def _is_given(book: Book, code: str) -> bool:
    row = book.coupon(code)
    return row is not None and redemption_of(book, row) is not None


def _reward_of(book: Book, code: str) -> str:
    """The folded id of the reward that the coupon was given for; blank where no line and no row says it."""
    row, given = book.coupon(code), book.caused_by(coupon_cause(code))
    given = given or (redemption_of(book, row) if row else None)
    return fold(given.subject) if given else fold(row.reward) if row else ""

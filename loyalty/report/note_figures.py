"""The figures of the owner's note: what came in, what waits for the owner, and one suggestion, in no language yet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from loyalty.book.book import Book
from loyalty.member.late.arrived_orders import WaitState, state_of
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.entry import Entry
from loyalty.nightly.codes_due import codes_due
from loyalty.owner.reward_reach import RunningOut, at_an_end
from loyalty.owner.shops_heard import SilentShop, silent_shops
from loyalty.points.redeemed import redemption_of
from loyalty.points.refunded_coupons import was_cancelled
from loyalty.report.conclusions.suggestions import Suggestion, suggestions
from loyalty.report.counting import Counting, counting_of
from loyalty.report.periods import Period, year_before
from loyalty.report.point_sums import takes_a_reward

WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class CameIn:
    """What came in: members who ``joined``, orders of members and their ``net`` in the program's ``currency``, points
    that were given, and rewards taken with the points that they cost. ``members`` is how many there are in all.
    """

    joined: int
    members: int
    orders: int
    net: Decimal
    currency: str
    points: int
    rewards: int
    spent: int


@dataclass(frozen=True, slots=True)
class RewardLeft:
    """A reward of which so many can still be given."""

    name: str
    left: int


@dataclass(frozen=True, slots=True)
class NoteFigures:
    """What a note tells of the book: what ``came`` in, and what waits.

    ``to_send`` are coupons that the owner sends, ``to_make`` codes that the shop has still to make, ``undecided`` rows
    of Review, and ``claims`` rows of Waiting.
    """

    period: Period
    came: CameIn
    to_send: int
    to_make: int
    undecided: int
    claims: int
    running_out: Sequence[RewardLeft]
    silent: Sequence[SilentShop]
    suggestion: Suggestion | None


def note_figures(
    book: Book, period: Period, *, now: datetime, shops: Iterable[str], closed: Iterable[Entry] | None
) -> NoteFigures:
    """All of it as it stands now; ``shops`` are those whose webhooks are listened to, by the first part of their ids.

    ``closed`` are the lines of closed years, None where they could not be read: then nothing is suggested.
    """
    today = book.settings.day(now)
    counting = counting_of(book, period, today=today, closed=closed or ())
    codes = codes_due(book, now=now)
    ends = tuple(at_an_end(book, now=now))
    return NoteFigures(
        period=period,
        came=_came_in(counting),
        to_send=sum(1 for _ in _to_send(book, now)),
        to_make=len(codes.make) + codes.unclear,
        undecided=sum(row.waits for row in book.all_reviews()),
        claims=sum(state_of(book, claim) is not WaitState.BOOKED for claim in book.all_waits()),
        running_out=[RewardLeft(end.reward.name, end.left if isinstance(end, RunningOut) else 0) for end in ends],
        silent=tuple(silent_shops(book, shops, now=now)),
        suggestion=None if closed is None else _suggestion(counting),
    )


def _came_in(counting: Counting) -> CameIn:
    book, bought = counting.book, counting.bought
    taken = [line for line in counting.lines_of_period if takes_a_reward(line)]
    return CameIn(
        joined=sum(map(counting.period.has, counting.joined.values())),
        members=len(book.members),
        orders=sum(orders for key, orders in zip(bought.customers, bought.orders, strict=True) if key in book.members),
        net=counting.net_members,
        currency=book.settings.currency,
        points=counting.points_of_period.issued,
        rewards=len(taken),
        spent=-sum(line.points for line in taken),
    )


def _to_send(book: Book, now: datetime) -> Iterator[Coupon]:
    """The coupons that members wait for, and that only the owner can send."""
    today = book.settings.day(now)
    for coupon in book.coupons.values():
        if coupon.status is CouponStatus.ASKED and not coupon.expired_on(today):
            given = redemption_of(book, coupon)
            if given and not was_cancelled(book, given):
                yield coupon


def _suggestion(counting: Counting) -> Suggestion | None:
    """One of those that the report has by now, each week another one; none in the notes of a week's other days."""
    monday = counting.period.last - timedelta(days=counting.period.last.weekday())
    if not counting.period.has(monday):
        return None
    year = replace(counting, period=year_before(counting.today))
    found = suggestions(year)
    return found[monday.toordinal() // WEEK_DAYS % len(found)] if found else None

"""Progress: what a member's claimed orders count towards tiers, in points, money or orders."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from operator import attrgetter
from typing import NamedTuple, assert_never

from loyalty.model.causes import BROUGHT, tier_step
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.identifiers import fold_order
from loyalty.model.program_settings import Settings, TierBy, TierWindow
from loyalty.points.claimed.since_claim import NO_LINES, OrderLines, lines_by_order
from loyalty.points.expiry import later

MONTHS_A_YEAR = 12
NO_PROGRESS, ONE = Decimal(0), Decimal(1)
VALUES: Mapping[TierBy, Callable[[Entry], Decimal]] = {
    TierBy.POINTS: lambda claim: Decimal(claim.points),
    TierBy.MONEY: lambda claim: claim.amount or NO_PROGRESS,
    TierBy.ORDERS: lambda _: ONE,
}
"""What a claim counts."""


class Step(NamedTuple):
    """What one claim counts from its day on; ``later`` what it counts since each instant at which its order went back,
    or came to another amount.
    """

    time: datetime
    day: date
    value: Decimal
    later: tuple[tuple[datetime, Decimal], ...] = ()

    def left(self, known: datetime | None) -> Decimal:
        """What it counts, as it was known before that instant; as it is known by now for None."""
        said = [value for at, value in self.later if known is None or at < known]
        return said[-1] if said else self.value


def steps(entries: Iterable[Entry], settings: Settings) -> tuple[Step, ...]:
    """The claims of one member and what they count, in the order of their times.

    What an opening holds counts as points earned on its day; of its orders and their money nothing is known any more.
    What is owed from before takes nothing from it. A tier that was brought along counts what it still took to reach it
    then.
    """
    claims, others, brought = list[Entry](), list[Entry](), list[Step]()
    counts_points, value, day = settings.tier_by is TierBy.POINTS, VALUES[settings.tier_by], settings.day
    for entry in entries:
        if entry.kind in (EntryKind.REFUND, EntryKind.CORRECTION):
            others.append(entry)
        elif entry.kind is EntryKind.TIER and entry.amount and tier_step(entry.cause) == BROUGHT:
            brought.append(Step(entry.time, day(entry.time), entry.amount))
        elif entry.kind is EntryKind.CLAIM or (entry.kind is EntryKind.OPENING and counts_points and entry.points > 0):
            claims.append(entry)
    claims.sort(key=attrgetter("time"))
    if not others:
        taken = [Step(claim.time, day(claim.time), value(claim)) for claim in claims]
    else:
        since = lines_by_order(others)
        taken = [_step(claim, since.get(fold_order(claim.subject), NO_LINES), settings) for claim in claims]
    return tuple(sorted([*taken, *brought], key=attrgetter("time"))) if brought else tuple(taken)


def progress(steps: Sequence[Step], settings: Settings, *, day: date, known: datetime | None = None) -> Decimal:
    """What counts on that day, in the window that ends with it, as it was ``known`` at an instant."""
    first = window_start(settings, day)
    counting = [step for step in steps if first <= step.day <= day]
    return sum([step.left(known) if step.later else step.value for step in counting], NO_PROGRESS)


def keeps(steps: Sequence[Step], settings: Settings, *, day: date) -> Decimal:
    """What counts on that day for keeping a tier: in a calendar year, the better one of this year and the last."""
    now = progress(steps, settings, day=day)
    if settings.tier_window is not TierWindow.CALENDAR_YEAR:
        return now
    return max(now, progress(steps, settings, day=date(day.year - 1, 12, 31)))


def falls_below(
    steps: Sequence[Step], settings: Settings, threshold: Decimal, *, today: date
) -> tuple[date, Decimal] | None:
    """The first day from today on that less than this keeps a tier, and what does then; None for never, should nothing
    more be ordered.
    """
    reached = keeps(steps, settings, day=today)
    if reached < threshold:
        return today, reached
    match settings.tier_window:
        case TierWindow.LIFETIME:
            return None
        case TierWindow.CALENDAR_YEAR:
            days = (date(today.year + years, 1, 1) for years in (1, 2))
            kept = ((day, keeps(steps, settings, day=day)) for day in days)
            return next((fall for fall in kept if fall[1] < threshold), None)
        case TierWindow.YEAR:
            first, day = window_start(settings, today), date.min
            for step in steps:
                if step.day > day and reached < threshold:
                    break
                if first <= step.day <= today:
                    day, reached = step.day, reached - step.left(None)
            return (_day_after_the_window(settings, day), reached) if reached < threshold else None
        case _:
            assert_never(settings.tier_window)


def _day_after_the_window(settings: Settings, day: date) -> date:
    """The first day on which that day counts no longer; a 29th of February is one day longer in it."""
    out = later(day, MONTHS_A_YEAR)
    return out if window_start(settings, out) > day else out + timedelta(days=1)


def window_start(settings: Settings, day: date) -> date:
    """The first day that counts on that day."""
    match settings.tier_window:
        case TierWindow.LIFETIME:
            return date.min
        case TierWindow.YEAR:
            return later(day, -MONTHS_A_YEAR) + timedelta(days=1)
        case TierWindow.CALENDAR_YEAR:
            return date(day.year, 1, 1)
        case _:
            assert_never(settings.tier_window)


def _step(claim: Entry, since: OrderLines, settings: Settings) -> Step:
    """A claim, and what it counts after each correction and each word of what went back."""
    value = VALUES[settings.tier_by]
    later = tuple((at, _left(value(stood), part, stood, settings)) for at, stood, part in since.stood(claim))
    return Step(claim.time, settings.day(claim.time), value(claim), later)


def _left(value: Decimal, part: Fraction, claim: Entry, settings: Settings) -> Decimal:
    return value - _gone(value, part, claim.amount or NO_PROGRESS, settings) if part else value


def _gone(value: Decimal, part: Fraction, amount: Decimal, settings: Settings) -> Decimal:
    """How much no longer counts when this part of the order is back.

    Whole points and whole cents, rounded in the member's favour; an order counts until all of it is back.
    """
    if part >= 1:
        return value
    match settings.tier_by:
        case TierBy.POINTS:
            return Decimal(floor(Fraction(value) * part))
        case TierBy.MONEY:
            return Decimal(floor(Fraction(amount) * part * 100)) / 100
        case TierBy.ORDERS:
            return NO_PROGRESS
        case _:
            assert_never(settings.tier_by)

"""Progress: what a member's claimed orders count towards tiers, in points, money or orders."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import assert_never

from loyalty.expiry import later
from loyalty.identifiers import fold_order, part_of_refund
from loyalty.values import Entry, EntryKind, Settings, TierBy, TierWindow

YEAR = 12
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Step:
    """What one claim counts from its day on; ``gone`` of it at the instant ``gone_at``, when its order went back."""

    time: datetime
    day: date
    value: Decimal
    gone: Decimal = NOTHING
    gone_at: datetime | None = None

    def left(self, known: datetime | None) -> Decimal:
        """What it counts, as it was known before that instant; as it is known by now for None."""
        back = self.gone_at is not None and (known is None or self.gone_at < known)
        return self.value - self.gone if back else self.value


def steps(entries: Iterable[Entry], settings: Settings) -> tuple[Step, ...]:
    """The claims of one member and what they count, in the order of their times.

    What an opening holds counts as points earned on its day; of its orders and their money nothing is known any more.
    """
    refunds: dict[str, list[Entry]] = {}
    claims = list[Entry]()
    for entry in entries:
        if entry.kind is EntryKind.REFUND:
            refunds.setdefault(fold_order(entry.subject), []).append(entry)
        elif entry.kind is EntryKind.CLAIM or (entry.kind is EntryKind.OPENING and settings.tier_by is TierBy.POINTS):
            claims.append(entry)
    found = (_step(claim, refunds.get(fold_order(claim.subject), ()), settings) for claim in claims)
    return tuple(sorted(found, key=lambda one: one.time))


def progress(steps: Sequence[Step], settings: Settings, *, day: date, known: datetime | None = None) -> Decimal:
    """What counts on that day, in the window that ends with it, as it was ``known`` at an instant."""
    first = window_start(settings, day)
    return sum((one.left(known) for one in steps if first <= one.day <= day), NOTHING)


def keeps(steps: Sequence[Step], settings: Settings, *, day: date) -> Decimal:
    """What counts on that day for keeping a tier: in a calendar year, the better one of this year and the last."""
    now = progress(steps, settings, day=day)
    if settings.tier_window is not TierWindow.CALENDAR_YEAR:
        return now
    return max(now, progress(steps, settings, day=date(day.year - 1, 12, 31)))


def falling(steps: Sequence[Step], settings: Settings, *, today: date) -> Iterator[tuple[date, Decimal]]:
    """Today and the days to come on which something counts no longer, and what then keeps a tier."""
    reached = keeps(steps, settings, day=today)
    yield today, reached
    if settings.tier_window is TierWindow.LIFETIME:
        return
    if settings.tier_window is TierWindow.CALENDAR_YEAR:
        for years in (1, 2):
            day = date(today.year + years, 1, 1)
            yield day, keeps(steps, settings, day=day)
        return
    first = window_start(settings, today)
    for day, together in groupby((one for one in steps if first <= one.day <= today), key=lambda one: one.day):
        reached -= sum((one.left(None) for one in together), NOTHING)
        yield _day_after_the_window(settings, day), reached


def _day_after_the_window(settings: Settings, day: date) -> date:
    """The first day on which that day counts no longer; a 29th of February is one day longer in it."""
    out = later(day, YEAR)
    return out if window_start(settings, out) > day else out + timedelta(days=1)


def window_start(settings: Settings, day: date) -> date:
    """The first day that counts on that day."""
    match settings.tier_window:
        case TierWindow.LIFETIME:
            return date.min
        case TierWindow.YEAR:
            return later(day, -YEAR) + timedelta(days=1)
        case TierWindow.CALENDAR_YEAR:
            return date(day.year, 1, 1)
        case _:
            assert_never(settings.tier_window)


def _step(claim: Entry, refunds: Sequence[Entry], settings: Settings) -> Step:
    """A claim, less what of its order went back; the last of several refunds tells how much in all."""
    value = _value(claim, settings)
    step = Step(claim.time, settings.day(claim.time), value)
    if not refunds:
        return step
    last = max(refunds, key=lambda one: one.time)
    parts = [part_of_refund(one.cause) for one in refunds]
    back = claim.amount if None in parts else max(filter(None, parts), default=NOTHING)
    return Step(step.time, step.day, value, _gone(value, back or NOTHING, claim.amount or NOTHING, settings), last.time)


def _value(claim: Entry, settings: Settings) -> Decimal:
    match settings.tier_by:
        case TierBy.POINTS:
            return Decimal(claim.points)
        case TierBy.MONEY:
            return claim.amount or NOTHING
        case TierBy.ORDERS:
            return Decimal(1)
        case _:
            assert_never(settings.tier_by)


def _gone(value: Decimal, back: Decimal, amount: Decimal, settings: Settings) -> Decimal:
    """How much counts no longer when so much of an amount is back: of points whole ones, in her favour; an order counts
    until all of it is back.
    """
    if back >= amount:
        return value
    match settings.tier_by:
        case TierBy.POINTS:
            return Decimal(int(value * back / amount))
        case TierBy.MONEY:
            return back
        case TierBy.ORDERS:
            return NOTHING
        case _:
            assert_never(settings.tier_by)

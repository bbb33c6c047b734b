"""Expiry: until when points are good, and the lines that end those that nobody spent."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from typing import assert_never

from loyalty.book.book import Book
from loyalty.book.decision import AddFact, Decision
from loyalty.book.lots import Lot, lots
from loyalty.book.slices import book_due
from loyalty.model.causes import expiry_cause
from loyalty.model.entry import UNDATED, Entry, EntryKind
from loyalty.model.fact import THE_PROGRAM, FactKind
from loyalty.model.member import Member
from loyalty.model.program_settings import PointsExpire, Settings
from loyalty.outcomes.batch_reports import Booked
from loyalty.outcomes.member_standing import Expiring

EXPIRING_SOON = timedelta(days=30)
"""How early a member is told that points will expire."""
KINDS_OF_ACTIVITY = (EntryKind.SIGN_UP, EntryKind.CLAIM, EntryKind.REDEMPTION, EntryKind.OPENING)
"""The entries that show that they were there; an opening stands for some of them."""


SHORTEST_MONTH, ANY_ZONE = timedelta(days=28), timedelta(days=2)
"""A month is never shorter, and the day of an instant in any place no further from its day here."""


def start_expiry(book: Book, *, now: datetime) -> Decision[date | None]:
    """Notes the day before which nothing expires, one full period after the owner has switched expiry on."""
    settings = book.settings
    # Switching expiry on takes nothing from anybody at once: one full period passes first (docs/decisions/0012).
    if settings.points_expire is PointsExpire.NEVER or book.expire_from:
        return Decision(book.expire_from)
    first = later(settings.day(now), settings.expiry_months)
    if settings.points_expire is PointsExpire.YEARLY:
        first = next_day(first, settings.expiry_day)
    # A line of the Log: the owner may move the row of the setting at any moment (docs/decisions/0037).
    noted = book.next_fact(FactKind.EXPIRE_FROM, THE_PROGRAM, first.isoformat(), stood="", now=now)
    return Decision(first, (AddFact(noted),))


def expire(book: Book, *, now: datetime, limit: int, among: Sequence[str] | None = None) -> Decision[Booked]:
    """Ends what has expired, of up to ``limit`` members; ``among`` are the codes of those whom a slice before found."""
    return book_due(book, partial(_expired, now=now), limit=limit, among=among)


def expiring(book: Book, member: str, *, today: date) -> Expiring | None:
    """The points that will expire next, when that is soon; None when nothing will."""
    return next(all_expiring(book, member, today=today), None)


def all_expiring(book: Book, member: str, *, today: date) -> Iterator[Expiring]:
    """The points that will expire soon, those of one day together, the soonest first."""
    dated = sorted(
        ((day, lot.points) for lot, day in _dated(book, member, today + EXPIRING_SOON)),
        key=lambda lot_of_day: lot_of_day[0],
    )
    for day, together in groupby(dated, key=lambda lot_of_day: lot_of_day[0]):
        if today <= day <= today + EXPIRING_SOON:
            yield Expiring(sum(points for _, points in together), day)


def last_day(lot: Lot, settings: Settings, last_activity: date | None, *, first: date | None) -> date | None:
    """The last day that the lot's points are good for; None for ever, as are those that came nobody knows when.

    Nothing expires before the day ``first``, and nothing at all where that is None.
    """
    if settings.points_expire is PointsExpire.NEVER or first is None or lot.entry.time == UNDATED:
        return None
    came = max(settings.day(lot.entry.time), lot.entry.available or date.min)
    match settings.points_expire:
        case PointsExpire.ROLLING:
            day = later(came, settings.expiry_months)
        case PointsExpire.INACTIVITY:
            day = later(max(came, last_activity or came), settings.expiry_months)
        case PointsExpire.YEARLY:
            day = next_day(later(came, settings.expiry_months), settings.expiry_day)
        case _:
            assert_never(settings.points_expire)
    return max(day, first)


def later(day: date, months: int) -> date:
    """The same day this many months later, or the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return _day_of(year, month + 1, day.day)


def next_day(day: date, month_and_day: tuple[int, int]) -> date:
    """The next such day of a year, that day itself included."""
    month, of_month = month_and_day
    this = _day_of(day.year, month, of_month)
    return this if this >= day else _day_of(day.year + 1, month, of_month)


def _day_of(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def _dated(book: Book, member: str, until: date) -> Iterator[tuple[Lot, date]]:
    """The member's lots that expire up to this day, and their last days."""
    settings = book.settings
    if settings.points_expire is PointsExpire.NEVER:
        return
    entries, youngest = book.entries_of(member), until - SHORTEST_MONTH * settings.expiry_months + ANY_ZONE
    # Nearly everybody is done here: lots are only put together for members with lines that are old enough.
    if all(entry.time.date() > youngest for entry in entries):
        return
    instant = max((entry.time for entry in entries if entry.kind in KINDS_OF_ACTIVITY), default=None)
    active, first, due = settings.day(instant) if instant else None, book.expire_from, set[str]()
    for lot in lots(entries, day=settings.day):
        day = last_day(lot, settings, active, first=first) if lot.entry.time.date() <= youngest else None
        if day and day <= until and lot.key not in due and book.caused_by(expiry_cause(lot.key)) is None:
            due.add(lot.key)  # twins have one name, and only one line of it would count
            yield lot, day


def _expired(book: Book, member: Member, now: datetime) -> Iterator[Entry]:
    today = book.settings.day(now)
    return (_ends(member, lot, day, now) for lot, day in _dated(book, member.code, today) if day < today)


def _ends(member: Member, lot: Lot, day: date, now: datetime) -> Entry:
    return replace(
        lot.entry,
        time=now,
        kind=EntryKind.EXPIRY,
        points=-lot.points,
        email=member.email,
        subject="",
        note=f"not spent by {day}",
        cause=expiry_cause(lot.key),
        available=None,
    )

"""Birthdays: told once, and points on each of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, AddFact, Decision
from loyalty.book.learned_members import birthday_word
from loyalty.book.left_members import codes_ever, lines_ever
from loyalty.book.slices import NOTHING_DUE, book_due
from loyalty.member.who_asks import member_who_may_act
from loyalty.model.causes import birthday_cause
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.fact import FactKind
from loyalty.model.member import Member
from loyalty.model.written.written_days import written_day
from loyalty.outcomes.batch_reports import Booked
from loyalty.outcomes.extra_points import BirthdayInvalid, BirthdayKnown, BirthdayOutcome, BirthdayTold
from loyalty.points.expiry import next_day
from loyalty.points.standing import standing

NO_YEAR = 1904
"""A birthday that is told without its year is kept with this one, a leap year in which no customer was born."""
OLDEST_AGE = timedelta(days=115 * 366)
POINTS_LATE = timedelta(days=7)
"""For this long after a birthday its points are still booked, in case a night's run was missed."""
TOLD_BEFORE = timedelta(days=30)
"""A birthday that is told within this time before it comes counts from the next year on: otherwise anybody could name
today's date and get points at once (docs/decisions/0017)."""
NEARLY_A_YEAR = timedelta(days=350)
"""The least time between two birthdays' points, even when the owner corrects the date; shorter than a year because the
run that books them may have been late."""

_TIME_OF_DAY = re.compile(r"[\d:.,+Z\s-]*")
"""What a date field of ManyChat's has behind the day."""


def tell_birthday(book: Book, *, contact: str, birthday: str, now: datetime) -> Decision[BirthdayOutcome]:
    """Keeps the member's birthday; after its first entry only the owner can change it."""
    member = member_who_may_act(book, contact, now=now)
    if not isinstance(member, Member):
        return Decision(member)
    today, points = book.settings.day(now), book.settings.birthday_points
    stands = standing(book, member, today=today)
    if member.birthday:
        return Decision(BirthdayKnown(stands, *_told(member.birthday)))
    day = read_birthday(birthday, today)
    if day is None:
        return Decision(BirthdayInvalid(stands))
    stood = birthday_word(member.own_row)
    told = book.next_fact(FactKind.MEMBER_BIRTHDAY, member.code, day.isoformat(), stood=stood, now=now)
    soon = _occurrences(day, today)
    spent = [_nothing(member, near_day, now) for near_day in soon if -POINTS_LATE <= near_day - today <= TOLD_BEFORE]
    spent = [entry for entry in spent if book.caused_by(entry.cause) is None]
    return Decision(BirthdayTold(stands, *_told(day), points=points), (AddFact(told), *map(AddEntry, spent)))


def read_birthday(written: str, today: date) -> date | None:
    """The day in the forms that people write; None for what is none, or could be two."""
    found = written_day(re.sub(r"(?<=[-/.]) +", "", written))
    if found is None or not _TIME_OF_DAY.fullmatch(found.rest):
        return None
    if found.form is None and found.first != found.second:
        return None
    if found.year is not None and not found.in_full:
        return None
    try:
        day = found.in_year(NO_YEAR if found.year is None else found.year)
    except ValueError:
        return None
    return day if found.year is None or today - OLDEST_AGE <= day <= today else None


def congratulate(book: Book, *, now: datetime, limit: int, among: Sequence[str] | None = None) -> Decision[Booked]:
    """Birthday points of up to ``limit`` members; ``among`` are the codes of those whom a slice before has found."""
    return (
        book_due(book, partial(_due, now=now), limit=limit, among=among)
        if book.settings.birthday_points
        else NOTHING_DUE
    )


def _due(book: Book, member: Member, now: datetime) -> Iterator[Entry]:
    today = book.settings.day(now)
    if member.birthday is None or member.blocked:
        return
    for day in _occurrences(member.birthday, today):
        if today - POINTS_LATE <= day <= today and not _had(book, member, day, now):
            yield _points(member, day, book.settings.birthday_points, now)


def _had(book: Book, member: Member, day: date, now: datetime) -> bool:
    if any(book.caused_by(birthday_cause(code, day.year)) for code in codes_ever(book, member.code)):
        return True
    mine = (entry for entry in lines_ever(book, member.code) if entry.kind is EntryKind.BIRTHDAY and entry.points)
    return any(now - entry.time < NEARLY_A_YEAR for entry in mine)


def _points(member: Member, day: date, points: int, now: datetime) -> Entry:
    return Entry(
        now,
        member.code,
        EntryKind.BIRTHDAY,
        points,
        email=member.email,
        cause=birthday_cause(member.code, day.year),
    )


def _nothing(member: Member, day: date, now: datetime) -> Entry:
    """This year's birthday, without points."""
    return replace(_points(member, day, 0, now), note=f"told shortly before {day}: counts from the next year on")


def _occurrences(birthday: date, today: date) -> tuple[date, date]:
    """The last birthday up to this day, and the next one; a 29th of February is a 28th in other years."""
    coming = next_day(today + timedelta(days=1), (birthday.month, birthday.day))
    last = next_day(coming - timedelta(days=366), (birthday.month, birthday.day))
    return last, coming


def _told(birthday: date) -> tuple[date, bool]:
    """The day, and whether its year is known."""
    return birthday, birthday.year != NO_YEAR

"""Birthdays: told once, and points on each of them."""

import re
import unicodedata
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

YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:T.*| .*)?")
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
NO_YEAR_AT_ALL = re.compile(r"(?:--)?(\d{1,2})([-/.])(\d{1,2})\.?")


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
    text = "".join(str(unicodedata.decimal(sign, sign)) for sign in written).strip()
    text = re.sub(r"(?<=[-/.]) +", "", text)
    if found := YEAR_FIRST.fullmatch(text):
        day = _day(int(found[1]), int(found[2]), int(found[3]))
    elif found := YEAR_LAST.fullmatch(text):
        day = _either(int(found[4]), int(found[1]), int(found[3]), found[2])
    elif found := NO_YEAR_AT_ALL.fullmatch(text):
        month_first = found[2] == "-"
        first, second = int(found[1]), int(found[3])
        day = _day(NO_YEAR, first, second) if month_first else _either(NO_YEAR, first, second, found[2])
    else:
        return None
    known = day is not None and (day.year == NO_YEAR or today - OLDEST_AGE <= day <= today)
    return day if known else None


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


def _either(year: int, first: int, second: int, mark: str) -> date | None:
    """Between dots the day comes first; between other marks the number that can be no month is the day."""
    if mark == "." or first > 12:
        return _day(year, second, first)
    return _day(year, first, second) if second > 12 or first == second else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

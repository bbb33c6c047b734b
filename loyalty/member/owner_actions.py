"""Actions of the owner's own: a review, a visit, a follow, booked by a ManyChat flow up to a limit in a period."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import assert_never

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, Change, Decision
from loyalty.book.left_members import codes_ever, lines_ever
from loyalty.member.redeem import SAME_TAP
from loyalty.member.who_asks import member_who_may_act
from loyalty.model.causes import action_cause, action_day
from loyalty.model.entry import Entry, EntryKind, Review
from loyalty.model.identifiers import fold
from loyalty.model.member import Member
from loyalty.model.offers import OwnerAction, Per
from loyalty.outcomes.claiming import InReview, NotApproved
from loyalty.outcomes.extra_points import ActionBooked, ActionLimit, BookOutcome, UnknownAction
from loyalty.points.expiry import later
from loyalty.points.outliers import hold
from loyalty.points.standing import standing

FIRST_DAY_OF_EVER = date(2000, 1, 1)


def book_action(book: Book, *, contact: str, action: str, now: datetime) -> Decision[BookOutcome]:
    """The points of the action, unless the limit is reached; another tap right after the first books nothing."""
    member = member_who_may_act(book, contact, now=now)
    if not isinstance(member, Member):
        return Decision(member)
    today = book.settings.day(now)
    asked = _action(book, action)
    if asked is None:
        return Decision(UnknownAction(standing(book, member, today=today), action))
    # two taps within ten minutes are one (docs/decisions/0017)
    if _just_booked(book, member, asked, now):
        return Decision(ActionBooked(standing(book, member, today=today), asked.name, asked.points, again=True))
    first, after = period(asked.per, today)
    waits = _waiting(book, member, asked, first, after or date.max)
    full = _times_booked(book, member, asked, first, after or date.max) + len(waits) >= asked.limit
    if waits and (full or abs(now - waits[-1].time) < SAME_TAP):
        told = InReview if any(review.decision is not False for review in waits) else NotApproved
        return Decision(told(standing(book, member, today=today), asked.name, is_order=False))
    if full:
        return Decision(ActionLimit(standing(book, member, today=today), asked.name, after))
    # the cause names the period and a number, so that a limit holds after the books are closed, too
    utc, _ = period(asked.per, now.astimezone(UTC).date())
    causes = (action_cause(asked.id, member.code, utc, number) for number in count(1))
    free = (cause for cause in causes if not (book.caused_by(cause) or book.reviews_about(cause, member.code)))
    entry = _line(member, asked, next(free), now)
    held = hold(book, member, entry, asked.name, now=now)
    if held:
        return held
    changes = (AddEntry(entry),)
    stands = standing(book.after(changes), member, today=today)
    return Decision(ActionBooked(stands, asked.name, asked.points, again=False), changes)


def approved_action(book: Book, member: Member, review: Review, *, now: datetime) -> tuple[Change, ...]:
    """What a yes to an action brings: as many points as it brings now, within the limit of the day on which it was
    asked for, or another question if it is more.
    """
    asked = _action(book, review.subject)
    if asked is None:
        return ()
    first, after = period(asked.per, book.settings.day(review.time))
    if _times_booked(book, member, asked, first, after or date.max) >= asked.limit:
        return ()
    line = _line(member, asked, review.cause, now)
    held = hold(book, member, line, asked.name, now=now)
    return held.changes if held else (AddEntry(line),)


def _waiting(book: Book, member: Member, action: OwnerAction, first: date, after: date) -> list[Review]:
    """What was asked for in this time and is not booked, the newest last."""
    mine = (review for review in book.reviews_of(member.code) if review.kind is EntryKind.ACTION)
    ours = (review for review in mine if fold(review.subject) == fold(action.id) and not review.done)
    then = (review for review in ours if first <= book.settings.day(review.time) < after)
    return sorted(
        (review for review in then if not book.caused_by(review.cause)), key=lambda review: (review.time, review.cause)
    )


def _line(member: Member, asked: OwnerAction, cause: str, now: datetime) -> Entry:
    return Entry(
        now,
        member.code,
        EntryKind.ACTION,
        asked.points,
        email=member.email,
        subject=asked.id,
        note=asked.name,
        cause=cause,
    )


def period(per: Per, today: date) -> tuple[date, date | None]:
    """The first day of the time that holds this day, and the first day after it; None for no end.

    Weeks begin on Monday.
    """
    match per:
        case Per.DAY:
            return today, today + timedelta(days=1)
        case Per.WEEK:
            monday = today - timedelta(days=today.weekday())
            return monday, monday + timedelta(days=7)
        case Per.MONTH:
            return today.replace(day=1), later(today.replace(day=1), 1)
        case Per.YEAR:
            return date(today.year, 1, 1), date(today.year + 1, 1, 1)
        case Per.EVER:
            return FIRST_DAY_OF_EVER, None
        case _:
            assert_never(per)


def _times_booked(book: Book, member: Member, action: OwnerAction, first: date, after: date) -> int:
    """How often the action was booked on the days from ``first`` to before ``after``: by the instants of its lines.

    Only of lines that were closed nothing but the cause is known (docs/decisions/0031).
    """
    mine, codes = lines_ever(book, member.code), codes_ever(book, member.code)
    days = [book.settings.day(book.asked_at(line)) for line in mine if _is_of(line, action)]
    causes = (cause for line in mine for cause in line.stands_for)
    closed = (action_day(cause, action.id, code) for cause in causes for code in codes)
    return sum(1 for day in (*days, *filter(None, closed)) if first <= day < after)


def _is_of(line: Entry, action: OwnerAction) -> bool:
    return line.kind is EntryKind.ACTION and fold(line.subject) == fold(action.id)


def _action(book: Book, asked: str) -> OwnerAction | None:
    """The action with this id, else with this name."""
    wanted, there = fold(asked), [action for action in book.offers.actions if action.active]
    named = next((action for action in there if fold(action.name) == wanted), None)
    return next((action for action in there if fold(action.id) == wanted), named)


def _just_booked(book: Book, member: Member, action: OwnerAction, now: datetime) -> bool:
    mine = (entry for entry in book.entries_of(member.code) if _is_of(entry, action))
    return any(abs(now - entry.time) < SAME_TAP for entry in mine)

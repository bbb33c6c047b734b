"""The owner's actions: what brings points, and how often."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from loyalty.book.book import Book
from loyalty.member.owner_actions import book_action
from loyalty.model.offers import Per
from loyalty.outcomes.extra_points import ActionBooked, ActionLimit, BookOutcome, UnknownAction
from loyalty.outcomes.not_served import NotMember
from loyalty.owner.closing import close_books

Sheet = Callable[..., Book]

SHEET = """
    Members | Email           | Contact
    ANA     | ana@example.com | ana

    Actions  | Name        | Points | Limit | Per   | Active
    review   | A review    | 20     |       |       |
    story    | Share it    | 5      | 2     | day   |
    visit us | A visit     | 3      | 1     | week  |
    monthly  | Newsletter  | 2      | 1     | month |
    yearly   | Anniversary | 9      | 1     | year  |
    old      | Gone        | 9      |       |       | no
"""
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def does(book: Book, action: str, now: datetime = NOON, contact: str = "ana") -> tuple[Book, BookOutcome]:
    decision = book_action(book, contact=contact, action=action, now=now)
    return book.after(decision.changes), decision.outcome


@pytest.mark.parametrize("asked", ["review", " REVIEW ", "a review"])
def test_an_action_brings_its_points_by_its_id_or_its_name(sheet: Sheet, asked: str) -> None:
    book, outcome = does(sheet(SHEET), asked)

    assert isinstance(outcome, ActionBooked)
    assert (outcome.points, outcome.again, outcome.standing.points) == (20, False, 20)
    assert [(entry.note, entry.cause) for entry in book.entries_of("ANA")] == [
        ("A review", "action:review:ANA:2000-01-01:1")
    ]


def test_a_second_tap_within_ten_minutes_books_nothing(sheet: Sheet) -> None:
    book, _ = does(sheet(SHEET), "story")

    again, outcome = does(book, "story", NOON + timedelta(minutes=9, seconds=59))
    later, counted = does(book, "story", NOON + timedelta(minutes=10))

    assert again == book
    assert isinstance(outcome, ActionBooked)
    assert outcome.again
    assert isinstance(counted, ActionBooked)
    assert later.account_of("ANA").points == 10


def test_what_she_has_had_for_good_she_cannot_have_again(sheet: Sheet) -> None:
    book, _ = does(sheet(SHEET), "review")

    _, outcome = does(book, "review", NOON + timedelta(days=4000))

    assert isinstance(outcome, ActionLimit)
    assert outcome.after is None


@pytest.mark.parametrize(
    ("action", "first", "still", "again"),
    [
        ("visit us", "2026-11-16T00:00", "2026-11-22T23:59", "2026-11-23T00:00"),
        ("monthly", "2028-02-01T00:00", "2028-02-29T23:59", "2028-03-01T00:00"),
        ("yearly", "2026-01-01T00:00", "2026-12-31T23:59", "2027-01-01T00:00"),
    ],
)
def test_a_limit_holds_from_the_periods_first_day_to_its_last(
    sheet: Sheet, action: str, first: str, still: str, again: str
) -> None:
    when = [datetime.fromisoformat(written).replace(tzinfo=UTC) for written in (first, still, again)]
    book, _ = does(sheet(SHEET), action, when[0])

    _, refused = does(book, action, when[1])
    _, booked = does(book, action, when[2])

    assert isinstance(refused, ActionLimit)
    assert refused.after == when[2].date()
    assert isinstance(booked, ActionBooked)


def test_a_day_is_the_shops_and_has_as_many_as_its_limit(sheet: Sheet) -> None:
    book = sheet(SHEET, "Settings | Value\nTime zone | Asia/Tokyo")
    times = ["2026-11-22T13:00", "2026-11-22T14:00", "2026-11-22T14:59", "2026-11-22T15:00"]

    told = []
    for time in times:
        book, outcome = does(book, "story", datetime.fromisoformat(time).replace(tzinfo=UTC))
        told.append(type(outcome))

    assert told == [ActionBooked, ActionBooked, ActionLimit, ActionBooked]


@pytest.mark.parametrize("asked", ["", "old", "nothing"])
def test_what_the_owner_does_not_offer_brings_nothing(sheet: Sheet, asked: str) -> None:
    book, outcome = does(sheet(SHEET), asked)

    assert isinstance(outcome, UnknownAction)
    assert book.entries_of("ANA") == ()


def test_who_is_no_member_gets_nothing(sheet: Sheet) -> None:
    assert isinstance(does(sheet(SHEET), "review", contact="boris")[1], NotMember)


def test_a_limit_for_good_holds_when_the_books_of_that_time_are_closed(sheet: Sheet) -> None:
    book, _ = does(sheet(SHEET), "review", NOON)
    book, _ = does(book, "story", NOON)
    closed = close_books(book, before=NOON + timedelta(days=60), limit=99)
    book = book.after(closed.changes)
    assert closed.outcome.members == 1

    assert isinstance(does(book, "review", NOON + timedelta(days=90))[1], ActionLimit)


def test_points_that_change_count_from_now_on(sheet: Sheet) -> None:
    book, _ = does(sheet(SHEET), "story")
    dearer = tuple(replace(action, points=50) for action in book.offers.actions)
    book = replace(book, offers=replace(book.offers, actions=dearer))

    _, outcome = does(book, "story", NOON + timedelta(hours=1))

    assert isinstance(outcome, ActionBooked)
    assert outcome.standing.points == 55
    assert date(2026, 11, 22) == book.settings.day(NOON)


@pytest.mark.parametrize(("zone", "minutes"), [("Asia/Tokyo", 20), ("Pacific/Honolulu", 20), ("America/Denver", 45)])
def test_a_limit_holds_when_the_shop_has_another_zone(sheet: Sheet, zone: str, minutes: int) -> None:
    night = datetime(2026, 11, 23, 4, 40, tzinfo=UTC)
    book = sheet(SHEET, "Settings | Value\nTime zone | America/New_York")
    for at in (0, 15):
        book, _ = does(book, "story", night + timedelta(minutes=at))
    moved = replace(book, settings=replace(book.settings, zone=ZoneInfo(zone)))

    _, outcome = does(moved, "story", night + timedelta(minutes=15 + minutes))

    assert isinstance(outcome, ActionLimit)


def test_a_limit_holds_when_it_is_for_another_period(sheet: Sheet) -> None:
    book, _ = does(sheet(SHEET), "visit us")
    monthly = tuple(replace(action, per=Per.MONTH) for action in book.offers.actions)
    book = replace(book, offers=replace(book.offers, actions=monthly))

    assert isinstance(does(book, "visit us", NOON + timedelta(days=2))[1], ActionLimit)
    assert isinstance(does(book, "visit us", NOON + timedelta(days=9))[1], ActionBooked)


def test_the_cause_names_days_of_utc(sheet: Sheet) -> None:
    book, _ = does(sheet(SHEET, "Settings | Value\nTime zone | Asia/Tokyo"), "monthly", NOON.replace(day=30, hour=20))

    assert [entry.cause for entry in book.entries_of("ANA")] == ["action:monthly:ANA:2026-11-01:1"]


@pytest.mark.parametrize(("closed", "booked"), [("2026-01-01", False), ("2025-01-01", True), ("someday", True)])
def test_closed_lines_count_in_their_period(sheet: Sheet, closed: str, booked: bool) -> None:
    opening = f"""
        Ledger           | Member | Entry   | Points | For                                  | Cause
        2026-02-01 09:00 | ANA    | opening | 18     | order:1 action:yearly:ANA:{closed}:1 | opening:ANA:1
    """

    _, outcome = does(sheet(SHEET, opening), "yearly")

    assert isinstance(outcome, ActionBooked) is booked

"""Expiry: off until the owner wants it, never sooner than one full period after that, and each lot once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from loyalty.book.account import Account
from loyalty.book.book import Book
from loyalty.member.ask import tell_points
from loyalty.model.entry import EntryKind
from loyalty.outcomes.asking import PointsTold
from loyalty.outcomes.batch_reports import Booked
from loyalty.outcomes.member_standing import Expiring
from loyalty.points.expiry import expire, later, next_day, start_expiry

Sheet = Callable[..., Book]

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA = """
    Members | Email           | Contact
    ANA     | ana@example.com | ana

    Ledger           | Member | Entry      | Points | For  | Cause
    2025-10-01 09:00 | ANA    | sign-up    | 50     |      | join:ANA
    2025-11-22 09:00 | ANA    | claim      | 60     | 1    | order:1
    2026-03-10 09:00 | ANA    | claim      | 70     | 2    | order:2
    2026-03-11 09:00 | ANA    | redemption | -20    | mug  | coupon:A
                     | ANA    | adjustment | 5      |      |
"""


def program(when: str, first: str = "2026-01-01", months: int = 12, day: str = "12-31") -> str:
    return f"""
    Settings      | Value
    Points expire | {when}
    Expiry months | {months}
    Expiry day    | {day}
    Expire from   | {first}
    """


def ends(book: Book, now: datetime) -> list[tuple[int, str, str]]:
    changes = expire(book, now=now, limit=9).changes
    return [(one.entry.points, one.entry.note, one.entry.cause) for one in changes]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("settings", "now", "points"),
    [
        (program("never"), "2030-01-01", []),
        (program("rolling", first=""), "2030-01-01", []),
        (program("rolling"), "2026-10-01", []),
        (program("rolling"), "2026-10-02", [-35]),
        (program("rolling"), "2026-11-22", [-35]),
        (program("rolling"), "2026-11-23", [-35, -60]),
        (program("rolling", first="2026-12-24"), "2026-12-24", []),
        (program("rolling", first="2026-12-24"), "2026-12-25", [-35, -60]),
        (program("rolling", months=6), "2026-09-11", [-35, -60, -70]),
        (program("inactivity"), "2027-03-11", []),
        (program("inactivity"), "2027-03-12", [-35, -60, -70]),
        (program("yearly"), "2026-12-31", []),
        (program("yearly"), "2027-01-01", [-35, -60]),
        (program("yearly", day="02-29"), "2027-03-01", [-35, -60]),
        (program("yearly"), "2028-01-01", [-35, -60, -70]),
    ],
)
def test_points_are_good_until_the_end_of_their_last_day(
    sheet: Sheet, settings: str, now: str, points: list[int]
) -> None:
    book = sheet(ANA, settings)

    assert [entry[0] for entry in ends(book, datetime.fromisoformat(f"{now}T00:00+00:00"))] == points


def test_the_line_says_until_when_they_were_good_and_ends_them_once(sheet: Sheet) -> None:
    book = sheet(ANA, program("rolling"))

    after = book.after(expire(book, now=NOW, limit=9).changes)

    assert ends(book, NOW) == [(-35, "not spent by 2026-10-01", "expiry:join:ANA")]
    assert ends(after, NOW) == []
    assert after.account_of("ANA") == Account(points=130, lifetime=185, redeemed=20, expired=35)


def test_midnight_is_the_shops(sheet: Sheet) -> None:
    zone = """
        Settings  | Value
        Time zone | Asia/Tokyo
    """
    book = sheet(ANA, program("rolling"), zone)

    assert ends(book, datetime(2026, 10, 1, 14, 59, tzinfo=UTC)) == []
    assert len(ends(book, datetime(2026, 10, 1, 15, 0, tzinfo=UTC))) == 1


def test_points_that_wait_are_good_for_the_whole_period_from_when_they_can_be_spent(sheet: Sheet) -> None:
    waiting = """
        Members | Email           | Contact
        ANA     | ana@example.com | ana

        Ledger           | Member | Entry | Points | For | Cause   | Available
        2025-10-01 09:00 | ANA    | claim | 60     | 1   | order:1 | 2025-10-15
    """

    assert ends(sheet(waiting, program("rolling")), datetime(2026, 10, 15, 9, tzinfo=UTC)) == []
    assert len(ends(sheet(waiting, program("rolling")), datetime(2026, 10, 16, 9, tzinfo=UTC))) == 1


def test_points_that_came_nobody_knows_when_never_expire(sheet: Sheet) -> None:
    present = """
        Members | Email
        ANA     | ana@example.com

        Ledger | Member | Entry      | Points
               | ANA    | adjustment | 5
    """

    assert ends(sheet(present, program("rolling")), NOW) == []
    assert ends(sheet(present, program("inactivity")), NOW) == []


def test_a_present_after_her_last_visit_is_good_for_a_whole_period(sheet: Sheet) -> None:
    present = """
        Ledger           | Member | Entry      | Points
        2026-06-01 09:00 | ANA    | adjustment | 30
    """
    book = sheet(ANA, present, program("inactivity"))

    assert [entry[0] for entry in ends(book, datetime(2027, 3, 12, tzinfo=UTC))] == [-35, -60, -70]


def test_a_line_of_the_owners_expires_once_too_and_its_twin_stays(sheet: Sheet) -> None:
    twins = """
        Members | Email
        ANA     | ana@example.com

        Ledger           | Member | Entry      | Points
        2025-10-01 09:00 | ANA    | adjustment | 5
        2025-10-01 09:00 | ANA    | adjustment | 5
    """
    book = sheet(twins, program("rolling"))
    after = book.after(expire(book, now=NOW, limit=9).changes)

    assert after.account_of("ANA").points == 5
    assert ends(after, NOW) == []


@pytest.mark.parametrize(
    ("settings", "first"),
    [
        (program("rolling", first=""), date(2027, 11, 22)),
        (program("inactivity", first="", months=3), date(2027, 2, 22)),
        (program("yearly", first=""), date(2027, 12, 31)),
    ],
)
def test_the_first_day_is_one_full_period_after_it_was_switched_on(sheet: Sheet, settings: str, first: date) -> None:
    book = sheet(ANA, settings)

    decision = start_expiry(book, now=NOW)

    after = book.after(decision.changes)
    assert after.expire_from == decision.outcome == first
    assert start_expiry(after, now=NOW).changes == ()


def test_while_it_is_off_no_first_day_is_noted(sheet: Sheet) -> None:
    assert start_expiry(sheet(ANA, program("never", first="")), now=NOW).changes == ()


def test_members_are_done_in_portions(sheet: Sheet) -> None:
    people = "".join(f"    M{n} | m{n}@example.com\n" for n in range(3))
    lines = "".join(f"    2025-01-01 09:00 | M{n} | sign-up | 50 | join:M{n}\n" for n in range(3))
    book = sheet(
        f"    Members | Email\n{people}",
        f"    Ledger | Member | Entry | Points | Cause\n{lines}",
        program("rolling"),
    )

    first = expire(book, now=NOW, limit=2)
    second = expire(book.after(first.changes), now=NOW, limit=2, among=first.outcome.rest)

    assert (first.outcome, second.outcome) == (Booked(2, -100, ("M2",)), Booked(1, -50, ()))


def test_what_will_expire_soon_is_told(sheet: Sheet) -> None:
    book = sheet(ANA, program("rolling", first="2026-12-10"))

    def told(now: datetime) -> Expiring | None:
        outcome = tell_points(book, contact="ana", now=now).outcome
        assert isinstance(outcome, PointsTold)
        return outcome.standing.expiring

    assert told(datetime(2026, 11, 9, tzinfo=UTC)) is None
    assert told(datetime(2026, 11, 10, tzinfo=UTC)) == Expiring(95, date(2026, 12, 10))
    assert told(datetime(2026, 12, 10, 23, tzinfo=UTC)) == Expiring(95, date(2026, 12, 10))
    assert told(datetime(2026, 12, 11, tzinfo=UTC)) is None


def test_what_came_back_for_a_cancelled_coupon_is_good_for_a_period_of_its_own(sheet: Sheet) -> None:
    back = """
        Ledger           | Member | Entry        | Points | For | Cause
        2026-10-01 09:00 | ANA    | cancellation | 20     | mug | cancel:A
    """
    book = sheet(ANA, back, program("rolling"))
    after = book.after(expire(book, now=datetime(2027, 9, 30, tzinfo=UTC), limit=9).changes)

    assert after.account_of("ANA").points == 20
    assert after.caused_by("expiry:cancel:A") is None


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2023, 2, 28), 12, date(2024, 2, 28)),
        (date(2026, 11, 22), 14, date(2028, 1, 22)),
    ],
)
def test_months_later_is_the_same_day_or_the_months_last(day: date, months: int, expected: date) -> None:
    assert later(day, months) == expected


def test_the_next_such_day_may_be_today() -> None:
    assert next_day(date(2026, 12, 31), (12, 31)) == date(2026, 12, 31)
    assert next_day(date(2027, 1, 1), (12, 31)) == date(2027, 12, 31)


def test_an_expiry_is_no_visit_and_takes_no_refund(sheet: Sheet) -> None:
    book = sheet(ANA, program("rolling"))
    after = book.after(expire(book, now=NOW, limit=9).changes)

    assert [entry.kind for entry in after.entries_of("ANA")][-1] is EntryKind.EXPIRY
    assert replace(after.account_of("ANA"), expired=0) == Account(points=130, lifetime=185, redeemed=20)

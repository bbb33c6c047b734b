"""Coupons whose last day is over: their points lapse, or come back once."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from loyalty.book.account import Account
from loyalty.book.book import Book
from loyalty.intake.owner_edits import book_owner_edits
from loyalty.nightly.unused_coupons import give_back_unused_coupons
from loyalty.outcomes.batch_reports import Booked
from loyalty.points.standing import prizes

Sheet = Callable[..., Book]

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA = """
    Members | Email           | Contact
    ANA     | ana@example.com | ana

    Rewards | Name     | Points
    tote    | Tote bag | 200

    Ledger           | Member | Entry      | Points | For  | Cause
    2026-10-01 09:00 | ANA    | adjustment | 250    |      |
    2026-10-20 09:00 | ANA    | redemption | -200   | tote | coupon:TOTE-1
"""
BACK = """
    Settings      | Value
    Unused coupon | give back
"""


def coupon(status: str = "issued", expires: str = "2026-11-19") -> str:
    return f"""
    Coupons | Reward | Status   | Member | Issued           | Expires
    TOTE-1  | tote   | {status} | ANA    | 2026-10-20 09:00 | {expires}
    """


def settled(book: Book) -> list[tuple[int, str, str]]:
    changes = give_back_unused_coupons(book, now=NOW, limit=9).changes
    return [(one.entry.points, one.entry.note, one.entry.cause) for one in changes]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("status", "expires", "points"),
    [
        ("issued", "2026-11-21", [200]),
        ("issued", "2026-11-22", []),
        ("issued", "2026-11-08", [200]),
        ("issued", "2026-11-07", []),
        ("issued", "", []),
        *((status, "2026-11-19", []) for status in ("used", "asked", "expired")),
    ],
)
def test_the_points_come_back_on_the_day_after_the_last_unless_it_was_used(
    sheet: Sheet, status: str, expires: str, points: list[int]
) -> None:
    assert [entry[0] for entry in settled(sheet(ANA, BACK, coupon(status, expires)))] == points


def test_it_is_as_if_she_had_never_taken_it(sheet: Sheet) -> None:
    book = sheet(ANA, BACK, coupon())

    decision = give_back_unused_coupons(book, now=NOW, limit=9)
    after = book.after(decision.changes)

    assert settled(book) == [(200, "coupon not used by 2026-11-19", "cancel:TOTE-1")]
    assert decision.outcome == Booked(1, 200, ())
    assert after.account_of("ANA") == Account(points=250, lifetime=250)
    assert prizes(after, after.members["ANA"]) == ()
    assert settled(after) == []


def test_a_coupon_gives_its_points_back_once_whoever_was_first(sheet: Sheet) -> None:
    cancelled = sheet(ANA, BACK, coupon("cancelled"))
    late = sheet(ANA, BACK, coupon())
    late = late.after(give_back_unused_coupons(late, now=NOW, limit=9).changes)

    assert settled(cancelled.after(book_owner_edits(cancelled, now=NOW))) == []
    assert list(book_owner_edits(late, now=NOW)) == []


def test_by_itself_a_coupon_lapses(sheet: Sheet) -> None:
    assert settled(sheet(ANA, coupon())) == []


def test_a_redemption_that_the_owner_wrote_herself_has_no_coupon(sheet: Sheet) -> None:
    assert settled(sheet(ANA.replace("coupon:TOTE-1", ""), BACK)) == []


def test_members_are_done_in_portions(sheet: Sheet) -> None:
    boris = """
        Members | Email
        BORIS   | boris@example.com

        Ledger           | Member | Entry      | Points | For  | Cause
        2026-10-20 09:00 | BORIS  | redemption | -200   | tote | coupon:TOTE-2

        Coupons | Reward | Status | Member | Issued           | Expires
        TOTE-2  | tote   | issued | BORIS  | 2026-10-20 09:00 | 2026-11-19
    """
    book = sheet(ANA, BACK, coupon(), boris)

    first = give_back_unused_coupons(book, now=NOW, limit=1)
    second = give_back_unused_coupons(book.after(first.changes), now=NOW, limit=1, among=first.outcome.rest)

    assert (first.outcome, second.outcome) == (Booked(1, 200, ("BORIS",)), Booked(1, 200, ()))

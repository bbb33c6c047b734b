"""Pending points: an order's points are hers at once, and can be spent when the days of return are over."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from loyalty.book.book import Book
from loyalty.intake.owner_edits import book_owner_edits
from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.member.redeem import redeem
from loyalty.model.orders import Order, OrderStatus
from loyalty.outcomes.asking import PointsTold
from loyalty.outcomes.claiming import Claimed
from loyalty.outcomes.member_standing import Standing
from loyalty.outcomes.redeeming import PointsShort, Redeemed
from loyalty.owner.closing import close_books

Sheet = Callable[..., Book]

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA = """
    Members | Email           | Contact
    ANA     | ana@example.com | ana

    Ledger           | Member | Entry   | Points | Cause
    2026-11-01 09:00 | ANA    | sign-up | 50     | join:ANA

    Settings     | Value
    Pending days | 14
    Coupons      | generate

    Rewards | Name     | Points
    mug     | Mug      | 40
    tote    | Tote bag | 100
"""


def order(placed: str, zone: str = "UTC") -> str:
    return f"""
    Orders | Email           | Amount | Placed
    1042   | ana@example.com | 60.00  | {placed}

    Settings  | Value
    Time zone | {zone}
    """


def claims(book: Book, now: datetime = NOW) -> Book:
    return book.after(claim_order(book, contact="ana", number="1042", now=now).changes)


def takes(book: Book, reward: str, now: datetime) -> object:
    return redeem(book, contact="ana", reward=reward, codes=["CODE"], now=now).outcome


def test_an_orders_points_wait_and_are_told_apart(sheet: Sheet) -> None:
    book = sheet(ANA, order("2026-11-20"))

    told = claim_order(book, contact="ana", number="1042", now=NOW).outcome

    assert isinstance(told, Claimed)
    assert told.earned == 60
    stands = told.standing
    assert (stands.points, stands.pending, stands.pending_until) == (50, 60, date(2026, 12, 4))
    assert [reward.id for reward in stands.takeable] == ["mug"]


@pytest.mark.parametrize(
    ("placed", "available"),
    [
        ("2026-11-08", None),
        ("2026-11-09", date(2026, 11, 23)),
        ("", date(2026, 12, 6)),
        ("2026-11-25", date(2026, 12, 9)),
    ],
)
def test_the_days_begin_when_the_order_is_placed_or_claimed_if_nobody_knows(
    sheet: Sheet, placed: str, available: date | None
) -> None:
    told = claim_order(sheet(ANA, order(placed)), contact="ana", number="1042", now=NOW).outcome

    assert isinstance(told, Claimed)
    assert told.standing.pending_until == available


def test_they_can_be_spent_from_midnight_of_the_shop_on(sheet: Sheet) -> None:
    book = claims(sheet(ANA, order("2026-11-20", "America/New_York")))
    before, after = datetime(2026, 12, 4, 4, 59, tzinfo=UTC), datetime(2026, 12, 4, 5, 0, tzinfo=UTC)

    assert isinstance(takes(book, "tote", before), PointsShort)
    assert isinstance(takes(book, "tote", after), Redeemed)
    assert tell_points(book, contact="ana", now=after).outcome == PointsTold(
        Standing(110, takeable=tuple(book.rewards), next_reward=None)
    )


def test_a_change_of_the_days_is_for_the_orders_to_come(sheet: Sheet) -> None:
    book = claims(sheet(ANA, order("2026-11-20")))
    sooner = replace(book, settings=replace(book.settings, pending_days=0))

    assert isinstance(takes(sooner, "tote", NOW), PointsShort)


def test_a_refund_takes_the_orders_own_pending_points_before_any_others(sheet: Sheet) -> None:
    book = claims(sheet(ANA, order("2026-11-20")))
    book.corrected(Order("1042", "ana@example.com", Decimal(60), OrderStatus.PARTLY_REFUNDED, refunded=Decimal(20)))

    after = book.after(book_owner_edits(book, now=NOW))

    account = after.account_of("ANA")
    assert (account.points, account.available_on(NOW.date())) == (90, 50)
    assert [lot.points for lot in account.pending_on(NOW.date())] == [40]
    after.corrected(Order("1042", "ana@example.com", Decimal(60), OrderStatus.REFUNDED))
    assert after.after(book_owner_edits(after, now=NOW)).account_of("ANA").waiting == ()


def test_a_refund_leaves_the_pending_points_of_another_order_alone(sheet: Sheet) -> None:
    first = claims(sheet(ANA, order("2026-11-20")))
    early, now = datetime(2026, 12, 10, tzinfo=UTC), datetime(2026, 12, 10, tzinfo=UTC)
    second = first.grown(orders=[Order("1043", "ana@example.com", Decimal(70))])
    second = second.after(claim_order(second, contact="ana", number="1043", now=early).changes)
    spent = second.after(redeem(second, contact="ana", reward="tote", codes=["CODE"], now=now).changes)
    spent.corrected(Order("1042", "ana@example.com", Decimal(60), OrderStatus.REFUNDED))

    [edit] = book_owner_edits(spent, now=now)

    assert (spent.account_of("ANA").available_on(now.date()), edit.entry.points) == (10, -10)
    assert edit.entry.note == "order refunded, 10 of its 60 points were left to take back"


def test_books_are_not_closed_over_points_that_wait(sheet: Sheet) -> None:
    book = claims(sheet(ANA, order("2026-11-20")))
    soon, later = datetime(2026, 12, 3, tzinfo=UTC), datetime(2026, 12, 5, tzinfo=UTC)

    assert close_books(book, before=soon, limit=9).outcome.members == 0
    assert close_books(book, before=later, limit=9).outcome.members == 1

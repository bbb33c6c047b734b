"""Coupons that an order of the shop has carried: used, once, and told to the owner."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from loyalty.book.book import Book
from loyalty.member.ask import tell_coupons
from loyalty.nightly.coupon_uses import note_coupon_uses
from loyalty.nightly.unused_coupons import give_back_unused_coupons
from loyalty.outcomes.asking import CouponsTold
from loyalty.outcomes.batch_reports import Booked

Sheet = Callable[..., Book]

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA = """
    Members | Email           | Contact
    ANA     | ana@example.com | ana

    Rewards | Name     | Points
    tote    | Tote bag | 200

    Coupons | Reward | Status    | Member | Issued           | Expires
    TOTE-1  | tote   | issued    | ANA    | 2026-10-20 09:00 | 2026-11-25
    TOTE-2  | tote   | available |        |                  |

    Ledger           | Member | Entry      | Points | For  | Cause
    2026-10-01 09:00 | ANA    | adjustment | 250    |      |
    2026-10-20 09:00 | ANA    | redemption | -200   | tote | coupon:TOTE-1
"""


def orders(*rows: str) -> str:
    return "\n".join(["    Orders | Email | Amount | Status | Codes", *(f"    {row}" for row in rows)])


def noted(book: Book) -> list[tuple[str, str, int, str]]:
    changes = note_coupon_uses(book, now=NOW, limit=9).changes
    return [(one.entry.member, one.entry.cause, one.entry.points, one.entry.note) for one in changes]  # type: ignore[union-attr]


def coupons_told(book: Book) -> list[str]:
    told = tell_coupons(book, contact="ana", now=NOW).outcome
    assert isinstance(told, CouponsTold)
    return [held.coupon.code for held in told.coupons]


@pytest.mark.parametrize(
    ("row", "lines"),
    [
        ("1042 | shop@example.com | 30.00 | paid | tote-1", [("ANA", "used:tote-1", 0, "coupon TOTE-1 used")]),
        ("1042 | shop@example.com | 30.00 | partly refunded | summer tote-1", []),
        ("1042 | shop@example.com | 30.00 | cancelled | tote-1", []),
        ("1042 | shop@example.com | 30.00 | paid | tote-2", []),
        ("1042 | shop@example.com | 30.00 | paid | summer", []),
        ("1042 | shop@example.com | 30.00 | paid |", []),
    ],
)
def test_a_coupon_is_used_when_a_paid_order_carries_its_code(
    sheet: Sheet, row: str, lines: list[tuple[str, str, int, str]]
) -> None:
    book = sheet(ANA, orders(row))

    assert noted(book) == lines
    assert coupons_told(book.after(note_coupon_uses(book, now=NOW, limit=9).changes)) == ([] if lines else ["TOTE-1"])


@pytest.mark.parametrize(
    ("lines", "also"),
    [
        ("Tote bag / 1 / 0", ""),
        ("Tote bag / 2 / 12", "; also bought for 12: Tote bag"),
        (
            "Tote bag / 1 / 0; Wool blanket / 1 / 59.90; / PEN-1 / / 2 / 4.00",
            "; also bought for 63.90: Wool blanket, PEN-1",
        ),
        ("A / 1 / 1; B / 1 / 1; C / 1 / 1; D / 1 / 1; E / 1 / 1", "; also bought for 5: A, B, C and 2 more"),
        (f"{'Long ' * 20} / 1 / 1", f"; also bought for 1: {('Long ' * 8).strip()}"),
        ("Wool blanket", ""),
        ("Wool blanket / 1 / 59.90; Mug", ""),
        ("", ""),
    ],
)
def test_the_line_says_what_was_bought_beside_the_reward(sheet: Sheet, lines: str, also: str) -> None:
    row = f"""
    Orders | Email            | Amount | Codes  | Lines
    1042   | shop@example.com | 70.00  | tote-1 | {lines}
    """
    assert noted(sheet(ANA, row)) == [("ANA", "used:tote-1", 0, f"coupon TOTE-1 used{also}")]


def test_a_coupon_that_two_orders_carry_is_told_to_the_owner_once(sheet: Sheet) -> None:
    book = sheet(
        ANA,
        orders(
            "1042 | shop@example.com | 30.00 | paid | tote-1", "1043 | shop@example.com | 30.00 | paid | tote-1 tote-1"
        ),
    )
    first = note_coupon_uses(book, now=NOW, limit=1)
    book = book.after(first.changes)
    second = note_coupon_uses(book, now=NOW, limit=9, among=first.outcome.rest)
    book = book.after(second.changes)

    assert (first.outcome, second.outcome) == (Booked(1, 0, ("1043",)), Booked(1, 0, ()))
    assert [(one.entry.cause, one.entry.note) for one in second.changes] == [  # type: ignore[union-attr]
        ("used:tote-1:1043", "coupon TOTE-1 used again: it is good for one order")
    ]
    assert noted(book) == []
    assert book.account_of("ANA").points == 50


def test_the_points_of_a_used_coupon_do_not_come_back_when_its_last_day_is_over(sheet: Sheet) -> None:
    back = """
    Settings      | Value
    Unused coupon | give back
    """
    late = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
    book = sheet(ANA, back, orders("1042 | shop@example.com | 30.00 | paid | tote-1"))
    used = book.after(note_coupon_uses(book, now=late, limit=9).changes)

    assert give_back_unused_coupons(book, now=late, limit=9).outcome == Booked(1, 200, ())
    assert give_back_unused_coupons(used, now=late, limit=9).outcome == Booked(0, 0, ())

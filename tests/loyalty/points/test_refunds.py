"""An order that the owner refunds or cancels takes its points back, a coupon that she cancels gives them back; once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.book.account import Account
from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, Decision
from loyalty.intake.owner_edits import book_owner_edits
from loyalty.letters.outbox import take_due
from loyalty.member.ask import tell_coupons
from loyalty.member.claim import claim_order
from loyalty.member.redeem import redeem
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.identifiers import fold
from loyalty.model.orders import Order, OrderStatus
from loyalty.outcomes.asking import CouponsTold
from loyalty.outcomes.claiming import AlreadyClaimed, NotPaid
from loyalty.outcomes.member_standing import Standing
from loyalty.outcomes.redeeming import OutOfStock, Redeemed

Sheet = Callable[..., Book]

ANA = """
    Members | Email           | Contact
    ANA     | ana@example.com | ana
"""
CLAIMED = """
    Ledger           | Member | Entry   | Points | For  | Cause
    2026-11-01 09:00 | ANA    | sign-up | 50     |      | join:ANA
    2026-11-02 09:00 | ANA    | claim   | 60     | 1042 | order:1042
"""
TOTE = """
    Rewards | Name     | Points | Stock
    tote    | Tote bag | 200    | 1
"""
GIVEN = """
    Ledger           | Member | Entry      | Points | For  | Cause
    2026-11-01 09:00 | ANA    | adjustment | 250    |      |
    2026-11-22 11:55 | ANA    | redemption | -200   | tote | coupon:TOTE-1
"""


def orders(*statuses: str) -> str:
    rows = [f"    {1042 + n}   | ana@example.com | 60.00  | {status}\n" for n, status in enumerate(statuses)]
    return "    Orders | Email           | Amount | Status\n" + "".join(rows)


def coupon(status: str, code: str = "TOTE-1") -> str:
    return f"""
    Coupons | Reward | Status   | Member | Issued
    {code} | tote | {status} | ANA | 2026-11-22 11:55
    TOTE-2 | tote | | |
    """


def booked(book: Book, now: datetime) -> list[tuple[str, int, str]]:
    return [(edit.entry.kind.value, edit.entry.points, edit.entry.note) for edit in book_owner_edits(book, now=now)]


@pytest.mark.parametrize("status", ["refunded", "cancelled"])
def test_a_claimed_order_that_is_called_off_takes_its_points_back(sheet: Sheet, now: datetime, status: str) -> None:
    book = sheet(ANA, orders(status), CLAIMED)

    edits = list(book_owner_edits(book, now=now))

    assert edits == [
        AddEntry(Entry(now, "ANA", EntryKind.REFUND, -60, subject="1042", note=f"order {status}", cause="refund:1042"))
    ]
    assert book.after(edits).account_of("ANA") == Account(points=50, lifetime=50)


@pytest.mark.parametrize("status", ["paid", "unpaid", "partly refunded"])
def test_any_other_status_takes_nothing_back(sheet: Sheet, now: datetime, status: str) -> None:
    assert booked(sheet(ANA, orders(status), CLAIMED), now) == []


def test_an_order_that_nobody_claimed_takes_nothing_back(sheet: Sheet, now: datetime) -> None:
    book = sheet(ANA, orders("paid", "refunded"), CLAIMED)

    assert booked(book, now) == []
    assert isinstance(claim_order(book, contact="ana", number="1043", now=now).outcome, NotPaid)


def test_a_refund_is_booked_once_and_a_status_set_back_changes_nothing_more(sheet: Sheet, now: datetime) -> None:
    book = sheet(ANA, orders("refunded"), CLAIMED)
    refunded = book.after(book_owner_edits(book, now=now))
    paid_again = refunded.grown()
    paid_again.corrected(replace(book.orders["1042"], status=OrderStatus.PAID))

    assert booked(refunded, now) == []
    assert booked(paid_again, now) == []
    assert paid_again.account_of("ANA").points == 50


@pytest.mark.parametrize(
    ("spent", "points", "note"),
    [
        (50, -60, "order refunded"),
        (90, -20, "order refunded, 20 of its 60 points were left to take back"),
        (110, 0, "order refunded, none of its 60 points were left to take back"),
        (150, 0, "order refunded, none of its 60 points were left to take back"),
    ],
)
def test_a_refund_stops_at_zero_and_what_was_not_there_is_not_taken_later(
    sheet: Sheet, now: datetime, spent: int, points: int, note: str
) -> None:
    line = f"""
    Ledger           | Member | Entry      | Points
    2026-11-03 09:00 | ANA    | adjustment | {-spent}
    """
    book = sheet(ANA, orders("refunded"), CLAIMED, line)

    assert booked(book, now) == [("refund", points, note)]

    later = book.after(book_owner_edits(book, now=now)).grown(entries=[Entry(now, "ANA", EntryKind.ADJUSTMENT, 500)])

    assert booked(later, now) == []


def test_orders_refunded_together_and_a_typed_number_never_make_a_balance_negative(sheet: Sheet, now: datetime) -> None:
    typed = """
    Members | Email           | Points | As booked
    ANA     | ana@example.com | 90     | 170
    """
    second = """
    Ledger           | Member | Entry | Points | For  | Cause
    2026-11-03 09:00 | ANA    | claim | 60     | 1043 | order:1043
    """
    book = sheet(typed, orders("refunded", "cancelled"), CLAIMED, second)

    assert booked(book, now) == [
        ("adjustment", -80, "edited in the sheet"),
        ("refund", -60, "order refunded"),
        ("refund", -30, "order cancelled, 30 of its 60 points were left to take back"),
    ]


def test_a_coupon_cancelled_with_its_order_first_gives_back_what_the_refund_then_takes(
    sheet: Sheet, now: datetime
) -> None:
    spent = """
    Ledger           | Member | Entry      | Points | For     | Cause
    2026-11-22 11:55 | ANA    | redemption | -110   | sticker | coupon:TOTE-1
    """
    book = sheet(ANA, orders("refunded"), coupon("cancelled"), CLAIMED, spent)

    after = book.after(book_owner_edits(book, now=now))

    assert after.account_of("ANA") == Account(points=50, lifetime=50)


def test_who_taps_on_a_refunded_order_is_told_what_was_taken_back(sheet: Sheet, now: datetime) -> None:
    book = sheet(ANA, orders("refunded"), CLAIMED)

    told = claim_order(book.after(book_owner_edits(book, now=now)), contact="ana", number="1042", now=now)

    assert told == Decision(AlreadyClaimed(Standing(50), "1042", 60, taken_back=60))


def test_a_coupon_that_is_cancelled_gives_its_points_back_once(sheet: Sheet, now: datetime) -> None:
    book = sheet(ANA, TOTE, coupon("cancelled"), GIVEN)

    edits = list(book_owner_edits(book, now=now))
    after = book.after(edits)

    assert edits == [
        AddEntry(
            Entry(
                now, "ANA", EntryKind.CANCELLATION, 200, subject="tote", note="coupon cancelled", cause="cancel:TOTE-1"
            )
        )
    ]
    assert after.account_of("ANA") == Account(points=250, lifetime=250, redeemed=0)
    assert booked(after, now) == []


@pytest.mark.parametrize("status", ["issued", "asked", "used", "expired", "available"])
def test_a_coupon_of_any_other_status_gives_nothing_back(sheet: Sheet, now: datetime, status: str) -> None:
    assert booked(sheet(ANA, TOTE, coupon(status), GIVEN), now) == []


def test_a_code_that_the_owner_takes_back_from_the_pool_gives_nobody_points(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        """
        Coupons | Reward | Status
        TOTE-3  | tote   | cancelled
        """,
        ANA,
        TOTE,
        coupon("issued"),
        GIVEN,
    )

    assert booked(book, now) == []


def test_a_line_of_the_owners_own_that_names_a_code_gives_nothing_back(sheet: Sheet, now: datetime) -> None:
    by_hand = """
    Ledger           | Member | Entry      | Points | For  | Cause
    2026-11-01 09:00 | ANA    | adjustment | -200   | tote | coupon:TOTE-1
    """

    assert booked(sheet(ANA, TOTE, coupon("cancelled"), by_hand), now) == []


def test_a_manual_coupon_is_found_though_the_owner_put_another_code_in_its_place(sheet: Sheet, now: datetime) -> None:
    book = sheet(ANA, TOTE, coupon("cancelled", code="MADE-BY-HER"), GIVEN)

    [edit] = book_owner_edits(book, now=now)

    assert (edit.entry.points, edit.entry.cause) == (200, "cancel:TOTE-1")
    assert booked(book.after((edit,)), now) == []


def test_a_cancelled_row_that_only_looks_like_a_given_coupon_gives_nothing_back(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        """
        Coupons | Reward | Status    | Member | Issued
        TOTE-3  | tote   | cancelled | ANA    | 2026-11-22 11:55
        """,
        ANA,
        TOTE,
        coupon("issued"),
        GIVEN,
    )

    assert booked(book, now) == []


def test_a_cancelled_coupon_is_in_stock_again_but_its_code_is_not_given_again(sheet: Sheet, now: datetime) -> None:
    book = sheet(ANA, TOTE, coupon("cancelled"), GIVEN)
    later = now + timedelta(minutes=10)
    out = redeem(book, contact="ana", reward="tote", codes=(), now=later).outcome
    cancelled = book.after(book_owner_edits(book, now=now))

    again = redeem(cancelled, contact="ana", reward="tote", codes=(), now=now).outcome

    assert isinstance(out, OutOfStock)
    assert isinstance(again, Redeemed)
    assert (again.code, again.again, again.standing.points) == ("TOTE-2", False, 50)


@pytest.mark.parametrize("status", ["cancelled", "issued", ""])
def test_a_cancelled_coupon_is_no_prize_and_no_coupon_of_hers_whatever_the_row_says_later(
    sheet: Sheet, now: datetime, status: str
) -> None:
    cancellation = """
    Ledger           | Member | Entry        | Points | For  | Cause
    2026-11-22 11:58 | ANA    | cancellation | 200    | tote | cancel:TOTE-1
    """
    book = sheet(ANA, TOTE, coupon(status), GIVEN, cancellation)

    told = tell_coupons(book, contact="ana", now=now).outcome
    [letter] = take_due(book, now=now, limit=1).outcome.reminders

    assert isinstance(told, CouponsTold)
    assert told.coupons == ()
    assert (letter.won, letter.redeemed, letter.coupons) == ((), 0, ())
    assert [one.code for one in book.pool("tote")] == ["TOTE-2"]


def test_an_order_whose_books_are_closed_takes_nothing_back(sheet: Sheet, now: datetime) -> None:
    opening = """
    Ledger           | Member | Entry   | Points | For                 | Cause
    2024-11-01 09:00 | ANA    | opening | 110    | join:ANA order:1042 | opening:ANA:2026-01-01
    """
    book = sheet(ANA, orders("refunded"), opening)

    assert booked(book, now) == []
    told = claim_order(book, contact="ana", number="1042", now=now).outcome
    assert isinstance(told, AlreadyClaimed)
    assert (told.earned, told.taken_back) == (None, 0)


def test_a_refund_whose_books_are_closed_is_not_told_and_not_booked_again(sheet: Sheet, now: datetime) -> None:
    opening = """
    Ledger           | Member | Entry   | Points | For                  | Cause
    2024-11-01 09:00 | ANA    | opening | -10    | join:ANA refund:1042 | opening:ANA:2026-01-01
    2026-11-02 09:00 | ANA    | claim   | 60     | 1042                 | order:1042
    """
    book = sheet(ANA, orders("refunded"), opening)

    assert booked(book, now) == []
    told = claim_order(book, contact="ana", number="1042", now=now).outcome
    assert isinstance(told, AlreadyClaimed)
    assert (told.earned, told.taken_back) == (60, 0)


LINES = (
    Entry(datetime.fromisoformat("2026-11-01T09:00Z"), "ANA", EntryKind.CLAIM, 260, cause="order:1041"),
    Entry(
        datetime.fromisoformat("2026-11-02T09:00Z"),
        "ANA",
        EntryKind.REDEMPTION,
        -200,
        subject="tote",
        cause="coupon:T-1",
    ),
    Entry(
        datetime.fromisoformat("2026-11-03T09:00Z"),
        "ANA",
        EntryKind.CANCELLATION,
        200,
        subject="tote",
        cause="cancel:t-1",
    ),
    Entry(datetime.fromisoformat("2026-11-04T09:00Z"), "ANA", EntryKind.REFUND, -260, cause="refund:1041"),
    Entry(
        datetime.fromisoformat("2026-11-03T10:00Z"),
        "ANA",
        EntryKind.CANCELLATION,
        200,
        subject="tote",
        cause="cancel:T-1",
    ),
)


@given(st.permutations(LINES), st.integers(0, len(LINES)))
def test_the_order_of_the_lines_means_nothing(lines: list[Entry], known: int) -> None:
    coupons = [Coupon("T-1", "tote", CouponStatus.CANCELLED)]

    for book in (
        Book.of(coupons=coupons, entries=lines),
        Book.of(coupons=coupons, entries=lines[:known]).grown(entries=lines[known:]),
        Book.of(entries=lines[:known]).grown(entries=lines[known:], coupons=coupons),
        Book.of(coupons=coupons).after(AddEntry(line) for line in lines),
    ):
        assert book.account_of("ANA") == Account(points=0, lifetime=0, redeemed=0)
        assert (book.given("tote"), book.pool("tote")) == (0, ())


@given(st.permutations(list(OrderStatus)))
def test_of_rows_with_one_number_the_one_that_gives_least_counts(statuses: list[OrderStatus]) -> None:
    rows = [Order("1042", "ana@example.com", Decimal(60), status) for status in statuses]

    assert Book.of(orders=rows).orders[fold("1042")].status is OrderStatus.REFUNDED

"""The story of the seed program, with its own numbers, from the first tap to the prize and the letter."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from loyalty.book.book import Book
from loyalty.letters.outbox import take_due
from loyalty.member.ask import tell_coupons
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.redeem import redeem
from loyalty.outcomes.asking import CouponsTold
from loyalty.outcomes.claiming import Claimed
from loyalty.outcomes.joining import Joined
from loyalty.outcomes.member_standing import Standing, TakenReward
from loyalty.outcomes.redeeming import AskedOwner, Redeemed

Sheet = Callable[..., Book]


def test_ana_joins_claims_three_orders_takes_the_tote_bag_and_gets_her_letter(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        """
        Orders | Email           | Amount | Placed
        1042   | ana@example.com | 60.00  | 2026-11-20
        1043   | ana@example.com | 45.50  | 2026-11-20
        1044   | ana@example.com | 49.99  | 2026-11-20

        Rewards | Name     | Points
        tote    | Tote bag | 200
        mug     | Mug      | 350

        Coupons | Reward
        TOTE-1  | tote
        TOTE-2  | tote
        MUG-1   | mug
        """
    )
    tote, mug = book.rewards

    joined = join(book, contact="ana", email="ana@example.com", name="Ana", language="en", codes=["K7Q4ZD"], now=now)
    book = book.after(joined.changes)
    claims = []
    for number in ("1042", "1043", "1044"):
        decision = claim_order(book, contact="ana", number=number, now=now)
        book = book.after(decision.changes)
        claims.append(decision.outcome)
    taken = redeem(book, contact="ana", reward="tote", codes=(), now=now)
    book = book.after(taken.changes)
    held = tell_coupons(book, contact="ana", now=now).outcome
    letters = take_due(book, now=now + timedelta(days=28), limit=10).outcome.reminders

    assert joined.outcome == Joined(Standing(50, (), tote), "Regulars", 50)
    assert claims == [
        Claimed(Standing(110, (), tote), "1042", 60),
        Claimed(Standing(155, (), tote), "1043", 45),
        Claimed(Standing(204, (tote,), mug), "1044", 49),
    ]
    assert taken.outcome == Redeemed(Standing(4, (), tote), tote, "TOTE-1", date(2026, 12, 22), again=False)
    assert isinstance(held, CouponsTold)
    assert [one.coupon.code for one in held.coupons] == ["TOTE-1"]
    assert [(letter.standing.points, letter.won, letter.redeemed) for letter in letters] == [
        (4, (TakenReward("Tote bag", 1),), 200)
    ]


def test_where_the_owner_sends_coupons_herself_the_points_are_gone_and_she_has_a_row_to_work_on(
    sheet: Sheet, now: datetime
) -> None:
    book = sheet(
        """
        Settings      | Value
        Coupons       | manual
        Sign-up bonus | 200

        Rewards | Name     | Points
        tote    | Tote bag | 200
        """
    )

    joined = join(book, contact="ana", email="ana@example.com", name="", language="", codes=["K7Q4ZD"], now=now)
    book = book.after(joined.changes)
    asked = redeem(book, contact="ana", reward="tote", codes=["ASKED-1"], now=now)
    book = book.after(asked.changes)

    assert asked.outcome == AskedOwner(Standing(0, (), book.rewards[0]), book.rewards[0], again=False)
    assert [(row.code, row.email, row.status) for row in book.coupon_rows_of("K7Q4ZD")] == [
        ("ASKED-1", "ana@example.com", "asked")
    ]

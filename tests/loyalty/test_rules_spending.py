"""Rewards and coupons: taken once, given from the pool in its order, good to their last day."""

from datetime import date, timedelta

import pytest

from loyalty.adopt import adopt_edits
from loyalty.ask import tell_coupons, tell_points, tell_rewards
from loyalty.book import Book
from loyalty.decisions import AddCoupon, AddEntry, Decision, GiveCoupon
from loyalty.identifiers import CODE_LETTERS, codes
from loyalty.outcomes import (
    AskedOwner,
    CouponsTold,
    NotMember,
    OutOfStock,
    PointsShort,
    PointsTold,
    Redeemed,
    RedeemOutcome,
    RewardsTold,
    UnknownReward,
)
from loyalty.redeem import redeem
from loyalty.values import CouponSource, CouponStatus, Settings
from tests.loyalty.drawn import NOW, book

SHEET = """
Members | Member | Email             | Contact
        | ANAAAA | ana@example.com   | 7001
        | BORBOR | boris@example.com | 7002

Rewards | Reward | Name     | Points | Active | Stock
        | tote   | Tote bag | 200    | yes    |
        | mug    | Mug      | 350    | yes    | 1
        | old    | Old one  | 10     | no     |
        | pin    | Pin      | 20     | yes    |

Coupons | Code   | Reward | Status
        | TOTE-1 | tote   | cancelled
        | TOTE-2 | Tote   |
        | TOTE-3 | tote   | available
        | MUG-1  | mug    |
        | MUG-2  | mug    |
        | OLD-1  | old    |

Ledger  | Time       | Member | Entry   | Points | For | Cause
        | 2026-11-01 | ANAAAA | sign-up | 50     |     | join:ANAAAA
        | 2026-11-02 | ANAAAA |         | 500    |     |
        | 2026-11-03 | BORBOR | sign-up | 199    |     | join:BORBOR
"""
GENERATE = Settings(coupons=CouponSource.GENERATE)
MANUAL = Settings(coupons=CouponSource.MANUAL)


def takes(sheet: Book, reward: str, contact: str = "7001", minutes: float = 0) -> Decision[RedeemOutcome]:
    now = NOW + timedelta(minutes=minutes)
    return redeem(sheet, contact=contact, reward=reward, codes=["TOTE-3", "MADE-1", "MADE-2"], now=now)


def coupons_of(sheet: Book, days: int = 0) -> tuple[str, ...]:
    outcome = tell_coupons(sheet, contact="7001", now=NOW + timedelta(days=days)).outcome
    assert isinstance(outcome, CouponsTold)
    return tuple(held.coupon.code for held in outcome.coupons)


def test_a_reward_costs_its_points_at_once_and_gives_the_next_code_of_the_pool() -> None:
    decision = takes(book(SHEET), "tote")

    assert isinstance(decision.outcome, Redeemed)
    assert (decision.outcome.code, decision.outcome.expires) == ("TOTE-2", date(2026, 12, 22))
    assert (decision.outcome.standing.points, decision.outcome.again) == (350, False)
    entry, given = decision.changes
    assert isinstance(entry, AddEntry)
    assert (entry.entry.points, entry.entry.cause, entry.entry.subject) == (-200, "coupon:TOTE-2", "tote")
    assert isinstance(given, GiveCoupon)
    assert (given.coupon.status, given.coupon.member) == (CouponStatus.ISSUED, "ANAAAA")


def test_a_second_tap_within_ten_minutes_gives_the_same_code_and_costs_nothing() -> None:
    sheet = book(SHEET)
    sheet = sheet.after(takes(sheet, "tote").changes)

    soon, late = takes(sheet, "Tote Bag", minutes=9.9), takes(sheet, "tote", minutes=10)

    assert isinstance(soon.outcome, Redeemed)
    assert (soon.outcome.code, soon.outcome.again, soon.changes) == ("TOTE-2", True, ())
    assert isinstance(late.outcome, Redeemed)
    assert (late.outcome.code, late.outcome.again) == ("TOTE-3", False)


def test_exactly_two_hundred_points_are_enough_and_one_less_is_not() -> None:
    short = takes(book(SHEET), "tote", "7002")
    enough = takes(book(SHEET + "        | 2026-11-04 | BORBOR | | 1 | |"), "tote", "7002")

    assert isinstance(short.outcome, PointsShort)
    assert (short.outcome.missing, short.changes) == (1, ())
    assert isinstance(enough.outcome, Redeemed)
    assert enough.outcome.standing.points == 0


def test_an_empty_pool_is_out_of_stock_and_costs_no_points() -> None:
    decision = takes(book(SHEET), "pin")

    assert isinstance(decision.outcome, OutOfStock)
    assert decision.changes == ()


def test_a_code_that_the_ledger_has_given_is_not_given_again_though_its_row_was_blanked() -> None:
    sheet = book(SHEET + "        | 2026-11-04 | BORBOR | redemption | -0 | tote | coupon:tote-2")

    decision = takes(sheet, "tote")

    assert isinstance(decision.outcome, Redeemed)
    assert decision.outcome.code == "TOTE-3"
    assert sheet.coupons["tote-2"].status is CouponStatus.ISSUED


def test_a_code_whose_row_names_her_already_is_held_once() -> None:
    sheet = book(
        """
        Members | Member | Contact
                | ANAAAA | 7001

        Coupons | Code | Reward | Status    | Member
                | T-1  | tote   | available | ANAAAA

        Ledger  | Time       | Member | Entry      | Points | For  | Cause
                | 2026-11-21 | ANAAAA | redemption | -200   | tote | coupon:T-1
        """
    )

    assert coupons_of(sheet) == ("T-1",)


def test_stock_counts_all_that_were_ever_given() -> None:
    sheet = book(SHEET)
    sheet = sheet.after(takes(sheet, "mug").changes)

    decision = takes(sheet, "mug", "7002")

    assert isinstance(decision.outcome, OutOfStock)


@pytest.mark.parametrize("reward", ["old", "boat", ""])
def test_a_reward_that_is_not_on_offer_is_unknown(reward: str) -> None:
    decision = takes(book(SHEET), reward)

    assert isinstance(decision.outcome, UnknownReward)
    assert decision.outcome.asked == reward


def test_a_made_code_is_one_that_no_coupon_ever_had() -> None:
    sheet = book(SHEET + "        | 2026-11-04 | BORBOR | redemption | -0 | tote | coupon:MADE-1", GENERATE)

    decision = takes(sheet, "pin")

    assert isinstance(decision.outcome, Redeemed)
    assert decision.outcome.code == "MADE-2"
    assert isinstance(decision.changes[1], AddCoupon)


def test_codes_have_no_signs_that_look_alike() -> None:
    made = codes(iter(range(25)), 6)

    assert next(made) == CODE_LETTERS[:6]
    assert set(CODE_LETTERS) & set("0O1IL25S8BU") == set()


def test_a_manual_coupon_books_the_points_and_leaves_a_row_for_the_owner() -> None:
    sheet = book(SHEET, MANUAL)
    decision = takes(sheet, "pin")
    again = takes(sheet.after(decision.changes), "pin", minutes=1)

    assert isinstance(decision.outcome, AskedOwner)
    assert decision.outcome.standing.points == 530
    added = decision.changes[1]
    assert isinstance(added, AddCoupon)
    assert added.coupon.status is CouponStatus.ASKED
    assert isinstance(again.outcome, AskedOwner)
    assert (again.outcome.again, again.changes) == (True, ())


def test_a_coupon_may_be_used_on_its_last_day() -> None:
    sheet = book(SHEET)
    sheet = sheet.after(takes(sheet, "tote").changes)

    assert coupons_of(sheet, days=30) == ("TOTE-2",)
    assert coupons_of(sheet, days=31) == ()


def test_a_coupon_whose_row_was_deleted_is_still_hers() -> None:
    ledger = "        | 2026-11-21 | ANAAAA | redemption | -200 | tote | coupon:LOST-1"

    assert coupons_of(book(SHEET + ledger)) == ("LOST-1",)


def test_a_coupon_just_taken_is_told_again_though_its_row_was_deleted() -> None:
    ledger = "        | 2026-11-22T16:55 | ANAAAA | redemption | -200 | tote | coupon:LOST-1"

    decision = takes(book(SHEET + ledger), "tote")

    assert isinstance(decision.outcome, Redeemed)
    assert (decision.outcome.code, decision.outcome.again) == ("LOST-1", True)
    assert decision.outcome.expires == date(2026, 12, 22)


def test_a_code_that_the_owner_put_in_place_of_ours_is_the_one_she_holds() -> None:
    sheet = book(
        """
        Members | Member | Contact
                | ANAAAA | 7001

        Coupons | Code | Reward | Status | Member | Issued     | Expires
                | HERS | pin    | issued | ANAAAA | 2026-11-21 | 2026-12-21

        Ledger  | Time       | Member | Entry      | Points | For | Cause
                | 2026-11-21 | ANAAAA | redemption | -20    | pin | coupon:OURS
        """
    )

    assert coupons_of(sheet) == ("HERS",)


@pytest.mark.parametrize("status", ["used", "cancelled", "expired"])
def test_a_coupon_that_is_over_is_not_told(status: str) -> None:
    sheet = book(
        f"""
        Members | Member | Contact
                | ANAAAA | 7001

        Coupons | Code | Reward | Status   | Member
                | HERS | pin    | {status} | ANAAAA
        """
    )

    assert coupons_of(sheet) == ()


def test_points_and_rewards_are_told_at_any_time() -> None:
    points = tell_points(book(SHEET), contact="7001").outcome
    rewards = tell_rewards(book(SHEET), contact="7002").outcome

    assert isinstance(points, PointsTold)
    assert points.standing.points == 550
    assert [reward.id for reward in points.standing.takeable] == ["tote", "mug"]
    assert (points.standing.next_reward, points.standing.points_to_next) == (None, 0)
    assert isinstance(rewards, RewardsTold)
    assert [reward.id for reward in rewards.rewards] == ["tote", "mug"]
    assert rewards.standing.points_to_next == 1


def test_a_stranger_is_told_to_join_whatever_she_asks() -> None:
    sheet = book(SHEET)

    for outcome in (
        tell_points(sheet, contact="7999").outcome,
        tell_rewards(sheet, contact="7999").outcome,
        tell_coupons(sheet, contact="7999", now=NOW).outcome,
        takes(sheet, "tote", "7999").outcome,
    ):
        assert isinstance(outcome, NotMember)


def test_a_number_typed_over_points_is_an_adjustment_of_the_difference() -> None:
    sheet = book(
        """
        Members | Member | Points | Booked
                | ANAAAA | 80     | 50
                | BORBOR | 50     | 50
                | LAYLAA |        | 50
                | TYPEDD | 70     |
        """
    )

    entries = [change.entry for change in adopt_edits(sheet, now=NOW)]

    assert [(entry.member, entry.points) for entry in entries] == [("ANAAAA", 30), ("TYPEDD", 70)]
    assert entries[0].note == "edited in the sheet"
    assert entries[0].cause == "edit:ANAAAA:r1-drawn"

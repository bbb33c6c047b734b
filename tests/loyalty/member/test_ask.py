"""Asking for points, rewards and coupons, which changes nothing."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.member.ask import tell_coupons, tell_no_more_tries, tell_points, tell_rewards
from loyalty.member.redeem import redeem
from loyalty.model.coupon import CouponStatus
from loyalty.outcomes.asking import CouponsTold, PointsTold, RewardsTold
from loyalty.outcomes.member_standing import Standing, TakenReward
from loyalty.outcomes.not_served import NotMember
from loyalty.points.standing import prizes

Sheet = Callable[..., Book]

PEOPLE = """
    Members | Email             | Contact
    ANA     | ana@example.com   | ana
    BORIS   | boris@example.com | boris
    LAYLA   | layla@example.com | layla

    Ledger           | Member | Entry      | Points | Cause
    2026-11-01 09:00 | ANA    | sign-up    | 50     | join:ANA
    2026-11-02 09:00 | ANA    | adjustment | 200    |
"""
REWARDS = """
    Settings | Value
    Coupons  | generate

    Rewards | Name     | Points | Active | Stock
    mug     | Mug      | 350    | yes    |
    tote    | Tote bag | 200    | yes    |
    card    | Card     | 250    |        |
    book    | Book     | 251    | yes    | 0
    pen     | Pen      | 10     | no     |
    apron   | Apron    | 350    |        | 3
"""


def codes_of(book: Book, contact: str, now: datetime) -> list[str]:
    told = tell_coupons(book, contact=contact, now=now).outcome
    assert isinstance(told, CouponsTold), told
    return [held.coupon.code for held in told.coupons]


def test_points_tell_what_she_has_can_take_and_what_is_missing_to_the_next(sheet: Sheet, now: datetime) -> None:
    book = sheet(PEOPLE, REWARDS)
    _, tote, card, _, _, apron = book.rewards

    decision = tell_points(book, contact="ana", now=now)

    assert decision == Decision(PointsTold(Standing(250, (tote, card), apron)))
    assert isinstance(decision.outcome, PointsTold)
    assert decision.outcome.standing.points_to_next == 100


def test_without_rewards_nothing_is_missing_to_the_next(sheet: Sheet, now: datetime) -> None:
    decision = tell_points(sheet(PEOPLE), contact="boris", now=now)

    assert decision == Decision(PointsTold(Standing(0)))
    assert Standing(0).points_to_next == 0


def test_rewards_are_told_cheapest_first_and_only_those_that_can_be_had(sheet: Sheet, now: datetime) -> None:
    book = sheet(PEOPLE, REWARDS)

    outcome = tell_rewards(book, contact="ana", now=now).outcome

    assert isinstance(outcome, RewardsTold)
    assert [reward.id for reward in outcome.rewards] == ["tote", "card", "apron", "mug"]
    assert outcome.standing.points == 250


def test_where_codes_come_from_a_pool_only_rewards_with_a_code_left_are_told(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        PEOPLE,
        """
        Rewards | Name     | Points
        tote    | Tote bag | 200
        mug     | Mug      | 350

        Coupons | Reward
        MUG-1   | Mug
        """,
    )

    outcome = tell_rewards(book, contact="boris", now=now).outcome

    assert outcome == RewardsTold(Standing(0, (), book.rewards[1]), (book.rewards[1],))


def test_a_reward_written_twice_is_offered_once(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        PEOPLE,
        """
        Settings | Value
        Coupons  | generate

        Rewards | Name     | Points
        tote    | Tote bag | 200
        TOTE    | Tote bag | 150
        """,
    )

    outcome = tell_rewards(book, contact="ana", now=now).outcome

    assert isinstance(outcome, RewardsTold)
    assert len(outcome.rewards) == 1


def test_whoever_has_not_joined_is_asked_to_join_first(sheet: Sheet, now: datetime) -> None:
    book = sheet(PEOPLE, REWARDS)

    answers = [
        tell_points(book, contact="omar", now=now),
        tell_rewards(book, contact="omar", now=now),
        tell_coupons(book, contact="omar", now=now),
    ]

    assert answers == [Decision(NotMember("Regulars"))] * 3


def test_coupons_are_told_the_soonest_to_expire_first(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        PEOPLE,
        REWARDS,
        """
        Coupons | Reward | Status    | Member | Expires
        NO-DAY  | tote   | issued    | ANA    |
        LATER   | tote   | issued    | ANA    | 2026-12-01
        SOON-B  | mug    | issued    | ANA    | 2026-11-25
        SOON-A  | gone   | asked     | ANA    | 2026-11-25
        USED    | tote   | used      | ANA    | 2026-12-01
        BACK    | tote   | cancelled | ANA    | 2026-12-01
        OLD     | tote   | expired   | ANA    | 2026-12-01
        HERS    | tote   | issued    | BORIS  | 2026-12-01
        FREE    | tote   | available |        |

        Ledger           | Member | Entry      | Points | For  | Cause
        2026-11-20 09:00 | ANA    | redemption | -1     | tote | coupon:NO-DAY
        2026-11-20 09:01 | ANA    | redemption | -1     | tote | coupon:LATER
        2026-11-20 09:02 | ANA    | redemption | -1     | mug  | coupon:SOON-B
        2026-11-20 09:03 | ANA    | redemption | -1     | gone | coupon:SOON-A
        2026-11-20 09:04 | ANA    | redemption | -1     | tote | coupon:USED
        2026-11-20 09:05 | ANA    | redemption | -1     | tote | coupon:BACK
        2026-11-20 09:06 | ANA    | redemption | -1     | tote | coupon:OLD
        2026-11-20 09:07 | BORIS  | redemption | -1     | tote | coupon:HERS
        """,
    )
    tote, mug = book.reward("tote"), book.reward("mug")

    outcome = tell_coupons(book, contact="ana", now=now).outcome

    assert isinstance(outcome, CouponsTold)
    assert [(held.coupon.code, held.reward, held.asked) for held in outcome.coupons] == [
        ("SOON-A", None, True),
        ("SOON-B", mug, False),
        ("LATER", tote, False),
        ("NO-DAY", tote, False),
    ]


def test_a_coupon_may_be_used_on_its_last_day(sheet: Sheet) -> None:
    book = sheet(
        PEOPLE,
        """
        Settings  | Value
        Time zone | America/New_York

        Coupons | Reward | Status | Member | Expires
        TOTE-1  | tote   | issued | ANA    | 2026-11-25

        Ledger           | Member | Entry      | Points | For  | Cause
        2026-11-20 09:00 | ANA    | redemption | -200   | tote | coupon:TOTE-1
        """,
    )

    on_its_last_evening = codes_of(book, "ana", datetime(2026, 11, 26, 4, 59, tzinfo=UTC))
    the_day_after = codes_of(book, "ana", datetime(2026, 11, 26, 5, 0, tzinfo=UTC))

    assert on_its_last_evening == ["TOTE-1"]
    assert the_day_after == []


def test_a_code_whose_row_only_seems_to_be_hers_is_not_told(sheet: Sheet, now: datetime) -> None:
    """A display cell may land in another row when the owner sorts between our read and our write."""
    book = sheet(
        PEOPLE,
        """
        Coupons | Reward | Status    | Member | Issued
        TOTE-1  | tote   | available |        |
        TOTE-2  | tote   | issued    | ANA    | 2026-11-20 09:00

        Ledger           | Member | Entry      | Points | For  | Cause
        2026-11-20 09:00 | ANA    | redemption | -200   | tote | coupon:TOTE-1
        """,
    )

    assert codes_of(book, "ana", now) == ["TOTE-1"]


def test_a_coupon_whose_row_the_owner_deleted_is_still_held(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        PEOPLE,
        REWARDS,
        """
        Ledger           | Member | Entry      | Points | For  | Cause
        2026-11-20 09:00 | ANA    | redemption | -200   | tote | coupon:TOTE-1
        """,
    )

    outcome = tell_coupons(book, contact="ana", now=now).outcome

    assert isinstance(outcome, CouponsTold)
    assert [(held.coupon.code, held.coupon.expires, held.asked) for held in outcome.coupons] == [
        ("TOTE-1", date(2026, 12, 20), False)
    ]
    assert codes_of(book, "ana", datetime(2026, 12, 21, tzinfo=UTC)) == []


def test_a_coupon_whose_row_the_owner_blanked_is_still_held(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        PEOPLE,
        REWARDS,
        """
        Ledger           | Member | Entry      | Points | For  | Cause
        2026-11-20 09:00 | ANA    | redemption | -200   | tote | coupon:TOTE-1
        2026-11-20 09:00 | BORIS  | redemption | -200   | tote | coupon:TOTE-2

        Coupons | Reward | Status    | Expires
        TOTE-1  | tote   | available |
        TOTE-2  | tote   | available | 2026-11-30
        """,
    )

    rows = [*book.coupon_rows_of("ANA"), *book.coupon_rows_of("BORIS")]

    assert codes_of(book, "ana", now) == ["TOTE-1"]
    assert [(row.status, row.issued, row.expires) for row in rows] == [
        (CouponStatus.ISSUED, datetime(2026, 11, 20, 9, tzinfo=UTC), date(2026, 12, 20)),
        (CouponStatus.ISSUED, datetime(2026, 11, 20, 9, tzinfo=UTC), date(2026, 11, 30)),
    ]


def test_a_coupon_whose_status_alone_the_owner_blanked_is_held_once(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        PEOPLE,
        REWARDS,
        """
        Ledger           | Member | Entry      | Points | For  | Cause
        2026-11-20 09:00 | ANA    | redemption | -200   | tote | coupon:TOTE-1

        Coupons | Reward | Status    | Member
        TOTE-1  | tote   | available | ANA
        """,
    )

    assert codes_of(book, "ana", now) == ["TOTE-1"]


def test_a_coupon_whose_code_the_owner_changed_is_held_once_and_under_the_new_code(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        PEOPLE,
        REWARDS,
        """
        Ledger           | Member | Entry      | Points | For  | Cause
        2026-11-20 09:00 | ANA    | redemption | -200   | tote | coupon:MADE-1

        Coupons  | Reward | Status | Member | Issued           | Expires
        SPRING-7 | TOTE   | issued | ANA    | 2026-11-20 09:00 | 2026-12-20
        """,
    )

    assert codes_of(book, "ana", now) == ["SPRING-7"]


def test_a_coupon_that_was_used_is_not_held_though_the_ledger_gave_it(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        PEOPLE,
        REWARDS,
        """
        Ledger           | Member | Entry      | Points | For  | Cause
        2026-11-20 09:00 | ANA    | redemption | -200   | tote | coupon:TOTE-1

        Coupons | Reward | Status | Member
        TOTE-1  | tote   | used   | ANA
        """,
    )

    assert codes_of(book, "ana", now) == []


def test_a_reward_handed_over_by_the_owner_is_no_coupon(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        PEOPLE,
        """
        Ledger           | Member | Entry      | Points | For  | Cause
        2026-11-20 09:00 | ANA    | redemption | -200   | tote |
        """,
    )

    assert codes_of(book, "ana", now) == []


def test_a_reward_handed_over_by_the_owner_with_a_cause_of_her_own_is_no_coupon(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        PEOPLE,
        """
        Ledger           | Member | Entry      | Points | For  | Cause
        2026-11-20 09:00 | ANA    | redemption | -200   | tote | at the counter
        """,
    )

    assert codes_of(book, "ana", now) == []


def test_a_coupon_given_from_a_row_that_named_somebody_else_is_told_to_one_only(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        PEOPLE,
        """
        Rewards | Name     | Points
        tote    | Tote bag | 200

        Coupons | Reward | Status    | Member
        TOTE-1  | tote   | available | BORIS
        """,
    )

    after = book.after(redeem(book, contact="ana", reward="tote", codes=(), now=now).changes)

    assert codes_of(after, "ana", now) == ["TOTE-1"]
    assert codes_of(after, "boris", now) == []


@pytest.mark.parametrize("status", ["available", "issued"])
def test_a_coupon_is_hers_to_whom_the_ledger_gave_it_whatever_its_row_says(
    sheet: Sheet, now: datetime, status: str
) -> None:
    book = sheet(
        PEOPLE,
        f"""
        Ledger           | Member | Entry      | Points | For  | Cause
        2026-11-20 09:00 | ANA    | redemption | -200   | tote | coupon:TOTE-1

        Coupons | Reward | Status   | Member
        TOTE-1  | tote   | {status} | BORIS
        """,
    )

    assert codes_of(book, "ana", now) == ["TOTE-1"]
    assert codes_of(book, "boris", now) == []


def test_prizes_are_counted_by_their_names(sheet: Sheet) -> None:
    book = sheet(
        PEOPLE,
        REWARDS,
        """
        Ledger           | Member | Entry      | Points | For    | Note     | Cause
        2026-11-20 09:00 | ANA    | redemption | -200   | tote   | Bag      | coupon:TOTE-1
        2026-11-21 09:00 | ANA    | redemption | -200   | TOTE   |          | coupon:TOTE-2
        2026-11-21 10:00 | ANA    | redemption | -10    | gone   | Postcard | coupon:GONE-1
        2026-11-21 11:00 | ANA    | redemption | -10    | sticker |         | coupon:GONE-2
        2026-11-21 12:00 | BORIS  | redemption | -10    | mug    | Mug      | coupon:MUG-1
        """,
    )

    won = prizes(book, book.members["ANA"])

    assert won == (TakenReward("Postcard", 1), TakenReward("Tote bag", 2), TakenReward("sticker", 1))
    assert prizes(book, book.members["LAYLA"]) == ()


@pytest.mark.parametrize(("contact", "member"), [("ana", True), ("stranger", False)])
def test_who_has_tried_too_often_hears_the_time_in_the_shops_zone(sheet: Sheet, contact: str, member: bool) -> None:
    book = sheet(
        "Members | Email | Contact\nANA | ana@example.com | ana\n\nSettings | Value\nTime zone | America/New_York"
    )
    until = datetime(2026, 11, 22, 20, 20, tzinfo=UTC)

    told = tell_no_more_tries(book, contact=contact, until=until, now=until).outcome

    assert told.until == until
    assert told.until.tzinfo is book.settings.zone
    assert (told.standing is not None) is member

"""Redeeming: what a reward costs, where its code comes from, and what a second tap gives."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddCoupon, AddEntry, Decision, GiveCoupon
from loyalty.member.redeem import redeem
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.entry import Entry, EntryKind
from loyalty.outcomes.member_standing import Standing
from loyalty.outcomes.not_served import NotMember
from loyalty.outcomes.redeeming import AskedOwner, OutOfStock, PointsShort, Redeemed, RedeemOutcome, UnknownReward

Sheet = Callable[..., Book]
Redeem = Callable[..., Decision[RedeemOutcome]]

ANA = """
    Members | Email           | Contact
    ANA     | ana@example.com | ana

    Rewards | Name     | Points
    tote    | Tote bag | 200
"""
ANA_WITH_500 = f"""{ANA}
    Ledger           | Member | Entry      | Points
    2026-11-01 09:00 | ANA    | adjustment | 500
"""
BORIS_WITH_500 = """
    Members | Email             | Contact
    BORIS   | boris@example.com | boris

    Ledger           | Member | Entry      | Points
    2026-11-01 09:00 | BORIS  | adjustment | 500
"""
POOL = """
    Coupons | Reward
    TOTE-1  | tote
    TOTE-2  | tote
    TOTE-3  | tote
"""
GENERATED = """
    Settings | Value
    Coupons  | generate
"""
MANUAL = """
    Settings | Value
    Coupons  | manual
"""


@pytest.fixture
def takes(now: datetime) -> Redeem:
    """A contact taps on a reward."""

    def tap(
        book: Book, contact: str, reward: str, *, codes: Sequence[str] = ("MADE-1", "MADE-2"), at: datetime = now
    ) -> Decision[RedeemOutcome]:
        return redeem(book, contact=contact, reward=reward, codes=codes, now=at)

    return tap


def code(decision: Decision[RedeemOutcome]) -> str:
    assert isinstance(decision.outcome, Redeemed), decision
    return decision.outcome.code


def test_a_reward_costs_its_points_at_once_and_gives_a_coupon_for_30_days(
    sheet: Sheet, takes: Redeem, now: datetime
) -> None:
    book = sheet(ANA_WITH_500, POOL)
    tote, email = book.rewards[0], "ana@example.com"

    decision = takes(book, "ana", "tote")

    assert decision.outcome == Redeemed(Standing(300, (tote,)), tote, "TOTE-1", date(2026, 12, 22), again=False)
    assert decision.changes == (
        AddEntry(
            Entry(
                now,
                "ANA",
                EntryKind.REDEMPTION,
                -200,
                email=email,
                subject="tote",
                note="Tote bag",
                cause="coupon:TOTE-1",
            )
        ),
        GiveCoupon(Coupon("TOTE-1", "tote", CouponStatus.ISSUED, "ANA", email, now, date(2026, 12, 22))),
    )


def test_a_coupon_counts_its_days_in_the_shops_time_zone(sheet: Sheet, takes: Redeem) -> None:
    book = sheet(
        ANA_WITH_500,
        POOL,
        """
        Settings  | Value
        Time zone | Asia/Tokyo
        """,
    )

    outcome = takes(book, "ana", "tote", at=datetime(2026, 11, 22, 15, 0, tzinfo=UTC)).outcome

    assert isinstance(outcome, Redeemed)
    assert outcome.expires == date(2026, 12, 23)


@pytest.mark.parametrize("asked", ["tote", "TOTE", " Tote bag ", "tote BAG"])
def test_a_reward_may_be_named_by_its_id_or_its_name(sheet: Sheet, takes: Redeem, asked: str) -> None:
    book = sheet(ANA_WITH_500, POOL)

    assert code(takes(book, "ana", asked)) == "TOTE-1"


def test_an_id_goes_before_a_name(sheet: Sheet, takes: Redeem) -> None:
    book = sheet(
        ANA_WITH_500,
        GENERATED,
        """
        Rewards | Name | Points
        cup     | Mug  | 10
        mug     | Cup  | 20
        """,
    )

    outcome = takes(book, "ana", "mug").outcome

    assert isinstance(outcome, Redeemed)
    assert outcome.reward.id == "mug"


@pytest.mark.parametrize("asked", ["", "tote bags", "mug"])
def test_a_reward_that_is_not_there_is_unknown(sheet: Sheet, takes: Redeem, asked: str) -> None:
    book = sheet(ANA_WITH_500, POOL)

    assert takes(book, "ana", asked) == Decision(UnknownReward(Standing(500, (book.rewards[0],)), asked))


def test_a_reward_that_the_owner_switched_off_is_unknown(sheet: Sheet, takes: Redeem) -> None:
    book = sheet(
        ANA_WITH_500,
        """
        Rewards | Name | Points | Active
        mug     | Mug  | 10     | no

        Coupons | Reward
        MUG-1   | mug
        """,
    )

    assert takes(book, "ana", "mug") == Decision(UnknownReward(Standing(500), "mug"))


def test_who_has_not_joined_cannot_take_a_reward(sheet: Sheet, takes: Redeem) -> None:
    assert takes(sheet(ANA_WITH_500, POOL), "omar", "tote") == Decision(NotMember("Regulars"))


def test_exactly_200_points_are_enough_for_the_first_prize(sheet: Sheet, takes: Redeem) -> None:
    book = sheet(
        ANA,
        POOL,
        """
        Ledger           | Member | Entry      | Points
        2026-11-01 09:00 | ANA    | adjustment | 200
        """,
    )

    outcome = takes(book, "ana", "tote").outcome

    assert isinstance(outcome, Redeemed)
    assert outcome.standing == Standing(0, (), book.rewards[0])


def test_with_199_points_she_is_told_that_one_is_missing(sheet: Sheet, takes: Redeem) -> None:
    book = sheet(
        ANA,
        POOL,
        """
        Ledger           | Member | Entry      | Points
        2026-11-01 09:00 | ANA    | adjustment | 199
        """,
    )

    assert takes(book, "ana", "tote") == Decision(PointsShort(Standing(199, (), book.rewards[0]), book.rewards[0], 1))


def test_a_second_tap_within_ten_minutes_gives_the_same_coupon(sheet: Sheet, takes: Redeem, now: datetime) -> None:
    book = sheet(ANA_WITH_500, POOL)

    first = book.after(takes(book, "ana", "tote").changes)
    again = takes(first, "ana", "Tote bag", at=now + timedelta(minutes=9, seconds=59))

    assert again == Decision(
        Redeemed(Standing(300, book.rewards), book.rewards[0], "TOTE-1", date(2026, 12, 22), again=True)
    )


def test_a_tap_after_ten_minutes_takes_another(sheet: Sheet, takes: Redeem, now: datetime) -> None:
    book = sheet(ANA_WITH_500, POOL)

    first = book.after(takes(book, "ana", "tote").changes)
    another = takes(first, "ana", "tote", at=now + timedelta(minutes=10))

    assert code(another) == "TOTE-2"
    assert first.after(another.changes).account_of("ANA").points == 100


def test_of_two_taken_within_a_short_while_a_second_tap_gives_the_newest(
    sheet: Sheet, takes: Redeem, now: datetime
) -> None:
    book = sheet(ANA_WITH_500, POOL)

    one = book.after(takes(book, "ana", "tote", at=now - timedelta(minutes=10)).changes)
    two = one.after(takes(one, "ana", "tote").changes)

    assert code(takes(two, "ana", "tote", at=now - timedelta(minutes=1))) == "TOTE-2"


def test_a_second_tap_counts_though_points_and_codes_are_used_up(sheet: Sheet, takes: Redeem) -> None:
    book = sheet(
        ANA,
        """
        Ledger           | Member | Entry      | Points
        2026-11-01 09:00 | ANA    | adjustment | 200

        Coupons | Reward
        TOTE-1  | tote
        """,
    )

    after = book.after(takes(book, "ana", "tote").changes)

    assert takes(after, "ana", "tote") == Decision(
        Redeemed(Standing(0), book.rewards[0], "TOTE-1", date(2026, 12, 22), again=True)
    )


def test_a_second_tap_on_a_machine_whose_clock_is_behind_gives_the_same_coupon(
    sheet: Sheet, takes: Redeem, now: datetime
) -> None:
    book = sheet(ANA_WITH_500, POOL)

    after = book.after(takes(book, "ana", "tote").changes)

    assert takes(after, "ana", "tote", at=now - timedelta(minutes=9, seconds=59)).changes == ()
    assert code(takes(after, "ana", "tote", at=now - timedelta(minutes=10))) == "TOTE-2"


def test_a_tap_on_another_reward_is_no_second_tap(sheet: Sheet, takes: Redeem) -> None:
    book = sheet(
        ANA_WITH_500,
        POOL,
        """
        Rewards | Name | Points
        mug     | Mug  | 100

        Coupons | Reward
        MUG-1   | mug
        """,
    )

    after = book.after(takes(book, "ana", "tote").changes)

    assert code(takes(after, "ana", "mug")) == "MUG-1"


def test_a_tap_of_another_member_is_no_second_tap(sheet: Sheet, takes: Redeem) -> None:
    book = sheet(ANA_WITH_500, BORIS_WITH_500, POOL)

    after = book.after(takes(book, "ana", "tote").changes)

    assert code(takes(after, "boris", "tote")) == "TOTE-2"


def test_a_second_tap_gives_the_last_day_that_the_owner_wrote_meanwhile(sheet: Sheet, takes: Redeem) -> None:
    book = sheet(
        ANA_WITH_500,
        """
        Ledger           | Member | Entry      | Points | For  | Cause
        2026-11-22 11:55 | ANA    | redemption | -200   | tote | coupon:TOTE-1

        Coupons | Reward | Status | Member | Issued           | Expires
        TOTE-1  | tote   | issued | ANA    | 2026-11-22 11:55 | 2027-01-31
        """,
    )

    outcome = takes(book, "ana", "tote").outcome

    assert isinstance(outcome, Redeemed)
    assert outcome.expires == date(2027, 1, 31)


@pytest.mark.parametrize("row", ["", "TOTE-1 | tote | issued |"])
def test_a_second_tap_gives_the_coupon_though_its_row_or_its_last_day_was_deleted(
    sheet: Sheet, takes: Redeem, row: str
) -> None:
    book = sheet(
        ANA_WITH_500,
        """
        Ledger           | Member | Entry      | Points | For  | Cause
        2026-11-22 11:55 | ANA    | redemption | -200   | tote | coupon:TOTE-1
        """,
        f"""
        Coupons | Reward | Status | Expires
        {row or "OTHER | tote | used |"}
        """,
    )

    assert takes(book, "ana", "tote") == Decision(
        Redeemed(Standing(300), book.rewards[0], "TOTE-1", date(2026, 12, 22), again=True)
    )


@pytest.mark.parametrize("cause", ["", "at the counter"])
def test_a_reward_handed_over_by_the_owner_herself_is_no_tap_before(sheet: Sheet, takes: Redeem, cause: str) -> None:
    book = sheet(
        ANA_WITH_500,
        POOL,
        f"""
        Ledger           | Member | Entry      | Points | For  | Cause
        2026-11-22 11:55 | ANA    | redemption | -200   | tote | {cause}
        """,
    )

    assert code(takes(book, "ana", "tote")) == "TOTE-1"


def test_codes_are_given_in_the_order_of_the_coupons_tab(sheet: Sheet, takes: Redeem) -> None:
    book = sheet(
        ANA_WITH_500,
        BORIS_WITH_500,
        """
        Coupons | Reward
        TOTE-9  | tote
        MUG-1   | mug
        TOTE-1  | TOTE
        """,
    )

    first = takes(book, "boris", "tote")
    second = takes(book.after(first.changes), "ana", "tote")

    assert [code(first), code(second)] == ["TOTE-9", "TOTE-1"]


@pytest.mark.parametrize("status", ["issued", "asked", "used", "expired", "cancelled"])
def test_only_available_codes_of_the_reward_are_given(sheet: Sheet, takes: Redeem, status: str) -> None:
    book = sheet(
        ANA_WITH_500,
        f"""
        Coupons | Reward | Status
        TOTE-1  | tote   | {status}
        MUG-1   | mug    | available
        TOTE-2  | tote   | available
        """,
    )

    assert code(takes(book, "ana", "tote")) == "TOTE-2"


@pytest.mark.parametrize("points", [0, 500])
def test_an_empty_pool_is_out_of_stock_and_costs_nothing(sheet: Sheet, takes: Redeem, points: int) -> None:
    book = sheet(
        ANA,
        f"""
        Ledger           | Member | Entry      | Points
        2026-11-01 09:00 | ANA    | adjustment | {points}
        """,
    )

    assert takes(book, "ana", "tote") == Decision(OutOfStock(Standing(points), book.rewards[0]))


def test_a_code_that_the_ledger_gave_is_not_given_again_though_the_owner_blanked_its_row(
    sheet: Sheet, takes: Redeem
) -> None:
    book = sheet(
        ANA_WITH_500,
        BORIS_WITH_500,
        """
        Coupons | Reward | Status    | Member
        TOTE-1  | tote   | available |
        TOTE-2  | tote   | available |

        Ledger           | Member | Entry      | Points | For  | Cause
        2026-11-20 09:00 | ANA    | redemption | -200   | tote | coupon:tote-1
        """,
    )

    assert code(takes(book, "boris", "tote")) == "TOTE-2"
    assert [row.code for row in book.coupon_rows_of("ANA")] == ["TOTE-1"]


def test_a_pool_is_used_up_by_its_last_code(sheet: Sheet, takes: Redeem) -> None:
    book = sheet(
        ANA_WITH_500,
        BORIS_WITH_500,
        """
        Coupons | Reward
        TOTE-1  | tote
        """,
    )

    after = book.after(takes(book, "ana", "tote").changes)

    assert takes(after, "boris", "tote") == Decision(OutOfStock(Standing(500), book.rewards[0]))


@pytest.mark.parametrize("source", ["pool", "generate", "manual"])
def test_a_stock_is_used_up_by_as_many_as_were_given(sheet: Sheet, takes: Redeem, source: str) -> None:
    book = sheet(
        ANA_WITH_500,
        BORIS_WITH_500,
        f"""
        Settings | Value
        Coupons  | {source}

        Rewards | Name | Points | Stock
        mug     | Mug  | 10     | 2

        Coupons | Reward
        MUG-1   | mug
        MUG-2   | mug
        MUG-3   | mug

        Ledger           | Member | Entry      | Points | For | Cause
        2026-11-20 09:00 | LAYLA  | redemption | -10    | MUG | coupon:MUG-0
        """,
    )
    mug = book.rewards[1]

    last = takes(book, "ana", "mug")
    none_left = takes(book.after(last.changes), "boris", "mug").outcome

    assert isinstance(last.outcome, Redeemed | AskedOwner)
    assert isinstance(none_left, OutOfStock)
    assert none_left.reward == mug


def test_a_reward_with_a_stock_of_none_cannot_be_had(sheet: Sheet, takes: Redeem) -> None:
    book = sheet(
        ANA_WITH_500,
        GENERATED,
        """
        Rewards | Name | Points | Stock
        mug     | Mug  | 10     | 0
        """,
    )

    assert isinstance(takes(book, "ana", "mug").outcome, OutOfStock)


def test_a_made_code_gets_a_row_of_its_own(sheet: Sheet, takes: Redeem, now: datetime) -> None:
    book = sheet(ANA_WITH_500, GENERATED)
    tote, last_day = book.rewards[0], date(2026, 12, 22)

    decision = takes(book, "ana", "tote", codes=["MADE-1"])

    assert decision.outcome == Redeemed(Standing(300, (tote,)), tote, "MADE-1", last_day, again=False)
    assert decision.changes[1:] == (
        AddCoupon(Coupon("MADE-1", "tote", CouponStatus.ISSUED, "ANA", "ana@example.com", now, last_day)),
    )


def test_a_made_code_is_one_that_no_coupon_has_or_had(sheet: Sheet, takes: Redeem) -> None:
    book = sheet(
        ANA_WITH_500,
        GENERATED,
        """
        Coupons | Reward | Status
        AAAA3333 | mug   | available
        CCCC3333 | mug   | cancelled

        Ledger           | Member | Entry      | Points | For | Cause
        2026-11-20 09:00 | LAYLA  | redemption | -10    | mug | coupon:DDDD3333
        """,
    )

    made = takes(book, "ana", "tote", codes=["AAAA3333", "cccc3333", "DDDD3333", "EEEE3333", "FFFF3333"])

    assert code(made) == "EEEE3333"


def test_a_coupon_that_the_owner_sends_costs_its_points_and_leaves_her_a_row(
    sheet: Sheet, takes: Redeem, now: datetime
) -> None:
    book = sheet(ANA_WITH_500, MANUAL)
    tote, email = book.rewards[0], "ana@example.com"

    decision = takes(book, "ana", "tote")

    assert decision.outcome == AskedOwner(Standing(300, (tote,)), tote, again=False)
    assert decision.changes[1] == AddCoupon(
        Coupon("MADE-1", "tote", CouponStatus.ASKED, "ANA", email, now, date(2026, 12, 22))
    )


def test_asking_the_owner_twice_within_ten_minutes_is_asking_once(sheet: Sheet, takes: Redeem) -> None:
    book = sheet(ANA_WITH_500, MANUAL)

    after = book.after(takes(book, "ana", "tote").changes)

    assert takes(after, "ana", "tote") == Decision(AskedOwner(Standing(300, book.rewards), book.rewards[0], again=True))


def test_once_the_owner_has_marked_a_coupon_as_sent_a_second_tap_gives_it(sheet: Sheet, takes: Redeem) -> None:
    book = sheet(
        ANA_WITH_500,
        MANUAL,
        """
        Ledger           | Member | Entry      | Points | For  | Cause
        2026-11-22 11:55 | ANA    | redemption | -200   | tote | coupon:MADE-1

        Coupons | Reward | Status | Member | Issued           | Expires
        MADE-1  | tote   | issued | ANA    | 2026-11-22 11:55 | 2026-12-22
        """,
    )

    assert code(takes(book, "ana", "tote")) == "MADE-1"


def test_a_second_tap_gives_the_code_that_the_owner_put_into_the_row_meanwhile(sheet: Sheet, takes: Redeem) -> None:
    book = sheet(
        ANA_WITH_500,
        MANUAL,
        """
        Ledger           | Member | Entry      | Points | For  | Cause
        2026-11-22 11:55 | ANA    | redemption | -200   | tote | coupon:MADE-1

        Coupons  | Reward | Status | Member | Issued           | Expires
        SPRING-7 | tote   | issued | ANA    | 2026-11-22 11:55 | 2026-12-22
        """,
    )

    assert code(takes(book, "ana", "tote")) == "SPRING-7"


def test_asking_again_is_asking_again_though_the_owner_changed_the_code_in_the_row(sheet: Sheet, takes: Redeem) -> None:
    book = sheet(
        ANA_WITH_500,
        MANUAL,
        """
        Ledger           | Member | Entry      | Points | For  | Cause
        2026-11-22 11:55 | ANA    | redemption | -200   | tote | coupon:MADE-1

        Coupons  | Reward | Status | Member | Issued           | Expires
        SPRING-7 | tote   | asked  | ANA    | 2026-11-22 11:55 | 2026-12-22
        """,
    )

    assert takes(book, "ana", "tote") == Decision(AskedOwner(Standing(300, book.rewards), book.rewards[0], again=True))

"""What the owner might change, each with its figure."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from loyalty.book.book import Book
from loyalty.report.conclusions.suggestions import (
    MOST,
    BeginHoldOut,
    CouponsUnused,
    FirstRewardLate,
    NobodyTakes,
    PointsGrowFaster,
    Suggestion,
)
from loyalty.report.conclusions.whole_report import report_of
from loyalty.report.periods import calendar_year

Sheet = Callable[..., Book]
ANA = "Members | Email | Joined\nANA | ana@example.com | 2025-06-01 10:00:00"
REWARDS = """
    Rewards | Name    | Points | Active | Only for | Starts
    tote    | Tote    | 200    | yes    |          |
    mug     | Mug     | 350    | yes    |          |
    blanket | Blanket | 900    | yes    |          |
    card    | Card    | 100    | no     |          |
    ring    | Ring    | 120    | yes    | gold     |
    cup     | Cup     | 130    | yes    |          | 2026-02-01
"""
GENERATE = "Settings | Value\nCoupons | generate"
LEDGER = "Ledger | Member | Entry | Points | For | Cause"
TAKEN = f"{LEDGER}\n2026-02-01 10:00:00 | ANA | redemption | -200 | tote | coupon:T1"


def found(book: Book) -> Sequence[Suggestion]:
    return report_of(book, calendar_year(2026), today=date(2027, 1, 1)).suggestions


def orders(count: int, amount: int, day: str = "2026-05-01") -> str:
    rows = (f"{day}-{n} | ana@example.com | {amount} | {day}" for n in range(count))
    return "\n".join(["Orders | Email | Amount | Placed", *rows])


def test_a_reward_that_nobody_takes_while_others_are_taken(sheet: Sheet) -> None:
    # The card is not active, the ring is for some, the cup came in February, the blanket is dearer.
    assert found(sheet(GENERATE, ANA, REWARDS, TAKEN)) == (NobodyTakes("Mug", 350, taken=1),)


def test_a_reward_that_nobody_could_take_is_not_too_dear(sheet: Sheet) -> None:
    # The mug is sold out, and of the blanket there are no codes.
    rewards = """
        Rewards | Name    | Points | Stock
        tote    | Tote    | 200    |
        mug     | Mug     | 350    | 0
        blanket | Blanket | 900    |
    """
    codes = "Coupons | Reward | Status\nM1 | mug | available\nT2 | tote | available"

    assert found(sheet("Settings | Value\nCoupons | pool", ANA, rewards, TAKEN, codes)) == ()
    assert found(sheet(GENERATE, ANA, rewards, TAKEN)) == (NobodyTakes("Blanket", 900, taken=1),)


def test_where_none_is_taken_or_the_program_is_young_no_reward_is_to_blame(sheet: Sheet) -> None:
    assert found(sheet(GENERATE, ANA, REWARDS)) == ()
    assert found(sheet(GENERATE, ANA.replace("2025-06-01", "2026-01-02"), REWARDS, TAKEN)) == ()
    assert found(sheet(GENERATE, "Members | Email\nANA | ana@example.com", REWARDS, TAKEN)) == ()


@pytest.mark.parametrize(("amount", "told"), [(20, (FirstRewardLate("Tote", 8),)), (50, ())])
def test_a_first_reward_that_comes_after_the_fourth_order_comes_late(
    sheet: Sheet, amount: int, told: tuple[Suggestion, ...]
) -> None:
    # 200 points less 50 for joining are 150: eight orders of 20, three of 50.
    only_tote = "Rewards | Name | Points\ntote | Tote | 200"

    assert found(sheet(ANA, only_tote, orders(20, amount))) == told


def test_points_that_grow_faster_than_what_customers_pay(sheet: Sheet) -> None:
    points = f"""{LEDGER}
2025-06-01 10:00:00 | ANA | sign-up    | 100 |  | join:ANA
2026-06-01 10:00:00 | ANA | adjustment | 30  |  |"""
    bought = orders(10, 50, "2025-05-01"), orders(12, 50)

    # 100 points became 130, 500 became 600.
    assert found(sheet(ANA, points, *bought)) == (PointsGrowFaster(0.3, 0.2),)
    assert found(sheet(ANA, points, orders(10, 50, "2025-05-01"), orders(13, 50))) == ()


def test_coupons_that_are_not_used(sheet: Sheet) -> None:
    heading = "Coupons | Reward | Status | Member | Issued | Expires"
    rows = [
        f"T{n} | tote | {'used' if n < 9 else 'issued'} | ANA | 2026-02-01 10:00:00 | 2026-03-03" for n in range(20)
    ]
    lines = [f"2026-02-01 10:00:00 | ANA | redemption | -200 | tote | coupon:T{n}" for n in range(20)]
    untold = "\n".join([heading, *rows]).replace("used", "issued")
    few = sheet(ANA, "\n".join([heading, *rows[:19]]), "\n".join([LEDGER, *lines[:19]]))

    assert found(sheet(ANA, "\n".join([heading, *rows]), "\n".join([LEDGER, *lines]))) == (CouponsUnused(0.45, 20),)
    assert found(few) == ()
    # Of a shop that tells no codes nobody knows whether they were used.
    assert found(sheet(ANA, untold, "\n".join([LEDGER, *lines]))) == ()


def crowd(count: int) -> str:
    return "\n".join(["Members | Email", *(f"M{n} | m{n}@example.com" for n in range(count))])


def test_a_hold_out_is_proposed_where_it_would_show_something(sheet: Sheet) -> None:
    [proposed] = found(sheet(crowd(600)))

    assert isinstance(proposed, BeginHoldOut)
    assert (proposed.members, proposed.share, round(proposed.detectable, 4)) == (600, 0.1, 0.1763)
    assert found(sheet(crowd(400))) == ()
    assert found(sheet(crowd(600), "Settings | Value\nHold out | 0.2")) == ()
    held = "Emails | Member | Letter | Status | Id\n2026-03-01 10:00:00 | M1 | reminder | held out | 1"
    assert found(sheet(crowd(600), held)) == ()


def test_a_hold_out_of_fewer_than_twenty_is_not_proposed_as_no_report_would_show_what_it_did(sheet: Sheet) -> None:
    # In a shop where hardly anybody orders small differences would show, were there enough members.
    once = "Orders | Email | Amount | Placed\n1 | m1@example.com | 60 | 2026-05-01"

    assert found(sheet(crowd(190), once)) == ()
    assert [type(one) for one in found(sheet(crowd(200), once))] == [BeginHoldOut]


def test_three_suggestions_are_enough(sheet: Sheet) -> None:
    points = f"""{LEDGER}
2025-06-01 10:00:00 | ANA | sign-up    | 1000 |      | join:ANA
2026-06-01 10:00:00 | ANA | adjustment | 9000 |      |
2026-02-01 10:00:00 | ANA | redemption | -200 | tote | coupon:T1"""
    book = sheet(GENERATE, ANA, crowd(600), REWARDS, points, orders(20, 10, "2025-05-01"), orders(20, 10))

    told = found(book)

    assert len(told) == MOST
    assert [type(one) for one in told] == [NobodyTakes, FirstRewardLate, PointsGrowFaster]

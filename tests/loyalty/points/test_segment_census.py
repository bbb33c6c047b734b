"""Segments: who is in which, by hand-computed examples; and what each has bought."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from loyalty.book.book import Book
from loyalty.model.segment import SegmentRule
from loyalty.points.segmenting.segment_census import take_segments

TODAY = date(2026, 11, 30)
ANA, BORIS, LAYLA = "KANA47", "KBORIS", "KLAYLA"
PEOPLE = """
    Members | Email             | Contact | Joined
    KANA47  | ana@example.com   | 7001    | 2025-01-05 10:00
    KBORIS  | boris@example.com | 7002    | 2025-01-05 10:00
    KLAYLA  | layla@example.com | 7003    | 2025-01-05 10:00
"""
PRIZES = """
    Settings | Value
    Coupons  | generate

    Rewards | Name | Points
    mug     | Mug  | 100
    bag     | Bag  | 300
"""


def segment(rule: SegmentRule, threshold: str, **more: str) -> str:
    columns = {"Segments": "it", "Rule": rule.value, "Threshold": threshold, **more}
    return f"{' | '.join(columns)}\n{' | '.join(columns.values())}\n"


def orders(*rows: str) -> str:
    """``ana 2026-01-05 20.00`` and what else stands behind it: a status, and what was refunded."""
    lines = ["Orders | Email | Placed | Amount | Status | Refunded"]
    for number, row in enumerate(rows, start=1001):
        name, placed, amount, *rest = row.split(maxsplit=3)
        status, _, refunded = (rest[0] if rest else "paid").partition(":")
        email = name if "@" in name else f"{name}@example.com"
        lines.append(f"{number} | {email} | {placed} | {amount} | {status} | {refunded}")
    return "\n".join(lines)


def members_in(book: Book) -> set[str]:
    return set(take_segments(book, today=TODAY).names)


def test_frequent_are_those_with_so_many_paid_orders_of_the_last_365_days(sheet: Any) -> None:
    three = [f"ana {day} 10.00" for day in ("2025-11-30", "2026-03-01", "2026-11-29")]
    # One of Boris's is a day too old, and one of Layla's is of today, which is not over.
    others = ["boris 2025-11-29 10.00", "boris 2026-03-01 10.00", "boris 2026-04-01 10.00"]
    others += ["layla 2026-11-30 10.00", "layla 2026-03-01 10.00", "layla 2026-04-01 10.00"]
    others += ["boris 2026-05-01 10.00 unpaid", "layla 2026-05-01 10.00 refunded"]
    book = sheet(PEOPLE, orders(*three, *others), segment(SegmentRule.FREQUENT, "3"))

    assert members_in(book) == {ANA}


def test_best_are_those_whose_net_of_the_year_is_over_so_many_average_orders_of_everybody(sheet: Any) -> None:
    # 240 in 6 orders: 40 on average. Ana has paid 81, Boris exactly 80, and 21 of Layla's 100 went back.
    rows = ["ana 2026-02-01 41.00", "ana 2026-03-01 40.00", "boris 2026-02-01 80.00"]
    rows += [
        "layla 2026-02-01 100.00 partly refunded:21.00",
        "who@example.org 2026-02-01 0",
        "x@example.org 2026-02-01 0",
    ]
    book = sheet(PEOPLE, orders(*rows), segment(SegmentRule.BEST, "2"))

    assert members_in(book) == {ANA}


def test_the_best_of_a_shop_without_orders_are_nobody(sheet: Any) -> None:
    assert members_in(sheet(PEOPLE, segment(SegmentRule.BEST, "2"))) == set()


def test_new_are_those_who_joined_not_more_than_so_many_days_ago(sheet: Any) -> None:
    people = PEOPLE.replace("7001    | 2025-01-05", "7001    | 2026-10-31")
    people = people.replace("7002    | 2025-01-05", "7002    | 2026-10-30").replace(
        "7003    | 2025-01-05 10:00", "7003 |"
    )

    assert members_in(sheet(people, segment(SegmentRule.NEW, "30"))) == {ANA}


def test_at_risk_is_whoever_stays_away_for_more_than_twice_their_own_usual_gap_and_lost_for_more_than_four(
    sheet: Any,
) -> None:
    def away(last: str, rule: SegmentRule, times: str) -> set[str]:
        # 10 and 20 days: 15 as a rule, by which Ana is missed from the 31st day on and lost from the 61st.
        first, second = date.fromisoformat(last).toordinal() - 30, date.fromisoformat(last).toordinal() - 20
        days = [date.fromordinal(first), date.fromordinal(second), last]
        rows = [f"ana {day} 10.00" for day in days] + ["boris 2026-01-01 10.00", "boris 2026-01-02 10.00"]
        return members_in(sheet(PEOPLE, orders(*rows), segment(rule, times)))

    assert away("2026-10-31", SegmentRule.AT_RISK, "2") == set()
    assert away("2026-10-30", SegmentRule.AT_RISK, "2") == {ANA}
    assert away("2026-10-01", SegmentRule.LOST, "4") == set()
    assert away("2026-09-30", SegmentRule.LOST, "4") == {ANA}
    assert away("2026-09-30", SegmentRule.AT_RISK, "2") == {ANA}


def test_one_step_is_whose_next_reward_is_not_more_than_a_usual_order_of_theirs_away(sheet: Any) -> None:
    # Ana's orders bring 30 on average, the shop's (30 × 3 + 10 + 10) / 5 = 22.
    rows = ["ana 2026-02-01 20.00", "ana 2026-03-01 30.00", "ana 2026-04-01 40.00"]
    rows += ["boris 2026-02-01 10.00", "layla 2026-02-01 10.00"]
    ledger = """
        Ledger           | Member | Entry      | Points
        2026-01-05 10:00 | KANA47 | adjustment | 70
        2026-01-05 10:00 | KBORIS | adjustment | 77
        2026-01-05 10:00 | KLAYLA | adjustment | 278
    """
    book = sheet(PEOPLE, PRIZES, orders(*rows), ledger, segment(SegmentRule.ONE_STEP, "1"))

    # Boris lacks 23 points, Layla 22 for the bag, as she has the mug within reach.
    assert members_in(book) == {ANA, LAYLA}


def test_nobody_is_one_step_from_a_reward_that_is_not_on_the_list(sheet: Any) -> None:
    ledger = "Ledger | Member | Entry | Points\n2026-01-05 10:00 | KANA47 | adjustment | 90"
    rows = orders("ana 2026-02-01 20.00")

    assert members_in(sheet(PEOPLE, rows, ledger, segment(SegmentRule.ONE_STEP, "1"))) == set()
    assert members_in(sheet(PEOPLE, PRIZES, ledger, segment(SegmentRule.ONE_STEP, "1"))) == set()


@pytest.mark.parametrize(
    ("lines", "sleeps"),
    [
        pytest.param("2026-10-01 | adjustment | 120", True, id="within reach for sixty days"),
        pytest.param("2026-10-02 | adjustment | 120", False, id="for fifty-nine"),
        pytest.param("2026-01-01 | adjustment | 60 \n 2026-10-02 | adjustment | 60", False, id="since the second line"),
        pytest.param("2026-01-01 | adjustment | 60 \n 2026-10-01 | adjustment | 60", True, id="and a day before"),
        pytest.param("2026-01-01 | adjustment | 120 \n 2026-10-02 | redemption | -10", False, id="took one since"),
        pytest.param("2026-01-01 | adjustment | 120 \n 2026-09-01 | redemption | -10", True, id="took one long ago"),
        pytest.param(
            "2026-01-01 | adjustment | 120 \n 2026-02-01 | adjustment | -60 \n 2026-10-02 | adjustment | 40",
            False,
            id="it was out of reach between",
        ),
        pytest.param("2026-01-01 | adjustment | 90", False, id="out of reach"),
    ],
)
def test_points_sleep_from_the_day_on_which_a_reward_came_within_reach(sheet: Any, lines: str, *, sleeps: bool) -> None:
    rows = (line.strip().split(" | ") for line in lines.split("\n"))
    ledger = "\n".join(f"{day} 10:00 | KANA47 | {kind} | {points}" for day, kind, points in rows)
    ledger = f"Ledger | Member | Entry | Points\n{ledger}"
    book = sheet(PEOPLE, PRIZES, ledger, segment(SegmentRule.SLEEPING_POINTS, "60"))

    assert members_in(book) == ({ANA} if sleeps else set())


def test_points_of_an_order_that_wait_bring_nothing_within_reach_before_their_day(sheet: Any) -> None:
    ledger = """
        Ledger           | Member | Entry | Points | For | Available
        2026-01-05 10:00 | KANA47 | claim | 120    | 1   | 2026-10-02
        2026-01-05 10:00 | KBORIS | claim | 120    | 2   | 2026-10-01
        2026-01-05 10:00 | KLAYLA | claim | 120    | 3   | 2026-12-24
        2026-01-05 10:00 | KLAYLA | claim | 100    | 4   |
    """
    book = sheet(PEOPLE, PRIZES, ledger, segment(SegmentRule.SLEEPING_POINTS, "60"))

    assert members_in(book) == {BORIS, LAYLA}


def test_a_bonus_that_waits_for_a_first_order_sleeps_from_that_order_on(sheet: Any) -> None:
    settings = "Settings | Value\nBonus spendable | after first order"
    ledger = """
        Ledger           | Member | Entry   | Points | For
        2026-01-05 10:00 | KANA47 | sign-up | 120    |
        2026-10-02 10:00 | KANA47 | claim   | 1      | 1
        2026-01-05 10:00 | KBORIS | sign-up | 120    |
        2026-10-01 10:00 | KBORIS | claim   | 1      | 2
        2026-01-05 10:00 | KLAYLA | sign-up | 120    |
    """
    book = sheet(settings, PEOPLE, PRIZES, ledger, segment(SegmentRule.SLEEPING_POINTS, "60"))

    assert members_in(book) == {BORIS}


def test_points_sleep_no_longer_than_their_reward_is_on_the_list_and_only_for_whom_it_is(sheet: Any) -> None:
    prizes = """
        Settings | Value
        Coupons  | generate

        Rewards | Name | Points | Starts     | Only for
        mug     | Mug  | 100    | 2026-10-02 |
        bag     | Bag  | 110    |            | vip
    """
    people = (
        PEOPLE.replace("Joined", "Joined | Segment")
        .replace("10:00", "10:00 |")
        .replace("7002    | 2025-01-05 10:00 |", "7002 | 2025-01-05 10:00 | vip")
    )
    ledger = """
        Ledger           | Member | Entry      | Points
        2026-01-05 10:00 | KANA47 | adjustment | 120
        2026-01-05 10:00 | KBORIS | adjustment | 120
    """
    book = sheet(people, prizes, ledger, segment(SegmentRule.SLEEPING_POINTS, "60"))

    assert members_in(book) == {BORIS}


@pytest.mark.parametrize(
    ("question", "answer", "those"),
    [
        ("tea or coffee?", "tea", {ANA}),
        ("taste", "tea", {ANA}),
        ("", "tea", {ANA, LAYLA}),
        ("", "*cold*", {BORIS}),
        ("other", "tea", {LAYLA}),
        ("tea or coffee?", "cold", set()),
    ],
)
def test_an_answer_is_a_segment_too(sheet: Any, question: str, answer: str, those: set[str]) -> None:
    answers = """
        Answers          | Member | Survey | Question       | Answer      | Id
        2026-01-05 10:00 | KANA47 | Taste  | Tea or coffee? | Tea         | 1
        2026-01-05 10:00 | KBORIS | Taste  | Tea or coffee? | Ice-cold tea | 2
        2026-01-05 10:00 | KLAYLA | Other  | And now?       | TEA         | 3
    """
    book = sheet(PEOPLE, answers, segment(SegmentRule.ANSWER, "1", Question=question, Answer=answer))

    assert members_in(book) == those


def test_an_order_is_whose_claim_it_is_and_else_whose_mailbox_it_was_sent_to(sheet: Any) -> None:
    people = PEOPLE.replace("ana@example.com", "a.na+shop@gmail.com")
    rows = orders("ANA@googlemail.com 2026-02-01 10.00", "boris 2026-02-01 10.00", "boris 2026-03-01 10.00")
    ledger = """
        Ledger           | Member | Entry | Points | For  | Cause
        2026-02-05 10:00 | KLAYLA | claim | 10     | 1002 | order:1002
    """
    book = sheet(people, rows, ledger, segment(SegmentRule.FREQUENT, "1"))
    census = take_segments(book, today=TODAY)

    assert set(census.names) == {ANA, BORIS, LAYLA}
    assert members_in(replace(book, offers=sheet(segment(SegmentRule.FREQUENT, "2")).offers)) == set()
    assert (census.totals["it"].members, census.totals["it"].net) == (3, Decimal("30.00"))


def test_who_only_typed_an_address_is_in_no_segment_by_its_orders(sheet: Any) -> None:
    settings = "Settings | Value\nConfirm e-mail | before points"
    book = sheet(settings, PEOPLE, orders("ana 2026-02-01 10.00"), segment(SegmentRule.FREQUENT, "1"))

    assert members_in(book) == set()


def test_orders_under_a_further_address_are_the_members_own(sheet: Any) -> None:
    people = (
        PEOPLE.replace("Joined", "Joined | Other emails")
        .replace("10:00", "10:00 |")
        .replace("7001    | 2025-01-05 10:00 |", "7001 | 2025-01-05 10:00 | ana@work.example")
    )
    book = sheet(people, orders("ana@work.example 2026-02-01 10.00"), segment(SegmentRule.FREQUENT, "1"))

    assert members_in(book) == {ANA}


def test_whoever_is_blocked_is_in_no_segment(sheet: Any) -> None:
    people = PEOPLE.replace("Joined", "Joined | Blocked").replace("10:00", "10:00 | yes")

    assert members_in(sheet(people, segment(SegmentRule.NEW, "9999"))) == set()


def test_a_member_may_be_in_several_segments_which_stand_in_the_order_of_the_tab(sheet: Any) -> None:
    tab = """
        Segments | Rule     | Threshold
        Newest   | new      | 9999
        nobody   | frequent | 99
        buyers   | frequent | 1
    """
    census = take_segments(sheet(PEOPLE, orders("ana 2026-02-01 10.00"), tab), today=TODAY)

    assert census.names == {ANA: ("Newest", "buyers"), BORIS: ("Newest",), LAYLA: ("Newest",)}
    assert census.totals["nobody"].members == 0
    assert census.totals["newest"].net == Decimal("10.00")


def test_without_a_tab_of_segments_there_are_none(sheet: Any) -> None:
    assert take_segments(sheet(PEOPLE), today=TODAY).names == {}

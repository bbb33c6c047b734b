"""The sign-up bonus that waits for a first order: what of a member's points can be spent, and when."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from loyalty.book.book import Book
from loyalty.intake.owner_edits import book_owner_edits
from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.redeem import redeem
from loyalty.nightly.credit_orders import credit_orders
from loyalty.outcomes.asking import PointsTold
from loyalty.outcomes.joining import Joined
from loyalty.outcomes.member_standing import Standing
from loyalty.outcomes.redeeming import PointsShort, Redeemed, RedeemOutcome
from loyalty.owner.closing import close_books

Sheet = Callable[..., Book]

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
WAITS = """
    Settings        | Value
    Coupons         | generate
    Bonus spendable | after first order
"""
REWARDS = """
    Rewards | Name     | Points
    pin     | Pin      | 40
    mug     | Mug      | 100
"""
ORDERS = """
    Orders | Email           | Amount | Placed     | Status
    1042   | ana@example.com | 60.00  | 2026-11-20 | paid
    1043   | ana@example.com | 60.00  | 2026-11-20 | unpaid
"""
ANA = """
    Members | Email           | Contact
    ANA     | ana@example.com | ana

    Ledger           | Member | Entry   | Points | Cause
    2026-11-01 09:00 | ANA    | sign-up | 50     | join:ANA
"""


def lines(*rows: str) -> str:
    """More lines of Ana's in the Ledger: time, entry, points, what for, cause."""
    head = "Ledger | Member | Entry | Points | For | Cause | Amount"
    return "\n".join((head, *(row + " |" * (head.count("|") - row.count("|")) for row in rows)))


def takes(book: Book, reward: str) -> RedeemOutcome:
    return redeem(book, contact="ana", reward=reward, codes=["C1"], now=NOON).outcome


def stands(book: Book) -> Standing:
    told = tell_points(book, contact="ana", now=NOON).outcome
    assert isinstance(told, PointsTold)
    return told.standing


def test_who_has_only_joined_has_the_bonus_and_can_take_nothing_for_it(sheet: Sheet) -> None:
    book = sheet(WAITS, REWARDS)

    joined = join(book, contact="ana", email="ana@example.com", name="", language="", codes=["ANA"], now=NOON)
    book = book.after(joined.changes)

    assert isinstance(joined.outcome, Joined)
    assert joined.outcome.bonus == 50
    standing = joined.outcome.standing
    assert (standing.points, standing.bonus_waiting, standing.spendable) == (50, 50, 0)
    assert (standing.takeable, standing.next_reward, standing.points_to_next) == ((), book.rewards[0], 0)
    assert takes(book, "pin") == PointsShort(standing, book.rewards[0], 0)
    assert takes(book, "mug") == PointsShort(standing, book.rewards[1], 50)


def test_a_first_order_sets_the_bonus_free(sheet: Sheet) -> None:
    book = sheet(WAITS, REWARDS, ANA, ORDERS)

    book = book.after(claim_order(book, contact="ana", number="1042", now=NOON).changes)

    assert stands(book) == Standing(110, book.rewards)
    assert isinstance(takes(book, "mug"), Redeemed)


def test_so_does_one_that_was_credited_by_itself(sheet: Sheet) -> None:
    book = sheet(WAITS, REWARDS, ANA, ORDERS, "Settings | Value\nCredit orders | automatically")

    book = book.after(credit_orders(book, now=NOON, limit=9).changes)

    assert isinstance(takes(book, "mug"), Redeemed)


def test_an_order_that_is_not_paid_sets_nothing_free(sheet: Sheet) -> None:
    book = sheet(WAITS, REWARDS, ANA, ORDERS)

    book = book.after(claim_order(book, contact="ana", number="1043", now=NOON).changes)

    assert stands(book).spendable == 0


def test_an_order_whose_own_points_still_wait_sets_the_bonus_free(sheet: Sheet) -> None:
    book = sheet(WAITS, REWARDS, ANA, ORDERS, "Settings | Value\nPending days | 14")

    book = book.after(claim_order(book, contact="ana", number="1042", now=NOON).changes)

    standing = stands(book)
    assert (standing.points, standing.pending, standing.spendable) == (50, 60, 50)


def test_in_a_sheet_that_does_not_say_so_the_bonus_is_spent_at_once(sheet: Sheet) -> None:
    book = sheet("Settings | Value\nCoupons | generate", REWARDS, ANA)

    assert stands(book) == Standing(50, book.rewards[:1], book.rewards[1])
    assert isinstance(takes(book, "pin"), Redeemed)


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-02 09:00 | ANA | opening    | 45 |        | import:ANA",
        "2026-11-02 09:00 | ANA | adjustment | 45 |        |",
        "2026-11-02 09:00 | ANA | survey     | 45 | tea    | survey:tea:ANA",
        "2026-11-02 09:00 | ANA | birthday   | 45 |        | birthday:ANA:2026",
        "2026-11-02 09:00 | ANA | action     | 45 | review | action:review:ANA:2000-01-01:1",
    ],
)
def test_only_the_bonus_waits_all_other_points_are_spent_as_ever(sheet: Sheet, line: str) -> None:
    book = sheet(WAITS, REWARDS, ANA, lines(line))

    standing = stands(book)

    assert (standing.points, standing.spendable, standing.bonus_waiting) == (95, 45, 50)
    assert isinstance(takes(book, "pin"), Redeemed)
    assert takes(book, "mug") == PointsShort(standing, book.rewards[1], 5)


CLAIMED = "2026-11-02 09:00 | ANA | claim | 60 | 1042 | order:1042 | 60"


@pytest.mark.parametrize(
    ("refund", "spendable"),
    [
        ("2026-11-03 09:00 | ANA | refund | -60 | 1042 | refund:1042", 0),
        ("2026-11-03 09:00 | ANA | refund | -60 | 1042 | refund-of:60:60/60:1042", 0),
        ("2026-11-03 09:00 | ANA | refund | -60 | 1042 | refund-of:60:1042", 0),
        ("2026-11-03 09:00 | ANA | refund | -59 | 1042 | refund-of:59:59/60:1042", 51),
        ("2026-11-03 09:00 | ANA | refund | -59 | 1042 | refund-of:59:1042", 51),
        ("2026-11-03 09:00 | ANA | refund | -60 | 1041 | refund:1041", 50),
    ],
)
def test_when_the_first_order_goes_back_whole_the_bonus_waits_again(sheet: Sheet, refund: str, spendable: int) -> None:
    book = sheet(WAITS, REWARDS, ANA, lines(CLAIMED, refund))

    assert stands(book).spendable == spendable


def test_a_part_refund_of_an_order_that_nobody_knows_any_more_leaves_it_standing(sheet: Sheet) -> None:
    book = sheet(WAITS, ANA, lines(CLAIMED, "2026-11-03 09:00 | ANA | refund | -9 | 1041 | refund-of:9:1041"))

    assert stands(book).bonus_waiting == 0


def test_another_order_that_stands_keeps_the_bonus_free(sheet: Sheet) -> None:
    second = "2026-11-02 10:00 | ANA | claim | 20 | 1051 | order:1051 | 20"
    back = "2026-11-03 09:00 | ANA | refund | -60 | 1042 | refund:1042"
    book = sheet(WAITS, ANA, lines(CLAIMED, second, back))

    assert (stands(book).points, stands(book).spendable) == (70, 70)


def test_what_was_spent_while_it_was_free_is_not_taken_again(sheet: Sheet) -> None:
    spent = "2026-11-02 10:00 | ANA | redemption | -100 | mug | coupon:C0"
    back = "2026-11-03 09:00 | ANA | refund | -10 | 1042 | refund:1042"
    deficit = "2026-11-03 09:00 | ANA | refund | -60 | 1042 | refund:1042"

    assert stands(sheet(WAITS, ANA, lines(CLAIMED, spent, back))) == Standing(0)
    assert stands(sheet(WAITS, ANA, lines(CLAIMED, spent, deficit))) == Standing(-50)


def test_what_of_the_bonus_has_expired_waits_no_longer(sheet: Sheet) -> None:
    gift = "2026-11-02 09:00 | ANA | birthday | 45 |  | birthday:ANA:2026"
    ended = "2026-11-03 09:00 | ANA | expiry | -50 |  | expiry:join:ANA"
    other = "2026-11-04 09:00 | ANA | expiry | -5 |  | expiry:birthday:ANA:2026"
    book = sheet(WAITS, ANA, lines(gift, ended, other))

    assert stands(book) == Standing(40)


def test_of_two_rows_that_are_one_person_both_bonuses_wait_and_one_order_sets_both_free(sheet: Sheet) -> None:
    merged = """
        Ledger           | Member | Entry      | Points | For  | Cause          | Amount
        2026-11-02 09:00 | BORIS  | sign-up    | 50     |      | join:BORIS     |
        2026-11-03 09:00 | ANA    | adjustment | 50     |      | merge:BORIS:ANA |
        2026-11-03 09:00 | BORIS  | adjustment | -50    |      | merge-out:BORIS:ANA |
    """
    ordered = lines("2026-11-02 10:00 | BORIS | claim | 20 | 1051 | order:1051 | 20")

    assert stands(sheet(WAITS, ANA, merged)).bonus_waiting == 100
    assert stands(sheet(WAITS, ANA, merged, ordered)).bonus_waiting == 0


def test_a_balance_that_the_owner_types_is_spent_but_for_the_bonus_in_it(sheet: Sheet) -> None:
    typed = """
        Members | Email           | Contact | Points | As booked
        ANA     | ana@example.com | ana     | 150    | 50
    """
    book = sheet(WAITS, typed, "\n".join(ANA.strip().splitlines()[3:]))
    book = book.after(book_owner_edits(book, now=NOON))

    assert (stands(book).points, stands(book).spendable) == (150, 100)


def test_closing_the_books_sets_no_bonus_free(sheet: Sheet) -> None:
    gifts = (
        "2025-11-02 09:00 | ANA | survey   | 20 | tea | survey:tea:ANA",
        "2025-11-03 09:00 | ANA | birthday | 30 |     | birthday:ANA:2025",
    )
    book = sheet(WAITS, ANA.replace("2026-11-01", "2025-11-01"), lines(*gifts))
    book = book.after(close_books(book, before=NOON, limit=99).changes)

    assert (stands(book).points, stands(book).spendable) == (100, 50)


def test_an_order_counts_also_when_the_books_are_closed_over_it(sheet: Sheet) -> None:
    opening = "2025-11-02 09:00 | ANA | opening | 80 | order:1042 survey:tea:ANA | opening:ANA:2026-01-01"
    back = "2026-11-03 09:00 | ANA | refund | -60 | 1042 | refund:1042"

    assert stands(sheet(WAITS, ANA, lines(opening))).bonus_waiting == 0
    assert stands(sheet(WAITS, ANA, lines(opening, back))).bonus_waiting == 50

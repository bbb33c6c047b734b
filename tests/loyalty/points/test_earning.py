"""What an order brings: rates, currencies, campaigns, orders placed together, and what one day may bring."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, Decision
from loyalty.intake.owner_edits import book_owner_edits
from loyalty.member.claim import claim_order
from loyalty.model.bought.product_rules import NO_RULES
from loyalty.model.entry import Entry
from loyalty.model.orders import Order, OrderStatus
from loyalty.model.program_settings import Settings
from loyalty.outcomes.claiming import Claimed, ClaimOutcome, DayIsFull, OrderTooLarge, OrderTooSmall
from loyalty.points.counting.base_points import usual_points

Sheet = Callable[..., Book]

ANA = """
    Members | Email           | Contact | Segment
    ANA     | ana@example.com | ana     | vip
"""
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def order(number: str, amount: str, *, placed: str = "2026-11-22", placed_at: str = "", more: str = "") -> str:
    return f"""
    Orders   | Email           | Amount   | Placed   | Placed at   | Paid as
    {number} | ana@example.com | {amount} | {placed} | {placed_at} | {more}
    """


def settings(*rows: str) -> str:
    return "Settings | Value\n" + "\n".join(rows)


def claim(book: Book, number: str, now: datetime = NOW) -> Decision[ClaimOutcome]:
    return claim_order(book, contact="ana", number=number, now=now)


def entry_of(decision: Decision[ClaimOutcome]) -> Entry:
    [change] = decision.changes
    assert isinstance(change, AddEntry)
    return change.entry


def earned(book: Book, number: str = "1042", now: datetime = NOW) -> int:
    outcome = claim(book, number, now).outcome
    assert isinstance(outcome, Claimed)
    return outcome.earned


@pytest.mark.parametrize(
    ("rate", "unit", "amount", "points"),
    [
        ("5", "2.50", "3.00", 6),
        ("5", "2.50", "2.49", 4),
        ("1", "3", "2.99", 0),
        ("1", "3", "3.00", 1),
        ("1", "0.10", "0.30", 3),
        ("10", "7", "20.30", 29),
        ("1", "1", "60.90", 60),
        ("0.5", "1", "1.99", 0),
    ],
)
def test_points_are_so_many_per_so_much_rounded_down_once(
    sheet: Sheet, rate: str, unit: str, amount: str, points: int
) -> None:
    book = sheet(ANA, order("1042", amount), settings(f"Points per unit | {rate}", f"Unit | {unit}"))

    outcome = claim(book, "1042").outcome

    assert isinstance(outcome, Claimed if points else OrderTooSmall)
    assert not points or earned(book) == points


def test_an_order_in_another_currency_says_what_was_paid_and_what_it_counts_as(sheet: Sheet) -> None:
    entry = entry_of(claim(sheet(ANA, order("1042", "55.123", more="50.00 EUR")), "1042"))

    assert (entry.points, entry.note, entry.amount) == (55, "50.00 EUR = 55.12 USD", Decimal("55.12"))


CAMPAIGN = """
    Campaigns   | Starts     | Ends       | Multiplier | Bonus | Minimum | Weekdays | Only for | Once | Active
    Double week | 2026-11-16 | 2026-11-22 | 2          |       |         |          |          |      |
"""


@pytest.mark.parametrize(
    ("placed", "points"), [("2026-11-15", 60), ("2026-11-16", 121), ("2026-11-22", 121), ("2026-11-23", 60)]
)
def test_a_campaign_is_for_orders_placed_from_its_first_day_to_its_last(sheet: Sheet, placed: str, points: int) -> None:
    later = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

    assert earned(sheet(ANA, CAMPAIGN, order("1042", "60.90", placed=placed)), now=later) == points


@pytest.mark.parametrize(
    ("zone", "points"), [("Pacific/Auckland", 60), ("UTC", 120)], ids=["Monday there", "still Sunday"]
)
def test_an_order_without_a_day_counts_as_placed_today_in_the_shops_zone(sheet: Sheet, zone: str, points: int) -> None:
    book = sheet(ANA, CAMPAIGN, order("1042", "60.00", placed=""), settings(f"Time zone | {zone}"))

    assert earned(book, now=datetime(2026, 11, 22, 23, 59, tzinfo=UTC)) == points


@pytest.mark.parametrize(
    ("row", "amount", "points"),
    [
        ("Weekend | | | 2 | | | sat sun | | |", "60.00", 120),
        ("Weekdays | | | 2 | | | mon tue wed thu fri | | |", "60.00", 60),
        ("Big | | | 2 | | 60.01 | | | |", "60.00", 60),
        ("Big | | | 2 | | 60 | | | |", "60.00", 120),
        ("Vip | | | 2 | | | | gold vip | |", "60.00", 120),
        ("Gold | | | 2 | | | | gold | |", "60.00", 60),
        ("Off | | | 2 | | | | | | no", "60.00", 60),
        ("Bonus | | | | 25 | | | | |", "60.00", 85),
        ("Both | | | 2 | 25 | | | | |", "60.00", 145),
        ("Nothing | | | | | | | | |", "60.00", 60),
        ("Tiny | | | 2 | | | | | |", "0.50", 1),
    ],
)
def test_a_campaign_applies_where_all_that_limits_it_fits(sheet: Sheet, row: str, amount: str, points: int) -> None:
    heading = CAMPAIGN.strip().splitlines()[0].strip()
    book = sheet(ANA, f"{heading}\n{row}", order("1042", amount))

    assert earned(book) == points


def test_what_went_back_of_an_order_does_not_help_it_over_a_campaigns_minimum(sheet: Sheet) -> None:
    book = sheet(
        ANA,
        """
        Orders | Email           | Amount | Placed     | Status          | Refunded
        1042   | ana@example.com | 60.00  | 2026-11-22 | partly refunded | 30.00

        Campaigns | Multiplier | Minimum
        Big       | 2          | 50
        """,
    )

    assert earned(book) == 30


def test_of_two_campaigns_the_better_one_counts_alone(sheet: Sheet) -> None:
    campaigns = """
        Campaigns | Multiplier | Bonus
        Some      | 1.5        |
        Double    | 2          |
        Bonus     |            | 61
    """

    decision = claim(sheet(ANA, campaigns, order("1042", "60.00")), "1042")

    assert (entry_of(decision).points, entry_of(decision).campaign) == (121, "Bonus")
    assert entry_of(decision).note == "60.00 USD, Bonus"
    assert isinstance(decision.outcome, Claimed)
    assert decision.outcome.campaign == "Bonus"
    assert entry_of(claim(sheet(ANA, campaigns, order("1043", "70.00")), "1043")).campaign == "Double"


ONCE = """
    Campaigns | Multiplier | Once
    Welcome   | 2          | yes
"""


@pytest.mark.parametrize(
    ("status", "points"), [(OrderStatus.PAID, 60), (OrderStatus.REFUNDED, 120)], ids=["stands", "went back"]
)
def test_a_campaign_once_a_member_is_for_the_first_order_that_stands(
    sheet: Sheet, status: OrderStatus, points: int
) -> None:
    book = sheet(ANA, ONCE, order("1042", "60.00"), order("1043", "60.00"))
    book = book.after(claim(book, "1042").changes)
    first = book.orders["1042"]
    book.corrected(replace(first, status=status))
    book = book.after(book_owner_edits(book, now=NOW))

    assert earned(book, "1043") == points


def test_a_refund_takes_back_what_the_campaign_gave_too(sheet: Sheet) -> None:
    book = sheet(ANA, CAMPAIGN, order("1042", "60.00"))
    book = book.after(claim(book, "1042").changes)
    half = replace(book.orders["1042"], status=OrderStatus.PARTLY_REFUNDED, refunded=Decimal(30))
    book.corrected(half)
    book = book.after(book_owner_edits(book, now=NOW))
    assert book.account_of("ANA").points == 60

    book.corrected(replace(half, status=OrderStatus.REFUNDED))
    assert book.after(book_owner_edits(book, now=NOW)).account_of("ANA").points == 0


BY_ORDER = settings("Earn by | order", "Points per unit | 25")


@pytest.mark.parametrize(
    ("first", "second", "points"),
    [
        (("2026-11-20", ""), ("2026-11-20", ""), 0),
        (("2026-11-20", ""), ("2026-11-21", ""), 25),
        (("2026-11-20", "2026-11-20T23:00"), ("2026-11-21", "2026-11-21T22:59"), 0),
        (("2026-11-20", "2026-11-20T23:00"), ("2026-11-21", "2026-11-21T23:00"), 25),
        (("2026-11-21", "2026-11-21T08:00"), ("2026-11-20", "2026-11-20T20:00"), 0),
        (("2026-11-20", "2026-11-20T08:00"), ("2026-11-20", ""), 0),
        (("2026-11-20", ""), ("", ""), 25),
    ],
)
def test_by_order_what_is_ordered_within_a_day_counts_once(
    sheet: Sheet, first: tuple[str, str], second: tuple[str, str], points: int
) -> None:
    orders = (
        order(number, "10.00", placed=one[0], placed_at=one[1]) for number, one in (("1042", first), ("1043", second))
    )
    book = sheet(ANA, BY_ORDER, *orders)

    book = book.after(claim(book, "1042").changes)
    decision = claim(book, "1043")

    assert isinstance(decision.outcome, Claimed)
    assert (decision.outcome.earned, decision.outcome.basket) == (points, "" if points else "1042")
    assert points or entry_of(decision).note == "10.00 USD, ordered within a day of 1042: both count once"


def test_a_third_order_a_day_after_the_first_counts_again(sheet: Sheet) -> None:
    times = {"1042": "2026-11-20T08:00", "1043": "2026-11-20T20:00", "1044": "2026-11-21T10:00"}
    book = sheet(ANA, BY_ORDER, *(order(one, "10", placed=at[:10], placed_at=at) for one, at in times.items()))

    points = []
    for number in times:
        points.append(earned(book, number))
        book = book.after(claim(book, number).changes)

    assert points == [25, 0, 25]


def test_by_amount_each_order_counts_however_near_they_are(sheet: Sheet) -> None:
    book = sheet(ANA, order("1042", "10.00"), order("1043", "10.00"))

    assert earned(book.after(claim(book, "1042").changes), "1043") == 10


def test_a_day_brings_no_more_than_its_limit_and_the_next_day_begins_anew(sheet: Sheet) -> None:
    limit = settings("Most points a day | 100", "Time zone | Asia/Tokyo")
    orders = [order(number, "60.00") for number in ("1042", "1043", "1044")]
    book = sheet(ANA, limit, *orders)
    before_midnight = datetime(2026, 11, 22, 14, 59, tzinfo=UTC)
    midnight = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)

    book = book.after(claim(book, "1042", before_midnight).changes)
    second = claim(book, "1043", before_midnight)
    book = book.after(second.changes)
    third = claim(book, "1044", before_midnight)

    assert isinstance(second.outcome, Claimed)
    assert (second.outcome.earned, second.outcome.limit) == (40, 100)
    assert entry_of(second).note == "60.00 USD, at most 100 points a day"
    assert third.outcome == DayIsFull(second.outcome.standing, "1044", 100)
    assert third.changes == ()
    assert earned(book, "1044", midnight) == 60


def test_an_average_order_is_what_orders_give_by_themselves() -> None:
    order = Order("1", "ana@example.com", Decimal("7.40"))

    assert usual_points(order, Settings(points_per_unit=Decimal(5), unit=Decimal("2.50")), NO_RULES) == 14


@pytest.mark.parametrize(
    ("amount", "per_unit", "has"),
    [("40000", "25001", 0), ("1000000001", "0.01", 0), ("1000", "1000000", 10**12 - 10**9 + 1)],
)
def test_an_order_that_a_line_or_a_balance_could_not_hold_is_refused_whole(
    sheet: Sheet, amount: str, per_unit: str, has: int
) -> None:
    order = f"""
        Orders | Email           | Amount
        1042   | ana@example.com | {amount}

        Settings        | Value
        Points per unit | {per_unit}
    """
    given = f"""
        Ledger           | Member | Entry      | Points
        2026-11-01 09:00 | ANA    | adjustment | {has}
    """

    decision = claim(sheet(ANA, order, given), "1042", NOW)

    assert isinstance(decision.outcome, OrderTooLarge)
    assert decision.outcome.standing.points == has
    assert decision.changes == ()


def test_the_largest_order_counts(sheet: Sheet) -> None:
    order = """
        Orders | Email           | Amount
        1042   | ana@example.com | 1000000000
    """

    assert earned(sheet(ANA, order, "Settings | Value\nReview above | 0"), "1042") == 10**9

"""Paid memberships: what starts and prolongs one, when it ends, and what it brings."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry
from loyalty.intake.owner_edits import book_owner_edits
from loyalty.member.ask import tell_tier
from loyalty.member.claim import claim_order
from loyalty.model.entry import EntryKind
from loyalty.model.orders import Order, OrderStatus
from loyalty.outcomes.asking import TierTold
from loyalty.outcomes.claiming import Claimed, OrderTooSmall
from loyalty.outcomes.member_standing import Membership
from loyalty.owner.closing import close_books
from loyalty.points.memberships import membership_of, memberships

Sheet = Callable[..., Book]

SHEET = """
    Members | Email           | Contact
    ANA     | ana@example.com | ana

    Plans    | Months | Product  | Fee   | Multiplier | Perks         | Active
    Club     | 12     | clubcard | 30.00 | 2          | Free shipping |
    Monthly  | 1      |          | 3.00  |            |               |
    For_good | 0      | lifetime | 99.00 |            |               |
    Old      | 12     | oldcard  | 10.00 |            |               | no
"""


def at(day: str, hour: int = 12) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)


def buys(book: Book, product: str, day: str, number: str, amount: str = "30.00") -> Book:
    order = Order(number, "ana@example.com", Decimal(amount), placed=at(day).date(), products=("tea", product))
    book = book.grown(orders=[order])
    decision = claim_order(book, contact="ana", number=number, now=at(day))
    assert isinstance(decision.outcome, Claimed)
    return book.after(decision.changes)


def last_days(book: Book) -> dict[str, date | None]:
    return {one.plan: one.until for one in memberships(book, book.members["ANA"])}


def refunded(book: Book, number: str, day: str) -> Book:
    book.corrected(replace(book.orders[number], status=OrderStatus.REFUNDED))
    return book.after(book_owner_edits(book, now=at(day)))


@pytest.mark.parametrize(
    ("product", "day", "last"),
    [
        ("clubcard", "2026-11-22", date(2027, 11, 21)),
        ("clubcard", "2024-02-29", date(2025, 2, 27)),
        ("monthly", "2026-01-31", date(2026, 2, 27)),
        ("lifetime", "2026-11-22", None),
    ],
)
def test_an_order_with_the_plans_product_starts_it_for_its_period(
    sheet: Sheet, product: str, day: str, last: date | None
) -> None:
    book = buys(sheet(SHEET), product, day, "1")

    assert list(last_days(book).values()) == [last]


def test_the_chat_says_until_when_it_runs_and_the_ledger_too(sheet: Sheet) -> None:
    book = sheet(SHEET).grown(orders=[Order("1", "ana@example.com", Decimal(30), products=("clubcard",))])

    decision = claim_order(book, contact="ana", number="1", now=at("2026-11-22"))

    assert isinstance(decision.outcome, Claimed)
    assert decision.outcome.plan == "Club"
    assert decision.outcome.standing.membership == Membership("Club", "Free shipping", date(2027, 11, 21))
    notes = [entry.note for entry in book.after(decision.changes).entries_of("ANA")]
    assert notes == ["30.00 USD", "Club, until 2027-11-21"]


def test_a_fee_below_the_minimum_order_starts_the_plan_and_brings_no_points(sheet: Sheet) -> None:
    minimum = "Settings | Value\nMinimum order | 20"
    book = buys(sheet(SHEET, minimum), "monthly", "2026-11-22", "1", amount="3.00")

    assert last_days(book) == {"Monthly": date(2026, 12, 21)}
    assert book.account_of("ANA").points == 0


def test_a_plan_that_is_switched_off_is_not_sold(sheet: Sheet) -> None:
    small = sheet(SHEET).grown(orders=[Order("1", "ana@example.com", Decimal("0.50"), products=("oldcard",))])

    outcome = claim_order(small, contact="ana", number="1", now=at("2026-11-22")).outcome

    assert isinstance(outcome, OrderTooSmall)
    assert last_days(buys(sheet(SHEET), "oldcard", "2026-11-22", "1")) == {}


@pytest.mark.parametrize(
    ("second", "last"),
    [("2027-11-21", date(2028, 11, 21)), ("2026-12-01", date(2028, 11, 21)), ("2027-11-22", date(2028, 11, 21))],
)
def test_a_renewal_prolongs_from_the_end(sheet: Sheet, second: str, last: date) -> None:
    book = buys(buys(sheet(SHEET), "clubcard", "2026-11-22", "1"), "clubcard", second, "2")

    assert last_days(book) == {"Club": last}


def test_after_a_gap_it_begins_on_the_day_of_the_order(sheet: Sheet) -> None:
    book = buys(buys(sheet(SHEET), "clubcard", "2026-11-22", "1"), "clubcard", "2027-12-01", "2")

    assert last_days(book) == {"Club": date(2028, 11, 30)}


def test_months_do_not_drift_when_they_are_paid_one_by_one(sheet: Sheet) -> None:
    book = sheet(SHEET)
    for number, day in enumerate(["2026-01-31", "2026-02-10", "2026-03-10"]):
        book = buys(book, "monthly", day, str(number))

    assert last_days(book) == {"Monthly": date(2026, 4, 29)}


@pytest.mark.parametrize(("number", "last"), [("1", date(2027, 11, 30)), ("2", date(2027, 11, 21))])
def test_a_refund_ends_its_period_and_the_other_moves_up(sheet: Sheet, number: str, last: date) -> None:
    book = buys(buys(sheet(SHEET), "clubcard", "2026-11-22", "1"), "clubcard", "2026-12-01", "2")

    book = refunded(book, number, "2026-12-02")

    assert last_days(book) == {"Club": last}
    assert last_days(refunded(book, "1" if number == "2" else "2", "2026-12-03")) == {}


@pytest.mark.parametrize(
    ("given", "last"), [("2027-01-31", date(2027, 11, 21)), ("2028-01-31", date(2028, 1, 31)), ("", None)]
)
def test_what_the_owner_gives_and_what_is_paid_run_to_the_later_end(
    sheet: Sheet, given: str, last: date | None
) -> None:
    book = sheet(
        SHEET.replace(
            "| Email           | Contact\n    ANA     | ana@example.com | ana",
            f"| Email           | Contact | Plan | Plan until\n    ANA     | ana@example.com | ana | CLUB | {given}",
        )
    )

    assert last_days(buys(book, "clubcard", "2026-11-22", "1")) == {"Club": last}


def test_it_runs_out_by_itself_after_its_last_day(sheet: Sheet) -> None:
    book = buys(sheet(SHEET), "clubcard", "2026-11-22", "1")
    ana = book.members["ANA"]

    assert membership_of(book, ana, today=date(2027, 11, 21)) is not None
    assert membership_of(book, ana, today=date(2027, 11, 22)) is None


def test_orders_of_a_member_with_a_plan_earn_by_it_from_the_next_one_on(sheet: Sheet) -> None:
    book = buys(sheet(SHEET), "clubcard", "2026-11-22", "1")
    assert book.account_of("ANA").points == 30

    book = buys(book, "tea", "2026-11-22", "2", amount="10.00")

    assert book.account_of("ANA").points == 50


def test_she_may_ask_which_memberships_there_are(sheet: Sheet) -> None:
    told = tell_tier(buys(sheet(SHEET), "clubcard", "2026-11-22", "1"), contact="ana", now=at("2026-11-23")).outcome

    assert isinstance(told, TierTold)
    assert [plan.name for plan in told.plans] == ["Club", "Monthly", "For_good"]
    assert told.standing.membership == Membership("Club", "Free shipping", date(2027, 11, 21))


def test_closing_the_books_ends_no_membership_and_revives_none(sheet: Sheet) -> None:
    book = buys(buys(sheet(SHEET), "clubcard", "2024-11-22", "1"), "lifetime", "2024-12-01", "2")
    book = buys(refunded(book, "2", "2024-12-02"), "tea", "2024-12-03", "3")
    book = buys(book, "tea", "2024-12-04", "4")
    before = last_days(book), book.account_of("ANA")

    closed = close_books(book, before=at("2026-01-01"), limit=99)
    book = book.after(closed.changes)

    assert (last_days(book), book.account_of("ANA")) == before
    assert closed.outcome.members == 1


def test_closing_the_books_leaves_what_tiers_rest_on(sheet: Sheet) -> None:
    tiers = "Tiers | From\nSilver | 100"
    lifetime = sheet(SHEET, tiers)
    for number in ("1", "2"):
        lifetime = buys(lifetime, "tea", "2022-11-22", number, amount="60.00")
    a_year = replace(lifetime, settings=sheet("Settings | Value\nTier window | 12 months").settings)

    kept = close_books(lifetime, before=at("2026-01-01"), limit=99)
    closed = close_books(a_year, before=at("2026-01-01"), limit=99)

    assert (kept.outcome.members, closed.outcome.members) == (0, 1)
    assert [entry.kind for entry in a_year.after(closed.changes).entries_of("ANA")] == [
        EntryKind.TIER,
        EntryKind.OPENING,
    ]


def test_an_order_whose_claim_the_owner_has_deleted_starts_no_second_membership(sheet: Sheet) -> None:
    order = Order("1", "ana@example.com", Decimal(30), products=("clubcard",))
    bought = buys(sheet(SHEET), "clubcard", "2026-11-22", "1", amount="30")
    left = [entry for entry in bought.entries_of("ANA") if entry.kind is EntryKind.MEMBERSHIP]
    book = sheet(SHEET).grown(orders=[order], entries=left)

    again = claim_order(book, contact="ana", number="1", now=at("2026-11-23"))

    assert [change.entry.kind for change in again.changes if isinstance(change, AddEntry)] == [EntryKind.CLAIM]
    assert last_days(book.after(again.changes)) == last_days(bought)

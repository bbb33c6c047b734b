"""Joining and claiming: the program's own numbers, and the boundaries."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from loyalty.book import Book
from loyalty.claim import claim_order
from loyalty.decisions import AddEntry, AddMember
from loyalty.join import join
from loyalty.outcomes import (
    AlreadyClaimed,
    AlreadyMember,
    Claimed,
    ClaimOutcome,
    EmailInvalid,
    EmailMissing,
    EmailTaken,
    Joined,
    JoinOutcome,
    NotMember,
    NotPaid,
    OrderTooOld,
    OrderTooSmall,
    UnknownOrder,
)
from loyalty.values import EarnBy, Settings
from tests.loyalty.drawn import NOW, book

SHEET = """
Members | Member | Email            | Name  | Contact | Joined
        | ANAAAA | ana@example.com  | Ana   | 7001    | 2026-11-01
        | BORBOR | boris@example.com| Boris | 7002    | 2026-11-02
        | NOMAIL |                  | Layla | 7003    | 2026-11-03

Orders  | Order | Email            | Amount | Status   | Placed
        | 1042  | Ana@Example.com  | 60.00  | paid     | 2026-11-20
        | 1043  | ana@example.com  | 60.99  | paid     |
        | 1044  | ana@example.com  | 25     | unpaid   | 2026-11-20
        | 1045  | ana@example.com  | 0.99   | paid     | 2026-11-20
        | 1046  | ana@example.com  | 70     | paid     | 2026-08-24
        | 1047  | ana@example.com  | 70     | paid     | 2026-08-23
        | 1048  |                  | 70     | paid     | 2026-11-20
        | 01042 | boris@example.com| 10     | paid     | 2026-11-20

Rewards | Reward | Name     | Points
        | tote   | Tote bag | 200
        | mug    | Mug      | 350

Coupons | Code | Reward
        | T-1  | tote
        | T-1  | mug
        | M-1  | mug

Ledger  | Member | Entry   | Points | Cause
        | ANAAAA | sign-up | 50     | join:ANAAAA
        | BORBOR | sign-up | 50     | join:BORBOR
"""


def joins(sheet: Book, contact: str, email: str, codes: tuple[str, ...] = ("NEWONE",)) -> JoinOutcome:
    return join(sheet, contact=contact, email=email, name="", language="", codes=codes, now=NOW).outcome


def claims(sheet: Book, contact: str, number: str, now: datetime = NOW) -> ClaimOutcome:
    return claim_order(sheet, contact=contact, number=number, now=now).outcome


def test_joining_makes_a_member_with_fifty_points() -> None:
    decision = join(
        book(""" Members | Member """),
        contact="7001",
        email=" Ana@EXAMPLE.com ",
        name="Ana",
        language="en",
        codes=["ANAAAA"],
        now=NOW,
    )

    assert isinstance(decision.outcome, Joined)
    assert (decision.outcome.bonus, decision.outcome.standing.points) == (50, 50)
    member, entry = decision.changes
    assert isinstance(member, AddMember)
    assert (member.member.code, member.member.email, member.member.contact) == ("ANAAAA", "Ana@example.com", "7001")
    assert isinstance(entry, AddEntry)
    assert (entry.entry.points, entry.entry.cause) == (50, "join:ANAAAA")


def test_joining_again_changes_nothing() -> None:
    decision = join(book(SHEET), contact="7001", email="other@example.com", name="", language="", codes=[], now=NOW)

    assert isinstance(decision.outcome, AlreadyMember)
    assert decision.outcome.standing.points == 50
    assert decision.changes == ()


@pytest.mark.parametrize(
    ("email", "refusal"),
    [
        ("", EmailMissing),
        ("  ", EmailMissing),
        ("ana", EmailInvalid),
        ("ana@", EmailInvalid),
        ("a b@example.com", EmailInvalid),
        ("x" * 300 + "@example.com", EmailInvalid),
        ("BORIS@example.com", EmailTaken),
    ],
)
def test_an_address_that_cannot_be_hers_is_refused_with_its_own_reason(email: str, refusal: type) -> None:
    decision = join(book(SHEET), contact="7999", email=email, name="", language="", codes=["NEWONE"], now=NOW)

    assert isinstance(decision.outcome, refusal)
    assert decision.changes == ()


def test_a_code_that_a_member_or_the_ledger_knows_is_not_given_again() -> None:
    sheet = book(SHEET + "        | GONEGO | sign-up | 50 | join:GONEGO")

    decision = join(
        sheet,
        contact="7999",
        email="new@example.com",
        name="",
        language="",
        codes=["ANAAAA", "GONEGO", "FRESHH"],
        now=NOW,
    )

    added = decision.changes[0]
    assert isinstance(added, AddMember)
    assert added.member.code == "FRESHH"


def test_an_order_of_sixty_dollars_brings_sixty_points_once() -> None:
    sheet = book(SHEET)

    decision = claim_order(sheet, contact="7001", number="#1042", now=NOW)
    again = claims(sheet.after(decision.changes), "7001", "1042")

    assert isinstance(decision.outcome, Claimed)
    assert (decision.outcome.earned, decision.outcome.standing.points) == (60, 110)
    assert decision.outcome.standing.next_reward is not None
    assert (decision.outcome.standing.next_reward.name, decision.outcome.standing.points_to_next) == ("Tote bag", 90)
    assert isinstance(again, AlreadyClaimed)
    assert (again.earned, again.standing.points) == (60, 110)


def test_cents_are_no_points() -> None:
    outcome = claims(book(SHEET), "7001", "1043")

    assert isinstance(outcome, Claimed)
    assert outcome.earned == 60


@pytest.mark.parametrize(
    ("contact", "number"),
    [("7001", "9999"), ("7002", "1042"), ("7001", ""), ("7001", "01042"), ("7003", "1048"), ("7001", "1048")],
)
def test_an_order_that_is_not_hers_is_as_unknown_as_one_that_is_not_there(contact: str, number: str) -> None:
    outcome = claims(book(SHEET), contact, number)

    assert isinstance(outcome, UnknownOrder)
    assert outcome.order == number


def test_an_order_that_another_member_has_claimed_is_unknown_to_her() -> None:
    sheet = book(SHEET)
    sheet = sheet.after(claim_order(sheet, contact="7001", number="1042", now=NOW).changes)

    assert isinstance(claims(sheet, "7002", "1042"), UnknownOrder)


def test_an_order_stays_claimed_when_its_row_is_deleted() -> None:
    sheet = book(SHEET + "        | ANAAAA | claim | 60 | order:777")

    outcome = claims(sheet, "7001", "777")

    assert isinstance(outcome, AlreadyClaimed)
    assert outcome.earned == 60


def test_a_stranger_has_no_orders() -> None:
    assert isinstance(claims(book(SHEET), "7999", "1042"), NotMember)


def test_an_order_that_is_not_paid_waits() -> None:
    assert isinstance(claims(book(SHEET), "7001", "1044"), NotPaid)


def test_an_order_can_be_claimed_on_its_ninetieth_day_and_not_after() -> None:
    assert isinstance(claims(book(SHEET), "7001", "1046"), Claimed)
    assert isinstance(claims(book(SHEET), "7001", "1047"), OrderTooOld)


def test_the_day_ends_at_midnight_in_the_shops_own_zone() -> None:
    sheet = book(SHEET, Settings(zone=ZoneInfo("America/New_York")))
    just_before = datetime(2026, 11, 23, 4, 59, 59, tzinfo=UTC)
    midnight = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)

    assert isinstance(claims(sheet, "7001", "1046", just_before), Claimed)
    assert isinstance(claims(sheet, "7001", "1046", midnight), OrderTooOld)


def test_an_order_too_small_for_a_point_earns_none() -> None:
    assert isinstance(claims(book(SHEET), "7001", "1045"), OrderTooSmall)


@pytest.mark.parametrize(("minimum", "outcome"), [("60.00", Claimed), ("60.01", OrderTooSmall)])
def test_the_minimum_order_counts_itself(minimum: str, outcome: type) -> None:
    assert isinstance(claims(book(SHEET, Settings(minimum_order=Decimal(minimum))), "7001", "1042"), outcome)


@pytest.mark.parametrize(
    ("settings", "earned"),
    [
        (Settings(points_per_unit=Decimal("0.5")), 30),
        (Settings(points_per_unit=Decimal("1.99")), 121),
        (Settings(earn_by=EarnBy.ORDER, points_per_unit=Decimal(25)), 25),
    ],
)
def test_points_are_rounded_down_once_at_the_end(settings: Settings, earned: int) -> None:
    outcome = claims(book(SHEET, settings), "7001", "1043")

    assert isinstance(outcome, Claimed)
    assert outcome.earned == earned


def test_of_two_rows_with_one_number_the_smaller_counts_however_they_are_sorted() -> None:
    rows = ["| 5 | ana@example.com | 900 | paid |", "| 5 | ana@example.com | 20 | paid |"]
    for one, other in (rows, rows[::-1]):
        sheet = book(
            SHEET.replace("Orders  | Order", "Orders | Order")
            .replace("\nRewards", f"        {one}\n        {other}\n\nRewards")
            .replace("10     | paid     | 2026-11-20\n\n", "10     | paid     | 2026-11-20\n")
        )

        outcome = claims(sheet, "7001", "5")

        assert isinstance(outcome, Claimed)
        assert outcome.earned == 20


def test_a_cause_counts_once_and_the_earlier_entry_is_it() -> None:
    sheet = book(
        """
        Members | Member | Contact
                | ANAAAA | 7001

        Ledger  | Time       | Member | Entry | Points | Cause
                | 2026-11-03 | ANAAAA | claim | 99     | order:1
                | 2026-11-02 | ANAAAA | claim | 60     | ORDER:1
                | 2026-11-04 | ANAAAA |       | 5      |
                | 2026-11-04 | ANAAAA |       | 5      |
        """
    )

    assert sheet.account_of("ANAAAA").points == 70
    claim = sheet.claim_of("1")
    assert claim is not None
    assert claim.points == 60


def test_of_two_members_with_one_contact_the_senior_one_counts() -> None:
    sheet = book(
        """
        Members | Member | Contact | Joined
                | SECOND | 7001    | 2026-11-02
                | FIRSTT | 7001    | 2026-11-01
                | TYPEDD | 7001    |
        """
    )

    member = sheet.member_of("7001")

    assert member is not None
    assert member.code == "FIRSTT"

"""Joining: once, with the bonus, under an address that letters reach."""

from collections.abc import Callable, Sequence
from datetime import datetime

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, AddMember, Decision
from loyalty.member.join import join
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.member import Member
from loyalty.outcomes.joining import AlreadyMember, EmailInvalid, EmailMissing, EmailTaken, Joined, JoinOutcome
from loyalty.outcomes.member_standing import Standing

Sheet = Callable[..., Book]
Join = Callable[..., Decision[JoinOutcome]]

ANA = """
    Members | Email           | Contact | Joined
    ANA     | ana@example.com | ana     | 2026-11-01 09:00

    Ledger           | Member | Entry   | Points | Cause
    2026-11-01 09:00 | ANA    | sign-up | 50     | join:ANA
"""


@pytest.fixture
def joins(now: datetime) -> Join:
    """A contact taps the link, says yes and gives an address."""

    def tap(book: Book, contact: str, email: str, *, codes: Sequence[str] = ("K7Q4ZD",)) -> Decision[JoinOutcome]:
        return join(book, contact=contact, email=email, name=contact.title(), language="en", codes=codes, now=now)

    return tap


def test_a_customer_who_joins_is_a_member_with_50_points(sheet: Sheet, joins: Join, now: datetime) -> None:
    book = sheet()

    decision = joins(book, "ana", " Ana@EXAMPLE.com ")

    assert decision.outcome == Joined(Standing(50), "Regulars", 50)
    assert decision.changes == (
        AddMember(Member("K7Q4ZD", "Ana@example.com", "Ana", "ana", "en", joined=now, reminders=True)),
        AddEntry(
            Entry(
                now,
                "K7Q4ZD",
                EntryKind.SIGN_UP,
                50,
                email="Ana@example.com",
                note="Sign-up bonus",
                cause="join:K7Q4ZD",
            )
        ),
    )


def test_joining_tells_what_can_be_taken_at_once_and_what_is_next(sheet: Sheet, joins: Join) -> None:
    book = sheet(
        """
        Settings | Value
        Coupons  | generate

        Rewards | Name     | Points
        sticker | Sticker  | 50
        tote    | Tote bag | 200
        """
    )

    outcome = joins(book, "ana", "ana@example.com").outcome

    assert isinstance(outcome, Joined)
    assert outcome.standing == Standing(50, (book.rewards[0],), book.rewards[1])
    assert outcome.standing.points_to_next == 150


def test_however_often_she_taps_she_joins_once(sheet: Sheet, joins: Join) -> None:
    book = sheet()

    once = book.after(joins(book, "ana", "ana@example.com").changes)
    again = joins(once, "ana", "ana@example.com")

    assert again == Decision(AlreadyMember(Standing(50), "Regulars"))


def test_a_member_is_greeted_without_being_asked_for_her_address_again(sheet: Sheet, joins: Join) -> None:
    book = sheet(ANA)

    decision = joins(book, "ana", "")

    assert decision == Decision(AlreadyMember(Standing(50), "Regulars"))


@pytest.mark.parametrize("email", ["", "   "])
def test_joining_needs_an_address(sheet: Sheet, joins: Join, email: str) -> None:
    assert joins(sheet(), "ana", email) == Decision(EmailMissing())


@pytest.mark.parametrize(
    "email", ["ana", "ana@", "@example.com", "ana@example", "ana at example.com", "a@b@example.com", "a" * 255]
)
def test_an_address_that_no_letter_reaches_is_refused(sheet: Sheet, joins: Join, email: str) -> None:
    assert joins(sheet(), "ana", email) == Decision(EmailInvalid())


@pytest.mark.parametrize("email", ["ana@example.com", "ANA@Example.Com", " ana@example.com "])
def test_an_address_belongs_to_one_member(sheet: Sheet, joins: Join, email: str) -> None:
    assert joins(sheet(ANA), "boris", email) == Decision(EmailTaken())


def test_a_member_without_an_address_is_not_in_the_way_of_others(sheet: Sheet, joins: Join) -> None:
    book = sheet(
        """
        Members | Email | Contact
        LAYLA   |       |
        """
    )

    assert isinstance(joins(book, "ana", "ana@example.com").outcome, Joined)


def test_a_new_member_never_gets_a_code_that_somebody_has(sheet: Sheet, joins: Join) -> None:
    book = sheet(ANA)

    decision = joins(book, "boris", "boris@example.com", codes=["ANA", "BORIS"])

    assert book.after(decision.changes).member_of("boris") == book.after(decision.changes).members["BORIS"]


def test_a_new_member_never_gets_the_code_and_points_of_one_whose_row_was_deleted(sheet: Sheet, joins: Join) -> None:
    book = sheet(
        """
        Ledger           | Member | Entry   | Points | Cause
        2026-11-01 09:00 | LAYLA  | sign-up | 50     | join:LAYLA
        """
    )

    decision = joins(book, "ana", "ana@example.com", codes=["LAYLA", "ANA"])

    assert "ANA" in book.after(decision.changes).members
    assert "LAYLA" not in book.after(decision.changes).members


def test_a_program_without_a_bonus_says_so(sheet: Sheet, joins: Join) -> None:
    book = sheet(
        """
        Settings      | Value
        Program name  | Friends of the house
        Sign-up bonus | 0
        """
    )

    decision = joins(book, "ana", "ana@example.com")

    assert decision.outcome == Joined(Standing(0), "Friends of the house", 0)
    assert isinstance(joins(book.after(decision.changes), "ana", "ana@example.com").outcome, AlreadyMember)


def test_who_joined_while_letters_were_off_gets_them_when_the_owner_turns_them_on(sheet: Sheet, joins: Join) -> None:
    book = sheet(
        """
        Settings  | Value
        Reminders | no
        """
    )

    after = book.after(joins(book, "ana", "ana@example.com").changes)

    assert after.members["K7Q4ZD"].reminders is not False

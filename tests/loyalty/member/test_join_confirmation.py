"""Proof of address: who is let in, and what is stored of her."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.member.export import export
from loyalty.member.join import join
from loyalty.member.leave import leave
from loyalty.member.proving import MAY_COME_AGAIN, nothing_shown
from loyalty.outcomes.joining import (
    AlreadyMember,
    ConfirmEmail,
    ContactAdded,
    EmailInvalid,
    EmailTaken,
    Joined,
    JoinOutcome,
)
from loyalty.outcomes.not_served import NotMember
from loyalty.outcomes.stored_data import Exported

Sheet = Callable[..., Book]

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SHEET = """
    Members | Email           | Contact | Joined           | Name | Birthday
    ANA     | ana@example.com | 7001    | 2026-11-01T09:00 | Ana  | 1990-02-28

    Settings       | Value
    Confirm e-mail | yes

    Ledger           | Member | Entry   | Points | For  | Cause
    2026-11-01T09:00 | ANA    | sign-up | 50     |      | join:ANA
    2026-11-02T09:00 | ANA    | claim   | 60     | 1042 | order:1042

    Answers          | Member | Survey | Question       | Answer | Id
    2026-11-02T09:00 | ANA    | tea    | Tea or coffee? | Tea    | a1
"""


def shown(_address: str) -> datetime:
    return MAY_COME_AGAIN


def joins(book: Book, contact: str, email: str, *, confirmed: bool = False) -> Decision[JoinOutcome]:
    proof = shown if confirmed else nothing_shown
    return join(book, contact=contact, email=email, name="", language="", codes=["NEW"], now=NOW, proof=proof)


def test_a_new_address_has_to_be_proved_first(sheet: Sheet) -> None:
    book = sheet(SHEET)

    asked, done = joins(book, "7002", "b@example.com"), joins(book, "7002", "b@example.com", confirmed=True)

    assert (asked.outcome, asked.changes) == (ConfirmEmail("b@example.com", "Regulars"), ())
    assert isinstance(done.outcome, Joined)
    assert book.after(done.changes).account_of("NEW").points == 50


def test_a_members_address_lets_nobody_in_without_proof_and_says_nothing_of_her(sheet: Sheet) -> None:
    asked = joins(sheet(SHEET), "7002", "ANA@example.com")

    assert (asked.outcome, asked.changes) == (ConfirmEmail("ana@example.com", "Regulars"), ())


def test_with_proof_a_second_channel_joins_the_same_account(sheet: Sheet) -> None:
    book = sheet(SHEET)

    added = joins(book, "7002", "Ana@example.com", confirmed=True)
    book = book.after(added.changes)

    assert isinstance(added.outcome, ContactAdded)
    assert added.outcome.standing.points == 110
    assert book.members["ANA"].contacts == ("7001", "7002")
    assert book.member_of("7001") == book.member_of("7002") == book.members["ANA"]
    assert isinstance(joins(book, "7002", "x@example.com").outcome, AlreadyMember)


def test_without_the_setting_all_is_as_it_was(sheet: Sheet) -> None:
    book = sheet(SHEET.replace("| yes", "| no"))

    assert isinstance(joins(book, "7002", "ana@example.com").outcome, EmailTaken)
    assert isinstance(joins(book, "7002", "ana@example.com", confirmed=True).outcome, ContactAdded)
    assert isinstance(joins(book, "7002", "b@example.com").outcome, Joined)
    assert isinstance(joins(sheet(SHEET), "7002", "b@", confirmed=True).outcome, EmailInvalid)


def test_who_leaves_by_one_channel_gets_no_second_bonus_by_the_other(sheet: Sheet) -> None:
    book = sheet(SHEET)
    book = book.after(joins(book, "7002", "ana@example.com", confirmed=True).changes)
    book = book.after(leave(book, contact="7001", confirmed=True, now=NOW).changes)

    back = joins(book, "7002", "other@example.com", confirmed=True).outcome

    assert isinstance(back, Joined)
    assert (back.bonus, book.member_of("7001"), book.member_of("7002")) == (0, None, None)


def test_she_may_have_all_that_is_stored_about_her(sheet: Sheet) -> None:
    book = sheet(SHEET)

    told = export(book, contact="7001", now=NOW)

    assert isinstance(told.outcome, Exported)
    assert told.changes == ()
    assert (told.outcome.joined, told.outcome.claimed, len(told.outcome.lines)) == (date(2026, 11, 1), 1, 2)
    words = told.outcome.as_words()
    assert (words["email"], words["birthday"], words["points"]) == ("ana@example.com", "1990-02-28", 110)
    assert words["history"] == [
        {"day": "2026-11-02", "what": "claim", "for": "1042", "points": 60},
        {"day": "2026-11-01", "what": "sign-up", "for": "", "points": 50},
    ]
    answer = {"time": "2026-11-02 09:00:00+00:00", "survey": "tea", "question": "Tea or coffee?", "answer": "Tea"}
    assert words["answers"] == [answer]
    undated = Book.of(book.settings, members=[replace(book.members["ANA"], joined=None)])
    assert isinstance(export(undated, contact="7001", now=NOW).outcome, Exported)
    assert isinstance(export(book, contact="7009", now=NOW).outcome, NotMember)

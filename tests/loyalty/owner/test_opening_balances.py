"""Members of an earlier program find what they had there, and nobody else does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from loyalty.book.book import Book
from loyalty.book.decision import AddMember, Decision
from loyalty.member.join import join
from loyalty.member.proving import MAY_COME_AGAIN, nothing_shown
from loyalty.model.entry import EntryKind
from loyalty.model.imported import ImportedMember, IntakeResult, IntakeStatus
from loyalty.outcomes.joining import ConfirmEmail, ContactAdded, EmailTaken, Joined, JoinOutcome
from loyalty.owner.closing import close_books
from loyalty.owner.opening_balances import open_accounts

Sheet = Callable[..., Book]

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA, BORIS = ImportedMember("Ana@example.com", 320, "Ana"), ImportedMember("boris@example.com", 0)
JOINED = """
    Members | Email           | Contact | Joined
    KANA    | ana@example.com | 7001    | 2026-11-01T09:00
"""


def opens(
    book: Book, *members: ImportedMember, letters: bool = False, joined_too: bool = False
) -> Decision[tuple[IntakeResult, ...]]:
    codes = (f"NEW{number}" for number in count(1))
    return open_accounts(book, members=members, codes=codes, now=NOW, letters=letters, joined_too=joined_too)


def shown(_address: str) -> datetime:
    return MAY_COME_AGAIN


def joins(book: Book, contact: str, email: str, *, confirmed: bool = False) -> Decision[JoinOutcome]:
    proof = shown if confirmed else nothing_shown
    return join(book, contact=contact, email=email, name="", language="", codes=["OTHER"], now=NOW, proof=proof)


def fates(opened: Decision[tuple[IntakeResult, ...]]) -> list[IntakeStatus]:
    return [arrival.fate for arrival in opened.outcome]


def test_each_address_gets_its_points_once(sheet: Sheet) -> None:
    book = sheet()

    first = opens(book, ANA, BORIS)
    book = book.after(first.changes)
    second = opens(book, replace(ANA, points=400), BORIS)

    assert fates(first) == [IntakeStatus.ADDED, IntakeStatus.ADDED]
    ana, boris = book.members["NEW1"], book.members["NEW2"]
    assert (ana.name, ana.contact, ana.joined, ana.reminders) == ("Ana", "", NOW, False)
    [entry] = book.entries_of("NEW1")
    assert (entry.kind, entry.points, entry.cause) == (EntryKind.OPENING, 320, "import:NEW1")
    assert book.entries_of(boris.code) == ()
    assert (fates(second), second.changes) == ([IntakeStatus.UNCHANGED, IntakeStatus.UNCHANGED], ())


def test_points_that_come_with_a_later_file_are_booked_once_when_there_were_none(sheet: Sheet) -> None:
    book = sheet()
    book = book.after(opens(book, BORIS).changes)

    later_file = opens(book, replace(BORIS, points=10))

    assert fates(later_file) == [IntakeStatus.UPDATED]
    assert book.after(later_file.changes).account_of("NEW1").points == 10


def test_closing_the_books_does_not_let_the_points_come_twice(sheet: Sheet) -> None:
    book = sheet()
    book = book.after(opens(book, ANA).changes)
    book = book.after(joins(book, "7001", "ana@example.com", confirmed=True).changes)
    book = book.after(close_books(book, before=datetime(2027, 6, 1, tzinfo=UTC), limit=9).changes)

    assert (fates(opens(book, ANA)), book.account_of("NEW1").points) == ([IntakeStatus.UNCHANGED], 320)


def test_a_stranger_who_types_the_address_gets_nothing_and_is_asked_for_a_proof(sheet: Sheet) -> None:
    book = sheet()
    book = book.after(opens(book, ANA).changes)

    asked = joins(book, "7666", "ana@example.com")

    assert (asked.outcome, asked.changes) == (ConfirmEmail("Ana@example.com", "Regulars"), ())


def test_whoever_proves_the_address_has_what_she_had_and_letters_as_every_member(sheet: Sheet) -> None:
    book = sheet()
    book = book.after(opens(book, ANA).changes)

    joined = joins(book, "7001", "ana@example.com", confirmed=True)
    book = book.after(joined.changes)

    assert isinstance(joined.outcome, ContactAdded)
    assert joined.outcome.standing.points == 320
    member = book.member_of("7001")
    assert member
    assert (member.code, member.reminders) == ("NEW1", True)
    assert isinstance(joins(book, "7666", "ana@example.com").outcome, EmailTaken)


def test_a_mailbox_that_does_not_exist_stays_so_when_she_joins(sheet: Sheet) -> None:
    book = sheet("Members | Email | Bounced\nKANA | ana@example.com | yes")

    joined = joins(book, "7001", "ana@example.com", confirmed=True)

    assert book.after(joined.changes).members["KANA"].reminders is None


def test_who_joined_with_the_address_before_gets_the_points_only_when_the_owner_says_so(sheet: Sheet) -> None:
    book = sheet(JOINED)

    refused, given = opens(book, ANA), opens(book, ANA, joined_too=True)

    assert (fates(refused), refused.changes) == ([IntakeStatus.REFUSED], ())
    assert "Somebody has joined in the chat with this address" in refused.outcome[0].why
    assert fates(given) == [IntakeStatus.UPDATED]
    assert book.after(given.changes).account_of("KANA").points == 320


def test_who_is_blocked_gets_nothing(sheet: Sheet) -> None:
    book = sheet(JOINED)
    book = Book.of(members=[replace(book.members["KANA"], blocked=True)])

    assert opens(book, ANA, joined_too=True).outcome == (IntakeResult(IntakeStatus.REFUSED, "She is blocked."),)


def test_codes_that_somebody_has_or_had_are_passed_over_and_letters_may_come_before_joining(sheet: Sheet) -> None:
    book = sheet(JOINED.replace("KANA", "NEW1"), "Ledger | Member | Entry | Points\n2026-11-01 | NEW2 | action | 5")

    book = book.after(opens(book, BORIS, letters=True).changes)

    assert book.members["NEW3"].reminders is None


def test_chance_that_makes_one_code_twice_does_not_make_two_members_one(sheet: Sheet) -> None:
    codes = ["NEW1", "NEW1", "NEW2"]

    opened = open_accounts(sheet(), members=[ANA, BORIS], codes=codes, now=NOW, letters=False, joined_too=False)

    assert [change.member.code for change in opened.changes if isinstance(change, AddMember)] == ["NEW1", "NEW2"]


def test_other_addresses_join_as_before(sheet: Sheet) -> None:
    book = sheet()
    book = book.after(opens(book, ANA).changes)

    assert isinstance(joins(book, "7002", "new@example.com").outcome, Joined)

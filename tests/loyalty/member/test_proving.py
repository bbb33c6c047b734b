"""Proving an address before it gives anything: everybody may join, and who proves an address takes it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, AddFact, AddLetter, AddMember, AddTry, Decision
from loyalty.book.identities import DoubtKind
from loyalty.book.left_members import Marks
from loyalty.book.recent_tries import Try, TryKind
from loyalty.letters.due import Due, NotDue, due_letter
from loyalty.letters.letter import NotedDigits
from loyalty.letters.outbox import take_due
from loyalty.member.claim import claim_order
from loyalty.member.guessing.counted import Tried, counted, counted_of
from loyalty.member.join import join
from loyalty.member.join_then import join_then
from loyalty.member.leave import leave
from loyalty.member.proving import MAY_COME_AGAIN, Proof, nothing_shown
from loyalty.model.email_log import LetterName
from loyalty.model.fact import FactKind
from loyalty.nightly.credit_orders import credit_orders
from loyalty.outcomes.claiming import AlreadyClaimed, Claimed, ClaimOutcome, UnknownOrder
from loyalty.outcomes.joining import (
    AddressProved,
    AlreadyMember,
    CodeWrong,
    ConfirmEmail,
    ContactAdded,
    Joined,
    JoinOutcome,
)
from loyalty.outcomes.joining_then import JoinedThen
from loyalty.outcomes.not_served import Blocked
from loyalty.points.shopping import Shopping

Sheet = Callable[..., Book]

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SHEET = """
    Settings       | Value
    Confirm e-mail | before points

    Orders | Email           | Amount | Placed     | Status
    1042   | ana@example.com | 60     | 2026-11-20 | paid
    1043   | ana@example.com | 30     | 2026-11-20 | paid
"""

WELCOMED = "Emails | Member | Letter | Status | Id\n2026-10-01 09:30 | ANA47K | welcome | sent | one"


def shown(_address: str) -> datetime:
    return MAY_COME_AGAIN


def joins(
    book: Book, contact: str, email: str, proof: Proof = nothing_shown, now: datetime = NOW
) -> Decision[JoinOutcome]:
    codes = [f"C{contact}"]
    return join(book, contact=contact, email=email, name="", language="", codes=codes, now=now, proof=proof)


def claims(
    book: Book, contact: str, number: str, proof: Proof = nothing_shown, *, signed: bool = False, now: datetime = NOW
) -> Decision[ClaimOutcome]:
    return claim_order(book, contact=contact, number=number, now=now, signed=signed, proof=proof)


def points(book: Book, contact: str) -> int:
    member = book.member_of(contact)
    return book.account_of(member.code).points if member else -1


def credited(book: Book) -> int:
    changes = credit_orders(book, now=NOW, limit=9).changes
    return len([change for change in changes if isinstance(change, AddEntry)])


def letter_to(book: Book, contact: str, now: datetime = NOW) -> str:
    member = book.member_of(contact)
    assert member
    due = due_letter(book, member, shopping=Shopping.of(book, today=now.date()), now=now)
    return due.name if isinstance(due, Due) else due


@pytest.fixture
def typed(sheet: Sheet) -> Book:
    """A stranger has typed Ana's address, and then Ana."""
    book = sheet(SHEET)
    for contact in ("666", "7"):
        book = book.after(joins(book, contact, "ana@example.com").changes)
    return book


def test_everybody_joins_with_the_bonus_and_hears_that_the_address_waits(sheet: Sheet, typed: Book) -> None:
    joined = joins(sheet(SHEET), "7", "Ana@example.com").outcome

    assert isinstance(joined, Joined)
    assert (joined.bonus, joined.to_prove) == (50, "Ana@example.com")
    assert (points(typed, "666"), points(typed, "7")) == (50, 50)
    assert isinstance(joins(typed, "7", "ana@example.com").outcome, AlreadyMember)


@pytest.mark.parametrize("number", ["1042", "9999"])
def test_a_typed_number_is_answered_alike_whether_there_is_such_an_order_or_not(typed: Book, number: str) -> None:
    asked = claims(typed, "666", number)

    assert (asked.outcome, asked.changes) == (ConfirmEmail("ana@example.com", "Regulars"), ())


def test_who_proves_the_address_takes_it_from_who_only_typed_it(typed: Book) -> None:
    claimed = claims(typed, "7", "1042", shown)
    book = typed.after(claimed.changes)

    assert isinstance(claimed.outcome, Claimed)
    assert (points(book, "7"), points(book, "666")) == (110, 50)
    assert isinstance(claims(book, "666", "1043").outcome, ConfirmEmail)
    assert isinstance(claims(book, "7", "1043").outcome, Claimed)
    assert book.member_with("ana@example.com") == book.member_of("7")
    assert book.member_of("7").proved == NOW  # type: ignore[union-attr]


def test_a_proof_alone_is_told_and_written_once(typed: Book) -> None:
    proved = joins(typed, "7", "", shown)
    book = typed.after(proved.changes)

    assert isinstance(proved.outcome, AddressProved)
    assert [type(change) for change in proved.changes] == [AddFact]
    assert joins(book, "7", "", shown).changes == ()


def test_another_account_that_proves_the_address_becomes_one_with_the_first_without_a_second_bonus(typed: Book) -> None:
    book = typed.after(joins(typed, "7", "", shown).changes)

    again = joins(book, "666", "", shown)
    book = book.after(again.changes)

    assert isinstance(again.outcome, ContactAdded)
    assert book.member_of("666") == book.member_of("7")
    assert points(book, "7") == 50


def test_a_newcomer_who_proves_a_proved_address_is_its_member_and_one_that_was_only_typed_is_theirs(
    typed: Book,
) -> None:
    first = joins(typed, "8", "ana@example.com", shown)
    book = typed.after(first.changes)
    second = joins(book, "9", "ana@example.com", shown)
    book = book.after(second.changes)

    assert isinstance(first.outcome, Joined)
    assert first.outcome.to_prove == ""
    assert isinstance(second.outcome, ContactAdded)
    assert book.member_of("9") == book.member_of("8") != book.member_of("7")


def test_who_proves_the_address_of_an_imported_member_has_what_she_had(sheet: Sheet) -> None:
    imported = "Members | Email\nANA47K | ana@example.com"
    opening = "Ledger | Member | Entry | Points | Cause\n2026-01-01 | ANA47K | opening | 320 | opening:ANA47K"
    book = sheet(SHEET, imported, opening)
    book = book.after(joins(book, "7", "ana@example.com").changes)

    assert points(book, "7") == 50
    book = book.after(joins(book, "7", "", shown).changes)

    assert (points(book, "7"), book.member_of("7").code) == (320, "ANA47K")  # type: ignore[union-attr]


def test_a_blocked_account_of_the_address_lends_its_place_to_nobody(typed: Book) -> None:
    book = typed.after(joins(typed, "7", "", shown).changes)
    code = book.member_of("7").code  # type: ignore[union-attr]
    rows = [replace(member, blocked=member.code == code, row=None) for member in book.members.values()]
    book = Book.of(book.settings, members=rows, facts=book.all_facts())

    for outcome in (joins(book, "666", "", shown), claims(book, "666", "1042", shown)):
        assert (type(outcome.outcome), outcome.changes) == (Blocked, ())


def test_a_signed_order_gives_its_points_and_proves_the_address_where_it_is_the_orders(typed: Book) -> None:
    hers = typed.after(claims(typed, "7", "1042", signed=True).changes)
    other = typed.after(joins(typed, "9", "other@example.com").changes)
    other = other.after(claims(other, "9", "1042", signed=True).changes)

    assert (points(hers, "7"), hers.member_of("7").proved) == (110, NOW)  # type: ignore[union-attr]
    assert (points(other, "9"), other.member_of("9").proved) == (110, None)  # type: ignore[union-attr]
    assert isinstance(claims(other, "9", "1042").outcome, AlreadyClaimed)
    assert isinstance(claims(other, "9", "1043").outcome, ConfirmEmail)


@pytest.mark.parametrize(("proves", "bonus"), [(False, 50), (True, 0)])
def test_who_leaves_marks_a_mailbox_only_where_it_was_theirs(sheet: Sheet, proves: bool, bonus: int) -> None:
    marks, book = Marks("a key for this test"), sheet(SHEET)
    book = book.after(joins(book, "666", "ana@example.com", shown if proves else nothing_shown).changes)
    book = book.after(leave(book, contact="666", confirmed=True, now=NOW, marks=marks).changes)

    named = partial(join, contact="7", email="ana@example.com", name="", language="", codes=["C7"])
    back = named(book, now=NOW, marks=marks).outcome

    assert isinstance(back, Joined)
    assert back.bonus == bonus


def test_of_two_spellings_of_one_mailbox_the_second_to_be_proved_gives_its_bonus_back(sheet: Sheet) -> None:
    book = sheet(SHEET)
    for contact, email in (("7", "ana+shop@example.com"), ("8", "ana@example.com")):
        book = book.after(joins(book, contact, email).changes)
        book = book.after(joins(book, contact, "", shown).changes)

    assert (points(book, "7"), points(book, "8")) == (50, 0)
    assert book.member_of("7") != book.member_of("8")


def test_who_joins_with_an_order_in_hand_is_asked_for_digits_as_often_as_they_may_have_some(sheet: Sheet) -> None:
    book, seen = sheet(SHEET), list[str]()

    def tries(own: str) -> Tried:
        seen.append(own)
        return Tried("contact", number="number", address="mailbox", letter=f"letter-{len(seen)}")

    def rule(_: bool) -> Callable[[Book], Decision[object]]:
        joining = partial(joins, contact="7", email="ana@example.com")
        return partial(join_then, joining=joining, then=partial(claims, contact="7", number="1042"))

    told = list[object]()
    for _ in range(4):
        decision = counted_of(book, rule=rule, tries=tries, contact="7", now=NOW)
        told.append(decision.outcome)
        book = book.after(change for change in decision.changes if isinstance(change, AddTry))
    book = book.after(decision.changes)
    counted_of(book, rule=rule, tries=tries, contact="7", now=NOW)

    assert [type(outcome) for outcome in told] == [JoinedThen, JoinedThen, JoinedThen, Joined]
    assert seen == ["", "", "", "", "ana@example.com"]


def test_who_has_joined_with_wrong_digits_is_a_member_and_hears_that_they_were_wrong(sheet: Sheet) -> None:
    tried = Tried("contact", number="number", address="mailbox", digits="digits")

    def rule(_: bool) -> Callable[[Book], Decision[object]]:
        joining = partial(joins, contact="7", email="ana@example.com")
        return partial(join_then, joining=joining, then=partial(claims, contact="7", number="1042"))

    decision = counted(sheet(SHEET), rule=rule, tried=tried, contact="7", now=NOW)

    assert isinstance(decision.outcome, JoinedThen)
    assert decision.outcome.then == CodeWrong()
    assert [type(change) for change in decision.changes] == [AddFact, AddMember, AddEntry, AddTry]


@pytest.mark.parametrize("noted", [True, False])
@pytest.mark.parametrize("proved", [True, False])
def test_six_digits_that_nobody_asked_for_are_a_try_only_while_a_letter_is_noted_for_who_waits_for_the_proof(
    typed: Book, noted: bool, proved: bool
) -> None:
    tried = Tried("contact-", "number--", "mailbox-", "digits--", letter="letter-2", unasked=True)
    book = typed.after(joins(typed, "7", "", shown).changes) if proved else typed
    if noted:
        book = book.after((AddTry(Try(TryKind.LETTER, "contact-", "mailbox-", "letter-1", NOW)),))

    decision = counted(
        book, rule=lambda _: partial(claims, contact="7", number="482913"), tried=tried, contact="7", now=NOW
    )

    kinds = [change.attempt.kind for change in decision.changes if isinstance(change, AddTry)]
    if proved:
        assert (type(decision.outcome), kinds) == (UnknownOrder, [TryKind.GUESS])
    else:
        assert type(decision.outcome) is ConfirmEmail
        assert kinds == ([TryKind.CODE, TryKind.LETTER] if noted else [TryKind.LETTER])


def test_a_button_works_once(typed: Book) -> None:
    def button(_address: str) -> datetime:
        return NOW - timedelta(minutes=3)

    book = typed.after(joins(typed, "7", "", button).changes)

    assert isinstance(joins(book, "666", "", button).outcome, AlreadyMember)
    assert isinstance(claims(book, "666", "1043", button).outcome, ConfirmEmail)


def test_a_button_that_came_after_the_proof_works_once_too(typed: Book) -> None:
    book = typed.after(joins(typed, "7", "", shown).changes)
    sent, tapped = NOW + timedelta(hours=1), NOW + timedelta(hours=2)

    def button(_address: str) -> datetime:
        return sent

    assert isinstance(joins(book, "8", "ana@example.com", button, now=tapped).outcome, ContactAdded)
    book = book.after(joins(book, "7", "", button, now=tapped).changes)

    assert isinstance(joins(book, "8", "ana@example.com", button, now=tapped).outcome, Joined)


def test_at_the_switch_who_has_claimed_counts_as_proved_and_who_claims_by_a_link_later_does_not(sheet: Sheet) -> None:
    before = """
        Members | Email           | Contact | Joined
        ANA47K  | ana@example.com | 7       | 2026-11-01T09:00
        BORIS2  | b@example.com   | 8       | 2026-11-01T09:00

        Ledger           | Member | Entry | Points | For | Cause
        2026-11-02T09:00 | ANA47K | claim | 60     | 900 | order:900
    """
    book = sheet(SHEET, before)
    book = book.after(claims(book, "8", "1043", signed=True).changes)

    assert isinstance(claims(book, "7", "1042").outcome, Claimed)
    assert isinstance(claims(book, "8", "1042", now=NOW + timedelta(days=1)).outcome, ConfirmEmail)
    [noted] = [fact for fact in book.all_facts() if fact.kind is FactKind.PROOF_FROM]
    assert noted.time == NOW


def test_nothing_is_credited_to_an_address_that_nobody_has_proved(sheet: Sheet) -> None:
    book = sheet(SHEET, "Settings | Value\nCredit orders | automatically")
    book = book.after(joins(book, "666", "ana@example.com").changes)

    assert credited(book) == 0
    book = book.after(joins(book, "7", "ana@example.com", shown).changes)
    assert credited(book) == 2
    assert points(book.after(credit_orders(book, now=NOW, limit=9).changes), "7") == 140


def test_without_an_address_or_a_number_nobody_is_asked_for_a_proof(sheet: Sheet) -> None:
    book = sheet(SHEET, "Members | Email | Contact\nANA47K | | 7")

    assert isinstance(claims(book, "7", "1042", shown).outcome, UnknownOrder)
    assert joins(book, "7", "", shown).changes == ()


def test_one_letter_asks_for_the_proof_and_all_others_wait_for_it(typed: Book) -> None:
    assert letter_to(typed, "666") == LetterName.CONFIRM
    taken = take_due(typed, now=NOW, limit=9)
    sent = {(facts.letter.letter, facts.letter.email) for facts in taken.outcome.reminders}
    assert sent == {("confirm", "ana@example.com")}
    book = typed.after(taken.changes)
    for contact in ("666", "7"):
        assert letter_to(book, contact, NOW + timedelta(days=40)) == NotDue.UNPROVED
    book = book.after(joins(book, "7", "", shown).changes)

    assert letter_to(book, "7", NOW + timedelta(days=40)) == LetterName.REMINDER


def test_its_digits_are_noted_in_the_commit_that_takes_it_before_it_leaves(typed: Book) -> None:
    asked = list[tuple[str, str]]()

    def note(_book: Book, contact: str, address: str, now: datetime) -> AddTry:
        asked.append((contact, address))
        return AddTry(Try(TryKind.LETTER, contact, address, "letter", now))

    taken = take_due(typed, now=NOW, limit=9, note_digits=note)

    [facts] = taken.outcome.reminders
    assert asked == [("666", "ana@example.com")]
    assert facts.digits == NotedDigits("666", NOW)
    assert [type(change) for change in taken.changes] == [AddLetter, AddTry]
    assert take_due(typed, now=NOW, limit=9).outcome.reminders[0].digits is None


@pytest.mark.parametrize(
    "before",
    [
        "ANA47K | a@b.example | 7 | 2026-01-01T09:00 | 2026-10-01T09:00",
        "ANA47K | a@b.example | 7 | 2026-01-01T09:00 | \n\n" + WELCOMED,
        "ANA47K | a@b.example | | 2026-01-01T09:00 | ",
    ],
)
def test_who_got_letters_before_goes_on_getting_them(sheet: Sheet, before: str) -> None:
    book = sheet(SHEET, f"Members | Email | Contact | Joined | Last reminder\n{before}")

    due = due_letter(book, book.members["ANA47K"], shopping=Shopping.of(book, today=NOW.date()), now=NOW)
    assert isinstance(due, Due)
    assert due.name == LetterName.REMINDER


def test_what_went_to_the_owner_because_of_them_is_no_letter_that_they_got(sheet: Sheet) -> None:
    row = "Members | Email | Contact | Joined\nANA47K | a@b.example | 7 | 2026-01-01T09:00"
    book = sheet(SHEET, row, WELCOMED.replace("welcome", "owner_task"))

    assert letter_to(book, "7") == NotDue.UNPROVED


def test_the_owner_hears_of_one_address_on_two_rows_only_where_both_are_somebodys(sheet: Sheet) -> None:
    rows = (
        "Members | Email | Contact | Joined\nAAA222 | a@b.example | 1 | 2026-01-01T09:00\nBBB222 | a@b.example | {} | "
    )
    two, typed_alone = sheet(SHEET, rows.format("")), sheet(SHEET, rows.format("2"))

    assert {doubt.kind for doubt in two.identities.doubts} == {DoubtKind.ADDRESS_TYPED}
    assert {doubt.kind for doubt in typed_alone.identities.doubts} == {DoubtKind.ADDRESS_TYPED}
    assert two.member_with("a@b.example") == two.members["BBB222"]
    assert two.identities.emails == {"a@b.example"}

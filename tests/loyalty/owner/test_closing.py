"""Closing the books: the Ledger gets shorter, and nobody has a point more or less."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.book.account import Account
from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, Decision
from loyalty.intake.owner_edits import book_owner_edits
from loyalty.member.claim import claim_order
from loyalty.model.entry import MOST_POINTS, UNDATED, Entry, EntryKind
from loyalty.model.identifiers import fold
from loyalty.model.member import Member
from loyalty.outcomes.batch_reports import ClosedBooks
from loyalty.owner.closing import LONGEST_CAUSES, close_books, give_back

Sheet = Callable[..., Book]

BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
ALL = 10**6
CODES = ("ANA", "BORIS", "LAYLA")
PEOPLE = """
    Members | Email             | Contact
    ANA     | ana@example.com   | ana
    BORIS   | boris@example.com | boris
"""
YEARS = """
    Ledger           | Member | Entry      | Points | For  | Cause
    2024-03-01 09:00 | ANA    | sign-up    | 50     |      | join:ANA
    2024-05-01 09:00 | ANA    | claim      | 260    | 1042 | order:1042
    2025-06-01 09:00 | ANA    | redemption | -200   | tote | coupon:TOTE-1
    2025-07-01 09:00 | ANA    | adjustment | -10    |      | edit:ANA:2a:100
    2026-02-01 09:00 | ANA    | claim      | 60     | 1055 | order:1055
    2025-01-01 09:00 | BORIS  | sign-up    | 50     |      | join:BORIS
"""


def openings(decision: Decision[ClosedBooks]) -> list[Entry]:
    return [change.entry for change in decision.changes if isinstance(change, AddEntry)]


def closed(book: Book, before: datetime = BEFORE, limit: int = ALL) -> Book:
    """The book when all that can be closed is, call after call."""
    while (decision := close_books(book, before=before, limit=limit)).outcome.members:
        book = book.after(decision.changes)
    return book


def line(points: int, cause: str, *, days: int = 0) -> Entry:
    return Entry(datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days), "ANA", EntryKind.CLAIM, points, cause=cause)


def test_one_line_stands_for_a_members_old_ones_and_names_them(sheet: Sheet) -> None:
    decision = close_books(sheet(PEOPLE, YEARS), before=BEFORE, limit=ALL)

    assert openings(decision) == [
        Entry(
            datetime(2024, 3, 1, 9, tzinfo=UTC),
            "ANA",
            EntryKind.OPENING,
            300,
            email="ana@example.com",
            subject="join:ANA order:1042 edit:ANA:2a:100",
            note="3 lines before 2026-01-01",
            cause="opening:ANA:2026-01-01",
        )
    ]
    assert [entry.cause for entry in decision.outcome.entries] == ["join:ANA", "order:1042", "edit:ANA:2a:100"]


def test_points_lifetime_points_and_what_was_spent_stay_as_they_were(sheet: Sheet) -> None:
    book = sheet(PEOPLE, YEARS)

    after = closed(book)

    assert after.account_of("ANA") == book.account_of("ANA") == Account(points=160, lifetime=360, redeemed=200)
    assert len(after.entries_of("ANA")) == 3
    assert after.account_of("BORIS") == book.account_of("BORIS")


def test_a_closed_order_cannot_be_claimed_again(sheet: Sheet, now: datetime) -> None:
    orders = """
        Orders | Email           | Amount
        1042   | ana@example.com | 260.00
    """

    decision = claim_order(closed(sheet(PEOPLE, YEARS, orders)), contact="ana", number="1042", now=now)

    assert not decision.changes


def test_what_must_be_seen_in_the_ledger_or_could_not_be_proved_later_stays_there(sheet: Sheet) -> None:
    book = sheet(
        PEOPLE,
        """
        Ledger           | Member | Entry      | Points | Cause
        2025-01-01 09:00 | ANA    | sign-up    | 50     | join:ANA
        2025-01-01 09:00 | ANA    | redemption | -20    | coupon:TOTE-1
        2025-01-01 09:00 | ANA    | adjustment | 5      |
        2025-01-01 09:00 | ANA    | adjustment | 5      | a present
                         | ANA    | adjustment | 5      | order:1
        2026-01-01 00:00 | ANA    | claim      | 60     | order:2
        2025-01-01 09:00 | BORIS  | opening    | 60     |
        2025-01-01 09:00 | BORIS  | sign-up    | 60     | join:BORIS
        """,
    )

    assert close_books(book, before=BEFORE, limit=ALL) == Decision(ClosedBooks((), 0, 0, 0))


def test_a_number_typed_over_what_is_still_shown_is_not_booked_again_after_closing(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        """
        Members | Points | As booked | Display
        ANA     | 40     | 50        | 2a

        Ledger           | Member | Entry      | Points | Cause
        2024-03-01 09:00 | ANA    | sign-up    | 50     | join:ANA
        2024-04-01 09:00 | ANA    | claim      | 20     | order:1042
        2025-07-01 09:00 | ANA    | adjustment | 30     | edit:ANA:2a:80
        """
    )

    after = closed(book)

    assert after.entries_of("ANA") != book.entries_of("ANA")
    assert [one.entry.points for one in book_owner_edits(after, now=now)] == [-40]


def test_an_earlier_opening_goes_into_the_new_one_with_all_that_it_stands_for(sheet: Sheet) -> None:
    book = closed(sheet(PEOPLE, YEARS))

    [again] = openings(close_books(book, before=datetime(2027, 1, 1, tzinfo=UTC), limit=ALL))

    assert again.stands_for == ("opening:ANA:2026-01-01", "join:ANA", "order:1042", "edit:ANA:2a:100", "order:1055")
    assert (again.points, again.cause) == (360, "opening:ANA:2027-01-01")


def test_books_closed_twice_before_one_day_have_two_openings_of_different_causes(sheet: Sheet) -> None:
    book = closed(sheet(PEOPLE, YEARS))
    late = book.after([AddEntry(line(7, "order:7")), AddEntry(line(8, "order:8"))])

    [again] = openings(close_books(late, before=BEFORE, limit=ALL))

    assert again.cause == "opening:ANA:2026-01-01:2"
    assert closed(late).account_of("ANA") == late.account_of("ANA")


def test_a_call_closes_whole_members_up_to_the_limit_but_one_at_the_least(sheet: Sheet) -> None:
    three = "\n".join(
        ["Ledger | Member | Entry | Points | Cause"]
        + [f"2025-01-0{n} 09:00 | {who} | claim | 10 | order:{who}{n}" for who in ("ANA", "BORIS") for n in (1, 2, 3)]
    )
    book = sheet(PEOPLE, three)

    one, both = (close_books(book, before=BEFORE, limit=limit) for limit in (1, 6))

    assert [opening.member for opening in openings(one)] == ["ANA"]
    assert (one.outcome.members, one.outcome.members_left, one.outcome.entries_left) == (1, 1, 3)
    assert [opening.member for opening in openings(both)] == ["ANA", "BORIS"]
    assert (both.outcome.members, both.outcome.members_left, both.outcome.entries_left) == (2, 0, 0)


def test_more_causes_than_a_cell_holds_go_into_a_second_opening() -> None:
    entries = [line(1, f"order:{number}:{'x' * 400}", days=number) for number in range(250)]
    book = Book.of(members=[Member("ANA")], entries=entries)

    after = closed(book)

    lengths = [len(entry.subject) for entry in after.entries_of("ANA")]
    assert (len(lengths), max(lengths) <= LONGEST_CAUSES, sum(lengths) > 2 * LONGEST_CAUSES) == (3, True, True)
    assert after.account_of("ANA") == book.account_of("ANA")
    assert all(after.caused_by(entry.cause) for entry in entries)


def test_points_that_no_cell_would_be_believed_to_hold_are_not_put_into_one_line() -> None:
    book = Book.of(members=[Member("ANA")], entries=[line(MOST_POINTS, "order:1"), line(1, "order:2")])

    assert not close_books(book, before=BEFORE, limit=ALL).changes


def test_an_opening_and_copies_of_what_it_stands_for_count_once_however_the_ledger_is_sorted(sheet: Sheet) -> None:
    book = sheet(PEOPLE, YEARS)
    lines = [*book.entries_of("ANA"), *closed(book).entries_of("ANA")]
    chance = Random(1)

    for _ in range(50):
        chance.shuffle(lines)
        grown = Book.of(members=book.members.values()).grown(entries=lines)

        assert grown.account_of("ANA") == book.account_of("ANA")
        assert len(grown.entries_of("ANA")) == 3


def test_a_copy_that_names_another_member_gives_her_nothing(sheet: Sheet) -> None:
    book = closed(sheet(PEOPLE, YEARS))
    copy = replace(line(260, "order:1042"), member="BORIS")

    first, last = (
        Book.of().grown(entries=order) for order in ([copy, *book.entries_of("ANA")], [*book.entries_of("ANA"), copy])
    )

    assert first.account_of("BORIS") == last.account_of("BORIS") == Account()


def test_of_two_openings_that_name_one_cause_by_the_owners_own_hand_both_count(sheet: Sheet) -> None:
    book = sheet(
        """
        Ledger           | Member | Entry   | Points | For             | Cause
        2025-01-01 09:00 | ANA    | opening | 60     | order:1 order:2 | opening:1
        2025-01-02 09:00 | ANA    | opening | 50     | order:2 order:3 | opening:2
        """
    )

    assert book.account_of("ANA").points == 110


def test_lines_that_were_moved_away_by_mistake_come_back_once_and_closed_ones_do_not(sheet: Sheet) -> None:
    book = closed(sheet(PEOPLE, YEARS))
    archived = [line(260, "order:1042"), line(75, "order:1077"), line(25, ""), line(25, ""), line(-40, "coupon:MUG-1")]

    decision = give_back(book, lines=archived, limit=ALL)
    after = book.after(decision.changes)

    assert decision.outcome.left == 0
    assert after.account_of("ANA").points == book.account_of("ANA").points + 75 + 25 + 25 - 40
    assert not give_back(after, lines=archived, limit=ALL).changes
    assert not give_back(closed(after), lines=archived, limit=ALL).changes


@pytest.mark.parametrize("hours", [-26, -5, 0, 1, 14])
def test_lines_without_a_cause_come_back_once_whatever_the_zone_is_by_then(sheet: Sheet, hours: int) -> None:
    archived = [line(25, ""), line(25, ""), line(4, ""), line(75, "order:1077")]
    book = sheet(PEOPLE, YEARS)
    book = book.after(give_back(book, lines=archived, limit=3).changes)
    moved = [replace(one, time=one.time + timedelta(hours=hours)) for one in archived]

    rest = give_back(book, lines=moved, limit=ALL)

    after = book.after(rest.changes)
    assert len(rest.outcome.entries) == 1
    assert after.account_of("ANA").points == sheet(PEOPLE, YEARS).account_of("ANA").points + 25 + 25 + 4 + 75
    assert not give_back(after, lines=moved, limit=ALL).changes


def test_lines_come_back_in_portions(sheet: Sheet) -> None:
    archived = [line(1, f"order:{number}") for number in range(5)]
    book = sheet(PEOPLE)

    decision = give_back(book, lines=archived, limit=3)
    rest = give_back(book.after(decision.changes), lines=archived, limit=3)

    assert [len(one.outcome.entries) for one in (decision, rest)] == [3, 2]
    assert [one.outcome.left for one in (decision, rest)] == [2, 0]


def test_an_opening_that_is_gone_comes_back_in_one_line(sheet: Sheet) -> None:
    book = sheet(PEOPLE, YEARS)
    once = closed(book)
    archived = [entry for entry in (*book.entries_of("ANA"), *once.entries_of("ANA")) if entry.time < BEFORE]

    decision = give_back(sheet(PEOPLE), lines=archived, limit=ALL)

    assert [entry.kind for entry in decision.outcome.entries] == [EntryKind.OPENING, EntryKind.REDEMPTION]


def test_nothing_comes_back_of_a_member_who_has_left_without_a_trace(sheet: Sheet) -> None:
    gone = replace(line(60, "order:1"), member="GONE", email="gone@example.com")

    assert not give_back(sheet(PEOPLE), lines=[gone], limit=ALL).changes


CAUSES = st.sampled_from(["", "a present", "Order:1", *(f"order:{number}" for number in range(25)), "x" * 25_000])
TIMES = st.sampled_from([UNDATED, *(BEFORE + timedelta(days=days) for days in range(-900, 300, 60))])
ENTRIES = st.builds(
    Entry,
    time=TIMES,
    member=st.sampled_from(CODES),
    kind=st.sampled_from([kind for kind in EntryKind if kind is not EntryKind.OPENING]),
    points=st.integers(-300, 300),
    cause=CAUSES,
)


def as_sheet(lines: Sequence[Entry]) -> Book:
    return Book.of(members=map(Member, CODES), entries=lines)


@settings(deadline=None)
@given(
    st.lists(ENTRIES, max_size=30),
    st.lists(st.tuples(st.integers(-900, 300), st.lists(ENTRIES, max_size=3)), min_size=1, max_size=3),
    st.sampled_from([1, 5, ALL]),
    st.randoms(use_true_random=False),
)
def test_closing_any_books_changes_no_account_and_forgets_no_cause(
    lines: list[Entry], closings: list[tuple[int, list[Entry]]], limit: int, chance: Random
) -> None:
    for days, later in closings:
        lines = [*lines, *later]
        book = as_sheet(lines)
        before = BEFORE + timedelta(days=days)
        after = closed(book, before, limit)
        causes = {fold(entry.cause): entry.member for code in CODES for entry in book.entries_of(code) if entry.cause}
        new = [entry for code in CODES for entry in after.entries_of(code) if entry not in book.entries_of(code)]
        stands_for = {fold(cause) for entry in new for cause in entry.stands_for}
        lines = [one for one in lines if fold(one.cause) not in stands_for or chance.random() < 0.2] + new
        chance.shuffle(lines)
        read = as_sheet(lines)

        for code in CODES:
            assert after.account_of(code) == read.account_of(code) == book.account_of(code)
        for cause, member in causes.items():
            assert [one.member for one in (after.caused_by(cause), read.caused_by(cause)) if one] == [member, member]
        assert not close_books(read, before=before, limit=limit).changes

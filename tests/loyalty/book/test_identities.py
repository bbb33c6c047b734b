"""Whose a row of Members is: by its code, and by what the Ledger knows of codes and addresses."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from loyalty.book.book import Book
from loyalty.book.identities import DoubtKind
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.member import Member

NOON = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
ANA = Member("K7Q4ZD", "ana@example.com", contact="7001", joined=NOON)
BORIS = Member("M3X9TR", "boris@example.com", contact="7002", joined=NOON)


def line(code: str, points: int = 50, *, email: str = "", cause: str | None = None, days: int = 0) -> Entry:
    made_by = f"join:{code}" if cause is None else cause
    return Entry(NOON + timedelta(days=days), code, EntryKind.SIGN_UP, points, email=email, cause=made_by)


LINES = (line("K7Q4ZD", email="ana@example.com"), line("M3X9TR", 300, email="boris@example.com"))


def book(*rows: Member, lines: tuple[Entry, ...] = LINES) -> Book:
    """The same in whichever order the rows stand."""
    one, other = (Book.of(members=some, entries=lines) for some in (rows, rows[::-1]))
    assert one.members == other.members
    return one


def told(book: Book) -> set[tuple[DoubtKind, str]]:
    return {(doubt.kind, doubt.code) for doubt in book.identities.doubts}


@pytest.mark.parametrize("code", ["X", "", "W7Q4ZD"])
def test_a_row_whose_code_was_mistyped_or_cleared_is_that_of_its_address(code: str) -> None:
    row = Member(code, "Ana@example.com", contact="7001", joined=NOON)

    shop = book(row, BORIS)

    assert shop.account_of("K7Q4ZD").points == 50
    assert shop.member_of("7001") == shop.member_with("ana@example.com") == shop.member("k7q4zd")
    assert shop.as_counted(row) == shop.members["K7Q4ZD"]
    assert told(shop) == {(DoubtKind.KNOWN_AS, "K7Q4ZD")}


def test_a_code_with_lines_and_no_row_is_told_with_its_points_but_not_of_who_has_left() -> None:
    left = line("N4N4N4", 0, cause="left:12345678")

    shop = book(BORIS, lines=(*LINES, line("N4N4N4"), left))

    assert [(doubt.kind, doubt.code, doubt.points) for doubt in shop.identities.doubts] == [
        (DoubtKind.LEFT_BEHIND, "K7Q4ZD", 50)
    ]


def test_of_two_rows_with_one_code_the_one_counts_whose_address_the_ledger_has() -> None:
    copied = Member("K7Q4ZD", "layla@example.com", contact="7003", joined=NOON - timedelta(days=1))

    shop = book(copied, ANA, BORIS)

    assert shop.members["K7Q4ZD"] == ANA
    assert shop.as_counted(copied) is None
    assert told(shop) == {(DoubtKind.CODE_TWICE, "K7Q4ZD")}


def test_of_two_rows_with_a_new_code_the_one_counts_that_is_older() -> None:
    older, newer = (Member("NEW", f"{name}@example.com", joined=NOON) for name in ("ana", "zoe"))

    shop = book(newer, older, BORIS, lines=LINES[1:])

    assert shop.members["NEW"] == older
    assert told(shop) == {(DoubtKind.CODE_TWICE, "NEW")}


def test_rows_that_say_the_same_are_one_and_told() -> None:
    shop = book(ANA, ANA, BORIS)

    assert shop.members["K7Q4ZD"] == ANA
    assert told(shop) == {(DoubtKind.ROW_TWICE, "")}
    assert shop.identities.contacts == frozenset()


@pytest.mark.parametrize(
    ("copy", "counts"),
    [
        (replace(ANA, blocked=True), replace(ANA, blocked=True)),
        (replace(ANA, reminders=False), replace(ANA, reminders=False)),
        (replace(ANA, reminders=True), ANA),
        (replace(ANA, points_shown=990), replace(ANA, points_shown=990)),
        (replace(ANA, points_shown=9), replace(ANA, points_shown=9)),
    ],
)
def test_a_copy_of_a_members_row_frees_nobody_and_a_number_typed_in_it_counts(copy: Member, counts: Member) -> None:
    def shown(row: Member) -> Member:
        points = 50 if row.points_shown is None else row.points_shown
        return replace(row, points_shown=points, points_booked=50, display="2a")

    assert book(shown(ANA), shown(copy), BORIS).members["K7Q4ZD"] == shown(counts)


def test_an_address_or_a_contact_on_two_rows_is_the_first_ones_and_told() -> None:
    later = Member("N4N4N4", "ana@example.com", contact="7001", joined=NOON + timedelta(days=1))

    shop = book(later, ANA, BORIS)

    assert shop.member_with("ana@example.com") == shop.member_of("7001") == ANA
    assert told(shop) == {(DoubtKind.ADDRESS_TWICE, "K7Q4ZD"), (DoubtKind.CONTACT_TWICE, "K7Q4ZD")}
    assert shop.shares_address(ANA)
    assert not shop.shares_address(BORIS)


def test_whoever_is_typed_without_a_code_needs_one_and_a_second_row_of_theirs_does_not() -> None:
    zoe, again = Member("", "zoe@example.com", name="Zoe"), Member("", "zoe@example.com")

    shop = book(ANA, BORIS, zoe, again)

    assert [row.email for row in shop.identities.newcomers] == ["zoe@example.com"]
    assert told(shop) == {(DoubtKind.NEWCOMER_TWICE, "")}
    assert shop.member_with("zoe@example.com") is None


@pytest.mark.parametrize("row", [Member("", "ana@example.com"), Member("", contact="7001")])
def test_nobody_who_is_somebody_already_gets_a_code(row: Member) -> None:
    shop = book(ANA, BORIS, row)

    assert shop.identities.newcomers == ()
    assert told(shop) == {(DoubtKind.TAKEN, "K7Q4ZD")}
    assert shop.shares_address(ANA) == bool(row.email)


def test_a_row_that_was_somebodys_gets_no_new_code_while_one_has_lost_its_row() -> None:
    row = Member("", "ana@new.example", joined=NOON)

    assert told(book(row, BORIS)) == {(DoubtKind.CODE_MISSING, ""), (DoubtKind.LEFT_BEHIND, "K7Q4ZD")}
    assert book(row, ANA, BORIS).identities.newcomers == (row,)


@pytest.mark.parametrize("row", [Member("Note"), Member("Total", points_shown=350), Member("", points_shown=350)])
def test_a_total_or_a_note_is_nobodys_and_not_told(row: Member) -> None:
    shop = book(ANA, BORIS, row)

    assert set(shop.members) == {"K7Q4ZD", "M3X9TR"}
    assert told(shop) == set()


def test_a_code_of_ours_with_nobody_behind_it_is_told() -> None:
    shop = book(ANA, BORIS, Member("N4N4N4"))

    assert "N4N4N4" not in shop.members
    assert told(shop) == {(DoubtKind.UNREACHABLE, "")}


def test_a_stranger_without_a_code_may_have_a_contact_that_nobody_else_has() -> None:
    shop = book(ANA, BORIS, Member("", contact="7009"))

    assert [row.contact for row in shop.identities.newcomers] == ["7009"]


def test_a_second_row_of_a_code_that_comes_later_brings_its_contacts_alone() -> None:
    shop = book(ANA, BORIS).grown(members=[Member("K7Q4ZD", "ana@example.com", contact="7011")])

    assert shop.member_of("7011") == shop.members["K7Q4ZD"] == ANA


def test_an_address_that_cannot_be_read_is_the_one_that_the_ledger_had_last() -> None:
    unclear = replace(ANA, email="", email_unclear=True)
    moved = line("K7Q4ZD", email="ana@home.example", cause="order:1042", days=1)
    typed = line("K7Q4ZD", email="zoe@example.com", cause="", days=2)

    shop = book(unclear, BORIS, lines=(*LINES, moved, typed))

    assert shop.member_with("ana@home.example") == shop.members["K7Q4ZD"] == replace(unclear, email="ana@home.example")
    shop.corrected(replace(unclear, name="Anna"))
    assert shop.members["K7Q4ZD"] == replace(unclear, name="Anna", email="ana@home.example")


def test_who_has_no_line_with_an_address_has_none_while_the_cell_cannot_be_read() -> None:
    unclear = replace(ANA, email="", email_unclear=True)

    assert book(unclear, BORIS, lines=(line("K7Q4ZD"), LINES[1])).members["K7Q4ZD"] == unclear

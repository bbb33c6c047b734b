"""A member as they count: their row's cells and the Log's lines, the newer word of the two for each."""

from datetime import UTC, date, datetime, timedelta

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddFact, RemoveMember
from loyalty.book.learned_members import wish_time
from loyalty.model.fact import THE_PROGRAM, Fact, FactKind
from loyalty.model.member import Member

NOON = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
LAYLA = Member("LAYLA", email="layla@example.com", contact="7003")
BORIS = Member("BORIS", email="boris@example.com", contact="7002")
CONTACT, REMINDERS = FactKind.MEMBER_CONTACT, FactKind.MEMBER_REMINDERS
BOUNCE, BIRTHDAY = FactKind.MEMBER_BOUNCE, FactKind.MEMBER_BIRTHDAY


def fact(kind: FactKind, value: str, stood: str = "", *, minutes: int = 0, about: str = "LAYLA") -> Fact:
    return Fact(NOON + timedelta(minutes=minutes), kind, about, value, stood)


def layla(*facts: Fact, row: Member = LAYLA) -> Member:
    """As she counts, however the rows are sorted, and whether the Log comes first or last."""
    books = (
        Book.of(members=[row, BORIS], facts=facts),
        Book.of(members=[BORIS, row], facts=facts[::-1]),
        Book.of(members=[row, BORIS]).after(map(AddFact, facts)),
        Book.of(facts=facts).grown(members=[BORIS, row]),
        Book.of(members=[BORIS]).grown(members=[row], facts=facts),
    )
    [member] = {book.members["LAYLA"] for book in books}
    return member


@pytest.mark.parametrize(
    ("cell", "facts", "counts"),
    [
        (None, [], (None, False)),
        (None, [fact(REMINDERS, "no")], (False, False)),
        (False, [fact(REMINDERS, "yes", "no")], (True, False)),
        (True, [fact(REMINDERS, "no")], (True, False)),  # the owner has written yes since
        (None, [fact(REMINDERS, "no", "yes")], (None, False)),  # and emptied the cell
        (None, [fact(REMINDERS, "no"), fact(REMINDERS, "yes", minutes=1)], (True, False)),
        (None, [fact(BOUNCE, "layla@example.com")], (False, True)),
        (None, [fact(BOUNCE, "layla@old.example")], (None, False)),  # the address was mended
        (None, [fact(REMINDERS, "no"), fact(BOUNCE, "layla@old.example", minutes=1)], (False, False)),
        (None, [fact(BOUNCE, "layla@example.com"), fact(REMINDERS, "yes", minutes=1)], (True, False)),
        (None, [fact(BOUNCE, "layla@example.com"), fact(REMINDERS, "no")], (False, False)),  # a wish holds
        (True, [fact(BOUNCE, "layla@example.com")], (True, False)),  # to be tried again
    ],
)
def test_whether_emails_come_is_the_newer_word(
    cell: bool | None, facts: list[Fact], counts: tuple[bool | None, bool]
) -> None:
    member = layla(*facts, row=Member("LAYLA", email="layla@example.com", contact="7003", reminders=cell))

    assert (member.reminders, member.bounced) == counts


@pytest.mark.parametrize(
    ("cell", "facts", "day"),
    [
        (None, [fact(BIRTHDAY, "1990-05-17")], date(1990, 5, 17)),
        (date(1990, 7, 15), [fact(BIRTHDAY, "1990-05-17")], date(1990, 7, 15)),
        (None, [fact(BIRTHDAY, "in May")], None),  # not as the program wrote it
    ],
)
def test_a_birthday_is_the_owners_where_they_have_written_one_since(
    cell: date | None, facts: list[Fact], day: date | None
) -> None:
    assert layla(*facts, row=Member("LAYLA", email="layla@example.com", birthday=cell)).birthday == day


def test_every_contact_that_was_proved_is_hers_after_those_in_her_row() -> None:
    member = layla(
        fact(CONTACT, "8003", "7003"), fact(CONTACT, "9003", "7003", minutes=1), fact(CONTACT, "7003", minutes=2)
    )

    assert member.contact == "7003, 8003, 9003"
    assert member.own_row == LAYLA
    assert Book.of(members=[LAYLA], facts=[fact(CONTACT, "8003")]).member_of("8003") is not None


def test_a_contact_that_the_owner_has_given_to_somebody_is_that_ones() -> None:
    assert layla(fact(CONTACT, "7002", "7003")).contacts == ("7003",)


def test_who_has_left_has_nothing_of_it_any_more() -> None:
    book = Book.of(members=[LAYLA, BORIS], facts=[fact(CONTACT, "8003")])

    after = book.after([RemoveMember(book.members["LAYLA"])])

    assert after.member_of("8003") is None
    assert after.facts_about_member("LAYLA") == ()


def test_a_line_that_the_owner_changes_counts_as_it_is_now() -> None:
    book = Book.of(facts=[fact(BIRTHDAY, "1990-05-17")]).grown(members=[LAYLA])

    book.corrected(fact(BIRTHDAY, "1991-05-17"))
    book.corrected(LAYLA)

    assert book.members["LAYLA"].birthday == date(1991, 5, 17)


def test_no_clock_puts_a_wish_before_a_bounce_or_a_bounce_before_a_wish() -> None:
    ahead = NOON + timedelta(minutes=5)

    assert wish_time([fact(BOUNCE, "x@example.com", minutes=5)], REMINDERS, NOON) == ahead
    assert wish_time([fact(REMINDERS, "yes", minutes=5)], BOUNCE, NOON) > ahead
    assert wish_time([], BOUNCE, NOON) == NOON


@pytest.mark.parametrize(("value", "day"), [("2027-11-28", date(2027, 11, 28)), ("soon", None)])
def test_the_first_day_of_expiry_is_the_one_that_was_noted(value: str, day: date | None) -> None:
    noted = fact(FactKind.EXPIRE_FROM, value, about=THE_PROGRAM)

    assert Book.of(facts=[noted]).expire_from == day
    assert Book.of().expire_from is None


def test_the_lines_of_the_log_are_counted_with_those_that_come_and_without_those_of_who_leaves() -> None:
    book = Book.of(members=[LAYLA, BORIS], facts=[fact(REMINDERS, "no"), fact(BIRTHDAY, "1990-05-17")])

    more = book.after([AddFact(fact(REMINDERS, "no", about="BORIS"))])
    left = more.after([RemoveMember(LAYLA, (), more.facts_about_member("LAYLA"))])

    assert [each.count_facts() for each in (book, more, left)] == [2, 3, 1]

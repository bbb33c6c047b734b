"""Birthdays: how they are told, and when they bring points."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from loyalty.book.book import Book
from loyalty.member.birthday import congratulate, read_birthday, tell_birthday
from loyalty.outcomes.batch_reports import Booked
from loyalty.outcomes.extra_points import BirthdayInvalid, BirthdayKnown, BirthdayTold
from loyalty.outcomes.not_served import NotMember

Sheet = Callable[..., Book]

SHEET = """
    Members | Email             | Contact | Birthday
    ANA     | ana@example.com   | ana     |
    BORIS   | boris@example.com | boris   | 1990-06-15
    LAYLA   | layla@example.com | layla   | 1992-02-29

    Settings        | Value
    Birthday points | 25
"""


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def tells(book: Book, birthday: str, day: str) -> Book:
    return book.after(tell_birthday(book, contact="ana", birthday=birthday, now=at(day)).changes)


def night(book: Book, day: str) -> Book:
    return book.after(congratulate(book, now=at(day), limit=9).changes)


def points(book: Book, member: str = "ANA") -> int:
    return book.account_of(member).points


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1990-02-28", date(1990, 2, 28)),
        ("1990/2/8", date(1990, 2, 8)),
        ("1990-02-28T00:00:00+03:00", date(1990, 2, 28)),
        ("1990-02-28 00:00", date(1990, 2, 28)),
        ("28.02.1990", date(1990, 2, 28)),
        ("3.4.1990", date(1990, 4, 3)),
        ("28. 2. 1990", date(1990, 2, 28)),
        ("28/02/1990", date(1990, 2, 28)),
        ("02/28/1990", date(1990, 2, 28)),
        ("05/05/1990", date(1990, 5, 5)),
        ("29.02.1992", date(1992, 2, 29)),
        ("02-28", date(1904, 2, 28)),
        ("--02-29", date(1904, 2, 29)),
        ("28.02", date(1904, 2, 28)),
        ("28.02.", date(1904, 2, 28)),
        ("28/2", date(1904, 2, 28)),
        (" ٢٨.٠٢.١٩٩٠ ", date(1990, 2, 28)),
        ("2026-11-22", date(2026, 11, 22)),
        ("3 мая 1990", date(1990, 5, 3)),
        ("3-го мая 1990 года", date(1990, 5, 3)),
        ("14 февраля 1990 г.", date(1990, 2, 14)),
        ("3 мая", date(1904, 5, 3)),
        ("May 3rd 1990", date(1990, 5, 3)),
        ("May 3, 1990", date(1990, 5, 3)),
        ("may 3", date(1904, 5, 3)),
        ("3 May 1990", date(1990, 5, 3)),
        ("3rd of May, 1990", date(1990, 5, 3)),
        ("3May1990", date(1990, 5, 3)),
        ("1990 May 3", date(1990, 5, 3)),
        ("29 Feb", date(1904, 2, 29)),
        ("٣ مايو ١٩٩٠", date(1990, 5, 3)),
        ("٣ أيار ١٩٩٠", date(1990, 5, 3)),
        ("3 من مايو 1990", date(1990, 5, 3)),
        ("24 كانون الأول 1990", date(1990, 12, 24)),
        ("24 ديسمبر", date(1904, 12, 24)),
        ("٢٤/١٢/١٩٩٠", date(1990, 12, 24)),
        ("२८.०२.१९९०", date(1990, 2, 28)),
    ],
)
def test_a_birthday_is_understood_as_people_write_it(written: str, day: date) -> None:
    assert read_birthday(written, date(2026, 11, 22)) == day


@pytest.mark.parametrize(
    "written",
    [
        *("", "soon", "03/04/1990", "03/04", "30.02.1990", "29.02.1991", "1990-13-01", "2026-11-23", "1899-01-01"),
        *("1990-02", "32/13/1990", "28.02/1990", "9" * 300),
        *(
            "3/5/1990",
            "3-5-1990",
            "3 мая 90",
            "24.12.90",
            "30 February 1990",
            "3 Foo 1990",
            "May 1990",
            "May",
            "3 май 3020",
        ),
        *("3 May 1990 and 4 June 1991", "on the 3 May 1990", "31 мартини 1990 бар"),
    ],
)
def test_what_is_no_birthday_or_could_be_two_is_none(written: str) -> None:
    assert read_birthday(written, date(2026, 11, 22)) is None


def test_she_tells_it_once_and_then_only_the_owner_can_change_it(sheet: Sheet) -> None:
    book = sheet(SHEET)
    told = tell_birthday(book, contact="ana", birthday="28.02.1990", now=at("2026-11-22")).outcome
    book = tells(book, "28.02.1990", "2026-11-22")

    again = tell_birthday(book, contact="ana", birthday="1990-12-01", now=at("2026-11-23"))

    assert isinstance(told, BirthdayTold)
    assert (told.day, told.with_year, told.points) == (date(1990, 2, 28), True, 25)
    assert isinstance(again.outcome, BirthdayKnown)
    assert (again.outcome.day, again.changes) == (date(1990, 2, 28), ())
    assert book.members["ANA"].birthday == date(1990, 2, 28)


def test_what_cannot_be_understood_is_asked_again(sheet: Sheet) -> None:
    decision = tell_birthday(sheet(SHEET), contact="ana", birthday="03/04", now=at("2026-11-22"))

    assert isinstance(decision.outcome, BirthdayInvalid)
    assert decision.changes == ()
    assert isinstance(
        tell_birthday(sheet(SHEET), contact="vera", birthday="02-28", now=at("2026-11-22")).outcome, NotMember
    )


def test_her_birthday_brings_points_once_a_year(sheet: Sheet) -> None:
    book = sheet(SHEET)

    told = []
    for day in ("2026-06-14", "2026-06-15", "2026-06-16", "2027-06-14", "2027-06-15"):
        book = night(book, day)
        told.append(points(book, "BORIS"))

    assert told == [0, 25, 25, 25, 50]


@pytest.mark.parametrize(("day", "had"), [("2026-06-22", 25), ("2026-06-23", 0)])
def test_a_night_that_was_missed_is_made_good_within_a_week(sheet: Sheet, day: str, had: int) -> None:
    assert points(night(sheet(SHEET), day), "BORIS") == had


def test_a_birthday_at_the_turn_of_the_year_is_made_good_in_the_new_one(sheet: Sheet) -> None:
    book = sheet(SHEET.replace("1990-06-15", "1990-12-31"))
    book = night(night(book, "2027-01-03"), "2027-01-04")

    assert points(book, "BORIS") == 25
    assert points(night(book, "2027-12-31"), "BORIS") == 50


@pytest.mark.parametrize(("day", "had"), [("2027-02-27", 0), ("2027-02-28", 25), ("2028-02-28", 0), ("2028-02-29", 25)])
def test_a_29th_of_february_is_a_28th_in_other_years(sheet: Sheet, day: str, had: int) -> None:
    assert points(night(sheet(SHEET), day), "LAYLA") == had


def test_a_day_begins_at_midnight_in_the_shops_zone(sheet: Sheet) -> None:
    book = sheet(SHEET, "Settings | Value\nTime zone | Asia/Tokyo")

    assert points(night(book, "2026-06-14T14:59"), "BORIS") == 0
    assert points(night(book, "2026-06-14T15:00"), "BORIS") == 25


@pytest.mark.parametrize(
    ("birthday", "first"),
    [
        ("1990-11-22", "2027-11-22"),
        ("1990-11-15", "2027-11-15"),
        ("1990-12-22", "2027-12-22"),
        ("1990-12-23", "2026-12-23"),
        ("1990-11-14", "2027-11-14"),
    ],
)
def test_a_birthday_told_shortly_before_it_comes_counts_from_the_next_year_on(
    sheet: Sheet, birthday: str, first: str
) -> None:
    book = tells(sheet(SHEET), birthday, "2026-11-22")
    assert points(book) == 0

    for year in (2026, 2027):
        before = points(book)
        book = night(book, f"{year}{birthday[4:]}") if f"{year}{birthday[4:]}" >= "2026-11-22" else book
        assert (points(book) > before) is (f"{year}{birthday[4:]}" == first or (year == 2027 and first < "2027"))


def test_another_date_by_the_owners_hand_brings_no_second_gift_within_the_year(sheet: Sheet) -> None:
    book = night(sheet(SHEET), "2026-06-15")
    moved = Book.of(
        book.settings,
        members=[*sheet(SHEET.replace("1990-06-15", "1990-09-01")).members.values()],
        entries=book.entries_of("BORIS"),
    )

    assert points(night(moved, "2026-09-01"), "BORIS") == 25
    assert points(night(moved, "2027-09-01"), "BORIS") == 50


def test_without_points_birthdays_are_only_kept(sheet: Sheet) -> None:
    book = sheet(SHEET.replace("25", "0"))

    assert congratulate(book, now=at("2026-06-15"), limit=9).outcome == Booked(0, 0, ())


def test_a_slice_books_so_many_and_the_next_goes_on(sheet: Sheet) -> None:
    book = sheet(SHEET.replace("1992-02-29", "1992-06-15"))

    first = congratulate(book, now=at("2026-06-15"), limit=1)
    second = congratulate(book.after(first.changes), now=at("2026-06-15"), limit=9, among=first.outcome.rest)

    assert (first.outcome, second.outcome) == (Booked(1, 25, ("LAYLA",)), Booked(1, 25, ()))

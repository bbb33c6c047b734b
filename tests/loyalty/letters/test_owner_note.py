"""The owner's note: the days on which it is due, what it tells of, and the lines by which it goes out once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddLetter, RemoveLines
from loyalty.letters.outbox import LetterResult
from loyalty.letters.owner_note import due_note, note_what_became, take_note
from loyalty.model.email_log import Letter, LetterStatus

Sheet = Callable[..., Book]
NIGHT = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)
SHOP = "Settings | Value\nOwner e-mail | owner@shop.example"
EMAILS = "Emails | Member | Email | Letter | Status | Id"


def notes(*lines: tuple[str, str], email: str = "owner@shop.example", letter: str = "owner_note") -> str:
    """The lines of notes of these days with their statuses."""
    rows = (f"{day} 03:30 | OWNER | {email} | {letter} | {status} | owner_note:OWNER:{day}" for day, status in lines)
    return "\n".join([EMAILS, *rows])


def first_day(book: Book, now: datetime = NIGHT) -> date | None:
    due = due_note(book, now=now)
    assert due is None or due.last == due.today - timedelta(days=1)
    return due.first if due else None


def added(book: Book, now: datetime = NIGHT) -> Letter:
    [change] = take_note(book, now=now).changes
    assert isinstance(change, AddLetter)
    return change.letter


@pytest.mark.parametrize(("rhythm", "first"), [("weekly", date(2026, 11, 16)), ("daily", date(2026, 11, 22))])
def test_the_first_note_tells_of_the_days_of_its_rhythm(sheet: Sheet, rhythm: str, first: date) -> None:
    assert first_day(sheet(f"{SHOP}\nOwner note | {rhythm}")) == first


def test_without_a_word_of_the_owners_it_is_weekly(sheet: Sheet) -> None:
    assert first_day(sheet(SHOP)) == date(2026, 11, 16)


@pytest.mark.parametrize("settings", [f"{SHOP}\nOwner note | no", "Settings | Value\nOwner note | daily"])
def test_no_note_where_none_is_wanted_and_nowhere_to_send_it(sheet: Sheet, settings: str) -> None:
    book = sheet(settings)

    assert due_note(book, now=NIGHT) is None
    assert take_note(book, now=NIGHT).changes == ()


@pytest.mark.parametrize(
    ("rhythm", "last", "first"),
    [
        ("weekly", "2026-11-16", date(2026, 11, 16)),
        ("weekly", "2026-11-17", None),
        ("weekly", "2026-11-23", None),
        ("weekly", "2026-11-10", date(2026, 11, 10)),
        ("weekly", "2026-01-01", date(2026, 10, 23)),
        ("daily", "2026-11-22", date(2026, 11, 22)),
        ("daily", "2026-11-23", None),
        ("daily", "2026-11-24", None),  # the zone has moved west since
        ("daily", "2026-11-25", date(2026, 11, 22)),  # no day of a note that there can have been
    ],
)
def test_it_tells_of_the_days_since_the_last_one_a_month_at_most(
    sheet: Sheet, rhythm: str, last: str, first: date | None
) -> None:
    assert first_day(sheet(f"{SHOP}\nOwner note | {rhythm}", notes((last, "sent")))) == first


@pytest.mark.parametrize(("status", "due"), [("sent", False), ("taken", False), ("waiting", True), ("failed", False)])
def test_only_what_certainly_has_not_gone_out_goes_out_the_same_day(sheet: Sheet, status: str, due: bool) -> None:
    assert (due_note(sheet(SHOP, notes(("2026-11-23", status))), now=NIGHT) is not None) == due


@pytest.mark.parametrize("status", ["failed", "waiting"])
def test_what_has_not_gone_out_yesterday_is_tried_today_and_tells_of_its_days_too(sheet: Sheet, status: str) -> None:
    book = sheet(SHOP, notes(("2026-11-15", "sent"), ("2026-11-22", status)))

    assert first_day(book) == date(2026, 11, 15)
    assert added(book).id == "owner_note:OWNER:2026-11-23"


def test_three_failures_within_a_week_are_enough_until_the_address_is_another_one(sheet: Sheet) -> None:
    failed = [(f"2026-11-{day}", "failed") for day in (17, 20, 22)]

    assert first_day(sheet(SHOP, notes(*failed))) is None
    assert first_day(sheet(SHOP, notes(*failed[1:], ("2026-11-16", "failed")))) is not None
    assert first_day(sheet(SHOP, notes(*failed, email="old@shop.example"))) is not None


@pytest.mark.parametrize("id_", ["owner_note:OWNER:soon", "whatever", "owner_note:OWNER:2199-01-01"])
def test_an_id_that_says_no_day_is_no_note(sheet: Sheet, id_: str) -> None:
    line = f"2026-11-22 03:30 | OWNER | owner@shop.example | owner_note | sent | {id_}"

    assert first_day(sheet(SHOP, f"{EMAILS}\n{line}")) == date(2026, 11, 16)


def test_other_emails_under_that_member_are_no_notes(sheet: Sheet) -> None:
    assert first_day(sheet(SHOP, notes(("2026-11-23", "sent"), letter="reminder"))) == date(2026, 11, 16)


def test_the_day_is_that_of_the_shop(sheet: Sheet) -> None:
    book = sheet(f"{SHOP}\nTime zone | America/New_York", notes(("2026-11-16", "sent")))

    # At half past three in UTC it is still Sunday in New York.
    assert first_day(book) is None
    assert first_day(book, NIGHT + timedelta(hours=5)) == date(2026, 11, 16)


def test_what_is_taken_is_noted_for_the_owner_and_not_due_again(sheet: Sheet) -> None:
    book = sheet(SHOP)

    letter = added(book)
    after = book.after([AddLetter(letter)])

    assert letter == Letter(
        "owner_note:OWNER:2026-11-23", NIGHT, "OWNER", "owner@shop.example", "owner_note", LetterStatus.TAKEN
    )
    assert take_note(after, now=NIGHT + timedelta(hours=1)).outcome is None


def test_what_became_of_it_is_noted_once(sheet: Sheet) -> None:
    book = sheet(SHOP)
    letter = added(book)
    taken, sent = book.after([AddLetter(letter)]), LetterResult(LetterStatus.SENT)

    noted = note_what_became(taken, letter=letter, result=sent, now=NIGHT)
    after = taken.after(noted.changes)

    assert after.letters_to("OWNER") == (
        replace(letter, time=NIGHT + timedelta(seconds=1), status=LetterStatus.SENT, last_take=NIGHT),
    )
    assert note_what_became(after, letter=letter, result=sent, now=NIGHT).changes == ()


def test_what_became_of_it_is_noted_also_where_somebody_has_deleted_the_first_line(sheet: Sheet) -> None:
    book = sheet(SHOP)
    letter = added(book)
    gone = book.after([AddLetter(letter), RemoveLines((letter,))])

    [change] = note_what_became(gone, letter=letter, result=LetterResult(LetterStatus.SENT), now=NIGHT).changes

    assert isinstance(change, AddLetter)
    assert (change.letter.id, change.letter.status) == (letter.id, LetterStatus.SENT)


def test_one_that_waited_is_taken_again_under_its_id_for_the_address_of_now(sheet: Sheet) -> None:
    book = sheet(SHOP.replace("owner@", "new@"), notes(("2026-11-23", "waiting")))

    letter = added(book, NIGHT + timedelta(hours=2))

    assert (letter.id, letter.email, letter.status) == (
        "owner_note:OWNER:2026-11-23",
        "new@shop.example",
        LetterStatus.TAKEN,
    )

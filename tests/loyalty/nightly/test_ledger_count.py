"""Counting the books: what the Ledger says of each day is noted, and what differs from it is found."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddFact
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.fact import Fact, FactKind
from loyalty.model.member import Member
from loyalty.model.program_settings import Settings
from loyalty.nightly.ledger_count import Difference, Noted, Sum, count, differences, lines_of, note, take_stock
from loyalty.owner.closing import close_books

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TODAY = NOW.date()
ANA = Member("K7Q4ZD", "ana@example.com")


def line(day: int, cause: str, points: int = 10, **more: object) -> Entry:
    time = datetime(2026, 11, day, 12, 0, tzinfo=UTC)
    return replace(Entry(time, ANA.code, EntryKind.CLAIM, points, cause=cause), **more)  # type: ignore[arg-type]


LINES = (line(1, "order:1"), line(1, "order:2", 5), line(3, "order:3"), line(20, "order:4", 7))


def book(lines: Sequence[Entry], facts: Sequence[Fact] = (), settings: Settings | None = None) -> Book:
    return Book.of(settings or Settings(), members=[ANA], entries=lines, facts=facts)


def counted_facts(counted: Book, *, commit: int = 1, now: datetime = NOW, accept: bool = False) -> list[Fact]:
    """The Log after this book was counted."""
    decided = note(
        counted, counted=count(take_stock(counted).outcome, now=now), commit=commit, now=now, limit=99, accept=accept
    )
    assert decided.outcome == 0
    return [*counted.all_facts(), *(change.fact for change in decided.changes if isinstance(change, AddFact))]


def found(now_there: Book, *, since: int | None = None, now: datetime = NOW) -> list[Difference]:
    stock = take_stock(now_there).outcome
    return list(differences(count(stock, now=now), stock.noted, since=since))


def test_each_complete_day_with_lines_is_noted_once() -> None:
    today = line(TODAY.day, "order:9", time=NOW - timedelta(minutes=30))
    first = counted_facts(book([*LINES, today, line(20, "", 99)]))

    again = note(
        book(LINES, first), counted=count(take_stock(book(LINES, first)).outcome, now=NOW), commit=2, now=NOW, limit=9
    )

    assert [(fact.about, fact.value.partition(", sum")[0]) for fact in first] == [
        ("2026-11-01", "lines 2, points 15"),
        ("2026-11-03", "lines 1, points 10"),
        ("2026-11-20", "lines 1, points 7"),
    ]
    assert again.changes == ()


def test_no_more_is_noted_at_once_than_asked_for() -> None:
    counted = count(take_stock(book(LINES)).outcome, now=NOW)

    part = note(book(LINES), counted=counted, commit=1, now=NOW, limit=2)

    assert (len(part.changes), part.outcome) == (2, 1)


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (LINES, []),
        (LINES[::-1], []),
        ([*LINES, line(3, "", 50)], []),
        (LINES[1:], [1]),
        ([*LINES[:3], line(20, "order:4", 70)], [20]),
        ([*LINES[:3], line(20, "order:5", 7)], [20]),
        ([*LINES, line(2, "order:8")], []),
        ([*LINES, line(3, "order:8")], [3]),
        ([], [1, 3, 20]),
    ],
)
def test_the_day_is_named_whose_lines_have_changed(lines: Sequence[Entry], days: list[int]) -> None:
    noted = counted_facts(book(LINES))

    assert [difference.day.day for difference in found(book(lines, noted))] == days


def test_what_differs_is_told_until_it_is_accepted() -> None:
    noted = counted_facts(book(LINES))
    less = book(LINES[1:], noted)

    later = book(LINES[1:], counted_facts(less, commit=2))
    accepted = book(LINES[1:], counted_facts(later, commit=3, accept=True))

    [difference] = found(later)
    assert difference.then.commit == 1
    assert (difference.then.sum.lines, difference.now.lines) == (2, 1)
    assert [entry.cause for entry in lines_of(take_stock(later).outcome, difference)] == ["order:2"]
    assert found(accepted) == []


def test_an_earlier_count_can_be_compared_with() -> None:
    noted = counted_facts(book(LINES), commit=0x10)
    accepted = counted_facts(book(LINES[1:], noted), commit=0x2A, accept=True)
    now_there = book(LINES[1:], accepted)

    assert found(now_there) == []
    assert [one.day.day for one in found(now_there, since=0x29)] == [1]
    assert found(now_there, since=0xF) == []
    assert sorted(noted.commit for noted in take_stock(now_there).outcome.counts()) == [0x10, 0x10, 0x10, 0x2A]


def test_in_another_zone_lines_of_the_version_before_may_be_another_days() -> None:
    noted = counted_facts(book(LINES))
    tokyo = Settings(zone=ZoneInfo("Asia/Tokyo"))
    moved = [line(2, "order:1"), *LINES[1:]]

    there = book(moved, noted, tokyo)
    anew = book(moved, counted_facts(there, commit=2), tokyo)
    less = book(moved[1:], list(anew.all_facts()), tokyo)

    assert found(there) == found(anew) == []
    assert [one.day.day for one in found(less)] == [2]


@pytest.mark.parametrize(
    ("about", "value"), [("2026-11-01", "lots"), ("some day", Noted(Sum(), 1, "UTC").value), ("before noon", "")]
)
def test_what_somebody_has_typed_over_says_nothing(about: str, value: str) -> None:
    broken = Fact(NOW, FactKind.LEDGER_COUNT, about, value, number=9)

    assert found(book(LINES[:1], [broken])) == []


def closed(lines: Sequence[Entry], before: datetime) -> list[Entry]:
    """The Ledger after its books were closed."""
    decided = close_books(book(lines), before=before, limit=99)
    openings = [change.entry for change in decided.changes]  # type: ignore[union-attr]
    gone = {cause for opening in openings for cause in opening.stands_for}
    return [*openings, *(entry for entry in lines if entry.cause not in gone)]


def test_closed_books_come_to_what_their_days_came_to() -> None:
    noted = counted_facts(book(LINES))
    once = closed(LINES, datetime(2026, 11, 4, tzinfo=UTC))
    after = counted_facts(book(once, noted), commit=2)
    twice = closed(once, datetime(2026, 11, 21, tzinfo=UTC))

    assert len(twice) < len(once) < len(LINES)
    assert found(book(once, noted)) == found(book(once, after)) == found(book(twice, after)) == []
    [difference] = found(book(once[1:], after))
    assert (difference.closed, difference.day) == (True, date(2026, 11, 5))
    assert difference.then.sum.points == 25
    assert lines_of(take_stock(book(once, after)).outcome, difference) == [once[0]]


def test_what_was_never_counted_before_books_were_closed_is_not_compared() -> None:
    once = closed(LINES, datetime(2026, 11, 4, tzinfo=UTC))

    assert found(book(once)) == []


@pytest.mark.parametrize(
    ("coupon", "told"),
    [
        (Coupon("T-1", "tote", CouponStatus.ISSUED, ANA.code), True),
        (Coupon("T-1", "tote", CouponStatus.ASKED, ANA.code), True),
        (Coupon("T-1", "tote", CouponStatus.ISSUED), False),
        (Coupon("T-1", "tote", CouponStatus.CANCELLED, ANA.code), False),
        (Coupon("T-2", "tote", CouponStatus.ISSUED, ANA.code), False),
    ],
)
def test_a_coupon_that_is_out_needs_its_line(coupon: Coupon, told: bool) -> None:
    redemption = line(3, "coupon:T-2", -10, kind=EntryKind.REDEMPTION)

    stock = take_stock(Book.of(members=[ANA], entries=[redemption], coupons=[coupon])).outcome

    assert bool(stock.ungiven) == told


@pytest.mark.parametrize(("days_later", "told"), [(0, False), (1, True)])
def test_a_code_that_the_owner_has_put_in_place_of_the_one_given_needs_no_line_of_its_own(
    days_later: int, told: bool
) -> None:
    redemption = line(3, "coupon:T-2", -10, kind=EntryKind.REDEMPTION, subject="tote")
    issued = redemption.time + timedelta(days=days_later)
    corrected = Coupon("T-2X", "tote", CouponStatus.ISSUED, ANA.code, issued=issued)

    stock = take_stock(Book.of(members=[ANA], entries=[redemption], coupons=[corrected])).outcome

    assert bool(stock.ungiven) == told


def test_codes_that_are_withheld_are_given_to_nobody() -> None:
    coupons = [Coupon("T-1", "tote"), Coupon("T-2", "tote")]

    there = Book.of(coupons=coupons, withheld=frozenset({"t-1"}))

    assert [coupon.code for coupon in there.pool("tote")] == ["T-2"]


def test_a_book_knows_how_many_causes_count() -> None:
    assert book([*LINES, line(4, "")]).known_causes == 4

"""What a night notes of segments: what has changed, once, slice after slice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from loyalty.book.book import Book
from loyalty.model.fact import FactKind
from loyalty.nightly.segment_changes import note_segments
from loyalty.points.audience import groups_of
from loyalty.points.segmenting.segment_census import take_segments

NOW = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
SHEET = """
    Members | Email             | Contact | Joined           | Segment
    KANA47  | ana@example.com   | 7001    | 2026-11-20 10:00 | vip
    KBORIS  | boris@example.com | 7002    | 2026-11-20 10:00 |
    KLAYLA  | layla@example.com | 7003    | 2025-01-05 10:00 |

    Orders | Email           | Placed     | Amount
    1042   | ana@example.com | 2026-11-21 | 12.50

    Segments | Rule     | Threshold
    new      | new      | 30
    buyers   | frequent | 1
"""


def night(book: Book, now: datetime = NOW, limit: int = 200) -> tuple[Book, list[tuple[int, tuple[str, ...]]]]:
    """The book after that night, and of each slice how many members it noted and who was left."""
    census = take_segments(book, today=book.settings.day(now))
    slices, among = list[tuple[int, tuple[str, ...]]](), None
    while among is None or among:
        decision = note_segments(book, census=census, now=now, limit=limit, among=among)
        book, among = book.after(decision.changes), decision.outcome.rest
        slices.append((decision.outcome.count, among))
    return book, slices


def noted(book: Book) -> dict[str, tuple[str, ...]]:
    return {code: book.segments_of(code) for code in book.members}


def test_a_night_notes_who_is_in_which_segment_and_what_each_comes_to(sheet: Any) -> None:
    book, slices = night(sheet(SHEET))

    assert noted(book) == {"KANA47": ("new", "buyers"), "KBORIS": ("new",), "KLAYLA": ()}
    assert slices == [(2, ())]
    totals = {name: book.fact(FactKind.SEGMENT_TOTAL, name) for name in ("New", "buyers")}
    assert {name: fact and fact.value for name, fact in totals.items()} == {"New": "2 12.50", "buyers": "1 12.50"}


def test_the_next_night_notes_only_what_has_changed(sheet: Any) -> None:
    book, _ = night(sheet(SHEET))
    again, second = night(book)
    later, third = night(book, NOW + timedelta(days=30))

    assert (again, second) == (book, [(0, ())])
    assert third == [(2, ())]
    assert noted(later) == {"KANA47": ("buyers",), "KBORIS": (), "KLAYLA": ()}


def test_slices_go_on_where_the_one_before_stopped_and_leave_out_whoever_has_left(sheet: Any) -> None:
    book, slices = night(sheet(SHEET), limit=1)
    first = note_segments(
        sheet(SHEET), census=take_segments(sheet(SHEET), today=NOW.date()), now=NOW, limit=9, among=("GONE00",)
    )

    assert slices == [(1, ("KBORIS",)), (1, ())]
    assert noted(book)["KBORIS"] == ("new",)
    assert first.changes == ()


def test_offers_know_a_segment_of_the_last_night_by_all_its_names_as_long_as_the_owner_has_it(sheet: Any) -> None:
    book, _ = night(sheet(SHEET))
    new, buyers = book.offers.segments
    named = replace(book, offers=replace(book.offers, segments=(replace(new, also=("новые",)), buyers)))
    gone = replace(book, offers=replace(book.offers, segments=(new,)))

    def groups(book: Book, code: str = "KANA47") -> frozenset[str]:
        return groups_of(book, book.members[code], today=NOW.date())

    assert groups(book, "KBORIS") == {"new"}
    assert groups(book) == {"vip", "new", "buyers"}
    assert groups(named) == {"vip", "new", "новые", "buyers"}
    assert groups(gone) == {"vip", "new"}

"""What ManyChat has still to hear of members' segments: differences alone."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from loyalty.book.book import Book
from loyalty.model.fact import FactKind
from loyalty.model.segment import SegmentRule
from loyalty.nightly.segments_to_send import ContactNews, Heard, note_sent, segments_to_send

NOW = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
BEST, AT_RISK = SegmentRule.BEST, SegmentRule.AT_RISK
SHEET = """
    Members | Email             | Contact    | Joined
    KANA47  | ana@example.com   | 7001, 7101 | 2026-11-20 10:00
    KBORIS  | boris@example.com | 7002       | 2026-11-20 10:00
    KLAYLA  | layla@example.com |            | 2026-11-20 10:00

    Segments | Rule     | Threshold
    Champion | best     | 2
    drifting | at risk  | 2
    often    | frequent | 3
"""


def noted(book: Book, code: str, names: str) -> Book:
    return book.grown(facts=[book.next_fact(FactKind.MEMBER_SEGMENTS, code, names, stood="", now=NOW)])


def told(book: Book) -> Book:
    """The book once ManyChat has heard all that there is."""
    return book.after(note_sent(book, sent=segments_to_send(book), now=NOW).changes)


def news(book: Book) -> list[ContactNews]:
    return [each for one in segments_to_send(book) for each in one.each()]


def test_each_contact_hears_all_names_and_the_tags_of_three_rules_once(sheet: Any) -> None:
    book = noted(noted(sheet(SHEET), "KANA47", "Champion, often"), "KLAYLA", "often")

    names = ("Champion", "often")
    assert news(book) == [ContactNews("7001", names, (BEST,), ()), ContactNews("7101", names, (BEST,), ())]
    assert news(told(book)) == []
    fact = told(book).fact(FactKind.SEGMENTS_SENT, "KANA47")
    assert fact is not None
    assert fact.value == "7001, 7101 = Champion, often = best"


def test_only_differences_are_told_and_an_empty_field_when_nothing_is_left(sheet: Any) -> None:
    book = told(noted(sheet(SHEET), "KBORIS", "Champion"))

    assert news(noted(book, "KBORIS", "drifting")) == [ContactNews("7002", ("drifting",), (AT_RISK,), (BEST,))]
    assert news(noted(book, "KBORIS", "Champion, often")) == [ContactNews("7002", ("Champion", "often"), (), ())]
    assert news(noted(book, "KBORIS", "")) == [ContactNews("7002", (), (), (BEST,))]
    assert news(told(noted(book, "KBORIS", ""))) == []


def test_a_further_contact_hears_all_of_it_and_the_others_nothing_new(sheet: Any) -> None:
    book = told(noted(sheet(SHEET), "KBORIS", "Champion"))
    more = noted(sheet(SHEET.replace("| 7002       |", "| 7002, 7202 |")), "KBORIS", "Champion")
    more = more.grown(facts=[fact for fact in book.all_facts() if fact.kind is FactKind.SEGMENTS_SENT])

    assert news(more) == [ContactNews("7002", None, (), ()), ContactNews("7202", ("Champion",), (BEST,), ())]


def test_a_segment_that_gets_another_rule_changes_its_tag_alone(sheet: Any) -> None:
    book = told(noted(sheet(SHEET), "KBORIS", "Champion"))
    segments = tuple(replace(one, rule=AT_RISK) for one in book.offers.segments)

    changed = replace(book, offers=replace(book.offers, segments=segments))
    assert news(changed) == [ContactNews("7002", None, (AT_RISK,), (BEST,))]


def test_of_whoever_has_left_nothing_is_noted(sheet: Any) -> None:
    book = noted(sheet(SHEET), "KBORIS", "often")
    sent = [replace(one, member="GONE00") for one in segments_to_send(book)]

    assert note_sent(book, sent=sent, now=NOW).changes == ()


@pytest.mark.parametrize(
    ("value", "heard"),
    [
        ("7001 = a = b, c = best, at risk", Heard(("7001",), ("a = b", "c"), (BEST, AT_RISK))),
        ("7001 =  = ", Heard(("7001",))),
        ("", Heard()),
        ("what the owner wrote", Heard(("what the owner wrote",))),
    ],
)
def test_a_line_says_what_was_heard_whatever_a_segment_is_called(value: str, heard: Heard) -> None:
    assert Heard.of(value) == heard
    assert Heard.of(heard.written) == heard

"""A1 notation: what is read, what is written, and that one undoes the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.google.grid import a1_notation
from sandbox.google.grid.a1_notation import MAX_COLUMNS, Address
from sandbox.google.grid.box import Box, Span


@pytest.mark.parametrize(
    ("text", "title", "box"),
    [
        ("Members!A1", "Members", Box(Span(0, 1), Span(0, 1))),
        ("A1:B2", None, Box(Span(0, 2), Span(0, 2))),
        ("'My tab'!B2:A1", "My tab", Box(Span(0, 2), Span(0, 2))),
        ("'Ana''s'!$C$3", "Ana's", Box(Span(2, 3), Span(2, 3))),
        ("Members!A:C", "Members", Box(Span(0, None), Span(0, 3))),
        ("Members!A2:C", "Members", Box(Span(1, None), Span(0, 3))),
        ("Members!2:5", "Members", Box(Span(1, 5), Span(0, None))),
        ("Members!ZZZ1", "Members", Box(Span(0, 1), Span(MAX_COLUMNS - 1, MAX_COLUMNS))),
        ("Members", "Members", None),
        ("'A1'", "A1", None),
        ("_system", "_system", None),
    ],
)
def test_ranges_are_read_as_google_reads_them(text: str, title: str | None, box: Box | None) -> None:
    assert a1_notation.parse(text) == Address(title, box)


@pytest.mark.parametrize("text", ["", "Members!", "Members!A0", "Members!AAAA1", "all prompts!A1:[5", "'open!A1"])
def test_what_is_no_range_is_not_read(text: str) -> None:
    assert a1_notation.parse(text) is None


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Members", "Members!A1"),
        ("_system", "_system!A1"),
        ("My tab", "'My tab'!A1"),
        ("Q1", "'Q1'!A1"),
        ("Ana's", "'Ana''s'!A1"),
        ("2026", "'2026'!A1"),
    ],
)
def test_titles_are_quoted_only_when_they_must_be(title: str, shown: str) -> None:
    assert a1_notation.written(title, Box(Span(0, 1), Span(0, 1))) == shown


def spans(limit: int) -> st.SearchStrategy[Span]:
    starts = st.integers(0, limit - 1)
    closed = st.tuples(starts, starts).map(lambda ends: Span(min(ends), max(ends) + 1))
    return st.one_of(closed, starts.map(lambda start: Span(start, None)))


TITLES = st.text(st.characters(exclude_categories=["C"]), min_size=1).filter(lambda title: title.strip("'"))


@given(TITLES, spans(1_000_000), spans(MAX_COLUMNS))
def test_a_range_written_and_read_again_is_the_same(title: str, rows: Span, columns: Span) -> None:
    both_open = rows.end is None and columns.end is None
    box = Box(rows, Span(columns.start, MAX_COLUMNS)) if both_open else Box(rows, columns)

    assert a1_notation.parse(a1_notation.written(title, box)) == Address(title, box)

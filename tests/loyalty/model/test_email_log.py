"""What the lines of one letter say together."""

from datetime import UTC, datetime, timedelta
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.book.book import Book
from loyalty.model.email_log import Letter, LetterStatus
from loyalty.model.entry import UNDATED

NINE = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
MINUTES = st.sampled_from([None, 0, 1, 2, 3])


def line(status: LetterStatus, minutes: int | None = 0, detail: str = "") -> Letter:
    time = UNDATED if minutes is None else NINE + timedelta(minutes=minutes)
    return Letter("welcome:LAYLA:2026-11-28", time, "LAYLA", "layla@example.com", "welcome", status, detail)


LINES = st.lists(
    st.builds(line, st.sampled_from(LetterStatus), MINUTES, st.sampled_from(["", "mailbox full"])), min_size=1
)


def together(*lines: Letter) -> Letter:
    [letter] = Book.of(letters=lines).letters_to("LAYLA")
    return letter


@given(LINES, st.data())
def test_the_order_of_lines_means_nothing_and_one_may_stand_twice(lines: list[Letter], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations([*lines, data.draw(st.sampled_from(lines))]))

    assert together(*shuffled) == together(*lines)


@given(LINES, LINES)
def test_lines_may_be_put_together_in_parts(some: list[Letter], others: list[Letter]) -> None:
    parts = [reduce(Letter.with_line, part) for part in (some, others)]

    assert parts[0].with_line(parts[1]) == together(*some, *others)


@pytest.mark.parametrize(
    ("lines", "status", "taken"),
    [
        ([("taken", 0)], "taken", 0),
        ([("taken", 0), ("sent", 1)], "sent", 0),
        ([("taken", 0), ("failed", 1)], "failed", 0),
        ([("taken", 0), ("waiting", 1)], "waiting", 0),
        ([("taken", 0), ("waiting", 1), ("taken", 2)], "taken", 2),
        ([("taken", 0), ("waiting", 1), ("taken", 2), ("sent", 3)], "sent", 2),
        ([("taken", 3), ("sent", 1)], "sent", 3),  # the clocks of two instances
        ([("taken", None), ("waiting", 1)], "taken", None),  # the owner has emptied Time: rather none than two
        ([("taken", 0), ("failed", None)], "failed", 0),
        ([("sent", 1)], "sent", 1),  # the one row of a version before
        ([("waiting", 1)], "waiting", 1),
    ],
)
def test_what_became_of_a_letter_is_what_its_lines_say(
    lines: list[tuple[str, int | None]], status: str, taken: int | None
) -> None:
    letter = together(*(line(LetterStatus(word), minutes) for word, minutes in lines))

    assert letter.status == status
    assert letter.taken_at == line(LetterStatus.TAKEN, taken).time


@given(LINES, st.sampled_from(LetterStatus))
def test_a_line_is_newer_than_all_before_even_by_a_slow_clock(lines: list[Letter], status: LetterStatus) -> None:
    letter = together(*lines)

    following = letter.next_line(status, now=NINE - timedelta(hours=1))

    assert following.time > letter.time
    if letter.status in (LetterStatus.TAKEN, LetterStatus.WAITING) and letter.time != UNDATED:
        assert letter.with_line(following).status is status

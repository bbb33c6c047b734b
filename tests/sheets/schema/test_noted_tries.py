"""What was tried, as the hidden tab notes it: read again as it was, short enough for a cell, and of nobody's."""

from datetime import UTC, datetime, timedelta

import pytest

from loyalty.book.recent_tries import MOST_OF_A_KIND, NO_ADDRESS, NO_TRIES, RecentTries, Try, TryKind
from sheets.codec.cells import LONGEST_TEXT
from sheets.requests.images import FIRST_ROW
from sheets.schema.noted import last_settings
from sheets.schema.noted.noted_tries import LAST_ROW, ROWS, read, requests

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
GUESS = Try(TryKind.GUESS, "-_contct", NO_ADDRESS, "a-number", NOW)
CODE = Try(TryKind.CODE, "contact-", "address-", "digits--", NOW + timedelta(seconds=1))
LETTER = Try(TryKind.LETTER, "contact-", "address-", "letter--", NOW)


def cells(tries: RecentTries, before: RecentTries = NO_TRIES) -> dict[int, str]:
    """What is written, by row."""
    written = (request["updateCells"] for request in requests(7, tries, before=before))
    return {
        one["start"]["rowIndex"] + 1: one["rows"][0]["values"][0]["userEnteredValue"]["stringValue"]  # type: ignore[index]
        for one in written
    }


def test_each_kind_has_a_cell_of_its_own_below_all_that_is_noted_and_above_the_copies() -> None:
    assert set(ROWS) == set(TryKind)
    assert min(ROWS.values()) > last_settings.ROW
    assert len(set(ROWS.values())) == len(ROWS)
    assert LAST_ROW < FIRST_ROW


def test_what_is_written_is_read_again() -> None:
    tries = NO_TRIES.after([GUESS, CODE, LETTER, CODE])

    written = cells(tries)

    assert read([written[row] for row in ROWS.values()]) == tries


def test_only_what_has_changed_is_written() -> None:
    before = NO_TRIES.after([GUESS, LETTER])

    assert list(cells(before.after([CODE]), before)) == [ROWS[TryKind.CODE]]
    assert cells(before, before) == {}


@pytest.mark.parametrize("kind", TryKind)
def test_as_many_as_are_ever_kept_fit_into_a_cell_and_it_is_no_formula(kind: TryKind) -> None:
    tries = NO_TRIES.after(Try(kind, f"-{n:07}", NO_ADDRESS, f"={n:07}", NOW) for n in range(2 * MOST_OF_A_KIND))

    [cell] = cells(tries).values()

    assert len(tries.by_kind[kind]) == MOST_OF_A_KIND
    assert len(cell) <= LONGEST_TEXT
    assert cell[0].isalpha()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "hello",
        "guess",
        "guess:",
        "code:" + "a" * 24 + "0" * 8,
        "guess:" + "a" * 24,
        "guess:" + "a" * 24 + "xyzxyzxy",
    ],
)
def test_a_cell_that_somebody_has_typed_over_notes_nothing(typed: str) -> None:
    assert read([typed, "", ""]).by_kind[TryKind.GUESS] == ()

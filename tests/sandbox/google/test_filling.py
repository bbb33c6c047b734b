"""Cells are continued into those beside them, and rows are shuffled, in the same way in every run."""

from typing import Any

import pytest

from sandbox.google.grid.cell import Formula
from sandbox.google.methods.core import Google
from sandbox.google.protocol.google_errors import Refusal


def box(top: int, bottom: int | None, left: int = 0, right: int | None = None) -> dict[str, int]:
    ends = {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}
    return {name: index for name, index in ends.items() if index is not None}


def formulas(google: Google) -> dict[tuple[int, int], str]:
    return {
        (row, column): cell.value.text
        for row, cells in enumerate(google.spreadsheet("S").sheets[0].rows)
        for column, cell in enumerate(cells)
        if isinstance(cell.value, Formula)
    }


def refusal_of(google: Google, request: dict[str, Any]) -> str:
    with pytest.raises(Refusal) as refused:
        google.edit("S", [request])
    return refused.value.message


def fill(source: dict[str, int], dimension: str, length: int, **how: bool) -> dict[str, Any]:
    named = {"source": source, "dimension": dimension, "fillLength": length}
    return {"autoFill": {"sourceAndDestination": named, **how}}


def test_cells_are_continued_below_by_repeating_and_numbers_in_their_steps(google: Google) -> None:
    google.enter("S", "Members!A1", [["a", 1, 5, "=A1&$A$1"], ["b", 3, 6, "=A2"]])

    google.edit("S", [fill(box(0, 2, 0, 2), "ROWS", 3), fill(box(0, 1, 2, 4), "ROWS", 2)])

    rows = google.tab("S", "Members")
    assert [row[:2] for row in rows] == [["a", 1], ["b", 3], ["a", 5], ["b", 7], ["a", 9]]
    assert [row[2] for row in rows[:3]] == [5, 5, 5]
    assert formulas(google) == {(0, 3): "=A1&$A$1", (1, 3): "=A2&$A$1", (2, 3): "=A3&$A$1"}


def test_cells_are_continued_to_all_sides(google: Google) -> None:
    google.enter("S", "Members!C5", [[10, 20]])

    google.edit("S", [fill(box(4, 5, 2, 4), "COLUMNS", 2), fill(box(4, 5, 2, 4), "COLUMNS", -1)])
    google.edit("S", [fill(box(4, 5, 1, 6), "ROWS", -1)])

    assert google.tab("S", "Members")[3:] == [["", 0, 10, 20, 30, 40]] * 2


def test_steps_are_equal_although_fractions_are_not_exact(google: Google) -> None:
    google.enter("S", "Members!A1", [[0.1, 0.2, 0.3]])

    google.edit("S", [fill(box(0, 1, 0, 3), "COLUMNS", 1)])

    assert google.tab("S", "Members") == [[0.1, 0.2, 0.3, 0.4]]


def test_a_formula_is_carried_to_the_side(google: Google) -> None:
    google.enter("S", "Members!B1", [["=A1"]])

    google.edit("S", [fill(box(0, 1, 1, 2), "COLUMNS", 2)])

    assert formulas(google) == {(0, 1): "=A1", (0, 2): "=B1", (0, 3): "=C1"}


def test_an_alternate_series_repeats_numbers(google: Google) -> None:
    google.enter("S", "Members!A1", [[1], [2]])

    google.edit("S", [fill(box(0, 2, 0, 1), "ROWS", 2, useAlternateSeries=True)])

    assert google.tab("S", "Members") == [[1], [2], [1], [2]]


def test_a_range_is_filled_from_the_cells_in_it_that_hold_something(google: Google) -> None:
    google.enter("S", "Members!A1", [["a", "", "b"]])

    google.edit("S", [{"autoFill": {"range": box(0, 3, 0, 5)}}, {"autoFill": {"range": box(10, 12)}}])

    assert google.tab("S", "Members") == [["a", "", "b", "a"]] * 3


def test_a_fill_that_cannot_be_is_refused(google: Google) -> None:
    both = refusal_of(google, {"autoFill": {}})
    above = refusal_of(google, fill(box(0, 1, 0, 1), "ROWS", -1))
    below = refusal_of(google, fill(box(0, 1, 0, 1), "ROWS", 1000))
    nowhere = refusal_of(google, fill(box(0, 1, 0, 1), "DIMENSION_UNSPECIFIED", 1))

    assert "Exactly one" in both
    assert "no room" in above
    assert "no room" in below
    assert "A dimension must be specified" in nowhere


def test_a_shuffle_keeps_every_row_whole_and_is_the_same_in_every_run(google: Google) -> None:
    rows = [[f"Member {number}", number, f"=B{number + 2}*2", "stays"] for number in range(20)]
    google.enter("S", "Members!A1", [["Name", "Points"], *rows])
    google.create("T", title="Shop", sheets=("Members",))
    google.enter("T", "Members!A1", [["Name", "Points"], *rows])

    for spreadsheet in ("S", "T"):
        google.edit(spreadsheet, [{"randomizeRange": {"range": box(1, 21, 0, 3)}}])

    shuffled = google.tab("S", "Members")[1:]
    assert google.tab("S", "Members")[0] == ["Name", "Points"]
    numbers: list[Any] = [row[1] for row in shuffled]
    assert sorted(numbers) == list(range(20)) != numbers
    assert shuffled == [[f"Member {number}", number, number * 2, "stays"] for number in numbers]
    assert google.tab("T", "Members")[1:] == shuffled

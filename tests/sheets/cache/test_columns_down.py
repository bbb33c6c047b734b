"""A range that goes down: its cells are those that the same range has row by row, and all others stay rows."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.owner import Owner
from sheets.google.client import Google, Spent
from sheets.google.grid import GridRange, column_in
from tests.sheets.conftest import SPREADSHEET, Recorded, empty, opened

ROWS, COLUMNS = 8, 4
CELLS = st.one_of(st.sampled_from(["", "", "1042", '=""', "Ана", "=1/0"]), st.integers(-5, 5), st.just(1.5))
GRIDS = st.lists(st.lists(CELLS, max_size=COLUMNS), max_size=ROWS)


def _filled(rows: list[list[object]]) -> tuple[Recorded, GridRange]:
    stand_in = empty()
    for number, row in enumerate(rows, 1):
        if row:
            Owner(stand_in, SPREADSHEET).type_at(f"Sheet1!A{number}", row)
    return stand_in, GridRange(stand_in.sheet(SPREADSHEET, "Sheet1").id, "Sheet1", last_row=ROWS)


def _read(google: Google, *ranges: GridRange) -> list[list[list[object]]]:
    return [list(map(list, grid)) for grid in google.cells(ranges, seconds=5, spent=Spent())]


def _without_ends(grid: list[list[object]]) -> list[list[object]]:
    """Without the blanks behind what a row or the whole holds: a formula that shows nothing is one of them."""
    rows = [list(row) for row in grid]
    for row in rows:
        while row and row[-1] in (None, ""):
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


@given(rows=GRIDS, place=st.integers(0, COLUMNS - 1), first=st.integers(1, ROWS))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_column_down_has_the_cells_of_its_rows(rows: list[list[object]], place: int, first: int) -> None:
    stand_in, tab = _filled(rows)
    google = opened(stand_in)
    [by_rows] = _read(google, tab)

    down, beside, again = google.cells([tab.column(place, first), tab, tab.column(0, 1)], seconds=5, spent=Spent())

    def column(number: int, top: int) -> list[object]:
        cells = [row[number] if number < len(row) else "" for row in by_rows[top - 1 :]]
        while cells and cells[-1] in (None, ""):
            cells.pop()
        return cells

    for found, wanted in ((column_in(down), column(place, first)), (column_in(again), column(0, 1))):
        assert [cell or "" if cell != 0 else 0 for cell in found[: len(wanted)]] == wanted
        assert set(found[len(wanted) :]) <= {"", None}
    assert _without_ends([list(row) for row in beside]) == _without_ends(by_rows)


@pytest.mark.parametrize("rows", [1, 300])
def test_a_tab_that_is_looked_through_costs_one_list_not_one_for_each_row(
    rows: int, connect: Callable[[], Google], stand_in: Recorded
) -> None:
    sheet = stand_in.sheet(SPREADSHEET, "Sheet1")
    Owner(stand_in, SPREADSHEET).type("Sheet1", *([f"order:{number}"] for number in range(rows)))

    [grid] = connect().cells([GridRange(sheet.id, "Sheet1").column(0, 1)], seconds=5, spent=Spent())

    assert grid == [[f"order:{number}" for number in range(rows)]]

"""Rows as values: a change never shows in the old one, and inserting then deleting changes nothing."""

from hypothesis import assume, given
from hypothesis import strategies as st

from sandbox.google.grid.cell import Cell
from sandbox.google.grid.row_store import Rows
from sandbox.google.grid.sheet import Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.methods.core import Google

SPLICES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 4000)), max_size=8)


@given(SPLICES)
def test_rows_behave_like_a_list_that_is_copied_before_each_change(splices: list[tuple[int, int, int]]) -> None:
    plain: list[int] = []
    rows: Rows[int] = Rows()
    for number, (first, length, count) in enumerate(splices):
        new = [number * 10_000 + place for place in range(count)]
        start = min(first * 100, len(plain))
        stop = min(start + length * 50, len(plain))
        before, held = list(plain), rows
        plain = [*plain[:start], *new, *plain[stop:]]
        rows = rows.splice(start, stop, new)

        assert list(held) == before
        assert list(rows) == plain
        assert list(reversed(rows)) == plain[::-1]
        assert rows.slice(start, start + 700) == plain[start : start + 700]
        assert [rows[index] for index in range(0, len(rows), 97)] == plain[::97]


CELLS = st.one_of(st.just(Cell()), st.text(min_size=1).map(Cell), st.floats(allow_nan=False).map(Cell))
GRIDS = st.lists(st.lists(CELLS, max_size=6).map(tuple), max_size=12)


@given(GRIDS, st.sampled_from(["ROWS", "COLUMNS"]), st.integers(0, 5), st.integers(1, 9))
def test_inserting_and_deleting_the_same_place_restores_the_sheet(
    grid: list[tuple[Cell, ...]], dimension: str, at: int, count: int
) -> None:
    ranges = ({"protectedRangeId": 1, "range": {"sheetId": 7, "startRowIndex": 1, "endRowIndex": 3}},)
    sheet = Sheet(7, "Members", 20, 10, attached={"protectedRanges": ranges}).with_rows(0, grid)

    book = Spreadsheet("S", {}, (sheet,)).inserting(7, dimension, at, count, like=None)
    (again,) = book.without(7, dimension, at, at + count).sheets

    assert list(again.rows) == list(sheet.rows)
    assert (again.row_count, again.column_count) == (20, 10)
    assert again.held("protectedRanges") == ranges


@given(GRIDS, st.sampled_from(["ROWS", "COLUMNS"]), st.integers(0, 9), st.integers(1, 5), st.integers(0, 10))
def test_a_moved_block_can_be_moved_back(
    grid: list[tuple[Cell, ...]], dimension: str, first: int, length: int, to: int
) -> None:
    past = min(first + length, 10)
    assume(not first <= to <= past)
    sheet = Sheet(7, "Members", 20, 10).with_rows(0, grid)

    moved = sheet.moving(dimension, first, past, to)
    start = to if to < first else to - (past - first)
    back = first if to > first else past
    again = moved.moving(dimension, start, start + past - first, back)

    assert list(again.rows) == list(sheet.rows)


def test_a_small_batch_leaves_a_snapshot_as_it_was(google: Google) -> None:
    google.enter("S", "Members!A1", [["Ana"], ["Boris"]])
    snapshot = google.spreadsheet("S")

    google.edit("S", [{"deleteDimension": {"range": {"dimension": "ROWS", "startIndex": 0, "endIndex": 1}}}])

    assert snapshot.sheets[0].cell(0, 0).value == "Ana"
    assert google.tab("S", "Members") == [["Boris"]]


def test_a_change_among_very_many_rows_leaves_most_of_them_shared() -> None:
    rows = Rows(range(100_000))

    again = rows.splice(50_000, 50_000, [-1])

    assert (len(again), again[50_000], again[50_001]) == (100_001, -1, 50_000)
    assert sum(chunk is other for chunk, other in zip(rows._chunks, again._chunks, strict=False)) > 90

"""Cells are inserted and deleted within their columns or rows, and all that points to cells follows."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.google.changes.cells import shifting
from sandbox.google.grid.cell import Cell, Formula
from sandbox.google.grid.sheet import Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.methods.core import Google
from sandbox.google.protocol.google_errors import Refusal

TABLE: list[list[object]] = [["Name", "Points", "Tier"], ["Ana", 110, "Gold"], ["Boris", 60, "Basic"]]


@pytest.fixture
def table(google: Google) -> Google:
    google.enter("S", "Members!A1", TABLE)
    return google


def box(top: int, bottom: int | None, left: int = 0, right: int | None = None) -> dict[str, int]:
    ends = {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}
    opened = {"startRowIndex": bottom, "startColumnIndex": right}
    return {name: index for name, index in ends.items() if index or (index == 0 and opened.get(name) is not None)}


def inserted(where: dict[str, int], dimension: str) -> dict[str, Any]:
    return {"insertRange": {"range": where, "shiftDimension": dimension}}


def deleted(where: dict[str, int], dimension: str) -> dict[str, Any]:
    return {"deleteRange": {"range": where, "shiftDimension": dimension}}


def size(google: Google) -> tuple[int, int]:
    sheet = google.spreadsheet("S").sheets[0]
    return sheet.row_count, sheet.column_count


def formula(google: Google, row: int, column: int, *, at: int = 0) -> str:
    value = google.spreadsheet("S").sheets[at].cell(row, column).value
    assert isinstance(value, Formula)
    return value.text


def test_inserted_cells_push_down_only_what_is_below_them(table: Google) -> None:
    table.edit("S", [inserted(box(1, 3, 1, 2), "ROWS")])

    assert table.tab("S", "Members") == [
        TABLE[0],
        ["Ana", "", "Gold"],
        ["Boris", "", "Basic"],
        ["", 110],
        ["", 60],
    ]
    assert size(table) == (1000, 26)


def test_inserted_cells_push_right_only_what_is_beside_them(table: Google) -> None:
    table.edit("S", [inserted(box(1, 2, 0, 2), "COLUMNS")])

    assert table.tab("S", "Members") == [TABLE[0], ["", "", *TABLE[1]], TABLE[2]]
    assert size(table) == (1000, 26)


def test_inserted_cells_have_no_format_and_those_that_move_keep_theirs(table: Google) -> None:
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}}}
    table.edit("S", [{"repeatCell": {"range": box(1, 2, 1, 2), "cell": bold, "fields": "userEnteredFormat"}}])

    table.edit("S", [inserted(box(1, 2, 1, 2), "ROWS")])

    sheet = table.spreadsheet("S").sheets[0]
    assert sheet.cell(1, 1) == Cell()
    assert sheet.cell(2, 1).format == bold["userEnteredFormat"]


def test_deleted_cells_are_replaced_by_those_below_and_the_grid_keeps_its_size(table: Google) -> None:
    table.edit("S", [deleted(box(0, 1, 1, 3), "ROWS")])

    assert table.tab("S", "Members") == [["Name", 110, "Gold"], ["Ana", 60, "Basic"], ["Boris"]]
    assert size(table) == (1000, 26)


def test_deleted_cells_are_replaced_by_those_to_their_right(table: Google) -> None:
    table.edit("S", [deleted(box(1, 3, 0, 1), "COLUMNS")])

    assert table.tab("S", "Members") == [TABLE[0], [110, "Gold"], [60, "Basic"]]
    assert size(table) == (1000, 26)


def test_the_grid_grows_only_when_cells_would_be_pushed_out_of_it(google: Google) -> None:
    google.enter("S", "Members!A999", [["Ana"]])
    google.enter("S", "Members!Z1", [["last"]])

    google.edit("S", [inserted(box(0, 1, 0, 1), "ROWS")])
    filled_up = size(google)
    google.edit("S", [inserted(box(0, 2, 0, 1), "ROWS"), inserted(box(0, 1, 4, 5), "COLUMNS")])

    assert filled_up == (1000, 26)
    assert size(google) == (1002, 27)
    assert google.tab("S", "Members")[1001] == ["Ana"]
    assert google.tab("S", "Members")[0][26] == "last"


def test_formulas_follow_the_cells_of_their_columns_only(google: Google) -> None:
    google.enter("S", "Members!A1", [[1, 2, 3], [4, 5, 6]])
    google.enter("S", "Members!E1", [["=A2+B2", "=SUM(A1:A2)", "=SUM(A1:B2)", "=SUM(A:A)", "=SUM(A2:A)"]])
    google.enter("S", "Ledger!A1", [["=members!A2", "=A2"]])

    google.edit("S", [inserted(box(1, 2, 0, 1), "ROWS")])

    assert [formula(google, 0, column) for column in range(4, 9)] == [
        "=A3+B2",
        "=SUM(A1:A3)",
        "=SUM(A1:B2)",
        "=SUM(A:A)",
        "=SUM(A3:A)",
    ]
    assert [formula(google, 0, column, at=1) for column in (0, 1)] == ["=members!A3", "=A2"]


def test_a_whole_column_follows_when_all_of_its_rows_move(google: Google) -> None:
    google.enter("S", "Members!A1", [[1, "", "", "=SUM(A:A)"]])

    google.edit("S", [inserted(box(0, None, 0, 1), "COLUMNS")])

    assert formula(google, 0, 4) == "=SUM(B:B)"


def test_a_reference_that_does_not_move_stays_as_it_was_typed(google: Google) -> None:
    google.enter("S", "Members!A1", [["=sum(c2:b1)+$b$1"]])

    google.edit("S", [inserted(box(5, 6, 0, 3), "ROWS")])

    assert formula(google, 0, 0) == "=sum(c2:b1)+$b$1"


def test_formulas_lose_the_cells_that_are_deleted(google: Google) -> None:
    google.enter("S", "Members!A1", [[1, 2, 3, 4]])
    google.enter("S", "Members!A3", [["=B1", "=C1", "=SUM(A1:C1)", "=B2"]])
    google.enter("S", "Ledger!A1", [["=Members!B1"]])

    google.edit("S", [deleted(box(0, 1, 1, 2), "COLUMNS")])

    assert [formula(google, 2, column) for column in range(4)] == ["=#REF!", "=B1", "=SUM(A1:B1)", "=B2"]
    assert formula(google, 0, 0, at=1) == "=#REF!"


def test_a_formula_that_moves_means_what_it_meant(google: Google) -> None:
    google.enter("S", "Members!A1", [[1, 5], [2, "=A2+B1"]])

    google.edit("S", [inserted(box(0, 1, 1, 2), "ROWS")])

    assert formula(google, 2, 1) == "=A2+B2"


def test_what_is_attached_to_ranges_follows_where_all_of_it_moves(table: Google) -> None:
    points, people = box(1, 3, 1, 2), box(1, 3, 0, 2)
    condition = {"condition": {"type": "NOT_BLANK"}, "format": {"textFormat": {"bold": True}}}
    table.edit(
        "S",
        [
            {"addNamedRange": {"namedRange": {"name": "Points", "range": points}}},
            {"addNamedRange": {"namedRange": {"name": "People", "range": people}}},
            {"addProtectedRange": {"protectedRange": {"range": points}}},
            {"addBanding": {"bandedRange": {"range": points, "rowProperties": {"firstBandColor": {"red": 1}}}}},
            {"addConditionalFormatRule": {"rule": {"ranges": [points, people], "booleanRule": condition}}},
            {"setBasicFilter": {"filter": {"range": people}}},
        ],
    )

    table.edit("S", [inserted(box(0, 2, 1, 2), "ROWS")])

    book = table.spreadsheet("S")
    sheet = book.sheets[0]
    assert [named["range"] for named in book.named_ranges] == [box(3, 5, 1, 2), people]
    assert [sheet.held("protectedRanges")[0]["range"], sheet.held("bandedRanges")[0]["range"]] == [box(3, 5, 1, 2)] * 2
    assert sheet.held("conditionalFormats")[0]["ranges"] == [box(3, 5, 1, 2), people]
    assert sheet.held("basicFilter")[0]["range"] == people


def test_what_was_attached_to_deleted_cells_is_gone_but_a_named_range_keeps_its_name(table: Google) -> None:
    points = box(1, 3, 1, 2)
    table.edit(
        "S",
        [
            {"addNamedRange": {"namedRange": {"name": "Points", "range": points}}},
            {"addProtectedRange": {"protectedRange": {"range": points}}},
        ],
    )

    table.edit("S", [deleted(points, "ROWS")])

    book = table.spreadsheet("S")
    assert [named.get("range") for named in book.named_ranges] == [None]
    assert book.named_ranges[0]["name"] == "Points"
    assert book.sheets[0].held("protectedRanges") == ()


def test_what_is_attached_to_another_tab_stays(google: Google) -> None:
    ledger = google.spreadsheet("S").sheets[1].id
    where = {**box(5, 6, 0, 1), "sheetId": ledger}
    google.edit("S", [{"addNamedRange": {"namedRange": {"name": "Points", "range": where}}}])

    google.edit("S", [inserted(box(0, 1, 0, 1), "ROWS")])

    assert google.spreadsheet("S").named_ranges[0]["range"] == where


def test_a_range_that_is_pushed_over_the_end_of_the_grid_is_cut_off(google: Google) -> None:
    named = {"name": "Rest", "range": box(990, 1000, 0, 1)}
    google.edit("S", [{"addNamedRange": {"namedRange": named}}])

    google.edit("S", [inserted(box(0, 4, 0, 1), "ROWS")])

    assert google.spreadsheet("S").named_ranges[0]["range"] == box(994, 1000, 0, 1)


def test_a_shift_needs_a_direction_and_a_place(google: Google) -> None:
    def refusal_of(request: dict[str, Any]) -> str:
        with pytest.raises(Refusal) as refused:
            google.edit("S", [request])
        return refused.value.message

    assert "A dimension must be specified" in refusal_of({"insertRange": {"range": box(0, 1)}})
    assert "A dimension must be specified" in refusal_of({"deleteRange": {"range": box(0, 1)}})
    assert "exceeds grid limits" in refusal_of(deleted(box(1000, 1001), "ROWS"))


CELLS = st.one_of(st.just(Cell()), st.text(min_size=1).map(Cell), st.floats(allow_nan=False).map(Cell))
GRIDS = st.lists(st.lists(CELLS, max_size=6).map(tuple), max_size=12)
SPANS = st.tuples(st.integers(0, 7), st.integers(1, 3))


@given(GRIDS, st.sampled_from(["ROWS", "COLUMNS"]), SPANS, SPANS)
def test_deleting_the_inserted_cells_restores_the_sheet(
    grid: list[tuple[Cell, ...]], dimension: str, rows: tuple[int, int], columns: tuple[int, int]
) -> None:
    sheet = Sheet(0, "Members", 20, 10).with_rows(0, grid)
    where = {"range": box(rows[0], sum(rows), columns[0], sum(columns)), "shiftDimension": dimension}

    inserted_into, _ = shifting.insert(Spreadsheet("S", {}, (sheet,)), where)
    again, _ = shifting.delete(inserted_into, where)

    assert list(again.sheets[0].rows) == list(sheet.rows)

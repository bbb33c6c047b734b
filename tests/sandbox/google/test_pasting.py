"""Cells are copied and cut as Google's reference says, and formulas come along or follow."""

from typing import Any

import pytest

from sandbox.google.changes.cells.paste_types import PASTES
from sandbox.google.grid.cell import Formula
from sandbox.google.methods.core import Google
from sandbox.google.methods.description import Scope, described
from sandbox.google.protocol import discovery
from sandbox.google.protocol.google_errors import Refusal

PEOPLE: list[list[object]] = [["Name", "Points"], ["Ana", 110], ["Boris", 60], ["Layla", 90]]
BOLD = {"textFormat": {"bold": True}}
LINED = {"borders": {"top": {"style": "SOLID"}}}
RULE = {"condition": {"type": "BOOLEAN"}}


@pytest.fixture
def people(google: Google) -> Google:
    google.enter("S", "Members!A1", PEOPLE)
    return google


def box(top: int, bottom: int | None, left: int = 0, right: int | None = None, *, sheet: int = 0) -> dict[str, int]:
    ends = {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}
    found = {name: index for name, index in ends.items() if index is not None}
    return found | {"sheetId": sheet}


def copy(source: dict[str, int], destination: dict[str, int], **how: str) -> dict[str, Any]:
    return {"copyPaste": {"source": source, "destination": destination, **how}}


def ledger_id(google: Google) -> int:
    return google.spreadsheet("S").sheets[1].id


def sheet_of(google: Google, *, cells: bool = False, at: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = described(google.spreadsheet("S"), Scope(cells=cells))["sheets"][at]
    return found


def formulas(google: Google, title: str = "Members") -> dict[tuple[int, int], str]:
    sheet = google.spreadsheet("S").titled(title)
    assert sheet is not None
    return {
        (row, column): cell.value.text
        for row, cells in enumerate(sheet.rows)
        for column, cell in enumerate(cells)
        if isinstance(cell.value, Formula)
    }


def refusal_of(google: Google, request: dict[str, Any]) -> str:
    with pytest.raises(Refusal) as refused:
        google.edit("S", [request])
    return refused.value.message


def dressed(google: Google, row: int, column: int, cell: dict[str, Any]) -> None:
    """Gives one cell of Members these fields, and leaves its others as they are."""
    start = {"sheetId": 0, "rowIndex": row, "columnIndex": column}
    write = {"start": start, "rows": [{"values": [cell]}], "fields": ",".join(cell)}
    google.edit("S", [{"updateCells": write}])


def test_every_paste_type_of_googles_is_known() -> None:
    assert set(PASTES) == set(discovery.properties("CopyPasteRequest")["pasteType"]["enum"])


def test_a_copy_has_all_that_is_in_a_cell_and_the_cell_stays(google: Google) -> None:
    google.enter("S", "Members!A1", [["Ana"], ["Boris"]])
    dressed(google, 0, 0, {"userEnteredFormat": BOLD, "note": "kind", "dataValidation": RULE})
    ledger = ledger_id(google)

    google.edit("S", [copy(box(0, 2, 0, 1), box(3, 5, 2, 3, sheet=ledger))])

    before, after = (google.spreadsheet("S").sheets[at] for at in (0, 1))
    assert google.tab("S", "Members") == [["Ana"], ["Boris"]]
    assert google.tab("S", "Ledger") == [[], [], [], ["", "", "Ana"], ["", "", "Boris"]]
    assert after.cell(3, 2) == before.cell(0, 0)
    assert after.cell(3, 2).note == "kind"


@pytest.mark.parametrize(
    ("destination", "filled"),
    [
        (box(0, 4, 4, 6), [[1, 2], [3, 4], [1, 2], [3, 4]]),
        (box(0, 2, 4, 8), [[1, 2, 1, 2], [3, 4, 3, 4]]),
        (box(0, 3, 4, 6), [[1, 2], [3, 4]]),
        (box(0, 1, 4, 5), [[1, 2], [3, 4]]),
    ],
)
def test_a_source_is_repeated_where_it_fits_a_whole_number_of_times_and_is_never_cut(
    google: Google, destination: dict[str, int], filled: list[list[int]]
) -> None:
    google.enter("S", "Members!A1", [[1, 2], [3, 4]])

    google.edit("S", [copy(box(0, 2, 0, 2), destination)])

    rows = [[cell for cell in row[4:] if cell != ""] for row in google.tab("S", "Members")]
    assert [row for row in rows if row] == filled


def test_the_last_row_is_copied_into_all_of_the_rows_below_as_people_do(google: Google) -> None:
    google.enter("S", "Members!A998", [[1, "=A998*2"]])

    google.edit("S", [copy(box(997, 998), box(998, None))])

    assert google.tab("S", "Members")[997:] == [[1, 2]] * 3


def test_a_copied_formula_moves_its_references_both_ways_but_not_over_a_dollar_sign(google: Google) -> None:
    google.enter(
        "S", "Members!C3", [["=A1+$A1+A$1+$A$1+SUM(A1:B2)+SUM(A:B)+SUM(A2:A)+SUM(2:$3)"], ["=Ledger!A1+'Ana''s'!$B2"]]
    )

    google.edit("S", [copy(box(2, 4, 2, 3), box(4, 6, 3, 4))])

    assert formulas(google)[4, 3] == "=B3+$A3+B$1+$A$1+SUM(B3:C4)+SUM(B:C)+SUM(B4:B)+SUM(4:$3)"
    assert formulas(google)[5, 3] == "=Ledger!B3+'Ana''s'!$B4"


def test_a_copied_formula_loses_what_would_lie_outside_the_grid(google: Google) -> None:
    google.enter("S", "Members!B2", [["=A2+B1+A$1"]])

    google.edit("S", [copy(box(1, 2, 1, 2), box(0, 1, 0, 1))])

    assert formulas(google)[0, 0] == "=#REF!+#REF!+#REF!"


def test_a_formula_copied_to_another_tab_means_that_tab(google: Google) -> None:
    google.enter("S", "Members!A1", [[5, "=A1*2"]])
    ledger = ledger_id(google)
    google.enter("S", "Ledger!A2", [[7]])

    google.edit("S", [copy(box(0, 1, 1, 2), box(1, 2, 1, 2, sheet=ledger))])

    assert google.tab("S", "Ledger") == [[], [7, 14]]


def test_words_in_texts_and_names_in_formulas_are_no_references(google: Google) -> None:
    text = '=IF(A1x="A1",LOG10(2),Total_A1)&"it ""A1"" is"'
    google.enter("S", "Members!A1", [[text]])

    google.edit("S", [copy(box(0, 1, 0, 1), box(1, 2, 1, 2))])

    assert formulas(google)[1, 1] == text


def test_rows_become_columns_when_a_copy_is_transposed(people: Google) -> None:
    people.edit("S", [copy(box(0, 4, 0, 2), box(5, 6, 0, 1), pasteOrientation="TRANSPOSE")])

    assert people.tab("S", "Members")[5:] == [["Name", "Ana", "Boris", "Layla"], ["Points", 110, 60, 90]]


def test_a_transposed_formula_moves_its_references_as_far_as_the_cell_moves(google: Google) -> None:
    google.enter("S", "Members!B2", [["=A1", "=B1"], ["=A2", "=B2"]])

    google.edit("S", [copy(box(1, 3, 1, 3), box(11, 13, 1, 3), pasteOrientation="TRANSPOSE")])

    moved = {place: text for place, text in formulas(google).items() if place[0] > 10}
    assert moved == {(11, 1): "=A11", (11, 2): "=B11", (12, 1): "=A12", (12, 2): "=B12"}


def test_a_transposed_copy_is_repeated_by_its_own_height_and_width(people: Google) -> None:
    people.edit("S", [copy(box(1, 4, 0, 1), box(5, 7, 0, 3), pasteOrientation="TRANSPOSE")])

    assert people.tab("S", "Members")[5:] == [["Ana", "Boris", "Layla"]] * 2


SOURCE = {"userEnteredFormat": {**BOLD, **LINED}, "note": "new", "dataValidation": RULE}


@pytest.mark.parametrize(
    ("kind", "value", "form", "note", "rule"),
    [
        ("PASTE_NORMAL", "=A4*2", {**BOLD, **LINED}, "new", RULE),
        ("PASTE_VALUES", 220.0, {}, "old", None),
        ("PASTE_FORMAT", "old", {**BOLD, **LINED}, "old", None),
        ("PASTE_NO_BORDERS", "=A4*2", BOLD, "new", RULE),
        ("PASTE_FORMULA", "=A4*2", {}, "old", None),
        ("PASTE_DATA_VALIDATION", "old", {}, "old", RULE),
        ("PASTE_CONDITIONAL_FORMATTING", "old", {}, "old", None),
    ],
)
@pytest.mark.parametrize("cutting", [False, True])
def test_each_paste_type_takes_only_its_own(
    google: Google,
    kind: str,
    value: object,
    form: dict[str, Any],
    note: str,
    rule: dict[str, Any] | None,
    *,
    cutting: bool,
) -> None:
    google.enter("S", "Members!A1", [[110, "=A1*2"], [], [], ["", "old"]])
    dressed(google, 0, 1, SOURCE)
    dressed(google, 3, 1, {"note": "old"})
    paste = (
        cut(box(0, 1, 1, 2), kind, rowIndex=3, columnIndex=1)
        if cutting
        else copy(box(0, 1, 1, 2), box(3, 4, 1, 2), pasteType=kind)
    )

    google.edit("S", [paste])

    sheet = google.spreadsheet("S").sheets[0]
    cell = sheet.cell(3, 1)
    held = cell.value.text if isinstance(cell.value, Formula) else cell.value
    # A formula that is cut means the same cell as before, one that is copied means the cell beside it.
    assert held == ("=A1*2" if cutting and value == "=A4*2" else value)
    assert (cell.format or {}, cell.note, cell.rule) == (form, note, rule)
    assert sheet.cell(0, 1).value is None if cutting else sheet.cell(0, 1).note == "new"


def test_a_pasted_format_leaves_the_borders_that_are_there_where_borders_are_not_pasted(google: Google) -> None:
    google.enter("S", "Members!A1", [["Ana"], ["Boris"]])
    dressed(google, 0, 0, {"userEnteredFormat": BOLD})
    dressed(google, 1, 0, {"userEnteredFormat": LINED})

    google.edit("S", [copy(box(0, 1, 0, 1), box(1, 2, 0, 1), pasteType="PASTE_NO_BORDERS")])

    assert google.spreadsheet("S").sheets[0].cell(1, 0).format == {**BOLD, **LINED}


def test_pasting_formulas_pastes_what_is_no_formula_too(google: Google) -> None:
    google.enter("S", "Members!A1", [["Ana", "=ROW()", ""], [], ["x", "y", "z"]])

    google.edit("S", [copy(box(0, 1, 0, 3), box(2, 3, 0, 3), pasteType="PASTE_FORMULA")])

    assert google.tab("S", "Members")[2] == ["Ana", 3]


def coloured(google: Google, *ranges: dict[str, int]) -> None:
    condition = {"condition": {"type": "NOT_BLANK"}, "format": BOLD}
    google.edit("S", [{"addConditionalFormatRule": {"rule": {"ranges": list(ranges), "booleanRule": condition}}}])


def coloured_ranges(google: Google, at: int = 0) -> list[list[dict[str, int]]]:
    return [rule["ranges"] for rule in google.spreadsheet("S").sheets[at].held("conditionalFormats")]


def plain(top: int, bottom: int, left: int, right: int, *, sheet: int = 0) -> dict[str, int]:
    found = box(top, bottom, left, right, sheet=sheet)
    return found if sheet else {name: index for name, index in found.items() if name != "sheetId"}


def test_a_rule_of_conditional_formatting_is_copied_by_growing(google: Google) -> None:
    coloured(google, box(0, 2, 0, 2))

    google.edit("S", [copy(box(1, 2, 1, 3), box(4, 6, 4, 6), pasteType="PASTE_CONDITIONAL_FORMATTING")])

    assert coloured_ranges(google) == [[plain(0, 2, 0, 2), plain(4, 6, 4, 5)]]


def test_a_rule_pasted_over_another_takes_its_place_there_only(google: Google) -> None:
    coloured(google, box(0, 10, 0, 3))
    ledger = ledger_id(google)
    google.enter("S", "Ledger!A1", [["x"]])

    google.edit("S", [copy(box(0, 1, 0, 1, sheet=ledger), box(4, 5, 1, 2), pasteType="PASTE_FORMAT")])

    assert coloured_ranges(google) == [[plain(0, 4, 0, 3), plain(5, 10, 0, 3), plain(4, 5, 0, 1), plain(4, 5, 2, 3)]]


def test_a_rule_is_transposed_with_its_cells(google: Google) -> None:
    coloured(google, box(0, 1, 0, 3))

    google.edit("S", [copy(box(0, 2, 0, 3), box(5, 6, 5, 6), pasteOrientation="TRANSPOSE")])

    assert coloured_ranges(google) == [[plain(0, 1, 0, 3), plain(5, 8, 5, 6)]]


def test_nothing_of_a_rule_is_left_below_what_is_pasted_down_to_the_end(google: Google) -> None:
    coloured(google, box(0, None, 0, 1))

    google.edit("S", [copy(box(0, 1, 1, 2), box(1, 1000, 0, 1))])

    assert coloured_ranges(google) == [[plain(0, 1, 0, 1)]]


@pytest.mark.parametrize("kind", ["PASTE_NORMAL", "PASTE_NO_BORDERS", "PASTE_FORMAT", "PASTE_CONDITIONAL_FORMATTING"])
def test_a_rule_copied_to_another_tab_is_one_of_its_own(google: Google, kind: str) -> None:
    coloured(google, box(0, 2, 0, 2))
    ledger = ledger_id(google)

    google.edit("S", [copy(box(0, 2, 0, 2), box(3, 4, 3, 4, sheet=ledger), pasteType=kind)])

    assert coloured_ranges(google) == [[plain(0, 2, 0, 2)]]
    assert coloured_ranges(google, at=1) == [[plain(3, 5, 3, 5, sheet=ledger)]]


@pytest.mark.parametrize("kind", ["PASTE_VALUES", "PASTE_FORMULA", "PASTE_DATA_VALIDATION"])
def test_other_types_of_pasting_leave_rules_alone(google: Google, kind: str) -> None:
    coloured(google, box(0, 2, 0, 2))

    google.edit("S", [copy(box(0, 2, 0, 2), box(3, 4, 3, 4), pasteType=kind)])

    assert coloured_ranges(google) == [[plain(0, 2, 0, 2)]]


def test_a_rule_that_is_cut_is_gone_where_it_was(google: Google) -> None:
    coloured(google, box(0, 4, 0, 2))
    ledger = ledger_id(google)

    google.edit("S", [cut(box(0, 2, 0, 2), "PASTE_CONDITIONAL_FORMATTING", rowIndex=5)])
    on_the_same_tab = coloured_ranges(google)
    google.edit("S", [cut(box(0, 10), "PASTE_CONDITIONAL_FORMATTING", sheetId=ledger, rowIndex=0)])

    assert on_the_same_tab == [[plain(2, 4, 0, 2), plain(5, 7, 0, 2)]]
    assert coloured_ranges(google) == []
    assert coloured_ranges(google, at=1) == [[plain(2, 4, 0, 2, sheet=ledger), plain(5, 7, 0, 2, sheet=ledger)]]


def test_a_copy_that_does_not_fit_is_refused(people: Google) -> None:
    beyond = refusal_of(people, copy(box(0, 4, 0, 2), box(998, 999, 0, 1)))
    outside = refusal_of(people, copy(box(0, 4, 0, 2), box(1000, 1001)))
    empty = refusal_of(people, copy(box(1, 1), box(5, 6)))

    assert "do not fit" in beyond
    assert "exceeds grid limits" in outside
    assert "has no cells" in empty
    assert people.tab("S", "Members") == PEOPLE


def cut(source: dict[str, int], kind: str = "PASTE_NORMAL", **destination: int) -> dict[str, Any]:
    return {"cutPaste": {"source": source, "destination": destination, "pasteType": kind}}


def test_cut_cells_stand_elsewhere_with_all_that_is_in_them_and_leave_nothing(people: Google) -> None:
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}}, "note": "a kind customer"}
    rule = {"condition": {"type": "BOOLEAN"}}
    written = {"start": {"rowIndex": 2}, "rows": [{"values": [bold]}], "fields": "userEnteredFormat,note"}
    people.edit(
        "S",
        [{"updateCells": written}, {"setDataValidation": {"range": box(2, 3, 0, 1), "rule": rule}}],
    )
    old = sheet_of(people, cells=True)["data"][0]["rowData"][2]
    ledger = sheet_of(people, at=1)["properties"]["sheetId"]

    people.edit("S", [cut(box(1, 3), sheetId=ledger, rowIndex=4, columnIndex=0)])

    assert people.tab("S", "Members") == [PEOPLE[0], [], [], PEOPLE[3]]
    assert people.tab("S", "Ledger") == [[], [], [], [], PEOPLE[1], PEOPLE[2]]
    assert sheet_of(people, cells=True, at=1)["data"][0]["rowData"][5] == old
    assert not sheet_of(people, cells=True)["data"][0]["rowData"][2]


def test_cells_may_be_cut_and_pasted_over_themselves(people: Google) -> None:
    people.edit("S", [cut(box(1, 4, 0, 2), rowIndex=2, columnIndex=1)])

    assert people.tab("S", "Members") == [PEOPLE[0], [], *(["", *row] for row in PEOPLE[1:])]


def test_a_cut_that_cannot_be_pasted_is_refused(people: Google) -> None:
    outside = refusal_of(people, cut(box(1, 3), rowIndex=1000, columnIndex=0))
    beyond = refusal_of(people, cut(box(1, 3), rowIndex=999, columnIndex=0))
    nowhere = refusal_of(people, cut(box(1000, 1001), rowIndex=0, columnIndex=0))

    assert "exceeds grid limits" in outside
    assert "do not fit" in beyond
    assert "exceeds grid limits" in nowhere
    assert people.tab("S", "Members") == PEOPLE


def test_formulas_follow_the_cells_that_were_cut(google: Google) -> None:
    google.enter("S", "Members!A1", [[1, 2, "=A1+$B$1", "=SUM(A1:B1)", "=SUM(A1:C1)", "=A2"]])
    google.enter("S", "Ledger!A1", [["=Members!A1*2", "=A1"]])

    google.edit("S", [cut(box(0, 1, 0, 2), rowIndex=4, columnIndex=1)])

    assert [formulas(google)[0, column] for column in (2, 3, 4, 5)] == ["=B5+$C$5", "=SUM(B5:C5)", "=SUM(A1:C1)", "=A2"]
    assert formulas(google, "Ledger") == {(0, 0): "=Members!B5*2", (0, 1): "=A1"}


def test_a_whole_column_that_is_cut_takes_references_to_it_along(google: Google) -> None:
    google.enter("S", "Members!A1", [[1, "=SUM(A:A)"]])

    google.edit("S", [cut(box(0, None, 0, 1), rowIndex=0, columnIndex=3)])

    assert formulas(google)[0, 1] == "=SUM(D:D)"


def test_formulas_find_cells_that_were_cut_to_another_tab(google: Google) -> None:
    google.enter("S", "Members!A1", [[1, "=A1", "=A1+B1+D1"], ["=A1"]])
    google.enter("S", "Ledger!A1", [["=Members!A1"]])

    google.edit("S", [cut(box(0, 1, 0, 3), sheetId=ledger_id(google), rowIndex=4, columnIndex=0)])

    assert formulas(google) == {(1, 0): "=Ledger!A5"}
    assert formulas(google, "Ledger") == {(0, 0): "=Ledger!A5", (4, 1): "=A5", (4, 2): "=A5+B5+Members!D1"}


def test_formulas_stay_when_no_value_was_pasted(google: Google) -> None:
    google.enter("S", "Members!A1", [[1, "=A1"]])

    google.edit("S", [cut(box(0, 1, 0, 1), "PASTE_FORMAT", rowIndex=4, columnIndex=0)])

    assert formulas(google) == {(0, 1): "=A1"}

"""Each kind of request in a batchUpdate does what Google's reference says."""

from typing import Any

import pytest

from sandbox.google.methods.core import Google
from sandbox.google.methods.description import Scope, described
from sandbox.google.protocol.google_errors import Refusal

COLOURS = {"firstBandColorStyle": {"themeColor": "ACCENT1"}}
PEOPLE: list[list[object]] = [["Name", "Points"], ["Ana", 110], ["Boris", 60], ["Layla", 90]]


@pytest.fixture
def people(google: Google) -> Google:
    google.enter("S", "Members!A1", PEOPLE)
    return google


def box(top: int, bottom: int | None, left: int = 0, right: int | None = None) -> dict[str, int]:
    ends = {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}
    return {name: index for name, index in ends.items() if index is not None}


def lines(start: int, end: int, dimension: str = "ROWS") -> dict[str, Any]:
    return {"sheetId": 0, "dimension": dimension, "startIndex": start, "endIndex": end}


def sheet_of(google: Google, *, cells: bool = False, at: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = described(google.spreadsheet("S"), Scope(cells=cells))["sheets"][at]
    return found


def refusal_of(google: Google, request: dict[str, Any]) -> str:
    with pytest.raises(Refusal) as refused:
        google.edit("S", [request])
    return refused.value.message


def test_update_cells_writes_only_the_fields_of_its_mask(people: Google) -> None:
    bold = {
        "userEnteredFormat": {"textFormat": {"bold": True}},
        "note": "first",
        "userEnteredValue": {"numberValue": 7},
    }
    start = {"sheetId": 0, "rowIndex": 1, "columnIndex": 1}
    write = {"start": start, "rows": [{"values": [bold]}]}

    people.edit("S", [{"updateCells": {**write, "fields": "userEnteredFormat.textFormat.bold,note"}}])

    cell = sheet_of(people, cells=True)["data"][0]["rowData"][1]["values"][1]
    assert cell["userEnteredValue"] == {"numberValue": 110}
    assert cell["userEnteredFormat"] == {"textFormat": {"bold": True}}
    assert cell["effectiveFormat"]["textFormat"]["bold"] is True
    assert cell["note"] == "first"


def test_update_cells_with_an_empty_cell_clears_the_value(people: Google) -> None:
    write = {"range": box(1, 3, 0, 2), "rows": [{"values": [{}]}], "fields": "userEnteredValue"}

    people.edit("S", [{"updateCells": write}])

    assert people.tab("S", "Members") == [PEOPLE[0], [], [], PEOPLE[3]]


def test_a_string_value_stays_text_whatever_it_looks_like(google: Google) -> None:
    cells = [{"userEnteredValue": {"stringValue": text}} for text in ("=1+1", "00123", "'x", "2026-11-22")]
    write = {"start": {"sheetId": 0}, "rows": [{"values": cells}], "fields": "userEnteredValue"}

    google.edit("S", [{"updateCells": write}])

    assert google.tab("S", "Members") == [["=1+1", "00123", "'x", "2026-11-22"]]


def test_update_cells_outside_the_grid_is_refused(google: Google) -> None:
    cell = {"rows": [{"values": [{}, {}]}], "fields": "*"}

    below = refusal_of(google, {"updateCells": {"start": {"rowIndex": 1000}, **cell}})
    right = refusal_of(google, {"updateCells": {"start": {"columnIndex": 25}, **cell}})
    beyond = refusal_of(google, {"updateCells": {"range": box(0, 1, 0, 1), **cell}})

    assert below == "Invalid requests[0].updateCells: GridCoordinate.rowIndex[1000] is after last row in grid[999]"
    assert right.endswith("Attempting to write column: 26, beyond the last requested column of: 25")
    assert beyond.endswith("Attempting to write column: 1, beyond the last requested column of: 0")


def test_append_cells_writes_after_the_last_row_with_data_and_grows_a_full_grid(people: Google) -> None:
    full = {"properties": {"sheetId": 0, "gridProperties": {"rowCount": 4}}, "fields": "gridProperties.rowCount"}
    row = {"values": [{}, {"userEnteredValue": {"numberValue": 5}}]}

    people.edit("S", [{"updateSheetProperties": full}, {"appendCells": {"rows": [row, row], "fields": "*"}}])

    assert people.tab("S", "Members") == [*PEOPLE, ["", 5], ["", 5]]
    assert sheet_of(people)["properties"]["gridProperties"]["rowCount"] == 6


def test_repeat_cell_fills_a_range_and_is_cut_off_at_the_grid(people: Google) -> None:
    cell = {"userEnteredFormat": {"numberFormat": {"type": "NUMBER", "pattern": "0.0"}}}
    people.edit("S", [{"repeatCell": {"range": box(1, 2000, 1, 2), "cell": cell, "fields": "userEnteredFormat"}}])

    refused = refusal_of(people, {"repeatCell": {"range": box(1000, None, 0, 2), "cell": cell, "fields": "*"}})

    shown = sheet_of(people, cells=True)["data"][0]["rowData"][1]["values"][1]
    assert (shown["formattedValue"], sheet_of(people)["properties"]["gridProperties"]["rowCount"]) == ("110.0", 1000)
    assert refused == (
        "Invalid requests[0].repeatCell: Range (Members!A1001:B) exceeds grid limits. Max rows: 1000, max columns: 26"
    )


def test_rows_that_get_the_same_look_keep_what_is_in_them(people: Google) -> None:
    percent = {"userEnteredFormat": {"numberFormat": {"type": "PERCENT", "pattern": "0%"}}, "note": "a share"}
    look = {"range": box(0, 50, 0, 3), "cell": percent, "fields": "userEnteredFormat,note"}
    people.edit("S", [{"repeatCell": look}, {"repeatCell": {**look, "range": box(0, 50, 2, 3)}}])

    people.enter("S", "Members!C40", [[0.5]])
    people.edit("S", [{"updateCells": {"range": box(1, 50, 0, 3), "fields": "note"}}])

    assert people.tab("S", "Members")[: len(PEOPLE)] == PEOPLE
    assert people.tab("S", "Members")[39] == ["", "", 0.5]
    cells = [row.get("values", ()) for row in sheet_of(people, cells=True)["data"][0]["rowData"]]
    assert [cell.get("note") for cell in cells[0][:3]] == ["a share"] * 3
    assert not any("note" in cell for row in cells[1:] for cell in row)
    assert {cell["userEnteredFormat"]["numberFormat"]["type"] for row in cells[:50] for cell in row[:3]} == {"PERCENT"}


def test_data_validation_is_kept_and_taken_away(google: Google) -> None:
    rule = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "paid"}]}, "strict": True}

    google.edit("S", [{"setDataValidation": {"range": box(0, 2, 0, 1), "rule": rule}}])
    kept = sheet_of(google, cells=True)["data"][0]["rowData"]
    google.edit("S", [{"setDataValidation": {"range": box(0, 2, 0, 1)}}])

    assert [row["values"][0]["dataValidation"] for row in kept] == [rule, rule]
    assert "rowData" not in sheet_of(google, cells=True)["data"][0]


def test_inserted_rows_push_down_what_is_below_and_everything_attached_to_it(people: Google) -> None:
    people.edit(
        "S",
        [
            {"addNamedRange": {"namedRange": {"namedRangeId": "n", "name": "boris", "range": box(2, 3, 0, 1)}}},
            {"addProtectedRange": {"protectedRange": {"protectedRangeId": 5, "range": box(1, 4)}}},
            {"setBasicFilter": {"filter": {"range": box(0, 4, 0, 2)}}},
            {"addBanding": {"bandedRange": {"bandedRangeId": 6, "range": box(2, 4, 0, 2), "rowProperties": COLOURS}}},
            {"insertDimension": {"range": lines(2, 4), "inheritFromBefore": True}},
        ],
    )

    sheet = sheet_of(people)
    assert people.tab("S", "Members") == [*PEOPLE[:2], [], [], *PEOPLE[2:]]
    assert people.spreadsheet("S").named_ranges[0]["range"] == {
        "startRowIndex": 4,
        "endRowIndex": 5,
        "startColumnIndex": 0,
        "endColumnIndex": 1,
    }
    assert sheet["protectedRanges"][0]["range"] == {"startRowIndex": 1, "endRowIndex": 6}
    assert sheet["basicFilter"]["range"] == {
        "startRowIndex": 0,
        "endRowIndex": 6,
        "startColumnIndex": 0,
        "endColumnIndex": 2,
    }
    assert sheet["bandedRanges"][0]["range"] == {
        "startRowIndex": 4,
        "endRowIndex": 6,
        "startColumnIndex": 0,
        "endColumnIndex": 2,
    }
    assert sheet["properties"]["gridProperties"]["rowCount"] == 1002


@pytest.mark.parametrize(("before", "inherited"), [(True, {"bold": True}), (False, {"italic": True})])
def test_an_inserted_row_looks_like_its_neighbour(google: Google, inherited: dict[str, bool], *, before: bool) -> None:
    for row, style in enumerate(({"bold": True}, {"italic": True})):
        cell = {"userEnteredFormat": {"textFormat": style}, "userEnteredValue": {"stringValue": "x"}, "note": "n"}
        google.edit("S", [{"repeatCell": {"range": box(row, row + 1, 0, 1), "cell": cell, "fields": "*"}}])

    google.edit("S", [{"insertDimension": {"range": lines(1, 2), "inheritFromBefore": before}}])

    cell = sheet_of(google, cells=True)["data"][0]["rowData"][1]["values"][0]
    assert cell["userEnteredFormat"] == {"textFormat": inherited}
    assert "userEnteredValue" not in cell
    assert "note" not in cell


def test_rows_are_not_inserted_outside_the_grid(google: Google) -> None:
    outside = refusal_of(google, {"insertDimension": {"range": lines(1000, 1001)}})
    google.edit("S", [{"insertDimension": {"range": lines(1000, 1001), "inheritFromBefore": True}}])

    assert outside == (
        "Invalid requests[0].insertDimension: "
        "range.startIndex must be less than the grid size (1000) if inheritFromBefore is false."
    )
    assert sheet_of(google)["properties"]["gridProperties"]["rowCount"] == 1001


def test_deleted_rows_and_columns_take_along_what_was_only_there(people: Google) -> None:
    named = [("gone", box(2, 3, 0, 1)), ("left", box(1, 4, 0, 1))]
    add = [
        {"addNamedRange": {"namedRange": {"name": name, "namedRangeId": name, "range": cells}}} for name, cells in named
    ]
    protect = {"addProtectedRange": {"protectedRange": {"range": box(2, 3)}}}

    people.edit("S", [*add, protect, {"deleteDimension": {"range": lines(2, 3)}}])
    people.edit("S", [{"deleteDimension": {"range": lines(0, 1, "COLUMNS")}}])

    assert people.tab("S", "Members") == [["Points"], [110], [90]]
    assert people.spreadsheet("S").named_ranges == (
        {"name": "gone", "namedRangeId": "gone"},
        {"name": "left", "namedRangeId": "left"},
    )
    assert "protectedRanges" not in sheet_of(people)
    assert sheet_of(people)["properties"]["gridProperties"] == {"rowCount": 999, "columnCount": 25}


def test_rows_that_are_not_there_or_needed_cannot_be_deleted(google: Google) -> None:
    frozen = {"properties": {"gridProperties": {"frozenRowCount": 1}}, "fields": "gridProperties.frozenRowCount"}
    google.edit("S", [{"updateSheetProperties": frozen}])

    beyond = refusal_of(google, {"deleteDimension": {"range": lines(1000, 1001)}})
    every = refusal_of(google, {"deleteDimension": {"range": lines(0, 1000)}})
    but_frozen = refusal_of(google, {"deleteDimension": {"range": lines(1, 1000)}})

    row = "Invalid requests[0].deleteDimension:"
    assert beyond == (
        f"{row} Cannot delete a row that doesn't exist. Tried to delete row index 1000 but there are only 1000 rows."
    )
    assert every == f"{row} You can't delete all the rows on the sheet."
    assert but_frozen == f"{row} Sorry, it is not possible to delete all non-frozen rows."


def test_a_moved_row_takes_its_named_range_along(people: Google) -> None:
    name = {"addNamedRange": {"namedRange": {"namedRangeId": "n", "name": "layla", "range": box(3, 4, 0, 2)}}}

    people.edit("S", [name, {"moveDimension": {"source": lines(3, 4), "destinationIndex": 1}}])
    people.edit("S", [{"moveDimension": {"source": lines(1, 2, "COLUMNS"), "destinationIndex": 0}}])

    assert people.tab("S", "Members") == [["Points", "Name"], [90, "Layla"], [110, "Ana"], [60, "Boris"]]
    assert people.spreadsheet("S").named_ranges[0]["range"] == {
        "startRowIndex": 1,
        "endRowIndex": 2,
        "startColumnIndex": 0,
        "endColumnIndex": 2,
    }


def test_appended_rows_and_columns_are_empty_ones_at_the_end(google: Google) -> None:
    google.edit("S", [{"appendDimension": {"dimension": "ROWS", "length": 5}}])
    google.edit("S", [{"appendDimension": {"dimension": "COLUMNS", "length": 2}}])

    assert sheet_of(google)["properties"]["gridProperties"] == {"rowCount": 1005, "columnCount": 28}


def test_hidden_columns_and_sizes_are_kept_and_move_along(google: Google) -> None:
    hide = {"range": lines(1, 2, "COLUMNS"), "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    size = {"range": lines(0, 1), "properties": {"pixelSize": 40}, "fields": "pixelSize"}

    google.edit("S", [{"updateDimensionProperties": hide}, {"updateDimensionProperties": size}])
    google.edit("S", [{"insertDimension": {"range": lines(0, 1, "COLUMNS")}}])

    grid = sheet_of(google, cells=True)["data"][0]
    assert grid["columnMetadata"][:3] == [
        {"pixelSize": 100},
        {"pixelSize": 100},
        {"pixelSize": 100, "hiddenByUser": True},
    ]
    assert grid["rowMetadata"][:2] == [{"pixelSize": 40}, {"pixelSize": 21}]


@pytest.mark.parametrize(
    ("order", "names"), [("ASCENDING", ["Boris", "Layla", "Ana"]), ("DESCENDING", ["Ana", "Layla", "Boris"])]
)
def test_a_sort_moves_the_rows_of_its_range(people: Google, order: str, names: list[str]) -> None:
    people.enter("S", "Members!D2", [["stays"]])
    specs = [{"dimensionIndex": 1, "sortOrder": order}]

    people.edit("S", [{"sortRange": {"range": box(1, None, 0, 2), "sortSpecs": specs}}])

    assert [row[0] for row in people.tab("S", "Members")[1:]] == names
    assert people.tab("S", "Members")[1][3] == "stays"


def test_a_sort_puts_numbers_before_texts_before_truths_and_blanks_last(google: Google) -> None:
    google.enter("S", "Members!A1", [["b"], [True], [""], ["A"], [2], [-1]])

    google.edit("S", [{"sortRange": {"range": box(0, 6), "sortSpecs": [{"sortOrder": "ASCENDING"}]}}])

    assert google.tab("S", "Members") == [[-1], [2], ["A"], ["b"], [True]]


def test_find_and_replace_counts_what_it_changed(people: Google) -> None:
    whole = {"find": "ana", "replacement": "Anna", "matchEntireCell": True, "sheetId": 0}
    regex = {"find": "(o)r", "replacement": "$1R", "searchByRegex": True, "matchCase": True, "allSheets": True}

    replies = people.edit("S", [{"findReplace": whole}, {"findReplace": regex}])
    nothing = people.edit("S", [{"findReplace": {"find": "nobody", "replacement": "x", "range": box(0, 9)}}])

    counts = {"valuesChanged": 1, "rowsChanged": 1, "sheetsChanged": 1, "occurrencesChanged": 1}
    assert replies == [{"findReplace": counts}, {"findReplace": counts}]
    assert nothing == [{"findReplace": {}}]
    assert [row[0] for row in people.tab("S", "Members")] == ["Name", "Anna", "BoRis", "Layla"]


def test_of_equal_rows_the_first_stays_and_nothing_outside_is_touched(google: Google) -> None:
    google.enter("S", "Members!A1", [["Ana", 1], ["Boris", 2], ["ANA", 3], ["Layla", 4], ["Ana", 5]])
    column = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}
    two = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 3}
    four = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 4}

    replies = google.edit(
        "S",
        [
            {"deleteDuplicates": {"range": two, "comparisonColumns": [column]}},
            {"deleteDuplicates": {"range": four, "comparisonColumns": [column]}},
        ],
    )

    assert replies == [{"deleteDuplicates": {}}, {"deleteDuplicates": {"duplicatesRemovedCount": 1}}]
    assert google.tab("S", "Members") == [["Ana", 1], ["Boris", 2], ["Layla", 4], [], ["Ana", 5]]


def test_sheets_come_and_go(google: Google) -> None:
    properties = {"title": "Rewards", "index": 0, "gridProperties": {"rowCount": 5, "columnCount": 3}}

    reply = google.edit("S", [{"addSheet": {"properties": properties}}])[0]["addSheet"]["properties"]
    google.edit("S", [{"deleteSheet": {"sheetId": 0}}])

    assert reply == {**properties, "sheetId": reply["sheetId"], "sheetType": "GRID"}
    assert [sheet.title for sheet in google.spreadsheet("S").sheets] == ["Rewards", "Ledger"]


def test_titles_and_ids_of_sheets_are_unique_and_one_stays(google: Google) -> None:
    taken = refusal_of(google, {"addSheet": {"properties": {"title": "members"}}})
    same_id = refusal_of(google, {"addSheet": {"properties": {"sheetId": 0}}})
    unknown = refusal_of(google, {"deleteSheet": {"sheetId": 5}})
    google.edit("S", [{"deleteSheet": {"sheetId": 0}}])
    last = refusal_of(google, {"deleteSheet": {"sheetId": google.spreadsheet("S").sheets[0].id}})

    add, delete = "Invalid requests[0].addSheet:", "Invalid requests[0].deleteSheet:"
    assert taken == f'{add} A sheet with the name "members" already exists. Please enter another name.'
    assert same_id == f"{add} Sheet with id: 0 already exists."
    assert unknown == f"{delete} No sheet with id: 5"
    assert last == f"{delete} You can't remove all the sheets in a document."


def test_sheet_properties_change_by_their_mask(google: Google) -> None:
    properties = {"title": "People", "index": 2, "hidden": True, "gridProperties": {"frozenRowCount": 1, "rowCount": 9}}
    fields = "title,index,hidden,gridProperties.frozenRowCount"

    google.edit("S", [{"updateSheetProperties": {"properties": properties, "fields": fields}}])

    changed = sheet_of(google, at=1)["properties"]
    grid = {"rowCount": 1000, "columnCount": 26, "frozenRowCount": 1}
    own = {"sheetId": 0, "title": "People", "index": 1, "sheetType": "GRID"}
    assert changed == {**own, "hidden": True, "gridProperties": grid}


def test_the_last_visible_sheet_cannot_be_hidden(google: Google) -> None:
    hide = [
        {"updateSheetProperties": {"properties": {"sheetId": sheet.id, "hidden": True}, "fields": "hidden"}}
        for sheet in google.spreadsheet("S").sheets
    ]

    with pytest.raises(Refusal, match=r"requests\[1\].updateSheetProperties: You can't hide all the sheets"):
        google.edit("S", hide)


def test_a_smaller_grid_loses_what_lies_outside(people: Google) -> None:
    small = {"properties": {"gridProperties": {"rowCount": 2, "columnCount": 1}}, "fields": "gridProperties"}

    people.edit("S", [{"updateSheetProperties": small}])

    assert people.tab("S", "Members") == [["Name"], ["Ana"]]


def test_the_spreadsheet_has_properties_too(google: Google) -> None:
    new = {"properties": {"timeZone": "Europe/Berlin", "title": "x"}, "fields": "timeZone"}

    google.edit("S", [{"updateSpreadsheetProperties": new}])

    properties = google.spreadsheet("S").properties
    assert (properties["timeZone"], properties["title"]) == ("Europe/Berlin", "Shop")


def test_a_named_range_can_be_renamed_moved_and_deleted(google: Google) -> None:
    named = {"namedRangeId": "n", "name": "one", "range": box(0, 1)}
    other = {"namedRangeId": "o", "name": "other", "range": box(0, 1)}
    google.edit("S", [{"addNamedRange": {"namedRange": named_range}} for named_range in (named, other)])

    google.edit("S", [{"updateNamedRange": {"namedRange": {"namedRangeId": "n", "name": "two"}, "fields": "name"}}])
    taken = refusal_of(google, {"updateNamedRange": {"namedRange": {**named, "name": "Other"}, "fields": "name"}})
    google.edit("S", [{"deleteNamedRange": {"namedRangeId": "o"}}])

    assert google.spreadsheet("S").named_ranges == (
        {"namedRangeId": "n", "name": "two", "range": {"startRowIndex": 0, "endRowIndex": 1}},
    )
    assert "already exists" in taken


def test_a_protected_range_can_be_changed_and_taken_away(google: Google) -> None:
    protected = {"range": box(0, 1), "description": "header", "warningOnly": True}

    number = google.edit("S", [{"addProtectedRange": {"protectedRange": protected}}])[0]["addProtectedRange"]
    number = number["protectedRange"]["protectedRangeId"]
    change = {"protectedRangeId": number, "description": "headings"}
    google.edit("S", [{"updateProtectedRange": {"protectedRange": change, "fields": "description"}}])
    changed = sheet_of(google)["protectedRanges"]
    google.edit("S", [{"deleteProtectedRange": {"protectedRangeId": number}}])
    unknown = refusal_of(google, {"deleteProtectedRange": {"protectedRangeId": number}})

    assert changed[0]["description"] == "headings"
    assert changed[0]["warningOnly"] is True
    assert "protectedRanges" not in sheet_of(google)
    assert unknown == f"Invalid requests[0].deleteProtectedRange: No protected range with id: {number}"


def test_a_filter_is_set_and_cleared(google: Google) -> None:
    google.edit("S", [{"setBasicFilter": {"filter": {"range": box(0, 9, 0, 3)}}}])
    kept = sheet_of(google)["basicFilter"]
    google.edit("S", [{"clearBasicFilter": {"sheetId": 0}}])

    assert kept == {"range": {"startRowIndex": 0, "endRowIndex": 9, "startColumnIndex": 0, "endColumnIndex": 3}}
    assert "basicFilter" not in sheet_of(google)


def test_bandings_do_not_overlap(google: Google) -> None:
    banding = {"range": box(0, 9), "rowProperties": {"firstBandColorStyle": {"themeColor": "ACCENT1"}}}

    reply = google.edit("S", [{"addBanding": {"bandedRange": banding}}])[0]["addBanding"]["bandedRange"]
    overlapping = refusal_of(google, {"addBanding": {"bandedRange": banding | {"range": box(5, 6)}}})

    assert sheet_of(google)["bandedRanges"] == [reply]
    assert "already has alternating background colors" in overlapping


def test_conditional_formats_keep_their_order(google: Google) -> None:
    rules = [
        {"ranges": [box(0, 9)], "booleanRule": {"condition": {"type": kind}, "format": {"textFormat": {"bold": True}}}}
        for kind in ("BLANK", "NOT_BLANK")
    ]

    google.edit("S", [{"addConditionalFormatRule": {"rule": rule, "index": 0}} for rule in rules])

    kept = [rule["booleanRule"]["condition"]["type"] for rule in sheet_of(google)["conditionalFormats"]]
    assert kept == ["NOT_BLANK", "BLANK"]

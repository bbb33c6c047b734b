"""What gspread's test-suite has recorded of live Google, written down as facts and asked of the stand-in.

The recordings are of 2021 to 2026 (https://github.com/burnash/gspread, the cassettes of its tests). Each test is named
after what was done, and what it expects is what Google answered.
"""

import json
from typing import Any

import pytest
import requests

from sandbox.google.http.exchange import EMAIL
from sandbox.google.methods.core import Google
from sandbox.google.protocol.discovery import Json

URL = "https://sheets.googleapis.com/v4/spreadsheets"
TWO_BY_TWO = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}


@pytest.fixture
def made(session: requests.Session) -> str:
    """The address of a spreadsheet that the caller has made, so that it is theirs."""
    return f"{URL}/{session.post(URL, data='{}').json()['spreadsheetId']}"


class Caller:
    """The calls of these tests, with answers as JSON."""

    def __init__(self, session: requests.Session, address: str) -> None:
        self._session = session
        self._address = address

    def batch(self, *asked: dict[str, Any]) -> list[Any]:
        """The replies to these requests."""
        answer = self._session.post(f"{self._address}:batchUpdate", data=json.dumps({"requests": asked})).json()
        replies: list[Any] = answer["replies"]
        return replies

    def refused(self, *asked: dict[str, Any]) -> Any:
        """The error that these requests earn."""
        return self._session.post(f"{self._address}:batchUpdate", data=json.dumps({"requests": asked})).json()["error"]

    def read(self, **query: str) -> Any:
        """The description of the spreadsheet."""
        return self._session.get(self._address, params=query).json()

    def sheet(self) -> Any:
        """The description of its only tab, without the cells."""
        (sheet,) = self.read(includeGridData="false")["sheets"]
        return sheet

    def values(self, place: str) -> Any:
        """What values.get answers."""
        return self._session.get(f"{self._address}/values/{place}").json()

    def put(self, place: str, rows: list[list[Any]], option: str = "RAW") -> Any:
        """What values.update answers, without the spreadsheet's id."""
        address = f"{self._address}/values/{place}"
        answer = self._session.put(
            address, params={"valueInputOption": option}, data=json.dumps({"values": rows})
        ).json()
        return {name: held for name, held in answer.items() if name != "spreadsheetId"}

    def append(self, place: str, rows: list[list[Any]]) -> tuple[str | None, str]:
        """The table that values.append found, and the range it wrote."""
        address = f"{self._address}/values/{place}:append"
        query = {"valueInputOption": "RAW", "includeValuesInResponse": "False"}
        answer = self._session.post(address, params=query, data=json.dumps({"values": rows})).json()
        return answer.get("tableRange"), answer["updates"]["updatedRange"]


@pytest.fixture
def caller(session: requests.Session, made: str) -> Caller:
    return Caller(session, made)


def test_a_new_spreadsheet_is_described_with_its_format_and_theme_in_both_kinds_of_colour(caller: Caller) -> None:
    properties = caller.read(includeGridData="false")["properties"]

    assert (properties["locale"], properties["autoRecalc"], properties["timeZone"]) == ("en_US", "ON_CHANGE", "Etc/GMT")
    white = {"red": 1, "green": 1, "blue": 1}
    assert properties["defaultFormat"] == {
        "backgroundColor": white,
        "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
        "verticalAlignment": "BOTTOM",
        "wrapStrategy": "OVERFLOW_CELL",
        "textFormat": {
            "foregroundColor": {},
            "fontFamily": "arial,sans,sans-serif",
            "fontSize": 10,
            "bold": False,
            "italic": False,
            "strikethrough": False,
            "underline": False,
            "foregroundColorStyle": {"rgbColor": {}},
        },
        "backgroundColorStyle": {"rgbColor": white},
    }
    theme = properties["spreadsheetTheme"]
    assert theme["primaryFontFamily"] == "Arial"
    kinds = [colour["colorType"] for colour in theme["themeColors"]]
    assert kinds == ["TEXT", "BACKGROUND", *(f"ACCENT{number}" for number in range(1, 7)), "LINK"]
    assert theme["themeColors"][0]["color"] == {"rgbColor": {}}
    assert theme["themeColors"][4]["color"] == {"rgbColor": {"red": 0.9843137, "green": 0.7372549, "blue": 0.015686275}}


def test_a_new_tab_is_described_by_five_properties_and_nothing_else(caller: Caller) -> None:
    grid = {"rowCount": 1000, "columnCount": 26}
    assert caller.sheet() == {
        "properties": {"sheetId": 0, "title": "Sheet1", "index": 0, "sheetType": "GRID", "gridProperties": grid}
    }


def test_cells_merged_by_rows_are_two_merges_with_their_zeros_and_without_the_first_tabs_id(caller: Caller) -> None:
    caller.put("Sheet1!A1:B2", [[42, 43], [43, 44]])

    assert caller.batch({"mergeCells": {"mergeType": "MERGE_ROWS", "range": {"sheetId": 0} | TWO_BY_TWO}}) == [{}]

    assert caller.sheet()["merges"] == [TWO_BY_TWO | {"endRowIndex": 1}, TWO_BY_TWO | {"startRowIndex": 1}]
    assert caller.values("Sheet1!A1:B2")["values"] == [["42"], ["43"]]


def test_a_merge_of_all_replaces_the_merges_in_it_and_is_taken_apart_whole(caller: Caller) -> None:
    caller.batch({"mergeCells": {"mergeType": "MERGE_COLUMNS", "range": TWO_BY_TWO}})
    caller.batch({"mergeCells": {"mergeType": "MERGE_ALL", "range": TWO_BY_TWO}})
    assert caller.sheet()["merges"] == [TWO_BY_TWO]

    assert caller.batch({"unmergeCells": {"range": TWO_BY_TWO}}) == [{}]

    assert "merges" not in caller.sheet()


@pytest.mark.parametrize(
    ("dimension", "held", "control"),
    [
        ("COLUMNS", "columnGroups", "columnGroupControlAfter"),
        ("ROWS", "rowGroups", "rowGroupControlAfter"),
    ],
)
def test_a_group_is_told_with_its_depth_and_leaves_its_control_behind(
    caller: Caller, dimension: str, held: str, control: str
) -> None:
    span = {"dimension": dimension, "startIndex": 0, "endIndex": 2}
    groups = [{"range": span, "depth": 1}]

    assert caller.batch({"addDimensionGroup": {"range": {"sheetId": 0} | span}}) == [
        {"addDimensionGroup": {"dimensionGroups": groups}}
    ]
    assert caller.sheet()[held] == groups
    assert caller.sheet()["properties"]["gridProperties"] == {"rowCount": 1000, "columnCount": 26, control: True}

    assert caller.batch({"deleteDimensionGroup": {"range": span}}) == [{"deleteDimensionGroup": {}}]
    assert held not in caller.sheet()
    assert caller.sheet()["properties"]["gridProperties"][control] is True


def test_a_protected_range_names_its_editors_when_it_is_read_but_not_in_the_reply(caller: Caller) -> None:
    asked: Json = {
        "range": {"sheetId": 0} | TWO_BY_TWO,
        "description": None,
        "warningOnly": False,
        "requestingUserCanEdit": False,
        "editors": {"users": [], "groups": []},
    }

    (reply,) = caller.batch({"addProtectedRange": {"protectedRange": asked}})

    told = reply["addProtectedRange"]["protectedRange"]
    kept = {"protectedRangeId": told["protectedRangeId"], "range": TWO_BY_TWO, "requestingUserCanEdit": True}
    assert told == kept | {"editors": {}}
    assert caller.sheet()["protectedRanges"] == [kept | {"editors": {"users": [EMAIL]}}]

    assert caller.batch({"deleteProtectedRange": {"protectedRangeId": told["protectedRangeId"]}}) == [{}]
    assert "protectedRanges" not in caller.sheet()


def test_a_warning_is_told_as_one_and_may_name_no_editors(caller: Caller) -> None:
    asked: Json = {"range": TWO_BY_TWO, "warningOnly": True, "requestingUserCanEdit": False, "editors": None}

    (reply,) = caller.batch({"addProtectedRange": {"protectedRange": asked}})

    assert reply["addProtectedRange"]["protectedRange"]["warningOnly"] is True
    assert reply["addProtectedRange"]["protectedRange"]["editors"] == {}
    assert caller.sheet()["protectedRanges"][0]["editors"] == {"users": [EMAIL]}
    named = {"range": TWO_BY_TWO, "warningOnly": True, "editors": {"users": [EMAIL]}}
    error = caller.refused({"addProtectedRange": {"protectedRange": named}})
    assert error["message"].endswith("ProtectedRange is warningOnly. Editors cannot be set on it.")


def test_a_named_range_keeps_its_zeros_and_has_a_number_for_an_id(caller: Caller) -> None:
    asked = {"name": "TestDefineNamedRange", "range": {"sheetId": 0} | TWO_BY_TWO}

    (reply,) = caller.batch({"addNamedRange": {"namedRange": asked}})

    named = reply["addNamedRange"]["namedRange"]
    assert named == {"namedRangeId": named["namedRangeId"], "name": "TestDefineNamedRange", "range": TWO_BY_TWO}
    assert named["namedRangeId"].isdecimal()
    assert caller.read(fields="namedRanges") == {"namedRanges": [named]}
    assert caller.batch({"deleteNamedRange": {"namedRangeId": named["namedRangeId"]}}) == [{}]
    assert caller.read(fields="namedRanges") == {}


def test_the_range_of_a_filter_is_closed_at_the_grids_end(caller: Caller) -> None:
    caller.batch(
        {
            "updateSheetProperties": {
                "properties": {"sheetId": 0, "gridProperties": {"rowCount": 20, "columnCount": 20}},
                "fields": "gridProperties/rowCount,gridProperties/columnCount",
            }
        }
    )

    assert caller.batch({"setBasicFilter": {"filter": {"range": {"sheetId": 0}}}}) == [{}]

    whole = {"startRowIndex": 0, "endRowIndex": 20, "startColumnIndex": 0, "endColumnIndex": 20}
    assert caller.sheet()["basicFilter"] == {"range": whole}


def test_a_tabs_colour_is_kept_in_255_steps_as_a_short_float_without_zeros(caller: Caller) -> None:
    assert caller.read(fields="sheets.properties.tabColorStyle") == {"sheets": [{"properties": {}}]}
    style = {"rgbColor": {"red": 1, "green": 0, "blue": 0.5}}
    properties = {"sheetId": 0, "tabColorStyle": style}

    caller.batch({"updateSheetProperties": {"properties": properties, "fields": "tabColorStyle"}})

    kept = {"red": 1, "blue": 0.49803922}
    (sheet,) = caller.read(fields="sheets.properties(tabColor,tabColorStyle)")["sheets"]
    assert sheet["properties"] == {"tabColor": kept, "tabColorStyle": {"rgbColor": kept}}


def test_a_format_is_told_with_both_kinds_of_its_colours(caller: Caller) -> None:
    asked: Json = {
        "backgroundColor": {"green": 1, "blue": 1},
        "horizontalAlignment": "CENTER",
        "textFormat": {"foregroundColor": {"red": 1, "green": 1}, "fontSize": 12, "bold": True},
    }
    place = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
    fields = "userEnteredFormat(backgroundColor,horizontalAlignment,textFormat)"

    caller.batch({"repeatCell": {"range": place, "cell": {"userEnteredFormat": asked}, "fields": fields}})

    wanted = "sheets.data.rowData.values.userEnteredFormat"
    text = asked["textFormat"] | {"foregroundColorStyle": {"rgbColor": {"red": 1, "green": 1}}}
    told = asked | {"textFormat": text, "backgroundColorStyle": {"rgbColor": {"green": 1, "blue": 1}}}
    assert caller.read(ranges="Sheet1!A2", fields=wanted, includeGridData="False") == {
        "sheets": [{"data": [{"rowData": [{"values": [{"userEnteredFormat": told}]}]}]}]
    }


def test_a_note_that_was_cleared_leaves_nothing_behind(caller: Caller) -> None:
    place = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}
    wanted = {"ranges": "'Sheet1'!A1", "fields": "sheets/data/rowData/values/note"}

    def write(note: str) -> Any:
        caller.batch({"updateCells": {"range": place, "rows": [{"values": [{"note": note}]}], "fields": "note"}})
        return caller.read(**wanted)

    assert caller.read(**wanted) == {"sheets": [{"data": [{}]}]}
    assert write("a note") == {"sheets": [{"data": [{"rowData": [{"values": [{"note": "a note"}]}]}]}]}
    assert write("") == {"sheets": [{"data": [{}]}]}


def test_an_append_takes_the_last_of_two_tables_unless_a_cell_of_the_first_is_named(caller: Caller) -> None:
    assert caller.append("'Sheet1'", [["a", "", "c"]]) == (None, "Sheet1!A1:C1")
    assert caller.append("'Sheet1'", [["a", "", "c"]]) == ("Sheet1!C1", "Sheet1!C2:E2")
    assert caller.values("'Sheet1'!A2:2")["values"] == [["", "", "a", "", "c"]]

    caller.batch({"updateCells": {"range": {"sheetId": 0}, "fields": "userEnteredValue"}})

    assert caller.append("'Sheet1'", [["a", "", "c"]]) == (None, "Sheet1!A1:C1")
    assert caller.append("'Sheet1'!A1", [["a", "", "c"]]) == ("Sheet1!A1", "Sheet1!A2:C2")


def test_an_append_to_an_empty_cell_between_full_rows_writes_there(caller: Caller) -> None:
    caller.put("Sheet1!A1:D3", [["a"] * 4, [""] * 4, ["b"] * 4])

    assert caller.append("'Sheet1'!A2", [["x"] * 8]) == (None, "Sheet1!A2:H2")


def test_every_value_that_is_sent_counts_as_updated(caller: Caller) -> None:
    sent = [["A1", "B1", "", "D1"], ["", "b2", "", ""]]

    assert caller.put("Sheet1!A1:D2", sent) == {
        "updatedRange": "Sheet1!A1:D2",
        "updatedRows": 2,
        "updatedColumns": 4,
        "updatedCells": 8,
    }


def test_columns_that_two_ranges_share_are_counted_once(session: requests.Session, made: str) -> None:
    data = [{"range": "Sheet1!A1:D1", "values": [["a"] * 4]}, {"range": "Sheet1!A4:D4", "values": [["b"] * 4]}]
    message = {"valueInputOption": "RAW", "data": data}

    answer = session.post(f"{made}/values:batchUpdate", data=json.dumps(message)).json()

    totals = {name: answer[name] for name in answer if name.startswith("total")}
    assert totals == {
        "totalUpdatedRows": 2,
        "totalUpdatedColumns": 4,
        "totalUpdatedCells": 8,
        "totalUpdatedSheets": 1,
    }


def test_merged_cells_read_as_empty_and_a_named_range_may_stand_after_a_tabs_name(caller: Caller) -> None:
    caller.put("Sheet1!A1:C3", [["1", "2", "4"], ["down", "up", "x"], ["", "", "2"]])
    named = {"startRowIndex": 0, "endRowIndex": 3, "startColumnIndex": 1, "endColumnIndex": 3}
    merge = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 2, "endColumnIndex": 3}

    caller.batch(
        {"addNamedRange": {"namedRange": {"name": "NamedRange", "range": named}}},
        {"mergeCells": {"range": merge, "mergeType": "MERGE_ALL"}},
    )

    assert caller.values("'Sheet1'!NamedRange") == {
        "range": "Sheet1!B1:C3",
        "majorDimension": "ROWS",
        "values": [["2", "4"], ["up"], ["", "2"]],
    }


def test_a_column_is_fitted_to_the_longest_text_and_the_others_stay(caller: Caller) -> None:
    caller.put("Sheet1!A1", [["A" * 1024]])
    span = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}

    assert caller.batch({"autoResizeDimensions": {"dimensions": span}}) == [{}]

    (sheet,) = caller.read(fields="sheets.data.columnMetadata")["sheets"]
    assert sheet["data"] == [{"columnMetadata": [{"pixelSize": 9483}, *[{"pixelSize": 100}] * 25]}]


def test_typed_formulas_and_days_are_told_in_three_ways(caller: Caller) -> None:
    rows = [["=4/2", "2020-01-01", "string", 53], ["=3/2", 0.12, "1999-01-02", ""]]

    answer = caller.put("Sheet1!A1:D2", rows, "USER_ENTERED")

    assert answer["updatedCells"] == 8
    for option, told in (
        ("FORMATTED_VALUE", [["2", "2020-01-01", "string", "53"], ["1.5", "0.12", "1999-01-02"]]),
        ("UNFORMATTED_VALUE", [[2, 43831, "string", 53], [1.5, 0.12, 36162]]),
        ("FORMULA", [["=4/2", 43831, "string", 53], ["=3/2", 0.12, 36162]]),
    ):
        assert caller.values(f"Sheet1?valueRenderOption={option}")["values"] == told


def test_the_zone_and_the_locale_change_alone(caller: Caller) -> None:
    before = caller.read()["properties"]

    caller.batch(
        {"updateSpreadsheetProperties": {"properties": {"timeZone": "Europe/Paris"}, "fields": "timeZone"}},
        {"updateSpreadsheetProperties": {"properties": {"locale": "fr_FR"}, "fields": "locale"}},
    )

    assert caller.read()["properties"] == before | {"timeZone": "Europe/Paris", "locale": "fr_FR"}


def test_a_tab_that_is_hidden_says_so_and_the_last_one_cannot_be(caller: Caller) -> None:
    hide = {"updateSheetProperties": {"properties": {"sheetId": 0, "hidden": True}, "fields": "hidden"}}
    words = "Invalid requests[0].updateSheetProperties: You can't hide all the sheets in a document."
    assert caller.refused(hide) == {"code": 400, "message": words, "status": "INVALID_ARGUMENT"}
    grid = {"rowCount": 2, "columnCount": 2}
    asked = {"title": "you cannot see me", "sheetType": "GRID", "gridProperties": grid}

    (reply,) = caller.batch({"addSheet": {"properties": asked}})

    told = reply["addSheet"]["properties"]
    assert told == asked | {"sheetId": told["sheetId"], "index": 1}
    for hidden, kept in ((True, {"hidden": True}), (False, {})):
        change = {"properties": {"sheetId": told["sheetId"], "hidden": hidden}, "fields": "hidden"}
        assert caller.batch({"updateSheetProperties": change}) == [{}]
        assert caller.read()["sheets"][1]["properties"] == told | kept


def test_clearing_names_the_whole_grid(session: requests.Session, made: str) -> None:
    answer = session.post(f"{made}/values/'Sheet1':clear").json()

    assert answer == {"spreadsheetId": made.rpartition("/")[2], "clearedRange": "Sheet1!A1:Z1000"}


def test_a_tabs_colour_is_gone_when_its_parts_are_null(caller: Caller) -> None:
    for colour in ({"red": 1, "green": 0, "blue": 0.5}, None):
        properties = {"sheetId": 0, "tabColorStyle": {"rgbColor": colour}}
        caller.batch({"updateSheetProperties": {"properties": properties, "fields": "tabColorStyle"}})

    assert caller.read(fields="sheets.properties.tabColorStyle") == {"sheets": [{"properties": {}}]}


def test_notes_are_told_from_the_first_row_asked_for_with_empty_messages_between(caller: Caller) -> None:
    fields = "sheets.data.rowData.values.note"
    for row, column, note in ((0, 0, "first"), (2, 1, "second")):
        start = {"sheetId": 0, "rowIndex": row, "columnIndex": column}
        caller.batch({"updateCells": {"start": start, "rows": [{"values": [{"note": note}]}], "fields": "note"}})

    first, second = {"values": [{"note": "first"}]}, {"values": [{}, {"note": "second"}]}
    assert caller.read(fields=fields) == {"sheets": [{"data": [{"rowData": [first, {}, second]}]}]}
    part = caller.read(fields=fields, ranges="'Sheet1'!A2:C3")
    assert part == {"sheets": [{"data": [{"rowData": [{}, second]}]}]}


def test_merges_are_told_in_the_order_they_were_made_by_columns_and_by_rows(caller: Caller) -> None:
    rows = [[f"{row}{column}" for column in "abcd"] for row in range(4)]
    caller.put("Sheet1!A1:D4", rows)
    for kind, top, bottom, left, right in (
        ("MERGE_ALL", 0, 2, 0, 2),
        ("MERGE_COLUMNS", 0, 2, 2, 4),
        ("MERGE_ROWS", 2, 4, 1, 3),
    ):
        place = {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}
        caller.batch({"mergeCells": {"mergeType": kind, "range": place}})

    told = [tuple(merge.values()) for merge in caller.sheet()["merges"]]
    assert told == [(0, 2, 0, 2), (0, 2, 2, 3), (0, 2, 3, 4), (2, 3, 1, 3), (3, 4, 1, 3)]
    assert caller.values("Sheet1!A1:D4")["values"] == [
        ["0a", "", "0c", "0d"],
        [],
        ["2a", "2b", "", "2d"],
        ["3a", "3b", "", "3d"],
    ]
    caller.batch({"unmergeCells": {"range": {"endRowIndex": 4, "endColumnIndex": 4}}})
    assert "merges" not in caller.sheet()


def test_a_table_is_all_that_was_appended_before(caller: Caller) -> None:
    found = [caller.append("'Sheet1'", [["x"] * 10]) for _ in range(4)]

    assert found == [
        (None, "Sheet1!A1:J1"),
        ("Sheet1!A1:J1", "Sheet1!A2:J2"),
        ("Sheet1!A1:J2", "Sheet1!A3:J3"),
        ("Sheet1!A1:J3", "Sheet1!A4:J4"),
    ]


def test_columns_may_be_appended_too(session: requests.Session, made: str) -> None:
    address = f"{made}/values/'Sheet1'!B1:append?valueInputOption=RAW"
    message = {"majorDimension": "COLUMNS", "values": [["a", "b", "c", "d"], ["e", "f", "g", "h"]]}

    answer = session.post(address, data=json.dumps(message)).json()

    assert answer == {
        "spreadsheetId": made.rpartition("/")[2],
        "updates": {
            "spreadsheetId": made.rpartition("/")[2],
            "updatedRange": "Sheet1!B1:C4",
            "updatedRows": 4,
            "updatedColumns": 2,
            "updatedCells": 8,
        },
    }


@pytest.mark.parametrize(
    ("typed", "shown"), [("= 1 / 1024", "0.0009765625"), ("2,000,000.01", "2,000,000.01"), ("no number", "no number")]
)
def test_numbers_are_shown_as_they_were_typed(caller: Caller, typed: str, shown: str) -> None:
    caller.put("Sheet1!A1", [[typed]], "USER_ENTERED")

    assert caller.values("Sheet1!A1")["values"] == [[shown]]


def test_a_tab_that_moves_renumbers_the_others(caller: Caller) -> None:
    for title in ("test_sheet", "test_sheet 2"):
        caller.batch({"addSheet": {"properties": {"title": title}}})
    last = caller.read()["sheets"][2]["properties"]["sheetId"]

    caller.batch({"updateSheetProperties": {"properties": {"sheetId": last, "index": 0}, "fields": "index"}})

    told = [(sheet["properties"]["title"], sheet["properties"]["index"]) for sheet in caller.read()["sheets"]]
    assert told == [("test_sheet 2", 0), ("Sheet1", 1), ("test_sheet", 2)]


def test_a_setting_that_is_switched_off_again_is_no_longer_told(caller: Caller) -> None:
    plain = {"rowCount": 1000, "columnCount": 26}
    for field, value, off in (("hideGridlines", True, False), ("frozenRowCount", 2, 0), ("frozenColumnCount", 1, 0)):
        for held, told in ((value, {field: value}), (off, {})):
            properties = {"sheetId": 0, "gridProperties": {field: held}}
            change = {"properties": properties, "fields": f"gridProperties/{field}"}
            assert caller.batch({"updateSheetProperties": change}) == [{}]
            assert caller.sheet()["properties"]["gridProperties"] == plain | told


def test_a_named_range_is_renamed_and_moved_one_by_one(caller: Caller) -> None:
    (reply,) = caller.batch({"addNamedRange": {"namedRange": {"name": "One", "range": TWO_BY_TWO}}})
    number = reply["addNamedRange"]["namedRange"]["namedRangeId"]
    elsewhere = {"startRowIndex": 2, "endRowIndex": 4, "startColumnIndex": 2, "endColumnIndex": 4}

    for change, told in (
        ({"name": "Two"}, {"name": "Two", "range": TWO_BY_TWO}),
        ({"range": {"sheetId": 0} | elsewhere}, {"name": "Two", "range": elsewhere}),
    ):
        asked = {"namedRange": {"namedRangeId": number} | change, "fields": next(iter(change))}
        assert caller.batch({"updateNamedRange": asked}) == [{}]
        assert caller.read(fields="namedRanges") == {"namedRanges": [{"namedRangeId": number} | told]}


def test_values_that_are_no_rows_are_refused_with_their_place(session: requests.Session, made: str) -> None:
    message = {"values": "X", "majorDimension": None}

    answer = session.put(f"{made}/values/'Sheet1'!A1?valueInputOption=RAW", data=json.dumps(message))

    words = "Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue), \"X\""
    assert answer.status_code == 400
    assert answer.json()["error"] == {
        "code": 400,
        "message": words,
        "status": "INVALID_ARGUMENT",
        "details": [
            {
                "@type": "type.googleapis.com/google.rpc.BadRequest",
                "fieldViolations": [{"field": "data.values", "description": words}],
            }
        ],
    }


def test_cells_are_copied_and_cut(caller: Caller) -> None:
    caller.put("Sheet1!A1:A2", [["A1"], ["A2"]])
    source = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 1}
    beside = source | {"startColumnIndex": 1, "endColumnIndex": 2}
    how = {"source": source, "pasteType": "PASTE_NORMAL"}

    assert caller.batch({"copyPaste": how | {"destination": beside, "pasteOrientation": "NORMAL"}}) == [{}]
    place = {"sheetId": 0, "rowIndex": 0, "columnIndex": 2}
    assert caller.batch({"cutPaste": how | {"destination": place}}) == [{}]

    assert caller.values("Sheet1!A1:A2") == {"range": "Sheet1!A1:A2", "majorDimension": "ROWS"}
    assert caller.values("Sheet1!B1:C2")["values"] == [["A1", "A1"], ["A2", "A2"]]


def test_somebody_elses_spreadsheet_is_refused_and_one_that_is_not_there_is_not_found(
    session: requests.Session, google: Google
) -> None:
    google.create("PRIVATE", owner="somebody@example.com")

    private, nothing = (session.get(f"{URL}/{name}").json()["error"] for name in ("PRIVATE", "test"))

    assert private == {"code": 403, "message": "The caller does not have permission", "status": "PERMISSION_DENIED"}
    assert nothing == {"code": 404, "message": "Requested entity was not found.", "status": "NOT_FOUND"}

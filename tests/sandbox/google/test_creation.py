"""A spreadsheet is made with all that a description of one may hold."""

import copy
import json
from typing import Any

import pytest
import requests

from sandbox.google.protocol.discovery import Json

URL = "https://sheets.googleapis.com/v4/spreadsheets"


def box(top: int, bottom: int, left: int, right: int, sheet_id: int = 0) -> Json:
    rows = {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}
    return rows | ({"sheetId": sheet_id} if sheet_id else {})


def make(session: requests.Session, message: Json) -> Any:
    return session.post(URL, data=json.dumps(message)).json()


def read(session: requests.Session, spreadsheet_id: str) -> Any:
    return session.get(f"{URL}/{spreadsheet_id}", params={"includeGridData": "true"}).json()


def edit(session: requests.Session, spreadsheet_id: str, *asked: Json) -> None:
    answer = session.post(f"{URL}/{spreadsheet_id}:batchUpdate", data=json.dumps({"requests": asked}))
    assert answer.status_code == 200, answer.text


@pytest.fixture
def full(session: requests.Session) -> str:
    """The id of a spreadsheet with one of everything."""
    made = make(session, {"sheets": [{"properties": {"title": "Members"}}, {"properties": {"title": "Ledger"}}]})
    spreadsheet_id = str(made["spreadsheetId"])
    ledger = made["sheets"][1]["properties"]["sheetId"]
    source = {"sourceRange": {"sources": [box(0, 3, 1, 2, ledger)]}}
    place = {"overlayPosition": {"anchorCell": {"rowIndex": 4, "columnIndex": 2}}}
    rows = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 4}
    group: Json = {"range": rows, "depth": 1, "collapsed": True}
    colours = {"firstBandColor": {"red": 1}, "secondBandColor": {"green": 1}}
    bold = {"condition": {"type": "NOT_BLANK"}, "format": {"textFormat": {"bold": True}}}
    criteria: Json = {"1": {"hiddenValues": ["x"]}}
    cells = [{"values": [{"userEnteredValue": {"stringValue": "Ana"}, "note": "first"}]}]
    tag = {"metadataKey": "k", "visibility": "DOCUMENT", "location": {"dimensionRange": rows | {"endIndex": 2}}}
    edit(
        session,
        spreadsheet_id,
        {"updateCells": {"rows": cells, "fields": "*", "start": {"sheetId": 0, "rowIndex": 2, "columnIndex": 1}}},
        {"mergeCells": {"range": box(5, 6, 0, 2), "mergeType": "MERGE_ALL"}},
        {"addBanding": {"bandedRange": {"range": box(0, 9, 0, 2), "rowProperties": colours}}},
        {"addConditionalFormatRule": {"rule": {"ranges": [box(0, 9, 0, 2)], "booleanRule": bold}}},
        {"setBasicFilter": {"filter": {"range": box(0, 9, 0, 2), "criteria": criteria}}},
        {"addFilterView": {"filter": {"range": box(0, 9, 0, 2), "criteria": criteria}}},
        {"addChart": {"chart": {"spec": {"basicChart": {"series": [{"series": source}]}}, "position": place}}},
        {"addSlicer": {"slicer": {"spec": {"dataRange": box(0, 9, 0, 2)}, "position": place}}},
        {"addTable": {"table": {"range": box(10, 13, 4, 6)}}},
        {"addProtectedRange": {"protectedRange": {"range": box(0, 1, 0, 2), "description": "Head"}}},
        {"addNamedRange": {"namedRange": {"name": "People", "range": box(1, 9, 0, 2)}}},
        {"addDimensionGroup": {"range": rows}},
        {"updateDimensionGroup": {"dimensionGroup": group, "fields": "collapsed"}},
        {"addDimensionGroup": {"range": rows | {"dimension": "COLUMNS"}}},
        {"updateDimensionProperties": {"range": rows, "properties": {"pixelSize": 40}, "fields": "pixelSize"}},
        {"createDeveloperMetadata": {"developerMetadata": tag}},
    )
    return spreadsheet_id


def test_a_spreadsheet_made_from_a_description_has_the_same(session: requests.Session, full: str) -> None:
    before = read(session, full)

    again = make(session, copy.deepcopy(before))

    own = ("spreadsheetId", "spreadsheetUrl")
    assert again.get("spreadsheetId") != full, again
    after = read(session, again["spreadsheetId"])
    assert {name: held for name, held in after.items() if name not in own} == {
        name: held for name, held in before.items() if name not in own
    }


def test_sheets_are_made_in_their_order_whatever_their_index_says(session: requests.Session) -> None:
    named = [{"properties": {"title": title, "index": index}} for index, title in ((5, "Late"), (0, "Early"))]

    made = make(session, {"sheets": named})

    assert [(sheet["properties"]["title"], sheet["properties"]["index"]) for sheet in made["sheets"]] == [
        ("Late", 0),
        ("Early", 1),
    ]


def test_the_first_tab_has_the_id_0_unless_another_one_asks_for_it(session: requests.Session) -> None:
    made = make(session, {"sheets": [{"properties": {"title": "a"}}, {"properties": {"title": "b", "sheetId": 0}}]})

    assert made["sheets"][1]["properties"]["sheetId"] == 0
    assert made["sheets"][0]["properties"]["sheetId"] != 0


@pytest.mark.parametrize(
    "message",
    [
        {"sheets": [{"properties": {"hidden": True}}]},
        {"sheets": [{"properties": {"title": "a"}}, {"properties": {"title": "A"}}]},
        {"sheets": [{"merges": [box(0, 2, 0, 2, 77)]}]},
        {"sheets": [{"charts": [{"spec": {"pieChart": {}}}]}]},
        {"namedRanges": [{"name": "x", "range": box(2000, 2001, 0, 1)}]},
        {"dataSources": [{}]},
    ],
)
def test_what_cannot_be_made_is_refused(session: requests.Session, message: Json) -> None:
    answer = session.post(URL, data=json.dumps(message))

    assert answer.status_code == 400

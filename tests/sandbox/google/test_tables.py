"""Tables have a name, typed columns and an end at which they grow; what is below them moves down."""

import json
from typing import Any

import pytest
import requests

from sandbox.google.methods.core import Google
from sandbox.google.methods.description import Scope, described
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import Refusal

RANGE = {"startRowIndex": 0, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 2}
PEOPLE: list[list[Any]] = [["Name", "Points"], ["Ana", 110], ["Boris", 60], ["below"]]
GREEN = {"rgbColor": {"green": 1}}


@pytest.fixture
def people(google: Google) -> Google:
    google.enter("S", "A1", PEOPLE)
    columns = [{"columnIndex": 1, "columnType": "DOUBLE"}]
    table = {"tableId": "t", "name": "People", "range": RANGE, "columnProperties": columns}
    google.edit("S", [{"addTable": {"table": table}}])
    return google


def tables(google: Google) -> Any:
    return described(google.spreadsheet("S"), Scope())["sheets"][0].get("tables", [])


def columns(google: Google) -> list[tuple[str, str | None]]:
    (table,) = tables(google)
    return [(column["columnName"], column.get("columnType")) for column in table["columnProperties"]]


def changed(fields: str, **table: Any) -> Json:
    return {"updateTable": {"table": {"tableId": "t"} | table, "fields": fields}}


def cells(*values: str) -> Json:
    return {"values": [{"userEnteredValue": {"stringValue": value}} for value in values]}


def test_a_table_calls_its_columns_as_its_header_row_does_also_later(people: Google) -> None:
    assert columns(people) == [("Name", None), ("Points", "DOUBLE")]

    people.enter("S", "A1", [["Member"]])

    assert columns(people) == [("Member", None), ("Points", "DOUBLE")]


def test_a_table_without_words_gets_a_name_and_writes_those_of_its_columns(google: Google) -> None:
    (reply,) = google.edit("S", [{"addTable": {"table": {"range": RANGE}}}])

    assert reply["addTable"]["table"]["name"] == "Table1"
    assert google.tab("S", "Members") == [["Column 1", "Column 2"]]


def test_appended_rows_come_in_at_the_tables_end_and_what_is_below_moves_down(people: Google) -> None:
    rows = [cells("Layla"), cells("Ana", "7")]

    people.edit("S", [{"appendCells": {"tableId": "t", "sheetId": 99, "rows": rows, "fields": "userEnteredValue"}}])

    assert people.tab("S", "Members") == [*PEOPLE[:3], ["Layla"], ["Ana", "7"], ["below"]]
    assert tables(people)[0]["range"] == RANGE | {"endRowIndex": 5}


def test_values_are_appended_into_the_table_that_their_range_touches(people: Google, session: requests.Session) -> None:
    address = "https://sheets.googleapis.com/v4/spreadsheets/S/values/Members!A1:append?valueInputOption=RAW"

    answer = session.post(address, data=json.dumps({"values": [["Layla", 5]]})).json()

    assert (answer["tableRange"], answer["updates"]["updatedRange"]) == ("Members!A1:B3", "Members!A4:B4")
    assert people.tab("S", "Members") == [*PEOPLE[:3], ["Layla", 5], ["below"]]
    assert tables(people)[0]["range"] == RANGE | {"endRowIndex": 4}


def test_the_filter_of_a_table_grows_and_shrinks_with_it(people: Google) -> None:
    people.edit("S", [{"setBasicFilter": {"filter": {"tableId": "t"}}}])

    people.edit("S", [{"appendCells": {"tableId": "t", "rows": [cells("Layla")], "fields": "userEnteredValue"}}])
    grown = people.spreadsheet("S").sheets[0].held("basicFilter")[0]["range"]
    people.edit("S", [changed("range", range=RANGE)])

    assert grown == RANGE | {"endRowIndex": 4}
    assert people.spreadsheet("S").sheets[0].held("basicFilter")[0]["range"] == RANGE


def test_a_footer_makes_a_table_longer_and_stays_below_what_is_appended(people: Google) -> None:
    people.edit("S", [changed("rowsProperties", rowsProperties={"footerColorStyle": GREEN})])
    longer = tables(people)[0]["range"]

    people.edit("S", [{"appendCells": {"tableId": "t", "rows": [cells("Layla")], "fields": "userEnteredValue"}}])

    assert longer == RANGE | {"endRowIndex": 4}
    assert people.tab("S", "Members") == [*PEOPLE[:3], ["Layla"], ["below"]]
    assert tables(people)[0]["range"] == RANGE | {"endRowIndex": 5}
    people.edit("S", [changed("rowsProperties.footerColorStyle")])
    assert tables(people)[0]["range"] == RANGE | {"endRowIndex": 4}


def test_columns_that_come_and_go_are_columns_of_the_table(people: Google) -> None:
    span = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}

    people.edit("S", [{"insertDimension": {"range": span}}])
    assert columns(people) == [("Name", None), ("Column 1", None), ("Points", "DOUBLE")]
    assert people.tab("S", "Members")[0] == ["Name", "Column 1", "Points"]
    people.edit("S", [{"moveDimension": {"source": span, "destinationIndex": 3}}])
    assert columns(people) == [("Name", None), ("Points", "DOUBLE"), ("Column 1", None)]
    people.edit("S", [{"deleteDimension": {"range": span | {"startIndex": 0, "endIndex": 1}}}])
    assert columns(people) == [("Points", "DOUBLE"), ("Column 1", None)]


def test_a_table_that_is_made_wider_keeps_the_types_of_its_columns(people: Google) -> None:
    people.edit("S", [changed("range", range=RANGE | {"endColumnIndex": 3})])
    assert columns(people) == [("Name", None), ("Points", "DOUBLE"), ("Column 3", None)]

    people.edit("S", [changed("range", range=RANGE | {"endColumnIndex": 1})])
    assert columns(people) == [("Name", None)]


def test_a_deleted_table_takes_its_contents_and_its_filters_along(people: Google) -> None:
    people.edit(
        "S", [{"addFilterView": {"filter": {"tableId": "t"}}}, {"setBasicFilter": {"filter": {"tableId": "t"}}}]
    )

    people.edit("S", [{"deleteTable": {"tableId": "t"}}])

    assert people.tab("S", "Members") == [[], [], [], ["below"]]
    assert list(described(people.spreadsheet("S"), Scope())["sheets"][0]) == ["properties"]


@pytest.mark.parametrize(
    "request_",
    [
        {"addTable": {"table": {"name": "people", "range": RANGE | {"startColumnIndex": 4, "endColumnIndex": 5}}}},
        {"addTable": {"table": {"name": "Other", "range": RANGE | {"startRowIndex": 2}}}},
        {"addTable": {"table": {"tableId": "t", "range": RANGE | {"startColumnIndex": 4, "endColumnIndex": 5}}}},
        {"addTable": {"table": {"range": RANGE | {"sheetId": 77}}}},
        {"addTable": {"table": {"range": {"startRowIndex": 5, "endRowIndex": 5}}}},
        {"addTable": {"table": {}}},
        changed("columnProperties", columnProperties=[{"columnIndex": -1}]),
        changed("columnProperties", columnProperties=[{"columnIndex": 2}]),
        changed("columnProperties", columnProperties=[{"columnIndex": 1}, {"columnIndex": 1}]),
        changed("columnProperties.columnName", columnProperties=[{"columnName": "x"}]),
        changed("*"),
        {"updateTable": {"table": {"tableId": "none"}, "fields": "name"}},
        {"deleteTable": {"tableId": "none"}},
        {"deleteTable": {}},
        {"appendCells": {"tableId": "none", "rows": [], "fields": "*"}},
        {"appendCells": {"tableId": "t", "rows": [cells("a", "b", "c")], "fields": "userEnteredValue"}},
    ],
)
def test_a_table_that_cannot_be_is_refused(people: Google, request_: Json) -> None:
    with pytest.raises(Refusal):
        people.edit("S", [request_])


@pytest.mark.parametrize(
    ("first", "past", "to", "allowed"),
    [(6, 8, 2, False), (3, 6, 0, False), (1, 2, 4, True), (0, 4, 8, True), (6, 8, 5, True)],
)
def test_columns_move_within_a_table_or_beside_it_but_not_across_its_border(
    google: Google, first: int, past: int, to: int, *, allowed: bool
) -> None:
    table = {"range": {"startRowIndex": 0, "endRowIndex": 9, "startColumnIndex": 0, "endColumnIndex": 4}}
    source = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": first, "endIndex": past}
    google.edit("S", [{"addTable": {"table": table}}])
    move = {"moveDimension": {"source": source, "destinationIndex": to}}

    if allowed:
        google.edit("S", [move])
    else:
        with pytest.raises(Refusal, match="into a table or out of one"):
            google.edit("S", [move])

    (held,) = google.sheet("S", "Members").held("tables")
    left = held["range"]["startColumnIndex"]
    header = [google.sheet("S", "Members").cell(0, left + index).value for index in range(4)]
    assert [column["columnName"] for column in held["columnProperties"]] == header

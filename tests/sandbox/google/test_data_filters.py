"""Data filters find metadata, and the cells where it lies, by range or by what a lookup describes."""

from typing import Any

import pytest
import requests

from sandbox.google.methods.core import Google

URL = "https://sheets.googleapis.com/v4/spreadsheets/S"
PEOPLE: list[list[object]] = [["Name", "Points"], ["Ana", 110], ["Boris", 60], ["Layla", 90]]


def row(index: int, sheet_id: int = 0) -> dict[str, Any]:
    return {"dimensionRange": {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": index, "endIndex": index + 1}}


def column(index: int, sheet_id: int = 0) -> dict[str, Any]:
    return {"dimensionRange": {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": index, "endIndex": index + 1}}


def lookup(**fields: Any) -> dict[str, Any]:
    return {"developerMetadataLookup": fields}


def tag(number: int, key: str, value: str, location: dict[str, Any], visibility: str = "DOCUMENT") -> dict[str, Any]:
    held = {"metadataId": number, "metadataKey": key, "metadataValue": value}
    return {"createDeveloperMetadata": {"developerMetadata": held | {"location": location, "visibility": visibility}}}


@pytest.fixture(autouse=True)
def people(google: Google) -> Google:
    """Metadata of each kind: 1 the spreadsheet, 2 Members, 3 Ana's row, 4 Boris's, 5 the points, 6 a row of Ledger."""
    google.enter("S", "Members!A1", PEOPLE)
    google.enter("S", "Ledger!A1", [["When"], ["today"]])
    ledger = google.spreadsheet("S").sheets[1].id
    google.edit(
        "S",
        [
            tag(1, "version", "9", {"spreadsheet": True}),
            tag(2, "tab", "members", {"sheetId": 0}),
            tag(3, "member", "ana", row(1)),
            tag(4, "member", "boris", row(2), "PROJECT"),
            tag(5, "column", "points", column(1)),
            tag(6, "member", "ana", row(1, ledger)),
        ],
    )
    return google


def post(session: requests.Session, method: str, body: dict[str, Any], **query: str) -> requests.Response:
    return session.post(f"{URL}{method}", json=body, params=query)


def found(session: requests.Session, *data_filters: dict[str, Any]) -> list[int]:
    answer = post(session, "/developerMetadata:search", {"dataFilters": list(data_filters)})
    assert answer.status_code == 200, answer.text
    return [held["developerMetadata"]["metadataId"] for held in answer.json().get("matchedDeveloperMetadata", ())]


def refusal(session: requests.Session, *data_filters: dict[str, Any]) -> str:
    answer = post(session, "/developerMetadata:search", {"dataFilters": list(data_filters)})
    assert answer.status_code == 400
    message: str = answer.json()["error"]["message"]
    return message


@pytest.mark.parametrize(
    ("fields", "ids"),
    [
        ({}, [1, 2, 3, 4, 5, 6]),
        ({"metadataId": 4}, [4]),
        ({"metadataKey": "member"}, [3, 4, 6]),
        ({"metadataValue": "ana"}, [3, 6]),
        ({"visibility": "PROJECT"}, [4]),
        ({"locationType": "ROW"}, [3, 4, 6]),
        ({"locationType": "COLUMN"}, [5]),
        ({"locationType": "SHEET"}, [2]),
        ({"locationType": "SPREADSHEET"}, [1]),
        ({"metadataKey": "member", "visibility": "DOCUMENT"}, [3, 6]),
        ({"metadataKey": "member", "metadataValue": "layla"}, []),
    ],
)
def test_a_lookup_selects_what_has_all_that_it_names(
    session: requests.Session, fields: dict[str, Any], ids: list[int]
) -> None:
    assert found(session, lookup(**fields)) == ids


@pytest.mark.parametrize(
    ("location", "strategy", "ids"),
    [
        (row(1), "EXACT_LOCATION", [3]),
        (row(1), "INTERSECTING_LOCATION", [2, 3, 5]),
        (row(1), None, [2, 3, 5]),
        (row(9), "EXACT_LOCATION", []),
        (row(9), "INTERSECTING_LOCATION", [2, 5]),
        (column(1), "INTERSECTING_LOCATION", [2, 3, 4, 5]),
        (column(0), "INTERSECTING_LOCATION", [2, 3, 4]),
        ({"sheetId": 0}, "EXACT_LOCATION", [2]),
        ({"sheetId": 0}, "INTERSECTING_LOCATION", [2, 3, 4, 5]),
        ({"spreadsheet": True}, "EXACT_LOCATION", [1]),
        ({"spreadsheet": True}, None, [1]),
    ],
)
def test_a_place_is_matched_exactly_or_with_all_that_it_crosses(
    session: requests.Session, location: dict[str, Any], strategy: str | None, ids: list[int]
) -> None:
    how = {"locationMatchingStrategy": strategy} if strategy else {}

    assert found(session, lookup(metadataLocation=location, **how)) == ids


def test_a_place_and_a_kind_of_place_narrow_together(session: requests.Session) -> None:
    assert found(session, lookup(metadataLocation={"sheetId": 0}, locationType="ROW")) == [3, 4]
    assert found(session, lookup(metadataLocation=row(1), metadataKey="column")) == [5]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"metadataLocation": {"spreadsheet": True}, "locationMatchingStrategy": "INTERSECTING_LOCATION"},
            "DeveloperMetadataLookup.spreadsheet is true, but locationMatchingStrategy was specified as INTERSECTING.",
        ),
        ({"locationMatchingStrategy": "EXACT_LOCATION"}, "needs a metadataLocation"),
        (
            {"metadataLocation": row(1), "locationMatchingStrategy": "EXACT_LOCATION", "locationType": "ROW"},
            "cannot be specified with an EXACT strategy",
        ),
        ({"metadataLocation": row(1), "locationType": "SPREADSHEET"}, "locationType is SPREADSHEET"),
        ({"metadataLocation": {"sheetId": 5}}, "No sheet with id: 5"),
    ],
)
def test_a_lookup_that_contradicts_itself_is_refused(
    session: requests.Session, fields: dict[str, Any], message: str
) -> None:
    assert message in refusal(session, lookup(**fields))


def test_a_range_finds_the_metadata_of_all_places_that_it_crosses(session: requests.Session) -> None:
    assert found(session, {"a1Range": "Members!A2:A3"}) == [2, 3, 4]
    assert found(session, {"a1Range": "Members!B9"}) == [2, 5]
    assert found(session, {"gridRange": {"sheetId": 0, "startRowIndex": 2, "endRowIndex": 3}}) == [2, 4, 5]
    assert found(session, {"a1Range": "Ledger!A1:A9"}) == [6]


def test_each_found_thing_comes_once_with_all_filters_that_found_it(session: requests.Session) -> None:
    ana, anybody = lookup(metadataValue="ana"), lookup(metadataKey="member")

    answer = post(session, "/developerMetadata:search", {"dataFilters": [ana, anybody]}).json()

    matched = [
        (held["developerMetadata"]["metadataId"], held["dataFilters"]) for held in answer["matchedDeveloperMetadata"]
    ]
    assert matched == [(3, [ana, anybody]), (4, [anybody]), (6, [ana, anybody])]


def test_a_filter_names_one_kind_of_thing(session: requests.Session) -> None:
    assert "must specify" in refusal(session, {})
    assert refusal(session, {"a1Range": "A1", "gridRange": {}}).endswith("Cannot set 'gridRange'")
    assert refusal(session) == "At least one data filter must be specified."
    assert refusal(session, {"a1Range": "Nobody!A1"}) == "Unable to parse range: Nobody!A1"
    assert refusal(session, {"gridRange": {"sheetId": 5}}) == "No grid with id: 5"


def values(session: requests.Session, *data_filters: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    answer = post(session, "/values:batchGetByDataFilter", {"dataFilters": list(data_filters), **more})
    assert answer.status_code == 200, answer.text
    ranges: list[dict[str, Any]] = answer.json().get("valueRanges", [])
    return ranges


def test_values_are_read_by_the_metadata_of_their_row_column_or_sheet(session: requests.Session) -> None:
    boris, points, members = lookup(metadataId=4), lookup(metadataId=5), lookup(metadataId=2)

    read = values(session, boris, points, members, valueRenderOption="UNFORMATTED_VALUE", majorDimension="COLUMNS")

    assert read == [
        {
            "valueRange": {
                "range": "Members!A3:Z3",
                "majorDimension": "COLUMNS",
                "values": [["Boris"], [60]],
            },
            "dataFilters": [boris],
        },
        {
            "valueRange": {
                "range": "Members!B1:B1000",
                "majorDimension": "COLUMNS",
                "values": [["Points", 110, 60, 90]],
            },
            "dataFilters": [points],
        },
        {
            "valueRange": {
                "range": "Members!A1:Z1000",
                "majorDimension": "COLUMNS",
                "values": [["Name", "Ana", "Boris", "Layla"], ["Points", 110, 60, 90]],
            },
            "dataFilters": [members],
        },
    ]


def test_values_of_one_range_are_read_once_whatever_found_it(session: requests.Session) -> None:
    ana, box = lookup(metadataId=3), {"gridRange": {"startRowIndex": 1, "endRowIndex": 2}}
    filters = [ana, {"a1Range": "Members!A2:Z2"}, box]

    (read,) = values(session, *filters)

    assert read["valueRange"]["values"] == [["Ana", "110"]]
    assert read["dataFilters"] == filters


def test_one_filter_may_find_several_ranges_and_another_none(session: requests.Session) -> None:
    ana, nobody = lookup(metadataValue="ana"), lookup(metadataKey="nobody")

    read = values(session, ana, nobody)

    assert [held["valueRange"]["range"] for held in read] == ["Members!A2:Z2", "Ledger!A2:Z2"]
    assert values(session, nobody) == []


def test_values_are_found_by_grid_range_and_a_wrong_filter_is_named(session: requests.Session) -> None:
    box = {"gridRange": {"startRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 1}}
    outside = {"dataFilters": [box, {"gridRange": {"startRowIndex": 1000}}]}

    (read,) = values(session, box)
    refused = post(session, "/values:batchGetByDataFilter", outside)

    assert read["valueRange"] == {"range": "Members!A4:A1000", "majorDimension": "ROWS", "values": [["Layla"]]}
    assert refused.json()["error"]["message"].startswith("Invalid dataFilters[1]: Range (Members!A1001:")


def test_the_whole_spreadsheet_has_no_values(session: requests.Session) -> None:
    answer = post(session, "/values:batchClearByDataFilter", {"dataFilters": [lookup(metadataId=1)]})

    assert answer.status_code == 400
    assert "finds no cells by metadata of the whole spreadsheet" in answer.json()["error"]["message"]


def test_values_are_written_by_metadata_wherever_their_row_is_now(google: Google, session: requests.Session) -> None:
    google.edit("S", [{"insertDimension": {"range": row(0)["dimensionRange"]}}])
    boris = lookup(metadataId=4)
    body = {
        "valueInputOption": "USER_ENTERED",
        "data": [{"dataFilter": boris, "majorDimension": "ROWS", "values": [[None, "84"]]}],
        "includeValuesInResponse": True,
        "responseValueRenderOption": "UNFORMATTED_VALUE",
    }

    answer = post(session, "/values:batchUpdateByDataFilter", body).json()

    assert google.tab("S", "Members")[3] == ["Boris", 84]
    assert answer == {
        "spreadsheetId": "S",
        "totalUpdatedRows": 1,
        "totalUpdatedColumns": 1,
        "totalUpdatedCells": 1,
        "totalUpdatedSheets": 1,
        "responses": [
            {
                "updatedRange": answer["responses"][0]["updatedRange"],
                "updatedRows": 1,
                "updatedColumns": 1,
                "updatedCells": 1,
                "dataFilter": boris,
                "updatedData": {"range": "Members!A4:Z4", "majorDimension": "ROWS", "values": [["Boris", 84]]},
            }
        ],
    }


def test_all_ranges_that_a_filter_finds_are_written(google: Google, session: requests.Session) -> None:
    data = [{"dataFilter": lookup(metadataValue="ana"), "values": [["Anna"]]}]

    answer = post(session, "/values:batchUpdateByDataFilter", {"valueInputOption": "RAW", "data": data}).json()

    assert len(answer["responses"]) == 2
    assert "updatedData" not in answer["responses"][0]
    assert google.tab("S", "Members")[1] == ["Anna", 110]
    assert google.tab("S", "Ledger")[1] == ["Anna"]


@pytest.mark.parametrize(
    ("data_filter", "major", "rows"),
    [
        (lookup(metadataId=4), "ROWS", [["a"], ["b"]]),
        (lookup(metadataId=5), "ROWS", [["a", "b"]]),
        (lookup(metadataId=4), "COLUMNS", [["a", "b"]]),
        ({"a1Range": "Members!A2"}, "ROWS", [["a", "b"]]),
    ],
)
def test_values_that_run_over_the_range_of_their_filter_change_nothing(
    google: Google, session: requests.Session, data_filter: dict[str, Any], major: str, rows: list[list[str]]
) -> None:
    fits = {"dataFilter": lookup(metadataId=3), "values": [["Anna"]]}
    data = [fits, {"dataFilter": data_filter, "majorDimension": major, "values": rows}]

    answer = post(session, "/values:batchUpdateByDataFilter", {"valueInputOption": "RAW", "data": data})

    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("Invalid data[1]: The values do not fit within range [Members!")
    assert google.tab("S", "Members") == PEOPLE


def test_values_need_an_input_option_here_too(session: requests.Session) -> None:
    data = [{"dataFilter": lookup(metadataId=3), "values": [["Anna"]]}]

    answer = post(session, "/values:batchUpdateByDataFilter", {"data": data})

    assert answer.json()["error"]["message"].endswith("'valueInputOption' is required but not specified")


def test_a_filter_that_finds_nothing_writes_and_clears_nothing(session: requests.Session) -> None:
    nobody = lookup(metadataKey="nobody")
    data = [{"dataFilter": nobody, "values": [["Anna"]]}]

    written = post(session, "/values:batchUpdateByDataFilter", {"valueInputOption": "RAW", "data": data})
    cleared = post(session, "/values:batchClearByDataFilter", {"dataFilters": [nobody]})

    assert (written.status_code, written.json()) == (200, {"spreadsheetId": "S"})
    assert (cleared.status_code, cleared.json()) == (200, {"spreadsheetId": "S"})


def test_values_are_cleared_by_metadata(google: Google, session: requests.Session) -> None:
    filters = [lookup(metadataId=4), {"a1Range": "Ledger!A1"}, lookup(metadataKey="member", visibility="PROJECT")]

    answer = post(session, "/values:batchClearByDataFilter", {"dataFilters": filters}).json()

    assert answer == {"spreadsheetId": "S", "clearedRanges": ["Members!A3:Z3", "Ledger!A1"]}
    assert google.tab("S", "Members") == [*PEOPLE[:2], [], PEOPLE[3]]
    assert google.tab("S", "Ledger") == [[], ["today"]]


def test_a_tab_is_found_even_where_a_range_is_named_like_it_or_it_is_named_like_a_cell(
    google: Google, session: requests.Session
) -> None:
    elsewhere = {"name": "Members", "range": {"startRowIndex": 7, "endRowIndex": 8}}
    google.edit("S", [{"addNamedRange": {"namedRange": elsewhere}}])

    (named,) = values(session, lookup(metadataId=2))
    google.edit("S", [{"updateSheetProperties": {"properties": {"sheetId": 0, "title": "B2"}, "fields": "title"}}])
    (like_a_cell,) = values(session, lookup(metadataId=2))

    assert named["valueRange"]["range"] == "Members!A1:Z1000"
    assert like_a_cell["valueRange"]["range"] == "'B2'!A1:Z1000"
    assert named["valueRange"]["values"] == like_a_cell["valueRange"]["values"]


def test_a_spreadsheet_is_described_where_its_metadata_lies(session: requests.Session) -> None:
    body = {"dataFilters": [lookup(metadataId=3), lookup(metadataId=4)], "includeGridData": True}

    answer = post(session, ":getByDataFilter", body).json()
    bare = post(session, ":getByDataFilter", body | {"includeGridData": False}).json()

    (members,) = answer["sheets"]
    assert members["properties"]["title"] == "Members"
    assert [data["startRow"] for data in members["data"]] == [1, 2]
    assert members["data"][1]["rowData"][0]["values"][0]["formattedValue"] == "Boris"
    assert "data" not in bare["sheets"][0]
    assert answer["properties"] == bare["properties"]


def test_a_field_mask_decides_about_cells_rather_than_the_caller(session: requests.Session) -> None:
    body = {"dataFilters": [{"a1Range": "Ledger!A2"}], "includeGridData": False}

    answer = post(session, ":getByDataFilter", body, fields="sheets.data.rowData.values.formattedValue").json()

    assert answer == {"sheets": [{"data": [{"rowData": [{"values": [{"formattedValue": "today"}]}]}]}]}


def test_without_filters_and_by_metadata_of_the_spreadsheet_all_sheets_are_described(
    session: requests.Session,
) -> None:
    def titles(*filters: dict[str, Any]) -> list[str]:
        answer = post(session, ":getByDataFilter", {"dataFilters": list(filters)}).json()
        return [sheet["properties"]["title"] for sheet in answer["sheets"]] if "sheets" in answer else []

    assert titles() == ["Members", "Ledger"]
    assert titles(lookup(metadataId=1)) == ["Members", "Ledger"]
    assert titles(lookup(metadataId=6)) == ["Ledger"]
    assert titles(lookup(metadataKey="nobody")) == []


@pytest.mark.parametrize(
    ("method", "body", "kind"),
    [
        (":getByDataFilter", {"dataFilters": [lookup()]}, "read"),
        ("/developerMetadata:search", {"dataFilters": [lookup()]}, "read"),
        ("/values:batchGetByDataFilter", {"dataFilters": [{"a1Range": "A1"}]}, "read"),
        ("/values:batchUpdateByDataFilter", {"valueInputOption": "RAW", "data": []}, "write"),
        ("/values:batchClearByDataFilter", {"dataFilters": [{"a1Range": "A1"}]}, "write"),
    ],
)
def test_a_call_with_filters_costs_a_read_or_a_write(
    google: Google, session: requests.Session, method: str, body: dict[str, Any], kind: str
) -> None:
    post(session, method, body)

    (seen,) = google.requests
    assert (seen.kind, seen.status) == (kind, 200)


def test_googles_own_client_reads_writes_and_clears_by_filter(google: Google, sheets: Any) -> None:
    ana, boris = lookup(metadataId=3), lookup(metadataId=4)
    write = {"valueInputOption": "RAW", "data": [{"dataFilter": ana, "values": [["Anna"]]}]}

    written = sheets.values().batchUpdateByDataFilter(spreadsheetId="S", body=write).execute()
    cleared = sheets.values().batchClearByDataFilter(spreadsheetId="S", body={"dataFilters": [boris]}).execute()
    read = sheets.values().batchGetByDataFilter(spreadsheetId="S", body={"dataFilters": [ana]}).execute()
    described = sheets.getByDataFilter(spreadsheetId="S", body={"dataFilters": [ana]}).execute()

    assert written["totalUpdatedCells"] == 1
    assert cleared["clearedRanges"] == ["Members!A3:Z3"]
    assert read["valueRanges"][0]["valueRange"]["values"] == [["Anna", "110"]]
    assert [sheet["properties"]["title"] for sheet in described["sheets"]] == ["Members"]
    assert google.tab("S", "Members")[2] == []

"""Developer metadata is kept where a program put it, found again, and goes with its row, column or sheet."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests
from googleapiclient.errors import HttpError

from sandbox.google.keeping import storage
from sandbox.google.methods.core import Google

URL = "https://sheets.googleapis.com/v4/spreadsheets/S"
PEOPLE: list[list[object]] = [["Name", "Points"], ["Ana", 110], ["Boris", 60], ["Layla", 90]]
EVERYTHING: dict[str, Any] = {"developerMetadataLookup": {}}


def line(index: int, dimension: str = "ROWS", sheet_id: int = 0) -> dict[str, Any]:
    return {"dimensionRange": {"sheetId": sheet_id, "dimension": dimension, "startIndex": index, "endIndex": index + 1}}


def tag(location: dict[str, Any], key: str = "member", value: str = "", **more: Any) -> dict[str, Any]:
    held = {"metadataKey": key, "location": location, "visibility": "DOCUMENT"} | more
    return {"createDeveloperMetadata": {"developerMetadata": held | ({"metadataValue": value} if value else {})}}


def batch(session: requests.Session, *asked: dict[str, Any]) -> requests.Response:
    return session.post(f"{URL}:batchUpdate", json={"requests": asked})


def done(session: requests.Session, *asked: dict[str, Any]) -> list[dict[str, Any]]:
    answer = batch(session, *asked)
    assert answer.status_code == 200, answer.text
    replies: list[dict[str, Any]] = answer.json()["replies"]
    return replies


def refusal(session: requests.Session, *asked: dict[str, Any]) -> str:
    answer = batch(session, *asked)
    assert answer.status_code == 400
    message: str = answer.json()["error"]["message"]
    return message


def kept(session: requests.Session, **lookup: Any) -> list[dict[str, Any]]:
    body = {"dataFilters": [{"developerMetadataLookup": lookup}]}
    answer = session.post(f"{URL}/developerMetadata:search", json=body).json()
    return [matched["developerMetadata"] for matched in answer.get("matchedDeveloperMetadata", ())]


def rows(session: requests.Session) -> dict[str, int]:
    """The row of each key, counted from 0."""
    return {held["metadataKey"]: held["location"]["dimensionRange"]["startIndex"] for held in kept(session)}


@pytest.fixture
def ledger(google: Google) -> int:
    return google.spreadsheet("S").sheets[1].id


@pytest.fixture
def people(google: Google) -> None:
    """Three members below a header, the row of each with metadata that bears the name."""
    google.enter("S", "Members!A1", PEOPLE)
    google.edit("S", [tag(line(row), str(PEOPLE[row][0])) for row in (1, 2, 3)])


def test_what_is_noted_down_comes_back_with_its_id_and_kind_of_place(session: requests.Session, ledger: int) -> None:
    asked = tag(line(6, sheet_id=ledger), "Sales", "2022")

    (reply,) = done(session, asked)

    told = reply["createDeveloperMetadata"]["developerMetadata"]
    place = {"sheetId": ledger, "dimension": "ROWS", "startIndex": 6, "endIndex": 7}
    number = told["metadataId"]
    assert number > 0
    assert told == {
        "metadataId": number,
        "metadataKey": "Sales",
        "metadataValue": "2022",
        "location": {"locationType": "ROW", "dimensionRange": place},
        "visibility": "DOCUMENT",
    }
    assert session.get(f"{URL}/developerMetadata/{number}").json() == told


def test_each_kind_of_place_is_named(session: requests.Session) -> None:
    places: list[dict[str, Any]] = [{"spreadsheet": True}, {"sheetId": 0}, line(0), line(2, "COLUMNS")]

    replies = done(session, *(tag(place) for place in places))

    told = [reply["createDeveloperMetadata"]["developerMetadata"]["location"] for reply in replies]
    assert [place["locationType"] for place in told] == ["SPREADSHEET", "SHEET", "ROW", "COLUMN"]
    assert told[2]["dimensionRange"] == {"dimension": "ROWS", "startIndex": 0, "endIndex": 1}


def test_a_description_of_the_spreadsheet_has_the_metadata_at_its_places(session: requests.Session) -> None:
    done(session, tag({"spreadsheet": True}, "book"), tag({"sheetId": 0}, "tab"), tag(line(1), "row"))
    fields = "developerMetadata.metadataKey,sheets(developerMetadata.metadataKey,data.rowMetadata.developerMetadata)"

    found = session.get(URL, params={"fields": fields, "ranges": "Members!A1:A2"}).json()

    (members,) = found["sheets"]
    assert found["developerMetadata"] == [{"metadataKey": "book"}]
    assert members["developerMetadata"] == [{"metadataKey": "tab"}]
    first, second = members["data"][0]["rowMetadata"]
    assert "developerMetadata" not in first
    assert second["developerMetadata"][0]["metadataKey"] == "row"


def test_what_was_noted_down_comes_back_with_the_whole_spreadsheet_in_one_answer(session: requests.Session) -> None:
    asked = {"requests": [tag({"spreadsheet": True}, "book")], "includeSpreadsheetInResponse": True}

    told = session.post(f"{URL}:batchUpdate", json=asked).json()["updatedSpreadsheet"]

    assert [held["metadataKey"] for held in told["developerMetadata"]] == ["book"]
    assert [sheet["properties"]["title"] for sheet in told["sheets"]] == ["Members", "Ledger"]


def test_an_id_in_use_takes_the_whole_batch_with_it(google: Google, session: requests.Session) -> None:
    done(session, tag({"spreadsheet": True}, "lock", metadataId=7))
    write = {"start": {}, "rows": [{"values": [{"userEnteredValue": {"stringValue": "x"}}]}], "fields": "*"}

    told = refusal(session, {"updateCells": write}, tag({"sheetId": 0}, "lock", metadataId=7))

    assert told == (
        "Invalid requests[1].createDeveloperMetadata: Cannot add developer metadata with ID [7] because developer "
        "metadata with that ID already exists."
    )
    assert google.tab("S", "Members") == []
    assert [held["metadataId"] for held in kept(session)] == [7]


def test_a_key_may_be_used_twice_even_on_one_row(session: requests.Session) -> None:
    done(session, tag(line(1), "note", "a"), tag(line(1), "note", "b"))

    assert [held["metadataValue"] for held in kept(session, metadataKey="note")] == ["a", "b"]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"metadataKey": ""}, "Developer metadata must always have a key specified."),
        ({"visibility": None}, "Developer metadata must always have visibility specified."),
        (
            {"visibility": "DEVELOPER_METADATA_VISIBILITY_UNSPECIFIED"},
            "Developer metadata must always have visibility specified.",
        ),
        ({"location": None}, "Developer metadata must always have a location specified."),
        ({"location": {"spreadsheet": False}}, "Developer metadata must always have a location specified."),
        ({"location": {"spreadsheet": True, "sheetId": 0}}, "Cannot set 'sheetId'"),
        ({"location": {"sheetId": 5}}, "No sheet with id: 5"),
        ({"location": line(1, sheet_id=5)}, "No sheet with id: 5"),
        (
            {"location": {"dimensionRange": {"dimension": "ROWS", "startIndex": 1, "endIndex": 3}}},
            "DimensionRange must represent a single row or column.",
        ),
        (
            {"location": {"dimensionRange": {"dimension": "ROWS", "startIndex": 1}}},
            "DimensionRange must specify both a startIndex and an endIndex.",
        ),
        ({"location": line(1000)}, "exceeds grid limits. Max rows: 1000, max columns: 26"),
        ({"location": line(26, "COLUMNS")}, "exceeds grid limits. Max rows: 1000, max columns: 26"),
        ({"location": line(-1)}, "must be >= 0"),
        ({"location": {"dimensionRange": {"startIndex": 1, "endIndex": 2}}}, "A dimension must be specified."),
        ({"metadataId": -1}, "Developer metadata ID must be positive: -1"),
    ],
)
def test_metadata_without_key_visibility_or_one_place_is_refused(
    session: requests.Session, changed: dict[str, Any], message: str
) -> None:
    told = refusal(session, tag(**{"location": line(1)} | changed))

    assert told.startswith("Invalid requests[0].createDeveloperMetadata: ")
    assert told.endswith(message)
    assert kept(session) == []


def test_thirty_thousand_characters_fit_on_the_spreadsheet_and_as_many_on_each_sheet(
    session: requests.Session, ledger: int
) -> None:
    done(session, tag({"spreadsheet": True}, "k" * 10, "v" * 29_990), tag({"sheetId": ledger}, "k", "v" * 29_999))
    assert "30000 characters" in refusal(session, tag(line(2, sheet_id=ledger), "k"))
    done(session, tag({"sheetId": 0}, "k" * 10, "v" * 29_980), tag(line(1), "k" * 10))

    for place in ({"spreadsheet": True}, line(2), line(0, "COLUMNS"), {"sheetId": ledger}):
        assert "30000 characters" in refusal(session, tag(place, "k"))

    row = {"developerMetadataLookup": {"locationType": "ROW"}}
    grow = {"dataFilters": [row], "developerMetadata": {"metadataValue": "v"}}
    assert "30000 characters" in refusal(session, {"updateDeveloperMetadata": {**grow, "fields": "metadataValue"}})


def test_an_update_changes_what_its_mask_names_of_all_that_match(session: requests.Session) -> None:
    done(session, tag(line(1), "a", "1"), tag(line(2), "a", "2"), tag(line(3), "b", "3"))
    update = {
        "dataFilters": [{"developerMetadataLookup": {"metadataKey": "a"}}],
        "developerMetadata": {"metadataKey": "c", "metadataValue": "not named", "location": {"sheetId": 0}},
        "fields": "location,metadataKey",
    }

    (reply,) = done(session, {"updateDeveloperMetadata": update})

    told = reply["updateDeveloperMetadata"]["developerMetadata"]
    assert [(held["metadataKey"], held["metadataValue"]) for held in told] == [("c", "1"), ("c", "2")]
    assert {held["location"]["locationType"] for held in told} == {"SHEET"}
    assert told == kept(session, metadataKey="c")
    assert [held["metadataValue"] for held in kept(session, metadataKey="b")] == ["3"]


def test_an_update_of_all_fields_needs_them_all_but_keeps_the_id(session: requests.Session) -> None:
    done(session, tag(line(1), "a", "1", metadataId=7))
    asked: dict[str, Any] = {"dataFilters": [EVERYTHING], "fields": "*"}
    new = {"metadataKey": "b", "location": line(2), "visibility": "PROJECT"}

    told = refusal(session, {"updateDeveloperMetadata": {**asked, "developerMetadata": {"metadataKey": "b"}}})
    done(session, {"updateDeveloperMetadata": {**asked, "developerMetadata": new}})

    (held,) = kept(session)
    assert told.endswith("Developer metadata must always have visibility specified.")
    assert (held["metadataId"], held["metadataKey"], held["visibility"]) == (7, "b", "PROJECT")
    assert "metadataValue" not in held


def test_an_update_without_filters_or_fields_is_refused(session: requests.Session) -> None:
    new = {"developerMetadata": {"metadataKey": "b"}}

    without_filters = refusal(session, {"updateDeveloperMetadata": {**new, "fields": "metadataKey"}})
    without_fields = refusal(session, {"updateDeveloperMetadata": {**new, "dataFilters": [EVERYTHING]}})

    assert without_filters.endswith("At least one data filter must be specified.")
    assert "At least one field must be listed" in without_fields


def test_deleted_metadata_is_told_and_gone(session: requests.Session) -> None:
    done(session, tag(line(1), "a", metadataId=7), tag(line(2), "b", metadataId=8))

    (reply,) = done(
        session, {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": {"metadataId": 7}}}}
    )

    gone = session.get(f"{URL}/developerMetadata/7")
    (told,) = reply["deleteDeveloperMetadata"]["deletedDeveloperMetadata"]
    assert (told["metadataId"], told["metadataKey"]) == (7, "a")
    assert (gone.status_code, gone.json()["error"]["message"]) == (404, "No developer metadata with ID 7")
    assert [held["metadataId"] for held in kept(session)] == [8]


def test_deleting_or_changing_what_is_not_there_is_no_error(session: requests.Session) -> None:
    none = {"developerMetadataLookup": {"metadataKey": "nobody"}}
    update = {"dataFilters": [none], "developerMetadata": {"metadataKey": "b"}, "fields": "metadataKey"}

    replies = done(session, {"deleteDeveloperMetadata": {"dataFilter": none}}, {"updateDeveloperMetadata": update})

    assert replies == [{"deleteDeveloperMetadata": {}}, {"updateDeveloperMetadata": {}}]


def test_a_deleted_id_may_be_used_again_in_the_same_batch(session: requests.Session) -> None:
    done(session, tag(line(1), "old", metadataId=7))
    delete = {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": {"metadataId": 7}}}}

    done(session, delete, tag(line(1), "new", metadataId=7))

    assert [held["metadataKey"] for held in kept(session)] == ["new"]


@pytest.mark.usefixtures("people")
def test_the_metadata_of_a_row_goes_with_it_when_rows_are_inserted_and_deleted(session: requests.Session) -> None:
    above = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 3}
    boris = {"sheetId": 0, "dimension": "ROWS", "startIndex": 4, "endIndex": 5}

    done(session, {"insertDimension": {"range": above}})
    assert rows(session) == {"Ana": 3, "Boris": 4, "Layla": 5}

    done(session, {"deleteDimension": {"range": boris}})
    assert rows(session) == {"Ana": 3, "Layla": 4}


@pytest.mark.usefixtures("people")
def test_the_metadata_of_a_row_goes_with_it_when_it_moves(session: requests.Session) -> None:
    ana = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}

    done(session, {"moveDimension": {"source": ana, "destinationIndex": 4}})

    assert rows(session) == {"Boris": 1, "Layla": 2, "Ana": 3}


@pytest.mark.usefixtures("people")
def test_the_metadata_of_a_row_goes_with_it_when_rows_are_sorted(google: Google, session: requests.Session) -> None:
    ledger = google.spreadsheet("S").sheets[1].id
    done(session, tag(line(1, "COLUMNS"), "points"), tag(line(3, sheet_id=ledger), "entry"), tag(line(9), "below"))
    members = {"sheetId": 0, "startRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 2}
    by_points = {"dimensionIndex": 1, "sortOrder": "ASCENDING"}

    done(session, {"sortRange": {"range": members, "sortSpecs": [by_points]}})

    assert google.tab("S", "Members")[1:] == [["Boris", 60], ["Layla", 90], ["Ana", 110]]
    assert rows(session) == {"Boris": 1, "Layla": 2, "Ana": 3, "points": 1, "entry": 3, "below": 9}


def test_the_metadata_of_a_sheet_goes_when_the_sheet_does(session: requests.Session, ledger: int) -> None:
    done(session, tag({"sheetId": ledger}, "tab"), tag(line(1, sheet_id=ledger), "row"), tag(line(1), "other"))

    done(session, {"deleteSheet": {"sheetId": ledger}})

    assert [held["metadataKey"] for held in kept(session)] == ["other"]


@pytest.mark.parametrize("number", ["x", "2147483648", "7.5"])
def test_an_id_that_is_no_number_is_told(session: requests.Session, number: str) -> None:
    answer = session.get(f"{URL}/developerMetadata/{number}")

    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == f"Invalid value at 'metadata_id' (TYPE_INT32), \"{number}\""


def test_reading_metadata_costs_a_read_and_changing_it_a_write(google: Google, session: requests.Session) -> None:
    done(session, tag(line(1), metadataId=7))
    session.get(f"{URL}/developerMetadata/7")
    kept(session)

    assert [(seen.kind, seen.status) for seen in google.requests] == [("write", 200), ("read", 200), ("read", 200)]


def test_metadata_survives_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "sheets.json"
    google = Google(keep=partial(storage.save, path))
    google.create("S", sheets=("Members",))
    google.edit("S", [tag(line(1), "a", "1"), tag({"spreadsheet": True}, "b")])

    again = storage.load(path).spreadsheets["S"]

    assert len(again.metadata) == 2
    assert again.metadata == google.spreadsheet("S").metadata


@pytest.mark.usefixtures("people")
def test_googles_own_client_notes_down_finds_and_deletes(sheets: Any) -> None:
    asked = {"requests": [tag(line(1, "COLUMNS"), "points", "total", metadataId=7)]}
    sheets.batchUpdate(spreadsheetId="S", body=asked).execute()
    by_id = {"developerMetadataLookup": {"metadataId": 7}}

    one = sheets.developerMetadata().get(spreadsheetId="S", metadataId=7).execute()
    found = sheets.developerMetadata().search(spreadsheetId="S", body={"dataFilters": [by_id]}).execute()
    values = sheets.values().batchGetByDataFilter(spreadsheetId="S", body={"dataFilters": [by_id]}).execute()
    sheets.batchUpdate(
        spreadsheetId="S", body={"requests": [{"deleteDeveloperMetadata": {"dataFilter": by_id}}]}
    ).execute()

    assert one["metadataValue"] == "total"
    assert found == {"matchedDeveloperMetadata": [{"developerMetadata": one, "dataFilters": [by_id]}]}
    assert values["valueRanges"][0]["valueRange"]["values"] == [["Points"], ["110"], ["60"], ["90"]]
    with pytest.raises(HttpError, match="No developer metadata with ID 7") as refused:
        sheets.developerMetadata().get(spreadsheetId="S", metadataId=7).execute()
    assert refused.value.status_code == 404

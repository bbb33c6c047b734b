"""A batch is applied whole or not at all, and what Google would not take is refused in Google's words."""

import json
from threading import Barrier, Thread
from typing import Any

import pytest
import requests

from sandbox.google.methods.core import Google, Request
from sandbox.google.protocol import discovery
from sandbox.google.protocol.google_errors import Refusal

URL = "https://sheets.googleapis.com/v4/spreadsheets/S"
CORNER = {"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}


def text(value: str) -> dict[str, Any]:
    return {"userEnteredValue": {"stringValue": value}}


def write(sheet_id: int, row: int, *values: str) -> dict[str, Any]:
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": 0}
    return {"updateCells": {"start": start, "rows": [{"values": [text(value) for value in values]}], "fields": "*"}}


def name(range_id: str, called: str = "regulars_commit") -> dict[str, Any]:
    return {"addNamedRange": {"namedRange": {"namedRangeId": range_id, "name": called, "range": CORNER}}}


def test_a_batch_with_one_bad_request_changes_nothing(google: Google, session: requests.Session) -> None:
    ledger = google.spreadsheet("S").sheets[1].id
    google.enter("S", "Members!A1", [["Ana"]])
    before = google.spreadsheet("S")
    insert = {"range": {"sheetId": ledger, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}}
    batch = [write(0, 0, "Boris"), {"insertDimension": insert}, write(ledger, 0, "entry"), write(999999, 0, "x")]

    answer = session.post(f"{URL}:batchUpdate", json={"requests": batch})

    assert answer.status_code == 400
    assert answer.json() == {
        "error": {
            "code": 400,
            "message": "Invalid requests[3].updateCells: No grid with id: 999999",
            "status": "INVALID_ARGUMENT",
        }
    }
    assert google.spreadsheet("S") is before
    assert google.tab("S", "Members") == [["Ana"]]
    assert google.tab("S", "Ledger") == []


def test_an_answer_mirrors_its_requests(session: requests.Session) -> None:
    answer = session.post(f"{URL}:batchUpdate", json={"requests": [write(0, 0, "Ana"), name("t1")]})

    # sheetId 0 is left out as Google's JSON leaves out zeros, a start of 0 is not: so it was recorded
    placed = {"namedRangeId": "t1", "name": "regulars_commit", "range": CORNER}
    assert answer.json() == {
        "spreadsheetId": "S",
        "replies": [{}, {"addNamedRange": {"namedRange": placed}}],
        "commentUpdateState": "NO_UPDATES_REQUESTED",
    }


def test_a_batch_shows_the_spreadsheet_when_asked(session: requests.Session) -> None:
    asked = {"includeSpreadsheetInResponse": True, "responseRanges": ["Members!A1:B1"], "responseIncludeGridData": True}

    answer = session.post(f"{URL}:batchUpdate", json={"requests": [write(0, 0, "Ana")], **asked}).json()

    (sheet,) = answer["updatedSpreadsheet"]["sheets"]
    assert sheet["data"][0]["rowData"][0]["values"][0]["effectiveValue"] == {"stringValue": "Ana"}


def test_a_name_is_taken_whatever_its_case(google: Google) -> None:
    google.edit("S", [name("t1")])

    with pytest.raises(Refusal) as refused:
        google.edit("S", [write(0, 0, "x"), name("t2", "REGULARS_commit")])

    assert refused.value.message == (
        "Invalid requests[1].addNamedRange: Cannot add named range with name REGULARS_commit, "
        "a named range with that name already exists."
    )


def test_an_id_is_taken_once(google: Google) -> None:
    google.edit("S", [name("t1")])

    with pytest.raises(Refusal, match="already exists"):
        google.edit("S", [name("t1", "another")])


def test_an_unknown_named_range_cannot_be_deleted(google: Google) -> None:
    with pytest.raises(Refusal) as refused:
        google.edit("S", [{"deleteNamedRange": {"namedRangeId": "X"}}])

    assert refused.value.message == "Invalid requests[0].deleteNamedRange: No named range with id: X"


def test_of_two_racing_swaps_exactly_one_wins(google: Google) -> None:
    google.edit("S", [name("t0")])
    for round_ in range(20):
        start = Barrier(2)
        statuses: list[int] = []

        def swap(token: str, old: str, start: Barrier = start, statuses: list[int] = statuses) -> None:
            body = {"requests": [{"deleteNamedRange": {"namedRangeId": old}}, name(token)]}
            start.wait()
            request = Request("POST", "/v4/spreadsheets/S:batchUpdate", (), json.dumps(body).encode())
            statuses.append(google.answer(request).status)

        old = google.spreadsheet("S").named_ranges[0]["namedRangeId"]
        threads = [Thread(target=swap, args=(f"{round_}-{side}", old)) for side in "ab"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(statuses) == [200, 400]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"requests": []}, "Must specify at least one request."),
        (
            {"requests": [{"frobnicate": {}}]},
            "Invalid JSON payload received. Unknown name \"frobnicate\" at 'requests[0]': Cannot find field.",
        ),
        ({"frobnicate": 1}, 'Invalid JSON payload received. Unknown name "frobnicate": Cannot find field.'),
        (
            {"requests": [{"insertDimension": {"range": {"dimension": "LINES"}}}]},
            "Invalid value at 'requests[0].insert_dimension.range.dimension' (TYPE_ENUM), \"LINES\"",
        ),
        (
            {"requests": [{"insertDimension": {"range": {"startIndex": "two"}}}]},
            "Invalid value at 'requests[0].insert_dimension.range.start_index' (TYPE_INT32), \"two\"",
        ),
        (
            {"requests": [{"insertDimension": {"range": {"startIndex": 2**31}}}]},
            "Invalid value at 'requests[0].insert_dimension.range.start_index' (TYPE_INT32), 2147483648",
        ),
        (
            {"requests": [{"addSheet": []}]},
            (
                "Invalid JSON payload received. Unknown name \"add_sheet\" at 'requests[0]': "
                "Proto field is not repeating, cannot start list."
            ),
        ),
        (
            {"requests": [{"repeatCell": {"range": {"sheetId": 0}, "cell": {}}}]},
            (
                "Invalid requests[0].repeatCell: At least one field must be listed in 'fields'. "
                "(Use '*' to indicate all fields.)"
            ),
        ),
        (
            {"requests": [{"addDataSource": {}}]},
            "Invalid requests[0].addDataSource: The sandbox cannot do this kind of request.",
        ),
        ({"requests": [{}]}, "Invalid requests[0]: No request set."),
    ],
)
def test_what_google_would_not_take_is_refused(session: requests.Session, body: Any, message: str) -> None:
    answer = session.post(f"{URL}:batchUpdate", json=body)

    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == message
    assert answer.json()["error"]["status"] == "INVALID_ARGUMENT"


def test_a_request_with_two_kinds_is_refused(google: Google) -> None:
    with pytest.raises(Refusal, match="oneof"):
        google.edit("S", [{**name("t"), **write(0, 0, "x")}])


def test_other_tests_can_check_their_requests() -> None:
    discovery.check("BatchUpdateSpreadsheetRequest", {"requests": [write(0, 0, "Ana"), name("t")]})

    with pytest.raises(Refusal, match="Cannot find field"):
        discovery.check("BatchUpdateSpreadsheetRequest", {"requests": [{"updateCells": {"row": []}}]})


@pytest.mark.parametrize("body", [b"{no", b"[]", b'{"requests": [{"updateCells": NaN}]}'])
def test_a_body_that_is_no_json_message_is_refused(session: requests.Session, body: bytes) -> None:
    answer = session.post(f"{URL}:batchUpdate", data=body)

    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("Invalid JSON payload received.")


@pytest.mark.parametrize(
    ("method", "path", "status", "message"),
    [
        ("GET", "/v4/spreadsheets/NOBODY", 404, "Requested entity was not found."),
        ("GET", "/v4/spreadsheets/S/charts", 404, "The sandbox has no such address: GET /v4/spreadsheets/S/charts"),
        ("DELETE", "/v4/spreadsheets/S", 404, "The sandbox has no such address: DELETE /v4/spreadsheets/S"),
        (
            "GET",
            "/v4/spreadsheets/S?fields=sheets.sheetProperties",
            400,
            "Request contains an invalid argument.",
        ),
        (
            "GET",
            "/v4/spreadsheets/S?frobnicate=1",
            400,
            (
                'Invalid JSON payload received. Unknown name "frobnicate": Cannot bind query parameter. '
                "Field 'frobnicate' could not be found in request message."
            ),
        ),
        (
            "GET",
            "/v4/spreadsheets/S/values/A1?valueRenderOption=PRETTY",
            400,
            "Invalid value at 'value_render_option' (TYPE_ENUM), \"PRETTY\"",
        ),
        ("GET", "/v4/spreadsheets/S/values/NoTab!A1", 400, "Unable to parse range: NoTab!A1"),
        (
            "GET",
            "/v4/spreadsheets/S/values/Members!A100000",
            400,
            "Range (Members!A100000) exceeds grid limits. Max rows: 1000, max columns: 26",
        ),
    ],
)
def test_an_address_that_is_wrong_says_so(
    session: requests.Session, method: str, path: str, status: int, message: str
) -> None:
    answer = session.request(method, f"https://sheets.googleapis.com{path}")

    assert answer.status_code == status
    assert answer.json()["error"]["message"] == message


def test_ten_million_cells_are_the_limit(google: Google) -> None:
    grid = {"rowCount": 1_000_000, "columnCount": 10}
    limit = (
        "Invalid requests[0].addSheet: This action would increase the number of cells in the workbook above the limit"
    )

    with pytest.raises(Refusal) as refused:
        google.edit("S", [{"addSheet": {"properties": {"gridProperties": grid}}}])

    assert refused.value.message == f"{limit} of 10000000 cells."

"""Protected ranges: who may write into them and who may not, with the owner as a second identity."""

from typing import Any

import pytest
import requests

from sandbox.google.grid.spreadsheet import OWNER
from sandbox.google.http.exchange import EMAIL
from sandbox.google.methods.core import Google
from sandbox.google.protocol.google_errors import Refusal

BATCH = "https://sheets.googleapis.com/v4/spreadsheets/S:batchUpdate"
VALUES = "https://sheets.googleapis.com/v4/spreadsheets/S/values"
WORDS = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if "
    "you need to edit."
)
PLACE = {"startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 1, "endColumnIndex": 2}
"""B2:B3 of the tab Members."""

ROWS = {"sheetId": 0, "dimension": "ROWS"}


def protect(google: Google, **how: Any) -> int:
    """The owner protects B2:B3, or what ``range`` says, and gets its number."""
    asked = {"range": PLACE} | how
    (reply,) = google.edit("S", [{"addProtectedRange": {"protectedRange": asked}}])
    number: int = reply["addProtectedRange"]["protectedRange"]["protectedRangeId"]
    return number


def answer(session: requests.Session, *asked: dict[str, Any]) -> tuple[int, str]:
    """The status of the service's batch, and what it is told when it is refused."""
    response = session.post(BATCH, json={"requests": asked})
    return response.status_code, response.json().get("error", {}).get("message", "")


def put(session: requests.Session, place: str, *row: object) -> tuple[int, str]:
    """The same for values.update."""
    response = session.put(f"{VALUES}/{place}", params={"valueInputOption": "RAW"}, json={"values": [list(row)]})
    return response.status_code, response.json().get("error", {}).get("message", "")


@pytest.fixture
def people(google: Google) -> Google:
    google.enter("S", "Members!A1", [["Name", "Points"], ["Ana", 110], ["Boris", 60], ["Layla", 90]])
    return google


def write(row: int, column: int) -> dict[str, Any]:
    """A request that writes one cell."""
    cell = {"userEnteredValue": {"numberValue": 1}}
    start = {"sheetId": 0, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": "userEnteredValue"}}


def test_a_protected_cell_refuses_whoever_is_no_editor_in_googles_words(
    people: Google, session: requests.Session
) -> None:
    protect(people)

    assert answer(session, write(1, 1)) == (400, f"Invalid requests[0].updateCells: {WORDS}")
    assert put(session, "Members!B2", 5) == (400, WORDS)
    assert answer(session, write(1, 0), write(3, 1)) == (200, "")
    assert put(session, "Members!A2", "Anna") == (200, "")
    assert people.tab("S", "Members")[1:] == [["Anna", 110], ["Boris", 60], ["Layla", 1]]


def test_the_owner_and_a_named_editor_may_write_where_others_may_not(people: Google, session: requests.Session) -> None:
    protect(people, editors={"users": [EMAIL.upper()]})
    assert answer(session, write(1, 1)) == (200, "")

    protect(people)
    assert answer(session, write(1, 1))[0] == 400

    people.enter("S", "Members!B2", [[7]])
    assert people.tab("S", "Members")[1] == ["Ana", 7]


def test_whoever_protects_a_range_may_edit_it_and_the_owner_always_may(
    people: Google, session: requests.Session
) -> None:
    assert answer(session, {"addProtectedRange": {"protectedRange": {"range": PLACE}}}) == (200, "")

    assert answer(session, write(1, 1)) == (200, "")
    people.edit("S", [write(2, 1)])

    (held,) = people.spreadsheet("S").sheets[0].held("protectedRanges")
    assert held["editors"] == {"users": [EMAIL, OWNER]}


def test_a_warning_keeps_nobody(people: Google, session: requests.Session) -> None:
    protect(people, warningOnly=True)

    assert answer(session, write(1, 1)) == (200, "")


def test_cells_that_a_protected_tab_leaves_open_can_be_written(people: Google, session: requests.Session) -> None:
    protect(people, range={"sheetId": 0}, unprotectedRanges=[PLACE])

    assert answer(session, write(1, 1)) == (200, "")
    assert [answer(session, write(row, column))[0] for row, column in ((0, 1), (3, 1), (1, 0), (1, 2))] == [400] * 4


@pytest.mark.parametrize(
    "asked",
    [
        {"deleteDimension": {"range": ROWS | {"startIndex": 2, "endIndex": 3}}},
        {"insertDimension": {"range": ROWS | {"startIndex": 2, "endIndex": 3}}},
        {"moveDimension": {"source": ROWS | {"startIndex": 1, "endIndex": 2}, "destinationIndex": 5}},
        {"moveDimension": {"source": ROWS | {"startIndex": 5, "endIndex": 6}, "destinationIndex": 2}},
        {"deleteDimension": {"range": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}}},
        {"sortRange": {"range": {"sheetId": 0}, "sortSpecs": [{"dimensionIndex": 0}]}},
        {"findReplace": {"sheetId": 0, "find": "110", "replacement": "111"}},
        {"repeatCell": {"range": {"sheetId": 0}, "cell": {"note": "x"}, "fields": "note"}},
        {"mergeCells": {"range": {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2}, "mergeType": "MERGE_ALL"}},
        {"deleteSheet": {"sheetId": 0}},
    ],
)
def test_no_way_into_a_protected_range_is_forgotten(
    people: Google, session: requests.Session, asked: dict[str, Any]
) -> None:
    protect(people)
    before = people.spreadsheet("S")

    status, told = answer(session, asked)

    assert (status, told) == (400, f"Invalid requests[0].{next(iter(asked))}: {WORDS}")
    assert people.spreadsheet("S") == before


@pytest.mark.parametrize(("at", "place"), [(0, 2), (1, 2), (3, 1), (6, 1)])
def test_rows_may_come_in_beside_a_protected_range_which_moves_with_its_cells(
    people: Google, session: requests.Session, at: int, place: int
) -> None:
    protect(people)
    row = ROWS | {"startIndex": at, "endIndex": at + 1}

    assert answer(session, {"insertDimension": {"range": row}}, write(9, 1)) == (200, "")

    assert [answer(session, write(index, 1))[0] for index in (place, place + 1)] == [400, 400]
    assert answer(session, write(place + 2, 1))[0] == 200


def test_a_batch_that_meets_a_protected_cell_changes_nothing(people: Google, session: requests.Session) -> None:
    protect(people)
    before = people.spreadsheet("S")

    assert answer(session, write(1, 0), write(1, 1)) == (400, f"Invalid requests[1].updateCells: {WORDS}")

    assert people.spreadsheet("S") == before


def test_a_protection_can_be_taken_away_only_by_whoever_may_edit_it(people: Google, session: requests.Session) -> None:
    number = protect(people)
    gone = {"deleteProtectedRange": {"protectedRangeId": number}}
    change = {"protectedRange": {"protectedRangeId": number, "warningOnly": True}, "fields": "warningOnly"}

    assert answer(session, gone) == (400, f"Invalid requests[0].deleteProtectedRange: {WORDS}")
    assert answer(session, {"updateProtectedRange": change})[0] == 400
    people.edit("S", [gone])

    assert answer(session, write(1, 1)) == (200, "")


def test_editors_are_told_only_to_those_who_may_edit(people: Google, session: requests.Session) -> None:
    protect(people, description="Points")
    url = "https://sheets.googleapis.com/v4/spreadsheets/S?fields=sheets.protectedRanges"

    def told() -> Any:
        return session.get(url).json()["sheets"][0]["protectedRanges"][0]

    assert (told().get("requestingUserCanEdit"), told().get("editors")) == (None, None)
    (held,) = people.spreadsheet("S").sheets[0].held("protectedRanges")
    change = {"protectedRangeId": held["protectedRangeId"], "editors": {"users": [EMAIL]}}
    people.edit("S", [{"updateProtectedRange": {"protectedRange": change, "fields": "editors"}}])

    assert told()["requestingUserCanEdit"] is True
    assert told()["editors"]["users"] == [EMAIL, OWNER]


def test_a_protected_tab_lets_nobody_else_rename_hide_or_lengthen_it(people: Google, session: requests.Session) -> None:
    protect(people, range={"sheetId": 0})
    for properties, fields in (({"title": "X"}, "title"), ({"hidden": True}, "hidden")):
        change = {"properties": {"sheetId": 0} | properties, "fields": fields}
        assert answer(session, {"updateSheetProperties": change})[0] == 400
    assert answer(session, {"insertDimension": {"range": ROWS | {"startIndex": 9, "endIndex": 10}}})[0] == 400

    with pytest.raises(Refusal, match="protected range"):
        people.edit("S", [{"deleteProtectedRange": {"protectedRangeId": 12345}}])

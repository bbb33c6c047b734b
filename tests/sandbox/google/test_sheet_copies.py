"""A sheet may be copied within its spreadsheet and into another one, and a whole spreadsheet as its owner does it."""

from typing import Any

import pytest
import requests
from googleapiclient.errors import HttpError

from sandbox.google.grid.spreadsheet import OWNER
from sandbox.google.http.exchange import EMAIL
from sandbox.google.methods.core import Google
from sandbox.google.protocol.google_errors import Refusal

URL = "https://sheets.googleapis.com/v4/spreadsheets/S"
PEOPLE: list[list[object]] = [["Name", "Points"], ["Ana", 110], ["Boris", 60]]
BOX = {"startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 2}


def source(box: dict[str, Any]) -> dict[str, Any]:
    return {"sourceRange": {"sources": [box]}}


def chart(*data: dict[str, Any]) -> dict[str, Any]:
    series = [{"series": source(box | {"endColumnIndex": 1})} for box in data]
    corner = {"overlayPosition": {"anchorCell": {"rowIndex": 5}}}
    return {"addChart": {"chart": {"spec": {"basicChart": {"series": series}}, "position": corner}}}


@pytest.fixture
def furnished(google: Google) -> Google:
    """Members with one of all that can lie on a sheet, and metadata on the spreadsheet, the sheet and a row."""
    google.enter("S", "Members!A1", [*PEOPLE, ["=A2", None]])
    ledger = google.spreadsheet("S").sheets[1].id
    white = {"red": 1, "green": 1, "blue": 1}
    condition = {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "100"}]}
    row = {"dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    places: list[dict[str, Any]] = [{"spreadsheet": True}, {"sheetId": 0}, {"dimensionRange": row}]
    google.edit(
        "S",
        [
            {"addNamedRange": {"namedRange": {"namedRangeId": "n", "name": "people", "range": BOX}}},
            {"addProtectedRange": {"protectedRange": {"namedRangeId": "n", "editors": {"users": ["ana@example.com"]}}}},
            {"addProtectedRange": {"protectedRange": {"range": BOX, "warningOnly": True}}},
            {"addBanding": {"bandedRange": {"range": BOX, "rowProperties": {"firstBandColor": white}}}},
            {"addFilterView": {"filter": {"title": "Rich", "range": BOX}}},
            {"setBasicFilter": {"filter": {"range": BOX}}},
            {"addConditionalFormatRule": {"rule": {"ranges": [BOX], "booleanRule": {"condition": condition}}}},
            {"mergeCells": {"range": BOX | {"startRowIndex": 7, "endRowIndex": 8}, "mergeType": "MERGE_ALL"}},
            {"addDimensionGroup": {"range": row}},
            chart(BOX, BOX | {"sheetId": ledger}),
            {
                "addSlicer": {
                    "slicer": {
                        "spec": {"dataRange": BOX, "title": "Points"},
                        "position": {"overlayPosition": {"anchorCell": {"rowIndex": 1}}},
                    }
                }
            },
            {
                "updateSheetProperties": {
                    "properties": {"sheetId": 0, "gridProperties": {"frozenRowCount": 1, "rowCount": 50}},
                    "fields": "gridProperties(frozenRowCount,rowCount)",
                }
            },
            {"updateDimensionProperties": {"range": row, "properties": {"pixelSize": 40}, "fields": "pixelSize"}},
            *(
                {
                    "createDeveloperMetadata": {
                        "developerMetadata": {"metadataKey": "k", "location": place, "visibility": visibility}
                    }
                }
                for place, visibility in zip(places, ("DOCUMENT", "PROJECT", "DOCUMENT"), strict=True)
            ),
        ],
    )
    return google


def duplicate(google: Google, **asked: Any) -> dict[str, Any]:
    (reply,) = google.edit("S", [{"duplicateSheet": {"sourceSheetId": 0, **asked}}])
    properties: dict[str, Any] = reply["duplicateSheet"]["properties"]
    return properties


def described(session: requests.Session, sheet_id: int, spreadsheet_id: str = "S") -> dict[str, Any]:
    answer = session.get(URL.replace("/S", f"/{spreadsheet_id}"), params={"includeGridData": "true"}).json()
    (found,) = [sheet for sheet in answer["sheets"] if sheet["properties"]["sheetId"] == sheet_id]
    return dict(found)


def sheet_ids(message: Any) -> list[int]:
    """The sheet of each range in a message; a range without one is on the sheet 0."""
    if isinstance(message, list):
        return [found for held in message for found in sheet_ids(held)]
    if not isinstance(message, dict):
        return []
    own = {"startRowIndex", "startIndex", "rowIndex"} & set(message)
    return ([message.get("sheetId", 0)] if own else []) + sheet_ids(list(message.values()))


def titles(google: Google, spreadsheet_id: str = "S") -> list[str]:
    return [sheet.title for sheet in google.spreadsheet(spreadsheet_id).sheets]


def test_a_copy_has_the_cells_sizes_and_looks_of_its_sheet(furnished: Google, session: requests.Session) -> None:
    new = duplicate(furnished)

    old, copy = described(session, 0), described(session, new["sheetId"])
    assert copy["data"][0]["rowData"] == old["data"][0]["rowData"]
    assert copy["data"][0]["rowMetadata"][1] == {"pixelSize": 40}
    assert new["gridProperties"] == old["properties"]["gridProperties"]
    assert (new["gridProperties"]["rowCount"], new["gridProperties"]["frozenRowCount"]) == (50, 1)
    assert copy["properties"] == new


def test_a_copy_and_its_sheet_change_apart(furnished: Google) -> None:
    duplicate(furnished)

    furnished.enter("S", "Copy of Members!A2", [["Anna"]])

    assert furnished.tab("S", "Members")[1] == ["Ana", 110]
    assert furnished.tab("S", "Copy of Members")[3] == ["Anna"]


def test_all_that_lies_on_a_sheet_is_copied_and_points_to_the_copy(
    furnished: Google, session: requests.Session
) -> None:
    ledger = furnished.spreadsheet("S").sheets[1].id
    before = described(session, 0)

    new = duplicate(furnished)

    copy = described(session, new["sheetId"])
    lying = set(before) - {"properties", "data", "developerMetadata"}
    assert lying == {
        "bandedRanges",
        "basicFilter",
        "charts",
        "conditionalFormats",
        "filterViews",
        "merges",
        "protectedRanges",
        "rowGroups",
        "slicers",
    }
    assert lying == set(copy) - {"properties", "data"}
    for name in lying - {"charts"}:
        assert set(sheet_ids(copy[name])) == {new["sheetId"]}, name
    assert sorted(sheet_ids(copy["charts"])) == sorted([new["sheetId"], ledger, new["sheetId"]])
    assert described(session, 0) | {"properties": {}} == before | {"properties": {}}


def test_ids_in_a_copy_are_new_and_may_be_used(furnished: Google, session: requests.Session) -> None:
    new = duplicate(furnished)

    old, copy = described(session, 0), described(session, new["sheetId"])
    for name, own in (
        ("bandedRanges", "bandedRangeId"),
        ("charts", "chartId"),
        ("filterViews", "filterViewId"),
        ("protectedRanges", "protectedRangeId"),
        ("slicers", "slicerId"),
    ):
        assert not {held[own] for held in old[name]} & {held[own] for held in copy[name]}, name
        assert len(old[name]) == len(copy[name])
    furnished.edit("S", [{"deleteEmbeddedObject": {"objectId": copy["charts"][0]["chartId"]}}])
    assert "charts" in described(session, 0)
    assert "charts" not in described(session, new["sheetId"])


def test_what_a_range_protects_in_a_copy_is_open_to_the_same_people(furnished: Google) -> None:
    new = duplicate(furnished)

    named, warning = furnished.spreadsheet("S").sheet(new["sheetId"]).held("protectedRanges")
    assert named["editors"] == {"users": ["ana@example.com", OWNER]}
    assert "namedRangeId" not in named
    assert warning["warningOnly"] is True


def test_a_copy_is_protected_at_once_from_whoever_may_not_edit_it(furnished: Google, session: requests.Session) -> None:
    write = {"start": {"sheetId": 77, "rowIndex": 1}, "rows": [{"values": [{}]}], "fields": "*"}
    asked = [{"duplicateSheet": {"sourceSheetId": 0, "newSheetId": 77}}, {"updateCells": write}]

    answer = session.post(f"{URL}:batchUpdate", json={"requests": asked})

    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("Invalid requests[1].updateCells: ")
    assert "protected cell" in answer.json()["error"]["message"]
    assert titles(furnished) == ["Members", "Ledger"]


def test_named_ranges_and_developer_metadata_are_not_copied_with_a_sheet(furnished: Google) -> None:
    before = furnished.spreadsheet("S")

    duplicate(furnished)

    after = furnished.spreadsheet("S")
    assert after.named_ranges == before.named_ranges
    assert after.metadata == before.metadata


def test_a_copy_is_named_after_its_sheet_with_a_number_where_that_is_taken(google: Google) -> None:
    names = [duplicate(google)["title"] for _ in range(3)]

    assert names == ["Copy of Members", "Copy of Members 1", "Copy of Members 2"]


def test_a_copy_comes_first_unless_a_place_is_named(google: Google) -> None:
    duplicate(google)
    placed = duplicate(google, insertSheetIndex=2, newSheetName="Middle", newSheetId=77)

    assert titles(google) == ["Copy of Members", "Members", "Middle", "Ledger"]
    assert (placed["sheetId"], placed["index"], placed["title"]) == (77, 2, "Middle")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"newSheetId": 0}, "already exists"),
        ({"newSheetId": -1}, "must be non-negative"),
        ({"newSheetName": "ledger"}, 'A sheet with the name "ledger" already exists. Please enter another name.'),
        ({"sourceSheetId": 5}, "No sheet with id: 5"),
        ({"insertSheetIndex": 9}, "is not between 0 and"),
    ],
)
def test_a_copy_that_cannot_be_is_refused(google: Google, asked: dict[str, Any], message: str) -> None:
    with pytest.raises(Refusal) as refused:
        duplicate(google, **asked)

    assert refused.value.message.startswith("Invalid requests[0].duplicateSheet: ")
    assert message in refused.value.message
    assert titles(google) == ["Members", "Ledger"]


def test_a_copy_counts_to_the_ten_million_cells(google: Google) -> None:
    ledger = google.spreadsheet("S").sheets[1].id
    for sheet_id, rows in ((0, 10), (ledger, 384_590)):
        size = {"sheetId": sheet_id, "gridProperties": {"rowCount": rows}}
        google.edit("S", [{"updateSheetProperties": {"properties": size, "fields": "gridProperties.rowCount"}}])

    duplicate(google)
    with pytest.raises(Refusal, match="10000000 cells"):
        duplicate(google, sourceSheetId=ledger)


def test_later_requests_of_a_batch_may_use_the_copy(google: Google) -> None:
    write = {
        "start": {"sheetId": 77},
        "rows": [{"values": [{"userEnteredValue": {"stringValue": "x"}}]}],
        "fields": "*",
    }

    google.edit("S", [{"duplicateSheet": {"sourceSheetId": 0, "newSheetId": 77}}, {"updateCells": write}])

    assert google.tab("S", "Copy of Members") == [["x"]]
    assert google.tab("S", "Members") == []


def test_a_table_in_a_copy_has_another_id_and_name(google: Google) -> None:
    sheet = google.sheet("S", "Members")
    table = {"tableId": "t", "name": "People", "range": BOX}
    view = {"filterViewId": 9, "title": "Rich", "range": BOX, "tableId": "t"}
    google.put(google.spreadsheet("S").with_sheet(sheet.holding("filterViews", [view]).holding("tables", [table])))

    duplicate(google)
    duplicate(google)

    held = [sheet.held("tables")[0] for sheet in google.spreadsheet("S").sheets if sheet.held("tables")]
    views = [sheet.held("filterViews")[0] for sheet in google.spreadsheet("S").sheets if sheet.held("tables")]
    assert sorted(copy["name"] for copy in held) == ["People", "People_2", "People_3"]
    assert len({copy["tableId"] for copy in held}) == 3
    assert [copy["tableId"] for copy in held] == [copy["tableId"] for copy in views]


@pytest.fixture
def other(furnished: Google) -> Google:
    furnished.create("T", title="Archive", sheets=("Copy of Members",))
    return furnished


def copy_to(session: requests.Session, destination: str, sheet_id: int = 0) -> requests.Response:
    return session.post(f"{URL}/sheets/{sheet_id}:copyTo", json={"destinationSpreadsheetId": destination})


def test_a_sheet_is_copied_to_the_end_of_another_spreadsheet(other: Google, session: requests.Session) -> None:
    before = other.spreadsheet("S")

    answer = copy_to(session, "T").json()

    assert titles(other, "T") == ["Copy of Members", "Copy of Members 1"]
    assert answer == described(session, answer["sheetId"], "T")["properties"]
    assert (answer["title"], answer["index"], answer["sheetType"]) == ("Copy of Members 1", 1, "GRID")
    assert answer["sheetId"] not in (0, other.spreadsheet("T").sheets[0].id)
    assert other.tab("T", "Copy of Members 1") == [*PEOPLE, ["Ana"]]
    assert other.spreadsheet("S") == before


def test_what_pointed_to_other_sheets_is_not_copied_to_another_spreadsheet(
    other: Google, session: requests.Session
) -> None:
    new = copy_to(session, "T").json()["sheetId"]

    copy = described(session, new, "T")
    first, second = copy["charts"][0]["spec"]["basicChart"]["series"]
    assert {found for name in set(copy) - {"data"} for found in sheet_ids(copy[name])} == {new}
    assert first["series"]["sourceRange"]["sources"][0]["sheetId"] == new
    assert "sourceRange" not in second["series"] or not second["series"]["sourceRange"].get("sources")
    assert other.spreadsheet("T").named_ranges == ()
    assert other.spreadsheet("T").metadata == ()


def test_a_sheet_copied_elsewhere_is_protected_by_whoever_copied_it(other: Google, session: requests.Session) -> None:
    new = copy_to(session, "T").json()["sheetId"]

    named, warning = other.spreadsheet("T").sheet(new).held("protectedRanges")
    assert named["editors"] == {"users": [EMAIL, OWNER]}
    assert warning["warningOnly"] is True


def test_a_sheet_may_be_copied_into_its_own_spreadsheet(furnished: Google, session: requests.Session) -> None:
    ledger = furnished.spreadsheet("S").sheets[1].id

    new = copy_to(session, "S").json()

    assert titles(furnished) == ["Members", "Ledger", "Copy of Members"]
    assert ledger in sheet_ids(described(session, new["sheetId"])["charts"])


@pytest.mark.parametrize(
    ("sheet_id", "destination", "code", "message"),
    [
        (0, "nowhere", 404, "Requested entity was not found."),
        (5, "T", 400, "No sheet with id: 5"),
    ],
)
def test_a_sheet_or_spreadsheet_that_is_not_there_is_told(
    other: Google, session: requests.Session, sheet_id: int, destination: str, code: int, message: str
) -> None:
    answer = copy_to(session, destination, sheet_id)

    assert (answer.status_code, answer.json()["error"]["message"]) == (code, message)
    assert titles(other, "T") == ["Copy of Members"]


def test_a_copy_costs_a_write(other: Google, session: requests.Session) -> None:
    copy_to(session, "T")

    assert [(seen.kind, seen.status) for seen in other.requests] == [("write", 200)]


@pytest.mark.usefixtures("other")
def test_googles_own_client_copies_a_sheet(sheets: Any) -> None:
    asked = {"requests": [{"duplicateSheet": {"sourceSheetId": 0, "insertSheetIndex": 1}}]}

    copied = sheets.sheets().copyTo(
        spreadsheetId="S", sheetId=0, body={"destinationSpreadsheetId": "T"}, fields="title"
    )
    duplicated = sheets.batchUpdate(spreadsheetId="S", body=asked)
    lost = sheets.sheets().copyTo(spreadsheetId="S", sheetId=0, body={"destinationSpreadsheetId": "nowhere"})

    assert copied.execute() == {"title": "Copy of Members 1"}
    assert duplicated.execute()["replies"][0]["duplicateSheet"]["properties"]["index"] == 1
    with pytest.raises(HttpError, match="Requested entity was not found"):
        lost.execute()


def test_a_whole_spreadsheet_is_copied_with_its_ids(furnished: Google) -> None:
    old = furnished.spreadsheet("S")

    new = furnished.copy("S", "C")

    assert furnished.spreadsheet("C") == new
    assert (new.id, new.properties["title"]) == ("C", "Copy of Shop")
    assert [(sheet.id, sheet.title) for sheet in new.sheets] == [(sheet.id, sheet.title) for sheet in old.sheets]
    assert new.named_ranges == old.named_ranges
    assert furnished.tab("C", "Members") == furnished.tab("S", "Members")
    assert furnished.spreadsheet("S") == old


def test_what_is_protected_in_a_copied_spreadsheet_only_its_owner_may_edit(furnished: Google) -> None:
    furnished.copy("S", "C", title="Mine")

    named, warning = furnished.sheet("C", "Members").held("protectedRanges")
    assert furnished.spreadsheet("C").properties["title"] == "Mine"
    assert named["editors"] == {"users": [OWNER]}
    assert warning["warningOnly"] is True


def test_a_copied_spreadsheet_is_shared_with_nobody(google: Google, session: requests.Session) -> None:
    google.create("P", owner="boris@example.com")
    google.share("P", EMAIL, "writer")

    new = google.copy("P", "C")
    google.copy("S", "D")

    assert new.owner == "boris@example.com"
    assert google.sharing("C").roles == {"boris@example.com": "owner"}
    statuses = [session.get(URL.replace("/S", f"/{book}")).status_code for book in ("P", "C", "D")]
    assert statuses == [200, 403, 200]


def test_only_metadata_that_everybody_sees_is_copied_with_a_spreadsheet(furnished: Google) -> None:
    new = furnished.copy("S", "C")

    kinds = [tag["location"]["locationType"] for tag in new.metadata]
    assert kinds == ["SPREADSHEET", "ROW"]


def test_a_copy_takes_no_id_that_is_in_use(furnished: Google) -> None:
    with pytest.raises(ValueError, match="'S' already"):
        furnished.copy("S", "S")
    with pytest.raises(Refusal, match="not found"):
        furnished.copy("nowhere", "C")

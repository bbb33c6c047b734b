"""Two libraries that people use, unchanged, against the stand-in: create, write, format, merge, protect, chart, copy.

gspread comes with its own session; Google's client for Python is pointed at the stand-in by its ``api_endpoint``.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gspread
import pytest
import requests
from google.auth.transport.requests import Request
from google.oauth2.service_account import Credentials
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError
from googleapiclient.http import HttpRequest

from sandbox.google.http.exchange import EMAIL
from sandbox.google.http.server import Server
from tests.sandbox.google.account_session import SCOPES

ROWS: list[list[object]] = [["Month", "Points"], ["May", 110], ["June", 60], ["July", 90]]


def test_gspread_writes_formats_merges_protects_groups_copies_and_reads_back(authorized: Any) -> None:
    book = gspread.Client(auth=None, session=authorized).open_by_key("S")
    tab = book.worksheet("Members")

    tab.update(ROWS, "A1")
    tab.format("A1:B1", {"textFormat": {"bold": True}, "backgroundColor": {"red": 1}})
    tab.update_acell("D1", "Year")
    tab.merge_cells("D1:E2")
    tab.add_protected_range("A1:B1")
    tab.add_dimension_group_rows(1, 3)
    tab.set_basic_filter("A1:B4")
    tab.update_tab_color("#ff8000")
    tab.copy_range("A1:B4", "G1:H4")
    tab.cut_range("G1:H4", "J1")
    tab.columns_auto_resize(0, 2)
    tab.insert_note("A1", "a note")
    tab.hide_rows(1, 2)
    tab.define_named_range("B2:B4", "Points")
    copy = tab.duplicate(insert_sheet_index=2, new_sheet_name="Copy")
    other = tab.copy_to("S")

    assert copy.get_all_values()[1][:2] == ["May", "110"]
    assert other["title"].startswith("Copy of")
    assert tab.get("J1:K2") == [["Month", "Points"], ["May", "110"]]
    assert book.fetch_sheet_metadata()["sheets"][0]["merges"] == [
        {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 3, "endColumnIndex": 5}
    ]
    assert tab.get_note("A1") == "a note"
    assert (tab.tab_color, tab.get_tab_color()) == ("#FF8000", "#FF8000")
    assert [held["range"] for held in tab.list_dimension_group_rows()] == [
        {"dimension": "ROWS", "startIndex": 1, "endIndex": 3}
    ]
    assert [held["requestingUserCanEdit"] for held in book.list_protected_ranges(tab.id)] == [True]
    assert [held["name"] for held in book.list_named_ranges()] == ["Points"]
    assert tab.range("Points")[0].value == "110"
    tab.batch_clear(["Points"])
    tab.delete_protected_range(book.list_protected_ranges(tab.id)[0]["protectedRangeId"])
    tab.unmerge_cells("A1:Z9")
    assert (tab.get("B2:B4"), book.list_protected_ranges(tab.id)) == ([[]], [])


@pytest.fixture
def sheets(server: Server) -> Iterator[Any]:
    """Google's client for Python; its http library takes plain tokens only, so it gets one."""
    credentials = Credentials.from_service_account_info(server.access.service_account(), scopes=SCOPES)
    credentials.refresh(Request())
    with build(
        "sheets", "v4", credentials=credentials, client_options={"api_endpoint": server.url}, static_discovery=True
    ) as client:
        yield client.spreadsheets()


def done(request: HttpRequest) -> Any:
    """The answer to a request."""
    return request.execute()


def test_googles_client_creates_writes_charts_protects_copies_and_reads_back(sheets: Any) -> None:
    made = done(
        sheets.create(body={"properties": {"title": "Report"}, "sheets": [{"properties": {"title": "Figures"}}]})
    )
    book = made["spreadsheetId"]
    values = sheets.values()
    done(values.update(spreadsheetId=book, range="Figures!A1", valueInputOption="RAW", body={"values": ROWS}))
    column = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 4}
    domain = {"sourceRange": {"sources": [column | {"startColumnIndex": 0, "endColumnIndex": 1}]}}
    series = {"sourceRange": {"sources": [column | {"startColumnIndex": 1, "endColumnIndex": 2}]}}
    spec = {
        "title": "Points",
        "altText": "Points by month",
        "basicChart": {
            "chartType": "COLUMN",
            "headerCount": 1,
            "domains": [{"domain": domain}],
            "series": [{"series": series}],
        },
    }
    place = {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 5, "columnIndex": 0}}}
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}}}
    requests = [
        {"repeatCell": {"range": column | {"endRowIndex": 1}, "cell": bold, "fields": "userEnteredFormat.textFormat"}},
        {
            "mergeCells": {
                "range": {"startColumnIndex": 3, "endColumnIndex": 5, "endRowIndex": 1},
                "mergeType": "MERGE_ALL",
            }
        },
        {"addProtectedRange": {"protectedRange": {"range": column, "description": "figures"}}},
        {"addChart": {"chart": {"spec": spec, "position": place}}},
        {"insertDimension": {"range": {"dimension": "ROWS", "startIndex": 2, "endIndex": 4}}},
        {"duplicateSheet": {"sourceSheetId": 0, "newSheetName": "Copy", "insertSheetIndex": 1}},
    ]

    replies = done(sheets.batchUpdate(spreadsheetId=book, body={"requests": requests}))["replies"]

    chart = replies[3]["addChart"]["chart"]
    told = done(sheets.get(spreadsheetId=book, includeGridData=True))["sheets"]
    (kept,) = told[0]["charts"]
    assert kept["chartId"] == chart["chartId"]
    assert kept["position"]["overlayPosition"]["anchorCell"] == {"rowIndex": 7}
    (source,) = kept["spec"]["basicChart"]["series"][0]["series"]["sourceRange"]["sources"]
    assert (source["startRowIndex"], source["endRowIndex"]) == (0, 6)
    assert told[0]["merges"] == [{"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 3, "endColumnIndex": 5}]
    assert told[0]["protectedRanges"][0]["editors"] == {"users": [EMAIL]}
    assert told[0]["data"][0]["rowData"][0]["values"][0]["userEnteredFormat"]["textFormat"] == {"bold": True}
    (copied,) = told[1]["charts"]
    (source,) = copied["spec"]["basicChart"]["series"][0]["series"]["sourceRange"]["sources"]
    assert source["sheetId"] == told[1]["properties"]["sheetId"]
    assert copied["chartId"] != chart["chartId"]
    read = done(values.batchGet(spreadsheetId=book, ranges=["Figures!A1:B6", "copy!B2"]))["valueRanges"]
    assert [found.get("values") for found in read] == [
        [["Month", "Points"], ["May", "110"], [], [], ["June", "60"], ["July", "90"]],
        [["110"]],
    ]


def test_googles_client_finds_by_metadata_and_reports_refusals(sheets: Any, server: Server) -> None:
    tag = {
        "metadataKey": "order",
        "metadataValue": "1042",
        "visibility": "DOCUMENT",
        "location": {"dimensionRange": {"sheetId": 0, "dimension": "ROWS", "startIndex": 2, "endIndex": 3}},
    }
    server.google.enter("S", "Members!A1", ROWS)
    done(
        sheets.batchUpdate(
            spreadsheetId="S", body={"requests": [{"createDeveloperMetadata": {"developerMetadata": tag}}]}
        )
    )
    server.google.edit("S", [{"insertDimension": {"range": {"dimension": "ROWS", "startIndex": 0, "endIndex": 1}}}])
    lookup = {"dataFilters": [{"developerMetadataLookup": {"metadataKey": "order"}}]}

    (found,) = done(sheets.values().batchGetByDataFilter(spreadsheetId="S", body=lookup))["valueRanges"]

    assert found["valueRange"]["values"] == [["June", "60"]]
    with pytest.raises(HttpError, match="No grid with id: 5") as refused:
        done(sheets.batchUpdate(spreadsheetId="S", body={"requests": [{"clearBasicFilter": {"sheetId": 5}}]}))
    assert refused.value.status_code == 400


def test_the_pages_examples_run_as_they_stand(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "google-stand-in.md").read_text(encoding="utf-8")
    examples = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    account = tmp_path / "account.json"
    with Server(credentials=account) as server, requests.Session() as session:
        server.google.create("MY_SHEET")
        names: dict[str, Any] = {"session": session}
        for example in examples:
            code = example.replace("http://127.0.0.1:8090", server.url).replace("account.json", str(account))
            exec(code, names)  # noqa: S102 - the page is ours
            for opened in {"session", "sheets"} & names.keys():
                names[opened].close()

        assert server.google.tab("MY_SHEET", "Sheet1") == [["Ana", 110]]
        assert names["made"]["properties"]["title"] == "Report"
        assert names["google"].sheet("S", "Members").title == "Members"
    assert len(examples) == 4

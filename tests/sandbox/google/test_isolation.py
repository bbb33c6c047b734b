"""Reads of older versions, reads that are no snapshot, writes on older versions, and a fence that lets two pass."""

import json
from typing import Any

import gspread
import pytest
import requests

from sandbox.google.http.faults import BothPass, Forked, Interrupted, Stale, Torn
from sandbox.google.http.server import Server
from sandbox.google.http.transport import Adapter
from sandbox.google.keeping.past_versions import VersionGone
from sandbox.google.methods.core import Answer, Google, Request
from tests.sandbox.google.account_session import account_session
from tests.sandbox.google.hand_clock import HandClock

PATH = "/v4/spreadsheets/S"


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def google(clock: HandClock) -> Google:
    google = Google(history=5, clock=clock)
    google.create("S", sheets=("Members", "Ledger"))
    return google


def enter(google: Google, *values: str) -> None:
    """Each value is a version of the first cells of both tabs."""
    for value in values:
        sheets = google.spreadsheet("S").sheets
        row = [{"values": [{"userEnteredValue": {"stringValue": value}}]}]
        start = [{"sheetId": sheet.id, "rowIndex": 0, "columnIndex": 0} for sheet in sheets]
        google.edit("S", [{"updateCells": {"start": one, "rows": row, "fields": "*"}} for one in start])


def shown(google: Google) -> str:
    answer = google.answer(Request("GET", f"{PATH}/values/A1"))
    return str(json.loads(answer.body).get("values", [[""]])[0][0])


def all_shown(google: Google, *ranges: str) -> list[str]:
    query = tuple(("ranges", text) for text in ranges or ("Members!A1", "Ledger!A1"))
    answer = json.loads(google.answer(Request("GET", f"{PATH}/values:batchGet", query)).body)
    return [found.get("values", [[""]])[0][0] for found in answer["valueRanges"]]


def batch(google: Google, *requests: dict[str, Any]) -> Answer:
    return google.answer(Request("POST", f"{PATH}:batchUpdate", (), json.dumps({"requests": requests}).encode()))


def fence(token: str) -> dict[str, Any]:
    return {"addNamedRange": {"namedRange": {"namedRangeId": token, "name": "fence", "range": {"endRowIndex": 1}}}}


def commit(google: Google, old: str, new: str) -> int:
    """A batch that swaps the fence and leaves a row with its own token."""
    row = {"values": [{"userEnteredValue": {"stringValue": new}}]}
    appended = {"appendCells": {"sheetId": 0, "rows": [row], "fields": "userEnteredValue"}}
    return batch(google, {"deleteNamedRange": {"namedRangeId": old}}, fence(new), appended).status


def fences(google: Google) -> list[str]:
    return [one["namedRangeId"] for one in google.spreadsheet("S").named_ranges if one["name"] == "fence"]


def by_filters(google: Google) -> list[object]:
    """The first cell of both tabs, in one read by data filters."""
    corner = {"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}
    sheets = [google.sheet("S", title).id for title in ("Members", "Ledger")]
    body = {"dataFilters": [{"gridRange": {"sheetId": sheet, **corner}} for sheet in sheets]}
    request = Request("POST", f"{PATH}/values:batchGetByDataFilter", body=json.dumps(body).encode())
    found = json.loads(google.answer(request).body)["valueRanges"]
    return [matched["valueRange"]["values"][0][0] for matched in found]


def rows(google: Google) -> list[object]:
    return [row[0] for row in google.tab("S", "Members")]


def test_a_stale_read_shows_an_older_version_once(google: Google) -> None:
    enter(google, "first", "second", "third")
    google.faults.next_read(Stale())
    google.faults.next_read(Stale(2))
    google.faults.next_read(Stale(99))

    assert [shown(google) for _ in range(4)] == ["second", "first", "", "third"]


def test_a_stale_read_goes_by_the_clock(google: Google, clock: HandClock) -> None:
    for value in ("first", "second"):
        clock.now += 10
        enter(google, value)
    clock.now += 5
    for seconds in (5, 6, 100):
        google.faults.next_read(Stale(seconds=seconds))

    assert [shown(google) for _ in range(3)] == ["second", "first", ""]


def test_only_so_many_versions_are_kept(google: Google) -> None:
    enter(google, *"abcdefgh")
    google.faults.next_read(Stale(5))
    google.faults.next_read(Stale(6))
    google.faults.next_read(Stale(seconds=1))

    assert shown(google) == "c"
    with pytest.raises(VersionGone, match="history=5"):
        shown(google)
    with pytest.raises(VersionGone, match="history=5"):
        shown(google)
    with pytest.raises(VersionGone, match="version 2"):
        google.restore("S", 2)


def test_half_of_a_torn_read_is_from_before_the_latest_write(google: Google) -> None:
    enter(google, "old", "new")
    google.faults.next_read(Torn())

    assert all_shown(google) == ["old", "new"]
    assert all_shown(google) == ["new", "new"]


def test_each_range_of_a_torn_read_may_have_an_age(google: Google) -> None:
    enter(google, "first", "second", "third")
    google.faults.next_read(Torn((0, 2, 1)))

    torn = all_shown(google, "Members!A1", "Ledger!A1", "Members!A1:B1", "Ledger!A1:B1")

    assert torn == ["third", "first", "second", "second"]


def test_the_owner_may_edit_between_two_ranges_of_one_read(google: Google) -> None:
    enter(google, "before")
    google.faults.next_read(Interrupted(lambda: enter(google, "between")))

    assert all_shown(google) == ["before", "between"]
    assert all_shown(google) == ["between", "between"]


def test_a_read_by_data_filters_is_torn_and_interrupted_the_same_way(google: Google) -> None:
    enter(google, "old", "new")
    google.faults.next_read(Torn())
    google.faults.next_read(Interrupted(lambda: enter(google, "between")))

    assert [by_filters(google) for _ in range(3)] == [["old", "new"], ["new", "between"], ["between", "between"]]


def test_a_read_of_one_range_cannot_be_torn_and_the_fault_waits(google: Google) -> None:
    enter(google, "old", "new")
    google.faults.next_read(Torn())
    google.faults.next_read(Stale())

    assert shown(google) == "old"
    assert all_shown(google, "Members!A1") == ["new"]
    assert all_shown(google) == ["old", "new"]


def test_a_torn_read_looks_like_any_other(google: Google) -> None:
    enter(google, "same", "same")
    query = (("ranges", "Members!A1:B2"), ("ranges", "Ledger!A1"), ("fields", "valueRanges.values"))
    request = Request("GET", f"{PATH}/values:batchGet", query)
    whole = google.answer(request)
    google.faults.next_read(Torn())

    assert google.answer(request) == whole


def test_a_forked_write_is_applied_to_an_older_version_and_the_newer_ones_are_gone(google: Google) -> None:
    batch(google, fence("r1-a"))
    assert commit(google, "r1-a", "r2-b") == 200
    google.faults.next_write(Forked())

    assert commit(google, "r1-a", "r2-c") == 200
    assert (fences(google), rows(google)) == (["r2-c"], ["r2-c"])
    assert commit(google, "r2-b", "r3-d") == 400


def test_an_owner_restores_an_older_version_with_or_without_its_named_ranges(google: Google) -> None:
    batch(google, fence("r1-a"))
    earlier = google.version("S")
    commit(google, "r1-a", "r2-b")
    later = google.version("S")

    google.restore("S", earlier)
    assert (fences(google), rows(google)) == (["r1-a"], [])
    google.restore("S", later)
    assert (fences(google), rows(google)) == (["r2-b"], ["r2-b"])
    google.restore("S", earlier, named_ranges=False)
    assert (fences(google), rows(google)) == (["r2-b"], [])
    assert google.version("S") == later + 3


def test_no_id_is_given_out_twice_after_a_restore(google: Google) -> None:
    earlier = google.version("S")
    add = {"addSheet": {"properties": {"title": "More"}}}
    first = json.loads(batch(google, add).body)["replies"]

    google.restore("S", earlier)
    second = json.loads(batch(google, add).body)["replies"]

    assert first != second


def test_two_batches_pass_a_broken_fence_and_both_leave_their_rows(google: Google) -> None:
    batch(google, fence("r1-a"))
    assert commit(google, "r1-a", "r2-b") == 200
    assert commit(google, "r1-a", "r2-c") == 400
    google.faults.next_write(BothPass())

    assert commit(google, "r1-a", "r2-d") == 200
    assert (fences(google), rows(google)) == (["r2-d"], ["r2-b", "r2-d"])


def test_what_the_first_of_two_did_to_other_named_ranges_stays(google: Google) -> None:
    def named(name: str) -> dict[str, Any]:
        first_row = {"startRowIndex": 0, "endRowIndex": 1}
        return {"addNamedRange": {"namedRange": {"namedRangeId": name, "name": f"n_{name}", "range": first_row}}}

    batch(google, fence("r1-a"), named("gone"), named("kept"))
    insert = {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}}
    batch(google, {"insertDimension": insert}, {"deleteNamedRange": {"namedRangeId": "gone"}}, named("fresh"))
    google.faults.next_write(BothPass())

    assert commit(google, "r1-a", "r2-b") == 200

    ranges = {one["namedRangeId"]: one["range"] for one in google.spreadsheet("S").named_ranges}
    assert set(ranges) == {"kept", "r2-b", "fresh"}
    assert [ranges[name].get("startRowIndex", 0) for name in ("kept", "fresh")] == [1, 0]
    assert google.tab("S", "Members") == [["r2-b"]]


def test_a_script_decides_which_read_is_stale(google: Google) -> None:
    enter(google, "old", "new")
    google.faults.follow(lambda _request, kind, number: Stale() if (kind, number) == ("read", 2) else None)

    assert [shown(google) for _ in range(3)] == ["new", "old", "new"]


def test_real_gspread_sees_stale_and_torn_answers_over_a_socket(google: Google) -> None:
    enter(google, "old", "new")
    with Server(google) as server, account_session(server) as session:
        client = gspread.Client(auth=None, session=session)
        google.faults.next_read(Stale())
        stale = client.http_client.values_get("S", "Members!A1")["values"]
        google.faults.next_read(Torn())
        torn = client.http_client.values_batch_get("S", ["Members!A1", "Ledger!A1"])["valueRanges"]

    assert stale == [["old"]]
    assert [found["values"] for found in torn] == [[["old"]], [["new"]]]


def test_a_stale_read_looks_the_same_without_a_socket(google: Google) -> None:
    enter(google, "old", "new")
    google.faults.next_read(Stale())
    with requests.Session() as session:
        session.mount("https://", Adapter(google))

        answer = session.get(f"https://sheets.googleapis.com{PATH}/values/A1")

    assert answer.json() == {"range": "Members!A1", "majorDimension": "ROWS", "values": [["old"]]}

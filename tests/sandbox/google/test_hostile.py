"""What a stranger found who tried to break the stand-in: each is answered in Google's envelope, and harms nobody."""

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from sandbox.google.grid.cell import Fault
from sandbox.google.http.server import Server
from sandbox.google.keeping.storage import Kept
from sandbox.google.methods.core import Google

URL = "https://sheets.googleapis.com/v4/spreadsheets/S"


def refused(session: requests.Session, address: str, body: str | bytes) -> str:
    """The sentence of a 400."""
    answer = session.put(address, data=body) if "/values/" in address else session.post(address, data=body)
    error: dict[str, Any] = answer.json()["error"]
    assert (answer.status_code, error["code"], error["status"]) == (400, 400, "INVALID_ARGUMENT")
    return str(error["message"])


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"values": [["\\ud800x"]]}', "half a character"),
        ('{"\\ud800": 1}', "half a character"),
        ('{"values": [[1e999]]}', "too large"),
        ('{"values": [[-1E400]]}', "too large"),
        ('{"values": [[1' + "0" * 400 + "]]}", "too large"),
        ('{"values": ' + "[" * 100_000, "nested too deeply"),
        ('{"a":' * 50_000, "nested too deeply"),
    ],
)
def test_a_body_that_nobody_can_keep_is_refused(session: requests.Session, body: str, words: str) -> None:
    assert words in refused(session, f"{URL}/values/A1?valueInputOption=RAW", body)


@pytest.mark.parametrize("fields", ["sheets(" * 3000 + "a" + ")" * 3000, "a." * 3000 + "a"])
def test_a_field_mask_without_end_is_refused(session: requests.Session, fields: str) -> None:
    assert session.get(URL, params={"fields": fields}).status_code == 400
    cell = {"repeatCell": {"range": {"sheetId": 0}, "cell": {}, "fields": fields}}
    refused(session, f"{URL}:batchUpdate", json.dumps({"requests": [cell]}))


@pytest.mark.parametrize("dimension", ["ROWS", "COLUMNS"])
def test_two_thousand_million_rows_are_refused_before_they_are_made(session: requests.Session, dimension: str) -> None:
    span = {"sheetId": 0, "dimension": dimension, "startIndex": 0, "endIndex": 2**31 - 1}

    words = refused(session, f"{URL}:batchUpdate", json.dumps({"requests": [{"insertDimension": {"range": span}}]}))

    assert "above the limit" in words


def test_no_tab_has_columns_beyond_zzz(session: requests.Session) -> None:
    grid = {"rowCount": 1, "columnCount": 18_279}
    request = {"addSheet": {"properties": {"title": "Wide", "gridProperties": grid}}}

    assert "18278" in refused(session, f"{URL}:batchUpdate", json.dumps({"requests": [request]}))


@pytest.mark.parametrize(
    ("replacement", "left"),
    [("\\9", "\\9"), ("$9", ""), ("\\", "\\"), ("\\g<x>", "\\g<x>"), ("<$1>", "<a>"), ("$0!", "a!")],
)
def test_a_replacement_is_text_but_for_its_groups(google: Google, replacement: str, left: str) -> None:
    google.enter("S", "Members!A1", [["a"]])

    google.edit(
        "S", [{"findReplace": {"find": "(a)", "replacement": replacement, "searchByRegex": True, "allSheets": True}}]
    )

    assert google.tab("S", "Members") == ([[left]] if left else [])


@pytest.mark.parametrize(("formula", "shown"), [("=0^-1", "#DIV/0!"), ("=1e999", "#NUM!"), ("=9e307*100", "#NUM!")])
def test_a_formula_without_a_number_shows_an_error(google: Google, formula: str, shown: str) -> None:
    google.enter("S", "Members!A1", [[formula]])

    assert google.tab("S", "Members") == [[shown]]


def test_long_chains_of_formulas_are_computed_each_once(google: Google) -> None:
    google.enter("S", "Members!A1", [[1], *[[f"=A{row}+A{row}"] for row in range(1, 60)]])
    google.enter("S", "Members!B1", [[1], *[[f"=B{row}+1"] for row in range(1, 900)]])
    google.enter("S", "Members!C1", [["=C2"], ["=C3+1"], ["=C1"]])

    rows = google.tab("S", "Members")

    assert (rows[59][0], rows[899][1]) == (2.0**59, 900)
    assert [row[2] for row in rows[:3]] == ["#REF!"] * 3
    assert isinstance(google.sheet("S", "Members").cell(0, 0).value, float)
    assert not isinstance(rows[0][0], Fault)


def test_what_cannot_be_kept_has_not_happened() -> None:
    def full(_kept: Kept) -> None:
        raise OSError("No space left on device")

    google = Google()
    google.create("S", sheets=("Members",))
    full_disk = Google(spreadsheets={"S": google.spreadsheet("S")}, keep=full)

    with pytest.raises(OSError, match="No space left"):
        full_disk.enter("S", "Members!A1", [["Ana"]])

    assert full_disk.tab("S", "Members") == []


def test_a_range_that_runs_over_the_grids_end_is_kept_as_far_as_the_grid_goes(google: Google) -> None:
    wide = {"startRowIndex": 990, "endRowIndex": 5000, "startColumnIndex": 0, "endColumnIndex": 99}

    google.edit("S", [{"addNamedRange": {"namedRange": {"name": "Wide", "range": wide}}}])

    assert google.spreadsheet("S").named_ranges[0]["range"] == wide | {"endRowIndex": 1000, "endColumnIndex": 26}


@pytest.fixture
def bearer(server: Server, authorized: Any) -> dict[str, str]:
    authorized.get(f"{server.url}/v4/spreadsheets/S")
    return {"Authorization": f"Bearer {authorized.credentials.token}"}


def test_bodies_in_chunks_and_packed_ones_are_read_and_leave_nothing_behind(
    server: Server, bearer: dict[str, str]
) -> None:
    def chunks(text: str) -> Iterator[bytes]:
        yield text[:5].encode()
        yield text[5:].encode()

    packed = gzip.compress(json.dumps({"values": [["packed"]]}).encode())
    with requests.Session() as session:
        session.headers.update(bearer)
        address = f"{server.url}/v4/spreadsheets/S/values"
        query = {"valueInputOption": "RAW"}
        first = session.put(f"{address}/A1", params=query, data=chunks(json.dumps({"values": [["chunked"]]})))
        second = session.put(f"{address}/A2", params=query, data=packed, headers={"Content-Encoding": "gzip"})
        third = session.put(f"{address}/A3", params=query, data=b"no", headers={"Content-Encoding": "gzip"})
        read = session.get(f"{address}/A1:A3").json()["values"]

    assert [first.status_code, second.status_code, third.status_code] == [200, 200, 400]
    assert (third.json()["error"]["status"], third.headers["Connection"]) == ("INVALID_ARGUMENT", "close")
    assert read == [["chunked"], ["packed"]]


def test_a_read_that_is_too_long_for_an_address_comes_as_a_form(server: Server, bearer: dict[str, str]) -> None:
    server.google.enter("S", "Members!A1", [["Ana"]])
    form = "&".join(f"ranges=Members!A{row}" for row in range(1, 300))

    answer = requests.post(
        f"{server.url}/v4/spreadsheets/S/values:batchGet",
        data=form,
        headers=bearer | {"X-HTTP-Method-Override": "GET"},
        timeout=10,
    )

    assert len(answer.json()["valueRanges"]) == 299
    assert answer.json()["valueRanges"][0]["values"] == [["Ana"]]
    assert server.google.requests[-1].kind == "read"


def test_a_length_that_is_no_number_is_told(server: Server, bearer: dict[str, str]) -> None:
    with requests.Session() as session:
        request = requests.Request("POST", f"{server.url}/v4/spreadsheets/S:batchUpdate", headers=bearer, data=b"{}")
        prepared = session.prepare_request(request)
        prepared.headers["Content-Length"] = "abc"

        answer = session.send(prepared, timeout=10)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 400)

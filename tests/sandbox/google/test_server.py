"""The stand-in over a socket: tokens, real google-auth and gspread, dropped connections, the data file, the command."""

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import gspread
import pytest
import requests
from google.auth import jwt
from google.auth.transport.requests import Request
from google.oauth2 import service_account

from sandbox.google.http.access import CredentialsDamaged
from sandbox.google.http.faults import DropAfter
from sandbox.google.http.server import Server
from sandbox.google.keeping import storage
from sandbox.google.keeping.storage import DataFileDamaged
from sandbox.google.methods.core import Google
from tests.sandbox.google.account_session import SCOPES


def test_real_gspread_with_a_service_account_works_on_it(server: Server, authorized: Any) -> None:
    client = gspread.Client(auth=None, session=authorized)
    members = client.open_by_key("S").worksheet("Members")

    members.update([["Name", "Points"], ["Ana", 110]], "A1")
    members.append_row(["Boris", 60])
    members.insert_row(["Layla", "=1+1"], 2, value_input_option="USER_ENTERED")
    members.format("A1:B1", {"textFormat": {"bold": True}})
    members.freeze(rows=1)
    members.sort((2, "des"))

    assert members.get_all_values() == [["Name", "Points"], ["Ana", "110"], ["Boris", "60"], ["Layla", "2"]]
    assert members.find("Boris").row == 3
    assert server.google.requests[0].kind == "read"
    assert all(request.status == 200 for request in server.google.requests)


def test_gspread_reports_googles_refusals(authorized: Any) -> None:
    client = gspread.Client(auth=None, session=authorized)

    with pytest.raises(gspread.exceptions.APIError) as refused:
        client.http_client.batch_update("S", {"requests": [{"deleteNamedRange": {"namedRangeId": "X"}}]})
    with pytest.raises(gspread.exceptions.SpreadsheetNotFound):
        client.open_by_key("NOBODY")

    assert refused.value.code == 400
    assert "No named range with id: X" in str(refused.value)


def test_a_call_without_a_known_token_is_refused(server: Server) -> None:
    url = f"{server.url}/v4/spreadsheets/S"

    without = requests.get(url, timeout=5)
    invented = requests.get(url, headers={"Authorization": "Bearer invented"}, timeout=5)

    assert [without.status_code, invented.status_code] == [401, 401]
    assert without.json()["error"]["status"] == "UNAUTHENTICATED"
    assert server.google.requests == []


def test_an_assertion_signed_by_another_key_gets_no_token(server: Server) -> None:
    with Server() as other:
        info = other.access.service_account() | {"token_uri": f"{server.url}/token"}
    credentials = service_account.Credentials.from_service_account_info(info, scopes=SCOPES)
    assertion = credentials._make_authorization_grant_assertion()
    grant = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion.decode()}

    answer = requests.post(f"{server.url}/token", data=grant, timeout=5)
    nonsense = requests.post(f"{server.url}/token", data=grant | {"assertion": "x.y.z"}, timeout=5)
    other_grant = requests.post(f"{server.url}/token", data={"grant_type": "password"}, timeout=5)

    assert (answer.status_code, answer.json()) == (
        400,
        {"error": "invalid_grant", "error_description": "Invalid JWT Signature."},
    )
    assert nonsense.status_code == 400
    assert other_grant.json()["error"] == "unsupported_grant_type"


def test_an_id_token_is_signed_with_the_published_key(server: Server) -> None:
    info = server.access.service_account()
    make = service_account.IDTokenCredentials.from_service_account_info
    credentials = make(info, target_audience="https://function.example/tasks")
    with requests.Session() as session:
        credentials.refresh(Request(session=session))
    certificates = requests.get(f"{server.url}/certs", timeout=5).json()

    claims = jwt.decode(credentials.token, certs=certificates, audience="https://function.example/tasks")

    assert claims["iss"] == "https://accounts.google.com"
    assert claims["email"] == info["client_email"]
    assert claims["email_verified"] is True
    with pytest.raises(ValueError, match="audience"):
        jwt.decode(credentials.token, certs=certificates, audience="https://another.example")


def test_a_dropped_answer_closes_the_connection_after_the_write(server: Server, authorized: Any) -> None:
    server.google.faults.next_write(DropAfter())
    url = "https://sheets.googleapis.com/v4/spreadsheets/S/values/A1"

    with pytest.raises(requests.exceptions.ConnectionError):
        authorized.put(url, params={"valueInputOption": "RAW"}, json={"values": [["x"]]}, timeout=5)

    assert server.google.tab("S", "Members") == [["x"]]


def test_two_hundred_and_fifty_connections_are_served_at_once(server: Server) -> None:
    statuses: list[bytes] = []
    port = int(server.url.rpartition(":")[2])
    connections = [socket.create_connection(("127.0.0.1", port)) for _ in range(250)]

    def ask(connection: socket.socket) -> None:
        with connection:
            connection.sendall(b"GET /certs HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n\r\n")
            statuses.append(connection.recv(15))
            while connection.recv(65_536):
                pass

    threads = [Thread(target=ask, args=(connection,)) for connection in connections]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [b"HTTP/1.1 200 OK"] * 250


def test_latency_makes_an_answer_late_outside_the_lock(google: Google) -> None:
    with Server(google, latency_ms=(80, 0)) as server, requests.Session() as session:
        info = server.access.service_account()
        credentials = service_account.Credentials.from_service_account_info(info, scopes=SCOPES)
        credentials.refresh(Request(session=session))
        start = time.monotonic()
        ask = partial(requests.get, f"{server.url}/v4/spreadsheets/S", timeout=5)
        threads = [
            Thread(target=ask, kwargs={"headers": {"Authorization": f"Bearer {credentials.token}"}}) for _ in range(10)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.monotonic() - start

    assert 0.08 <= took < 0.8


def test_the_data_file_survives_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "sheets.json"
    first = Google(keep=partial(storage.save, path))
    first.create("S", sheets=("Members", "Ledger"))
    first.enter("S", "Members!A1", [["Ana", "$60.00", "=1+1", True, "2026-11-22"]])
    size = {"dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}
    tag = {"metadataKey": "k", "visibility": "DOCUMENT", "location": {"spreadsheet": True}}
    first.edit(
        "S",
        [
            {"addNamedRange": {"namedRange": {"namedRangeId": "t", "name": "n", "range": {"endRowIndex": 1}}}},
            {"addProtectedRange": {"protectedRange": {"range": {"endRowIndex": 1}}}},
            {"setBasicFilter": {"filter": {"range": {"endRowIndex": 5}}}},
            {"mergeCells": {"range": {"startRowIndex": 7, "endRowIndex": 9, "endColumnIndex": 2}}},
            {"createDeveloperMetadata": {"developerMetadata": tag}},
            {"updateDimensionProperties": {"range": size, "properties": {"pixelSize": 40}, "fields": "pixelSize"}},
            {
                "updateSheetProperties": {
                    "properties": {"hidden": True, "gridProperties": {"frozenRowCount": 1}},
                    "fields": "hidden,gridProperties.frozenRowCount",
                }
            },
        ],
    )

    first.share("S", "boris@shop.example", "reader")
    held = storage.load(path)
    again = Google(spreadsheets=dict(held.spreadsheets), sharing=held.sharing)

    old, new = first.spreadsheet("S"), again.spreadsheet("S")
    assert again.tab("S", "Members") == [["Ana", 60, 2, True, 46348]]
    assert (new.properties, new.named_ranges, new.issued) == (old.properties, old.named_ranges, old.issued)
    for before, after in zip(old.sheets, new.sheets, strict=True):
        assert list(after.rows) == list(before.rows)
        assert (after.properties, after.dimensions) == (before.properties, before.dimensions)
        assert after.attached == before.attached
    assert (new.metadata, new.owner) == (old.metadata, old.owner)
    assert again.sharing("S") == first.sharing("S")
    assert list(tmp_path.iterdir()) == [path]


def test_a_damaged_data_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "sheets.json"
    path.write_text('{"format": 1, "spreadsheets": [{"spread')

    with pytest.raises(DataFileDamaged, match="is damaged"):
        storage.load(path)


def test_the_service_account_file_keeps_its_key(tmp_path: Path) -> None:
    path = tmp_path / "account.json"
    with Server(credentials=path) as server:
        first = json.loads(path.read_text())
        assert first["token_uri"] == f"{server.url}/token"
    with Server(credentials=path) as server:
        second = json.loads(path.read_text())
        assert second["token_uri"] == f"{server.url}/token"

    assert first["private_key"] == second["private_key"]
    assert (first["type"], first["client_email"]) == ("service_account", "regulars@sandbox.iam.gserviceaccount.com")
    path.write_text("{}")
    with pytest.raises(CredentialsDamaged):
        Server(credentials=path)


COMMAND = [sys.executable, "-W", "error", "-m", "sandbox", "google"]
ROOT = Path(__file__).parents[3]


@contextmanager
def started(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command and the first line that it prints; it is ended if the test did not end it."""
    command = [*COMMAND, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:  # noqa: S603 - our own
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline()
        finally:
            process.kill()


def ended(*options: str) -> subprocess.CompletedProcess[str]:
    """What the command leaves when it ends by itself."""
    command = [*COMMAND, *options]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=20)  # noqa: S603 - our own


def test_the_command_serves_until_it_is_told_to_stop(tmp_path: Path) -> None:
    account, kept, other = (tmp_path / name for name in ("account.json", "sheets.json", "boris.json"))
    files = ["--credentials", str(account), "--data", str(kept), "--account", "boris@shop.example", str(other)]
    with started("--port", "0", "--spreadsheet", "S", "--quota", "60/60", *files) as (process, line):
        url = line.split()[-1]
        taken = ended("--port", url.rpartition(":")[2])
        credentials = service_account.Credentials.from_service_account_file(str(account), scopes=SCOPES)
        with requests.Session() as session:
            credentials.refresh(Request(session=session))
            bearer = {"Authorization": f"Bearer {credentials.token}"}
            titles = session.get(f"{url}/v4/spreadsheets/S?fields=sheets.properties.title", headers=bearer, timeout=5)
        process.terminate()
        status = process.wait(10)

    assert re.fullmatch(r"listening on http://127\.0\.0\.1:\d+\n", line)
    assert titles.json() == {"sheets": [{"properties": {"title": "Sheet1"}}]}
    assert (taken.returncode, taken.stdout) == (1, "")
    assert re.fullmatch(r"Error: Cannot start on 127\.0\.0\.1:\d+: Address already in use\.\n", taken.stderr)
    assert status == 0
    assert list(storage.load(kept).spreadsheets) == ["S"]
    assert json.loads(other.read_text())["client_email"] == "boris@shop.example"


@pytest.mark.parametrize(("option", "value"), [("--quota", "60"), ("--latency-ms", "a,b"), ("--port", "70000")])
def test_an_option_that_makes_no_sense_is_told(option: str, value: str) -> None:
    told = ended("--port", "0", option, value)

    assert told.returncode == 2
    assert f"Invalid value for '{option}'" in told.stderr


def test_a_damaged_data_file_stops_the_command(tmp_path: Path) -> None:
    kept = tmp_path / "sheets.json"
    kept.write_text("[]")

    told = ended("--port", "0", "--data", str(kept))

    assert told.returncode == 1
    assert told.stderr.startswith(f"Error: The data file {kept} is damaged")

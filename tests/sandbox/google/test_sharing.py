"""Whom spreadsheets are shared with, and the accounts that ask for them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gspread
import pytest
import requests
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import Request as TokenRequest
from google.oauth2 import service_account

from sandbox.google.http.access import CredentialsDamaged
from sandbox.google.http.exchange import EMAIL
from sandbox.google.http.server import Server
from sandbox.google.http.transport import Adapter
from sandbox.google.keeping.sharing import EVERYONE, Sharing
from sandbox.google.methods.core import Google, Request
from sandbox.google.protocol.google_errors import Refusal
from tests.sandbox.google.account_session import SCOPES, account_session

ANA = "ana@shop.example"
BORIS = "boris@shop.iam.gserviceaccount.com"
DENIED = {"error": {"code": 403, "message": "The caller does not have permission", "status": "PERMISSION_DENIED"}}


@pytest.fixture
def google() -> Google:
    google = Google()
    google.create("S", owner=ANA)
    return google


def read(google: Google, caller: str, spreadsheet_id: str = "S") -> int:
    return google.answer(Request("GET", f"/v4/spreadsheets/{spreadsheet_id}", caller=caller)).status


def write(google: Google, caller: str, spreadsheet_id: str = "S") -> int:
    path = f"/v4/spreadsheets/{spreadsheet_id}/values/A1:clear"
    return google.answer(Request("POST", path, caller=caller)).status


def may(google: Google, caller: str, spreadsheet_id: str = "S") -> tuple[int, int]:
    return read(google, caller, spreadsheet_id), write(google, caller, spreadsheet_id)


def test_what_is_shared_with_nobody_in_particular_is_everyones() -> None:
    google = Google()
    google.create("S")

    assert may(google, EMAIL) == may(google, BORIS) == (200, 200)


def test_a_private_spreadsheet_is_its_owners_alone(google: Google) -> None:
    answer = google.answer(Request("GET", "/v4/spreadsheets/S"))

    assert may(google, ANA) == (200, 200)
    assert may(google, EMAIL) == (403, 403)
    assert json.loads(answer.body) == DENIED


def test_a_spreadsheet_that_is_not_there_is_not_found_rather_than_forbidden(google: Google) -> None:
    assert may(google, EMAIL, "NOBODY") == (404, 404)


def test_a_writer_may_write_and_a_reader_may_look(google: Google) -> None:
    google.share("S", EMAIL, "writer")
    google.share("S", "Boris@Shop.iam.gserviceaccount.com", "reader")

    assert may(google, EMAIL) == (200, 200)
    assert may(google, BORIS) == (200, 403)
    assert google.sharing("S") == Sharing({ANA: "owner", EMAIL: "writer", BORIS: "reader"})


def test_what_was_shared_can_be_taken_back(google: Google) -> None:
    google.share("S", EMAIL, "writer")
    before = may(google, EMAIL)

    google.unshare("S", EMAIL)

    assert (before, may(google, EMAIL)) == ((200, 200), (403, 403))
    with pytest.raises(Refusal, match="not found"):
        google.share("NOBODY", EMAIL, "reader")


def test_a_link_for_everyone_takes_nothing_from_those_who_may_more(google: Google) -> None:
    google.share("S", EVERYONE, "reader")

    assert may(google, BORIS) == (200, 403)
    assert may(google, ANA) == (200, 200)


def test_whoever_may_only_look_changes_nothing(google: Google) -> None:
    google.share("S", EMAIL, "reader")
    before = google.spreadsheet("S")

    write(google, EMAIL)

    assert google.spreadsheet("S") is before


def test_whoever_makes_a_spreadsheet_owns_it(google: Google) -> None:
    made = json.loads(google.answer(Request("POST", "/v4/spreadsheets", caller=BORIS)).body)["spreadsheetId"]

    assert may(google, BORIS, made) == (200, 200)
    assert may(google, EMAIL, made) == (403, 403)
    assert google.sharing(made).role(BORIS) == "owner"


def test_a_stand_in_may_begin_with_what_is_shared(google: Google) -> None:
    again = Google(spreadsheets={"S": google.spreadsheet("S")}, sharing={"S": google.sharing("S")})

    assert (read(again, ANA), read(again, EMAIL)) == (200, 403)


def test_a_session_without_a_socket_asks_as_whom_it_is_told(google: Google) -> None:
    url = "https://sheets.googleapis.com/v4/spreadsheets/S"
    with requests.Session() as hers, requests.Session() as ours:
        hers.mount("https://", Adapter(google, caller=ANA))
        ours.mount("https://", Adapter(google))

        assert [hers.get(url).status_code, ours.get(url).status_code] == [200, 403]


@pytest.fixture
def boris(server: Server) -> Iterator[Any]:
    server.access.add_account(BORIS)
    with account_session(server, BORIS) as session:
        yield gspread.Client(auth=None, session=session)


def test_real_gspread_is_told_what_its_account_may_not_do(google: Google, boris: Any) -> None:
    with pytest.raises(PermissionError):
        boris.open_by_key("S")

    google.share("S", BORIS, "reader")
    tab = boris.open_by_key("S").sheet1
    with pytest.raises(gspread.exceptions.APIError) as refused:
        tab.update_acell("A1", "x")
    google.share("S", BORIS, "writer")
    tab.update_acell("A1", "y")

    assert (refused.value.code, refused.value.error["status"]) == (403, "PERMISSION_DENIED")
    assert google.tab("S", "Sheet1") == [["y"]]


def test_an_account_that_nobody_added_gets_no_token(server: Server) -> None:
    server.access.add_account(BORIS)
    info = server.access.service_account(BORIS)
    stranger = service_account.Credentials.from_service_account_info(info | {"client_email": ANA}, scopes=SCOPES)
    impostor = service_account.Credentials.from_service_account_info(info | {"client_email": EMAIL}, scopes=SCOPES)

    with requests.Session() as session:
        with pytest.raises(RefreshError, match="account not found"):
            stranger.refresh(TokenRequest(session=session))
        with pytest.raises(RefreshError, match="Invalid JWT Signature"):
            impostor.refresh(TokenRequest(session=session))


def test_files_of_further_accounts_are_written_and_keep_their_keys(tmp_path: Path) -> None:
    ours, his = tmp_path / "ours.json", tmp_path / "boris.json"
    with Server(credentials=ours, accounts={BORIS: his}):
        first = json.loads(his.read_text())
    with Server(credentials=ours, accounts={BORIS: his}) as server:
        second = json.loads(his.read_text())
        assert second == server.access.service_account(BORIS)

    assert first["client_email"] == BORIS
    assert first["private_key"] == second["private_key"] != json.loads(ours.read_text())["private_key"]
    assert first["client_id"] != json.loads(ours.read_text())["client_id"]
    his.write_text("{}")
    with pytest.raises(CredentialsDamaged):
        Server(accounts={BORIS: his})

"""A spreadsheet S with the tabs Members and Ledger, and a session that reaches it without a socket."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from google.oauth2 import service_account
from googleapiclient.discovery import build

from sandbox.google.http.server import Server
from sandbox.google.http.transport import Adapter
from sandbox.google.methods.core import Google
from tests.sandbox.google.account_session import account_session


@pytest.fixture
def google() -> Google:
    google = Google()
    google.create("S", title="Shop", sheets=("Members", "Ledger"))
    return google


@pytest.fixture
def session(google: Google) -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.mount("https://sheets.googleapis.com", Adapter(google))
        yield session


@pytest.fixture
def server(google: Google) -> Iterator[Server]:
    with Server(google) as server:
        yield server


@pytest.fixture
def sheets(server: Server) -> Iterator[Any]:
    """Google's own client, google-api-python-client, over a socket."""
    info, scopes = server.access.service_account(), ["https://www.googleapis.com/auth/spreadsheets"]
    credentials = service_account.Credentials.from_service_account_info(info, scopes=scopes)
    options = {"api_endpoint": server.url}
    with build("sheets", "v4", credentials=credentials, client_options=options, static_discovery=True) as service:
        yield service.spreadsheets()


@pytest.fixture
def authorized(server: Server) -> Iterator[Any]:
    """A session of the service account that reaches it over a socket."""
    with account_session(server) as session:
        yield session

"""Sessions of the real google-auth that go to a stand-in over a socket."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2 import service_account
from requests.adapters import HTTPAdapter

from sandbox.google.http.exchange import EMAIL
from sandbox.google.http.server import Server

SCOPES = ["https://www.googleapis.com/auth/spreadsheets"]


class Detour(HTTPAdapter):
    """Takes what is meant for Google to the stand-in."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        request.url = (request.url or "").replace("https://sheets.googleapis.com", self._url)
        return super().send(request, *args, **kwargs)


@contextmanager
def account_session(server: Server, email: str = EMAIL) -> Iterator[Any]:
    """A session of this account, to be used as if it went to Google."""
    info = server.access.service_account(email)
    credentials = service_account.Credentials.from_service_account_info(info, scopes=SCOPES)
    with requests.Session() as token_session:
        session = AuthorizedSession(credentials, auth_request=Request(session=token_session))
        session.mount("https://sheets.googleapis.com", Detour(server.url))
        yield session
        session.close()

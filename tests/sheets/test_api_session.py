"""Our session makes its requests itself: Google must not be able to tell them from those that requests makes."""

from urllib.parse import parse_qsl

import pytest
import requests
from google.auth.credentials import AnonymousCredentials

from sheets.google.client import LAYOUT_FIELDS, NOT_INDENTED, SHEETS_URL, authorized_session

WHAT_PEOPLE_TYPE = 'Ana "Nana" O\'Neill & Söhne + 1 = 2 %\n\u2028 ليلى 🎁'


@pytest.mark.parametrize(
    ("method", "params", "body"),
    [
        ("GET", {"fields": LAYOUT_FIELDS}, None),
        ("POST", {"fields": "spreadsheetId", **NOT_INDENTED}, {"requests": [{"text": WHAT_PEOPLE_TYPE, "at": 0.1}]}),
        ("POST", {"fields": WHAT_PEOPLE_TYPE}, {}),
        ("GET", {}, None),
    ],
)
def test_a_request_is_the_one_that_requests_itself_would_send(
    method: str, params: dict[str, str], body: dict[str, object] | None
) -> None:
    session = authorized_session(AnonymousCredentials())
    headers = {"Authorization": "Bearer of-ana"}
    asked = requests.Request(method, f"{SHEETS_URL}/v4/spreadsheets/1A-b_C", headers, json=body, params=params)

    ours, usual = session.prepare_request(asked), requests.Session.prepare_request(session, asked)

    assert (ours.method, _read(ours.url), ours.body) == (usual.method, _read(usual.url), usual.body)
    assert dict(ours.headers) == dict(usual.headers)


def _read(url: str | None) -> tuple[str, list[tuple[str, str]]]:
    """An address as a server reads it."""
    address, _, query = (url or "").partition("?")
    return address, parse_qsl(query, strict_parsing=bool(query))

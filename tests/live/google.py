"""A spreadsheet at Google's, or at the stand-in over HTTP: batches, reads, and a caller who hangs up."""

import http.client
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

import requests
from google.auth.credentials import Credentials
from google.auth.transport.requests import Request

from sheets.google.client import Spent, authorized_session
from sheets.google.deadline_transport import within

Json = dict[str, Any]
BY_FILTER = "/values:batchGetByDataFilter"
REQUEST_SECONDS = 30.0
NEW_QUOTA_SECONDS = 61.0
MOST_ATTEMPTS = 3
"""How often a request is sent; after each refusal for the quota it waits for the next minute."""


class BatchRefused(Exception):
    """Google found a request invalid; its message is Google's own."""


class Stopped(Exception):
    """Nothing more can be tried; says why in a sentence."""


@dataclass
class Live:
    """One spreadsheet; ``spent`` counts what was asked, ``pause`` waits so many seconds."""

    spreadsheet: str
    credentials: Credentials
    url: str
    pause: Callable[[float], None] = time.sleep
    spent: Spent = field(default_factory=Spent)
    session: requests.Session = field(init=False)

    def __post_init__(self) -> None:
        self.session = authorized_session(self.credentials)

    def another(self) -> "Live":
        """A connection of its own to the same spreadsheet."""
        return self.to(self.spreadsheet)

    def to(self, spreadsheet: str) -> "Live":
        """A connection to another spreadsheet."""
        return Live(spreadsheet, self.credentials, self.url, self.pause, self.spent)

    def batch(self, *batch: Json, **options: object) -> Sequence[Json]:
        """Applies the requests and gives the replies; BatchRefused."""
        self.spent.writes += 1
        answer = self._ask("POST", ":batchUpdate", body={"requests": batch} | options)
        replies: Sequence[Json] = answer.get("replies", [])
        return replies

    def enter(self, where: str, rows: Sequence[Sequence[object]]) -> None:
        """Types values from this cell on, as by keyboard."""
        self.spent.writes += 1
        self._ask("PUT", f"/values/{quote(where)}?valueInputOption=USER_ENTERED", body={"values": rows})

    def values(self, *ranges: str, **options: str) -> list[Json]:
        """What Google says of each range, values without their format."""
        self.spent.reads += 1
        query = "&".join(f"ranges={quote(cells)}" for cells in ranges)
        how = {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "SERIAL_NUMBER"} | options
        asked = "&".join(f"{name}={value}" for name, value in how.items())
        found: list[Json] = self._ask("GET", f"/values:batchGet?{query}&{asked}")["valueRanges"]
        return found

    def values_in(self, *boxes: Json) -> list[Json]:
        """The same for Google's grid ranges, in their order."""
        self.spent.reads += 1
        found = self._ask("POST", BY_FILTER, body=_filters(boxes))["valueRanges"]
        return [matched["valueRange"] for matched in found]

    def reads_left(self, *boxes: Json, most: int) -> int | None:
        """Reads these ranges, all in one request, until the quota is spent: how often that went; None for ``most``."""
        for number in range(most):
            self.spent.reads += 1
            answer = self._send("POST", BY_FILTER, _filters(boxes))
            if answer.status_code == 429:
                return number
            _read(answer)
        return None

    def describe(self, fields: str, ranges: str = "") -> Json:
        """Google's description of the spreadsheet."""
        self.spent.reads += 1
        return self._ask("GET", f"?fields={quote(fields)}" + (f"&ranges={quote(ranges)}" if ranges else ""))

    def send_and_hang_up(self, *batch: Json) -> None:
        """Sends a batch and is gone before it is answered."""
        self.spent.writes += 1
        self.credentials.refresh(Request())
        parts = urlsplit(self.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.netloc, timeout=REQUEST_SECONDS)
        headers = {"Authorization": f"Bearer {self.credentials.token}", "Content-Type": "application/json"}
        try:
            connection.request("POST", f"{self._path}:batchUpdate", json.dumps({"requests": batch}), headers)
        finally:
            connection.close()

    @property
    def _path(self) -> str:
        return f"/v4/spreadsheets/{quote(self.spreadsheet, safe='')}"

    def _ask(self, method: str, rest: str, body: Json | None = None) -> Json:
        for _ in range(MOST_ATTEMPTS):
            answer = self._send(method, rest, body)
            if answer.status_code != 429:
                return _read(answer)
            self.wait_for_quota()
        raise Stopped("Google's quota is spent, and did not come back in time")

    def wait_for_quota(self) -> None:
        """Waits until the next minute's quota is there."""
        self.pause(NEW_QUOTA_SECONDS)

    def _send(self, method: str, rest: str, body: Json | None) -> requests.Response:
        try:
            with within(REQUEST_SECONDS):
                return self.session.request(method, f"{self.url}{self._path}{rest}", json=body, timeout=REQUEST_SECONDS)
        except requests.RequestException as error:
            raise Stopped(f"no answer from Google ({type(error).__name__})") from error


def _filters(boxes: Sequence[Json]) -> Json:
    how = {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "SERIAL_NUMBER"}
    return {"dataFilters": [{"gridRange": box} for box in boxes]} | how


def _read(answer: requests.Response) -> Json:
    try:
        found: Json = answer.json()
        message = found.get("error", {}).get("message", "")
    except (ValueError, AttributeError):
        raise Stopped(f"Google answered {answer.status_code} with something that is no JSON") from None
    if answer.status_code == 400:
        raise BatchRefused(message)
    if answer.status_code != 200:
        raise Stopped(f"Google answered {answer.status_code}: {message}")
    return found

"""Google's side: the four requests that the workbook makes, over gspread and google-auth, each with a time limit.

Only this file imports gspread. What its client does not tell (no time-out of its own, HTML bodies, which failures mean
"not applied") is decided here, by the status of the answer.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast
from urllib.parse import quote

import gspread
import requests
from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from google.auth.transport.requests import AuthorizedSession, Request
from gspread.exceptions import APIError

from sheets.cells import Cell
from sheets.errors import NoAccess, NoAnswer, QuotaSpent, Refused

SHEETS_URL = "https://sheets.googleapis.com"
SCOPES = ("https://www.googleapis.com/auth/spreadsheets",)
CONNECT_SECONDS = 2.0
LAYOUT_FIELDS = (
    "properties(timeZone),sheets(properties(sheetId,title,gridProperties(columnCount,rowCount))),"
    "namedRanges(namedRangeId,name)"
)

TO_DO = {
    401: "give the function credentials of its service account",
    403: "share the spreadsheet with the function's service account as an editor, and switch the Sheets API on",
    404: "SPREADSHEET_ID names no spreadsheet; is it complete, and was the spreadsheet deleted?",
}
"""What the owner or operator can do about Google's refusal."""

Grid = list[list[Cell]]


@dataclass(slots=True)
class Spent:
    """The Sheets requests that one answer has cost."""

    reads: int = 0
    writes: int = 0


def authorized_session(credentials: Credentials) -> AuthorizedSession:
    """A session that signs its requests; its token requests are not repeated behind our back.

    It does not look for proxies, which costs more than all else in a warm answer; the cloud has none.
    """
    session = AuthorizedSession(credentials, auth_request=Request(session=requests.Session()))
    session.trust_env = False
    return session


class Google:
    """One spreadsheet behind Google's API; for one thread at a time.

    Every method raises NoAnswer, QuotaSpent, Refused or NoAccess, and takes the seconds it may last.
    """

    def __init__(self, spreadsheet_id: str, session: requests.Session, *, url: str = SHEETS_URL) -> None:
        self._address = f"{url}/v4/spreadsheets/{quote(spreadsheet_id, safe='')}"
        self._client = gspread.Client(auth=None, session=session).http_client

    def layout(self, *, seconds: float, spent: Spent) -> Mapping[str, Any]:
        """Google's description of the spreadsheet: time zone, tabs and named ranges."""
        spent.reads += 1
        return cast("Mapping[str, Any]", self._request("get", self._address, seconds, {"fields": LAYOUT_FIELDS}))

    def values(self, ranges: Sequence[str], *, seconds: float, spent: Spent) -> list[Grid]:
        """The cells of each range: rows without their empty ends, numbers exact, dates as serial numbers."""
        spent.reads += 1
        params = {
            "ranges": list(ranges),
            "valueRenderOption": "UNFORMATTED_VALUE",
            "dateTimeRenderOption": "SERIAL_NUMBER",
            "fields": "valueRanges(values)",
        }
        answer = self._request("get", f"{self._address}/values:batchGet", seconds, params)
        try:
            return [one.get("values", []) for one in answer["valueRanges"]]
        except (AttributeError, KeyError, TypeError):
            raise NoAnswer("Google's answer to a read has no values") from None

    def rows(self, ranges: Sequence[str], *, seconds: float, spent: Spent) -> list[Grid]:
        """The same for any number of ranges, more than an address has room for."""
        spent.reads += 1
        body = {
            "dataFilters": [{"a1Range": one} for one in ranges],
            "valueRenderOption": "UNFORMATTED_VALUE",
            "dateTimeRenderOption": "SERIAL_NUMBER",
        }
        params = {"fields": "valueRanges(valueRange(values),dataFilters(a1Range))"}
        answer = self._request("post", f"{self._address}/values:batchGetByDataFilter", seconds, params, body)
        try:
            found = {
                one["dataFilters"][0]["a1Range"]: one.get("valueRange", {}).get("values", [])
                for one in answer["valueRanges"]
            }
            return [found[one] for one in ranges]
        except (AttributeError, IndexError, KeyError, TypeError):
            raise NoAnswer("Google's answer to a read lacks ranges") from None

    def commit(self, batch: Sequence[Mapping[str, object]], *, seconds: float, spent: Spent) -> None:
        """Applies the requests, all or none."""
        spent.writes += 1
        self._request("post", f"{self._address}:batchUpdate", seconds, body={"requests": batch})

    def _request(
        self,
        method: str,
        address: str,
        seconds: float,
        params: Mapping[str, Sequence[str]] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> Any:
        connect = min(CONNECT_SECONDS, seconds / 3)
        self._client.set_timeout((connect, seconds - connect))
        try:
            answer = self._client.request(method, address, params=params, json=body)
            return json.loads(answer.content, parse_float=Decimal)
        except APIError as error:
            raise _refusal(error.response) from None
        except RefreshError as error:
            raise (NoAnswer if error.retryable else NoAccess)("Google refused our credentials") from error
        except (requests.RequestException, TransportError, ValueError) as error:
            raise NoAnswer(f"no answer from Google ({type(error).__name__})") from None
        except GoogleAuthError as error:
            raise NoAccess(f"the credentials cannot be used ({type(error).__name__})") from error


def _refusal(response: requests.Response) -> Exception:
    """What Google's status means; its own sentence where the body has one, and nothing of a body that is not JSON."""
    try:
        message = str(json.loads(response.content)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return NoAnswer(f"Google answered {response.status_code} without saying why")
    match response.status_code:
        case 400:
            return Refused(message)
        case 401 | 403 | 404 as status:
            return NoAccess(f"Google answered {status}: {message.rstrip('.')}; {TO_DO[status]}")
        case 429:
            return QuotaSpent(message)
        case status:
            return NoAnswer(f"Google answered {status}: {message}")

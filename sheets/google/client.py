"""Google's side: the three requests that the workbook makes, over gspread and google-auth, each with a time limit.

Only this file imports gspread. What its client does not tell (no time-out of its own, HTML bodies, which failures mean
"not applied") is decided here, by the status of the answer. Answers are looked at here and trusted afterwards: what
does not have Google's shape is no answer.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import gspread
import requests
from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from google.auth.transport import DEFAULT_RETRYABLE_STATUS_CODES, Response
from google.auth.transport.requests import AuthorizedSession, Request
from gspread.exceptions import APIError
from requests.structures import CaseInsensitiveDict

from sheets.google.deadline_transport import DeadlineTransport, within
from sheets.google.errors import NoAccess, NoAnswer, QuotaSpent, RequestRefused, TabsChanged, WriteProtected
from sheets.google.grid import (
    CELL_TYPES,
    ROW_TYPES,
    Cell,
    Grid,
    GridRange,
    ShownCell,
    Spot,
    by_rows,
    echo_of,
    title_in,
)

SHEETS_URL = "https://sheets.googleapis.com"
SCOPES = ("https://www.googleapis.com/auth/spreadsheets",)
CONNECT_SECONDS = 2.0
LAYOUT_FIELDS = (
    "properties(timeZone),sheets(properties(sheetId,title,gridProperties(columnCount,rowCount)),"
    "protectedRanges(range,warningOnly,requestingUserCanEdit)),"
    "namedRanges(namedRangeId,name,range)"
)
SETUP_FIELDS = LAYOUT_FIELDS.replace(
    "protectedRanges(", "basicFilter(range),merges,tables(tableId),protectedRanges(protectedRangeId,description,"
)

NOT_INDENTED = {"prettyPrint": "false"}
"""Else Google writes each cell into a line of its own, behind blanks: most of a large answer
(https://github.com/googleapis/python-cloud-core/pull/28)."""

UNQUOTED = "(),"
"""What may stand in a query as it is (RFC 3986, 3.4), and does in Google's own examples of ``fields``: urllib3 would
look at each %28 once more."""

FORMULA_ERRORS = {
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "LOADING": "Loading...",
}
"""How a cell shows each of Google's error types (API reference, ErrorType); any other is #ERROR!."""

_PROTECTED = re.compile(r"\bprotected (?:cell|range|sheet|object)", re.IGNORECASE)
"""Google's words for a write into what the owner has protected from us, as the stand-in has them."""

_NO_TAB = re.compile(r"\bNo (?:grid|sheet) with id\b", re.IGNORECASE)
"""Google's words for a tab that is not there any more, as the stand-in has them."""

TO_DO = {
    "401": "give the function credentials of its service account",
    "403": "share the spreadsheet with the function's service account as an editor",
    "404": "SPREADSHEET_ID names no spreadsheet: see whether it is complete, and whether the spreadsheet was deleted",
    "FAILED_PRECONDITION": "if this is an Excel file, open it in Google Drive, choose File, Save as Google Sheets, "
    "and name the new spreadsheet",
    "SERVICE_DISABLED": "switch the Google Sheets API on in the project of the function's service account",
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": "give the credentials the scope https://www.googleapis.com/auth/spreadsheets",
}
"""What the owner or operator can do about Google's refusal, by its reason or else its status."""

Session = TypeVar("Session", bound=requests.Session)


@dataclass(slots=True)
class Spent:
    """The Sheets requests that one answer has cost."""

    reads: int = 0
    writes: int = 0


class TokenRequest(Request):  # type: ignore[misc]  # google-auth has no types
    """google-auth's way to a token, without its own repetitions: they would outlast the caller's patience."""

    def __call__(self, *args: Any, **kwargs: Any) -> Response:
        try:
            answer = super().__call__(*args, **kwargs)
        except TransportError as error:
            raise NoAnswer(f"no answer about a token ({type(error.__cause__ or error).__name__})") from None
        if answer.status in DEFAULT_RETRYABLE_STATUS_CODES:
            raise NoAnswer(f"Google answered {answer.status} about a token")
        return answer


class ApiSession(AuthorizedSession):  # type: ignore[misc]  # google-auth has no types
    """A session that sends JSON to one API, and keeps no cookies, logins, hooks or proxies to merge into requests.

    Looking for them in each request, and taking its address apart and together again, was a seventh of what a request
    takes of the processor (docs/performance.md). What is sent is the same.
    """

    def prepare_request(self, request: requests.Request) -> requests.PreparedRequest:
        """What ``requests.Session`` makes of it. The address has to be quoted already."""
        prepared = requests.PreparedRequest()
        prepared.method = request.method
        prepared.url = request.url
        if request.params:
            prepared.url += f"?{urlencode(request.params, safe=UNQUOTED)}"
        prepared.headers = CaseInsensitiveDict(self.headers, **request.headers)
        if request.json is not None:
            prepared.body = json.dumps(request.json, allow_nan=False).encode()
            prepared.headers["Content-Type"] = "application/json"
            prepared.headers["Content-Length"] = str(len(prepared.body))
        return prepared


def authorized_session(credentials: Credentials) -> AuthorizedSession:
    """A session that signs its requests and keeps their time; what fails is not repeated behind our back.

    It follows no redirect: Google sends none, and a write must not be sent twice. It does not look for proxies, which
    costs more than all else in a warm answer; the cloud has none.
    """
    session = ApiSession(credentials, auth_request=TokenRequest(_with_deadlines(requests.Session())))
    session.trust_env = False
    return _with_deadlines(session)


def _with_deadlines(session: Session) -> Session:
    session.max_redirects = 0
    for scheme in ("https://", "http://"):
        session.mount(scheme, DeadlineTransport())
    return session


def account_of(credentials: Credentials | None) -> str:
    """Whose they are: the account's e-mail address, blank where it is not known (yet)."""
    named = (getattr(credentials, kind, "") for kind in ("service_account_email", "account"))
    return next((address for address in named if address and "@" in address), "")


@dataclass(frozen=True, slots=True)
class Applied:
    """What Google said to a batch: what stands in the range that was to be ``shown``, and a reply to each request.

    ``shown`` is None, and ``replies`` are none, where the answer does not say so: what was written is certain all the
    same. Replies are asked for only where a request tells how much it has changed.
    """

    shown: Grid | None = None
    replies: Sequence[Mapping[str, Any]] = ()


COUNTED = frozenset({"findReplace", "deleteDuplicates"})
"""The requests that never fail, and say in their reply how much they have changed."""


class Google:
    """One spreadsheet behind Google's API; for one thread at a time.

    Every method raises NoAnswer, QuotaSpent, RequestRefused or NoAccess, and takes the seconds it may last.
    """

    def __init__(self, spreadsheet_id: str, session: requests.Session, *, url: str = SHEETS_URL) -> None:
        self.spreadsheet = spreadsheet_id
        self._session, self._url = session, url
        self._address = f"{url}/v4/spreadsheets/{quote(spreadsheet_id, safe='')}"
        self._credentials = getattr(session, "credentials", None)
        self._client = gspread.Client(auth=None, session=session).http_client

    @property
    def account(self) -> str:
        """The e-mail address of the account that asks, blank where it is not known (yet)."""
        return account_of(self._credentials)

    def beside(self, spreadsheet_id: str) -> "Google":
        """Another spreadsheet, by the same way."""
        return Google(spreadsheet_id, self._session, url=self._url)

    def layout(self, *, seconds: float, spent: Spent, fields: str = LAYOUT_FIELDS) -> Mapping[str, Any]:
        """Google's description of the spreadsheet: time zone, tabs, named ranges, or other fields."""
        spent.reads += 1
        return self._request("get", self._address, seconds, {"fields": fields})

    def cells(self, ranges: Sequence[GridRange], *, seconds: float, spent: Spent) -> list[Grid]:
        """The cells of each range: rows without their empty ends, numbers exact, dates as serial numbers.

        Those of a range that goes down are one list.
        TabsChanged when a tab has another title now, or is gone: what the ranges were made from is out of date.
        """
        spent.reads += 1
        body: dict[str, object] = {
            "dataFilters": [cells.data_filter for cells in ranges],
            "valueRenderOption": "UNFORMATTED_VALUE",
            "dateTimeRenderOption": "SERIAL_NUMBER",
        }
        # All of an answer is by rows or by columns.
        if by_columns := any(cells.down for cells in ranges):
            body["majorDimension"] = "COLUMNS"
        params = {"fields": "valueRanges(valueRange(range,values),dataFilters(gridRange))", **NOT_INDENTED}
        answer = self._request("post", f"{self._address}/values:batchGetByDataFilter", seconds, params, body)
        try:
            # Matched by what was asked for: nothing promises that they come back in the order of the question, and two
            # ranges that the end of the grid cuts to the same cells come back as one.
            found = {
                echo_of(asked["gridRange"]): matched["valueRange"]
                for matched in answer["valueRanges"]
                for asked in matched["dataFilters"]
            }
            shown = [found[cells.echo] for cells in ranges]
            titles = [title_in(value_range["range"]) for value_range in shown]
            grids = [_grid(value_range) for value_range in shown]
        except (AttributeError, IndexError, KeyError, TypeError):
            raise NoAnswer("Google's answer to a read lacks ranges") from None
        for cells, title in zip(ranges, titles, strict=True):
            if title != cells.title:
                raise TabsChanged("a tab has another title than it had")
        if by_columns:
            return [grid if cells.down else by_rows(grid) for cells, grid in zip(ranges, grids, strict=True)]
        return grids

    def noted_cells(self, cells: GridRange, *, seconds: float, spent: Spent) -> tuple[Grid, list[list[str]]]:
        """The cells of a range as they are now, and the notes on them, which no other read tells; blank for none.

        The tab is known by its number alone. Errors in cells show as empty ones.
        """
        spent.reads += 1
        params = {"fields": "sheets(data(rowData(values(effectiveValue,note))))"}
        body = {"dataFilters": [cells.data_filter]}
        answer = self._request("post", f"{self._address}:getByDataFilter", seconds, params, body)
        try:
            return _shown(answer), [[str(cell.get("note", "")) for cell in row] for row in _rows_of(answer)]
        except (AttributeError, IndexError, KeyError, TypeError):
            raise NoAnswer("Google's answer to a read lacks cells") from None

    def shown_cells(self, asked: Sequence[GridRange], *, seconds: float, spent: Spent) -> dict[Spot, ShownCell]:
        """Single cells as the owner sees them now, by where they are; blank ones may be missing."""
        spent.reads += 1
        params = {
            "fields": "sheets(properties(sheetId),data(startRow,startColumn,rowData(values("
            "effectiveValue,formattedValue,effectiveFormat(numberFormat(type))))))"
        }
        body = {"dataFilters": [cells.data_filter for cells in asked]}
        answer = self._request("post", f"{self._address}:getByDataFilter", seconds, params, body)
        try:
            return {
                (sheet["properties"].get("sheetId", 0), number, part.get("startColumn", 0) + place): _shown_cell(cell)
                for sheet in answer.get("sheets", ())
                for part in sheet.get("data", ())
                for number, row in enumerate(part.get("rowData", ()), part.get("startRow", 0) + 1)
                for place, cell in enumerate(row.get("values", ()))
            }
        except (AttributeError, IndexError, KeyError, TypeError):
            raise NoAnswer("Google's answer to a read lacks cells") from None

    def whole_tab(self, cells: GridRange, *, fields: str, seconds: float, spent: Spent) -> Mapping[str, Any]:
        """Google's description of one tab, known by its number alone, and of what the fields name beside it."""
        spent.reads += 1
        body = {"dataFilters": [cells.data_filter]}
        return self._request("post", f"{self._address}:getByDataFilter", seconds, {"fields": fields}, body)

    def commit(
        self, batch: Sequence[Mapping[str, object]], *, seconds: float, spent: Spent, shown: str = ""
    ) -> Applied:
        """Applies the requests, all or none; ``shown`` is the named range whose cells the answer is to show."""
        spent.writes += 1
        body: dict[str, object] = {"requests": batch}
        params = {"fields": "spreadsheetId"}
        if shown:
            body |= {"includeSpreadsheetInResponse": True, "responseRanges": [shown]}
            params["fields"] += ",updatedSpreadsheet(sheets(data(rowData(values(effectiveValue)))))"
        if not all(map(COUNTED.isdisjoint, batch)):
            params["fields"] += ",replies"
        answer = self._request("post", f"{self._address}:batchUpdate", seconds, params, body)
        if "spreadsheetId" not in answer:
            raise NoAnswer("Google's answer to a write does not say what was written")
        try:
            cells = _shown(answer["updatedSpreadsheet"]) if shown else None
        except (AttributeError, IndexError, KeyError, TypeError):
            cells = None
        return Applied(cells, _replies(answer.get("replies")))

    def copy_tab(self, sheet: int, into: str, *, seconds: float, spent: Spent) -> None:
        """Puts a copy of the tab, with all that is on it, into the spreadsheet with that id, titled ``Copy of …``."""
        spent.writes += 1
        address = f"{self._address}/sheets/{sheet}:copyTo"
        self._request("post", address, seconds, {"fields": "sheetId"}, {"destinationSpreadsheetId": into})

    def _request(
        self,
        method: str,
        address: str,
        seconds: float,
        params: Mapping[str, Sequence[str]] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> Mapping[str, Any]:
        connect = min(CONNECT_SECONDS, seconds / 3)
        self._client.set_timeout((connect, seconds - connect))
        try:
            with within(seconds):
                text = self._client.request(method, address, params=params, json=body).content.decode()
            return _message(text)
        except APIError as error:
            raise _refusal(error.response) from None
        except RefreshError as error:
            if error.retryable:
                raise NoAnswer("no answer about a token") from None
            raise NoAccess(f"Google refused the function's credentials; {TO_DO['401']}", reason="401") from error
        except (requests.RequestException, TransportError) as error:
            raise NoAnswer(f"no answer from Google ({type(error).__name__})") from None
        except GoogleAuthError as error:
            raise NoAccess(f"the credentials cannot be used ({type(error).__name__}); {TO_DO['401']}") from error
        except (
            AttributeError,
            KeyError,
            TypeError,
            ValueError,
            RecursionError,
        ) as error:  # gspread fails in these ways over an error whose body is not in Google's shape
            raise NoAnswer(f"Google's answer cannot be read ({type(error).__name__})") from None


def _message(text: str) -> Mapping[str, Any]:
    """The JSON object; ValueError for anything else."""
    found = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def _no_number(name: str) -> object:
    raise ValueError(name)


def _grid(found: Any) -> Grid:
    """The cells of a range, which has no values where all are empty; TypeError or AttributeError for other shapes."""
    grid = found.get("values", [])
    if not isinstance(grid, list) or not ROW_TYPES.issuperset(map(type, grid)):
        raise TypeError
    if not CELL_TYPES.issuperset(map(type, chain.from_iterable(grid))):
        raise TypeError
    return grid


def _shown(spreadsheet: Mapping[str, Any]) -> Grid:
    """The cells in Google's description of a spreadsheet with one range."""
    return _grid(
        {"values": [[_value(cell.get("effectiveValue", {})) for cell in row] for row in _rows_of(spreadsheet)]}
    )


def _shown_cell(cell: Mapping[str, Any]) -> ShownCell:
    kind = cell.get("effectiveFormat", {}).get("numberFormat", {}).get("type", "")
    return ShownCell(_value(cell.get("effectiveValue", {})), str(cell.get("formattedValue", "")), str(kind))


def _rows_of(spreadsheet: Mapping[str, Any]) -> list[Sequence[Mapping[str, Any]]]:
    """Google's CellData of one range, row by row."""
    return [row.get("values", ()) for row in spreadsheet["sheets"][0]["data"][0]["rowData"]]


def _replies(found: Any) -> Sequence[Mapping[str, Any]]:
    """The replies to a batch; none for what has another shape, as if nothing was said."""
    if not isinstance(found, list) or not all(isinstance(reply, dict) for reply in found):
        return ()
    counted = [count for reply in found for name, count in reply.items() if name in COUNTED]
    return found if all(isinstance(count, dict) for count in counted) else ()


def _value(extended: Mapping[str, Any]) -> Cell:
    """What Google's ExtendedValue holds; an error as the text that any other read gives of it."""
    value: Cell
    for kind, value in extended.items():
        if kind in ("stringValue", "numberValue", "boolValue"):
            return value
    return FORMULA_ERRORS.get(extended["errorValue"].get("type"), "#ERROR!") if "errorValue" in extended else None


def _refusal(response: requests.Response) -> Exception:
    """What Google's status means; its own sentence where the body has one, and nothing of a body that is not JSON."""
    try:
        error = _message(response.content.decode())["error"]
        message = str(error["message"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return NoAnswer(f"Google answered {response.status_code} without saying why")
    match response.status_code:
        case 400 if error.get("status") == "FAILED_PRECONDITION":
            to_do = TO_DO["FAILED_PRECONDITION"]
            return NoAccess(f"Google answered 400: {message.rstrip('.')}; {to_do}", reason="FAILED_PRECONDITION")
        case 400 if _PROTECTED.search(message):
            return WriteProtected(message)
        case 400 if _NO_TAB.search(message):
            return TabsChanged(message)
        case 400:
            return RequestRefused(message)
        case 401 | 403 | 404 as status:
            reason = _reason(error) if _reason(error) in TO_DO else str(status)
            return NoAccess(f"Google answered {status}: {message.rstrip('.')}; {TO_DO[reason]}", reason=reason)
        case 429:
            return QuotaSpent(message)
        case status:
            return NoAnswer(f"Google answered {status}: {message}")


def _reason(error: Mapping[str, Any]) -> str:
    """Google's one word for why, in the details of an error; blank when there is none."""
    try:
        return next((str(detail["reason"]) for detail in error.get("details", ()) if "reason" in detail), "")
    except (AttributeError, KeyError, TypeError):
        return ""

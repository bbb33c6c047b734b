"""The core of the stand-in: requests in, answers out, spreadsheets by id, without a socket."""

import base64
import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, assert_never

from sandbox.google.cell_text import rendering
from sandbox.google.grid.box import Box, Span
from sandbox.google.grid.sheet import Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet, new_spreadsheet
from sandbox.google.http import routes
from sandbox.google.http.access import EMAIL
from sandbox.google.http.exchange import Answer, Dropped, Kind, Request
from sandbox.google.http.faults import Delay, DropAfter, DropBefore, Fault, Faults, Refuse, Slow, refused
from sandbox.google.http.minute_quota import Quota
from sandbox.google.methods import batch_update, creation, description, discovery, values_methods
from sandbox.google.methods.description import Scope
from sandbox.google.methods.discovery import Json
from sandbox.google.methods.google_errors import Refusal, bad_fields, not_found
from sandbox.google.methods.values_methods import Input

__all__ = ["Answer", "Dropped", "Google", "Request", "Seen"]

CREATE = "/v4/spreadsheets"
ALL = Span()


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that arrived: its kind, address, the status answered (None: no answer came), and the clock's time."""

    kind: Kind
    method: str
    path: str
    status: int | None
    at: float


class Google:
    """Spreadsheets behind Google's API. Safe from many threads: one lock around each change, none around reading.

    ``quota`` is reads and writes a minute by ``clock`` (seconds); ``keep`` is called with all spreadsheets after each
    change and before it is answered.
    """

    def __init__(
        self,
        *,
        spreadsheets: dict[str, Spreadsheet] | None = None,
        quota: tuple[int, int] | None = None,
        clock: Callable[[], float] = time.monotonic,
        faults: Faults | None = None,
        keep: Callable[[Mapping[str, Spreadsheet]], None] | None = None,
    ) -> None:
        self.requests: list[Seen] = []
        self.faults = faults or Faults()
        self._spreadsheets = dict(spreadsheets or {})
        self._quota = Quota({"read": quota[0], "write": quota[1]}) if quota else None
        self._clock = clock
        self._keep = keep
        self._lock = Lock()
        self._counts: dict[Kind, int] = {"read": 0, "write": 0}
        self._delayed: list[Request] = []

    def answer(self, request: Request) -> Answer:
        """Google's answer to a request; Dropped when a fault takes it away."""
        kind = routes.kind(request)
        at = self._clock()
        status: int | None = None
        try:
            answer = self._met(request, kind, at)
            status = answer.status
            return answer
        finally:
            with self._lock:
                self.requests.append(Seen(kind, request.method, request.path, status, at))

    def apply_delayed(self) -> list[Answer]:
        """Carries out the requests that a Delay has put off, in order; gives the answers that nobody waits for."""
        with self._lock:
            delayed, self._delayed = self._delayed, []
        return [self._carried_out(request) for request in delayed]

    def create(
        self,
        spreadsheet_id: str,
        *,
        title: str = "Untitled spreadsheet",
        sheets: Sequence[str] = ("Sheet1",),
        time_zone: str = "America/New_York",
        locale: str = "en_US",
    ) -> Spreadsheet:
        """Makes an empty spreadsheet, as a person would; ValueError when the id is taken."""
        book = new_spreadsheet(spreadsheet_id, title=title, sheets=sheets, time_zone=time_zone, locale=locale)
        with self._lock:
            if spreadsheet_id in self._spreadsheets:
                raise ValueError(f"there is a spreadsheet {spreadsheet_id!r} already")
            self._store(book)
        return book

    def put(self, book: Spreadsheet) -> None:
        """Puts a spreadsheet there as it is: an earlier version that its owner restores, or a copy that they make."""
        with self._lock:
            self._store(book)

    def spreadsheet(self, spreadsheet_id: str) -> Spreadsheet:
        """The spreadsheet as it is now, a value that never changes; a 404 Refusal when there is none."""
        if spreadsheet_id not in self._spreadsheets:
            raise not_found()
        return self._spreadsheets[spreadsheet_id]

    def tab(self, spreadsheet_id: str, title: str, rows: Span = ALL) -> list[list[object]]:
        """A tab's unformatted values without empty ends; KeyError when there is no such tab. Costs no request."""
        sheet = self.sheet(spreadsheet_id, title)
        return [list(row) for row in rendering.table(sheet, sheet.clipped(Box(rows)), rendering.UNFORMATTED)]

    def sheet(self, spreadsheet_id: str, title: str) -> Sheet:
        """The tab as it is now, a value that never changes; KeyError when there is no such tab."""
        sheet = self.spreadsheet(spreadsheet_id).titled(title)
        if sheet is None:
            raise KeyError(title)
        return sheet

    def enter(self, spreadsheet_id: str, where: str, rows: Sequence[Sequence[object]]) -> None:
        """Types values into cells from ``where`` (A1 notation) on, as the owner would. Costs no request."""
        with self._lock:
            message = {"values": [list(row) for row in rows]}
            book, _ = values_methods.update(self.spreadsheet(spreadsheet_id), where, message, Input("USER_ENTERED"))
            self._store(book)

    def edit(self, spreadsheet_id: str, requests: Sequence[Json]) -> list[Json]:
        """Applies batchUpdate requests as the owner's own doing; gives the replies. Costs no request."""
        discovery.check("BatchUpdateSpreadsheetRequest", {"requests": list(requests)})
        with self._lock:
            book, replies = batch_update.apply(self.spreadsheet(spreadsheet_id), list(requests))
            self._store(book)
        return replies

    def _met(self, request: Request, kind: Kind, at: float) -> Answer:
        """The answer after quota and faults had their say."""
        with self._lock:
            try:
                if self._quota:
                    self._quota.spend(kind, at)
            except Refusal as refusal:
                return _answer(refusal.code, refusal.envelope())
            self._counts[kind] += 1
            fault = self.faults.take(request, kind, self._counts[kind])
            if isinstance(fault, Delay):
                self._delayed.append(request)
        return self._faulty(request, kind, fault)

    def _faulty(self, request: Request, kind: Kind, fault: Fault | None) -> Answer:
        match fault:
            case None:
                return self._carried_out(request)
            case Refuse():
                return refused(fault, kind)
            case DropBefore():
                raise Dropped(waiting=False)
            case Delay():
                raise Dropped(waiting=True)
            case DropAfter():
                self._carried_out(request)
                raise Dropped(waiting=True)
            case Slow(seconds):
                answer = self._carried_out(request)
                return Answer(answer.status, answer.body, answer.content_type, seconds)
            case _:
                assert_never(fault)

    def _carried_out(self, request: Request) -> Answer:
        try:
            return _answer(200, self._worked(request))
        except Refusal as refusal:
            return _answer(refusal.code, refusal.envelope())

    def _worked(self, request: Request) -> Json:
        body = _body(request)
        if (request.method, request.path) == ("POST", CREATE):
            return self._created(body)
        found = routes.found(request.method, request.path)
        if found is None:
            raise Refusal(404, f"The sandbox has no such address: {request.method} {request.path}")
        route, match = found
        call = route.call(match, request.query, body)
        if route.kind == "read":
            return routes.masked(call, route.work(self.spreadsheet(call.spreadsheet_id).edited_by(EMAIL), call)[1])
        with self._lock:
            book, answer = route.work(self.spreadsheet(call.spreadsheet_id).edited_by(EMAIL), call)
            self._store(book.put_down())
        return routes.masked(call, answer)

    def _created(self, body: Json) -> Json:
        discovery.check("Spreadsheet", body)
        with self._lock:
            number = len(self._spreadsheets)
            while (spreadsheet_id := _id(number)) in self._spreadsheets:
                number += 1
            book = creation.created(spreadsheet_id, body)
            self._store(book)
        return description.described(book, Scope())

    def _store(self, book: Spreadsheet) -> None:
        self._spreadsheets[book.id] = book
        if self._keep:
            self._keep(self._spreadsheets)


def _body(request: Request) -> Json:
    """The JSON message in a request; null is as good as missing, and so is no body at all."""
    if not request.body:
        return {}
    try:
        body: Any = json.loads(request.body, object_pairs_hook=_without_nulls, parse_constant=_no_number)
    except ValueError as error:
        raise bad_fields([("", f"Invalid JSON payload received. {error}")]) from None
    if not isinstance(body, dict):
        raise bad_fields([("", "Invalid JSON payload received. The body is no object.")])
    return body


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON number.")


def _without_nulls(pairs: list[tuple[str, Any]]) -> Json:
    return {name: value for name, value in pairs if value is not None}


def _answer(status: int, message: Json) -> Answer:
    return Answer(status, json.dumps(message, ensure_ascii=False).encode())


def _id(number: int) -> str:
    digest = hashlib.sha256(f"spreadsheet {number}".encode()).digest()
    return "1" + base64.urlsafe_b64encode(digest).decode().rstrip("=")

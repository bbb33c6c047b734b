"""The core of the stand-in: requests in, answers out, spreadsheets by id, without a socket."""

import base64
import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from threading import Lock

from sandbox.google.cell_text import rendering
from sandbox.google.changes import sheet_copies
from sandbox.google.grid.box import Box, Span
from sandbox.google.grid.sheet import Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet, new_spreadsheet
from sandbox.google.http import message, on_the_way, routes
from sandbox.google.http.exchange import Answer, Dropped, Kind, Request
from sandbox.google.http.faults import CREATE, Faults, Misread, Miswrite
from sandbox.google.http.minute_quota import Quota
from sandbox.google.keeping.past_versions import PastVersions
from sandbox.google.keeping.sharing import OPEN, Role, Sharing
from sandbox.google.keeping.storage import Kept
from sandbox.google.methods import batch_update, creation, description, isolation, values_methods
from sandbox.google.methods.description import Scope
from sandbox.google.methods.isolation import Sight
from sandbox.google.methods.values_methods import Input
from sandbox.google.protocol import discovery
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import Refusal, invalid, not_found

__all__ = ["Answer", "Dropped", "Google", "Request", "Seen"]

ALL = Span()


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that arrived: its kind, address, the status answered (None: no answer came), the clock's time, and who
    asked.
    """

    kind: Kind
    method: str
    path: str
    status: int | None
    at: float
    caller: str


class Google:
    """Spreadsheets behind Google's API. Safe from many threads: one lock around each change, none around reading.

    ``quota`` is reads and writes a minute for each caller by ``clock`` (seconds), ``project_quota`` those for all of
    them together; ``history`` is how many earlier versions of each spreadsheet are kept, for faults that show them;
    ``sharing`` says whom spreadsheets are shared with, everyone where it says nothing; ``keep`` is called with all
    there is after each change and before it is answered.
    """

    def __init__(
        self,
        *,
        spreadsheets: dict[str, Spreadsheet] | None = None,
        sharing: Mapping[str, Sharing] | None = None,
        quota: tuple[int, int] | None = None,
        project_quota: tuple[int, int] | None = None,
        history: int = 0,
        clock: Callable[[], float] = time.monotonic,
        faults: Faults | None = None,
        keep: Callable[[Kept], None] | None = None,
    ) -> None:
        self.requests: list[Seen] = []
        self.faults = faults or Faults()
        self._spreadsheets = dict(spreadsheets or {})
        self._sharing = dict(sharing or {})
        self._quota = Quota(_limits(quota), _limits(project_quota))
        self._past = PastVersions(history)
        self._clock = clock
        self._keep = keep
        self._lock = Lock()
        self._counts: dict[Kind, int] = {"read": 0, "write": 0}
        self._put_off: list[tuple[float, Request]] = []
        self._acts: list[tuple[Kind, Callable[[], object]]] = []
        for book in self._spreadsheets.values():
            self._past.add(book, clock())

    def answer(self, request: Request) -> Answer:
        """Google's answer to a request; Dropped when a fault takes it away."""
        kind = routes.kind(request)
        at = self._clock()
        status: int | None = None
        self._apply_due(at)
        self._act(kind)
        try:
            answer = self._met(request, kind, at)
            status = answer.status
            return answer
        finally:
            with self._lock:
                self.requests.append(Seen(kind, request.method, request.path, status, at, request.caller))

    def apply_delayed(self) -> list[Answer]:
        """Carries out the requests that Late and Delay have put off, in order; gives the answers nobody waits for."""
        return self._apply_due(float("inf"))

    def meanwhile(self, kind: Kind, act: Callable[[], object]) -> None:
        """Calls ``act`` in the moment before the next read, or write, is answered; each time for one request."""
        with self._lock:
            self._acts.append((kind, act))

    def forget(self) -> None:
        """What was ordered for later requests happens no more, and those that came are forgotten; no spreadsheet is."""
        self.faults.forget()
        self.faults.follow(None)
        with self._lock:
            self._acts.clear()
            self._put_off.clear()
            self.requests.clear()

    def create(
        self,
        spreadsheet_id: str,
        *,
        title: str = "Untitled spreadsheet",
        sheets: Sequence[str] = ("Sheet1",),
        time_zone: str = "America/New_York",
        locale: str = "en_US",
        owner: str | None = None,
    ) -> Spreadsheet:
        """Makes an empty spreadsheet, as a person would; ValueError when the id is taken.

        With an ``owner`` it is shared with nobody else; without one everyone may write.
        """
        book = new_spreadsheet(spreadsheet_id, title=title, sheets=sheets, time_zone=time_zone, locale=locale)
        with self._lock:
            if spreadsheet_id in self._spreadsheets:
                raise ValueError(f"there is a spreadsheet {spreadsheet_id!r} already")
            if owner is not None:
                book = replace(book, owner=owner).put_down()
                self._sharing[spreadsheet_id] = Sharing().given(owner, "owner")
            self._store(book)
        return book

    def copy(self, spreadsheet_id: str, new_id: str, title: str | None = None) -> Spreadsheet:
        """Makes a copy of a whole spreadsheet, as its owner would; ValueError when the id is taken.

        Where the spreadsheet was shared with some accounts, the copy is the owner's alone.
        """
        with self._lock:
            if new_id in self._spreadsheets:
                raise ValueError(f"there is a spreadsheet {new_id!r} already")
            book = sheet_copies.copied(self.spreadsheet(spreadsheet_id), new_id, title)
            if spreadsheet_id in self._sharing:
                self._sharing[new_id] = Sharing().given(book.owner, "owner")
            self._store(book)
        return book

    def put(self, book: Spreadsheet) -> None:
        """Puts a spreadsheet there as it is: an earlier version that its owner restores, or a copy that they make."""
        with self._lock:
            self._store(book)

    def version(self, spreadsheet_id: str) -> int:
        """The number of the present version, one more with each change; KeyError when there is no such spreadsheet."""
        return self._past.newest(spreadsheet_id).number

    def restore(self, spreadsheet_id: str, version: int, *, named_ranges: bool = True) -> None:
        """The owner brings back an earlier version, which becomes the newest; VersionGone when it is not kept.

        Whether Google brings back named ranges as well nobody has told us: ``named_ranges`` says it.
        """
        with self._lock:
            now, book = self.spreadsheet(spreadsheet_id), self._past.numbered(spreadsheet_id, version)
            book = replace(book, issued=max(book.issued, now.issued))
            self._store(book if named_ranges else replace(book, named_ranges=now.named_ranges))

    def sharing(self, spreadsheet_id: str) -> Sharing:
        """Whom the spreadsheet is shared with."""
        return self._sharing.get(spreadsheet_id, OPEN)

    def share(self, spreadsheet_id: str, email: str, role: Role) -> None:
        """The owner shares a spreadsheet with an account, or with EVERYONE; a 404 Refusal when there is none."""
        self.spreadsheet(spreadsheet_id)
        with self._lock:
            self._sharing[spreadsheet_id] = self.sharing(spreadsheet_id).given(email, role)
            self._kept(self._spreadsheets)

    def unshare(self, spreadsheet_id: str, email: str) -> None:
        """The owner takes the spreadsheet from an account, or from EVERYONE who has no role of their own.

        A 404 Refusal when there is no such spreadsheet.
        """
        self.spreadsheet(spreadsheet_id)
        with self._lock:
            self._sharing[spreadsheet_id] = self.sharing(spreadsheet_id).taken(email)
            self._kept(self._spreadsheets)

    def spreadsheet(self, spreadsheet_id: str) -> Spreadsheet:
        """The spreadsheet as it is now, a value that never changes; a 404 Refusal when there is none."""
        if spreadsheet_id not in self._spreadsheets:
            raise not_found()
        return self._spreadsheets[spreadsheet_id]

    def tab(self, spreadsheet_id: str, title: str, rows: Span = ALL) -> list[list[object]]:
        """A tab's unformatted values without empty ends; KeyError when there is no such tab. Costs no request."""
        sheet, sheets = self.sheet(spreadsheet_id, title), self.spreadsheet(spreadsheet_id).sheets
        found: list[list[object]] = rendering.table(sheet, sheet.clipped(Box(rows)), rendering.UNFORMATTED, sheets)
        return found

    def sheet(self, spreadsheet_id: str, title: str) -> Sheet:
        """The tab as it is now, a value that never changes; KeyError when there is no such tab."""
        sheet = self.spreadsheet(spreadsheet_id).titled(title)
        if sheet is None:
            raise KeyError(title)
        return sheet

    def enter(self, spreadsheet_id: str, where: str, rows: Sequence[Sequence[object]]) -> None:
        """Types values into cells from ``where`` (A1 notation) on, as the owner would. Costs no request."""
        with self._lock:
            typed = {"values": [list(row) for row in rows]}
            book, _ = values_methods.update(self.spreadsheet(spreadsheet_id), where, typed, Input("USER_ENTERED"))
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
                self._quota.spend(kind, request.caller, at)
            except Refusal as refusal:
                return message.answered(refusal.code, refusal.envelope())
            self._counts[kind] += 1
            fault = self.faults.take(request, kind, self._counts[kind])
            if (due := on_the_way.put_off(fault, at)) is not None:
                self._put_off.append((due, request))
        if fault is None or isinstance(fault, Misread | Miswrite):
            return self._carried_out(request, fault)
        return on_the_way.met(fault, kind, partial(self._carried_out, request))

    def _act(self, kind: Kind) -> None:
        """Lets happen what is to happen in the moment before a request of this kind."""
        with self._lock:
            due = next((act for act in self._acts if act[0] == kind), None)
            if due:
                self._acts.remove(due)
        if due:
            due[1]()

    def _apply_due(self, now: float) -> list[Answer]:
        """Carries out what was put off until ``now``, the earliest first."""
        with self._lock:
            due = sorted((late for late in self._put_off if late[0] <= now), key=lambda late: late[0])
            self._put_off = [late for late in self._put_off if late[0] > now]
        return [self._carried_out(request) for _, request in due]

    def _carried_out(self, request: Request, fault: Misread | Miswrite | None = None) -> Answer:
        try:
            return message.answered(200, self._worked(request, fault))
        except Refusal as refusal:
            return message.answered(refusal.code, refusal.envelope())
        except RecursionError:
            nested = invalid("Request is nested too deeply.")
            return message.answered(nested.code, nested.envelope())

    def _worked(self, request: Request, fault: Misread | Miswrite | None) -> Json:
        body = message.read(request)
        if (request.method, request.path) == ("POST", CREATE):
            return self._created(body, request.caller)
        found = routes.found(request.method, request.path)
        if found is None:
            raise Refusal(404, f"The sandbox has no such address: {request.method} {request.path}")
        route, match = found
        call = route.call(match, request, body, partial(self._writable, caller=request.caller))
        present = partial(self.spreadsheet, call.spreadsheet_id)
        present()  # a spreadsheet that is not there is told before one that is not shared
        self.sharing(call.spreadsheet_id).check(call.caller, "read" if route.copies else route.kind)
        sight = Sight(present, self._past, self._clock())
        if route.kind == "read":
            misread = fault if isinstance(fault, Misread) else None
            return routes.masked(call, isolation.read(route, call, sight, misread))
        with self._lock:
            book, answer = isolation.write(route, call, sight, fault if isinstance(fault, Miswrite) else None)
            self._store(book)
        return routes.masked(call, answer)

    def _writable(self, spreadsheet_id: str, caller: str) -> Spreadsheet:
        """Another spreadsheet that a request writes into, as its caller has it in hand."""
        book = self.spreadsheet(spreadsheet_id)
        self.sharing(spreadsheet_id).check(caller, "write")
        return book.edited_by(caller)

    def _created(self, body: Json, owner: str) -> Json:
        discovery.check("Spreadsheet", body)
        with self._lock:
            number = len(self._spreadsheets)
            while (spreadsheet_id := _id(number)) in self._spreadsheets:
                number += 1
            book = creation.created(spreadsheet_id, body, owner=owner)
            self._sharing[spreadsheet_id] = Sharing().given(owner, "owner")
            self._store(book)
        return description.described(book.edited_by(owner), Scope())

    def _store(self, book: Spreadsheet) -> None:
        changed = {**self._spreadsheets, book.id: book}
        self._kept(changed)  # first: what cannot be kept has not happened
        self._spreadsheets = changed
        self._past.add(book, self._clock())

    def _kept(self, spreadsheets: Mapping[str, Spreadsheet]) -> None:
        if self._keep:
            self._keep(Kept(spreadsheets, self._sharing))


def _limits(quota: tuple[int, int] | None) -> dict[Kind, int]:
    return {"read": quota[0], "write": quota[1]} if quota else {}


def _id(number: int) -> str:
    digest = hashlib.sha256(f"spreadsheet {number}".encode()).digest()
    return "1" + base64.urlsafe_b64encode(digest).decode().rstrip("=")

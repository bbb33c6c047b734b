"""The stand-in of ManyChat's public API: fields, tags and flows, all within its limits, and all is counted.

FIDELITY.md says which of its answers are known from ManyChat.
"""

import json
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any

from sandbox.localhost import LOCALHOST, LocalServer

FIELDS, FLOW = "/fb/subscriber/setCustomFields", "/fb/sending/sendFlow"
CONTENT = "/fb/sending/sendContent"
ADD_TAG, REMOVE_TAG = "/fb/subscriber/addTagByName", "/fb/subscriber/removeTagByName"
GET_FIELDS, NEW_FIELD = "/fb/page/getCustomFields", "/fb/page/createCustomField"
GET_TAGS, NEW_TAG = "/fb/page/getTags", "/fb/page/createTag"
GET_FLOWS = "/fb/page/getFlows"
A_SECOND = {
    FIELDS: 10, FLOW: 20, CONTENT: 25, GET_FIELDS: 100, GET_TAGS: 100, GET_FLOWS: 10, NEW_FIELD: 10, NEW_TAG: 10,
    ADD_TAG: 10, REMOVE_TAG: 10,
}  # fmt: skip
QUESTIONS = (GET_FIELDS, GET_TAGS, GET_FLOWS)
MOST_FIELDS = 20
WINDOW_CLOSED = 3011
DROP, SILENCE = "drop", "silence"
"""What can become of a call that was done: the connection breaks, or no answer comes."""

Answer = tuple[int, object]
Fault = Callable[[str, str], Answer | int | str | None]
"""Given the call's path and the contact: an answer, or its status, in place of the call; DROP or SILENCE after it."""


@dataclass(slots=True)
class Page:
    """The owner's account: its contacts with their fields, and what it knows by name."""

    token: str
    contacts: Mapping[str, dict[str, str]]
    fields: frozenset[str]
    flows: frozenset[str]
    closed: set[str] = field(default_factory=set)
    """The contacts whose window is closed."""
    types: dict[str, str] = field(default_factory=dict)
    """The type of each field that is not a text."""
    tags: list[str] = field(default_factory=list)
    tagged: dict[str, set[str]] = field(default_factory=dict)
    """The tags of each contact that has any."""
    flow_names: dict[str, str] = field(default_factory=dict)
    """What the owner calls each flow; one that is not here is called "Untitled"."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A flow that was sent, and what the contact's fields said at that moment."""

    contact: str
    flow: str
    fields: Mapping[str, str]


class ManyChat(LocalServer):
    """The API of one page on a free port of this machine, for as long as the ``with`` block runs.

    ``url`` is what MANYCHAT_URL says to reach it.
    """

    def __init__(
        self,
        page: Page,
        *,
        fault: Fault = lambda _path, _contact: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.page = page
        self.sent: list[Sent] = []
        self.said: list[tuple[str, Any]] = []
        """The contents that were sent without a flow, and to whom."""
        self.calls: list[str] = []
        self.too_early = 0
        self._fault, self._monotonic = fault, monotonic
        self._times: dict[str, deque[float]] = {path: deque() for path in A_SECOND}
        self._lock = Lock()
        http = _Http((LOCALHOST, 0), _Handler)
        http.stand_in = self
        super().__init__(http, "manychat sandbox")

    def answer(self, path: str, authorization: str, body: Mapping[str, Any]) -> Answer | None:
        """The status and the JSON; None for none at all."""
        with self._lock:
            self.calls.append(path)
            if path not in A_SECOND:
                return 404, {"status": "error", "message": "Not found"}
            if authorization != f"Bearer {self.page.token}":
                return 401, {"status": "error", "message": "Wrong token"}
            if self._is_too_early(path):
                self.too_early += 1
                return 429, {"status": "error", "message": "Too many requests"}
            contact = str(body.get("subscriber_id"))
            fault = self._fault(path, contact)
            if isinstance(fault, int):
                return fault, {"status": "error", "message": "Something is broken here"}
            if isinstance(fault, tuple):
                return fault
            done = self._done(path, contact, body)
        if fault == SILENCE:
            self.closing.wait()
        return None if fault in (DROP, SILENCE) else done

    def _is_too_early(self, path: str) -> bool:
        now, times = self._monotonic(), self._times[path]
        while times and now - times[0] >= 1:
            times.popleft()
        if len(times) >= A_SECOND[path]:
            return True
        times.append(now)
        return False

    def _done(self, path: str, contact: str, body: Mapping[str, Any]) -> Answer:
        if path.startswith("/fb/page/"):
            return self._page_done(path, body)
        known = self.page.contacts.get(contact)
        if known is None:
            return _refused(f"Subscriber {contact} does not exist")
        if path == CONTENT:
            return self._content_sent(contact, body)
        if path in (ADD_TAG, REMOVE_TAG):
            return self._tag_set(contact, body["tag_name"], adds=path == ADD_TAG)
        return self._fields_set(known, body) if path == FIELDS else self._flow_sent(contact, known, body)

    def _page_done(self, path: str, body: Mapping[str, Any]) -> Answer:
        page = self.page
        if path == NEW_FIELD:
            if body["caption"].casefold() in {name.casefold() for name in page.fields}:
                return _refused("Field with this name already exists")
            page.fields |= {body["caption"]}
            page.types[body["caption"]] = body["type"]
        elif path == NEW_TAG:
            page.tags.append(body["name"])
        fields = [{"name": name, "type": page.types.get(name, "text")} for name in sorted(page.fields)]
        tags = [{"name": name} for name in page.tags]
        flows = [{"ns": ns, "name": page.flow_names.get(ns, "Untitled"), "folder_id": 0} for ns in sorted(page.flows)]
        answers = {GET_FIELDS: fields, GET_TAGS: tags, GET_FLOWS: {"flows": flows, "folders": []}}
        data: object = answers.get(path, {})
        return 200, {"status": "success", "data": data}

    def _content_sent(self, contact: str, body: Mapping[str, Any]) -> Answer:
        if contact in self.page.closed:
            return 200, _error("The 24 hours window for this contact is closed", WINDOW_CLOSED)
        self.said.append((contact, body["data"]))
        return 200, {"status": "success"}

    def _fields_set(self, known: dict[str, str], body: Mapping[str, Any]) -> Answer:
        values = {field["field_name"]: field["field_value"] for field in body["fields"]}
        if len(body["fields"]) > MOST_FIELDS or not all(values.values()):
            return _refused("Wrong fields")
        for name in values:
            if name not in self.page.fields:
                return _refused(f"Field with name {name} not found")
        known.update(values)
        return 200, {"status": "success"}

    def _tag_set(self, contact: str, tag: str, *, adds: bool) -> Answer:
        mine = self.page.tagged.setdefault(contact, set())
        if tag not in self.page.tags or not (adds or tag in mine):
            return _refused(f"Tag with name {tag} not found")
        mine ^= {tag} - mine if adds else {tag}
        return 200, {"status": "success"}

    def _flow_sent(self, contact: str, known: dict[str, str], body: Mapping[str, Any]) -> Answer:
        flow = body["flow_ns"]
        if flow not in self.page.flows:
            return _refused(f"Flow {flow} not found")
        if contact in self.page.closed:
            return 200, _error("The 24 hours window for this contact is closed", WINDOW_CLOSED)
        self.sent.append(Sent(contact, flow, dict(known)))
        return 200, {"status": "success", "data": {}}


def _refused(message: str) -> Answer:
    return 400, {"status": "error", "message": "Validation error", "details": {"messages": [{"message": message}]}}


def _error(message: str, code: int) -> Mapping[str, object]:
    return {"status": "error", "message": message, "code": code}


class _Http(ThreadingHTTPServer):
    """A thread for each connection."""

    daemon_threads = True
    block_on_close = False
    stand_in: ManyChat


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    wbufsize = 65_536
    disable_nagle_algorithm = True
    server: _Http

    def do_GET(self) -> None:
        """The calls that only ask; what changes something is no GET of ManyChat's."""
        self._answer({}, asks=True)

    def do_POST(self) -> None:
        """The calls that change something."""
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        self._answer(body, asks=False)

    def _answer(self, body: Mapping[str, Any], *, asks: bool) -> None:
        if asks == (self.path in QUESTIONS):
            answer = self.server.stand_in.answer(self.path, self.headers.get("Authorization", ""), body)
        else:
            answer = 405, {"status": "error", "message": "Method not allowed"}
        if answer is None:
            self.close_connection = True
            return
        status, said = answer
        content = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        if status // 100 == 3:
            self.send_header("Location", self.path)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        """The stand-in keeps its own list of calls."""

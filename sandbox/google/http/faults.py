"""Faults on order: what may happen to a request on the way to Google and back, as a script for tests."""

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.google.http.exchange import Answer, Kind, Request
from sandbox.google.methods.google_errors import Refusal, api_off, no_spreadsheet, quota_spent

SENTENCES = {
    400: "Request contains an invalid argument.",
    401: "Request had invalid authentication credentials.",
    403: "The caller does not have permission",
    404: "Requested entity was not found.",
    500: "Internal error encountered.",
    503: "The service is currently unavailable.",
}
"""What Google's JSON says where a request gets as far as the Sheets API."""

PAGE = (
    "<!DOCTYPE html>\n<html lang=en>\n<title>Error {0} (Server Error)!!1</title>\n"
    "<p><b>{0}.</b> <ins>That's an error.</ins>\n<p>The server encountered a temporary error and could not complete "
    "your request.<p>Please try again in 30 seconds. <ins>That's all we know.</ins>\n</html>\n"
)
"""What Google's front door says, such as with 502."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """Google answers with this status and applies nothing; without a body it says what Google says."""

    status: int
    body: bytes | str | None = None


NOT_SHARED = Refuse(403)
DELETED = Refuse(404)
EXCEL = Refuse(400, json.dumps(no_spreadsheet().envelope()))
API_OFF = Refuse(403, json.dumps(api_off().envelope()))


@dataclass(frozen=True, slots=True)
class DropBefore:
    """The connection breaks before the request arrives: nothing is applied, nothing is answered."""


@dataclass(frozen=True, slots=True)
class DropAfter:
    """The request is carried out, and its answer is lost."""


@dataclass(frozen=True, slots=True)
class Delay:
    """The caller gives up, and the request is carried out when ``Google.apply_delayed()`` is called."""


@dataclass(frozen=True, slots=True)
class Slow:
    """The request is carried out at once, and its answer takes this many seconds longer."""

    seconds: float


Fault = Refuse | DropBefore | DropAfter | Delay | Slow
Script = Callable[[Request, Kind, int], Fault | None]
"""Asked for each request: the request, its kind, and how many of its kind there were, itself included."""


class Faults:
    """Faults in the order of the requests they happen to; those lined up come before the script's."""

    def __init__(self, script: Script | None = None) -> None:
        self._script = script
        self._next: dict[Kind, deque[Fault]] = {"read": deque(), "write": deque()}

    def next_write(self, fault: Fault) -> None:
        """The next write that has no fault yet meets this one."""
        self._next["write"].append(fault)

    def next_read(self, fault: Fault) -> None:
        """The next read that has no fault yet meets this one."""
        self._next["read"].append(fault)

    def forget(self) -> None:
        """Those lined up that nobody met are taken back."""
        for waiting in self._next.values():
            waiting.clear()

    def take(self, request: Request, kind: Kind, number: int) -> Fault | None:
        """What happens to this request."""
        if self._next[kind]:
            return self._next[kind].popleft()
        return self._script(request, kind, number) if self._script else None


def refused(fault: Refuse, kind: Kind) -> Answer:
    """The answer that a Refuse orders."""
    if isinstance(fault.body, str):
        return _bytes(fault.status, fault.body.encode())
    if fault.body is not None:
        return _bytes(fault.status, fault.body)
    if fault.status == 429:
        return _bytes(429, json.dumps(quota_spent(kind, 60).envelope()).encode())
    if fault.status in SENTENCES:
        return _bytes(fault.status, json.dumps(Refusal(fault.status, SENTENCES[fault.status]).envelope()).encode())
    return _bytes(fault.status, PAGE.format(fault.status).encode())


def _bytes(status: int, body: bytes) -> Answer:
    html = body.lstrip().startswith(b"<")
    return Answer(status, body, "text/html; charset=UTF-8") if html else Answer(status, body)

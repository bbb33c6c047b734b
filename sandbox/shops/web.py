"""A shop's web server on 127.0.0.1, and what may go wrong on the way to it and back."""

import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from sandbox.localhost import LOCALHOST, LocalServer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LARGEST_BODY = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Refused:
    """The shop answers with this status, in its own words, and does nothing; ``after`` says how long to wait."""

    status: int
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Down:
    """The connection breaks before the request arrives."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The work is done, and its answer is lost."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The work is done, and the answer is this status all the same."""

    status: int = 500


@dataclass(frozen=True, slots=True)
class Slow:
    """The work is done, and the answer comes this many seconds late."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Throttled:
    """The shop says that too much was asked for; how it says so is the shop's own."""


@dataclass(frozen=True, slots=True)
class NotJson:
    """A page comes in place of the answer, as from a proxy or a shop that is being repaired."""

    status: int = 200


@dataclass(frozen=True, slots=True)
class Says:
    """This JSON comes in place of the answer, as from a plug-in or a proxy; the shop does nothing."""

    body: str
    status: int = 200


Fault = Refused | Down | Lost | Broken | Slow | Throttled | NotJson | Says


@dataclass(slots=True)
class Ordered:
    """A fault that was ordered: for requests with ``on`` in their address or body, ``times`` of them (None: all)."""

    fault: Fault
    times: int | None
    on: str


@dataclass(slots=True)
class Faults:
    """What goes wrong with the next requests."""

    ordered: list[Ordered] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def order(self, fault: Fault, *, times: int | None = 1, on: str = "") -> None:
        """Lets it happen to the next requests that have ``on`` in their address or body."""
        with self._lock:
            self.ordered.append(Ordered(fault, times, on))

    def clear(self) -> None:
        """Everything works again."""
        with self._lock:
            self.ordered.clear()

    def met_by(self, address: str, body: str) -> Fault | None:
        """What happens to this request."""
        with self._lock:
            found = next((one for one in self.ordered if one.on in address or one.on in body), None)
            if found is None:
                return None
            if found.times is not None:
                found.times -= 1
                if not found.times:
                    self.ordered.remove(found)
            return found.fault


@dataclass(frozen=True, slots=True)
class Call:
    """A request that came: its method, its address with the query, its body, and the status of its answer."""

    method: str
    address: str
    body: str
    status: int
    """0 where no answer went out."""


@dataclass(frozen=True, slots=True)
class Words:
    """How a shop answers what it does not take: by status, and when it is asked too much."""

    refusal: Callable[[int], Response]
    throttled: Callable[[], Response]


class ShopServer(LocalServer):
    """A web server for as long as the ``with`` block runs; every request goes to ``answer``."""

    def __init__(self, answer: Callable[[Request], Response], words: Words, faults: Faults, *, port: int = 0) -> None:
        self.calls: list[Call] = []
        self._answer, self._words, self._faults = answer, words, faults
        http = make_server(LOCALHOST, port, self._serve, threaded=True, request_handler=_QuietHandler)
        super().__init__(http, "shop sandbox")

    def _serve(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        return self._response(Request(environ))(environ, start_response)

    def _response(self, request: Request) -> Response:
        request.max_content_length = LARGEST_BODY
        body = request.get_data(cache=True, parse_form_data=False).decode("utf-8", "replace")
        fault = self._faults.met_by(request.full_path, body)
        response, told = self._with_fault(request, fault)
        status = response.status_code if told else 0
        self.calls.append(Call(request.method, request.full_path.rstrip("?"), body, status))
        if not told:
            request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return response

    def _with_fault(self, request: Request, fault: Fault | None) -> tuple[Response, bool]:
        """The answer, and whether it goes out."""
        match fault:
            case Down():
                return Response(), False
            case Refused(status, after):
                response = self._words.refusal(status)
                if after is not None:
                    response.headers["Retry-After"] = str(after)
                return response, True
            case Throttled():
                return self._words.throttled(), True
            case NotJson(status):
                return Response("<html><body>One moment, please.</body></html>", status, mimetype="text/html"), True
            case Says(body, status):
                return Response(body, status, mimetype="application/json"), True
        response = self._answer(request)
        match fault:
            case Broken(status):
                return self._words.refusal(status), True
            case Slow(seconds):
                self.closing.wait(seconds)
        return response, not isinstance(fault, Lost)


class _QuietHandler(WSGIRequestHandler):
    """One connection; the server keeps its own list of calls, and only a fault of the sandbox is shown."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        if type != "info":
            super().log(type, message, *args)

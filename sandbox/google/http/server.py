"""The stand-in over HTTP on 127.0.0.1: the Sheets API, the token address and the certificates."""

import json
import socket
import sys
import time
import zlib
from collections.abc import Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from sandbox.google.http import routes
from sandbox.google.http.access import Access, BadGrant, open_access
from sandbox.google.http.exchange import PIECES, Answer, Dropped, Request
from sandbox.google.methods.core import Google
from sandbox.google.protocol.google_errors import Refusal, unauthenticated

HOST = "127.0.0.1"
MAX_BODY = 64 * 1024 * 1024
MAX_LINE = 1024
"""Bytes of a line between chunks."""


class Server:
    """Answers from the moment it is made until ``close()``, or the end of its ``with`` block.

    ``port`` 0 picks a free one; ``latency_ms`` is how long a read and a write take at least, the work on them included,
    as a caller of Google sees it; ``credentials`` is where the service-account file is written, ``accounts`` are those
    of further accounts by their emails. OSError when the port
    is taken, CredentialsDamaged for a file that is none.
    """

    def __init__(
        self,
        google: Google | None = None,
        *,
        port: int = 0,
        latency_ms: tuple[float, float] = (0, 0),
        credentials: Path | None = None,
        accounts: Mapping[str, Path] | None = None,
    ) -> None:
        self.google = google or Google()
        self._http = _Http((HOST, port), _Handler)
        self.url = f"http://{HOST}:{self._http.server_address[1]}"
        try:
            self.access = open_access(self.url, credentials, accounts)
        except BaseException:
            self._http.server_close()
            raise
        self._http.attach(_Desk(self.google, self.access, latency_ms, self._http.closing))
        self._thread = Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, name="google sandbox")
        self._thread.start()

    def close(self) -> None:
        """Ends all connections and waits until nothing runs any more."""
        self._http.closing.set()
        self._http.shutdown()
        self._thread.join()
        self._http.hang_up()
        self._http.server_close()

    def __enter__(self) -> "Server":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Desk:
    """What the server does with a request, once it is read."""

    def __init__(self, google: Google, access: Access, latency_ms: tuple[float, float], closing: Event) -> None:
        self._google = google
        self._access = access
        self._latency = {"read": latency_ms[0] / 1000, "write": latency_ms[1] / 1000}
        self._closing = closing

    def answer(self, request: Request, authorization: str | None) -> Answer:
        """The answer, as late as it is to be; Dropped when there is none."""
        match request.method, request.path:
            case "POST", "/token":
                return self._token(request.body)
            case "GET", "/certs":
                return _json(200, self._access.certificates())
        caller = self._access.caller(authorization, time.time())
        if caller is None:
            refusal = unauthenticated()
            return _json(refusal.code, refusal.envelope())
        began = time.monotonic()
        answer = self._google.answer(replace(request, caller=caller))
        worked = time.monotonic() - began
        self._closing.wait(max(self._latency[routes.kind(request)] - worked, 0) + answer.delay)
        return answer

    def _token(self, body: bytes) -> Answer:
        form = {name: found[-1] for name, found in parse_qs(body.decode("latin-1")).items()}
        try:
            granted = self._access.token(form.get("grant_type", ""), form.get("assertion", ""), time.time())
            return _json(200, granted)
        except BadGrant as refusal:
            return _json(400, refusal.body)


class _Http(ThreadingHTTPServer):
    """A thread for each connection, all of which end when the server does."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 512

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self.closing = Event()
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        super().__init__(address, handler)

    def attach(self, desk: _Desk) -> None:
        """Gives the server what answers its requests."""
        self.desk = desk

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Breaks the connections that are still open, so that their threads come to an end."""
        with self._lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the other side was faster

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller who hung up is nothing to report; anything else is a fault of the stand-in and is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    wbufsize = 65_536  # else each header line is a packet of its own, and a call takes 44 ms
    disable_nagle_algorithm = True
    server: _Http

    def do_GET(self) -> None:
        """Reads, certificates."""
        self._handle()

    def do_POST(self) -> None:
        """Batches, appends, tokens."""
        self._handle()

    def do_PUT(self) -> None:
        """Updates of values."""
        self._handle()

    def do_DELETE(self) -> None:
        """Nothing that the Sheets API has, and answered so."""
        self._handle()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        """The stand-in keeps its own list of requests."""

    def _handle(self) -> None:
        try:
            body = self._body()
        except _BodyUnreadable as unreadable:
            refusal = Refusal(unreadable.status, str(unreadable), status="INVALID_ARGUMENT")
            self._send(_json(refusal.code, refusal.envelope()), last=True)  # what is left of the body is no request
            return
        parts = urlsplit(self.path)
        method, query = self.command, parts.query
        if self.headers.get("X-HTTP-Method-Override", "").upper() == "GET":  # a read too long for an address
            method, query, body = "GET", "&".join(filter(None, (query, body.decode("latin-1")))), b""
        try:
            request = Request(method, parts.path, tuple(parse_qsl(query, keep_blank_values=True)), body)
            self._send(self.server.desk.answer(request, self.headers.get("Authorization")))
        except Dropped:
            self.close_connection = True

    def _body(self) -> bytes:
        """The body, put together from chunks and unpacked where it was sent so."""
        chunked = "chunked" in self.headers.get("Transfer-Encoding", "").casefold()
        body = self._chunks() if chunked else self.rfile.read(_length(self.headers.get("Content-Length"), 10))
        if self.headers.get("Content-Encoding", "").casefold() == "gzip":
            body = _unpacked(body)
        return body

    def _chunks(self) -> bytes:
        found = b""
        while size := _length(self.rfile.readline(MAX_LINE).partition(b";")[0].decode("latin-1"), 16):
            found += self.rfile.read(size)
            self.rfile.readline(MAX_LINE)
            _length(str(len(found)), 10)
        while self.rfile.readline(MAX_LINE).strip():
            continue  # what may follow the last chunk
        return found

    def _send(self, answer: Answer, *, last: bool = False) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        if last:
            self.send_header("Connection", "close")  # untold, the caller's next request may meet a closed connection
        self.end_headers()
        body = answer.body[: answer.cut]
        size = -(-len(body) // PIECES) if answer.body_seconds and body else max(len(body), 1)
        for start in range(0, len(body), size):
            if answer.body_seconds:
                self.wfile.flush()
                self.server.closing.wait(answer.body_seconds / PIECES)
            self.wfile.write(body[start : start + size])
        if answer.cut is not None:
            self.close_connection = True


class _BodyUnreadable(Exception):
    """A body that cannot be read, with the status of the answer to it."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def _length(text: str | None, base: int) -> int:
    try:
        length = int((text or "0").strip(), base)
    except ValueError:
        raise _BodyUnreadable(400, "The length of the body is no number.") from None
    if not 0 <= length <= MAX_BODY:
        raise _BodyUnreadable(413, f"The body is longer than the {MAX_BODY} bytes that the sandbox takes.")
    return length


def _unpacked(body: bytes) -> bytes:
    opened = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        found: bytes = opened.decompress(body, MAX_BODY)
    except zlib.error:
        raise _BodyUnreadable(400, "The body is not packed with gzip, as its header says.") from None
    if opened.unconsumed_tail:
        raise _BodyUnreadable(413, f"The body is longer than the {MAX_BODY} bytes that the sandbox takes.")
    return found


def _json(status: int, message: object) -> Answer:
    return Answer(status, json.dumps(message).encode())

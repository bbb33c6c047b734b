"""How the server in front of ``loyalty`` reads: a head has a size and a second, a goodbye holds nobody up.

functions-framework starts gunicorn with threads and leaves it no bounds: a request line may be endless, a client may
take for ever over its head or its body, and the thread that takes new connections waits two seconds for each client
that does not hang up. There is no setting for any of it, so the server that the framework starts is replaced here,
once, when ``main`` is imported (docs/decisions/0048).
"""

import socket
import time
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

from functions_framework._http import gunicorn as framework
from gunicorn import util
from gunicorn.http.errors import LimitRequestHeaders, NoMoreData
from gunicorn.workers import gthread

LONGEST_LINE = 4094
MOST_HEADERS = 64
LONGEST_HEADER = 8190
LARGEST_HEAD = 32 * 1024
"""Bytes of a request before its body. Cloud Scheduler's, with its token, has about 2,000."""
STRANGER_SECONDS = 1.0
"""For so long whoever has shown nothing has a thread of ours, goodbye included."""
HEAD_SECONDS = 0.6
"""For a head, with the moment before it."""
BODY_SECONDS = 5.0
"""For a whole body, of a caller who has shown the secret; a shop's, whose proof is over the body, has to ``hurry``. A
chat answer has 8 seconds."""
IDLE_SECONDS = 0.1
"""How long a thread waits for a client that has nothing to say; after that the connection waits without a thread."""
GOODBYE_SECONDS = 0.25
GOODBYE_BYTES = 16 * 1024 * 1024
"""What may still come of a body that was refused: it is thrown away as it comes, so that its sender, who sends all of
it before reading, gets the answer instead of a broken connection.
"""
SETTINGS = {
    "worker_class": f"{__name__}.BoundedWorker",
    "limit_request_line": LONGEST_LINE,
    "limit_request_fields": MOST_HEADERS,
    "limit_request_field_size": LONGEST_HEADER,
}


class BoundedServer(framework.GunicornApplication):
    """The framework's own server, with our settings."""

    def __init__(self, app: Any, host: str, port: int, debug: bool, **options: Any) -> None:  # noqa: FBT001 - as it is called
        super().__init__(app, host, port, debug, **{**SETTINGS, **options})


def bound_the_server() -> None:
    """From now on the framework starts this server; it looks its own up when it starts."""
    framework.GunicornApplication = BoundedServer
    gthread.DEFAULT_WORKER_DATA_TIMEOUT = IDLE_SECONDS


def hang_up_after(environ: Mapping[str, Any]) -> None:
    """The answer to this request says that it is the last one on its connection."""
    client = environ.get("gunicorn.socket")
    if isinstance(client, BoundedSocket) and client.request is not None:
        client.request.force_close()


def seconds_left(environ: Mapping[str, Any]) -> float:
    """How long this request may still be thought about while its sender has shown nothing: not below zero."""
    client = environ.get("gunicorn.socket")
    held = time.monotonic() - client.since if isinstance(client, BoundedSocket) else 0.0
    return max(STRANGER_SECONDS - GOODBYE_SECONDS - held, 0.0)


def hurry(environ: Mapping[str, Any]) -> None:
    """The body of this request is read before its sender has shown anything: it has what is left of their second."""
    client = environ.get("gunicorn.socket")
    if isinstance(client, BoundedSocket):
        client.hurry()


class BoundedSocket(socket.socket):
    """A client's socket on which everything that comes in has to come within a time, and a head within a size."""

    _until = float("inf")
    _room = 0
    _in_head = False
    request: Any = None
    """gunicorn's own, while it is answered."""
    since = 0.0
    """When a thread took it up, by ``time.monotonic``."""

    def begin_head(self) -> None:
        """A request is about to be read."""
        self.since = time.monotonic()
        self._until, self._room, self._in_head = self.since + HEAD_SECONDS, LARGEST_HEAD, True

    def begin_body(self) -> None:
        """Its head has been read."""
        self._until, self._in_head = time.monotonic() + BODY_SECONDS, False

    def hurry(self) -> None:
        """Its sender has shown nothing yet, and the body is the proof."""
        self._until = min(self._until, self.since + STRANGER_SECONDS - GOODBYE_SECONDS)

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """What has come; TimeoutError, in a head gunicorn's own errors, where it took too long or is too much."""
        try:
            # What is here already is taken even when the time is over: then it was us who were slow.
            data = super().recv(size, flags | socket.MSG_DONTWAIT)
        except BlockingIOError:
            data = self._awaited(size, flags)
        if self._in_head:
            self._room -= len(data)
            if self._room < 0:
                raise LimitRequestHeaders(f"over {LARGEST_HEAD} bytes")
        return data

    def _awaited(self, size: int, flags: int) -> bytes:
        before, left = self.gettimeout(), max(self._until - time.monotonic(), 0.001)
        self.settimeout(left if before is None else min(left, before))
        try:
            return super().recv(size, flags)
        except TimeoutError:
            if self._in_head:
                raise NoMoreData from None
            raise
        finally:
            self.settimeout(before)


class BoundedWorker(gthread.ThreadWorker):
    """gunicorn's threads, each with a bounded client, which take leave of it themselves.

    gunicorn lets the one thread that accepts connections do that, and wait there for the client's own goodbye.
    """

    def handle(self, conn: gthread.TConn) -> object:
        """Whether the connection stays open, as gunicorn's own says it; when it does not it is closed already."""
        if not isinstance(conn.sock, BoundedSocket):
            conn.sock = BoundedSocket(fileno=conn.sock.detach())
        conn.sock.begin_head()
        stays = super().handle(conn)
        if stays is False:
            util.close_graceful(conn.sock, timeout=GOODBYE_SECONDS, max_drain=GOODBYE_BYTES)
        return stays

    def handle_request(self, req: Any, conn: gthread.TConn) -> bool:
        """Whether the connection can be used again."""
        conn.sock.begin_body()
        conn.sock.request = req
        return bool(super().handle_request(req, conn))

    def finish_request(self, conn: gthread.TConn, fs: "Future[object]") -> None:
        """In the accepting thread: keeps the connection, or counts it off."""
        if not fs.cancelled() and not fs.exception() and fs.result() is False:
            self.nr_conns -= 1
        else:
            super().finish_request(conn, fs)

"""The desk: a page on this machine with spreadsheet, chat, shop and letters, to watch and to play on."""

import errno
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from commands.preview import samples
from sandbox.desk.desk_actions import DESK_ACTIONS, ActionRefused, Json, state
from sandbox.localhost import LOCALHOST
from sandbox.story.scene import Scene

PAGE = Path(__file__).parent / "pages" / "desk.html"
PICTURES = {f"/pictures/{path.name}": path for path in (Path(samples.__file__).parent / "pictures").glob("*.svg")}
LARGEST_BODY = 64 * 1024
POLL_SECONDS = 0.1
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "connect-src 'self'; img-src 'self' https: data:; frame-src http://127.0.0.1:*; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'none'",
}
"""The page is one file of its own; letters in it may show pictures, as they do in a mail program, and run nothing. The
shop's pages stand in a frame, as in a browser of the customer's."""


class PortUnusable(Exception):
    """The desk's port cannot be opened; says why, and what to do."""


class Desk(ThreadingHTTPServer):
    """The desk's server: it has its port from the beginning, and answers while it is showing a scene."""

    daemon_threads = True
    scene: Scene

    def __init__(self, port: int) -> None:
        try:
            super().__init__((LOCALHOST, port), DeskRequestHandler)
        except OSError as error:
            raise PortUnusable(_sentence(port, error)) from None

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://{LOCALHOST}:{self.server_port}/"

    @property
    def pictures(self) -> str:
        """Where the shop's pictures are."""
        return f"{self.url}pictures"

    @contextmanager
    def showing(self, scene: Scene) -> Iterator[None]:
        """Answers for as long as the ``with`` block runs."""
        self.scene = scene
        Thread(target=self.serve_forever, args=(POLL_SECONDS,), daemon=True).start()
        try:
            yield
        finally:
            self.shutdown()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away in the middle of an answer is no matter."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class DeskRequestHandler(BaseHTTPRequestHandler):
    """One request at the desk."""

    server: Desk
    timeout = 10.0

    def do_GET(self) -> None:
        """The page, or what it shows."""
        match self.path.partition("?")[0]:
            case _ if not self._from_here():
                self._say(HTTPStatus.FORBIDDEN, {"error": "The desk is open on this machine only."})
            case "/":
                self._send(HTTPStatus.OK, "text/html; charset=utf-8", PAGE.read_bytes())
            case path if path in PICTURES:
                self._send(HTTPStatus.OK, "image/svg+xml", PICTURES[path].read_bytes())
            case "/state":
                [title] = parse_qs(urlsplit(self.path).query).get("tab", [""])[:1]
                self._say(HTTPStatus.OK, state(self.server.scene, title))
            case _:
                self._say(HTTPStatus.NOT_FOUND, {"error": "There is nothing at this address."})

    def do_POST(self) -> None:
        """One of the DESK_ACTIONS."""
        action = DESK_ACTIONS.get(self.path)
        if action is None or not self._from_here() or self.headers.get_content_type() != "application/json":
            self._say(HTTPStatus.FORBIDDEN, {"error": "The desk takes JSON from its own page only."})
            return
        try:
            self._say(HTTPStatus.OK, action(self.server.scene, self._asked()))
        except ActionRefused as error:
            self._say(HTTPStatus.BAD_REQUEST, {"error": str(error)})

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature is the base class's
        """Keeps the terminal for the story."""

    def _from_here(self) -> bool:
        """False for a name that somebody else's page has pointed at this machine."""
        return self.headers.get("Host", "").rpartition(":")[0] in (LOCALHOST, "localhost")

    def _asked(self) -> Json:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            raise ActionRefused("The desk takes up to 64 KiB.")
        try:
            asked = json.loads(self.rfile.read(int(length)))
        except ValueError:
            raise ActionRefused("This is not JSON.") from None
        if not isinstance(asked, dict):
            raise ActionRefused("This is not a JSON object.")
        return asked

    def _say(self, status: HTTPStatus, answer: Json) -> None:
        self._send(status, "application/json", json.dumps(answer, ensure_ascii=False).encode())

    def _send(self, status: HTTPStatus, kind: str, content: bytes) -> None:
        self.send_response(status)
        for name, value in (HEADERS | {"Content-Type": kind, "Content-Length": str(len(content))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def _sentence(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use. Name another one: .venv/bin/python -m sandbox --port {port + 1}"
    return f"Port {port} cannot be opened: {error.strerror}."

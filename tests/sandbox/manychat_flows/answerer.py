"""An address that answers a flow's requests as a test wants, over real HTTP, and keeps what it was sent."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from sandbox.localhost import LOCALHOST

Json = dict[str, Any]
Answer = Json | bytes | tuple[int, Json]
"""An object, other bytes, or an object with its status."""


@dataclass(slots=True)
class Answerer:
    """What it answers next, and all that it was sent; with ``silent`` no answer comes before the test ends."""

    url: str
    answer: Callable[[Json], Answer]
    bodies: list[Json] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    silent: bool = False
    _over: Event = field(default_factory=Event)

    def reply(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """The status and the bytes for this request."""
        self.bodies.append(json.loads(body))
        self.headers.append(headers)
        if self.silent:
            self._over.wait()
        answer = self.answer(self.bodies[-1])
        status, said = answer if isinstance(answer, tuple) else (200, answer)
        return status, said if isinstance(said, bytes) else json.dumps(said).encode()

    def end(self) -> None:
        """Lets go of what is still waiting."""
        self._over.set()


@contextmanager
def answering(answer: Callable[[Json], Answer]) -> Iterator[Answerer]:
    """An answerer on a free port for as long as the ``with`` block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, content = answerer.reply(body, dict(self.headers))
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            if status // 100 == 3:
                self.send_header("Location", self.path)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
            """Says nothing: the test looks at what was sent."""

    class Http(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A caller that has lost its patience is what some tests are about."""

    server = Http((LOCALHOST, 0), Handler)
    answerer = Answerer(f"http://{LOCALHOST}:{server.server_port}/", answer)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield answerer
    finally:
        answerer.end()
        server.shutdown()
        thread.join()
        server.server_close()

"""This machine: a free port, servers on it, and requests that never leave it through a proxy."""

import socket
from socketserver import TCPServer
from threading import Event, Thread
from types import TracebackType
from typing import Self

import requests

LOCALHOST = "127.0.0.1"
POLL_SECONDS = 0.05
"""How long a server takes to see that it is to end."""


class LocalServer:
    """A server that answers in a thread of its own for as long as the ``with`` block runs."""

    def __init__(self, server: TCPServer, name: str) -> None:
        self.closing = Event()
        """Ends what an answer waits for."""
        self.address = f"{LOCALHOST}:{server.socket.getsockname()[1]}"
        """Where it answers: host and port."""
        self._server = server
        self._thread = Thread(target=server.serve_forever, kwargs={"poll_interval": POLL_SECONDS}, name=name)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Its address for HTTP, without a slash at its end."""
        return f"http://{self.address}"


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server((LOCALHOST, 0)) as probe:
        return int(probe.getsockname()[1])


def local_session() -> requests.Session:
    """A session that no proxy variable of the newcomer's machine sends astray."""
    session = requests.Session()
    session.trust_env = False
    return session

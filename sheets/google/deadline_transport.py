"""A transport with a deadline: a request is over when its time is up, however the answer comes.

The time limits of requests and urllib3 hold for one address to connect to and for each piece of an answer: a name with
sixteen addresses, or an answer that trickles, would keep a caller for minutes. Here they hold for the whole of it, and
an answer may not be larger than any that Google gives us.
"""

import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError

MOST_BYTES = 64 * 2**20
"""Unpacked; the check-up reads all tabs at once: a hundred thousand members with three entries each are 51 MiB."""
PIECE = 64 * 2**10
MOST_AT_ONCE = 32

_NO_END = float("inf"), time.monotonic
_ends: ContextVar[tuple[float, Callable[[], float]]] = ContextVar("ends", default=_NO_END)
"""The moment at which the time is up, and the clock that tells it."""


@contextmanager
def within(seconds: float, *, monotonic: Callable[[], float] = time.monotonic) -> Iterator[None]:
    """All requests of this thread within the ``with`` block are over after these seconds, taken together."""
    token = _ends.set((monotonic() + seconds, monotonic))
    try:
        yield
    finally:
        _ends.reset(token)


def seconds_left() -> float:
    """What is left of the ``with`` block's time; infinite outside of any."""
    until, monotonic = _ends.get()
    return until - monotonic()


class TooLarge(requests.RequestException):
    """The answer is larger than any that is expected; what there is of it was thrown away."""


class DeadlineTransport(HTTPAdapter):
    """Mounted below a session; raises a RequestException for whatever keeps a whole answer from coming in time."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """The same pools, of connections that keep the time."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002, FBT001, FBT002 - the signature is the base class's
        timeout: Any = None,
        verify: bool | str = True,  # noqa: FBT001, FBT002
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """The answer, all of it read."""
        left = seconds_left()
        if left <= 0:
            raise requests.ConnectTimeout("the time is up", request=request)
        connect, read = timeout if isinstance(timeout, tuple) else (timeout, timeout)
        limit: Any = Timeout(connect=connect, read=read, total=None if left == float("inf") else left)
        answer = super().send(request, stream=True, timeout=limit, verify=verify, cert=cert, proxies=proxies)
        try:
            answer.raw = _Read(b"".join(_pieces(answer)))
        except (HTTPError, TooLarge) as error:
            answer.close()
            if isinstance(error, TooLarge):
                raise
            raise requests.ConnectionError(f"{type(error).__name__}", request=request) from error
        return answer


def deadline_session() -> requests.Session:
    """A session of which every request keeps the time, for as many threads at once as make codes in a shop."""
    session = requests.Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, DeadlineTransport(pool_maxsize=MOST_AT_ONCE))
    return session


def _pieces(answer: requests.Response) -> Iterator[bytes]:
    read = 0
    for piece in answer.raw.stream(PIECE, decode_content=True):
        read += len(piece)
        if read > MOST_BYTES:
            # Thrown away before it is unpacked whole: a few kilobytes can unpack to gigabytes.
            raise TooLarge(f"an answer of more than {MOST_BYTES:,} bytes", response=answer)
        yield piece


class _Read:
    """An answer's body that has been read, in the form that requests reads bodies in."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, _size: int, *, decode_content: bool) -> Iterator[bytes]:
        """All of it; it is unpacked already."""
        del decode_content
        yield self._body

    def close(self) -> None:
        """Nothing is held open."""


class _Paced(RawIOBase):
    """What comes out of a socket until the time is up."""

    def __init__(self, raw: RawIOBase, sock: socket.socket) -> None:
        self._raw = raw
        self._sock = sock
        limit = sock.gettimeout()
        self._until = float("inf") if limit is None else time.monotonic() + limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer is not here in time")
        if left != float("inf"):
            self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Answer(HTTPResponse):
    """An answer whose time limit is for all of it, from its first line on."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = BufferedReader(_Paced(self.fp.detach(), sock))


class _Connection(HTTPConnection):
    """urllib3 gives each address of a name the whole time limit, and no public hook to change that.

    So its private ``_new_conn`` is replaced; a test sees whether urllib3 still calls it, for the version is pinned.
    """

    response_class = _Answer

    def _new_conn(self) -> socket.socket:
        return _connected(self)


class _SecureConnection(HTTPSConnection):
    response_class = _Answer

    def _new_conn(self) -> socket.socket:
        return _connected(self)


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


def _connected(connection: HTTPConnection) -> socket.socket:
    seconds = connection.timeout if isinstance(connection.timeout, int | float) else None
    try:
        found = socket.getaddrinfo(connection.host, connection.port, type=socket.SOCK_STREAM)
        sock = first_that_answers([(info[0], info[4]) for info in found], seconds)
    except OSError as error:
        raise NewConnectionError(connection, f"no connection ({type(error).__name__})") from error
    for option in connection.socket_options or ():
        sock.setsockopt(*option)
    return sock


def first_that_answers(addresses: Sequence[tuple[int, Any]], seconds: float | None) -> socket.socket:
    """A connection to the first address that takes one, all tries together within the time; OSError when none does.

    Each is given half of the time that is left, so that one that is silent leaves time for the next.
    """
    until = None if seconds is None else time.monotonic() + seconds
    error = OSError("the name has no address")
    for family, address in addresses:
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            if until is not None:
                share = 1 if len(addresses) == 1 else 2
                sock.settimeout(max(until - time.monotonic(), 0.01) / share)
            sock.connect(address)
            return sock
        except OSError as refused:
            sock.close()
            error = refused
    raise error

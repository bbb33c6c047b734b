"""The core below requests, without a socket: what a session sends goes to a Google, what it answers comes back."""

from collections.abc import Callable, Mapping
from io import BytesIO
from urllib.parse import parse_qsl, urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.exceptions import ConnectionError as ConnectionBroken
from requests.exceptions import ReadTimeout
from urllib3 import HTTPResponse

from sandbox.google.http.exchange import EMAIL, PIECES, Answer, Dropped, Request
from sandbox.google.methods.core import Google


class Adapter(BaseAdapter):
    """Mounts a Google below a requests session: ``session.mount("https://sheets.googleapis.com", Adapter(google))``.

    ``caller`` is the email of the account that asks. ``sleep`` is told how many seconds an answer or its body takes;
    without it nobody waits.
    """

    def __init__(
        self, google: Google, *, caller: str = EMAIL, sleep: Callable[[float], object] = lambda _seconds: None
    ) -> None:
        super().__init__()
        self._google = google
        self._caller = caller
        self._sleep = sleep

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002, FBT001, FBT002 - the signature is the base class's
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,  # noqa: ARG002, FBT001, FBT002
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,  # noqa: ARG002
        proxies: Mapping[str, str] | None = None,  # noqa: ARG002
    ) -> requests.Response:
        """The core's answer; ConnectionError or ReadTimeout where none comes, without waiting for it.

        As in requests itself the limit holds for each wait, not for all of a body that arrives in pieces, and a body
        that is late or breaks off is a ConnectionError or ChunkedEncodingError.
        """
        limit = timeout[1] if isinstance(timeout, tuple) else timeout
        try:
            answer = self._google.answer(_request(request, self._caller))
        except Dropped as dropped:
            raise (ReadTimeout if dropped.waiting else ConnectionBroken)(str(dropped), request=request) from None
        if limit is not None and answer.delay > limit:
            raise ReadTimeout(f"no answer within {limit} s", request=request)
        if limit is not None and answer.body_seconds / PIECES > limit:
            raise ConnectionBroken("Read timed out.", request=request)
        self._sleep(answer.delay + answer.body_seconds)
        return _response(answer, request)

    def close(self) -> None:
        """Nothing is held open."""


def _request(request: requests.PreparedRequest, caller: str) -> Request:
    parts = urlsplit(request.url or "")
    body = request.body or b""
    query = tuple(parse_qsl(parts.query, keep_blank_values=True))
    sent = body.encode() if isinstance(body, str) else body
    return Request(request.method or "GET", parts.path, query, sent, caller)


def _response(answer: Answer, request: requests.PreparedRequest) -> requests.Response:
    response = requests.Response()
    response.status_code = answer.status
    response.headers["Content-Type"] = answer.content_type
    response.encoding = "UTF-8"
    response.raw = BytesIO(answer.body) if answer.cut is None else _cut(answer)
    response.url = request.url or ""
    response.request = request
    return response


def _cut(answer: Answer) -> HTTPResponse:
    """The body as a connection gives it that breaks off: requests meets what it would meet there."""
    sent, length = BytesIO(answer.body[: answer.cut]), str(len(answer.body))
    return HTTPResponse(sent, {"Content-Length": length}, answer.status, preload_content=False)

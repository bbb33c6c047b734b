"""A visit at one of the doors: its request, how its body is read, and what an answer over HTTP looks like."""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import parse_qsl

from flask import Request, Response
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import ClientDisconnected

from service.container import Container
from service.http_server import hang_up_after, hurry
from service.log_lines import trace_of
from sheets.google.client import Spent
from words.exact_json import InexactJson, read_exact_json

LARGEST_BODY = 64 * 1024
MOST_FIELDS = 100
NOT_WHOLE = "The body did not come as a whole."
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Of every answer: nobody keeps it, shows it in a frame of theirs, or takes it for something else than it says."""


@dataclass(slots=True)
class Visit:
    """One request at one door: what it asks, and what its log line will say."""

    request: Request
    container: Container
    door: str = ""
    code: str = ""
    spent: Spent = field(default_factory=Spent)


class TurnedAway(Exception):
    """The request is not one of ours: its status and one sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def allow(visit: Visit, *methods: str) -> None:
    """TurnedAway for any other method."""
    if visit.request.method not in methods:
        raise TurnedAway(405, f"This address takes {methods[0]}.")


def json_body(request: Request, largest: int = LARGEST_BODY) -> object:
    """The request's JSON, numbers exact; raw line breaks in texts are let through: ManyChat's templates make them."""
    try:
        return read_exact_json(_body(request, largest))
    except InexactJson as error:
        raise TurnedAway(400, str(error)) from None


def unproved_body(request: Request, largest: int) -> bytes:
    """The raw body of a caller who proves by it who they are; TurnedAway where it is too large or does not come."""
    hurry(request.environ)
    return _body(request, largest)


def form(request: Request) -> Mapping[str, str]:
    """The fields of a form, of each the first one; none of a form that is written otherwise, as one with files is."""
    body = _body(request, LARGEST_BODY)
    if request.mimetype != "application/x-www-form-urlencoded":
        return {}
    try:
        fields = parse_qsl(body.decode("utf-8", "replace"), max_num_fields=MOST_FIELDS)
    except ValueError:
        raise TurnedAway(413, f"The form has more than {MOST_FIELDS} fields.") from None
    return dict(reversed(fields))


def read_no_more(request: Request) -> None:
    """Nothing of the body is read from now on.

    functions-framework has a hook (its ``read_request``) that reads the whole body of every request once it is
    answered, whoever sent it, and keeps it in memory while it comes: a stranger's ten megabytes, and a thread for as
    long as they hold the last byte.
    """
    if "stream" not in vars(request) and (
        "Content-Length" in request.headers or "Transfer-Encoding" in request.headers
    ):
        hang_up_after(request.environ)
    request.stream = BytesIO()


def _body(request: Request, largest: int) -> bytes:
    """The body; TurnedAway for one that is too large or does not come."""
    too_large = TurnedAway(413, f"The body is over {largest // 1024} KiB.")
    told = request.content_length or 0
    if told > largest:
        raise too_large
    try:
        content = request.stream.read(largest + 1)
    except TimeoutError:
        raise TurnedAway(408, "The body did not come in time.") from None
    except (OSError, ParseException, ClientDisconnected):
        raise TurnedAway(400, NOT_WHOLE) from None
    if len(content) > largest:
        raise too_large
    if len(content) < told:
        raise TurnedAway(400, NOT_WHOLE)
    return content


def json_answer(answer: object, status: int = 200) -> Response:
    """The answer as JSON, which nobody may keep."""
    return Response(json.dumps(answer, ensure_ascii=False), status, HEADERS, mimetype="application/json")


def facts_of(visit: Visit, started: float) -> dict[str, object]:
    """What the log line says of a request: what it asked, how long it took, what it cost, which trace it is part of."""
    header = visit.request.headers.get("X-Cloud-Trace-Context", "")
    return {
        "action": visit.door,
        "code": visit.code,
        "milliseconds": round((time.monotonic() - started) * 1000),
        "sheets_reads": visit.spent.reads,
        "sheets_writes": visit.spent.writes,
    } | trace_of(header, os.environ.get("GOOGLE_CLOUD_PROJECT", ""))

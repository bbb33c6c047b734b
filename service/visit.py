"""A visit at one of the doors: its request, how its body is read, and what an answer over HTTP looks like."""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Request, Response

from service.container import Container
from service.log_lines import trace_of
from sheets.google.client import Spent
from words.exact_json import InexactJson, read_exact_json

LARGEST_BODY = 64 * 1024
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
    # functions-framework reads what is left of a body into memory once we have answered (its read_request): refusing
    # early spares us the parsing, not the memory.
    too_large = TurnedAway(413, f"The body is over {largest // 1024} KiB.")
    if (request.content_length or 0) > largest:
        raise too_large
    content = request.stream.read(largest + 1)
    if len(content) > largest:
        raise too_large
    try:
        return read_exact_json(content)
    except InexactJson as error:
        raise TurnedAway(400, str(error)) from None


def form(request: Request) -> Mapping[str, str]:
    """The fields of a form; TurnedAway when it is too large."""
    if (request.content_length or 0) > LARGEST_BODY:
        raise TurnedAway(413, "The body is over 64 KiB.")
    return request.form


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

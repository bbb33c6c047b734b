"""The JSON message in a request, and in an answer."""

import json
from typing import Any

from sandbox.google.http.exchange import Answer, Request
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import bad_fields


def read(request: Request) -> Json:
    """The JSON message in a request; null is as good as missing, and so is no body at all."""
    if not request.body:
        return {}
    try:
        body: Any = json.loads(request.body, object_pairs_hook=_without_nulls, parse_constant=_no_number)
    except ValueError as error:
        raise bad_fields([("", f"Invalid JSON payload received. {error}")]) from None
    if not isinstance(body, dict):
        raise bad_fields([("", "Invalid JSON payload received. The body is no object.")])
    return body


def answered(status: int, message: Json) -> Answer:
    """The answer with this message."""
    return Answer(status, json.dumps(message, ensure_ascii=False).encode())


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON number.")


def _without_nulls(pairs: list[tuple[str, Any]]) -> Json:
    return {name: value for name, value in pairs if value is not None}

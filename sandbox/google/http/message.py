"""The JSON message in a request, and in an answer."""

import json
import math
from itertools import chain
from typing import Any

from sandbox.google.http.exchange import Answer, Request
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.encoded import Encoded
from sandbox.google.protocol.google_errors import Refusal, bad_fields

_MARK = "\ud800"
"""Half a character, which no text of a message may hold, see ``read``."""

MAX_DIGITS = 400
"""Digits of a number in JSON; no double has more before its point than 309."""


def read(request: Request) -> Json:
    """The JSON message in a request; null is as good as missing, and so is no body at all.

    A 400 for what is no JSON, also for halves of characters, numbers that no double holds and messages without end.
    """
    if not request.body:
        return {}
    try:
        body: Any = json.loads(
            request.body,
            object_pairs_hook=_without_nulls,
            parse_constant=_no_number,
            parse_int=_whole,
            parse_float=_number,
        )
        if b"\\u" in request.body:
            json.dumps(body, ensure_ascii=False).encode()
    except RecursionError:
        raise _unreadable("It is nested too deeply.") from None
    except UnicodeEncodeError:
        raise _unreadable("A text holds half a character.") from None
    except ValueError as error:
        raise _unreadable(str(error)) from None
    if not isinstance(body, dict):
        raise _unreadable("The body is no object.")
    return body


def answered(status: int, message: Json) -> Answer:
    """The answer with this message."""
    encoded: list[bytes] = []

    def marked(value: object) -> str:
        if not isinstance(value, Encoded):
            raise TypeError(f"{value!r} is no JSON")
        encoded.append(value.text)
        return _MARK

    text = json.dumps(message, ensure_ascii=False, allow_nan=False, default=marked)
    first, *others = (part.encode() for part in text.split(f'"{_MARK}"'))
    return Answer(status, b"".join([first, *chain.from_iterable(zip(encoded, others, strict=True))]))


def _unreadable(why: str) -> Refusal:
    return bad_fields([("", f"Invalid JSON payload received. {why}")])


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON number.")


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS or not math.isfinite(float(digits)):
        raise ValueError("A number is too large.")
    return int(digits)


def _number(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError("A number is too large.")
    return value


def _without_nulls(pairs: list[tuple[str, Any]]) -> Json:
    return {name: value for name, value in pairs if value is not None}

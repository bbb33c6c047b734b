"""What a fault does to a request on its way to Google, and to the answer on its way back."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from sandbox.google.http.exchange import Answer, Dropped, Kind
from sandbox.google.http.faults import (
    CutOff,
    Delay,
    DropAfter,
    DropBefore,
    Late,
    OnTheWay,
    Refuse,
    Slow,
    SlowBody,
)
from sandbox.google.protocol.google_errors import Refusal, quota_spent

SENTENCES = {
    400: "Request contains an invalid argument.",
    401: "Request had invalid authentication credentials.",
    403: "The caller does not have permission",
    404: "Requested entity was not found.",
    500: "Internal error encountered.",
    503: "The service is currently unavailable.",
}
"""What Google's JSON says where a request gets as far as the Sheets API."""

PAGE = (
    "<!DOCTYPE html>\n<html lang=en>\n<title>Error {0} (Server Error)!!1</title>\n"
    "<p><b>{0}.</b> <ins>That's an error.</ins>\n<p>The server encountered a temporary error and could not complete "
    "your request.<p>Please try again in 30 seconds. <ins>That's all we know.</ins>\n</html>\n"
)
"""What Google's front door says, such as with 502."""


def met(fault: OnTheWay, kind: Kind, carry_out: Callable[[], Answer]) -> Answer:
    """The answer that arrives, after ``carry_out`` where the request does; Dropped where no answer comes."""
    match fault:
        case DropBefore():
            raise Dropped(waiting=False)
        case Delay() | Late():
            raise Dropped(waiting=True)
        case Refuse():
            if fault.applied:
                carry_out()
            return _refused(fault, kind)
        case DropAfter():
            carry_out()
            raise Dropped(waiting=True)
        case Slow(seconds):
            return replace(carry_out(), delay=seconds)
        case SlowBody(seconds):
            return replace(carry_out(), body_seconds=seconds)
        case CutOff(share):
            answer = carry_out()
            return replace(answer, cut=int(len(answer.body) * share))
        case _:
            assert_never(fault)


def put_off(fault: object, now: float) -> float | None:
    """When a request that nobody waits for is carried out, by the clock; None where the fault puts nothing off."""
    match fault:
        case Delay():
            return float("inf")
        case Late(seconds):
            return now + seconds
        case _:
            return None


def _refused(fault: Refuse, kind: Kind) -> Answer:
    """The answer that a Refuse orders."""
    if isinstance(fault.body, str):
        return _bytes(fault.status, fault.body.encode())
    if fault.body is not None:
        return _bytes(fault.status, fault.body)
    if fault.status == 429:
        return _bytes(429, json.dumps(quota_spent(kind, 60).envelope()).encode())
    if fault.status in SENTENCES:
        return _bytes(fault.status, json.dumps(Refusal(fault.status, SENTENCES[fault.status]).envelope()).encode())
    return _bytes(fault.status, PAGE.format(fault.status).encode())


def _bytes(status: int, body: bytes) -> Answer:
    html = body.lstrip().startswith(b"<")
    return Answer(status, body, "text/html; charset=UTF-8") if html else Answer(status, body)

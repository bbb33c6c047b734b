"""What a fault does to a request on its way to Google, and to the answer on its way back."""

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
    refused,
)


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
            return refused(fault, kind)
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

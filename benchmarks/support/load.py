"""Callers: taps at fixed times whatever the answers, or so many callers who each wait for their answer."""

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from urllib.parse import urlsplit

from benchmarks.support.stand_in import SECRET

PATIENCE_SECONDS = 10.0
"""As long as ManyChat waits."""


@dataclass(frozen=True, slots=True)
class Tap:
    """A contact taps: an action and what was typed, and how many seconds after the beginning."""

    action: str
    contact: str
    detail: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Told:
    """What they were told (``error`` for no answer that ManyChat could show), and after how many seconds."""

    tap: Tap
    code: str
    seconds: float

    @property
    def ok(self) -> bool:
        """True for a claim that was counted, or a question that was answered."""
        return self.code in ("claimed", "points")


def offer(urls: Sequence[str], taps: Sequence[Tap]) -> list[Told]:
    """The answers to taps that come at their times, each at the next address, however many are still waiting."""

    async def all_of_them() -> list[Told]:
        began = time.monotonic()

        async def one(tap: Tap, url: str) -> Told:
            await asyncio.sleep(began + tap.at - time.monotonic())
            return await _told(url, tap)

        return await asyncio.gather(*map(one, taps, cycle(urls)))

    return asyncio.run(all_of_them())


def keep_busy(url: str, taps: Iterator[Tap], *, callers: int, seconds: float) -> list[Told]:
    """The answers to this many callers at once, each of whom taps again as soon as the answer is there."""
    told: list[Told] = []

    async def caller(until: float) -> None:
        while time.monotonic() < until:
            told.append(await _told(url, next(taps)))

    async def all_of_them() -> None:
        until = time.monotonic() + seconds
        await asyncio.gather(*(caller(until) for _ in range(callers)))

    asyncio.run(all_of_them())
    return told


async def _told(url: str, tap: Tap) -> Told:
    began = time.monotonic()
    try:
        code = await asyncio.wait_for(_answer(url, tap), PATIENCE_SECONDS)
    except (OSError, TimeoutError, ValueError, KeyError, asyncio.IncompleteReadError):
        code = "error"
    return Told(tap, code, time.monotonic() - began)


async def _answer(url: str, tap: Tap) -> str:
    """The answer's code; ``home`` is the door that touches nothing."""
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    try:
        writer.write(_request(tap))
        head, _, body = (await reader.read(-1)).partition(b"\r\n\r\n")
    finally:
        writer.close()
    if b" 200 " not in head.partition(b"\r\n")[0]:
        return "error"
    return "home" if tap.action == "home" else str(json.loads(body)["code"])


def _request(tap: Tap) -> bytes:
    if tap.action == "home":
        return b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"
    contact = {"id": tap.contact, "key": f"user:{tap.contact}", "first_name": "Ana", "ig_id": "1"}
    body = json.dumps({"contact": contact, "order_number": tap.detail}).encode()
    head = (
        f"POST /manychat/{tap.action} HTTP/1.1\r\nHost: here\r\nConnection: close\r\nAuthorization: Bearer {SECRET}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body

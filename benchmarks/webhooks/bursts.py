"""Webhooks of a shop: 300 within a second, and as many as 10,000 an hour are, beside customers who claim orders."""

import asyncio
import hmac
import json
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from benchmarks.claims import warm_up
from benchmarks.support.large_shop import Size, contact, order
from benchmarks.support.load import Tap, Told, offer
from benchmarks.support.options import Options
from benchmarks.support.report_table import Figure, middle, say, share, show
from benchmarks.support.stand_in import LIKE_GOOGLE, StandIn, running_stand_in
from sandbox.localhost import free_port
from sandbox.processes import THREADS, running_function

SECRET = "the-secret-of-the-benchmarks-shop"  # noqa: S105 - it keeps nothing
BURST = 300
AN_HOUR = 10_000
CLAIMS_A_SECOND = 20
SECONDS = 6.0
BURST_AT = 1.0
PATIENCE_SECONDS = 10.0
TAKEN = b'{"taken": 1}'
HEADINGS = (
    "60 reads and 60 writes a minute",
    *("webhooks", "taken", "503", "lost", "p50 s", "p99 s", "longest s"),
    *("claims", "claimed", "p50 s", "p99 s", "writes"),
)


@dataclass(frozen=True, slots=True)
class Answered:
    """What the shop was told: taken (200), to send it again (503) or something else (0), and after how many seconds."""

    number: int
    status: int
    seconds: float


def run(options: Options) -> None:
    """Prints the table; ``seconds`` is how long the steady runs last, a burst is over in a few."""
    seconds = options.seconds or SECONDS
    steady = [number * 3600 / AN_HOUR for number in range(int(seconds * AN_HOUR / 3600))]
    burst = [BURST_AT + number / BURST for number in range(BURST)]
    # Each claim is of an order of its own; one member more is there to warm up.
    claims = int(2 * SECONDS * CLAIMS_A_SECOND)
    size = Size(max(2_000, claims + int(seconds * CLAIMS_A_SECOND) + 100))
    with running_stand_in(size, LIKE_GOOGLE) as stand_in:
        rows = [
            _row(stand_in, "claims alone", [], 0, SECONDS),
            _row(stand_in, f"{BURST} webhooks within a second", burst, None, SECONDS),
            _row(stand_in, "the same beside claims", burst, claims // 2, SECONDS),
            _row(stand_in, f"as many as {AN_HOUR:,} an hour", steady, None, seconds),
            _row(stand_in, "the same beside claims", steady, claims, seconds),
        ]
    show(
        f"Webhooks: reads of 250 ms, writes of 350 ms, {CLAIMS_A_SECOND} claims a second, for {SECONDS:.0f} s, in the "
        f"last two rows for {seconds:.0f} s",
        HEADINGS,
        rows,
        (
            "*lost*: answered 200, and not in Orders afterwards; what was answered 503 Shopify and Stripe send again.",
            f"{AN_HOUR:,} an hour are {len(steady):,} webhooks in {seconds:.0f} s; --seconds 3600 is the whole hour.",
        ),
    )


def _row(
    stand_in: StandIn, name: str, webhooks: Sequence[float], first_member: int | None, seconds: float
) -> Sequence[Figure]:
    """The figures of one run; ``first_member`` is where its claims begin, None for a run without any."""
    claims = [] if first_member is None else range(int(seconds * CLAIMS_A_SECOND))
    taps = [
        Tap("claim", contact((first_member or 0) + number + 1), order((first_member or 0) + number + 1), place)
        for number, place in ((number, number / CLAIMS_A_SECOND) for number in claims)
    ]
    first = int(time.monotonic() * 1000)
    with TemporaryDirectory(prefix="regulars-benchmark-") as folder, ExitStack() as stack:
        environment = stand_in.environment() | {"THREADS": str(THREADS), "SHOPIFY_WEBHOOK_SECRET": SECRET}
        function = stack.enter_context(
            running_function(environment, port=free_port(), log=Path(folder) / "function.log")
        )
        function.wait()
        warm_up(function)
        say(name)
        stand_in.begin()
        answered, told = asyncio.run(_both(function.url, webhooks, taps, first))
    return name, *_of_shop(stand_in, answered), *_of_chat(told), stand_in.spent()["write"]


def _of_shop(stand_in: StandIn, answered: Sequence[Answered]) -> Sequence[Figure]:
    statuses = Counter(answer.status for answer in answered)
    there = {str(row[0]) for row in stand_in.tab("Orders")[1:] if row}
    lost = [answer for answer in answered if answer.status == 200 and f"#{answer.number}" not in there]
    waits = [answer.seconds for answer in answered]
    say(f"answered {dict(statuses)}")
    return (
        len(answered),
        statuses[200],
        statuses[503],
        len(lost),
        middle(waits),
        share(waits, 0.99),
        max(waits, default=0),
    )


def _of_chat(told: Sequence[Told]) -> Sequence[Figure]:
    waits = [answer.seconds for answer in told]
    return len(told), sum(answer.code == "claimed" for answer in told), middle(waits), share(waits, 0.99)


async def _both(
    url: str, webhooks: Sequence[float], taps: Sequence[Tap], first: int
) -> tuple[list[Answered], list[Told]]:
    """Webhooks and taps, each at its time; the taps in a thread, as they have a loop of their own."""
    began = time.monotonic()

    async def one(number: int, at: float) -> Answered:
        await asyncio.sleep(began + at - time.monotonic())
        return await _posted(url, number)

    chat = asyncio.to_thread(offer, [url], taps) if taps else asyncio.sleep(0, [])
    shop = asyncio.gather(*(one(first + number, at) for number, at in enumerate(webhooks)))
    answered, told = await asyncio.gather(shop, chat)
    return answered, told


async def _posted(url: str, number: int) -> Answered:
    began, status = time.monotonic(), 0
    place, request = urlsplit(url), _request(number)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            reader, writer = await asyncio.open_connection(place.hostname, place.port)
            try:
                writer.write(request)
                answer = await reader.read(-1)
                status = int(answer.split(maxsplit=2)[1]) if TAKEN in answer or b" 503 " in answer else 0
            finally:
                writer.close()
    except (OSError, TimeoutError, ValueError, IndexError):
        pass
    return Answered(number, status, time.monotonic() - began)


def _request(number: int) -> bytes:
    body = json.dumps(
        {
            "id": number,
            "name": f"#{number}",
            "email": f"customer{number}@example.com",
            "currency": "USD",
            "total_price": "60.00",
            "subtotal_price": "50.00",
            "financial_status": "paid",
            "updated_at": "2026-11-20T10:00:00Z",
            "line_items": [{"name": f"Product {line}", "quantity": 1, "price": "10.00"} for line in range(5)],
        }
    ).encode()
    signature = b64encode(hmac.digest(SECRET.encode(), body, "sha256")).decode()
    head = (
        "POST /shops/shopify HTTP/1.1\r\nHost: here\r\nConnection: close\r\nX-Shopify-Topic: orders/paid\r\n"
        f"X-Shopify-Hmac-SHA256: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body

"""Requests a second on one core, with no latency and no quota, beside the door that touches nothing."""

import os
from collections.abc import Iterator
from itertools import count, cycle
from pathlib import Path

from benchmarks.claims import function_on, warm_up
from benchmarks.support.large_shop import Size, contact, order
from benchmarks.support.load import Tap, Told, keep_busy
from benchmarks.support.options import Options
from benchmarks.support.report_table import Figure, middle, say, share, show
from benchmarks.support.stand_in import running_stand_in
from sandbox.processes import Function

MEMBERS = 10_000
CALLERS = (1, 10, 100)
RATE_SECONDS = 10.0


def run(options: Options) -> None:
    """Prints the table."""
    members, seconds = options.members or MEMBERS, options.seconds or RATE_SECONDS
    rows: list[tuple[Figure, ...]] = []
    with running_stand_in(Size(members)) as stand_in, function_on(stand_in) as function:
        _keep_to_one_core(function)
        warm_up(function)
        unclaimed = count(1)
        for name, taps in (
            ("`GET /`", cycle([Tap("home", "")])),
            ("points", (Tap("points", contact(number % members)) for number in count())),
            ("claim", (Tap("claim", contact(number), order(number)) for number in unclaimed)),
        ):
            rows += [_row(name, callers, function, taps, seconds) for callers in CALLERS]
    headings = ("one core", "callers at once", "answers a second", "p50 ms", "p99 ms", "not ok")
    show(f"Requests: answers a second on one core, {members:,} members", headings, rows)


def _row(name: str, callers: int, function: Function, taps: Iterator[Tap], seconds: float) -> tuple[Figure, ...]:
    say(f"{name}, {callers} at once")
    told = keep_busy(function.url, taps, callers=callers, seconds=seconds)
    good = [answer.seconds * 1000 for answer in told if _good(answer)]
    return name, callers, len(good) / seconds, middle(good), share(good, 0.99), len(told) - len(good)


def _good(told: Told) -> bool:
    return told.ok or told.code == "home"


def _keep_to_one_core(function: Function) -> None:
    """All threads of the function on one core, so that the figure does not depend on how many there are."""
    core = {max(os.sched_getaffinity(0))}
    master = function.process.pid
    workers = Path(f"/proc/{master}/task/{master}/children").read_text(encoding="utf-8").split()
    for process in (master, *map(int, workers)):
        for thread in Path(f"/proc/{process}/task").iterdir():
            os.sched_setaffinity(int(thread.name), core)

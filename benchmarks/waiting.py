"""What callers who wait cost in memory: five hundred at once in one process, while Google is slow."""

import time
from concurrent.futures import ThreadPoolExecutor

from benchmarks.claims import function_on, warm_up
from benchmarks.memory import MIB
from benchmarks.support.large_shop import Size, contact, order
from benchmarks.support.load import Tap, offer
from benchmarks.support.options import Options
from benchmarks.support.process_memory import memory_of
from benchmarks.support.report_table import Figure, say, share, show
from benchmarks.support.stand_in import GoogleConditions, running_stand_in
from benchmarks.support.worker import worker_of

MEMBERS = 1_000
WAITING = (100, 500)
SLOW_GOOGLE = GoogleConditions(None, (1_200, 100))
"""So slow that all have come before the first has been answered."""
SAMPLE_SECONDS = 0.05


def run(options: Options) -> None:
    """Prints the table."""
    rows = [_with(waiting, options.members or MEMBERS) for waiting in WAITING]
    headings = ("MiB", "before", "most while they wait", "for one, in KiB", "answered ok", "of", "slowest s")
    notes = ("Each caller has a thread of the function's; the memory is the process's resident set.",)
    show("Waiting callers: memory of one process", headings, rows, notes)


def _with(waiting: int, members: int) -> tuple[Figure, ...]:
    say(f"{waiting} callers wait at once")
    with (
        running_stand_in(Size(members), SLOW_GOOGLE) as stand_in,
        function_on(stand_in, threads=waiting + 10) as function,
    ):
        warm_up(function)
        worker = worker_of(function.process.pid)
        before = most = memory_of(worker)
        taps = [Tap("claim", contact(number), order(number)) for number in range(waiting)]
        with ThreadPoolExecutor(1) as pool:
            answers = pool.submit(offer, [function.url], taps)
            while not answers.done():
                most = max(most, memory_of(worker))
                time.sleep(SAMPLE_SECONDS)
        told = answers.result()
    good = [answer.seconds for answer in told if answer.ok]
    each = round((most - before) / 1024 / waiting)
    return f"{waiting} waiting", before // MIB, most // MIB, each, len(good), waiting, share(good, 1.0)

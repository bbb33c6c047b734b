"""Claims under Google's quota: two hundred a second on one instance beside two kinds of gspread scripts, then fewer on
several instances that share the quota."""

import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.support.large_shop import Size, contact, order
from benchmarks.support.load import Tap, Told, offer
from benchmarks.support.options import Options
from benchmarks.support.plain_scripts import SCRIPTS
from benchmarks.support.report_table import Figure, middle, say, share, show
from benchmarks.support.stand_in import LIKE_GOOGLE, GoogleConditions, StandIn, open_session, running_stand_in
from benchmarks.support.worker import processor_seconds_of, worker_of
from sandbox.localhost import free_port
from sandbox.processes import ROOT, THREADS, Function, running_function

CLAIMS_A_SECOND = 200
SHARED_CLAIMS_A_SECOND = 60
"""Offered to several instances together."""
INSTANCES = (1, 2, 3)
TWICE_EVERY = 10
"""Of this many customers one taps twice, at the same moment."""
SCRIPTS_AT_ONCE = 2
"""How many copies of a script run at once."""
SCRIPT_MEMBERS = 600
"""Scripts get a smaller shop: they come no further, and the stand-in is slower than Google at finding a long tab's end
for ``append_row``."""
HEADINGS = (
    "60 reads and 60 writes a minute, if not said otherwise",
    *("offered", "ok", "no", "later", "429", "error"),
    *("lost", "twice", "ok a minute", "p50 s", "p99 s", "reads", "writes", "got 429", "lost races", "CPU s"),
)


def run(options: Options) -> None:
    """Prints both tables; with ``options.path`` the function of that checkout is measured beside this one."""
    seconds = options.seconds or 60.0
    versions = {"this service": ROOT} | ({"the other checkout": options.path} if options.path else {})
    rows = [_of_service(name, folder, seconds, CLAIMS_A_SECOND) for name, folder in versions.items()]
    shared = [
        _of_service(name, folder, seconds, SHARED_CLAIMS_A_SECOND, instances)
        for instances in INSTANCES
        for name, folder in versions.items()
    ]
    rows += _of_scripts(seconds)
    show(
        f"Claims: {CLAIMS_A_SECOND} a second for {seconds:.0f} s, reads of 250 ms, writes of 350 ms",
        HEADINGS,
        rows,
        (
            f"Every {TWICE_EVERY}th customer taps twice at once.",
            "*lost*: answered ok, and not in the Ledger afterwards; *twice*: in the Ledger more than once.",
            "*lost races*: commits that the fence refused; *CPU s*: processor time of all instances together.",
            f"{SCRIPTS_AT_ONCE} of a script run at once on {SCRIPT_MEMBERS} members.",
            "Each takes the next tap when it is done, and its seconds count from then.",
        ),
    )
    show(f"Instances that share the quota: {SHARED_CLAIMS_A_SECOND} claims a second", HEADINGS, shared)


def taps(members: int, a_second: float = CLAIMS_A_SECOND) -> list[Tap]:
    """A claim by each member in turn, some of them tapped twice."""
    found = []
    for number in range(members):
        tap = Tap("claim", contact(number), order(number), number / a_second)
        found += [tap, tap] if number % TWICE_EVERY == 0 else [tap]
    return found


@contextmanager
def function_on(stand_in: StandIn, *, threads: int = THREADS, folder: Path = ROOT) -> Iterator[Function]:
    """The function of the checkout ``folder`` in a process of its own, with so many threads."""
    with TemporaryDirectory(prefix="regulars-benchmark-") as place:
        log = Path(place) / "function.log"
        environment = stand_in.environment() | {"THREADS": str(threads)}
        with running_function(environment, port=free_port(), log=log, folder=folder) as function:
            function.wait()
            yield function


def warm_up(function: Function, seconds: float = 120.0) -> bool:
    """Asks until an answer comes; False when none came in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if offer([function.url], [Tap("points", contact(0))])[0].ok:
            return True
    return False


def _of_service(name: str, folder: Path, seconds: float, a_second: int, instances: int = 1) -> Sequence[Figure]:
    members = int(seconds * a_second)
    with running_stand_in(Size(members), LIKE_GOOGLE) as stand_in, ExitStack() as stack:
        functions = [stack.enter_context(function_on(stand_in, folder=folder)) for _ in range(instances)]
        if not all(map(warm_up, functions)):
            say("the function gave no answer while it was warming up")
        say(f"offering {a_second} claims a second for {seconds:.0f} s to {name}, instances: {instances}")
        workers = [worker_of(function.process.pid) for function in functions]
        before = sum(map(processor_seconds_of, workers))
        stand_in.begin()
        told = offer([function.url for function in functions], taps(members, a_second))
        spent = sum(map(processor_seconds_of, workers)) - before
        return *_row(f"{name}, {instances} instance{'s' * (instances > 1)}", told, seconds, stand_in), spent


def _of_scripts(seconds: float) -> list[Sequence[Figure]]:
    both = (LIKE_GOOGLE, GoogleConditions(None, LIKE_GOOGLE.latency_ms))
    runs = [(name, seconds, conditions) for name in SCRIPTS for conditions in both]
    with ThreadPoolExecutor(len(runs)) as pool:
        return [(*row, "") for row in pool.map(_of_script, *zip(*runs, strict=True))]


def _of_script(name: str, seconds: float, conditions: GoogleConditions) -> Sequence[Figure]:
    with running_stand_in(Size(SCRIPT_MEMBERS), conditions) as stand_in:
        say(f"offering them to {SCRIPTS_AT_ONCE} at once of the {name}, quota {conditions.quota}")
        processes = multiprocessing.get_context("spawn")
        turn, answers = processes.Value("i", 0), processes.SimpleQueue()
        stand_in.begin()
        workers = [
            processes.Process(target=_work, args=(name, stand_in.url, stand_in.credentials, seconds, turn, answers))
            for _ in range(SCRIPTS_AT_ONCE)
        ]
        for worker in workers:
            worker.start()
        told: list[Told] = [answer for _ in workers for answer in answers.get()]
        for worker in workers:
            worker.join()
        return _row(name if conditions.quota else f"{name}, without the quota", told, seconds, stand_in)


def _work(
    name: str,
    url: str,
    credentials: Path,
    seconds: float,
    turn: "Synchronized[int]",
    answers: "multiprocessing.SimpleQueue[list[Told]]",
) -> None:
    """One script: takes the taps in their order, each when it is due."""
    claim, offered, told = SCRIPTS[name](open_session(credentials), url), taps(SCRIPT_MEMBERS), list[Told]()
    until = time.monotonic() + seconds
    while time.monotonic() < until and turn.value < len(offered):
        with turn.get_lock():
            tap, turn.value = offered[turn.value], turn.value + 1
        began = time.monotonic()
        code = claim(tap.contact, tap.detail)
        told.append(Told(tap, code, time.monotonic() - began))
    answers.put(told)


def _row(name: str, told: Sequence[Told], seconds: float, stand_in: StandIn) -> Sequence[Figure]:
    codes, spent = Counter(answer.code for answer in told), stand_in.spent()
    said_yes = {answer.tap.detail for answer in told if answer.ok}
    booked = Counter(str(row[5]) for row in stand_in.tab("Ledger")[1:] if len(row) > 5 and row[3] == "claim")
    waits = [answer.seconds for answer in told if answer.code not in ("refused", "error")]
    silent = len([number for number in booked if number not in said_yes])
    say(f"{name}: {dict(codes)}, booked and not said so: {silent}")
    known = codes["claimed"] + codes["already_claimed"] + codes["later"] + codes["refused"]
    return (
        name,
        len(told),
        codes["claimed"],
        codes["already_claimed"],
        codes["later"],
        codes["refused"],
        codes.total() - known,
        len([number for number in said_yes if number not in booked]),
        len([number for number, times in booked.items() if times > 1]),
        round(codes["claimed"] * 60 / seconds),
        middle(waits),
        share(waits, 0.99),
        spent["read"],
        spent["write"],
        spent["refused"],
        spent["raced"],
    )

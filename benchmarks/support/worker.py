"""A process of its own in which one workbook, or one script, answers, so that its time and memory are its own."""

import gc
import multiprocessing
import os
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

from google.oauth2.service_account import Credentials

from benchmarks.support.large_shop import SPREADSHEET, contact, order
from benchmarks.support.plain_scripts import careful
from benchmarks.support.process_memory import memory_of
from benchmarks.support.stand_in import StandIn, open_session
from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from service.container import chance, now
from sheets.google.client import SCOPES, Google, authorized_session
from sheets.google.errors import WorkbookError
from sheets.workbook import Workbook

REQUEST_SECONDS = 900.0
"""Google may take so long here: the stand-in needs more time for a large tab than Google does."""
NO_LIMIT_QUOTA = (1_000_000, 1_000_000)
MEASURING_SECONDS = 20.0
"""Seconds after which a measurement is not repeated any more."""
FEWEST_TURNS, MOST_TURNS = 3, 200
CALLERS_AT_ONCE = 100


class Patient(Google):
    """Waits for the stand-in as long as it takes."""

    def _request(self, method: str, address: str, seconds: float, *more: Any, **options: Any) -> Any:
        return super()._request(method, address, max(seconds, REQUEST_SECONDS), *more, **options)


@dataclass(frozen=True, slots=True)
class Costs:
    """CPU seconds for one answer of each kind, and the process's memory in bytes before the first and at the end."""

    claim: float
    refusal: float
    question: float
    at_once: float
    script: float
    first: float
    memory_empty: int
    memory: int
    memory_peak: int


def measured(stand_in: StandIn) -> Costs:
    """The costs on this stand-in, measured in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_measure, stand_in.url, stand_in.credentials).result()


def open_workbook(url: str, credentials: Path) -> Workbook:
    """A workbook that nothing holds up, on the function's own session."""
    signer = Credentials.from_service_account_file(str(credentials), scopes=SCOPES)
    google = Patient(SPREADSHEET, authorized_session(signer), url=url)
    return Workbook(google, clock=now, chance=chance, quota=NO_LIMIT_QUOTA)


def claims(workbook: Workbook, number: int) -> None:
    """A member claims their order; for the second time it is refused."""
    rule = partial(claim_order, contact=contact(number), number=order(number), now=now())
    workbook.transact(rule, seconds=REQUEST_SECONDS)


def asks(workbook: Workbook, number: int) -> None:
    """A member asks for their points."""
    workbook.transact(partial(tell_points, contact=contact(number), now=now()), seconds=REQUEST_SECONDS)


def warm(workbook: Workbook) -> None:
    """Asks until the workbook answers, which it may refuse to do as long as it is reading for the first time."""
    until = time.monotonic() + REQUEST_SECONDS
    while True:
        try:
            return asks(workbook, 0)
        except WorkbookError:
            if time.monotonic() > until:
                raise


def _measure(url: str, credentials: Path) -> Costs:
    empty, began = _memory("VmRSS"), time.process_time()
    workbook = open_workbook(url, credentials)
    warm(workbook)
    claims(workbook, 0)
    first = time.process_time() - began
    claim = _repeated(partial(claims, workbook), range(1, MOST_TURNS + 1))
    memory, peak = _memory("VmRSS"), _memory("VmHWM")
    refusal = _repeated(partial(claims, workbook), [1, 2, 3] * MOST_TURNS)
    question = _repeated(partial(asks, workbook), range(1, MOST_TURNS + 1))
    starts = [2 * MOST_TURNS + turn * CALLERS_AT_ONCE for turn in range(5)]
    groups = [range(start, start + CALLERS_AT_ONCE) for start in starts]
    at_once = _repeated(partial(_claim_at_once, workbook), groups) / CALLERS_AT_ONCE
    del workbook
    gc.collect()
    script = careful(open_session(credentials), url)
    script(contact(MOST_TURNS + 1), order(MOST_TURNS + 1))
    plain = _repeated(lambda number: script(contact(number), order(number)), range(MOST_TURNS + 2, MOST_TURNS + 12))
    return Costs(claim, refusal, question, at_once, plain, first, empty, memory, peak)


def _repeated(call: Callable[[Any], object], turns: Sequence[Any]) -> float:
    """The median of the CPU seconds that the calls take in this process."""
    taken: list[float] = []
    until = time.monotonic() + MEASURING_SECONDS
    for turn in turns:
        began = time.process_time()
        call(turn)
        taken.append(time.process_time() - began)
        if len(taken) >= FEWEST_TURNS and time.monotonic() > until:
            break
    return statistics.median(taken)


def _claim_at_once(workbook: Workbook, numbers: Sequence[int]) -> None:
    callers = [Thread(target=claims, args=(workbook, number)) for number in numbers]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()


def _memory(what: str, process: int = 0) -> int:
    return memory_of(process or os.getpid(), what)


def worker_of(master: int) -> int:
    """The process under gunicorn's that does the work."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text(encoding="utf-8").split()
    return int(children[0]) if children else master


def threads_of(process: int) -> int:
    """How many threads a process has now."""
    return len(list(Path(f"/proc/{process}/task").iterdir()))


def processor_seconds_of(process: int) -> float:
    """The processor time that a process has used so far, as Linux tells it."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

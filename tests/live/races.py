"""Many races: two processes swap the fence at the same moment, with small and large batches, while a person edits.

It is what ``manage.py check`` tries once (commands/checks/fence_race.py), judged by the same verdict.
"""

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import NamedTuple

from commands.checks.fence_race import SIDES, compete, verdict
from service.container import credentials_here
from sheets.google.client import Google, authorized_session
from sheets.google.errors import NoAnswer, QuotaSpent, RequestRefused, WorkbookError
from tests.live.google import Stopped
from tests.live.promises import Promise, expect
from tests.live.scratch import Pair

RACE_SECONDS = 90.0
SIZES = {"1 KB": (1, 1_000), "1 MB": (20, 50_000)}
"""How many cells a batch fills, and with how many characters each: no cell takes more than 50,000."""
MOST_IN_A_ROW = 10
TOLD_EVERY = 50
ROWS_TO_TYPE_IN = 1_200


class Lap(NamedTuple):
    """What one side heard, and after how many seconds: None when Google applied its batch."""

    error: WorkbookError | None
    seconds: float


@dataclass
class Standings:
    """What has come of all races so far; ``token`` is the fence's."""

    token: str = "start"
    races: int = 0
    lost: int = 0
    unknown: list[str] = field(default_factory=list)
    seconds: dict[str, list[float]] = field(default_factory=lambda: {size: [] for size in SIZES})
    attempts: Iterator[int] = field(default_factory=count)
    _in_a_row: int = 0

    def note(self, size: str, laps: Sequence[Lap]) -> None:
        """A race that one of them has won."""
        self.races += 1
        self.lost += sum(lap.error is not None for lap in laps)
        self.seconds[size] += [lap.seconds for lap in laps]
        self._in_a_row = 0

    def note_unknown(self, errors: Sequence[WorkbookError]) -> None:
        """One that has to be run again; Stopped when that is so again and again."""
        self.unknown += [str(error) for error in errors]
        self._in_a_row += 1
        if self._in_a_row > MOST_IN_A_ROW:
            raise Stopped(f"the races do not get on: {self.unknown[-1]}")

    def __str__(self) -> str:
        took = (
            f"{size}: half within {_share(seconds, 0.5):.2f} s, 99 % within {_share(seconds, 0.99):.2f} s"
            for size, seconds in self.seconds.items()
            if seconds
        )
        again = f"{len(self.unknown)} batches met the quota or no answer"
        return f"{self.races} races: 0 won by both, {self.lost} batches lost, {again}; {'; '.join(took)}"


def _share(seconds: Sequence[float], share: float) -> float:
    return sorted(seconds)[min(int(len(seconds) * share), len(seconds) - 1)]


def of_two_processes_one_wins_each_race(pair: Pair) -> str:
    """Both rest on one token; exactly one may be applied, and of the other nothing may be."""
    pair.live.batch(pair.name("name", "start"))
    if pair.run.hands:
        pair.asked(
            f"In the tab '{pair.a}', type 1, 2, 3 and so on downwards into column D, beginning in D1, one number in "
            "each cell. Press Enter here when you have begun, and go on typing until you are told to stop."
        )
    seen = Standings()
    with _racers(pair) as race:
        while seen.races < pair.run.races:
            if _counts(pair, race, seen) and not seen.races % TOLD_EVERY:
                pair.run.say(f"{seen.races} of {pair.run.races} races")
    expect(pair.names().keys() == {seen.token}, pair.names())
    return f"{seen}; {_persons(pair)}"


def _counts(pair: Pair, race: "Race", seen: Standings) -> bool:
    """Runs one race; False when not all of it is known: it counts for nothing, and must not have been won twice."""
    attempt = next(seen.attempts)
    size = list(SIZES)[seen.races % len(SIZES)]
    laps = race(seen.token, attempt, size)
    errors = [lap.error for lap in laps]
    unknown = [error for error in errors if error and not isinstance(error, RequestRefused)]
    if unknown:
        _expect_no_two(pair, attempt)
        [seen.token] = pair.names()
        seen.note_unknown(unknown)
        pair.live.wait_for_quota()
        return False
    found = [finding.sentence for finding in verdict(errors)]
    expect(not found, f"in race {seen.races + 1}, of {size}: {' '.join(found)}")
    _expect_whole(pair, attempt, errors)
    seen.note(size, laps)
    seen.token = _id(attempt, SIDES[errors.index(None)])
    return True


def _marks(pair: Pair, attempt: int) -> list[bool]:
    """Whose cells are there; one read."""
    tops = pair.live.values(*(f"'{tab}'!A1" for tab in (pair.a, pair.b)))
    return [top.get("values", [[""]])[0][0] == _mark(attempt) for top in tops]


def _expect_whole(pair: Pair, attempt: int, errors: Sequence[WorkbookError | None]) -> None:
    """All is there of the one that won, and nothing of the other."""
    there = _marks(pair, attempt) == [error is None for error in errors]
    expect(there, "what was refused has left something, or what was applied is not there")


def _expect_no_two(pair: Pair, attempt: int) -> None:
    expect(not all(_marks(pair, attempt)), "of two batches, one of them without an answer, both were applied")


def _id(attempt: int, side: str) -> str:
    return f"{attempt}{side}"


def _mark(attempt: int) -> str:
    return f"race {attempt}"


def _persons(pair: Pair) -> str:
    """What became of the numbers that a person typed meanwhile; Differs when one is missing."""
    if not pair.run.hands:
        return "nobody edited meanwhile"
    pair.asked("Stop typing now, and press Enter here when Google says that all is saved.")
    cells = [row[0] if row else "" for row in pair.live.values(f"'{pair.a}'!D1:D")[0].get("values", [])]
    expect(cells, "nobody typed anything into column D")
    expect(cells == list(range(1, len(cells) + 1)), f"of what a person typed meanwhile there is only {cells}")
    return f"{len(cells)} numbers that a person typed meanwhile are all there"


@contextmanager
def _racers(pair: Pair) -> Iterator["Race"]:
    """Two processes, each with a connection of its own, for as long as the ``with`` block runs."""
    context = multiprocessing.get_context("spawn")
    start, lines, racers = context.Barrier(len(SIDES)), list[Connection](), []
    for _ in SIDES:
        ours, theirs = context.Pipe()
        arguments = pair.live.spreadsheet, pair.live.url, start, theirs
        racer = context.Process(target=_racer, args=arguments, daemon=True)
        racer.start()
        theirs.close()
        lines.append(ours)
        racers.append(racer)
    try:
        yield Race(pair, lines)
    finally:
        for line in lines:
            line.close()
        for racer in racers:
            racer.join()


@dataclass(frozen=True, slots=True)
class Race:
    """Sends both sides off at once."""

    pair: Pair
    lines: Sequence[Connection]

    def __call__(self, token: str, attempt: int, size: str) -> list[Lap]:
        """What both sides heard; Stopped when one of them is gone."""
        pair, (cells, signs) = self.pair, SIZES[size]
        for line, side, tab in zip(self.lines, SIDES, (pair.a, pair.b), strict=True):
            swap = [pair.unname(token), pair.name("name", _id(attempt, side))]
            filled = [pair.text(1 + at // 2, "x" * signs, tab=tab, column=at % 2) for at in range(cells)]
            line.send([*swap, pair.text(0, _mark(attempt), tab=tab), *filled])
        pair.live.spent.writes += len(self.lines)
        try:
            return [_heard(*line.recv()) for line in self.lines]
        except EOFError:
            raise Stopped("one of the two processes that race has ended") from None


def _heard(kind: str, said: str, seconds: float) -> Lap:
    errors = {"applied": None, "refused": RequestRefused(said), "quota": QuotaSpent(said), "unknown": NoAnswer(said)}
    return Lap(errors[kind], seconds)


def _racer(spreadsheet: str, url: str, start: Barrier, line: Connection) -> None:
    """One of the two processes: sends what it is given, until its line is closed."""
    google = Google(spreadsheet, authorized_session(credentials_here()), url=url)
    watch = _Watch(start)
    while True:
        try:
            batch = line.recv()
        except EOFError:
            return
        error = compete(google, batch, watch, RACE_SECONDS)
        line.send((_kind(error), str(error), time.monotonic() - watch.began))


@dataclass
class _Watch:
    """A start that notes when it went off."""

    start: Barrier
    began: float = 0.0

    def wait(self, timeout: float | None = None) -> int:
        """Returns when all are there."""
        place: int = self.start.wait(timeout)
        self.began = time.monotonic()
        return place


def _kind(error: WorkbookError | None) -> str:
    match error:
        case None:
            return "applied"
        case RequestRefused():
            return "refused"
        case QuotaSpent():
            return "quota"
        case _:
            return "unknown"


RACES = (
    Promise(
        "Of two processes that swap the fence at once exactly one wins, every time",
        of_two_processes_one_wins_each_race,
        rows=ROWS_TO_TYPE_IN,
    ),
)

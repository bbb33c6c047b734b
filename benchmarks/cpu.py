"""CPU for one answer at three sizes, beside a careful gspread script; the stand-in's own does not count."""

import cProfile
import io
import json
import pstats
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.support.large_shop import Size
from benchmarks.support.options import Options
from benchmarks.support.report_table import Figure, middle, say, show
from benchmarks.support.stand_in import StandIn, running_stand_in
from benchmarks.support.worker import Costs, claims, measured, open_workbook, warm
from sandbox.processes import ROOT

SIZES = (Size(1_000, 5), Size(10_000, 5), Size(100_000, 3))
"""The last one is the largest of the design's promises: 100,000 members with 300,000 entries."""
HEADINGS = (
    "CPU in ms",
    *("claim", "refusal", "question", "claim, 100 at once", "claim, times the smallest", "careful script's claim"),
    *("first answer", "MiB after a warm claim", "most there was"),
)
MIB = 2**20
PROFILED = 10
FIRST_MEMBERS, FIRST_TURNS = 20_000, 3
PROFILE_LINES = 25


def run(options: Options) -> None:
    """Prints the table."""
    sizes = SIZES if options.members is None else (Size(options.members, 5),)
    found: list[tuple[Size, Costs]] = []
    for size in sizes:
        with running_stand_in(size) as stand_in:
            say(f"measuring answers at {size}")
            found.append((size, measured(stand_in)))
    least = found[0][1].claim
    show("CPU: milliseconds for one answer, warm", HEADINGS, [_row(size, costs, least) for size, costs in found])


def first(options: Options) -> None:
    """Prints what the first reading of a shop takes; with ``options.path`` in turns with that checkout."""
    versions = {"this version": ROOT} | ({"the other checkout": options.path} if options.path else {})
    with running_stand_in(Size(options.members or FIRST_MEMBERS, 3)) as stand_in:
        found: dict[str, list[list[float]]] = {name: [] for name in versions}
        for turn in range(FIRST_TURNS):
            say(f"the first reading, turn {turn + 1} of {FIRST_TURNS}")
            for name, folder in versions.items():
                found[name].append(_first_reading(stand_in, folder))
    least = {name: [min(figures) for figures in zip(*runs, strict=True)] for name, runs in found.items()}
    rows = [
        (name, *least[name][:1], middle([run[0] for run in runs]), *(int(size) // MIB for size in least[name][1:]))
        for name, runs in found.items()
    ]
    seconds = [of_one[0] for of_one in least.values()]
    note = f"The least of this version is {seconds[0] / seconds[-1]:.2f} times that of the last one named."
    headings = ("", "s of CPU, the least", "the median", "MiB then", "most there was")
    show(f"The first reading, {FIRST_TURNS} processes each, in turns", headings, rows, [note] if options.path else [])


def _first_reading(stand_in: StandIn, folder: Path) -> list[float]:
    script = ROOT / "benchmarks" / "support" / "first_reading.py"
    command = [sys.executable, str(script), stand_in.url, str(stand_in.credentials)]
    told = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    figures: list[float] = json.loads(told.stdout)
    return figures


def profile(options: Options) -> None:
    """Prints where the time of a warm claim goes."""
    with running_stand_in(Size(options.members or 10_000, 5)) as stand_in:
        workbook = open_workbook(stand_in.url, stand_in.credentials)
        warm(workbook)
        claims(workbook, 0)
        with cProfile.Profile() as profiler:
            for number in range(1, PROFILED + 1):
                claims(workbook, number)
    for order in ("cumulative", "tottime"):
        text = io.StringIO()
        pstats.Stats(profiler, stream=text).sort_stats(order).print_stats(PROFILE_LINES)
        say(text.getvalue())


def _row(size: Size, costs: Costs, least: float) -> Sequence[Figure]:
    times = (costs.claim, costs.refusal, costs.question, costs.at_once)
    return (
        str(size),
        *(seconds * 1000 for seconds in times),
        costs.claim / least,
        costs.script * 1000,
        costs.first * 1000,
        costs.memory // MIB,
        costs.memory_peak // MIB,
    )

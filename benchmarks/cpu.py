"""CPU for one answer at three sizes, beside a careful gspread script; the stand-in's own does not count."""

import cProfile
import io
import pstats
from collections.abc import Sequence

from benchmarks.support.large_shop import Size
from benchmarks.support.options import Options
from benchmarks.support.report_table import Figure, say, show
from benchmarks.support.stand_in import running_stand_in
from benchmarks.support.worker import Costs, claims, measured, open_workbook, warm

SIZES = (Size(1_000, 5), Size(10_000, 5), Size(100_000, 3))
"""The last one is the largest of the design's promises: 100,000 members with 300,000 entries."""
HEADINGS = (
    "CPU in ms",
    *("claim", "refusal", "question", "claim, 100 at once", "claim, times the smallest", "careful script's claim"),
    *("first answer", "MiB after a warm claim", "most there was"),
)
MIB = 2**20
PROFILED = 10
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

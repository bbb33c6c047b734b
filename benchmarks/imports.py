"""Importing 50,000 orders by the command line: its processor time, its time, and its requests under Google's quota."""

import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.support.large_shop import Size
from benchmarks.support.options import Options
from benchmarks.support.report_table import Figure, say, show
from benchmarks.support.stand_in import LIKE_GOOGLE, StandIn, running_stand_in

LINES = 50_000
ROOT = Path(__file__).parent.parent
HEADINGS = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,Created at,"
    "Lineitem quantity,Lineitem name,Lineitem price,Cancelled at,Refunded Amount"
)
COLUMNS = 40
"""As wide as Shopify's own export is; the program looks at some of them."""
MORE = tuple(f"Extra {number}" for number in range(COLUMNS - len(HEADINGS.split(","))))


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of the command has cost."""

    processor: float
    seconds: float
    reads: int
    writes: int
    refused: int
    mebibytes: float


def run(options: Options) -> None:
    """Prints the table."""
    lines = options.members or LINES
    with running_stand_in(Size(1_000, 5), LIKE_GOOGLE) as stand_in, TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        path.write_text("\n".join([",".join((HEADINGS, *MORE)), *map(_line, range(lines))]), encoding="utf-8")
        # A new checkout compiles its modules once, which is no part of an import.
        subprocess.run([sys.executable, "manage.py", "--version"], cwd=ROOT, capture_output=True, check=True)
        say(f"importing {lines:,} orders")
        first = _imported(stand_in, path)
        say("importing them again")
        again = _imported(stand_in, path)
        rows = len(stand_in.tab("Orders")) - 1_001
    columns = ("processor s", "seconds", "reads", "writes", "answered 429", "MiB at the most")
    show(
        f"Import: {lines:,} lines of {COLUMNS} columns like Shopify's, 60 reads and 60 writes a minute, 250 and 350 ms",
        ("", *columns),
        [("the first time", *_figures(first)), ("the same file again", *_figures(again))],
        [f"In the tab Orders there are {rows:,} more rows than before."],
    )


def _line(number: int) -> str:
    day = f"2026-{1 + number % 12:02}-{1 + number % 28:02} 09:50:26 -0500"
    paid = f"#{500_000 + number},customer{number}@example.com,paid,{day},fulfilled"
    told = f"{paid},USD,48.91,5.00,0.00,{20 + number % 90}.91,{day},1,Tote bag,34.90,,0.00"
    return ",".join((told, *map(str, more_of(number))))


def more_of(number: int) -> list[str | int]:
    """What stands in the columns that nobody reads."""
    return [f"word {place}" if place % 2 else number * place for place in range(len(MORE))]


def _imported(stand_in: StandIn, path: Path) -> Cost:
    stand_in.begin()
    command = [sys.executable, "manage.py", "import-orders", str(path)]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(  # noqa: S603 - our own command
        command, cwd=ROOT, env={**os.environ, **stand_in.environment()}, capture_output=True, text=True, check=True
    )
    seconds, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    say(done.stdout.splitlines()[-1].strip())
    spent = stand_in.spent()
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(processor, seconds, spent["read"], spent["write"], spent["refused"], after.ru_maxrss / 1024)


def _figures(cost: Cost) -> tuple[Figure, ...]:
    return cost.processor, cost.seconds, cost.reads, cost.writes, cost.refused, cost.mebibytes

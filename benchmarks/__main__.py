"""``python -m benchmarks [name…]``: all benchmarks, or those named; tables on standard output."""

import os
from collections.abc import Callable
from pathlib import Path

import click

from benchmarks import (
    claims,
    cpu,
    doors,
    file_reading,
    imports,
    large_tab,
    letters,
    memory,
    rate,
    rules,
    start,
    structure,
    waiting,
)
from benchmarks.reports import large_report
from benchmarks.support.options import Options
from benchmarks.support.report_table import machine, say
from benchmarks.webhooks import bursts
from sandbox.localhost import LOCALHOST

BENCHMARKS: dict[str, Callable[[Options], None]] = {
    "claims": claims.run,
    "cpu": cpu.run,
    "memory": memory.run,
    "start": start.run,
    "requests": rate.run,
    "waiting": waiting.run,
    "letters": letters.run,
    "imports": imports.run,
    "files": file_reading.run,
    "rules": rules.run,
    "report": large_report.run,
    "doors": doors.run,
    "shops": bursts.run,
    "stand-in": large_tab.run,
}
ON_DEMAND: dict[str, Callable[[Options], None]] = {
    "first": cpu.first,
    "profile": cpu.profile,
    "structure": structure.run,
}


@click.command
@click.argument("names", nargs=-1, type=click.Choice([*BENCHMARKS, *ON_DEMAND]))
@click.option("--seconds", type=click.FloatRange(1, 3600), help="How long each run lasts, for a quick try.")
@click.option("--members", type=click.IntRange(300, 100_000), help="How many members, for a quick try.")
@click.option(
    "--path",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Another checkout: structure measures it, claims, doors and first measure both.",
)
def benchmarks(names: tuple[str, ...], *, seconds: float | None, members: int | None, path: Path | None) -> None:
    """Measure claims, cpu, memory, start, requests, waiting, letters, imports, files, rules, report, doors,
    shops, stand-in.

    On demand first, profile, structure.
    """
    os.environ |= {"NO_PROXY": LOCALHOST, "no_proxy": LOCALHOST}
    # Compiled modules are kept, as `make` has it, and as Google's build of a function compiles them.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    print(machine())  # noqa: T201 - it speaks to the person who started it
    for name in names or BENCHMARKS:
        say(f"benchmark {name}")
        (BENCHMARKS | ON_DEMAND)[name](Options(seconds, members, path))


if __name__ == "__main__":
    benchmarks(prog_name="python -m benchmarks")

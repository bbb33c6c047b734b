"""What the benchmarks print: tables in Markdown on standard output, progress on standard error."""

import os
import platform
import statistics
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

Figure = str | int | float


def say(words: str) -> None:
    """A line of progress."""
    print(f"... {words}", file=sys.stderr, flush=True)  # noqa: T201 - it speaks to the person who started it


def show(title: str, headings: Sequence[str], rows: Sequence[Sequence[Figure]], notes: Sequence[str] = ()) -> None:
    """A table with its title, and sentences below it."""
    lines = [f"\n## {title}\n", _line(headings), _line(["---", *["---:"] * (len(headings) - 1)])]
    lines += [_line([_text(figure) for figure in row]) for row in rows]
    print("\n".join([*lines, *([""] if notes else []), *notes]), flush=True)  # noqa: T201 - the same


def machine() -> str:
    """This machine, and the day."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return (
        f"{datetime.now(UTC).date()}: {_processor()}, {os.cpu_count()} cores, {memory:.0f} GB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}; load {load:.1f} at the start."
    )


def share(values: Sequence[float], part: float) -> float:
    """The value that this part of them does not exceed; 0 for none."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)] if ordered else 0.0


def middle(values: Sequence[float]) -> float:
    """The median; 0 for none."""
    return statistics.median(values) if values else 0.0


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _text(figure: Figure) -> str:
    if isinstance(figure, float):
        return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"
    return f"{figure:,}" if isinstance(figure, int) else figure

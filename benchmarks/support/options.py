"""What the person who runs the benchmarks may choose."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """``seconds`` and ``members`` are for a quick try; None is what ``docs/performance.md`` was measured with.

    ``path`` is another checkout to measure; None is this one.
    """

    seconds: float | None = None
    members: int | None = None
    path: Path | None = None

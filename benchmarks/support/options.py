"""What the person who runs the benchmarks may choose."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """Both are for a quick try; None is what ``docs/performance.md`` was measured with."""

    seconds: float | None = None
    members: int | None = None

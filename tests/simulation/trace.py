"""The trace: every step of a run in order, as a number that two equal runs share, and the last steps to read."""

import hashlib
from collections import Counter, deque
from collections.abc import Callable

STEPS_SHOWN = 60


class Trace:
    """Steps with their virtual time; ``counts`` says how often each kind of step was made."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.counts: Counter[str] = Counter()
        self.steps = 0
        self._now = now
        self._hash = hashlib.sha256()
        self._last: deque[str] = deque(maxlen=STEPS_SHOWN)
        self.all: list[str] | None = None

    def note(self, who: str, kind: str, what: str = "") -> None:
        """One step."""
        line = f"{self._now():12.3f} {who} {kind} {what}".rstrip()
        self.counts[kind] += 1
        self.steps += 1
        self._hash.update(line.encode())
        self._last.append(line)
        if self.all is not None:
            self.all.append(line)

    @property
    def digest(self) -> str:
        """The same for two runs of the very same steps."""
        return self._hash.hexdigest()

    def tail(self) -> str:
        """The last steps."""
        return "\n".join(self._last)

"""The pace of letters, and of the calls that send them: a number a minute and no more."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class Throttle:
    """Holds the next one back until it is its turn."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _next: float = float("-inf")

    def keep(self, per_minute: int) -> None:
        """Waits for the next turn; 0 a minute is no limit."""
        if not per_minute:
            return
        now = self.monotonic()
        if self._next > now:
            self.sleep(self._next - now)
        self._next = max(now, self._next) + 60 / per_minute

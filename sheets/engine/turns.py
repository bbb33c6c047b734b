"""Turns: several instances share one quota and one fence, and keep out of each other's way.

A commit token names the instances of the last few commits, so each read tells who else is at work. While much of the
quota is in use, each of them begins a cycle once in a round, which is long enough for a cycle of every other. Nobody
waits for anybody, and no clock is compared with another: who lost a race goes on right behind the winner and keeps that
place in the round, so that races end by themselves (docs/decisions/0035).
"""

from collections import deque
from collections.abc import Callable
from math import ceil

from sheets.engine import fence

MINUTE_SECONDS = 60.0
ACTIVE_SECONDS = 15.0
"""For so long after its last commit was first seen an instance counts as one that takes turns."""
BUSY_SECONDS = 10.0
BUSY_SHARE = 0.5
"""Turns are kept while this share of the quota was used lately; with less, races are rare and waiting costs more."""
SPARE = 1.25
"""A turn of several instances is longer by this than the quota asks for: what races cost comes out of it."""
ROOM = 1.1
"""And by this longer than a cycle usually is, so that one that takes a little longer runs into nobody's."""
STEP_SECONDS = 0.5
"""Turns grow with slow cycles in steps of so much: only with rounds of one length does everybody keep their place."""
NEWEST_SHARE = 0.3
"""How much the newest cycle counts in what a cycle usually takes."""


class Turns:
    """Whose turn it is, as one instance knows it; for one thread at a time."""

    def __init__(self, name: str, a_minute: int, monotonic: Callable[[], float]) -> None:
        self._name = name
        self._a_minute = a_minute
        self._monotonic = monotonic
        self._newest = 0
        self._others: dict[str, tuple[int, float]] = {}
        self._at_work: deque[float] = deque()
        self._raced = float("-inf")
        self._last_turn = float("-inf")
        self._cycle_seconds = 0.0

    @property
    def instances(self) -> int:
        """This one and all others that have committed lately."""
        since = self._monotonic() - ACTIVE_SECONDS
        return 1 + sum(seen >= since for _, seen in self._others.values())

    def wait(self) -> float:
        """The seconds until this instance's next turn; 0 for now."""
        now, instances = self._monotonic(), self.instances
        if not self._is_busy(now):
            return 0.0
        slot = MINUTE_SECONDS / self._a_minute
        if instances > 1:
            slot *= SPARE
            slot += STEP_SECONDS * max(0, ceil((ROOM * self._cycle_seconds - slot) / STEP_SECONDS))
        return max(0.0, self._last_turn + instances * slot - now)

    def took(self, began: float) -> None:
        """A cycle that began then has answered somebody: that was this instance's turn."""
        now = self._monotonic()
        self._last_turn = began
        self._cycle_seconds += (now - began - self._cycle_seconds) * (NEWEST_SHARE if self._cycle_seconds else 1)
        self._at_work.append(now)

    def lost_race(self) -> None:
        """Another instance has committed between our read and our commit: our turn is right behind it."""
        self._raced = self._monotonic()

    def saw(self, token: str) -> None:
        """This token was read, or is that of our own commit: it tells who has committed since the one before."""
        now, number = self._monotonic(), fence.number(token)
        if number < self._newest:  # the owner has restored an older version
            self._others.clear()
        since = now - ACTIVE_SECONDS
        self._others = {
            name: (last, seen)
            for name, (last, seen) in self._others.items()
            if seen >= since or last > number - fence.MOST_NAMES
        }
        first = not self._newest  # nobody knows how long ago that was: who is at work commits again
        for back, name in enumerate(reversed(fence.names(token))):
            if name == self._name or number - back <= self._others.get(name, (0, now))[0]:
                continue
            self._others[name] = (number - back, float("-inf") if first else now)
            if not first:
                self._at_work.append(now)
        self._newest = number

    def _is_busy(self, now: float) -> bool:
        while self._at_work and self._at_work[0] < now - BUSY_SECONDS:
            self._at_work.popleft()
        enough = BUSY_SHARE * self._a_minute * BUSY_SECONDS / MINUTE_SECONDS
        return len(self._at_work) >= enough or self._raced >= now - BUSY_SECONDS

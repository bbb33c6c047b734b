"""A rate limiter for Google's quota: no request is sent that would only earn a 429.

Google limits the reads and the writes a minute of a service account, all instances together (Sheets API, usage
limits). A sixth of a minute's requests may go out at once; after that they are spread out, so that no sixty seconds
hold more than the quota, wherever Google's minute begins.
"""

from collections import deque
from collections.abc import Callable

MINUTE_SECONDS = 60.0
BURST_SHARE = 6
OWN_SHARE = 3
"""Of the quota those who only join spend so small a part on batches of their own."""
FREE_BATCHES = 3
MANY_WAITING = 100
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 2.0, 30.0
"""Seconds without a request after a 429, doubled with each further one: others may have spent the quota."""


class TokenBucket:
    """Tokens for one kind of request; one thread at a time."""

    def __init__(self, a_minute: int, monotonic: Callable[[], float]) -> None:
        self._burst = max(1.0, a_minute / BURST_SHARE)
        self._rate = max(a_minute - self._burst, 0.5) / MINUTE_SECONDS
        self._monotonic = monotonic
        self._tokens = self._burst
        self._instances = 1
        self._filled = monotonic()
        self._not_before = float("-inf")
        self._pause = FIRST_PAUSE_SECONDS

    def take(self, instances: int = 1) -> float:
        """Takes a token; the seconds to wait before its request may be sent, 0 for at once.

        Of so many ``instances`` each has its share of the quota.
        """
        now, rate = self._monotonic(), self._rate / instances
        if instances > self._instances:
            # The others have come with the same rush, and have spent as much of the burst as this one has.
            theirs = self._burst / self._instances - self._burst / instances
            self._tokens = max(self._tokens - theirs, min(self._tokens, 0.0))
        self._instances = instances
        self._tokens = min(self._burst / instances, self._tokens + (now - self._filled) * rate) - 1
        self._filled = now
        return max(0.0, -self._tokens / rate, self._not_before - now)

    def give_back(self, tokens: int) -> None:
        """Tokens were taken, but their requests not sent; below zero for requests sent without a token."""
        self._tokens += tokens

    def refused(self, jitter: float) -> None:
        """Google said 429: a pause, a little random (``jitter`` from 0 to 1), so that instances come back apart."""
        self._not_before = self._monotonic() + self._pause * (1 + jitter / 2)
        self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)

    def served(self) -> None:
        """Google took a request: the next 429 is the first one again."""
        self._pause = FIRST_PAUSE_SECONDS


class OwnBatches:
    """When those who only join may begin a batch of their own: seldom, so that the quota is there for the chat.

    A third of the quota at most: 20 in any sixty seconds of the usual 60, one every three seconds. The first few of a
    minute need not wait for that, so that a quiet shop is answered at once, nor the next one where so many wait that
    their threads are needed for others.
    """

    def __init__(self, quota: int, monotonic: Callable[[], float]) -> None:
        self._a_minute = max(1, quota // OWN_SHARE)
        self._monotonic = monotonic
        self._begun = deque[float](maxlen=self._a_minute)

    def wait(self, waiting: int) -> float:
        """The seconds until the next one may begin, of so many who are ``waiting``; 0 for now."""
        now = self._monotonic()
        while self._begun and self._begun[0] <= now - MINUTE_SECONDS:
            self._begun.popleft()
        if len(self._begun) == self._a_minute:
            return self._begun[0] + MINUTE_SECONDS - now
        if len(self._begun) < FREE_BATCHES or waiting >= MANY_WAITING:
            return 0.0
        return max(0.0, self._begun[-1] + MINUTE_SECONDS / self._a_minute - now)

    def begin(self) -> None:
        """One begins now."""
        self._begun.append(self._monotonic())


class RateLimiter:
    """A token bucket for reads and one for writes; a cycle takes from both: no book grows old before its commit."""

    def __init__(self, reads_a_minute: int, writes_a_minute: int, monotonic: Callable[[], float]) -> None:
        self._reads = TokenBucket(reads_a_minute, monotonic)
        self._writes = TokenBucket(writes_a_minute, monotonic)

    def take(self, instances: int = 1) -> float:
        """Takes a read and a write for one cycle; the seconds to wait before it may begin, one of so many instances."""
        return max(self._reads.take(instances), self._writes.take(instances))

    def settle(self, *, reads: int, writes: int) -> None:
        """The cycle has sent these requests: what it did not need is given back, what it needed more is owed."""
        self._reads.give_back(1 - reads)
        self._writes.give_back(1 - writes)

    def refused(self, jitter: float, *, writing: bool) -> None:
        """Google said 429 to the cycle's last request, a write or a read."""
        (self._writes if writing else self._reads).refused(jitter)

    def served(self) -> None:
        """Google took the cycle's requests."""
        self._reads.served()
        self._writes.served()

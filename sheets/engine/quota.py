"""A rate limiter for Google's quota: no request is sent that would only earn a 429.

Google limits the reads and the writes a minute of a service account, all instances together (Sheets API, usage
limits). A sixth of a minute's requests may go out at once; after that they are spread out, so that no sixty seconds
hold more than the quota, wherever Google's minute begins.
"""

from collections import deque
from collections.abc import Callable
from itertools import islice

MINUTE_SECONDS = 60.0
BURST_SHARE = 6
OWN_SHARE = 3
"""Of the quota those who only join spend so small a part on batches of their own."""
MANY_WAITING, MORE_WAITING = 100, 20
"""So many need not wait for a batch; or for each that was begun in this minute so many."""
BATCH_SECONDS = 0.9
"""A read and a write of a batch take 0.6 seconds of these."""
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

    A third of the quota at most, all instances together: 20 in any sixty seconds of the usual 60. One may begin as long
    as those that are left of the minute suffice for one every three seconds. So a quiet shop is answered at once, and
    however orders go on coming, there is a batch for each of them in time: spending the first of a minute freely was
    paid with seven seconds without any at its end. Nobody waits for that pace whose own time would be over, nor where
    many wait: the more of the minute is spent, the more of them there have to be.
    """

    def __init__(self, quota: int, monotonic: Callable[[], float]) -> None:
        self._a_minute = max(1, quota // OWN_SHARE)
        self._monotonic = monotonic
        self._begun = deque[float](maxlen=self._a_minute)
        """When the newest of them began, the newest first."""

    def wait(self, waiting: int, *, deadline: float, instances: int = 1) -> float:
        """The seconds until the next one may begin, 0 for now; ``deadline`` is the first of so many who are waiting.

        Of so many ``instances`` each has its share.
        """
        now, share = self._monotonic(), max(1, self._a_minute // instances)
        pace = MINUTE_SECONDS / share
        lately = tuple(islice(self._begun, share))
        # Each one leaves its minute before the share is full again, when one follows another at that pace from now on.
        paced = max((at + MINUTE_SECONDS - pace * (share - 1 - later) for later, at in enumerate(lately)), default=now)
        many = min(MANY_WAITING, MORE_WAITING * len(lately))
        needed = now if waiting >= many else deadline - BATCH_SECONDS
        free = lately[-1] + MINUTE_SECONDS if len(lately) == share else now
        return max(0.0, max(free, min(paced, needed)) - now)

    def begin(self) -> None:
        """One begins now."""
        self._begun.appendleft(self._monotonic())


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

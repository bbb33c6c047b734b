"""A limit on what somebody has sent to themselves, such as what is stored about them by email, or a hint in the chat.

Kept in memory, as it only spares a mailbox or an ear: each instance counts for itself, and a new one begins at zero.
What could be guessed is counted in the spreadsheet (loyalty/member/guessing/).
"""

from collections import OrderedDict
from collections.abc import Collection
from datetime import datetime, timedelta
from threading import Lock

HOUR = timedelta(hours=1)
MOST_REMEMBERED = 10_000
"""So many contacts are remembered, those who asked last; each takes about a kilobyte at the most."""


class AttemptLimit:
    """Who has tried what and when; for many threads."""

    def __init__(self, most: int, within: timedelta = HOUR) -> None:
        self._most, self._within = most, within
        self._tried: OrderedDict[str, dict[str, datetime]] = OrderedDict()
        self._lock = Lock()

    def begin(self, who: Collection[str], what: str, now: datetime) -> datetime | None:
        """Counts one more try for each of them; when one of them has none left, none is counted.

        Gives the instant at which all may try again, None where they may now. The same try again is none.
        """
        with self._lock:
            recent = {one: self._recent(one, now) for one in who}
            full = [tried for tried in recent.values() if len(tried) >= self._most]
            if full:
                return max(sorted(tried.values())[-self._most] for tried in full) + self._within
            for one, tried in recent.items():
                tried.setdefault(what, now)
                self._tried[one] = tried
                self._tried.move_to_end(one)
            while len(self._tried) > MOST_REMEMBERED:
                self._tried.popitem(last=False)
        return None

    def _recent(self, one: str, now: datetime) -> dict[str, datetime]:
        return {what: at for what, at in self._tried.get(one, {}).items() if now - at < self._within}

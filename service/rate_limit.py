"""Guesses: what a contact tried in vain, such as order numbers; who has tried too often has to wait.

Kept in memory, because a refusal writes nothing: each instance counts for itself, and a new one begins at zero.
"""

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

MOST_ORDERS = 10
"""So many different order numbers in vain within an hour; then the chat says later."""
HOUR = timedelta(hours=1)
MOST_CONTACTS = 10_000
"""So many contacts are remembered, those who guessed last; each takes about a kilobyte at the most."""


class AttemptLimit:
    """Who has tried what and when; for many threads."""

    def __init__(self, most: int, within: timedelta = HOUR) -> None:
        self._most, self._within = most, within
        self._tried: OrderedDict[str, dict[str, datetime]] = OrderedDict()
        self._lock = Lock()

    def too_many(self, contact: str, now: datetime) -> bool:
        """True when this contact has guessed as often as one may."""
        with self._lock:
            tried = self._tried.get(contact, {})
            return sum(1 for at in tried.values() if now - at < self._within) >= self._most

    def note(self, contact: str, guess: str, now: datetime) -> None:
        """One more in vain; the same one again is none."""
        with self._lock:
            tried = {before: at for before, at in self._tried.pop(contact, {}).items() if now - at < self._within}
            tried.setdefault(guess, now)
            self._tried[contact] = tried
            if len(self._tried) > MOST_CONTACTS:
                self._tried.popitem(last=False)

"""What an instance has refused since its counts were last noted; for any number of threads."""

import threading
from collections import Counter
from collections.abc import Mapping


class RefusalTally:
    """Counts by code. They leave with a commit that is made anyway, so that no refusal costs a request.

    Of a commit that nobody knows the fate of they count as noted: rather lost than counted twice.
    """

    def __init__(self) -> None:
        self._counts = Counter[str]()
        self._lock = threading.Lock()

    def count(self, code: str) -> None:
        """One more refusal of this code."""
        with self._lock:
            self._counts[code] += 1

    def waiting(self) -> Mapping[str, int]:
        """What is still to be noted."""
        with self._lock:
            return dict(self._counts)

    def leave(self, counts: Mapping[str, int]) -> None:
        """These are on their way to the sheet."""
        with self._lock:
            self._counts -= Counter(counts)

    def come_back(self, counts: Mapping[str, int]) -> None:
        """The commit with these was certainly not applied."""
        with self._lock:
            self._counts += Counter(counts)

"""Google's quota: so many reads and so many writes a minute, refilled when the next minute begins."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.google.http.exchange import Kind
from sandbox.google.methods.google_errors import quota_spent

MINUTE = 60.0


@dataclass(slots=True)
class Quota:
    """Counts requests by the minute; a request that is refused for the quota does not count, any other does."""

    limits: Mapping[Kind, int]
    _minute: float = -1.0
    _spent: dict[str, int] = field(default_factory=dict)

    def spend(self, kind: Kind, now: float) -> None:
        """Takes one request of this kind at ``now``, in seconds; Refusal (429) when the minute's are spent."""
        if now // MINUTE != self._minute:
            self._minute = now // MINUTE
            self._spent = {}
        if self._spent.get(kind, 0) >= self.limits[kind]:
            raise quota_spent(kind, self.limits[kind], since=self._minute * MINUTE)
        self._spent[kind] = self._spent.get(kind, 0) + 1

"""Google's quota: so many reads and writes a minute for each user, and for all; the next minute brings new ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.google.http.exchange import Kind
from sandbox.google.protocol.google_errors import quota_spent

MINUTE = 60.0


@dataclass(slots=True)
class Quota:
    """Counts requests by the minute; a request that is refused for the quota does not count, any other does.

    ``user`` are the limits for each caller, ``project`` those for all of them together; empty means without limit.
    """

    user: Mapping[Kind, int] = field(default_factory=dict)
    project: Mapping[Kind, int] = field(default_factory=dict)
    _minute: float = -1.0
    _by_user: dict[tuple[Kind, str], int] = field(default_factory=dict)
    _by_all: dict[Kind, int] = field(default_factory=dict)

    def spend(self, kind: Kind, caller: str, now: float) -> None:
        """Takes one request of this kind at ``now``, in seconds; Refusal (429) when the minute's are spent."""
        if now // MINUTE != self._minute:
            self._minute = now // MINUTE
            self._by_user, self._by_all = {}, {}
        own, together = self._by_user.get((kind, caller), 0), self._by_all.get(kind, 0)
        if kind in self.user and own >= self.user[kind]:
            raise quota_spent(kind, self.user[kind], since=self._minute * MINUTE)
        if kind in self.project and together >= self.project[kind]:
            raise quota_spent(kind, self.project[kind], since=self._minute * MINUTE, by_project=True)
        self._by_user[kind, caller] = own + 1
        self._by_all[kind] = together + 1

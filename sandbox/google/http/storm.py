"""Bad weather as a script: Google refuses requests for a while, all of them or a share."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from sandbox.google.http.exchange import Kind, Request
from sandbox.google.http.faults import Refuse


@dataclass(slots=True)
class Storm:
    """Refuses this share of requests, evenly spread, from the first one that it sees.

    It ends after so many ``requests``, refused or not, or when so many ``seconds`` have passed by ``clock``, whichever
    is first; one of the two must be given. ``kind`` spares the other kind of requests; ``applied`` refuses writes that
    are carried out all the same. Order it with ``google.faults.follow(Storm(...))``.
    """

    status: int = 503
    share: float = 1.0
    requests: int | None = None
    seconds: float | None = None
    clock: Callable[[], float] | None = None
    kind: Kind | None = None
    applied: bool = False
    _seen: int = 0
    _since: float | None = None
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        if self.requests is None and self.seconds is None:
            raise ValueError("a storm needs an end: requests or seconds")
        if self.seconds is not None and self.clock is None:
            raise ValueError("a storm of so many seconds needs a clock")

    def __call__(self, request: Request, kind: Kind, number: int) -> Refuse | None:  # noqa: ARG002 - a Script gets it
        """What happens to this request."""
        if self.kind not in (None, kind):
            return None
        with self._lock:
            if self._over():
                return None
            self._seen += 1
            hit = int(self._seen * self.share) > int((self._seen - 1) * self.share)
        return Refuse(self.status, applied=self.applied) if hit else None

    def _over(self) -> bool:
        if self.requests is not None and self._seen >= self.requests:
            return True
        if self.seconds is None or self.clock is None:
            return False
        now = self.clock()
        if self._since is None:
            self._since = now
        return now - self._since >= self.seconds

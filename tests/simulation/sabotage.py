"""Two engines that are wrong on purpose, to show that the simulator can fail: without fence, and retrying blindly."""

from collections.abc import Iterable, Mapping, Sequence

from sheets.google.client import Applied, Google, Spent
from sheets.google.errors import NoAnswer
from sheets.schema.layout import read_layout

Requests = Sequence[Mapping[str, object]]


class WithoutFence(Google):
    """Commits whatever was decided, on however old a book; A1 shows the newest token as ever."""

    def commit(self, batch: Requests, *, seconds: float, spent: Spent, shown: str = "") -> Applied:
        """Applies the batch without its fence."""
        return super().commit(list(_without_fence(batch)), seconds=seconds, spent=spent, shown=shown)


class RetriesBlindly(Google):
    """Sends a batch again, under a fresh fence, when nobody answered the first time."""

    def commit(self, batch: Requests, *, seconds: float, spent: Spent, shown: str = "") -> Applied:
        """Applies the batch, at least once."""
        try:
            return super().commit(batch, seconds=seconds, spent=spent, shown=shown)
        except NoAnswer:
            fence = read_layout(self.layout(seconds=seconds, spent=spent)).fence
            refreshed = [
                {"deleteNamedRange": {"namedRangeId": fence}} if _deletes_fence(request) else request
                for request in batch
            ]
            return super().commit(refreshed, seconds=seconds, spent=spent, shown=shown)


def _without_fence(batch: Requests) -> Iterable[Mapping[str, object]]:
    return (request for request in batch if not _deletes_fence(request) and "addNamedRange" not in request)


def _deletes_fence(request: Mapping[str, object]) -> bool:
    return "deleteNamedRange" in request

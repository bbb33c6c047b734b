"""Faults on order: what may happen to a request on the way to Google and back, as a script for tests."""

import json
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from sandbox.google.http.exchange import Kind, Request
from sandbox.google.protocol.google_errors import api_off, no_spreadsheet

CREATE = "/v4/spreadsheets"
"""Where spreadsheets are made."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """Google answers with this status; without a body it says what Google says.

    Nothing is applied, unless ``applied``: Google's 503 has been seen after writes that were carried out
    (https://github.com/theoephraim/node-google-spreadsheet/issues/512).
    """

    status: int
    body: bytes | str | None = None
    applied: bool = False


NOT_SHARED = Refuse(403)
DELETED = Refuse(404)
EXCEL = Refuse(400, json.dumps(no_spreadsheet().envelope()))
API_OFF = Refuse(403, json.dumps(api_off().envelope()))


@dataclass(frozen=True, slots=True)
class DropBefore:
    """The connection breaks before the request arrives: nothing is applied, nothing is answered."""


@dataclass(frozen=True, slots=True)
class DropAfter:
    """The request is carried out, and its answer is lost."""


@dataclass(frozen=True, slots=True)
class Delay:
    """The caller gives up, and the request is carried out when ``Google.apply_delayed()`` is called."""


@dataclass(frozen=True, slots=True)
class Slow:
    """The request is carried out at once, and its answer takes this many seconds longer."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Late:
    """The caller gives up, and the request is carried out so many seconds later by the clock.

    Nothing wakes the stand-in up: it looks at the clock when the next request arrives, or at ``apply_delayed()``.
    """

    seconds: float


@dataclass(frozen=True, slots=True)
class SlowBody:
    """The request is carried out and its status comes at once; the body arrives in pieces over so many seconds.

    A time limit on each piece, such as that of requests, is then no limit on the whole.
    """

    seconds: float


@dataclass(frozen=True, slots=True)
class CutOff:
    """The request is carried out, and the connection breaks when this share of the answer's body is sent."""

    share: float = 0.5


@dataclass(frozen=True, slots=True)
class Stale:
    """A read shows the spreadsheet as it was so many versions ago, or so many ``seconds`` by the clock."""

    versions: int = 1
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Torn:
    """A batchGet, also one by data filters, is no snapshot.

    Its ranges are read from the spreadsheet as it was so many versions ago, each.

    The last age counts for all further ranges. Without ages the first half is from before the latest write.
    """

    ages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Interrupted:
    """``edit`` happens when so many ranges of a batchGet are read: the others show what it did."""

    edit: Callable[[], object]
    after: int = 1


@dataclass(frozen=True, slots=True)
class Forked:
    """A write is applied to the spreadsheet as it was before the last writes, which are gone from then on.

    It is as if the owner had restored an older version just before: two commits share a number, not a token.
    """

    versions: int = 1


@dataclass(frozen=True, slots=True)
class BothPass:
    """A write is checked against the named ranges as they were so many versions ago, and applied on top of what came.

    Of two batches that each swap the fence the second passes as well, and both leave their rows: what a Google would
    do that does not keep batches apart. See ``isolation.both_passed`` for the named ranges that are left.
    """

    versions: int = 1


OnTheWay = Refuse | DropBefore | DropAfter | Delay | Late | Slow | SlowBody | CutOff
Misread = Stale | Torn | Interrupted
Miswrite = Forked | BothPass
Fault = OnTheWay | Misread | Miswrite
Script = Callable[[Request, Kind, int], Fault | None]
"""Asked for each request: the request, its kind, and how many of its kind there were, itself included."""


class FaultMisplaced(Exception):
    """A fault cannot happen to the request that it was ordered for, such as a stale read to a write."""

    def __init__(self, fault: Fault, where: str) -> None:
        super().__init__(f"{fault} cannot happen to {where}")


class Faults:
    """Faults in the order of the requests they happen to; those lined up come before the script's.

    One that was lined up for a batchGet of several ranges or data filters waits for such a request. FaultMisplaced when
    a fault cannot happen to the request that it was ordered for.
    """

    def __init__(self, script: Script | None = None) -> None:
        self._script = script
        self._next: dict[Kind, deque[Fault]] = {"read": deque(), "write": deque()}

    def next_write(self, fault: Fault) -> None:
        """The next write that has no fault yet meets this one."""
        self._line_up(fault, "write")

    def next_read(self, fault: Fault) -> None:
        """The next read that has no fault yet, and that it can happen to, meets this one."""
        self._line_up(fault, "read")

    def follow(self, script: Script | None) -> None:
        """From now on this script decides, such as a Storm; None for fine weather."""
        self._script = script

    @contextmanager
    def following(self, script: Script) -> Iterator[None]:
        """Meanwhile this script decides, and afterwards the one from before: for those who share a stand-in."""
        before, self._script = self._script, script
        try:
            yield
        finally:
            self._script = before

    def forget(self) -> None:
        """Those lined up that nobody met are taken back."""
        for waiting in self._next.values():
            waiting.clear()

    def take(self, request: Request, kind: Kind, number: int) -> Fault | None:
        """What happens to this request."""
        waiting = self._next[kind]
        first = next((fault for fault in waiting if _fits(fault, request, kind)), None)
        if first is not None:
            waiting.remove(first)
            return first
        fault = self._script(request, kind, number) if self._script else None
        if fault is not None and not _fits(fault, request, kind):
            raise FaultMisplaced(fault, f"{request.method} {request.path}")
        return fault

    def _line_up(self, fault: Fault, kind: Kind) -> None:
        if not _goes_with(fault, kind):
            raise FaultMisplaced(fault, f"a {kind}")
        self._next[kind].append(fault)


def _ranges(request: Request) -> int:
    """How many ranges a read of values asks for at once; 0 for any other request."""
    if request.path.endswith("/values:batchGet"):
        return sum(name == "ranges" for name, _ in request.query)
    if request.path.endswith("/values:batchGetByDataFilter"):
        with suppress(ValueError, AttributeError, TypeError):  # what is no such message is refused later
            return len(json.loads(request.body).get("dataFilters", ()))
    return 0


def _goes_with(fault: Fault, kind: Kind) -> bool:
    return not (isinstance(fault, Miswrite) if kind == "read" else isinstance(fault, Misread))


def _fits(fault: Fault, request: Request, kind: Kind) -> bool:
    if isinstance(fault, Torn | Interrupted):
        return _ranges(request) > (fault.after if isinstance(fault, Interrupted) else 1)
    if isinstance(fault, Miswrite) and request.path == CREATE:
        return False
    return _goes_with(fault, kind)

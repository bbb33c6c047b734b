"""The wire between one instance and Google: it takes virtual time, and on it things go wrong."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Literal, assert_never

import requests
from requests.exceptions import ConnectionError as ConnectionBroken
from requests.exceptions import ReadTimeout

from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.http.faults import Refuse
from sandbox.google.http.transport import Adapter
from sandbox.google.methods.core import Google as StandIn
from tests.simulation.network.fault_rates import Fault, FaultRates
from tests.simulation.network.fork_witness import ForkWitness
from tests.simulation.network.virtual_time import VirtualTime
from tests.simulation.trace import Trace

READ_SECONDS, WRITE_SECONDS = 0.25, 0.35
OLDEST_READ_SECONDS = 10.0
"""A stale read is answered from a spreadsheet up to so many seconds old."""
LONGEST_DELAY_SECONDS = 180.0
LONGEST_SLOWNESS_SECONDS = 8.0

Timeout = float | tuple[float, float] | tuple[float, None] | None


@dataclass(slots=True)
class OutsideWorld:
    """What all transports share: Google, time, chance, the fault rates, the trace, how the spreadsheet was lately.

    ``broken`` is what was seen on the way that must not be.
    """

    virtual_time: VirtualTime
    chance: Random
    fault_rates: FaultRates
    trace: Trace
    google: StandIn
    broken: list[str] = field(default_factory=list)
    versions: deque[tuple[float, Spreadsheet]] = field(default_factory=deque)
    on_their_way: int = 0
    meanwhile: Callable[[], None] = lambda: None

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Something is on its way to Google, or may soon be."""
        self.on_their_way += 1
        try:
            yield
        finally:
            self.on_their_way -= 1

    def keep(self, spreadsheets: Mapping[str, Spreadsheet]) -> None:
        """Remembers the spreadsheet for stale reads."""
        for spreadsheet in spreadsheets.values():
            self.versions.append((self.virtual_time.now, spreadsheet))
        while len(self.versions) > 1 and self.versions[1][0] < self.virtual_time.now - OLDEST_READ_SECONDS:
            self.versions.popleft()

    def forget(self) -> None:
        """No read shows how the spreadsheet was before now."""
        while len(self.versions) > 1:
            self.versions.popleft()

    def older(self, seconds: float) -> StandIn:
        """Google as it was so many seconds ago."""
        then = self.virtual_time.now - seconds
        known = [spreadsheet for at, spreadsheet in self.versions if at <= then] or [self.versions[0][1]]
        return StandIn(spreadsheets={known[-1].id: known[-1]})


class FaultyTransport(Adapter):
    """Below one instance's requests session; ``pass_crash_point`` raises when that instance has crashed."""

    def __init__(self, outside: OutsideWorld, name: str, pass_crash_point: Callable[[], None]) -> None:
        super().__init__(outside.google)
        self._outside = outside
        self._name = name
        self._pass_crash_point = pass_crash_point
        self.witness = ForkWitness()

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002, FBT002 - the signature is the base class's
        timeout: Timeout = None,
        verify: bool | str = True,  # noqa: ARG002, FBT002
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,  # noqa: ARG002
        proxies: Mapping[str, str] | None = None,  # noqa: ARG002
    ) -> requests.Response:
        """Google's answer after the time it takes; what is on its way arrives, whether or not its sender lives."""
        self._pass_crash_point()
        if complaint := self.witness.complaint(request):
            self._outside.broken.append(f"{self._name} {complaint}")
        limit = timeout[1] if isinstance(timeout, tuple) else timeout
        kind: Literal["read", "write"] = (
            "write" if request.path_url.partition("?")[0].endswith(":batchUpdate") else "read"
        )
        travel = (READ_SECONDS if kind == "read" else WRITE_SECONDS) * self._outside.chance.uniform(0.4, 2)
        self._wait(travel / 2)
        fault = self._outside.fault_rates.fault(kind, self._outside.chance)
        if fault:
            self._outside.trace.note(self._name, fault, kind)
        answer = self._meet(fault, request, kind, limit or 60.0)
        self._wait(travel / 2)
        self._pass_crash_point()
        self.witness.receives(request, answer)
        return answer

    def _meet(
        self, fault: Fault | None, request: requests.PreparedRequest, kind: Literal["read", "write"], limit: float
    ) -> requests.Response:
        outside = self._outside
        match fault:
            case None:
                return self._carry_out(request, kind)
            case "429" | "500" | "503" | "502 page":
                refusal = Refuse(int(fault[:3]))
                (outside.google.faults.next_read if kind == "read" else outside.google.faults.next_write)(refusal)
                return self._carry_out(request, kind)
            case "drop before":
                raise ConnectionBroken(request=request)
            case "drop after":
                self._carry_out(request, kind)
                return self._lost(request, outside.chance.choice([0.0, limit]))
            case "delayed apply":
                delay = outside.chance.choice([1.0, 10.0, LONGEST_DELAY_SECONDS]) * outside.chance.random()
                outside.on_their_way += 1
                outside.virtual_time.start(lambda: self._carry_out_late(request, kind), after=delay)
                return self._lost(request, limit)
            case "slow answer":
                answer = self._carry_out(request, kind)
                slowness = LONGEST_SLOWNESS_SECONDS * outside.chance.random()
                if slowness > limit:
                    return self._lost(request, limit)
                self._wait(slowness)
                return answer
            case "stale read":
                age = OLDEST_READ_SECONDS * outside.chance.random() ** 2
                return Adapter(outside.older(age)).send(request)
            case _:
                assert_never(fault)

    def _carry_out(self, request: requests.PreparedRequest, kind: str) -> requests.Response:
        """Google's answer, as of now."""
        answer = super().send(request)
        self._outside.trace.note(self._name, kind, str(answer.status_code))
        return answer

    def _carry_out_late(self, request: requests.PreparedRequest, kind: str) -> None:
        self._outside.trace.note(self._name, "applied late", kind)
        self._carry_out(request, kind)
        self._outside.on_their_way -= 1

    def _lost(self, request: requests.PreparedRequest, after: float) -> requests.Response:
        self._wait(after)
        self._pass_crash_point()
        raise (ReadTimeout if after else ConnectionBroken)(request=request)

    def _wait(self, seconds: float) -> None:
        """Time on the way; the owner uses it."""
        self._outside.virtual_time.sleep(seconds)
        self._outside.meanwhile()

"""The service: instances of the workbook engine, each with a clock and a way to Google, that die and are replaced."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from google.auth.credentials import AnonymousCredentials

from sheets.google.client import SHEETS_URL, Google, authorized_session
from sheets.workbook import Workbook
from tests.simulation.network.faulty_transport import FaultyTransport, OutsideWorld
from tests.simulation.network.virtual_time import VirtualCondition

SPREADSHEET = "the-owners-sheet"
BEGINNING = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MOST_SKEW_SECONDS = 240.0
"""Seconds by which an instance's clock may be wrong."""
ROWS_AT_ONCE = (20_000, 20_000, 200)
"""To some instances the book is a large one, which they read in chunks."""
SWITCH_SHARE = 0.1
"""The share of clock reads at which another task runs first."""
Connect = Callable[..., Google]


class Died(BaseException):
    """The instance is no more; whoever it was to answer hears nothing."""


class Instance:
    """One process of the service; a dead one sends nothing more."""

    def __init__(
        self,
        outside: OutsideWorld,
        name: str,
        *,
        quota: tuple[int, int],
        connect: Connect = Google,
        workbook: type[Workbook] = Workbook,
    ) -> None:
        self.name = name
        self.alive = True
        self._outside = outside
        self._born = False
        self._skew = timedelta(seconds=round(outside.chance.uniform(-MOST_SKEW_SECONDS, MOST_SKEW_SECONDS)))
        self._started = outside.chance.uniform(0, 1e6)
        session = authorized_session(AnonymousCredentials())
        session.mount(SHEETS_URL, FaultyTransport(outside, name, self.pass_crash_point))
        self.workbook = workbook(
            connect(SPREADSHEET, session),
            clock=self.clock,
            chance=lambda: f"{outside.chance.getrandbits(64):016x}",
            monotonic=self._monotonic,
            sleep=self._sleep,
            quota=quota,
            room=VirtualCondition(outside.virtual_time),
            rows_at_once=outside.chance.choice(ROWS_AT_ONCE),
        )
        self._born = True

    def pass_crash_point(self) -> None:
        """A point at which the instance may crash, by chance; raises Died when it has."""
        if self.alive and self._born and self._outside.chance.random() < self._outside.fault_rates.death:
            self.alive = False
            self._outside.trace.note(self.name, "death")
        if not self.alive:
            raise Died

    def clock(self) -> datetime:
        """The time of day as this instance believes it, to the second."""
        time = BEGINNING + self._skew + timedelta(seconds=self._outside.virtual_time.now)
        return time.replace(microsecond=0)

    def _monotonic(self) -> float:
        if self._outside.chance.random() < SWITCH_SHARE:
            self._outside.virtual_time.sleep(self._outside.chance.random() / 500)
        self.pass_crash_point()
        return self._started + self._outside.virtual_time.now

    def _sleep(self, seconds: float) -> None:
        self._outside.virtual_time.sleep(seconds)
        self.pass_crash_point()


@dataclass(slots=True)
class Service:
    """All instances; a dead one's place is taken after some seconds."""

    outside: OutsideWorld
    instances: int
    starts: Callable[[str], Instance]
    running: list[Instance]
    started: int = 0

    @classmethod
    def of(cls, outside: OutsideWorld, instances: int, starts: Callable[[str], Instance]) -> "Service":
        """A service with so many instances; ``starts`` makes one with this name."""
        service = cls(outside, instances, starts, [])
        for _ in range(instances):
            service.start()
        return service

    def start(self) -> Instance:
        """One more instance."""
        self.started += 1
        instance = self.starts(f"i{self.started}")
        self.running.append(instance)
        return instance

    def any(self) -> Instance | None:
        """An instance that a request is sent to; None when all are dead."""
        for instance in [instance for instance in self.running if not instance.alive]:
            self.running.remove(instance)
            self.outside.virtual_time.start(self._replace, after=self.outside.chance.uniform(0.5, 10))
        return self.outside.chance.choice(self.running) if self.running else None

    def _replace(self) -> None:
        self.start()

"""The service: instances of the workbook engine, each with a clock and a way to Google, that die and are replaced."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from google.auth.credentials import AnonymousCredentials

from loyalty.model.shop.cart import Cart
from service.log_lines import ThrottledLog
from service.runs.nightly_run import tidy
from service.shop.code_maker import CodeMaker
from sheets.google.client import SHEETS_URL, Google, Spent, authorized_session
from sheets.schema.snapshot import Surroundings
from sheets.workbook import Workbook
from shops.api.code_shop import CodeShop
from shops.api.order_shop import OrderShop
from tests.simulation.network.faulty_transport import FaultyTransport, OutsideWorld
from tests.simulation.network.kept_version import KeptWorkbook
from tests.simulation.network.online_shop import OnlineShop
from tests.simulation.network.virtual_time import VirtualCondition

SPREADSHEET = "the-owners-sheet"
BEGINNING = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MOST_SKEW_SECONDS = 240.0
"""Seconds by which an instance's clock may be wrong."""
ROWS_AT_ONCE = (20_000, 20_000, 200)
"""To some instances the book is a large one, which they read in chunks."""
SWITCH_SHARE = 0.1
"""The share of clock reads at which another task runs first."""
KEPT_SHARE = 0.5
"""Of instances that start while two versions serve, so many are of the kept one."""
Connect = Callable[..., Google]
Asks = Callable[[CodeShop], CodeShop]
"""What an instance has in place of the shop, for those who break it."""


def as_it_is(shop: CodeShop) -> CodeShop:
    """The shop itself."""
    return shop


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
        shop: OnlineShop | None = None,
        asks: Asks = as_it_is,
    ) -> None:
        self.name = name
        self.alive = True
        self._outside = outside
        self._born = False
        self._skew = timedelta(seconds=round(outside.chance.uniform(-MOST_SKEW_SECONDS, MOST_SKEW_SECONDS)))
        self._started = outside.chance.uniform(0, 1e6)
        session = authorized_session(AnonymousCredentials())
        transport = FaultyTransport(outside, name, self.pass_crash_point)
        self.witness = transport.witness
        session.mount(SHEETS_URL, transport)
        self.google = connect(SPREADSHEET, session)
        self._quota, self._kind = quota, workbook
        self.shop = shop
        self.code_shop: CodeShop | None = None
        self._asked: Mapping[str, OrderShop] = {}
        if shop:
            code_shop, order_shop = shop.opened(name, self.pass_crash_point)
            self.code_shop, self._asked = asks(code_shop), {shop.kind.value: order_shop}
        self.code_maker = self._makes_codes(self.code_shop) if self.code_shop else None
        self.workbook = self.start()
        self._born = True

    def start(self) -> Workbook:
        """A workbook that knows nothing yet."""
        chance = self._outside.chance
        kind: Callable[..., Workbook] = self._kind
        if self.shop:  # the kept version knows of no surroundings
            kind = partial(kind, surroundings=Surroundings(cart=Cart(self.shop.kind, self.shop.url)))
        return kind(
            self.google,
            clock=self.clock,
            chance=lambda: f"{chance.getrandbits(64):016x}",
            monotonic=self._monotonic,
            sleep=self._sleep,
            quota=self._quota,
            room=VirtualCondition(self._outside.virtual_time),
            rows_at_once=chance.choice(ROWS_AT_ONCE),
        )

    def _makes_codes(self, shop: CodeShop) -> CodeMaker:
        return CodeMaker(shop, throttled_log=ThrottledLog(), monotonic=self._monotonic)

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

    def run_nightly(self) -> object:
        """The nightly run, as the version of this instance has it; what it did."""
        if isinstance(self.workbook, KeptWorkbook):
            return self.workbook.tidy(self.clock)
        spent, asked = Spent(), self._asked
        return tidy(
            self.workbook, clock=self.clock, spent=spent, may_go_on=lambda: True, shop=self.code_shop, asked=asked
        )

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
    starts_kept: Callable[[str], Instance] | None
    running: list[Instance]
    names: list[str] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        outside: OutsideWorld,
        instances: int,
        starts: Callable[[str], Instance],
        starts_kept: Callable[[str], Instance] | None = None,
    ) -> "Service":
        """A service with so many instances; ``starts`` makes one with this name, ``starts_kept`` one of version 0.1.0.

        With both, each new instance is one of either, as while a version is rolled out, and back.
        """
        service = cls(outside, instances, starts, starts_kept, [])
        for _ in range(instances):
            service.start_any()
        return service

    def start_any(self) -> Instance:
        """One more instance, of either version."""
        is_kept = self.starts_kept and self.outside.chance.random() < KEPT_SHARE
        return self._start(self.starts_kept, "old") if self.starts_kept and is_kept else self.start()

    def start(self) -> Instance:
        """One more instance of today's version."""
        return self._start(self.starts, "i")

    def _start(self, starts: Callable[[str], Instance], kind: str) -> Instance:
        self.names.append(f"{kind}{len(self.names) + 1}")
        instance = starts(self.names[-1])
        self.running.append(instance)
        return instance

    def any(self) -> Instance | None:
        """An instance that a request is sent to; None when all are dead."""
        for instance in [instance for instance in self.running if not instance.alive]:
            self.running.remove(instance)
            self.outside.virtual_time.start(self._replace, after=self.outside.chance.uniform(0.5, 10))
        return self.outside.chance.choice(self.running) if self.running else None

    def _replace(self) -> None:
        self.start_any()

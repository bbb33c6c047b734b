"""A rush in virtual time: many customers claim at several instances that share Google's quota."""

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import requests
from google.auth.credentials import AnonymousCredentials

from commands.sheet.provision import set_up
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from sandbox.google.http.transport import Adapter
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.google.client import SHEETS_URL, Google, authorized_session
from sheets.google.errors import NotInTime
from sheets.workbook import Workbook
from tests.simulation.network.virtual_time import VirtualCondition, VirtualTime

SPREADSHEET = "the-owners-sheet"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA = "7001"
QUOTA = (60, 60)
TRAVEL_SECONDS = {"read": 0.25, "write": 0.35}
FIRST_ORDER = 5000
AFTER_A_MINUTE = 61.0
"""Seconds after which Google's minute holds nothing of what was before."""


class SlowWire(Adapter):
    """Google at some distance: half of a request's time passes before it is carried out, half of it after."""

    def __init__(self, google: StandIn, virtual_time: VirtualTime, chance: Random) -> None:
        super().__init__(google)
        self._virtual_time = virtual_time
        self._chance = chance

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: FBT002 - the signature is the base class's
        timeout: Any = None,
        verify: bool | str = True,  # noqa: FBT002
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """The answer of the stand-in, in virtual time."""
        del stream, timeout, verify, cert, proxies
        kind = "write" if request.path_url.partition("?")[0].endswith(":batchUpdate") else "read"
        seconds = TRAVEL_SECONDS[kind] * self._chance.uniform(0.8, 1.4)
        self._virtual_time.sleep(seconds / 2)
        answer = super().send(request)
        self._virtual_time.sleep(seconds / 2)
        return answer


@dataclass
class Rush:
    """The shop of one member with as many orders as are claimed, and the instances that answer."""

    virtual_time: VirtualTime
    google: StandIn
    owner: Owner
    chance: Random
    told: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    claimed: list[str] = field(default_factory=list)
    next_order: int = FIRST_ORDER

    @classmethod
    def of(cls, seed: int, orders: int) -> "Rush":
        """A shop that is set up, in which Ana has joined."""
        chance = Random(seed)
        random.seed(seed)  # the engine's jitter
        virtual_time = VirtualTime(chance)
        google = StandIn(quota=QUOTA, clock=lambda: virtual_time.now)
        google.create(SPREADSHEET)
        session = authorized_session(AnonymousCredentials())
        session.mount(SHEETS_URL, Adapter(google))
        set_up(Google(SPREADSHEET, session), chance="chance0")
        owner = Owner(google, SPREADSHEET)
        owner.type_over("Settings", "Confirm e-mail", "Value", "no")
        owner.type("Orders", *([f"{FIRST_ORDER + n}", "ana@example.com", 10] for n in range(orders)))
        rush = cls(virtual_time, google, owner, chance)
        workbook = rush.start_instance()
        joins = partial(join, contact=ANA, email="ana@example.com", name="", language="en", codes=["K7Q4ZD"], now=NOW)
        rush.run(lambda: workbook.transact(joins))
        return rush

    def start_instance(self, connect: Callable[..., Google] = Google) -> Workbook:
        """One more instance, whose clocks agree with no other's."""
        session = authorized_session(AnonymousCredentials())
        session.mount(SHEETS_URL, SlowWire(self.google, self.virtual_time, self.chance))
        started, skew = self.chance.uniform(0, 1e6), timedelta(seconds=self.chance.uniform(-240, 240))
        return Workbook(
            connect(SPREADSHEET, session),
            clock=lambda: (NOW + skew + timedelta(seconds=self.virtual_time.now)).replace(microsecond=0),
            chance=lambda: f"{self.chance.getrandbits(64):016x}",
            monotonic=lambda: started + self.virtual_time.now,
            sleep=self.virtual_time.sleep,
            quota=QUOTA,
            room=VirtualCondition(self.virtual_time),
        )

    def run(self, *work: Callable[[], object]) -> None:
        """Does this, all of it at once, until it is done."""
        for one in work:
            self.virtual_time.start(one)
        self.virtual_time.run()

    def rest(self) -> None:
        """Lets Google's minute pass, and counts requests from then."""
        self.run(lambda: self.virtual_time.sleep(AFTER_A_MINUTE))
        self.google.requests.clear()

    def customers(self, workbooks: Sequence[Workbook], *, a_second: float, seconds: float) -> None:
        """Customers claim one order each, at each instance in turn."""
        for number in range(int(a_second * seconds)):
            workbook = workbooks[number % len(workbooks)]
            self.virtual_time.start(partial(self._claim, workbook, str(self.next_order)))
            self.next_order += 1
            self.virtual_time.sleep(1 / a_second)

    def _claim(self, workbook: Workbook, number: str) -> None:
        began = self.virtual_time.now
        try:
            outcome = workbook.transact(partial(claim_order, contact=ANA, number=number, now=NOW))
            self.told[type(outcome).__name__] += 1
            self.claimed.append(f"order:{number}")
        except NotInTime:
            self.told["later"] += 1
        self.waits.append(self.virtual_time.now - began)

    @property
    def spent(self) -> Counter[str]:
        """The requests since the last rest: ``read``, ``write``; and of them ``lost races`` and ``429``."""
        seen = self.google.requests
        spent = Counter[str](request.kind for request in seen)
        spent["lost races"] = sum(request.status == 400 for request in seen)
        spent["429"] = sum(request.status == 429 for request in seen)
        return spent

    @property
    def booked(self) -> list[str]:
        """The causes of all claims in the Ledger."""
        return [str(row["Cause"]) for row in self.owner.tab("Ledger") if row["Entry"] == "claim"]

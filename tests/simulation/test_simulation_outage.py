"""Ten minutes without Google, in virtual time: nobody waits too long, nothing piles up, and then all is as before."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from random import Random
from typing import Any

import pytest
import requests
from google.auth.credentials import AnonymousCredentials
from requests.exceptions import ConnectionError as ConnectionBroken
from requests.exceptions import ReadTimeout

from commands.sheet.provision import set_up
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.outcomes.claiming import Claimed
from sandbox.google.http.faults import Refuse
from sandbox.google.http.transport import Adapter
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.google.client import SHEETS_URL, Google, authorized_session
from sheets.google.errors import NotInTime, WorkbookError
from sheets.workbook import REQUEST_SECONDS, Workbook
from tests.simulation.network.virtual_time import VirtualCondition, VirtualTime

SPREADSHEET = "the-owners-sheet"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TAPS_A_SECOND = 20
QUOTA = 60
LONGEST_WAIT_SECONDS = 8.0
"""Seconds that ManyChat's contact may wait for an answer."""
READ_SECONDS = 0.25
QUOTA_WAIT_SECONDS = 1.5
"""Seconds from one request to the next, as the quota paces them, and some more."""
KNOWN_AFTER_SECONDS = 15
"""Seconds after which the workbook has understood that Google is away."""


@dataclass
class Away(Adapter):
    """Google, which for a while cannot be reached in one of four ways."""

    google: StandIn
    virtual_time: VirtualTime
    how: str = ""
    tried: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(self.google)

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: FBT002 - the signature is the base class's
        timeout: Any = None,
        verify: bool | str = True,  # noqa: FBT002
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        del stream, verify, cert, proxies
        self.tried.append(self.virtual_time.now)
        match self.how:
            case "refused":
                raise ConnectionBroken(request=request)
            case "silent":
                self.virtual_time.sleep(sum(timeout))
                raise ReadTimeout(request=request)
            case "503" | "502":
                self.google.faults.next_read(Refuse(int(self.how)))
        self.virtual_time.sleep(READ_SECONDS)
        return super().send(request)


@dataclass
class Shop:
    """One instance, its spreadsheet and its clock."""

    virtual_time: VirtualTime
    away: Away
    workbook: Workbook
    owner: Owner
    waits: list[float] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)
    waiting: list[int] = field(default_factory=list)

    def claim(self, number: str) -> None:
        """Ana taps once."""
        began = self.virtual_time.now
        try:
            outcome = self.workbook.transact(partial(claim_order, contact="7001", number=number, now=NOW))
            self.told[type(outcome).__name__] += 1
        except WorkbookError as error:
            self.told["later" if isinstance(error, NotInTime) else type(error).__name__] += 1
        self.waits.append(self.virtual_time.now - began)

    def taps(self, seconds: float) -> None:
        """Taps keep coming."""
        for number in range(int(seconds * TAPS_A_SECOND)):
            self.virtual_time.start(partial(self.claim, f"{5000 + number % 100}"))
            self.virtual_time.sleep(1 / TAPS_A_SECOND)
            self.waiting.append(self.workbook.waiting)


@pytest.fixture
def shop() -> Shop:
    virtual_time = VirtualTime(Random(1))
    google = StandIn()
    google.create(SPREADSHEET)
    away = Away(google, virtual_time)
    session = authorized_session(AnonymousCredentials())
    session.mount(SHEETS_URL, Adapter(google))
    set_up(Google(SPREADSHEET, session), chance="chance0")
    session.mount(SHEETS_URL, away)
    owner = Owner(google, SPREADSHEET)
    owner.type_over("Settings", "Confirm e-mail", "Value", "no")
    owner.type("Orders", *([f"{5000 + n}", "ana@example.com", 10] for n in range(100)))
    workbook = Workbook(
        Google(SPREADSHEET, session),
        clock=lambda: NOW,
        chance=lambda: f"token{len(away.tried)}",
        monotonic=lambda: virtual_time.now,
        sleep=virtual_time.sleep,
        quota=(QUOTA, QUOTA),
        room=VirtualCondition(virtual_time),
    )
    shop = Shop(virtual_time, away, workbook, owner)

    def ana_joins() -> None:
        workbook.transact(
            partial(join, contact="7001", email="ana@example.com", name="Ana", language="en", codes=["K7Q4ZD"], now=NOW)
        )

    virtual_time.start(ana_joins)
    virtual_time.run()
    away.tried.clear()
    return shop


def booked(owner: Owner) -> list[str]:
    return sorted(str(row["Cause"]) for row in owner.tab("Ledger") if row["Entry"] == "claim")


@pytest.mark.parametrize(
    ("ways", "seconds", "requests_a_minute"),
    [
        (("refused", "silent", "503", "502"), 600, 45),
        (("refused",), 120, 57),
        (("silent",), 120, 16),
        (("503",), 120, 57),
    ],
)
def test_an_outage_keeps_nobody_waiting_and_leaves_nothing_behind(
    shop: Shop, ways: tuple[str, ...], seconds: int, requests_a_minute: int
) -> None:
    def outage() -> None:
        for way in ways:
            shop.away.how = way
            shop.taps(seconds / len(ways))

    shop.virtual_time.start(outage)
    shop.virtual_time.run()

    assert shop.told == {"later": seconds * TAPS_A_SECOND}
    assert max(shop.waits) <= LONGEST_WAIT_SECONDS
    assert max(shop.waiting) <= TAPS_A_SECOND * LONGEST_WAIT_SECONDS
    later = shop.waiting[KNOWN_AFTER_SECONDS * TAPS_A_SECOND :]
    assert max(later) <= TAPS_A_SECOND * (REQUEST_SECONDS + QUOTA_WAIT_SECONDS)
    assert shop.workbook.waiting == 0
    assert len(shop.away.tried) <= requests_a_minute * seconds / 60


def test_the_first_tap_after_the_outage_is_booked_once_and_soon(shop: Shop) -> None:
    def outage_and_then_one() -> None:
        shop.away.how = "refused"
        shop.taps(60)
        shop.virtual_time.sleep(LONGEST_WAIT_SECONDS)
        shop.away.how = ""
        shop.claim("5042")

    shop.virtual_time.start(outage_and_then_one)
    shop.virtual_time.run()

    assert shop.told == {"later": 60 * TAPS_A_SECOND, Claimed.__name__: 1}
    assert shop.waits[-1] < 2
    assert booked(shop.owner) == ["order:5042"]

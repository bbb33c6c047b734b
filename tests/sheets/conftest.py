"""A spreadsheet on the stand-in, under real gspread and google-auth, without a socket."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from google.auth.credentials import AnonymousCredentials

from commands.sheet.provision import set_up
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.http.faults import Fault, Faults
from sandbox.google.http.transport import Adapter
from sandbox.google.methods.core import Answer, Request
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.google.client import SHEETS_URL, Google, authorized_session
from sheets.schema.tabs import GROWING
from sheets.workbook import Workbook

SPREADSHEET = "the-owners-sheet"


class Clock:
    """The time of day in a test; it moves only when the test says so."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
        self.seconds = 0.0
        self.meanwhile: Callable[[], object] = lambda: None

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        self.meanwhile()


class Recorded(StandIn):
    """The stand-in, and what it was asked."""

    def __init__(self, faults: Faults | None = None) -> None:
        super().__init__(faults=faults)
        self.asked: list[Request] = []

    def answer(self, request: Request) -> Answer:
        self.asked.append(request)
        return super().answer(request)


def empty(faults: Faults | None = None) -> Recorded:
    """Google with one empty spreadsheet in New York."""
    google = Recorded(faults)
    google.create(SPREADSHEET, title="Ana's shop", sheets=("Sheet1",), time_zone="America/New_York")
    return google


def opened(stand_in: StandIn) -> Google:
    """The service's way to that spreadsheet."""
    session = authorized_session(AnonymousCredentials())
    session.mount(SHEETS_URL, Adapter(stand_in))
    return Google(SPREADSHEET, session)


AS_BEFORE = {
    "Confirm e-mail": "no",
    "Bonus spendable": "at once",
    "Refunded order with a coupon": "leave",
    "Edited order after claim": "leave",
    "Claim waits days": 0,
}
"""The settings of a sheet that is there already; what new ones begin with has tests of its own."""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def outage() -> list[Fault]:
    """What happens to each request while it is in here."""
    return []


@pytest.fixture
def faults(outage: list[Fault]) -> Faults:
    """What goes wrong at Google's; nothing until the test says so."""
    return Faults(lambda _request, _kind, _number: next(iter(outage), None))


@pytest.fixture
def stand_in(faults: Faults) -> Recorded:
    """Google with one empty spreadsheet in New York."""
    return empty(faults)


@pytest.fixture
def connect(stand_in: StandIn) -> Callable[[], Google]:
    """Opens the service's way to that spreadsheet."""
    return lambda: opened(stand_in)


ROWS = 15
"""Rows of a tab that grows: the headings and twice seven. Of the 200 that set-up makes most stay blank here, and an
instance for which seven rows are a large sheet asks for them seven by seven: that was most of what these tests took.
"""


@pytest.fixture(scope="session")
def as_set_up() -> Spreadsheet:
    """The spreadsheet as set-up leaves it; made once, for it never changes."""
    stand_in = empty()
    set_up(opened(stand_in), chance="chance0")
    return stand_in.spreadsheet(SPREADSHEET)


@pytest.fixture(scope="session")
def newly_set_up(as_set_up: Spreadsheet) -> Spreadsheet:
    """The same, after the owner has deleted blank rows."""
    stand_in = StandIn()
    stand_in.put(as_set_up)
    owner = Owner(stand_in, SPREADSHEET)
    growing = {tab.title for tab in GROWING}
    for sheet in as_set_up.sheets:
        if sheet.title in growing:
            owner.delete(sheet.title, "ROWS", ROWS, sheet.row_count - ROWS)
    return stand_in.spreadsheet(SPREADSHEET)


@pytest.fixture
def owner(stand_in: StandIn, newly_set_up: Spreadsheet) -> Owner:
    """The owner, whose spreadsheet is set up and has the first orders, rewards and codes."""
    stand_in.put(newly_set_up)
    owner = Owner(stand_in, SPREADSHEET)
    for setting, value in AS_BEFORE.items():
        owner.type_over("Settings", setting, "Value", value)
    owner.type(
        "Orders",
        ["1042", "ana@example.com", 60, "USD", "2026-11-20", "paid"],
        ["1043", "ana@example.com", 90.50, "", "2026-11-21"],
        ["1044", "boris@example.com", 25, "USD", "2026-11-21", "unpaid"],
    )
    owner.type(
        "Rewards",
        ["tote", "Tote bag", 200, "https://shop.example/tote", "Type the code at the checkout."],
        ["mug", "Mug", 350],
    )
    owner.type("Coupons", ["TOTE-1", "tote"], ["TOTE-2", "tote"], ["MUG-1", "mug"])
    stand_in.requests.clear()
    return owner


@pytest.fixture
def instance(connect: Callable[[], Google], clock: Clock) -> Callable[..., Workbook]:
    """Starts one more instance of the service."""
    tokens = count(1)

    def start(**more: Any) -> Workbook:
        return Workbook(
            connect(),
            clock=lambda: clock.now,
            chance=lambda: f"token{next(tokens)}",
            monotonic=clock.monotonic,
            sleep=clock.sleep,
            **{"quota": (60_000, 60_000)} | more,
        )

    return start


@pytest.fixture
def workbook(owner: Owner, instance: Callable[..., Workbook]) -> Workbook:  # noqa: ARG001 - the owner sets the sheet up
    """An instance of the service on the owner's spreadsheet."""
    return instance()

"""The owner with lines of closed years, a second spreadsheet, and a road to Google on which a process may die."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from itertools import count
from typing import Any

import pytest
import requests
from google.auth.credentials import AnonymousCredentials

from commands.closing_run import close
from loyalty.book.account import Account
from sandbox.google.http.transport import Adapter
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.google.client import SHEETS_URL, Google, authorized_session
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BEFORE = date(2026, 1, 1)
ANA, BORIS = "K7Q4ZD", "M3X9TR"
SECOND = "the-closed-years"
ADDRESS = f"https://docs.google.com/spreadsheets/d/{SECOND}"
BETWEEN = [""] * 5
"""Columns that are not told of here."""
CLOSED = sorted([f"join:{ANA}", "order:1001", f"join:{BORIS}", "order:1002"])
Start = Callable[[], Workbook]
Close = Callable[..., list[str]]


class Died(BaseException):
    """The process is gone; nothing in it can catch that."""


class Counted(Adapter):
    """Google, and a process that dies before or after one of its requests."""

    def __init__(self, google: StandIn) -> None:
        super().__init__(google)
        self.sent = 0
        self.dies_at: int | None = None
        self.arrives = False
        self.before = dict[int, Callable[[], object]]()
        self.always: Callable[[], object] | None = None

    def send(self, request: requests.PreparedRequest, *arguments: Any, **more: Any) -> requests.Response:
        self.sent += 1
        self.before.get(self.sent, self.always or (lambda: None))()
        dies = self.sent == self.dies_at
        if dies and not self.arrives:
            raise Died
        answer = super().send(request, *arguments, **more)
        if dies:
            raise Died
        return answer


@pytest.fixture
def road(stand_in: StandIn) -> Counted:
    return Counted(stand_in)


@pytest.fixture
def google(road: Counted) -> Google:
    session = authorized_session(AnonymousCredentials())
    session.mount(SHEETS_URL, road)
    return Google("the-owners-sheet", session)


def opener(google: Google, clock: Any, **more: Any) -> Start:
    """Opens the workbook for the one who closes the books."""
    tokens = count(1)
    return partial(
        Workbook,
        google,
        clock=lambda: NOW,
        chance=lambda: f"closing{next(tokens)}",
        monotonic=clock.monotonic,
        sleep=clock.sleep,
        quota=(60_000, 60_000),
        **more,
    )


@pytest.fixture
def start(google: Google, clock: Any) -> Start:
    return opener(google, clock)


@pytest.fixture
def shop(owner: Owner) -> Owner:
    """The owner, with two years of Ana's and Boris's lines, and a column of their own with a formula beside them."""
    owner.type(
        "Members",
        [ANA, "ana@example.com", "Ana", "7001", "", "2024-03-01 09:00:00"],
        [BORIS, "boris@example.com", "Boris", "7002", "", "2024-03-02 09:00:00"],
    )
    owner.edit({"appendDimension": {"sheetId": owner.sheet_id("Ledger"), "dimension": "COLUMNS", "length": 1}})
    owner.type_at("Ledger!N1", ["My thoughts"])
    owner.type(
        "Ledger",
        ["2024-03-01 09:00:00", ANA, "", "sign-up", 50, "", "", f"join:{ANA}", *BETWEEN, "the very first"],
        ["2024-03-02 09:00:00", BORIS, "", "sign-up", 50, "", "", f"join:{BORIS}", *BETWEEN, "=ROW()"],
        ["2024-12-31 23:30:00", ANA, "", "claim", 260, "1001", "", "order:1001", *BETWEEN, "=1/0"],
        ["2025-03-01 09:00:00", BORIS, "", "claim", 25, "1002", "", "order:1002", *BETWEEN, "=RAND()"],
        ["2026-02-01 09:00:00", ANA, "", "claim", 40, "1003", "", "order:1003"],
    )
    owner.type("Orders", ["1001", "ana@example.com", 260], ["1003", "ana@example.com", 40])
    return owner


@pytest.fixture
def archive(stand_in: StandIn) -> Owner:
    """The owner at the second spreadsheet, which is new; it counts days in another zone."""
    stand_in.create(SECOND, title="Closed years", sheets=("Sheet1",), time_zone="Asia/Tokyo")
    return Owner(stand_in, SECOND)


@pytest.fixture
def close_into(google: Google, start: Start) -> Close:
    def close_into(second: str = SECOND, before: date = BEFORE) -> list[str]:
        return list(close(google, start, before=before, into=google.beside(second)))

    return close_into


def titles(owner: Owner) -> list[str]:
    return [str(one["properties"]["title"]) for one in owner.description()["sheets"]]


def causes(owner: Owner, title: str) -> list[str]:
    return [str(row["Cause"]) for row in owner.tab(title) if "Cause" in row]


def all_causes(owner: Owner) -> list[str]:
    """Of all lines in tabs of closed years, and copies of them, that stand in this spreadsheet."""
    return sorted(cause for title in titles(owner) if "Ledger 20" in title for cause in causes(owner, title))


def balances(start: Start) -> dict[str, Account]:
    book = start().read_whole().book
    return {code: book.account_of(code) for code in book.members}

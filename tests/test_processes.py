"""The function as processes of its own: several at once on one spreadsheet."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from random import Random
from threading import Barrier

import pytest
import requests

from commands.sheet.provision import set_up
from sandbox.google.http.exchange import Kind
from sandbox.google.http.faults import DropAfter, DropBefore, Fault, Faults, Refuse
from sandbox.google.http.server import Server
from sandbox.google.methods.core import Google as StandIn
from sandbox.google.methods.core import Request
from sandbox.localhost import free_port
from sandbox.owner import Owner
from sandbox.processes import Function, running_function
from service.container import open_google

HEADERS = {"Authorization": "Bearer the-secret-of-this-test"}
ANA = {"contact": {"id": "7001", "first_name": "Ana"}}


def tap(function: Function, action: str, **fields: str) -> str:
    answer = requests.post(f"{function.url}/manychat/{action}", json=ANA | fields, headers=HEADERS, timeout=20)
    assert answer.status_code == 200
    return str(answer.json()["code"])


def test_two_processes_claiming_the_same_order_at_the_same_moment_give_it_once(
    two_functions: tuple[Function, Function], owner: Owner
) -> None:
    owner.type("Orders", *([f"30{n:02}", "ana@example.com", 10] for n in range(8)))
    tap(two_functions[0], "join", email="ana@example.com")
    together = Barrier(4)

    def claim(index: int, number: str) -> str:
        together.wait()
        return tap(two_functions[index % 2], "claim", order_number=number)

    with ThreadPoolExecutor(4) as pool:
        codes = [sorted(pool.map(claim, range(4), [f"30{n:02}"] * 4)) for n in range(8)]

    assert codes == [["already_claimed"] * 3 + ["claimed"]] * 8
    claims = [row["Cause"] for row in owner.tab("Ledger") if row["Entry"] == "claim"]
    assert sorted(claims) == [f"order:30{n:02}" for n in range(8)]
    assert [row["Points"] for row in owner.tab("Members")] == [130]


class Weather:
    """Faults by a seed, for as long as it is bad."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)
        self.bad = False

    def fault(self, _request: Request, _kind: Kind, _number: int) -> Fault | None:
        if not self.bad or self._chance.random() > 0.15:
            return None
        faults: list[Fault] = [DropBefore(), DropAfter(), Refuse(500), Refuse(502), Refuse(503), Refuse(429)]
        return self._chance.choice(faults)


@pytest.fixture
def bad_weather(environment: pytest.MonkeyPatch, credentials: Path, tmp_path: Path) -> Iterator[tuple[Weather, Owner]]:
    """Google on a socket of its own, on which much goes wrong, with the demo shop."""
    weather = Weather(2)
    path = tmp_path / "service-account.json"
    path.write_bytes(credentials.read_bytes())
    with Server(StandIn(faults=Faults(weather.fault)), credentials=path) as server:
        environment.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(path))
        environment.setenv("GOOGLE_SHEETS_URL", server.url)
        spreadsheet = os.environ["SPREADSHEET_ID"]
        server.google.create(spreadsheet)
        set_up(open_google(spreadsheet, server.url), chance="chance0")
        owner = Owner(server.google, spreadsheet)
        owner.type_over("Settings", "Confirm e-mail", "Value", "no")
        yield weather, owner


def test_four_processes_in_bad_weather_and_one_of_them_killed_book_everything_once(
    bad_weather: tuple[Weather, Owner], tmp_path: Path
) -> None:
    weather, owner = bad_weather
    numbers = [f"40{n:02}" for n in range(40)]
    owner.type("Orders", *([number, "ana@example.com", 10] for number in numbers))
    with ExitStack() as stack:
        functions = [
            stack.enter_context(running_function(os.environ, port=free_port(), log=tmp_path / f"{n}.log"))
            for n in range(4)
        ]
        for function in functions:
            function.wait()
        assert tap(functions[0], "join", email="ana@example.com") == "joined"
        weather.bad = True

        def claim(index: int) -> tuple[str, str]:
            if index == 40:
                os.killpg(functions[3].process.pid, signal.SIGKILL)
            number = numbers[index % 40]
            try:
                return number, tap(functions[index % 4], "claim", order_number=number)
            except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):  # before its answer, or in it
                return number, "died"

        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(claim, range(120)))
        weather.bad = False
        last = {number: tap(functions[0], "claim", order_number=number) for number in numbers}

    claimed = [number for number, code in answers if code == "claimed"]
    booked = [row["Cause"] for row in owner.tab("Ledger") if row["Entry"] == "claim"]
    assert len(claimed) == len(set(claimed))
    assert sorted(booked) == [f"order:{number}" for number in numbers]
    assert set(last.values()) <= {"claimed", "already_claimed"}
    assert not {number for number in claimed if last[number] == "claimed"}
    assert [row["Points"] for row in owner.tab("Members")] == [450]


def test_while_google_is_gone_three_callers_are_told_later_in_time_and_then_all_is_as_before(
    environment: pytest.MonkeyPatch, credentials: Path, tmp_path: Path
) -> None:
    path = tmp_path / "service-account.json"
    path.write_bytes(credentials.read_bytes())
    google, port, spreadsheet = StandIn(), free_port(), os.environ["SPREADSHEET_ID"]
    google.create(spreadsheet)
    with ExitStack() as stack:
        with Server(google, port=port, credentials=path) as server:
            environment.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(path))
            environment.setenv("GOOGLE_SHEETS_URL", server.url)
            set_up(open_google(spreadsheet, server.url), chance="chance0")
            function = stack.enter_context(running_function(os.environ, port=free_port(), log=tmp_path / "log"))
            function.wait()
            joined = tap(function, "join", email="ana@example.com")
        began = time.monotonic()
        with ThreadPoolExecutor(3) as pool:
            gone = list(pool.map(lambda _: tap(function, "points"), range(3)))
        taken = time.monotonic() - began
        with Server(google, port=port, credentials=path):
            back = tap(function, "points")

    assert (joined, gone, back) == ("joined", ["later"] * 3, "points")
    assert taken < 8

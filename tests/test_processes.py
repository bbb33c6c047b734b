"""The function as processes of its own: two at once on one spreadsheet."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Barrier

import pytest
import requests

from sandbox.local import free_port
from sandbox.owner import Owner
from sandbox.processes import Function, running_function

HEADERS = {"Authorization": "Bearer the-secret-of-this-test"}
ANA = {"contact": {"id": "7001", "first_name": "Ana"}}


@pytest.fixture
def two_functions(owner: Owner, tmp_path: Path) -> Iterator[tuple[Function, Function]]:  # noqa: ARG001 - the sheet is first
    with ExitStack() as stack:
        functions = [
            stack.enter_context(running_function(os.environ, port=free_port(), log=tmp_path / f"{name}.log"))
            for name in ("one", "two")
        ]
        for function in functions:
            function.wait()
        yield functions[0], functions[1]


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

"""Seeded runs of the whole engine in virtual time: several instances, faults, deaths and a busy owner."""

import os
import subprocess
import sys
from collections.abc import Mapping

import pytest

SMALL = {"actions": 1000, "members": 15}
CROWDED = {"actions": 1000, "people": 200, "rush": 5, "instances": 5}
LARGE = {"actions": 2000, "people": 2800, "members": 1500, "rush": 100, "instances": 2}
RUNS = [(LARGE, 1), *((CROWDED, seed) for seed in range(1, 5)), *((SMALL, seed) for seed in range(1, 15))]
"""Twenty thousand actions; the longest run comes first, so that the others go on beside it."""


def run(plan: Mapping[str, int], seed: int, **environment: str) -> subprocess.CompletedProcess[str]:
    """A run in a process of its own."""
    options = [f"--{name}={value}" for name, value in plan.items()]
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "tests.simulation", f"--seed={seed}", *options],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | environment,
    )


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("plan", "seed"), RUNS)
def test_every_balance_is_right_and_nothing_is_booked_twice(plan: Mapping[str, int], seed: int) -> None:
    ended = run(plan, seed)

    assert not ended.returncode, ended.stderr


def test_a_seed_replays_exactly_in_any_process() -> None:
    def trace(seed: int, hashes: str) -> str:
        return run({"actions": 150}, seed, PYTHONHASHSEED=hashes).stdout.splitlines()[-1]

    assert trace(1, "1") == trace(1, "2")
    assert trace(2, "1") != trace(1, "1")

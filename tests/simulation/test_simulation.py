"""Seeded runs of the whole engine in virtual time: several instances, faults, deaths and a busy owner."""

import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress

import pytest

from tests.simulation.simulation import Broken, Plan, Simulation

SHOPS: Mapping[str, int] = {"actions": 1000}
CROWDED = {"actions": 1000, "people": 200, "rush": 5, "instances": 5}
LARGE = {"actions": 4000, "people": 3000, "members": 2000, "rush": 40}
RUNS = [(LARGE, 1), *((CROWDED, seed) for seed in range(1, 5)), *((SHOPS, seed) for seed in range(1, 13))]
"""Twenty thousand actions; the longest run comes first, so that the others go on beside it."""


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("plan", "seed"), RUNS)
def test_every_balance_is_right_and_nothing_is_booked_twice(plan: Mapping[str, int], seed: int) -> None:
    options = [f"--{name}={value}" for name, value in plan.items()]

    # in a process of its own the run is not slowed by the measuring of the rules' coverage
    ended = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "tests.simulation", f"--seed={seed}", *options],
        check=False,
        capture_output=True,
        text=True,
    )

    assert not ended.returncode, ended.stderr


def test_a_seed_replays_exactly() -> None:
    def digest(seed: int) -> str:
        simulation = Simulation(Plan(seed=seed, actions=150))
        with suppress(Broken):
            simulation.run()
        return simulation.trace.digest

    assert digest(1) == digest(1)
    assert digest(2) != digest(1)

"""Seeded runs of the whole engine in virtual time: several instances, faults, deaths and a busy owner."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from tests.simulation.simulation import Broken, Plan, Simulation

SEEDS = range(1, 9)
ACTIONS = 500


def run(seed: int) -> str:
    """What a run in a process of its own says when it fails; blank when all holds."""
    command = [sys.executable, "-m", "tests.simulation", "--seed", str(seed), "--actions", str(ACTIONS)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own program
    return done.stderr if done.returncode else ""


@pytest.mark.timeout(300)
def test_thousands_of_actions_leave_every_balance_right_and_nothing_booked_twice() -> None:
    with ThreadPoolExecutor(os.cpu_count() or 2) as processes:
        failures = [failure for failure in processes.map(run, SEEDS) if failure]

    assert not failures, "\n\n".join(failures[:2])


def test_a_seed_replays_exactly() -> None:
    def digest(seed: int) -> str:
        simulation = Simulation(Plan(seed=seed, actions=150))
        with suppress(Broken):
            simulation.run()
        return simulation.trace.digest

    assert digest(1) == digest(1)
    assert digest(2) != digest(1)

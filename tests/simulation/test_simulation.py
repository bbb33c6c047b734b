"""Seeded runs of the whole engine in virtual time: several instances, faults, deaths and a busy owner."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.simulation.simulation import RunPlan, Simulation

RUNS = [
    RunPlan(1, actions=2000, people=2800, members=1500, rush=100, instances=2),
    *(RunPlan(seed, actions=1000, people=200, rush=5, instances=5) for seed in range(1, 5)),
    *(RunPlan(seed, actions=1000, members=15, proof=seed in {8, 12}) for seed in range(1, 15)),
]
"""Twenty thousand actions; the longest run comes first, so that the others go on beside it."""


@pytest.fixture(autouse=True)
def nothing_is_logged_of_wanted_faults() -> Iterator[None]:
    """Nothing is logged of what the faults do, which is asked for."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def on_one_processor() -> Iterator[None]:
    """The run stays on one processor: one of its threads runs at a time, to hand on across two takes a fifth longer.

    Threads inherit this from the one that starts them. Not every system can do it.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    os.sched_setaffinity(0, {sorted(before)[number % len(before)]})
    yield
    os.sched_setaffinity(0, before)


@pytest.mark.timeout(600)
@pytest.mark.usefixtures("on_one_processor")
@pytest.mark.parametrize("plan", RUNS)
def test_every_balance_is_right_and_nothing_is_booked_twice(plan: RunPlan) -> None:
    Simulation(plan).run()


def test_a_seed_replays_exactly_in_any_process() -> None:
    def trace(seed: int, hashes: str) -> str:
        """The end of what a run in a process of its own tells."""
        ended = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "tests.simulation", f"--seed={seed}", "--actions=150"],
            check=True,
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONHASHSEED": hashes},
        )
        return ended.stdout.splitlines()[-1]

    first = trace(1, "1")
    assert trace(1, "2") == first
    assert trace(2, "1") != first

"""The simulator can fail: engines that are wrong on purpose are caught within a few seeds."""

from collections.abc import Iterable, Sequence

import pytest

from sheets.google.client import Google
from tests.simulation.network.instances import Connect
from tests.simulation.sabotage import RetriesBlindly, WithoutFence
from tests.simulation.simulation import Broken, RunPlan, Simulation

SEEDS = range(1, 6)
QUIET_OWNER = ("adds an order", "adds codes", "writes a Ledger row", "remarks")
"""The owner is in nobody's way, so that what goes wrong is the engine's doing."""


def caught(connect: Connect, seeds: Iterable[int] = SEEDS) -> Sequence[str]:
    """What the invariants find wrong within a few seeds."""
    for seed in seeds:
        try:
            Simulation(RunPlan(seed, actions=300, activities=QUIET_OWNER, connect=connect)).run()
        except Broken as broken:
            return broken.wrong
    return ()


def test_the_engine_as_it_is_passes() -> None:
    assert not caught(Google, SEEDS[:2])


@pytest.mark.parametrize("connect", [WithoutFence, RetriesBlindly])
def test_an_engine_without_the_fence_or_one_that_retries_blindly_is_caught(connect: Connect) -> None:
    wrong = caught(connect)

    assert any("times in" in sentence or "no tap can have done it" in sentence for sentence in wrong), wrong

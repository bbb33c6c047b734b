"""Books are closed while the shop goes on: commands run beside each other, die half way, and no balance moves."""

import pytest

from tests.simulation.actors.owner_activities import EVERYDAY
from tests.simulation.simulation import RunPlan, Simulation

SORTS_NOTHING = tuple(name for name in EVERYDAY if name != "sorts")
"""A sort in the very moment that lines are moved is another matter: see the gestures that wait."""


@pytest.mark.timeout(600)
def test_books_that_are_closed_at_any_moment_keep_every_balance() -> None:
    closed = 0
    for seed in range(7, 12):
        simulation = Simulation(RunPlan(seed, actions=400, activities=SORTS_NOTHING, gestures=("close_books",)))
        simulation.run()
        closed += len(simulation.shopkeeper.sheet_cells.closed({}))

    assert closed, "there were no quiet nights, so no line was old enough"

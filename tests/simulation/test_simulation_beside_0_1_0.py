"""Roll-outs: instances of version 0.1.0 itself serve beside today's, and nothing is lost or counted twice."""

import pytest

from tests.simulation.actors.owner_activities import NO_NUMBERS
from tests.simulation.simulation import RunPlan, Simulation


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(1, 5))
def test_while_two_versions_serve_every_balance_is_right_and_nothing_is_booked_twice(seed: int) -> None:
    simulation = Simulation(RunPlan(seed, actions=400, activities=NO_NUMBERS, gestures=(), beside_0_1_0=True))

    simulation.run()

    served = {instance.rstrip("0123456789") for instance in simulation.service.names}
    assert served == {"i", "old"}

"""The owner does with the tab Report whatever they like while the shop goes on: no points move, no answer stops."""

import pytest

from tests.simulation.actors.owner_activities import EVERYDAY
from tests.simulation.gestures.report_tab import HANDLED
from tests.simulation.simulation import RunPlan, Simulation


@pytest.mark.timeout(600)
def test_whatever_the_owner_does_to_the_report_no_points_move_and_the_next_one_is_whole() -> None:
    simulation = Simulation(RunPlan(1, actions=500, activities=EVERYDAY, gestures=("handle_report",), remembers=True))

    simulation.run()

    done = {name for name in HANDLED for line in simulation.trace.all or () if f"handle_report {name}" in line}
    assert len(done) > len(HANDLED) / 2, done
    assert simulation.operator.reports

"""Seeded runs in which a shop signs its webhooks, beside all that goes wrong elsewhere: nothing lost, nothing twice."""

import logging
from collections.abc import Iterator

import pytest

from tests.simulation.simulation import RunPlan, Simulation

RUNS = [
    RunPlan(1, actions=500, instances=2, members=15, signs=True),
    RunPlan(2, actions=300, rush=5, instances=4, people=100, signs=True),
    RunPlan(6, actions=500, instances=3, calm=True, signs=True),
]


@pytest.fixture(autouse=True)
def nothing_is_logged_of_wanted_faults() -> Iterator[None]:
    """Nothing is logged of what the faults do, which is asked for."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("plan", RUNS, ids=lambda plan: f"seed {plan.seed}")
def test_every_balance_is_right_and_no_refund_counts_twice(plan: RunPlan) -> None:
    simulation = Simulation(plan)

    simulation.run()

    assert simulation.run_log.refunds

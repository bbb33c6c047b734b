"""Seeded runs in which a shop makes the codes of rewards and signs its webhooks, with all that goes wrong there."""

import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest

from loyalty.model.shop.cart import ShopKind
from tests.simulation.checks.final_invariants import no_code_waits
from tests.simulation.checks.invariants import nothing_broke_on_the_way
from tests.simulation.network.instances import Asks
from tests.simulation.sabotage.wrong_askers import SwitchesNothingOff, TakesLostForRefused, TellsBeforehand
from tests.simulation.simulation import Broken, Check, RunPlan, Simulation

WOOCOMMERCE, SHOPIFY = ShopKind.WOOCOMMERCE, ShopKind.SHOPIFY
QUIET = RunPlan(0, actions=300, instances=3, members=15, codes=WOOCOMMERCE, gestures=())
RUNS = [
    replace(QUIET, seed=1, actions=500),
    replace(QUIET, seed=4, instances=4, people=100, rush=3.0, codes=SHOPIFY),
    replace(QUIET, seed=3, actions=400, signs=True, codes=SHOPIFY),
    RunPlan(4, actions=400, instances=3, members=15, codes=WOOCOMMERCE),
]
SEEDS = range(1, 9)


@pytest.fixture(autouse=True)
def nothing_is_logged_of_wanted_faults() -> Iterator[None]:
    """Nothing is logged of what the faults do, which is asked for."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("plan", RUNS, ids=lambda plan: f"{plan.codes}, seed {plan.seed}")
def test_every_code_that_was_told_is_in_the_shop_and_none_waits_for_ever(plan: RunPlan) -> None:
    simulation = Simulation(plan)

    simulation.run()

    assert simulation.shop
    assert simulation.shop.made
    assert any(order.codes for order in simulation.shop.orders())


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("asks", "caught_by", "first"),
    [
        (TellsBeforehand, nothing_broke_on_the_way, 1),
        (TakesLostForRefused, no_code_waits, 1),
        (SwitchesNothingOff, no_code_waits, 5),
    ],
)
def test_a_wrong_way_to_ask_is_caught(asks: Asks, caught_by: Check, first: int) -> None:
    """The ``first`` seed tried is that of a run which has caught it."""
    seeds = sorted(SEEDS, key=lambda seed: seed != first)
    found = (checks_broken(replace(QUIET, seed=seed, asks=asks)) for seed in seeds)

    assert any(caught_by in checks for checks in found), "no run has found it"


def checks_broken(plan: RunPlan) -> frozenset[Check]:
    """The invariants that do not hold at the end of this run."""
    try:
        Simulation(plan).run()
    except Broken as broken:
        return broken.checks
    return frozenset()

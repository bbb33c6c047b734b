"""The simulator can fail: an engine with any of the seven laws switched off is caught within two thousand actions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import pytest

from sheets.google.client import Google
from sheets.workbook import Workbook
from tests.simulation.actors.owner_activities import EVERYDAY
from tests.simulation.checks.final_invariants import (
    remarks_are_there,
    typed_numbers_are_booked,
    what_is_lost_is_told,
)
from tests.simulation.checks.invariants import (
    answers_are_in_the_ledger,
    bookings_have_a_tap,
    causes_are_booked_once,
    causes_hold_what_was_said,
    nothing_broke_on_the_way,
)
from tests.simulation.sabotage.engines import (
    ConvertsCauses,
    ForgetsCounts,
    HealsOverEdits,
    RetriesBlindly,
    TabsByTitle,
    WithoutFence,
    WithoutImages,
    WritesOn,
    WritesWholeRows,
)
from tests.simulation.simulation import Broken, Check, RunPlan, Simulation

MOST_ACTIONS = 2_000
ACTIONS = 250
SEEDS = range(1, MOST_ACTIONS // ACTIONS + 1)
"""As many runs as make these actions; a wrong engine is hardly ever caught in the last of them."""
CUSTOMERS_ALONE = ("adds an order", "adds codes")
"""An owner who is in nobody's way, so that what goes wrong is the engine's doing."""
QUIET = RunPlan(0, ACTIONS, activities=(*CUSTOMERS_ALONE, "writes a Ledger row", "remarks"), gestures=())
SWAPS_TABS = RunPlan(0, ACTIONS, activities=EVERYDAY, gestures=("swap_tab",))
REMARKS = RunPlan(0, ACTIONS, people=20, activities=("remarks",), gestures=())
TYPES_POINTS = RunPlan(0, ACTIONS, people=20, activities=("types points",), gestures=())
CHANGES_RATES = RunPlan(0, ACTIONS, activities=(*CUSTOMERS_ALONE, "calls an order off"), gestures=("change_rate",))
DELETES_LINES = RunPlan(0, ACTIONS, activities=EVERYDAY, gestures=("delete_ledger_rows",))


@dataclass(frozen=True, slots=True)
class Wrong:
    """A run with an engine that breaks ``law`` (0: the fence, from which all of them follow), and what must find it."""

    law: int
    plan: RunPlan
    caught_by: Check
    connect: type[Google] = Google
    workbook: type[Workbook] = Workbook
    first: int = 1
    """The seed that is tried first: that of a run which has caught it."""

    @property
    def name(self) -> str:
        """Which engine it is."""
        return (self.workbook if self.workbook is not Workbook else self.connect).__name__


WRONG = (
    Wrong(0, QUIET, bookings_have_a_tap, WithoutFence, first=2),
    Wrong(0, QUIET, causes_are_booked_once, RetriesBlindly, first=3),
    Wrong(1, SWAPS_TABS, answers_are_in_the_ledger, TabsByTitle),
    Wrong(2, REMARKS, remarks_are_there, WritesWholeRows, first=2),
    Wrong(3, TYPES_POINTS, typed_numbers_are_booked, WithoutImages),
    Wrong(4, TYPES_POINTS, typed_numbers_are_booked, HealsOverEdits),
    Wrong(5, CHANGES_RATES, causes_hold_what_was_said, ConvertsCauses, first=2),
    Wrong(6, DELETES_LINES, what_is_lost_is_told, ForgetsCounts, first=3),
    Wrong(7, QUIET, nothing_broke_on_the_way, WithoutFence, WritesOn),
)


def test_each_law_is_switched_off_once_at_least() -> None:
    assert {wrong.law for wrong in WRONG} == set(range(8))


@pytest.mark.parametrize("plan", [QUIET, SWAPS_TABS, DELETES_LINES])
def test_the_engine_as_it_is_passes(plan: RunPlan) -> None:
    assert not list(found_wrong(plan, seeds=SEEDS[:1]))


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.name)
def test_an_engine_that_breaks_a_law_is_caught(wrong: Wrong) -> None:
    plan = replace(wrong.plan, connect=wrong.connect, workbook=wrong.workbook)
    found = found_wrong(plan, seeds=sorted(SEEDS, key=lambda seed: seed != wrong.first))

    assert any(wrong.caught_by in checks for checks in found), "no run has found it"


def test_without_the_fence_whoever_has_seen_a_fork_writes_no_more() -> None:
    found = found_wrong(replace(QUIET, connect=WithoutFence), seeds=SEEDS[:2])

    assert all(nothing_broke_on_the_way not in checks for checks in found)


def found_wrong(plan: RunPlan, seeds: Iterable[int] = SEEDS) -> Iterator[frozenset[Check]]:
    """The invariants that do not hold, run by run, where there are any."""
    for seed in seeds:
        try:
            Simulation(replace(plan, seed=seed)).run()
        except Broken as broken:
            yield broken.checks

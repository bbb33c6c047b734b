"""Several instances on one quota, in virtual time: they take turns, whoever comes, goes or knows nothing of turns."""

from collections.abc import Mapping, Sequence
from functools import partial

import pytest

from loyalty.member.claim import claim_order
from loyalty.outcomes.claiming import Claimed
from sheets.google.client import Applied, Google, Spent
from sheets.workbook import Workbook
from tests.simulation.network.rush import ANA, FIRST_ORDER, NOW, Rush

SECONDS = 24.0
NEARLY_ALL = 0.98
A_SECOND = 6.0
CUSTOMERS = int(A_SECOND * SECONDS)
RACES_TO_FIND_THEIR_TURNS = 9
"""Commits that a rush may lose while its instances do not know of each other yet."""


class WithoutName(Google):
    """Writes tokens as version 0.1.0 did: they name nobody."""

    def commit(
        self, batch: Sequence[Mapping[str, object]], *, seconds: float, spent: Spent, shown: str = ""
    ) -> Applied:
        """Applies the batch under a token without names."""
        [added] = [request["addNamedRange"] for request in batch if "addNamedRange" in request]
        assert isinstance(added, dict)
        token = added["namedRange"]["namedRangeId"]
        number, *_, chance = token.split("-")
        added["namedRange"]["namedRangeId"] = plain = f"{number}-{chance}"
        cells = batch[2]["updateCells"]
        assert isinstance(cells, dict)
        assert cells["rows"][0]["values"][0]["userEnteredValue"] == {"stringValue": token}
        cells["rows"][0]["values"][0]["userEnteredValue"] = {"stringValue": plain}
        return super().commit(batch, seconds=seconds, spent=spent, shown=shown)


def opened(rush: Rush, *connects: type[Google]) -> list[Workbook]:
    """Instances that have read the spreadsheet, a minute ago."""
    workbooks = [rush.start_instance(connect) for connect in connects]
    for workbook in workbooks:
        rush.run(workbook.open)
    rush.rest()
    return workbooks


def all_claim(rush: Rush, workbooks: Sequence[Workbook], seconds: float = SECONDS) -> None:
    rush.run(partial(rush.customers, workbooks, a_second=A_SECOND, seconds=seconds))


def assert_all_are_booked_once(rush: Rush, customers: int) -> None:
    assert rush.told == {Claimed.__name__: customers}
    assert sorted(rush.booked) == sorted(rush.claimed)


def assert_nearly_all_are_booked_once(rush: Rush, customers: int) -> None:
    """A few may be told to tap again; of what was told, nothing is lost or twice."""
    assert rush.told[Claimed.__name__] >= NEARLY_ALL * customers
    assert set(rush.booked) >= set(rush.claimed)
    assert len(set(rush.booked)) == len(rush.booked)


@pytest.mark.parametrize(("instances", "seed"), [(1, 1), (2, 1), (2, 2), (3, 1), (3, 3), (3, 4)])
def test_instances_in_a_rush_answer_everybody_within_one_quota(instances: int, seed: int) -> None:
    rush = Rush.of(seed, CUSTOMERS)
    workbooks = opened(rush, *[Google] * instances)

    all_claim(rush, workbooks)

    assert_all_are_booked_once(rush, CUSTOMERS)
    assert rush.spent["429"] == 0
    assert rush.spent["lost races"] <= (RACES_TO_FIND_THEIR_TURNS if instances > 1 else 0)


def test_whose_time_is_nearly_over_is_served_by_others_and_ends_nobodys_turn() -> None:
    """Such a one has time for the read of a cycle and for no commit: whoever it leads would have to wait for more."""
    rush = Rush.of(1, 3)
    [workbook] = opened(rush, Google)
    told = list[str]()

    def claims(number: int, seconds: float) -> None:
        rule = partial(claim_order, contact=ANA, number=str(FIRST_ORDER + number), now=NOW)
        told.append(type(workbook.transact(rule, seconds=seconds)).__name__)

    for number, seconds in enumerate((7.5, 1.7, 7.5)):
        rush.virtual_time.start(partial(claims, number, seconds), after=number / 10)
    rush.virtual_time.run()

    assert told == ["Claimed"] * 3
    assert (rush.spent["read"], rush.spent["write"]) == (2, 2)


def test_once_they_have_found_their_turns_no_commit_is_refused() -> None:
    rush = Rush.of(7, 2 * CUSTOMERS)
    workbooks = opened(rush, Google, Google, Google)
    all_claim(rush, workbooks)
    rush.google.requests.clear()

    all_claim(rush, workbooks)

    assert_all_are_booked_once(rush, 2 * CUSTOMERS)
    assert rush.spent["lost races"] <= 1


def test_the_share_of_an_instance_that_has_died_goes_to_the_others() -> None:
    rush = Rush.of(1, 3 * CUSTOMERS)
    workbooks = opened(rush, Google, Google, Google)
    all_claim(rush, workbooks)
    alive = workbooks[:2]
    all_claim(rush, alive)
    rush.google.requests.clear()
    before = rush.virtual_time.now

    all_claim(rush, alive)

    cycles = rush.spent["write"] - rush.spent["lost races"]
    rounds_of_two = (rush.virtual_time.now - before) / 2.5
    assert cycles >= 2 * rounds_of_two - 2
    assert_all_are_booked_once(rush, 3 * CUSTOMERS)


def test_an_instance_that_comes_into_a_rush_finds_its_place() -> None:
    rush = Rush.of(1, 2 * CUSTOMERS)
    workbooks = opened(rush, Google, Google)
    all_claim(rush, workbooks)
    rush.google.requests.clear()

    all_claim(rush, [*workbooks, rush.start_instance()])

    assert_nearly_all_are_booked_once(rush, 2 * CUSTOMERS)
    assert rush.spent["429"] == 0
    assert rush.spent["lost races"] <= RACES_TO_FIND_THEIR_TURNS


def test_an_instance_of_the_version_before_counts_as_one_beside_the_new_ones() -> None:
    rush = Rush.of(2, CUSTOMERS)
    workbooks = opened(rush, Google, WithoutName)

    all_claim(rush, workbooks)

    assert_nearly_all_are_booked_once(rush, CUSTOMERS)
    assert rush.spent["429"] == 0

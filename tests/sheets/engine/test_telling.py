"""Problems: what the owner mistypes is told with the next answer, also when nobody claims."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest

from loyalty.book.decision import Decision
from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.outcomes.asking import PointsTold
from sandbox.google.http.faults import Fault, Refuse
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.google.errors import TabMissing
from sheets.workbook import Workbook
from tests.sheets.conftest import Clock

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA, CODE = "7001", "K7Q4ZD"
Start = Callable[..., Workbook]


def joins(workbook: Workbook, contact: str = ANA, code: str = CODE) -> None:
    rule = partial(
        join,
        contact=contact,
        email="ana@example.com" if code == CODE else "boris@example.com",
        name="",
        language="en",
        now=NOW,
    )
    workbook.transact(partial(rule, codes=[code]))


def asks(workbook: Workbook, seconds: float = 7.5) -> object:
    return workbook.transact(partial(tell_points, contact=ANA, now=NOW), seconds=seconds)


def told(owner: Owner) -> list[tuple[str, int, str]]:
    return [(row["Tab"], row["Row"], row["Column"]) for row in owner.tab("Problems")]


def spent(stand_in: StandIn) -> tuple[int, int]:
    kinds = [seen.kind for seen in stand_in.requests]
    stand_in.requests.clear()
    return kinds.count("read"), kinds.count("write")


@pytest.fixture
def ana(workbook: Workbook, stand_in: StandIn) -> Workbook:
    """An instance on which Ana has joined, a while ago."""
    joins(workbook)
    asks(workbook)
    stand_in.requests.clear()
    return workbook


def test_a_mistyped_cell_is_told_when_a_customer_only_asks(ana: Workbook, owner: Owner, stand_in: StandIn) -> None:
    owner.type_over("Rewards", "mug", "Points", "many")

    answer = asks(ana)
    first = spent(stand_in)
    asks(ana)

    assert isinstance(answer, PointsTold)
    assert told(owner) == [("Rewards", 3, "Points")]
    assert (first, spent(stand_in)) == ((1, 1), (1, 0))


def test_what_is_corrected_goes_when_a_customer_only_asks_a_minute_later(
    ana: Workbook, owner: Owner, clock: Clock
) -> None:
    owner.type_over("Rewards", "mug", "Points", "many")
    asks(ana)
    owner.type_over("Rewards", "mug", "Points", 350)
    asks(ana)
    within_the_minute = told(owner)
    clock.seconds += 61
    asks(ana)

    assert within_the_minute == [("Rewards", 3, "Points")]
    assert told(owner) == []


def test_mistakes_one_after_the_other_cost_one_write_a_minute(
    ana: Workbook, owner: Owner, stand_in: StandIn, clock: Clock
) -> None:
    for points in ("many", "more", "most", "all"):
        owner.type_over("Rewards", "mug", "Points", points)
        asks(ana)
        clock.seconds += 10
    first = spent(stand_in)
    clock.seconds += 30
    asks(ana)

    assert first == (4, 1)
    assert spent(stand_in) == (1, 1)
    assert [row["Cell"] for row in owner.tab("Problems")] == ["all"]


@pytest.mark.parametrize("fault", [Refuse(503), Refuse(429), Refuse(400)])
def test_a_customer_has_their_answer_whatever_becomes_of_problems(
    ana: Workbook, owner: Owner, outage: list[Fault], clock: Clock, fault: Refuse
) -> None:
    owner.type_over("Rewards", "mug", "Points", "many")
    owner.before_next("write", lambda: outage.append(fault))
    answer = asks(ana, seconds=1.2)
    outage.clear()
    clock.seconds += 61
    asks(ana)

    assert isinstance(answer, PointsTold)
    assert told(owner) == [("Rewards", 3, "Points")]


def test_the_last_commit_may_have_been_another_instances(ana: Workbook, owner: Owner, instance: Start) -> None:
    joins(instance(), "7002", "BORIS2")
    owner.type_over("Rewards", "mug", "Points", "many")

    asks(ana)

    assert told(owner) == [("Rewards", 3, "Points")]


@pytest.mark.parametrize("rows_at_once", [20_000, 3])
def test_an_instance_that_has_not_seen_a_mistake_leaves_what_another_tells_of_it(
    ana: Workbook, owner: Owner, instance: Start, clock: Clock, rows_at_once: int
) -> None:
    other = instance(rows_at_once=rows_at_once)
    joins(other, "7002", "BORIS2")
    asks(other)
    owner.type_over("Orders", "1044", "Status", "paid")
    owner.type_over("Orders", "1042", "Status", "perhaps")
    ana.transact(partial(claim_order, contact=ANA, number="1042", now=NOW))
    first = told(owner)
    clock.seconds += 61
    asks(ana)

    other.transact(partial(claim_order, contact="7002", number="1044", now=NOW))

    assert told(owner) == first == [("Orders", 2, "Status")]


@pytest.mark.parametrize("rows_at_once", [20_000, 3])
def test_what_another_has_seen_corrected_is_not_told_again(
    ana: Workbook, owner: Owner, instance: Start, clock: Clock, rows_at_once: int
) -> None:
    owner.type_over("Orders", "1042", "Status", "perhaps")
    ana.transact(partial(claim_order, contact=ANA, number="1042", now=NOW))
    first, other = told(owner), instance(rows_at_once=rows_at_once)
    owner.type_over("Orders", "1042", "Status", "unpaid")
    clock.seconds += 61
    for _ in range(2):
        other.transact(partial(claim_order, contact=ANA, number="1042", now=NOW))
        other.transact(partial(claim_order, contact=ANA, number="1043", now=NOW))
    corrected = told(owner)
    clock.seconds += 61

    asks(ana)
    joins(ana, "7002", "BORIS2")

    assert (first, corrected, told(owner)) == ([("Orders", 2, "Status")], [], [])


def test_points_typed_in_the_moment_of_another_instances_commit_are_not_lost_by_telling(
    ana: Workbook, owner: Owner, instance: Start
) -> None:
    other = instance()
    asks(other)
    owner.before_next("write", lambda: owner.type_over("Members", CODE, "Points", 80))
    other.transact(partial(claim_order, contact=ANA, number="1042", now=NOW))
    del other
    owner.type_over("Rewards", "mug", "Points", "many")

    asks(ana)
    ana.transact(lambda _book: Decision(None), tidy=True)

    assert told(owner) == [("Rewards", 3, "Points")]
    assert sorted(row["Points"] for row in owner.tab("Ledger")) == [30, 50, 60]


@pytest.mark.parametrize("typed", [" many", "'many", "' many", "ma\nny", "#REF!", "many  ones", "x" * 300])
def test_no_answer_pays_for_what_the_tab_says_already(
    ana: Workbook, instance: Start, owner: Owner, stand_in: StandIn, clock: Clock, typed: str
) -> None:
    owner.type_over("Rewards", "mug", "Points", typed)
    owner.rename_tab("Rewards", "Rewards ")
    asks(ana)
    spent(stand_in)

    for _ in range(3):
        clock.seconds += 61
        asks(ana)
        asks(instance())

    assert spent(stand_in)[1] == 0
    assert len(told(owner)) == 1


def test_what_a_heading_had_closed_is_taken_out_with_the_next_question(ana: Workbook, owner: Owner) -> None:
    headings = owner.google.tab(owner.spreadsheet, "Orders")[0]
    at = headings.index("Currency")
    place = f"Orders!{chr(ord('A') + at)}1"
    owner.type_at(place, ["Money"])
    with pytest.raises(Exception, match="Currency"):
        asks(ana)
    closed = told(owner)
    owner.type_at(place, ["Currency"])
    asks(ana)

    assert closed == [("Orders", 1, "Currency")]
    assert told(owner) == []


@pytest.mark.parametrize("tab", ["Members", "Ledger", "Rewards"])
def test_a_tab_that_is_gone_is_told_and_what_was_told_goes_when_it_is_back(
    ana: Workbook, owner: Owner, instance: Start, clock: Clock, tab: str
) -> None:
    owner.copy_tab(tab, "My copy")
    owner.delete_tab(tab)

    for workbook in (ana, instance()):
        with pytest.raises(TabMissing):
            asks(workbook)

    [problem] = owner.tab("Problems")
    assert (problem["Tab"], problem["Why"].partition(",")[0]) == (tab, f"The tab {tab} is missing")
    owner.rename_tab("My copy", tab)
    clock.seconds += 400
    asks(ana)
    assert "is missing" not in str(owner.tab("Problems"))

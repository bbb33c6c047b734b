"""A line of the Ledger of which a cell is empty or cannot be read counts for nobody, and its cause stays used."""

from functools import partial

import pytest

from loyalty.member.claim import claim_order
from loyalty.outcomes.claiming import AlreadyClaimed
from sandbox.owner import Owner
from sheets.workbook import Workbook
from tests.sheets.conftest import Clock
from tests.sheets.engine.conftest import NOW, Start, tidies


def claims(workbook: Workbook) -> object:
    return workbook.transact(partial(claim_order, contact="7001", number="1042", now=NOW))


def points(owner: Owner) -> object:
    return owner.tab("Members")[0]["Points"]


def told(owner: Owner) -> list[tuple[object, object]]:
    return [(row["Row"], row["Column"]) for row in owner.tab("Problems") if row["Tab"] == "Ledger" and "Row" in row]


def looks_again(clock: Clock, *instances: Workbook) -> None:
    for workbook in instances:
        clock.seconds += 400
        tidies(workbook)


@pytest.mark.parametrize(
    ("heading", "typed", "right"),
    [
        ("Points", "6O", 60),
        ("Points", "", 60),
        ("Points", 60.5, 60),
        ("Entry", "#REF!", "claim"),
        ("For", "#N/A", "1042"),
    ],
)
def test_what_it_stood_for_is_not_given_again_and_comes_back_when_it_is_undone(
    ana: Workbook, owner: Owner, start: Start, clock: Clock, heading: str, typed: object, right: object
) -> None:
    owner.type_over("Ledger", "order:1042", heading, typed)
    again = [claims(one) for one in (start(), ana)]
    looks_again(clock, ana)

    assert [type(outcome) for outcome in again] == [AlreadyClaimed, AlreadyClaimed]
    assert points(owner) == 50
    assert told(owner) == [(3, heading)]

    owner.type_over("Ledger", "order:1042", heading, right)
    looks_again(clock, ana, start())

    assert points(owner) == 110
    assert told(owner) == []


def test_a_line_that_has_lost_its_cause_counts_for_nobody_until_it_is_back(
    ana: Workbook, owner: Owner, start: Start, clock: Clock
) -> None:
    owner.type_over("Ledger", "order:1042", "Cause", "")
    looks_again(clock, ana, start())

    assert points(owner) == 50
    assert told(owner) == [(3, "Cause")]

    claims(ana)  # nobody knows any more what the line was for
    looks_again(clock, start(), ana)

    assert points(owner) == 110

    column = owner.google.tab(owner.spreadsheet, "Ledger")[0].index("Cause")
    owner.type_at(f"Ledger!{chr(ord('A') + column)}3", ["order:1042"])
    looks_again(clock, ana, start())

    assert points(owner) == 110


def test_such_a_line_counts_as_the_owners_own_once_its_check_is_emptied(
    ana: Workbook, owner: Owner, start: Start, clock: Clock
) -> None:
    for heading in ("Check", "Commit", "Cause"):
        owner.type_over("Ledger", "order:1042", heading, "")
    looks_again(clock, ana, start())

    assert points(owner) == 110
    assert told(owner) == []


@pytest.mark.parametrize(("typed", "problems"), [("", []), ("soon", [(3, "Time")])])
def test_a_line_without_its_time_shows_no_day_of_1970_in_orders(
    ana: Workbook, owner: Owner, clock: Clock, typed: str, problems: list[object]
) -> None:
    owner.type_over("Ledger", "order:1042", "Time", typed)
    looks_again(clock, ana, ana)

    assert "Claimed" not in owner.tab("Orders")[0]
    assert owner.tab("Orders")[0]["Points"] == 60
    assert [(row["Row"], row["Column"]) for row in owner.tab("Problems")] == problems

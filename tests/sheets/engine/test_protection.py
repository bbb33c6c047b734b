"""An owner who protects a tab from the program: one try, and everybody who looks is told which tab it is."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.outcomes.asking import PointsTold
from loyalty.outcomes.claiming import Claimed
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.http.exchange import EMAIL
from sandbox.google.http.faults import Faults, Refuse
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.engine.commits.protected_tab import protected_tab
from sheets.google.client import LAYOUT_FIELDS, Google, Spent
from sheets.google.errors import RequestRefused, TabProtected, WriteProtected
from sheets.schema.layout import read_layout
from sheets.workbook import Workbook
from tests.sheets.conftest import Clock

BORIS = "7002"
NO = Refuse(400, b'{"error": {"code": 400, "message": "Invalid requests[3].updateCells: No.", "status": "X"}}')


@pytest.fixture(scope="session")
def newly_set_up(as_set_up: Spreadsheet) -> Spreadsheet:
    """With all the blank rows, some of which are protected."""
    return as_set_up


@pytest.fixture
def boris(workbook: Workbook, stand_in: StandIn, clock: Clock) -> Workbook:
    """The instance after Boris has joined, with an order that is paid."""
    joins = partial(join, contact=BORIS, email="boris@example.com", name="Boris", language="en", now=clock.now)
    workbook.transact(partial(joins, codes=["M3X9TR"]))
    stand_in.requests.clear()
    return workbook


@pytest.fixture
def claim(owner: Owner, boris: Workbook, clock: Clock) -> Callable[[], object]:
    owner.type("Orders", ["1061", "boris@example.com", 40, "USD", "2026-11-21", "paid"])
    return lambda: boris.transact(partial(claim_order, contact=BORIS, number="1061", now=clock.now))


def writes(stand_in: StandIn) -> int:
    found = [seen.kind for seen in stand_in.requests].count("write")
    stand_in.requests.clear()
    return found


def listed(owner: Owner) -> list[tuple[object, object]]:
    return [(row["Tab"], row.get("Cell", "")) for row in owner.tab("Problems")]


@pytest.mark.parametrize(("place", "tab", "cell"), [("Ledger", "Ledger", ""), ("Members!A1:J50", "Members", "A1:J50")])
def test_a_protected_tab_is_tried_once_and_named_in_problems(
    claim: Callable[[], object], owner: Owner, stand_in: StandIn, place: str, tab: str, cell: str
) -> None:
    owner.protect(place)

    with pytest.raises(TabProtected, match=f"'{tab}' is protected.*Data > Protect sheets and ranges.*editor") as told:
        claim()

    assert told.value.title == tab
    assert writes(stand_in) == 2, "the commit, and what Problems says"
    assert listed(owner) == [(tab, cell)]
    assert "Data > Protect sheets and ranges" in str(owner.tab("Problems")[0]["Why"])
    for _ in range(3):
        with pytest.raises(TabProtected):
            claim()
        assert writes(stand_in) == 1


@pytest.mark.parametrize("place", ["Problems", "_system"])
def test_where_problems_cannot_say_so_the_error_does(
    claim: Callable[[], object], boris: Workbook, owner: Owner, stand_in: StandIn, clock: Clock, place: str
) -> None:
    owner.type("Orders", ["1099", "layla@example.com", "sixty"])
    owner.protect(place)

    with pytest.raises(TabProtected, match=place):
        boris.transact(partial(tell_points, contact=BORIS, now=clock.now), tidy=True)

    assert writes(stand_in) <= 2
    assert listed(owner) == []
    if place == "_system":
        with pytest.raises(TabProtected, match="_system"):
            claim()


def test_whoever_only_asks_is_answered_and_all_goes_on_when_the_program_is_made_an_editor(
    claim: Callable[[], object], boris: Workbook, owner: Owner, stand_in: StandIn, clock: Clock
) -> None:
    ask = partial(tell_points, contact=BORIS, now=clock.now)
    owner.protect("Ledger")
    with pytest.raises(TabProtected):
        claim()

    assert isinstance(boris.transact(ask), PointsTold)

    [held] = stand_in.spreadsheet(owner.spreadsheet).sheet(owner.sheet_id("Ledger")).held("protectedRanges")[-1:]
    change = {"protectedRangeId": held["protectedRangeId"], "editors": {"users": [EMAIL]}}
    owner.edit({"updateProtectedRange": {"protectedRange": change, "fields": "editors"}})
    assert isinstance(claim(), Claimed)
    clock.seconds += 400
    boris.transact(ask, tidy=True)
    assert listed(owner) == []


def test_protected_headings_are_in_nobodys_way(claim: Callable[[], object], owner: Owner) -> None:
    for tab in ("Members", "Orders", "Ledger"):
        owner.protect(f"{tab}!1:1")

    assert isinstance(claim(), Claimed)
    assert listed(owner) == []


def test_a_refusal_that_is_not_the_fences_is_not_sent_again(
    claim: Callable[[], object], stand_in: StandIn, faults: Faults
) -> None:
    faults.next_write(NO)

    with pytest.raises(RequestRefused, match="No"):
        claim()

    assert writes(stand_in) == 1
    assert isinstance(claim(), Claimed)


def test_a_batch_that_meets_a_smaller_tab_is_decided_again(
    claim: Callable[[], object], owner: Owner, stand_in: StandIn, faults: Faults
) -> None:
    owner.before_next("write", lambda: owner.delete("Emails", "ROWS", 150, 20))
    faults.next_write(NO)

    assert isinstance(claim(), Claimed)
    assert writes(stand_in) == 2


@pytest.mark.parametrize(
    ("sentence", "tab"),
    [
        ("Invalid requests[1].insertDimension: You are trying to edit a protected cell or object.", "Orders"),
        ("Invalid requests[99].updateCells: You are trying to edit a protected cell or object.", "Coupons"),
        ("You are trying to edit a protected cell or object.", "Coupons"),
    ],
)
def test_the_tab_is_known_by_the_request_else_by_what_google_says_of_the_spreadsheet(
    owner: Owner, connect: Callable[[], Google], sentence: str, tab: str
) -> None:
    owner.protect("Coupons")
    layout = read_layout(connect().layout(seconds=5, spent=Spent(), fields=LAYOUT_FIELDS))
    place = {"range": {"sheetId": layout.sheet_id("Orders"), "dimension": "ROWS"}}

    assert protected_tab(WriteProtected(sentence), [{}, {"insertDimension": place}], layout) == tab
    assert protected_tab(WriteProtected("?"), [], replace(layout, protected={})) == ""

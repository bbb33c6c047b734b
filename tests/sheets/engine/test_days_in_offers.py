"""A number of a setting or an offer that the owner sees as a day counts for nothing: it would bring 46,356 points."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.owner_actions import book_action
from loyalty.member.redeem import redeem
from loyalty.outcomes.claiming import Claimed
from loyalty.outcomes.extra_points import UnknownAction
from loyalty.outcomes.joining import Joined
from loyalty.outcomes.redeeming import Redeemed, UnknownReward
from sandbox.owner import Owner
from sheets.codec.a1 import letters
from sheets.workbook import Workbook
from tests.sheets.conftest import Clock, Recorded
from tests.sheets.engine.conftest import NOW, Start, tidies

DAY = "2026-11-30"


def place(owner: Owner, title: str, key: str, heading: str) -> str:
    grid = owner.google.tab(owner.spreadsheet, title)
    row = next(number for number, cells in enumerate(grid, start=1) if key in cells)
    return f"{title}!{letters(grid[0].index(heading))}{row}"


def shows_day(owner: Owner, title: str, key: str, heading: str, typed: object = DAY) -> None:
    """Types into a cell of the automatic format, as pasted cells have it: Google shows a day then."""
    spot = place(owner, title, key, heading)
    automatic = {"range": owner.range(spot), "cell": {}, "fields": "userEnteredFormat.numberFormat"}
    owner.edit({"repeatCell": automatic})
    owner.type_at(spot, [typed])


def told(owner: Owner) -> list[tuple[Any, ...]]:
    return [(row["Tab"], row["Column"], row["Cell"]) for row in owner.tab("Problems")]


def boris_joins(workbook: Workbook) -> Joined:
    joins = partial(join, contact="7002", email="boris@example.com", name="", language="en", codes=["B0R1SX"], now=NOW)
    joined = workbook.transact(joins)
    assert isinstance(joined, Joined)
    return joined


def test_a_bonus_that_shows_a_day_is_the_one_that_was_there_before(ana: Workbook, owner: Owner, start: Start) -> None:
    tidies(ana)
    shows_day(owner, "Settings", "Sign-up bonus", "Value")

    bonus = boris_joins(start()).bonus
    tidies(ana)

    assert bonus == 50
    assert told(owner) == [("Settings", "Value", DAY)]


@pytest.mark.parametrize("setting", ["Points per unit", "Unit", "Minimum order", "Most points an order"])
def test_orders_bring_what_they_brought_while_a_setting_shows_a_day(
    ana: Workbook, owner: Owner, start: Start, setting: str
) -> None:
    tidies(ana)
    shows_day(owner, "Settings", setting, "Value")

    claimed = start().transact(partial(claim_order, contact="7001", number="1043", now=NOW))

    assert isinstance(claimed, Claimed)
    assert claimed.earned == 90


def test_offers_that_show_a_day_where_points_belong_give_none(ana: Workbook, owner: Owner) -> None:
    owner.type("Actions", ["review", "A review", 20, 5, "day"])
    owner.type("Campaigns", ["Now", "", "", 2, 10])
    for title, key, heading in (("Actions", "review", "Points"), ("Campaigns", "Now", "Bonus points")):
        shows_day(owner, title, key, heading)
    shows_day(owner, "Rewards", "tote", "Points")

    booked = ana.transact(partial(book_action, contact="7001", action="review", now=NOW))
    claimed = ana.transact(partial(claim_order, contact="7001", number="1043", now=NOW))
    taken = ana.transact(partial(redeem, contact="7001", reward="tote", codes=(), now=NOW))
    tidies(ana)

    assert isinstance(booked, UnknownAction)
    assert isinstance(claimed, Claimed)
    assert claimed.earned == 90
    assert isinstance(taken, UnknownReward)
    assert {title for title, _, _ in told(owner)} == {"Actions", "Campaigns", "Rewards"}


def test_a_reward_may_cost_as_many_points_as_a_day_has(
    ana: Workbook, owner: Owner, stand_in: Recorded, clock: Clock
) -> None:
    owner.type("Ledger", ["", "K7Q4ZD", "", "a present", 50_000])
    owner.type_over("Rewards", "tote", "Points", 46_000)
    tidies(ana)
    clock.seconds += 1
    stand_in.asked.clear()

    taken = ana.transact(partial(redeem, contact="7001", reward="tote", codes=(), now=NOW))

    assert isinstance(taken, Redeemed)
    assert owner.tab("Problems") == []
    assert len(stand_in.asked) == 2  # looked at once, it costs no further read


def test_another_format_makes_it_a_number_again(ana: Workbook, owner: Owner, clock: Clock) -> None:
    shows_day(owner, "Rewards", "tote", "Points", "2026-01-05")
    tidies(ana)
    before = told(owner)
    plain = {"userEnteredFormat": {"numberFormat": {"type": "NUMBER", "pattern": "0"}}}
    spot = owner.range(place(owner, "Rewards", "tote", "Points"))
    owner.edit({"repeatCell": {"range": spot, "cell": plain, "fields": "userEnteredFormat.numberFormat"}})
    clock.seconds += 301

    tidies(ana)

    assert before == [("Rewards", "Points", "2026-01-05")]
    assert owner.tab("Problems") == []


@pytest.mark.parametrize(
    ("title", "row", "heading"),
    [("Campaigns", ["Now", "", "", 46_143], "Multiplier"), ("Plans", ["Club", 20, "", "", 46_143], "Multiplier")],
)
def test_no_offer_multiplies_by_the_number_of_a_day_however_its_cell_shows_it(
    ana: Workbook, owner: Owner, title: str, row: list[object], heading: str
) -> None:
    """Where 1,5 is a fraction Google takes 1.5 for the first of May, and a cell of numbers shows it as 46,143."""
    owner.type(title, row)

    claimed = ana.transact(partial(claim_order, contact="7001", number="1043", now=NOW))
    tidies(ana)

    assert isinstance(claimed, Claimed)
    assert claimed.earned == 90
    assert told(owner) == [(title, heading, "46143")]
    assert "2026-05-01" in owner.tab("Problems")[0]["Why"]


def test_points_for_a_unit_are_no_day_either(ana: Workbook, owner: Owner, start: Callable[..., Workbook]) -> None:
    owner.type_over("Settings", "Points per unit", "Value", 3)
    tidies(ana)
    owner.type_over("Settings", "Points per unit", "Value", 46_143)

    claimed = start().transact(partial(claim_order, contact="7001", number="1043", now=NOW))

    assert isinstance(claimed, Claimed)
    assert claimed.earned == 271

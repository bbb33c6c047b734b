"""The owner copies a row with its key and sorts later: nothing that anybody has hangs on which row is above."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest

from loyalty.book.decision import Decision
from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.redeem import redeem
from loyalty.outcomes.asking import PointsTold
from loyalty.outcomes.claiming import Claimed
from loyalty.outcomes.not_served import Blocked
from loyalty.outcomes.redeeming import Redeemed
from sandbox.owner import Owner
from sheets.workbook import Workbook
from tests.sheets.conftest import Clock
from tests.sheets.engine.conftest import tidies

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Start = Callable[..., Workbook]


def points(workbook: Workbook) -> int:
    outcome = workbook.transact(partial(tell_points, contact="7001", now=NOW))
    assert isinstance(outcome, PointsTold)
    return outcome.standing.points


def told(owner: Owner, tab: str) -> list[str]:
    return [str(row["Why"])[:40] for row in owner.tab("Problems") if row["Tab"] == tab]


def redeems(workbook: Workbook, contact: str, reward: str) -> object:
    return workbook.transact(partial(redeem, contact=contact, reward=reward, codes=["MADE-1"], now=NOW))


@pytest.fixture(params=[20_000, 3], ids=["small", "large"])
def shop(owner: Owner, instance: Start, request: pytest.FixtureRequest) -> Workbook:
    """Ana has 650 points; for one instance the sheet is large and read in chunks."""
    owner.type("Orders", ["1050", "ana@example.com", 600, "USD", "2026-11-20", "paid"])
    workbook = instance(rows_at_once=request.param)
    for rule in (
        partial(join, contact="7001", email="ana@example.com", name="Ana", language="en", codes=["K7Q4ZD"], now=NOW),
        partial(claim_order, contact="7001", number="1050", now=NOW),
    ):
        workbook.transact(rule)
    return workbook


@pytest.mark.parametrize("status", ["cancelled", "used", "available", ""])
def test_a_copied_coupon_is_told_and_gives_no_points_back_however_the_tab_is_sorted(
    owner: Owner, shop: Workbook, instance: Start, clock: Clock, status: str
) -> None:
    given = redeems(shop, "7001", "tote")
    assert isinstance(given, Redeemed)
    owner.type("Coupons", [given.code, "tote", status])
    tidies(shop)

    for descending in (False, True):
        owner.sort("Coupons", 2, descending=descending)
        clock.seconds += 600
        tidies(shop)

        assert points(shop) == points(instance()) == 450
        assert told(owner, "Coupons") == ["Row 2 has the same. Only one of the two "] or told(owner, "Coupons") == [
            "Row 3 has the same. Only one of the two "
        ]


def test_a_copied_code_that_nobody_has_is_given_once_and_not_while_one_row_calls_it_cancelled(
    owner: Owner, shop: Workbook
) -> None:
    owner.type("Coupons", ["TOTE-1", "tote"], ["tote-2", "tote", "cancelled"])

    first, second = redeems(shop, "7001", "tote"), redeems(shop, "7001", "mug")

    assert isinstance(first, Redeemed)
    assert first.code == "TOTE-1"
    assert isinstance(second, Redeemed)
    owner.sort("Coupons", 0, descending=True)
    tidies(shop)
    later = shop.transact(lambda book: Decision(book.pool("tote")))
    assert later == ()


def test_a_reward_that_is_copied_to_try_a_price_costs_what_it_did_until_one_row_is_deleted(
    owner: Owner, shop: Workbook
) -> None:
    owner.type("Rewards", ["tote", "Tote bag", 20])

    for descending in (False, True):
        owner.sort("Rewards", 2, descending=descending)
        shown = shop.transact(lambda book: Decision(book.rewards))
        assert {reward.points for reward in shown if reward.id == "tote"} == {200}
    tidies(shop)

    assert told(owner, "Rewards") == ["Row 2 has the same, and only that one co"] or told(owner, "Rewards") == [
        "Row 3 has the same, and only that one co"
    ]


def test_a_members_row_that_is_pasted_below_itself_is_told_and_one_that_is_blocked_stays_so(
    owner: Owner, shop: Workbook, instance: Start
) -> None:
    headings = [str(cell) for cell in owner.google.tab(owner.spreadsheet, "Members")[0]]
    row = ["" if cell is None else cell for cell in owner.google.tab(owner.spreadsheet, "Members")[1]]
    owner.type("Members", row)
    tidies(shop)

    assert told(owner, "Members") == ["Another row has the same code, address a"] * 2

    owner.type_at(f"Members!{chr(65 + headings.index('Points'))}3", [700])
    claimed = shop.transact(partial(claim_order, contact="7001", number="1042", now=NOW))
    tidies(shop)
    assert isinstance(claimed, Claimed)
    assert points(shop) == points(instance()) == 760

    owner.type_at(f"Members!{chr(65 + headings.index('Status'))}3", ["blocked"])
    for workbook in (shop, instance()):
        outcome = workbook.transact(partial(claim_order, contact="7001", number="1043", now=NOW))
        assert isinstance(outcome, Blocked)


@pytest.mark.parametrize("emptied", ["", "Check", "Cause"])
@pytest.mark.parametrize("code", ["34679C", "ZZZZZY"])
def test_a_line_of_the_ledger_that_is_copied_for_somebody_takes_nothing_from_whose_it_is(
    owner: Owner, shop: Workbook, instance: Start, clock: Clock, code: str, emptied: str
) -> None:
    owner.type("Members", [code, "boris@example.com", "Boris", "7002"])
    headings, _, claimed = owner.google.tab(owner.spreadsheet, "Ledger")
    copied = {"Member": code, emptied: ""}
    owner.type("Ledger", [copied.get(str(heading), cell) for heading, cell in zip(headings, claimed, strict=True)])
    owner.sort("Ledger", list(headings).index("Member"))
    clock.seconds += 600
    tidies(shop)

    boris = 0 if emptied != "Cause" else 600
    assert points(shop) == points(instance()) == 650
    assert {row["Member"]: row["Points"] for row in owner.tab("Members")} == {"K7Q4ZD": 650, code: boris}
    assert bool(told(owner, "Ledger")) == (not boris)

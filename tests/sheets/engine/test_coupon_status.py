"""What the owner writes under Status of Coupons, and what only looks like it after a sort of some columns."""

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
from loyalty.outcomes.redeeming import Redeemed
from sandbox.owner import Owner
from sheets.workbook import Workbook
from tests.sheets.conftest import Clock

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PEOPLE = {"7001": ("ana@example.com", "K7Q4ZD", "1050"), "7002": ("boris@example.com", "M3X9TR", "1051")}
Start = Callable[..., Workbook]


def tidies(workbook: Workbook) -> None:
    for _ in range(3):
        workbook.transact(lambda _book: Decision(None), tidy=True, seconds=60)


def takes(workbook: Workbook, contact: str) -> str:
    outcome = workbook.transact(partial(redeem, contact=contact, reward="tote", codes=["MADE-1"], now=NOW))
    assert isinstance(outcome, Redeemed)
    return outcome.code


def points(workbook: Workbook) -> int:
    outcome = workbook.transact(partial(tell_points, contact="7001", now=NOW))
    assert isinstance(outcome, PointsTold)
    return outcome.standing.points


def shown(owner: Owner, code: str) -> tuple[object, object]:
    row = next(row for row in owner.tab("Coupons") if row["Code"] == code)
    return row.get("Status"), row.get("Member")


def told(owner: Owner) -> list[tuple[object, object]]:
    return [(row["Column"], row["Cell"]) for row in owner.tab("Problems") if row["Tab"] == "Coupons"]


@pytest.fixture(params=[20_000, 4], ids=["small", "large"])
def shop(owner: Owner, instance: Start, request: pytest.FixtureRequest) -> Workbook:
    """Ana and Boris have 650 points each, and a third bag waits; for one instance the sheet is a large one."""
    owner.type("Orders", *([order, email, 600, "USD", "2026-11-20", "paid"] for email, _, order in PEOPLE.values()))
    owner.type("Coupons", ["TOTE-3", "tote"])
    workbook = instance(rows_at_once=request.param)
    for contact, (email, code, order) in PEOPLE.items():
        workbook.transact(partial(join, contact=contact, email=email, name="", language="en", codes=[code], now=NOW))
        workbook.transact(partial(claim_order, contact=contact, number=order, now=NOW))
    return workbook


@pytest.mark.parametrize("status", ["cancelled", "used", "expired"])
def test_a_word_that_a_sort_of_the_codes_alone_has_left_beside_a_coupon_counts_for_nothing_and_is_told(
    owner: Owner, shop: Workbook, instance: Start, clock: Clock, status: str
) -> None:
    assert takes(shop, "7001") == "TOTE-1"
    owner.type_over("Coupons", "MUG-1", "Status", status)
    tidies(shop)

    owner.sort("Coupons", 0, descending=True, columns=(0, 2))
    clock.seconds += 301
    tidies(shop)

    assert points(shop) == points(instance()) == 450
    assert told(owner) == [("Status", status)]
    assert shown(owner, "TOTE-1") == (status, None)

    owner.type_over("Coupons", "TOTE-1", "Status", "")
    tidies(instance())
    assert (shown(owner, "TOTE-1"), told(owner)) == (("issued", "K7Q4ZD"), [])
    owner.type_over("Coupons", "TOTE-1", "Status", "cancelled")
    tidies(instance())
    assert points(instance()) == 650


@pytest.mark.parametrize("columns", [(0, 3), (3, 9), (0, 9)])
def test_a_sort_of_some_columns_moves_no_points_and_each_row_shows_its_own_coupon(
    owner: Owner, shop: Workbook, clock: Clock, columns: tuple[int, int]
) -> None:
    takes(shop, "7001")
    takes(shop, "7002")

    owner.sort("Coupons", columns[0], descending=True, columns=columns)
    clock.seconds += 301
    tidies(shop)

    assert points(shop) == 450
    assert (shown(owner, "TOTE-1"), shown(owner, "TOTE-2")) == (("issued", "K7Q4ZD"), ("issued", "M3X9TR"))
    assert (shown(owner, "TOTE-3"), told(owner)) == ((None, None), [])


@pytest.mark.parametrize("status", ["cancelled", "used"])
def test_what_the_owner_has_said_of_a_code_outlasts_a_sort_in_the_second_in_which_another_is_given(
    owner: Owner, shop: Workbook, instance: Start, status: str
) -> None:
    owner.type_over("Coupons", "TOTE-3", "Status", status)
    tidies(instance())

    owner.before_next("write", lambda: owner.sort("Coupons", 0, descending=True))
    given = takes(shop, "7001")
    assert shown(owner, "TOTE-3") == ("issued", "K7Q4ZD") or given != "TOTE-1"
    other = takes(instance(), "7002")
    tidies(shop)

    assert {given, other} == {"TOTE-1", "TOTE-2"}
    assert shown(owner, "TOTE-3") == (status, None)
    assert (shown(owner, given), shown(owner, other)) == (("issued", "K7Q4ZD"), ("issued", "M3X9TR"))
    assert points(shop) == 450


def test_a_hundred_and_one_coupons_that_are_cancelled_with_one_paste_give_back_what_each_has_cost(
    owner: Owner, shop: Workbook, instance: Start, clock: Clock
) -> None:
    takes(shop, "7001")
    takes(shop, "7002")
    owner.type("Coupons", *([f"POOL-{n}", "tote"] for n in range(101)))

    owner.type_at("Coupons!C2", *(["cancelled"] for _ in range(len(owner.tab("Coupons")))))
    clock.seconds += 301
    tidies(shop)

    assert points(shop) == points(instance()) == 650
    assert shop.transact(lambda book: Decision(book.pool("tote"))) == ()

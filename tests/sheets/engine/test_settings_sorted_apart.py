"""A column of Settings that is sorted alone puts many values beside another name: none of them counts there."""

from collections.abc import Callable
from functools import partial

import pytest

from loyalty.book.decision import Decision
from loyalty.member.claim import claim_order
from loyalty.outcomes.claiming import Claimed
from sandbox.owner import Owner
from sheets.workbook import Workbook
from tests.sheets.conftest import Clock
from tests.sheets.engine.conftest import NOW, Start, tidies


def earned(workbook: Workbook) -> int:
    claimed = workbook.transact(partial(claim_order, contact="7001", number="1043", now=NOW))
    assert isinstance(claimed, Claimed)
    return claimed.earned


@pytest.mark.parametrize("column", [0, 1], ids=["names", "values"])
@pytest.mark.parametrize("descending", [False, True])
def test_all_settings_hold_as_before_until_the_sort_is_undone(
    ana: Workbook, owner: Owner, start: Start, clock: Clock, column: int, *, descending: bool
) -> None:
    tidies(ana)
    before = ana.transact(lambda book: Decision(book.settings))

    owner.sort("Settings", column, descending=descending, columns=(column, column + 1))
    clock.seconds += 61
    tidies(ana)
    after = start().transact(lambda book: Decision(book.settings))
    why = " ".join(str(row["Why"]) for row in owner.tab("Problems"))

    assert after == before
    assert "sorted apart from their names" in why
    assert earned(start()) == 90


def test_a_handful_of_slips_keeps_nobody_from_changing_a_setting(ana: Workbook, owner: Owner) -> None:
    tidies(ana)
    for setting in ("Unit", "Rounding", "Coupon days", "Letter hours"):
        owner.type_over("Settings", setting, "Value", "so so")
    owner.type_over("Settings", "Points per unit", "Value", 3)

    assert earned(ana) == 271


def test_a_new_owner_may_set_all_of_them_at_once(ana: Workbook, owner: Owner) -> None:
    tidies(ana)
    for setting, value in (("Points per unit", 2), ("Unit", 0.5), ("Rounding", "up"), ("Sign-up bonus", 10)):
        owner.type_over("Settings", setting, "Value", value)
    for setting, value in (("Coupon days", 60), ("Pending days", 0), ("Language", "ru"), ("Tier by", "money")):
        owner.type_over("Settings", setting, "Value", value)

    assert earned(ana) == 362


def test_values_that_are_mended_count_again(ana: Workbook, owner: Owner, undone: Callable[[], None]) -> None:
    tidies(ana)
    owner.sort("Settings", 1, columns=(1, 2))
    tidies(ana)

    undone()
    owner.type_over("Settings", "Points per unit", "Value", 3)

    assert earned(ana) == 271


@pytest.fixture
def undone(owner: Owner) -> Callable[[], None]:
    """Puts the values back where they were."""
    grid = owner.google.tab(owner.spreadsheet, "Settings")
    values = [[row[1] if len(row) > 1 else ""] for row in grid[1:]]
    return lambda: owner.type_at("Settings!B2", *values)

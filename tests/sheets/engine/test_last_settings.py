"""A setting that is mistyped, doubled or has lost its row keeps the value that it had, and Problems says so."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from loyalty.book.decision import Decision
from loyalty.member.claim import claim_order
from sandbox.owner import Owner
from sheets.workbook import Workbook
from tests.sheets.conftest import Clock
from tests.sheets.engine.conftest import NOW

THRICE = 271
"""For an order of 90.50 at three points a dollar."""


def claimed(workbook: Workbook, owner: Owner) -> int:
    """The points that the order of 90.50 brings."""
    workbook.transact(partial(claim_order, contact="7001", number="1043", now=NOW))
    return next(int(row["Points"]) for row in owner.tab("Ledger") if row.get("Cause") == "order:1043")


def mistyped(owner: Owner) -> None:
    owner.type_over("Settings", "Points per unit", "Value", "five")


def doubled_above(owner: Owner) -> None:
    owner.type("Settings", ["Points per unit", 7])
    owner.move("Settings", "ROWS", len(owner.tab("Settings")) + 1, 1)


def deleted(owner: Owner) -> None:
    names = ["Setting", *(row["Setting"] for row in owner.tab("Settings"))]
    owner.delete("Settings", "ROWS", names.index("Points per unit"))


@pytest.mark.parametrize("deed", [mistyped, doubled_above, deleted])
def test_what_cannot_be_read_keeps_the_value_that_it_had_also_in_an_instance_that_starts_anew(
    ana: Workbook, owner: Owner, start: Callable[..., Workbook], clock: Clock, deed: Callable[[Owner], None]
) -> None:
    owner.type_over("Settings", "Points per unit", "Value", 3)
    ana.transact(Decision, tidy=True)
    deed(owner)
    clock.seconds += 61

    points = claimed(start(), owner)
    told: list[Any] = [row["Why"] for row in owner.tab("Problems") if row["Tab"] == "Settings"]

    assert points == THRICE
    assert len(told) == 1
    assert told[0].endswith("Until then 3 holds, as before.")


def test_a_value_that_is_emptied_is_the_default_again(ana: Workbook, owner: Owner) -> None:
    owner.type_over("Settings", "Points per unit", "Value", 3)
    ana.transact(Decision, tidy=True)
    owner.type_over("Settings", "Points per unit", "Value", "")

    assert claimed(ana, owner) == 90
    assert owner.tab("Problems") == []

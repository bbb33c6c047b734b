"""A reward that is renamed or deleted while its codes wait: the owner hears why nobody is given one."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest

from loyalty.book.decision import Decision
from loyalty.member.ask import tell_rewards
from sandbox.owner import Owner
from sheets.workbook import Workbook

Start = Callable[..., Workbook]
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def told(owner: Owner, workbook: Workbook) -> list[tuple[int, str]]:
    workbook.transact(lambda _book: Decision(None), tidy=True, seconds=60)
    return [(int(row["Row"]), str(row["Cell"])) for row in owner.tab("Problems") if row["Tab"] == "Coupons"]


@pytest.fixture(params=[20_000, 2], ids=["small", "large"])
def shop(owner: Owner, instance: Start, request: pytest.FixtureRequest) -> Workbook:  # noqa: ARG001 - the owner sets the sheet up
    workbook = instance(rows_at_once=request.param)
    workbook.transact(partial(tell_rewards, contact="7001", now=NOW))
    return workbook


def test_codes_of_a_renamed_reward_are_told_at_the_first_of_them_until_both_say_the_same(
    owner: Owner, shop: Workbook, instance: Start
) -> None:
    owner.type_over("Rewards", "tote", "Reward", "bag")
    assert told(owner, shop) == [(2, "tote")]

    owner.type_over("Coupons", "TOTE-1", "Reward", "bag")
    assert told(owner, instance()) == [(3, "tote")]

    owner.type_over("Coupons", "TOTE-2", "Reward", " BAG")
    assert told(owner, instance()) == []


def test_codes_of_a_deleted_reward_are_told(owner: Owner, shop: Workbook) -> None:
    owner.delete("Rewards", "ROWS", 2)

    assert told(owner, shop) == [(4, "mug")]


def test_a_reward_that_cannot_be_read_is_told_alone(owner: Owner, shop: Workbook) -> None:
    owner.type_over("Rewards", "tote", "Points", "two hundred")

    assert told(owner, shop) == []


def test_codes_that_nobody_would_be_given_anyway_are_not_told(owner: Owner, shop: Workbook, instance: Start) -> None:
    owner.type_over("Rewards", "tote", "Reward", "bag")
    owner.type_over("Settings", "Coupons", "Value", "generate")
    assert told(owner, shop) == []

    owner.type_over("Settings", "Coupons", "Value", "pool")
    for code in ("TOTE-1", "TOTE-2"):
        owner.type_over("Coupons", code, "Status", "cancelled")
    assert told(owner, instance()) == []

"""An instance that finds the fence broken, or a layout that it does not know, books nothing."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.outcomes.claiming import Claimed
from sandbox.owner import Owner
from sheets.google.errors import BookForked, NewerLayout
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Start = Callable[..., Workbook]


def claims(workbook: Workbook, number: str) -> Any:
    return workbook.transact(partial(claim_order, contact="7001", number=number, now=NOW))


@pytest.fixture
def ana(owner: Owner, instance: Start) -> Workbook:  # noqa: ARG001 - the owner sets the sheet up
    workbook = instance()
    workbook.transact(
        partial(join, contact="7001", email="ana@example.com", name="", language="en", codes=["K7Q4ZD"], now=NOW)
    )
    return workbook


def ledger(owner: Owner) -> list[Any]:
    return [(row["Cause"], row["Points"]) for row in owner.tab("Ledger")]


def test_an_instance_whose_commit_has_a_twin_books_nothing_any_more_and_says_so(
    ana: Workbook,  # noqa: ARG001 - Ana has joined
    owner: Owner,
    instance: Start,
    caplog: pytest.LogCaptureFixture,
) -> None:
    other = instance()
    claims(other, "1042")
    shown = owner.google.tab(owner.spreadsheet, "_system")[0][0]
    number, _, rest = str(shown).partition("-")
    owner.type_at("_system!A1", [f"{number}-another{rest}"])
    before = ledger(owner)

    with caplog.at_level(logging.CRITICAL), pytest.raises(BookForked):
        claims(other, "1043")
    with pytest.raises(BookForked):
        claims(other, "1043")

    assert ledger(owner) == before
    assert [record.levelname for record in caplog.records] == ["CRITICAL"]


@pytest.mark.parametrize("version", ["2", "17"])
def test_a_newer_layout_is_left_alone(ana: Workbook, owner: Owner, instance: Start, version: str) -> None:
    owner.type_at("_system!A2", [version])
    before = ledger(owner)

    for workbook in (ana, instance()):
        with pytest.raises(NewerLayout):
            claims(workbook, "1042")

    assert ledger(owner) == before


@pytest.mark.parametrize("version", ["", "0", "1", "nonsense", "-3"])
def test_what_the_owner_types_over_the_version_stops_nothing(ana: Workbook, owner: Owner, version: str) -> None:
    owner.type_at("_system!A2", [version])

    assert isinstance(claims(ana, "1042"), Claimed)

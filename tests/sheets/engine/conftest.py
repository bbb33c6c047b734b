"""What several tests of the engine begin with; some have a start, or an Ana, of their own."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest

from loyalty.book.decision import Decision
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.outcomes.claiming import Claimed
from sandbox.owner import Owner
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Start = Callable[..., Workbook]


def tidies(workbook: Workbook) -> None:
    """All of the sheet is looked at, and what the owner has edited is booked."""
    workbook.transact(lambda _book: Decision(None), tidy=True, seconds=60)


@pytest.fixture(params=[20_000, 7], ids=["small", "large"])
def start(owner: Owner, instance: Start, request: pytest.FixtureRequest) -> Start:  # noqa: ARG001 - the owner comes first
    """Starts an instance; for one the sheet is large and read in chunks."""
    return partial(instance, rows_at_once=request.param)


@pytest.fixture
def ana(start: Start) -> Workbook:
    """An instance that Ana has joined at, and claimed her first order."""
    workbook = start()
    workbook.transact(
        partial(join, contact="7001", email="ana@example.com", name="Ana", language="en", codes=["K7Q4ZD"], now=NOW)
    )
    assert isinstance(workbook.transact(partial(claim_order, contact="7001", number="1042", now=NOW)), Claimed)
    return workbook

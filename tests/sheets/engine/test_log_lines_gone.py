"""Lines of the Log that an owner deletes are told: with them goes who wants no emails, and what the shop has said."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from loyalty.member.leave import leave
from loyalty.member.subscription import set_subscription
from loyalty.owner.log_folding import fold_log
from sandbox.owner import Owner
from sheets.workbook import Workbook
from tests.sheets.conftest import Clock
from tests.sheets.engine.conftest import NOW, Start, tidies

GONE = "lines of the Log are gone"


@pytest.fixture
def unsubscribed(ana: Workbook) -> Workbook:
    """Ana has said yes and no to emails, twice: four lines."""
    for wanted in (False, True, False, True):
        ana.transact(partial(set_subscription, member="K7Q4ZD", wanted=wanted, now=NOW))
    return ana


def told(owner: Owner) -> list[str]:
    return [str(row["Why"]) for row in owner.tab("Problems") if GONE in str(row["Why"])]


@pytest.mark.parametrize(
    ("deed", "lines"),
    [
        (lambda owner: owner.delete_tab("Log"), 4),
        (lambda owner: owner.delete("Log", "ROWS", 1, 2), 2),
        (lambda owner: owner.clear("Log!A2:H4"), 3),
        (lambda owner: owner.type_over("Log", "K7Q4ZD", "Cause", "mine"), 1),
        (lambda owner: owner.type_over("Log", "K7Q4ZD", "Value", ""), 1),
        (lambda owner: owner.type_over("Log", "K7Q4ZD", "Value", "0 0"), 1),
    ],
    ids=["the tab deleted", "rows deleted", "rows cleared", "a cause typed over", "a value cleared", "a value sorted"],
)
def test_lines_that_are_gone_are_told_once_with_their_number(
    unsubscribed: Workbook, owner: Owner, start: Start, clock: Clock, deed: Callable[[Owner], None], lines: int
) -> None:
    deed(owner)
    for workbook in (start(), unsubscribed, start()):
        clock.seconds += 400
        tidies(workbook)

    [why] = told(owner)
    assert f"no longer count: {lines}." in why


def test_they_are_told_also_when_somebody_says_something_new_meanwhile(
    unsubscribed: Workbook, owner: Owner, clock: Clock
) -> None:
    owner.delete("Log", "ROWS", 1, 2)
    unsubscribed.transact(partial(set_subscription, member="K7Q4ZD", wanted=False, now=NOW))
    clock.seconds += 400
    tidies(unsubscribed)

    [why] = told(owner)
    assert "no longer count: 2." in why


def test_a_wish_that_cannot_be_read_is_named_in_its_row(unsubscribed: Workbook, owner: Owner, clock: Clock) -> None:
    owner.type_over("Log", "K7Q4ZD", "Value", "perhaps")
    clock.seconds += 400
    tidies(unsubscribed)

    assert [(row["Tab"], row["Column"]) for row in owner.tab("Problems") if row.get("Row")] == [("Log", "Value")]


def test_sorting_the_log_loses_nothing(unsubscribed: Workbook, owner: Owner, clock: Clock) -> None:
    owner.sort("Log", 6, descending=True)
    clock.seconds += 400
    tidies(unsubscribed)

    assert owner.tab("Problems") == []


def test_who_leaves_takes_their_lines_along_and_nothing_is_missing(
    unsubscribed: Workbook, owner: Owner, start: Start, clock: Clock
) -> None:
    unsubscribed.transact(partial(leave, contact="7001", confirmed=True, now=NOW))
    for workbook in (unsubscribed, start()):
        clock.seconds += 400
        tidies(workbook)

    assert told(owner) == []


def test_closing_the_books_folds_the_log_and_nothing_is_missing(
    unsubscribed: Workbook, owner: Owner, start: Start, clock: Clock
) -> None:
    folded = unsubscribed.transact(partial(fold_log, before=NOW + timedelta(days=60), limit=100))
    for workbook in (unsubscribed, start()):
        clock.seconds += 400
        tidies(workbook)

    assert folded.replaced == 3
    assert told(owner) == []

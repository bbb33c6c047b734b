"""Checks that a sort has left behind are put back beside their lines, whatever the owner does in that very moment."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import Change, Decision
from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.outcomes.asking import PointsTold
from loyalty.outcomes.claiming import AlreadyClaimed
from sandbox.google.http.faults import DropAfter, Fault
from sandbox.owner import Owner
from sheets.codec.a1 import letters
from sheets.google.errors import NotInTime
from sheets.workbook import Workbook
from tests.sheets.conftest import Clock
from tests.sheets.engine.conftest import tidies

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Start = Callable[..., Workbook]
ORDERS = 130
"""More than are kept side by side."""


def place(owner: Owner, heading: str) -> int:
    return list(owner.google.tab(owner.spreadsheet, "Ledger")[0]).index(heading)


def claims(workbook: Workbook, number: str) -> object:
    return workbook.transact(partial(claim_order, contact="7001", number=number, now=NOW))


def points(workbook: Workbook) -> int:
    outcome = workbook.transact(partial(tell_points, contact="7001", now=NOW))
    assert isinstance(outcome, PointsTold)
    return outcome.standing.points


def sorts_what_is_seen(owner: Owner) -> None:
    """All columns but the two hidden ones, the last of the tab."""
    owner.sort("Ledger", place(owner, "Cause"), descending=True, columns=(0, place(owner, "Commit")))


def lines(owner: Owner) -> dict[object, dict[str, object]]:
    """What stands in each row that holds anything, by cause, without the number of the commit that proved it last."""
    rows = [row for row in owner.tab("Ledger") if row]
    assert len({row.get("Cause") for row in rows}) == len(rows)
    return {row.get("Cause"): {head: cell for head, cell in row.items() if head != "Commit"} for row in rows}


@pytest.fixture(params=[20_000, 40], ids=["small", "large"])
def shop(owner: Owner, instance: Start, clock: Clock, request: pytest.FixtureRequest) -> Workbook:
    """Ana has claimed many orders, and the owner has a column of their own between those of the Ledger."""
    owner.insert("Ledger", "COLUMNS", place(owner, "Commit"))
    owner.type_at(f"Ledger!{letters(place(owner, 'Commit') - 1)}1", ["Mine"])
    owner.type("Orders", *([f"2{n:03}", "ana@example.com", 1] for n in range(ORDERS)))
    owner.type("Members", ["K7Q4ZD", "ana@example.com", "Ana", "7001"])
    workbook: Workbook = instance(rows_at_once=request.param)

    def claim_all(book: Book) -> Decision[None]:
        changes = list[Change]()
        for n in range(ORDERS):
            changes += claim_order(book.after(changes), contact="7001", number=f"2{n:03}", now=NOW).changes
        return Decision(None, tuple(changes))

    workbook.transact(claim_all, seconds=60)
    owner.type_over("Ledger", "order:2007", "Mine", "paid late")
    clock.seconds += 400
    tidies(workbook)
    assert points(workbook) == ORDERS
    return workbook


def inserts_and_heads(owner: Owner) -> None:
    at = place(owner, "Commit")
    owner.insert("Ledger", "COLUMNS", at)
    owner.type_at(f"Ledger!{letters(at)}1", ["Own"])


def sorts_and(owner: Owner, act: Callable[[Owner], object]) -> None:
    """Rows and columns move in the same moment."""
    owner.sort("Ledger", place(owner, "For"), columns=(0, place(owner, "Commit")))
    act(owner)


DEEDS: dict[str, Callable[[Owner], object]] = {
    "does nothing": lambda _owner: None,
    "inserts a column left of both": lambda owner: owner.insert("Ledger", "COLUMNS", place(owner, "Commit")),
    "inserts a column between": lambda owner: owner.insert("Ledger", "COLUMNS", place(owner, "Check")),
    "inserts a column and heads it": inserts_and_heads,
    "drags Points there": lambda owner: owner.move(
        "Ledger", "COLUMNS", place(owner, "Points"), place(owner, "Check") + 1
    ),
    "drags a column of their own there": lambda owner: owner.move(
        "Ledger", "COLUMNS", place(owner, "Mine"), place(owner, "Check") + 1
    ),
    "drags Check away": lambda owner: owner.move("Ledger", "COLUMNS", place(owner, "Check"), 0),
    "sorts and inserts a column": lambda owner: sorts_and(owner, inserts_and_heads),
    "sorts and drags Check before Points": lambda owner: sorts_and(
        owner, lambda owner: owner.move("Ledger", "COLUMNS", place(owner, "Check"), place(owner, "Points"))
    ),
    "inserts a row": lambda owner: owner.insert("Ledger", "ROWS", 5),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("who", ["the same instance", "another instance"])
def test_columns_that_move_while_checks_are_put_back_free_no_order_and_lose_no_cell(
    shop: Workbook, owner: Owner, instance: Start, clock: Clock, outage: list[Fault], deed: str, who: str
) -> None:
    def moves() -> None:
        DEEDS[deed](owner)
        if who == "another instance":
            outage.append(DropAfter())

    before = lines(owner)
    sorts_what_is_seen(owner)
    clock.seconds += 400
    owner.before_next("write", moves)

    if who == "another instance":
        with pytest.raises(NotInTime):
            tidies(shop)
        outage.clear()
    else:
        tidies(shop)

    other = instance() if who == "another instance" else shop
    for number in ("2000", "2007", f"2{ORDERS - 1:03}"):
        assert isinstance(claims(other, number), AlreadyClaimed)
    assert points(other) == points(instance()) == ORDERS
    for workbook in (other, instance()):
        clock.seconds += 400
        tidies(workbook)
    after = lines(owner)
    if deed == "inserts a row":  # the check that landed in the blank row goes with what else is nobody's
        after |= {cause: cells | {"Check": before[cause]["Check"]} for cause, cells in after.items()}
    assert after == before
    assert [row for row in owner.tab("Problems") if "Row" in row] == []

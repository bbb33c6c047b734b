"""What the owner does in the moment in which the program puts right what an earlier gesture has displaced."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from loyalty.book.decision import Decision
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from sandbox.google.http.faults import DropAfter, Fault
from sandbox.owner import Owner
from sheets.google.errors import NotInTime
from sheets.workbook import Workbook
from tests.sheets.conftest import Clock

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MARKS = ("Points as booked", "Points shown")
"""They name the commit that showed them, which is another one each time."""
COLUMNS = ("Member", "Name", "Points", "Birthday")
"""Left of which a column comes first."""
Start = Callable[..., Workbook]
DEEDS: dict[str, Callable[[Owner], object]] = {
    "does nothing more": lambda _owner: None,
    "inserts a row at the top": lambda owner: owner.insert("Members", "ROWS", 1),
    "inserts a row between": lambda owner: owner.insert("Members", "ROWS", 3),
    "sorts by code": lambda owner: owner.sort("Members", place(owner, "Member")),
    "sorts by name, backwards": lambda owner: owner.sort("Members", place(owner, "Name"), descending=True),
    "inserts a column": lambda owner: owner.insert("Members", "COLUMNS", place(owner, "Tier")),
    "drags a column": lambda owner: owner.move("Members", "COLUMNS", place(owner, "Notes"), place(owner, "Name")),
}


def place(owner: Owner, heading: str) -> int:
    return list(owner.google.tab(owner.spreadsheet, "Members")[0]).index(heading)


def join_all(workbook: Workbook, *people: tuple[str, str, str]) -> None:
    """Each of these, by contact, name and code, in one commit."""

    def rule(book: Any) -> Decision[Any]:
        changes = list[Any]()
        for contact, name, code in people:
            email = f"{name}@example.com"
            changes += join(
                book.after(changes), contact=contact, email=email, name=name, language="en", codes=[code], now=NOW
            ).changes
        return Decision(None, tuple(changes))

    workbook.transact(rule)


def work(workbook: Workbook) -> None:
    """Three join, and an order is claimed."""
    with suppress(NotInTime):
        join_all(workbook, ("7011", "dora", "D0RAAA"), ("7012", "emil", "3M1LAA"), ("7013", "fay", "F4YAAA"))
    with suppress(NotInTime):
        workbook.transact(partial(claim_order, contact="7001", number="2001", now=NOW))


def come_to_rest(clock: Clock, workbook: Workbook) -> None:
    for _ in range(2):
        clock.seconds += 400
        workbook.transact(lambda _book: Decision(None), tidy=True, seconds=60)


def everybody(owner: Owner) -> dict[object, dict[str, object]]:
    """What stands in each row that holds anything, by code, without marks."""
    rows = [row for row in owner.tab("Members") if row]
    assert len({row.get("Member") for row in rows}) == len(rows)
    return {row.get("Member"): {head: cell for head, cell in row.items() if head not in MARKS} for row in rows}


@pytest.fixture(params=[20_000, 7], ids=["small", "large"])
def shop(owner: Owner, instance: Start, request: pytest.FixtureRequest) -> Workbook:
    """Ana, Boris and Carla, and what the owner wrote beside them; for one instance the sheet is large."""
    owner.type("Orders", ["2001", "ana@example.com", 300])
    workbook: Workbook = instance(rows_at_once=request.param)
    join_all(workbook, ("7001", "ana", "K7Q4ZD"), ("7002", "boris", "M3X9TR"), ("7003", "carla", "C4RLAA"))
    owner.type_over("Members", "K7Q4ZD", "Notes", "likes lavender")
    owner.type_over("Members", "M3X9TR", "Segment", "wholesale")
    owner.type_over("Members", "C4RLAA", "Referred by", "M3X9TR")
    return workbook


@pytest.mark.parametrize("heading", COLUMNS)
@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("who", ["the same instance", "another instance"])
def test_nobody_gets_anothers_cells_when_rows_or_columns_move_while_rows_are_put_right(
    shop: Workbook, owner: Owner, instance: Start, clock: Clock, outage: list[Fault], heading: str, deed: str, who: str
) -> None:
    def displaces() -> None:
        owner.insert("Members", "COLUMNS", place(owner, heading))
        owner.before_next("write", moves)

    def moves() -> None:
        DEEDS[deed](owner)
        if who == "another instance":
            outage.append(DropAfter())

    before = everybody(owner)
    owner.before_next("write", displaces)

    work(shop)
    outage.clear()
    come_to_rest(clock, instance() if who == "another instance" else shop)
    work(instance())

    after = everybody(owner)
    assert set(after) == {*before, "D0RAAA", "3M1LAA", "F4YAAA"}
    for code, cells in before.items():
        assert after[code] == cells | ({"Points": 350, "Lifetime points": 350} if code == "K7Q4ZD" else {})
    for code, contact, name in (("D0RAAA", "7011", "dora"), ("3M1LAA", "7012", "emil"), ("F4YAAA", "7013", "fay")):
        own = {"Member": code, "Contact": contact, "Name": name, "Email": f"{name}@example.com"}
        like = {head: cell for head, cell in before["M3X9TR"].items() if head != "Segment"}
        assert {head: cell for head, cell in after[code].items() if cell} == {
            head: cell for head, cell in (like | own).items() if cell
        }
    assert [row for row in owner.tab("Ledger") if row["Entry"] == "adjustment"] == []


@pytest.mark.parametrize("times", [2, 3, 4])
def test_it_is_put_right_in_the_end_however_often_the_owner_sorts_in_that_very_moment(
    shop: Workbook, owner: Owner, instance: Start, clock: Clock, times: int
) -> None:
    def sorts(left: int) -> None:
        owner.sort("Members", place(owner, "Member"), descending=bool(left % 2))
        if left:
            owner.before_next("write", partial(sorts, left - 1))

    def displaces() -> None:
        owner.insert("Members", "COLUMNS", place(owner, "Name"))
        owner.before_next("write", partial(sorts, times))

    before = everybody(owner)
    owner.before_next("write", displaces)

    work(shop)
    come_to_rest(clock, instance())
    work(instance())

    after = everybody(owner)
    contacts = {code: cells["Contact"] for code, cells in before.items()}
    contacts |= {"D0RAAA": "7011", "3M1LAA": "7012", "F4YAAA": "7013"}
    assert {code: cells["Contact"] for code, cells in after.items()} == contacts
    assert {code: after[code] for code in ("M3X9TR", "C4RLAA")} == {code: before[code] for code in ("M3X9TR", "C4RLAA")}
    assert [row for row in owner.tab("Ledger") if row["Entry"] == "adjustment"] == []

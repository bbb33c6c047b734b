"""A number over Points is booked only when the owner sees it as one: a day, a percentage or money is none of points."""

from collections.abc import Callable
from functools import partial
from itertools import count

import pytest

from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.outcomes.asking import PointsTold
from loyalty.outcomes.claiming import Claimed
from sandbox.owner import Owner
from sheets.codec.a1 import letters
from sheets.workbook import Workbook
from tests.sheets.conftest import Clock, Recorded
from tests.sheets.engine.conftest import NOW, tidies

Start = Callable[..., Workbook]


def points(workbook: Workbook) -> int:
    told = workbook.transact(partial(tell_points, contact="7001", now=NOW))
    assert isinstance(told, PointsTold)
    return told.standing.points


def place(owner: Owner, member: str = "K7Q4ZD", heading: str = "Points") -> str:
    grid = owner.google.tab(owner.spreadsheet, "Members")
    row = next(number for number, cells in enumerate(grid, start=1) if member in cells)
    return f"Members!{letters(grid[0].index(heading))}{row}"


def types_as(owner: Owner, typed: object, number_format: dict[str, str] | None, member: str = "K7Q4ZD") -> None:
    """Types into a cell of Points that has another number format than ours; None is the automatic one."""
    cell = {"userEnteredFormat": {"numberFormat": number_format}} if number_format else {}
    fields = "userEnteredFormat.numberFormat"
    owner.edit({"repeatCell": {"range": owner.range(place(owner, member)), "cell": cell, "fields": fields}})
    owner.type_at(place(owner, member), [typed])


NO_NUMBERS = [
    pytest.param("2026-11-30", None, id="a day"),
    pytest.param("500%", None, id="a percentage"),
    pytest.param("$12", None, id="money"),
    pytest.param(2, {"type": "TIME", "pattern": "[h]:mm"}, id="a time"),
    pytest.param(12, {"type": "CURRENCY", "pattern": "#,##0.00 [$kr]"}, id="money without a mark"),
    pytest.param(12, {"type": "NUMBER", "pattern": "[$€]0"}, id="a mark of money in a number"),
    pytest.param(46356, {"type": "DATE", "pattern": "d mmm"}, id="the number of a day"),
    pytest.param(3000, {"type": "NUMBER", "pattern": '"3"'}, id="thousands that look like ones"),
]


@pytest.mark.parametrize(("typed", "number_format"), NO_NUMBERS)
def test_what_is_no_plain_number_to_the_owner_is_told_and_never_booked(
    ana: Workbook, owner: Owner, clock: Clock, typed: object, number_format: dict[str, str] | None
) -> None:
    before = points(ana)
    types_as(owner, typed, number_format)

    for _ in range(3):
        tidies(ana)
        clock.seconds += 400

    assert points(ana) == before
    assert [row for row in owner.tab("Ledger") if row["Entry"] == "adjustment"] == []
    [problem] = owner.tab("Problems")
    assert (problem["Tab"], problem["Row"], problem["Column"]) == ("Members", 2, "Points")
    assert problem["Why"].startswith("This cell shows a day, a percentage, money")


def test_the_next_claim_is_answered_and_books_none_of_it(ana: Workbook, owner: Owner, start: Start) -> None:
    before = points(ana)
    types_as(owner, "2026-11-30", None)

    claimed = start().transact(partial(claim_order, contact="7001", number="1043", now=NOW))

    assert isinstance(claimed, Claimed)
    assert points(ana) == before + 90


@pytest.mark.parametrize(
    ("typed", "number_format"),
    [
        (300, {"type": "NUMBER", "pattern": "0"}),
        ("1,300", None),
        (1300, {"type": "NUMBER", "pattern": "#,##0.00"}),
        (300, {"type": "NUMBER", "pattern": '0" points"'}),
        (46356, None),
        (0, {"type": "NUMBER", "pattern": "#,##0"}),
    ],
)
def test_a_plain_number_is_booked_whatever_looks_its_cell_has(
    ana: Workbook, owner: Owner, typed: object, number_format: dict[str, str] | None
) -> None:
    types_as(owner, typed, number_format)

    tidies(ana)

    assert points(ana) == int(str(typed).replace(",", ""))
    assert owner.tab("Problems") == []


def test_the_number_that_is_typed_after_a_day_is_booked(ana: Workbook, owner: Owner, clock: Clock) -> None:
    types_as(owner, "2026-11-30", None)
    tidies(ana)
    clock.seconds += 100

    types_as(owner, 300, None)
    tidies(ana)

    assert points(ana) == 300
    assert owner.tab("Problems") == []


def test_a_number_that_only_its_format_made_a_day_is_booked_once_it_shows(
    ana: Workbook, owner: Owner, clock: Clock
) -> None:
    types_as(owner, 46356, {"type": "DATE", "pattern": "yyyy-mm-dd"})
    tidies(ana)
    types_as(owner, 46356, {"type": "NUMBER", "pattern": "0"})
    clock.seconds += 400

    tidies(ana)

    assert points(ana) == 46356
    assert owner.tab("Problems") == []


def test_how_a_cell_shows_its_number_is_asked_for_once_and_only_after_an_edit(
    ana: Workbook, owner: Owner, stand_in: Recorded
) -> None:
    def asked() -> int:
        return sum("formattedValue" in str(request.query) for request in stand_in.asked)

    assert asked() == 0
    types_as(owner, "2026-11-30", None)

    for _ in range(3):
        points(ana)

    assert asked() == 1


def test_a_cell_that_is_another_number_each_time_keeps_nobody_from_their_points(
    ana: Workbook, owner: Owner, clock: Clock
) -> None:
    """As a formula with chance in it: the owner retypes it before each read."""
    before, numbers = points(ana), count(400)

    def changes() -> None:
        owner.type_at(place(owner), [next(numbers)])
        owner.before_next("read", changes)

    changes()
    clock.seconds += 400
    claimed = ana.transact(partial(claim_order, contact="7001", number="1043", now=NOW))
    tidies(ana)

    assert isinstance(claimed, Claimed)
    assert points(ana) == before + 90


def test_such_a_cell_keeps_no_other_number_from_being_booked(ana: Workbook, owner: Owner, clock: Clock) -> None:
    ana.transact(
        partial(join, contact="7002", email="boris@example.com", name="Boris", language="en", codes=["M3X9TR"], now=NOW)
    )
    tidies(ana)
    numbers = count(400)

    def changes() -> None:
        owner.type_at(place(owner), [next(numbers)])
        owner.before_next("read", changes)

    changes()
    types_as(owner, 300, None, member="M3X9TR")
    for _ in range(3):
        clock.seconds += 400
        tidies(ana)

    booked = [(row["Member"], row["Points"]) for row in owner.tab("Ledger") if row["Entry"] == "adjustment"]
    assert booked == [("M3X9TR", 250)]


def types_a_day(owner: Owner, tab: str, heading: str, row: int, typed: str) -> None:
    """Types into a cell of the automatic format."""
    at = f"{tab}!{letters(owner.google.tab(owner.spreadsheet, tab)[0].index(heading))}{row}"
    owner.edit({"repeatCell": {"range": owner.range(at), "cell": {}, "fields": "userEnteredFormat.numberFormat"}})
    owner.type_at(at, [typed])


@pytest.mark.parametrize(
    ("locale", "typed"), [("en_US", "2026-11-30"), ("de_DE", "12.05.2026"), ("en_US", "12/5/2026")]
)
def test_an_amount_that_is_a_day_gives_no_points_and_is_told(
    ana: Workbook, owner: Owner, clock: Clock, locale: str, typed: str
) -> None:
    before = points(ana)
    owner.live_in(locale=locale)
    types_a_day(owner, "Orders", "Amount", 3, typed)

    claimed = ana.transact(partial(claim_order, contact="7001", number="1043", now=NOW))
    for _ in range(2):
        tidies(ana)
        clock.seconds += 400

    assert not isinstance(claimed, Claimed)
    assert points(ana) == before
    assert [(row["Row"], row["Column"]) for row in owner.tab("Problems")] == [(3, "Amount")]


def test_an_amount_that_only_looks_like_the_number_of_a_day_is_claimed(ana: Workbook, owner: Owner) -> None:
    before = points(ana)
    types_a_day(owner, "Orders", "Amount", 3, "$46,356.00")

    claimed = ana.transact(partial(claim_order, contact="7001", number="1043", now=NOW))

    assert isinstance(claimed, Claimed)
    assert points(ana) == before + 46_356


def test_a_day_under_refunded_of_a_claimed_order_takes_nothing(ana: Workbook, owner: Owner, clock: Clock) -> None:
    before = points(ana)
    types_a_day(owner, "Orders", "Amount", 2, "$50,000")
    tidies(ana)
    types_a_day(owner, "Orders", "Refunded", 2, "2026-11-30")
    for _ in range(2):
        clock.seconds += 400
        tidies(ana)

    assert points(ana) == before
    assert (2, "Refunded") in {(row["Row"], row["Column"]) for row in owner.tab("Problems")}


@pytest.mark.parametrize(("typed", "gives"), [("2026-11-30", 0), ("46356", 46_356)])
def test_a_day_in_a_line_of_the_owners_own_counts_for_nobody(
    ana: Workbook, owner: Owner, clock: Clock, typed: str, gives: int
) -> None:
    before = points(ana)
    owner.type("Ledger", ["2026-11-22", "K7Q4ZD"])
    row = len(owner.google.tab(owner.spreadsheet, "Ledger"))
    types_a_day(owner, "Ledger", "Points", row, typed)

    for _ in range(2):
        tidies(ana)
        clock.seconds += 400

    assert points(ana) == before + gives
    told = [(problem["Row"], problem["Column"]) for problem in owner.tab("Problems")]
    assert told == ([] if gives else [(row, "Points")])

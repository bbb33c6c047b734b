"""What the owner does between our read and our write is neither lost nor taken for something else."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.leave import leave
from loyalty.member.redeem import redeem
from loyalty.outcomes.asking import PointsTold
from loyalty.outcomes.claiming import AlreadyClaimed, Claimed
from loyalty.outcomes.joining import Joined
from loyalty.outcomes.redeeming import PointsShort
from sandbox.google.http.faults import DropAfter, Fault, Faults, Refuse
from sandbox.owner import Owner
from sheets.codec.a1 import letters
from sheets.google.errors import NotInTime
from sheets.workbook import Workbook
from tests.sheets.conftest import Clock
from tests.sheets.engine.conftest import tidies

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Start = Callable[..., Workbook]


def joins(workbook: Workbook, contact: str, name: str, code: str) -> Any:
    email = f"{name}@example.com"
    return workbook.transact(
        partial(join, contact=contact, email=email, name=name, language="en", codes=[code], now=NOW)
    )


def claims(workbook: Workbook, contact: str, number: str) -> Any:
    return workbook.transact(partial(claim_order, contact=contact, number=number, now=NOW))


def points(workbook: Workbook, contact: str) -> int:
    outcome = workbook.transact(partial(tell_points, contact=contact, now=NOW))
    assert isinstance(outcome, PointsTold)
    return outcome.standing.points


def birthdays(owner: Owner) -> dict[str, object]:
    """Of every row that holds anything."""
    return {row.get("Member", "nobody"): row.get("Birthday") for row in owner.tab("Members") if row}


def place(owner: Owner, tab: str, heading: str) -> int:
    return list(owner.google.tab(owner.spreadsheet, tab)[0]).index(heading)


@pytest.fixture(params=[20_000, 7], ids=["small", "large"])
def shop(owner: Owner, instance: Start, request: pytest.FixtureRequest) -> Workbook:
    """Ana, Boris and Carla with 50 points each; for one instance the sheet is large and read in chunks."""
    owner.type(
        "Orders", ["2001", "ana@example.com", 300], ["2002", "boris@example.com", 20], ["2003", "ana@example.com", 7]
    )
    workbook = instance(rows_at_once=request.param)
    for contact, name, code in (("7001", "ana", "K7Q4ZD"), ("7002", "boris", "M3X9TR"), ("7003", "carla", "C4RLAA")):
        joins(workbook, contact, name, code)
    owner.type_over("Members", "K7Q4ZD", "Notes", "likes lavender")
    owner.type_over("Members", "M3X9TR", "Name", "Boris the Great")
    assert points(workbook, "7001") == 50
    return workbook


def test_a_number_typed_while_an_order_is_booked_is_booked_as_well(shop: Workbook, owner: Owner) -> None:
    owner.before_next("write", lambda: owner.type_over("Members", "K7Q4ZD", "Points", 1050))

    assert isinstance(claims(shop, "7001", "2001"), Claimed)
    assert isinstance(claims(shop, "7002", "2002"), Claimed)

    assert points(shop, "7001") == 1350
    assert [row["Points"] for row in owner.tab("Ledger") if row["Entry"] == "adjustment"] == [1000]


@pytest.mark.parametrize("others", [False, True], ids=["itself", "another instance"])
@pytest.mark.parametrize("mark", ["Points as booked", "Points shown"])
def test_a_number_typed_while_only_a_mark_beside_it_is_written_again_is_booked(
    shop: Workbook, owner: Owner, instance: Start, mark: str, others: bool
) -> None:
    owner.type_over("Members", "K7Q4ZD", mark, "")
    typed = 50 if mark == "Points shown" else 74  # without the mark that names her nothing proves a number
    owner.before_next("write", lambda: owner.type_over("Members", "K7Q4ZD", "Points", typed))

    tidies(shop)

    reader = instance() if others else shop
    for _ in range(2):
        tidies(reader)
    assert points(reader, "7001") == typed


def test_another_instance_finds_it_when_the_one_that_committed_is_gone(
    shop: Workbook, owner: Owner, instance: Start
) -> None:
    owner.before_next("write", lambda: owner.type_over("Members", "K7Q4ZD", "Points", 12))
    claims(shop, "7001", "2001")

    claims(instance(), "7002", "2002")

    assert points(instance(), "7001") == 312
    assert points(shop, "7001") == 312


def test_it_outlives_two_instances_of_which_the_second_commits_for_somebody_else(
    shop: Workbook, owner: Owner, instance: Start, outage: list[Fault]
) -> None:
    def types() -> None:
        outage.append(DropAfter())
        owner.type_over("Members", "K7Q4ZD", "Points", 1050)

    second = instance()
    assert points(second, "7002") == 50
    owner.before_next("write", types)
    with pytest.raises(NotInTime):
        claims(shop, "7001", "2001")
    outage.clear()

    assert isinstance(claims(second, "7002", "2002"), Claimed)

    assert points(instance(), "7001") == 1350


def test_it_outlives_the_instance_though_who_leaves_is_erased_once_more_first(
    shop: Workbook, owner: Owner, instance: Start, outage: list[Fault]
) -> None:
    def types() -> None:
        outage.append(DropAfter())
        owner.type_over("Members", "K7Q4ZD", "Points", 1050)

    def both(book: Book) -> Decision[Any]:
        claimed = claim_order(book, contact="7001", number="2001", now=NOW)
        left = leave(book, contact="7002", confirmed=True, now=NOW)
        return Decision(None, (*claimed.changes, *left.changes))

    owner.before_next("write", types)
    with pytest.raises(NotInTime):
        shop.transact(both)
    outage.clear()
    owner.before_next("write", lambda: outage.append(DropAfter()))
    with pytest.raises(NotInTime):
        tidies(shop)
    outage.clear()

    assert points(instance(), "7001") == 1350


def test_it_is_booked_once_though_it_is_found_by_two(shop: Workbook, owner: Owner, instance: Start) -> None:
    other = instance()
    points(other, "7001")
    owner.before_next("write", lambda: owner.type_over("Members", "K7Q4ZD", "Points", 60))
    claims(shop, "7001", "2001")

    for n, workbook in enumerate((other, shop, other)):
        claims(workbook, "7002" if n else "7001", "2002" if n else "2003")
        tidies(workbook)

    assert points(shop, "7001") == 50 + 10 + 300 + 7
    assert [row["Points"] for row in owner.tab("Ledger") if row["Entry"] == "adjustment"] == [10]


def test_a_sort_in_that_moment_makes_no_adjustment(shop: Workbook, owner: Owner) -> None:
    owner.before_next("write", lambda: owner.sort("Members", place(owner, "Members", "Email"), descending=True))
    claims(shop, "7001", "2001")

    for _ in range(2):
        tidies(shop)

    assert [points(shop, contact) for contact in ("7001", "7002", "7003")] == [350, 50, 50]
    assert {row["Member"]: row["Points"] for row in owner.tab("Members")} == {"K7Q4ZD": 350, "M3X9TR": 50, "C4RLAA": 50}
    assert [row for row in owner.tab("Ledger") if row["Entry"] == "adjustment"] == []


@pytest.mark.parametrize("others", [False, True], ids=["itself", "another instance"])
@pytest.mark.parametrize("at", [1, 2], ids=["in another's row", "in a row of nobody's"])
def test_a_display_that_landed_elsewhere_proves_nothing_though_a_sort_of_what_is_seen_brings_its_own_row_there(
    shop: Workbook, owner: Owner, instance: Start, at: int, others: bool
) -> None:
    owner.before_next("write", lambda: owner.insert("Members", "ROWS", at))
    claims(shop, "7002", "2002")
    owner.sort(
        "Members",
        place(owner, "Members", "Email"),
        descending=True,
        columns=(0, place(owner, "Members", "Points as booked")),
    )
    torn = next(row for row in owner.tab("Members") if row.get("Member") == "M3X9TR")
    assert (torn["Points"], torn["Points shown"].partition("@")[0]) == (50, "M3X9TR:70")

    reader = instance() if others else shop
    for _ in range(2):
        tidies(reader)

    assert [points(reader, contact) for contact in ("7001", "7002", "7003")] == [50, 70, 50]
    assert {row["Member"]: row["Points"] for row in owner.tab("Members") if row.get("Member")} == {
        "K7Q4ZD": 50,
        "M3X9TR": 70,
        "C4RLAA": 50,
    }
    assert [row for row in owner.tab("Ledger") if row["Entry"] == "adjustment"] == []


@pytest.mark.parametrize("looks", [True, False], ids=["and has seen it", "and has not"])
def test_a_number_typed_into_a_restored_version_is_booked_though_a_display_of_that_commit_had_landed_elsewhere(
    shop: Workbook, owner: Owner, instance: Start, looks: bool
) -> None:
    """Commits after a restored version have the numbers of those that are gone; another instance remembers those."""
    earlier = owner.google.spreadsheet(owner.spreadsheet)
    reader = instance()
    owner.before_next("write", lambda: owner.insert("Members", "ROWS", 1))
    claims(shop, "7002", "2002")
    assert points(reader, "7001") == 50
    owner.google.put(earlier)
    if looks:
        assert points(reader, "7002") == 50
    claims(instance(), "7002", "2002")
    owner.type_over("Members", "M3X9TR", "Points", 100)

    for _ in range(2):
        tidies(reader)

    assert points(reader, "7002") == 100


@pytest.mark.parametrize("heading", ["Member", "Contact", "Points", "Lifetime points", "Points as booked"])
@pytest.mark.parametrize("move", ["insert", "drag"])
def test_a_column_inserted_into_members_in_that_moment_mints_nothing_and_costs_the_owner_no_cell(
    shop: Workbook, owner: Owner, clock: Clock, heading: str, move: str
) -> None:
    def moves() -> None:
        if move == "insert":
            owner.insert("Members", "COLUMNS", place(owner, "Members", heading))
        else:
            owner.move("Members", "COLUMNS", place(owner, "Members", "Notes"), place(owner, "Members", heading))

    before = {row["Member"]: (row.get("Name"), row.get("Notes"), row["Contact"]) for row in owner.tab("Members")}
    owner.before_next("write", moves)

    assert isinstance(claims(shop, "7001", "2001"), Claimed)
    assert isinstance(claims(shop, "7002", "2002"), Claimed)
    for _ in range(2):
        clock.seconds += 400
        tidies(shop)

    assert [points(shop, contact) for contact in ("7001", "7002", "7003")] == [350, 70, 50]
    assert [row for row in owner.tab("Ledger") if row["Entry"] == "adjustment"] == []
    after = {row["Member"]: (row.get("Name"), row.get("Notes"), row["Contact"]) for row in owner.tab("Members")}
    assert after == before
    assert {row["Points"] for row in owner.tab("Members")} == {350, 70, 50}


@pytest.mark.parametrize("heading", ["Member", "Contact", "Points", "Points as booked", "Points shown"])
@pytest.mark.parametrize("another", [False, True])
def test_a_column_and_a_row_inserted_in_that_moment_mint_nothing(
    shop: Workbook, owner: Owner, instance: Start, outage: list[Fault], clock: Clock, heading: str, *, another: bool
) -> None:
    def inserts() -> None:
        if another:
            outage.append(DropAfter())
        owner.insert("Members", "COLUMNS", place(owner, "Members", heading))
        owner.insert("Members", "ROWS", 1)

    before = [(row["Member"], row["Joined"], row["Contact"], row.get("Notes")) for row in owner.tab("Members")]
    owner.before_next("write", inserts)
    if another:
        with pytest.raises(NotInTime):
            claims(shop, "7002", "2002")
        outage.clear()
    else:
        claims(shop, "7002", "2002")
    answers = instance() if another else shop
    for _ in range(2):
        clock.seconds += 400
        tidies(answers)

    assert [points(answers, contact) for contact in ("7001", "7002", "7003")] == [50, 70, 50]
    assert [row for row in owner.tab("Ledger") if row["Entry"] == "adjustment"] == []
    rows = [row for row in owner.tab("Members") if row.get("Member")]
    assert [(row["Member"], row["Joined"], row["Contact"], row.get("Notes")) for row in rows] == before
    assert [row["Points"] for row in rows] == [50, 70, 50]


@pytest.mark.parametrize(
    "heading", ["Member", "Contact", "Points", "Lifetime points", "Points as booked", "Points shown"]
)
@pytest.mark.parametrize("another", [False, True])
def test_a_number_typed_in_the_moment_in_which_a_column_is_inserted_too_is_booked(
    shop: Workbook, owner: Owner, instance: Start, outage: list[Fault], heading: str, *, another: bool
) -> None:
    def types_and_inserts() -> None:
        if another:
            outage.append(DropAfter())
        owner.type_over("Members", "K7Q4ZD", "Points", 75)
        owner.insert("Members", "COLUMNS", place(owner, "Members", heading))

    owner.before_next("write", types_and_inserts)
    if another:
        with pytest.raises(NotInTime):
            claims(shop, "7001", "2001")
        outage.clear()
    else:
        claims(shop, "7001", "2001")

    for _ in range(2):
        tidies(instance() if another else shop)

    assert points(instance(), "7001") == 75 + 300
    assert [row["Points"] for row in owner.tab("Ledger") if row["Entry"] == "adjustment"] == [25]


@pytest.mark.parametrize("heading", ["Time", "Member", "Points", "For", "Cause", "Commit", "Check"])
@pytest.mark.parametrize("columns", [1, 2])
def test_a_column_inserted_into_the_ledger_in_that_moment_loses_no_line_and_makes_none(
    shop: Workbook, owner: Owner, instance: Start, heading: str, columns: int
) -> None:
    at = place(owner, "Ledger", heading)
    owner.before_next("write", lambda: owner.insert("Ledger", "COLUMNS", at, columns))

    outcome = claims(shop, "7001", "2001")

    assert isinstance(outcome, Claimed)
    assert outcome.standing.points == 350
    assert isinstance(claims(shop, "7001", "2001"), AlreadyClaimed)
    assert points(shop, "7001") == points(instance(), "7001") == 350
    assert [points(shop, contact) for contact in ("7002", "7003")] == [50, 50]


@pytest.mark.parametrize("heading", ["Time", "Member", "Points", "For", "Cause", "Commit", "Check"])
@pytest.mark.parametrize("deed", ["insert", "drag", "insert two", "insert, and drag before anybody looks"])
def test_another_instance_writes_the_line_again_when_the_one_that_committed_has_ended(
    shop: Workbook, owner: Owner, instance: Start, outage: list[Fault], heading: str, deed: str
) -> None:
    def moves() -> None:
        outage.append(DropAfter())
        at = place(owner, "Ledger", heading)
        match deed:
            case "insert" | "insert, and drag before anybody looks":
                owner.insert("Ledger", "COLUMNS", at)
            case "drag":
                owner.move("Ledger", "COLUMNS", at, at - 1 if at else 3)
            case _:
                owner.insert("Ledger", "COLUMNS", 0)
                owner.insert("Ledger", "COLUMNS", at + 1)

    owner.before_next("write", moves)
    with pytest.raises(NotInTime):
        claims(shop, "7001", "2001")
    outage.clear()
    if "before anybody looks" in deed:
        owner.move("Ledger", "COLUMNS", place(owner, "Ledger", "Note"), 0)

    other = instance()
    assert points(other, "7002") == 50
    assert isinstance(claims(other, "7002", "2002"), Claimed)
    tidies(other)

    assert [points(instance(), contact) for contact in ("7001", "7002", "7003")] == [350, 70, 50]
    causes = [row["Cause"] for row in owner.tab("Ledger") if "Cause" in row]
    assert sorted(causes) == sorted(set(causes))
    assert isinstance(claims(other, "7001", "2001"), AlreadyClaimed)


@pytest.mark.parametrize("heading", ["Time", "Points", "Cause"])
@pytest.mark.parametrize("looks_meanwhile", [False, True])
def test_what_was_put_right_is_known_to_all_who_have_seen_it_under_wrong_headings(
    shop: Workbook, owner: Owner, instance: Start, heading: str, looks_meanwhile: bool
) -> None:
    claims(shop, "7001", "2001")
    other = instance()
    assert points(other, "7001") == 350
    owner.type_over("Orders", "2001", "Refunded", 100)
    owner.before_next("write", lambda: owner.insert("Ledger", "COLUMNS", place(owner, "Ledger", heading)))
    if looks_meanwhile:
        owner.before_next("write", lambda: points(other, "7002"))

    tidies(shop)
    assert isinstance(claims(other, "7002", "2002"), Claimed)
    assert isinstance(claims(shop, "7001", "2003"), Claimed)

    refunds = [row for row in owner.tab("Ledger") if row.get("Entry") == "refund"]
    assert [row["Points"] for row in refunds] == [-100]
    assert points(shop, "7001") == points(other, "7001") == 257


@pytest.mark.parametrize("meanwhile", ["nothing", "inserts a row", "sorts"])
def test_another_instance_puts_back_what_landed_in_blank_cells_wherever_their_rows_are_by_then(
    shop: Workbook, owner: Owner, instance: Start, outage: list[Fault], meanwhile: str
) -> None:
    def deletes() -> None:
        outage.append(DropAfter())
        owner.delete("Members", "COLUMNS", place(owner, "Members", "Points shown"))

    claims(shop, "7003", "2003")
    before = birthdays(owner)
    owner.before_next("write", deletes)
    with pytest.raises(NotInTime):
        claims(shop, "7001", "2001")
    outage.clear()
    assert birthdays(owner) != before
    if meanwhile == "inserts a row":
        owner.insert("Members", "ROWS", 1)
    elif meanwhile == "sorts":
        owner.sort("Members", place(owner, "Members", "Name"), descending=True)

    other = instance()
    tidies(other)
    tidies(other)

    assert birthdays(owner) == before
    assert [points(other, contact) for contact in ("7001", "7002", "7003")] == [350, 50, 50]


def test_another_instance_empties_what_landed_in_a_row_of_nobodys(
    shop: Workbook, owner: Owner, instance: Start, outage: list[Fault]
) -> None:
    def inserts() -> None:
        outage.append(DropAfter())
        owner.insert("Orders", "ROWS", [row.get("Order") for row in owner.tab("Orders")].index("2001") + 1)

    claims(shop, "7001", "2001")
    owner.type_over("Orders", "2001", "Refunded", 300)
    owner.before_next("write", inserts)
    with pytest.raises(NotInTime):
        shop.transact(lambda _book: Decision(None), tidy=True)
    outage.clear()
    landed = [row for row in owner.tab("Orders") if row and "Order" not in row]

    tidies(instance())

    assert landed == [{"Points": 0}]
    assert [row for row in owner.tab("Orders") if row and "Order" not in row] == []
    assert [row["Points"] for row in owner.tab("Orders") if row.get("Order") == "2001"] == [0]


def test_a_column_dragged_in_the_ledger_gives_no_reward_away(shop: Workbook, owner: Owner, instance: Start) -> None:
    def drags() -> None:
        owner.move("Ledger", "COLUMNS", place(owner, "Ledger", "For"), place(owner, "Ledger", "Points"))

    owner.before_next("write", drags)
    claims(shop, "7002", "2002")

    for workbook in (shop, instance()):
        refused = workbook.transact(partial(redeem, contact="7002", reward="tote", codes=(), now=NOW))
        assert isinstance(refused, PointsShort)
        assert points(workbook, "7002") == 70


def test_who_joins_in_the_moment_a_column_is_inserted_is_a_member_with_one_bonus(
    shop: Workbook, owner: Owner, instance: Start, clock: Clock
) -> None:
    owner.before_next("write", lambda: owner.insert("Members", "COLUMNS", 2))

    assert isinstance(joins(shop, "7009", "dora", "D0RAAA"), Joined)

    assert points(shop, "7009") == points(instance(), "7009") == 50
    assert [row["Points"] for row in owner.tab("Ledger") if row["Member"] == "D0RAAA"] == [50]
    clock.seconds += 400
    tidies(shop)
    told = [row["Why"] for row in owner.tab("Problems") if row["Tab"] == "Members" and "Row" not in row]
    assert [why.partition(".")[0] for why in told] == [
        "Columns of this tab were moved at the very moment when the program wrote into it"
    ]


def test_images_hold_no_address_and_go_with_the_next_commit(shop: Workbook, owner: Owner) -> None:
    claims(shop, "7001", "2001")

    kept = owner.google.tab(owner.spreadsheet, "_system")
    assert len(kept) > 11
    assert not [cell for row in kept for cell in row if "@example.com" in str(cell)]
    assert letters(len(max(kept, key=len))) < "ZZ"


@pytest.mark.parametrize("after", range(6))
def test_who_waits_until_a_line_is_written_again_is_told_what_was_booked_though_the_quota_is_spent(
    shop: Workbook, owner: Owner, faults: Faults, after: int
) -> None:
    def refuse(reads: int) -> None:
        if reads:
            owner.before_next("read", partial(refuse, reads - 1))
        else:
            faults.next_read(Refuse(429))

    def moves() -> None:
        owner.delete("Members", "COLUMNS", place(owner, "Members", "Points shown"))
        refuse(after)

    owner.before_next("write", moves)

    outcome = claims(shop, "7001", "2001")

    assert isinstance(outcome, Claimed)
    assert outcome.standing.points == 350


@pytest.mark.parametrize(("formula", "stood", "told_of"), [("={}3", 50, "50"), ("={}3/0", "#DIV/0!", "'#DIV/0!")])
@pytest.mark.parametrize("by_the_writer", [True, False])
def test_a_total_that_a_sort_brings_under_a_display_keeps_its_number_and_its_formula_is_asked_for(
    shop: Workbook,
    owner: Owner,
    instance: Start,
    formula: str,
    stood: int | str,
    told_of: str,
    *,
    by_the_writer: bool,
) -> None:
    at = place(owner, "Members", "Points")
    column = letters(at)
    last = len(owner.google.tab(owner.spreadsheet, "Members"))
    owner.type("Members", [])
    name = place(owner, "Members", "Name")
    owner.type_at(f"Members!{letters(name)}{last + 2}", ["Total"])
    owner.type_at(f"Members!{column}{last + 2}", [formula.format(column)])
    ana = [row.get("Member") for row in owner.tab("Members")].index("K7Q4ZD") + 1

    def carries_the_total_to_ana() -> None:
        owner.move("Members", "ROWS", last + 1, ana)

    owner.before_next("write", carries_the_total_to_ana)
    claims(shop, "7001", "2001")
    tidies(shop if by_the_writer else instance())
    tidies(instance())

    [total] = [row for row in owner.tab("Members") if row.get("Name") == "Total"]
    [told] = [row for row in owner.tab("Problems") if row.get("Column") == "Points"]
    assert (total["Points"], told["Cell"]) == (stood, told_of)
    assert "write the formula again" in str(told["Why"])
    assert points(shop, "7001") == 350

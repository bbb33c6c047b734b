"""Somebody leaves: her row and address go wherever they stand, and nobody else's."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from itertools import count
from typing import Any

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import Change, Decision
from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.leave import erase, leave
from loyalty.member.proving import MAY_COME_AGAIN
from loyalty.member.redeem import redeem
from loyalty.member.survey import take_survey
from loyalty.outcomes.asking import PointsTold
from loyalty.outcomes.joining import Joined
from loyalty.outcomes.not_served import NotMember
from loyalty.outcomes.stored_data import Left
from sandbox.google.http.faults import DropAfter, DropBefore, Fault, Faults, Refuse
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.google.errors import NotInTime
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LEAVES: Callable[[Book], Decision[Any]] = partial(leave, contact="7002", confirmed=True, now=NOW)
PEOPLE = [
    ("7001", "ana@example.com", "K7Q4ZD"),
    ("7002", "Boris@example.com", "M3X9TR"),
    ("7003", "l@example.com", "LAY4LA"),
]


@pytest.fixture(params=[20_000, 4], ids=["small", "large"])
def shop(owner: Owner, instance: Callable[..., Workbook], request: pytest.FixtureRequest) -> Workbook:
    """An instance in a shop of three, in which Boris has done all that there is to do."""
    owner.type_over("Settings", "Confirm e-mail", "Value", "yes")
    owner.type("Survey", ["tea", "Tea or coffee?"])
    owner.type("Orders", ["1050", "BORIS@example.com", 300], ["1051", "boris@example.com", 25])
    workbook = instance(rows_at_once=request.param)
    for contact, email, code in PEOPLE:
        workbook.transact(joins(contact, email, code))
    for number in ("1050", "1051"):
        workbook.transact(partial(claim_order, contact="7002", number=number, now=NOW))
    workbook.transact(partial(redeem, contact="7002", reward="tote", codes=(), now=NOW))
    for contact in ("7001", "7002"):
        workbook.transact(partial(take_survey, contact=contact, survey="", question="", answer="Tea", now=NOW))
    owner.type("Ledger", ["2026-11-22", "", "boris@example.com", "", 5, "", "a present"])
    return workbook


def joins(contact: str, email: str, code: str) -> Callable[[Book], Decision[Any]]:
    """Who has proved their address joins."""
    named = partial(join, contact=contact, email=email, name="Boris", language="en", codes=[code])
    return partial(named, now=NOW, proof=lambda _: MAY_COME_AGAIN)


def addresses(owner: Owner) -> set[str]:
    """Every text of the spreadsheet in which Boris's address stands, and whatever else tells who he was."""
    tabs = ("Members", "Orders", "Coupons", "Ledger", "Emails", "Answers")
    cells = {str(cell) for title in tabs for row in owner.tab(title) for cell in row.values()}
    return {cell for cell in cells if "boris@" in cell.casefold() or cell == "7002"}


def members(owner: Owner) -> list[str]:
    return [str(row["Member"]) for row in owner.tab("Members") if "Member" in row]


def points(workbook: Workbook, contact: str) -> int:
    outcome = workbook.transact(partial(tell_points, contact=contact, now=NOW))
    assert isinstance(outcome, PointsTold)
    return outcome.standing.points


def test_nothing_is_left_of_who_leaves_but_the_code_in_the_ledger(shop: Workbook, owner: Owner) -> None:
    sums = sum(int(row["Points"]) for row in owner.tab("Ledger"))

    assert isinstance(shop.transact(LEAVES), Left)

    assert (addresses(owner), members(owner)) == (set(), ["K7Q4ZD", "LAY4LA"])
    assert [row["Member"] for row in owner.tab("Answers") if row] == ["K7Q4ZD"]
    assert sum(int(row["Points"]) for row in owner.tab("Ledger")) == sums
    assert isinstance(shop.transact(partial(tell_points, contact="7002", now=NOW)), NotMember)
    assert (points(shop, "7001"), points(shop, "7003")) == (50, 50)


def test_every_other_instance_knows_it_too(shop: Workbook, instance: Callable[..., Workbook]) -> None:
    other = instance()
    assert points(other, "7002") == 50 + 25 + 300 - 200 + 5

    shop.transact(LEAVES)

    assert isinstance(other.transact(partial(tell_points, contact="7002", now=NOW)), NotMember)
    assert points(other, "7003") == 50


def in_that_moment(act: Callable[[], object]) -> Callable[[Book], Decision[Any]]:
    """Boris leaves, and the owner does something between our read and our write."""
    once = iter([lambda: None, act])

    def leaves(book: Book) -> Decision[Any]:
        next(once, lambda: None)()
        return LEAVES(book)

    return leaves


def after_the_commit(owner: Owner, act: Callable[[], object]) -> None:
    """Before whatever is read next: that the tabs are looked at once more comes before the commit."""
    owner.before_next("write", lambda: owner.before_next("read", act))


def told(owner: Owner) -> list[tuple[str, str]]:
    """What Problems says of members who have left: the tab, and why."""
    problems = [(str(row["Tab"]), str(row["Why"])) for row in owner.tab("Problems")]
    return [(tab, why) for tab, why in problems if "left" in why]


def test_who_stands_in_her_row_by_then_is_not_touched_and_hers_is_found_again(shop: Workbook, owner: Owner) -> None:
    before = {row["Member"]: row["Email"] for row in owner.tab("Members")}

    def sorts() -> None:
        owner.sort("Members", 0, descending=True)
        owner.sort("Answers", 5)

    assert isinstance(shop.transact(in_that_moment(sorts)), Left)

    there = {row.get("Member"): row.get("Email") for row in owner.tab("Members") if row}
    assert there == {one: before[one] for one in ("K7Q4ZD", "LAY4LA")}
    assert [row["Member"] for row in owner.tab("Answers") if row] == ["K7Q4ZD"]
    assert (addresses(owner), told(owner)) == (set(), [])
    assert isinstance(shop.transact(partial(tell_points, contact="7002", now=NOW)), NotMember)
    assert [points(shop, contact) for contact in ("7001", "7003")] == [50, 50]


def test_what_an_instance_that_died_has_missed_is_erased_in_the_night(
    shop: Workbook, owner: Owner, instance: Callable[..., Workbook], outage: list[Fault]
) -> None:
    def sorts_and_nobody_hears_of_google_again() -> None:
        owner.sort("Members", 0, descending=True)
        after_the_commit(owner, lambda: outage.append(DropBefore()))

    with pytest.raises(NotInTime):
        shop.transact(in_that_moment(sorts_and_nobody_hears_of_google_again))
    outage.clear()
    assert "M3X9TR" in members(owner)

    instance().transact(partial(erase, now=NOW, limit=9), tidy=True)

    assert (addresses(owner), sorted(members(owner))) == (set(), ["K7Q4ZD", "LAY4LA"])


def test_who_leaves_costs_one_write(shop: Workbook, stand_in: StandIn) -> None:
    stand_in.requests.clear()

    shop.transact(LEAVES)

    assert [request.kind for request in stand_in.requests].count("write") == 1


def test_a_column_that_is_put_in_at_that_moment_hides_nothing(shop: Workbook, owner: Owner) -> None:
    shop.transact(in_that_moment(lambda: owner.insert("Members", "COLUMNS", 0)))

    assert (addresses(owner), sorted(members(owner))) == (set(), ["K7Q4ZD", "LAY4LA"])


def test_an_answer_that_is_lost_does_not_say_what_was_erased_so_it_is_done_again(
    shop: Workbook, owner: Owner, faults: Faults
) -> None:
    faults.next_write(DropAfter())

    assert isinstance(
        shop.transact(in_that_moment(lambda: owner.sort("Members", 0, descending=True))), Left | NotMember
    )

    assert (addresses(owner), sorted(members(owner))) == (set(), ["K7Q4ZD", "LAY4LA"])


def test_who_left_and_is_back_in_a_restored_version_stays(
    shop: Workbook, owner: Owner, stand_in: StandIn, faults: Faults
) -> None:
    before = stand_in.spreadsheet(owner.spreadsheet)
    writes = count()
    faults.follow(
        lambda _request, kind, _number: None if kind == "read" else Refuse(503) if next(writes) else DropAfter()
    )
    with pytest.raises(NotInTime):
        shop.transact(LEAVES)
    faults.follow(None)
    assert sorted(members(owner)) == ["K7Q4ZD", "LAY4LA"]

    stand_in.put(before)

    assert points(shop, "7001") == 50
    assert points(shop, "7002") > 0
    assert sorted(members(owner)) == ["K7Q4ZD", "LAY4LA", "M3X9TR"]


@pytest.mark.parametrize("said", ['{"spreadsheetId": "s"}', '{"spreadsheetId": "s", "replies": [{"findReplace": 7}]}'])
def test_an_answer_without_its_replies_is_no_proof_and_no_alarm(
    shop: Workbook, owner: Owner, stand_in: StandIn, faults: Faults, said: str
) -> None:
    stand_in.requests.clear()
    faults.next_write(Refuse(200, said, applied=True))

    assert isinstance(shop.transact(LEAVES), Left)

    assert [request.kind for request in stand_in.requests].count("write") == 2
    assert (addresses(owner), sorted(members(owner)), told(owner)) == (set(), ["K7Q4ZD", "LAY4LA"], [])


@pytest.mark.parametrize(
    "written", ["Boris <BORIS@example.com>", "mailto:boris@example.com", "boris@example.com\u200e"]
)
def test_an_address_that_is_written_otherwise_is_erased_too(shop: Workbook, owner: Owner, written: str) -> None:
    owner.type_over("Orders", "1051", "Email", written)

    assert isinstance(shop.transact(LEAVES), Left)

    assert addresses(owner) == set()


def test_an_address_that_a_formula_shows_is_told_to_the_owner_by_its_row(shop: Workbook, owner: Owner) -> None:
    row = next(number for number, row in enumerate(owner.tab("Orders"), 2) if row["Order"] == "1051")
    start = {"sheetId": owner.sheet_id("Orders"), "rowIndex": row - 1, "columnIndex": 1}
    formula = {"userEnteredValue": {"formulaValue": '="boris@example.com"'}}
    owner.edit({"updateCells": {"start": start, "rows": [{"values": [formula]}], "fields": "userEnteredValue"}})

    assert isinstance(shop.transact(LEAVES), Left)

    [(tab, why)] = told(owner)
    assert tab == "Orders"
    assert f"row {row} " in why
    assert "boris" not in str(owner.tab("Problems")).casefold()


@pytest.mark.parametrize("other", ["K7Q4ZD", "LAY4LA"])
@pytest.mark.parametrize("sorting", [True, False])
def test_of_an_address_that_is_somebody_elses_too_only_their_own_lines_are_emptied(
    shop: Workbook, owner: Owner, other: str, sorting: bool
) -> None:
    owner.type_over("Members", other, "Email", "boris@example.com")
    owner.type("Orders", ["1099", "boris@example.com", 5])

    def sorts() -> None:
        owner.sort("Orders", 0, descending=True)
        owner.sort("Ledger", 4)

    shop.transact(in_that_moment(sorts if sorting else lambda: None))

    [there] = [row for row in owner.tab("Members") if row.get("Member") == other]
    assert there["Email"] == "boris@example.com"
    emails = {str(row["Order"]): row.get("Email") for row in owner.tab("Orders") if "Order" in row}
    assert [emails[number] for number in ("1050", "1051", "1099")] == [None, None, "boris@example.com"]
    assert {row.get("Email") for row in owner.tab("Ledger") if row.get("Member") == "M3X9TR"} == {None}
    assert sorted(members(owner)) == ["K7Q4ZD", "LAY4LA"]
    assert told(owner) == []


def test_what_only_looks_like_their_address_stays(shop: Workbook, owner: Owner) -> None:
    others = ["xboris@example.com", "boris@example.com.au", "boris@exampleXcom", "7002"]
    owner.type("Orders", *([f"20{number}", address, 5] for number, address in enumerate(others)))
    owner.type("Orders", ["7002", "layla@example.com", 7002])

    shop.transact(LEAVES)

    rows = {str(row["Order"]): row for row in owner.tab("Orders") if "Order" in row}
    assert [rows[f"20{number}"]["Email"] for number in range(4)] == others
    assert (rows["7002"]["Amount"], rows["7002"]["Email"]) == (7002, "layla@example.com")


@pytest.mark.parametrize("fault", [DropBefore(), DropAfter()])
def test_an_answer_that_is_lost_deletes_her_once_and_nobody_else(
    shop: Workbook, owner: Owner, faults: Faults, fault: Fault
) -> None:
    faults.next_write(fault)

    assert isinstance(shop.transact(LEAVES), Left | NotMember)

    assert (addresses(owner), sorted(members(owner))) == (set(), ["K7Q4ZD", "LAY4LA"])
    assert isinstance(shop.transact(partial(tell_points, contact="7002", now=NOW)), NotMember)


def test_the_owners_own_columns_and_rows_stay_where_they_were(shop: Workbook, owner: Owner) -> None:
    owner.type_over("Members", "K7Q4ZD", "Notes", "likes blue")
    owner.type_over("Members", "LAY4LA", "Notes", "likes red")

    shop.transact(LEAVES)

    notes = {row["Member"]: row["Notes"] for row in owner.tab("Members") if "Notes" in row}
    assert notes == {"K7Q4ZD": "likes blue", "LAY4LA": "likes red"}


def one_after_the_other(*rules: Callable[[Book], Decision[Any]]) -> Callable[[Book], Decision[Any]]:
    """Several taps that one batch answers, as when they wait for the same read; the last one's answer."""

    def decide(book: Book) -> Decision[Any]:
        changes: tuple[Change, ...] = ()
        for rule in rules:
            decision = rule(book.after(changes))
            changes += tuple(decision.changes)
        return Decision(decision.outcome, changes)

    return decide


def joins_again(code: str) -> Callable[[Book], Decision[Any]]:
    return joins("7002", "boris@example.com", code)


def test_who_leaves_and_comes_back_in_one_batch_is_a_member_again(
    shop: Workbook, owner: Owner, instance: Callable[..., Workbook]
) -> None:
    outcome = shop.transact(one_after_the_other(LEAVES, joins_again("N2W2N2")))

    assert isinstance(outcome, Joined)
    assert outcome.bonus == 0
    [row] = [row for row in owner.tab("Members") if row.get("Member") == "N2W2N2"]
    assert (row["Email"], row["Contact"]) == ("boris@example.com", "7002")
    assert sorted(members(owner)) == ["K7Q4ZD", "LAY4LA", "N2W2N2"]
    assert points(instance(), "7002") == 0


def test_who_comes_back_before_all_is_erased_keeps_what_is_new(
    shop: Workbook, owner: Owner, instance: Callable[..., Workbook]
) -> None:
    other = instance()
    other.open()

    def sorts_and_then_boris_is_back() -> None:
        owner.sort("Members", 0, descending=True)
        after_the_commit(owner, lambda: other.transact(joins_again("N2W2N2")))

    assert isinstance(shop.transact(in_that_moment(sorts_and_then_boris_is_back)), Left)

    [row] = [row for row in owner.tab("Members") if row.get("Member") == "N2W2N2"]
    assert (row["Email"], row["Contact"]) == ("boris@example.com", "7002")
    assert sorted(members(owner)) == ["K7Q4ZD", "LAY4LA", "N2W2N2"]
    assert points(shop, "7002") == 0


def test_nothing_is_left_of_who_comes_claims_and_leaves_in_one_batch(
    shop: Workbook, owner: Owner, instance: Callable[..., Workbook]
) -> None:
    shop.transact(LEAVES)
    owner.type("Orders", ["1060", "boris@example.com", 40])
    claims = partial(claim_order, contact="7002", number="1060", now=NOW)
    answers = partial(take_survey, contact="7002", survey="", question="", answer="Tea", now=NOW)

    outcome = shop.transact(one_after_the_other(joins_again("N2W2N2"), claims, answers, LEAVES))

    assert isinstance(outcome, Left)
    assert (addresses(owner), sorted(members(owner))) == (set(), ["K7Q4ZD", "LAY4LA"])
    assert [row["Member"] for row in owner.tab("Answers") if row] == ["K7Q4ZD"]
    lines = [int(row["Points"]) for row in owner.tab("Ledger") if row.get("Member") == "N2W2N2"]
    assert 40 in lines
    assert isinstance(instance().transact(partial(tell_points, contact="7002", now=NOW)), NotMember)

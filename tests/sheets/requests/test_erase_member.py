"""Somebody leaves: her row and address go wherever they stand, and nobody else's."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import Change, Decision
from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.leave import erase, leave
from loyalty.member.redeem import redeem
from loyalty.member.survey import take_survey
from loyalty.outcomes.asking import PointsTold
from loyalty.outcomes.joining import Joined
from loyalty.outcomes.not_served import NotMember
from loyalty.outcomes.stored_data import Left
from sandbox.google.http.faults import DropAfter, DropBefore, Fault, Faults
from sandbox.owner import Owner
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
    owner.type("Survey", ["tea", "Tea or coffee?"])
    owner.type("Orders", ["1050", "BORIS@example.com", 300], ["1051", "boris@example.com", 25])
    workbook = instance(rows_at_once=request.param)
    for contact, email, code in PEOPLE:
        joins = partial(join, contact=contact, email=email, name="Boris", language="en", codes=[code], now=NOW)
        workbook.transact(joins)
    for number in ("1050", "1051"):
        workbook.transact(partial(claim_order, contact="7002", number=number, now=NOW))
    workbook.transact(partial(redeem, contact="7002", reward="tote", codes=(), now=NOW))
    for contact in ("7001", "7002"):
        workbook.transact(partial(take_survey, contact=contact, survey="", question="", answer="Tea", now=NOW))
    owner.type("Ledger", ["2026-11-22", "", "boris@example.com", "", 5, "", "a present"])
    return workbook


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


def test_who_stands_in_her_row_by_then_is_not_touched_and_the_night_does_the_rest(shop: Workbook, owner: Owner) -> None:
    sorts = iter([False, True])
    before = {row["Member"]: row["Email"] for row in owner.tab("Members")}

    def leaves_while_she_sorts(book: Book) -> Decision[Any]:
        if next(sorts, False):
            owner.sort("Members", 0, descending=True)
            owner.sort("Answers", 5)
        return LEAVES(book)

    assert isinstance(shop.transact(leaves_while_she_sorts), Left)

    there = {row.get("Member"): row.get("Email") for row in owner.tab("Members") if row}
    assert {code: there[code] for code in ("K7Q4ZD", "LAY4LA")} == {one: before[one] for one in ("K7Q4ZD", "LAY4LA")}
    assert addresses(owner) == set()
    assert isinstance(shop.transact(partial(tell_points, contact="7002", now=NOW)), NotMember)
    shop.transact(partial(erase, now=NOW, limit=9), tidy=True)
    assert sorted(members(owner)) == ["K7Q4ZD", "LAY4LA"]
    assert [points(shop, contact) for contact in ("7001", "7003")] == [50, 50]


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
    return partial(join, contact="7002", email="boris@example.com", name="Boris", language="en", codes=[code], now=NOW)


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

"""Codes that the owner mistypes, clears or copies: nobody's points move, nobody gets a second account, it is told."""

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
from loyalty.outcomes.asking import PointsTold
from loyalty.outcomes.claiming import AlreadyClaimed, Claimed
from loyalty.outcomes.joining import AlreadyMember, EmailTaken, Joined
from loyalty.outcomes.not_served import NotMember
from loyalty.outcomes.stored_data import Left
from sandbox.owner import Owner
from sheets.workbook import Workbook
from tests.sheets.conftest import Clock

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
APOSTROPHE = "'"
ANA, BORIS, LAYLA = "7001", "7002", "7003"
PEOPLE = [(ANA, "ana@example.com", "K7Q4ZD"), (BORIS, "boris@example.com", "M3X9TR")]
Told = Callable[[], list[tuple[Any, ...]]]
Rule = Callable[[Book], Decision[Any]]


def joins(contact: str, email: str, code: str) -> Rule:
    return partial(join, contact=contact, email=email, name="", language="en", codes=[code], now=NOW)


def claims(contact: str, number: str) -> Rule:
    return partial(claim_order, contact=contact, number=number, now=NOW)


@pytest.fixture(params=[20_000, 4], ids=["small", "large"])
def shop(owner: Owner, instance: Callable[..., Workbook], request: pytest.FixtureRequest) -> Workbook:
    """An instance in a shop of two; Ana has claimed an order of 60."""
    del owner
    workbook = instance(rows_at_once=request.param)
    for person in PEOPLE:
        workbook.transact(joins(*person))
    workbook.transact(claims(ANA, "1042"))
    return workbook


def points(workbook: Workbook, contact: str) -> int | None:
    outcome = workbook.transact(partial(tell_points, contact=contact, now=NOW))
    assert isinstance(outcome, PointsTold | NotMember)
    return outcome.standing.points if isinstance(outcome, PointsTold) else None


@pytest.fixture
def told(shop: Workbook, owner: Owner, clock: Clock) -> Told:
    """What Problems lists, a minute later: it is brought up to date no more often."""

    def look() -> list[tuple[Any, ...]]:
        clock.seconds += 61
        shop.transact(partial(tell_points, contact=ANA, now=NOW), tidy=True)
        return [(row["Tab"], row["Row"], row["Column"], row.get("Cell", "")) for row in owner.tab("Problems")]

    return look


@pytest.mark.parametrize("typed", ["m3x9tr", " M3x9tr ", "\u200fM3X9TR\u2060", "'m3x9TR\u00a0", "Ｍ３Ｘ９ＴＲ"])
def test_case_blanks_and_unseen_characters_mean_nothing_in_a_code(
    shop: Workbook, owner: Owner, told: Told, instance: Callable[..., Workbook], typed: str
) -> None:
    owner.type_over("Members", "M3X9TR", "Member", typed)
    owner.type("Ledger", ["2026-11-22", f"\u200e{typed.lower().removeprefix(APOSTROPHE)}", "", "adjustment", 7])

    assert [points(one, BORIS) for one in (shop, instance())] == [57, 57]
    assert told() == []


@pytest.mark.parametrize("typed", ["K7Q4ZX", "K7O4ZD", "", "ana", "12"])
def test_who_loses_her_code_keeps_her_points_and_her_account_and_the_owner_is_told(
    shop: Workbook, owner: Owner, told: Told, instance: Callable[..., Workbook], typed: str
) -> None:
    owner.type_over("Members", "K7Q4ZD", "Member", typed)
    owner.sort("Members", 1, descending=True)

    for workbook in (shop, instance()):
        assert points(workbook, ANA) == 110
        assert isinstance(workbook.transact(joins(ANA, "ana@example.com", "N2W2N2")), AlreadyMember)
        assert isinstance(workbook.transact(joins("7666", "ana@example.com", "N2W2N2")), EmailTaken)
        assert isinstance(workbook.transact(claims(ANA, "1042")), AlreadyClaimed)
    assert isinstance(shop.transact(claims(ANA, "1043")), Claimed)
    assert points(shop, ANA) == points(instance(), ANA) == 200
    assert {row["Member"] for row in owner.tab("Ledger")} == {"K7Q4ZD", "M3X9TR"}
    assert told() == [("Members", 3, "Member", typed.upper())]
    [problem] = owner.tab("Problems")
    assert "K7Q4ZD" in problem["Why"]

    row = owner.tab("Members").index(next(row for row in owner.tab("Members") if row["Email"].startswith("ana")))
    owner.type_at(f"Members!A{row + 2}", ["K7Q4ZD"])
    assert (told(), points(shop, ANA)) == ([], 200)


def test_whose_code_is_gone_with_her_address_is_told_of_by_the_ledger(owner: Owner, told: Told) -> None:
    owner.type_over("Members", "K7Q4ZD", "Email", "ana@elsewhere.example")
    owner.type_over("Members", "K7Q4ZD", "Member", "K7Q4ZX")

    assert told() == [("Ledger", 2, "Member", "K7Q4ZD")]
    [problem] = owner.tab("Problems")
    assert problem["Why"].startswith("The Ledger has 110 points for K7Q4ZD")


def test_a_row_that_has_lost_its_code_and_its_address_gets_no_new_code(
    shop: Workbook, owner: Owner, told: Told
) -> None:
    owner.type_over("Members", "K7Q4ZD", "Email", "ana@elsewhere.example")
    owner.type_over("Members", "K7Q4ZD", "Member", "")

    assert sorted(told()) == [("Ledger", 2, "Member", "K7Q4ZD"), ("Members", 2, "Member", "")]
    assert [row.get("Member") for row in owner.tab("Members")] == [None, "M3X9TR"]
    assert points(shop, ANA) is None


@pytest.mark.parametrize("descending", [False, True])
def test_of_two_rows_with_one_code_the_first_ones_counts_however_they_are_sorted(
    shop: Workbook, owner: Owner, told: Told, instance: Callable[..., Workbook], descending: bool
) -> None:
    copied = owner.google.tab(owner.spreadsheet, "Members")[1]
    owner.type("Members", ["K7Q4ZD", "aaa@example.com", "Layla", LAYLA, *copied[4:]])
    for heading in (1, 3):
        owner.sort("Members", heading, descending=descending)

        for workbook in (shop, instance()):
            assert [points(workbook, contact) for contact in (ANA, LAYLA)] == [110, None]
        [(tab, row, column, cell)] = told()
        assert (tab, column, cell) == ("Members", "Member", "K7Q4ZD")
        assert owner.tab("Members")[row - 2]["Contact"] == LAYLA

    owner.type_at(f"Members!A{row}:A{row}", [""])
    shop.transact(claims(ANA, "1043"))
    assert (points(shop, ANA), told()) == (200, [])
    assert points(shop, LAYLA) == points(instance(), LAYLA)
    codes = [row["Member"] for row in owner.tab("Members")]
    assert len({*codes}) == 3


def test_her_row_counts_for_her_although_the_code_typed_into_it_is_somebody_elses(
    shop: Workbook, owner: Owner, told: Told, instance: Callable[..., Workbook]
) -> None:
    owner.type_over("Members", "K7Q4ZD", "Member", "M3X9TR")

    assert [points(one, who) for one in (shop, instance()) for who in (ANA, BORIS)] == [110, 50, 110, 50]
    assert told() == [("Members", 2, "Member", "M3X9TR")]


@pytest.mark.parametrize(("heading", "value"), [("Email", "ANA@example.com"), ("Contact", "7001")])
def test_an_address_or_contact_on_two_rows_is_told(
    shop: Workbook, owner: Owner, told: Told, heading: str, value: str
) -> None:
    owner.type_over("Members", "M3X9TR", heading, value)

    assert told() == [("Members", 3, heading, value)]
    assert points(shop, ANA) == 110
    assert "merge K7Q4ZD M3X9TR" in "".join(sign for sign in owner.tab("Problems")[0]["Why"] if sign.isprintable())


def test_a_code_of_somebody_who_has_left_is_not_told(shop: Workbook, told: Told) -> None:
    shop.transact(partial(leave, contact=ANA, confirmed=True, now=NOW))

    assert told() == []
    assert isinstance(shop.transact(joins(ANA, "ana@example.com", "N2W2N2")), Joined)


TYPED = ["", "layla@example.com", "Layla", LAYLA, "", "", 300]


def test_a_member_typed_without_a_code_gets_one_and_the_points_typed_are_theirs(
    shop: Workbook, owner: Owner, instance: Callable[..., Workbook], told: Told
) -> None:
    owner.type("Members", TYPED, ["", "nora@example.com", "Nora"])
    owner.type_over("Members", "Nora", "Notes", "from the fair")

    assert told() == []

    layla, nora = owner.tab("Members")[2:]
    assert (layla["Points"], nora["Notes"], nora["Name"]) == (300, "from the fair", "Nora")
    assert len({layla["Member"], nora["Member"], "K7Q4ZD", "M3X9TR"}) == 4
    assert [points(one, LAYLA) for one in (shop, instance())] == [300, 300]
    booked = [row["Points"] for row in owner.tab("Ledger") if row["Member"] in (layla["Member"], nora["Member"])]
    assert booked == [300]


def test_who_joins_in_that_moment_has_the_account_that_the_owner_typed(shop: Workbook, owner: Owner) -> None:
    owner.type("Members", TYPED)

    outcome = shop.transact(joins(LAYLA, "layla@example.com", "N2W2N2"))

    assert isinstance(outcome, AlreadyMember)
    assert [row["Email"] for row in owner.tab("Members")].count("layla@example.com") == 1
    assert points(shop, LAYLA) == 300


def test_a_code_that_a_sort_puts_into_another_row_takes_nothing_from_anybody(
    shop: Workbook, owner: Owner, instance: Callable[..., Workbook], told: Told
) -> None:
    owner.type("Members", TYPED)
    owner.before_next("write", lambda: owner.sort("Members", 1, descending=True))

    told()

    assert [points(one, who) for one in (shop, instance()) for who in (ANA, BORIS, LAYLA)] == [110, 50, 300] * 2
    assert [column for _, _, column, _ in told()] == ["Member"]
    assert {row["Member"] for row in owner.tab("Ledger")} >= {"K7Q4ZD", "M3X9TR"}


@pytest.mark.parametrize("typed", [["", "ANA@example.com", "Ana"], ["", "", "Ana", ANA]])
def test_a_second_row_of_a_member_gets_no_code(shop: Workbook, owner: Owner, told: Told, typed: list[str]) -> None:
    owner.type("Members", typed)

    assert told() == [("Members", 4, "Member", "")]
    assert "Member" not in owner.tab("Members")[2]
    assert points(shop, ANA) == 110


def test_many_members_typed_at_once_keep_nobody_waiting(
    shop: Workbook, owner: Owner, instance: Callable[..., Workbook]
) -> None:
    owner.type("Members", *(["", f"guest{number}@example.com"] for number in range(300)))

    assert isinstance(shop.transact(claims(ANA, "1043")), Claimed)
    assert points(instance(), ANA) == 200
    assert len({row["Member"] for row in owner.tab("Members")}) == 302


def test_who_leaves_takes_only_what_is_hers_where_two_have_one_address(
    shop: Workbook, owner: Owner, instance: Callable[..., Workbook]
) -> None:
    owner.type_over("Members", "M3X9TR", "Email", "Ana@example.com")
    shop.transact(claims(BORIS, "1043"))

    assert isinstance(shop.transact(partial(leave, contact=ANA, confirmed=True, now=NOW)), Left)

    [boris] = [row for row in owner.tab("Members") if row]
    assert (boris["Member"], boris["Email"], boris["Contact"]) == ("M3X9TR", "Ana@example.com", BORIS)
    orders = {row["Order"]: row.get("Email") for row in owner.tab("Orders")}
    assert (orders["1042"], orders["1043"]) == (None, "ana@example.com")
    assert [row.get("Email") for row in owner.tab("Ledger") if row["Member"] == "K7Q4ZD"] == [None] * 3
    assert [points(one, who) for one in (shop, instance()) for who in (ANA, BORIS)] == [None, 140] * 2


def test_who_leaves_leaves_the_copy_of_her_row_alone(shop: Workbook, owner: Owner) -> None:
    owner.type("Members", ["K7Q4ZD", "layla@example.com", "Layla", LAYLA])
    owner.type_over("Members", "M3X9TR", "Notes", "7001")

    assert isinstance(shop.transact(partial(leave, contact=ANA, confirmed=True, now=NOW)), Left)

    rows = [row for row in owner.tab("Members") if row]
    assert [row["Email"] for row in rows] == ["boris@example.com", "layla@example.com"]
    assert (rows[0]["Notes"], rows[1]["Contact"]) == (7001, LAYLA)


def test_a_line_that_the_owner_adds_by_address_makes_no_mistyped_code_known(
    shop: Workbook, owner: Owner, instance: Callable[..., Workbook]
) -> None:
    owner.type("Ledger", ["2026-11-22", "", "ana@example.com", "adjustment", 7])
    owner.type_over("Members", "K7Q4ZD", "Member", "K7Q4Z")

    assert [points(one, ANA) for one in (shop, instance())] == [117, 117]
    assert isinstance(shop.transact(claims(ANA, "1043")), Claimed)
    assert {row["Member"] for row in owner.tab("Ledger") if row.get("For") == "1043"} == {"K7Q4ZD"}

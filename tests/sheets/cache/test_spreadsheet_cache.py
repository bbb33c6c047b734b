"""The cache: a warm instance reads little, and is never wrong for it."""

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.intake.owner_edits import book_owner_edits
from loyalty.letters.outbox import take_due
from loyalty.member.ask import tell_coupons, tell_points
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.redeem import redeem
from loyalty.outcomes.asking import CouponsTold, PointsTold
from loyalty.outcomes.claiming import Claimed, NotPaid, UnknownOrder
from loyalty.outcomes.redeeming import OutOfStock, Redeemed
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.owner import Owner
from sheets.cache.tab_cache import MANY_ROWS
from sheets.workbook import Workbook
from tests.sheets.conftest import SPREADSHEET, Recorded

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA, BORIS = "7001", "7002"
Rule = Callable[[Book], Decision[Any]]


def joins(contact: str, email: str, code: str) -> Rule:
    return partial(join, contact=contact, email=email, name="", language="en", codes=[code], now=NOW)


def claims(contact: str, number: str) -> Rule:
    return partial(claim_order, contact=contact, number=number, now=NOW)


def takes(contact: str, reward: str) -> Rule:
    return partial(redeem, contact=contact, reward=reward, codes=(), now=NOW)


def points(workbook: Workbook, contact: str = ANA) -> int:
    outcome = workbook.transact(partial(tell_points, contact=contact, now=NOW))
    assert isinstance(outcome, PointsTold)
    return outcome.standing.points


@pytest.fixture(scope="session")
def newly_set_up(as_set_up: Spreadsheet) -> Spreadsheet:
    """With all the blank rows: how many rows are read is what these tests are about."""
    return as_set_up


@pytest.fixture
def warm(workbook: Workbook, owner: Owner, stand_in: Recorded) -> Workbook:
    """An instance that has served Ana and Boris before, in a sheet with a dozen orders each."""
    return warmed(workbook, owner, stand_in)


@pytest.fixture
def large(instance: Callable[..., Workbook], owner: Owner, stand_in: Recorded) -> Workbook:
    """The same with an instance that takes the sheet for a large one, which it reads in many chunks."""
    return warmed(instance(rows_at_once=7), owner, stand_in)


def warmed(workbook: Workbook, owner: Owner, stand_in: Recorded) -> Workbook:
    owner.type("Orders", *([f"11{n:02}", "ana@example.com", 10] for n in range(12)))
    owner.type("Orders", *([f"12{n:02}", "boris@example.com", 10] for n in range(12)))
    workbook.transact(joins(ANA, "ana@example.com", "K7Q4ZD"))
    workbook.transact(joins(BORIS, "boris@example.com", "M3X9TR"))
    for n in range(4):
        workbook.transact(claims(ANA, f"11{n:02}"))
        workbook.transact(claims(BORIS, f"12{n:02}"))
    stand_in.requests.clear()
    return workbook


def reads(stand_in: Recorded) -> list[str]:
    """Which kind of read each was: of some rows of Members, or of the whole tab."""
    members = next(sheet.id for sheet in stand_in.spreadsheet(SPREADSHEET).sheets if sheet.title == "Members")
    recent = stand_in.asked[-len(stand_in.requests) :] if stand_in.requests else []
    asked = (json.loads(request.body)["dataFilters"] for request in recent if request.path.endswith("ByDataFilter"))
    whole = {"sheetId": members, "startRowIndex": 0, "startColumnIndex": 0}
    return ["whole" if any(cells["gridRange"] == whole for cells in ranges) else "little" for ranges in asked]


def test_a_warm_claim_reads_only_the_rows_it_rests_on(warm: Workbook, stand_in: Recorded) -> None:
    outcome = warm.transact(claims(ANA, "1105"))

    assert isinstance(outcome, Claimed)
    assert outcome.standing.points == 100
    assert reads(stand_in) == ["little"]


def test_an_order_that_seems_unknown_is_looked_for_in_its_whole_column_first(
    warm: Workbook, owner: Owner, stand_in: Recorded
) -> None:
    owner.type_at("Orders!A6", ["4711"])

    known, unknown = warm.transact(claims(ANA, "4711")), warm.transact(claims(ANA, "9999"))

    assert isinstance(known, Claimed)
    assert isinstance(unknown, UnknownOrder)
    assert reads(stand_in) == ["little", "whole", "little"]


def test_a_contact_whom_the_owner_has_just_written_into_a_row_is_a_member(warm: Workbook, owner: Owner) -> None:
    owner.type_over("Members", "M3X9TR", "Contact", "7003")

    assert points(warm, "7003") == 90


def test_a_member_who_has_just_joined_is_known_without_a_whole_read(warm: Workbook, stand_in: Recorded) -> None:
    warm.transact(joins("7003", "layla@example.com", "LAYLAA"))
    stand_in.requests.clear()

    assert points(warm, "7003") == 50
    assert reads(stand_in) == ["little"]


def test_joining_costs_one_read_though_a_rule_run_twice_makes_two_codes(warm: Workbook, stand_in: Recorded) -> None:
    made = iter(["LAYLAA", "LAYLAC", "LAYLAD", "LAYLAE"])

    warm.transact(partial(join, contact="7003", email="l@example.com", name="", language="en", codes=made, now=NOW))

    assert reads(stand_in) == ["little"]


def test_what_another_instance_has_booked_is_in_the_tail(
    warm: Workbook, instance: Callable[..., Workbook], stand_in: Recorded
) -> None:
    instance().transact(claims(ANA, "1108"))
    stand_in.requests.clear()

    assert points(warm) == 100
    assert reads(stand_in) == ["little"]


def test_questions_cost_one_read_each_whoever_of_three_instances_has_committed_last(
    warm: Workbook, instance: Callable[..., Workbook], stand_in: Recorded
) -> None:
    others = [instance(), instance()]
    asked = list[list[str]]()

    for number in ("1105", "1106", "1107", "1108"):
        others[0].transact(claims(ANA, number))
        others.reverse()
        stand_in.requests.clear()
        points(warm)
        asked.append(reads(stand_in))

    assert asked == [["little"]] * 4


@pytest.mark.parametrize("tab", ["Members", "Orders", "Ledger", "Coupons"])
def test_a_sorted_tab_is_read_anew_and_nothing_is_mistaken(
    warm: Workbook, owner: Owner, stand_in: Recorded, tab: str
) -> None:
    owner.sort(tab, 1, descending=True)
    owner.sort(tab, 0)

    outcome = warm.transact(claims(ANA, "1105"))

    assert isinstance(outcome, Claimed)
    assert outcome.standing.points == 100
    assert reads(stand_in)[0] == "little"
    assert points(warm, BORIS) == 90


def test_a_status_that_the_owner_changes_counts_at_once(warm: Workbook, owner: Owner, stand_in: Recorded) -> None:
    owner.type_at("Orders!F10", ["refunded"])

    outcome = warm.transact(claims(ANA, "1105"))

    assert isinstance(outcome, NotPaid)
    assert reads(stand_in) == ["little"]


def test_an_order_of_somebody_elses_is_refunded_only_on_rows_that_were_read(
    warm: Workbook, owner: Owner, stand_in: Recorded
) -> None:
    warm.transact(claims(ANA, "1105"))
    owner.type("Orders", ["R-1300", "ana@example.com", 30])
    warm.transact(claims(ANA, "R-1300"))
    points(warm, BORIS)
    for heading, cell in {"Commit": "", "Check": "", "Points": -95}.items():  # as Problems says, to let it count so
        owner.type_over("Ledger", "order:1105", heading, cell)
    owner.type_over("Orders", "R-1300", "Status", "refunded")
    stand_in.requests.clear()

    warm.transact(claims(BORIS, "1208"))
    assert reads(stand_in) == ["little"], "no answer waits for somebody else's refund"

    warm.transact(claims(BORIS, "1209"))

    assert [row["Points"] for row in owner.tab("Ledger") if row["Entry"] == "refund"] == [-25]
    assert points(warm) == 0


def test_a_refund_that_is_booked_costs_no_more_reads(warm: Workbook, owner: Owner, stand_in: Recorded) -> None:
    owner.type("Orders", ["R-1300", "ana@example.com", 30], ["R-1301", "ana@example.com", 30, "", "", "cancelled"])
    warm.transact(claims(ANA, "R-1300"))
    owner.type_over("Orders", "R-1300", "Status", "refunded")
    warm.transact(claims(ANA, "1105"), tidy=True)
    stand_in.requests.clear()

    warm.transact(claims(BORIS, "1208"))
    warm.transact(claims(BORIS, "R-1300"))
    warm.transact(claims(ANA, "R-1300"))

    assert reads(stand_in) == ["little", "little", "little"]


def test_a_coupon_that_the_owner_cancels_is_not_told_again(warm: Workbook, owner: Owner) -> None:
    owner.type("Ledger", ["", "K7Q4ZD", "", "", 500])
    first = warm.transact(takes(ANA, "tote"))
    owner.type_over("Coupons", "TOTE-1", "Status", "cancelled")

    told, second = warm.transact(partial(tell_coupons, contact=ANA, now=NOW)), warm.transact(takes(ANA, "tote"))

    assert isinstance(first, Redeemed)
    assert isinstance(told, CouponsTold)
    assert told.coupons == ()
    assert isinstance(second, Redeemed)
    assert (second.code, second.standing.points) == ("TOTE-2", 390)


def test_a_second_tap_and_a_look_at_the_coupon_read_only_its_own_rows(
    warm: Workbook, owner: Owner, stand_in: Recorded
) -> None:
    owner.type("Ledger", ["", "K7Q4ZD", "", "", 500])
    first = warm.transact(takes(ANA, "tote"))
    stand_in.requests.clear()

    second, told = warm.transact(takes(ANA, "tote")), warm.transact(partial(tell_coupons, contact=ANA, now=NOW))

    assert isinstance(first, Redeemed)
    assert isinstance(second, Redeemed)
    assert second.again
    assert isinstance(told, CouponsTold)
    assert [held.coupon.code for held in told.coupons] == ["TOTE-1"]
    assert set(reads(stand_in)) == {"little"}


def test_a_number_typed_over_points_counts_at_once(warm: Workbook, owner: Owner, stand_in: Recorded) -> None:
    owner.type_over("Members", "K7Q4ZD", "Points", 500)

    assert points(warm) == 500
    warm.transact(claims(ANA, "1105"))
    assert points(warm) == 510
    assert set(reads(stand_in)) == {"little"}
    assert [row["Points"] for row in owner.tab("Ledger") if row["Entry"] == "adjustment"] == [410]


def test_a_ledger_row_the_owner_adds_below_counts_at_once(warm: Workbook, owner: Owner, stand_in: Recorded) -> None:
    owner.type("Ledger", ["", "", "ana@example.com", "", 7])

    assert points(warm) == 97
    assert reads(stand_in) == ["little"]


def test_of_many_orders_that_the_owner_pastes_below_each_counts_as_it_stands(
    warm: Workbook, owner: Owner, stand_in: Recorded
) -> None:
    pasted = [[f"13{n:02}", "ana@example.com", 10] for n in range(MANY_ROWS + 10)]
    pasted[20][2] = "ten"
    pasted[30][2] = "10,50 $"
    owner.type("Orders", *pasted)

    outcomes = [warm.transact(claims(ANA, number)) for number in ("1300", "1320", "1330", "1359")]

    assert [type(outcome) for outcome in outcomes] == [Claimed, UnknownOrder, Claimed, Claimed]
    assert points(warm) == 120
    assert reads(stand_in) == ["little"] * len(reads(stand_in))
    assert [row["Column"] for row in owner.tab("Problems")] == ["Amount"]


def rows_of(owner: Owner, tab: str, row: int) -> dict[str, Any]:
    return {"sheetId": owner.sheet_id(tab), "dimension": "ROWS", "startIndex": row - 1, "endIndex": row}


def test_a_ledger_row_the_owner_inserts_in_the_middle_counts_at_once(warm: Workbook, owner: Owner) -> None:
    owner.edit({"insertDimension": {"range": rows_of(owner, "Ledger", 3), "inheritFromBefore": True}})
    owner.type_at("Ledger!A3", ["", "K7Q4ZD", "", "", 7])

    assert points(warm) == 97


def test_a_ledger_row_the_owner_deletes_no_longer_counts(warm: Workbook, owner: Owner) -> None:
    owner.edit({"deleteDimension": {"range": rows_of(owner, "Ledger", 4)}})

    assert points(warm) == 80


def test_a_ledger_row_the_owner_changes_counts_again_when_she_takes_its_check_away(
    warm: Workbook, owner: Owner
) -> None:
    owner.type_over("Ledger", "order:1100", "Points", 60)
    assert points(warm) == 80

    for heading in ("Commit", "Check"):
        owner.type_over("Ledger", "order:1100", heading, "")

    assert points(warm) == 140


def test_a_line_that_was_nobodys_counts_again_when_its_members_code_is_back(
    large: Workbook, owner: Owner, instance: Callable[..., Workbook]
) -> None:
    owner.type("Ledger", ["2026-11-20", "M3X9TR", "", "", -7])
    boris = "Members!A3"
    owner.type_at(boris, ["M3X9TRX"])
    other = instance(rows_at_once=7)
    other.transact(lambda _book: Decision(None), tidy=True, seconds=60)
    assert [row["Column"] for row in owner.tab("Problems") if row["Tab"] == "Ledger"] == ["Member"]

    owner.type_at(boris, ["M3X9TR"])
    other.transact(lambda _book: Decision(None), tidy=True, seconds=60)

    assert points(other, BORIS) == points(large, BORIS) == 83
    assert [row for row in owner.tab("Problems") if row["Tab"] == "Ledger"] == []


def test_rows_that_the_owner_deletes_at_the_end_of_a_small_grid_are_no_obstacle(warm: Workbook, owner: Owner) -> None:
    rows = len(owner.google.tab(owner.spreadsheet, "Orders"))
    span = rows_of(owner, "Orders", rows) | {"startIndex": rows - 6, "endIndex": 200}
    owner.edit({"deleteDimension": {"range": span}})

    assert isinstance(warm.transact(claims(ANA, "1105")), Claimed)


def test_a_column_that_the_owner_moves_is_found_again(warm: Workbook, owner: Owner) -> None:
    source = {"sheetId": owner.sheet_id("Ledger"), "dimension": "COLUMNS", "startIndex": 4, "endIndex": 5}
    owner.edit({"moveDimension": {"source": source, "destinationIndex": 0}})

    assert points(warm) == 90


def test_a_setting_that_the_owner_changes_counts_at_once(warm: Workbook, owner: Owner) -> None:
    owner.type_over("Settings", "Points per unit", "Value", 3)

    outcome = warm.transact(claims(ANA, "1105"))

    assert isinstance(outcome, Claimed)
    assert outcome.earned == 30


def test_a_code_that_the_owner_takes_back_is_not_given(warm: Workbook, owner: Owner) -> None:
    owner.type("Ledger", ["", "K7Q4ZD", "", "", 500], ["", "M3X9TR", "", "", 500])
    owner.type_over("Coupons", "TOTE-1", "Status", "cancelled")

    first, second = warm.transact(takes(ANA, "tote")), warm.transact(takes(BORIS, "tote"))

    assert isinstance(first, Redeemed)
    assert first.code == "TOTE-2"
    assert isinstance(second, OutOfStock)


def test_codes_that_the_owner_adds_to_an_empty_pool_can_be_given(warm: Workbook, owner: Owner) -> None:
    owner.type("Ledger", ["", "K7Q4ZD", "", "", 900], ["", "M3X9TR", "", "", 900])
    assert isinstance(warm.transact(takes(ANA, "mug")), Redeemed)
    assert isinstance(warm.transact(takes(BORIS, "mug")), OutOfStock)
    owner.type("Coupons", ["MUG-2", "mug"])

    outcome = warm.transact(takes(BORIS, "mug"))

    assert isinstance(outcome, Redeemed)
    assert outcome.code == "MUG-2"


def test_every_tab_is_read_anew_after_five_minutes(warm: Workbook, stand_in: Recorded, clock: Any) -> None:
    points(warm)
    clock.seconds += 301
    points(warm)
    points(warm)

    assert reads(stand_in) == ["little", "whole", "little"]


@pytest.fixture
def pressed(warm: Workbook, instance: Callable[..., Workbook], clock: Any) -> Workbook:  # noqa: ARG001 - its members
    """An instance that has just booked something and may not send the next request for some seconds."""
    pressed = instance(quota=(30, 30))
    points(pressed)
    clock.seconds += 60
    for number in range(1104, 1109):
        pressed.transact(claims(ANA, str(number)))
    return pressed


def test_while_the_quota_is_spent_a_question_is_answered_from_the_book_that_our_own_commit_left(
    pressed: Workbook, stand_in: Recorded, clock: Any
) -> None:
    before, spent = clock.seconds, len(stand_in.requests)

    assert points(pressed) == 140
    assert (clock.seconds, len(stand_in.requests)) == (before, spent)
    clock.seconds += 2.1
    assert points(pressed) == 140
    assert len(stand_in.requests) == spent + 1


def test_while_the_quota_is_spent_nobody_is_said_to_be_unknown_without_a_look(pressed: Workbook, owner: Owner) -> None:
    owner.type_over("Members", "M3X9TR", "Contact", "7003")

    assert points(pressed, "7003") == 90


def test_while_the_quota_is_spent_nothing_is_booked_on_a_book_that_was_not_read(
    pressed: Workbook, owner: Owner
) -> None:
    owner.type_at("Orders!F15", ["refunded"])

    assert isinstance(pressed.transact(claims(ANA, "1110")), NotPaid)


def test_a_task_in_a_large_sheet_sees_every_row_and_mends_what_it_shows(
    large: Workbook, owner: Owner, stand_in: Recorded
) -> None:
    points(large)
    owner.type_over("Members", "K7Q4ZD", "Lifetime points", 7)
    owner.type_at("Orders!H20", [1])
    owner.type_at("Orders!C25", ["many"])
    stand_in.requests.clear()

    later = datetime(2027, 3, 1, 18, 0, tzinfo=UTC)
    taken = large.transact(partial(take_due, now=later, limit=1), tidy=True)

    assert [reminder.letter.member for reminder in taken.reminders] == ["K7Q4ZD"]
    assert taken.left == 1
    assert [row["Lifetime points"] for row in owner.tab("Members")] == [90, 90]
    assert owner.tab("Orders")[18]["Points"] == 10
    assert [row["Cell"] for row in owner.tab("Problems")] == ["many"]


def test_within_five_minutes_a_large_sheet_is_seen_again_row_by_row(
    large: Workbook, owner: Owner, stand_in: Recorded, clock: Any
) -> None:
    points(large)
    owner.type_at("Orders!F20", ["refunded"])
    for _ in range(31):
        clock.seconds += 10
        points(large)

    large.transact(claims(ANA, "1105"))

    assert [row["For"] for row in owner.tab("Ledger") if row["Entry"] == "refund"] == ["1203"]
    assert "whole" not in reads(stand_in)[20:]


def owner_acts(owner: Owner, chance: random.Random) -> None:
    """Something that the owner does to her sheet, by chance."""
    tab = chance.choice(["Members", "Orders", "Ledger", "Coupons"])
    row = chance.randrange(2, len(owner.google.tab(owner.spreadsheet, tab)) + 1)
    deeds: list[Callable[[], None]] = [
        lambda: owner.sort(tab, chance.randrange(3), descending=chance.random() < 0.5),
        lambda: owner.edit({"insertDimension": {"range": rows_of(owner, tab, row), "inheritFromBefore": True}}),
        lambda: owner.type_over("Members", "K7Q4ZD", "Points", chance.randrange(500)),
        lambda: owner.type("Ledger", ["", chance.choice(["K7Q4ZD", "M3X9TR"]), "", "", chance.randrange(300)]),
        lambda: owner.type("Orders", [str(chance.randrange(2000, 9999)), "ana@example.com", chance.randrange(99)]),
        lambda: owner.type_at(f"Orders!F{row}", [chance.choice(["paid", "unpaid", "?"])]),
        lambda: owner.type_at(f"Orders!C{row}", [chance.choice([5, 50, "many"])]),
        lambda: owner.edit({"deleteDimension": {"range": rows_of(owner, "Orders", row)}}),
        lambda: owner.type("Coupons", [f"NEW-{chance.randrange(10**6)}", "tote"]),
    ]
    chance.choice(deeds)()


def owner_calls_off(owner: Owner, chance: random.Random) -> None:
    """She refunds an order or cancels a coupon that was given; a warm instance sees that when the row is next read."""
    orders = [row["Order"] for row in owner.tab("Orders") if isinstance(row.get("Amount"), int)]
    coupons = [row["Code"] for row in owner.tab("Coupons") if row.get("Status") == "issued"]
    if coupons and chance.random() < 0.5:
        owner.type_over("Coupons", chance.choice(coupons), "Status", "cancelled")
    else:
        owner.type_over("Orders", chance.choice(orders), "Status", chance.choice(["refunded", "cancelled"]))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("size", ["warm", "large"])
def test_every_answer_is_what_a_whole_read_would_have_said_whatever_the_owner_does(
    request: pytest.FixtureRequest,
    owner: Owner,
    instance: Callable[..., Workbook],
    stand_in: Recorded,
    clock: Any,
    size: str,
    seed: int,
) -> None:
    warm: Workbook = request.getfixturevalue(size)
    chance, other, witness = random.Random(seed), instance(), instance()

    for _ in range(50):
        if chance.random() < 0.4:
            owner_acts(owner, chance)
        if chance.random() < 0.1:
            owner_calls_off(owner, chance)
            other.transact(lambda _book: Decision(None), tidy=True)
        who = chance.choice([ANA, BORIS])
        numbers = [str(row["Order"]) for row in owner.tab("Orders") if "Order" in row]
        rules: list[Rule] = [
            claims(who, chance.choice(numbers)),
            takes(who, "tote"),
            partial(tell_points, contact=who, now=NOW),
            partial(tell_coupons, contact=who, now=NOW),
        ]
        rule = chance.choice(rules)
        book = witness.read_whole().book
        expected = rule(book.after(book_owner_edits(book, now=NOW))).outcome

        outcome = chance.choice([warm, warm, other]).transact(rule)
        clock.seconds += chance.choice([1, 20])

        assert outcome == expected
    assert "little" in reads(stand_in)


@pytest.mark.parametrize("start", ["warm", "large"])
def test_a_rate_that_the_owner_changes_holds_from_the_next_answer_on(
    start: str, owner: Owner, request: pytest.FixtureRequest
) -> None:
    workbook = request.getfixturevalue(start)
    owner.type("Orders", ["1301", "ana@example.com", 100, "EUR"], ["1302", "ana@example.com", 100, "EUR"])
    assert isinstance(workbook.transact(claims(ANA, "1301")), UnknownOrder)

    before = points(workbook)
    owner.type_over("Settings", "Currencies", "Value", "EUR 1.10")
    workbook.transact(claims(ANA, "1301"))
    middle = points(workbook)
    owner.type_over("Settings", "Currencies", "Value", "EUR 1.20")
    workbook.transact(claims(ANA, "1302"))

    assert (middle - before, points(workbook) - middle) == (110, 120)

"""The workbook on the stand-in: one read, one write, booked once, whatever happens on the way."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from commands.sheet.provision import set_up
from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.redeem import redeem
from loyalty.outcomes.asking import PointsTold
from loyalty.outcomes.claiming import AlreadyClaimed, Claimed, UnknownOrder
from loyalty.outcomes.joining import Joined
from loyalty.outcomes.redeeming import Redeemed
from sandbox.google.grid import a1_notation
from sandbox.google.http.faults import Delay, DropAfter, DropBefore, Fault, Faults, Refuse
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.google.client import Google, Spent
from sheets.google.errors import HeadingMissing, NoAccess, NotInTime, TabMissing
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA, BORIS = "7001", "7002"
Rule = Callable[[Book], Decision[Any]]


def joins(contact: str, email: str, code: str, name: str = "") -> Rule:
    return partial(join, contact=contact, email=email, name=name, language="en", codes=[code], now=NOW)


def claims(contact: str, number: str) -> Rule:
    return partial(claim_order, contact=contact, number=number, now=NOW)


def asks(contact: str) -> Rule:
    return partial(tell_points, contact=contact, now=NOW)


ANA_JOINS = joins(ANA, "ana@example.com", "K7Q4ZD", "Ana")
BORIS_JOINS = joins(BORIS, "boris@example.com", "M3X9TR", "Boris")


@pytest.fixture
def ana(workbook: Workbook, stand_in: StandIn) -> Workbook:
    """The instance after Ana has joined."""
    workbook.transact(ANA_JOINS)
    stand_in.requests.clear()
    return workbook


def spent(stand_in: StandIn) -> tuple[int, int]:
    kinds = [seen.kind for seen in stand_in.requests]
    return kinds.count("read"), kinds.count("write")


def causes(owner: Owner) -> list[str]:
    return sorted(str(row["Cause"]) for row in owner.tab("Ledger"))


def test_the_owner_sees_each_step_in_her_spreadsheet(ana: Workbook, owner: Owner) -> None:
    ana.transact(claims(ANA, "1042"))

    [member] = owner.tab("Members")
    assert member["Member"] == "K7Q4ZD"
    assert member["Contact"] == "7001"
    assert (member["Points"], member["Lifetime points"], member["Points as booked"]) == (110, 110, "110@3")
    order = owner.tab("Orders")[0]
    assert (order["Order"], order["Points"]) == ("1042", 60)
    assert "Claimed" in order
    assert [(row["Entry"], row["Points"], row["Cause"]) for row in owner.tab("Ledger")] == [
        ("sign-up", 50, "join:K7Q4ZD"),
        ("claim", 60, "order:1042"),
    ]


@pytest.mark.parametrize(("typed", "points"), [("'–20", 30), ("'(20)", 30), ("'20\u2212", 30), ("'20–30", 50)])
def test_points_that_the_owner_takes_off_in_a_row_of_their_own_are_taken_off(
    ana: Workbook, owner: Owner, typed: str, points: int
) -> None:
    owner.type("Ledger", ["2026-11-22", "K7Q4ZD", "", "adjustment", typed])

    told = ana.transact(asks(ANA), tidy=True)

    assert isinstance(told, PointsTold)
    assert told.standing.points == points
    assert [row["Tab"] for row in owner.tab("Problems")] == (["Ledger"] if points == 50 else [])


def test_a_price_below_zero_is_told_however_it_is_written(ana: Workbook, owner: Owner) -> None:
    owner.type("Orders", ["1051", "ana@example.com", "'−60"], ["1052", "ana@example.com", "'(60)"])

    ana.transact(asks(ANA), tidy=True)

    assert [(row["Cell"], row["Why"]) for row in owner.tab("Problems")] == [
        ("−60", "This is below zero. Write zero or more."),
        ("(60)", "This is below zero. Write zero or more."),
    ]


def test_a_claim_costs_one_read_and_one_write(ana: Workbook, stand_in: StandIn) -> None:
    cost = Spent()

    outcome = ana.transact(claims(ANA, "1042"), spent=cost)

    assert isinstance(outcome, Claimed)
    assert spent(stand_in) == (1, 1) == (cost.reads, cost.writes)


def test_a_refusal_costs_one_read_and_writes_nothing(ana: Workbook, stand_in: StandIn) -> None:
    outcome = ana.transact(claims(ANA, "9999"))

    assert isinstance(outcome, UnknownOrder)
    assert spent(stand_in) == (1, 0)


def test_a_question_costs_one_read_and_writes_nothing(ana: Workbook, stand_in: StandIn) -> None:
    outcome = ana.transact(asks(ANA))

    assert isinstance(outcome, PointsTold)
    assert outcome.standing.points == 50
    assert spent(stand_in) == (1, 0)


def test_times_stand_in_the_sheet_in_the_owners_own_zone(ana: Workbook, owner: Owner) -> None:
    [member] = owner.tab("Members")

    assert member["Joined"] == pytest.approx(46348 + 7 / 24)
    assert ana.read_whole().book.members["K7Q4ZD"].joined == NOW


def test_two_instances_claiming_one_order_at_the_same_moment_give_it_once(
    ana: Workbook, instance: Callable[[], Workbook], owner: Owner
) -> None:
    start = threading.Barrier(2)
    outcomes: list[object] = []

    def claim(workbook: Workbook) -> None:
        start.wait()
        outcomes.append(workbook.transact(claims(ANA, "1042")))

    threads = [threading.Thread(target=claim, args=(one,)) for one in (ana, instance())]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {type(outcome) for outcome in outcomes} == {Claimed, AlreadyClaimed}
    assert causes(owner) == ["join:K7Q4ZD", "order:1042"]


def test_a_decision_on_an_older_book_is_refused_and_decided_again(
    ana: Workbook, instance: Callable[[], Workbook], owner: Owner
) -> None:
    other = instance()
    raced = iter([True])

    def claim_late(book: Book) -> Decision[Any]:
        if next(raced, False):
            other.transact(claims(ANA, "1042"))
        return claim_order(book, contact=ANA, number="1042", now=NOW)

    outcome = ana.transact(claim_late)

    assert isinstance(outcome, AlreadyClaimed)
    assert causes(owner) == ["join:K7Q4ZD", "order:1042"]


def test_a_commit_whose_answer_is_lost_after_it_was_applied_is_booked_once(
    ana: Workbook, faults: Faults, owner: Owner
) -> None:
    faults.next_write(DropAfter())

    outcome = ana.transact(claims(ANA, "1042"))

    assert isinstance(outcome, Claimed)
    assert outcome.standing.points == 110
    assert causes(owner) == ["join:K7Q4ZD", "order:1042"]


def test_a_lost_answer_is_found_again_even_when_others_have_committed_since(
    ana: Workbook, instance: Callable[[], Workbook], faults: Faults, owner: Owner, clock: Any
) -> None:
    other = instance()
    faults.next_write(DropAfter())
    clock.meanwhile = lambda: other.transact(BORIS_JOINS)

    outcome = ana.transact(claims(ANA, "1042"))

    assert isinstance(outcome, Claimed)
    assert causes(owner) == ["join:K7Q4ZD", "join:M3X9TR", "order:1042"]


@pytest.mark.parametrize(
    "fault",
    [
        DropBefore(),
        Refuse(500),
        Refuse(502),
        Refuse(503),
        Refuse(429),
    ],
)
def test_a_commit_that_was_not_applied_is_made_again(ana: Workbook, faults: Faults, owner: Owner, fault: Any) -> None:
    faults.next_write(fault)

    outcome = ana.transact(claims(ANA, "1042"))

    assert isinstance(outcome, Claimed)
    assert causes(owner) == ["join:K7Q4ZD", "order:1042"]


def test_a_batch_that_google_applies_late_never_counts_beside_the_one_sent_after(
    ana: Workbook, faults: Faults, stand_in: StandIn, owner: Owner
) -> None:
    faults.next_write(Delay())

    outcome = ana.transact(claims(ANA, "1042"))
    stand_in.apply_delayed()

    assert isinstance(outcome, Claimed)
    assert causes(owner) == ["join:K7Q4ZD", "order:1042"]


def test_a_batch_that_google_applies_after_we_gave_up_is_found_by_the_second_tap(
    ana: Workbook, faults: Faults, stand_in: StandIn, owner: Owner
) -> None:
    faults.next_write(Delay())
    with pytest.raises(NotInTime):
        ana.transact(claims(ANA, "1042"), seconds=1.1)
    stand_in.apply_delayed()

    outcome = ana.transact(claims(ANA, "1042"))

    assert isinstance(outcome, AlreadyClaimed)
    assert causes(owner) == ["join:K7Q4ZD", "order:1042"]


def test_when_google_is_down_the_answer_comes_in_time_and_nothing_is_half_done(
    ana: Workbook, outage: list[Fault], owner: Owner, clock: Any
) -> None:
    outage.append(DropBefore())
    with pytest.raises(NotInTime):
        ana.transact(claims(ANA, "1042"))
    waited = clock.seconds
    outage.clear()

    assert waited <= 8
    assert causes(owner) == ["join:K7Q4ZD"]
    assert isinstance(ana.transact(claims(ANA, "1042")), Claimed)


def test_an_owner_sorting_between_two_claims_changes_no_result(ana: Workbook, owner: Owner) -> None:
    ana.transact(BORIS_JOINS)
    ana.transact(claims(ANA, "1042"))
    owner.sort("Members", 1, descending=True)
    owner.sort("Orders", 0, descending=True)

    outcome = ana.transact(claims(ANA, "1043"))

    assert isinstance(outcome, Claimed)
    assert outcome.standing.points == 200
    assert {row["Name"]: row["Points"] for row in owner.tab("Members")} == {"Ana": 200, "Boris": 50}
    assert {row["Order"]: row.get("Points") for row in owner.tab("Orders")} == {"1042": 60, "1043": 90, "1044": None}


def test_an_owner_sorting_between_our_read_and_our_write_costs_nobody_points(ana: Workbook, owner: Owner) -> None:
    ana.transact(BORIS_JOINS)
    sorts = iter([True])

    def claim_while_she_sorts(book: Book) -> Decision[Any]:
        if next(sorts, False):
            owner.sort("Members", 1, descending=True)
            owner.sort("Orders", 0, descending=True)
        return claim_order(book, contact=ANA, number="1042", now=NOW)

    outcome = ana.transact(claim_while_she_sorts)
    ana.transact(claims(ANA, "1043"))

    assert isinstance(outcome, Claimed)
    assert {row["Name"]: row["Points"] for row in owner.tab("Members")} == {"Ana": 200, "Boris": 50}


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+49 30", "'tis", "<b>Ana</b>"])
def test_a_name_that_looks_like_a_formula_stays_text(workbook: Workbook, owner: Owner, name: str) -> None:
    workbook.transact(joins(ANA, "ana@example.com", "K7Q4ZD", name))

    [member] = owner.tab("Members")
    assert member["Name"] == (f"'{name}" if name[0] in "=@+" else name)


def test_what_the_owner_types_over_points_is_booked_as_an_adjustment(ana: Workbook, owner: Owner) -> None:
    owner.type_over("Members", "K7Q4ZD", "Points", 80)

    told = ana.transact(asks(ANA))
    ana.transact(claims(ANA, "1042"))

    assert isinstance(told, PointsTold)
    assert told.standing.points == 80
    [member] = owner.tab("Members")
    assert (member["Points"], member["Points as booked"]) == (140, "140@3")
    assert [row["Points"] for row in owner.tab("Ledger") if row["Entry"] == "adjustment"] == [30]


def test_a_typed_number_is_booked_once_though_its_row_is_sorted_away_between_our_read_and_our_write(
    ana: Workbook, owner: Owner
) -> None:
    ana.transact(BORIS_JOINS)
    owner.type_over("Members", "K7Q4ZD", "Points", 80)
    sorts = iter([False, True])

    def claim_while_she_sorts(book: Book) -> Decision[Any]:
        if next(sorts, False):
            owner.sort("Members", 1, descending=True)
        return claim_order(book, contact=ANA, number="1042", now=NOW)

    ana.transact(claim_while_she_sorts)
    ana.transact(claims(ANA, "1043"), tidy=True)

    assert [row["Points"] for row in owner.tab("Ledger") if row["Entry"] == "adjustment"] == [30]
    assert {row["Name"]: row["Points"] for row in owner.tab("Members")} == {"Ana": 230, "Boris": 50}


def test_numbers_typed_one_after_the_other_over_one_display_add_up_to_the_last(ana: Workbook, owner: Owner) -> None:
    for typed in (80, 90, 20):
        owner.type_over("Members", "K7Q4ZD", "Points", typed)
        owner.type_over("Members", "K7Q4ZD", "Points as booked", "50@2")
        ana.transact(asks(ANA), tidy=True)

    assert [row["Points"] for row in owner.tab("Ledger") if row["Entry"] == "adjustment"] == [30, 10, -70]


def test_a_typed_number_is_booked_once(ana: Workbook, owner: Owner) -> None:
    owner.type_over("Members", "K7Q4ZD", "Points", 80)

    for number in ("1042", "1043"):
        ana.transact(claims(ANA, number))

    assert [row["Points"] for row in owner.tab("Ledger") if row["Entry"] == "adjustment"] == [30]


def test_a_ledger_row_the_owner_adds_counts_from_the_next_read_on(ana: Workbook, owner: Owner) -> None:
    owner.type("Ledger", ["", "", "ana@example.com", "a present", 25])

    outcome = ana.transact(asks(ANA))

    assert isinstance(outcome, PointsTold)
    assert outcome.standing.points == 75


def test_new_rows_push_down_what_the_owner_is_typing_below(ana: Workbook, owner: Owner) -> None:
    owner.type_at("Ledger!G5", ["half a thought"])

    ana.transact(claims(ANA, "1042"))

    assert [row.get("Note") for row in owner.tab("Ledger")][-1] == "half a thought"
    assert causes_with_points(owner) == {"join:K7Q4ZD": 50, "order:1042": 60}


def causes_with_points(owner: Owner) -> dict[str, int]:
    return {row["Cause"]: row["Points"] for row in owner.tab("Ledger") if "Cause" in row}


def test_columns_may_be_moved_and_added_by_the_owner(ana: Workbook, owner: Owner) -> None:
    sheet = owner.sheet_id("Ledger")
    points = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": 4, "endIndex": 5}
    hers = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": 3, "endIndex": 4}
    owner.edit(
        {"moveDimension": {"source": points, "destinationIndex": 1}},
        {"insertDimension": {"range": hers, "inheritFromBefore": True}},
    )
    owner.type_at("Ledger!D1", ["My thoughts"], ["a kind customer"])

    outcome = ana.transact(claims(ANA, "1042"))

    assert isinstance(outcome, Claimed)
    assert outcome.standing.points == 110
    assert [row.get("My thoughts") for row in owner.tab("Ledger")] == ["a kind customer", None]
    assert causes_with_points(owner) == {"join:K7Q4ZD": 50, "order:1042": 60}


def test_headings_written_a_little_differently_are_still_found(ana: Workbook, owner: Owner) -> None:
    owner.type_at("Orders!A1", ["ORDER NUMBER", "E-Mail", "total"])

    assert isinstance(ana.transact(claims(ANA, "1042")), Claimed)


def test_a_heading_that_is_gone_is_named(ana: Workbook, owner: Owner) -> None:
    owner.type_at("Orders!C1", ["What they paid"])

    with pytest.raises(HeadingMissing, match="Amount"):
        ana.transact(claims(ANA, "1042"))


def test_a_tab_that_is_gone_is_named(ana: Workbook, owner: Owner) -> None:
    owner.edit({"deleteSheet": {"sheetId": owner.sheet_id("Coupons")}})

    with pytest.raises(TabMissing, match="Coupons"):
        ana.transact(claims(ANA, "1042"))


def test_when_set_up_has_made_the_missing_tab_again_the_next_tap_works(
    ana: Workbook, owner: Owner, connect: Callable[[], Google]
) -> None:
    owner.edit({"deleteSheet": {"sheetId": owner.sheet_id("Coupons")}})
    with pytest.raises(TabMissing):
        ana.transact(claims(ANA, "1042"))
    with pytest.raises(TabMissing):
        ana.transact(claims(ANA, "1042"))
    set_up(connect(), chance="again")

    assert isinstance(ana.transact(claims(ANA, "1042")), Claimed)


def test_a_tab_that_was_made_again_under_another_number_works_on(ana: Workbook, owner: Owner) -> None:
    ledger = owner.sheet_id("Ledger")
    rows = owner.google.tab(owner.spreadsheet, "Ledger")
    owner.edit({"deleteSheet": {"sheetId": ledger}}, {"addSheet": {"properties": {"sheetId": 4711, "title": "Ledger"}}})
    owner.type_at("Ledger!A1", *rows)

    outcome = ana.transact(claims(ANA, "1042"))

    assert isinstance(outcome, Claimed)
    assert causes(owner) == ["join:K7Q4ZD", "order:1042"]


def test_a_junk_row_is_left_out_and_shown_and_everything_else_works_on(ana: Workbook, owner: Owner) -> None:
    owner.type("Orders", ["1050", "ana@example.com", "sixty"], ["", "", ""], ["1051", "ana@example.com", 40, "EUR"])
    owner.type_over("Members", "K7Q4ZD", "Reminders", "perhaps")

    outcome = ana.transact(claims(ANA, "1042"))

    assert isinstance(outcome, Claimed)
    shown = {(row["Tab"], row["Column"], row["Cell"]) for row in owner.tab("Problems")}
    assert shown == {("Orders", "Amount", "sixty"), ("Orders", "Currency", "EUR"), ("Members", "Reminders", "perhaps")}


def test_a_word_over_what_the_service_shows_is_named_and_left_for_the_owner_to_mend(
    ana: Workbook, owner: Owner, clock: Any
) -> None:
    owner.type_over("Members", "K7Q4ZD", "Lifetime points", "lots")
    owner.type_over("Orders", "1043", "Points", "many")
    owner.type_over("Orders", "1043", "Claimed", "last week")
    clock.seconds += 301

    ana.transact(claims(ANA, "1042"))

    shown = {(row["Tab"], row["Column"], row["Cell"]) for row in owner.tab("Problems")}
    assert shown == {
        ("Members", "Lifetime points", "lots"),
        ("Orders", "Points", "many"),
        ("Orders", "Claimed", "last week"),
    }


def test_a_balance_that_the_owner_took_below_zero_is_shown_and_is_no_problem(ana: Workbook, owner: Owner) -> None:
    owner.type("Ledger", ["", "K7Q4ZD", "", "", -200])
    ana.transact(claims(ANA, "1042"))

    ana.transact(claims(ANA, "1043"), tidy=True)

    assert owner.tab("Problems") == []
    assert [row["Points"] for row in owner.tab("Members")] == [0]


def test_a_problem_that_is_mended_goes_from_the_list(ana: Workbook, owner: Owner, clock: Any) -> None:
    owner.type("Orders", ["1050", "ana@example.com", "sixty"], ["1051", "ana@example.com", "many"])
    ana.transact(claims(ANA, "1042"))
    owner.type_over("Orders", "sixty", "Amount", 60)
    clock.seconds += 301

    ana.transact(claims(ANA, "1043"))

    assert [row["Cell"] for row in owner.tab("Problems")] == ["many"]


def test_a_word_in_the_points_cell_makes_nobody_a_stranger(ana: Workbook, owner: Owner) -> None:
    owner.type_over("Members", "K7Q4ZD", "Points", "many")

    outcome = ana.transact(ANA_JOINS)

    assert type(outcome).__name__ == "AlreadyMember"


def test_a_fence_that_somebody_deleted_is_found_again(ana: Workbook, owner: Owner) -> None:
    fence = owner.description()["namedRanges"][0]["namedRangeId"]
    owner.edit({"deleteNamedRange": {"namedRangeId": fence}})

    assert isinstance(ana.transact(claims(ANA, "1042")), Claimed)
    assert isinstance(ana.transact(claims(ANA, "1043")), Claimed)


@pytest.mark.parametrize("scribble", ["", "hello", 42])
def test_a_token_cell_that_somebody_typed_over_is_mended(ana: Workbook, owner: Owner, scribble: object) -> None:
    owner.type_at("_system!A1", [scribble])

    assert isinstance(ana.transact(claims(ANA, "1042")), Claimed)
    assert isinstance(ana.transact(claims(ANA, "1043")), Claimed)
    assert causes(owner) == ["join:K7Q4ZD", "order:1042", "order:1043"]


def test_a_coupon_row_shows_to_whom_its_code_was_given(ana: Workbook, owner: Owner) -> None:
    owner.type("Ledger", ["", "K7Q4ZD", "", "", 150])

    outcome = ana.transact(partial(redeem, contact=ANA, reward="tote", codes=iter(()), now=NOW))
    again = ana.transact(partial(redeem, contact=ANA, reward="tote", codes=iter(()), now=NOW + timedelta(minutes=9)))

    assert isinstance(outcome, Redeemed)
    assert (outcome.code, outcome.standing.points) == ("TOTE-1", 0)
    assert isinstance(again, Redeemed)
    assert again.code == "TOTE-1"
    coupon = owner.tab("Coupons")[0]
    assert (coupon["Status"], coupon["Member"], coupon["Expires"]) == ("issued", "K7Q4ZD", 46378)


def test_display_cells_that_differ_from_the_ledger_are_healed_within_minutes(
    ana: Workbook, owner: Owner, clock: Any
) -> None:
    ana.transact(claims(ANA, "1042"))
    owner.type_over("Orders", "ana@example.com", "Points", 9999)
    clock.seconds += 301

    ana.transact(claims(ANA, "1043"))

    assert [row.get("Points") for row in owner.tab("Orders")] == [60, 90, None]


def test_display_cells_that_landed_in_an_empty_row_are_cleared(ana: Workbook, owner: Owner) -> None:
    owner.type_at("Members!G6", [50, 50])
    owner.type_at("Members!M6", ["50@2"])
    owner.type_at("Members!L6", ["her own note"])
    owner.type_at("Orders!G9", [46_000, 0])
    owner.type_at("Orders!I9", ["her own note"])
    owner.type_at("Orders!H11", [110])
    used = a1_notation.column(owner.google.tab(owner.spreadsheet, "Coupons")[0].index("Used for"))
    owner.type_at(f"Coupons!{used}9", ["1042"])

    ana.transact(claims(ANA, "1042"), tidy=True)

    assert owner.tab("Members")[4] == {"Notes": "her own note"}
    assert owner.tab("Orders")[7] == {"Notes": "her own note"}
    assert owner.tab("Orders")[9] == {"Points": 110}, "a sum of the owner's own stays"
    assert not [row for row in owner.tab("Coupons") if "Used for" in row], "no code stands beside it"


def test_a_code_that_shows_what_another_code_was_given_for_is_free_again(ana: Workbook, owner: Owner) -> None:
    owner.type("Ledger", ["", "K7Q4ZD", "", "", 150])
    ana.transact(partial(redeem, contact=ANA, reward="tote", codes=iter(()), now=NOW))
    first, second = owner.google.tab(owner.spreadsheet, "Coupons")[1:3]
    owner.type_at("Coupons!C2", ["", "", "", "", ""])
    owner.edit(
        {
            "updateCells": {
                "start": {"sheetId": owner.sheet_id("Coupons"), "rowIndex": 2, "columnIndex": 2},
                "rows": [
                    {
                        "values": [
                            {"userEnteredValue": {"stringValue" if isinstance(cell, str) else "numberValue": cell}}
                            for cell in first[2:7]
                        ]
                    }
                ],
                "fields": "userEnteredValue",
            }
        }
    )

    ana.transact(claims(ANA, "1042"), tidy=True)

    healed = owner.google.tab(owner.spreadsheet, "Coupons")[1:3]
    assert healed == [first, second]


def test_a_sheet_that_is_no_longer_shared_says_so(ana: Workbook, faults: Faults) -> None:
    faults.next_read(Refuse(403))

    with pytest.raises(NoAccess, match="permission"):
        ana.transact(claims(ANA, "1042"))


def test_the_first_member_of_all_is_written_in_plain_type_at_the_top(workbook: Workbook, owner: Owner) -> None:
    workbook.transact(ANA_JOINS)

    members = next(one for one in owner.description(cells=True)["sheets"] if one["properties"]["title"] == "Members")
    cell = members["data"][0]["rowData"][1]["values"][0]
    assert cell["effectiveValue"]["stringValue"] == "K7Q4ZD"
    assert not cell["userEnteredFormat"].get("textFormat", {}).get("bold", False)
    assert cell["userEnteredFormat"]["verticalAlignment"] == "TOP"


def test_a_rule_that_fails_leaves_the_workbook_free_for_the_next(ana: Workbook) -> None:
    def broken(_book: Book) -> Decision[Any]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ana.transact(broken)

    assert isinstance(ana.transact(claims(ANA, "1042")), Claimed)


def test_joined_tells_the_bonus(workbook: Workbook) -> None:
    outcome = workbook.transact(ANA_JOINS)

    assert isinstance(outcome, Joined)
    assert outcome.bonus == 50


@pytest.mark.parametrize("spare", [0, 1, 2])
@pytest.mark.parametrize("rows_at_once", [20_000, 7])
@pytest.mark.parametrize("title", ["Orders", "Members", "Ledger", "Coupons"])
def test_the_blank_rows_below_the_last_one_may_be_deleted(
    ana: Workbook, owner: Owner, instance: Callable[..., Workbook], title: str, rows_at_once: int, spare: int
) -> None:
    filled = 1 + len(owner.tab(title))
    [tab] = [sheet for sheet in owner.description()["sheets"] if sheet["properties"]["title"] == title]
    owner.delete(title, "ROWS", filled + spare, tab["properties"]["gridProperties"]["rowCount"] - filled - spare)
    newcomer = instance(rows_at_once=rows_at_once)

    told = [one.transact(claims(ANA, number)) for one, number in ((ana, "1042"), (newcomer, "1043"), (ana, "1044"))]

    assert [type(outcome) for outcome in told] == [Claimed, Claimed, UnknownOrder]

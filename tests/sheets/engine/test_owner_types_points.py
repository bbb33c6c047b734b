"""What an owner types over Points is booked, however much it is, and what only looks typed is not."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from loyalty.book.decision import Decision
from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.outcomes.asking import PointsTold
from loyalty.outcomes.claiming import AlreadyClaimed, Claimed
from sandbox.owner import Owner
from sheets.codec.a1 import letters
from sheets.workbook import Workbook
from tests.sheets.conftest import Clock
from tests.sheets.engine.conftest import tidies

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Start = Callable[..., Workbook]
SHOP = 137
"""Members in the shop: more than one batch books edits of."""


def all_claim(shop: Workbook) -> None:
    """Everybody who has an order claims it."""
    for n in range(12):
        shop.transact(partial(claim_order, contact=str(9000 + n), number=f"20{n:02}", now=NOW))


def headings(owner: Owner, tab: str) -> list[Any]:
    return list(owner.google.tab(owner.spreadsheet, tab)[0])


def column(owner: Owner, tab: str, heading: str) -> str:
    return letters(headings(owner, tab).index(heading))


def pastes(owner: Owner, tab: str, heading: str, cells: list[object]) -> None:
    """Pastes cells below a heading, from the first row on."""
    owner.type_at(f"{tab}!{column(owner, tab, heading)}2", *([cell] for cell in cells))


def sorts_what_is_seen(owner: Owner, tab: str, by: str, *, descending: bool = False) -> None:
    """Sorts every column but the hidden ones, as a filter does that was drawn over what is seen."""
    hidden = {"Points as booked", "Points shown", "Status shown", "Commit", "Check"}
    titles = headings(owner, tab)
    width = max(at for at, title in enumerate(titles) if title not in hidden) + 1
    seen = [at for at, title in enumerate(titles) if title not in hidden]
    kept = {
        at: [row[at] if at < len(row) else "" for row in owner.google.tab(owner.spreadsheet, tab)[1:]]
        for at in range(width)
        if at not in seen
    }
    owner.sort(tab, titles.index(by), descending=descending, columns=(0, width))
    for at, cells in kept.items():
        owner.type_at(f"{tab}!{letters(at)}2", *([cell] for cell in cells))


def balances(workbook: Workbook, owner: Owner) -> dict[str, int]:
    """What each member is told; all are answered from one book, as those who ask at once are."""
    contacts = {str(row["Member"]): str(row["Contact"]) for row in owner.tab("Members") if "Contact" in row}
    told = workbook.transact(
        lambda book: Decision(
            {member: tell_points(book, contact=contact, now=NOW).outcome for member, contact in contacts.items()}
        )
    )
    assert all(isinstance(outcome, PointsTold) for outcome in told.values())
    return {member: outcome.standing.points for member, outcome in told.items() if isinstance(outcome, PointsTold)}


@pytest.fixture(params=[20_000, 40], ids=["small", "large"])
def shop(owner: Owner, instance: Start, clock: Clock, request: pytest.FixtureRequest) -> Workbook:
    """A shop with 50 points for everybody, all shown; for one instance the sheet is large and read in chunks."""
    owner.type("Members", *([f"M{n:05}", f"m{n}@example.com", "", str(9000 + n)] for n in range(SHOP)))
    owner.type("Ledger", *(["2026-11-01", f"M{n:05}", "", "sign-up", 50, "", "", f"join:M{n:05}"] for n in range(SHOP)))
    owner.type("Orders", *([f"20{n:02}", f"m{n}@example.com", 10 * n + 10] for n in range(12)))
    workbook = instance(rows_at_once=request.param)
    tidies(workbook)
    clock.seconds += 400
    tidies(workbook)
    clock.seconds += 400
    assert [member["Points"] for member in owner.tab("Members")] == [50] * SHOP
    return workbook


def test_every_one_of_a_paste_is_booked(shop: Workbook, owner: Owner) -> None:
    pastes(owner, "Members", "Points", [60 + n for n in range(SHOP)])

    tidies(shop)

    adjustments = [row["Points"] for row in owner.tab("Ledger") if row["Entry"] == "adjustment"]
    assert sorted(adjustments) == [10 + n for n in range(SHOP)]
    assert [member["Points"] for member in owner.tab("Members")] == [60 + n for n in range(SHOP)]
    assert owner.tab("Problems") == []


def test_answers_go_on_after_a_paste_and_it_is_booked_slice_by_slice(shop: Workbook, owner: Owner) -> None:
    pastes(owner, "Members", "Points", [200] * SHOP)

    for n in range(12):
        outcome = shop.transact(partial(claim_order, contact=str(9000 + n), number=f"20{n:02}", now=NOW))
        assert isinstance(outcome, Claimed)
    tidies(shop)

    assert balances(shop, owner) == {f"M{n:05}": 200 + (10 * n + 10 if n < 12 else 0) for n in range(SHOP)}


def test_a_typed_number_and_many_cancelled_coupons_are_all_booked(shop: Workbook, owner: Owner) -> None:
    owner.type("Coupons", *([f"CUP-{n}", "tote", "issued", f"M{n:05}"] for n in range(120)))
    lines = (["2026-11-02", f"M{n:05}", "", "redemption", -5, "tote", "", f"coupon:CUP-{n}"] for n in range(120))
    owner.type("Ledger", *lines)
    tidies(shop)
    pastes(owner, "Coupons", "Status", ["", "", "", *["cancelled"] * 120])
    owner.type_over("Members", "M00136", "Points", 77)

    tidies(shop)

    assert balances(shop, owner) == {f"M{n:05}": 50 for n in range(136)} | {"M00136": 77}


@pytest.mark.parametrize("gone", [["Points shown"], ["Points as booked"], ["Points as booked", "Points shown"]])
def test_a_hidden_column_that_is_deleted_mints_nothing_and_comes_back(
    shop: Workbook, owner: Owner, clock: Clock, gone: list[str]
) -> None:
    for heading in gone:
        owner.delete("Members", "COLUMNS", headings(owner, "Members").index(heading))

    for _ in range(3):
        clock.seconds += 400
        tidies(shop)

    assert set(balances(shop, owner).values()) == {50}
    assert [member["Points shown"].rpartition("@")[0] for member in owner.tab("Members")] == [
        f"M{n:05}:50" for n in range(SHOP)
    ]


@pytest.mark.parametrize("mark", ["", "M00007:50@1", "nonsense", "50@1"])
def test_a_number_beside_a_mark_that_proves_nothing_is_not_booked_and_told(
    shop: Workbook, owner: Owner, mark: str
) -> None:
    owner.type_over("Members", "M00004", "Points shown", mark)
    owner.type_over("Members", "M00004", "Points", 480)

    tidies(shop)

    assert balances(shop, owner)["M00004"] == 50
    assert [row for row in owner.tab("Ledger") if row["Entry"] == "adjustment"] == []
    [why] = [row["Why"] for row in owner.tab("Problems")]
    assert why.startswith("Under Points of M00004 was 480, ")
    assert "By the Ledger it is 50." in why


@pytest.mark.parametrize(
    ("heading", "mark", "stays"),
    [
        ("Last reminder", "87@3f", False),
        ("Lifetime points", "5@a", False),
        ("Proved", "M00004:50@2", False),
        ("Notes", "M00004:50@2", False),
        ("Notes", "2@5", True),
    ],
)
def test_a_mark_that_landed_under_another_heading_is_taken_away_and_what_people_write_stays(
    shop: Workbook, owner: Owner, clock: Clock, heading: str, mark: str, *, stays: bool
) -> None:
    owner.type_over("Members", "M00004", heading, mark)

    for _ in range(2):
        tidies(shop)
        clock.seconds += 400

    [row] = [row for row in owner.tab("Members") if row["Member"] == "M00004"]
    assert (row.get(heading) == mark) == stays
    assert owner.tab("Problems") == []


def test_a_column_that_comes_back_takes_no_mark_for_its_neighbours(shop: Workbook, owner: Owner, clock: Clock) -> None:
    pastes(owner, "Members", "Points", [random.Random(n).randrange(50, 900) for n in range(SHOP)])
    for _ in range(3):
        tidies(shop)
        clock.seconds += 400
    before = balances(shop, owner)

    owner.delete("Members", "COLUMNS", headings(owner, "Members").index("Points shown"))
    sorts_what_is_seen(owner, "Members", "Points", descending=True)
    for _ in range(2):
        tidies(shop)
        clock.seconds += 400

    assert balances(shop, owner) == before
    assert owner.tab("Problems") == []


def test_sorting_what_is_seen_of_members_moves_no_points(shop: Workbook, owner: Owner, clock: Clock) -> None:
    pastes(owner, "Members", "Points", [random.Random(n).randrange(50, 900) for n in range(SHOP)])
    tidies(shop)
    before = balances(shop, owner)

    sorts_what_is_seen(owner, "Members", "Points", descending=True)
    for _ in range(2):
        tidies(shop)
        clock.seconds += 400

    assert balances(shop, owner) == before
    assert {row["Member"]: row["Points"] for row in owner.tab("Members")} == before
    assert owner.tab("Problems") == []


def test_a_second_sort_of_what_is_seen_brings_no_number_back_beside_an_older_mark(
    shop: Workbook, owner: Owner, clock: Clock
) -> None:
    before = balances(shop, owner)

    sorts_what_is_seen(owner, "Members", "Contact", descending=True)
    owner.type("Ledger", ["2026-11-20", "M00005", "", "", 21])
    shop.transact(partial(claim_order, contact="9005", number="2005", now=NOW))
    sorts_what_is_seen(owner, "Members", "Contact")
    clock.seconds += 400
    tidies(shop)

    assert balances(shop, owner) == before | {"M00005": 50 + 21 + 60}
    assert [row for row in owner.tab("Ledger") if str(row.get("Cause")).startswith("edit:")] == []


def test_sorting_what_is_seen_of_the_ledger_leaves_the_books_as_they_are(
    shop: Workbook, owner: Owner, clock: Clock, instance: Start
) -> None:
    all_claim(shop)
    before = balances(shop, owner)

    sorts_what_is_seen(owner, "Ledger", "Points", descending=True)
    tidies(shop)

    assert balances(shop, owner) == balances(instance(), owner) == before
    assert owner.tab("Problems") == []
    clock.seconds += 400
    tidies(shop)
    proven = {row["Cause"]: row.get("Check") for row in owner.tab("Ledger") if row["Entry"] == "claim"}
    assert all(str(check).startswith("ck-") for check in proven.values()), "each check is put back beside its line"
    assert len(set(proven.values())) == 12
    assert not any(row.get("Check") for row in owner.tab("Ledger") if row["Entry"] == "sign-up")


def test_a_line_that_is_typed_over_counts_for_nobody_and_is_told(shop: Workbook, owner: Owner, clock: Clock) -> None:
    shop.transact(partial(claim_order, contact="9007", number="2007", now=NOW))
    owner.type_over("Ledger", "order:2007", "Points", 7000)
    clock.seconds += 400

    tidies(shop)

    assert balances(shop, owner)["M00007"] == 50
    [problem] = [row for row in owner.tab("Problems") if "Row" in row]
    assert (problem["Tab"], problem["Row"]) == ("Ledger", len(owner.tab("Ledger")) + 1)


def test_checks_that_are_put_back_while_rows_are_inserted_void_no_line(
    shop: Workbook, owner: Owner, clock: Clock, instance: Start
) -> None:
    all_claim(shop)
    before = balances(shop, owner)
    sorts_what_is_seen(owner, "Ledger", "Points", descending=True)

    for at in (2, 5, 9):
        owner.before_next("write", partial(owner.insert, "Ledger", "ROWS", at))
        clock.seconds += 400
        tidies(shop)
        assert balances(instance(), owner) == before

    again = shop.transact(partial(claim_order, contact="9011", number="2011", now=NOW))
    assert isinstance(again, AlreadyClaimed)
    assert [row for row in owner.tab("Problems") if "Row" in row] == []


def test_a_check_that_stands_beside_its_own_line_and_beside_others_voids_none_of_them(
    shop: Workbook, owner: Owner, clock: Clock, instance: Start
) -> None:
    all_claim(shop)
    before = balances(shop, owner)
    [check] = [row["Check"] for row in owner.tab("Ledger") if row.get("Cause") == "order:2003"]
    for order in ("2002", "2004", "2009"):
        owner.type_over("Ledger", f"order:{order}", "Check", check)
    clock.seconds += 400

    tidies(shop)

    assert balances(shop, owner) == balances(instance(), owner) == before
    assert [row for row in owner.tab("Problems") if "Row" in row] == []


@pytest.mark.parametrize("row", [2, 3, 7])
def test_a_line_deleted_after_a_sort_of_what_is_seen_takes_no_other_lines_points_along(
    shop: Workbook, owner: Owner, instance: Start, row: int
) -> None:
    all_claim(shop)
    before = balances(shop, owner)
    owner.sort("Ledger", headings(owner, "Ledger").index("Cause"))
    sorts_what_is_seen(owner, "Ledger", "Cause", descending=True)
    deleted = owner.tab("Ledger")[row - 2]

    owner.delete("Ledger", "ROWS", row - 1)

    before[str(deleted["Member"])] -= int(deleted["Points"])
    assert balances(instance(), owner) == before


@pytest.mark.parametrize(("heading", "typed"), [("Points", 7000), ("Member", "M00003"), ("Cause", "order:2777")])
def test_one_cell_of_a_line_that_is_typed_over_is_seen_whichever_it_is(
    shop: Workbook, owner: Owner, instance: Start, heading: str, typed: object
) -> None:
    shop.transact(partial(claim_order, contact="9007", number="2007", now=NOW))
    before = balances(shop, owner)

    owner.type_over("Ledger", "order:2007", heading, typed)

    assert balances(instance(), owner) == before | {"M00007": 50}


@pytest.mark.parametrize(
    ("heading", "typed"),
    [("Commit", ""), ("Commit", "x"), ("Check", ""), ("Check", "x"), ("Check", 7), ("Check", "ck-000000000000")],
)
def test_a_hidden_column_of_the_ledger_that_is_emptied_or_written_over_empties_no_books(
    shop: Workbook, owner: Owner, clock: Clock, instance: Start, heading: str, typed: object
) -> None:
    all_claim(shop)
    before = balances(shop, owner)
    letter = letters(headings(owner, "Ledger").index(heading))
    owner.type_at(f"Ledger!{letter}2", *([typed] for _ in owner.tab("Ledger")))

    for workbook in (instance(), shop):
        clock.seconds += 400
        tidies(workbook)
        assert balances(workbook, owner) == before

    again = shop.transact(partial(claim_order, contact="9003", number="2003", now=NOW))
    assert isinstance(again, AlreadyClaimed)


def test_what_a_line_stood_for_is_not_given_again_when_the_line_is_typed_over(
    shop: Workbook, owner: Owner, instance: Start
) -> None:
    shop.transact(partial(claim_order, contact="9007", number="2007", now=NOW))
    owner.type_over("Ledger", "order:2007", "Points", 7000)

    again = instance().transact(partial(claim_order, contact="9007", number="2007", now=NOW))

    assert isinstance(again, AlreadyClaimed)
    assert balances(shop, owner)["M00007"] == 50


def test_a_sum_under_the_points_stays_though_a_sort_of_what_is_seen_tears_marks_off_others(
    shop: Workbook, owner: Owner, clock: Clock
) -> None:
    before = balances(shop, owner)
    last = len(owner.google.tab(owner.spreadsheet, "Members"))
    owner.edit({"appendDimension": {"sheetId": owner.sheet_id("Members"), "dimension": "ROWS", "length": 1}})
    owner.type_at(f"Members!C{last + 1}", ["Total"])
    places = {heading: column(owner, "Members", heading) for heading in ("Points", "Lifetime points")}
    for letter in places.values():
        owner.type_at(f"Members!{letter}{last + 1}", [f"=SUM({letter}2:{letter}{last})"])

    sorts_what_is_seen(owner, "Members", "Points", descending=True)
    for _ in range(2):
        clock.seconds += 400
        tidies(shop)

    [total] = [row for row in owner.tab("Members") if row.get("Name") == "Total"]
    assert {"Points", "Lifetime points"} <= total.keys()
    assert not {"Points as booked", "Points shown"} & total.keys()
    assert balances(shop, owner) == before


def test_a_number_that_a_sort_has_torn_off_is_no_opening_balance_where_all_lines_are_deleted(
    shop: Workbook, owner: Owner, clock: Clock, instance: Start
) -> None:
    balances(shop, owner)
    at = next(row for row, cells in enumerate(owner.tab("Ledger"), 1) if cells["Member"] == "M00005")
    owner.delete("Ledger", "ROWS", at)
    sorts_what_is_seen(owner, "Members", "Contact", descending=True)

    for workbook in (instance(), shop):
        clock.seconds += 400
        tidies(workbook)

    assert balances(shop, owner)["M00005"] == 0
    assert [row for row in owner.tab("Ledger") if str(row.get("Cause")).startswith("edit:")] == []


def test_a_number_beside_a_mark_that_names_nobody_is_no_opening_balance(
    shop: Workbook, owner: Owner, clock: Clock, instance: Start
) -> None:
    """So it stands there when a display landed in another's row, and the column that names members was deleted."""
    balances(shop, owner)
    at = next(row for row, cells in enumerate(owner.tab("Ledger"), 1) if cells["Member"] == "M00005")
    owner.delete("Ledger", "ROWS", at)
    for heading, typed in (("Points", 56), ("Points as booked", "56@f"), ("Points shown", "")):
        owner.type_over("Members", "M00005", heading, typed)

    for workbook in (instance(), shop):
        clock.seconds += 400
        tidies(workbook)

    assert balances(shop, owner)["M00005"] == 0
    assert [row for row in owner.tab("Ledger") if str(row.get("Cause")).startswith("edit:")] == []


def test_an_opening_balance_is_typed_for_somebody_who_has_no_line_yet(shop: Workbook, owner: Owner) -> None:
    owner.type("Members", ["NEWONE", "new@example.com", "", "9999", "", "", 340])

    for _ in range(2):
        tidies(shop)

    assert balances(shop, owner)["NEWONE"] == 340
    assert [row["Points"] for row in owner.tab("Ledger") if row["Member"] == "NEWONE"] == [340]


def test_what_version_0_1_0_has_shown_is_not_taken_for_typed(shop: Workbook, owner: Owner, clock: Clock) -> None:
    """That version shows points by its own mark alone; the copies that a batch keeps of such a row hold both marks."""
    owner.type("Ledger", ["2026-11-02", "M00003", "", "claim", 40, "2003", "", "order:2003"])
    owner.type_over("Members", "M00003", "Points", 90)
    owner.type_over("Members", "M00003", "Points as booked", "90@ff")
    clock.seconds += 400
    tidies(shop)

    shop.transact(partial(claim_order, contact="9003", number="2004", now=NOW))
    tidies(shop)

    assert balances(shop, owner)["M00003"] == 90
    assert "adjustment" not in {row.get("Entry") for row in owner.tab("Ledger")}

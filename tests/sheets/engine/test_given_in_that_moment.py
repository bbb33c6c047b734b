"""Columns move in the very moment of a commit: cells with addresses, and those that prove whose a row is."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.intake.shop_orders import take_orders
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.leave import leave
from loyalty.member.redeem import redeem
from loyalty.model.imported import ShopOrder
from loyalty.model.orders import OrderStatus
from loyalty.outcomes.redeeming import Redeemed
from sandbox.google.http.faults import DropAfter, Fault
from sandbox.owner import Owner
from sheets.google.errors import NotInTime
from sheets.workbook import Workbook
from tests.sheets.conftest import Clock

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Start = Callable[..., Workbook]
ANA, BORIS = "7001", "7002"
OF_COUPONS = ("Code", "Reward", "Status", "Member", "Email", "Issued", "Expires", "Notes")


@pytest.fixture(params=[20_000, 7], ids=["small", "large"])
def shop(owner: Owner, instance: Start, request: pytest.FixtureRequest) -> Workbook:
    """Ana and Boris are members, and Boris has points for a tote bag."""
    workbook = instance(rows_at_once=request.param)
    for contact, name, code in ((ANA, "ana", "K7Q4ZD"), (BORIS, "boris", "M3X9TR")):
        email = f"{name}@example.com"
        workbook.transact(partial(join, contact=contact, email=email, name=name, language="en", codes=[code], now=NOW))
    owner.type("Ledger", ["", "M3X9TR", "", "", 200])
    owner.type_over("Coupons", "TOTE-2", "Notes", "for the fair")
    return workbook


def takes_a_tote(book: Book) -> Decision[Any]:
    return redeem(book, contact=BORIS, reward="tote", codes=(), now=NOW)


def and_ana_leaves(book: Book) -> Decision[Any]:
    taken = takes_a_tote(book)
    left = leave(book.after(taken.changes), contact=ANA, confirmed=True, now=NOW)
    return Decision(taken.outcome, (*taken.changes, *left.changes))


def tidies(workbook: Workbook, clock: Clock) -> None:
    for _ in range(2):
        clock.seconds += 400
        workbook.transact(lambda _book: Decision(None), tidy=True, seconds=60)


def rows(owner: Owner, tab: str, *without: str) -> list[dict[str, Any]]:
    """What is told of the rows, wherever their columns stand, by our headings."""
    return [{heading: cell for heading, cell in row.items() if heading not in without} for row in owner.tab(tab)]


def moves(owner: Owner, tab: str, heading: str, deed: str) -> None:
    headings = owner.google.tab(owner.spreadsheet, tab)[0]
    at = list(headings).index(heading)
    if deed == "insert":
        owner.insert(tab, "COLUMNS", at)
    else:
        owner.move(tab, "COLUMNS", at, 1 if at > 1 else 4)


@pytest.mark.parametrize("heading", OF_COUPONS)
@pytest.mark.parametrize("deed", ["insert", "drag"])
@pytest.mark.parametrize("rule", [takes_a_tote, and_ana_leaves])
def test_a_coupon_that_is_given_in_that_moment_is_shown_in_its_row(
    shop: Workbook, owner: Owner, clock: Clock, heading: str, deed: str, rule: Callable[[Book], Decision[Any]]
) -> None:
    before = rows(owner, "Coupons")
    owner.before_next("write", lambda: moves(owner, "Coupons", heading, deed))

    outcome = shop.transact(rule, seconds=60)
    tidies(shop, clock)

    assert isinstance(outcome, Redeemed)
    given, *others = rows(owner, "Coupons", "Issued", "Expires")
    assert given == {**before[0], "Status": "issued", "Member": "M3X9TR", "Email": "boris@example.com"}
    assert others == before[1:]


@pytest.mark.parametrize("heading", OF_COUPONS)
@pytest.mark.parametrize("deed", ["insert", "drag"])
def test_another_instance_shows_it_there_when_the_one_that_gave_it_has_ended(
    shop: Workbook, owner: Owner, instance: Start, clock: Clock, outage: list[Fault], heading: str, deed: str
) -> None:
    def meanwhile() -> None:
        outage.append(DropAfter())
        moves(owner, "Coupons", heading, deed)

    before = rows(owner, "Coupons")
    owner.before_next("write", meanwhile)
    with pytest.raises(NotInTime):
        shop.transact(takes_a_tote)
    outage.clear()

    other = instance()
    tidies(other, clock)

    given, *others = rows(owner, "Coupons", "Issued", "Expires")
    assert given == {**before[0], "Status": "issued", "Member": "M3X9TR", "Email": "boris@example.com"}
    assert others == before[1:]


@pytest.mark.parametrize("heading", ["Order", "Notes", "Source", "Shop says", "Shop amount", "Shop refunded"])
@pytest.mark.parametrize("deed", ["insert", "drag"])
def test_what_a_shop_says_in_that_moment_costs_no_other_cell(
    shop: Workbook, owner: Owner, clock: Clock, heading: str, deed: str
) -> None:
    def says(status: OrderStatus) -> None:
        told = ShopOrder("1044", "boris@example.com", Decimal(25), "USD", date(2026, 11, 21), status=status)
        shop.transact(partial(take_orders, orders=(told,), now=NOW), seconds=60)

    owner.type_over("Orders", "1044", "Notes", "gift wrap")
    says(OrderStatus.PAID)
    before = rows(owner, "Orders")
    owner.before_next("write", lambda: moves(owner, "Orders", heading, deed))

    says(OrderStatus.CANCELLED)
    tidies(shop, clock)

    assert [row["Shop says"] for row in rows(owner, "Orders") if row["Order"] == "1044"] == ["cancelled"]
    assert rows(owner, "Orders", "Shop says") == [
        {heading: cell for heading, cell in row.items() if heading != "Shop says"} for row in before
    ]


def book_twenty_each(book: Book) -> Decision[Any]:
    """Ana and Boris have as many points as each other afterwards."""
    first = claim_order(book, contact=ANA, number="2001", now=NOW)
    second = claim_order(book.after(first.changes), contact=BORIS, number="2002", now=NOW)
    return Decision(second.outcome, (*first.changes, *second.changes))


@pytest.mark.parametrize(
    ("tab", "key", "beside"),
    [
        ("Members", "Member", "Points"),
        ("Members", "Member", "Lifetime points"),
        ("Members", "Member", "Points shown"),
        ("Orders", "Order", "Claimed"),
        ("Orders", "Order", "Points"),
    ],
)
@pytest.mark.parametrize("who", ["the same instance", "another instance", "another instance, after a sort"])
def test_the_key_of_a_row_that_is_written_over_comes_back_into_its_row(
    shop: Workbook,
    owner: Owner,
    instance: Start,
    clock: Clock,
    outage: list[Fault],
    tab: str,
    key: str,
    beside: str,
    who: str,
) -> None:
    def drags() -> None:
        headings = list(owner.google.tab(owner.spreadsheet, tab)[0])
        owner.move(tab, "COLUMNS", headings.index(key), headings.index(beside) + 1)
        if who != "the same instance":
            outage.append(DropAfter())

    def as_before(row: dict[str, Any]) -> dict[str, Any]:
        shown = ("Points", "Lifetime points", "Points as booked", "Points shown", "Claimed")
        return {heading: cell for heading, cell in row.items() if heading not in shown}

    owner.type("Orders", ["2001", "ana@example.com", 20], ["2002", "boris@example.com", 220])
    owner.type("Ledger", ["", "K7Q4ZD", "", "", 400])
    owner.type_over("Members", "K7Q4ZD", "Notes", "likes lavender")
    tidies(shop, clock)
    before = {row[key]: as_before(row) for row in rows(owner, tab)}
    owner.before_next("write", drags)

    with suppress(NotInTime):
        shop.transact(book_twenty_each, seconds=7)
    outage.clear()
    if "sort" in who:
        owner.sort(tab, list(owner.google.tab(owner.spreadsheet, tab)[0]).index("Email"), descending=True)
    tidies(shop if who == "the same instance" else instance(), clock)

    assert {row.get(key): as_before(row) for row in rows(owner, tab)} == before
    assert {row["Member"]: row["Points"] for row in owner.tab("Members")} == {"K7Q4ZD": 470, "M3X9TR": 470}


@pytest.mark.parametrize("heading", ["Member", "Points", "Notes"])
@pytest.mark.parametrize("rule", [takes_a_tote, and_ana_leaves])
def test_a_column_inserted_into_members_costs_no_cell_also_where_somebody_leaves(
    shop: Workbook, owner: Owner, clock: Clock, heading: str, rule: Callable[[Book], Decision[Any]]
) -> None:
    owner.move("Members", "COLUMNS", [*owner.google.tab(owner.spreadsheet, "Members")[0]].index("Points shown"), 11)
    for written in ("Notes", "Segment", "Plan"):
        owner.type_over("Members", "M3X9TR", written, f"of {written}")
    owner.before_next("write", lambda: moves(owner, "Members", heading, "insert"))

    assert isinstance(shop.transact(rule, seconds=60), Redeemed)
    tidies(shop, clock)

    [boris] = [row for row in owner.tab("Members") if row.get("Member") == "M3X9TR"]
    assert [boris[written] for written in ("Notes", "Segment", "Plan")] == ["of Notes", "of Segment", "of Plan"]
    assert boris["Points"] == 50


@pytest.mark.parametrize("heading", ["Name", "Plan", "Points shown"])
@pytest.mark.parametrize("who", ["the same instance", "another instance"])
def test_a_number_typed_in_the_same_moment_is_booked(
    shop: Workbook, owner: Owner, instance: Start, clock: Clock, outage: list[Fault], heading: str, who: str
) -> None:
    def types_and_inserts() -> None:
        owner.type_over("Members", "M3X9TR", "Points", 1250)
        moves(owner, "Members", heading, "insert")
        if who == "another instance":
            outage.append(DropAfter())

    tidies(shop, clock)
    owner.before_next("write", types_and_inserts)

    with suppress(NotInTime):
        shop.transact(takes_a_tote)
    outage.clear()
    tidies(shop if who == "the same instance" else instance(), clock)

    assert {row["Member"]: row["Points"] for row in owner.tab("Members")} == {"K7Q4ZD": 50, "M3X9TR": 1050}
    assert [row["Points"] for row in owner.tab("Ledger") if row.get("Entry") == "adjustment"] == [1000]


@pytest.mark.parametrize(("heading", "seen"), [("Name", 250), ("Plan", 50), ("Points shown", 50)])
def test_a_number_typed_before_anybody_has_looked_counts_from_what_was_seen_there(
    shop: Workbook, owner: Owner, instance: Start, clock: Clock, outage: list[Fault], heading: str, seen: int
) -> None:
    def inserts() -> None:
        moves(owner, "Members", heading, "insert")
        outage.append(DropAfter())

    tidies(shop, clock)
    owner.before_next("write", inserts)
    with pytest.raises(NotInTime):
        shop.transact(takes_a_tote)
    outage.clear()
    assert [row["Points"] for row in owner.tab("Members") if row.get("Member") == "M3X9TR"] == [seen]

    owner.type_over("Members", "M3X9TR", "Points", seen + 7)
    tidies(instance(), clock)

    assert {row["Member"]: row["Points"] for row in owner.tab("Members")} == {"K7Q4ZD": 50, "M3X9TR": 57}


def test_no_copy_of_an_address_outlives_who_leaves(shop: Workbook, owner: Owner) -> None:
    owner.type_over("Coupons", "TOTE-1", "Email", "ana@example.com")

    assert isinstance(shop.transact(and_ana_leaves), Redeemed)

    assert owner.tab("Coupons")[0]["Email"] == "boris@example.com"
    hidden = owner.google.tab(owner.spreadsheet, "_system")
    assert [cell for row in hidden for cell in row if "ana@" in str(cell)] == []

"""Orders with a phone number and no address, in the sheet: what a claim costs, who knows, what an owner types."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.intake.shop_orders import take_orders
from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.model.imported import ShopOrder
from loyalty.outcomes.claiming import Claimed, OrderNoted
from sandbox.owner import Owner
from sheets.google.client import Spent
from sheets.schema.orders_tab import ORDERS
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANAS, BORISS = "+491751112233", "+491707654321"
Start = Callable[[], Workbook]


def joins(contact: str, code: str) -> Callable[[Book], Any]:
    email = f"c{contact}@example.com"
    return partial(join, contact=contact, email=email, name="", language="en", codes=[code], now=NOW)


def claims(number: str, contact: str = "7001", phone: str = "") -> Callable[[Book], Any]:
    return partial(claim_order, contact=contact, number=number, now=NOW, phone=phone)


def tells(*numbers: str, phone: str = ANAS) -> Callable[[Book], Any]:
    orders = [ShopOrder(number, "", Decimal(60), placed=NOW.date(), phone=phone) for number in numbers]
    return partial(take_orders, orders=orders, now=NOW + timedelta(hours=1))


def points(workbook: Workbook, contact: str = "7001") -> int:
    stands = workbook.transact(partial(tell_points, contact=contact, now=NOW)).standing
    return stands.points if stands else 0


def tidies(workbook: Workbook) -> None:
    """Twice: of a large sheet the first one reads what the second one books."""
    for _ in range(2):
        workbook.transact(Decision, tidy=True)


def numbers_known(owner: Owner) -> Sequence[tuple[object, str]]:
    rows = (row for row in owner.tab("Log") if row.get("What") == "member phone")
    return [(row["Member"], str(row["Value"]).lstrip("'")) for row in rows]


@pytest.fixture(params=[20_000, 20], ids=["small", "large"])
def start(owner: Owner, instance: Callable[..., Workbook], request: pytest.FixtureRequest) -> Start:
    owner.type_over("Settings", "Claim waits days", "Value", 14)
    owner.type_over("Settings", "Bonus spendable", "Value", "at once")
    return partial(instance, rows_at_once=request.param)


@pytest.fixture
def members(start: Start) -> Workbook:
    workbook = start()
    for contact, code in (("7001", "K7Q4ZD"), ("7002", "M3X9TR")):
        workbook.transact(joins(contact, code))
    return workbook


def test_a_claim_by_number_costs_one_read_and_one_write(members: Workbook) -> None:
    members.transact(tells("2001", "2002"))

    for number in ("2001", "2002"):
        spent = Spent()
        assert isinstance(members.transact(claims(number, phone=ANAS), spent=spent), Claimed)
        assert (spent.reads, spent.writes) == (1, 1)


def test_another_instance_knows_the_number_and_reads_the_orders_row(
    members: Workbook, start: Start, owner: Owner
) -> None:
    members.transact(tells("2001", "2002"))
    other = start()
    assert points(other) == 50
    members.transact(claims("2001", phone=ANAS))

    assert isinstance(other.transact(claims("2002")), Claimed)

    assert points(members) == points(other) == points(start()) == 170
    assert numbers_known(owner) == [("K7Q4ZD", ANAS)]


def test_two_who_write_from_one_number_at_once_have_the_order_once(members: Workbook, owner: Owner) -> None:
    members.transact(tells("2001"))

    with ThreadPoolExecutor(2) as threads:
        asked = [claims("2001", contact, phone=ANAS) for contact in ("7001", "7002")]
        told = list(threads.map(members.transact, asked))

    assert sorted(type(one).__name__ for one in told) == ["Claimed", "OrderNoted"]
    assert sum(row.get("Cause") == "order:2001" for row in owner.tab("Ledger")) == 1


@pytest.mark.parametrize("written", [ANAS, "0049 175 1112233", "+٤٩ ١٧٥ ١١١٢٢٣٣"])
def test_a_number_that_the_owner_types_brings_the_claim_that_waits(
    members: Workbook, owner: Owner, written: str
) -> None:
    assert isinstance(members.transact(claims("2001", phone=ANAS)), OrderNoted)
    owner.type("Orders", ["2001", "", 60, "USD", "2026-11-22", "paid"])
    tidies(members)
    assert points(members) == 50

    owner.type_over("Orders", "2001", "Phone", written)
    tidies(members)

    assert points(members) == 110


def test_what_the_owner_types_over_a_number_of_the_shop_s_counts(members: Workbook, owner: Owner) -> None:
    members.transact(tells("2001"))
    owner.type_over("Orders", "2001", "Phone", BORISS)

    assert isinstance(members.transact(claims("2001", phone=ANAS)), OrderNoted)
    assert isinstance(members.transact(claims("2001", "7002", phone=BORISS)), Claimed)


def test_without_the_column_an_order_has_its_number_with_the_next_telling(
    members: Workbook, start: Start, owner: Owner
) -> None:
    owner.type_over("Orders", "Phone", "Phone", "My own thoughts")
    for _ in range(2):
        members.transact(tells("2001"))

    assert isinstance(start().transact(claims("2001", phone=ANAS)), Claimed)
    [row] = [row for row in owner.tab("Orders") if row.get("Order") == "2001"]
    assert str(row[ORDERS.shop_says.heading]).endswith(ANAS)


def test_a_number_in_a_line_of_the_log_that_the_owner_has_written_anew_is_read_as_it_stands(
    members: Workbook, start: Start, owner: Owner
) -> None:
    members.transact(tells("2001", "2002", "2003"))
    members.transact(claims("2001", phone=ANAS))
    cause = next(row["Cause"] for row in owner.tab("Log") if row.get("What") == "member phone")

    owner.type_over("Log", cause, "Value", "0049 175 / 111 22 33")
    assert isinstance(start().transact(claims("2002")), Claimed)
    owner.type_over("Log", cause, "Value", "none")

    assert isinstance(start().transact(claims("2003")), OrderNoted)

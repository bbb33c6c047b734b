"""Somebody leaves who has written from a phone number: it is gone everywhere, and nobody else's is."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest

from loyalty.book.decision import Decision
from loyalty.intake.shop_orders import take_orders
from loyalty.member.claim import claim_order
from loyalty.member.leave import leave
from loyalty.model.imported import ShopOrder
from loyalty.outcomes.claiming import Claimed, OrderNoted
from loyalty.outcomes.stored_data import Left
from sandbox.owner import Owner
from sheets.workbook import Workbook
from tests.sheets.requests.conftest import ANA, BORIS, NOW

ANAS, BORISS, STRANGE = "+491751112233", "+491707654321", "+15550100123"
LEAVES = partial(leave, contact="7001", confirmed=True, now=NOW + timedelta(hours=1))


@pytest.fixture(params=[20_000, 6], ids=["small", "large"])
def opened(
    shop: Owner,  # noqa: ARG001 - the owner sets the sheet up
    instance: Callable[..., Workbook],
    request: pytest.FixtureRequest,
) -> Workbook:
    """An instance on the owner's sheet; for one the sheet is large and read in chunks."""
    return instance(rows_at_once=request.param)


def tells(workbook: Workbook, number: str, phone: str, amount: int = 5) -> None:
    order = ShopOrder(number, "", Decimal(amount), "USD", date(2026, 11, 21), phone=phone)
    workbook.transact(partial(take_orders, orders=[order], now=NOW))


def claims(workbook: Workbook, number: str, contact: str, phone: str, *, signed: bool = False) -> object:
    return workbook.transact(partial(claim_order, contact=contact, number=number, now=NOW, phone=phone, signed=signed))


def standing(owner: Owner, *digits: str) -> list[tuple[str, str]]:
    """Where one of these numbers stands in any cell of any tab, however it is written there."""
    titles = [str(one["properties"]["title"]) for one in owner.description()["sheets"]]
    grids = {title: owner.google.tab(owner.spreadsheet, title) for title in titles}
    cells = [(title, str(cell)) for title, grid in grids.items() for row in grid for cell in row]
    return [
        (title, cell) for title, cell in cells if any(text in "".join(filter(str.isdigit, cell)) for text in digits)
    ]


def phones(owner: Owner) -> dict[str, object]:
    """What stands under Phone, without the apostrophe that says it is text."""
    rows = (row for row in owner.tab("Orders") if "Order" in row)
    return {str(row["Order"]): str(row["Phone"]).lstrip("'") if "Phone" in row else None for row in rows}


def types_orders(owner: Owner, *orders: tuple[str, object]) -> None:
    """The owner types orders without an address, each with what they write under Phone."""
    for number, phone in orders:
        owner.type("Orders", [number, "", 5])
        owner.type_over("Orders", number, "Phone", phone)


def test_a_number_that_a_claim_has_shown_goes_from_everywhere(opened: Workbook, shop: Owner) -> None:
    for number in ("2001", "2002"):
        tells(opened, number, ANAS)
    shop.type("Orders", ["2003", "", 5])
    opened.transact(lambda _: Decision(None))
    tells(opened, "2003", ANAS)  # the row is there: it is a line of the Log, and stands under Shop says
    assert isinstance(claims(opened, "2001", "7001", ANAS), Claimed)
    assert {title for title, _ in standing(shop, "491751112233")} >= {"Orders", "Log"}
    assert any(row.get("Shop says") == f"'{ANAS}" for row in shop.tab("Orders"))

    assert isinstance(opened.transact(LEAVES), Left)

    assert standing(shop, "491751112233") == []
    assert {row["Order"] for row in shop.tab("Orders")} >= {"2001", "2002", "2003"}


def test_however_the_owner_has_written_it(opened: Workbook, shop: Owner) -> None:
    written = ["+49 175 1112233", "0049 (175) 111-22-33", "tel:+491751112233", "+٤٩ ١٧٥ ١١١٢٢٣٣", "+49 (0)175 1112233"]
    types_orders(shop, *((str(2001 + at), text) for at, text in enumerate(written)))
    shop.type("Orders", ["2010", "", "much"])
    shop.type_over("Orders", "2010", "Phone", "+49 175 / 1112233")  # its amount cannot be read
    types_orders(shop, ("2011", BORISS), ("2012", "+49 175 11122338"), ("2013", "0175 1112233"))
    assert isinstance(claims(opened, "2001", "7001", ANAS), Claimed)

    assert isinstance(opened.transact(LEAVES), Left)

    left = {number: phone for number, phone in phones(shop).items() if phone}
    assert left == {"2011": BORISS, "2012": "+49 175 11122338", "2013": "0175 1112233"}
    assert standing(shop, "491751112233") == [("Orders", "+49 175 11122338")]


def test_a_row_that_they_have_claimed_keeps_no_number_whatever_it_is(opened: Workbook, shop: Owner) -> None:
    types_orders(shop, ("2001", "0175 1112233"), ("2002", STRANGE), ("2003", ANAS))
    shop.type_over("Orders", "2001", "Notes", "call +49 175 1112233 first")
    opened.transact(lambda _: Decision(None), tidy=True)
    assert any(row.get("Cell") == "0175 1112233" for row in shop.tab("Problems"))
    for number in ("2001", "2002"):
        assert isinstance(claims(opened, number, "7001", "", signed=True), Claimed)
    assert isinstance(claims(opened, "2003", "7001", ANAS), Claimed)

    assert isinstance(opened.transact(LEAVES), Left)

    assert standing(shop, "1751112233", "15550100123") == []
    assert any(row.get("Notes") == "call  first" for row in shop.tab("Orders"))


def test_what_the_shop_told_later_of_an_order_that_they_have_claimed_by_its_link_goes(
    opened: Workbook, shop: Owner
) -> None:
    shop.type("Orders", ["2001", "", 5])
    opened.transact(lambda _: Decision(None))
    tells(opened, "2001", STRANGE)
    assert isinstance(claims(opened, "2001", "7001", "", signed=True), Claimed)

    assert isinstance(opened.transact(LEAVES), Left)

    assert standing(shop, "15550100123") == []


@pytest.mark.parametrize("signed", [True, False])
def test_the_number_of_another_member_stays_theirs(opened: Workbook, shop: Owner, *, signed: bool) -> None:
    for number in ("2001", "2002", "2003"):
        tells(opened, number, BORISS)
    assert isinstance(claims(opened, "2001", "7002", BORISS), Claimed)
    # Ana has it from the order mail, or has written from his phone once.
    assert isinstance(claims(opened, "2002", "7001", "" if signed else BORISS, signed=signed), Claimed)

    assert isinstance(opened.transact(LEAVES), Left)

    assert phones(shop)["2001"] == phones(shop)["2003"] == BORISS
    assert phones(shop)["2002"] == (BORISS if signed else None)
    assert [row["Member"] for row in shop.tab("Log") if row.get("What") == "member phone"] == [BORIS]


def test_a_claim_that_waits_goes_with_the_number(opened: Workbook, shop: Owner) -> None:
    shop.type_over("Settings", "Claim waits days", "Value", 14)
    assert isinstance(claims(opened, "2009", "7001", ANAS), OrderNoted)
    assert any(row.get("Member") == ANA for row in shop.tab("Waiting"))

    assert isinstance(opened.transact(LEAVES), Left)
    tells(opened, "2009", STRANGE)

    assert standing(shop, "491751112233") == []
    assert not any("Order" in row for row in shop.tab("Waiting"))


def test_a_number_given_up_goes_with_the_one_that_they_have_now(opened: Workbook, shop: Owner) -> None:
    tells(opened, "2001", ANAS)
    tells(opened, "2002", STRANGE)
    assert isinstance(claims(opened, "2001", "7001", ANAS), Claimed)
    assert isinstance(claims(opened, "2002", "7001", STRANGE), Claimed)
    tells(opened, "2003", ANAS)

    assert isinstance(opened.transact(LEAVES), Left)

    assert standing(shop, "491751112233", "15550100123") == []

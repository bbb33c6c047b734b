"""An owner who begins a new tab Orders each year: both are read, and what is new goes where the title is."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from commands.checks.sheet_content import check_up
from loyalty.book.decision import Decision
from loyalty.intake.shop_orders import take_orders
from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.member.leave import leave
from loyalty.model.imported import ShopOrder
from loyalty.model.orders import OrderStatus
from loyalty.outcomes.asking import PointsTold
from loyalty.outcomes.claiming import AlreadyClaimed, Claimed
from sandbox.owner import Owner
from sheets.google.client import Google
from sheets.google.errors import WorkbookError
from sheets.workbook import Workbook
from tests.sheets.conftest import Clock

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Start = Callable[..., Workbook]
ANEW = "New orders go into Orders from now on. The orders in Orders 2026 are read as well, and count as before."


def claims(workbook: Workbook, number: str) -> Any:
    return workbook.transact(partial(claim_order, contact="7001", number=number, now=NOW))


def points(workbook: Workbook) -> int:
    outcome = workbook.transact(partial(tell_points, contact="7001", now=NOW))
    assert isinstance(outcome, PointsTold)
    return outcome.standing.points


def tidies(workbook: Workbook, clock: Clock) -> None:
    clock.seconds += 400
    workbook.transact(lambda _book: Decision(None), tidy=True, seconds=60)


def begins_anew(owner: Owner, before: str = "Orders 2026") -> None:
    """Renames the tab, copies it, and empties the copy but for its headings."""
    owner.rename_tab("Orders", before)
    owner.copy_tab(before, "Orders")
    rows = len(owner.google.tab(owner.spreadsheet, "Orders"))
    owner.clear(f"Orders!A2:Z{rows}")


def test_orders_of_both_tabs_can_be_claimed_once(ana: Workbook, owner: Owner, start: Start) -> None:
    begins_anew(owner)
    owner.type("Orders", ["2001", "ana@example.com", 30, "USD", "2026-11-22", "paid"])

    for workbook in (start(), ana):
        assert isinstance(claims(workbook, "1042"), AlreadyClaimed)
    assert isinstance(claims(ana, "2001"), Claimed)
    assert isinstance(claims(start(), "1043"), Claimed)
    for workbook in (ana, start()):
        assert isinstance(claims(workbook, "2001"), AlreadyClaimed)
        assert isinstance(claims(workbook, "1043"), AlreadyClaimed)
        assert points(workbook) == 50 + 60 + 30 + 90

    assert [row.get("Points") for row in owner.tab("Orders 2026")] == [60, 90, None]
    assert [row.get("Points") for row in owner.tab("Orders")] == [30]


def test_new_orders_go_where_the_title_is_and_the_owner_is_told_once(
    ana: Workbook, owner: Owner, start: Start, clock: Clock, connect: Callable[[], Google]
) -> None:
    begins_anew(owner)
    shop = [ShopOrder(number=number, email="ana@example.com", amount=Decimal(20)) for number in ("3001", "3002")]

    for workbook, order in zip((ana, start()), shop, strict=True):
        workbook.transact(partial(take_orders, orders=[order], now=NOW))
        tidies(workbook, clock)

    assert [row["Order"] for row in owner.tab("Orders")] == ["3001", "3002"]
    assert [row["Order"] for row in owner.tab("Orders 2026")] == ["1042", "1043", "1044"]
    assert [row["Why"] for row in owner.tab("Problems")] == [ANEW]
    [finding] = check_up(connect())
    assert finding.is_fine
    assert finding.sentence == "The orders in 'Orders 2026' are read beside those in 'Orders', where new ones go."


def test_an_order_of_the_former_year_that_goes_back_takes_its_points_along(
    ana: Workbook, owner: Owner, start: Start, clock: Clock
) -> None:
    begins_anew(owner)
    claims(ana, "1043")

    owner.type_over("Orders 2026", "1042", "Status", "refunded")
    tidies(ana, clock)
    assert points(ana) == 50 + 90
    shop = ShopOrder(number="1043", email="ana@example.com", amount=Decimal("90.50"), status=OrderStatus.CANCELLED)
    start().transact(partial(take_orders, orders=[shop], now=NOW))
    tidies(ana, clock)

    assert points(ana) == points(start()) == 50
    assert [row.get("Points") for row in owner.tab("Orders 2026")] == [0, 0, None]
    assert owner.tab("Orders") == []


def test_an_order_that_stands_in_both_tabs_gives_its_points_once_and_the_lesser_row_counts(
    ana: Workbook, owner: Owner, start: Start, clock: Clock
) -> None:
    owner.rename_tab("Orders", "Orders 2026")
    owner.copy_tab("Orders 2026", "Orders")
    owner.type_over("Orders", "1043", "Amount", 40)

    for workbook in (start(), ana, start()):
        assert isinstance(claims(workbook, "1042"), AlreadyClaimed)
    owner.type_over("Orders 2026", "1043", "Amount", 500)
    assert isinstance(claims(ana, "1043"), Claimed)
    tidies(ana, clock)

    assert points(ana) == points(start()) == 50 + 60 + 40


def test_a_number_that_is_corrected_in_a_former_year_is_found(ana: Workbook, owner: Owner, start: Start) -> None:
    begins_anew(owner)
    for workbook in (ana, other := start()):
        assert points(workbook) == 110

    owner.type_over("Orders 2026", "1043", "Order", "1050")

    assert isinstance(claims(other, "1050"), Claimed)
    assert isinstance(claims(ana, "1050"), AlreadyClaimed)


def test_another_rate_holds_for_the_former_year_too(ana: Workbook, owner: Owner, start: Start) -> None:
    owner.type_over("Settings", "Currencies", "Value", "EUR 1.10")
    begins_anew(owner)
    owner.type("Orders 2026", ["1050", "ana@example.com", 100, "EUR", "2026-11-21", "paid"])
    for workbook in (ana, other := start()):
        assert points(workbook) == 110

    owner.type_over("Settings", "Currencies", "Value", "EUR 1.50")

    assert isinstance(claims(other, "1050"), Claimed)
    assert points(ana) == points(other) == 110 + 150


def test_year_after_year_all_are_read(ana: Workbook, owner: Owner, start: Start) -> None:
    for year, number in ((2026, "2001"), (2027, "2002"), (2028, "2003")):
        begins_anew(owner, f"Orders {year}")
        owner.type("Orders", [number, "ana@example.com", 10, "USD", "2026-11-22", "paid"])
        assert isinstance(claims(ana if year == 2027 else start(), number), Claimed)

    for workbook in (ana, start()):
        for number in ("1042", "2001", "2002", "2003"):
            assert isinstance(claims(workbook, number), AlreadyClaimed)
    assert isinstance(claims(start(), "1043"), Claimed)


def test_a_new_tab_that_is_given_up_leaves_the_one_before(ana: Workbook, owner: Owner, start: Start) -> None:
    begins_anew(owner)
    owner.type("Orders", ["2001", "ana@example.com", 30, "USD", "2026-11-22", "paid"])
    assert isinstance(claims(ana, "2001"), Claimed)

    owner.delete_tab("Orders")
    for workbook in (start(), ana):
        assert isinstance(claims(workbook, "1042"), AlreadyClaimed)

    owner.rename_tab("Orders 2026", "Orders")
    assert isinstance(claims(start(), "1043"), Claimed)
    assert isinstance(claims(ana, "1043"), AlreadyClaimed)


def test_who_leaves_is_erased_from_both_tabs(ana: Workbook, owner: Owner, start: Start) -> None:
    begins_anew(owner)
    owner.type("Orders", ["2001", "ana@example.com", 30, "USD", "2026-11-22", "paid"])
    assert isinstance(claims(ana, "2001"), Claimed)
    owner.type_over("Settings", "Confirm e-mail", "Value", "at joining")

    start().transact(partial(leave, contact="7001", confirmed=True, now=NOW))

    for title in ("Orders", "Orders 2026"):
        assert [row for row in owner.tab(title) if row.get("Email") == "ana@example.com"] == []


UNREADY = (
    "The new tab Orders lacks headings, so orders are still read from Orders 2026, and new ones go there. "
    "Copy the first row of Orders 2026 into the first row of Orders, or give Orders another name."
)


def begins_blank(owner: Owner, *headings: str) -> None:
    """Renames the tab, and makes a new one with nothing but these headings in it."""
    owner.rename_tab("Orders", "Orders 2026")
    owner.edit({"addSheet": {"properties": {"title": "Orders"}}})
    if headings:
        owner.type_at("Orders!A1", headings)


@pytest.mark.parametrize("headings", [(), ("Order",), ("Order", "Email", "Amount")], ids=["blank", "begun", "half"])
def test_while_a_new_tab_lacks_headings_orders_go_on_in_the_one_before_and_the_owner_is_told(
    ana: Workbook, owner: Owner, start: Start, clock: Clock, connect: Callable[[], Google], headings: tuple[str, ...]
) -> None:
    begins_blank(owner, *headings)

    for workbook, number in ((start(), "3001"), (ana, "3002")):
        assert isinstance(claims(workbook, "1042"), AlreadyClaimed)
        assert points(workbook) >= 110
        order = ShopOrder(number=number, email="ana@example.com", amount=Decimal(20))
        workbook.transact(partial(take_orders, orders=[order], now=NOW))
        tidies(workbook, clock)
    assert isinstance(claims(start(), "1043"), Claimed)

    assert [row["Order"] for row in owner.tab("Orders 2026")] == ["1042", "1043", "1044", "3001", "3002"]
    assert [row["Why"] for row in owner.tab("Problems")] == [UNREADY]
    [finding] = check_up(connect())
    assert (finding.sentence, finding.blocks) == (UNREADY, False)


def test_a_new_tab_is_orders_as_soon_as_its_headings_are_seen(
    ana: Workbook, owner: Owner, start: Start, clock: Clock
) -> None:
    begins_blank(owner)
    assert isinstance(claims(ana, "1043"), Claimed)

    owner.type_at("Orders!A1", owner.google.tab(owner.spreadsheet, "Orders 2026")[0])
    owner.type("Orders", ["2001", "ana@example.com", 30, "USD", "2026-11-22", "paid"])
    tidies(ana, clock)

    for workbook in (ana, start()):
        assert isinstance(claims(workbook, "1043"), AlreadyClaimed)
    assert isinstance(claims(start(), "2001"), Claimed)
    assert isinstance(claims(ana, "2001"), AlreadyClaimed)
    tidies(ana, clock)
    assert [row["Why"] for row in owner.tab("Problems")] == [ANEW]


def test_a_blank_tab_that_is_deleted_or_renamed_again_leaves_all_as_it_was(
    ana: Workbook, owner: Owner, start: Start, clock: Clock
) -> None:
    begins_blank(owner)
    assert isinstance(claims(ana, "1042"), AlreadyClaimed)

    owner.rename_tab("Orders", "My list")
    owner.rename_tab("Orders 2026", "Orders")
    tidies(ana, clock)

    assert isinstance(claims(ana, "1043"), Claimed)
    assert isinstance(claims(start(), "1043"), AlreadyClaimed)
    assert owner.tab("Problems") == []


def test_headings_that_have_gone_from_the_tab_that_orders_are_in_close_everything_as_before(
    ana: Workbook, owner: Owner, start: Start, clock: Clock
) -> None:
    begins_anew(owner)
    assert isinstance(claims(ana, "1042"), AlreadyClaimed)
    tidies(ana, clock)

    owner.type_over("Orders", "Amount", "Amount", "Sum")

    for workbook in (start(), ana):
        with pytest.raises(WorkbookError):
            claims(workbook, "1043")
    assert {row["Tab"] for row in owner.tab("Problems")} == {"Orders"}

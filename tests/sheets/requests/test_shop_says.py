"""What a shop says of a known order is a line of the Log, and shown in its row; the owner's cells are their own."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from loyalty.intake.shop_orders import take_orders
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.leave import leave
from loyalty.model.imported import ShopOrder
from loyalty.model.orders import OrderStatus
from loyalty.outcomes.claiming import Claimed, NotPaid, UnknownOrder
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from service.runs.nightly_run import tidy
from sheets.google.client import Spent
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA, BORIS = "7001", "7002"


def told(number: str, **what: Any) -> ShopOrder:
    facts = {"email": "ana@example.com", "amount": Decimal(60), "currency": "USD", "placed": date(2026, 11, 20)}
    return ShopOrder(number, **{**facts, **what})


def take(workbook: Workbook, *orders: ShopOrder) -> Any:
    return workbook.transact(partial(take_orders, orders=orders, now=NOW))


def claim(workbook: Workbook, number: str, contact: str = ANA) -> Any:
    return workbook.transact(partial(claim_order, contact=contact, number=number, now=NOW))


def row(owner: Owner, number: str) -> dict[str, Any]:
    [found] = [cells for cells in owner.tab("Orders") if str(cells.get("Order")) == number]
    return found


def points(owner: Owner) -> dict[str, int]:
    return {cells["Email"]: cells["Points"] for cells in owner.tab("Members")}


@pytest.fixture(params=[20_000, 20], ids=["small", "large"])
def workbook(owner: Owner, instance: Callable[..., Workbook], request: pytest.FixtureRequest) -> Workbook:  # noqa: ARG001
    """An instance at which Ana and Boris are members; once the sheet is large and read in chunks."""
    workbook = instance(rows_at_once=request.param)
    for contact, name, code in ((ANA, "ana", "K7Q4ZD"), (BORIS, "boris", "M3W9XC")):
        email = f"{name}@example.com"
        workbook.transact(partial(join, contact=contact, email=email, name=name, language="en", codes=[code], now=NOW))
    return workbook


@pytest.mark.parametrize(
    ("news", "left"),
    [
        ({"status": OrderStatus.REFUNDED}, 140),
        ({"status": OrderStatus.CANCELLED}, 140),
        ({"refunded": Decimal(30)}, 170),
    ],
)
@pytest.mark.parametrize("column", range(3))
def test_a_status_takes_points_of_its_own_order_when_the_owner_sorts_in_that_moment(
    workbook: Workbook, owner: Owner, news: dict[str, Any], left: int, column: int
) -> None:
    owner.type("Orders", ["1045", "boris@example.com", 25, "USD", "2026-11-21", "paid"])
    for number, contact in (("1042", ANA), ("1043", ANA), ("1045", BORIS)):
        assert isinstance(claim(workbook, number, contact), Claimed)
    owner.before_next("write", lambda: owner.sort("Orders", column, descending=True))

    take(workbook, told("1042", **news))
    for again in range(3):
        owner.sort("Orders", again)
        run_the_night(workbook)

    assert points(owner) == {"ana@example.com": left, "boris@example.com": 75}
    assert [cells.get("Status") for cells in owner.tab("Orders") if cells["Order"] in ("1043", "1045")].count(
        "paid"
    ) == 1


def run_the_night(workbook: Workbook) -> None:
    tidy(workbook, clock=lambda: NOW, spent=Spent(), may_go_on=lambda: True)


def test_what_a_shop_says_of_an_unclaimed_order_counts_also_when_it_is_shown_in_another_row(
    workbook: Workbook, owner: Owner
) -> None:
    owner.before_next("write", lambda: owner.sort("Orders", 0, descending=True))

    take(workbook, told("1042", status=OrderStatus.REFUNDED))

    assert isinstance(claim(workbook, "1042"), NotPaid)
    assert isinstance(claim(workbook, "1043"), Claimed)
    run_the_night(workbook)
    assert (row(owner, "1042")["Status"], row(owner, "1042")["Shop says"]) == ("paid", "refunded")
    assert "Shop says" not in row(owner, "1044")


def test_rows_that_a_door_brings_leave_status_and_refunded_to_the_owner(workbook: Workbook, owner: Owner) -> None:
    take(workbook, told("2001", status=OrderStatus.UNPAID), told("2002", status=OrderStatus.PAID, refunded=Decimal(20)))

    assert all({"Status", "Refunded"}.isdisjoint(row(owner, number)) for number in ("2001", "2002"))
    assert (row(owner, "2001")["Shop says"], row(owner, "2001")["Source"]) == ("unpaid", "shop 60")
    assert row(owner, "2002")["Shop refunded"] == 20
    assert isinstance(claim(workbook, "2001"), NotPaid)
    assert claim(workbook, "2002").earned == 40


def test_the_owner_has_the_last_word_until_the_shop_says_something_new(
    workbook: Workbook, instance: Callable[..., Workbook], owner: Owner
) -> None:
    take(workbook, told("2001", status=OrderStatus.UNPAID))
    owner.type_over("Orders", "2001", "Status", "cancelled")

    take(workbook, told("2001", status=OrderStatus.UNPAID))
    assert isinstance(claim(instance(), "2001"), NotPaid)
    take(workbook, told("2001", status=OrderStatus.PAID))

    assert row(owner, "2001")["Status"] == "cancelled"
    assert isinstance(claim(instance(), "2001"), Claimed)


def test_what_is_shown_means_nothing_and_is_healed(workbook: Workbook, owner: Owner) -> None:
    take(workbook, told("1044", email="boris@example.com", status=OrderStatus.PAID))
    owner.type_over("Orders", "1044", "Shop says", "refunded")
    owner.type_over("Orders", "1042", "Shop refunded", 60)

    assert claim(workbook, "1042").earned == 60
    assert isinstance(claim(workbook, "1044", BORIS), Claimed)

    assert row(owner, "1044")["Shop says"] == "paid"
    assert "Shop refunded" not in row(owner, "1042")


def test_an_order_that_the_owner_calls_refunded_in_the_log_gives_its_points_back(
    workbook: Workbook, owner: Owner
) -> None:
    take(workbook, told("1044", amount=None, status=OrderStatus.PAID))
    claim(workbook, "1044", BORIS)
    [line] = owner.tab("Log")

    owner.type_over("Log", line["Cause"], "Value", "Refunded")
    run_the_night(workbook)

    assert points(owner)["boris@example.com"] == 50


def test_a_value_of_the_log_that_is_nonsense_is_told_and_left_out(workbook: Workbook, owner: Owner) -> None:
    take(workbook, told("1043", amount=None, refunded=Decimal(20)))
    [line] = owner.tab("Log")

    owner.type_over("Log", line["Cause"], "Value", "some")
    run_the_night(workbook)

    assert claim(workbook, "1043").earned == 90
    named = [(row["Tab"], row["Column"], row["Cell"]) for row in owner.tab("Problems") if row.get("Row")]
    assert named == [("Log", "Value", "some")]


@pytest.mark.parametrize("status", [None, OrderStatus.UNPAID])
def test_an_address_that_comes_later_is_shown_counts_and_goes_with_its_member(
    workbook: Workbook, owner: Owner, stand_in: StandIn, status: OrderStatus | None
) -> None:
    take(workbook, told("2001", email=""))
    assert isinstance(claim(workbook, "2001"), UnknownOrder)

    take(workbook, told("2001", status=status))
    assert "ana@example.com" in row(owner, "2001")["Shop says"]
    assert isinstance(claim(workbook, "2001"), NotPaid if status else Claimed)
    owner.type_over("Settings", "Confirm e-mail", "Value", "at joining")
    workbook.transact(partial(leave, contact=ANA, confirmed=True, now=NOW))

    tabs = [stand_in.tab("the-owners-sheet", sheet.title) for sheet in stand_in.spreadsheet("the-owners-sheet").sheets]
    assert not [cell for tab in tabs for cells in tab for cell in cells if "ana@" in str(cell)]


class TestASheetOfTheVersionBefore:
    """It has no Log, none of the new columns, and statuses in its cells that the program wrote itself."""

    @pytest.fixture(autouse=True)
    def _earlier(self, owner: Owner) -> None:
        owner.delete_tab("Log")
        headings = owner.google.tab("the-owners-sheet", "Orders")[0]
        owner.delete("Orders", "COLUMNS", headings.index("Source"), 4)

    def test_a_status_is_never_lost(self, workbook: Workbook, owner: Owner) -> None:
        owner.type("Orders", ["1045", "ana@example.com", 25, "USD", "2026-11-21", "refunded"])

        take(workbook, told("1045", amount=Decimal(25), status=OrderStatus.PAID))
        take(workbook, told("1044", amount=Decimal(25), status=OrderStatus.PAID))

        assert isinstance(claim(workbook, "1045"), NotPaid)
        assert isinstance(claim(workbook, "1044", BORIS), Claimed)

    def test_an_instance_of_the_version_before_and_ours_lose_nothing_of_each_other(
        self, workbook: Workbook, instance: Callable[..., Workbook], owner: Owner
    ) -> None:
        """The earlier one writes what the shop says into Status, and reads no Log."""
        take(workbook, told("1043", amount=Decimal("90.50"), status=OrderStatus.UNPAID))
        owner.type_over("Orders", "1043", "Status", "refunded")  # as the earlier one does

        take(workbook, told("1043", amount=Decimal("90.50"), status=OrderStatus.UNPAID))

        assert isinstance(claim(instance(), "1043"), NotPaid)
        assert row(owner, "1043")["Status"] == "refunded"

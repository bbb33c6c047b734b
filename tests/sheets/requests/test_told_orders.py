"""Orders that a shop tells of, in the owner's own tab: between her columns, while she sorts, by late commits."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.intake.shop_orders import take_orders
from loyalty.model.imported import IntakeResult, IntakeStatus, ShopOrder
from loyalty.model.orders import OrderStatus
from sandbox.google.http.faults import Delay, Faults
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Instance = Callable[..., Workbook]


def told(number: str, refunded: Decimal | None = None) -> ShopOrder:
    return ShopOrder(number, "ana@example.com", Decimal(60), "USD", date(2026, 11, 20), refunded=refunded)


def take(workbook: Workbook, *orders: ShopOrder) -> list[IntakeStatus]:
    arrivals = workbook.transact(partial(take_orders, orders=orders, now=NOW))
    return [arrival.fate for arrival in arrivals]


def numbers(owner: Owner) -> list[str]:
    return sorted(str(row["Order"]) for row in owner.tab("Orders") if "Order" in row)


def test_new_orders_stand_below_the_last_one_whatever_she_has_done_to_the_tab(workbook: Workbook, owner: Owner) -> None:
    sheet = owner.sheet_id("Orders")
    columns = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
    owner.edit({"insertDimension": {"range": columns, "inheritFromBefore": False}})
    owner.type_at("Orders!B1", ["Ring back?"], ["yes"], ["no"], ["no"])
    owner.type_at("Orders!B7", ["a note below"])

    assert take(workbook, told("2001"), told("2002")) == [IntakeStatus.ADDED, IntakeStatus.ADDED]

    rows = owner.tab("Orders")
    assert [str(row.get("Order", "")) for row in rows[:6]] == ["1042", "1043", "1044", "2001", "2002", ""]
    assert (rows[3]["Email"], rows[3]["Amount"], "Ring back?" in rows[3]) == ("ana@example.com", 60, False)
    assert rows[7]["Ring back?"] == "a note below"


def test_orders_are_whole_and_each_is_one_when_she_sorts_between_our_read_and_our_write(
    workbook: Workbook, owner: Owner
) -> None:
    turns = iter((False, True))

    def while_she_sorts(book: Book) -> Decision[tuple[IntakeResult, ...]]:
        if next(turns, False):
            owner.sort("Orders", 1, descending=True)
        return take_orders(book, orders=[told("2001"), told("2002")], now=NOW)

    workbook.transact(while_she_sorts)
    again = take(workbook, told("2001"), told("2002"))

    assert again == [IntakeStatus.UNCHANGED, IntakeStatus.UNCHANGED]
    assert numbers(owner) == ["1042", "1043", "1044", "2001", "2002"]
    assert all(row["Email"] == "ana@example.com" for row in owner.tab("Orders") if str(row["Order"]).startswith("2"))


def test_a_commit_that_comes_late_is_refused_when_another_instance_was_first(
    workbook: Workbook, instance: Instance, owner: Owner, stand_in: StandIn, faults: Faults
) -> None:
    other = instance()
    other.open()
    workbook.open()
    faults.next_write(Delay())

    first = take(workbook, told("2001"))
    second = take(other, told("2001"))
    stand_in.apply_delayed()
    third = take(other, told("2001"), told("2002"))

    assert (first, second, third) == (
        [IntakeStatus.ADDED],
        [IntakeStatus.UNCHANGED],
        [IntakeStatus.UNCHANGED, IntakeStatus.ADDED],
    )
    assert numbers(owner) == ["1042", "1043", "1044", "2001", "2002"]


@pytest.mark.parametrize("refunded", [None, Decimal(20)])
def test_what_becomes_of_a_new_order_in_the_same_batch_is_shown_in_its_row(
    workbook: Workbook, owner: Owner, refunded: Decimal | None
) -> None:
    def created_and_paid_at_once(book: Book) -> Decision[tuple[IntakeResult, ...]]:
        created = take_orders(book, orders=[replace(told("2001"), status=OrderStatus.UNPAID)], now=NOW)
        paid = replace(told("#2001", refunded), status=OrderStatus.PAID)
        then = take_orders(book.after(created.changes), orders=[paid], now=NOW)
        return Decision(created.outcome + then.outcome, (*created.changes, *then.changes))

    arrivals = workbook.transact(created_and_paid_at_once)

    assert [arrival.fate for arrival in arrivals] == [IntakeStatus.ADDED, IntakeStatus.UPDATED]
    [row] = [row for row in owner.tab("Orders") if row.get("Order") == "2001"]
    assert (row["Shop says"], row.get("Shop refunded")) == ("paid", refunded and 20)
    assert {"Status", "Refunded"}.isdisjoint(row)


def test_what_two_callers_tell_of_one_order_in_the_same_batch_is_shown_in_its_row(
    workbook: Workbook, owner: Owner
) -> None:
    def partly_refunded_then_cancelled(book: Book) -> Decision[tuple[IntakeResult, ...]]:
        first = take_orders(book, orders=[told("1042", Decimal(20))], now=NOW)
        cancelled = replace(told("1042"), status=OrderStatus.CANCELLED)
        then = take_orders(book.after(first.changes), orders=[cancelled], now=NOW)
        return Decision(first.outcome + then.outcome, (*first.changes, *then.changes))

    workbook.transact(partly_refunded_then_cancelled)

    [row] = [row for row in owner.tab("Orders") if str(row.get("Order")) == "1042"]
    assert (row["Status"], row["Shop says"], row["Shop refunded"]) == ("paid", "cancelled", 20)


def test_an_order_that_she_types_while_it_is_on_its_way_is_found_wherever_she_puts_it(
    workbook: Workbook, owner: Owner
) -> None:
    take(workbook, told("2001"))
    top = {"sheetId": owner.sheet_id("Orders"), "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    owner.edit({"insertDimension": {"range": top, "inheritFromBefore": False}})
    owner.type_at("Orders!A2", ["2002", "boris@example.com", 12])

    assert take(workbook, told("2002", refunded=Decimal(12))) == [IntakeStatus.UPDATED]

    [row] = [row for row in owner.tab("Orders") if row.get("Order") == "2002"]
    assert (row["Email"], row["Amount"], row["Shop refunded"]) == ("boris@example.com", 12, 12)


@pytest.mark.parametrize("written", ["1042", "#1042", "# 1042", "١٠٤٢"])
def test_a_number_is_known_however_it_is_written(workbook: Workbook, owner: Owner, written: str) -> None:
    assert take(workbook, told(written)) == [IntakeStatus.UNCHANGED]
    assert numbers(owner) == ["1042", "1043", "1044"]

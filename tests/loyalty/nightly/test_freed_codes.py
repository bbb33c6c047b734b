"""A code that the shop gives back with its cancelled order is not used any more, and nothing of it is given twice."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from loyalty.book.book import Book
from loyalty.intake.owner_edits import OwnerEdits, follow_owner
from loyalty.intake.shop_orders import take_orders
from loyalty.member.ask import tell_coupons
from loyalty.model.causes import code_of_use, is_second_use
from loyalty.model.coupon import CouponStatus
from loyalty.model.entry import EntryKind
from loyalty.model.imported import ShopOrder
from loyalty.model.orders import OrderStatus
from loyalty.nightly.coupon_uses import note_coupon_uses
from loyalty.nightly.unused_coupons import give_back_unused_coupons
from loyalty.outcomes.asking import CouponsTold
from loyalty.points.redeemed import used_for

Sheet = Callable[..., Book]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LAST_DAY = datetime(2026, 11, 25, 12, tzinfo=UTC)
PAID, CANCELLED, REFUNDED, UNPAID = (
    OrderStatus.PAID,
    OrderStatus.CANCELLED,
    OrderStatus.REFUNDED,
    OrderStatus.UNPAID,
)
ANA = """
    Members | Email           | Contact
    ANA     | ana@example.com | ana

    Rewards | Name     | Points
    tote    | Tote bag | 200

    Coupons | Reward | Status | Member | Issued           | Expires
    TOTE-1  | tote   | issued | ANA    | 2026-10-20 09:00 | 2026-11-25

    Ledger           | Member | Entry      | Points | For  | Cause
    2026-10-01 09:00 | ANA    | adjustment | 250    |      |
    2026-10-20 09:00 | ANA    | redemption | -200   | tote | coupon:TOTE-1
"""


def told(number: str, status: OrderStatus, minute: int, shop: str = "woocommerce") -> ShopOrder:
    """An order that carries the code, as it is at that minute by the shop's clock."""
    order = ShopOrder(number, "ana@example.com", Decimal(30), "USD", date(2026, 11, 20), status, coupons=("tote-1",))
    return replace(order, changed=NOON + timedelta(minutes=minute), shop_id=f"{shop}/{number}")


def after(book: Book, *orders: ShopOrder) -> Book:
    for at, order in enumerate(orders):
        book = book.after(take_orders(book, orders=[order], now=NOON + timedelta(hours=1, minutes=at)).changes)
    return book


def used(book: Book) -> str:
    [coupon] = book.coupons.values()
    return used_for(book, coupon)


def notes(book: Book) -> list[str]:
    lines = sorted(book.entries_of("ANA"), key=lambda entry: entry.time)
    return [line.note.removeprefix("coupon TOTE-1 ") for line in lines if line.kind is EntryKind.USE]


USED, BACK = "used", "not used: the shop has given it back with the cancelled order"
AGAIN = "used again: it is good for one order"


@pytest.mark.parametrize(
    ("told_of", "orders", "lines"),
    [
        ([("1", PAID), ("1", CANCELLED)], "", [USED, BACK]),
        ([("1", CANCELLED), ("1", CANCELLED)], "", []),
        ([("1", PAID), ("1", REFUNDED)], "1", [USED]),
        ([("1", PAID), ("1", UNPAID)], "1", [USED]),
        ([("1", PAID), ("1", UNPAID), ("1", CANCELLED)], "", [USED, BACK]),
        ([("1", PAID), ("1", CANCELLED), ("2", PAID)], "2", [USED, BACK, USED]),
        ([("1", PAID), ("2", PAID), ("1", CANCELLED)], "2", [USED, AGAIN, BACK]),
        ([("1", PAID), ("1", CANCELLED), ("1", PAID)], "1", [USED, BACK, USED]),
        ([("1", PAID), ("1", CANCELLED), ("2", PAID), ("1", PAID)], "1, 2", [USED, BACK, USED, AGAIN]),
        (
            [("1", PAID), ("1", CANCELLED), ("1", PAID), ("1", CANCELLED), ("1", PAID)],
            "1",
            [USED, BACK, USED, BACK, USED],
        ),
        (
            [("1", PAID), ("1", CANCELLED), ("2", PAID), ("2", CANCELLED), ("1", PAID)],
            "1",
            [USED, BACK, USED, BACK, USED],
        ),
    ],
)
def test_woocommerce_gives_the_code_back_with_a_cancelled_order(
    sheet: Sheet, told_of: Sequence[tuple[str, OrderStatus]], orders: str, lines: list[str]
) -> None:
    book = after(sheet(ANA), *(told(number, status, minute) for minute, (number, status) in enumerate(told_of)))

    again = note_coupon_uses(book, now=LAST_DAY, limit=9)
    assert (used(book), notes(book), again.changes) == (orders, lines, ())
    asked = tell_coupons(book, contact="ana", now=NOON).outcome
    assert isinstance(asked, CouponsTold)
    assert [held.coupon.code for held in asked.coupons] == ([] if orders else ["TOTE-1"])
    assert book.account_of("ANA").points == 50


def test_at_shopify_a_code_stays_used_whatever_becomes_of_its_order(sheet: Sheet) -> None:
    book = after(sheet(ANA), told("1", PAID, 0, "shopify"), told("1", CANCELLED, 1, "shopify"))

    assert (used(book), notes(book)) == ("1", [USED])


def test_what_the_owner_cancels_in_the_sheet_changes_nothing_in_the_shop(sheet: Sheet) -> None:
    book = after(sheet(ANA), told("1", PAID, 0))
    [order] = book.orders.values()
    cancelled = replace(order, status=CANCELLED, cells=replace(order.own_cells, status=CANCELLED))
    book = Book.of(
        book.settings,
        members=book.members.values(),
        orders=[cancelled],
        coupons=book.coupons.values(),
        rewards=book.rewards,
        entries=book.entries_of("ANA"),
        facts=book.all_facts(),
    )

    assert note_coupon_uses(book, now=NOON, limit=9).changes == ()
    assert used(book) == "1"


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_it_is_the_same_in_whatever_order_the_shop_tells_it(sheet: Sheet, order: Sequence[int]) -> None:
    versions = [told("1", PAID, 0), told("1", UNPAID, 1), told("1", CANCELLED, 2)]

    book = after(sheet(ANA), *(versions[at] for at in order))

    assert used(book) == ""


@pytest.mark.parametrize("refunded", ["cancel coupon", "deficit", "leave"])
def test_points_that_came_back_for_a_free_code_are_taken_again_when_it_is_used_after_all(
    sheet: Sheet, refunded: str
) -> None:
    settings = f"Settings | Value\nUnused coupon | give back\nRefunded order with a coupon | {refunded}"
    book = after(sheet(ANA, settings), told("1", PAID, 0), told("1", CANCELLED, 1))
    late = LAST_DAY + timedelta(days=2)
    book = book.after(give_back_unused_coupons(book, now=late, limit=9).changes)
    given_back = book.account_of("ANA").points
    revived = replace(told("1", PAID, 0), changed=late)
    book = book.after(take_orders(book, orders=[revived], now=late + timedelta(minutes=1)).changes)

    assert (given_back, book.account_of("ANA").points) == (250, 50)
    assert used(book) == "1"


def test_a_free_code_whose_coupon_the_owner_cancels_gives_its_points_back_once(sheet: Sheet) -> None:
    book = after(sheet(ANA), told("1", PAID, 0), told("1", CANCELLED, 1))
    [coupon] = book.coupons.values()
    cancelled = replace(coupon, status=CouponStatus.CANCELLED)
    for _ in range(2):
        edits: Any = follow_owner(book, now=NOON + timedelta(hours=2), among=OwnerEdits.among((), (), [cancelled]))
        book = book.after(edits)

    assert book.account_of("ANA").points == 250


def test_a_use_that_is_noted_under_somebody_else_is_noted_once(sheet: Sheet) -> None:
    other = """
        Members | Email             | Contact
        BOR     | boris@example.com | boris

        Ledger           | Member | Entry | Points | For | Cause
        2026-11-20 09:00 | BOR    | use   | 0      | 1   | used:tote-1
    """
    book = after(sheet(ANA, other), told("1", PAID, 0))

    assert notes(book) == []


@pytest.mark.parametrize(
    ("cause", "code", "second"),
    [
        ("used:tote-1", "tote-1", False),
        ("Used:TOTE-1:1042", "tote-1", True),
        ("used:tote-1:1042:2", "tote-1", True),
        ("used:tote-1:1042:freed-1", "tote-1", False),
        ("unused:tote-1:1042:1", "", False),
        ("coupon:tote-1", "", False),
    ],
)
def test_a_cause_tells_the_code_and_whether_the_owner_is_to_know(cause: str, code: str, second: bool) -> None:
    assert (code_of_use(cause), is_second_use(cause)) == (code, second)

"""The examples of docs/orders-in.md are understood as they stand there."""

from datetime import datetime
from decimal import Decimal

import pytest

from loyalty.member.birthday import NO_YEAR
from loyalty.model.imported import ImportedMember, ShopOrder
from loyalty.model.orders import OrderStatus, after_refund
from loyalty.model.written.written_days import DayForm
from shops.csv_file import Export, read_export
from shops.formats import SHOPS
from shops.headings import FIELDS, LINE_AMOUNT, OWN, Shop, known_shop, mapped_shop
from shops.member_rows import OWN_MEMBERS, PROGRAMS, read_members
from shops.order_rows import read_orders
from tests.shops.page_examples import Example, examples

TILL = mapped_shop({"Order": "Beleg", "Email": "E-Mail", "Amount": "Summe", "Placed": "Datum"})
NOT_A_SHOP = (
    "Refunds, and what nobody can know",
    "A sheet of this program",
    "Codes that nobody has used yet",
)
SHOPIFY = "Name,Email,Financial Status,Total,Created at,Lineitem name,Refunded Amount\n"


def as_row(order: ShopOrder) -> tuple[str, ...]:
    at = order.placed
    status = after_refund(order.status or OrderStatus.PAID, order.amount or Decimal(0), order.refunded)
    return (
        order.number,
        order.email,
        "" if order.amount is None else str(order.amount),
        order.currency,
        f"{at:%Y-%m-%d %H:%M}" if isinstance(at, datetime) else str(at or ""),
        status.value,
        str(order.refunded or ""),
        ", ".join(order.products),
        ", ".join(order.coupons),
    )


def as_member_row(member: ImportedMember) -> tuple[str, ...]:
    day = member.birthday
    birthday = "" if day is None else f"{day:%m-%d}" if day.year == NO_YEAR else str(day)
    coupons = (
        f"{one.code} for {one.reward}" + (f" until {one.expires}" if one.expires else "") for one in member.coupons
    )
    return member.email, str(member.points), member.name, member.tier, birthday, ", ".join(coupons)


def shop_of(export: Export) -> Shop:
    return known_shop(export.headings, (*SHOPS, *PROGRAMS)) or TILL


@pytest.mark.parametrize("example", list(examples()), ids=lambda example: example.title)
def test_the_example_is_understood_as_it_stands_there(example: Example) -> None:
    export = read_export(example.csv.encode())
    shop = shop_of(export)

    read: list[tuple[str, ...]]
    if shop in PROGRAMS:
        members = [group.value for group in read_members(export, shop).groups]
        read = [as_member_row(member) for member in members if member]
    else:
        groups = read_orders(export, shop).groups
        read = [as_row(group.value) for group in groups if group.value]
        rejected = [(str(group.lines[0].number), group.why) for group in groups if group.why]
        assert rejected == example.rejected

    assert example.title in (shop.name, *NOT_A_SHOP)
    assert read == example.rows


def test_each_shop_and_each_program_has_an_example() -> None:
    named = {shop.name for shop in (*SHOPS, *PROGRAMS, TILL)} - {OWN.name, OWN_MEMBERS.name}

    assert {example.title for example in examples()} == named | set(NOT_A_SHOP)


def why(text: str, shop: Shop | None = None, days: DayForm | None = None) -> list[str]:
    export = read_export(text.encode())
    return [group.why for group in read_orders(export, shop or shop_of(export), days=days).groups]


def test_each_line_that_cannot_be_read_says_why_and_the_others_are_taken() -> None:
    lines = (
        "#1,a@example.com,paid,10.00,2026-11-02,Mug,0",
        "#2,ana,paid,10.00,2026-11-02,Mug,0",
        "#3,a@example.com,paid,much,2026-11-02,Mug,0",
        "#4,a@example.com,paid,10.00,soon,Mug,0",
        "#5,a@example.com,lost at sea,10.00,2026-11-02,Mug,0",
        "#6,a@example.com,paid,10.00,2026-11-02,Mug,-1",
        "#7,a@example.com,paid,10.00,2026-11-02,Mug,0,more",
        ",a@example.com,paid,10.00,2026-11-02,Mug,0",
    )

    assert why(SHOPIFY + "\n".join(lines)) == [
        "",
        "Email: This is not an email address.",
        "Amount: This is not a number.",
        "Placed: This is not a date.",
        'Status: This status is not known. Say what it means, such as --map-status "lost at sea=paid".',
        "Refunded: This is below zero.",
        "There are more cells than headings.",
        "Order: The number is missing.",
    ]


def test_lines_without_a_number_that_tell_of_one_more_product_belong_to_the_order_above() -> None:
    export = read_export(f"{SHOPIFY}#1,a@example.com,paid,10,2026-11-02,Mug,\n,,,,,Soap,\n".encode())

    [group] = read_orders(export, shop_of(export)).groups

    assert group.value
    assert group.value.products == ("Mug", "Soap")


def test_an_order_that_stands_there_twice_is_one_with_the_status_that_is_furthest_on() -> None:
    lines = "#1,a@b.example,paid,10,2026-11-02,Mug,\n#2,,paid,1,,,\n1,a@b.example,refunded,10,2026-11-02,Mug,10"
    export = read_export(f"{SHOPIFY}{lines}".encode())

    first, second = read_orders(export, shop_of(export)).groups

    assert first.value
    assert second.value
    assert (first.value.status, len(first.lines)) == (OrderStatus.REFUNDED, 2)


def test_days_that_can_be_two_are_rejected_until_somebody_says_which() -> None:
    till = mapped_shop({"Order": "no", "Amount": "sum", "Placed": "day"})
    text = 'no,sum,day\n1,10,03/04/2026\n2,"1,234",04/04/2026\n'

    assert why(text, till) == [
        "Placed: This can be two days. Say --days day-first or --days month-first.",
        "Amount: This could be thousands or a fraction. Say --decimal point or --decimal comma.",
    ]
    assert why(text, till, days=DayForm.DAY_FIRST)[0] == ""


def test_amounts_of_lines_are_added_up_where_the_owner_says_so() -> None:
    till = mapped_shop({"Order": "no", LINE_AMOUNT: "sum"})
    export = read_export(b"no,sum\n1,10.50\n1,2.50\n")

    [group] = read_orders(export, till).groups

    assert group.value
    assert str(group.value.amount) == "13.00"


def test_a_file_with_our_own_headings_needs_no_map() -> None:
    export = read_export((",".join(FIELDS) + "\n1,a@example.com,10,USD,2026-11-02,paid,,Mug\n").encode())

    [group] = read_orders(export, shop_of(export)).groups

    assert shop_of(export).name == "the headings of the tab Orders"
    assert group.value
    assert group.value.currency == "USD"


@pytest.mark.parametrize("discount", ["7.50", "-7.50", "−7.50", "(7.50)", "7.50-"])
def test_a_discount_goes_off_however_the_shop_writes_that_it_is_below_zero(discount: str) -> None:
    headings = "order-id,order-item-id,purchase-date,item-price,item-promotion-discount,buyer-email"
    export = read_export(f"{headings}\n9-1,1,11/20/2026,40.00,{discount},ana@example.com\n".encode())

    [group] = read_orders(export, shop_of(export)).groups

    assert group.value
    assert str(group.value.amount) == "32.50"


@pytest.mark.parametrize("total", ["−40.00", "(40.00)", "40.00–"])
def test_a_line_below_zero_is_a_refund_however_it_is_written(total: str) -> None:
    export = read_export(f"{SHOPIFY}#9,ana@example.com,paid,{total},2026-11-20 10:00:00 +0000,Mug,\n".encode())

    [group] = read_orders(export, shop_of(export)).groups

    assert group.value
    assert (group.value.amount, group.value.refunded, group.value.refunds_alone) == (None, Decimal("40.00"), True)

"""What only some shops do in their exports: lines and words of their own, and columns that say it elsewhere."""

import pytest

from loyalty.model.imported import ShopOrder
from loyalty.model.orders import OrderStatus
from loyalty.model.written.order_statuses import fold_status
from shops.csv_file import read_export
from shops.formats import ECWID, SHOPS, SQUARE_ITEMS
from shops.headings import known_shop, mapped_shop
from shops.order_rows import read_orders
from shops.row_groups import Group

EBAY = "Sales Record Number,Order Number,Buyer Username,Buyer Email,Item Title,Total Price,Sale Date,Paid On Date"
SQUARE = "Date,Item,Net Sales,Tax,Transaction ID,Event Type"
WIX = "Order number,Date created,Contact email,Payment status,Total,Refunded amount,Fulfillment status,Item"
ECWID_HEADINGS = "order_number;email;order_total;timestamp;payment_status"
BIGCOMMERCE = "Order ID,Order Date,Order Status,Order Total (inc tax),Customer Email,Product Details,Coupon Details"


def groups(*lines: str, statuses: dict[str, OrderStatus] | None = None) -> list[Group[ShopOrder]]:
    export = read_export("\n".join(lines).encode())
    shop = known_shop(export.headings, SHOPS)
    assert shop
    return list(read_orders(export, shop, statuses=statuses).groups)


def taken(*lines: str) -> list[ShopOrder]:
    read = groups(*lines)
    assert [group.why for group in read if group.why] == []
    return [group.value for group in read if group.value]


@pytest.mark.parametrize(
    "footer",
    [
        ("3,record(s) downloaded, from Nov-01-26 to Nov-02-26", "Seller ID : tea-house"),
        ("3 record(s) downloaded", "Seller ID: tea-house"),
        ("record(s) downloaded,,,,,,,", "Seller ID : tea-house,,,,,,,"),
    ],
)
def test_what_ebay_writes_below_the_orders_is_no_order(footer: tuple[str, str]) -> None:
    [order] = taken(",,,,,,,", EBAY, ",,,,,,,", "7,11-22,li,a@b.example,Kettle,$80.10,Nov-01-26,Nov-02-26", "", *footer)

    assert (order.number, str(order.amount), order.status) == ("11-22", "80.10", None)


def test_what_looks_like_such_a_line_but_holds_money_is_refused_with_its_reason() -> None:
    [_, second] = groups(EBAY, "7,11-22,li,,Kettle,$80.10,Nov-01-26,Nov-02-26", "Seller ID,,x,,Cup,$9.00,Nov-01-26,")

    assert second.why == "Order: The number is missing."


def test_the_headings_may_stand_below_a_blank_line_whatever_stands_between_them() -> None:
    [order] = taken("", EBAY.replace(",", ";"), "7;11-22;li;;Kettle;$80.10;Nov-01-26;Nov-02-26")

    assert (order.number, order.products) == ("11-22", ("Kettle",))


def test_an_ebay_order_without_a_day_of_payment_is_not_paid_on_any_of_its_lines() -> None:
    first, second = taken(
        EBAY,
        "7,11-22,li,,Kettle,$80.10,Nov-01-26,",
        "8,11-23,li,,,$30.00,Nov-01-26,",
        "8,11-23,li,,Cup,,Nov-01-26,Nov-03-26",
    )

    assert (first.status, second.status) == (OrderStatus.UNPAID, None)


@pytest.mark.parametrize("event", ["Chargeback", "Refund"])
def test_what_square_calls_an_event_and_we_do_not_know_is_refused_by_name(event: str) -> None:
    [group] = groups(SQUARE, f"11/28/2026,Tea,$0.00,$0.00,tx1,{event}")

    assert f'--map-status "{event}=paid"' in group.why


def test_a_square_refund_under_the_sales_number_goes_back_with_its_tax() -> None:
    first, second = taken(
        SQUARE,
        "11/28/2026,Tea,$18.00,$1.20,tx1,Payment",
        "11/28/2026,Cup,$7.00,$0.40,tx1,Payment",
        "11/29/2026,Cup,($7.00),($0.40),tx1,Refund",
        "11/29/2026,Tea,-$18.00,-$1.20,tx0,Refund",
    )

    assert (str(first.amount), str(first.refunded), first.status) == ("26.60", "7.40", OrderStatus.PAID)
    assert (second.amount, str(second.refunded), second.refunds_alone) == (None, "19.20", True)


def test_a_square_exchange_keeps_what_was_paid_and_what_went_back_apart() -> None:
    [order] = taken(SQUARE, "11/28/2026,Tea,$18.00,$0.00,tx1,Payment", "11/28/2026,Cup,-$7.00,$0.00,tx1,Payment")

    assert (str(order.amount), str(order.refunded)) == ("18.00", "7.00")


@pytest.mark.parametrize(
    ("payment", "fulfillment", "refunded", "status"),
    [
        ("Paid", "Canceled", "0.00", OrderStatus.CANCELLED),
        ("Paid", "Partially fulfilled", "", OrderStatus.PAID),
        ("Fully Refunded", "Canceled", "44.00", OrderStatus.REFUNDED),
        ("Unpaid", "", "", OrderStatus.UNPAID),
        ("Pending", "Delivered", "", OrderStatus.UNPAID),
    ],
)
def test_a_wix_order_is_cancelled_where_wix_says_so(
    payment: str, fulfillment: str, refunded: str, status: OrderStatus
) -> None:
    [order] = taken(WIX, f'5,"Jan 9, 2027",a@b.example,{payment},44.00,{refunded},{fulfillment},Lamp')

    assert order.status is status


@pytest.mark.parametrize(
    ("word", "status"),
    [("ACCEPTED", OrderStatus.PAID), ("Queued", OrderStatus.UNPAID), ("INCOMPLETE", OrderStatus.UNPAID)],
)
def test_a_word_of_ecwids_own_is_known_in_its_files(word: str, status: OrderStatus) -> None:
    [order] = taken(ECWID_HEADINGS, f"K1;a@b.example;9.50;Jan 9, 2027 8:00 PM;{word}")

    assert order.status is status


def test_the_owner_says_what_a_word_means_that_nobody_knows() -> None:
    lines = (ECWID_HEADINGS, "K1;a@b.example;9.50;Jan 9, 2027 8:00 PM;Auf Rechnung")

    assert [group.why for group in groups(*lines)] == [
        'Status: This status is not known. Say what it means, such as --map-status "Auf Rechnung=paid".'
    ]
    [group] = groups(*lines, statuses={fold_status("auf  rechnung"): OrderStatus.UNPAID})
    assert group.value
    assert group.value.status is OrderStatus.UNPAID


@pytest.mark.parametrize(
    ("details", "products"),
    [
        ("Product ID: 1, Product Name: Lamp | red, Product SKU: L", ("Lamp",)),
        ("Product Name: Lamp, large, Product SKU: L|Product Name: Bulb, Product Qty: 2", ("Lamp large", "Bulb")),
        ("Product Name: Lamp", ("Lamp",)),
        ("Lamp", ("Lamp",)),
        ("", ()),
    ],
)
def test_the_names_of_products_are_found_in_bigcommerces_details(details: str, products: tuple[str, ...]) -> None:
    [order] = taken(BIGCOMMERCE, f'5,01/31/2027,Shipped,44.00,a@b.example,"{details}",')

    assert order.products == products


def test_coupons_are_found_in_bigcommerces_details() -> None:
    [order] = taken(
        BIGCOMMERCE, '5,01/31/2027,Shipped,44.00,,,"Coupon Code: LAMP-2, Discount: 1|Coupon Code: B7, Type: x"'
    )

    assert order.coupons == ("LAMP-2", "B7")


def test_a_cell_of_more_products_than_a_cell_holds_is_refused() -> None:
    many = "|".join(f"Product Name: lamp {number}, Product Qty: 1" for number in range(2_000))

    [group] = groups(BIGCOMMERCE, f'5,01/31/2027,Shipped,44.00,,"{many}",')

    assert group.why == "Products: This is too long for a cell."


def test_map_renames_one_column_of_a_known_shop() -> None:
    export = read_export(b"order_number;mail;order_total;timestamp;payment_status\nK1;a@b.example;9;2027-01-09;PAID\n")

    [group] = read_orders(export, mapped_shop({"Email": "mail"}, ECWID)).groups

    assert group.value
    assert (group.value.email, group.value.status) == ("a@b.example", OrderStatus.PAID)


def test_two_exports_of_one_shop_are_told_apart_by_their_headings() -> None:
    assert known_shop(SQUARE.split(","), SHOPS) is SQUARE_ITEMS
    known = [known_shop(shop.known_by, SHOPS) for shop in SHOPS if shop.known_by]
    assert known == [shop for shop in SHOPS if shop.known_by]

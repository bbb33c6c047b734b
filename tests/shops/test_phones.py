"""Phone numbers of orders in files and in JSON: with their country they are read, others say nothing."""

import pytest

from loyalty.model.imported import ShopOrder
from shops.csv_file import read_export
from shops.formats import AMAZON_REPORT, BIGCOMMERCE, SHOPIFY, SHOPS, SQUARESPACE, WOOCOMMERCE, WOOCOMMERCE_ADVANCED
from shops.headings import OWN, Shop, known_shop, mapped_shop
from shops.json_orders import read_json_orders
from shops.order_rows import read_orders

ANA = "+491701234567"
WRITTEN = [
    ("+49 170 1234567", ANA),
    ("0049 (0)170 / 123-45-67", ANA),
    ("tel:+491701234567", ANA),
    ("+٤٩١٧٠١٢٣٤٥٦٧", ANA),
    ("'+491701234567", ANA),
    ("0170 1234567", ""),
    ("unknown", ""),
    ("", ""),
]


def orders(csv: str, shop: Shop | None = None) -> list[ShopOrder | None]:
    export = read_export(csv.encode())
    found = shop or known_shop(export.headings, SHOPS)
    assert found is not None
    return [group.value for group in read_orders(export, found).groups]


def phones(csv: str, shop: Shop | None = None) -> list[str]:
    return [order.phone if order else "refused" for order in orders(csv, shop)]


@pytest.mark.parametrize(("written", "phone"), WRITTEN)
def test_in_a_file(written: str, phone: str) -> None:
    assert phones(f'Order,Email,Amount,Phone\n1042,,60,"{written}"\n') == [phone]


@pytest.mark.parametrize(("written", "phone"), WRITTEN)
@pytest.mark.parametrize("name", ["phone", "phone_number"])
def test_in_json(written: str, phone: str, name: str) -> None:
    [read] = read_json_orders({"order": 1042, "amount": 60, name: written})

    assert read.order is not None
    assert read.order.phone == phone


def test_a_number_that_came_as_a_json_number_has_lost_its_plus_and_says_nothing() -> None:
    [read] = read_json_orders({"order": 1042, "amount": 60, "phone": 491701234567})

    assert read.order is not None
    assert read.order.phone == ""


@pytest.mark.parametrize("heading", ["Phone", "Телефон", "الهاتف", " phone "])
def test_our_own_heading_is_known_in_each_language(heading: str) -> None:
    assert phones(f"Order,Email,Amount,{heading}\n1042,,60,{ANA}\n") == [ANA]


def test_map_says_which_column_it_is() -> None:
    csv = f"Order,Email,Amount,Handy\n1042,,60,{ANA}\n"

    assert phones(csv) == [""]
    assert phones(csv, mapped_shop({"Phone": "Handy"}, OWN)) == [ANA]


@pytest.mark.parametrize(
    ("shop", "heading"),
    [
        (SHOPIFY, "Phone"),
        (SHOPIFY, "Billing Phone"),
        (SQUARESPACE, "Billing Phone"),
        (WOOCOMMERCE, "billing_phone"),
        (WOOCOMMERCE_ADVANCED, "Phone (Billing)"),
        (AMAZON_REPORT, "buyer-phone-number"),
        (BIGCOMMERCE, "Customer Phone"),
    ],
)
def test_the_headings_of_shops_are_known(shop: Shop, heading: str) -> None:
    columns = [shop.columns[name][0] for name in ("Order", "Amount" if "Amount" in shop.columns else "Line amount")]

    assert phones(f"{','.join(columns)},{heading}\n1042,60,{ANA}\n", shop) == [ANA]


def test_shopify_s_own_number_of_the_order_goes_before_that_of_the_bill() -> None:
    csv = f"Name,Financial Status,Total,Lineitem name,Billing Phone,Phone\n#1,paid,60,Mug,+491707654321,{ANA}\n"

    assert phones(csv) == [ANA]


@pytest.mark.parametrize(("second", "phone"), [(ANA, ANA), ("", ANA), ("+49 170 1234567", ANA), ("+491707654321", "")])
def test_two_numbers_under_one_order_are_nobody_s(second: str, phone: str) -> None:
    csv = f"Order,Email,Amount,Phone\n1042,,60,{ANA}\n1042,,60,{second}\n"

    assert phones(csv) == [phone]


@pytest.mark.parametrize("says", [ANA, f"paid, {ANA}", f"paid, ana@example.com, {ANA}"])
def test_a_file_from_our_own_sheet_may_have_the_number_under_shop_says(says: str) -> None:
    [order] = orders(f'Order,Email,Amount,Shop says\n1042,ana@example.com,60,"{says}"\n')

    assert order is not None

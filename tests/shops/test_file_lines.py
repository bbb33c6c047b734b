"""What files tell of goods and products: the tables "What was bought" of docs/orders-in.md say what happens."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from loyalty.model.bought.order_lines import written_lines
from loyalty.model.imported import ShopOrder
from shops.csv_file import read_export
from shops.formats import SHOPS
from shops.headings import LINE_AMOUNT, Shop, known_shop, mapped_shop
from shops.order_rows import read_orders

PAGE = Path(__file__).parents[2] / "docs" / "orders-in.md"


def examples() -> Iterator[tuple[str, list[list[str]]]]:
    section = PAGE.read_text(encoding="utf-8").partition("## What was bought\n")[2].partition("\n## ")[0]
    for csv, table in re.findall(r"```csv\n(.*?)```\n\n(.*?)\n\n", f"{section}\n\n", flags=re.DOTALL):
        rows = (re.split(r"(?<!\\)\|", row)[1:-1] for row in table.splitlines()[2:])
        yield csv, [[cell.strip().replace(r"\|", "|").replace("<br>", "\n") for cell in row] for row in rows]


def orders_in(text: str, shop: Shop | None = None) -> list[ShopOrder | str]:
    export = read_export(text.encode())
    known = shop or known_shop(export.headings, SHOPS)
    assert known
    return [group.value or group.why for group in read_orders(export, known).groups]


def as_row(order: ShopOrder | str) -> list[str]:
    assert isinstance(order, ShopOrder), order
    goods = "" if order.goods is None else f"{order.goods:.2f}"
    return [order.number, f"{order.amount:.2f}", goods, written_lines(order.lines)]


@pytest.mark.parametrize("example", list(examples()), ids=lambda example: example[0][:12])
def test_the_example_is_understood_as_it_stands_there(example: tuple[str, list[list[str]]]) -> None:
    text, rows = example

    assert list(map(as_row, orders_in(text))) == rows


def test_there_are_examples() -> None:
    assert len(list(examples())) == 4


TILL = {"Order": "no", "Amount": "sum"}


@pytest.mark.parametrize(
    ("columns", "cells", "goods", "lines"),
    [
        ({"Tips": "a", "Gift cards": "b"}, "4.50,20", "35.50", ""),
        ({"Goods": "a", "Tips": "b"}, "31,9", "31", ""),
        ({"Products": "a", "Line total": "b"}, "Mug,24", "None", "Mug |  |  | 1 | 24"),
        ({"SKU": "a", "Price": "b"}, "MUG-1,24", "None", " | MUG-1 |  | 1 | 24"),
        ({"Products": "a", "Category": "b"}, "Mug,Cups", "None", "Mug |  | Cups | 1 | "),
        ({"Products": "a", "Quantity": "b"}, "Mug,0", "None", ""),
        ({"Products": "a", "Quantity": "b"}, "Mug,", "None", "Mug |  |  | 1 | "),
        ({"Products": "a", "Quantity": "b"}, ",", "None", ""),
        ({"Products": "a"}, "Mug,", "None", ""),
    ],
)
def test_any_file_tells_as_much_as_the_owner_maps(columns: dict[str, str], cells: str, goods: str, lines: str) -> None:
    [order] = orders_in(f"no,sum,a,b\n1,60.00,{cells}\n", mapped_shop(TILL | columns))

    assert isinstance(order, ShopOrder)
    assert (str(order.goods), written_lines(order.lines)) == (goods, lines)


@pytest.mark.parametrize(
    ("cell", "lines"),
    [
        (
            (
                "Product ID: 93, Product Qty: 2, Product SKU: TOTE, Product Name: Tote bag, natural, "
                "Product Weight: 0.3, Product Total Price: 1069.80|Product ID: 94, Product Qty: 1, Product SKU: , "
                "Product Name: Mug | blue, Product Total Price: 14.01"
            ),
            "Tote bag, natural | TOTE |  | 2 | 1069.80\nMug blue |  |  | 1 | 14.01",
        ),
        (
            "Product Name: Soap, Product SKU: SO-1, Product Qty: 3, Product Total Price: 9 | Product Name: Card",
            "Soap | SO-1 |  | 3 | 9\nCard |  |  | 1 | ",
        ),
        ("Product Qty: 1, Product Total Price: 9", ""),
        ("a Product Name: Soap", ""),
        ("", ""),
    ],
)
def test_bigcommerce_tells_several_products_in_one_cell(cell: str, lines: str) -> None:
    head = "Order ID,Order Date,Order Status,Order Total (inc tax),Billing Email,Product Details"

    [order] = orders_in(f'{head}\n118,11/14/2026,Shipped,1100.00,ana@b.example,"{cell}"\n')

    assert isinstance(order, ShopOrder), order
    assert written_lines(order.lines) == lines


def test_ebay_tells_what_a_product_came_to_where_there_is_one_of_it() -> None:
    head = "Sales Record Number,Order Number,Buyer Username,Item Title,Custom Label,Quantity,Sold For,Total Price"
    lines = (
        '1,12-1,ana,,,3,$48.91,"$1,053.91"',
        '1,12-1,ana,"Tote bag, natural",TOTE,1,"$1,034.90",',
        "1,12-1,ana,Mug,,2,$7.00,",
        "2,12-2,ana,Soap,SO-1,1,$20.00,$23.00",
    )

    several, one = orders_in("\n".join((head, *lines)))

    assert isinstance(several, ShopOrder)
    assert isinstance(one, ShopOrder)
    assert written_lines(several.lines) == "Tote bag, natural | TOTE |  | 1 | 1034.90\nMug |  |  | 2 | "
    assert written_lines(one.lines) == "Soap | SO-1 |  | 1 | 20"


def test_where_each_line_has_its_own_amount_it_has_its_own_parts() -> None:
    till = mapped_shop({"Order": "no", LINE_AMOUNT: "sum", "Shipping": "post"})

    [order] = orders_in("no,sum,post\n1,10.00,2.00\n1,5.00,1.00\n", till)

    assert as_row(order) == ["1", "15.00", "12.00", ""]


@pytest.mark.parametrize(
    ("columns", "cells", "why"),
    [
        ({"Goods": "a"}, "61,", "Goods: The parts come to more than the amount of 60."),
        ({"Tips": "a"}, "some,", "Goods: This is not a number."),
        (
            {"Products": "a", "Price": "b"},
            'Mug,"1,234"',
            "Product lines: This could be thousands or a fraction. Say --decimal point or --decimal comma.",
        ),
        (
            {"Products": "a", "Quantity": "b"},
            "Mug,10000000",
            "Product lines: A quantity is a number from 1 to 1,000,000.",
        ),
        ({"Product lines": "a"}, "Mug | x,", "Product lines: Line 1 cannot be read at 'x'."),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(columns: dict[str, str], cells: str, why: str) -> None:
    assert orders_in(f"no,sum,a,b\n1,60,{cells}\n", mapped_shop(TILL | columns)) == [why]


def page_orders(shop: str) -> list[ShopOrder | str]:
    """The orders of the page's own example of this shop."""
    section = PAGE.read_text(encoding="utf-8").partition(f"### {shop}\n")[2].partition("\n### ")[0]
    return orders_in(section.partition("```csv\n")[2].partition("```")[0])


@pytest.mark.parametrize(
    ("shop", "goods", "lines"),
    [
        ("Square (Transactions)", "44.00", ""),
        ("Square (Items)", "44.00", "Tote bag | TOTE | Bags | 1 | 30\nMug | MUG | Cups | 1 | 14"),
        ("Squarespace", "48.91", "Tote bag | TOTE |  | 1 | 34.90\nMug | MUG |  | 1 | 19.01"),
        ("Wix", "48.91", "Tote bag | TOTE |  | 1 | 34.90\nMug | MUG |  | 1 | 14.01"),
        ("BigCommerce", "45.00", "Tote bag, natural | TOTE |  | 1 | 34.90\nMug | MUG |  | 1 | 14.01"),
        ("eBay", "", "Tote bag, natural |  |  | 1 | 34.90\nMug |  |  | 1 | 14.01"),
        ("Ecwid", "48.91", "Tote bag | TOTE |  | 1 | 34.90\nMug | MUG |  | 1 | 14.01"),
    ],
)
def test_the_shops_whose_exports_others_have_shown_tell_what_was_bought_too(shop: str, goods: str, lines: str) -> None:
    assert as_row(page_orders(shop)[0])[2:] == [goods, lines]


def test_what_came_back_in_exchange_is_no_line_of_what_was_bought() -> None:
    [order] = orders_in(
        "Date,Item,SKU,Qty,Net Sales,Tax,Transaction ID,Event Type\n"
        "11/28/2026,Tea,T-1,2,$18.00,$1.00,tx1,Payment\n11/28/2026,Cup,C-1,1,-$7.00,$0.00,tx1,Payment\n"
    )

    assert as_row(order) == ["tx1", "19.00", "18.00", "Tea | T-1 |  | 2 | 18"]


@pytest.mark.parametrize(
    ("own", "later", "read"),
    [
        (",", "50\nTea | 20\nMug | 30", ["50.00", "Tea |  |  | 1 | 20\nMug |  |  | 1 | 30"]),
        (",", "50.50", ["50.50", ""]),
        (",", "Tea |  |  | 1 | 20", ["", "Tea |  |  | 1 | 20"]),
        ("50.00,", "50\nTea | 20", ["50.00", "Tea |  |  | 1 | 20"]),
        ("50,Tea | 20.00", "50\nTea |  |  | 1 | 20", ["50.00", "Tea |  |  | 1 | 20"]),
    ],
)
@pytest.mark.parametrize("heading", ["Shop goods", "Товары от магазина", "منتجات المتجر"])
def test_a_sheet_of_ours_keeps_what_its_shop_told_later(own: str, later: str, read: list[str], heading: str) -> None:
    [order] = orders_in(f'Order,Email,Amount,Goods,Product lines,{heading}\n7,a@b.example,60,{own},"{later}"\n')

    assert as_row(order)[2:] == read


@pytest.mark.parametrize(
    ("own", "later", "why"),
    [
        ("40,", "50", "Goods: Two amounts stand under this number: 40 and 50."),
        ("40,", "50\nTea | 20", "Goods: Two amounts stand under this number: 40 and 50."),
        (",Mug | 9", "Tea | 20", "Product lines: Product lines and what the shop told later are not the same."),
        ("50,Mug | 9", "50\nTea | 20", "Product lines: Product lines and what the shop told later are not the same."),
    ],
)
def test_where_both_are_told_and_differ_nobody_knows_the_newer_one(own: str, later: str, why: str) -> None:
    [refused] = orders_in(f'Order,Email,Amount,Goods,Product lines,Shop goods\n7,a@b.example,60,{own},"{later}"\n')

    assert refused == why

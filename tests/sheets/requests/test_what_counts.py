"""Goods, product lines and the tab Products as they stand in a sheet: read with every claim, at no further request."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.outcomes.claiming import Claimed
from sandbox.owner import Owner
from sheets.codec.order_lines_cell import NO_LINES
from sheets.workbook import Workbook
from tests.sheets.conftest import Recorded

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
JOINS = partial(join, contact="7001", email="ana@example.com", name="Ana", language="en", codes=["KANA47"], now=NOW)
BOUGHT = "Tea, green | TG-1 | Tea | 2 | 40\nMug | 15,50"


@pytest.fixture
def shop(owner: Owner, instance: Callable[..., Workbook]) -> Workbook:
    owner.type_over("Orders", "1042", "Product lines", BOUGHT)
    owner.type_over("Orders", "1042", "Goods", 55.5)
    workbook = instance()
    workbook.transact(JOINS)
    return workbook


def claims(workbook: Workbook, number: str = "1042") -> Any:
    return workbook.transact(partial(claim_order, contact="7001", number=number, now=NOW))


def problems(owner: Owner, workbook: Workbook) -> list[tuple[str, int, str, str]]:
    workbook.transact(lambda _book: Decision(None), tidy=True, seconds=60)
    rows = owner.tab("Problems")
    return [(row["Tab"], int(row["Row"]), row["Column"], row["Why"]) for row in rows]


@pytest.mark.parametrize(
    ("rows", "counts", "points"),
    [
        ([], "total", 60),
        ([], "goods", 55),
        ([["tea", 2]], "total", 100),
        ([["TG-1", "", 7]], "goods", 29),
        ([["*", 0], ["mug", 3]], "total", 51),
    ],
)
def test_a_claim_counts_what_the_cells_say_in_one_read_and_one_write(
    shop: Workbook, owner: Owner, stand_in: Recorded, rows: list[list[object]], counts: str, points: int
) -> None:
    owner.type("Products", *rows)
    owner.type_over("Settings", "Points count", "Value", counts)
    stand_in.requests.clear()

    outcome = claims(shop)

    assert isinstance(outcome, Claimed)
    assert outcome.earned == points
    assert [request.kind for request in stand_in.requests] == ["read", "write"]
    assert problems(owner, shop) == []


def test_a_slip_in_a_line_keeps_the_order_until_it_is_mended(shop: Workbook, owner: Owner) -> None:
    owner.type_over("Orders", "1042", "Product lines", "Tea | TG-1 | Tea | two | 40")

    assert claims(shop).answer_code == "unknown_order"
    assert problems(owner, shop) == [
        (
            "Orders",
            2,
            "Product lines",
            str(NO_LINES.of(number=1, part="two")),
        )
    ]
    owner.type_over("Orders", "1042", "Product lines", BOUGHT)
    assert claims(shop).answer_code == "claimed"


def test_a_row_of_products_that_cannot_be_read_is_left_out_and_told(shop: Workbook, owner: Owner) -> None:
    owner.type("Products", ["tea", -2], ["mug", "", 10])

    assert claims(shop).earned == 40 + 10 + 4
    assert [told[:3] for told in problems(owner, shop)] == [("Products", 2, "Multiplier")]


def test_a_list_of_products_of_the_owners_own_gives_nothing_and_is_told_once(shop: Workbook, owner: Owner) -> None:
    owner.delete_tab("Products")
    owner.edit({"addSheet": {"properties": {"title": "Products"}}})
    owner.type_at("Products!A1", ["Product", "Price"], ["Tea", 20], ["Mug", 15.5])

    assert claims(shop).earned == 60
    assert [told[:3] for told in problems(owner, shop)] == [("Products", 1, "Multiplier")]


def test_a_sheet_without_the_tab_and_the_columns_works_as_before(
    owner: Owner, instance: Callable[..., Workbook]
) -> None:
    owner.delete_tab("Products")
    for heading in ("Goods", "Product lines", "Shop goods"):
        owner.delete("Orders", "COLUMNS", owner.google.tab(owner.spreadsheet, "Orders")[0].index(heading))
    workbook = instance()
    workbook.transact(JOINS)

    assert claims(workbook).earned == 60

    def lines(book: Book) -> Decision[object]:
        return Decision((book.order("1043") or pytest.fail("gone")).lines)

    assert workbook.transact(lines) == ()

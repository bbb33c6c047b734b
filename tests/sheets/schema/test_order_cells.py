"""What the owner's cells say of an order is known apart from what counts only where that is something else."""

from dataclasses import replace
from datetime import UTC
from decimal import Decimal

import pytest

from loyalty.model.orders import OrderCells, OrderStatus
from loyalty.model.program_settings import Settings
from sheets.codec.column import AnyColumn
from sheets.codec.table import Row
from sheets.google.grid import Cell
from sheets.schema.growing_tab import RowContext
from sheets.schema.orders_tab import ORDERS

COLUMNS = {column: place for place, column in enumerate(ORDERS.columns)}
TYPED: dict[AnyColumn, Cell] = {
    ORDERS.order: "1042",
    ORDERS.email: "ana@example.com",
    ORDERS.amount: 60,
    ORDERS.status: "paid",
}
SAID = OrderCells(OrderStatus.PAID, Decimal(60), None, "ana@example.com")
CONTEXT = RowContext(Settings(currency="USD", currencies=(("EUR", Decimal(1)),)), lambda _: False, lambda _: "")


@pytest.mark.parametrize(
    ("other", "said", "apart"),
    [
        ({}, SAID, False),
        ({ORDERS.status: None}, OrderCells(None, Decimal(60), None, "ana@example.com"), True),
        ({ORDERS.refunded: 60}, OrderCells(OrderStatus.PAID, Decimal(60), Decimal(60), "ana@example.com"), True),
        (
            {ORDERS.refunded: 60, ORDERS.status: "refunded"},
            OrderCells(OrderStatus.REFUNDED, Decimal(60), Decimal(60), "ana@example.com"),
            False,
        ),
        ({ORDERS.source: "file 60"}, replace(SAID, brought=Decimal(60)), True),
        ({ORDERS.currency: "EUR"}, SAID, True),
    ],
)
def test_cells_say_the_same_whether_they_are_known_apart_or_not(
    other: dict[AnyColumn, Cell],
    said: OrderCells,
    apart: bool,
) -> None:
    held = TYPED | other
    cells = [held.get(column) for column in ORDERS.columns]

    order = ORDERS.read(Row(ORDERS, 2, cells, COLUMNS, UTC), CONTEXT)

    assert order.own_cells == said
    assert (order.cells is not None) is apart

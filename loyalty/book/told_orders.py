"""An order as it counts: what the owner's cells say and what the shop has said, the newer word of the two for each."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Literal, assert_never

from loyalty.model.bought.order_lines import read_lines, written_lines
from loyalty.model.fact import Fact, FactKind, newest
from loyalty.model.orders import Order, OrderCells, OrderStatus, after_refund


def as_told(order: Order, facts: Iterable[Fact]) -> Order:
    """The order with all that the Log says of it; ``order`` is one as the cells say, or as it was made so before."""
    cells, facts = order.own_cells, tuple(facts)
    status, amount, refunded = (
        _counting(facts, kind, cells) or cell_of(kind, cells)
        for kind in (FactKind.ORDER_STATUS, FactKind.ORDER_AMOUNT, FactKind.ORDER_REFUNDED)
    )
    goods, lines = _counting(facts, FactKind.ORDER_GOODS, cells), _counting(facts, FactKind.ORDER_LINES, cells)
    own_goods = Decimal(goods) if goods else cells.goods
    own_amount, own_refunded = Decimal(amount), Decimal(refunded) if refunded else None
    paid_as = f"{own_amount:.2f} {order.paid_as.rpartition(' ')[2]}" if order.paid_as else ""
    return replace(
        order,
        email=_counting(facts, FactKind.ORDER_EMAIL, cells) or cells.email,
        amount=own_amount * cells.rate,
        status=after_refund(OrderStatus(status or OrderStatus.PAID), own_amount, own_refunded),
        refunded=None if own_refunded is None else own_refunded * cells.rate,
        paid_as=paid_as,
        told_amount=own_amount if paid_as else None,
        told_refunded=own_refunded if paid_as else None,
        goods=None if own_goods is None else own_goods * cells.rate,
        lines=read_lines(lines) if lines else cells.lines,
        phone=_counting(facts, FactKind.ORDER_PHONE, cells) or cells.phone,
        cells=cells,
    )


OrderFact = Literal[
    FactKind.ORDER_STATUS,
    FactKind.ORDER_AMOUNT,
    FactKind.ORDER_REFUNDED,
    FactKind.ORDER_EMAIL,
    FactKind.ORDER_GOODS,
    FactKind.ORDER_LINES,
    FactKind.ORDER_PHONE,
]
"""What the Log can say of an order."""


def cell_of(kind: OrderFact, cells: OrderCells) -> str:
    """What the owner's cell for this holds, as facts write it; blank for an empty one."""
    match kind:
        case FactKind.ORDER_STATUS:
            return cells.status or ""
        case FactKind.ORDER_AMOUNT:
            return plain(cells.amount)
        case FactKind.ORDER_REFUNDED:
            return "" if cells.refunded is None else plain(cells.refunded)
        case FactKind.ORDER_EMAIL:
            return cells.email
        case FactKind.ORDER_GOODS:
            return "" if cells.goods is None else plain(cells.goods)
        case FactKind.ORDER_LINES:
            return written_lines(cells.lines)
        case FactKind.ORDER_PHONE:
            return cells.phone
        case _:
            assert_never(kind)


def plain(amount: Decimal) -> str:
    """An amount as facts write it: ``34.9`` for 34.90."""
    return f"{amount.normalize():f}"


def _counting(facts: Iterable[Fact], kind: OrderFact, cells: OrderCells) -> str:
    """What the shop has said last, blank where the owner has written something else since."""
    fact = newest(facts, kind)
    return fact.value if fact and fact.newer_than(cell_of(kind, cells)) else ""

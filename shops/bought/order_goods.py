"""What of an order was for goods, and its lines: how a source's parts become them, in files and JSON alike."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from loyalty.model.bought.order_lines import MOST_QUANTITY, OrderLine, together, written_lines
from shops.field_errors import UnreadableField
from shops.order_fields import clean
from words import amounts

MOST_LINES = 1_000
LONGEST_LINES = 40_000
"""Signs in a cell, with room below what Google takes."""
LONGEST_NAME = 500


def goods_of(amount: Decimal | None, told: Decimal | None, others: Iterable[Decimal | None]) -> Decimal | None:
    """What of the amount was for goods: as told, else without the parts that were for something else.

    None where neither is told; UnreadableField where the parts are more than the whole.
    """
    parts = [other for other in others if other is not None]
    if told is None and not parts:
        return None
    if amount is None:
        if told is None:
            raise UnreadableField("Tell the amount together with its parts.")
        return told
    goods = amount - sum(parts, Decimal(0)) if told is None else told
    if not 0 <= goods <= amount:
        raise UnreadableField(f"The parts come to more than the amount of {amount}.")
    return goods


def order_line(
    name: str, *, sku: str = "", category: str = "", quantity: Decimal | None = None, amount: Decimal | None = None
) -> OrderLine | None:
    """A line of an order; None for one of which nothing was ordered."""
    many = Decimal(1) if quantity is None else quantity
    if not many:
        return None
    if not 0 < many <= MOST_QUANTITY:
        raise UnreadableField("A quantity is a number from 1 to 1,000,000.")
    name, sku, category = map(clean, (name, sku, category))
    if max(map(len, (name, sku, category))) > LONGEST_NAME:
        raise UnreadableField("This is too long for a cell.")
    if not (name or sku):
        raise UnreadableField("A line has no name and no SKU.")
    return OrderLine(name, sku, category, many, amount)


def for_each(price: Decimal, quantity: Decimal | None) -> Decimal:
    """What a line comes to at this price of one."""
    return amounts.within_bounds(price * (Decimal(1) if quantity is None else quantity))


def order_lines(lines: Iterable[OrderLine | None]) -> tuple[OrderLine, ...]:
    """The lines as one cell may hold them; UnreadableField."""
    found = together(line for line in lines if line)
    if sum(line.quantity for line in found) > MOST_QUANTITY or len(found) > MOST_LINES:
        raise UnreadableField(f"There are more than {MOST_LINES:,} lines, or units; send the order without them.")
    if len(written_lines(found)) > LONGEST_LINES:
        raise UnreadableField("This is too long for a cell; send the order without its lines.")
    return found


def names_of(lines: Sequence[OrderLine]) -> Iterable[str]:
    """What the products of these lines are called."""
    return (line.name or line.sku for line in lines)

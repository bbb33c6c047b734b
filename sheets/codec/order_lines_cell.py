"""A cell with the lines of an order: what was bought, one product a line."""

from datetime import tzinfo
from decimal import Decimal

from loyalty.model.bought.order_lines import BadLine, OrderLine, read_lines
from sheets.codec import cells
from sheets.codec.owner_sentences import Sentence
from sheets.google.grid import Cell
from words.amounts import UnreadableAmount, read_number

LONGEST_SHOWN = 60
NO_LINES = Sentence(
    'Line %(number)s cannot be read at "%(part)s". Write each product on a line of its own: '
    "name | SKU | category | quantity | amount, or name | amount, with plain numbers such as 2 and 12.50."
)


def order_lines(cell: Cell, _zone: tzinfo | None = None) -> tuple[OrderLine, ...]:
    """The lines of the cell, none for an empty one; UnreadableCell."""
    try:
        return read_lines(cells.text(cell), _number)
    except BadLine as error:
        raise cells.UnreadableCell(NO_LINES.of(number=error.number, part=error.part[:LONGEST_SHOWN])) from None


def _number(written: str) -> Decimal:
    try:
        return read_number(written)
    except UnreadableAmount:
        raise ValueError(written) from None

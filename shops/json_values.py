"""Single values of JSON as an order's fields hold them: texts and amounts."""

from collections.abc import Callable
from decimal import Decimal

from shops.field_errors import UnreadableField
from words import amounts

LONGEST_TEXT = 10_000
"""Of any field, as many characters as a cell with products may have; most fields have less room of their own."""
LONGEST_NUMBER_SHOWN = 100
TOO_LONG = "This is too long for a cell."


def json_text(value: object) -> str:
    """Text, also of a whole number: shops send order numbers as JSON numbers, and ``1042.0`` is order ``1042``."""
    match value:
        case None:
            return ""
        case str():
            if len(value) > LONGEST_TEXT:
                raise UnreadableField(TOO_LONG)
            return value.strip()
        case bool():
            raise UnreadableField("This is not text.")
        case int():
            return str(value)
        case Decimal() if value == value.to_integral_value() and value.adjusted() < LONGEST_NUMBER_SHOWN:
            return str(int(value))
    raise UnreadableField("This is not text.")


def json_amount(value: object) -> Decimal | None:
    """An amount, also one in a text; None for nothing."""
    return _number(value, amounts.read_amount)


def json_number(value: object) -> Decimal | None:
    """The same of what is no money, so that no currency stands beside it."""
    return _number(value, lambda written: amounts.within_bounds(amounts.read_number(written)))


def _number(value: object, read: Callable[[str], Decimal]) -> Decimal | None:
    match value:
        case None:
            return None
        case str():
            return read(value)
        case bool():
            pass  # true is a whole number to Python, and no amount
        case int() | Decimal():
            return amounts.within_bounds(Decimal(value))
    raise UnreadableField("This is not a number.")

"""Single fields of a shop's event. What points rest on is read or refused; what else cannot be read is left out.

Shops write money as plain numbers in texts, such as ``"1234.50"``: there is nothing to guess as in files.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeVar

from loyalty.model.bought.order_lines import OrderLine
from loyalty.model.written.phone_numbers import phone_number
from shops.bought.order_goods import LONGEST_NAME, names_of, order_lines
from shops.field_errors import UnreadableField
from shops.json_values import json_text
from shops.order_fields import CURRENCY, cell_coupons, cell_email, cell_number, cell_products
from words.amounts import UnreadableAmount, within_bounds
from words.days import UnreadableDay, instant_or_day

Fields = Mapping[str, object]
V = TypeVar("V")
D = TypeVar("D")
FIRST_SECONDS, LAST_SECONDS = 10**8, 7 * 10**9
"""Seconds since 1970 that can be meant: from 1973 to 2191."""
_PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
NOTHING: Fields = {}
MISSING = "The amount is missing."


def fields_of(value: object) -> Fields:
    """An object's fields; none where it is none."""
    return value if isinstance(value, dict) else NOTHING


def objects(value: object) -> Sequence[Fields]:
    """The objects of a list; none where it is none."""
    return [fields for fields in value if isinstance(fields, dict)] if isinstance(value, list) else []


def every_object(value: object) -> Sequence[Fields]:
    """The same where none may be lost, as each says what went back: UnreadableField for what is no list of objects."""
    found = objects(value)
    if value is not None and (not isinstance(value, list) or len(found) < len(value)):
        raise UnreadableField("This is no list of objects.")
    return found


def inner(fields: Fields, *path: str) -> object:
    """What stands at the end of the path; None where there is no such way."""
    *names, last = path
    for name in names:
        fields = fields_of(fields.get(name))
    return fields.get(last)


def money(value: object) -> Decimal | None:
    """An amount of zero or more, None for none; UnreadableField."""
    amount = _signed(value)
    return None if amount is None else _bounded(amount)


def told_money(value: object) -> Decimal:
    """The same where there has to be one."""
    amount = money(value)
    if amount is None:
        raise UnreadableField(MISSING)
    return amount


def either_sign(value: object) -> Decimal | None:
    """The same of what one shop writes below zero and another one above it, such as what went back."""
    amount = _signed(value)
    return None if amount is None else _bounded(abs(amount))


def _signed(value: object) -> Decimal | None:
    match value:
        case None | "":
            return None
        case str() if _PLAIN.fullmatch(value.strip()):
            return Decimal(value.strip())
        case Decimal() | int() if not isinstance(value, bool):
            return Decimal(value)
    raise UnreadableField("This is not a number.")


def lenient_money(value: object) -> Decimal:
    """An amount of zero or more; 0 for what cannot be read."""
    return lenient(None, money, value) or Decimal(0)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Their sum."""
    return sum(amounts, Decimal(0))


def within(goods: Decimal, amount: Decimal) -> Decimal:
    """What of an amount was for goods: no less than nothing, and no more than the whole."""
    return min(max(goods, Decimal(0)), amount)


def number(*values: object) -> str:
    """An order's number, the first of these that says one; UnreadableField."""
    return cell_number(next((text for value in values if (text := json_text(value))), ""))


def text(*values: object) -> str:
    """The first of these that is text, as much of it as a line of an order holds; blank for none."""
    found = (lenient("", json_text, value) for value in values)
    return next(filter(None, found), "")[:LONGEST_NAME]


def plain_id(value: object) -> str:
    """An id of the shop's own; UnreadableField for none."""
    found = json_text(value)
    if not _ID.fullmatch(found):
        raise UnreadableField("This is no id.")
    return found


def email(*values: object) -> str:
    """The first of these that is an address; blank for none: an order without one is kept all the same."""
    found = (lenient("", cell_email, lenient("", json_text, value)) for value in values)
    return next(filter(None, found), "")


def phone(*values: object) -> str:
    """The first of these that is a number with its country; blank for none."""
    return next(filter(None, (phone_number(text(value)) for value in values)), "")


def currency(value: object) -> str:
    """Three letters; UnreadableField, also for none: the same figure is another amount in another currency."""
    found = json_text(value)
    if not CURRENCY.fullmatch(found):
        raise UnreadableField("A currency is three letters, such as USD.")
    return found.upper()


def any_currency(value: object) -> str:
    """The same where it may be left out; blank for none."""
    return "" if value in (None, "") else currency(value)


def codes(values: Iterable[object]) -> tuple[str, ...]:
    """Codes of coupons, each once."""
    return lenient((), cell_coupons, filter(None, map(text, values)))


def lines(read: Iterable[OrderLine | None]) -> tuple[OrderLine, ...]:
    """What was bought; nothing where that is more than a cell holds, or cannot be read."""
    return lenient((), order_lines, read)


def products(bought: Sequence[OrderLine]) -> tuple[str, ...]:
    """What the products of these lines are called."""
    return lenient((), cell_products, names_of(bought))


def instant(value: object, *, in_utc: bool = False) -> datetime | None:
    """The instant in UTC; None where there is none. ``in_utc`` where the shop leaves the zone out and means that."""
    if isinstance(value, int) and not isinstance(value, bool):
        return datetime.fromtimestamp(value, UTC) if FIRST_SECONDS <= value <= LAST_SECONDS else None
    at = lenient(None, instant_or_day, lenient("", json_text, value))
    if not isinstance(at, datetime) or (at.tzinfo is None and not in_utc):
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def named(name: str, read: Callable[..., V], *values: object) -> V:
    """What it reads of these values; UnreadableField that names the field."""
    try:
        return read(*values)
    except (UnreadableField, UnreadableAmount, UnreadableDay) as error:
        raise UnreadableField(f"{name}: {error}") from None


def lenient(otherwise: D, read: Callable[..., V], *values: object) -> V | D:
    """What it reads of these values, where it can."""
    try:
        return read(*values)
    except (UnreadableField, UnreadableAmount, UnreadableDay, OverflowError):
        return otherwise


def _bounded(amount: Decimal) -> Decimal:
    try:
        return within_bounds(amount)
    except UnreadableAmount as error:
        raise UnreadableField(str(error)) from None

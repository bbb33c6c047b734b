"""Orders as JSON, from Zapier, Make or a shop of the owner's own: one object, or a list of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from loyalty.model.imported import ShopOrder
from loyalty.model.order_statuses import order_status
from loyalty.model.values import OrderStatus
from shops.days import instant_or_day
from shops.field_errors import UnreadableField, read_field
from shops.order_fields import cell_coupons, cell_currency, cell_email, cell_number, cell_products, clean
from words import amounts

V = TypeVar("V")

MOST_ORDERS = 500
LONGEST_NUMBER_SHOWN = 100
FIELD_NAMES = {
    "order": ("order", "order_number", "number"),
    "email": ("email",),
    "amount": ("amount", "total"),
    "currency": ("currency",),
    "placed": ("placed", "created_at", "date"),
    "status": ("status",),
    "refunded": ("refunded",),
    "products": ("products",),
    "coupons": ("coupons", "discount_code"),
}
"""What each field may be called; the first that says anything counts, and other names are ignored."""
HINTS = {
    "amount": " Write it as a plain number, such as 1234.50.",
    "refunded": " Write it as a plain number, such as 1234.50.",
    "placed": " Write it as 2026-11-23.",
}


class UnusableBody(Exception):
    """The body is no order and no list of them; the message is a sentence, ``status`` HTTP's."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True, slots=True)
class JsonOrder:
    """One order of a body, with its number as far as it can be read; without an order, why it cannot be read."""

    number: str
    order: ShopOrder | None
    why: str = ""


def read_json_orders(body: object) -> tuple[JsonOrder, ...]:
    """The orders of a body, in their order; UnusableBody."""
    told = body if isinstance(body, list) else [body]
    if not told or not all(isinstance(one, dict) for one in told):
        raise UnusableBody("The body is no order and no list of orders.", 400)
    if len(told) > MOST_ORDERS:
        raise UnusableBody(f"There are more than {MOST_ORDERS} orders; send them in several requests.", 413)
    return tuple(map(_posted, told))


def _posted(told: Mapping[str, object]) -> JsonOrder:
    try:
        order = ShopOrder(
            number=_field(told, "order", _number),
            email=_field(told, "email", lambda said: cell_email(_text(said))),
            amount=_field(told, "amount", _amount),
            currency=_field(told, "currency", lambda said: cell_currency(_text(said))),
            placed=_field(told, "placed", _placed),
            status=_field(told, "status", _status),
            refunded=_field(told, "refunded", _amount) or None,
            products=_field(told, "products", lambda said: cell_products(_parts(said))),
            coupons=_field(told, "coupons", lambda said: cell_coupons(_parts(said))),
        )
    except UnreadableField as error:
        return JsonOrder(_shown(told), None, str(error))
    return JsonOrder(order.number, order)


def _said(told: Mapping[str, object], name: str) -> object:
    """What the order says under this name; None for nothing."""
    return next((said for one in FIELD_NAMES[name] if (said := told.get(one)) not in (None, "")), None)


def _field(told: Mapping[str, object], name: str, read: Callable[[object], V]) -> V:
    return read_field(name, read, _said(told, name), hints=HINTS)


def _shown(told: Mapping[str, object]) -> str:
    try:
        return clean(_text(_said(told, "order")))[:LONGEST_NUMBER_SHOWN]
    except UnreadableField:
        return ""


def _text(said: object) -> str:
    """Text, also of a whole number; a number is an order's as it is written."""
    match said:
        case None:
            return ""
        case str():
            return said.strip()
        case bool():
            raise UnreadableField("This is not text.")
        case int():
            return str(said)
        case Decimal() if said == said.to_integral_value() and said.adjusted() < LONGEST_NUMBER_SHOWN:
            return str(int(said))
    raise UnreadableField("This is not text.")


def _number(said: object) -> str:
    return cell_number(_text(said))


def _amount(said: object) -> Decimal | None:
    match said:
        case None:
            return None
        case str():
            return amounts.read_amount(said)
        case bool():
            pass
        case int() | Decimal():
            return amounts.within_bounds(Decimal(said))
    raise UnreadableField("This is not a number.")


def _placed(said: object) -> datetime | date | None:
    return instant_or_day(_text(said)) if said is not None else None


def _status(said: object) -> OrderStatus | None:
    status = order_status(_text(said)) if said is not None else None
    if said is not None and status is None:
        raise UnreadableField("This status is not known.")
    return status


def _parts(said: object) -> Iterable[str]:
    """A list, or a text with commas."""
    return map(_text, said if isinstance(said, list) else _text(said).split(","))

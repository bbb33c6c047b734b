"""Orders as JSON, from Zapier, Make or a shop of the owner's own: one object, or a list of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypeVar

from loyalty.model.imported import ShopOrder
from loyalty.model.money.told_refunds import LONGEST_ID, Refund
from loyalty.model.orders import OrderStatus
from loyalty.model.written.order_statuses import order_status
from loyalty.model.written.phone_numbers import phone_number
from shops.bought.json_lines import PARTS, json_lines, written_amounts
from shops.bought.order_goods import goods_of, names_of
from shops.field_errors import UnreadableField, read_field
from shops.json_values import LONGEST_NUMBER_SHOWN, TOO_LONG, json_amount, json_text
from shops.order_fields import cell_coupons, cell_currency, cell_email, cell_number, cell_products, clean
from words.days import day_form, instant_or_day

V = TypeVar("V")

MOST_ORDERS = 500
LONGEST_STATUS = 100
FIRST_SECONDS, LAST_SECONDS = 10**9, 7 * 10**9
"""Whole numbers between these are instants from 2001 to 2191, in seconds; a thousand times as large in milliseconds."""
FIELD_NAMES = {
    "order": ("order", "order_number", "number"),
    "email": ("email",),
    "phone": ("phone", "phone_number"),
    "amount": ("amount", "total"),
    "currency": ("currency",),
    "placed": ("placed", "created_at", "date"),
    "status": ("status",),
    "refunded": ("refunded",),
    "refund_id": ("refund_id",),
    "refund_amount": ("refund_amount",),
    "products": ("products",),
    "coupons": ("coupons", "discount_code"),
    "changed": ("changed", "updated_at", "updated", "modified_at", "date_modified"),
    "lines": ("lines", "line_items"),
    "goods": ("goods",),
    "shipping_amount": ("shipping_amount", "shipping_total"),
    "tax_amount": ("tax_amount", "total_tax"),
    "tip_amount": ("tip_amount",),
    "gift_card_amount": ("gift_card_amount",),
}
"""What each field may be called. The first name with a value counts; other names are ignored."""
MONEY = ("amount", "refunded", "refund_amount", "goods", *PARTS)
HINTS = {
    **dict.fromkeys((*MONEY, "lines"), " Write it as a plain number, such as 1234.50."),
    "placed": " Write it as 2026-11-23.",
    "changed": " Write it as 2026-11-23T09:50:26Z.",
}


class UnusableBody(Exception):
    """The body is neither an order nor a list of orders; the message is a sentence, ``status`` the one of HTTP."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True, slots=True)
class JsonOrder:
    """One order of a body. If it cannot be read, ``order`` is None and ``why`` says why; ``number`` may be blank."""

    number: str
    order: ShopOrder | None
    why: str = ""


def read_json_orders(body: object) -> tuple[JsonOrder, ...]:
    """The orders of a request's body, in the same order; raises UnusableBody."""
    orders = body if isinstance(body, list) else [body]
    if not orders or not all(isinstance(order, dict) for order in orders):
        raise UnusableBody("The body is no order and no list of orders.", 400)
    if len(orders) > MOST_ORDERS:
        raise UnusableBody(f"There are more than {MOST_ORDERS} orders; send them in several requests.", 413)
    return tuple(map(_read_order, orders))


def _read_order(fields: Mapping[str, object]) -> JsonOrder:
    try:
        amount, lines = _field(fields, "amount", json_amount), _field(fields, "lines", json_lines)
        parts = [_field(fields, part, json_amount) for part in PARTS]
        goods = _field(fields, "goods", lambda told: goods_of(amount, json_amount(told), parts))
        single_amount = _field(fields, "refund_amount", json_amount)
        single = _field(fields, "refund_id", lambda id_: _single(fields, id_, single_amount))
        order = ShopOrder(
            number=_field(fields, "order", _number),
            email=_field(fields, "email", lambda value: cell_email(json_text(value))),
            amount=amount,
            placed=_field(fields, "placed", _placed),
            status=_field(fields, "status", _status),
            refunded=single.amount if single else _field(fields, "refunded", json_amount),
            refunds_alone=single is not None,
            refunds=(single,) if single else (),
            currency=_field(
                fields, "currency", lambda value: cell_currency(json_text(value), *_written_amounts(fields))
            ),
            products=_field(
                fields, "products", lambda value: cell_products(_parts(value) if value else names_of(lines))
            ),
            coupons=_field(fields, "coupons", lambda value: cell_coupons(_parts(value))),
            changed=_field(fields, "changed", _changed),
            goods=goods,
            lines=lines,
            phone=_field(fields, "phone", lambda value: phone_number(json_text(value))),
        )
    except UnreadableField as error:
        return JsonOrder(_number_to_show(fields), None, str(error))
    return JsonOrder(order.number, order)


def _value(fields: Mapping[str, object], name: str) -> object:
    """The value of this field, by the first of its names that has one; None if none has."""
    return next(
        (value for field_name in FIELD_NAMES[name] if (value := fields.get(field_name)) not in (None, "")), None
    )


def _field(fields: Mapping[str, object], name: str, read: Callable[[object], V]) -> V:
    return read_field(name, read, _value(fields, name), hints=HINTS)


def _number_to_show(fields: Mapping[str, object]) -> str:
    try:
        return clean(json_text(_value(fields, "order")))[:LONGEST_NUMBER_SHOWN]
    except UnreadableField:
        return ""


def _number(value: object) -> str:
    # A number that came as 5.77e17 may be any of thousands.
    shortened = isinstance(value, Decimal) and value.is_finite() and "E" in str(value)
    return cell_number(str(value) if shortened else json_text(value))


def _written_amounts(fields: Mapping[str, object]) -> Iterable[str]:
    """The amounts that came as text: they may have a currency beside them."""
    values = (_value(fields, name) for name in MONEY)
    return [*(value for value in values if isinstance(value, str)), *written_amounts(_value(fields, "lines"))]


def _single(fields: Mapping[str, object], value: object, amount: Decimal | None) -> Refund | None:
    """One refund with its own id; UnreadableField where only one of amount and id is told, or all that went back."""
    id_ = clean(json_text(value))
    if len(id_) > LONGEST_ID:
        raise UnreadableField(TOO_LONG)
    if amount is None and not id_:
        return None
    if not amount or not id_:
        raise UnreadableField("Tell a refund with both refund_id, its own, and refund_amount.")
    if _value(fields, "refunded") is not None:
        raise UnreadableField("Tell either what went back in all, or one refund.")
    return Refund(amount, id_)


def _placed(value: object) -> datetime | date | None:
    if value is None:
        return None
    # A number can only be a spreadsheet's own one of a day, as Zapier and Make hand it on.
    written = str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else json_text(value)
    return instant_or_day(written, day_form([written]))


def _changed(value: object) -> datetime | None:
    """An instant; also a number of seconds or milliseconds since 1970. A day alone tells no two versions apart."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= FIRST_SECONDS:
        seconds = value // 1000 if value >= FIRST_SECONDS * 1000 else value
        return datetime.fromtimestamp(seconds, UTC) if seconds <= LAST_SECONDS else None
    at = _placed(value)
    return at if isinstance(at, datetime) else None


def _status(value: object) -> OrderStatus | None:
    written = json_text(value)
    if len(written) > LONGEST_STATUS:
        raise UnreadableField(TOO_LONG)
    status = order_status(written) if value is not None else None
    if value is not None and status is None:
        raise UnreadableField("This status is not known.")
    return status


def _parts(value: object) -> Iterable[str]:
    """The texts of a JSON list, or of one text with commas."""
    return map(json_text, value if isinstance(value, list) else json_text(value).split(","))

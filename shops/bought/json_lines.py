"""The lines of an order in JSON, as programs name what they tell of each."""

from collections.abc import Iterator, Mapping

from loyalty.model.bought.order_lines import OrderLine
from shops.bought.order_goods import MOST_LINES, for_each, order_line, order_lines
from shops.field_errors import UnreadableField
from shops.json_values import json_amount, json_number, json_text

LINE_NAMES = {
    "name": ("name", "title", "product"),
    "sku": ("sku",),
    "category": ("category", "product_type"),
    "quantity": ("quantity", "qty"),
    "amount": ("amount", "total"),
    "price": ("price", "unit_price"),
}
"""What each part of a line may be called. The first name with a value counts; other names are ignored."""
PARTS = ("shipping_amount", "tax_amount", "tip_amount", "gift_card_amount")
"""What an order's amount may hold besides goods."""
GIFT_CARD = "gift card"
MOST_SENT = 10 * MOST_LINES


def json_lines(value: object) -> tuple[OrderLine, ...]:
    """The lines of a JSON list; UnreadableField."""
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(line, dict) for line in value):
        raise UnreadableField('This is no list of lines such as {"name": "Mug", "quantity": 2, "amount": 24}.')
    if len(value) > MOST_SENT:
        raise UnreadableField(f"There are more than {MOST_SENT:,} lines; send the order without them.")
    return order_lines(map(_line, value))


def written_amounts(value: object) -> Iterator[str]:
    """The amounts of such lines that came as text: they may have a currency beside them."""
    for line in value if isinstance(value, list) else ():
        told = (_value(line, name) for name in ("amount", "price"))
        yield from (amount for amount in told if isinstance(amount, str))


def _line(fields: Mapping[str, object]) -> OrderLine | None:
    quantity = json_number(_value(fields, "quantity"))
    amount, price = (json_amount(_value(fields, name)) for name in ("amount", "price"))
    if amount is None and price is not None:
        amount = for_each(price, quantity)
    name, sku, category = (json_text(_value(fields, name)) for name in ("name", "sku", "category"))
    if fields.get("gift_card") is True:
        category = GIFT_CARD
    return order_line(name, sku=sku, category=category, quantity=quantity, amount=amount)


def _value(fields: Mapping[str, object], name: str) -> object:
    return next((value for known in LINE_NAMES[name] if (value := fields.get(known)) not in (None, "")), None)

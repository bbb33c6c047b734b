"""Shopify's webhooks, of an app or of Settings, Notifications: orders by their names, refunds by the order's id.

Source: Shopify's documentation of webhooks, of the order and of the refund resource, 2026-10.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from loyalty.model.bought.order_lines import OrderLine
from loyalty.model.imported import ShopOrder
from loyalty.model.money.told_refunds import Refund
from loyalty.model.orders import OrderStatus
from shops.bought.json_lines import GIFT_CARD
from shops.bought.order_goods import for_each, order_line
from shops.field_errors import UnreadableField
from shops.web.event_fields import (
    Fields,
    any_currency,
    codes,
    currency,
    either_sign,
    email,
    every_object,
    fields_of,
    inner,
    instant,
    lenient,
    lenient_money,
    lines,
    money,
    named,
    number,
    objects,
    phone,
    plain_id,
    products,
    text,
    told_money,
    total,
    within,
)
from shops.web.heard import Heard, NoEvent, NothingForUs, NotSigned, Unreadable, Webhook
from shops.web.signatures import Headers, looks_like_base64, signed_in_base64, topic_in
from words.exact_json import InexactJson, read_exact_json

SHOP = "shopify"
SIGNATURE = ("x-shopify-hmac-sha256", "shopify-hmac-sha256")
"""The header of webhooks, and that of Events, which are to come after them."""
TOPIC = ("x-shopify-topic", "shopify-topic")
DOMAIN = ("x-shopify-shop-domain", "shopify-shop-domain")
TEST = ("x-shopify-test", "shopify-test")
PHONES = ("customer", "billing_address", "shipping_address")
REFUND = "refunds/create"
NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""Of a refund that does not say when it was: whatever says so is newer."""
ORDERS = frozenset(
    f"orders/{what}" for what in ("create", "updated", "paid", "cancelled", "fulfilled", "partially_fulfilled")
)
STATUSES: Mapping[str, OrderStatus] = {
    "pending": OrderStatus.UNPAID,
    "authorized": OrderStatus.UNPAID,
    "partially_paid": OrderStatus.UNPAID,
    "expired": OrderStatus.UNPAID,
    "paid": OrderStatus.PAID,
    "refunded": OrderStatus.REFUNDED,
    "voided": OrderStatus.CANCELLED,
}


def may_be_signed(headers: Headers) -> bool:
    """True where there is what may be a signature: only then is the body worth reading."""
    return any(looks_like_base64(shown) for shown in _signatures(headers))


def read_shopify(headers: Headers, body: bytes, *, secrets: Sequence[str], shop: str = "") -> Webhook:
    """What the webhook tells. ``shop`` is the shop's own ``name.myshopify.com``, where another's are not wanted."""
    if not signed_in_base64(_signatures(headers), body, secrets):
        return NotSigned()
    try:
        fields = read_exact_json(body)
    except InexactJson as error:
        return NoEvent(str(error))
    if not isinstance(fields, dict):
        return NoEvent("The body is no order and no refund.")
    topic = topic_in(headers, *TOPIC) or _topic_of(fields)
    if why := _not_wanted(headers, topic, fields, shop):
        return NothingForUs(topic, why)
    return told_by_shopify(topic, fields)


def told_by_shopify(topic: str, fields: Fields) -> Webhook:
    """What an order or a refund tells, with the keys that webhooks have."""
    try:
        told = _refund(fields) if topic == REFUND else _order(fields)
    except UnreadableField as error:
        return Unreadable(topic, text(*(fields.get(name) for name in ("name", "order_id", "id"))), str(error))
    return Heard(topic, (told,)) if told else NothingForUs(topic, "nothing went back")


def _signatures(headers: Headers) -> list[str]:
    return [shown.strip() for name in SIGNATURE if (shown := headers.get(name))]


def _topic_of(fields: Fields) -> str:
    """What a body without a topic is by its shape."""
    if "order_id" in fields and ("refund_line_items" in fields or "transactions" in fields):
        return REFUND
    return "orders/updated" if "total_price" in fields else ""


def _not_wanted(headers: Headers, topic: str, fields: Fields, shop: str) -> str:
    """Why this is nothing for us; blank where it is."""
    domain = next((headers[name] for name in DOMAIN if headers.get(name)), "").strip().lower()
    if shop and domain and domain != shop:
        return "another shop"
    if topic != REFUND and topic not in ORDERS:
        return "this topic is not needed"
    tests = [headers.get(name, "").strip().lower() == "true" for name in TEST]
    return "a test" if fields.get("test") is True or any(tests) else ""


def _order(fields: Fields) -> ShopOrder:
    amount = named("total_price", money, fields.get("total_price"))
    if amount is None:
        amount = named("total_price_set", money, inner(fields, "total_price_set", "shop_money", "amount"))
    bought = [(line, _line_amount(line)) for line in objects(fields.get("line_items"))]
    read = lines(_line(line, came_to) for line, came_to in bought)
    emails = (fields.get("email"), fields.get("contact_email"), inner(fields, "customer", "email"))
    return ShopOrder(
        number=named("name", number, fields.get("name"), fields.get("order_number"), fields.get("id")),
        email=email(*emails),
        phone=phone(fields.get("phone"), *(inner(fields, part, "phone") for part in PHONES)),
        amount=amount,
        currency=named("currency", currency, fields.get("currency")),
        placed=instant(fields.get("processed_at")) or instant(fields.get("created_at")),
        status=_status(fields),
        products=products(read),
        coupons=codes(code.get("code") for code in objects(fields.get("discount_codes"))),
        changed=instant(fields.get("updated_at")),
        goods=None if amount is None else _goods(fields, bought, amount),
        lines=read,
        shop_id=f"{SHOP}/{named('id', plain_id, fields.get('id'))}",
        refunds=tuple(filter(None, map(_went_back, named("refunds", every_object, fields.get("refunds"))))),
    )


def _status(fields: Fields) -> OrderStatus:
    if fields.get("cancelled_at"):
        return OrderStatus.CANCELLED
    status = text(fields.get("financial_status")).lower()
    if status == "partially_refunded":
        # How much is told by the refunds, here or on their own way.
        return OrderStatus.PAID
    return STATUSES.get(status, OrderStatus.UNPAID)


def _goods(fields: Fields, bought: Sequence[tuple[Fields, Decimal]], amount: Decimal) -> Decimal | None:
    """The subtotal without gift cards, and without tax where the prices have it in them; None where none is told."""
    subtotal = lenient(None, money, fields.get("subtotal_price"))
    if subtotal is None:
        return None
    cards = total(came_to for line, came_to in bought if line.get("gift_card") is True)
    tax = Decimal(0)
    if fields.get("taxes_included") is True:
        of_lines = [tax_line for line, _ in bought for tax_line in objects(line.get("tax_lines"))]
        # The whole tax has that of the shipping in it, which the subtotal has not.
        tax = total(lenient_money(tax_line.get("price")) for tax_line in of_lines)
        tax = tax or lenient_money(fields.get("total_tax"))
    return within(subtotal - cards - tax, amount)


def _line_amount(line: Fields) -> Decimal:
    """What a line came to after its part of all discounts."""
    whole = lenient(Decimal(0), for_each, lenient_money(line.get("price")), lenient_money(line.get("quantity")))
    parts = objects(line.get("discount_allocations"))
    off = total(lenient_money(part.get("amount")) for part in parts) or lenient_money(line.get("total_discount"))
    return within(whole - off, whole)


def _line(line: Fields, came_to: Decimal) -> OrderLine | None:
    category = GIFT_CARD if line.get("gift_card") is True else ""
    name, sku = text(line.get("name"), line.get("title")), text(line.get("sku"))
    return order_line(name, sku=sku, category=category, quantity=money(line.get("quantity")), amount=came_to)


def _refund(fields: Fields) -> ShopOrder | None:
    """A refund that comes alone: it knows the order's id and not its name."""
    refund = _went_back(fields)
    order = named("order_id", plain_id, fields.get("order_id"))
    own = _own_currencies(objects(fields.get("refund_line_items")))
    unit = own.pop() if len(own) == 1 else ""
    return ShopOrder("", shop_id=f"{SHOP}/{order}", currency=unit, refunds=(refund,)) if refund else None


def _went_back(fields: Fields) -> Refund | None:
    """A refund; None where neither goods nor money went back. What cannot be read is no refund of nothing."""
    items, adjusted, transactions = (
        named(name, every_object, fields.get(name))
        for name in ("refund_line_items", "order_adjustments", "transactions")
    )
    subtotal = total(named("refund subtotal", _shop_money, item, "subtotal") for item in items)
    tax = total(named("refund tax", _shop_money, item, "total_tax") for item in items)
    shipping = total(_shipped_back(fields, adjusted))
    paid = list(filter(_is_paid_back, transactions))
    own = _own_currencies(items)
    paid_in = {named("refund currency", any_currency, part.get("currency")) for part in paid}
    if own and paid_in - own - {""}:
        # What was paid is told in the customer's currency, and only the lines in the shop's own.
        amount = subtotal + tax + shipping
    else:
        money_back = [named("refund amount", told_money, part.get("amount")) for part in paid]
        amount = total(money_back) if paid else subtotal
    if not (amount or subtotal):
        return None
    at = instant(fields.get("processed_at")) or instant(fields.get("created_at")) or NO_TIME
    goods = _goods_back(amount - shipping, subtotal, tax) if items else Decimal(0) if shipping else None
    return Refund(amount, named("refund id", plain_id, fields.get("id")), at, goods)


def _own_currencies(items: Sequence[Fields]) -> set[str]:
    """The shop's own currency, as lines that went back tell it."""
    told = [inner(item, "subtotal_set", "shop_money", "currency_code") for item in items]
    return {named("refund currency", any_currency, code) for code in told} - {""}


def _goods_back(paid: Decimal, subtotal: Decimal, tax: Decimal) -> Decimal | None:
    """What of the goods went back, without tax; None where it is unclear whether the prices have the tax in them."""
    if not tax or paid == subtotal + tax:
        return subtotal
    return subtotal - tax if paid == subtotal else None


def _is_paid_back(part: Fields) -> bool:
    return part.get("kind") == "refund" and part.get("status") == "success"


def _shipped_back(fields: Fields, adjusted: Sequence[Fields]) -> Iterator[Decimal]:
    """What of a refund was for shipping; adjustments are below zero."""
    for part in adjusted:
        if part.get("kind") == "shipping_refund":
            for name in ("amount", "tax_amount"):
                yield named("refund shipping", either_sign, part.get(name)) or Decimal(0)
    if not adjusted:
        for line in named("refund_shipping_lines", every_object, fields.get("refund_shipping_lines")):
            amount = inner(line, "subtotal_amount_set", "shop_money", "amount")
            yield named("refund shipping", either_sign, amount) or Decimal(0)


def _shop_money(item: Fields, name: str) -> Decimal:
    """An amount in the shop's currency, which the field itself has, too; UnreadableField."""
    set_so = inner(fields_of(item.get(f"{name}_set")), "shop_money", "amount")
    return money(set_so) or money(item.get(name)) or Decimal(0)

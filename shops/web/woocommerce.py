"""WooCommerce's webhooks: the order as its REST API has it, with all its refunds in it; there is no topic for refunds.

Source: class-wc-webhook.php of WooCommerce and the documentation of its REST API, version 3.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from html import unescape

from loyalty.model.addresses import fold_domain
from loyalty.model.bought.order_lines import OrderLine
from loyalty.model.imported import ShopOrder
from loyalty.model.money.told_refunds import Refund
from loyalty.model.orders import OrderStatus
from shops.bought.order_goods import order_line
from shops.field_errors import UnreadableField
from shops.web.event_fields import (
    MISSING,
    Fields,
    codes,
    currency,
    either_sign,
    email,
    every_object,
    inner,
    instant,
    lenient,
    lines,
    money,
    named,
    number,
    objects,
    phone,
    plain_id,
    products,
    text,
    total,
    within,
)
from shops.web.heard import Heard, NoEvent, NothingForUs, NotSigned, Unreadable, Webhook
from shops.web.signatures import Headers, looks_like_base64, signed_in_base64, topic_in
from words.exact_json import InexactJson, read_exact_json
from words.web_links import host_of

SHOP = "woocommerce"
SIGNATURE = "x-wc-webhook-signature"
TOPIC = "x-wc-webhook-topic"
SOURCE = "x-wc-webhook-source"
ANOTHER_SITE = "It comes from another site than the one in WOOCOMMERCE_URL, as a copy of the shop for tests is."
DELETED, RESTORED = "order.deleted", "order.restored"
TOPICS = frozenset({"order.created", "order.updated", DELETED, RESTORED})
LONGEST_PING = 32
STATUSES: Mapping[str, OrderStatus] = {
    "pending": OrderStatus.UNPAID,
    "on-hold": OrderStatus.UNPAID,
    "failed": OrderStatus.CANCELLED,
    "processing": OrderStatus.PAID,
    "completed": OrderStatus.PAID,
    "refunded": OrderStatus.REFUNDED,
    "cancelled": OrderStatus.CANCELLED,
    "trash": OrderStatus.CANCELLED,
}
ON_DELIVERY = "cod"
"""What WooCommerce calls its own way to pay in cash on delivery."""
DRAFTS = frozenset({"checkout-draft", "auto-draft", "draft"})
_PING = re.compile(rb"webhook_id=[0-9]{1,20}")
_ENTITY = re.compile("&(?:amp|lt|gt|quot|#x?[0-9a-f]{1,8});", re.IGNORECASE)
DECODED = frozenset("&<>\"'")
"""What WordPress decodes; everything else that looks like an entity stays as it is."""


def may_be_signed(headers: Headers) -> bool:
    """True where there is what may be a signature: only then is the body worth reading."""
    return looks_like_base64(headers.get(SIGNATURE, "").strip())


def is_ping(body: bytes) -> bool:
    """True for what WooCommerce sends, without a signature, when the owner saves a webhook."""
    return _PING.fullmatch(body) is not None


def read_woocommerce(headers: Headers, body: bytes, *, secrets: Sequence[str], site: str = "") -> Webhook:
    """What the webhook tells. WooCommerce signs with the secret as WordPress decodes it: ``&amp;`` is ``&``.

    ``site`` is the shop's own address, where another's orders are not wanted: a copy of the shop has its webhooks with
    their secrets, and gives its orders the ids that the shop gives to others.
    """
    shown = headers.get(SIGNATURE, "").strip()
    if not signed_in_base64([shown], body, [_decoded(secret) for secret in secrets]):
        return NotSigned()
    topic = topic_in(headers, TOPIC)
    if topic and topic not in TOPICS:
        return NothingForUs(topic, "this topic is not needed")
    try:
        fields = read_exact_json(body)
    except InexactJson as error:
        return NoEvent(str(error))
    webhook = told_by_woocommerce(topic, fields)
    if isinstance(webhook, Heard) and _is_of_another(headers, site):
        return Unreadable(topic, webhook.orders[0].number, ANOTHER_SITE)
    return webhook


def _is_of_another(headers: Headers, site: str) -> bool:
    """By their hosts alone: a site may have a path of its own for each language."""
    source = headers.get(SOURCE, "").strip()
    here, there = (fold_domain(host_of(address)).removeprefix("www.") for address in (site, source))
    return bool(here and there) and source.isascii() and here != there


def told_by_woocommerce(topic: str, fields: object) -> Webhook:
    """What an order tells, as webhooks and the REST API alike have it.

    Of one in the trash only the id comes, without a time, and one that is taken out of it has not changed: both count
    when they come.
    """
    if topic == DELETED and isinstance(fields, dict) and fields.get("id"):
        return _deleted(fields)
    if not isinstance(fields, dict) or "status" not in fields:
        return NoEvent("The body is no order.")
    if text(fields.get("status")).lower() in DRAFTS:
        return NothingForUs(topic, "a draft")
    try:
        told = _order(fields)
        return Heard(topic, (replace(told, changed=None) if topic == RESTORED else told,))
    except UnreadableField as error:
        return Unreadable(topic, text(fields.get("number"), fields.get("id")), str(error))


def _deleted(fields: Fields) -> Webhook:
    try:
        order = named("id", plain_id, fields.get("id"))
    except UnreadableField as error:
        return Unreadable(DELETED, "", str(error))
    return Heard(DELETED, (ShopOrder("", shop_id=f"{SHOP}/{order}", status=OrderStatus.CANCELLED),))


def _order(fields: Fields) -> ShopOrder:
    amount = named("total", money, fields.get("total"))
    bought = objects(fields.get("line_items"))
    goods = lenient(None, total, (money(line.get("total")) or Decimal(0) for line in bought))
    read = lines(map(_line, bought))
    told = fields.get("refunds")
    refunds = [refund for part in named("refunds", every_object, told) if (refund := _went_back(part))]
    return ShopOrder(
        number=named("number", number, fields.get("number"), fields.get("id")),
        email=email(inner(fields, "billing", "email")),
        phone=phone(inner(fields, "billing", "phone")),
        amount=amount,
        currency=named("currency", currency, fields.get("currency")),
        placed=instant(fields.get("date_created_gmt"), in_utc=True),
        status=_status(fields),
        refunded=None if told is None else total(refund.amount for refund in refunds),
        refunds=tuple(refund for refund in refunds if refund.id),
        products=products(read),
        coupons=codes(line.get("code") for line in objects(fields.get("coupon_lines"))),
        changed=instant(fields.get("date_modified_gmt"), in_utc=True),
        goods=within(goods, amount) if bought and goods is not None and amount is not None else None,
        lines=read,
        shop_id=f"{SHOP}/{named('id', plain_id, fields.get('id'))}",
    )


def _went_back(part: Fields) -> Refund | None:
    """A refund of an order, which is below zero; None where nothing went back."""
    amount = named("refunds", either_sign, part.get("total"))
    if amount is None:
        raise UnreadableField(f"refunds: {MISSING}")
    return Refund(amount, lenient("", plain_id, part.get("id"))) if amount else None


def _status(fields: Fields) -> OrderStatus:
    """Of a status that a plug-in has added it says whether the order was paid.

    Cash on delivery is being processed before anybody has paid; WooCommerce itself dates the payment when the order is
    completed (class-wc-gateway-cod.php).
    """
    if _waits_for_cash(fields):
        return OrderStatus.UNPAID
    known = STATUSES.get(text(fields.get("status")).lower().removeprefix("wc-"))
    return known or (OrderStatus.PAID if fields.get("date_paid_gmt") else OrderStatus.UNPAID)


def _waits_for_cash(fields: Fields) -> bool:
    in_work = text(fields.get("status")).lower() == "processing"
    return in_work and text(fields.get("payment_method")).lower() == ON_DELIVERY and not fields.get("date_paid_gmt")


def _line(line: Fields) -> OrderLine | None:
    quantity, came_to = money(line.get("quantity")), money(line.get("total"))
    return order_line(text(line.get("name")), sku=text(line.get("sku")), quantity=quantity, amount=came_to)


def _decoded(secret: str) -> str:
    """As ``wp_specialchars_decode`` with both kinds of quotation marks does it, once."""
    return _ENTITY.sub(lambda found: sign if (sign := unescape(found[0])) in DECODED else found[0], secret)

"""Stripe's webhooks: what was paid at its Checkout, and what of it went back, in all and by the payment's id.

Source: Stripe's documentation of signatures, of the Checkout Session, the Charge, the Refund and of currencies.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from loyalty.model.imported import ShopOrder
from loyalty.model.money.told_refunds import FailedRefund, Refund
from loyalty.model.orders import OrderStatus
from shops.field_errors import UnreadableField
from shops.web.event_fields import (
    Fields,
    currency,
    email,
    fields_of,
    inner,
    instant,
    lenient,
    named,
    number,
    phone,
    plain_id,
    text,
    told_money,
    total,
    within,
)
from shops.web.heard import Heard, NoEvent, NothingForUs, NotSigned, Unreadable, Webhook
from shops.web.signatures import LONGEST_TOPIC, Headers, looks_like_hex, signed_in_hex
from words.exact_json import InexactJson, read_exact_json

SHOP = "stripe"
SIGNATURE = "stripe-signature"
TOLERANCE_SECONDS = 300
MOST_SIGNATURES = 10
PAID_SESSION = "checkout.session.completed"
PAID_LATER = "checkout.session.async_payment_succeeded"
WENT_BACK = "charge.refunded"
REFUND_FAILED, REFUND_UPDATED = "refund.failed", "refund.updated"
CHARGES_REFUND_UPDATED = "charge.refund.updated"
"""The older name of the one before."""
ABOUT_REFUNDS = (REFUND_FAILED, REFUND_UPDATED, CHARGES_REFUND_UPDATED)
NOT_GONE = frozenset({"failed", "canceled"})
"""What becomes of a refund that the bank sends back, or that is called off: the money is the shop's again."""
DISPUTE_CLOSED, LOST = "charge.dispute.closed", "lost"
"""What the bank takes back in a dispute is no refund: Stripe's sum of the charge's refunds leaves it out."""
WANTED = (PAID_SESSION, PAID_LATER, WENT_BACK, *ABOUT_REFUNDS, DISPUTE_CLOSED)
PAID = frozenset({"paid", "no_payment_required"})
WITHOUT_CENTS = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"]
)
IN_THOUSANDTHS = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])
_SECONDS = re.compile(r"[0-9]{1,11}")
_TYPE = re.compile(rf"[a-z0-9_.]{{1,{LONGEST_TOPIC}}}")


def may_be_signed(headers: Headers, now: datetime) -> bool:
    """True where there is what may be a signature of just now: only then is the body worth reading."""
    return bool(_signatures(headers, now)[1])


def read_stripe(headers: Headers, body: bytes, *, secrets: Sequence[str], now: datetime) -> Webhook:
    """What the event tells."""
    second, shown = _signatures(headers, now)
    if not signed_in_hex(shown, second.encode() + b"." + body, secrets):
        return NotSigned()
    try:
        event = read_exact_json(body)
    except InexactJson as error:
        return NoEvent(str(error))
    return told_by_stripe(event, now)


def told_by_stripe(event: object, now: datetime) -> Webhook:
    """What an event tells, whether it came as a webhook or stands in the account's list of events."""
    topic = text(event.get("type")) if isinstance(event, dict) else ""
    if not isinstance(event, dict) or not _TYPE.fullmatch(topic):
        return NoEvent("The body is no event.")
    told = fields_of(inner(event, "data", "object"))
    if why := _not_wanted(event, topic, told):
        return NothingForUs(topic, why)
    try:
        order = _order(topic, told, _at(event, now))
    except UnreadableField as error:
        return Unreadable(topic, text(told.get("payment_intent"), told.get("id")), str(error))
    return Heard(topic, (order,))


def _order(topic: str, told: Fields, at: datetime) -> ShopOrder:
    if topic == WENT_BACK:
        return _refund(told, at)
    if topic == DISPUTE_CLOSED:
        return _taken_back(told, at)
    return _failed(told, at) if topic in ABOUT_REFUNDS else _session(told, at)


def _signatures(headers: Headers, now: datetime) -> tuple[str, list[str]]:
    """The second of the signature, as it is written, and all of version 1; none where that is not just now."""
    parts = [part.strip().partition("=") for part in headers.get(SIGNATURE, "").split(",")]
    seconds = [value for name, _, value in parts if name == "t"]
    if len(seconds) != 1 or not _SECONDS.fullmatch(seconds[0]):
        return "", []
    if abs(now.timestamp() - int(seconds[0])) > TOLERANCE_SECONDS:
        return "", []
    shown = [value for name, _, value in parts if name == "v1" and looks_like_hex(value)]
    return seconds[0], shown[:MOST_SIGNATURES]


def _not_wanted(event: Fields, topic: str, told: Fields) -> str:
    """Why this is nothing for us; blank where it is."""
    if topic not in WANTED:
        return "this topic is not needed"
    if event.get("livemode") is not True:
        return "a test"
    if topic in ABOUT_REFUNDS and text(told.get("status")) not in NOT_GONE:
        return "the refund has not failed"
    if topic == DISPUTE_CLOSED and text(told.get("status")) != LOST:
        return "the dispute is not lost"
    if topic in (PAID_SESSION, PAID_LATER) and told.get("mode") == "setup":
        return "nothing was paid"
    if topic == PAID_SESSION and text(told.get("payment_status")) not in PAID:
        return "not paid yet"
    return ""


def _session(session: Fields, at: datetime) -> ShopOrder:
    """What was paid. Its number is the shop's own where that has told Stripe one, else the payment's id."""
    unit = named("currency", currency, session.get("currency"))
    amount = named("amount_total", _minor, session.get("amount_total"), unit)
    payment = _payment(session)
    parts = [inner(session, "total_details", name) for name in ("amount_shipping", "amount_tax")]
    other = lenient(None, total, (_minor(part, unit) for part in parts if part is not None))
    own, in_the_link = inner(session, "metadata", "order_number"), session.get("client_reference_id")
    return ShopOrder(
        number=named("order_number", number, own, in_the_link, payment),
        email=email(inner(session, "customer_details", "email"), session.get("customer_email")),
        phone=phone(inner(session, "customer_details", "phone")),
        amount=amount,
        currency=unit,
        placed=instant(session.get("created")) or at,
        status=OrderStatus.PAID,
        changed=at,
        goods=None if other is None or not session.get("total_details") else within(amount - other, amount),
        shop_id=f"{SHOP}/{payment}",
        # A Payment Link takes its client_reference_id out of its own address, which anybody may write.
        named_by_payer=bool(in_the_link) and not own,
        number_of_its_own=payment,
    )


def _refund(charge: Fields, at: datetime) -> ShopOrder:
    """What of a payment went back by now, in all."""
    unit = named("currency", currency, charge.get("currency"))
    back = named("amount_refunded", _minor, charge.get("amount_refunded"), unit)
    refund = Refund(back, _id(charge), at)
    return ShopOrder("", shop_id=f"{SHOP}/{_payment(charge)}", currency=unit, refunds=(refund,))


def _taken_back(dispute: Fields, at: datetime) -> ShopOrder:
    """What the customer's bank has taken back of a payment, beside all that the shop has given back itself."""
    unit = named("currency", currency, dispute.get("currency"))
    refund = Refund(named("amount", _minor, dispute.get("amount"), unit), _id(dispute), at)
    charge = named("charge", plain_id, inner(dispute, "charge", "id") or dispute.get("charge"))
    order = _payment({"payment_intent": dispute.get("payment_intent"), "id": charge})
    return ShopOrder("", shop_id=f"{SHOP}/{order}", currency=unit, refunds=(refund,))


def _failed(refund: Fields, at: datetime) -> ShopOrder:
    """That a refund has not arrived: by the charge's own sum where that comes along, else as a part of that sum."""
    charge = refund.get("charge")
    if isinstance(charge, Mapping) and charge.get("amount_refunded") is not None:
        return _refund(fields_of(charge), at)
    unit = named("currency", currency, refund.get("currency"))
    amount = named("amount", _minor, refund.get("amount"), unit)
    of = named("charge", plain_id, charge)
    failed = FailedRefund(of, instant(refund.get("created")) or at)
    order = _payment({"payment_intent": refund.get("payment_intent"), "id": of})
    went_back = Refund(amount, _id(refund), at, failed=failed)
    return ShopOrder("", shop_id=f"{SHOP}/{order}", currency=unit, refunds=(went_back,))


def _id(fields: Fields) -> str:
    return named("id", plain_id, fields.get("id"))


def _payment(fields: Fields) -> str:
    """The payment's id, which a session and its charges share; their own where there is none, as for nothing to pay."""
    payment = fields.get("payment_intent")
    if payment in (None, ""):
        return _id(fields)
    return named("payment_intent", plain_id, payment.get("id") if isinstance(payment, Mapping) else payment)


def _minor(value: object, unit: str) -> Decimal:
    """An amount in the smallest unit of its currency, as Stripe counts, in whole ones; UnreadableField."""
    amount = told_money(value)
    if amount != amount.to_integral_value():
        raise UnreadableField("This is no whole number.")
    places = 0 if unit in WITHOUT_CENTS else 3 if unit in IN_THOUSANDTHS else 2
    return amount.scaleb(-places)


def _at(event: Fields, now: datetime) -> datetime:
    return instant(event.get("created")) or now.astimezone(UTC)

"""Stripe's objects as events and lists show them."""

from datetime import datetime
from typing import Any

from sandbox.shops.stripe.payments import FREE, PAID, Payment, StripeRefund, new_id
from sandbox.shops.webhooks import Subscription

Body = dict[str, Any]
API_VERSION = "2026-10-28.clover"
ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")


def seconds(moment: datetime) -> int:
    """A moment as Stripe writes it."""
    return int(moment.timestamp())


def session_body(payment: Payment) -> Body:
    """A checkout session."""
    free = payment.status == FREE
    shipping = payment.minor(payment.bill.shipping)
    return {
        "id": payment.session,
        "object": "checkout.session",
        "allow_promotion_codes": None,
        "amount_subtotal": payment.minor(payment.bill.goods),
        "amount_total": payment.total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "cancel_url": "https://marigoldandfinch.example/cart",
        "client_reference_id": payment.reference or None,
        "created": seconds(payment.created),
        "currency": payment.money.currency.lower(),
        "customer": None,
        "customer_creation": "if_required",
        "customer_details": {
            "address": dict.fromkeys(ADDRESS),
            "email": payment.email or None,
            "name": None,
            "phone": None,
            "tax_exempt": "none",
            "tax_ids": [],
        },
        "customer_email": None,
        "expires_at": seconds(payment.created) + 86_400,
        "invoice": None,
        "livemode": payment.livemode,
        "locale": None,
        "metadata": dict(payment.metadata),
        "mode": "payment",
        "payment_intent": None if free else payment.intent,
        "payment_link": None,
        "payment_method_types": ["card"],
        "payment_status": payment.status,
        "shipping_cost": {"amount_subtotal": shipping, "amount_tax": 0, "amount_total": shipping},
        "status": "complete",
        "subscription": None,
        "success_url": "https://marigoldandfinch.example/thanks",
        "total_details": {
            "amount_discount": payment.minor(payment.discount),
            "amount_shipping": shipping,
            "amount_tax": payment.minor(payment.bill.tax),
        },
        "ui_mode": "hosted",
        "url": None,
    }


def line_items_body(payment: Payment) -> list[Body]:
    """What was bought in a session."""
    return [
        {
            "id": f"li_{payment.session[-12:]}{place}",
            "object": "item",
            "amount_discount": 0,
            "amount_subtotal": payment.minor(line.subtotal),
            "amount_tax": 0,
            "amount_total": payment.minor(line.subtotal),
            "currency": payment.money.currency.lower(),
            "description": line.variant.name,
            "price": {
                "id": f"price_{line.variant.id}",
                "object": "price",
                "product": f"prod_{line.variant.product_id}",
                "unit_amount": payment.minor(line.variant.price),
            },
            "quantity": line.quantity,
        }
        for place, line in enumerate(payment.bill.lines)
    ]


def charge_body(payment: Payment) -> Body:
    """The charge of a payment; ``amount_refunded`` is all that went back so far."""
    return {
        "id": payment.charge,
        "object": "charge",
        "amount": payment.total,
        "amount_captured": payment.total,
        "amount_refunded": payment.refunded,
        "balance_transaction": f"txn_{payment.charge[3:]}",
        "billing_details": {
            "address": dict.fromkeys(ADDRESS),
            "email": payment.email or None,
            "name": None,
            "phone": None,
            "tax_id": None,
        },
        "captured": True,
        "created": seconds(payment.charged or payment.created),
        "currency": payment.money.currency.lower(),
        "customer": None,
        "description": None,
        "disputed": payment.disputed,
        "failure_code": None,
        "failure_message": None,
        "livemode": payment.livemode,
        "metadata": dict(payment.metadata),
        "outcome": {"network_status": "approved_by_network", "type": "authorized"},
        "paid": payment.status == PAID,
        "payment_intent": payment.intent,
        "payment_method": f"pm_{payment.intent[3:]}",
        "receipt_email": None,
        "receipt_url": None,
        "refunded": payment.refunded == payment.total,
        "status": "succeeded",
    }


def refund_body(refund: StripeRefund, payment: Payment) -> Body:
    """One refund."""
    return {
        "id": refund.id,
        "object": "refund",
        "amount": refund.amount,
        "charge": payment.charge,
        "created": seconds(refund.at),
        "currency": payment.money.currency.lower(),
        "metadata": {},
        "payment_intent": payment.intent,
        "reason": refund.reason,
        "status": "failed" if refund.failed else "succeeded",
        **({"failure_reason": "lost_or_stolen_card"} if refund.failed else {}),
    }


def dispute_body(payment: Payment, at: datetime, status: str = "needs_response") -> Body:
    """A dispute of the whole charge."""
    return {
        "id": f"dp_{payment.charge[3:]}",
        "object": "dispute",
        "amount": payment.total,
        "charge": payment.charge,
        "created": seconds(at),
        "currency": payment.money.currency.lower(),
        "livemode": payment.livemode,
        "payment_intent": payment.intent,
        "reason": "fraudulent",
        "status": status,
    }


def event_body(kind: str, thing: Body, at: datetime, *, livemode: bool, previous: Body | None = None) -> Body:
    """An event; ``previous`` has what some keys of its object were before."""
    return {
        "id": new_id("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": seconds(at),
        "data": {"object": thing} | ({"previous_attributes": previous} if previous is not None else {}),
        "livemode": livemode,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }


def endpoint_body(url: str, subscriptions: list[Subscription], *, livemode: bool, secret: str = "") -> Body:
    """A webhook endpoint; its secret is shown once, when it is made."""
    first = subscriptions[0]
    shown: Body = {
        "id": first.name,
        "object": "webhook_endpoint",
        "api_version": None,
        "application": None,
        "created": seconds(first.created),
        "description": None,
        "enabled_events": [one.topic for one in subscriptions],
        "livemode": livemode,
        "metadata": {},
        "status": "enabled" if first.active else "disabled",
        "url": url,
    }
    return shown | ({"secret": secret} if secret else {})

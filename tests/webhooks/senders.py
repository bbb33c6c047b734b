"""Shops as they stand before our doors: bodies of the shapes that they send, signed as they sign them."""

import copy
import hmac
import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.container import now

SECRET = "the-secret-of-the-shops-webhooks"
OLD_SECRET = "the-old-secret-of-the-webhooks"
SHOP_ID = 450_789_469

Body = dict[str, Any]
Send = Callable[..., TestResponse]


def raw(body: object) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


def shopify_order(number: int = 1001, **what: Any) -> Body:
    """An order of 60 for goods of 50, as Shopify sends it when it is paid; customers know it as #1001."""
    order_id = SHOP_ID + number
    return {
        "id": order_id,
        "admin_graphql_api_id": f"gid://shopify/Order/{order_id}",
        "name": f"#{number}",
        "order_number": number,
        "email": "ana@example.com",
        "contact_email": "ana@example.com",
        "phone": None,
        "customer": {"id": 115_310_627, "email": "ana@example.com"},
        "currency": "USD",
        "presentment_currency": "USD",
        "total_price": "60.00",
        "subtotal_price": "50.00",
        "total_discounts": "0.00",
        "total_tax": "4.00",
        "taxes_included": False,
        "total_shipping_price_set": {"shop_money": {"amount": "6.00", "currency_code": "USD"}},
        "total_tip_received": "0.00",
        "current_total_price": "60.00",
        "current_subtotal_price": "50.00",
        "financial_status": "paid",
        "cancelled_at": None,
        "test": False,
        "discount_codes": [],
        "line_items": [shopify_line("Tote bag", "30.00"), shopify_line("Mug", "10.00", quantity=2)],
        "refunds": [],
        "note_attributes": [],
        "created_at": f"{now().date()}T00:00:01-05:00",
        "processed_at": f"{now().date()}T00:00:01-05:00",
        "updated_at": "2026-11-20T10:00:00-05:00",
        **what,
    }


def shopify_line(name: str, price: str, *, quantity: int = 1, **what: Any) -> Body:
    return {
        "id": 866_550_311,
        "name": name,
        "title": name,
        "sku": name[:3].upper(),
        "quantity": quantity,
        "price": price,
        "total_discount": "0.00",
        "gift_card": False,
        **what,
    }


def shopify_refund(refund: int = 870_001, number: int = 1001, amount: str = "15.00", **what: Any) -> Body:
    """A refund of goods, as it comes by itself: it knows the order's id and not its name."""
    return {
        "id": refund,
        "order_id": SHOP_ID + number,
        "created_at": "2026-11-21T09:00:00-05:00",
        "processed_at": "2026-11-21T09:00:00-05:00",
        "note": None,
        "refund_line_items": [
            {
                "id": 104_689_539,
                "line_item_id": 866_550_311,
                "quantity": 1,
                "subtotal": amount,
                "total_tax": "0.00",
                "subtotal_set": {"shop_money": {"amount": amount, "currency_code": "USD"}},
            }
        ],
        "transactions": [{"kind": "refund", "status": "success", "amount": amount, "currency": "USD"}],
        "order_adjustments": [],
        **what,
    }


def shopify_headers(body: bytes, topic: str, secret: str = SECRET) -> dict[str, str]:
    signature = b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()
    return {
        "X-Shopify-Hmac-SHA256": signature,
        "X-Shopify-Topic": topic,
        "X-Shopify-Shop-Domain": "marigold.myshopify.com",
        "X-Shopify-Webhook-Id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
        "X-Shopify-Triggered-At": "2026-11-20T15:00:00Z",
        "X-Shopify-API-Version": "2026-10",
    }


def woocommerce_order(number: int = 727, **what: Any) -> Body:
    """An order of 60 for goods of 50, as WooCommerce's REST API has it."""
    return {
        "id": number,
        "number": str(number),
        "order_key": "wc_order_58d2d042d1d",
        "status": "processing",
        "currency": "USD",
        "date_created_gmt": f"{now().date()}T00:00:01",
        "date_modified_gmt": "2026-11-20T15:00:00",
        "date_paid_gmt": "2026-11-20T14:59:58",
        "discount_total": "0.00",
        "shipping_total": "6.00",
        "total_tax": "4.00",
        "total": "60.00",
        "prices_include_tax": False,
        "customer_id": 0,
        "billing": {"first_name": "Ana", "email": "ana@example.com", "phone": ""},
        "line_items": [
            {"id": 315, "name": "Tote bag", "product_id": 93, "sku": "TOT", "quantity": 1, "total": "30.00"},
            {"id": 316, "name": "Mug", "product_id": 22, "sku": "", "quantity": 2, "total": "20.00"},
        ],
        "coupon_lines": [],
        "fee_lines": [],
        "refunds": [],
        "meta_data": [],
        **what,
    }


def woocommerce_headers(body: bytes, topic: str = "order.updated", secret: str = SECRET) -> dict[str, str]:
    resource, _, event = topic.partition(".")
    return {
        "X-WC-Webhook-Source": "https://shop.example/",
        "X-WC-Webhook-Topic": topic,
        "X-WC-Webhook-Resource": resource,
        "X-WC-Webhook-Event": event,
        "X-WC-Webhook-Signature": b64encode(hmac.digest(secret.encode(), body, "sha256")).decode(),
        "X-WC-Webhook-ID": "5",
        "X-WC-Webhook-Delivery-ID": "0b5fd1a6d8f0ae8b9a8b2a9c8c1d2e3f",
    }


def stripe_session(payment: str = "pi_3Oabc", **what: Any) -> Body:
    """A session of Stripe's Checkout: 60 with shipping and tax, for an order that the shop calls 2001."""
    return {
        "id": f"cs_live_{payment}",
        "object": "checkout.session",
        "payment_intent": payment,
        "payment_status": "paid",
        "mode": "payment",
        "amount_subtotal": 5000,
        "amount_total": 6000,
        "total_details": {"amount_discount": 0, "amount_shipping": 600, "amount_tax": 400},
        "currency": "usd",
        "customer_details": {"email": "ana@example.com"},
        "customer_email": None,
        "client_reference_id": None,
        "metadata": {"order_number": "2001"},
        "created": int(now().timestamp()),
        "livemode": True,
        **what,
    }


def stripe_charge(payment: str = "pi_3Oabc", refunded: int = 1500, **what: Any) -> Body:
    """A charge of which so many cents went back by now, in all."""
    return {
        "id": f"ch_{payment}",
        "object": "charge",
        "payment_intent": payment,
        "amount": 6000,
        "amount_refunded": refunded,
        "refunded": refunded == 6000,
        "currency": "usd",
        "billing_details": {"email": "ana@example.com"},
        "livemode": True,
        **what,
    }


def stripe_refund(refund: str = "re_1", amount: int = 1500, payment: str = "pi_3Oabc", **what: Any) -> Body:
    """A refund that has failed."""
    return {
        "id": refund,
        "object": "refund",
        "amount": amount,
        "charge": f"ch_{payment}",
        "created": 1_763_660_000,
        "currency": "usd",
        "payment_intent": payment,
        "status": "failed",
        "failure_reason": "lost_or_stolen_card",
        **what,
    }


def stripe_event(kind: str, told: Mapping[str, object], created: int = 1_763_650_800, **what: Any) -> Body:
    return {
        "id": f"evt_{created}",
        "object": "event",
        "type": kind,
        "created": created,
        "livemode": True,
        "data": {"object": told},
        **what,
    }


def stripe_headers(body: bytes, secret: str = SECRET, at: int | None = None) -> dict[str, str]:
    second = int(now().timestamp()) if at is None else at
    signature = hmac.digest(secret.encode(), f"{second}.".encode() + body, "sha256").hex()
    return {"Stripe-Signature": f"t={second},v1={signature},v0={'0' * 64}", "Content-Type": "application/json"}


def post(client: FlaskClient, door: str, body: bytes, headers: Mapping[str, str]) -> TestResponse:
    return client.post(f"/shops/{door}", data=body, headers=dict(headers))


def places(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Each place in a body, by the keys that lead there."""
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield from places(part, (*path, key))


def put(body: Any, path: tuple[Any, ...], value: object) -> Any:
    *way, last = path
    changed = copy.deepcopy(body)
    inside = changed
    for key in way:
        inside = inside[key]
    inside[last] = value
    return changed

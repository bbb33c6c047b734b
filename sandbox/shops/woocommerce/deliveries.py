"""How WooCommerce delivers its webhooks: headers, signature, no second try, and the end after failures in a row."""

import hmac
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from html import unescape
from uuid import uuid4

from sandbox.shops.webhooks import Delivery, Headers, Manners, Subscription

SECONDS = (60.0, 60.0)
USER_AGENT = "WooCommerce/11.2.0 Hookshot (WordPress/7.0)"
MOST_FAILURES = 5
"""More than these in a row switch a webhook off."""


def manners(url: Callable[[], str]) -> Manners:
    """How the site at this address delivers."""

    def headers(delivery: Delivery, body: bytes, _now: datetime) -> Headers:
        subscription = delivery.subscription
        resource, _, event = subscription.topic.partition(".")
        return {
            "User-Agent": USER_AGENT,
            "X-WC-Webhook-Source": f"{url()}/",
            "X-WC-Webhook-Topic": subscription.topic,
            "X-WC-Webhook-Resource": resource,
            "X-WC-Webhook-Event": event,
            "X-WC-Webhook-Signature": signature(subscription.secret, body),
            "X-WC-Webhook-ID": str(subscription.id),
            "X-WC-Webhook-Delivery-ID": uuid4().hex,
        }

    return Manners(headers, lambda status: 200 <= status <= 302, (), _failed, SECONDS)


def signature(secret: str, body: bytes) -> str:
    """What stands in X-WC-Webhook-Signature."""
    return b64encode(hmac.digest(unescape(secret).encode(), body, sha256)).decode()


def _failed(subscription: Subscription) -> None:
    if subscription.failures > MOST_FAILURES:
        subscription.active = False

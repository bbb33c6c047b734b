"""How Shopify delivers its webhooks: headers, signature, retries, and the end of what an app subscribed to."""

import hmac
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sandbox.shops.shopify.store import API_VERSION
from sandbox.shops.webhooks import Delivery, Headers, Manners, Subscription

SECONDS = (1.0, 5.0)
RETRIES = tuple(timedelta(seconds=seconds) for seconds in (60, 180, 480, 1200, 2700, 5400, 9000, 14400))
"""Eight of them within four hours; how they lie there is assumed."""


def manners(domain: str, *, as_events: bool = False) -> Manners:
    """How this store delivers: its headers begin with "X-Shopify-", and ``as_events`` with "Shopify-" alone."""

    def headers(delivery: Delivery, body: bytes, _now: datetime) -> Headers:
        subscription = delivery.subscription
        named = {
            "X-Shopify-Topic": subscription.topic,
            "X-Shopify-Hmac-SHA256": signature(subscription.secret, body),
            "X-Shopify-Shop-Domain": domain,
            "X-Shopify-API-Version": API_VERSION,
            "X-Shopify-Webhook-Id": delivery.id,
            "X-Shopify-Event-Id": delivery.event,
            "X-Shopify-Triggered-At": delivery.happened.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        }
        sent = {name.removeprefix("X-") if as_events else name: value for name, value in named.items()}
        return {"User-Agent": "Shopify-Captain-Hook", **sent}

    return Manners(headers, lambda status: status // 100 == 2, RETRIES, _failed, SECONDS)


def signature(secret: str, body: bytes) -> str:
    """What stands in X-Shopify-Hmac-SHA256."""
    return b64encode(hmac.digest(secret.encode(), body, sha256)).decode()


def _failed(subscription: Subscription) -> None:
    """What an app subscribed to is deleted; what the owner entered stays."""
    if subscription.by_api:
        subscription.active = False

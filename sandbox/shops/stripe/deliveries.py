"""How Stripe delivers its events: a signature with the time of sending in it, and retries for three days."""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

from sandbox.shops.webhooks import Delivery, Headers, Manners

SECONDS = (10.0, 20.0)
RETRIES = tuple(timedelta(hours=hours) for hours in (0.1, 0.5, 1, 3, 6, 12, 24, 36, 48, 60, 72))
"""For three days; how they lie there is assumed."""


def manners() -> Manners:
    """How Stripe delivers."""
    return Manners(_headers, lambda status: status // 100 == 2, RETRIES, lambda _subscription: None, SECONDS)


def signature(secrets: str, body: bytes, at: int) -> str:
    """What stands in Stripe-Signature; of two secrets, separated by a comma while one is replaced, each signs."""
    signed = [hmac.digest(secret.encode(), f"{at}.".encode() + body, sha256).hex() for secret in secrets.split(",")]
    return ",".join([f"t={at}", *(f"v1={one}" for one in signed)])


def _headers(delivery: Delivery, body: bytes, now: datetime) -> Headers:
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        "Stripe-Signature": signature(delivery.subscription.secret, body, int(now.timestamp())),
    }

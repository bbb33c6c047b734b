"""The owner's account at Stripe: the key's permissions tried, the endpoint of its webhooks made or found.

Source: Stripe's API, webhook_endpoints; the secret of an endpoint stands in the answer that makes it, and in no other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import requests

from commands.shops.connecting import RightsMissing, WebhookRefused
from loyalty.model.shop.wanted_code import AwayReason
from shops.api.code_shop import ShopAway
from shops.api.stripe_api import SHOP, Stripe, done

EVENTS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "charge.refunded",
    "refund.failed",
    "refund.updated",
    "charge.dispute.closed",
)
ENDPOINTS = "webhook_endpoints"
PERMISSIONS = {
    "Checkout Sessions: Read": "checkout/sessions",
    "Charges and Refunds: Read": "charges",
    "Events: Read": "events",
    "Webhook Endpoints: Write": ENDPOINTS,
}
"""As Stripe's page of a restricted key has them, each with a list that changes nothing and needs it."""
FORBIDDEN = "403"
MOST_PAGES = 10
ALL = "*"
"""An endpoint with this event is told of all."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where Stripe sends events; its secret is blank where it was there before."""

    said: str
    secret: str = ""

    def __repr__(self) -> str:
        return f"Endpoint({self.said!r})"


def try_permissions(shop: Stripe) -> Iterator[str]:
    """Tries each permission, and says so; RightsMissing, ShopAway."""
    missing = [name for name, path in PERMISSIONS.items() if not _may(shop, path)]
    if missing:
        raise RightsMissing(f"The key has not the permission {' and '.join(missing)}.")
    yield f"Tried the permissions {', '.join(PERMISSIONS)}: the key can read all of them."


def endpoint_to(shop: Stripe, address: str) -> Endpoint:
    """The endpoint that sends our events to this address, made or completed where it is needed.

    RightsMissing where the key may not make it, WebhookRefused where Stripe does not send there; ShopAway.
    """
    there = [one for one in _endpoints(shop) if one.get("url") == address]
    if not there:
        made = _changed(shop, ENDPOINTS, {"url": address, **_events(EVENTS)})
        secret = made.get("secret")
        if not isinstance(secret, str) or not secret:
            raise ShopAway(AwayReason.OUT_OF_ORDER, SHOP, "secret")
        return Endpoint(f"Made the webhook endpoint to {address}.", secret)
    first, told = there[0], there[0].get("enabled_events")
    known = [str(one) for one in told] if isinstance(told, list) else []
    lacking = [] if ALL in known else [event for event in EVENTS if event not in known]
    if lacking or first.get("status") == "disabled":
        events = known if ALL in known else [*known, *lacking]
        _changed(shop, f"{ENDPOINTS}/{first.get('id')}", {"disabled": "false", **_events(events)})
        return Endpoint(
            f"The webhook endpoint to {address} was there: it is on, and sends all {len(EVENTS)} events now."
        )
    return Endpoint(f"The webhook endpoint to {address} is there, with all {len(EVENTS)} events.")


def _endpoints(shop: Stripe) -> Iterator[Mapping[str, Any]]:
    query = {"limit": "100"}
    for _ in range(MOST_PAGES):
        answer = shop.ask("GET", ENDPOINTS, query=query)
        found = answer.field("data")
        if not isinstance(found, list):
            raise ShopAway(AwayReason.OUT_OF_ORDER, SHOP, ENDPOINTS)
        yield from (one for one in found if isinstance(one, dict))
        if not answer.field("has_more") or not found:
            return
        query["starting_after"] = str(found[-1].get("id"))


def _changed(shop: Stripe, path: str, form: Mapping[str, str]) -> Mapping[str, Any]:
    try:
        answer = shop.answer("POST", path, form=form)
    except ShopAway as away:
        if away.detail != FORBIDDEN:
            raise
        raise RightsMissing("The key may read webhook endpoints, and make none.") from None
    error = answer.field("error")
    if answer.status == requests.codes.bad_request and isinstance(error, dict):
        raise WebhookRefused(f"Stripe makes no webhook endpoint: {str(error.get('message')).rstrip('.')}.")
    body = done(answer).body
    return body if isinstance(body, dict) else {}


def _events(events: Sequence[str]) -> Mapping[str, str]:
    return {f"enabled_events[{place}]": event for place, event in enumerate(events)}


def _may(shop: Stripe, path: str) -> bool:
    try:
        shop.ask("GET", path, query={"limit": "1"})
    except ShopAway as away:
        if away.detail == FORBIDDEN:
            return False
        raise
    return True

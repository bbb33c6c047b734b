"""Webhooks as the REST API makes and shows them."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from sandbox.shops.webhooks import Outbox, Subscription
from sandbox.shops.woocommerce.deliveries import SECONDS, USER_AGENT
from sandbox.shops.woocommerce.refusals import RestRefusal
from sandbox.shops.woocommerce.site import Site

HOOKS = {
    "order.created": ["woocommerce_new_order"],
    "order.updated": ["woocommerce_update_order", "woocommerce_order_refunded", "woocommerce_delete_order_refund"],
    "order.deleted": ["wp_trash_post"],
    "order.restored": ["untrashed_post"],
}
"""The topics of orders; the API knows more."""


def made(given: Mapping[str, Any], outbox: Outbox, site: Site) -> Subscription:
    """The webhook that is asked for, which was pinged once; raises RestRefusal."""
    topic, url = given.get("topic"), given.get("delivery_url")
    if topic not in HOOKS:
        message = "Webhook topic is required and must be valid."
        raise RestRefusal("woocommerce_rest_invalid_webhook_topic", message)
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        message = "Webhook delivery URL must be a valid URL starting with http:// or https://."
        raise RestRefusal("woocommerce_rest_invalid_webhook_delivery_url", message)
    webhook = Subscription(
        next(site.posts), topic, url, given.get("secret") or uuid4().hex, site.clock.now(), by_api=True
    )
    webhook.name = given.get("name") or "Webhook created on Nov 30, 2026 @ 12:00 PM"
    webhook.active = given.get("status", "active") == "active"
    outbox.subscribe(webhook)
    ping(webhook, outbox)
    return webhook


def ping(webhook: Subscription, outbox: Outbox) -> int | None:
    """Asks whether somebody is there, in a form and without a signature; the status, or None."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": USER_AGENT}
    return outbox.send(webhook.url, f"webhook_id={webhook.id}".encode(), headers, SECONDS)


def changed(webhook: Subscription, given: Mapping[str, Any]) -> None:
    """Writes what is given; who switches a webhook on again forgets its failures."""
    webhook.url, webhook.secret = given.get("delivery_url", webhook.url), given.get("secret", webhook.secret)
    if "status" in given:
        webhook.active = given["status"] == "active"
        webhook.failures = 0 if webhook.active else webhook.failures


def shown(webhook: Subscription, site: Site, url: str) -> dict[str, Any]:
    """The webhook as the API shows it, without its secret."""
    resource, _, event = webhook.topic.partition(".")
    return {
        "id": webhook.id,
        "name": webhook.name,
        "status": "active" if webhook.active else "disabled",
        "topic": webhook.topic,
        "resource": resource,
        "event": event,
        "hooks": HOOKS[webhook.topic],
        "delivery_url": webhook.url,
        **site.dates("date_created", webhook.created),
        **site.dates("date_modified", webhook.created),
        "_links": {"self": [{"href": f"{url}/wp-json/wc/v3/webhooks/{webhook.id}"}]},
    }

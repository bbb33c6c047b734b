"""The fields of the schema's root by which an app subscribes to webhooks."""

from collections.abc import Callable, Collection, Mapping
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from sandbox.localhost import LOCALHOST
from sandbox.shops.shopify.admin.connections import Connection, connection
from sandbox.shops.shopify.admin.gids import gid, number_of
from sandbox.shops.shopify.admin.goods_shown import Shown
from sandbox.shops.shopify.store import API_VERSION
from sandbox.shops.webhooks import Outbox, Subscription

numbers = count(1_200_000_000_001)


def topic_of(name: str) -> str:
    """The topic in a header for its name in the schema: ORDERS_PAID is orders/paid."""
    return name.lower().replace("_", "/", 1)


def webhooks_root(outbox: Outbox, secret: str, scopes: Collection[str]) -> Mapping[str, Any]:
    """The subscriptions of the app with this secret; it sees its own, not what the owner entered."""

    def own() -> list[Subscription]:
        return [one for one in outbox.subscriptions if one.by_api and one.active]

    def found(id: str) -> Subscription | None:  # noqa: A002 - the schema's name
        return next((one for one in own() if one.id == number_of("WebhookSubscription", id)), None)

    def one(_info: Any, id: str) -> Shown | None:  # noqa: A002 - the schema's name
        there = found(id)
        return _shown(there) if there else None

    def several(_info: Any, **page: Any) -> Connection:
        topics, uri = page.pop("topics", None), page.pop("uri", None)
        wanted = [it for it in own() if (not topics or _name_of(it.topic) in topics) and (uri is None or it.url == uri)]
        page.pop("query", None), page.pop("sortKey", None)
        return connection(wanted, lambda it: it.id, _shown, **page)

    def create(_info: Any, topic: str, webhookSubscription: Mapping[str, Any]) -> Shown:  # noqa: N803 - as above
        url = webhookSubscription.get("uri") or webhookSubscription.get("callbackUrl") or ""
        named = topic_of(topic)
        wrong = _wrong(url, named, own(), scopes)
        if wrong:
            told = {"field": ["webhookSubscription", "callbackUrl"], "message": wrong}
            return {"webhookSubscription": None, "userErrors": [told]}
        made = Subscription(next(numbers), named, url, secret, outbox.clock.now(), by_api=True)
        made.name = webhookSubscription.get("name") or ""
        outbox.subscribe(made)
        return {"webhookSubscription": _shown(made), "userErrors": []}

    def delete(_info: Any, id: str) -> Shown:  # noqa: A002 - the schema's name
        there = found(id)
        if there is None:
            told = {"field": ["id"], "message": "Webhook subscription does not exist"}
            return {"deletedWebhookSubscriptionId": None, "userErrors": [told]}
        there.active = False
        return {"deletedWebhookSubscriptionId": gid("WebhookSubscription", there.id), "userErrors": []}

    return {
        "webhookSubscription": one,
        "webhookSubscriptions": several,
        "webhookSubscriptionCreate": create,
        "webhookSubscriptionDelete": delete,
    }


def _wrong(url: str, topic: str, own: Collection[Subscription], scopes: Collection[str]) -> str:
    """What keeps a subscription from being made; nothing keeps one on this machine from plain http."""
    address = urlsplit(url)
    checks: tuple[tuple[bool, Callable[[], str]], ...] = (
        (not url, lambda: "Address can't be blank"),
        (
            address.scheme != "https" and address.hostname != LOCALHOST,
            lambda: f"Address protocol {address.scheme}:// is not supported",
        ),
        (
            topic.startswith(("orders/", "refunds/")) and not {"read_orders", "write_orders"} & set(scopes),
            lambda: f"You do not have permission to create or update webhooks with {topic} topic.",
        ),
        (
            any((one.topic, one.url) == (topic, url) for one in own),
            lambda: "Address for this topic has already been taken",
        ),
    )
    return next((why() for wrong, why in checks if wrong), "")


def _name_of(topic: str) -> str:
    return topic.replace("/", "_").upper()


def _shown(one: Subscription) -> Shown:
    return {
        "id": gid("WebhookSubscription", one.id),
        "legacyResourceId": one.id,
        "topic": _name_of(one.topic),
        "uri": one.url,
        "callbackUrl": one.url,
        "format": "JSON",
        "apiVersion": {"handle": API_VERSION, "displayName": API_VERSION, "supported": True},
        "includeFields": [],
        "filter": None,
        "name": one.name or None,
        "createdAt": one.created,
        "updatedAt": one.created,
    }

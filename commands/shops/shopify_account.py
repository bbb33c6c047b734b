"""The owner's store at Shopify: the app's rights tried, its webhooks made or found, its products looked for.

Source: Shopify's GraphQL Admin API of shops.api.shopify_admin's version.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from commands.shops.connecting import RightsMissing, WebhookRefused
from commands.shops.reward_products import Sold, same_name
from commands.shops.trial_code import try_code
from loyalty.model.shop.wanted_code import AwayReason
from shops.api.code_shop import ShopAway
from shops.api.shopify_admin import SHOP, Shopify

DENIED = "ACCESS_DENIED"
TOPICS = ("ORDERS_CREATE", "ORDERS_PAID", "ORDERS_UPDATED", "ORDERS_CANCELLED", "REFUNDS_CREATE")
"""As webhooks' headers have them: orders/create and so on."""
READ = {
    "read_orders": "query Orders { orders(first: 1) { nodes { id } } }",
    "read_products": "query Products { products(first: 1) { nodes { id } } }",
}
"""Each right, and a call that changes nothing and needs it."""
WRITE_DISCOUNTS = "write_discounts"
RIGHTS = (*READ, WRITE_DISCOUNTS)
NAME = "query Shop { shop { name } }"
WEBHOOKS = """query Webhooks($uri: String!) {
  webhookSubscriptions(first: 100, uri: $uri) { nodes { topic } }
}"""
MAKE_WEBHOOK = """mutation Webhook($topic: WebhookSubscriptionTopic!, $uri: String!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: { uri: $uri, format: JSON }) {
    webhookSubscription { id } userErrors { field message }
  }
}"""
SEARCH = """query Search($words: String!) {
  products(first: 20, query: $words) { nodes { id title status } }
}"""
VARIANTS = """query Variants($id: ID!) {
  product(id: $id) { variants(first: 100) { nodes { legacyResourceId title } } }
}"""
MOST_PRODUCTS = 5
"""Whose variants are asked for: a shop gives only so many answers a minute."""
ONLY_VARIANT = "Default Title"
"""What Shopify calls the one variant of a product that has no others."""
OF_THE_ADDRESS = "Address"
"""How Shopify begins what it says of an address to which it sends nothing."""
GONE = ("ARCHIVED", "DRAFT")


def try_rights(shop: Shopify) -> Iterator[str]:
    """Tries each right, and says so; RightsMissing, ShopAway, and ClickException where it makes no codes."""
    named = shop.ask(NAME, {}).get("shop")
    yield f"Shopify lets us into {named.get('name') if isinstance(named, dict) else 'the shop'}."
    missing = [right for right, query in READ.items() if not _may(shop, query)]
    made = ""
    try:
        made = try_code(shop)
    except ShopAway as away:
        if away.detail != DENIED:
            raise
        missing.append(WRITE_DISCOUNTS)
    if missing:
        raise RightsMissing(f"The app has not the right {' and '.join(missing)}.")
    yield f"Tried the rights {', '.join(RIGHTS)}: it has them."
    yield made


def make_webhooks(shop: Shopify, address: str) -> Iterator[str]:
    """Makes the webhooks that are missing, and says so; RightsMissing, WebhookRefused, ShopAway."""
    there = {str(one.get("topic")) for one in _nodes(shop.ask(WEBHOOKS, {"uri": address}), "webhookSubscriptions")}
    missing = [topic for topic in TOPICS if topic not in there]
    for topic in missing:
        answer = shop.ask(MAKE_WEBHOOK, {"topic": topic, "uri": address}).get("webhookSubscriptionCreate")
        made = answer if isinstance(answer, dict) else {}
        wrong = [str(one.get("message")) for one in made.get("userErrors") or () if isinstance(one, dict)]
        if wrong and not any("already been taken" in one for one in wrong):  # somebody else made it this very moment
            kind = WebhookRefused if any(one.startswith(OF_THE_ADDRESS) for one in wrong) else RightsMissing
            raise kind(f"Shopify does not make the webhook {_said(topic)}: {'; '.join(wrong).rstrip('.')}.")
        if not wrong and not isinstance(made.get("webhookSubscription"), dict):
            raise ShopAway(AwayReason.OUT_OF_ORDER, SHOP, "webhookSubscriptionCreate")
        yield f"Made the webhook {_said(topic)}."
    if not missing:
        yield f"All {len(TOPICS)} webhooks to {address} are there."


def search(shop: Shopify, name: str) -> Sequence[Sold]:
    """The variants of the product with this name, else of those that have it within theirs; ShopAway."""
    quoted = " ".join(name.replace("\\", " ").replace('"', " ").split())
    found = _nodes(shop.ask(SEARCH, {"words": f'title:"{quoted}"'}), "products")
    products = [one for one in found if one.get("status") not in GONE]
    exact = [one for one in products if same_name(str(one.get("title")), name)]
    return [sold for one in (exact or products)[:MOST_PRODUCTS] for sold in _variants(shop, one)]


def _variants(shop: Shopify, product: Mapping[str, Any]) -> Iterator[Sold]:
    there = shop.ask(VARIANTS, {"id": product.get("id")}).get("product")
    for variant in _nodes(there, "variants") if isinstance(there, dict) else ():
        option = str(variant.get("title") or "")
        only = same_name(option, ONLY_VARIANT) or not option
        yield Sold(str(variant.get("legacyResourceId")), str(product.get("title")), "" if only else option)


def _may(shop: Shopify, query: str) -> bool:
    try:
        shop.ask(query, {})
    except ShopAway as away:
        if away.detail == DENIED:
            return False
        raise
    return True


def _nodes(answer: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    connection = answer.get(name)
    nodes = connection.get("nodes") if isinstance(connection, dict) else None
    if not isinstance(nodes, list):
        raise ShopAway(AwayReason.OUT_OF_ORDER, SHOP, name)
    return [one for one in nodes if isinstance(one, dict)]


def _said(topic: str) -> str:
    """The topic as the webhooks' headers and Shopify's pages have it."""
    return topic.lower().replace("_", "/", 1)

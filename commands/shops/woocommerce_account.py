"""The owner's shop with WooCommerce: the key's rights tried, its webhooks made or found, its products looked for.

Source: WooCommerce's REST API, version 3.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import requests

from commands.shops.connecting import RightsMissing, WebhookRefused
from commands.shops.reward_products import Sold, same_name
from commands.shops.trial_code import try_code
from loyalty.model.shop.wanted_code import AwayReason
from shops.api.calls import Answered
from shops.api.code_shop import ShopAway
from shops.api.woocommerce_rest import DONE_STATUSES, REFUSED_STATUSES, SHOP, WooCommerce

TOPICS = ("order.created", "order.updated", "order.deleted", "order.restored")
READ = ("orders", "products", "webhooks")
A_PAGE = 100
MOST_PAGES = 20
"""A shop with more webhooks than these has something else wrong."""
MOST_PRODUCTS = 5
NAME = "Loyalty program: {topic}"


def try_rights(shop: WooCommerce) -> Iterator[str]:
    """Tries to read and to write, and says so; RightsMissing, ShopAway, and ClickException where it makes no codes."""
    for what in READ:
        _listed(shop, what, {"per_page": "1"})
    yield f"WooCommerce shows us its {', '.join(READ[:-1])} and {READ[-1]}."
    try:
        yield try_code(shop)
    except ShopAway as away:
        if away.reason is not AwayReason.CLOSED:
            raise
        raise RightsMissing("The key may read, and not write.") from None  # it was let in to read a moment ago


def make_webhooks(shop: WooCommerce, address: str, secret: str) -> Iterator[str]:
    """Makes the webhooks that are missing, and signs those that are there with this secret; ShopAway, WebhookRefused.

    WooCommerce shows nobody what a webhook is signed with, so it is told each time.
    """
    there = [one for one in _all(shop, "webhooks") if one.get("delivery_url") == address]
    made = 0
    for topic in TOPICS:
        wanted = {"secret": secret, "status": "active", "delivery_url": address}
        same = [one for one in there if one.get("topic") == topic]
        for one in same:
            _done(shop.ask("PUT", f"webhooks/{one.get('id')}", json=wanted))
            if one.get("status") != "active":
                yield f"The webhook {topic} was switched off: it is on again."
        if not same:
            named = {"name": NAME.format(topic=topic), "topic": topic}
            _done(shop.ask("POST", "webhooks", json=named | wanted))
            made += 1
            yield f"Made the webhook {topic}."
    if not made:
        yield f"All {len(TOPICS)} webhooks to {address} are there."


def search(shop: WooCommerce, name: str) -> Sequence[Sold]:
    """What can be bought of the product with this name, else of those that have it within theirs; ShopAway."""
    products = _listed(shop, "products", {"search": name, "status": "publish", "per_page": "20"})
    exact = [one for one in products if same_name(str(one.get("name")), name)]
    return [sold for one in (exact or products)[:MOST_PRODUCTS] for sold in _sold(shop, one)]


def _sold(shop: WooCommerce, product: Mapping[str, Any]) -> Iterator[Sold]:
    """The product, or its variations, of which alone a cart can hold one."""
    name = str(product.get("name"))
    if not product.get("variations"):
        yield Sold(str(product.get("id")), name)
        return
    for one in _listed(shop, f"products/{product.get('id')}/variations", {"per_page": str(A_PAGE)}):
        attributes = one.get("attributes")
        options = (
            [it.get("option") for it in attributes if isinstance(it, dict)] if isinstance(attributes, list) else []
        )
        yield Sold(str(one.get("id")), name, ", ".join(str(it) for it in options if it))


def _all(shop: WooCommerce, what: str) -> Iterator[Mapping[str, Any]]:
    for page in range(1, MOST_PAGES + 1):
        found = _listed(shop, what, {"per_page": str(A_PAGE), "page": str(page)})
        yield from found
        if len(found) < A_PAGE:
            return


def _listed(shop: WooCommerce, what: str, query: Mapping[str, str]) -> list[Mapping[str, Any]]:
    answer = shop.ask("GET", what, query=query)
    if answer.status != requests.codes.ok or not isinstance(answer.body, list):
        raise ShopAway(AwayReason.OUT_OF_ORDER, SHOP, answer.status)
    return [one for one in answer.body if isinstance(one, dict)]


def _done(answer: Answered) -> None:
    if answer.status in REFUSED_STATUSES and answer.field("message"):
        raise WebhookRefused(f"WooCommerce makes no webhook: {str(answer.field('message')).rstrip('.')}.")
    # A page that stands in for the shop while it is repaired is 200, too.
    if answer.status not in DONE_STATUSES or answer.field("id") is None:
        raise ShopAway(AwayReason.OUT_OF_ORDER, SHOP, answer.status)

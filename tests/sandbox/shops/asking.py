"""Callers of the shops' APIs, over HTTP and with nothing of ours between."""

from dataclasses import dataclass
from typing import Any

import requests

from sandbox.shops.shopify.admin.admin_api import GRAPHQL
from sandbox.shops.shopify.shop import Shopify
from sandbox.shops.woocommerce.shop import WooCommerce

SECONDS = 10.0
CREATE = """
mutation ($d: DiscountCodeBasicInput!) {
  discountCodeBasicCreate(basicCodeDiscount: $d) {
    codeDiscountNode { id codeDiscount { ... on DiscountCodeBasic { title status } } }
    userErrors { field code message }
  }
}
"""
CREATE_FREE_SHIPPING = """
mutation ($d: DiscountCodeFreeShippingInput!) {
  discountCodeFreeShippingCreate(freeShippingCodeDiscount: $d) {
    codeDiscountNode { id }
    userErrors { field code }
  }
}
"""


@dataclass(frozen=True)
class Admin:
    """Asks Shopify's GraphQL API with a token."""

    shop: Shopify
    token: str

    def ask(self, query: str, **variables: object) -> Any:
        said = {"query": query, "variables": variables}
        answer = requests.post(
            f"{self.shop.url}{GRAPHQL}", json=said, headers={"X-Shopify-Access-Token": self.token}, timeout=SECONDS
        )
        assert answer.status_code == 200
        return answer.json()

    def discount(self, code: str = "SHELL7CODE42", **other: object) -> Any:
        """Makes one discount; what is not named is as for a reward: the tote bag's price off, once."""
        return self.ask(CREATE, d=basic(self.shop, code, **other))["data"]["discountCodeBasicCreate"]

    def free_shipping(self, code: str = "SHIPPING", **other: object) -> Any:
        wanted = {**common(code), "destination": {"all": True}, **other}
        return self.ask(CREATE_FREE_SHIPPING, d=wanted)["data"]["discountCodeFreeShippingCreate"]


def common(code: str) -> dict[str, object]:
    return {"title": "redemption:7", "code": code, "startsAt": "2026-11-01T00:00:00Z", "context": {"all": "ALL"}}


def basic(shop: Shopify, code: str, **other: object) -> dict[str, object]:
    tote = f"gid://shopify/ProductVariant/{shop.catalogue.named('Tote bag').id}"
    gets = {
        "value": {"discountAmount": {"amount": "12.00", "appliesOnEachItem": False}},
        "items": {"products": {"productVariantsToAdd": [tote]}},
    }
    return {**common(code), "usageLimit": 1, "appliesOncePerCustomer": True, "customerGets": gets, **other}


@dataclass(frozen=True)
class Rest:
    """Asks WooCommerce's REST API with a key."""

    shop: WooCommerce
    key: tuple[str, str]

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        return requests.request(method, f"{self.shop.url}/wp-json/wc/v3{path}", auth=self.key, timeout=SECONDS, **more)

    def coupon(self, code: str = "shell7code42", **other: object) -> Any:
        """Makes one coupon; what is not named is as for a reward: one tote bag for nothing, once."""
        tote = self.shop.catalogue.named("Tote bag").id
        wanted = {
            "code": code,
            "discount_type": "percent",
            "amount": "100",
            "product_ids": [tote],
            "limit_usage_to_x_items": 1,
            "usage_limit": 1,
            **other,
        }
        answer = self.ask("POST", "/coupons", json=wanted)
        assert answer.status_code == 201, answer.text
        return answer.json()

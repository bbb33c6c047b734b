"""The function with a shop of each kind in which its codes are made, and everything that may go wrong between them."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import functions_framework
import pytest
from flask import Flask

from sandbox.owner import Owner
from sandbox.shops.shopify.shop import Shopify
from sandbox.shops.woocommerce.shop import WooCommerce
from tests.taps import Tap, tapping

CODE = re.compile(r"\b[34679ACDEFGHJKMNPQRTVWXYZ]{13}\b")
KINDS = ("Shopify", "Shopify with an app", "WooCommerce")


@dataclass(frozen=True)
class OnlineShop:
    """One of the two, as a test looks at it."""

    shop: Shopify | WooCommerce

    @property
    def creating(self) -> str:
        """What stands in a request that makes a code, and in no other."""
        return "discountCodeBasicCreate" if isinstance(self.shop, Shopify) else '"usage_limit_per_user"'

    def codes(self) -> list[str]:
        """The codes that work at this moment, as the program writes them."""
        if isinstance(self.shop, Shopify):
            now = self.shop.clock.now()
            return [one.code for one in self.shop.store.discounts.values() if one.status(now) == "ACTIVE"]
        return [one.code.upper() for one in self.shop.site.coupons.values() if one.status == "publish"]

    def number_of(self, title: str) -> str:
        """The number of a product, for the column Product id."""
        return str(self.shop.catalogue.named(title).id)


@pytest.fixture(params=KINDS)
def online(request: pytest.FixtureRequest, environment: pytest.MonkeyPatch) -> Iterator[OnlineShop]:
    """The shop, and the function's variables for it."""
    with ExitStack() as stack:
        if request.param == "WooCommerce":
            woocommerce = stack.enter_context(WooCommerce())
            key, secret = woocommerce.key()
            variables = {
                "WOOCOMMERCE_URL": woocommerce.url,
                "WOOCOMMERCE_KEY": key,
                "WOOCOMMERCE_SECRET": secret,
            }
            found = OnlineShop(woocommerce)
        else:
            shopify = stack.enter_context(Shopify())
            variables = {"SHOPIFY_SHOP": "marigold-finch.myshopify.com", "SHOPIFY_URL": shopify.url}
            if request.param == "Shopify":
                variables["SHOPIFY_TOKEN"] = shopify.permanent_token("read_products", "write_discounts")
            else:
                variables |= {
                    "SHOPIFY_CLIENT_ID": shopify.apps.client_id,
                    "SHOPIFY_CLIENT_SECRET": shopify.apps.client_secret,
                }
            found = OnlineShop(shopify)
        for name, value in variables.items():
            environment.setenv(name, value)
        yield found


@pytest.fixture
def own(owner: Owner, online: OnlineShop) -> Owner:
    """The owner, whose codes are made in the shop."""
    owner.type_over("Settings", "Coupons", "Value", "shop")
    for reward, title in (("tote", "Tote bag"), ("mug", "Stoneware mug"), ("blanket", "Wool blanket")):
        owner.type_over("Rewards", reward, "Product id", online.number_of(title))
    return owner


def watched(tap: Tap, online: OnlineShop) -> Tap:
    """The same taps; whatever a test does, each code that an answer tells works in the shop at that moment."""

    def send(*what: Any, **fields: Any) -> dict[str, Any]:
        before = set(online.codes())
        answer = tap(*what, **fields)
        assert set(CODE.findall(json.dumps(answer))) <= before | set(online.codes())
        return answer

    return send


@pytest.fixture
def instance(own: Owner, online: OnlineShop) -> Callable[[], Tap]:  # noqa: ARG001 - the sheet is there before the function starts
    """One more instance of the function each time, and how one taps there."""

    def start() -> Tap:
        app: Any = functions_framework.create_app("loyalty", str(Path(__file__).parents[2] / "main.py"))
        assert isinstance(app, Flask)
        return watched(tapping(app), online)

    return start


@pytest.fixture
def tap(app: Flask, own: Owner, online: OnlineShop) -> Tap:  # noqa: ARG001
    return watched(tapping(app), online)


@pytest.fixture
def ana(tap: Tap) -> Tap:
    """Ana, who has 217 points."""
    tap("join", email="ana@example.com")
    for number in ("1042", "1051", "1063"):
        tap("claim", order_number=number)
    assert tap("points")["points"] == 217
    return tap

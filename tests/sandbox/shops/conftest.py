"""A shop of each kind, whose clock stands still until a test moves it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from sandbox.shops.clock import ShopClock
from sandbox.shops.shopify.shop import Shopify
from sandbox.shops.shopify.store import Store
from sandbox.shops.stripe.shop import Stripe
from sandbox.shops.woocommerce.shop import WooCommerce
from sandbox.shops.woocommerce.site import Site
from tests.sandbox.shops.asking import Admin, Rest
from tests.sandbox.shops.listener import SECRET, URL, Listener

NOON = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)
"""In the shop, which is in New York."""


@pytest.fixture
def clock() -> ShopClock:
    return ShopClock(NOON, speed=0)


@pytest.fixture
def shopify(clock: ShopClock) -> Iterator[Shopify]:
    with Shopify(Store(clock=clock)) as shop:
        yield shop


@pytest.fixture
def admin(shopify: Shopify) -> Admin:
    return Admin(shopify, shopify.permanent_token())


@pytest.fixture
def woocommerce(clock: ShopClock) -> Iterator[WooCommerce]:
    with WooCommerce(Site(clock=clock)) as shop:
        yield shop


@pytest.fixture
def rest(woocommerce: WooCommerce) -> Rest:
    return Rest(woocommerce, woocommerce.key())


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def telling_shopify(clock: ShopClock, listener: Listener) -> Iterator[Shopify]:
    """A store whose owner has entered the listener's address on the page of webhooks."""
    with Shopify(Store(clock=clock), send=listener) as shop:
        shop.webhooks_to(URL, SECRET)
        yield shop


@pytest.fixture
def telling_woocommerce(clock: ShopClock, listener: Listener) -> Iterator[WooCommerce]:
    """A shop whose owner has entered the listener's address on the page of webhooks; its pings are over."""
    with WooCommerce(Site(clock=clock), send=listener) as shop:
        shop.webhooks_to(URL, SECRET)
        listener.told.clear()
        yield shop


@pytest.fixture
def telling_stripe(clock: ShopClock, listener: Listener) -> Iterator[Stripe]:
    """An account whose owner has entered the listener's address as a webhook's."""
    with Stripe(clock=clock, send=listener) as shop:
        shop.webhooks_to(URL, SECRET)
        yield shop

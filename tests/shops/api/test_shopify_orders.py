"""What Shopify tells when it is asked is what its webhooks tell: amounts, goods, lines, refunds, codes, ids."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import requests

from loyalty.model.imported import ShopOrder
from sandbox.shops.catalogue import Money
from sandbox.shops.clock import ShopClock
from sandbox.shops.sale import Sale
from sandbox.shops.shopify.order_bodies import order_body
from sandbox.shops.shopify.shop import Shopify as ShopifyShop
from sandbox.shops.shopify.store import Store
from sandbox.shops.web import Throttled
from shops.api.code_shop import ShopAway
from shops.api.patience import PAUSES
from shops.api.shopify_admin import Shopify
from shops.api.shopify_orders import ShopifyOrders
from shops.web.event_fields import fields_of
from shops.web.heard import Heard
from shops.web.shopify import told_by_shopify
from words.exact_json import read_exact_json

NOON = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)


@pytest.fixture(params=[Money(), Money(tax=Decimal("0.08")), Money(tax=Decimal("0.2"), prices_include_tax=True)])
def shop(request: pytest.FixtureRequest) -> Iterator[ShopifyShop]:
    with ShopifyShop(Store(clock=ShopClock(NOON, speed=0), money=request.param)) as shop:
        yield shop


def asked(shop: ShopifyShop) -> list[ShopOrder]:
    def sleep(seconds: float) -> None:
        shop.clock.pass_by(seconds=seconds)

    api = ShopifyOrders(Shopify(shop.url, shop.permanent_token(), requests.Session()), sleep=sleep)
    pages = list(api.orders_since(NOON - timedelta(days=3)))
    return [order for page in pages for one in page if isinstance(one, Heard) for order in one.orders]


def told(shop: ShopifyShop, sale: Sale) -> ShopOrder:
    body = read_exact_json(json.dumps(order_body(sale, shop.store)))
    heard = told_by_shopify("orders/updated", fields_of(body))
    assert isinstance(heard, Heard)
    return heard.orders[0]


def test_an_order_of_each_kind_is_the_same(shop: ShopifyShop) -> None:
    goods = [variant.name for variant in shop.catalogue.variants]
    sales = [
        shop.buy(shop.cart({"Tote bag": 2}, email="ana@example.com")),
        shop.buy(shop.cart(dict.fromkeys(goods, 2)), email="ana@example.com", tip=Decimal(3)),
        shop.buy(shop.cart("Tote bag"), email="ana@example.com", paid=False),
        shop.buy(shop.cart({"Tote bag": 3}), email="ana@example.com"),
        shop.buy(shop.cart({"Tote bag": 3})),
    ]
    shop.refund(sales[0], {"Tote bag": 1}, shipping=Decimal(2))
    shop.refund(sales[0], {"Tote bag": 1})
    shop.refund(sales[1], amount=Decimal(7))
    shop.edit(sales[3], {"Tote bag": 1})
    shop.cancel(sales[4])

    found = {order.shop_id: order for order in asked(shop)}

    assert found == {order.shop_id: order for order in (told(shop, sale) for sale in sales)}


def test_tests_and_old_orders_are_left_out(shop: ShopifyShop) -> None:
    shop.buy(shop.cart("Tote bag"), email="ana@example.com", test=True)
    old = shop.buy(shop.cart("Tote bag"), email="ana@example.com")
    old.updated = NOON - timedelta(days=4)

    assert asked(shop) == []


def test_a_shop_that_gives_few_points_back_is_waited_for(shop: ShopifyShop) -> None:
    for number in range(100):
        shop.buy(shop.cart("Tote bag"), email=f"c{number}@example.com")

    assert len({order.shop_id for order in asked(shop)}) == 100


def test_a_shop_that_stays_busy_is_away(shop: ShopifyShop) -> None:
    shop.fails(Throttled(), times=len(PAUSES) + 1)
    with pytest.raises(ShopAway, match="THROTTLED"):
        asked(shop)

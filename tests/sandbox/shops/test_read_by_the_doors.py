"""What the shops of the sandbox send is what the function's doors read: signatures, orders and refunds."""

from decimal import Decimal

from sandbox.shops.shopify.shop import Shopify
from sandbox.shops.stripe.shop import Stripe
from sandbox.shops.woocommerce.shop import WooCommerce
from shops.web.heard import Heard, NotSigned, Webhook
from shops.web.shopify import read_shopify
from shops.web.stripe import read_stripe
from shops.web.woocommerce import is_ping, read_woocommerce
from tests.sandbox.shops.conftest import NOON
from tests.sandbox.shops.listener import SECRET, Listener, Told


def headers(told: Told) -> dict[str, str]:
    return {name.lower(): value for name, value in told.headers.items()}


def heard(webhooks: list[Webhook]) -> list[Heard]:
    assert not [one for one in webhooks if isinstance(one, NotSigned)]
    return [one for one in webhooks if isinstance(one, Heard)]


def test_shopifys(telling_shopify: Shopify, listener: Listener) -> None:
    shop = telling_shopify
    sale = shop.buy(shop.cart({"Tote bag": 2}), email="ana@example.com")
    shop.refund(sale, {"Tote bag": 1})
    shop.deliver()

    read = heard([read_shopify(headers(told), told.body, secrets=[SECRET]) for told in listener.told])

    [paid] = [one.orders[0] for one in read if one.topic == "orders/paid"]
    [alone] = [one.orders[0] for one in read if one.topic == "refunds/create"]
    inside = [one.orders[0].refunds for one in read if one.topic == "orders/updated"][-1]
    assert (paid.number, paid.email, paid.goods) == ("#1001", "ana@example.com", Decimal(24))
    assert (alone.shop_id, alone.refunds) == (paid.shop_id, inside)
    assert [refund.goods for refund in inside] == [Decimal(12)]


def test_woocommerces(telling_woocommerce: WooCommerce, listener: Listener) -> None:
    shop = telling_woocommerce
    sale = shop.buy(shop.cart({"Tote bag": 2}), email="ana@example.com")
    shop.refund(sale, {"Tote bag": 1})
    shop.deliver()

    signed = [told for told in listener.told if not is_ping(told.body)]
    read = heard([read_woocommerce(headers(told), told.body, secrets=[SECRET]) for told in signed])

    last = read[-1].orders[0]
    assert (last.email, last.goods, last.refunded) == ("ana@example.com", Decimal(24), Decimal(12))


def test_stripes(telling_stripe: Stripe, listener: Listener) -> None:
    shop = telling_stripe
    sale = shop.buy(shop.cart({"Tote bag": 2}), email="ana@example.com")
    shop.refund(sale, Decimal(12))
    shop.deliver()

    read = heard([read_stripe(headers(told), told.body, secrets=[SECRET], now=NOON) for told in listener.told])

    orders = [one.orders[0] for one in read]
    [paid] = [order for order in orders if order.number]
    [back] = [order for order in orders if not order.number]
    assert (paid.email, paid.shop_id) == ("ana@example.com", back.shop_id)
    assert [refund.amount for refund in back.refunds] == [Decimal(12)]

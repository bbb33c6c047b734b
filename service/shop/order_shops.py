"""The shops that can be asked for their orders, by the credentials among the variables."""

from collections.abc import Callable, Mapping

import requests

from service.log_lines import log
from service.shop.shop_variables import ShopVariableWrong, shopify_access, stripe_access, woocommerce_access
from shops.api.order_shop import OrderShop
from shops.api.shopify_admin import App, Shopify
from shops.api.shopify_orders import ShopifyOrders
from shops.api.stripe_api import Stripe
from shops.api.stripe_events import StripeEvents
from shops.api.woocommerce_rest import Key, WooCommerce


def order_shops(variables: Mapping[str, str], session: requests.Session) -> Mapping[str, OrderShop]:
    """The shops by their names; what is wrong with the variables of one goes into the log, and the others stay."""
    found = dict[str, OrderShop]()
    for name, opened in OPENED.items():
        try:
            if shop := opened(variables, session):
                found[name] = shop
        except ShopVariableWrong as wrong:
            log.error("the shop is not asked for its orders: %s", wrong)
    return found


def _shopify(variables: Mapping[str, str], session: requests.Session) -> OrderShop | None:
    access = shopify_access(variables)
    if access is None:
        return None
    first, *rest = access.credentials
    return ShopifyOrders(Shopify(access.cart.address, App(first, rest[0]) if rest else first, session))


def _woocommerce(variables: Mapping[str, str], session: requests.Session) -> OrderShop | None:
    access = woocommerce_access(variables)
    return WooCommerce(access.cart.address, Key(*access.credentials), session) if access else None


def _stripe(variables: Mapping[str, str], session: requests.Session) -> OrderShop | None:
    address, key = stripe_access(variables)
    return StripeEvents(Stripe(address, key, session)) if key else None


OPENED: Mapping[str, Callable[[Mapping[str, str], requests.Session], OrderShop | None]] = {
    "Shopify": _shopify,
    "WooCommerce": _woocommerce,
    "Stripe": _stripe,
}

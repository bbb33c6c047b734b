"""The shops that can be asked for their orders, by the credentials among the variables."""

from collections.abc import Mapping

import requests

from service.log_lines import log
from service.shop.shop_variables import ShopVariableWrong, stripe_access, woocommerce_access
from shops.api.order_shop import OrderShop
from shops.api.stripe_events import StripeEvents
from shops.api.woocommerce_rest import Key, WooCommerce


def order_shops(variables: Mapping[str, str], session: requests.Session) -> Mapping[str, OrderShop]:
    """The shops by their names; what is wrong with the variables of one goes into the log, and the others stay."""
    found = dict[str, OrderShop]()
    try:
        if woocommerce := woocommerce_access(variables):
            found["WooCommerce"] = WooCommerce(woocommerce.cart.address, Key(*woocommerce.credentials), session)
    except ShopVariableWrong as wrong:
        log.error("the shop is not asked for its orders: %s", wrong)
    try:
        if stripe := stripe_access(variables):
            found["Stripe"] = StripeEvents(*stripe, session)
    except ShopVariableWrong as wrong:
        log.error("the shop is not asked for its orders: %s", wrong)
    return found

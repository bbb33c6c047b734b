"""The link that opens a checkout: /checkout-link/?products=101:1,103:2&coupon=CODE"""

from collections.abc import Mapping

from sandbox.shops.cart import Cart
from sandbox.shops.catalogue import Catalogue, NotSold


class LinkBroken(Exception):
    """A link that opens no cart; says why."""


def cart_of(query: Mapping[str, str], catalogue: Catalogue) -> Cart:
    """The cart that a link with this query opens; raises LinkBroken. A variable product needs its variation's id."""
    cart = Cart()
    for item in query.get("products", "").split(","):
        number, _, quantity = item.partition(":")
        if not number.isdecimal() or not (quantity or "1").isdecimal():
            raise LinkBroken("The provided checkout link was out of date or invalid. No products were added.")
        try:
            cart.add(catalogue.variant(int(number)), int(quantity or "1"))
        except NotSold:
            raise LinkBroken("The provided checkout link was out of date or invalid. No products were added.") from None
    cart.codes = [query["coupon"]] if query.get("coupon") else []
    return cart

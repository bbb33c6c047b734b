"""The link that opens a checkout: /checkout-link/?products=101:1,103:2&coupon=CODE"""

from collections.abc import Mapping

from sandbox.shops.cart import Cart, LinkBroken, number_in_link
from sandbox.shops.catalogue import Catalogue, NotSold

OUT_OF_DATE = "The provided checkout link was out of date or invalid. No products were added."


def cart_of(query: Mapping[str, str], catalogue: Catalogue) -> Cart:
    """The cart that a link with this query opens; raises LinkBroken. A variable product needs its variation's id."""
    cart = Cart()
    for item in query.get("products", "").split(","):
        number, _, quantity = item.partition(":")
        try:
            cart.add(catalogue.variant(number_in_link(number)), number_in_link(quantity or "1"))
        except (LinkBroken, NotSold):
            raise LinkBroken(OUT_OF_DATE) from None
    cart.codes = [query["coupon"]] if query.get("coupon") else []
    return cart

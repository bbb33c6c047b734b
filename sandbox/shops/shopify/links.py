"""Shopify's two kinds of links that open a cart: /cart/… and, since October 2026, UCP's /buy/…"""

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Mapping
from itertools import takewhile

from sandbox.shops.cart import Cart, LinkBroken, number_in_link
from sandbox.shops.catalogue import Catalogue, NotSold

ATTRIBUTE = re.compile(r"attributes\[(.+)\]")


def cart_of(path: str, query: Mapping[str, str], catalogue: Catalogue) -> Cart:
    """The cart that a link opens; ``path`` is what follows the slash. Raises LinkBroken."""
    kind, _, items = path.partition("/")
    cart = Cart()
    for item in items.split(","):
        number, _, quantity = item.partition(":")
        variant_id = number_in_link(number if kind == "cart" else _decoded(number))
        try:
            cart.add(catalogue.variant(variant_id), number_in_link(quantity or "1"))
        except NotSold as error:
            raise LinkBroken(str(error)) from error
    if kind == "cart":
        cart.codes = [code for code in query.get("discount", "").split(",") if code]
        cart.email = query.get("checkout[email]", "")
        cart.notes = {found[1]: text for name, text in query.items() if (found := ATTRIBUTE.fullmatch(name))}
    else:
        cart.codes = list(_numbered(query, "discounts/codes/"))
        cart.email = query.get("buyer/email", "")
        cart.notes = {name: text for name, text in query.items() if name.startswith("attribution/")}
    return cart


def ucp_profile(url: str) -> dict[str, object]:
    """What /.well-known/ucp says of links."""
    permalink = {"version": "2026-10-01", "config": {"endpoint": f"{url}/buy"}}
    return {"ucp": {"version": "2026-10-01", "capabilities": {"dev.ucp.shopping.permalink": [permalink]}}}


def _numbered(query: Mapping[str, str], prefix: str) -> Iterable[str]:
    places = (query.get(f"{prefix}{place}") for place in range(len(query)))
    return (code for code in takewhile(bool, places) if code)


def _decoded(item: str) -> str:
    """An item's id, which is packed where it has characters that are none of a link's."""
    if not item.startswith("~"):
        return item
    packed = item[1:]
    try:
        return urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode().rpartition("/")[2]
    except ValueError:
        raise LinkBroken(f"This item of the link cannot be read: {item}") from None

"""The variables of the shop in which codes are made, and what is wrong with them in one sentence that names them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never
from urllib.parse import urlsplit

from loyalty.model.shop.cart import Cart, ShopKind
from words.web_links import HTTPS, WEB, host_of, web_link

if TYPE_CHECKING:
    import requests

    from shops.api.code_shop import CodeShop

SHOPIFY_SHOP, SHOPIFY_TOKEN, SHOPIFY_URL = "SHOPIFY_SHOP", "SHOPIFY_TOKEN", "SHOPIFY_URL"
CLIENT_ID, CLIENT_SECRET = "SHOPIFY_CLIENT_ID", "SHOPIFY_CLIENT_SECRET"
WOO_URL, WOO_KEY, WOO_SECRET = "WOOCOMMERCE_URL", "WOOCOMMERCE_KEY", "WOOCOMMERCE_SECRET"
STRIPE_KEY, STRIPE_URL, STRIPE = "STRIPE_KEY", "STRIPE_URL", "https://api.stripe.com"
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
_SHOP = re.compile(
    r"(?:https://)?(?:admin\.shopify\.com/store/)?([a-z0-9][a-z0-9-]{0,80})(?:\.myshopify\.com)?(?:[/?#]\S*)?"
)
"""Its name alone, its address, or what stands in the browser above its admin."""
_CREDENTIAL = re.compile(r"[!-9;-~]+")
"""No blanks, and no colon: that parts a key from its secret."""


class ShopVariableWrong(Exception):
    """A variable cannot be what it is, or lacks another one; names it and repeats no secret."""

    def __init__(self, variable: str, sentence: str) -> None:
        super().__init__(sentence)
        self.variable = variable


@dataclass(frozen=True, slots=True)
class ShopAccess:
    """The shop with its cart, and the credentials of its API, which stand in no text of it."""

    cart: Cart
    credentials: tuple[str, ...]

    def __repr__(self) -> str:
        return f"ShopAccess({self.cart!r})"

    def opened(self, session: "requests.Session") -> "CodeShop":
        """The shop's API."""
        match self.cart.kind:
            case ShopKind.SHOPIFY:
                from shops.api.shopify_admin import App, Shopify  # most programs have no such shop

                first, *rest = self.credentials
                return Shopify(self.cart.address, App(first, rest[0]) if rest else first, session)
            case ShopKind.WOOCOMMERCE:
                from shops.api.woocommerce_rest import Key, WooCommerce

                return WooCommerce(self.cart.address, Key(*self.credentials), session)
            case _:
                assert_never(self.cart.kind)


def shop_access(variables: Mapping[str, str]) -> ShopAccess | None:
    """The shop in which codes are made: Shopify, else WooCommerce; None without credentials. ShopVariableWrong."""
    return shopify_access(variables) or woocommerce_access(variables)


def shopify_shop(variables: Mapping[str, str]) -> str:
    """The shop's own address at Shopify, ``name.myshopify.com``; blank when it is not set. ShopVariableWrong.

    Webhooks name that address and no other: by the shop's own domain all of them would be of another shop.
    """
    written = variables.get(SHOPIFY_SHOP, "").strip().lower()
    if not written:
        return ""
    shop = _SHOP.fullmatch(written)
    if shop is None:
        raise ShopVariableWrong(
            SHOPIFY_SHOP, f"The variable {SHOPIFY_SHOP} is no shop of Shopify's: it looks like name.myshopify.com."
        )
    return f"{shop[1]}.myshopify.com"


def shopify_access(variables: Mapping[str, str]) -> ShopAccess | None:
    """Shopify, with a permanent token or an app's credentials; None without either. ShopVariableWrong."""
    given = {name: variables.get(name, "").strip() for name in (SHOPIFY_TOKEN, CLIENT_ID, CLIENT_SECRET)}
    if not any(given.values()):
        return None
    shop = shopify_shop(variables)
    if not shop:
        raise ShopVariableWrong(SHOPIFY_SHOP, f"The variable {SHOPIFY_SHOP} is not set: name.myshopify.com.")
    address = _address(variables, SHOPIFY_URL) or f"https://{shop}"
    if given[SHOPIFY_TOKEN]:
        return ShopAccess(Cart(ShopKind.SHOPIFY, address), (_credential(SHOPIFY_TOKEN, given[SHOPIFY_TOKEN]),))
    for name, other in ((CLIENT_ID, CLIENT_SECRET), (CLIENT_SECRET, CLIENT_ID)):
        if not given[name]:
            raise ShopVariableWrong(name, f"The variable {name} is not set, but {other} is: an app has both.")
    app = tuple(_credential(name, given[name]) for name in (CLIENT_ID, CLIENT_SECRET))
    return ShopAccess(Cart(ShopKind.SHOPIFY, address), app)


def woocommerce_access(variables: Mapping[str, str]) -> ShopAccess | None:
    """WooCommerce, with a key of its REST API; None without one. ShopVariableWrong."""
    given = {name: variables.get(name, "").strip() for name in (WOO_KEY, WOO_SECRET)}
    if not any(given.values()):
        return None
    for name, other in ((WOO_KEY, WOO_SECRET), (WOO_SECRET, WOO_KEY)):
        if not given[name]:
            raise ShopVariableWrong(name, f"The variable {name} is not set, but {other} is: a key has both.")
    address = woocommerce_site(variables)
    if not address:
        raise ShopVariableWrong(
            WOO_URL, f"The variable {WOO_URL} is not set: the shop's address, https://shop.example."
        )
    key = tuple(_credential(name, given[name]) for name in (WOO_KEY, WOO_SECRET))
    return ShopAccess(Cart(ShopKind.WOOCOMMERCE, address), key)


def woocommerce_site(variables: Mapping[str, str]) -> str:
    """The address of the shop with WooCommerce; blank when it is not set. ShopVariableWrong."""
    return _address(variables, WOO_URL)


def stripe_access(variables: Mapping[str, str]) -> tuple[str, str]:
    """Where Stripe's API is, without ``/v1``, and the key, which is blank where none is set. ShopVariableWrong."""
    key = variables.get(STRIPE_KEY, "").strip()
    return _address(variables, STRIPE_URL) or STRIPE, _credential(STRIPE_KEY, key) if key else ""


def shop_variables() -> str:
    """The variables that a shop needs, in words."""
    shopify = f"{SHOPIFY_SHOP} with {CLIENT_ID} and {CLIENT_SECRET} (or {SHOPIFY_TOKEN})"
    return f"{shopify}, or {WOO_URL} with {WOO_KEY} and {WOO_SECRET}"


def has_both(variables: Mapping[str, str]) -> bool:
    """True where both shops have credentials, of which only Shopify makes codes. ShopVariableWrong."""
    return shopify_access(variables) is not None and woocommerce_access(variables) is not None


def schemes_to(address: str) -> tuple[str, ...]:
    """How this address may be spoken to: without https only on this machine."""
    return WEB if host_of(address) in THIS_MACHINE else HTTPS


def _address(variables: Mapping[str, str], name: str) -> str:
    """The address without a slash at its end, blank for none. Only on this machine may it be without https."""
    written = variables.get(name, "").strip()
    if not written:
        return ""
    parts = urlsplit(web_link(written))
    if not web_link(written, schemes_to(written)) or parts.query or parts.fragment or parts.username:
        raise ShopVariableWrong(
            name, f"The variable {name} is no address of a shop: it looks like https://shop.example."
        )
    return written.rstrip("/")


def _credential(name: str, value: str) -> str:
    if not _CREDENTIAL.fullmatch(value):
        raise ShopVariableWrong(name, f"The variable {name} has characters in it that no key has, such as a blank.")
    return value

"""The cart of a shop: the links that put a product and a code into it in one tap."""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never


class ShopKind(StrEnum):
    """The shops in which codes can be made."""

    SHOPIFY = "Shopify"
    WOOCOMMERCE = "WooCommerce"


@dataclass(frozen=True, slots=True)
class Cart:
    """The cart of the shop at this address, such as ``https://marigold.myshopify.com``."""

    kind: ShopKind
    address: str

    def with_product(self, product: str) -> str:
        """The link, with a place for the code, that puts one unit of the product into the cart.

        Shopify's product is the numeric id of a variant, WooCommerce's the id of a product or variation (its checkout
        links are there since version 10.0).
        """
        match self.kind:
            case ShopKind.SHOPIFY:
                return f"{self.address}/cart/{product}:1?discount={{code}}"
            case ShopKind.WOOCOMMERCE:
                return f"{self.address}/checkout-link/?products={product}:1&coupon={{code}}"
            case _:
                assert_never(self.kind)

    def with_code_alone(self) -> str:
        """The link that brings a code into whatever the cart will hold; blank where the shop has none."""
        match self.kind:
            case ShopKind.SHOPIFY:
                return f"{self.address}/discount/{{code}}"
            case ShopKind.WOOCOMMERCE:
                return ""
            case _:
                assert_never(self.kind)

"""Products and variations as the REST API shows them, in the keys that anybody needs to find and link one."""

from typing import Any

from sandbox.shops.catalogue import Product, Variant
from sandbox.shops.woocommerce.site import Site


def product_shown(product: Product, site: Site, url: str) -> dict[str, Any]:
    """A product, simple or variable."""
    first = product.variants[0]
    simple = first.id == product.id
    return {
        "id": product.id,
        "name": product.title,
        "slug": product.handle,
        "permalink": f"{url}/product/{product.handle}/",
        "type": "simple" if simple else "variable",
        "status": "publish",
        "catalog_visibility": "visible",
        "sku": first.sku if simple else "",
        **_prices(first, site),
        "purchasable": True,
        "virtual": first.gift_card,
        "stock_status": "instock",
        "parent_id": 0,
        "categories": [_category(name, site) for name in first.categories],
        "variations": [] if simple else [variant.id for variant in product.variants],
    }


def variation_shown(variant: Variant, site: Site, url: str) -> dict[str, Any]:
    """One variation of a variable product."""
    product = site.catalogue.product(variant.product_id)
    handle = product.handle if product else ""
    return {
        "id": variant.id,
        "name": variant.option,
        "permalink": f"{url}/product/{handle}/?attribute_colour={variant.option}",
        "type": "variation",
        "status": "publish",
        "sku": variant.sku,
        **_prices(variant, site),
        "purchasable": True,
        "stock_status": "instock",
        "parent_id": variant.product_id,
        "attributes": [{"id": 0, "name": "Colour", "option": variant.option}],
    }


def matches(product: Product, wanted: dict[str, str]) -> bool:
    """Whether it is one that the query asks for."""
    words = wanted.get("search", "").casefold().split()
    skus = [variant.sku for variant in product.variants if variant.id == product.id]
    included = [int(one) for one in wanted.get("include", "").split(",") if one.isdecimal()]
    return (
        all(word in product.title.casefold() for word in words)
        and ("sku" not in wanted or wanted["sku"] in skus)
        and ("slug" not in wanted or wanted["slug"] == product.handle)
        and (not included or product.id in included)
    )


def _prices(variant: Variant, site: Site) -> dict[str, Any]:
    price = site.money.text(variant.price)
    sale = {"sale_price": price, "regular_price": site.money.text(variant.price * 2)}
    prices = sale if variant.on_sale else {"sale_price": "", "regular_price": price}
    return {"price": price, **prices, "on_sale": variant.on_sale}


def _category(name: str, site: Site) -> dict[str, Any]:
    return {"id": site.categories[name], "name": name.capitalize(), "slug": name}

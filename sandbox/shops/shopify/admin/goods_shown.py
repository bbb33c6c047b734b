"""Goods, codes and the shop itself as GraphQL answers show them."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.shops.catalogue import Money, Product, Variant
from sandbox.shops.shopify.admin.connections import within
from sandbox.shops.shopify.admin.gids import gid
from sandbox.shops.shopify.discounts import ORDER, PRODUCT, SHIPPING, Discount
from sandbox.shops.shopify.store import Store, StoreCustomer

Shown = dict[str, Any]


def money(amount: Decimal, of: Money) -> Shown:
    """MoneyV2."""
    return {"amount": of.text(amount), "currencyCode": of.currency}


def money_bag(amount: Decimal, of: Money) -> Shown:
    """MoneyBag: the shop's own money; customers pay in it."""
    return {"shopMoney": money(amount, of), "presentmentMoney": money(amount, of)}


def shop(store: Store) -> Shown:
    """Shop."""
    offset = store.clock.now().astimezone(ZoneInfo(store.time_zone))
    address = f"https://{store.domain}"
    return {
        "id": gid("Shop", 1),
        "name": store.name,
        "email": f"owner@{store.domain}",
        "myshopifyDomain": store.domain,
        "url": address,
        "primaryDomain": {"id": gid("Domain", 1), "host": store.domain, "url": address},
        "ianaTimezone": store.time_zone,
        "timezoneAbbreviation": offset.tzname(),
        "timezoneOffset": offset.strftime("%z"),
        "currencyCode": store.money.currency,
        "taxesIncluded": store.money.prices_include_tax,
    }


def product(one: Product, store: Store) -> Shown:
    """Product."""
    return {
        "id": gid("Product", one.id),
        "legacyResourceId": one.id,
        "title": one.title,
        "handle": one.handle,
        "productType": one.variants[0].categories[0],
        "status": "ACTIVE",
        "onlineStoreUrl": f"https://{store.domain}/products/{one.handle}",
        "variants": within(one.variants, lambda it: it.id, lambda it: variant(it, store)),
    }


def variant(one: Variant, store: Store) -> Shown:
    """ProductVariant; the only variant of a product has the title that Shopify gives it."""
    return {
        "id": gid("ProductVariant", one.id),
        "legacyResourceId": one.id,
        "title": one.option or "Default Title",
        "displayName": f"{one.title} - {one.option or 'Default Title'}",
        "sku": one.sku,
        "price": store.money.text(one.price),
        "compareAtPrice": None,
        "availableForSale": True,
        "product": lambda _info: product(_sold(one, store), store),
    }


def customer(one: StoreCustomer) -> Shown:
    """Customer."""
    return {
        "id": gid("Customer", one.id),
        "legacyResourceId": one.id,
        "displayName": one.email,
        "defaultEmailAddress": {"emailAddress": one.email},
    }


def discount_node(one: Discount, store: Store) -> Shown:
    """DiscountCodeNode, with what it holds."""
    return {"id": gid("DiscountCodeNode", one.id), "codeDiscount": _discount(one, store)}


def _discount(one: Discount, store: Store) -> Shown:
    code = {
        "id": gid("DiscountRedeemCode", one.id),
        "code": one.code,
        "asyncUsageCount": len(one.used_by),
    }
    shown = {
        "__typename": "DiscountCodeFreeShipping" if one.free_shipping else "DiscountCodeBasic",
        "title": one.title,
        "status": one.status(store.clock.now()),
        "codes": within([code], lambda it: it["id"], lambda it: it),
        "startsAt": one.starts,
        "endsAt": one.ends,
        "createdAt": one.created,
        "usageLimit": one.usage_limit,
        "asyncUsageCount": len(one.used_by),
        "appliesOncePerCustomer": one.once_per_customer,
        "combinesWith": {
            "orderDiscounts": ORDER in one.combines_with,
            "productDiscounts": PRODUCT in one.combines_with,
            "shippingDiscounts": SHIPPING in one.combines_with,
        },
        "discountClasses": [one.kind],
        "minimumRequirement": _least(one, store.money),
    }
    if one.free_shipping:
        dearest = one.dearest_shipping
        return shown | {"maximumShippingPrice": None if dearest is None else money(dearest, store.money)}
    return shown | {"customerGets": {"value": _value(one, store.money), "items": _items(one, store)}}


def _least(one: Discount, of: Money) -> Shown | None:
    if one.least_subtotal is not None:
        subtotal = money(one.least_subtotal, of)
        return {"__typename": "DiscountMinimumSubtotal", "greaterThanOrEqualToSubtotal": subtotal}
    if one.least_quantity is not None:
        return {"__typename": "DiscountMinimumQuantity", "greaterThanOrEqualToQuantity": one.least_quantity}
    return None


def _value(one: Discount, of: Money) -> Shown:
    if one.percentage is not None:
        return {"__typename": "DiscountPercentage", "percentage": float(one.percentage)}
    amount = money(one.amount or Decimal(0), of)
    return {"__typename": "DiscountAmount", "amount": amount, "appliesOnEachItem": one.each_item}


def _items(one: Discount, store: Store) -> Shown:
    if one.everything:
        return {"__typename": "AllDiscountItems", "allItems": True}
    products = [product for product in store.catalogue.products if product.id in one.products]
    variants = [variant for variant in store.catalogue.variants if variant.id in one.variants]
    return {
        "__typename": "DiscountProducts",
        "products": within(products, lambda it: it.id, lambda it: product(it, store)),
        "productVariants": within(variants, lambda it: it.id, lambda it: variant(it, store)),
    }


def _sold(one: Variant, store: Store) -> Product:
    found = store.catalogue.product(one.product_id)
    assert found is not None  # noqa: S101 - a variant is only found within its product
    return found


def fields_of_product(one: Product) -> Mapping[str, str | datetime | None]:
    """What a search may ask of a product."""
    sku = next((it.sku for it in one.variants if it.sku), None)
    return {"id": str(one.id), "title": one.title, "handle": one.handle, "sku": sku, "status": "ACTIVE"}


def fields_of_variant(one: Variant) -> Mapping[str, str | datetime | None]:
    """What a search may ask of a variant."""
    return {"id": str(one.id), "product_id": str(one.product_id), "title": one.title, "sku": one.sku or None}

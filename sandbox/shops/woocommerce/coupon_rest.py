"""Coupons as the REST API takes and shows them."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.shops.catalogue import Money
from sandbox.shops.woocommerce.coupons import HUNDRED, PERCENT, TYPES, Coupon
from sandbox.shops.woocommerce.refusals import RestRefusal, invalid
from sandbox.shops.woocommerce.site import Site

Given = Mapping[str, Any]

PLAIN = {
    "status": str,
    "description": str,
    "usage_limit": int,
    "usage_limit_per_user": int,
    "limit_usage_to_x_items": int,
    "free_shipping": bool,
    "individual_use": bool,
    "exclude_sale_items": bool,
}
"""What goes into the coupon as it is given, under its own name."""
LISTS = {
    "product_ids": ("product_ids", int),
    "excluded_product_ids": ("excluded_product_ids", int),
    "product_categories": ("categories", int),
    "excluded_product_categories": ("excluded_categories", int),
    "email_restrictions": ("email_restrictions", str),
}
AMOUNTS = {"amount": "amount", "minimum_amount": "minimum", "maximum_amount": "maximum"}
WORDS = {int: "integer", str: "string", bool: "boolean"}


def changed(coupon: Coupon, given: Given, site: Site) -> None:
    """Writes what is given into the coupon; raises RestRefusal before anything is written.

    What the API does not know is ignored, and so is ``date_expires_gmt``, which it knows and only shows.
    """
    new = dict(_plain(given)) | dict(_lists(given)) | dict(_amounts(given))
    if "discount_type" in given:
        if given["discount_type"] not in TYPES:
            raise invalid("discount_type", f"discount_type is not one of {', '.join(TYPES)}.")
        new["type"] = given["discount_type"]
    if new.get("type", coupon.type) == PERCENT and new.get("amount", coupon.amount) > HUNDRED:
        raise RestRefusal("coupon_invalid_amount", "Invalid discount amount")
    if "date_expires" in given:
        new["expires"] = _moment(given["date_expires"], site)
    if "meta_data" in given:
        rows = [(next(site.rows), str(one["key"]), one["value"]) for one in given["meta_data"]]
        new["meta"] = (*coupon.meta, *rows)
    for name, value in new.items():
        setattr(coupon, name, value)


def code_in(given: Given) -> str:
    """The code that is asked for, as it is stored; raises RestRefusal."""
    if "code" not in given:
        raise RestRefusal("rest_missing_callback_param", "Missing parameter(s): code", params=["code"])
    if not isinstance(given["code"], str):
        raise invalid("code", "code is not of type string.")
    code = given["code"].strip().lower()
    if not code:
        raise RestRefusal("woocommerce_rest_empty_coupon_code", "The coupon code cannot be empty.")
    return code


def shown(coupon: Coupon, site: Site, url: str) -> dict[str, Any]:
    """The coupon as the API shows it."""
    money = site.money
    return {
        "id": coupon.id,
        "code": coupon.code,
        "amount": _two_digits(coupon.amount, money),
        "status": coupon.status,
        **site.dates("date_created", coupon.created),
        **site.dates("date_modified", coupon.modified),
        "discount_type": coupon.type,
        "description": coupon.description,
        **site.dates("date_expires", coupon.expires),
        "usage_count": len(coupon.used_by),
        "individual_use": coupon.individual_use,
        "product_ids": list(coupon.product_ids),
        "excluded_product_ids": list(coupon.excluded_product_ids),
        "usage_limit": coupon.usage_limit or None,
        "usage_limit_per_user": coupon.usage_limit_per_user or None,
        "limit_usage_to_x_items": coupon.limit_usage_to_x_items or None,
        "free_shipping": coupon.free_shipping,
        "product_categories": list(coupon.categories),
        "excluded_product_categories": list(coupon.excluded_categories),
        "exclude_sale_items": coupon.exclude_sale_items,
        "minimum_amount": _two_digits(coupon.minimum, money),
        "maximum_amount": _two_digits(coupon.maximum, money),
        "email_restrictions": list(coupon.email_restrictions),
        "used_by": list(coupon.used_by),
        "meta_data": [{"id": row, "key": key, "value": value} for row, key, value in coupon.meta],
        "_links": {"self": [{"href": f"{url}/wp-json/wc/v3/coupons/{coupon.id}"}]},
    }


def _two_digits(amount: Decimal, money: Money) -> str:
    """Amounts of coupons have two digits whatever the currency, or more where they are needed."""
    return f"{amount:.2f}" if money.digits <= 2 else money.text(amount)


def _plain(given: Given) -> Mapping[str, Any]:
    return {name: _typed(given[name], kind, name) for name, kind in PLAIN.items() if given.get(name) is not None}


def _lists(given: Given) -> Mapping[str, Any]:
    found = {}
    for name, (attribute, kind) in LISTS.items():
        if given.get(name) is not None:
            if not isinstance(given[name], list):
                raise invalid(name, f"{name} is not of type array.")
            found[attribute] = tuple(_typed(one, kind, f"{name}[{place}]") for place, one in enumerate(given[name]))
    if any("@" not in one for one in found.get("email_restrictions", ())):
        raise RestRefusal("coupon_invalid_email_address", "Invalid email address restriction")
    return found


def _amounts(given: Given) -> Mapping[str, Any]:
    found = {}
    for name, attribute in AMOUNTS.items():
        if given.get(name) is not None:
            text = _typed(given[name], str, name)
            try:
                found[attribute] = Decimal(text or "0")
            except InvalidOperation:
                found[attribute] = Decimal(0)  # what is no number is nothing
            if found[attribute] < 0:
                raise RestRefusal("coupon_invalid_amount", "Invalid discount amount")
    return found


def _typed(value: Any, kind: type, name: str) -> Any:
    """The value where it is of the kind that the API's schema names; a number may be a text of digits."""
    if kind is int and isinstance(value, str) and value.isdecimal():
        return int(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise invalid(name, f"{name} is not of type {WORDS[kind]}.")
    return value


def _moment(given: Any, site: Site) -> datetime | None:
    if given in (None, ""):
        return None
    try:
        return site.instant(given)
    except (ValueError, AttributeError, TypeError):
        raise invalid("date_expires", "Invalid date.") from None

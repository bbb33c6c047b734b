"""Shopify's global ids: "gid://shopify/ProductVariant/45000000000001"."""

import re

GID = re.compile(r"gid://shopify/([A-Za-z]+)/(\d+)")


def gid(kind: str, number: int) -> str:
    """The global id of the thing of this kind with this number."""
    return f"gid://shopify/{kind}/{number}"


def number_of(kind: str, given: str) -> int | None:
    """The number in this global id; None when it is none, or of another kind."""
    found = GID.fullmatch(given)
    return int(found[2]) if found and found[1] == kind else None

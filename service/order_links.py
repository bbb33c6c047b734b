"""Signed order numbers: ``1042_<20 hex digits>`` in the shop's order mail shows that somebody has that mail.

The digits are the first 20 of HMAC-SHA256(``ORDER_LINK_KEY``, the number without ``#``), so that Shopify's Liquid and
WooCommerce's PHP can make them.
"""

import hmac
from dataclasses import dataclass

from manychat.talk.command import order_in, signature_in

SIGNATURE_LENGTH = 20


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """An order's number, and whether a signature of ours came with it."""

    number: str
    signed: bool = False


def shown_order(text: str, keys: tuple[str, ...]) -> ShownOrder:
    """The order that a link names; a signature that none of the keys has made is left out, as if it were typed."""
    number, given = order_in(text), signature_in(text)
    signed = any(hmac.compare_digest(signature_of(number, key), given) for key in keys) if given else False
    return ShownOrder(number, signed)


def signed_number(number: str, key: str) -> str:
    """The number with its proof, as a link carries it: ``1042_0123456789abcdef0123``."""
    return f"{number}_{signature_of(number, key)}"


def signature_of(number: str, key: str) -> str:
    """Twenty hex digits in lower case."""
    bare = number.replace("#", "").encode(errors="replace")
    return hmac.digest(key.encode(), bare, "sha256").hex()[:SIGNATURE_LENGTH]

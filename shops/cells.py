"""What an order's fields may hold, from whichever door they come; Unreadable says why not."""

import re
from collections.abc import Iterable

from shops.numbers import Unreadable

LONGEST_NUMBER = 100
LONGEST_EMAIL = 254
LONGEST_PRODUCTS = 10_000
CURRENCY = re.compile(r"[A-Za-z]{3}")
_PARTS = re.compile(r"[,;\s]+")


def cell_number(written: str) -> str:
    """An order's number."""
    if not written.strip("#＃№ "):
        raise Unreadable("The number is missing.")
    if len(written) > LONGEST_NUMBER or not written.isprintable():
        raise Unreadable("This is no order number.")
    return written.strip()


def cell_email(written: str) -> str:
    """An address as the shop has it; blank for none."""
    address = written.strip()
    if address and ("@" not in address.strip("@") or len(address) > LONGEST_EMAIL or address.split() != [address]):
        raise Unreadable("This is no e-mail address.")
    return address


def cell_currency(written: str) -> str:
    """A currency by its three letters; blank for none."""
    if written and not CURRENCY.fullmatch(written):
        raise Unreadable("A currency is three letters, such as USD.")
    return written.upper()


def cell_products(names: Iterable[str]) -> tuple[str, ...]:
    """Products, each once; what parts them in a cell does not stand in a name."""
    products = tuple(dict.fromkeys(filter(None, (_PARTS.sub(" ", name).strip() for name in names))))
    if sum(map(len, products)) > LONGEST_PRODUCTS:
        raise Unreadable("The products are too long for a cell.")
    return products

"""Lists of the REST API: pages, their order, and the headers that count them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from sandbox.shops.woocommerce.refusals import invalid

MOST = 100
DEFAULT = 10

T = TypeVar("T")
Headers = dict[str, str]


def number(query: Mapping[str, str], name: str, default: int, most: int | None = None) -> int:
    """A number from 1 on out of the query; raises RestRefusal."""
    text = query.get(name, str(default))
    if not text.isdecimal() or int(text) < 1 or (most is not None and int(text) > most):
        bound = f"{name} must be between 1 (inclusive) and {most} (inclusive)"
        raise invalid(name, bound if most else f"{name} must be greater than or equal to 1")
    return int(text)


def page_of(
    things: Sequence[T], query: Mapping[str, str], orders: Mapping[str, Callable[[T], Any]], url: str
) -> tuple[list[T], Headers]:
    """The page of these things that the query asks for, and its headers; ``orders`` are the sortings by name.

    Without a word the newest comes first.
    """
    by, way = query.get("orderby", "date"), query.get("order", "desc")
    if by not in orders:
        raise invalid("orderby", f"orderby is not one of {', '.join(orders)}.")
    if way not in ("asc", "desc"):
        raise invalid("order", "order is not one of asc, desc.")
    size, page = number(query, "per_page", DEFAULT, MOST), number(query, "page", 1)
    ordered = sorted(things, key=orders[by], reverse=way == "desc")
    pages = -(-len(ordered) // size)
    headers = {"X-WP-Total": str(len(ordered)), "X-WP-TotalPages": str(pages)}
    near = {"prev": page - 1, "next": page + 1}
    links = [
        f'<{url}?{urlencode({**query, "page": str(other)})}>; rel="{name}"'
        for name, other in near.items()
        if 1 <= other <= pages
    ]
    if links:
        headers["Link"] = ", ".join(links)
    return ordered[(page - 1) * size : page * size], headers

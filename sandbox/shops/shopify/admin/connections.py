"""Shopify's connections: a page of a list, with cursors that say where it goes on."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from graphql import GraphQLError

MOST = 250
"""How many nodes one page may have."""

T = TypeVar("T")
Connection = dict[str, Any]


def connection(
    things: Sequence[T], key: Callable[[T], object], shown: Callable[[T], dict[str, Any]], **page: Any
) -> Connection:
    """The page of these things that ``first`` and ``after``, or ``last`` and ``before``, ask for."""
    first, last = page.get("first"), page.get("last")
    if (first is None) == (last is None):
        raise GraphQLError("you must provide one of first or last", extensions={"code": "BAD_REQUEST"})
    size = int(first if first is not None else last or 0)
    if not 0 < size <= MOST:
        raise GraphQLError(f"first and last must be between 1 and {MOST}", extensions={"code": "BAD_REQUEST"})
    listed = list(reversed(things)) if page.get("reverse") else list(things)
    keys = [str(key(thing)) for thing in listed]
    start = keys.index(_key(page["after"], keys)) + 1 if page.get("after") else 0
    end = keys.index(_key(page["before"], keys)) if page.get("before") else len(listed)
    start, end = (start, min(start + size, end)) if first is not None else (max(start, end - size), end)
    edges = [{"cursor": _cursor(keys[place]), "node": shown(listed[place])} for place in range(start, end)]
    return {
        "edges": edges,
        "nodes": [edge["node"] for edge in edges],
        "pageInfo": {
            "hasNextPage": end < len(listed),
            "hasPreviousPage": start > 0,
            "startCursor": edges[0]["cursor"] if edges else None,
            "endCursor": edges[-1]["cursor"] if edges else None,
        },
    }


def within(things: Sequence[T], key: Callable[[T], object], shown: Callable[[T], dict[str, Any]]) -> Any:
    """A connection as a field of something: what is asked for comes as the field's arguments."""
    return lambda _info, **page: connection(things, key, shown, **page)


def _cursor(key: str) -> str:
    return urlsafe_b64encode(f"at:{key}".encode()).decode()


def _key(cursor: str, keys: Sequence[str]) -> str:
    try:
        key = urlsafe_b64decode(cursor).decode().removeprefix("at:")
    except ValueError:
        key = ""
    if key not in keys:
        raise GraphQLError(f"Invalid cursor for current pagination sort: {cursor}", extensions={"code": "BAD_REQUEST"})
    return key

"""Stripe's API: forms in, JSON out, as far as orders and refunds are looked up and webhooks are made."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from operator import eq, ge, gt, le, lt

from werkzeug.datastructures import MultiDict

from sandbox.shops.stripe.bodies import Body
from sandbox.shops.stripe.keys import StripeRefusal

MOST, DEFAULT = 100, 10
CREATED = re.compile(r"created\[(gt|gte|lt|lte)\]")
PAGE = ("limit", "starting_after", "ending_before", "created")
SAME = ("payment_intent", "charge", "type")
"""What an object must be equal in, where it is asked for."""
COMPARED: Mapping[str, Callable[[int, int], bool]] = {"gt": gt, "gte": ge, "lt": lt, "lte": le}


def check_names(given: "MultiDict[str, str]", known: Collection[str]) -> None:
    """Raises StripeRefusal for a parameter that the address does not take."""
    for name in given:
        bare = name.partition("[")[0]
        if bare not in known:
            raise StripeRefusal(f"Received unknown parameter: {bare}", code="parameter_unknown", param=bare)


def listed(shown: Sequence[Body], query: "MultiDict[str, str]", url: str) -> Body:
    """The page of these objects, the newest first, that the query asks for; raises StripeRefusal."""
    bounds = list(_bounds(query))
    same = {name: query[name] for name in SAME if name in query}
    types = query.getlist("types[]")
    found = [
        one
        for one in reversed(shown)
        if all(holds(one["created"]) for holds in bounds)
        and all(one.get(name) == it for name, it in same.items())
        and (not types or one.get("type") in types)
    ]
    ids, limit = [one["id"] for one in found], query.get("limit", str(DEFAULT))
    if not limit.isdecimal() or not 1 <= int(limit) <= MOST:
        raise StripeRefusal("This value must be less than or equal to 100.", param="limit")
    after = query.get("starting_after")
    if after is not None and after not in ids:
        raise StripeRefusal(f"No such object: '{after}'", code="resource_missing", param="starting_after")
    start = ids.index(after) + 1 if after else 0
    page = found[start : start + int(limit)]
    return {"object": "list", "url": url, "has_more": start + len(page) < len(found), "data": page}


def _bounds(query: "MultiDict[str, str]") -> Iterator[Callable[[int], bool]]:
    """What the query asks of the moment when an object was made; raises StripeRefusal."""
    for name, text in query.items():
        match = CREATED.fullmatch(name)
        if match or name == "created":
            compare = COMPARED[match[1]] if match else eq
            yield partial(_holds, compare, _number(text, name))


def _holds(compare: Callable[[int, int], bool], bound: int, found: int) -> bool:
    return compare(found, bound)


def _number(text: str, name: str) -> int:
    if not text.isdecimal():
        raise StripeRefusal(f"Invalid integer: {text}", code="parameter_invalid_integer", param=name)
    return int(text)

"""Links with places for a coupon's code and for whose it is: ``https://shop.example/cart?discount={code}``."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

_PLACE = re.compile(r"(?:\{|%7b)(code|email|member)(?:\}|%7d)", re.IGNORECASE)
"""Browsers write braces as ``%7B`` and ``%7D`` when an address is copied out of their bar."""
_HOST = re.compile(r"[^/?#]*//[^/?#]*")


def has_places(link: str) -> bool:
    """True where the link has a place for a code, an address or a member."""
    return _PLACE.search(link) is not None


def filled(link: str, values: Mapping[str, str]) -> str:
    """The link with each place filled in, URL-encoded; ``values`` are by ``code``, ``email`` and ``member``.

    A place without a value takes its whole parameter away, or the fragment. Where the path would need one there is no
    link: blank. So it is where a place stands in the host: nobody's code may say where a link leads.
    """
    if not has_places(link):
        return link
    page, _, fragment = link.partition("#")
    address, _, query = page.partition("?")
    host = _HOST.match(address)
    path = _with(address, values)
    if path is None or host is None or has_places(host[0]):
        return ""
    parameters = "&".join(_parameters(query, values))
    rest = _with(fragment, values)
    return path + (f"?{parameters}" if parameters else "") + (f"#{rest}" if rest else "")


def _parameters(query: str, values: Mapping[str, str]) -> Iterator[str]:
    for parameter in query.split("&"):
        written = _with(parameter, values)
        if written:
            yield written


def _with(text: str, values: Mapping[str, str]) -> str | None:
    """The text with its places filled in; None where a value is missing."""
    if not all(values.get(place[1].lower()) for place in _PLACE.finditer(text)):
        return None
    return _PLACE.sub(lambda place: quote(values[place[1].lower()], safe="", errors="replace"), text)

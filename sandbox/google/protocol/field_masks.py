"""Field masks: which fields of a message an answer holds, or an update may change."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from sandbox.google.protocol import discovery
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import invalid

Mask = Mapping[str, Any]
"""Name to the mask below it; an empty one means everything below."""

EVERYTHING: Mask = {}
_SYMBOL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|\*|[(),./]")


@lru_cache(maxsize=256)
def parse(text: str) -> Mask:
    """The mask in Google's notation: ``a,b.c,d(e,f/g)``, ``*`` for all; a 400 when it cannot be read."""
    symbols = _SYMBOL.findall(text)
    if "".join(symbols) != text.replace(" ", "") or not symbols:
        raise _unreadable(text)
    rest = iter([*symbols, ")"])
    mask = _listed(rest, text)
    if next(rest, None) is not None:
        raise _unreadable(text)
    return mask


def _listed(symbols: Iterator[str], text: str) -> Mask:
    mask: dict[str, Any] = {}
    while True:
        ended = _path(mask, symbols, text)
        if ended == ")":
            return EVERYTHING if "*" in mask else mask


def _path(mask: dict[str, Any], symbols: Iterator[str], text: str) -> str:
    """Adds one path to the mask; gives what ended it, a comma or a closing bracket."""
    names: list[str] = []
    symbol = next(symbols, "")
    while True:
        if not symbol or not (symbol[0].isalpha() or symbol[0] in "_*"):
            raise _unreadable(text)
        names.append(symbol)
        below: Mask = EVERYTHING
        symbol = next(symbols, "")
        if symbol == "(":
            below = _listed(symbols, text)
            symbol = next(symbols, "")
        if symbol in (",", ")"):
            _add(mask, names, below)
            return symbol
        if symbol not in (".", "/"):
            raise _unreadable(text)
        symbol = next(symbols, "")


def _add(mask: dict[str, Any], names: list[str], below: Mask) -> None:
    name, *others = names
    if name in mask and not mask[name]:
        return
    if not others:
        mask[name] = {**mask.get(name, {}), **below} if below else EVERYTHING
    elif others == ["*"]:
        mask[name] = EVERYTHING
    else:
        inner = dict(mask.get(name, {}))
        _add(inner, others, below)
        mask[name] = inner


def _unreadable(text: str) -> Exception:
    return invalid(f"Invalid field mask: {text}")


def unknown_path(mask: Mask, message: str, *, into_lists: bool = True) -> str | None:
    """The first path of the mask that Google's message ``message`` does not have, None when it has them all.

    An update's mask may not go ``into_lists``: Google takes a repeated field only at the end of a path.
    """
    for name, below in mask.items():
        spec = discovery.properties(message).get(name)
        if spec is None:
            return name
        deeper = spec.get("items", spec).get("$ref")
        ends_here = ("items" in spec and not into_lists) or not (deeper or "additionalProperties" in spec)
        if below and ends_here:
            return f"{name}.{next(iter(below))}"
        if below and deeper and (path := unknown_path(below, deeper, into_lists=into_lists)):
            return f"{name}.{path}"
    return None


def select(mask: Mask, value: Any) -> Any:
    """What the mask leaves of a JSON value; a message without any of its fields is left out of its parent."""
    if not mask:
        return value
    if isinstance(value, list):
        return [select(mask, message) for message in value]
    if not isinstance(value, dict):
        return value
    return {name: select(below, value[name]) for name, below in mask.items() if name in value}


def merge(old: Json, new: Json, mask: Mask) -> Json:
    """``old`` with the fields that the mask names as ``new`` has them; those that ``new`` lacks are cleared."""
    if not mask:
        return dict(new)
    merged = dict(old)
    for name, below in mask.items():
        value = new.get(name)
        if below:
            value = merge(merged.get(name, {}), value or {}, below)
        if value in (None, {}, []):
            merged.pop(name, None)
        else:
            merged[name] = value
    return merged

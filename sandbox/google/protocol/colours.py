"""Colours come in twins: ``tabColor`` beside ``tabColorStyle``, in every message. Google takes either, answers both.

Which fields are twins is read from the discovery document. What a theme's colour looks like is taken from the standard
theme.
"""

import struct
from collections.abc import Mapping
from functools import cache
from typing import Any

from sandbox.google.protocol import discovery, field_masks
from sandbox.google.protocol.defaults import THEME_COLOURS
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.field_masks import Mask

TWIN = "Style"


def complete(name: str, message: Json) -> Json:
    """Google's message ``name`` with both twins of each colour; the style counts where they differ."""
    return _both(name, _styles(name, message))


def merged(name: str, old: Json, new: Json, mask: Mask) -> Json:
    """``old`` with what the mask names as ``new`` has it, where naming one twin names both."""
    return _both(name, field_masks.merge(_styles(name, old), _styles(name, new), _style_mask(name, mask)))


def _styles(name: str, message: Json) -> Json:
    """The message with the styles only."""
    after = dict(message)
    for plain in _twins(name):
        if plain in after:
            colour = after.pop(plain)
            after.setdefault(plain + TWIN, {"rgbColor": colour})
    return _inside(name, after, _styles)


def _both(name: str, message: Json) -> Json:
    after = _inside(name, message, _both)
    for plain in _twins(name):
        style = after.get(plain + TWIN)
        if style is None:
            continue
        if "rgbColor" in style:
            style = {"rgbColor": _stored(style["rgbColor"])}
            after = after | {plain + TWIN: style}
        after = after | {plain: style.get("rgbColor") or dict(THEME_COLOURS.get(style.get("themeColor", ""), {}))}
    return after


def _inside(name: str, message: Json, change: Any) -> Json:
    after = dict(message)
    for field, inner in _below(name).items():
        held = after.get(field)
        if isinstance(held, list):
            after[field] = [change(inner, each) for each in held]
        elif isinstance(held, dict):
            after[field] = change(inner, held)
    return after


def _style_mask(name: str, mask: Mask) -> Mask:
    after = {}
    for field, below in mask.items():
        if field in _twins(name):
            after[field + TWIN] = {"rgbColor": below} if below else below
        else:
            inner = _below(name).get(field)
            after[field] = _style_mask(inner, below) if inner and below else below
    return after


def _stored(colour: Json) -> Json:
    """A colour as Google keeps it: 255 steps a part, as 32-bit floats, without the parts that are 0."""
    parts = {name: _part(value) if name != "alpha" else value for name, value in colour.items()}
    return {name: value for name, value in parts.items() if value}


def _part(value: float) -> float | int:
    step = int(min(max(value, 0), 1) * 255 + 1e-6)
    return _single(step / 255) if step % 255 else step // 255


def _single(value: float) -> float:
    """The shortest number that is the same 32-bit float."""
    packed = struct.pack("f", value)
    shortest = next(
        text for text in (f"{value:.{digits}g}" for digits in range(6, 10)) if struct.pack("f", float(text)) == packed
    )
    return float(shortest)


@cache
def _twins(name: str) -> tuple[str, ...]:
    fields = discovery.properties(name)
    return tuple(field for field, spec in fields.items() if spec.get("$ref") == "Color" and field + TWIN in fields)


@cache
def _below(name: str) -> Mapping[str, str]:
    """The fields of a message that hold colours at some depth, with the messages in them."""
    found = {}
    for field, spec in discovery.properties(name).items():
        inner = spec.get("$ref") or spec.get("items", {}).get("$ref")
        if inner and _coloured(inner, frozenset()):
            found[field] = inner
    return found


@cache
def _coloured(name: str, above: frozenset[str]) -> bool:
    if name in above or "properties" not in discovery.document()["schemas"][name]:
        return False
    if _twins(name):
        return True
    inner = {spec.get("$ref") or spec.get("items", {}).get("$ref") for spec in discovery.properties(name).values()}
    return any(_coloured(held, above | {name}) for held in inner if held)

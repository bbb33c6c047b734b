"""The shop's colour made readable: dark enough on a white letter, light enough on a dark one."""

import re
from dataclasses import dataclass
from functools import cache

DEFAULT_COLOUR = "#8a4b2a"
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
NIGHT = (36, 33, 31)
"""The letter itself in dark mode."""
READABLE_CONTRAST = 4.5  # WCAG 2.1, 1.4.3: ordinary text on its ground
HEX_COLOUR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})")

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as CSS writes them; an accent is readable on its ground, and its ground is readable on it."""

    accent: str
    tint: str
    night: str
    night_accent: str
    night_tint: str


@cache
def palette(colour: str) -> Palette:
    """The letter's colours from the shop's own, written ``#8a4b2a`` or ``#842``; anything else is the default."""
    written = colour.strip().lower()
    own = _read(written if HEX_COLOUR.fullmatch(written) else DEFAULT_COLOUR)
    accent, night_accent = _readable(own, on=WHITE, towards=BLACK), _readable(own, on=NIGHT, towards=WHITE)
    return Palette(
        accent=_hex(accent),
        tint=_hex(_mixed(WHITE, accent, 0.1)),
        night=_hex(NIGHT),
        night_accent=_hex(night_accent),
        night_tint=_hex(_mixed(NIGHT, night_accent, 0.16)),
    )


def contrast(first: Colour, second: Colour) -> float:
    """The contrast of two colours, from 1 to 21, as WCAG 2.1 computes it."""
    dark, light = sorted((_luminance(first), _luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def _readable(colour: Colour, *, on: Colour, towards: Colour) -> Colour:
    steps = (_mixed(colour, towards, step / 20) for step in range(21))
    return next(mixed for mixed in steps if contrast(mixed, on) >= READABLE_CONTRAST)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _mixed(base: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(base, other, strict=True))
    return red, green, blue


def _read(written: str) -> Colour:
    digits = written[1:] if len(written) > 4 else "".join(2 * digit for digit in written[1:])
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue


def _hex(colour: Colour) -> str:
    return "#" + bytes(colour).hex()

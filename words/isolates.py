"""Isolates: somebody's own words inside a sentence, so that neither turns the direction of the other."""

import unicodedata
from typing import Final

ISOLATE: Final = "\N{FIRST STRONG ISOLATE}"
END: Final = "\N{POP DIRECTIONAL ISOLATE}"
STRANGERS = {"rtl": frozenset({"L", "EN"}), "ltr": frozenset({"R", "AL", "AN"})}
"""The bidirectional classes (Unicode Annex 9) of characters that run against a sentence of this direction."""
STEERING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
"""The classes of the characters that turn the direction of what follows; a name may not leave one open."""


def isolated(name: str, direction: str) -> str:
    """The name between the characters of an isolate, but only where it holds some that run against the direction."""
    if name.isascii() and direction == "ltr":  # no character of ASCII runs from right to left or steers
        return name
    classes = {sign: unicodedata.bidirectional(sign) for sign in name}
    plain = "".join(sign for sign in name if classes[sign] not in STEERING)
    return f"{ISOLATE}{plain}{END}" if STRANGERS[direction] & set(classes.values()) else plain

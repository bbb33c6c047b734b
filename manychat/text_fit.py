"""Texts made fit for a chat: cleaned, shortened, split and listed without breaking a code or a link."""

import re
from collections.abc import Callable, Iterable, Sequence

UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
"""Control characters that are no white space, and lone surrogates, which no UTF-8 can carry."""
LONGEST_WORD = 40
"""A longer word may be cut: it is a script without blanks rather than a word."""
SEAMS = ((r"\n", "\n"), (r"(?<=[.!?…]) ", " "), (r" ", " "), (r"", ""))
"""Where a text may be split, best first: lines, sentences, words, signs; and what stood between the parts."""


def one_line(text: str) -> str:
    """The text without control characters, with single blanks, on one line."""
    return " ".join(UNPRINTABLE.sub("", text).split())


def shortened(text: str, limit: int) -> str:
    """At most ``limit`` characters, ending in "…" where something is missing; no link and no short word is cut."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    word = head.split()[-1] if head[-1:].strip() else ""
    whole = "://" in word or len(word) <= LONGEST_WORD < len(head)
    return f"{head.removesuffix(word) if whole else head}".rstrip() + "…"


def split(text: str, fits: Callable[[str], bool], seams: Sequence[tuple[str, str]] = SEAMS) -> tuple[str, ...]:
    """The text in as few pieces as possible, each of which fits; a line that fits by itself stays whole."""
    if fits(text) or not seams:
        return (text,)
    (seam, glue), *finer = seams
    pieces: list[str] = []
    for part in filter(None, re.split(seam, text)):
        if pieces and fits(pieces[-1] + glue + part):
            pieces[-1] += glue + part
        else:
            pieces.extend(split(part, fits, finer))
    return tuple(pieces)


def listed(parts: Iterable[str], *, glue: str, room: int, most: int, more: Callable[[str, int], str]) -> str:
    """The first parts in at most ``room`` characters, with the words for how ``more`` there are; blank for none."""
    rest, shown = list(parts), ""
    count = len(rest)
    while rest and count - len(rest) < most:
        longer = f"{shown}{glue if shown else ''}{rest[0]}"
        if shown and len(longer) > room:
            break
        shown = longer
        rest.pop(0)
    return more(shown, len(rest)) if rest else shown

"""Long texts on which a pattern that is not linear takes for ever, made out of the pattern itself."""

import re
from collections.abc import Iterable, Iterator
from itertools import product
from re import _constants as codes  # type: ignore[attr-defined]  # the only way to see what a pattern is made of
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

LENGTH = 60_000
LONG = 50
"""A repetition that may go on for so long is tried for as long as the text is."""
OF_CATEGORY = {codes.CATEGORY_DIGIT: "5", codes.CATEGORY_WORD: "a", codes.CATEGORY_SPACE: " "}
ODD = ("·", "z", "\n", "\x00")
"""What a set without something is filled with."""
ENDS = ("", "·", "\n")
"""What ends a text so that it fits no longer."""
MOST_SIGNS = 6
REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)

Item = tuple[Any, Any]


def hostile_texts(pattern: re.Pattern[Any]) -> Iterator[Any]:
    """Each two signs of the pattern again and again, and each of its repetitions after what leads there; and then
    something that does not fit."""
    is_text = isinstance(pattern.pattern, str)
    tree = list(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG))
    signs = [*list(dict.fromkeys(_signs(tree)))[:MOST_SIGNS], "z"]
    pumps = {("", "".join(two)) for two in product(signs, repeat=2)} | set(_pumps(tree, ""))
    for lead, pump in sorted(pumps):
        for end in ENDS:
            made = lead + pump * (LENGTH // len(pump)) + end
            yield made if is_text else made.encode("latin-1", "replace")


def _pumps(items: Iterable[Item], lead: str) -> Iterator[tuple[str, str]]:
    """What leads to each repetition, and what it repeats."""
    for item in items:
        if item[0] in REPEATS and item[1][1] >= LONG:
            yield from ((lead, sign) for sign in _signs([item]))
            yield lead, _short(item[1][2], fullest=True)
        for inner in _inner(item):
            yield from _pumps(inner, lead)
        lead += _short([item])


def _short(items: Iterable[Item], *, fullest: bool = False) -> str:
    """A short text that fits; ``fullest`` has once what may be there."""
    made = ""
    for code, value in items:
        if code in REPEATS:
            made += _short(value[2], fullest=fullest) * max(value[0], int(fullest))
        elif code not in (codes.ASSERT, codes.ASSERT_NOT):
            inner = _inner((code, value))
            made += _short(inner[0], fullest=fullest) if inner else next(_signs([(code, value)]), "")
    return made


def _signs(items: Iterable[Item]) -> Iterator[str]:
    """Signs that the pattern speaks of."""
    for code, value in items:
        for inner in _inner((code, value)):
            yield from _signs(inner)
        match code:
            case codes.LITERAL:
                yield chr(value)
            case codes.NOT_LITERAL:
                yield from (odd for odd in ODD if odd != chr(value))
            case codes.ANY:
                yield "z"
            case codes.RANGE:
                yield chr(value[0])
            case codes.CATEGORY:
                yield OF_CATEGORY.get(value, "·")
            case codes.IN:
                yield from _of_set(value)


def _inner(item: Item) -> list[list[Item]]:
    """The patterns within one part of a pattern, one for each branch."""
    code, value = item
    if code in REPEATS:
        return [list(value[2])]
    match code:
        case codes.SUBPATTERN:
            return [list(value[3])]
        case codes.ATOMIC_GROUP:
            return [list(value)]
        case codes.BRANCH:
            return [list(branch) for branch in value[1]]
        case codes.ASSERT | codes.ASSERT_NOT:
            return [list(value[1])]
    return []


def _of_set(members: list[Item]) -> Iterator[str]:
    if members[0][0] is not codes.NEGATE:
        yield from _signs(members)
        return
    named = set(_signs(members[1:]))
    yield from (odd for odd in (*ODD, "5", "a", " ") if odd not in named)

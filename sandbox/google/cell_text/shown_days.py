"""Days and times as cells show them: all of a column at once."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache, partial
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from sandbox.google.cell_text.kept_texts import KeptTexts
from sandbox.google.cell_text.locales import Locale
from sandbox.google.cell_text.shown_numbers import MANY, Writer, general

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - Google's serial numbers have no zone
FIRST_DAY = EPOCH.toordinal()
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|(am/pm|a/p|y+|m+|d+|h+|s+|0+)|(.)', re.IGNORECASE)


class Unit(NamedTuple):
    """What a part of a pattern is counted in, from the EPOCH on."""

    most: int
    """How many there are; the days are those up to 2119."""
    instant: Callable[[int], datetime]
    """An instant with this count."""
    counted: Callable[[Any], Any]
    """How many some milliseconds since the EPOCH come to, those of one instant or an array of many."""


DAY = Unit(80_001, lambda count: datetime.fromordinal(FIRST_DAY + count), lambda instant: instant // 86_400_000)
MINUTE = Unit(1440, lambda count: EPOCH + timedelta(minutes=count), lambda instant: instant // 60_000 % 1440)
SECOND = Unit(60, lambda count: EPOCH + timedelta(seconds=count), lambda instant: instant // 1000 % 60)
MILLISECOND = Unit(1000, lambda count: EPOCH + timedelta(milliseconds=count), lambda instant: instant % 1000)
UNITS = MappingProxyType(
    {"y": DAY, "m": DAY, "d": DAY, "h": MINUTE, "n": MINUTE, "a": MINUTE, "s": SECOND, "0": MILLISECOND}
)
"""What each letter of a pattern follows from."""

What = str | Callable[[datetime], str]
"""A number of an instant by its name, or a text that is made of it."""

Piece = tuple[str, What]
"""A piece of a text as a conversion for ``%``, and what is to be converted; "" where that is nothing."""


def writer(pattern: str, locale: Locale) -> Writer:
    """What writes serials by a pattern.

    The pattern is cut into parts that follow from the day alone, from the minute of the day, or from the second: there
    are few of each, so their texts are kept.
    """
    parts = [(unit.counted, unit.most, text) for unit, text in _parts(pattern, locale)]
    texts = [(counted, KeptTexts(text)) for counted, _, text in parts]

    def write(values: Sequence[float]) -> list[str]:
        if len(values) >= MANY:
            from sandbox.google.cell_text import many_numbers  # numpy takes long to load

            written = many_numbers.instants(values, parts)
            if written is not None:
                return written
        try:
            # Google's times are exact to a millisecond; a serial's error would show as a second too few
            instants = [round(value * 86_400_000) for value in values]
            found = [[text[counted(instant)] for instant in instants] for counted, text in texts]
        except (OverflowError, ValueError):  # a day outside the years 1 to 9999, of which nothing is recorded
            return general(locale, values) if len(values) == 1 else [write([value])[0] for value in values]
        return found[0] if len(found) == 1 else list(map("".join, zip(*found, strict=True)))

    return write


@lru_cache(maxsize=256)
def _text(unit: Unit, template: str, held: tuple[What, ...]) -> Callable[[int], str]:
    """What writes one part of a text, the same for all patterns that have it."""
    got = _got(held)
    return lambda count: template % got(unit.instant(count))


def _parts(pattern: str, locale: Locale) -> list[tuple[Unit, Callable[[int], str]]]:
    """The parts of a pattern that follow from the same, as the text of each count; what stands between two tokens goes
    with the one behind.
    """
    found = [(quoted or escaped or plain, token) for quoted, escaped, token, plain in _TOKEN.findall(pattern)]
    noon = any(token.casefold() in ("am/pm", "a/p") for _, token in found)
    parts: list[tuple[Unit, list[Piece]]] = []
    before: list[Piece] = []
    for letter, token in _lettered(found):
        before.append(_piece(letter, token, locale, noon=noon))
        if letter:
            if not parts or parts[-1][0] is not UNITS[letter]:
                parts.append((UNITS[letter], []))
            parts[-1][1].extend(before)
            before = []
    if not parts:
        parts.append((DAY, []))
    parts[-1][1].extend(before)
    return [
        (unit, _text(unit, "".join([form for form, _ in pieces]), tuple(what for _, what in pieces if what)))
        for unit, pieces in parts
    ]


def _got(held: tuple[What, ...]) -> Callable[[datetime], Any]:
    """What the pieces are made of: numbers of an instant are got in one call, as most patterns have nothing else."""
    names = [what for what in held if isinstance(what, str)]
    if names and len(names) == len(held):
        return attrgetter(*names)
    return lambda instant: tuple(getattr(instant, what) if isinstance(what, str) else what(instant) for what in held)


def _lettered(found: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Each token with its letter, an n for minutes, and each text without one."""
    before = ""
    for index, (literal, token) in enumerate(found):
        if not token:
            yield "", literal
            continue
        after = next((later for _, later in found[index + 1 :] if later), "")
        letter = token[0].casefold()
        yield ("n" if letter == "m" and (before == "h" or after[:1].casefold() == "s") else letter), token
        before = letter


def _piece(letter: str, token: str, locale: Locale, *, noon: bool) -> Piece:
    """A token, or the text between two; ``noon`` where hours are counted from noon."""
    if not letter:
        return token.replace("%", "%%"), ""
    width = min(len(token), 2)
    match letter:
        case "y" if len(token) > 2:
            return "%d", "year"
        case "m" if len(token) <= 2:
            return f"%0{width}d", "month"
        case "d" if len(token) <= 2:
            return f"%0{width}d", "day"
        case "h" if not noon:
            return f"%0{width}d", "hour"
        case "n":
            return f"%0{width}d", "minute"
        case "s":
            return f"%0{width}d", "second"
        case _:
            return "%s", partial(_part, letter, token, locale)


def _part(letter: str, token: str, locale: Locale, instant: datetime) -> str:
    """What is no number of the instant as it is."""
    match letter:
        case "y":
            return f"{instant:%y}"
        case "m" | "d":
            return _name(instant, letter, len(token), locale)
        case "h":
            return f"{(instant.hour - 1) % 12 + 1:0{min(len(token), 2)}d}"
        case "0":
            return f"{instant.microsecond // 1000:03d}"[: len(token)]
        case _:
            half = locale.halves[instant.hour >= 12]
            half = half if "m" in token.casefold() else half[:1]
            return half.upper() if token.isupper() else half.lower()


def _name(instant: datetime, letter: str, length: int, locale: Locale) -> str:
    """The month's or day's name: three letters for the short one, five for a month's first letter."""
    if letter == "d":
        return locale.days[length > 3][instant.weekday()]
    full = locale.months[1][instant.month - 1]
    return locale.months[0][instant.month - 1] if length == 3 else full[:1] if length == 5 else full

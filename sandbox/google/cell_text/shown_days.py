"""Days and times as cells show them: all of a column at once, as JSON texts."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

from sandbox.google.cell_text.kept_texts import KeptTexts
from sandbox.google.cell_text.locales import Locale
from sandbox.google.cell_text.shown_numbers import Writer, general, inside

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - Google's serial numbers have no zone
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|(am/pm|a/p|y+|m+|d+|h+|s+|0+)|(.)', re.IGNORECASE)


class Unit(NamedTuple):
    """What a part of a pattern is counted in, and how many of them milliseconds since the EPOCH come to."""

    length: timedelta
    counted: Callable[[list[int]], list[int]]


DAY = Unit(timedelta(days=1), lambda instants: [instant // 86_400_000 for instant in instants])
MINUTE = Unit(timedelta(minutes=1), lambda instants: [instant // 60_000 % 1440 for instant in instants])
SECOND = Unit(timedelta(seconds=1), lambda instants: [instant // 1000 % 60 for instant in instants])
MILLISECOND = Unit(timedelta(milliseconds=1), lambda instants: [instant % 1000 for instant in instants])
UNITS = MappingProxyType(
    {"y": DAY, "m": DAY, "d": DAY, "h": MINUTE, "n": MINUTE, "a": MINUTE, "s": SECOND, "0": MILLISECOND}
)
"""What each letter of a pattern follows from."""

Piece = Callable[[datetime], str]


def writer(pattern: str, locale: Locale) -> Writer:
    """What writes serials by a pattern.

    The pattern is cut into parts that follow from the day alone, from the minute of the day, or from the second: there
    are few of each, so their texts are kept.
    """
    parts = _parts(pattern, locale)
    texts = [
        (unit.counted, KeptTexts(partial(_text, unit, pieces, place == 0, place == len(parts) - 1)))
        for place, (unit, pieces) in enumerate(parts)
    ]

    def write(values: Sequence[float]) -> list[str]:
        try:
            # Google's times are exact to a millisecond; a serial's error would show as a second too few
            instants = [round(value * 86_400_000) for value in values]
            found = [[text[count] for count in counted(instants)] for counted, text in texts]
        except OverflowError:  # a day outside the years 1 to 9999, of which nothing is recorded
            return general(locale, values) if len(values) == 1 else [write([value])[0] for value in values]
        return found[0] if len(found) == 1 else list(map("".join, zip(*found, strict=True)))

    return write


def _text(unit: Unit, pieces: Sequence[Piece], first: bool, last: bool, count: int) -> str:  # noqa: FBT001 - bound so
    """One part of the text, with the quote at its start or end where that is the text's own."""
    instant = EPOCH + count * unit.length
    text = inside("".join([piece(instant) for piece in pieces]))
    return ('"' if first else "") + text + ('"' if last else "")


def _parts(pattern: str, locale: Locale) -> list[tuple[Unit, list[Piece]]]:
    """The pieces of a pattern, those together that follow from the same; text between them goes with the one before."""
    found = [(quoted or escaped or plain, token) for quoted, escaped, token, plain in _TOKEN.findall(pattern)]
    noon = any(token.casefold() in ("am/pm", "a/p") for _, token in found)
    parts: list[tuple[Unit, list[Piece]]] = []
    for letter, token in _lettered(found):
        unit = UNITS[letter] if letter else parts[-1][0] if parts else DAY
        if not parts or parts[-1][0] is not unit:
            parts.append((unit, []))
        parts[-1][1].append(partial(_part, letter, token, locale, noon))
    return parts


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


def _part(letter: str, token: str, locale: Locale, noon: bool, instant: datetime) -> str:  # noqa: FBT001 - bound so
    width = min(len(token), 2)
    match letter:
        case "":
            return token
        case "y":
            return str(instant.year) if len(token) > 2 else f"{instant:%y}"
        case "m" | "d" if len(token) > 2:
            return _name(instant, letter, len(token), locale)
        case "m":
            return f"{instant.month:0{width}d}"
        case "n":
            return f"{instant.minute:0{width}d}"
        case "d":
            return f"{instant.day:0{width}d}"
        case "h":
            return f"{(instant.hour - 1) % 12 + 1 if noon else instant.hour:0{width}d}"
        case "s":
            return f"{instant.second:0{width}d}"
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

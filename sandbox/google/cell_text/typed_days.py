"""Days and times as people type them in each locale; a day needs its year, for the stand-in has no clock."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from sandbox.google.cell_text import number_formats
from sandbox.google.cell_text.locales import Locale
from sandbox.google.protocol.discovery import Json

LONGEST = 60
"""No day is longer than this many characters, so that long texts are not searched."""

_TIME = re.compile(
    r"(?:(?P<day>.*\S)\s+)?(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}(?:\.[0-9]+)?))?"
    r"(?:\s*(?P<half>\D+))?"
)
_PARTS: Mapping[str, str] = {
    "d": r"(?P<day>[0-9]{1,2})",
    "m": r"(?P<month>[0-9]{1,2})",
    "y": r"(?P<year>[0-9]{4}|[0-9]{2})",
    "Y": r"(?P<year>[0-9]{4})",
}
_TAIL = r"(?P<tail>\.|\s?г\.)?"
"""What Croats, Hungarians and Bulgarians write after a day in numbers."""
_NAMED = r"(?P<day>[0-9]{1,2})(?:\.|er)?[\s-]+(?P<name>[^\W\d_]+\.?)[,،]?[\s-]+(?P<year>[0-9]{4})(?:\s*(?:г\.?|года))?"
_NAME_FIRST = r"(?P<name>[^\W\d_]+\.?)\s+(?P<day>[0-9]{1,2}),?\s+(?P<year>[0-9]{4})"

Dated = tuple[float, str]
"""A serial number and the pattern in which it was typed."""


def read(text: str, locale: Locale) -> tuple[float, Json | None] | None:
    """The serial number and the format that typing it brings along; None when the text is no day and no time."""
    if len(text) > LONGEST:
        return None
    try:
        return _instant(text, locale) if ":" in text else _day_alone(text, locale)
    except ValueError:
        return None


def _day_alone(text: str, locale: Locale) -> tuple[float, Json] | None:
    dated = _dated(text, locale)
    return (dated[0], {"type": "DATE", "pattern": dated[1]}) if dated else None


def _instant(text: str, locale: Locale) -> tuple[float, Json] | None:
    found = _TIME.fullmatch(text)
    if not found:
        return None
    part, pattern = _part_of_day(found, locale), _time_pattern(found)
    if found["day"] is None:
        return part, {"type": "TIME", "pattern": pattern}
    dated = _dated(found["day"].rstrip(",،"), locale)
    return (dated[0] + part, {"type": "DATE_TIME", "pattern": f"{dated[1]} {pattern}"}) if dated else None


def _dated(text: str, locale: Locale) -> Dated | None:
    number_first, name_first = _patterns(locale)
    for pattern in number_first if text[:1].isdigit() else name_first:
        if found := pattern.fullmatch(text):
            return _named(found, locale) if "name" in pattern.groupindex else _numeric(found, locale)
    return None


@lru_cache(maxsize=128)
def _patterns(locale: Locale) -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
    """How days are typed, those that start with a number and those that start with a month's name."""
    sign = r"(?P<sign>[-/]|\. ?)" if locale.separator == "." else "(?P<sign>[-/])"
    own, year_first = (
        rf"{_PARTS[first]}{sign}{_PARTS[second]}(?P=sign){_PARTS[third]}{_TAIL}"
        for first, second, third in map(tuple, (locale.order, "Ymd"))
    )
    names_first = (re.compile(_NAME_FIRST),) if locale.language == "en" else ()
    return tuple(map(re.compile, (own, year_first, _NAMED))), names_first


def _numeric(found: re.Match[str], locale: Locale) -> Dated:
    serial = _serial(found["year"], int(found["month"]), int(found["day"]))
    tail = _quoted(found["tail"] or "")
    if found.start("year") == 0 and locale.order != "ymd":
        return serial, f"{found['sign'].join(('yyyy', 'mm', 'dd'))}{tail}"
    own = locale.patterns["DATE"]
    widths = {
        "d": "dd" if "dd" in own else "d",
        "m": "MM" if "MM" in own else "M",
        "y": "yyyy" if len(found["year"]) == 4 else "yy",
    }
    return serial, f"{found['sign'].join(widths[letter] for letter in locale.order)}{tail}"


def _named(found: re.Match[str], locale: Locale) -> Dated | None:
    name = found["name"].casefold().rstrip(".")
    month = locale.month_numbers.get(name)
    if month is None:
        return None
    full = found["name"].casefold() == locale.months[1][month - 1].casefold() and len(name) > 3
    tokens = {"day": "d" * len(found["day"]), "name": "mmmm" if full else "mmm", "year": "yyyy"}
    text = found[0]
    for group in sorted(tokens, key=found.start, reverse=True):
        text = f"{text[: found.start(group)]}\0{group}\0{text[found.end(group) :]}"
    pieces = text.split("\0")
    pattern = "".join(tokens[piece] if at % 2 else _quoted(piece) for at, piece in enumerate(pieces))
    return _serial(found["year"], month, int(found["day"])), pattern


def _quoted(literal: str) -> str:
    """Words such as ``er`` in quotes, for a pattern reads letters as parts of the day; signs as they are."""
    return re.sub(r"[^\W\d_]+", lambda word: f'"{word[0]}"', literal)


def _serial(year: str, month: int, day: int) -> float:
    # Two digits mean the years from 1930 to 2029
    century = 0 if len(year) > 2 else 2000 if int(year) < 30 else 1900
    return number_formats.serial(datetime(century + int(year), month, day))  # noqa: DTZ001 - serials have no zone


def _part_of_day(found: re.Match[str], locale: Locale) -> float:
    hour, minute, second = int(found["hour"]), int(found["minute"]), float(found["second"] or 0)
    half = _half((found["half"] or "").strip(), locale)
    if minute > 59 or second >= 60 or hour > (23 if half is None else 12) or (half is not None and not hour):
        raise ValueError(found[0])
    if half is not None:
        hour = hour % 12 + 12 * half
    return (hour * 3600 + minute * 60 + second) / 86_400


def _half(word: str, locale: Locale) -> int | None:
    """0 for before noon, 1 for after, None where nothing is said; ValueError for any other word."""
    if not word:
        return None
    for half, english in enumerate(("am", "pm")):
        if word.casefold() in (english, locale.halves[half].casefold()):
            return half
    raise ValueError(word)


def _time_pattern(found: re.Match[str]) -> str:
    pattern = "h:mm:ss" if found["second"] else "h:mm"
    return f"{pattern} am/pm" if found["half"] else pattern

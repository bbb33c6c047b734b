"""Number formats: a number as text by Google's patterns (``#,##0.00``, ``yyyy-mm-dd hh:mm``)."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache, partial

from sandbox.google.cell_text.locales import EN_US, Locale
from sandbox.google.protocol.discovery import Json

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - Google's serial numbers have no zone
DATES = frozenset({"DATE", "TIME", "DATE_TIME"})

_DATE_TOKEN = re.compile(r'"([^"]*)"|\\(.)|(am/pm|a/p|y+|m+|d+|h+|s+|0+)|(.)', re.IGNORECASE)
_NUMBER = re.compile(r"[#0?,.]*[#0?](?:[Ee]\+0+)?%?")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[\$[^\]]*\]')
_FIGURES: Mapping[str, str] = {"m": "month", "n": "minute", "d": "day", "h": "hour", "s": "second"}
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|([_*].)|(.)')


def is_date(number_format: Json) -> bool:
    """True when cells of this format hold days, times or both."""
    return number_format.get("type") in DATES


def serial(instant: datetime) -> float:
    """Days since 1899-12-30, as Google stores instants of the spreadsheet's own zone."""
    return (instant - EPOCH) / timedelta(days=1)


def shown(value: float, number_format: Json, locale: Locale = EN_US) -> str:
    """The number in its format; general numbers have ten digits, as Google's automatic format does.

    Patterns are written with the signs of en_US everywhere, what they show has those of the locale.
    """
    return writer(number_format, locale)(value)


def writer(number_format: Json, locale: Locale) -> Callable[[float], str]:
    """What writes numbers in this format, for whoever has many of them."""
    return _writer(number_format.get("type", ""), number_format.get("pattern"), locale)


@lru_cache(maxsize=256)
def _writer(kind: str, pattern: str | None, locale: Locale) -> Callable[[float], str]:
    pattern = pattern or locale.patterns.get(kind, "")
    if not pattern or kind == "TEXT" or pattern.casefold() in ("@", "general"):
        return general if not locale.signs else partial(_general, locale)
    return partial(_date if kind in DATES else _number, pattern, locale)


def _general(locale: Locale, value: float) -> str:
    return general(value).translate(locale.signs)


def general(value: float) -> str:
    """The number as it looks in a cell without a format, with the signs of en_US."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if not 1e-9 < abs(value) < 1e15:
        mantissa, _, exponent = f"{value:.5E}".partition("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
    whole = int(abs(value))
    digits = max(10 - (len(str(whole)) if whole else 0), 0)
    return f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"


def _number(pattern: str, locale: Locale, value: float) -> str:
    positive, *others = pattern.split(";")
    if value < 0 and others:
        return _section(-value, others[0], locale)
    text = _section(abs(value), positive, locale)
    return f"-{text}" if value < 0 and any(digit in text for digit in "123456789") else text


def _section(value: float, pattern: str, locale: Locale) -> str:
    before, digits, after = _split(pattern)
    return before + _digits(value, digits).translate(locale.signs) + after if digits else before


@lru_cache(maxsize=256)
def _split(pattern: str) -> tuple[str, str, str]:
    """What stands before the digits, how they are to be, and what stands after them."""
    found = _NUMBER.search(_QUOTED.sub(lambda quoted: " " * len(quoted[0]), pattern))
    if not found:
        return _literal(pattern), "", ""
    return _literal(pattern[: found.start()]), found[0], _literal(pattern[found.end() :])


def _digits(value: float, spec: str) -> str:
    whole, places, needed, exponent, percent = _places(spec)
    if exponent:
        return f"{value:.{places}E}"
    scaled = Decimal(repr(value)) * (100 if percent else 1)
    text = format(scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), ",f" if "," in whole else "f")
    before, _, after = text.partition(".")
    if places > needed:
        after = after[:needed] + after[needed:].rstrip("0")
    before = before.rjust(whole.count("0"), "0") if before != "0" or "0" in whole else ""
    return before + ("." + after if after else "") + ("%" if percent else "")


@lru_cache(maxsize=256)
def _places(spec: str) -> tuple[str, int, int, bool, bool]:
    """The digits before the point, how many stand after it at the most and at least, an exponent, a percentage."""
    percent = spec.endswith("%")
    spec = spec.rstrip("%")
    mantissa, exponent, _ = re.split(r"([Ee]\+)", spec) if "+" in spec else (spec, "", "")
    whole, _, fraction = mantissa.partition(".")
    return whole, len(fraction.replace(",", "")), fraction.count("0"), bool(exponent), percent


def _literal(pattern: str) -> str:
    return "".join(
        quoted or escaped or money or plain for quoted, escaped, money, _, plain in _LITERAL.findall(pattern)
    )


@lru_cache(maxsize=4096)
def _date(pattern: str, locale: Locale, value: float) -> str:
    # Google's times are exact to a millisecond; a serial's error would show as a second too few
    try:
        instant = EPOCH + timedelta(milliseconds=round(value * 86_400_000))
    except OverflowError:  # outside the years 1 to 9999, of which nothing is recorded
        return _general(locale, value)
    return "".join([piece(instant) for piece in _pieces(pattern, locale)])


@lru_cache(maxsize=256)
def _pieces(pattern: str, locale: Locale) -> tuple[Callable[[datetime], str], ...]:
    """What writes each piece of the pattern; parts that are plain figures are one piece with all that is between."""
    found = [(quoted or escaped or plain, token) for quoted, escaped, token, plain in _DATE_TOKEN.findall(pattern)]
    noon = any(token.casefold() in ("am/pm", "a/p") for _, token in found)
    pieces: list[Callable[[datetime], str]] = []
    figures = ""
    for letter, token in _lettered(found):
        if letter == "y" and len(token) > 2:
            figures += "{0.year}"
        elif letter in _FIGURES and len(token) <= 2 and not (noon and letter == "h"):
            figures += f"{{0.{_FIGURES[letter]}:0{len(token)}d}}"
        elif letter:
            pieces += [figures.format, partial(_part, letter, token, locale, noon)]
            figures = ""
        else:
            figures += token.replace("{", "{{").replace("}", "}}")
    return (*pieces, figures.format)


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
        case "y":
            return f"{instant:%y}"
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

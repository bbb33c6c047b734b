"""Number formats: a number as text by Google's patterns (``#,##0.00``, ``yyyy-mm-dd hh:mm``)."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache, partial

from sandbox.google.methods.discovery import Json

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - Google's serial numbers have no zone
DATES = frozenset({"DATE", "TIME", "DATE_TIME"})
DEFAULTS: Mapping[str, str] = {
    "NUMBER": "#,##0.00",
    "PERCENT": "0.00%",
    "CURRENCY": '"$"#,##0.00',
    "DATE": "M/d/yyyy",
    "TIME": "h:mm:ss am/pm",
    "DATE_TIME": "M/d/yyyy H:mm:ss",
    "SCIENTIFIC": "0.00E+00",
}
"""The pattern of each type in the locale en_US where a format names none."""

_DATE_TOKEN = re.compile(r'"([^"]*)"|\\(.)|(am/pm|a/p|y+|m+|d+|h+|s+|0+)|(.)', re.IGNORECASE)
_NUMBER = re.compile(r"[#0?,.]*[#0?](?:[Ee]\+0+)?%?")
_FIGURES: Mapping[str, str] = {"m": "month", "n": "minute", "d": "day", "h": "hour", "s": "second"}
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|([_*].)|(.)')


def is_date(number_format: Json) -> bool:
    """True when cells of this format hold days, times or both."""
    return number_format.get("type") in DATES


def serial(instant: datetime) -> float:
    """Days since 1899-12-30, as Google stores instants of the spreadsheet's own zone."""
    return (instant - EPOCH) / timedelta(days=1)


def shown(value: float, number_format: Json) -> str:
    """The number in its format; general numbers have ten digits, as Google's automatic format does."""
    return writer(number_format)(value)


def writer(number_format: Json) -> Callable[[float], str]:
    """What writes numbers in this format, for whoever has many of them."""
    return _writer(number_format.get("type", ""), number_format.get("pattern")) if number_format else general


@lru_cache(maxsize=256)
def _writer(kind: str, pattern: str | None) -> Callable[[float], str]:
    pattern = pattern or DEFAULTS.get(kind, "")
    if not pattern or kind == "TEXT" or pattern.casefold() in ("@", "general"):
        return general
    return partial(_date if kind in DATES else _number, pattern)


def general(value: float) -> str:
    """The number as it looks in a cell without a format."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if not 1e-9 < abs(value) < 1e15:
        mantissa, _, exponent = f"{value:.5E}".partition("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
    whole = int(abs(value))
    digits = max(10 - (len(str(whole)) if whole else 0), 0)
    return f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"


def _number(pattern: str, value: float) -> str:
    positive, *others = pattern.split(";")
    if value < 0 and others:
        return _section(-value, others[0])
    text = _section(abs(value), positive)
    return f"-{text}" if value < 0 and any(digit in text for digit in "123456789") else text


def _section(value: float, pattern: str) -> str:
    before, digits, after = _split(pattern)
    return before + _digits(value, digits) + after if digits else before


@lru_cache(maxsize=256)
def _split(pattern: str) -> tuple[str, str, str]:
    """What stands before the digits, how they are to be, and what stands after them."""
    found = _NUMBER.search(re.sub(r'"[^"]*"', lambda quoted: " " * len(quoted[0]), pattern))
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
    return "".join(quoted or escaped or plain or "" for quoted, escaped, _, plain in _LITERAL.findall(pattern))


@lru_cache(maxsize=4096)
def _date(pattern: str, value: float) -> str:
    # Google's times are exact to a millisecond; a serial's error would show as a second too few
    try:
        instant = EPOCH + timedelta(milliseconds=round(value * 86_400_000))
    except OverflowError:  # outside the years 1 to 9999, of which nothing is recorded
        return general(value)
    return "".join([piece(instant) for piece in _pieces(pattern)])


@lru_cache(maxsize=256)
def _pieces(pattern: str) -> tuple[Callable[[datetime], str], ...]:
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
            pieces += [figures.format, partial(_part, letter, token, noon)]
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


def _part(letter: str, token: str, noon: bool, instant: datetime) -> str:  # noqa: FBT001 - bound in a fixed order
    width = min(len(token), 2)
    match letter:
        case "y":
            return f"{instant:%y}"
        case "m" | "d" if len(token) > 2:
            short, full = ("%b", "%B") if letter == "m" else ("%a", "%A")
            return instant.strftime(full if len(token) > 3 else short)
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
            half = instant.strftime("%p")
            return half if token.isupper() else half.lower()

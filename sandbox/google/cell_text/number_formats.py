"""Number formats: a number as text by Google's patterns (``#,##0.00``, ``yyyy-mm-dd hh:mm``)."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sandbox.google.cell_text.locales import EN_US, Locale
from sandbox.google.methods.discovery import Json

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - Google's serial numbers have no zone
DATES = frozenset({"DATE", "TIME", "DATE_TIME"})

_DATE_TOKEN = re.compile(r'"([^"]*)"|\\(.)|(am/pm|a/p|y+|m+|d+|h+|s+|0+)|(.)', re.IGNORECASE)
_NUMBER = re.compile(r"[#0?,.]*[#0?](?:[Ee]\+0+)?%?")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[\$[^\]]*\]')
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
    kind = number_format.get("type", "")
    pattern = number_format.get("pattern") or locale.patterns.get(kind, "")
    if not pattern or kind == "TEXT" or pattern.casefold() in ("@", "general"):
        return general(value).translate(locale.signs)
    return _date(value, pattern, locale) if kind in DATES else _number(value, pattern, locale)


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


def _number(value: float, pattern: str, locale: Locale) -> str:
    positive, *others = pattern.split(";")
    if value < 0 and others:
        return _section(-value, others[0], locale)
    text = _section(abs(value), positive, locale)
    return f"-{text}" if value < 0 and any(digit in text for digit in "123456789") else text


def _section(value: float, pattern: str, locale: Locale) -> str:
    found = _NUMBER.search(_QUOTED.sub(lambda quoted: " " * len(quoted[0]), pattern))
    if not found:
        return _literal(pattern)
    digits = _digits(value, found[0]).translate(locale.signs)
    return _literal(pattern[: found.start()]) + digits + _literal(pattern[found.end() :])


def _digits(value: float, spec: str) -> str:
    percent = spec.endswith("%")
    spec = spec.rstrip("%")
    mantissa, exponent, _ = re.split(r"([Ee]\+)", spec) if "+" in spec else (spec, "", "")
    whole, _, fraction = mantissa.partition(".")
    places = len(fraction.replace(",", ""))
    needed = fraction.count("0")
    if exponent:
        return f"{value:.{places}E}"
    scaled = Decimal(repr(value)) * (100 if percent else 1)
    text = format(scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), ",f" if "," in whole else "f")
    before, _, after = text.partition(".")
    after = after[:needed] + after[needed:].rstrip("0")
    before = before.rjust(whole.count("0"), "0") if before != "0" or "0" in whole else ""
    return before + ("." + after if after else "") + ("%" if percent else "")


def _literal(pattern: str) -> str:
    return "".join(
        quoted or escaped or money or plain for quoted, escaped, money, _, plain in _LITERAL.findall(pattern)
    )


def _date(value: float, pattern: str, locale: Locale) -> str:
    # Google's times are exact to a millisecond; a serial's error would show as a second too few
    instant = EPOCH + timedelta(milliseconds=round(value * 86_400_000))
    tokens = [(quoted or escaped or plain, token) for quoted, escaped, token, plain in _DATE_TOKEN.findall(pattern)]
    noon = any(token.casefold() in ("am/pm", "a/p") for _, token in tokens)
    return "".join(_dated(instant, tokens, locale, noon=noon))


def _dated(instant: datetime, tokens: list[tuple[str, str]], locale: Locale, *, noon: bool) -> Iterator[str]:
    before = ""
    for index, (literal, token) in enumerate(tokens):
        if not token:
            yield literal
            continue
        after = next((later for _, later in tokens[index + 1 :] if later), "")
        letter = token[0].casefold()
        if letter == "m" and (before == "h" or after[:1].casefold() == "s"):
            yield f"{instant.minute:0{min(len(token), 2)}d}"
        else:
            yield _part(instant, letter, token, locale, noon=noon)
        before = letter


def _part(instant: datetime, letter: str, token: str, locale: Locale, *, noon: bool) -> str:
    width = min(len(token), 2)
    match letter:
        case "y":
            return f"{instant:%Y}" if len(token) > 2 else f"{instant:%y}"
        case "m" | "d" if len(token) > 2:
            return _name(instant, letter, len(token), locale)
        case "m":
            return f"{instant.month:0{width}d}"
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

"""Numbers, percentages and money as cells show them: all of a column at once."""

import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache, partial
from typing import NamedTuple

from sandbox.google.cell_text import by_kind
from sandbox.google.cell_text.kept_texts import KeptTexts
from sandbox.google.cell_text.locales import Locale
from sandbox.google.grid.cell import number

Writer = Callable[[Sequence[float]], list[str]]
"""Writes numbers, of which there is at least one, as texts in their order."""

_NUMBER = re.compile(r"[#0?,.]*[#0?](?:[Ee]\+0+)?%?")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[\$[^\]]*\]')
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|([_*].)|(.)')
MANY = 128
"""How many numbers in a column are written at once by numpy, for which fewer are not worth its preparations."""

SMALLEST = 5e-324
"""The smallest number above zero."""

_EXACT = Context(prec=400)
"""More digits than a number and its pattern have together."""


class Digits(NamedTuple):
    """The digits of a pattern: those before the point, how many stand after it at the most and at least."""

    whole: str
    places: int
    needed: int
    exponent: bool
    percent: bool

    @property
    def common(self) -> bool:
        """True for the patterns that are written for many numbers at once: with few places, and no zeros in front."""
        return self.places <= 3 and self.whole.count("0") <= 1

    @property
    def shift(self) -> int:
        """By how many places a number is shifted to be counted in the last digit shown."""
        return self.places + (2 if self.percent else 0)


def plain(values: Sequence[float]) -> list[float | int]:
    """Numbers that are not formatted, as Google's JSON has them: whole ones without a fraction."""
    if len(values) >= MANY:
        from sandbox.google.cell_text import many_numbers  # numpy takes long to load

        return many_numbers.plain(values)
    return list(map(number, values))


def general(locale: Locale, values: Sequence[float]) -> list[str]:
    """Numbers as they look in cells without a format."""
    if len(values) >= MANY:
        from sandbox.google.cell_text import many_numbers  # numpy takes long to load

        texts = many_numbers.ten_digits(values, _general)
    else:
        texts = list(map(_general, values))
    return "\n".join(texts).translate(locale.signs).split("\n") if locale.signs else texts


def _general(value: float) -> str:
    if value.is_integer() and -1e15 < value < 1e15:
        return "%d" % value  # noqa: UP031 - format() and f-strings take longer
    if not 1e-9 < abs(value) < 1e15:
        mantissa, _, exponent = f"{value:.5E}".partition("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
    whole = int(abs(value))
    digits = max(10 - (len(str(whole)) if whole else 0), 0)
    return f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"


def writer(pattern: str, locale: Locale) -> Writer:
    """What writes numbers by a pattern; those below zero have a section of their own behind a semicolon, or a minus."""
    positive, *others = pattern.split(";")
    write = _section(positive, locale)
    if others:
        return partial(_in_sections, write, _section(others[0], locale))
    digits = _split(positive)[1]
    return partial(_with_minus, write, digits) if digits else write


def _in_sections(write: Writer, write_negative: Writer, values: Sequence[float]) -> list[str]:
    return by_kind.written(
        [value < 0 for value in values],
        list(map(abs, values)),
        lambda negative, some: write_negative(some) if negative else write(some),
    )


def _with_minus(write: Writer, digits: Digits, values: Sequence[float]) -> list[str]:
    """Numbers with a minus in front of all else, and without one where they are rounded to zero."""
    below = -SMALLEST if digits.exponent else float(f"-5e-{digits.shift + 1}")
    if len(values) >= MANY:
        from sandbox.google.cell_text import many_numbers  # numpy takes long to load

        return many_numbers.with_minus(values, below, write)
    texts = zip(values, write(list(map(abs, values))), strict=True)
    return [f"-{text}" if value <= below else text for value, text in texts]


def _section(pattern: str, locale: Locale) -> Writer:
    """What writes numbers that are not below zero by one section of a pattern."""
    before, digits, after = _split(pattern)
    if digits is None:
        return lambda values: [before + after] * len(values)
    if digits.exponent:
        form = f"{{:.{digits.places}E}}".format
        return lambda values: [f"{before}{form(abs(value)).translate(locale.signs)}{after}" for value in values]
    unit = 10**digits.places

    def whole(count: int) -> str:
        text = format(count, "," if "," in digits.whole else "").rjust(digits.whole.count("0"), "0")
        text = text.translate(locale.signs) if count or "0" in digits.whole else ""
        return before + text if digits.places else before + text + after

    def fraction(count: int) -> str:
        text = f"{count:0{digits.places}d}"
        text = text[: digits.needed] + text[digits.needed :].rstrip("0")
        return f".{text}".translate(locale.signs) + after if text else after

    # Amounts in a tab have few wholes and few fractions, and to join two texts is quicker than to write a number
    wholes, fractions = KeptTexts(whole), KeptTexts(fraction)

    def write(values: Sequence[float]) -> list[str]:
        if len(values) >= MANY and digits.common and "\n" not in before + after:
            texts = _many(values, before, digits, after, locale)
            if texts is not None:
                return texts
        counts = _counts(values, digits.shift)
        if unit == 1:
            return [wholes[count] for count in counts]
        return [wholes[count // unit] + fractions[count % unit] for count in counts]

    return write


def _many(values: Sequence[float], before: str, digits: Digits, after: str, locale: Locale) -> list[str] | None:
    """What is written for many numbers; None when one of them is too long."""
    from sandbox.google.cell_text import many_numbers  # numpy takes long to load

    counts = many_numbers.counted(values, digits.shift)
    if counts is None:
        return None
    zero = "0" if "0" in digits.whole else ""
    at_once = not locale.signs and many_numbers.fits(before) and many_numbers.fits(after)
    text = many_numbers.decimals(
        counts,
        digits.places,
        digits.needed,
        grouped="," in digits.whole,
        zero=zero,
        around=(before, after) if at_once else ("", ""),
    )
    if locale.signs:
        text = text.translate(locale.signs)
    if not at_once:
        text = before + text.replace("\n", f"{after}\n{before}") + after
    return text.split("\n")


def _counts(values: Sequence[float], shift: int) -> list[int]:
    """Each number shifted by some places and rounded half up, as it is written in decimals."""
    unit = 10.0**shift
    # The product may be off by a little: where that could matter, or digits be missing, it is done in decimals
    return [
        count
        if (more := value * unit + 0.5) < 1e13 and 0.01 < more - (count := int(more)) < 0.99
        else _exact_count(value, shift)
        for value in values
    ]


@lru_cache(maxsize=4096)
def _exact_count(value: float, shift: int) -> int:
    return int(Decimal(repr(value)).scaleb(shift, _EXACT).quantize(Decimal(1), ROUND_HALF_UP, _EXACT))


@lru_cache(maxsize=256)
def _split(section: str) -> tuple[str, Digits | None, str]:
    """What stands before the digits, how they are to be, and what stands after them."""
    found = _NUMBER.search(_QUOTED.sub(lambda part: " " * len(part[0]), section))
    if not found:
        return _literal(section), None, ""
    digits = _digits(found[0])
    after = _literal(section[found.end() :])
    return _literal(section[: found.start()]), digits, f"%{after}" if digits.percent else after


def _digits(spec: str) -> Digits:
    percent = spec.endswith("%")
    spec = spec.rstrip("%")
    mantissa, exponent, _ = re.split(r"([Ee]\+)", spec) if "+" in spec else (spec, "", "")
    whole, _, fraction = mantissa.partition(".")
    return Digits(whole, len(fraction.replace(",", "")), fraction.count("0"), bool(exponent), percent)


def _literal(pattern: str) -> str:
    return "".join(
        quoted_ or escaped or money or plain for quoted_, escaped, money, _, plain in _LITERAL.findall(pattern)
    )

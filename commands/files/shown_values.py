"""A cell of a workbook as its owner sees it: a number with the format that says how it is shown.

A workbook holds 53.91 as the nearest binary fraction, a day as a number of days, and the currency of an amount only in
its format. What is seen is what is read: the same text that a spreadsheet writes when it saves the table as CSV.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from enum import StrEnum

from words.days import serial_time

_EXACT = re.compile(r"-?[0-9]{1,15}(?:\.(?![0-9]{3}$)[0-9]{1,15})?")
"""A number that stands as it is; with three places it gets a fourth."""
_COULD_BE_THOUSANDS = -3
_DIGITS = 15
"""Digits of a number that spreadsheets show and keep."""
_ROUNDING = Context(prec=_DIGITS, rounding=ROUND_HALF_UP)
_SMALLEST, _LARGEST = -30, 400
"""Where a number's first digit may stand, from the point; what is smaller or larger is no amount."""
_ZEROS = re.compile(r"0{2,}")
_PLACES = re.compile(r"[0#?]\.([0#?]+)")
_BRACKETS = re.compile(r"\[\$([^][-]{0,10})(?:-[^][]*)?\]|\[[^][]*\]")
_PADDING = re.compile(r"[_*].")
_WORDS = re.compile(r'"([^"]*)"|\\(.)|([^\W\d_]|[$¢£¤¥₠-₿])')
_GENERAL = "general"
_DAYS_1904 = 1_462
"""Between day 0 of Windows' spreadsheets and day 0 of the old ones of Macs."""


class Kind(StrEnum):
    """What a number of a format is."""

    NUMBER = "number"
    DAY = "day"
    INSTANT = "instant"


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How numbers are shown: with ``places`` after the point (None for as many as there are), in at least ``width``
    digits, with ``beside`` next to them, such as a currency's mark."""

    kind: Kind
    places: int | None = None
    width: int = 0
    beside: str = ""


_PLAIN = NumberFormat(Kind.NUMBER)


def number_format(written: str, *, is_date: Callable[[str], bool]) -> NumberFormat:
    """What a format such as ``#,##0.00 [$€-407]`` says; ``is_date`` tells one of days and times."""
    if written.casefold() == _GENERAL or written == "@":
        return _PLAIN
    if is_date(written):
        has_time = re.search(r"[hs]", _BRACKETS.sub("", written), re.IGNORECASE)
        return NumberFormat(Kind.INSTANT if has_time else Kind.DAY)
    shown = written.split(";", maxsplit=1)[0]
    marks = "".join(_BRACKETS.findall(shown))
    shown = _PADDING.sub("", _BRACKETS.sub("", shown))
    if _ZEROS.fullmatch(shown):
        return NumberFormat(Kind.NUMBER, width=len(shown))
    words = "".join("".join(found) for found in _WORDS.findall(shown))
    percent = "%" if "%" in shown else ""
    places = _PLACES.search(shown)
    beside = " ".join(f"{marks} {words} {percent}".split())
    # A format without places hides cents, and they count; one with places shows how exact the number is meant to be.
    return NumberFormat(Kind.NUMBER, places=len(places[1]) if places else None, beside=beside)


def shown_number(stored: str, form: NumberFormat, *, from_1904: bool) -> str:
    """The number of a cell as it is seen; a day as ``2026-11-20``, an instant as ``2026-11-20 09:50:26``.

    As it is stored where it is no number, or a day out of all calendars.
    """
    if form is _PLAIN and len(stored) <= _DIGITS + 1 and _EXACT.fullmatch(stored):  # nearly every number
        return stored
    try:
        number = Decimal(stored)
    except InvalidOperation:
        return stored
    if not number.is_finite() or not _SMALLEST <= number.adjusted() <= _LARGEST:
        return stored
    if form.kind is not Kind.NUMBER:
        return _shown_time(number, form, from_1904=from_1904)
    if form.beside.endswith("%"):
        number *= 100
    if "E" in stored.upper() and number.adjusted() >= _DIGITS:
        return f"{_rounded(number):E}"  # its last digits are lost, and whoever reads it has to see that
    return " ".join(f"{_digits(number, form)} {form.beside}".split())


def _digits(number: Decimal, form: NumberFormat) -> str:
    exact = _rounded(number) if _exponent(number) < 0 else number
    if form.places is not None and _exponent(exact) < -form.places:
        exact = exact.quantize(Decimal(1).scaleb(-form.places), ROUND_HALF_UP)
    text = f"{exact:f}"
    if _exponent(exact) == _COULD_BE_THOUSANDS:
        text += "0"  # 12.345 as text could be thousands; a cell with a number cannot
    return text.zfill(form.width) if form.width and text.isdigit() else text


def _exponent(number: Decimal) -> int:
    return int(number.as_tuple().exponent)


def _rounded(number: Decimal) -> Decimal:
    return _ROUNDING.create_decimal(number).normalize(_ROUNDING)


def _shown_time(number: Decimal, form: NumberFormat, *, from_1904: bool) -> str:
    try:
        shown = serial_time(number + (_DAYS_1904 if from_1904 else 0))
    except (OverflowError, ValueError):
        return str(number)
    if form.kind is Kind.DAY:
        return f"{shown:%Y-%m-%d}"
    return f"{shown:%Y-%m-%d %H:%M:%S}"

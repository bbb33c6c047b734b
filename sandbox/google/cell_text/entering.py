"""Typing into a cell: what Google makes of a text under USER_ENTERED, in the spreadsheet's locale."""

import re
from typing import Any

from sandbox.google.cell_text import typed_days, typed_numbers
from sandbox.google.cell_text.locales import BIDI_MARKS, Locale
from sandbox.google.grid.cell import MAX_CHARACTERS, Cell, Formula, Value, shared, too_long
from sandbox.google.protocol.discovery import Json

_ARABIC = {ord(sign): plain for sign, plain in zip("٠١٢٣٤٥٦٧٨٩٫٬٪", "0123456789.,%", strict=True)} | BIDI_MARKS
"""Arabic digits and signs by those that Sheets shows, without marks of direction."""

_DIGIT = re.compile(r"[0-9]")
_PARTS_OF_FORMULA = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|[{};]')

Typed = tuple[Value | None, Json | None]
"""A value, and the number format that typing it brings along."""


def literal(cell: Cell, value: Any) -> Cell:
    """The cell after ``value`` was written RAW: a text stays a text, whatever it looks like."""
    return _held(cell, value)


def typed(cell: Cell, value: Any, locale: Locale) -> Cell:
    """The cell after a person typed ``value`` in this locale; a cell formatted as text keeps it as a text."""
    known = (cell.format or {}).get("numberFormat", {})
    if not isinstance(value, str) or known.get("type") == "TEXT":
        return _held(cell, value)
    parsed, number_format = parse(value, locale)
    new = _held(cell, parsed)
    if number_format is None or known:
        return new
    return Cell(new.value, shared((cell.format or {}) | {"numberFormat": number_format}), new.note, new.rule)


def _held(cell: Cell, value: Any) -> Cell:
    if isinstance(value, str) and len(value) > MAX_CHARACTERS:
        raise too_long()
    kept: Value | None = float(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return Cell(None if kept == "" and isinstance(kept, str) else kept, cell.format, cell.note, cell.rule)


def parse(text: str, locale: Locale) -> Typed:
    """What a typed text is: formula, truth value, number, day, time, or just that text."""
    if text.startswith("'"):
        return text[1:], None
    if text.startswith("=") and len(text) > 1:
        return Formula(_with_commas(text) if locale.decimal == "." and ";" in text else text), None
    plain = text.strip()
    if locale.language == "ar":
        plain = plain.translate(_ARABIC)
    if not _DIGIT.search(plain):
        return _truth(plain.upper(), locale, text), None
    return typed_numbers.read(plain, locale) or typed_days.read(plain, locale) or (text, None)


def _truth(word: str, locale: Locale, text: str) -> bool | str:
    """True and false in the locale's language and in English; any other text as it was typed."""
    if word in ("TRUE", locale.truth[0]):
        return True
    return False if word in ("FALSE", locale.truth[1]) else text


def _with_commas(formula: str) -> str:
    """The formula with commas between arguments, where they were typed as semicolons; those in braces part rows."""
    depth = 0

    def comma(part: re.Match[str]) -> str:
        nonlocal depth
        depth += {"{": 1, "}": -1}.get(part[0], 0)
        return "," if part[0] == ";" and not depth else part[0]

    return _PARTS_OF_FORMULA.sub(comma, formula)

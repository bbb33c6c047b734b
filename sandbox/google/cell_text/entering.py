"""Typing into a cell: what Google makes of a text under USER_ENTERED, in the locale en_US."""

import math
import re
from datetime import datetime
from typing import Any

from sandbox.google.cell_text import number_formats
from sandbox.google.grid.cell import MAX_CHARACTERS, Cell, Formula, Value, shared, too_long
from sandbox.google.methods.discovery import Json

_NUMBER = re.compile(
    r"(?P<open>\()?(?P<sign>[-+])?\s*(?P<currency>\$)?(?P<inner>[-+])?"
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d*)(?P<fraction>\.\d*)?(?P<exponent>[eE][-+]?\d+)?\s*(?P<percent>%)?(?P<close>\))?"
)
_ISO = re.compile(r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})")
_AMERICAN = re.compile(r"(?P<month>\d{1,2})[-/](?P<day>\d{1,2})[-/](?P<year>\d{4}|\d{2})")
_TIME = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}(?:\.\d+)?))?(?:\s*(?P<half>[AaPp][Mm]))?")

Typed = tuple[Value | None, Json | None]
"""A value, and the number format that typing it brings along."""


def literal(cell: Cell, value: Any) -> Cell:
    """The cell after ``value`` was written RAW: a text stays a text, whatever it looks like."""
    return _held(cell, value)


def typed(cell: Cell, value: Any) -> Cell:
    """The cell after a person typed ``value``; a cell formatted as text keeps it as a text."""
    known = (cell.format or {}).get("numberFormat", {})
    if not isinstance(value, str) or known.get("type") == "TEXT":
        return _held(cell, value)
    parsed, number_format = parse(value)
    new = _held(cell, parsed)
    if number_format is None or known:
        return new
    return Cell(new.value, shared((cell.format or {}) | {"numberFormat": number_format}), new.note, new.rule)


def _held(cell: Cell, value: Any) -> Cell:
    if isinstance(value, str) and len(value) > MAX_CHARACTERS:
        raise too_long()
    kept: Value | None = float(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return Cell(None if kept == "" and isinstance(kept, str) else kept, cell.format, cell.note, cell.rule)


def parse(text: str) -> Typed:
    """What a typed text is: formula, truth value, number, day, time, or just that text."""
    if text.startswith("'"):
        return text[1:], None
    if text.startswith("=") and len(text) > 1:
        return Formula(text), None
    plain = text.strip()
    if plain.upper() in ("TRUE", "FALSE"):
        return plain.upper() == "TRUE", None
    return _number(plain) or _instant(plain) or (text, None)


def _number(text: str) -> Typed | None:
    found = _NUMBER.fullmatch(text)
    if not found or bool(found["open"]) != bool(found["close"]):
        return None
    if not re.search(r"\d", f"{found['whole']}{found['fraction']}"):
        return None
    if found["sign"] and (found["inner"] or found["open"]):
        return None
    value = float(f"{found['whole'].replace(',', '') or '0'}{found['fraction'] or ''}{found['exponent'] or ''}")
    if not math.isfinite(value):
        return None
    if "-" in (found["sign"], found["inner"]) or found["open"]:
        value = -value
    if found["percent"]:
        value /= 100
    return value, _number_format(found)


def _number_format(found: re.Match[str]) -> Json | None:
    places = ".00" if found["fraction"] and found["fraction"] != "." else ""
    if found["currency"]:
        return {"type": "CURRENCY", "pattern": f'"$"#,##0{places}'}
    if found["percent"]:
        return {"type": "PERCENT", "pattern": f"0{places}%"}
    if found["exponent"]:
        return {"type": "SCIENTIFIC", "pattern": "0.00E+00"}
    return {"type": "NUMBER", "pattern": f"#,##0{places}"} if "," in found["whole"] else None


def _instant(text: str) -> Typed | None:
    day, _, time = text.partition(" ")
    dated = _ISO.fullmatch(day) or _AMERICAN.fullmatch(day)
    timed = _TIME.fullmatch(time.strip() if dated else text)
    if (dated and time and not timed) or not (dated or timed):
        return None
    try:
        serial = (_day(dated) if dated else 0.0) + (_part_of_day(timed) if timed else 0.0)
    except ValueError:
        return None
    patterns = ([_day_pattern(dated)] if dated else []) + ([_time_pattern(timed)] if timed else [])
    kind = "DATE_TIME" if len(patterns) == 2 else "DATE" if dated else "TIME"
    return serial, {"type": kind, "pattern": " ".join(patterns)}


def _day(found: re.Match[str]) -> float:
    year = int(found["year"])
    if year < 100:
        year += 2000 if year < 30 else 1900
    return number_formats.serial(datetime(year, int(found["month"]), int(found["day"])))  # noqa: DTZ001 - serials have no zone


def _part_of_day(found: re.Match[str]) -> float:
    hour, minute, second = int(found["hour"]), int(found["minute"]), float(found["second"] or 0)
    half = (found["half"] or "").casefold()
    if minute > 59 or second >= 60 or hour > (12 if half else 23) or (half and not hour):
        raise ValueError(found[0])
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return (hour * 3600 + minute * 60 + second) / 86_400


def _day_pattern(found: re.Match[str]) -> str:
    separator = "-" if "-" in found[0] else "/"
    if found.re is _ISO:
        return f"yyyy{separator}mm{separator}dd"
    return f"M{separator}d{separator}{'yyyy' if len(found['year']) == 4 else 'yy'}"


def _time_pattern(found: re.Match[str]) -> str:
    pattern = "h:mm:ss" if found["second"] else "h:mm"
    return f"{pattern} am/pm" if found["half"] else pattern

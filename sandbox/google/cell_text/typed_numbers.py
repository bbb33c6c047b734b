"""Numbers, percentages and money as people type them in each locale."""

import math
import re
from functools import lru_cache

from sandbox.google.cell_text.locales import Locale
from sandbox.google.protocol.discovery import Json

SPACES = " \u00a0\u202f"
"""Spaces between thousands: the plain one that people type, and those without a break that Sheets shows."""

_PLAIN = re.compile(r"[+-]?[0-9]{1,15}")


def read(text: str, locale: Locale) -> tuple[float, Json | None] | None:
    """The number and the format that typing it brings along; None when the text is no number there."""
    if _PLAIN.fullmatch(text):
        return float(text), None
    found = _pattern(locale).fullmatch(text)
    if not found or not _sound(found):
        return None
    whole, fraction = re.sub(r"[^0-9]", "", found["whole"]), (found["fraction"] or "")[1:]
    value = float(f"{whole or '0'}.{fraction or '0'}{found['exponent'] or ''}")
    if not math.isfinite(value):
        return None
    if found["open"] or "-" in (found["sign"], found["inner"]):
        value = -value
    return value / 100 if found["percent"] else value, _format(found, locale)


def _sound(found: re.Match[str]) -> bool:
    """True when there is a digit, no sign twice and no bracket alone."""
    signs = [name for name in ("open", "sign", "inner") if found[name]]
    digits = found["whole"] or (found["fraction"] or "")[1:]
    once = len(signs) <= 1 and not (found["before"] and (found["after"] or found["percent"]))
    return bool(digits) and once and bool(found["open"]) == bool(found["close"])


@lru_cache(maxsize=128)
def _pattern(locale: Locale) -> re.Pattern[str]:
    currency = "|".join(map(re.escape, locale.currencies))
    # The currency is read in front everywhere, behind only where the locale writes it there
    behind = "(?!)" if locale.money.startswith('"') else currency
    space = f"[{SPACES}]*"
    group = f"[{SPACES}]" if locale.group in SPACES else "['’]" if locale.group == "’" else re.escape(locale.group)
    return re.compile(
        rf"(?P<open>\()?(?P<sign>[-+])?{space}(?:(?P<before>{currency}){space})?(?P<inner>[-+])?"
        rf"(?P<whole>[0-9]{{1,3}}(?P<grouped>{group}[0-9]{{3}})+|[0-9]*)"
        rf"(?P<fraction>{re.escape(locale.decimal)}[0-9]*)?(?P<exponent>[eE][-+]?[0-9]+)?"
        rf"{space}(?:(?P<percent>%)|(?P<after>{behind}))?(?P<close>\))?"
    )


def _format(found: re.Match[str], locale: Locale) -> Json | None:
    places = ".00" if len(found["fraction"] or "") > 1 else ""
    if found["before"] or found["after"]:
        return {"type": "CURRENCY", "pattern": locale.money.format(f"#,##0{places}")}
    if found["percent"]:
        return {"type": "PERCENT", "pattern": f"0{places}%"}
    if found["exponent"]:
        return {"type": "SCIENTIFIC", "pattern": "0.00E+00"}
    return {"type": "NUMBER", "pattern": f"#,##0{places}"} if found["grouped"] else None

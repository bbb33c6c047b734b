"""Number formats: numbers as texts by Google's patterns (``#,##0.00``, ``yyyy-mm-dd hh:mm``)."""

from datetime import datetime, timedelta
from functools import lru_cache, partial

from sandbox.google.cell_text import shown_days, shown_numbers
from sandbox.google.cell_text.locales import EN_US, Locale
from sandbox.google.cell_text.shown_days import EPOCH
from sandbox.google.cell_text.shown_numbers import Writer
from sandbox.google.protocol.discovery import Json

DATES = frozenset({"DATE", "TIME", "DATE_TIME"})


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
    return writer(number_format, locale)([value])[0]


def writer(number_format: Json, locale: Locale) -> Writer:
    """What writes numbers in this format as JSON texts, all of a column at once: a call for each would take longer."""
    return _writer(number_format.get("type", ""), number_format.get("pattern"), locale)


@lru_cache(maxsize=256)
def _writer(kind: str, pattern: str | None, locale: Locale) -> Writer:
    pattern = pattern or locale.patterns.get(kind, "")
    if not pattern or kind == "TEXT" or pattern.casefold() in ("@", "general"):
        return partial(shown_numbers.general, locale)
    return shown_days.writer(pattern, locale) if kind in DATES else shown_numbers.writer(pattern, locale)

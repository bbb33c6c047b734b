"""Days and instants as shops write them; many of them together show whether the day or the month comes first."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum

from shops.field_errors import UnclearField, UnreadableField

FIRST_YEAR, LAST_YEAR = 1970, 2200
LONGEST_DAY = 100
"""Signs of a day with its time, blanks included; a longer text is none."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{2,4})(?:$|[T,]\s*|\s+)(.*)")
_DAY_MONTH = re.compile(r"(\d{1,2})[\s.-]+([A-Za-z]{3,9})[\s.,-]+(\d{2,4})(?:$|,?\s+)(.*)")
_MONTH_DAY = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})(?:$|,?\s+)(.*)")
_TIME = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*+([AaPp])?\.?(?:[Mm]\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)


class DayForm(StrEnum):
    """Which of day and month comes first where both are numbers."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


def day_form(written: Iterable[str], usual: DayForm | None = None) -> DayForm | None:
    """Which comes first in these days, as the clear ones among them show; ``usual`` if none is clear.

    None if nothing shows it or they contradict each other.
    """
    shown = {form for day in written if (form := _form_of(day.strip()))}
    if not shown:
        return usual
    return shown.pop() if len(shown) == 1 else None


def instant_or_day(written: str, form: DayForm | None = None) -> datetime | date:
    """The instant, with its zone if one is written, or the day where no time is written.

    Raises UnclearField and UnreadableField.
    """
    if len(written) > LONGEST_DAY:
        raise UnreadableField("This is not a date.")
    day, rest = _day(written.strip(), form)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UnreadableField("This date is out of all bounds.")
    if not rest:
        return day
    found = _TIME.fullmatch(rest)
    try:
        if found:
            return datetime.combine(day, _time(found), _zone(found[5] or ""))
    except ValueError:
        pass
    raise UnreadableField("This is not a date.")


def _day(written: str, form: DayForm | None) -> tuple[date, str]:
    """The day, and what is written after it."""
    try:
        if found := _NUMBERS.fullmatch(written):
            first, second, third = int(found[1]), int(found[3]), int(found[4])
            if len(found[1]) == 4:
                return date(first, second, third), found[5]
            form = form or _form_of(written)
            if form is None and first != second:
                raise UnclearField("This can be two days.")
            day, month = (second, first) if form is DayForm.MONTH_FIRST else (first, second)
            return date(_year(third), month, day), found[5]
        if found := _DAY_MONTH.fullmatch(written):
            return date(_year(int(found[3])), _month(found[2]), int(found[1])), found[4]
        if found := _MONTH_DAY.fullmatch(written):
            return date(int(found[3]), _month(found[1]), int(found[2])), found[4]
    except ValueError:
        pass
    raise UnreadableField("This is not a date.")


def _form_of(written: str) -> DayForm | None:
    found = _NUMBERS.fullmatch(written) if len(written) <= LONGEST_DAY else None
    if not found or len(found[1]) == 4:
        return None
    if found[2] == "." or int(found[1]) > 12:
        return DayForm.DAY_FIRST
    return DayForm.MONTH_FIRST if int(found[3]) > 12 else None


def _year(written: int) -> int:
    return written + 2000 if written < 100 else written


def _month(name: str) -> int:
    return MONTHS.index(name[:3].lower()) + 1


def _time(found: re.Match[str]) -> time:
    hour, half = int(found[1]), (found[4] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, int(found[2]), int(found[3] or 0))


def _zone(written: str) -> timezone | None:
    if not written:
        return None
    if written[0] not in "+-":
        return UTC
    digits = written[1:].replace(":", "")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(shift if written[0] == "+" else -shift)

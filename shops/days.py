"""Days and instants as shops write them; many of them together show whether the day or the month comes first."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone

from loyalty.model.written.written_days import LONGEST_DAY, DayForm, written_day
from shops.field_errors import UnclearField, UnreadableField

FIRST_YEAR, LAST_YEAR = 1970, 2200
_TIME = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*+([AaPp])?\.?(?:[Mm]\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)


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
    found = written_day(written)
    if found is None or found.year is None:
        raise UnreadableField("This is not a date.")
    if (form or found.form) is None and found.first != found.second:
        raise UnclearField("This can be two days.")
    try:
        return found.in_year(_year(found.year, in_full=found.in_full), form), found.rest
    except ValueError:
        raise UnreadableField("This is not a date.") from None


def _form_of(written: str) -> DayForm | None:
    found = written_day(written)
    return found.form if found and found.year is not None and not found.certain else None


def _year(written: int, *, in_full: bool) -> int:
    return written + 2000 if written < 100 and not in_full else written


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

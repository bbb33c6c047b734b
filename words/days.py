"""Days and instants as shops and people write them, in files, JSON and cells.

Where day and month are both numbers, many days together show which of them comes first. A sheet's own number of a day
(``46346.41``, days since 30 December 1899) is read where all the numbers of a column are such.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import TypeVar

from loyalty.model.identifiers import MINUSES, ascii_digits
from loyalty.model.written.month_names import WEEKDAYS
from loyalty.model.written.unseen import seen
from loyalty.model.written.written_days import LONGEST_DAY, DayForm, WrittenDay, written_day

FIRST_YEAR, LAST_YEAR = 1970, 2200
SERIAL_START = datetime(1899, 12, 30)  # noqa: DTZ001 - a serial number has no zone; the sheet's is put on after
"""Day 0 of spreadsheets."""
SECONDS_A_DAY = 86_400
MONTHS, LONGEST_MONTH = 12, 31
NOT_A_DAY = "This is not a date."
_NAME = r"[^\W\d_]{1,12}"
_BEFORE_DAY = re.compile(rf"(?:le |am |den )?(?:({_NAME})[.,]{{0,2}} )?(?:den )?(\d.*|{_NAME}.*)")
_BEFORE_TIME = re.compile(r"(?:(?:г\.?|года),? ?)?(?:(?:at|um|à|a|в|في|الساعة) )?(?=\d)")
_YEAR_WORD = re.compile(r"г\.?|года")
_TIME = re.compile(
    r"(\d{1,2})[:h](\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?: ?([ap])\.?(?:m\.?)?| ?(ص|م)| ?(?:uhr|ч\.?))?"
    r"(?: ?(?:(z|utc|gmt)|(?:utc|gmt)?([+-])(\d{1,2})(?::?(\d{2}))?))?"
)
_SERIAL = re.compile(r"\d{5}(?:[.,]\d{1,15})?")
_SIGNS = {**MINUSES, ord("،"): ",", ord("\u2044"): "/"}


Day = TypeVar("Day", date, datetime)


class UnreadableDay(Exception):
    """The text is no day, or not one that can be taken; the message is a sentence."""


class UnclearDay(UnreadableDay):
    """The text can be two days, and nothing shows which is meant."""


class DayOutOfBounds(UnreadableDay):
    """It is a day, but too early or too late to be meant."""


def day_form(written: Iterable[str], usual: DayForm | None = None) -> DayForm | None:
    """How these days are written, as the clear ones among them show; ``usual`` if none is clear.

    None if nothing shows it or they contradict each other.
    """
    days = [text for day in written if (text := _plain(day))]
    if days and all(map(_SERIAL.fullmatch, days)):
        return DayForm.SERIAL
    shown = {form for day in days if (form := _form_of(day))}
    if not shown:
        return DayForm.DAY_FIRST if usual is None and _end_with_one_year(days) else usual
    return shown.pop() if len(shown) == 1 else None


def instant_or_day(written: str, form: DayForm | None = None, *, first_year: int = FIRST_YEAR) -> datetime | date:
    """The instant, with its zone if one is written, or the day where no time is written.

    Raises UnclearDay, DayOutOfBounds and UnreadableDay.
    """
    text = _plain(written)
    if form is DayForm.SERIAL and _SERIAL.fullmatch(text):
        days = Decimal(text.replace(",", "."))
        shown = _within(serial_time(days), first_year)
        return shown.date() if days == days.to_integral_value() else shown
    day, rest = _day(text, form)
    day = _within(day, first_year)
    if not rest or _YEAR_WORD.fullmatch(rest):
        return day
    before = _BEFORE_TIME.match(rest)
    found = _TIME.fullmatch(rest, before.end()) if before else None
    try:
        if found:
            return datetime.combine(day, _time(found), _zone(found))
    except ValueError:
        pass
    raise UnreadableDay(NOT_A_DAY)


def serial_time(days: Decimal) -> datetime:
    """What a clock on the wall shows at that number of days, as a spreadsheet counts them, to the second."""
    return SERIAL_START + timedelta(seconds=int((days * SECONDS_A_DAY).to_integral_value()))


def _plain(written: str) -> str:
    """The text as it is compared: single blanks, plain digits and dashes, no case; blank where it is too long."""
    if len(written) > LONGEST_DAY:
        return ""
    plain = seen(written)
    if not plain.isascii():
        plain = ascii_digits(plain.translate(_SIGNS))
    return " ".join(plain.split()).casefold()


def _within(day: Day, first_year: int) -> Day:
    if not first_year <= day.year <= LAST_YEAR:
        raise DayOutOfBounds("This date is out of all bounds.")
    return day


def _day(written: str, form: DayForm | None) -> tuple[date, str]:
    """The day, and what is written after it; a weekday before it says nothing more."""
    before = _BEFORE_DAY.fullmatch(written)
    weekday = before is not None and before[1] in WEEKDAYS
    for text in (written, before[2] if before and (weekday or not before[1]) else ""):
        try:
            if found := _read_day(text, form):
                return found
        except ValueError:
            break
    raise UnreadableDay(NOT_A_DAY)


def _read_day(written: str, form: DayForm | None) -> tuple[date, str] | None:
    """None where it is written in no way that is known; ValueError for a day that no calendar has."""
    found = written_day(written)
    if found is None or found.year is None:
        return None
    believed = form if form in (DayForm.DAY_FIRST, DayForm.MONTH_FIRST) else None
    if believed is None and _may_begin_with_year(found, written):
        raise UnclearDay("This can be two days.")
    if (believed or found.form) is None and found.first != found.second:
        raise UnclearDay("This can be two days.")
    return found.in_year(found.year if found.in_full else found.year + 2000, believed), found.rest


def _form_of(written: str) -> DayForm | None:
    found = written_day(written)
    return found.form if found and not (found.certain or _may_begin_with_year(found, written)) else None


def _may_begin_with_year(found: WrittenDay, written: str) -> bool:
    """True for ``26/11/28``, the 28th of November 2026 or the 26th of 2028: in some countries the year comes first."""
    if found.certain or found.in_full or found.year is None or "." in written[:3]:
        return False
    return found.first > MONTHS and found.second <= MONTHS and 1 <= found.year <= LONGEST_MONTH


def _end_with_one_year(days: Iterable[str]) -> bool:
    """True where days that may begin with a year begin with different numbers, and all end with one: the year."""
    read = [(found, day) for day in days if (found := written_day(day))]
    unclear = [found for found, day in read if _may_begin_with_year(found, day)]
    return len({found.first for found in unclear}) > 1 and len({found.year for found in unclear}) == 1


def _time(found: re.Match[str]) -> time:
    hour, half, arabic = int(found[1]), found[4], found[5]
    if half or arabic:
        late = half == "p" or arabic == "م"
        if hour > 12 and not late:
            raise ValueError("13:05 AM is no time")
        hour = hour % 12 + (12 if late else 0)
    return time(hour, int(found[2]), int(found[3] or 0))


def _zone(found: re.Match[str]) -> timezone | None:
    if found[6]:
        return UTC
    if not found[7]:
        return None
    shift = timedelta(hours=int(found[8]), minutes=int(found[9] or 0))
    return timezone(shift if found[7] == "+" else -shift)

"""A day as somebody wrote it, in numbers or with its month as a word. The one reader for chats, files, JSON and cells.

What it leaves open is told, not guessed: whoever asks knows whether other days of a file show it, or asks again.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from loyalty.model.written.month_names import month_of

LONGEST_DAY = 100
"""Signs of a day with its time, blanks included; a longer text is none."""


class DayForm(StrEnum):
    """How the days of a column are written, where one of them alone does not show it."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    SERIAL = "numbers of days, as a spreadsheet counts them"


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """The two numbers for day and month in the order in which they stand, the year if one is written, and the rest.

    A year ``in_full`` has four digits; of another one the century is not known.
    ``form`` is what the day itself shows, None where it can be two days; ``certain`` where it could be nothing else,
    whatever the other days of a file show: its month is a word, or its year comes first.
    """

    first: int
    second: int
    year: int | None
    in_full: bool
    form: DayForm | None
    certain: bool
    rest: str

    def in_year(self, year: int, form: DayForm | None = None) -> date:
        """The day; ``form`` is believed where this day is not certain. ValueError for a 30th of February."""
        known = self.form if self.certain else form or self.form
        month, day = (self.first, self.second) if known is DayForm.MONTH_FIRST else (self.second, self.first)
        return date(year, month, day)


_BEHIND = r"(?:$|[Tt,]\s*|\s+)(.*)"
_NUMBERS = re.compile(r"(?:(\d{4})([./-])(\d{1,2})\2(\d{1,2})|(\d{1,2})([./-])(\d{1,2})\6(\d{4}|\d{2}))" + _BEHIND)
_WITHOUT_YEAR = re.compile(r"(?:--)?(\d{1,2})([./-])(\d{1,2})\.?")
_ORDINAL = r"(?:(?i:st|nd|rd|th|er)|-?(?:го|ое|е))?"
_MONTH = r"([^\W\d_]{2,12}(?:\s+ال[^\W\d_]{3,7})?)\.?"
_OF_THE_YEAR = r"\s*(?:года?|г|م)?\.?(?:$|,?\s+)(.*)"
_DAY_MONTH = re.compile(
    rf"(\d{{1,2}}){_ORDINAL}[\s.-]*(?:(?i:of)\s+|من\s+)?{_MONTH}(?:[\s.,-]*(\d{{4}}|\d{{2}}))?{_OF_THE_YEAR}"
)
_MONTH_DAY = re.compile(rf"{_MONTH}\s*(?:(?i:the)\s+)?(\d{{1,2}}){_ORDINAL}(?:,?\s+(\d{{4}}))?{_OF_THE_YEAR}")
_MONTH_DAY_YEAR = re.compile(rf"{_MONTH}-(\d{{1,2}})-(\d{{4}}|\d{{2}}){_OF_THE_YEAR}")
"""``Jul-21-26``, as eBay writes it."""
_YEAR_MONTH_DAY = re.compile(rf"(\d{{4}})[\s.,-]+{_MONTH}[\s.,-]*(\d{{1,2}}){_ORDINAL}{_OF_THE_YEAR}")


def written_day(written: str) -> WrittenDay | None:
    """What is written; None for what is no day, or is longer than any."""
    text = written.strip()
    if len(text) > LONGEST_DAY:
        return None
    return _in_numbers(text) or _in_words(text)


def _in_numbers(text: str) -> WrittenDay | None:
    if (found := _NUMBERS.fullmatch(text)) and found[1]:
        month, day, rest = int(found[3]), int(found[4]), found[9]
        return WrittenDay(month, day, int(found[1]), in_full=True, form=DayForm.MONTH_FIRST, certain=True, rest=rest)
    if found:
        first, second, year, rest = int(found[5]), int(found[7]), found[8], found[9]
        form, in_full = _form(first, found[6], second), len(year) == 4
        return WrittenDay(first, second, int(year), in_full=in_full, form=form, certain=False, rest=rest)
    if found := _WITHOUT_YEAR.fullmatch(text):
        first, second = int(found[1]), int(found[3])
        form = _form(first, found[2], second)
        if found[2] == "-" and form is None:  # ISO 8601 writes a day without its year as --02-04
            form = DayForm.MONTH_FIRST
        return WrittenDay(first, second, None, in_full=False, form=form, certain=False, rest="")
    return None


def _form(first: int, mark: str, second: int) -> DayForm | None:
    if mark == "." or first > 12:
        return DayForm.DAY_FIRST
    return DayForm.MONTH_FIRST if second > 12 else None


def _in_words(text: str) -> WrittenDay | None:
    if found := _DAY_MONTH.fullmatch(text):
        day, name, year, rest = found[1], found[2], found[3], found[4]
    elif found := _MONTH_DAY.fullmatch(text) or _MONTH_DAY_YEAR.fullmatch(text):
        name, day, year, rest = found[1], found[2], found[3], found[4]
    elif found := _YEAR_MONTH_DAY.fullmatch(text):
        year, name, day, rest = found[1], found[2], found[3], found[4]
    else:
        return None
    month = month_of(name)
    if not month:
        return None
    full, form = bool(year) and len(year) == 4, DayForm.DAY_FIRST
    return WrittenDay(int(day), month, int(year) if year else None, in_full=full, form=form, certain=True, rest=rest)

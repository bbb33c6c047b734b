"""A day as somebody wrote it, in numbers or with its month as a word. The one reader for chats and files.

What it leaves open is told, not guessed: whoever asks knows whether other days of a file show it, or asks again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LONGEST_DAY = 100
"""Signs of a day with its time, blanks included; a longer text is none."""


class DayForm(StrEnum):
    """Which of day and month comes first where both are numbers."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


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


_BEHIND = r"(?:$|[T,]\s*|\s+)(.*)"
_NUMBERS = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})" + _BEHIND)
_WITHOUT_YEAR = re.compile(r"(?:--)?(\d{1,2})([./-])(\d{1,2})\.?")
_ORDINAL = r"(?:(?i:st|nd|rd|th)|-?(?:го|ое|е))?"
_MONTH = r"([^\W\d_]{2,10}(?:\s+ال[^\W\d_]{3,7})?)\.?"
_OF_THE_YEAR = r"\s*(?:года?|г|م)?\.?(?:$|,?\s+)(.*)"
_DAY_MONTH = re.compile(
    rf"(\d{{1,2}}){_ORDINAL}[\s.-]*(?:(?i:of)\s+|من\s+)?{_MONTH}(?:[\s.,-]*(\d{{2,4}}))?{_OF_THE_YEAR}"
)
_MONTH_DAY = re.compile(rf"{_MONTH}\s*(?:(?i:the)\s+)?(\d{{1,2}}){_ORDINAL}(?:,?\s+(\d{{4}}))?{_OF_THE_YEAR}")
_YEAR_MONTH_DAY = re.compile(rf"(\d{{4}})[\s.,-]+{_MONTH}[\s.,-]*(\d{{1,2}}){_ORDINAL}{_OF_THE_YEAR}")

_LATIN = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RUSSIAN = ("янв", "фев", "мар", "апр", "май мая мае", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_ARABIC = (
    "يناير كانون_الثاني جانفي",
    "فبراير شباط فيفري",
    "مارس اذار",
    "ابريل نيسان افريل",
    "مايو ايار ماي",
    "يونيو يونيه حزيران جوان",
    "يوليو يوليه تموز جويليه يوليوز",
    "اغسطس اب اوت غشت",
    "سبتمبر ايلول شتنبر",
    "اكتوبر تشرين_الاول",
    "نوفمبر تشرين_الثاني نونبر",
    "ديسمبر كانون_الاول دجنبر",
)
SHORTEST_BEGINNING = 3
"""Letters that show which month it is in English and Russian, however the word ends."""
MONTHS: Mapping[str, int] = {
    name.replace("_", " "): number
    for months in (_LATIN, _RUSSIAN, _ARABIC)
    for number, names in enumerate(months, start=1)
    for name in names.split()
}
_ONE_LETTER = str.maketrans("أإآىة", "ااايه")


def written_day(written: str) -> WrittenDay | None:
    """What is written; None for what is no day, or is longer than any."""
    text = written.strip()
    if len(text) > LONGEST_DAY:
        return None
    return _in_numbers(text) or _in_words(text)


def _in_numbers(text: str) -> WrittenDay | None:
    if found := _NUMBERS.fullmatch(text):
        first, second, third = int(found[1]), int(found[3]), int(found[4])
        if len(found[1]) == 4:
            return WrittenDay(second, third, first, in_full=True, form=DayForm.MONTH_FIRST, certain=True, rest=found[5])
        if len(found[4]) == 1:
            return None
        form, in_full = _form(first, found[2], second), len(found[4]) == 4
        return WrittenDay(first, second, third, in_full=in_full, form=form, certain=False, rest=found[5])
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
    elif found := _MONTH_DAY.fullmatch(text):
        name, day, year, rest = found[1], found[2], found[3], found[4]
    elif found := _YEAR_MONTH_DAY.fullmatch(text):
        year, name, day, rest = found[1], found[2], found[3], found[4]
    else:
        return None
    month = _month(name)
    if month is None:
        return None
    full, form = bool(year) and len(year) == 4, DayForm.DAY_FIRST
    return WrittenDay(int(day), month, int(year) if year else None, in_full=full, form=form, certain=True, rest=rest)


def _month(name: str) -> int | None:
    folded = " ".join(name.casefold().translate(_ONE_LETTER).split())
    begins = folded[:SHORTEST_BEGINNING]
    return MONTHS.get(folded) or (MONTHS.get(begins) if not _is_arabic(begins) else None)


def _is_arabic(letters: str) -> bool:
    return any("\u0600" <= letter <= "\u06ff" for letter in letters)

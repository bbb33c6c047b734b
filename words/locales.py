"""A locale: a language's messages of one domain (``chat``, ``letters``), and how it writes numbers and days."""

import unicodedata
from collections import Counter
from datetime import date
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from words.isolates import isolated

LOCALES = Path(__file__).resolve().parent.parent / "locales"
LANGUAGES = ("en", "ru", "ar")
SOURCE = "en"
"""The language that the messages themselves are in; it has no catalog."""
SCRIPTS = {"CYRILLIC": "ru", "ARABIC": "ar"}
"""The language that a script is answered in, by the first word of its letters' names; Latin tells none."""
LONGEST_ACCEPTED = 200
"""Of a browser's list of languages so much is read."""
RIGHT_TO_LEFT = frozenset({"ar"})
LEFT_TO_RIGHT = "\u200e"
"""The mark that says so of the characters beside it, which have no direction of their own."""


def language_of(*wishes: str) -> str:
    """The first of the wishes (``ar_EG``, ``ru-RU``, ``en``) that the program speaks, else English."""
    spoken = (wish.strip().replace("-", "_").partition("_")[0].lower() for wish in wishes)
    return next((language for language in spoken if language in LANGUAGES), SOURCE)


def languages_accepted(header: str) -> tuple[str, ...]:
    """The languages of a browser's Accept-Language (RFC 9110, 12.5.4) as it lists them, which is by preference."""
    return tuple(wish.partition(";")[0].strip() for wish in header[:LONGEST_ACCEPTED].split(","))


def language_written(text: str) -> str:
    """The language that the letters of a message tell; blank where they tell none.

    Latin letters beside them may be a reward's name: "хочу tote bag" is Russian.
    """
    names = (unicodedata.name(sign, "").partition(" ")[0] for sign in text if sign.isalpha())
    counted = Counter(SCRIPTS[name] for name in names if name in SCRIPTS)
    return max(counted, key=lambda language: counted[language], default="")


class Locale:
    """Says messages, with ``%(name)s`` where a value goes in; what has no translation is said in English."""

    def __init__(self, language: str, translations: NullTranslations) -> None:
        self.language = language
        self.translations = translations

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``, as HTML writes it."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    def say(self, message: str, **values: object) -> str:
        """The message with these values."""
        return self.translations.gettext(message) % values

    def count(self, singular: str, plural: str, number: int, **values: object) -> str:
        """The plural form that this language has for the number, which stands at ``%(number)s``.

        A form of one number alone may say it in words: Arabic has one for none, one and two.
        """
        form = self.translations.ngettext(singular, plural, abs(number))
        if number < 0 and "%(number)s" not in form:
            # Words have no minus. The form of a hundred more counts alike (Unicode CLDR, plural rules) and has digits.
            form = self.translations.ngettext(singular, plural, abs(number) + 100)
        return form % {"number": self.number(number), **values}

    def own(self, name: str) -> str:
        """Somebody's own words as they stand in a sentence of this language."""
        return isolated(name, self.direction)

    def number(self, number: int) -> str:
        """``1,250`` as this language writes it."""
        if abs(number) < 1000:
            return str(number)
        from babel.numbers import format_decimal  # 60 ms, and many an answer of the chat has no large number

        return format_decimal(number, locale=self.language)

    def decimal(self, number: Decimal) -> str:
        """``-1.5`` as this language writes it, with all digits that it has."""
        from babel.numbers import format_decimal

        return format_decimal(number, locale=self.language, decimal_quantization=False)

    def money(self, amount: Decimal, currency: str) -> str:
        """``$12.50`` as this language writes it; a currency unknown to it stands by its code."""
        from babel.numbers import format_currency

        written = format_currency(amount, currency, locale=self.language)
        # A sign that has no direction goes to the other side of its letters at the end: ``$US`` for ``US$``.
        return f"{written}{LEFT_TO_RIGHT}" if self.direction == "rtl" and written.endswith("$") else written

    def percent(self, share: Decimal) -> str:
        """``3.3%`` for 0.033 as this language writes it, with all digits that it has."""
        from babel.numbers import format_percent

        return format_percent(share, locale=self.language, decimal_quantization=False)

    def in_order(self, number: str) -> str:
        """With its minus before the digits: behind Arabic letters it would be shown after them."""
        return f"{LEFT_TO_RIGHT}{number}" if self.direction == "rtl" and number.startswith("-") else number

    def day(self, day: date) -> str:
        """``22 December 2026`` as this language writes it."""
        from babel.dates import format_date

        return format_date(day, "d MMMM y" if self.language == SOURCE else "long", locale=self.language)

    def day_of_year(self, day: date) -> str:
        """``22 December`` as this language writes it."""
        from babel.dates import format_date, format_skeleton

        if self.language == SOURCE:
            return format_date(day, "d MMMM", locale=self.language)
        return str(format_skeleton("MMMMd", day, locale=self.language))


def money_digits(currency: str) -> int:
    """How many digits after the point the currency is written with: 0 for JPY, 3 for KWD, 2 for an unknown one."""
    from babel.numbers import get_currency_precision

    return get_currency_precision(currency)


@cache
def locale_for(language: str, domain: str, locales: Path = LOCALES) -> Locale:
    """The locale of a language, English if the program does not speak it; opened once and kept."""
    spoken = language_of(language)
    catalog = locales / spoken / "LC_MESSAGES" / f"{domain}.mo"
    if spoken == SOURCE:
        return Locale(spoken, NullTranslations())
    with catalog.open("rb") as file:
        return Locale(spoken, GNUTranslations(file))

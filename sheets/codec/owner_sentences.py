"""Sentences for the owner: what is wrong and what to do about it, in the language of the sheet.

Whatever the tab Problems or an email tells is a Sentence, never a text: so it cannot be built without standing in the
catalogs, from which each language has it (docs/decisions/0042).
"""

from dataclasses import dataclass, replace
from typing import assert_never

from sheets.codec.translation import DOMAIN, said
from words.locales import RIGHT_TO_LEFT, SOURCE, locale_for


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the program's own, in English: headings, settings, choices. They are said as the owner's sheet does."""

    english: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message in English, written where the Sentence is made, with ``%(name)s`` where a value goes in.

    A value is somebody's own text such as a code, a number, words of ours, or another sentence.
    """

    message: str
    values: tuple[tuple[str, "str | int | Words | Sentence"], ...] = ()

    def of(self, **values: "str | int | Words | Sentence") -> "Sentence":
        """The same with these values."""
        return replace(self, values=tuple(values.items()))

    def in_language(self, language: str) -> str:
        """As the owner reads it."""
        values = {name: _in_language(value, language) for name, value in self.values}
        return locale_for(language, DOMAIN).say(self.message, **values)

    def __str__(self) -> str:
        return self.in_language(SOURCE)


def _in_language(value: "str | int | Words | Sentence", language: str) -> str:
    locale = locale_for(language, DOMAIN)
    match value:
        case str():
            return locale.own(value)
        case int():
            return locale.in_order(locale.number(value))
        case Words(english):
            between = "، " if language in RIGHT_TO_LEFT else ", "
            return between.join(locale.own(said(word, language)) for word in english)
        case Sentence():
            return value.in_language(language)
        case _:
            assert_never(value)


ONE_OF = Sentence("This word cannot stand here. Write one of these: %(words)s.")
"""For a cell that holds one of a few words; ``words`` are those."""
ENDS_FIRST = Sentence("The last day comes before the first. Correct one of the two.")
AT_LEAST_ONE = Sentence("This is empty or below 1. Write 1 or more.")
BELOW_ZERO = Sentence("This is below zero. Write zero or more.")
MUST_NOT_BE_EMPTY = Sentence("This cell must not be empty. Fill it in, or delete the row.")

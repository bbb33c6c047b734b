"""The languages of a sheet: what tabs, headings, settings and choices are called in each, and what is meant.

The owner's sheet may be in any language that the program speaks, or in several; all else here says them in English.
The catalogs are read when the first layout is, not at import.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import cache

from loyalty.model.identifiers import fold
from sheets.schema.tabs import TABS, Column, Tab, fold_heading
from sheets.schema.vocabulary import WORDS
from words.tongue import LANGUAGES, SOURCE, tongue

DOMAIN = "sheet"


def said(message: str, language: str) -> str:
    """The message in this language; itself where the catalog does not have it."""
    return tongue(language, DOMAIN).translations.gettext(message) if message else ""


@cache
def names(message: str) -> tuple[str, ...]:
    """What it is called in each language, folded as headings are."""
    return tuple(dict.fromkeys(fold_heading(said(message, language)) for language in LANGUAGES))


@cache
def called(column: Column, language: str) -> tuple[str, ...]:
    """What the column may be called, folded: first in this language, then in all, then what owners use for it."""
    first = fold_heading(said(column.heading, language))
    return tuple(dict.fromkeys((first, *names(column.heading), *map(fold_heading, column.aliases))))


def language_of_titles(titles: Collection[str]) -> str:
    """The language that most of our tabs among these titles are in; English where there are none."""
    return max(LANGUAGES, key=lambda language: sum(said(tab.title, language) in titles for tab in TABS))


def language_of_headings(tab: Tab, written: Sequence[str]) -> str:
    """The language that most of the tab's headings among these are in, which are folded."""
    return max(LANGUAGES, key=lambda language: len(_headings(tab, language).intersection(written)))


def meaning(text: str) -> str:
    """The word that is meant, in English and folded; the text itself, folded, when it is none of ours."""
    folded = fold(text)
    return folded if folded.isascii() else _meanings().get(folded, folded)


@cache
def _headings(tab: Tab, language: str) -> frozenset[str]:
    return frozenset(fold_heading(said(column.heading, language)) for column in tab.columns)


@cache
def _meanings() -> Mapping[str, str]:
    others = [language for language in LANGUAGES if language != SOURCE]
    return {fold(said(word, language)): word for language in others for word in WORDS}

"""What tabs, headings, settings and choices are called in each language of a sheet, and which of them is meant.

The owner's sheet may be in any language that the program speaks, or in several; all other code says them in English.
The catalogs are read when the first layout is, not at import (docs/decisions/0023).
"""

import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from loyalty.model.written.unseen import UNSEEN
from sheets.codec.vocabulary import WORDS
from words.locales import LANGUAGES, SOURCE, locale_for

DOMAIN = "sheet"


@lru_cache(maxsize=1024)
def fold_name(text: str) -> str:
    """A title, heading, setting or choice as it is compared: no case, no invisible character, one blank for many.

    A no-break space is a blank, too. Two names that look the same to the owner are the same.
    """
    if text.isascii() and text.isprintable():
        folded = " ".join(text.split()).lower()
        return text if folded == text else folded  # a large book holds the same text once
    seen = unicodedata.normalize("NFKC", text).translate(UNSEEN)
    return " ".join(unicodedata.normalize("NFKC", seen.casefold()).split())


@lru_cache(maxsize=1024)
def fold_heading(text: str) -> str:
    """A heading or a setting's name, of which only letters and digits are compared: ``"E-Mail "`` is ``"email"``."""
    return "".join(sign for sign in fold_name(text) if sign.isalnum())


def said(message: str, language: str) -> str:
    """The message in this language; itself where the catalog does not have it."""
    return locale_for(language, DOMAIN).translations.gettext(message) if message else ""


@cache
def names(message: str) -> tuple[str, ...]:
    """What it is called in each language, folded as headings are."""
    return tuple(dict.fromkeys(fold_heading(said(message, language)) for language in LANGUAGES))


@lru_cache(maxsize=1024)
def meaning(text: str) -> str:
    """The word that is meant, in English and folded; the text itself, folded, when the program has no such word."""
    folded = fold_name(text)
    return folded if folded.isascii() else _meanings().get(folded, folded)


@cache
def _meanings() -> Mapping[str, str]:
    others = [language for language in LANGUAGES if language != SOURCE]
    return {fold_name(said(word, language)): word for language in others for word in WORDS}

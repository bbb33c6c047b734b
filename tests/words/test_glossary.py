"""The glossaries beside the catalogs: one word for each thing, and none that a translator is warned of."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from babel.messages.catalog import Message

from commands.translations import DOMAINS, TRANSLATED, read
from words.locales import LOCALES

CHECKED = ("chat", "pages")
STILL_TO_COME = {
    "letters": "the emails are being written anew; some still say prize and letter, and Arabic mixes two ways to ask",
    "sheet": "it speaks to owners, who have tabs called Награды and المكافآت, and is being rewritten",
}
"""Catalogs that the glossaries do not hold yet, and why."""

JOINED = {"ru": "", "ar": r"[وف]?(?:[بك]?(?:ال)?|لل?)?"}
"""What a language writes before a word without a blank."""

A_NAME = re.compile(r"%\((?:program|reward|tier|plan|survey)\)s")


@dataclass(frozen=True)
class Term:
    """A line of a glossary: the English word, how it is said, and how it is not."""

    english: str
    said: tuple[str, ...]
    never: tuple[str, ...]


@cache
def glossary(language: str) -> tuple[Term, ...]:
    lines = (LOCALES / f"glossary.{language}.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return tuple(
        Term(english, tuple(filter(None, said.split(", "))), tuple(filter(None, never.split(", "))))
        for english, said, _forms, never in rows
        if english != "English"
    )


def plain(text: str) -> str:
    """Small letters without vowel signs; values that are put in are no words."""
    without_values = re.sub(r"%\(\w+\)s", "%", text)
    kept = "".join(sign for sign in without_values if unicodedata.category(sign) != "Mn" or sign in "\u0654\u0655")
    return unicodedata.normalize("NFC", kept).lower()


def says(text: str, words: tuple[str, ...], language: str) -> bool:
    """Whether one of the words stands in the text, with whatever ending its star allows."""
    stems = "|".join(re.escape(plain(word)).replace(r"\*", r"\w*") for word in words)
    return bool(words) and re.search(rf"(?<![\w-]){JOINED[language]}(?:{stems})(?![\w-])", plain(text)) is not None


def speaks_of(message: str, english: str) -> bool:
    """Whether a message has the English word, in one or in many; of several terms the longer one counts."""
    if english == "email" and re.search(r"\bemail address", message, re.IGNORECASE):
        return False
    if english == "card" and re.search(r"\bgift cards?\b", message, re.IGNORECASE):
        return False
    return re.search(rf"(?<![\w%(]){english}(?:s|d|es|ing)?(?![\w)])", message, re.IGNORECASE) is not None


def translated(language: str) -> Iterator[tuple[str, str]]:
    """Each message of the checked catalogs in English, with each of its forms."""
    for domain in CHECKED:
        for message in filter(lambda message: message.id, read(language, domain)):
            for form in (message.string,) if isinstance(message.string, str) else message.string or ():
                yield source(message), form


def source(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[-1]


def test_every_catalog_is_held_to_the_glossaries_or_it_is_said_why_not_yet() -> None:
    assert {*CHECKED, *STILL_TO_COME} == set(DOMAINS)
    assert all(STILL_TO_COME.values())


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_thing_is_called_by_its_one_word(language: str) -> None:
    otherwise = [
        (term.english, message, form)
        for message, form in translated(language)
        for term in glossary(language)
        if term.said and speaks_of(message, term.english) and not says(form, term.said, language)
    ]

    assert otherwise == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_word_that_translators_are_warned_of_is_said(language: str) -> None:
    warned_of = [
        (word, form)
        for _, form in translated(language)
        for term in glossary(language)
        for word in term.never
        if says(form, (word,), language)
    ]

    assert warned_of == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_name_stands_in_quotes_within_a_sentence(language: str) -> None:
    bare = [
        form
        for message, form in translated(language)
        for place in A_NAME.finditer(form)
        if not form[: place.start()].endswith(("«", ": ", "• ")) and place.start() > 0
    ]

    assert bare == []


def test_no_full_stop_follows_a_day_in_russian_which_ends_in_one() -> None:
    assert [form for _, form in translated("ru") if "%(day)s." in form] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_both_glossaries_explain_the_same_words(language: str) -> None:
    explained = [term.english for term in glossary(language) if term.said]

    assert explained == [term.english for term in glossary("ru") if term.said]
    assert len(set(explained)) == len(explained)


@pytest.mark.parametrize(
    ("language", "form", "words", "found"),
    [
        *(
            ("ru", "Ваши бонусы", ("бонус*",), True),
            ("ru", "приз", ("приз",), True),
            ("ru", "призма", ("приз",), False),
        ),
        *(
            ("ar", "ومكافآتك", ("مكافآ*",), True),
            ("ar", "للهدايا", ("هدايا*",), True),
            ("ar", "كوب", ("كوبون*",), False),
        ),
        *(("ar", "فالرجاء", ("الرجاء", "فالرجاء"), True), ("ar", "نِقاط", ("نقاط*",), True)),
    ],
)
def test_a_word_is_found_in_its_forms_and_in_no_other_word(
    language: str, form: str, words: tuple[str, ...], found: bool
) -> None:
    assert says(form, words, language) is found

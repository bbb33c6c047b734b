"""The glossaries beside the catalogs: one word for each thing, and none that a translator is warned of."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from babel.messages.catalog import Message

from commands.translations import DOMAINS, TRANSLATED, found, read
from words.locales import LOCALES

FOR_OWNERS = "## Words to owners"
"""Under this heading stands what is said otherwise to owners."""
OWNERS_ROOMS = ("sheets/", "commands/", "mail/owner/", "templates/owner_")
"""Where everything is said to owners."""

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
def glossary(language: str, *, to_owners: bool = False) -> tuple[Term, ...]:
    """The words as customers read them, or as owners do, whose own lines hold instead of those of all."""
    of_all, _, of_owners = (LOCALES / f"glossary.{language}.md").read_text(encoding="utf-8").partition(FOR_OWNERS)
    terms = {term.english: term for term in (*rows(of_all), *(rows(of_owners) if to_owners else ()))}
    return tuple(terms.values())


def rows(text: str) -> Iterator[Term]:
    lines = (line for line in text.splitlines() if line.startswith("| "))
    for english, said, _forms, never in ([cell.strip() for cell in line.strip("|").split("|")] for line in lines):
        if english != "English":
            yield Term(english, tuple(filter(None, said.split(", "))), tuple(filter(None, never.split(", "))))


def plain(text: str) -> str:
    """Small letters without vowel signs; values that are put in are no words."""
    without_values = re.sub(r"%\(\w+\)s|\{\w+\}", "%", text)
    kept = "".join(sign for sign in without_values if unicodedata.category(sign) != "Mn" or sign in "\u0654\u0655")
    return unicodedata.normalize("NFC", kept).lower()


def says(text: str, words: tuple[str, ...], language: str) -> bool:
    """Whether one of the words stands in the text, with whatever ending its star allows."""
    stems = "|".join(re.escape(plain(word)).replace(r"\*", r"\w*") for word in words)
    return bool(words) and re.search(rf"(?<![\w-]){JOINED[language]}(?:{stems})(?![\w-])", plain(text)) is not None


OTHER_THINGS = {
    "email": r"\bemail address(es)?\b",
    "card": r"\bgift cards?\b",
    "point": r"\bpercentage points\b",
    "order": r"\bin (any|this) order\b|\bwho orders\b|\bfriend joins with their code and orders\b",
}
"""What has the word of a term, or its letters, and is another thing."""

MOST_WORDS_OF_A_NAME = 4


def speaks_of(message: str, english: str) -> bool:
    """Whether a message has the English word, in one or in many; of several terms the longer one counts."""
    of_it = re.sub(rf"\{{\w+\}}|{OTHER_THINGS.get(english, '$^')}", "", message, flags=re.IGNORECASE)
    return re.search(rf"(?<![\w%(]){english}(?:s|d|es|ing)?(?![\w)])", of_it, re.IGNORECASE) is not None


def is_a_name(message: str) -> bool:
    """Whether it is a heading, a setting or a choice: these stay as the sheets of owners have them."""
    return len(message.split()) <= MOST_WORDS_OF_A_NAME and not message.endswith(".")


@dataclass(frozen=True)
class Said:
    """A form of a message in a language, and whether owners read it."""

    message: str
    form: str
    to_owners: bool


@cache
def translated(language: str) -> tuple[Said, ...]:
    return tuple(
        Said(source(message), form, to_owners)
        for domain in DOMAINS
        for message, to_owners in (
            (message, message.id in read_by_owners(domain)) for message in read(language, domain)
        )
        if message.id
        for form in ((message.string,) if isinstance(message.string, str) else message.string or ())
    )


@cache
def read_by_owners(domain: str) -> frozenset[object]:
    """The messages that stand in the owners' rooms alone."""
    return frozenset(
        message.id
        for message in found(domain)
        if message.id and all(file.startswith(OWNERS_ROOMS) for file, _line in message.locations)
    )


def source(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[-1]


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_thing_is_called_by_its_one_word(language: str) -> None:
    otherwise = [
        (term.english, said.message, said.form)
        for said in translated(language)
        if not (said.to_owners and is_a_name(said.message))
        for term in glossary(language, to_owners=said.to_owners)
        if term.said
        and speaks_of(said.message, term.english)
        # where the English word stands in the translation, it is a code: an email's name or a file
        and not says(said.form, (*term.said, term.english), language)
    ]

    assert otherwise == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_word_that_translators_are_warned_of_is_said(language: str) -> None:
    warned_of = [
        (word, said.form)
        for said in translated(language)
        for term in glossary(language, to_owners=said.to_owners)
        for word in term.never
        if says(said.form, (word,), language)
    ]

    assert warned_of == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_name_stands_in_quotes_within_a_sentence(language: str) -> None:
    bare = [
        said.form
        for said in translated(language)
        for place in A_NAME.finditer(said.form)
        if not said.form[: place.start()].endswith(("«", ": ", "• ")) and place.start() > 0
    ]

    assert bare == []


def test_no_full_stop_follows_a_day_in_russian_which_ends_in_one() -> None:
    assert [said.form for said in translated("ru") if "%(day)s." in said.form] == []


@pytest.mark.parametrize("to_owners", [False, True])
def test_both_glossaries_explain_the_same_words(to_owners: bool) -> None:
    russian, arabic = (
        [term.english for term in glossary(language, to_owners=to_owners) if term.said] for language in TRANSLATED
    )

    assert russian == arabic


def test_emails_to_customers_and_to_owners_are_told_apart() -> None:
    to_owners = read_by_owners("letters")

    assert "Reward" in to_owners
    assert "Your next reward" not in to_owners
    assert read_by_owners("chat") == frozenset()


@pytest.mark.parametrize(
    ("language", "form", "words", "is_found"),
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
    language: str, form: str, words: tuple[str, ...], is_found: bool
) -> None:
    assert says(form, words, language) is is_found

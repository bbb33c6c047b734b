"""The catalogs are complete: every message in every language, with the same values in it, and compiled."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from words.tongue import LANGUAGES, LOCALES, SOURCE, language_of, tongue

TEMPLATES = Path(__file__).parents[2] / "templates"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
TRANSLATED = [language for language in LANGUAGES if language != SOURCE]
OPTIONS = {"encoding": "utf-8", "trimmed": "true", "silent": "false"}


def path(language: str, ending: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / f"letters.{ending}"


def catalog(language: str) -> Catalog:
    with path(language, "po").open("rb") as file:
        return read_po(file, locale=language)


def forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def messages(language: str) -> list[Message]:
    return [message for message in catalog(language) if message.id]


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_of_the_letters_is_translated(language: str) -> None:
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in messages(language)}
    said = {
        found[2] if isinstance(found[2], str) else found[2][0]
        for found in extract_from_dir(
            TEMPLATES, method_map=[("**.html", "jinja2"), ("**.txt", "jinja2")], options_map={"**": OPTIONS}
        )
    }

    assert said
    assert said <= known
    assert [message.id for message in messages(language) if message.fuzzy or not all(forms(message))] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_same_values_in_it(language: str) -> None:
    for message in messages(language):
        ids = (message.id,) if isinstance(message.id, str) else message.id
        wanted = set(PLACEHOLDER.findall(ids[-1]))
        for form in forms(message):
            assert set(PLACEHOLDER.findall(form)) == wanted, message.id
            assert "%" not in PLACEHOLDER.sub("", form).replace("%%", ""), message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalog_is_compiled(language: str) -> None:
    compiled = BytesIO()
    write_mo(compiled, catalog(language))

    assert path(language, "mo").read_bytes() == compiled.getvalue(), "run make translations"


@pytest.mark.parametrize(("language", "number"), [("ru", 3), ("ar", 6)])
def test_a_language_has_its_own_number_of_plural_forms(language: str, number: int) -> None:
    counted = [message for message in messages(language) if message.pluralizable]

    assert counted
    assert {len(forms(message)) for message in counted} == {number}


def test_the_first_language_that_the_program_speaks_is_spoken() -> None:
    assert language_of("fr", "ar_EG", "ru") == "ar"
    assert language_of("RU-ru") == "ru"
    assert language_of("", "xx") == "en"
    assert tongue("fr", "letters").language == "en"
    assert (tongue("ar", "letters").direction, tongue("ru", "letters").direction) == ("rtl", "ltr")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["0 points", "1 point", "2 points", "5 points", "11 points", "21 points", "1,250 points"]),
        ("ru", ["0 баллов", "1 балл", "2 балла", "5 баллов", "11 баллов", "21 балл", "1\N{NO-BREAK SPACE}250 баллов"]),
        ("ar", ["0 نقطة", "1 نقطة", "2 نقطة", "5 نقاط", "11 نقطةً", "21 نقطةً", "1,250 نقطةً"]),
    ],
)
def test_points_are_counted_as_each_language_counts(language: str, said: list[str]) -> None:
    speech = tongue(language, "letters")
    numbers = (0, 1, 2, 5, 11, 21, 1250)

    assert [speech.count("%(number)s point", "%(number)s points", number) for number in numbers] == said


def test_days_and_money_are_written_as_each_language_writes_them() -> None:
    day, price = date(2026, 12, 22), Decimal("12.50")
    english, russian = tongue("en", "letters"), tongue("ru", "letters")

    assert (english.day(day), english.money(price, "USD")) == ("22 December 2026", "$12.50")
    assert russian.day(day).startswith("22 декабря 2026")
    assert russian.money(price, "EUR") == "12,50\N{NO-BREAK SPACE}€"

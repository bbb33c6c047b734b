"""What people type, and what is understood: a table for each language, line by line."""

import unicodedata
from pathlib import Path
from typing import assert_never

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manychat.talk.command import Command
from manychat.talk.understanding import Address, Cancel, No, NotForUs, Number, Understood, Wish, Yes, understand
from words.locales import LANGUAGES

HERE = Path(__file__).parent
LEAST_LINES = 200


def table(language: str) -> list[tuple[str, str]]:
    lines = (HERE / f"typed_{language}.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.rpartition("→") for line in lines)
    return [(typed.removesuffix(" "), meant.strip()) for typed, _, meant in pairs]


def in_words(meant: Understood) -> str:
    match meant:
        case Command():
            return meant.word
        case Address(email):
            return f"address {email}"
        case Number(text):
            return f"number {text}"
        case Yes():
            return "yes"
        case No():
            return "no"
        case Cancel():
            return "cancel"
        case Wish(name):
            return f"wish {name}"
        case NotForUs():
            return "-"
        case _:
            assert_never(meant)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_type_is_understood_as_the_table_says(language: str) -> None:
    lines = table(language)

    wrong = [(typed, meant, got) for typed, meant in lines if (got := in_words(understand(typed))) != meant]

    assert wrong == []
    assert len(lines) >= LEAST_LINES


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=400))
def test_whatever_is_typed_something_is_understood_or_nothing_and_no_number_is_made_up(typed: str) -> None:
    meant = understand(typed)

    assert not isinstance(meant, Number) or any(map(str.isdecimal, unicodedata.normalize("NFKC", typed)))


@pytest.mark.parametrize("typed", ["x" * 10_000_000, "order " * 2_000_000, "a@" * 3_000_000, "-" * 5_000_000])
def test_a_text_without_end_is_for_nobody_and_read_at_once(typed: str) -> None:
    assert understand(typed) == NotForUs()

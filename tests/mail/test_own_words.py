"""The owner's own subject and first sentence: filled for each reader, escaped, and never with a hole in them."""

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest

from commands.preview.samples import LETTERS, NOW, sample
from loyalty.letters.letter import LetterFacts
from loyalty.model.email_log import LetterName
from loyalty.model.written.letter_texts import EDITABLE, PLACEHOLDERS, LetterText
from loyalty.outcomes.member_standing import Standing
from mail.letters import write


def written(facts: LetterFacts, *texts: LetterText, language: str = "en") -> tuple[str, str, str]:
    """The subject, the plain text and the HTML."""
    told = replace(facts, texts=texts)
    message = write(told, language=language, sender="hello@bean.example", unsubscribe="", now=NOW)
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    return message["Subject"], plain.get_content(), html.get_content()


def reminder(subject: str = "", first: str = "", language: str = "") -> LetterText:
    return LetterText(LetterName.REMINDER, language, subject, first)


def test_both_stand_where_the_program_s_own_stood() -> None:
    text = reminder("{reward} for you, {points}!", "Only {missing} to {next} at {shop}.")

    subject, plain, html = written(sample("reminder", "en"), text)

    assert subject == "Bag of beans, 250 g for you, 310 points!"
    for said in (plain, unescape(re.sub("<[^>]*>", "", html))):
        assert "Only 90 points to Tote bag at Bean & Co." in said.replace("\N{NO-BREAK SPACE}", " ")
        assert "Your points are enough for a reward." not in said


def test_what_is_blank_stays_the_program_s_own() -> None:
    subject, plain, _ = written(sample("reminder", "en"), reminder(first="Come in."))
    other, unchanged, _ = written(sample("reminder", "en"), reminder(subject="Come in"))

    assert subject == "Your Bag of beans, 250 g is waiting at Bean & Co"
    assert "\nCome in.\r\n" in plain.replace("\n", "\r\n") or "\nCome in.\n" in plain
    assert other == "Come in"
    assert "Your points are enough for a reward." in unchanged


@pytest.mark.parametrize("words", ["Take {reward}", "{ Reward } is here", "{missing} to go", "See {next}"])
def test_who_has_nothing_to_fill_in_gets_the_program_s_own_words(words: str) -> None:
    facts = replace(sample("reminder", "en"), standing=Standing(310))

    subject, plain, _ = written(facts, reminder(words, words))

    assert subject == "You have 310 points at Bean & Co"
    assert "Your points are safe with us." in plain


@pytest.mark.parametrize(
    ("points", "language", "said"),
    [(1, "en", "1 point"), (2, "ru", "2 балла"), (5, "ru", "5 баллов"), (3, "ar", "3 نقاط"), (0, "en", "0 points")],
)
def test_points_are_counted_in_the_reader_s_language(points: int, language: str, said: str) -> None:
    facts = replace(sample("reminder", language), standing=Standing(points))

    assert written(facts, reminder("{points}", language=language), language=language)[0] == said


def test_each_reader_gets_the_words_of_their_language() -> None:
    texts = (reminder("Привет", language="ru"), reminder("Hello"))

    assert written(replace(sample("reminder", "en"), program_language="en"), *texts)[0] == "Hello"
    assert written(sample("reminder", "ru"), *texts, language="ru")[0] == "Привет"
    assert written(sample("reminder", "ar"), *texts, language="ar")[0] not in {"Hello", "Привет"}


def test_a_row_that_names_the_program_s_language_goes_before_one_that_means_it() -> None:
    texts = (reminder("Named", language="en"), reminder("Meant"))

    assert written(sample("reminder", "en"), *texts)[0] == "Named"
    assert written(sample("reminder", "en"), *reversed(texts))[0] == "Named"


@pytest.mark.parametrize(
    "trap", ['<img src=x onerror="x">', "a\r\nBcc: boris@evil.example", "=?utf-8?q?a=0d=0aBcc=3ax?="]
)
def test_hostile_words_are_text_and_no_header(trap: str) -> None:
    subject, plain, html = written(sample("reminder", "en"), reminder(trap, trap))
    told = replace(sample("reminder", "en"), texts=(reminder(trap, trap),))
    message = write(told, language="en", sender="hello@bean.example", unsubscribe="", now=NOW)

    assert "Bcc" not in message
    assert "\n" not in subject
    assert "<img src=x" not in html
    assert " ".join(trap.split()) in plain


def test_what_fills_a_place_is_no_place_and_no_html() -> None:
    facts = replace(sample("reminder", "en"), shop="<b>{reward}</b>")

    subject, plain, html = written(facts, reminder("At {shop}", "At {shop}"))

    assert subject == "At <b>{reward}</b>"
    assert "At <b>{reward}</b>" in plain
    assert "At &lt;b&gt;{reward}&lt;/b&gt;" in html


@pytest.mark.parametrize("letter", EDITABLE)
def test_every_placeholder_of_an_email_is_filled_in_its_sample(letter: LetterName) -> None:
    words = " ".join(f"{name}={{{name}}}" for name in PLACEHOLDERS[letter])

    subject, plain, _ = written(
        sample(letter, "en"), LetterText(letter, "", "S", words if letter != "welcome" else "W")
    )

    assert subject == "S"
    if letter != "welcome":  # a newcomer has nothing within reach
        assert "program=Bean Regulars shop=Bean & Co" in plain
        assert not re.search(r"=(?: |$)|[{}]", plain.partition("program=")[2].partition("\n")[0])


def test_the_day_is_written_as_the_reader_s_language_does() -> None:
    text = LetterText(LetterName.TIER_WARNING, "ru", "{tier} до {day}")

    assert written(sample("tier_warning", "ru"), text, language="ru")[0] == "Золото до 22 декабря 2026 г."
    assert date(2026, 12, 22)


def test_the_table_of_placeholders_knows_every_email() -> None:
    assert set(PLACEHOLDERS) == set(LetterName)
    assert set(EDITABLE) == set(LETTERS) - {"owner_task"} | {"confirm"}

"""Surveys: which question is open, what is an answer, and points once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from loyalty.book.book import Book
from loyalty.member.survey import take_survey
from loyalty.model.offers import Question
from loyalty.outcomes.extra_points import NoSurvey, SurveyDone, SurveyOutcome, SurveyQuestion
from loyalty.outcomes.not_served import NotMember
from manychat.say.sentences import sentence
from words.locales import locale_for

Sheet = Callable[..., Book]

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SHEET = """
    Members | Email           | Contact
    ANA     | ana@example.com | ana

    Survey | Question       | Choices        | Points | Active
    tea    | Tea or coffee? | Tea Coffee     | 10     |
    tea    | Why is that?   |                | 5      |
    tea    | Not asked      |                |        | no
    parcel | How was it?    | 1 2 3          |        |
"""


def says(book: Book, answer: str = "", survey: str = "", question: str = "") -> tuple[Book, SurveyOutcome]:
    decision = take_survey(book, contact="ana", survey=survey, question=question, answer=answer, now=NOW)
    return book.after(decision.changes), decision.outcome


def asked(outcome: SurveyOutcome) -> tuple[str, int, int, bool]:
    assert isinstance(outcome, SurveyQuestion)
    return outcome.question, outcome.number, outcome.of, outcome.refused


def answers(book: Book) -> list[tuple[str, str]]:
    return [(answer.question, answer.answer) for answer in book.answers_of("ANA")]


def test_questions_are_asked_one_by_one_and_the_last_answer_brings_the_points(sheet: Sheet) -> None:
    book, first = says(sheet(SHEET))
    assert (asked(first), book.answers_of("ANA")) == (("Tea or coffee?", 1, 2, False), ())
    book, second = says(book, "coffee")
    assert asked(second) == ("Why is that?", 2, 2, False)

    book, done = says(book, "It wakes me")

    assert isinstance(done, SurveyDone)
    assert (done.points, done.again, done.standing.points) == (15, False, 15)
    assert answers(book) == [("Tea or coffee?", "Coffee"), ("Why is that?", "It wakes me")]


@pytest.mark.parametrize(("answer", "kept"), [("TEA", "Tea"), (" coffee ", "Coffee"), ("2", "Coffee"), ("١", "Tea")])
def test_a_choice_is_named_in_any_case_or_by_its_number(sheet: Sheet, answer: str, kept: str) -> None:
    book, _ = says(sheet(SHEET), answer)

    assert answers(book) == [("Tea or coffee?", kept)]


def test_a_choice_that_is_a_number_is_itself_before_it_is_a_place(sheet: Sheet) -> None:
    book, _ = says(sheet(SHEET.replace("1 2 3", "3 2 1")), "3", survey="parcel")

    assert answers(book) == [("How was it?", "3")]


@pytest.mark.parametrize("answer", ["milk", "0", "3", "-1", "2.0", "9" * 400])
def test_what_is_none_of_the_choices_is_asked_again(sheet: Sheet, answer: str) -> None:
    book, outcome = says(sheet(SHEET), answer)

    assert asked(outcome) == ("Tea or coffee?", 1, 2, True)
    assert book.answers_of("ANA") == ()


def test_an_answer_to_another_question_is_not_taken_for_one_to_this(sheet: Sheet) -> None:
    book, _ = says(sheet(SHEET), "Tea", question="1/2 Tea or coffee?\n1. Tea\n2. Coffee")

    again, outcome = says(book, "Tea", question="1/2 Tea or coffee?\n1. Tea\n2. Coffee")

    assert asked(outcome) == ("Why is that?", 2, 2, False)
    assert answers(again) == [("Tea or coffee?", "Tea")]


def test_a_survey_of_that_name_is_asked_and_without_one_the_next_that_is_open(sheet: Sheet) -> None:
    book = sheet(SHEET)
    assert asked(says(book, survey="PARCEL")[1])[0] == "How was it?"
    for answer in ("Tea", "Because"):
        book, _ = says(book, answer)

    assert asked(says(book)[1])[0] == "How was it?"
    book, done = says(book, "2")
    assert isinstance(done, SurveyDone)
    assert done.points == 0
    again = says(book)[1]
    assert isinstance(again, SurveyDone)
    assert again.again


@pytest.mark.parametrize("survey", ["nothing", "Not asked"])
def test_there_may_be_nothing_to_ask(sheet: Sheet, survey: str) -> None:
    book = sheet(SHEET)

    assert isinstance(says(book, survey=survey)[1], NoSurvey)
    assert isinstance(says(replace(book, offers=replace(book.offers, questions=())))[1], NoSurvey)
    decision = take_survey(book, contact="boris", survey="", question="", answer="", now=NOW)
    assert isinstance(decision.outcome, NotMember)


def test_a_question_that_is_added_later_is_asked_but_pays_nothing_more(sheet: Sheet) -> None:
    book = sheet(SHEET)
    for answer in ("Tea", "Because"):
        book, _ = says(book, answer, survey="tea")
    more = (*book.offers.questions, Question("tea", "And milk?", points=50))
    book = replace(book, offers=replace(book.offers, questions=more))
    assert asked(says(book, survey="tea")[1])[0] == "And milk?"

    book, done = says(book, "No", survey="tea")

    assert isinstance(done, SurveyDone)
    assert (done.points, done.again, book.account_of("ANA").points) == (0, True, 15)


def test_answers_are_found_again_however_the_questions_are_sorted(sheet: Sheet) -> None:
    book, _ = says(sheet(SHEET), "Tea")
    turned = replace(book, offers=replace(book.offers, questions=book.offers.questions[::-1]))

    assert asked(says(turned, survey="tea")[1])[0] == "Why is that?"


def test_a_very_long_answer_is_kept_as_far_as_a_cell_bears_it(sheet: Sheet) -> None:
    book, _ = says(sheet(SHEET), "Tea")
    book, _ = says(book, "x" * 5000)

    assert [len(answer) for _, answer in answers(book)] == [3, 1000]


def test_when_the_owner_takes_out_what_was_open_the_points_come_all_the_same(sheet: Sheet) -> None:
    book, _ = says(sheet(SHEET), "Tea")
    without = replace(book, offers=replace(book.offers, questions=book.offers.questions[:1]))

    paid, done = says(without, survey="tea")
    again, repeated = says(paid, survey="tea")

    assert isinstance(done, SurveyDone)
    assert isinstance(repeated, SurveyDone)
    assert (done.points, done.again, repeated.again) == (10, False, True)
    assert again.account_of("ANA").points == 10


@pytest.mark.parametrize("text", ["Tea  or\ncoffee?", "Which of these would you like to see? " * 12])
def test_a_question_is_known_again_as_the_chat_shows_it(sheet: Sheet, text: str) -> None:
    book = sheet(SHEET)
    book = replace(book, offers=replace(book.offers, questions=(Question("tea", text),)))
    shown = sentence(says(book)[1], locale_for("en", "chat"))

    _, done = says(book, "Tea", question=shown)
    _, other = says(book, "Tea", question="Something else?")

    assert isinstance(done, SurveyDone)
    assert asked(other)[3] is False

"""What members answered is kept in the book, once each."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from loyalty.book.book import Book
from loyalty.book.decision import AddAnswer, AddFact
from loyalty.model.fact import FactKind
from loyalty.model.offers import Answer

NOW = datetime(2026, 11, 22, tzinfo=UTC)

ANSWER = Answer("spring:KANA47:1", datetime(2026, 11, 22, tzinfo=UTC), "KANA47", "spring", "Tea or coffee?", "tea")
SECOND = replace(ANSWER, id="spring:KANA47:2", question="Why?", answer="It is warm")


def test_answers_are_a_members_own_and_each_counts_once() -> None:
    book = Book.of(answers=[ANSWER]).after([AddAnswer(ANSWER), AddAnswer(SECOND)])

    assert book.answers_of("KANA47") == (ANSWER, SECOND)
    assert book.answers_of("KBOR47") == ()


def test_an_answer_that_the_owner_mends_is_the_one_that_counts() -> None:
    book = Book.of().grown(answers=[ANSWER, SECOND])

    book.corrected(replace(SECOND, answer="It is hot"))

    assert [answer.answer for answer in book.answers_of("KANA47")] == ["tea", "It is hot"]


def test_a_birthday_that_is_told_is_known_at_once(sheet: Callable[..., Book]) -> None:
    book = sheet("""
        Members | Email           | Contact
        KANA47  | ana@example.com | ana
    """)
    told = book.next_fact(FactKind.MEMBER_BIRTHDAY, "KANA47", "1990-02-28", stood="", now=NOW)

    after = book.after([AddFact(told)]).member_of("ana")

    assert after is not None
    assert after.birthday == date(1990, 2, 28)

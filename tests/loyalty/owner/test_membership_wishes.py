"""What those name who did not buy, in three languages: counts and words, and what is in no group."""

from datetime import UTC, datetime
from typing import Any

import pytest

from loyalty.book.book import Book
from loyalty.model.offers import Answer
from loyalty.model.written.hindrances import Hindrance, hindrances_in
from loyalty.owner.membership_wishes import NobodyAsked, Wish, Wishes, membership_wishes
from loyalty.owner.merging import merge

NOW = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
SHIPPING, PRICE, CHOICE, WAITING, TRUST = (
    Hindrance.SHIPPING, Hindrance.PRICE, Hindrance.CHOICE, Hindrance.WAITING, Hindrance.TRUST,
)  # fmt: skip
WHY = "Why did you not buy?"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Shipping costs too much", {SHIPPING: ("shipping", "costs")}),
        ("It is expensive, and delivery takes long", {SHIPPING: ("delivery", "expensive"), WAITING: ("long",)}),
        ("Prices are high and shipping is slow", {SHIPPING: ("shipping",), PRICE: ("prices",), WAITING: ("slow",)}),
        ("TOO EXPENSIVE!!", {PRICE: ("expensive",)}),
        ("no size M, no returns", {CHOICE: ("size",), TRUST: ("returns",)}),
        ("I was only looking", {Hindrance.NO_NEED: ("looking",)}),
        ("could not pay with my card", {Hindrance.PAYMENT: ("pay", "card")}),
        ("Доставка слишком дорогая", {SHIPPING: ("доставка", "дорогая")}),
        ("Дорого, и моего размера нет в наличии", {PRICE: ("дорого",), CHOICE: ("размера", "наличии")}),
        ("боюсь, что возврата не будет; ждать долго", {WAITING: ("ждать", "долго"), TRUST: ("боюсь", "возврата")}),
        ("الشحن غالي", {SHIPPING: ("الشحن", "غالي")}),
        ("السعر مرتفع ولا يوجد مقاسي", {PRICE: ("السعر",), CHOICE: ("مقاسي",)}),
        ("لا أثق بالإرجاع والانتظار طويل", {WAITING: ("والانتظار", "طويل"), TRUST: ("أثق", "بالإرجاع")}),
        ("my dog ate it", {}),
        ("", {}),
    ],
)
def test_an_answer_names_what_its_words_say(text: str, named: dict[Hindrance, tuple[str, ...]]) -> None:
    assert hindrances_in(text) == named


def asked(sheet: Any, *said: tuple[str, str]) -> Book:
    """Ana and Boris have answered these by turns, each with its question."""
    people = "Members | Email\nANA | ana@example.com\nBORIS | boris@example.com"
    answers = [
        Answer(str(number), NOW, ("ANA", "BORIS")[number % 2], "why", question, answer)
        for number, (question, answer) in enumerate(said)
    ]
    book: Book = sheet(people)
    return book.grown(answers=answers)


def test_answers_are_counted_by_what_they_name_and_the_others_are_listed(sheet: Any) -> None:
    said = ["Shipping!", "postage, shipping", "my dog ate it", "size", "My dog  ate it", "too expensive", "hm", " "]
    book = asked(sheet, *((WHY, one) for one in said), ("Tea or coffee?", "shipping"))

    assert membership_wishes(book) == Wishes(
        (WHY,),
        7,
        2,
        (
            Wish(SHIPPING, 2, (("shipping", 2), ("postage", 1))),
            Wish(PRICE, 1, (("expensive", 1),)),
            Wish(CHOICE, 1, (("size", 1),)),
        ),
        (("my dog ate it", 2), ("hm", 1)),
    )


def test_two_rows_of_one_person_are_one_member(sheet: Any) -> None:
    book = asked(sheet, (WHY, "shipping"), (WHY, "shipping"))

    joined = book.after(merge(book, keep="ANA", other="BORIS", now=NOW).changes)

    assert [found.members for found in map(membership_wishes, (book, joined)) if isinstance(found, Wishes)] == [2, 1]


def test_an_answer_is_printed_without_characters_that_a_terminal_would_obey(sheet: Any) -> None:
    found = membership_wishes(asked(sheet, (WHY, "\x1b]0;owned\x07my\u202e dog\r\n ate it")))

    assert isinstance(found, Wishes)
    assert found.others == (("]0;ownedmy dog ate it", 1),)


@pytest.mark.parametrize(
    "question",
    [
        "Why did you not buy?", "Why didn’t you buy? What kept you from it?", "What stopped you?",
        "Why didn’t you buy anything?", "Why don't you order?", "Почему вы не покупаете у нас?", "لماذا لا تشتري منا؟",
        "Почему вы не купили?",        "Что вам помешало заказать?", "لماذا لم تشتر؟", "ما الذي منعك من الشراء؟",
    ],
)  # fmt: skip
def test_a_question_that_asks_why_is_known_in_three_languages(sheet: Any, question: str) -> None:
    found = membership_wishes(asked(sheet, (question, "shipping")))

    assert isinstance(found, Wishes)
    assert found.questions == (question,)


def test_another_question_can_be_named_by_its_words_or_by_its_survey(sheet: Any) -> None:
    book = asked(sheet, ("What do you miss?", "a discount"), ("Anything else?", "the price"))

    assert membership_wishes(book) == NobodyAsked(("What do you miss?", "Anything else?"))
    by_words, by_survey = membership_wishes(book, question="*MISS*"), membership_wishes(book, question="Why")
    assert isinstance(by_words, Wishes)
    assert isinstance(by_survey, Wishes)
    assert (by_words.answers, by_survey.answers, by_survey.questions[1]) == (1, 2, "Anything else?")
    assert membership_wishes(sheet("Members | Email\nANA | ana@example.com")) == NobodyAsked(())

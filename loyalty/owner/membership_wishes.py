"""What customers say who did not buy, grouped into what a paid membership could bundle: counts and words, no more."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from loyalty.book.book import Book
from loyalty.model.bought.product_rules import fits
from loyalty.model.identifiers import fold
from loyalty.model.offers import Answer
from loyalty.model.written.hindrances import Hindrance, hindrances_in
from loyalty.model.written.unseen import UNSEEN_IN_PROSE

ASKS_WHY = (
    *("*not buy*", "*n't buy*", "*n't you buy*", "*not order*", "*n't order*", "*n't you order*"),
    *("*kept you from*", "*keeps you from*", "*held you back*", "*stopped you*", "*stops you*"),
    *("*не купил*", "*не покупа*", "*не заказ*", "*помешал*", "*мешает*", "*остановил*"),
    *("*لم تشتر*", "*لا تشتر*", "*لم تطلب*", "*لا تطلب*", "*منعك*", "*يمنعك*"),
)
"""How a question is worded, folded, that asks why somebody did not buy; ``*`` stands for any characters."""
FEW = 20
"""Of fewer answers no share says anything."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How many answers name this, and how many of them each of the words that name it, the most frequent first."""

    hindrance: Hindrance
    answers: int
    words: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Wishes:
    """All ``answers`` to these questions, by so many members; an answer may be in several groups, the most named first.

    ``others`` are the answers in which no word is known, each with how often it was given.
    """

    questions: tuple[str, ...]
    answers: int
    members: int
    groups: tuple[Wish, ...]
    others: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class NobodyAsked:
    """No answer is to a question that asks for this; ``questions`` are those that were answered."""

    questions: tuple[str, ...]


def membership_wishes(book: Book, *, question: str = "") -> Wishes | NobodyAsked:
    """What the answers name to the questions that ask why somebody did not buy, else to those that ``question`` names,
    by their words or by their survey; ``*`` in it stands for any characters.
    """
    answers = [answer for code in book.members for answer in book.answers_of(code)]
    meant = [answer for answer in answers if answer.answer.strip() and _is_meant(answer, fold(question))]
    if not meant:
        return NobodyAsked(_questions(answers))
    named = [(answer, hindrances_in(answer.answer)) for answer in meant]
    ungrouped = [" ".join(answer.answer.translate(UNSEEN_IN_PROSE).split()) for answer, found in named if not found]
    others, written = Counter(map(fold, ungrouped)), {fold(said): said for said in reversed(ungrouped)}
    return Wishes(
        _questions(meant),
        len(meant),
        len({book.code_of(answer.member) for answer in meant}),
        tuple(sorted(_groups([found for _, found in named]), key=lambda wish: -wish.answers)),
        tuple((written[said], times) for said, times in others.most_common()),
    )


def _is_meant(answer: Answer, question: str) -> bool:
    asked = (fold(answer.question), fold(answer.survey))
    if question:
        return any(fits(question, name) for name in asked)
    return any(fits(pattern, asked[0].replace("’", "'")) for pattern in ASKS_WHY)


def _questions(answers: list[Answer]) -> tuple[str, ...]:
    """Each question once, as it was asked."""
    return tuple({fold(answer.question): answer.question for answer in reversed(answers)}.values())[::-1]


def _groups(found: list[Mapping[Hindrance, tuple[str, ...]]]) -> Iterator[Wish]:
    for kind in Hindrance:
        naming = [named[kind] for named in found if kind in named]
        if naming:
            words = Counter(word for words in naming for word in words)
            yield Wish(kind, len(naming), tuple(sorted(words.items(), key=lambda counted: (-counted[1], counted[0]))))

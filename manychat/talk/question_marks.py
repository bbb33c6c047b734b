"""A mark of a survey's question, by which its answer is known to be one to it."""

from collections.abc import Iterable
from hashlib import sha256

from loyalty.model.identifiers import fold
from loyalty.model.offers import Question


def question_mark(survey: str, question: str) -> str:
    """A few characters that stand for the question; the same however it is sorted or shown."""
    return sha256(f"{fold(survey)}\n{fold(question)}".encode(errors="replace")).hexdigest()[:12]


def question_marked(mark: str, questions: Iterable[Question]) -> Question | None:
    """The question with this mark; None where the owner has taken it out or written it anew."""
    return next((asked for asked in questions if question_mark(asked.survey, asked.text) == mark), None)

"""Surveys: the owner's questions, one after the other, and points when all are answered."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from loyalty.book.book import Book
from loyalty.book.decision import AddAnswer, AddEntry, Change, Decision
from loyalty.book.left_members import codes_ever
from loyalty.member.who_asks import member_who_may_act
from loyalty.model.causes import survey_cause
from loyalty.model.entry import Entry, EntryKind, Review
from loyalty.model.identifiers import fold, fold_as_written
from loyalty.model.member import Member
from loyalty.model.offers import Answer, Question
from loyalty.outcomes.extra_points import NoSurvey, SurveyDone, SurveyOutcome, SurveyQuestion
from loyalty.outcomes.member_standing import Standing
from loyalty.points.outliers import hold
from loyalty.points.standing import standing

LONGEST_ANSWER = 1_000
QUESTION_KNOWN_BY = 200
"""This many characters of a question tell it from the others; the chat shows a long one in part."""


def take_survey(
    book: Book, *, contact: str, survey: str, question: str, answer: str, now: datetime
) -> Decision[SurveyOutcome]:
    """Keeps the answer to the question that is open, and asks the next one; without an answer it asks that one.

    ``question`` is the text with which it was asked, blank where the flow does not say: an answer to another question
    is not taken as an answer to the open one.
    """
    member = member_who_may_act(book, contact, now=now)
    if not isinstance(member, Member):
        return Decision(member)
    stands = standing(book, member, today=book.settings.day(now))
    asked = _survey(book, member, survey)
    if not asked:
        return Decision(NoSurvey(stands))
    unanswered = _open(book, member, asked)
    if not unanswered:
        return _finished(book, member, asked, (), now)
    current = unanswered[0]
    # an answer to a question that is open no longer is not kept as one to this (docs/decisions/0017)
    stale = bool(question) and _plain(current.text)[:QUESTION_KNOWN_BY] not in _plain(question)
    said = _read(current, answer)
    if not answer or stale or said is None:
        return Decision(_asks(stands, asked, unanswered, refused=bool(answer) and not stale))
    kept = AddAnswer(Answer(answer_id(member.code, current), now, member.code, current.survey, current.text, said))
    if len(unanswered) > 1:
        return Decision(_asks(stands, asked, unanswered[1:], refused=False), (kept,))
    return _finished(book, member, asked, (kept,), now)


def _finished(
    book: Book, member: Member, asked: Sequence[Question], kept: tuple[AddAnswer, ...], now: datetime
) -> Decision[SurveyOutcome]:
    """All is answered, or the owner has taken out what was open: the survey's points, once.

    Questions that are added later bring nothing more.
    """
    name, changes = asked[0].survey, list[Change](kept)
    again = _had(book, member, name)
    if not again:
        entry = _line(member, asked, survey_cause(name, member.code), now)
        held = hold(book, member, entry, name, now=now)
        if held:
            return Decision(held.outcome, (*kept, *held.changes))
        changes.append(AddEntry(entry))
    stands = standing(book.after(changes), member, today=book.settings.day(now))
    return Decision(SurveyDone(stands, name, 0 if again else _points(asked), again=again), tuple(changes))


def approved_survey(book: Book, member: Member, review: Review, *, now: datetime) -> tuple[Change, ...]:
    """What a yes to a survey brings: as many points as it brings now, once, or another question if it is more."""
    asked = _survey(book, member, review.subject)
    if not asked or _had(book, member, asked[0].survey):
        return ()
    line = _line(member, asked, review.cause, now)
    held = hold(book, member, line, line.subject, now=now)
    return held.changes if held else (AddEntry(line),)


def _had(book: Book, member: Member, survey: str) -> bool:
    return any(book.caused_by(survey_cause(survey, code)) for code in codes_ever(book, member.code))


def _line(member: Member, asked: Sequence[Question], cause: str, now: datetime) -> Entry:
    name = asked[0].survey
    return Entry(
        now,
        member.code,
        EntryKind.SURVEY,
        _points(asked),
        email=member.email,
        subject=name,
        note=name,
        cause=cause,
    )


def _asks(stands: Standing, asked: Sequence[Question], left: Sequence[Question], *, refused: bool) -> SurveyQuestion:
    number = len(asked) - len(left) + 1
    question = left[0]
    return SurveyQuestion(
        stands, question.text, question.choices, number, len(asked), refused=refused, survey=question.survey
    )


def _survey(book: Book, member: Member, wanted: str) -> tuple[Question, ...]:
    """The questions of the survey of this name; without a name of the first that has open ones, else of the first."""
    surveys: dict[str, list[Question]] = {}
    for question in book.offers.questions:
        if question.active:
            surveys.setdefault(fold(question.survey), []).append(question)
    if wanted:
        return tuple(surveys.get(fold(wanted), ()))
    some = [tuple(questions) for questions in surveys.values()]
    return next((questions for questions in some if _open(book, member, questions)), some[0] if some else ())


def _open(book: Book, member: Member, asked: Sequence[Question]) -> list[Question]:
    answered, codes = {answer.id for answer in book.answers_of(member.code)}, book.codes_of(member.code)
    return [question for question in asked if answered.isdisjoint(answer_id(code, question) for code in codes)]


def answer_id(code: str, question: Question) -> str:
    """The id of this member's answer to the question. Stable however the tab is sorted, and short whatever is asked."""
    mark = sha256(f"{fold_as_written(question.survey)}\n{fold_as_written(question.text)}".encode()).hexdigest()[:12]
    return f"{code}:{mark}"


def _plain(text: str) -> str:
    """The text as the chat shows it, on one line with single blanks, and as it is compared."""
    return " ".join(fold(text).split())


def _points(asked: Sequence[Question]) -> int:
    return sum(question.points for question in asked)


def _read(question: Question, answer: str) -> str | None:
    """The answer; of choices the one that it names, or its number. None where it names none of the choices."""
    if not question.choices:
        return answer[:LONGEST_ANSWER]
    wanted = fold(answer)
    named = next((choice for choice in question.choices if fold(choice) == wanted), None)
    if named is None and wanted.isdecimal() and 1 <= int(wanted) <= len(question.choices):
        return question.choices[int(wanted) - 1]
    return named

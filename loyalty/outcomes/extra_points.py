"""Answers to what brings points without an order: the owner's actions, birthdays and surveys."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from loyalty.outcomes.answer_status import AnswerStatus
from loyalty.outcomes.claiming import InReview, NotApproved
from loyalty.outcomes.member_standing import Standing
from loyalty.outcomes.not_served import Blocked, NotMember


@dataclass(frozen=True, slots=True)
class ActionBooked:
    """The owner's action has brought the member ``points``; ``again`` when it did so just before."""

    answer_code: ClassVar[str] = "booked"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing
    action: str
    points: int
    again: bool


@dataclass(frozen=True, slots=True)
class ActionLimit:
    """The action's limit is reached; from the day ``after`` on it can be booked again, None for never."""

    answer_code: ClassVar[str] = "action_limit"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing
    action: str
    after: date | None


@dataclass(frozen=True, slots=True)
class UnknownAction:
    """The owner has no such action, or not now."""

    answer_code: ClassVar[str] = "unknown_action"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing
    action: str


@dataclass(frozen=True, slots=True)
class BirthdayTold:
    """The birthday is kept, with or without its year; ``points`` are what each brings, 0 for none."""

    answer_code: ClassVar[str] = "birthday"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing
    day: date
    with_year: bool
    points: int


@dataclass(frozen=True, slots=True)
class BirthdayKnown:
    """They have told it before; only the owner can change it."""

    answer_code: ClassVar[str] = "birthday_known"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing
    day: date
    with_year: bool


@dataclass(frozen=True, slots=True)
class BirthdayInvalid:
    """What they wrote is no birthday, or could be two."""

    answer_code: ClassVar[str] = "birthday_invalid"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing


@dataclass(frozen=True, slots=True)
class SurveyQuestion:
    """The question to ask now, ``number`` (from 1) ``of`` all; ``refused``: the last answer is none of the choices."""

    answer_code: ClassVar[str] = "survey_question"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing
    question: str
    choices: tuple[str, ...]
    number: int
    of: int
    refused: bool
    survey: str


@dataclass(frozen=True, slots=True)
class SurveyDone:
    """All questions are answered, for ``points``; ``again`` when the survey has brought its points before."""

    answer_code: ClassVar[str] = "survey_done"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing
    survey: str
    points: int
    again: bool


@dataclass(frozen=True, slots=True)
class NoSurvey:
    """There is nothing to ask."""

    answer_code: ClassVar[str] = "no_survey"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing


BookOutcome = ActionBooked | ActionLimit | UnknownAction | InReview | NotApproved | Blocked | NotMember


BirthdayOutcome = BirthdayTold | BirthdayKnown | BirthdayInvalid | Blocked | NotMember


SurveyOutcome = SurveyQuestion | SurveyDone | NoSurvey | InReview | NotApproved | Blocked | NotMember

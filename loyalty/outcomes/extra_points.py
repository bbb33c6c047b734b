"""Answers to what brings points without an order: the owner's actions, birthdays and surveys."""

from dataclasses import dataclass
from datetime import date

from loyalty.outcomes.member_standing import Standing
from loyalty.outcomes.not_served import Blocked, NotMember


@dataclass(frozen=True, slots=True)
class ActionBooked:
    """The owner's action has brought her ``points``; ``again`` when it did just before."""

    standing: Standing
    action: str
    points: int
    again: bool


@dataclass(frozen=True, slots=True)
class ActionLimit:
    """She has had this action as often as she may; ``after`` is the day from which she may again, None for never."""

    standing: Standing
    action: str
    after: date | None


@dataclass(frozen=True, slots=True)
class UnknownAction:
    """The owner has no such action, or not now."""

    standing: Standing
    action: str


@dataclass(frozen=True, slots=True)
class BirthdayTold:
    """Her birthday is kept, with or without its year; ``points`` are what each brings, 0 for none."""

    standing: Standing
    day: date
    with_year: bool
    points: int


@dataclass(frozen=True, slots=True)
class BirthdayKnown:
    """She has told it before; only the owner can change it."""

    standing: Standing
    day: date
    with_year: bool


@dataclass(frozen=True, slots=True)
class BirthdayInvalid:
    """What she wrote is no birthday, or could be two."""

    standing: Standing


@dataclass(frozen=True, slots=True)
class SurveyQuestion:
    """The question to ask now, the so-and-so-many-th of so many; ``refused``: what she said is none of the choices."""

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

    standing: Standing
    survey: str
    points: int
    again: bool


@dataclass(frozen=True, slots=True)
class NoSurvey:
    """There is nothing to ask."""

    standing: Standing


BookOutcome = ActionBooked | ActionLimit | UnknownAction | Blocked | NotMember


BirthdayOutcome = BirthdayTold | BirthdayKnown | BirthdayInvalid | Blocked | NotMember


SurveyOutcome = SurveyQuestion | SurveyDone | NoSurvey | Blocked | NotMember

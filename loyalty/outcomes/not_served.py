"""Answers to a contact whom a rule does not serve: no member, blocked, or the sheet does not answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from loyalty.outcomes.answer_status import AnswerStatus
from loyalty.outcomes.member_standing import Standing


@dataclass(frozen=True, slots=True)
class NotMember:
    """This contact has not joined; ``asks_what_is_stored``, or wants it deleted, and has no wish to join."""

    answer_code: ClassVar[str] = "not_member"
    answer_status: ClassVar[AnswerStatus] = "no"
    standing: ClassVar[None] = None

    program: str
    asks_what_is_stored: bool = False


@dataclass(frozen=True, slots=True)
class Blocked:
    """The owner has blocked this member: they may ask, but get and take nothing."""

    answer_code: ClassVar[str] = "blocked"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing


@dataclass(frozen=True, slots=True)
class TooManyTries:
    """They have tried too many numbers or codes in vain, or asked for too many codes.

    ``until`` is when they may again, in the shop's zone.
    """

    answer_code: ClassVar[str] = "too_many_tries"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing | None
    until: datetime


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing happened; they may tap again."""

    answer_code: ClassVar[str] = "later"
    answer_status: ClassVar[AnswerStatus] = "later"
    standing: ClassVar[None] = None

"""What the conversation itself says, beside the answers of the rules."""

from dataclasses import dataclass
from typing import ClassVar

from loyalty.outcomes.answer_status import AnswerStatus
from loyalty.outcomes.joining_then import JoinedThen
from loyalty.outcomes.member_standing import Standing
from loyalty.outcomes.outcome import Outcome
from manychat.talk.memory import Question


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A question that waits; ``again`` when what they wrote was no answer to it. ``program`` is blank where unknown."""

    answer_status: ClassVar[AnswerStatus] = "no"
    standing: ClassVar[None] = None

    question: Question
    again: bool = False
    order: str = ""
    friend: str = ""
    reward: str = ""
    program: str = ""

    @property
    def answer_code(self) -> str:
        """``ask_email``, ``ask_order`` …"""
        return f"ask_{self.question.value}"


@dataclass(frozen=True, slots=True)
class MenuShown:
    """What there is to choose from; None for who has not joined, or whom nobody could look up."""

    answer_code: ClassVar[str] = "menu"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing | None


@dataclass(frozen=True, slots=True)
class HintGiven:
    """What they can write here; all else is for the shop."""

    answer_code: ClassVar[str] = "hint"
    answer_status: ClassVar[AnswerStatus] = "ok"
    standing: ClassVar[None] = None


@dataclass(frozen=True, slots=True)
class DigitsAwaited:
    """They miss the email with the digits: whether it was ``sent`` again to ``email``, and what they can do.

    ``member``: they have joined, so that only the shop can change their address.
    """

    answer_status: ClassVar[AnswerStatus] = "no"
    standing: ClassVar[None] = None

    email: str
    sent: bool
    member: bool

    @property
    def answer_code(self) -> str:
        """``code_sent`` as for the first email, else ``code_waits``."""
        return "code_sent" if self.sent else "code_waits"


@dataclass(frozen=True, slots=True)
class Stayed:
    """They did not leave."""

    answer_code: ClassVar[str] = "stayed"
    answer_status: ClassVar[AnswerStatus] = "ok"
    standing: ClassVar[None] = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """What we had asked is forgotten, as they wish."""

    answer_code: ClassVar[str] = "cancelled"
    answer_status: ClassVar[AnswerStatus] = "ok"
    standing: ClassVar[None] = None


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Somebody of the shop answers from here on."""

    answer_code: ClassVar[str] = "human"
    answer_status: ClassVar[AnswerStatus] = "ok"
    standing: ClassVar[None] = None


@dataclass(frozen=True, slots=True)
class NothingSaid:
    """Silence."""

    answer_code: ClassVar[str] = "silence"
    answer_status: ClassVar[AnswerStatus] = "ok"
    standing: ClassVar[None] = None


OwnWords = AskedFor | MenuShown | HintGiven | DigitsAwaited | Stayed | Dropped | HandedOver | NothingSaid
Said = OwnWords | JoinedThen | Outcome

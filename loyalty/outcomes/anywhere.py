"""The answers that any action can give, and what every answer tells: its code, its status, whose standing it shows."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from loyalty.outcomes.standing import Standing

Status = Literal["ok", "no", "later"]
"""Of an answer: done or told, an expected refusal, or to be tried again."""


@dataclass(frozen=True, slots=True)
class NotMember:
    """This contact has not joined."""

    code: ClassVar[str] = "not_member"
    status: ClassVar[Status] = "no"
    standing: ClassVar[None] = None

    program: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """The owner has blocked this member: she may ask, but gets and takes nothing."""

    code: ClassVar[str] = "blocked"
    status: ClassVar[Status] = "no"

    standing: Standing


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing happened; she may tap again."""

    code: ClassVar[str] = "later"
    status: ClassVar[Status] = "later"
    standing: ClassVar[None] = None

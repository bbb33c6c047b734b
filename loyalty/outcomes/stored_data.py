"""Answers to a member who leaves, or asks for everything that is stored about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from loyalty.model.coupon import Coupon
from loyalty.model.email_log import Letter
from loyalty.model.fact import Fact
from loyalty.model.member import Member
from loyalty.model.offers import Answer
from loyalty.outcomes.answer_status import AnswerStatus
from loyalty.outcomes.member_standing import HistoryLine, Standing
from loyalty.outcomes.not_served import NotMember


@dataclass(frozen=True, slots=True)
class LeaveSure:
    """What the member loses when they leave; nothing has happened."""

    answer_code: ClassVar[str] = "leave_sure"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing
    coupons: int


@dataclass(frozen=True, slots=True)
class Left:
    """They are no member any more, and nothing about them is stored."""

    answer_code: ClassVar[str] = "left"
    answer_status: ClassVar[AnswerStatus] = "ok"
    standing: ClassVar[None] = None

    program: str


@dataclass(frozen=True, slots=True)
class Exported:
    """All that is stored about a member: their row, the day they joined, how many orders they claimed, all lines."""

    answer_code: ClassVar[str] = "export"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing
    program: str
    member: Member
    joined: date | None
    orders: int
    lines: tuple[HistoryLine, ...]
    coupons: tuple[Coupon, ...]
    letters: tuple[Letter, ...]
    answers: tuple[Answer, ...]
    facts: tuple[Fact, ...] = ()

    def as_words(self) -> Mapping[str, object]:
        """The same in words and numbers, for the JSON file that the member gets."""
        member = self.member
        return {
            "code": member.code,
            "email": member.email,
            "name": member.name,
            "contacts": list(member.contacts),
            "language": member.language,
            "joined": str(self.joined or ""),
            "birthday": str(member.birthday or ""),
            "referred by": member.referred_by,
            "segments": list(member.segments),
            "tier": self.standing.tier.name if self.standing.tier else "",
            "points": self.standing.points,
            "history": [
                {"day": str(line.day or ""), "what": line.kind.value, "for": line.about, "points": line.points}
                for line in self.lines
            ],
            "coupons": [
                {
                    "code": coupon.code,
                    "reward": coupon.reward,
                    "status": coupon.status.value,
                    "until": str(coupon.expires or ""),
                }
                for coupon in self.coupons
            ],
            "letters": [
                {"time": str(letter.taken_at), "letter": letter.letter, "status": letter.status.value}
                for letter in self.letters
            ],
            "answers": [
                {
                    "time": str(answer.time),
                    "survey": answer.survey,
                    "question": answer.question,
                    "answer": answer.answer,
                }
                for answer in self.answers
            ],
            "learned": [{"time": str(fact.time), "what": fact.kind.value, "value": fact.value} for fact in self.facts],
        }


@dataclass(frozen=True, slots=True)
class ExportSent:
    """A letter with everything that is stored about the member is on its way to them."""

    answer_code: ClassVar[str] = "export_sent"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing


ExportOutcome = Exported | ExportSent | NotMember


LeaveOutcome = LeaveSure | Left | NotMember

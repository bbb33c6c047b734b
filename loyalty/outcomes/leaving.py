"""What leaving, and asking for all that is stored, can come to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from loyalty.model.offers import Answer
from loyalty.model.values import Coupon, Letter, Member
from loyalty.outcomes.anywhere import NotMember, Status
from loyalty.outcomes.standing import HistoryLine, Standing


@dataclass(frozen=True, slots=True)
class LeaveSure:
    """What she loses when she leaves; nothing has happened."""

    code: ClassVar[str] = "leave_sure"
    status: ClassVar[Status] = "no"

    standing: Standing
    coupons: int


@dataclass(frozen=True, slots=True)
class Left:
    """She is no member any more, and nothing of her is stored."""

    code: ClassVar[str] = "left"
    status: ClassVar[Status] = "ok"
    standing: ClassVar[None] = None

    program: str


@dataclass(frozen=True, slots=True)
class Exported:
    """All that is stored about a member: her row, the day she joined, how many orders she claimed, and all lines."""

    code: ClassVar[str] = "export"
    status: ClassVar[Status] = "ok"

    standing: Standing
    program: str
    member: Member
    joined: date | None
    orders: int
    lines: tuple[HistoryLine, ...]
    coupons: tuple[Coupon, ...]
    letters: tuple[Letter, ...]
    answers: tuple[Answer, ...]

    def as_words(self) -> Mapping[str, object]:
        """The same for a file that she can read, in words and numbers."""
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
                {"day": str(one.day or ""), "what": one.kind.value, "for": one.about, "points": one.points}
                for one in self.lines
            ],
            "coupons": [
                {"code": one.code, "reward": one.reward, "status": one.status.value, "until": str(one.expires or "")}
                for one in self.coupons
            ],
            "letters": [
                {"time": str(one.time), "letter": one.letter, "status": one.status.value} for one in self.letters
            ],
            "answers": [
                {"time": str(one.time), "survey": one.survey, "question": one.question, "answer": one.answer}
                for one in self.answers
            ],
        }


@dataclass(frozen=True, slots=True)
class ExportSent:
    """A letter with all that is stored about her is on its way to her."""

    code: ClassVar[str] = "export_sent"
    status: ClassVar[Status] = "ok"

    standing: Standing


LeaveOutcome = LeaveSure | Left | NotMember


ExportOutcome = Exported | ExportSent | NotMember

"""Answers to a member who leaves, or asks for everything that is stored about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from loyalty.model.bought.order_lines import written_lines
from loyalty.model.coupon import Coupon
from loyalty.model.email_log import Letter
from loyalty.model.entry import Entry, Review, WaitingClaim
from loyalty.model.fact import Fact
from loyalty.model.member import Member
from loyalty.model.offers import Answer
from loyalty.model.orders import Order
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
    """All that is stored about a member: their row, the day they joined, all lines, and the orders that are theirs.

    ``claimed`` is how many orders they have claimed, ``phones`` the numbers that WhatsApp has named for them, ``codes``
    all under which lines of theirs stand, ``facts`` what the Log has about them and their orders. Without proof of the
    address the orders are those that they have claimed, and where the owner wants one first, ``mailable`` is False:
    whose mailbox a letter would reach, nobody knows.
    """

    answer_code: ClassVar[str] = "export"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing
    program: str
    member: Member
    joined: date | None
    claimed: int
    lines: tuple[HistoryLine, ...]
    coupons: tuple[Coupon, ...]
    letters: tuple[Letter, ...]
    answers: tuple[Answer, ...]
    facts: tuple[Fact, ...] = ()
    orders: tuple[Order, ...] = ()
    entries: tuple[Entry, ...] = ()
    addresses: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    reviews: tuple[Review, ...] = ()
    waits: tuple[WaitingClaim, ...] = ()
    mailable: bool = False

    def as_words(self, closed: Sequence[Entry] = ()) -> Mapping[str, object]:
        """The same in words and numbers, for the JSON file that the member gets; with the lines of closed years."""
        member = self.member
        return {
            "code": member.code,
            "email": member.email,
            "every email": list(self.addresses),
            "phones": list(self.phones),
            "name": member.name,
            "contacts": list(member.contacts),
            "language": member.language,
            "joined": str(self.joined or ""),
            "birthday": str(member.birthday or ""),
            "referred by": member.referred_by,
            "segments": list(member.segments),
            "plan": member.plan,
            "plan until": str(member.plan_until or ""),
            "emails wanted": "" if member.reminders is None else "yes" if member.reminders else "no",
            "emails come back": "yes" if member.bounced else "",
            "last reminder": str(member.last_reminder or ""),
            "status": "blocked" if member.blocked else "",
            "tier": self.standing.tier.name if self.standing.tier else "",
            "points": self.standing.points,
            "history": [
                {"day": str(line.day or ""), "what": line.kind.value, "for": line.about, "points": line.points}
                for line in self.lines
            ],
            "ledger": [_entry(entry) for entry in (*closed, *self.entries)],
            "orders": [_order(order) for order in self.orders],
            "coupons": [
                {
                    "code": coupon.code,
                    "reward": coupon.reward,
                    "status": coupon.status.value,
                    "email": coupon.email,
                    "issued": str(coupon.issued or ""),
                    "until": str(coupon.expires or ""),
                }
                for coupon in self.coupons
            ],
            "letters": [
                {
                    "time": str(letter.taken_at),
                    "letter": letter.letter,
                    "email": letter.email,
                    "status": letter.status.value,
                    "detail": letter.detail,
                }
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
            "learned": [
                {"time": str(fact.time), "about": fact.about, "what": fact.kind.value, "value": fact.value}
                for fact in self.facts
            ],
            "waiting for the shop": [
                {
                    "time": str(review.time),
                    "what": review.kind.value,
                    "for": review.subject,
                    "points": review.points,
                    "why": review.why,
                    "decision": "" if review.decision is None else "yes" if review.decision else "no",
                }
                for review in self.reviews
            ],
            "waiting for their orders": [
                {
                    "time": str(claim.time),
                    "order": claim.order,
                    "signed": "yes" if claim.signed else "no",
                    "until": str(claim.until),
                }
                for claim in self.waits
            ],
        }


def _entry(entry: Entry) -> Mapping[str, object]:
    """A line of the Ledger; a note in a line of the owner's own is for the owner alone."""
    return {
        "time": str(entry.time),
        "member": entry.member,
        "email": entry.email,
        "entry": entry.kind.value,
        "points": entry.points,
        "for": entry.subject,
        "note": entry.note if entry.cause else "",
        "cause": entry.cause,
        "from": str(entry.available or ""),
        "amount": "" if entry.amount is None else str(entry.amount),
        "campaign": entry.campaign,
    }


def _order(order: Order) -> Mapping[str, object]:
    return {
        "order": order.number,
        "email": order.email,
        "phone": order.phone,
        "amount": str(order.amount),
        "paid as": order.paid_as,
        "placed": str(order.placed_at or order.placed or ""),
        "status": order.status.value,
        "refunded": "" if order.refunded is None else str(order.refunded),
        "products": list(order.products),
        "coupons": list(order.coupons),
        "goods": "" if order.goods is None else str(order.goods),
        "lines": written_lines(order.lines).splitlines(),
    }


@dataclass(frozen=True, slots=True)
class ExportSent:
    """A letter with everything that is stored about the member is on its way to them."""

    answer_code: ClassVar[str] = "export_sent"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing


ExportOutcome = Exported | ExportSent | NotMember


LeaveOutcome = LeaveSure | Left | NotMember

"""Answers to claiming an order."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from loyalty.outcomes.answer_status import AnswerStatus
from loyalty.outcomes.joining import CodeSent, CodeWrong, ConfirmEmail
from loyalty.outcomes.member_standing import Standing
from loyalty.outcomes.not_served import Blocked, NotMember


@dataclass(frozen=True, slots=True)
class Claimed:
    """The member has the order's points.

    ``campaign`` is the name of the one that added to them. ``basket`` is an order of the same day with which this one
    counts as one; ``limit`` is how many points a day may bring, where that has ended them; blank and 0 for neither.
    ``rise`` is the tier that it brings them to, with ``bonus`` points for it, and ``plan`` the membership that it pays;
    blank for none. ``counted`` is how much of its amount counts, in ``currency``, None where all of it does.
    ``more_for`` names products that bring more than usual, and ``order_limit`` is how many points one order may bring,
    where that has ended them.
    """

    answer_code: ClassVar[str] = "claimed"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing
    order: str
    earned: int
    campaign: str = ""
    basket: str = ""
    limit: int = 0
    rise: str = ""
    bonus: int = 0
    plan: str = ""
    counted: Decimal | None = None
    currency: str = ""
    more_for: tuple[str, ...] = ()
    order_limit: int = 0


@dataclass(frozen=True, slots=True)
class AlreadyClaimed:
    """They claimed this order before, for ``earned`` points, of which ``taken_back`` were taken back since.

    ``earned`` is None when the books of that time are closed.
    """

    answer_code: ClassVar[str] = "already_claimed"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing
    order: str
    earned: int | None
    taken_back: int = 0


@dataclass(frozen=True, slots=True)
class UnknownOrder:
    """No order of theirs has this number; also said for somebody else's. ``order`` is blank when they gave none."""

    answer_code: ClassVar[str] = "unknown_order"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing
    order: str


@dataclass(frozen=True, slots=True)
class OrderNoted:
    """No order of theirs has this number yet: the claim waits for it up to the day ``until``.

    Also said for somebody else's order, with the same words, so that nobody learns whose an order is. ``email`` is the
    member's own address, blank for none: the order has to come under it, but with a ``signed`` number.
    """

    answer_code: ClassVar[str] = "noted"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing
    order: str
    email: str
    until: date
    signed: bool = False


@dataclass(frozen=True, slots=True)
class WaitingFull:
    """No order of theirs has this number yet, and as many claims of theirs wait as may: ``most``; nothing is noted."""

    answer_code: ClassVar[str] = "waiting_full"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing
    order: str
    most: int


@dataclass(frozen=True, slots=True)
class NotPaid:
    """The order is not paid, or no longer."""

    answer_code: ClassVar[str] = "not_paid"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing
    order: str


@dataclass(frozen=True, slots=True)
class OrderTooOld:
    """The order was placed more than ``days`` days ago."""

    answer_code: ClassVar[str] = "order_too_old"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing
    order: str
    days: int


@dataclass(frozen=True, slots=True)
class OrderTooSmall:
    """The order is below the minimum, or too small for a single point.

    ``nothing_counts``: what was bought brings none, however much of it.
    """

    answer_code: ClassVar[str] = "order_too_small"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing
    order: str
    minimum: Decimal
    currency: str
    nothing_counts: bool = False


@dataclass(frozen=True, slots=True)
class OrderTooLarge:
    """The order would bring more points than one line of the Ledger, or a balance, may hold; nothing is booked."""

    answer_code: ClassVar[str] = "order_too_large"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing
    order: str


@dataclass(frozen=True, slots=True)
class InReview:
    """The shop looks at it first: ``about`` an order, or an action or survey of the owner's, as ``is_order`` says."""

    answer_code: ClassVar[str] = "in_review"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing
    about: str
    is_order: bool = True


@dataclass(frozen=True, slots=True)
class NotApproved:
    """The shop has looked at it, and it brings no points."""

    answer_code: ClassVar[str] = "not_approved"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing
    about: str
    is_order: bool = True


@dataclass(frozen=True, slots=True)
class DayIsFull:
    """The member's orders have brought all the points that one day may bring; tomorrow this one counts."""

    answer_code: ClassVar[str] = "day_is_full"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing
    order: str
    limit: int


ClaimOutcome = (
    Blocked
    | Claimed
    | AlreadyClaimed
    | NotMember
    | ConfirmEmail
    | CodeSent
    | CodeWrong
    | UnknownOrder
    | OrderNoted
    | WaitingFull
    | NotPaid
    | OrderTooOld
    | OrderTooSmall
    | OrderTooLarge
    | DayIsFull
    | InReview
    | NotApproved
)

"""An entry: a line of the Ledger, or what waits before it becomes one, for the owner or for the shop's order."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

from loyalty.model.causes import wait_cause
from loyalty.model.identifiers import fold, fold_order

MOST_POINTS = 10**9
"""Points, or units of money, in one line; more would be taken for a slip of the hand when the line is read again."""
MOST_IN_ALL = 10**12
"""The points that a claim may bring a member to."""
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
"""The time of a Ledger row that the owner added without one: before everything else."""


class EntryKind(StrEnum):
    """What an entry in the Ledger stands for; whatever the owner writes is an adjustment."""

    SIGN_UP = "sign-up"
    CLAIM = "claim"
    REDEMPTION = "redemption"
    ADJUSTMENT = "adjustment"
    REFUND = "refund"
    CORRECTION = "correction"
    CANCELLATION = "cancellation"
    USE = "use"
    OPENING = "opening"
    EXPIRY = "expiry"
    TIER = "tier"
    MEMBERSHIP = "membership"
    REFERRAL = "referral"
    SURVEY = "survey"
    BIRTHDAY = "birthday"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the Ledger: whole points in or out, and why; ``cause`` is blank in the owner's own rows.

    Points that came in can be spent from the day ``available`` on, at once where that is None. An opening's ``subject``
    names the causes of the closed entries that it stands for. ``amount`` is what an order came to, in the program's
    currency, on the day of its claim, and ``campaign`` the one that added to its points.
    """

    time: datetime
    member: str
    kind: EntryKind
    points: int
    email: str = ""
    subject: str = ""
    note: str = ""
    cause: str = ""
    available: date | None = None
    amount: Decimal | None = None
    campaign: str = ""

    @property
    def told_time(self) -> datetime | None:
        """When it was; None where the line does not say so."""
        return None if self.time == UNDATED else self.time

    @property
    def stands_for(self) -> tuple[str, ...]:
        """The causes of the closed entries whose points this opening holds; none for any other entry."""
        return tuple(self.subject.split()) if self.kind is EntryKind.OPENING and self.cause else ()


class ReviewReason(StrEnum):
    """Why something waits."""

    MANY_POINTS = "more points than usual"
    NOT_YET = "placed in the future"
    REFUND_ABOVE = "more refunded than paid"
    MANY_FRIENDS = "many friends in a week"
    LIKE_ADDRESS = "nearly the same address"
    OWN_ORDER = "the order is under the other's address"


@dataclass(frozen=True, slots=True)
class Review:
    """A line that would be booked under ``cause`` for ``member``, but waits; ``points`` are what it would bring.

    ``subject`` is what it is for, as in the Ledger. ``decision`` is the owner's; None as long as they have not written
    one. It is about these points and this member, of a refund about its figure, which is a part of the cause. What is
    ``done`` was booked once.
    """

    cause: str
    time: datetime
    member: str
    kind: EntryKind
    subject: str
    points: int
    why: str
    decision: bool | None = None
    done: bool = False

    @property
    def waits(self) -> bool:
        """True while the owner's word is wanted; not where it was booked without, as after they raised Review above."""
        return self.decision is None and not self.done

    @property
    def about(self) -> str:
        """What it is looked up by (review_key)."""
        return review_key(self.cause, "" if self.kind is EntryKind.REFUND else self.member)


def review_key(cause: str, member: str = "") -> str:
    """What waits for this member under this cause is looked up by; without a member, whoever it is."""
    return f"{fold(cause)} {member}"


@dataclass(frozen=True, slots=True)
class WaitingClaim:
    """A claim of an order that the shop has not told of, or not under the member's address, up to the day ``until``.

    ``order`` is as they wrote it. ``signed``: its number came with the proof that the shop's order mail carries. What
    is ``done`` was booked once.
    """

    time: datetime
    member: str
    order: str
    until: date
    signed: bool = False
    done: bool = False

    @property
    def key(self) -> str:
        """What it is looked up by: the order's number, folded."""
        return fold_order(self.order)

    @property
    def cause(self) -> str:
        """What makes it count once, and all of the row but its last day."""
        return wait_cause(self.member, self.order, self.time, signed=self.signed)

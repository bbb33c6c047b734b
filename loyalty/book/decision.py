"""What a rule decides: the outcome for the caller and the changes to write, all or none."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from loyalty.model.coupon import Coupon
from loyalty.model.email_log import Letter
from loyalty.model.entry import Entry
from loyalty.model.imported import ShopOrder
from loyalty.model.member import Member
from loyalty.model.offers import Answer
from loyalty.model.orders import Order

O_co = TypeVar("O_co", covariant=True)


@dataclass(frozen=True, slots=True)
class AddMember:
    """A new row in Members."""

    member: Member


@dataclass(frozen=True, slots=True)
class AddEntry:
    """A new row in the Ledger."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class AddCoupon:
    """A new row in Coupons."""

    coupon: Coupon


@dataclass(frozen=True, slots=True)
class GiveCoupon:
    """A code of the pool is given: its own row in Coupons says to whom."""

    coupon: Coupon


@dataclass(frozen=True, slots=True)
class AddLetter:
    """A new row in Emails: the letter is taken."""

    letter: Letter


@dataclass(frozen=True, slots=True)
class NoteLetter:
    """What became of a letter, in its own row in Emails."""

    letter: Letter


@dataclass(frozen=True, slots=True)
class ChangeMember:
    """What a member wants or has told, in their own row in Members: whether letters come, their birthday."""

    member: Member


@dataclass(frozen=True, slots=True)
class RemoveMember:
    """A member's row goes, with their answers in surveys by their ids, and their addresses wherever they stand.

    Where another row has the address, too (``shared``), it goes only where it is theirs: in lines under their code, and
    in the ``orders`` that they have claimed.
    """

    member: Member
    answers: tuple[str, ...] = ()
    shared: bool = False
    orders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AddAnswer:
    """A new row in Answers."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class StartExpiry:
    """The first day on which points may expire, in its own row in Settings."""

    day: date


@dataclass(frozen=True, slots=True)
class AddOrder:
    """A new row in Orders: the order as the program counts it, and as the shop told of it, which is written."""

    order: Order
    written: ShopOrder


@dataclass(frozen=True, slots=True)
class ChangeOrder:
    """What became of an order, in its own row in Orders: its status, and the refunded amount where that has changed."""

    order: Order
    written: ShopOrder


Change = (
    AddMember
    | AddEntry
    | AddCoupon
    | GiveCoupon
    | AddLetter
    | NoteLetter
    | ChangeMember
    | RemoveMember
    | AddAnswer
    | StartExpiry
    | AddOrder
    | ChangeOrder
)


@dataclass(frozen=True, slots=True)
class Decision(Generic[O_co]):
    """The outcome and what must be written for it to be true; nothing for a refusal or a question."""

    outcome: O_co
    changes: tuple[Change, ...] = ()

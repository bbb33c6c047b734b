"""What a rule decides: the outcome for the caller and the changes to write, all or none."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from loyalty.model.coupon import Coupon
from loyalty.model.email_log import Letter
from loyalty.model.entry import Entry
from loyalty.model.fact import Fact
from loyalty.model.imported import OrderSource, ShopOrder
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
    """A new row in Emails: a letter is taken, or what became of it."""

    letter: Letter


@dataclass(frozen=True, slots=True)
class RemoveMember:
    """A member's row goes, with their answers in surveys by their ids, what the Log has about them, and their addresses
    wherever they stand.

    Where another row has the address, too (``shared``), it goes only where it is theirs: in lines under their code, and
    in the ``orders`` that they have claimed. ``spellings`` are further addresses that mean their mailbox at Gmail.
    """

    member: Member
    answers: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    shared: bool = False
    orders: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AddAnswer:
    """A new row in Answers."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class AddFact:
    """A new row in the Log."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class RemoveFacts:
    """Rows of the Log go, because newer ones say what counts."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class AddOrder:
    """A new row in Orders: the order as the program reads it there, and as the shop told of it, which is written."""

    order: Order
    written: ShopOrder
    source: OrderSource = OrderSource.SHOP


Change = (
    AddMember
    | AddEntry
    | AddCoupon
    | GiveCoupon
    | AddLetter
    | RemoveMember
    | AddAnswer
    | AddFact
    | RemoveFacts
    | AddOrder
)


@dataclass(frozen=True, slots=True)
class Decision(Generic[O_co]):
    """The outcome and what must be written for it to be true; nothing for a refusal or a question."""

    outcome: O_co
    changes: tuple[Change, ...] = ()

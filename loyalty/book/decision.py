"""What a rule decides: the outcome for the caller and the changes to write, all or none."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from loyalty.book.recent_tries import Try
from loyalty.model.coupon import Coupon
from loyalty.model.email_log import Letter
from loyalty.model.entry import Entry, Review, WaitingClaim
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
    """A member's row goes, with what stands under their code: answers in surveys, by their ids, what the Log has about
    them, what waits for the owner or for an order, and addresses; and the addresses of the ``orders`` that are theirs.

    ``addresses`` are all that were ever theirs, folded, and ``unshared`` those that no other row of Members has: they
    go from whole columns, but from those of the shop only where the address is ``proved`` to be the member's.
    ``phones`` are all numbers that WhatsApp has named for them, and ``unshared_phones`` those that it has named for no
    other member: only WhatsApp proves one, so these go from whole columns.
    """

    member: Member
    answers: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    waits: tuple[WaitingClaim, ...] = ()
    addresses: tuple[str, ...] = ()
    unshared: tuple[str, ...] = ()
    proved: bool = False
    orders: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    unshared_phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AddAnswer:
    """A new row in Answers."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class AddFact:
    """A new row in the Log."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class AddReview:
    """A new row in Review: something waits for the owner's decision."""

    review: Review


@dataclass(frozen=True, slots=True)
class AddWaiting:
    """A new row in Waiting: a claim begins to wait for its order."""

    claim: WaitingClaim


@dataclass(frozen=True, slots=True)
class RemoveFacts:
    """Rows of the Log go, because newer ones say what counts."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class RemoveLines:
    """Rows of Emails and Answers go, because they are old: all lines of these letters, and these answers; and rows of
    Waiting, because nothing waits any more.
    """

    letters: tuple[Letter, ...] = ()
    answers: tuple[Answer, ...] = ()
    waits: tuple[WaitingClaim, ...] = ()


@dataclass(frozen=True, slots=True)
class AddOrder:
    """A new row in Orders: the order as the program reads it there, and as the shop told of it, which is written."""

    order: Order
    written: ShopOrder
    source: OrderSource = OrderSource.SHOP


@dataclass(frozen=True, slots=True)
class AddTry:
    """Somebody has tried something: one more in the hidden tab, and no row anywhere."""

    attempt: Try


Change = (
    AddMember
    | AddEntry
    | AddCoupon
    | GiveCoupon
    | AddLetter
    | RemoveMember
    | AddAnswer
    | AddFact
    | AddReview
    | AddWaiting
    | RemoveFacts
    | RemoveLines
    | AddOrder
    | AddTry
)


@dataclass(frozen=True, slots=True)
class Decision(Generic[O_co]):
    """The outcome and what must be written for it to be true; nothing for a refusal or a question."""

    outcome: O_co
    changes: tuple[Change, ...] = ()

"""What each member has bought: an order is whose claim it is, else whose address it has."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from loyalty.book.book import Book
from loyalty.book.proof import further_addresses, has_proved
from loyalty.model.addresses import mailbox, mailbox_of
from loyalty.model.entry import UNDATED
from loyalty.model.member import Member
from loyalty.model.orders import Order

YEAR = timedelta(days=365)


def orders_by_member(book: Book) -> Mapping[str, Sequence[Order]]:
    """All orders of each member, by their codes, in no order.

    Addresses are compared as mailboxes. One that several members have is the first one's of those who have proved it.
    """
    boxes, orders = _mailboxes(book), defaultdict[str, list[Order]](list)
    for order in book.orders.values():
        claim = book.claim_of(order.number)
        # Whoever has claimed it has bought it, whatever address stands there, also where they have left since.
        code = claim.member if claim else boxes.get(mailbox(order.email), "") if order.email else ""
        if code:
            orders[code].append(order)
    return orders


def _mailboxes(book: Book) -> Mapping[str, str]:
    """Whose orders under each mailbox are; what somebody only typed says nothing of whose an order is."""
    boxes = dict[str, str]()
    for member in sorted(book.members.values(), key=_age):
        addresses = book.addresses_of(member) if has_proved(book, member) else frozenset[str]()
        further = further_addresses(book, member) if member.other_emails else frozenset[str]()
        for address in addresses | further:
            boxes.setdefault(mailbox_of(address), member.code)
    return boxes


def _age(member: Member) -> tuple[bool, datetime, str]:
    return member.joined is None, member.joined or UNDATED, member.code


def days_of(orders: Iterable[Order]) -> list[date]:
    """The days on which these orders were placed, as far as they stand, the first one first."""
    return sorted({order.placed for order in orders if order.placed and not order.called_off})


@dataclass(frozen=True, slots=True)
class Year:
    """The paid orders of the 365 days before a day: how many, and what was paid for them less what went back."""

    orders: int = 0
    net: Decimal = Decimal(0)

    @classmethod
    def of(cls, orders: Iterable[Order], *, today: date) -> "Year":
        """Those of the year that ended yesterday: today is not over."""
        counted, net = 0, Decimal(0)
        for order in orders:
            if order.placed and today - YEAR <= order.placed < today and order.paid:
                counted += 1
                net += order.amount - order.given_back
        return cls(counted, net)

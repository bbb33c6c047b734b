"""Claiming: a member names an order of hers and gets its points, once."""

from datetime import datetime
from decimal import ROUND_FLOOR

from loyalty.book import Book
from loyalty.decisions import AddEntry, Decision
from loyalty.identifiers import fold, order_cause
from loyalty.outcomes import (
    AlreadyClaimed,
    Claimed,
    ClaimOutcome,
    NotMember,
    NotPaid,
    OrderTooOld,
    OrderTooSmall,
    Standing,
    UnknownOrder,
)
from loyalty.standing import standing
from loyalty.values import EarnBy, Entry, EntryKind, Member, Order, Settings


def claim_order(book: Book, *, contact: str, number: str, now: datetime) -> Decision[ClaimOutcome]:
    """The points of an order go to the member under whose address the shop has it; each order counts once."""
    member = book.member_of(contact)
    if member is None:
        return Decision(NotMember(book.settings.program_name))
    order = book.order(number)
    refusal = _refusal(book, member, number, order, now)
    if refusal or order is None:
        return Decision(refusal or UnknownOrder(standing(book, member), number))
    earned = points_for(order, book.settings)
    entry = Entry(
        now,
        member.code,
        EntryKind.CLAIM,
        earned,
        email=member.email,
        subject=order.number,
        note=f"{order.amount:.2f} {book.settings.currency}",
        cause=order_cause(order.number),
    )
    changes = (AddEntry(entry),)
    return Decision(Claimed(standing(book.after(changes), member), order.number, earned), changes)


def points_for(order: Order, settings: Settings) -> int:
    """Whole points for an order: so many per unit of its amount, or per order, rounded down once."""
    units = order.amount if settings.earn_by is EarnBy.AMOUNT else 1
    return int((units * settings.points_per_unit).to_integral_value(ROUND_FLOOR))


def _hers(order: Order, member: Member) -> bool:
    return bool(order.email) and fold(order.email) == fold(member.email)


def _already_claimed(book: Book, stands: Standing, claim: Entry, number: str) -> AlreadyClaimed:
    """What a closed claim gave can no longer be told: its opening holds the points of many."""
    if claim.kind is EntryKind.OPENING:
        return AlreadyClaimed(stands, number, None)
    refund = book.refund_of(number)
    return AlreadyClaimed(stands, claim.subject or number, claim.points, -refund.points if refund else 0)


def _refusal(
    book: Book, member: Member, number: str, order: Order | None, now: datetime
) -> AlreadyClaimed | UnknownOrder | NotPaid | OrderTooOld | OrderTooSmall | None:
    stands, settings = standing(book, member), book.settings
    claim = book.claim_of(number)
    if claim and claim.member == member.code:
        return _already_claimed(book, stands, claim, number)
    if claim or order is None or not _hers(order, member):
        return UnknownOrder(stands, number)
    if not order.paid:
        return NotPaid(stands, order.number)
    if order.placed and (settings.day(now) - order.placed).days > settings.claim_within_days:
        return OrderTooOld(stands, order.number, settings.claim_within_days)
    if order.amount < settings.minimum_order or points_for(order, settings) < 1:
        return OrderTooSmall(stands, order.number, settings.minimum_order, settings.currency)
    return None

"""Claiming: a member names an order of hers and gets its points, once."""

from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR
from functools import partial

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
from loyalty.refund import refund, share
from loyalty.standing import standing
from loyalty.values import EarnBy, Entry, EntryKind, Member, Order, Settings


def claim_order(book: Book, *, contact: str, number: str, now: datetime) -> Decision[ClaimOutcome]:
    """The points of an order go to the member under whose address the shop has it; each order counts once."""
    member = book.member_of(contact)
    if member is None:
        return Decision(NotMember(book.settings.program_name))
    order, today = book.order(number), book.settings.day(now)
    refusal = _refusal(book, member, number, order, today)
    if refusal or order is None:
        return Decision(refusal or UnknownOrder(standing(book, member, today=today), number))
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
        available=_available(order, book.settings, today),
    )
    changes: tuple[AddEntry, ...] = (AddEntry(entry),)
    went_back = refund(book.after(changes), order=order, now=now)
    if went_back:
        changes += (AddEntry(went_back),)
        earned += went_back.points
    stands = standing(book.after(changes), member, today=today)
    return Decision(Claimed(stands, order.number, earned), changes)


def _available(order: Order, settings: Settings, today: date) -> date | None:
    """The day from which the order's points can be spent, so many after it was placed; None for at once."""
    if not settings.pending_days:
        return None
    day = (order.placed or today) + timedelta(days=settings.pending_days)
    return day if day > today else None


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
    return AlreadyClaimed(stands, claim.subject or number, claim.points, book.taken_back(claim))


def _refusal(
    book: Book, member: Member, number: str, order: Order | None, today: date
) -> AlreadyClaimed | UnknownOrder | NotPaid | OrderTooOld | OrderTooSmall | None:
    stands, settings = partial(standing, book, member, today=today), book.settings
    claim = book.claim_of(number)
    if claim and claim.member == member.code:
        return _already_claimed(book, stands(), claim, number)
    if claim or order is None or not _hers(order, member):
        return UnknownOrder(stands(), number)
    if not order.paid:
        return NotPaid(stands(), order.number)
    if order.placed and (today - order.placed).days > settings.claim_within_days:
        return OrderTooOld(stands(), order.number, settings.claim_within_days)
    points = points_for(order, settings)
    if order.amount - order.given_back < settings.minimum_order or points - share(points, order) < 1:
        return OrderTooSmall(stands(), order.number, settings.minimum_order, settings.currency)
    return None

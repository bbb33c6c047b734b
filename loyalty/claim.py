"""Claiming: a member names an order of hers and gets its points, once."""

from datetime import date, datetime, timedelta
from functools import partial

from loyalty.book import Book
from loyalty.decisions import AddEntry, Decision
from loyalty.earning import Earned, earn, in_cents, reasons
from loyalty.identifiers import fold, order_cause
from loyalty.outcomes import (
    AlreadyClaimed,
    Claimed,
    ClaimOutcome,
    DayIsFull,
    NotMember,
    NotPaid,
    OrderTooOld,
    OrderTooSmall,
    Standing,
    UnknownOrder,
)
from loyalty.refund import refund, share
from loyalty.standing import standing
from loyalty.values import Entry, EntryKind, Member, Order, Settings


def claim_order(book: Book, *, contact: str, number: str, now: datetime) -> Decision[ClaimOutcome]:
    """The points of an order go to the member under whose address the shop has it; each order counts once."""
    member = book.member_of(contact)
    if member is None:
        return Decision(NotMember(book.settings.program_name))
    return credit_order(book, member, number, now=now)


def credit_order(book: Book, member: Member, number: str, *, now: datetime) -> Decision[ClaimOutcome]:
    """The same for a member, whoever asks for it."""
    order, today = book.order(number), book.settings.day(now)
    refusal = _refusal(book, member, number, order, now)
    if refusal or order is None:
        return Decision(refusal or UnknownOrder(standing(book, member, today=today), number))
    earned = earn(book, member, order, now=now)
    if not earned.basket and not earned.limited and earned.points - share(earned.points, order) < 1:
        return Decision(_too_small(book, order, standing(book, member, today=today)))
    if earned.limited and not earned.points:
        limit = book.settings.most_points_a_day
        return Decision(DayIsFull(standing(book, member, today=today), order.number, limit))
    entry = Entry(
        now,
        member.code,
        EntryKind.CLAIM,
        earned.points,
        email=member.email,
        subject=order.number,
        note=reasons(order, earned, book.settings),
        cause=order_cause(order.number),
        available=_available(order, book.settings, today),
        amount=in_cents(order.amount),
        campaign=earned.campaign.name if earned.campaign else "",
    )
    changes: tuple[AddEntry, ...] = (AddEntry(entry),)
    went_back = refund(book.after(changes), order=order, now=now)
    if went_back:
        changes += (AddEntry(went_back),)
    return Decision(_claimed(book.after(changes), member, order, earned, went_back, today), changes)


def _claimed(book: Book, member: Member, order: Order, earned: Earned, went_back: Entry | None, today: date) -> Claimed:
    return Claimed(
        standing(book, member, today=today),
        order.number,
        earned.points + (went_back.points if went_back else 0),
        campaign=earned.campaign.name if earned.campaign else "",
        basket=earned.basket,
        limit=book.settings.most_points_a_day if earned.limited else 0,
    )


def _available(order: Order, settings: Settings, today: date) -> date | None:
    """The day from which the order's points can be spent, so many after it was placed; None for at once."""
    if not settings.pending_days:
        return None
    day = (order.placed or today) + timedelta(days=settings.pending_days)
    return day if day > today else None


def _hers(order: Order, member: Member) -> bool:
    return bool(order.email) and fold(order.email) == fold(member.email)


def _already_claimed(book: Book, stands: Standing, claim: Entry, number: str) -> AlreadyClaimed:
    """What a closed claim gave can no longer be told: its opening holds the points of many."""
    if claim.kind is EntryKind.OPENING:
        return AlreadyClaimed(stands, number, None)
    return AlreadyClaimed(stands, claim.subject or number, claim.points, book.taken_back(claim))


def _refusal(
    book: Book, member: Member, number: str, order: Order | None, now: datetime
) -> AlreadyClaimed | UnknownOrder | NotPaid | OrderTooOld | OrderTooSmall | None:
    settings, today = book.settings, book.settings.day(now)
    stands = partial(standing, book, member, today=today)
    claim = book.claim_of(number)
    if claim and claim.member == member.code:
        return _already_claimed(book, stands(), claim, number)
    if claim or order is None or not _hers(order, member):
        return UnknownOrder(stands(), number)
    if not order.paid:
        return NotPaid(stands(), order.number)
    if order.placed and (today - order.placed).days > settings.claim_within_days:
        return OrderTooOld(stands(), order.number, settings.claim_within_days)
    if order.amount - order.given_back < settings.minimum_order:
        return _too_small(book, order, stands())
    return None


def _too_small(book: Book, order: Order, stands: Standing) -> OrderTooSmall:
    return OrderTooSmall(stands, order.number, book.settings.minimum_order, book.settings.currency)

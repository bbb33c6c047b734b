"""Arriving: a claim that waits is booked with the commit that brings its order, and judged by the day of the claim."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum

from loyalty.book.book import Book
from loyalty.book.decision import Change, Decision
from loyalty.book.proof import has_proved, is_by_phone
from loyalty.member.claim import credit_order, proved_by_link
from loyalty.member.late.told import tell
from loyalty.member.proving import as_named, prove
from loyalty.model.email_log import LetterName
from loyalty.model.entry import WaitingClaim
from loyalty.model.member import Member
from loyalty.outcomes.claiming import Claimed, ClaimOutcome, InReview, NotPaid, UnknownOrder


class WaitState(StrEnum):
    """What has become of a claim that waits, in words for the owner."""

    WAITING = "waiting"
    BOOKED = "booked"
    ANOTHER_ADDRESS = "another address"
    NOT_PAID = "not paid"
    IN_REVIEW = "in review"
    NO_POINTS = "no points"


def book_arrived(book: Book, claims: Iterable[WaitingClaim], *, now: datetime) -> Iterator[Change]:
    """What comes of these claims, the earliest first: of two for one order the first has its points."""
    for claim in sorted(claims, key=lambda claim: (claim.time, claim.cause)):
        changes = booked_now(book, claim, now=now).changes
        yield from changes
        book = book.after(changes)


def booked_now(book: Book, claim: WaitingClaim, *, now: datetime) -> Decision[Claimed | InReview | None]:
    """The claim's points, or what waits for the owner because of it; nothing where it brings nothing, or not yet."""
    member, order = book.member(claim.member), book.order(claim.order)
    may = member is not None and not member.blocked and book.settings.day(now) <= claim.until
    if member is None or not may or claim.done or order is None or book.claim_of(claim.order):
        return Decision(None)
    if not (claim.signed or has_proved(book, member) or is_by_phone(book, member, order)):
        return Decision(None)
    proved = _proved(book, member, claim, now)
    credited = _judged(book.after(proved), member, claim, now)
    outcome = credited.outcome
    if not isinstance(outcome, Claimed | InReview) or not credited.changes:
        return Decision(None)
    changes: tuple[Change, ...] = (*proved, *credited.changes)
    if isinstance(outcome, Claimed):
        changes += tuple(tell(book.after(changes), member, LetterName.POINTS_EARNED, outcome.order, now=now))
    return Decision(outcome, changes)


def state_of(book: Book, claim: WaitingClaim) -> WaitState:
    """Where the claim stands by this book."""
    booked, member = book.claim_of(claim.order), book.member(claim.member)
    if claim.done or (booked and member and booked.member == member.code):
        return WaitState.BOOKED
    if member is None or book.order(claim.order) is None:
        return WaitState.WAITING
    outcome = _judged(book, member, claim, claim.time).outcome
    match outcome:
        case UnknownOrder():
            return WaitState.ANOTHER_ADDRESS
        case NotPaid():
            return WaitState.NOT_PAID
        case InReview():
            return WaitState.IN_REVIEW
        case Claimed():
            return WaitState.WAITING  # for the address to be proved, or for the next commit
        case _:
            return WaitState.NO_POINTS


def _judged(book: Book, member: Member, claim: WaitingClaim, now: datetime) -> Decision[ClaimOutcome]:
    return credit_order(book, member, claim.order, now=now, signed=claim.signed, claimed_at=claim.time)


def _proved(book: Book, member: Member, claim: WaitingClaim, now: datetime) -> tuple[Change, ...]:
    """A signed link proves the address that the shop has the order under, as it does when the order is there."""
    contact = next(iter(member.contacts), "")
    address = proved_by_link(book, member, number=claim.order, contact=contact) if claim.signed else ""
    return prove(book, as_named(member, address), now=now).changes if address else ()

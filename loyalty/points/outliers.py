"""What is so far from the usual that the owner looks at it first: it waits in the tab Review for their yes or no.

An order of a thousand million, a day in 2199, more given back than was paid: mostly a slip, sometimes a fraud, and
points are money (docs/decisions/0060).
"""

from datetime import datetime, timedelta

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.model.causes import order_cause
from loyalty.model.entry import Entry, EntryKind, Review, ReviewReason
from loyalty.model.member import Member
from loyalty.model.orders import Order
from loyalty.model.program_settings import Settings
from loyalty.outcomes.claiming import InReview, NotApproved
from loyalty.points.refunds_above import waiting
from loyalty.points.standing import standing

DAYS_AHEAD = timedelta(days=90)
"""Orders in advance are usual; the year 2199 is a slip of the hand."""


def are_many(points: int, settings: Settings) -> bool:
    """True for more points than the owner lets through unseen."""
    return 0 < settings.review_above < points


def why_odd(book: Book, order: Order, points: int, *, now: datetime) -> ReviewReason | None:
    """Why a claim of this order waits, which would bring so many points; None where it does not."""
    if order.placed and order.placed > book.settings.day(now) + DAYS_AHEAD:
        return ReviewReason.NOT_YET
    return ReviewReason.MANY_POINTS if are_many(points, book.settings) else None


def review_of_claim(order: Order, member: Member, points: int, why: ReviewReason, now: datetime) -> Review:
    """What waits when this member claims this order."""
    return Review(order_cause(order.number), now, member.code, EntryKind.CLAIM, order.number, points, why)


def decided(book: Book, cause: str, member: Member, points: int) -> bool | None:
    """The owner's word about so many points of this cause for this member; None as long as there is none.

    A yes is good for fewer points, too, and not for more than the owner has seen.
    """
    rows = book.reviews_about(cause, member.code)
    if any(row.decision and points <= row.points for row in rows):
        return True
    return next((row.decision for row in rows if row.points == points), None)


def hold(
    book: Book, member: Member, entry: Entry, name: str, *, now: datetime
) -> Decision[InReview | NotApproved] | None:
    """What happens instead of booking this line of an action or survey called ``name``; None where it may be booked."""
    if not are_many(entry.points, book.settings):
        return None
    decision = decided(book, entry.cause, member, entry.points)
    if decision:
        return None
    stands = standing(book, member, today=book.settings.day(now))
    if decision is False:
        return Decision(NotApproved(stands, name, is_order=False))
    row = Review(entry.cause, now, member.code, entry.kind, entry.subject, entry.points, ReviewReason.MANY_POINTS)
    return Decision(InReview(stands, name, is_order=False), waiting(book, row))

"""Refunding: what an order gave is taken back in the share of its amount that the customer has back, each part once.

The shares are of the entry that gave the points, never of today's rate. What a share comes to is what is due up to
now less what was due before, so that many small refunds together never take more than was given, whatever was there
to be taken each time.
"""

from dataclasses import replace
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal
from typing import assert_never

from loyalty.book.book import Book
from loyalty.model.causes import expiry_cause, part_of_refund, part_refund_cause, refund_cause
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.identifiers import fold_order
from loyalty.model.orders import Order, OrderStatus
from loyalty.model.program_settings import WhenSpent


def refund(book: Book, *, order: Order, now: datetime) -> Entry | None:
    """What is to be taken back of this order's points and is not booked yet.

    What a closed claim gave is no longer known. Without a deficit no more is taken than there is, and what is not there
    now never will be.
    """
    claim = book.claim_of(order.number)
    # What a closed order gave is unknown (docs/decisions/0009), and a whole refund is final (docs/decisions/0008).
    if claim is None or claim.kind is EntryKind.OPENING or book.caused_by(refund_cause(order.number)):
        return None
    # Of the sum so far, rounded in the member's favour: many small refunds take as much as one large one does
    # (docs/decisions/0011).
    due = min(share(claim.points, order) - _due_before(book, claim, order), _not_expired(book, claim))
    # An order that is called off is booked even with nothing to take, so that it is final (docs/decisions/0008).
    if due <= 0 and not order.called_off:
        return None
    taken = due if book.settings.when_spent is WhenSpent.DEFICIT else min(due, _at_hand(book, claim, now))
    short = f", {taken or 'none'} of its {due} points were left to take back"
    what = f"order {order.status}" if order.called_off else f"{order.given_back:.2f} of the order refunded"
    return replace(
        claim,
        time=now,
        kind=EntryKind.REFUND,
        points=-taken,
        subject=order.number,
        note=f"{what}{short if taken < due else ''}",
        cause=refund_cause(order.number) if order.called_off else part_refund_cause(order.number, order.given_back),
        available=None,
    )


def share(points: int, order: Order) -> int:
    """How many of an order's points are due for what its customer has back."""
    if order.called_off:
        return points
    if order.amount <= 0:
        return 0
    return int((points * order.given_back / order.amount).to_integral_value(ROUND_FLOOR))


def _due_before(book: Book, claim: Entry, order: Order) -> int:
    """What was due for the largest part that is booked, whether or not it was there to be taken."""
    key = fold_order(order.number)
    parts = (
        part_of_refund(entry.cause) or Decimal(0)
        for entry in book.entries_of(claim.member)
        if entry.kind is EntryKind.REFUND and fold_order(entry.subject) == key
    )
    largest = max(parts, default=Decimal(0))
    return share(claim.points, replace(order, status=OrderStatus.PARTLY_REFUNDED, refunded=largest))


def bonus_back(book: Book, given: Entry, *, now: datetime) -> int:
    """How much is taken back of a bonus whose reason is gone; without a deficit no more than there is."""
    due = given.points - _expired(book, given)
    match book.settings.when_spent:
        case WhenSpent.DEFICIT:
            return due
        case WhenSpent.STOP_AT_ZERO:
            return min(due, max(book.account_of(given.member).available_on(book.settings.day(now)), 0))
        case _:
            assert_never(book.settings.when_spent)


def _not_expired(book: Book, claim: Entry) -> int:
    """The claim's points that have not expired and were not taken back: nothing is taken twice."""
    return claim.points - _expired(book, claim) - book.taken_back(claim)


def _expired(book: Book, given: Entry) -> int:
    expiry = book.caused_by(expiry_cause(given.cause))
    return -expiry.points if expiry and expiry.kind is EntryKind.EXPIRY else 0


def _at_hand(book: Book, claim: Entry, now: datetime) -> int:
    """What can be taken for this order: its own points that are pending, and what they can spend."""
    account, today = book.account_of(claim.member), book.settings.day(now)
    own = sum(lot.points for lot in account.pending_on(today) if lot.order == fold_order(claim.subject))
    return own + max(account.available_on(today), 0)

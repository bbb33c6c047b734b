"""Refunding: what an order gave is taken back in the share of its amount that the customer has back, each part once.

The shares are of the entry that gave the points, and of the amounts as they were told: no rate of today's changes them
(docs/decisions/0031). What a share comes to is what is due up to
now less what was due before, so that many small refunds together never take more than was given, whatever was there
to be taken each time.
"""

from dataclasses import replace
from datetime import datetime
from decimal import ROUND_UP, Decimal
from fractions import Fraction
from math import floor

from loyalty.book.book import Book
from loyalty.model.causes import expiry_cause, part_of_refund, part_refund_cause, refund_cause
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.identifiers import fold_order
from loyalty.model.orders import Order
from loyalty.points.refunds_above import as_decided

CENT = Decimal("0.01")


def refund(book: Book, *, order: Order, now: datetime) -> Entry | None:
    """What is to be taken back of this order's points and is not booked yet.

    What a closed claim gave is no longer known. Without a deficit no more is taken than there is, and what is not there
    now never will be.
    """
    claim, decided = book.claim_of(order.number), as_decided(book, order)
    # What a closed order gave is unknown (docs/decisions/0009), and a whole refund is final (docs/decisions/0008).
    if claim is None or claim.kind is EntryKind.OPENING or book.caused_by(refund_cause(order.number)):
        return None
    if decided is None:
        return None
    order = decided
    # Of the sum so far, rounded in the member's favour: many small refunds take as much as one large one does
    # (docs/decisions/0011).
    due = min(share(claim.points, order) - _due_before(book, claim, order), _not_expired(book, claim))
    # An order that is called off is booked even with nothing to take, so that it is final (docs/decisions/0008).
    if due <= 0 and not order.called_off:
        return None
    taken = due if book.settings.carries_deficit else min(due, _at_hand(book, claim, now))
    short = f", {taken or 'none'} of its {due} points were left to take back"
    what = f"order {order.status}" if order.called_off else f"{order.given_back:.2f} of the order refunded"
    return replace(
        claim,
        time=now,
        kind=EntryKind.REFUND,
        points=-taken,
        subject=order.number,
        note=f"{what}{short if taken < due else ''}",
        cause=refund_cause(order.number) if order.called_off else _part_cause(claim, order),
        available=None,
    )


def share(points: int, order: Order) -> int:
    """How many of an order's points are due for what its customer has back."""
    if order.called_off:
        return points
    back, whole = order.told_back
    return floor(points * Fraction(back) / Fraction(whole)) if whole > 0 else 0


def _part_cause(claim: Entry, order: Order) -> str:
    """The cause of what is back by now; for the version before with the amount that it would compute itself."""
    back, whole = order.told_back
    in_program = back
    if order.told_amount is not None and claim.amount is not None:
        # The claim's line has its amount in whole cents: never less than that version would come to.
        in_program = (back * (claim.amount + CENT / 2) / whole).quantize(CENT, ROUND_UP)
    return part_refund_cause(order.number, back, whole, before=in_program)


def _due_before(book: Book, claim: Entry, order: Order) -> int:
    """What was due for the largest part that is booked, whether or not it was there to be taken."""
    key = fold_order(order.number)
    refunds = (entry for entry in book.entries_of(claim.member) if entry.kind is EntryKind.REFUND)
    said = [part_of_refund(entry.cause) for entry in refunds if fold_order(entry.subject) == key]
    parts = (_part(told, claim, order) for told in said if told is not None)
    due = floor(claim.points * min(max(parts, default=Fraction(0)), Fraction(1)))
    # The version before took them at a rate that nobody knows any more: what it took is not due again.
    by_rate = order.told_amount is not None and any(isinstance(told, Decimal) for told in said)
    return max(due, book.taken_back(claim)) if by_rate else due


def _part(told: Fraction | Decimal, claim: Entry, order: Order) -> Fraction:
    """Which part of the order that is; of an amount at a forgotten rate the largest that it can be."""
    if isinstance(told, Fraction):
        return told
    wholes = (order.amount, claim.amount) if order.told_amount is not None else (order.amount,)
    return max((Fraction(told) / Fraction(whole) for whole in wholes if whole), default=Fraction(0))


def bonus_back(book: Book, given: Entry, *, now: datetime) -> int:
    """How much is taken back of a bonus whose reason is gone; without a deficit no more than there is."""
    due = given.points - _expired(book, given)
    if book.settings.carries_deficit:
        return due
    return min(due, max(book.account_of(given.member).available_on(book.settings.day(now)), 0))


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

"""Refunding: what an order gave is taken back in the share of its amount that the customer has back, and comes again
with what the shop takes back of a refund.

The shares are of what the order has brought, and of the amounts as they were told: no rate of today's changes them
(docs/decisions/0031). What a share comes to is what is due up to now less what was due before, so that many small
refunds together never take more than was given, whatever was there to be taken each time. Where less is due than
before, no more comes again than was taken (docs/decisions/0065).
"""

from dataclasses import replace
from datetime import datetime
from decimal import ROUND_UP, Decimal
from fractions import Fraction
from math import floor

from loyalty.book.book import Book
from loyalty.model.causes import expiry_cause, part_refund_cause, refund_cause, refund_step_cause
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.fact import FactKind
from loyalty.model.identifiers import fold_order
from loyalty.model.orders import Order
from loyalty.model.program_settings import EditedOrder
from loyalty.points.claimed.since_claim import SinceClaim, called_off, since_claim
from loyalty.points.refunds_above import as_decided

CENT = Decimal("0.01")


def refund(book: Book, *, order: Order, now: datetime) -> Entry | None:
    """What is to be taken back of this order's points, or comes again, and is not booked yet.

    What a closed claim gave is no longer known. Without a deficit no more is taken than there is, and what is not there
    now never will be.
    """
    line = _line(book, order, now)
    # Of an order that was claimed again after its claim was lost, a closed line may have booked this: a second one
    # would count for nothing, and be booked again and again.
    return line if line and book.caused_by(line.cause) is None else None


def _line(book: Book, order: Order, now: datetime) -> Entry | None:
    claim = book.claim_of(order.number)
    # What a closed order gave is unknown (docs/decisions/0009).
    if claim is None or claim.kind is EntryKind.OPENING or _is_closed(book, order.number):
        return None
    decided = as_decided(book, order)
    if decided is None:
        return None
    stands = stands_since(book, claim, decided)
    due = share(stands.brought, decided) - _due_before(stands, decided)
    if due < 0:
        again = stands.taken - share(stands.brought, decided)
        return _comes_again(claim, decided, stands, again, now) if _taken_back(book, order, decided, stands) else None
    # Of the sum so far, rounded in the member's favour: many small refunds take as much as one large one does
    # (docs/decisions/0011).
    due = min(due, not_expired(book, claim, stands))
    # An order that is called off is booked even with nothing to take, so that all see it (docs/decisions/0008).
    if due <= 0 and (not decided.called_off or is_all_back(book, order.number)):
        return None
    return _taken(book, claim, decided, stands, due, now)


def share(points: int, order: Order) -> int:
    """How many of an order's points are due for what its customer has back."""
    if order.called_off:
        return points
    back, whole = order.told_back
    return floor(points * Fraction(back) / Fraction(whole)) if whole > 0 else 0


def stands_since(book: Book, claim: Entry, order: Order) -> SinceClaim:
    """What the Ledger says of this order since its claim."""
    wholes = (order.amount, claim.amount) if order.told_amount is not None else (order.amount,)
    return since_claim(claim, book.entries_of(claim.member), wholes=wholes)


def is_all_back(book: Book, number: str) -> bool:
    """True when the Ledger says that nothing is left of this order, as it stands by now."""
    claim, first = book.claim_of(number), book.caused_by(refund_cause(number))
    if first and first.kind is EntryKind.OPENING:
        return True
    holder = claim or first
    return holder is not None and fold_order(number) in called_off(book.entries_of(holder.member))


def _taken(book: Book, claim: Entry, order: Order, stands: SinceClaim, due: int, now: datetime) -> Entry:
    taken = due if book.settings.carries_deficit else min(due, at_hand(book, claim, now))
    short = f", {taken or 'none'} of its {due} points were left to take back"
    what = f"order {order.status}" if order.called_off else f"{order.given_back:.2f} of the order refunded"
    return replace(
        claim,
        time=now,
        kind=EntryKind.REFUND,
        points=-taken,
        subject=order.number,
        note=f"{what}{short if taken < due else ''}",
        cause=_cause(claim, order, stands),
        available=None,
    )


def _comes_again(claim: Entry, order: Order, stands: SinceClaim, points: int, now: datetime) -> Entry:
    """The line of a refund that was taken back, booked even with nothing to give, so that all see how it stands."""
    back, whole = order.told_back
    left = f"{order.given_back:.2f} of the order refunded" if back else "nothing of the order is refunded"
    return replace(
        claim,
        time=now,
        kind=EntryKind.REFUND,
        points=max(points, 0),
        subject=order.number,
        note=f"refund taken back, {left}",
        cause=refund_step_cause(order.number, stands.steps + 1, back, whole),
        available=None,
    )


def _taken_back(book: Book, order: Order, decided: Order, stands: SinceClaim) -> bool:
    """True when somebody has said that less of the order is refunded than before.

    Sheets of the version before hold refunds that were final, and statuses that were set back since: there only what
    the shop says anew counts, unless the owner wants corrections.
    """
    back, whole = decided.told_back
    if not decided.paid or order.refund_is_above or whole <= 0 or (stands.by_rate and back):
        return False
    # A larger amount alone makes the same refund a smaller part of it, which is no word about the refund.
    fewer = stands.told_back is None or back < stands.told_back
    if book.settings.edited_order is EditedOrder.CORRECT:
        return fewer or stands.told_amount is not None
    said = (book.fact(kind, order.number) for kind in (FactKind.ORDER_STATUS, FactKind.ORDER_REFUNDED))
    return fewer and any(said)


def _is_closed(book: Book, number: str) -> bool:
    line = book.caused_by(refund_cause(number))
    return line is not None and line.kind is EntryKind.OPENING


def _cause(claim: Entry, order: Order, stands: SinceClaim) -> str:
    """The cause of what is back by now; of a first word with the amount that the version before would compute."""
    back, whole = order.told_back
    if stands.steps:
        told = (None, None) if order.called_off else (back, whole)
        return refund_step_cause(order.number, stands.steps + 1, *told)
    if order.called_off:
        return refund_cause(order.number)
    in_program = back
    if order.told_amount is not None and claim.amount is not None:
        # The claim's line has its amount in whole cents: never less than that version would come to.
        in_program = (back * (claim.amount + CENT / 2) / whole).quantize(CENT, ROUND_UP)
    return part_refund_cause(order.number, back, whole, before=in_program)


def _due_before(stands: SinceClaim, order: Order) -> int:
    """What was due before, whether or not it was there to be taken."""
    # The version before took parts at a rate that nobody knows any more: what it took is not due again.
    by_rate = order.told_amount is not None and stands.by_rate
    return max(stands.due, stands.taken) if by_rate else stands.due


def bonus_back(book: Book, given: Entry, *, now: datetime) -> int:
    """How much is taken back of a bonus whose reason is gone; without a deficit no more than there is."""
    due = given.points - _expired(book, given)
    if book.settings.carries_deficit:
        return due
    return min(due, max(book.account_of(given.member).available_on(book.settings.day(now)), 0))


def not_expired(book: Book, claim: Entry, stands: SinceClaim) -> int:
    """The order's points that have not expired and were not taken back: nothing is taken twice.

    None, and never less, where versions before have taken what had expired for a smaller amount.
    """
    return max(stands.brought - stands.taken - expired_of(book, claim), 0)


def expired_of(book: Book, claim: Entry) -> int:
    """How many of the points that this order has brought have expired."""
    key = fold_order(claim.subject)
    lots = (line for line in book.entries_of(claim.member) if line.points > 0 and fold_order(line.subject) == key)
    came_later = (line for line in lots if line.kind in (EntryKind.REFUND, EntryKind.CORRECTION))
    return sum(_expired(book, line) for line in (claim, *came_later))


def _expired(book: Book, given: Entry) -> int:
    expiry = book.caused_by(expiry_cause(given.cause))
    return -expiry.points if expiry and expiry.kind is EntryKind.EXPIRY else 0


def at_hand(book: Book, claim: Entry, now: datetime) -> int:
    """What can be taken for this order: its own points that are pending, and what they can spend."""
    account, today = book.account_of(claim.member), book.settings.day(now)
    own = sum(lot.points for lot in account.pending_on(today) if lot.order == fold_order(claim.subject))
    return own + max(account.available_on(today), 0)

"""Corrections: where the owner wants that, the points of a claimed order follow an amount that changes afterwards.

Each amount that was told is one line, up or down, and so is each word about goods and lines that came after the claim.
What the order gives then is counted as on the day of its claim: with the tier, plans and campaign of then, and what was
left of that day's limit (docs/decisions/0065, 0072).
"""

import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from loyalty.book.book import Book
from loyalty.model.causes import correction_cause
from loyalty.model.entry import MOST_POINTS, Entry, EntryKind, Review, ReviewReason
from loyalty.model.member import Member
from loyalty.model.orders import Order, OrderStatus
from loyalty.model.program_settings import EditedOrder
from loyalty.points.claimed.bought_since import BoughtSince, bought_since
from loyalty.points.claimed.since_claim import SinceClaim
from loyalty.points.counting.base_points import at_most, counted_amount
from loyalty.points.earning import earn, in_cents
from loyalty.points.outliers import are_many, decided
from loyalty.points.refund import at_hand, expired_of, not_expired, stands_since

ZERO = Decimal(0)
_PAID_AS = re.compile(r"([0-9]+\.[0-9]{2}) ([A-Z]{3}) = ")


def correction(book: Book, *, order: Order, now: datetime) -> Entry | None:
    """The line by which the points follow the amount as it is told now; None where they do, or need not, or may not
    yet because the owner looks first.
    """
    line = _wanted(book, order, now)
    return line if line and _may_be_booked(book, line) else None


def correction_to_ask(book: Book, *, order: Order, now: datetime) -> Review | None:
    """What the owner is asked of an amount that brings unusually many points; None where it does not."""
    line = _wanted(book, order, now)
    if line is None or _may_be_booked(book, line):
        return None
    why = ReviewReason.MANY_POINTS
    return Review(line.cause, now, line.member, EntryKind.CORRECTION, order.number, line.points, why)


def may_follow(book: Book, order: Order) -> bool:
    """False where nothing can be due of this order, at a first look: it is what it was, as most are."""
    if order.called_off or order.given_back or order.refund_is_above or book.has_followed(order.number):
        return True
    if book.settings.edited_order is not EditedOrder.CORRECT:
        return False
    glance = book.at_a_glance()
    claim = glance.claim_of(order.number)
    if claim is None:
        return False
    same = order.told_amount is None and claim.amount == in_cents(order.amount)
    return not same or bought_since(glance, claim, order) is not None


def _wanted(book: Book, order: Order, now: datetime) -> Entry | None:
    """The line that is due, whether or not the owner looks at it first; None where nothing is to follow."""
    if book.settings.edited_order is not EditedOrder.CORRECT or not order.paid or order.refund_is_above:
        return None
    claim = book.claim_of(order.number)
    if claim is None or claim.kind is EntryKind.OPENING or in_cents(order.amount) > MOST_POINTS:
        return None
    stands = stands_since(book, claim, order)
    before = stands.told_amount if stands.told_amount is not None else _told_at_claim(claim, order)
    member = book.member(claim.member)
    bought = bought_since(book, claim, order)
    if before is None or member is None:
        return None
    if in_cents(before) == in_cents(_told(order)) and not (bought and bought.words > stands.bought):
        return None
    gives = _gives(book, member, claim, order, stands, bought)
    return _line(book, claim, order, stands, gives, bought, now) if gives <= MOST_POINTS else None


def _may_be_booked(book: Book, line: Entry) -> bool:
    """False for more points than the owner lets through unseen, unless they have said yes."""
    member = book.member(line.member)
    if member is None or line.points <= 0 or not are_many(line.points, book.settings):
        return True
    return bool(decided(book, line.cause, member, line.points))


def _line(
    book: Book, claim: Entry, order: Order, stands: SinceClaim, gives: int, bought: BoughtSince | None, now: datetime
) -> Entry:
    points = gives - stands.brought
    if points < 0 and expired_of(book, claim):
        points = -min(-points, not_expired(book, claim, stands))
    if points < 0 and not book.settings.carries_deficit:
        points = -min(-points, at_hand(book, claim, now))
    words = bought.words if bought else 0
    instead = order.paid_as or in_cents(order.amount)
    note = f"the amount is {instead} by now" if words == stands.bought else "what was bought is told by now"
    return replace(
        claim,
        time=now,
        kind=EntryKind.CORRECTION,
        points=points,
        subject=order.number,
        note=note,
        cause=correction_cause(order.number, stands.steps + 1, _told(order), bought=words),
        amount=in_cents(order.amount),
    )


def _gives(
    book: Book, member: Member, claim: Entry, order: Order, stands: SinceClaim, bought: BoughtSince | None
) -> int:
    """What the order gives as it is told now under the rules that its claim was counted by.

    Where today's settings and offers no longer give what the claim gave, those of its day are unknown: its points then
    follow the amount in proportion.
    """
    then = book.known_before(member.code, claim.time)
    at = book.asked_at(claim)
    asked = _whole(order)
    if not claim.amount:
        return earn(then, member, asked, now=at).points if asked.amount >= book.settings.minimum_order else 0
    as_claimed = replace(_whole(bought.claimed if bought else order), amount=claim.amount)
    if earn(then, member, as_claimed, now=at).points == claim.points:
        if asked.amount < book.settings.minimum_order:
            return 0
        # Where nobody has told the goods of the new amount, what was no goods, such as shipping, is what it was.
        known = _whole(bought.told) if bought else as_claimed
        no_goods = known.amount - counted_amount(known, book.settings)
        return earn(then, member, replace(asked, goods=max(asked.amount - no_goods, ZERO)), now=at).points
    before, points, amount = stands.told_amount, claim.points, Fraction(asked.amount) / Fraction(claim.amount)
    if stands.bought and before:
        points, amount = stands.brought, Fraction(_told(order)) / Fraction(before)
    in_proportion = int(points * amount)
    return min(in_proportion, max(at_most(in_proportion, book.settings), claim.points))


def _whole(order: Order) -> Order:
    """The order as if nothing of it had gone back."""
    return replace(order, status=OrderStatus.PAID, refunded=None)


def _told(order: Order) -> Decimal:
    return order.amount if order.told_amount is None else order.told_amount


def _told_at_claim(claim: Entry, order: Order) -> Decimal | None:
    """The amount for which the claim was, as it was told; None where that is not known.

    The claim's line has it in the program's currency, and its note in the one that was paid: a rate of today's would
    make another amount of it.
    """
    found = _PAID_AS.match(claim.note)
    if order.told_amount is None:
        return None if found else claim.amount
    currency = order.paid_as.rpartition(" ")[2]
    return Decimal(found[1]) if found and found[2] == currency else None

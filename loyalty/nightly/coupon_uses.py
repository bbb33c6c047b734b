"""Uses: a coupon is used when an order of the shop carries its code; the Ledger notes which, and what the shop gives
back of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, Decision
from loyalty.book.slices import booked
from loyalty.model.bought.beside_rewards import beside_rewards
from loyalty.model.causes import unused_cause, used_cause
from loyalty.model.coupon import Coupon
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.identifiers import fold_order
from loyalty.model.orders import Order
from loyalty.outcomes.batch_reports import Booked
from loyalty.points.redeemed import lines_of_uses, redemption_of, reward_name, uses_that_stand
from loyalty.points.refunded_coupons import taken_again
from loyalty.points.shop_codes.freed_codes import gives_codes_back

MOST_PRODUCTS, LONGEST_NAME = 3, 40
"""So many products of an order are named beside the coupon's, and so much of each name."""


def note_coupon_uses(book: Book, *, now: datetime, limit: int, among: Sequence[str] | None = None) -> Decision[Booked]:
    """A line of no points for each coupon in up to ``limit`` orders; ``among`` are those that a slice has found.

    A coupon is for one order: the line of a second one says so to the owner.
    """
    if among is None:
        glance = book.at_a_glance()
        carrying = (order for order in glance.orders.values() if order.coupons)
        among = [fold_order(order.number) for order in carrying if next(uses_in(glance, order, now), None)]
    lines = list[Entry]()
    for order in filter(None, map(book.order, among[:limit])):
        used = tuple(uses_in(book, order, now))
        lines += used
        book = book.after(map(AddEntry, used))
    return booked(lines, among[limit:])


def uses_in(book: Book, order: Order, now: datetime) -> Iterator[Entry]:
    """A line of no points for each coupon in this order of which no line says yet that it is used, or that the shop has
    given its code back, and what follows from that.
    """
    # A shop has many codes of its own: only for those of the program is anything looked up.
    ours = list(filter(None, map(book.coupon, dict.fromkeys(order.coupons))))
    freed = bool(ours) and gives_codes_back(book, order)
    for row in ours if freed or order.paid else ():
        given = redemption_of(book, row)
        if given is None:
            continue
        held = replace(row, member=given.member)
        by_order = [fold_order(use.subject) for use in uses_that_stand(book, held)]
        stands = fold_order(order.number) in by_order
        line = None
        if freed and stands:
            line = _given_back(book, order, held, now)
        elif not freed and not stands:
            line = _use(book, order, held, given, now)
        if line is None or book.caused_by(line.cause):
            continue
        yield line
        if not freed:
            was_freed = bool(lines_of_uses(book, held)[1])
            yield from taken_again(book, given, now=now, whatever_is_set=was_freed)


def _use(book: Book, order: Order, coupon: Coupon, given: Entry, now: datetime) -> Entry:
    """The line that the coupon is used; what it was used for before by another order is told to the owner."""
    uses, backs = lines_of_uses(book, coupon)
    times = 1 + sum(fold_order(use.subject) == fold_order(order.number) for use in uses)
    cause = used_cause(coupon.code, order.number if uses else "", times=times, freed=bool(backs))
    note = f"coupon {coupon.code} used{_with(book, order, given)}"
    if uses_that_stand(book, coupon):
        cause = used_cause(coupon.code, order.number, times=times)
        note = f"coupon {coupon.code} used again: it is good for one order"
    return Entry(now, coupon.member, EntryKind.USE, 0, subject=order.number, note=note, cause=cause)


def _given_back(book: Book, order: Order, coupon: Coupon, now: datetime) -> Entry:
    uses, _ = lines_of_uses(book, coupon)
    times = sum(fold_order(use.subject) == fold_order(order.number) for use in uses)
    cause = unused_cause(coupon.code, order.number, times=times)
    note = f"coupon {coupon.code} not used: the shop has given it back with the cancelled order"
    return Entry(now, coupon.member, EntryKind.USE, 0, subject=order.number, note=note, cause=cause)


def _with(book: Book, order: Order, given: Entry) -> str:
    """What was bought beside the reward, for the owner: what it came to and of what; blank where nobody has told it."""
    beside = beside_rewards(order.lines, [reward_name(book, given)])
    paid = [line.amount for line in beside if line.amount is not None]
    if not paid or len(paid) < len(beside):
        return ""
    names = [(line.name or line.sku)[:LONGEST_NAME].strip() for line in beside]
    more = f" and {len(names) - MOST_PRODUCTS} more" if len(names) > MOST_PRODUCTS else ""
    return f"; also bought for {sum(paid):f}: {', '.join(names[:MOST_PRODUCTS])}{more}"

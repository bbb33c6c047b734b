"""Intake: orders that a shop tells of are added once, and what became of those that are known is noted.

Of a known order only the status and the refunded amount follow, and only forward: from unpaid to paid to partly
refunded to refunded or cancelled. Everything else in its row is the owner's.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from loyalty.book.book import Book
from loyalty.book.decision import AddOrder, ChangeOrder, Decision
from loyalty.intake.owner_edits import OwnerEdits, book_owner_edits
from loyalty.model.identifiers import fold, fold_order
from loyalty.model.imported import IntakeResult, IntakeStatus, ShopOrder
from loyalty.model.orders import Order, OrderStatus
from loyalty.model.program_settings import Settings
from loyalty.points.refund import after_refund

STATUS_RANK = {
    OrderStatus.UNPAID: 0,
    OrderStatus.PAID: 1,
    OrderStatus.PARTLY_REFUNDED: 2,
    OrderStatus.REFUNDED: 3,
    OrderStatus.CANCELLED: 3,
}
UNREADABLE = "Its row in the tab Orders cannot be read; mend it there first."
NO_AMOUNT = "The amount is missing."

Step = AddOrder | ChangeOrder


class NotTaken(Exception):
    """The order cannot be taken; says why in a sentence."""


def take_orders(book: Book, *, orders: Iterable[ShopOrder], now: datetime) -> Decision[tuple[IntakeResult, ...]]:
    """What became of each of the orders, in their order; the points of those that went back follow at once."""
    arrivals, steps = list[IntakeResult](), dict[str, Step]()
    for told in orders:
        key = fold_order(told.number)
        try:
            step = _step(book, steps.get(key), told)
        except NotTaken as refused:
            arrivals.append(IntakeResult(IntakeStatus.REFUSED, str(refused)))
            continue
        fate = IntakeStatus.UNCHANGED
        if step:
            fate = IntakeStatus.UPDATED if key in steps or isinstance(step, ChangeOrder) else IntakeStatus.ADDED
            steps[key] = step
        arrivals.append(IntakeResult(fate))
    changes = tuple(steps.values())
    went_back = OwnerEdits.among((), (change.order for change in changes), ())
    entries = tuple(book_owner_edits(book.after(changes), now=now, among=went_back)) if went_back.orders else ()
    for line in entries:
        book.member(line.entry.member)  # their row shows what they have left
    return Decision(tuple(arrivals), (*changes, *entries))


def _step(book: Book, before: Step | None, told: ShopOrder) -> Step | None:
    known = before.order if before else book.order(told.number)
    if known is None:
        # Its row is not in the book, and the order would come a second time (docs/decisions/0021).
        if book.has_unreadable(told.number):
            raise NotTaken(UNREADABLE)
        return _added(told, book.settings)
    order = _forward(known, told, book.settings)
    if order == known:
        return None
    written = replace(before.written if before else ShopOrder(known.number), status=order.status)
    if order.refunded != known.refunded:
        written = replace(written, refunded=told.refunded)
    return replace(before, order=order, written=written) if before else ChangeOrder(order, written)


def _added(told: ShopOrder, settings: Settings) -> AddOrder:
    if told.amount is None:
        raise NotTaken(NO_AMOUNT)
    rate = _rate(told.currency, settings)
    status = after_refund(told.status or OrderStatus.PAID, told.amount, told.refunded)
    at = _instant(told.placed, settings)
    foreign = fold(told.currency) not in ("", fold(settings.currency))
    order = Order(
        number=told.number,
        email=told.email,
        amount=told.amount * rate,
        status=status,
        placed=settings.day(at) if at else told.placed,
        refunded=None if told.refunded is None else told.refunded * rate,
        placed_at=at,
        products=tuple(map(fold, told.products)),
        coupons=tuple(map(fold, told.coupons)),
        paid_as=f"{told.amount:.2f} {told.currency.upper()}" if foreign else "",
        told_amount=told.amount if foreign else None,
        told_refunded=told.refunded if foreign else None,
    )
    return AddOrder(order, replace(told, status=status, placed=at or told.placed))


def _forward(known: Order, told: ShopOrder, settings: Settings) -> Order:
    """The known order as it is by now; what is refunded or cancelled stays so."""
    # Nobody can tell who wrote a status, so a rule that only goes forward is the only one that never undoes the owner's
    # word where it counts: the points of an order that was called off are gone for good (docs/decisions/0021).
    if known.called_off:
        return known
    refunded, told_refunded, status = known.refunded, known.told_refunded, known.status
    if told.refunded:
        currency = known.paid_as.rpartition(" ")[2] or settings.currency
        if fold(told.currency) not in ("", fold(currency)):
            raise NotTaken(f"The tab Orders has this order in {currency}.")
        refunded = max(told.refunded * _rate(currency, settings), refunded or Decimal(0))
        if known.told_amount is not None:
            told_refunded = max(told.refunded, told_refunded or Decimal(0))
    if told.status and STATUS_RANK[told.status] > STATUS_RANK[status]:
        status = told.status
    status = after_refund(status, known.amount, refunded)
    return replace(known, refunded=refunded, told_refunded=told_refunded, status=status)


def _rate(currency: str, settings: Settings) -> Decimal:
    """What one of this currency is worth in the program's own."""
    if fold(currency) in ("", fold(settings.currency)):
        return Decimal(1)
    for name, rate in settings.currencies:
        if fold(name) == fold(currency):
            return rate
    raise NotTaken(f"The program counts in {settings.currency}; {currency.upper()} has no rate in Currencies.")


def _instant(placed: datetime | date | None, settings: Settings) -> datetime | None:
    if not isinstance(placed, datetime):
        return None
    return placed if placed.tzinfo else placed.replace(tzinfo=settings.zone)

"""Intake: orders that a shop tells of are added once, and what it says later of those that are known is noted.

Everything in the row of a known order is the owner's. What the shop says of it becomes lines of the Log, and what it
only repeats becomes none: the newer word counts, and a repeated one is not newer (docs/decisions/0030).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, AddFact, AddOrder, Decision
from loyalty.book.told_orders import OrderFact, as_told, cell_of, plain
from loyalty.intake.bought_later import bought_later
from loyalty.intake.owner_edits import OwnerEdits, follow_owner
from loyalty.model.fact import Fact, FactKind, Subject, fact_key, newest, next_fact
from loyalty.model.identifiers import fold, fold_order, without_a_fraction
from loyalty.model.imported import IntakeResult, IntakeStatus, OrderSource, ShopOrder
from loyalty.model.money.currencies import currencies_meant, currencies_of
from loyalty.model.orders import Order, OrderCells, OrderStatus
from loyalty.model.program_settings import Settings

STATUS_RANK = {
    OrderStatus.UNPAID: 0,
    OrderStatus.PAID: 1,
    OrderStatus.PARTLY_REFUNDED: 2,
    OrderStatus.REFUNDED: 3,
    OrderStatus.CANCELLED: 3,
}
UNREADABLE = "Its row in the tab Orders cannot be read; mend it there first."
NO_AMOUNT = "The amount is missing."
NO_ORDER = "Something went back here, and the tab Orders has no such order; take that one first."


class NotTaken(Exception):
    """The order cannot be taken; says why in a sentence."""


@dataclass(slots=True)
class _Known:
    """An order while orders are taken: as it counts by now, all facts about it, and what is to be written."""

    order: Order
    facts: tuple[Fact, ...]
    added: AddOrder | None = None
    learned: tuple[AddFact, ...] = ()

    def learn(self, facts: Iterable[Fact]) -> bool:
        """Takes in what the shop has said; True when the order counts otherwise than before."""
        new, before = tuple(facts), self.order
        self.facts += new
        self.learned += tuple(map(AddFact, new))
        self.order = as_told(before, self.facts) if new else before
        return replace(self.order, cells=None) != replace(before, cells=None)


def take_orders(
    book: Book, *, orders: Iterable[ShopOrder], now: datetime, source: OrderSource = OrderSource.SHOP
) -> Decision[tuple[IntakeResult, ...]]:
    """What became of each of the orders, in their order; the points of those that went back follow at once."""
    arrivals, taken = list[IntakeResult](), dict[str, _Known]()
    for told in orders:
        number = told.number if book.order(told.number) else without_a_fraction(told.number)
        key = fold_order(number)
        try:
            known = taken.get(key) or _known(book, number)
            arrived = _in_letters(book, known, replace(told, number=number))
            if known is None:
                taken[key] = _added(book, arrived, source, now)
                arrivals.append(IntakeResult(IntakeStatus.ADDED))
                continue
            changed = known.learn(_news(book, known, arrived, now))
        except NotTaken as refused:
            arrivals.append(IntakeResult(IntakeStatus.REFUSED, str(refused)))
            continue
        taken[key] = known
        arrivals.append(IntakeResult(IntakeStatus.UPDATED if changed else IntakeStatus.UNCHANGED))
    changes = tuple(
        change for known in taken.values() for change in (*([known.added] if known.added else ()), *known.learned)
    )
    told_now = (known.order for known in taken.values() if known.added or known.learned)
    went_back = OwnerEdits.among((), told_now, ())
    after = book.after(changes)
    follows = tuple(follow_owner(after, now=now, among=went_back))
    for line in follows:
        if isinstance(line, AddEntry):
            book.member(line.entry.member)  # their row shows what they have left
    return Decision(tuple(arrivals), (*changes, *follows))


def _known(book: Book, number: str) -> _Known | None:
    order = book.order(number)
    if order is None:
        # Its row is not in the book, and the order would come a second time (docs/decisions/0021).
        if book.has_unreadable(number):
            raise NotTaken(UNREADABLE)
        return None
    return _Known(order, book.facts_with(fact_key(Subject.ORDER, number)))


def _added(book: Book, told: ShopOrder, source: OrderSource, now: datetime) -> _Known:
    """The row of a new order, whose Status and Refunded stay blank, and the facts that the shop has told with it."""
    settings = book.settings
    if told.amount is None:
        raise NotTaken(NO_ORDER if told.refunds_alone else NO_AMOUNT)
    rate = _rate(told.currency, settings)
    at = _instant(told.placed, settings)
    foreign = fold(told.currency) not in ("", fold(settings.currency))
    order = Order(
        number=told.number,
        email=told.email,
        amount=told.amount * rate,
        placed=settings.day(at) if at else told.placed,
        placed_at=at,
        products=tuple(map(fold, told.products)),
        coupons=tuple(map(fold, told.coupons)),
        paid_as=f"{told.amount:.2f} {told.currency.upper()}" if foreign else "",
        told_amount=told.amount if foreign else None,
        goods=None if told.goods is None else told.goods * rate,
        lines=told.lines,
        cells=OrderCells(None, told.amount, None, told.email, rate, told.amount, told.goods, told.lines),
    )
    # The Log may know the order though its row is gone: what was said of it then still counts.
    facts = book.facts_with(fact_key(Subject.ORDER, told.number))
    written = replace(told, placed=at or told.placed)
    known = _Known(as_told(order, facts), facts, AddOrder(order, written, source))
    known.learn(_news(book, known, told, now))
    return known


def _news(book: Book, known: _Known, told: ShopOrder, now: datetime) -> Iterator[Fact]:
    """What the shop says that it has not said before."""
    cells = known.order.own_cells
    currency = known.order.paid_as.rpartition(" ")[2] or book.settings.currency
    same = fold(told.currency) in ("", fold(currency))
    if told.refunded and not same:
        raise NotTaken(f"The tab Orders has this order in {currency}.")
    words: tuple[tuple[OrderFact, str], ...] = (
        (FactKind.ORDER_STATUS, _status(known, told)),
        (FactKind.ORDER_AMOUNT, _amount(book, known, told) if same else ""),
        (FactKind.ORDER_REFUNDED, _refunded(known, told)),
        (FactKind.ORDER_EMAIL, "" if known.order.email else told.email),
        *(bought_later(book, known.order, known.facts, told) if same else ()),
    )
    for kind, value in words:
        if value:
            stood = "" if kind is FactKind.ORDER_AMOUNT and _only_noted(known) else cell_of(kind, cells)
            yield next_fact(known.facts, kind, known.order.number, value, stood=stood, now=now)


def _status(known: _Known, told: ShopOrder) -> str:
    """The status, if it is news; blank for none.

    Of an order that a door has added the Log notes the first status unless that is paid. Where nobody knows what the
    shop has said before, only a status that is further on the way is news: the cell may hold the owner's own.
    """
    if told.status is None:
        return ""
    last, cells = newest(known.facts, FactKind.ORDER_STATUS), known.order.own_cells
    if last and last.value:
        # What is refunded stays so: a shop sends a late "paid" again, and no customer pays for the same order twice.
        news = told.status != last.value and last.value != OrderStatus.REFUNDED
    elif cells.brought is not None:
        news = told.status is not OrderStatus.PAID
    else:
        news = STATUS_RANK[told.status] > STATUS_RANK[known.order.status]
    return told.status.value if news else ""


def _amount(book: Book, known: _Known, told: ShopOrder) -> str:
    """The amount, if it is news; after the claim it never is, because what was given rests on the amount of its day."""
    if told.amount is None:
        return ""
    cells, value = known.order.own_cells, plain(told.amount)
    last = newest(known.facts, FactKind.ORDER_AMOUNT)
    before = last.value if last else plain(cells.amount if cells.brought is None else cells.brought)
    return value if value != before and book.claim_of(known.order.number) is None else ""


def _only_noted(known: _Known) -> bool:
    """True for the first amount that the shop tells of an order whose row it has not brought.

    Nobody knows whether the shop has changed it or the owner has, so it is noted and the owner's counts; from the next
    one on it is known. An amount of nothing is nobody's word: some shops send orders before they have a price.
    """
    cells = known.order.own_cells
    return cells.brought is None and bool(cells.amount) and newest(known.facts, FactKind.ORDER_AMOUNT) is None


def _refunded(known: _Known, told: ShopOrder) -> str:
    """How much went back in all, if it is news: it only grows, so a smaller amount is an older word."""
    last = newest(known.facts, FactKind.ORDER_REFUNDED)
    before = Decimal(last.value) if last and last.value else known.order.own_cells.refunded
    if told.refunds_alone and told.refunded and before and before != told.refunded:
        # One more refund, or the one that is known told otherwise: only the owner knows.
        raise NotTaken(
            f"{plain(before)} of this order went back before, and {plain(told.refunded)} is told here alone: "
            "write what went back in all under Refunded."
        )
    return plain(told.refunded) if told.refunded and told.refunded > (before or Decimal(0)) else ""


def _in_letters(book: Book, known: _Known | None, told: ShopOrder) -> ShopOrder:
    """The order with the three letters of its currency, where a mark such as ``$`` says it.

    A mark that can be the currency in which the order stands is that one.
    """
    settings, may = book.settings, currencies_of(told.currency)
    if len(may) <= 1:
        return told
    in_its_row = known.order.paid_as.rpartition(" ")[2] if known else ""
    if in_its_row in may:
        return replace(told, currency=in_its_row)
    meant = currencies_meant(told.currency, settings.currency, [name for name, _ in settings.currencies])
    if len(meant) > 1:
        raise NotTaken(f"{told.currency} can be {' or '.join(meant)}: write the three letters of the right one.")
    return replace(told, currency=meant[0]) if meant else told


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

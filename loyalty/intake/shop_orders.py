"""Intake: orders that a shop tells of are added once, and what it says later of those that are known is noted.

Everything in the row of a known order is the owner's. What the shop says of it becomes lines of the Log, and what it
only repeats becomes none: the newer word counts, and a repeated one is not newer (docs/decisions/0030).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, AddFact, AddOrder, Decision
from loyalty.book.told_orders import OrderFact, as_told, cell_of, plain
from loyalty.intake.alone_refunds import in_all, in_zone, kept_apart, kept_refunds, more_alone
from loyalty.intake.at_shop import AtShop, is_payment
from loyalty.intake.bought_later import bought_later
from loyalty.intake.owner_edits import OwnerEdits, follow_owner
from loyalty.intake.same_number import ANOTHER, is_another, of_same_shop
from loyalty.model.entry import UNDATED
from loyalty.model.fact import Fact, FactKind, Subject, fact_key, newest, next_fact
from loyalty.model.identifiers import fold, fold_order
from loyalty.model.imported import IntakeResult, IntakeStatus, OrderSource, ShopOrder
from loyalty.model.money.currencies import currencies_meant, currencies_of
from loyalty.model.money.told_refunds import Refund
from loyalty.model.orders import Order, OrderCells, OrderStatus
from loyalty.model.program_settings import EditedOrder, Settings
from loyalty.nightly.coupon_uses import uses_in
from loyalty.points.claimed.bought_since import BOUGHT, may_still_follow, told_after

STATUS_RANK = {
    OrderStatus.UNPAID: 0,
    OrderStatus.PAID: 1,
    OrderStatus.PARTLY_REFUNDED: 2,
    OrderStatus.REFUNDED: 3,
    OrderStatus.CANCELLED: 3,
}
NOTHING = "0"
"""Of a refund: the shop has taken it back."""
UNREADABLE = "Its row in the tab Orders cannot be read; correct it there first."
NO_AMOUNT = "The amount is missing."
OTHER_CURRENCY = (
    "The tab Orders has this order in {stands}, and it is told in {told} now: amounts and refunds in {told} do not "
    "count. Where {told} is right, write it under Currency in its row, with the amount in it."
)
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
    codes: tuple[str, ...] = ()
    """Codes that the order was paid with, of which its row does not say."""

    @property
    def paid_with(self) -> Order:
        """The order with all codes that it was paid with."""
        return replace(self.order, coupons=(*self.order.coupons, *self.codes)) if self.codes else self.order

    @property
    def changed(self) -> datetime:
        """When the shop had changed it last, by what it has told itself: what it says later counts.

        What came without a time, as with a file, is no older and no newer than any time.
        """
        told = (self.order.own_cells.changed, *(fact.changed for fact in self.facts))
        return max(filter(None, told), default=UNDATED)

    def learn(self, facts: Iterable[Fact]) -> bool:
        """Takes in what the shop has said; True when the order counts differently than before."""
        new, before = tuple(facts), self.order
        if not new:
            return False
        self.facts += new
        self.learned += tuple(map(AddFact, new))
        self.order = as_told(before, self.facts)
        return replace(self.order, cells=None) != replace(before, cells=None)


def take_orders(
    book: Book, *, orders: Iterable[ShopOrder], now: datetime, source: OrderSource = OrderSource.SHOP
) -> Decision[tuple[IntakeResult, ...]]:
    """What became of each of the orders, in their order; the points of those that went back follow at once, and those
    of claims that have waited for them.
    """
    arrivals, taken, at_shop = list[IntakeResult](), dict[str, _Known](), AtShop(book, now)
    for told in orders:
        number = at_shop.number_of(told)
        if (told.refunds and not number) or _is_cleared_away(book, told, number, now):
            kept = at_shop.take_in(told.shop_id, told.refunds)  # refunds wait for their order
            arrivals.append(IntakeResult(IntakeStatus.ADDED if kept else IntakeStatus.UNCHANGED))
            continue
        try:
            known = taken.get(fold_order(number)) or _known(book, number)
            if known and not at_shop.known_number(told) and _is_another(book, known, told):
                number = _own_number(known, told)
                known = taken.get(fold_order(number)) or _known(book, number)
            # Where there is an address nothing rests on a number, and what is not kept need not be erased.
            phone = "" if told.email else told.phone
            as_it_is = (told.number, told.phone) == (number, phone)
            arrived = _in_letters(book, known, told if as_it_is else replace(told, number=number, phone=phone))
            not_in = _not_in_its_currency(book, known, arrived) if known else ""
            if not_in:
                arrived = _without_money(arrived)
            if known is None:
                known, fate = _added(book, arrived, source, at_shop), IntakeStatus.ADDED
            else:
                known.codes += _further_codes(book, known, arrived, now)
                changed = known.learn(_news(book, known, arrived, at_shop))
                fate = IntakeStatus.UPDATED if changed else IntakeStatus.UNCHANGED
        except NotTaken as refused:
            arrivals.append(IntakeResult(IntakeStatus.REFUSED, str(refused)))
            continue
        taken[fold_order(number)] = known
        if known.learn(_by_ids(book, known, arrived, at_shop)) and fate is IntakeStatus.UNCHANGED:
            fate = IntakeStatus.UPDATED
        arrivals.append(IntakeResult(IntakeStatus.REFUSED, not_in) if not_in else IntakeResult(fate))
    changes = (
        *(change for known in taken.values() for change in (*([known.added] if known.added else ()), *known.learned)),
        *at_shop.learned,
    )
    told_now = [known.order for known in taken.values() if known.added or known.learned]
    after = book.after(changes)
    carrying = [known.paid_with for known in taken.values() if known.added or known.learned or known.codes]
    uses = tuple(_uses(after, carrying, now))
    after = after.after(uses)
    waits = (claim for order in told_now for claim in after.waits_for(order.number))
    # Nothing follows of an order that nobody has claimed, and a file brings thousands of these.
    claimed = [order for order in told_now if after.claim_of(order.number)]
    went_back = OwnerEdits.among((), claimed, (), waits=waits)
    follows = tuple(follow_owner(after, now=now, among=went_back))
    for line in (*uses, *follows):
        if isinstance(line, AddEntry):
            book.member(line.entry.member)  # their row shows what they have left
    return Decision(tuple(arrivals), (*changes, *uses, *follows))


def _is_cleared_away(book: Book, told: ShopOrder, number: str, now: datetime) -> bool:
    """True for an order that its shop has deleted and nobody knows here, or that was claimed long ago.

    Owners clear old orders away, and their customers' points are no less earned for that.
    """
    if told.number or told.refunds:
        return False
    claim = book.claim_of(number) if number else None
    return not number or (claim is not None and not may_still_follow(claim, now))


def _uses(book: Book, orders: Iterable[Order], now: datetime) -> Iterator[AddEntry]:
    """Coupons of the program's with which these orders were paid: used in the very commit that brings the order.

    Codes that are not the program's own are not looked for in the sheet: a shop has many.
    """
    glance = book.at_a_glance()
    for order in orders:
        if any(glance.coupon(code) for code in order.coupons):
            lines = tuple(map(AddEntry, uses_in(book, order, now)))
            book = book.after(lines)
            yield from lines


def _further_codes(book: Book, known: _Known, told: ShopOrder, now: datetime) -> tuple[str, ...]:
    """Codes of this version that its row does not have: the order may have been told of before without them."""
    changed = _changed(told, book.settings, now)
    if changed is not None and changed < known.changed:
        return ()
    return tuple(code for code in map(fold, told.coupons) if code not in (*known.order.coupons, *known.codes))


def _known(book: Book, number: str) -> _Known | None:
    order = book.order(number)
    if order is None:
        # Its row is not in the book, and the order would come a second time (docs/decisions/0021).
        if book.has_unreadable(number):
            raise NotTaken(UNREADABLE)
        return None
    return _Known(order, book.facts_with(fact_key(Subject.ORDER, number)))


def _is_another(book: Book, known: _Known, told: ShopOrder) -> bool:
    """True where the order that has this number is not the one that is told of."""
    same_currency = _same_currency(book, known, _in_letters(book, known, told))
    return is_another(known.order, known.facts, told, same_currency=same_currency)


def _own_number(known: _Known, told: ShopOrder) -> str:
    """What the order is called in place of the number that another one has; NotTaken."""
    if not (told.number_of_its_own and of_same_shop(known.order, told)):
        raise NotTaken(ANOTHER)
    return told.number_of_its_own


def _currency(book: Book, known: _Known) -> str:
    """The currency in which the order stands: a fact of it, which only the owner changes, in its row."""
    return known.order.paid_as.rpartition(" ")[2] or book.settings.currency


def _same_currency(book: Book, known: _Known, told: ShopOrder) -> bool:
    return fold(told.currency) in ("", fold(_currency(book, known)))


def _not_in_its_currency(book: Book, known: _Known, told: ShopOrder) -> str:
    """Why the money that is told of a known order is not understood; blank where it is in the order's currency."""
    if _same_currency(book, known, told):
        return ""
    return OTHER_CURRENCY.format(stands=_currency(book, known), told=told.currency.upper())


def _without_money(told: ShopOrder) -> ShopOrder:
    """What it says beside its money: its status, whose it is, and its codes mean the same in any currency."""
    return replace(told, amount=None, currency="", refunded=None, refunds=(), goods=None, lines=())


def _added(book: Book, told: ShopOrder, source: OrderSource, at_shop: AtShop) -> _Known:
    """The row of a new order, whose Status and Refunded stay blank, and the facts that the shop has told with it."""
    settings = book.settings
    if told.amount is None:
        raise NotTaken(NO_ORDER if told.refunds_alone else NO_AMOUNT)
    rate = _rate(told.currency, settings)
    at = _instant(told.placed, settings)
    changed = _changed(told, settings, at_shop.now)
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
        phone=told.phone,
        cells=OrderCells(
            None,
            told.amount,
            None,
            told.email,
            rate,
            told.amount,
            changed=changed,
            goods=told.goods,
            lines=told.lines,
            shop_id=told.shop_id,
            phone=told.phone,
        ),
    )
    # The Log may know the order though its row is gone: what was said of it then still counts.
    facts = book.facts_with(fact_key(Subject.ORDER, told.number))
    placed = at or told.placed
    as_it_is = placed is told.placed and changed is told.changed
    written = told if as_it_is else replace(told, placed=placed, changed=changed)
    known = _Known(as_told(order, facts) if facts else order, facts, AddOrder(order, written, source))
    if facts or not _is_just_paid(told):
        known.learn(_news(book, known, told, at_shop))
    return known


def _is_just_paid(told: ShopOrder) -> bool:
    """True for what the row of a new order says in full, so that nothing of it is news besides."""
    return told.status in (None, OrderStatus.PAID) and not (told.refunded or told.refunds)


def _by_ids(book: Book, known: _Known, told: ShopOrder, at_shop: AtShop) -> Iterator[Fact]:
    """How much went back in all by the refunds that the shop tells one by one, if that is news.

    What comes of them is the same whatever came first, the order or its refunds: it follows from the refunds alone.
    Where the shop says itself what went back in all, their ids only tell them apart from what others tell.
    """
    if not told.shop_id:
        return
    at_shop.link(told, known.order.number, known.order.own_cells.shop_id)
    before = at_shop.refunds(told.shop_id)
    taken_in = at_shop.take_in(told.shop_id, told.refunds)
    last = newest(known.facts, FactKind.ORDER_REFUNDED)
    refunds = at_shop.refunds(told.shop_id)
    if told.refunded is not None or not refunds or (last and not taken_in):
        return
    order, others = known.order, () if is_payment(told.shop_id) else kept_refunds(known.facts)
    said = Decimal(last.value) if last and last.value else None
    back = in_all(book, order, refunds, others)
    # Another door may tell the whole of what went back: what is less than that is a part of it.
    own_word = said is None or said == in_all(book, order, before, others)
    if back != (said or 0) and (own_word or back > (said or 0)):
        # Without a time of the shop's: a version of the order that comes after it may be older than the refund.
        stood = cell_of(FactKind.ORDER_REFUNDED, order.own_cells)
        yield next_fact(known.facts, FactKind.ORDER_REFUNDED, order.number, plain(back), stood=stood, now=at_shop.now)


def _news(book: Book, known: _Known, told: ShopOrder, at_shop: AtShop) -> Iterator[Fact]:
    """What the shop says that it has not said before."""
    cells, now = known.order.own_cells, at_shop.now
    changed = _changed(told, book.settings, now)
    words: list[tuple[OrderFact, str]] = []
    # An older version that comes late says nothing new, but for what nobody has said since.
    older = changed is not None and changed < known.changed
    # A refund that is told alone is no version of its order: it counts whenever it comes.
    counts = told.refunds_alone or not older
    singles = in_zone(told.refunds, book.settings) if counts and not told.shop_id else ()
    refunded = _refunded(book, known, told, singles, at_shop) if counts else ""
    if not older:
        amount = _amount(book, known, told)
        bought = bought_later(book, known.order, known.facts, told, of_another_amount=bool(amount), now=now)
        words += [(FactKind.ORDER_STATUS, _status(known, told)), (FactKind.ORDER_AMOUNT, amount)]
        words += bought
    words.append((FactKind.ORDER_REFUNDED, refunded))
    tied = known.added is None and bool(told.shop_id) and changed == known.changed
    words = [(kind, value) for kind, value in words if value and not (tied and not _goes_further(known, kind, value))]
    words.append((FactKind.ORDER_EMAIL, "" if known.order.email else told.email))
    words.append((FactKind.ORDER_PHONE, _phone(book, known, told)))
    for kind, value in words:
        if value:
            stood = "" if kind is FactKind.ORDER_AMOUNT and _only_noted(known) else cell_of(kind, cells)
            last = newest(known.facts, kind)
            # A word that is repeated is no newer one than what the owner has written since.
            stood = last.stood if last and last.value == value else stood
            number = known.order.number
            version = None if told.refunds_alone and kind is FactKind.ORDER_REFUNDED else changed
            fact = next_fact(known.facts, kind, number, value, stood=stood, now=now, changed=version)
            claim = book.claim_of(number) if kind in BOUGHT else None
            yield told_after(claim, fact, now=now) if claim else fact
    yield from kept_apart(known.facts, known.order.number, singles, now=now)
    if changed and changed > known.changed and not told.refunds_alone and not any(value for _, value in words):
        yield from _version(known, told, changed) if told.shop_id else _timed(known, told, changed)


def _version(known: _Known, told: ShopOrder, changed: datetime) -> Iterator[Fact]:
    """A line for a version that says nothing new, of a shop whose webhooks come in any order.

    An older version, which says something else, may still be on its way.
    """
    status = (told.status or OrderStatus.PAID).value
    kind, number = FactKind.ORDER_VERSION, known.order.number
    yield next_fact(known.facts, kind, number, status, stood="", now=changed, changed=changed)


def _goes_further(known: _Known, kind: OrderFact, value: str) -> bool:
    """True for the one of two versions of the same second that counts, whichever of them came first."""
    last = newest(known.facts, kind)
    before = last.value if last else cell_of(kind, known.order.own_cells)
    if kind is FactKind.ORDER_STATUS:
        ranks = [(STATUS_RANK[status], status) for status in map(OrderStatus, (value, before or OrderStatus.PAID))]
        return ranks[0] > ranks[1]
    if kind is FactKind.ORDER_LINES:
        return value > before
    return Decimal(value) > Decimal(before or 0)


def _timed(known: _Known, told: ShopOrder, changed: datetime) -> Iterator[Fact]:
    """The last word that came without a time, as the shop repeats it with one: by that an older version is known.

    It is no newer word than before, so what the owner has written since still counts.
    """
    words = (
        (FactKind.ORDER_STATUS, told.status),
        (FactKind.ORDER_AMOUNT, None if told.amount is None else plain(told.amount)),
        (FactKind.ORDER_REFUNDED, None if told.refunded is None else plain(told.refunded)),
    )
    for kind, value in words:
        last = newest(known.facts, kind)
        if last and last.changed is None and last.value == value:
            yield next_fact(known.facts, kind, last.about, value, stood=last.stood, now=changed, changed=changed)
            return


def _changed(told: ShopOrder, settings: Settings, now: datetime) -> datetime | None:
    """When the shop had changed the order, where it tells that; None where it does not.

    A time that is still to come is a clock that is wrong: nothing that comes later is older than that.
    """
    changed = _instant(told.changed, settings)
    return min(changed, now).astimezone(UTC).replace(microsecond=0) if changed else None


def _status(known: _Known, told: ShopOrder) -> str:
    """The status, if it is news; blank for none.

    Of an order that a door has added the Log notes the first status unless that is paid. Where nobody knows what the
    shop has said before, only a status that is further on the way is news, for the cell may hold the owner's own; one
    that is the same as there is noted, so that the next one is known to be another.
    """
    if told.status is None:
        return ""
    last, cells = newest(known.facts, FactKind.ORDER_STATUS), known.order.own_cells
    if last and last.value:
        news = told.status != last.value
    elif cells.brought is not None:
        news = told.status is not OrderStatus.PAID
    else:
        noted = told.status is cells.status and STATUS_RANK[told.status] > STATUS_RANK[OrderStatus.PAID]
        news = noted or STATUS_RANK[told.status] > STATUS_RANK[known.order.status]
    return told.status.value if news else ""


def _amount(book: Book, known: _Known, told: ShopOrder) -> str:
    """The amount, if it is news; after the claim only where its points are to follow it."""
    if told.amount is None:
        return ""
    cells, value = known.order.own_cells, plain(told.amount)
    last = newest(known.facts, FactKind.ORDER_AMOUNT)
    before = last.value if last else plain(cells.amount if cells.brought is None else cells.brought)
    if value == before:
        return ""
    follows = book.settings.edited_order is EditedOrder.CORRECT
    return value if follows or book.claim_of(known.order.number) is None else ""


def _phone(book: Book, known: _Known, told: ShopOrder) -> str:
    """The customer's number, if it is the first thing that says whose the order is."""
    order = known.order
    needed = told.phone and not (order.email or order.phone) and book.claim_of(order.number) is None
    return told.phone if needed else ""


def _only_noted(known: _Known) -> bool:
    """True for the first amount that the shop tells of an order whose row it has not brought.

    Nobody knows whether the shop has changed it or the owner has, so it is noted and the owner's counts; from the next
    one on it is known. An amount of nothing is nobody's word: some shops send orders before they have a price.
    """
    cells = known.order.own_cells
    return cells.brought is None and bool(cells.amount) and newest(known.facts, FactKind.ORDER_AMOUNT) is None


def _refunded(book: Book, known: _Known, told: ShopOrder, singles: Sequence[Refund], at_shop: AtShop) -> str:
    """How much went back in all, if it is news; ``singles`` are what came in single refunds that are told apart.

    Where nobody knows what the shop has said before it only grows, as the status goes only forward. Single refunds
    without their order say nothing of what went back in all.
    """
    last, cells = newest(known.facts, FactKind.ORDER_REFUNDED), known.order.own_cells
    said = Decimal(last.value) if last and last.value else None
    before = cells.refunded if said is None else said
    if told.refunds_alone and told.refunded and before:
        of_shop = at_shop.single_refunds(known.order)
        more = more_alone(book, known.order, known.facts, singles, of_shop=of_shop)
        if more is not None:
            return plain(before + more) if more else ""
        if before != told.refunded:
            # One more refund, or the one that is known told otherwise: only the owner knows.
            raise NotTaken(
                f"{plain(before)} of this order went back before, and {plain(told.refunded)} is told here alone: "
                "write what went back in all under Refunded."
            )
    if told.refunded is None:
        # What went back by ids goes forward and back by these alone.
        return NOTHING if said and not told.shop_id and _is_paid_again(known, told) else ""
    if said is not None or cells.brought is not None:
        news = told.refunded != (said or 0)
    else:
        news = told.refunded > 0 and told.refunded >= (before or 0)
    return plain(told.refunded) if news else ""


def _is_paid_again(known: _Known, told: ShopOrder) -> bool:
    """True where the shop calls an order paid of which it had said that all of it went back."""
    last = newest(known.facts, FactKind.ORDER_STATUS)
    whole = known.order.status is OrderStatus.REFUNDED and last is not None and last.value == OrderStatus.REFUNDED
    return whole and told.status is OrderStatus.PAID


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

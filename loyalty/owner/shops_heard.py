"""What shops have told by themselves: when each has told of something last, and which has been silent for too long."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from loyalty.book.book import Book
from loyalty.model.fact import Subject, fact_key

PACE_DAYS = 90
"""How many orders a shop brings is seen from those of so many days."""
MISSED_ORDERS = 5
"""A shop of that pace is silent for so long by chance in fewer than one of a hundred cases (e⁻⁵ is 0.7 %)."""


@dataclass(frozen=True, slots=True)
class SilentShop:
    """A shop by the first part of its ids, and the day of what it has told of last; None for nothing ever."""

    shop: str
    last: date | None


def last_told(book: Book) -> Mapping[str, datetime]:
    """When each shop has told of something last, by the shop's own clock where it says so."""
    found = dict[str, datetime]()
    for order in book.orders.values():
        cells = order.own_cells
        if cells.shop_id:
            facts = book.facts_with(fact_key(Subject.ORDER, order.number))
            _note(found, cells.shop_id, cells.changed, *(fact.changed or fact.time for fact in facts))
    for fact in book.all_facts():
        if fact.kind.subject is Subject.SHOP:
            _note(found, fact.about, fact.time)
    return found


def silent_shops(book: Book, shops: Iterable[str], *, now: datetime) -> Iterator[SilentShop]:
    """Those of these shops that have told of nothing yet, or of nothing while orders should have come."""
    told = last_told(book)
    for shop in shops:
        last = told.get(shop)
        if last is None:
            yield SilentShop(shop, None)
        elif _orders_before(book, shop, last) * (now - last) >= MISSED_ORDERS * timedelta(days=PACE_DAYS):
            yield SilentShop(shop, book.settings.day(last))


def _orders_before(book: Book, shop: str, last: datetime) -> int:
    """How many orders the shop had in the days up to that one."""
    end = book.settings.day(last)
    begin = end - timedelta(days=PACE_DAYS)
    mine = (order for order in book.orders.values() if _shop_of(order.own_cells.shop_id) == shop)
    return sum(order.placed is not None and begin < order.placed <= end for order in mine)


def _note(found: dict[str, datetime], shop_id: str, *instants: datetime | None) -> None:
    shop = _shop_of(shop_id)
    there = [instant for instant in (*instants, found.get(shop)) if instant is not None]
    if there:
        found[shop] = max(there)


def _shop_of(shop_id: str) -> str:
    return shop_id.partition("/")[0].casefold()

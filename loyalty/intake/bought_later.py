"""What a shop tells of an order's goods and lines when the order is there already: news for the Log, or none."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from loyalty.book.book import Book
from loyalty.book.told_orders import OrderFact, cell_of, plain
from loyalty.model.bought.order_lines import written_lines
from loyalty.model.fact import Fact, FactKind, newest
from loyalty.model.imported import ShopOrder
from loyalty.model.orders import Order
from loyalty.model.program_settings import PointsCount
from loyalty.points.claimed.bought_since import may_still_follow


def bought_later(
    book: Book, order: Order, facts: Iterable[Fact], told: ShopOrder, *, of_another_amount: bool, now: datetime
) -> Iterator[tuple[OrderFact, str]]:
    """What the shop has not said before of what was bought, as facts write it; after the claim also what it says again
    ``of_another_amount``, of which the goods would else be as much more or less.

    Long after the claim it is no news. Nor is it where no rule asks for it: each night's file would else bring a line
    for every order of the years before.
    """
    goods = plain(told.goods) if told.goods is not None and _asks_for_goods(book) else ""
    lines = written_lines(told.lines) if _asks_for_lines(book) else ""
    claim = book.claim_of(order.number) if goods or lines else None
    if claim and not may_still_follow(claim, now):
        return
    again = claim is not None and of_another_amount
    if goods and (again or _is_news(FactKind.ORDER_GOODS, goods, order, facts)):
        yield FactKind.ORDER_GOODS, goods
    if lines and (again or _is_news(FactKind.ORDER_LINES, lines, order, facts)):
        yield FactKind.ORDER_LINES, lines


def _is_news(kind: OrderFact, value: str, order: Order, facts: Iterable[Fact]) -> bool:
    """True for what the shop has not said last, or, as far as the Log knows, has not brought with the row."""
    last = newest(facts, kind)
    return value != (last.value if last else cell_of(kind, order.own_cells))


def _asks_for_goods(book: Book) -> bool:
    return book.settings.points_count is PointsCount.GOODS


def _asks_for_lines(book: Book) -> bool:
    named = bool(book.offers.products) or any(campaign.products for campaign in book.offers.campaigns)
    return named or _asks_for_goods(book)

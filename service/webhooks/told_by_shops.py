"""What a shop has told of its orders, by a webhook or because it was asked: taken, or said to the owner why not."""

from collections.abc import Sequence
from datetime import datetime

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.intake.shop_orders import take_orders
from loyalty.model.imported import IntakeResult, IntakeStatus, ShopOrder
from service.log_lines import log
from sheets.codec.table import Problem
from sheets.schema.orders_tab import NOT_TAKEN, ORDERS

SHOWN_SIGNS = 4


def take_told(
    book: Book, *, orders: Sequence[ShopOrder], now: datetime, tells: list[Problem], also: Sequence[Problem] = ()
) -> Decision[tuple[IntakeResult, ...]]:
    """Takes them, and says in the same commit what of them was refused: nobody reads the shop's own answer.

    That is put into ``tells``, behind what is to be said ``also``.
    """
    decision = take_orders(book, orders=orders, now=now)
    told = zip(orders, decision.outcome, strict=True)
    refused = [not_taken(_name_of(order), result.why) for order, result in told if result.fate is IntakeStatus.REFUSED]
    tells[:] = [*also, *refused]
    return decision


def not_taken(number: str, why: str) -> Problem:
    """What the owner reads in Problems of an order that could not be taken; it stands in no row."""
    return Problem(ORDERS.title, 0, ORDERS.order.heading, number, NOT_TAKEN.of(why=why))


def log_refused(orders: Sequence[ShopOrder], results: Sequence[IntakeResult]) -> None:
    """A line of the log for each that was not taken."""
    for order, result in zip(orders, results, strict=True):
        if result.fate is IntakeStatus.REFUSED:
            log.error("an order of the shop's (%s) was not taken: %s", _cut(_name_of(order)), result.why)


def log_unreadable(number: str, why: str) -> None:
    """A line of the log for one that cannot be read."""
    log.error("an order of the shop's (%s) cannot be read: %s", _cut(number), why)


def _name_of(order: ShopOrder) -> str:
    """Its number, else the shop's own id."""
    return order.number or order.shop_id


def _cut(name: str) -> str:
    """The end of a number or id: enough for the owner to find the order, and nothing to claim it with."""
    return f"…{name[-SHOWN_SIGNS:]}" if name else "without a number"

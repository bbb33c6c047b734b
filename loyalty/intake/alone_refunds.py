"""Refunds that come one by one, without what went back in all: each that can be told apart is kept in the Log."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, tzinfo
from decimal import Decimal

from loyalty.book.book import Book
from loyalty.book.told_orders import plain
from loyalty.model.fact import Fact, FactKind, newest, next_fact
from loyalty.model.money.refund_lines import refunds_in, written_of_order
from loyalty.model.money.told_refunds import Refund, UnclearRefund, new_refunds, went_back_in_all
from loyalty.model.orders import Order
from loyalty.model.program_settings import PointsCount, Settings


def in_all(book: Book, order: Order, of_shop: Sequence[Refund], others: Sequence[Refund]) -> Decimal:
    """How much of the order went back by these refunds, in the currency that was paid."""
    amount = order.amount if order.told_amount is None else order.told_amount
    counts_goods = book.settings.points_count is PointsCount.GOODS
    goods = order.goods / order.own_cells.rate if counts_goods and order.goods else None
    return went_back_in_all(of_shop, others, amount, goods)


def more_alone(
    book: Book, order: Order, facts: Iterable[Fact], told: Sequence[Refund], *, of_shop: Sequence[Refund]
) -> Decimal | None:
    """How much these refunds add to what went back of an order in all; None where nobody can know that.

    It can be known where each of them is told apart, and all that went back so far came in refunds that are, here or
    by the shop itself.
    """
    facts = tuple(facts)
    kept = kept_refunds(facts)
    if not told or not (kept or of_shop):
        return None
    try:
        new = new_refunds(told, kept, of_shop)
    except UnclearRefund:
        return None
    before = in_all(book, order, of_shop, kept)
    more = in_all(book, order, of_shop, (*kept, *new)) - before
    last = newest(facts, FactKind.ORDER_REFUNDED)
    told_all = last is None or last.value != plain(before)
    return None if more and told_all else more


def kept_apart(facts: Iterable[Fact], order: str, told: Sequence[Refund], *, now: datetime) -> Iterator[Fact]:
    """A line for each of these refunds that is not known yet, so that it can be told from the next ones."""
    facts = tuple(facts)
    try:
        new = new_refunds(told, kept_refunds(facts))
    except UnclearRefund:
        return
    for refund in new:
        value = written_of_order(refund)
        fact = next_fact(facts, FactKind.ORDER_REFUND, order, value, stood="", now=now)
        facts = (*facts, fact)
        yield fact


def in_zone(refunds: Iterable[Refund], settings: Settings) -> tuple[Refund, ...]:
    """The refunds with their instants in the shop's zone, by which their days are told."""
    return tuple(replace(refund, at=_in_zone(refund.at, settings.zone)) for refund in refunds)


def kept_refunds(facts: Iterable[Fact]) -> tuple[Refund, ...]:
    """The refunds that lines about the order's number have."""
    return tuple(refunds_in(fact for fact in facts if fact.kind is FactKind.ORDER_REFUND))


def _in_zone(at: datetime | date | None, zone: tzinfo) -> datetime | date | None:
    if not isinstance(at, datetime):
        return at
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(zone).replace(microsecond=0)

"""Refunds that come one by one, without what went back in all: each that can be told apart is kept in the Log."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, tzinfo
from decimal import Decimal

from loyalty.book.told_orders import plain
from loyalty.model.fact import Fact, FactKind, newest, next_fact
from loyalty.model.money.single_refunds import SingleRefund, UnclearRefund, new_refunds, read_refund, written_refund
from loyalty.model.program_settings import Settings


def more_alone(facts: Iterable[Fact], told: Sequence[SingleRefund]) -> Decimal | None:
    """How much these refunds add to what went back of an order in all; None where nobody can know that.

    It can be known where each of them is told apart, and all that went back so far came in refunds that are.
    """
    facts = tuple(facts)
    kept = _kept(facts)
    if not (told and kept):
        return None
    try:
        more = sum((refund.amount for refund in new_refunds(told, kept)), Decimal(0))
    except UnclearRefund:
        return None
    last = newest(facts, FactKind.ORDER_REFUNDED)
    told_all = last is None or last.value != plain(sum((refund.amount for refund in kept), Decimal(0)))
    return None if more and told_all else more


def kept_apart(facts: Iterable[Fact], order: str, told: Sequence[SingleRefund], *, now: datetime) -> Iterator[Fact]:
    """A line for each of these refunds that is not known yet, so that it can be told from the next ones."""
    facts = tuple(facts)
    try:
        new = new_refunds(told, _kept(facts))
    except UnclearRefund:
        return
    for refund in new:
        value = written_refund(refund)
        fact = next_fact(facts, FactKind.ORDER_REFUND, order, value, stood="", now=now)
        facts = (*facts, fact)
        yield fact


def in_zone(refunds: Iterable[SingleRefund], settings: Settings) -> tuple[SingleRefund, ...]:
    """The refunds with their instants in the shop's zone, by which their days are told."""
    return tuple(replace(refund, at=_in_zone(refund.at, settings.zone)) for refund in refunds)


def _in_zone(at: datetime | date | None, zone: tzinfo) -> datetime | date | None:
    if not isinstance(at, datetime):
        return at
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(zone).replace(microsecond=0)


def _kept(facts: Iterable[Fact]) -> tuple[SingleRefund, ...]:
    kept = (read_refund(fact.value) for fact in facts if fact.kind is FactKind.ORDER_REFUND)
    return tuple(filter(None, kept))

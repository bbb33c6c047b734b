"""What a shop has told of an order's goods and product lines after its claim: the claim did not know of it.

The points follow it, where the owner wants corrections, if it is told within a month (docs/decisions/0072).
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from loyalty.book.book import Book
from loyalty.book.told_orders import OrderFact, as_told, cell_of
from loyalty.model.entry import Entry
from loyalty.model.fact import Fact, FactKind, Subject, fact_key, newest
from loyalty.model.orders import Order

BOUGHT: tuple[OrderFact, ...] = (FactKind.ORDER_GOODS, FactKind.ORDER_LINES)
LATEST = timedelta(days=31)
"""A file comes once a month; what is told later is told because rules have changed, and these change no old claim.

Nor does an order that its shop deletes after that."""
A_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class BoughtSince:
    """``claimed`` is the order as the claim knew it, ``told`` as it was when the last of it was told.

    ``words`` counts what the shop has said of goods and lines in all, so that each of its words is followed once.
    """

    words: int
    claimed: Order
    told: Order


def bought_since(book: Book, claim: Entry, order: Order) -> BoughtSince | None:
    """What counts of that; None where there is none."""
    facts = book.facts_with(fact_key(Subject.ORDER, order.number))
    last = [fact for kind in BOUGHT if (fact := newest(facts, kind))]
    counting = [fact for fact in last if _came_after(claim, fact) and _stands(fact, order)]
    if not counting:
        return None
    at = max(fact.time for fact in counting)
    known = [fact for fact in facts if fact.kind not in BOUGHT or not _came_after(claim, fact)]
    by_then = [fact for fact in facts if fact.time <= at]
    return BoughtSince(sum(fact.number for fact in last), as_told(order, known), as_told(order, by_then))


def may_still_follow(claim: Entry, now: datetime) -> bool:
    """True while what is told of goods and lines, or that the order is deleted, still counts for this claim."""
    return now <= claim.time + LATEST


def told_after(claim: Entry, fact: Fact, *, now: datetime) -> Fact:
    """The fact with the time at which it came, later than the claim, which did not know it, whatever the clocks say."""
    came = max(fact.time, now, claim.time + A_MOMENT).astimezone(UTC)
    return replace(fact, time=came.replace(microsecond=0))


def _came_after(claim: Entry, fact: Fact) -> bool:
    return fact.time > claim.time


def _stands(fact: Fact, order: Order) -> bool:
    """False where the owner has written something else since."""
    kind = next(kind for kind in BOUGHT if kind is fact.kind)
    return bool(fact.value) and fact.newer_than(cell_of(kind, order.own_cells))

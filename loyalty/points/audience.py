"""Groups: what a member belongs to, whom an offer is for, and what their groups multiply."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from loyalty.book.book import Book
from loyalty.model.identifiers import fold
from loyalty.model.member import Member
from loyalty.points.memberships import plans_of
from loyalty.points.tiers import tier_of


def groups_of(book: Book, member: Member, *, today: date, segments: Sequence[str] | None = None) -> frozenset[str]:
    """The folded names of the segments, plans and tiers that the member belongs to on this day.

    Segments are the owner's own words for them and, of the tab Segments, these, else those of the last night.
    """
    tier = tier_of(book, member.code)
    plans = (fold(plan.name) for plan in plans_of(book, member, today=today))
    called = _called(book, member, segments) if book.offers.segments else ()
    return frozenset((*member.segments, *called, *plans, *((fold(tier.name),) if tier else ())))


def _called(book: Book, member: Member, segments: Sequence[str] | None) -> Iterator[str]:
    """All names of these segments, as far as the owner has them still."""
    noted = frozenset(map(fold, book.segments_of(member.code) if segments is None else segments))
    for segment in book.offers.segments:
        if fold(segment.name) in noted:
            yield from (fold(segment.name), *segment.also)


def is_for(groups: frozenset[str], names: Sequence[str]) -> bool:
    """True when an offer for these names is for whoever is in these groups; one that names none is for everybody."""
    return not names or not groups.isdisjoint(names)


def multipliers(book: Book, member: Member, *, today: date) -> tuple[tuple[str, Decimal], ...]:
    """What the member's tier and plans multiply the points of orders with, by their names; without those of 1."""
    tier = tier_of(book, member.code)
    named = [(plan.name, plan.multiplier) for plan in plans_of(book, member, today=today)]
    named += [(tier.name, tier.multiplier)] if tier else []
    return tuple((name, multiplier) for name, multiplier in named if multiplier != 1)

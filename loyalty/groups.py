"""Groups: whom an offer is for, by what the owner calls her members."""

from collections.abc import Sequence
from datetime import date

from loyalty.book import Book
from loyalty.identifiers import fold
from loyalty.values import Member


def groups_of(book: Book, member: Member, *, today: date) -> frozenset[str]:
    """The folded names of the segments, plans and tiers that the member belongs to on this day."""
    del book
    given = member.plan and (member.plan_until is None or today <= member.plan_until)
    return frozenset((*member.segments, *((fold(member.plan),) if given else ())))


def is_for(book: Book, member: Member, names: Sequence[str], *, today: date) -> bool:
    """True when an offer for these groups is for the member; one that names none is for everybody."""
    return not names or not groups_of(book, member, today=today).isdisjoint(names)

"""Segments, night after night: who has come into one or left it is a line of the Log, and so is what each comes to.

Offers, emails and what the owner sees go by these lines and not by a look of their own: all of them say the same until
the next night (docs/decisions/0083-segments.md).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from loyalty.book.book import Book
from loyalty.book.decision import AddFact, Decision
from loyalty.book.learned_members import written_names
from loyalty.model.fact import FactKind
from loyalty.model.member import Member
from loyalty.outcomes.batch_reports import Booked
from loyalty.points.segmenting.segment_census import SegmentCensus, SegmentTotal


def note_segments(
    book: Book, *, census: SegmentCensus, now: datetime, limit: int, among: Sequence[str] | None = None
) -> Decision[Booked]:
    """Notes what has changed for up to ``limit`` members since the last night, and with the first of them the totals;
    ``among`` are the codes of those whom a slice before has found.
    """
    totals = tuple(_totals(book, census, now)) if among is None else ()
    if among is None:
        glance = book.at_a_glance()
        among = [member.code for member in glance.members.values() if _differs(glance, member, census)]
    members = filter(None, map(book.member, among[:limit]))
    facts = tuple(
        book.next_fact(FactKind.MEMBER_SEGMENTS, member.code, _written(member, census), stood="", now=now)
        for member in members
        if _differs(book, member, census)
    )
    return Decision(Booked(len(facts), 0, tuple(among[limit:])), (*totals, *map(AddFact, facts)))


def _differs(book: Book, member: Member, census: SegmentCensus) -> bool:
    return book.segments_of(member.code) != census.names.get(member.code, ())


def _written(member: Member, census: SegmentCensus) -> str:
    return written_names(census.names.get(member.code, ()))


def _totals(book: Book, census: SegmentCensus, now: datetime) -> Iterator[AddFact]:
    for name, total in census.totals.items():
        known = book.fact(FactKind.SEGMENT_TOTAL, name)
        if known is None or known.value != _total(total):
            yield AddFact(book.next_fact(FactKind.SEGMENT_TOTAL, name, _total(total), stood="", now=now))


def _total(total: SegmentTotal) -> str:
    return f"{total.members} {total.net:f}"

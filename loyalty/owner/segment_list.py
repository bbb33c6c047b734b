"""A segment's members for a program elsewhere: only those who may be written to, with what such programs know by."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.book.book import Book
from loyalty.book.proof import has_proved
from loyalty.model.identifiers import fold
from loyalty.model.member import Member
from loyalty.points.audience import groups_of
from loyalty.points.segmenting.segment_census import take_segments


@dataclass(frozen=True, slots=True)
class Listed:
    """A member as they are listed; ``phone`` is the one that WhatsApp has named, with its country, blank for none."""

    email: str
    first_name: str
    last_name: str
    phone: str


@dataclass(frozen=True, slots=True)
class SegmentList:
    """The members of a segment who may be written to, by their addresses; ``left_out`` are so many others."""

    members: tuple[Listed, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class NoSuchSegment:
    """Nothing is called so; ``there`` are the names of the owner's segments."""

    there: tuple[str, ...]


def list_segment(book: Book, name: str, *, now: datetime) -> SegmentList | NoSuchSegment:
    """Who is in the segment, tier or plan of this name now, or has it under Segment."""
    today = book.settings.day(now)
    names = take_segments(book, today=today).names
    wanted = fold(name)
    if wanted not in _known(book):
        return NoSuchSegment(tuple(segment.name for segment in book.offers.segments))
    those = [
        member
        for code, member in book.members.items()
        if wanted in groups_of(book, member, today=today, segments=names.get(code, ()))
    ]
    listed = sorted((_listed(one) for one in those if _may_be_written_to(book, one)), key=lambda one: one.email)
    return SegmentList(tuple(listed), len(those) - len(listed))


def _known(book: Book) -> set[str]:
    offers = book.offers
    known = {fold(group) for group in (*(tier.name for tier in offers.tiers), *(plan.name for plan in offers.plans))}
    known.update(name for segment in offers.segments for name in (fold(segment.name), *segment.also))
    return known | {word for member in book.members.values() for word in member.segments}


def _may_be_written_to(book: Book, member: Member) -> bool:
    """True for whoever gets emails that they did not ask for, if the owner sends any."""
    wants = member.reminders is not False and not member.bounced and not member.blocked
    return wants and bool(member.email) and has_proved(book, member)


def _listed(member: Member) -> Listed:
    first, _, last = " ".join(member.name.split()).partition(" ")
    return Listed(member.email, first, last, member.phone)

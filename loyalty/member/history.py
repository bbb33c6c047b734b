"""A member's history: each line of theirs that counts, in the order of time."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.member.who_asks import member_who_asks
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.member import Member
from loyalty.outcomes.asking import AskOutcome, HistoryTold
from loyalty.outcomes.member_standing import HistoryLine
from loyalty.points.standing import reward_name, standing


def tell_history(book: Book, *, contact: str, now: datetime) -> Decision[AskOutcome]:
    """Why the member has these points, the newest line first."""
    member = member_who_asks(book, contact)
    if not isinstance(member, Member):
        return Decision(member)
    return Decision(HistoryTold(standing(book, member, today=book.settings.day(now)), history_of(book, member)))


def history_of(book: Book, member: Member) -> tuple[HistoryLine, ...]:
    """The member's lines that count, the newest first."""
    return tuple(_lines(book, book.entries_of(member.code)))[::-1]


def _lines(book: Book, entries: tuple[Entry, ...]) -> Iterator[HistoryLine]:
    counted = (entry for entry in entries if entry.points or entry.kind is EntryKind.CLAIM)
    for entry in sorted(counted, key=lambda line: (line.time, -line.points, line.cause)):
        day = book.settings.day(entry.told_time) if entry.told_time else None
        yield HistoryLine(day, entry.kind, entry.points, _about(book, entry))


def _about(book: Book, entry: Entry) -> str:
    """The order or the reward; the owner's notes are for the owner alone."""
    match entry.kind:
        case EntryKind.CLAIM | EntryKind.REFUND | EntryKind.CORRECTION:
            return entry.subject
        case EntryKind.TIER | EntryKind.MEMBERSHIP | EntryKind.SURVEY | EntryKind.ACTION:
            return entry.note or entry.subject
        case EntryKind.REDEMPTION | EntryKind.CANCELLATION:
            return reward_name(book, entry)
        case (
            EntryKind.SIGN_UP
            | EntryKind.ADJUSTMENT
            | EntryKind.USE
            | EntryKind.OPENING
            | EntryKind.EXPIRY
            | EntryKind.REFERRAL
            | EntryKind.BIRTHDAY
        ):
            return ""
        case _:
            assert_never(entry.kind)

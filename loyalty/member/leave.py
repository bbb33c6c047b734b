"""Leaving: a member is deleted at their own wish; the Ledger keeps its sums under the bare code."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, Decision
from loyalty.book.left_members import BLOCKED, WITHOUT_KEY, Marks, marks_ever
from loyalty.book.proof import has_proved
from loyalty.member.leaving.removal import removal
from loyalty.member.who_asks import member_whose_data
from loyalty.model.addresses import fold_email
from loyalty.model.causes import left_causes
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.member import Member
from loyalty.outcomes.batch_reports import Booked
from loyalty.outcomes.stored_data import LeaveOutcome, LeaveSure, Left
from loyalty.points.standing import held_coupons, standing


def leave(
    book: Book, *, contact: str, confirmed: bool, now: datetime, marks: Marks = WITHOUT_KEY
) -> Decision[LeaveOutcome]:
    """Says what is lost, and with ``confirmed`` deletes the person.

    What stays are lines of no points with ``marks`` of their contacts and of all mailboxes that were theirs, which tell
    nobody who it was: whoever comes back gets nothing a second time, and stays blocked if they were.
    """
    member = member_whose_data(book, contact)
    if not isinstance(member, Member):
        return Decision(member)
    today = book.settings.day(now)
    if not confirmed:
        held = [coupon for coupon in held_coupons(book, member, today=today) if not coupon.soon]
        return Decision(LeaveSure(standing(book, member, today=today), len(held)))
    # An address that they only typed may be somebody else's, who would come back to no bonus, or to a block.
    addresses = _addresses(book, member) if has_proved(book, member) else ()
    left = dict.fromkeys((*marks.to_leave(member.contacts, addresses), *marks_ever(book, member.code)))
    lines = tuple(AddEntry(_line(book, member, mark, now)) for mark in left)
    return Decision(Left(book.settings.program_name), (*lines, removal(book, member)))


def _addresses(book: Book, member: Member) -> list[str]:
    """All addresses that they have, and those that they had when something was booked."""
    had = {fold_email(line.email) for line in book.entries_of(member.code) if line.email}
    return sorted(had | book.addresses_of(member))


def _line(book: Book, member: Member, mark: str, now: datetime) -> Entry:
    cause = next(cause for cause in left_causes(mark) if book.caused_by(cause) is None)
    subject = BLOCKED if member.blocked else ""
    return Entry(now, member.code, EntryKind.ADJUSTMENT, 0, subject=subject, note="left the program", cause=cause)


def erase(book: Book, *, now: datetime, limit: int, among: Sequence[str] | None = None) -> Decision[Booked]:
    """Deletes what is still there of members who have left (docs/decisions/0018).

    The owner had sorted the tab between our read and our write, so that nothing was deleted then.
    """
    del now
    glance = book.at_a_glance()
    found = [code for code in glance.members if has_left(glance, code)] if among is None else among
    gone = [member for member in filter(None, map(book.member, found[:limit])) if has_left(book, member.code)]
    return Decision(Booked(len(gone), 0, tuple(found[limit:])), tuple(removal(book, member) for member in gone))


def has_left(book: Book, member: str) -> bool:
    """True for the code of somebody who has left, whether or not all of theirs is erased yet."""
    return any(_is_leaving(book.entries_of(member)))


def _is_leaving(entries: Sequence[Entry]) -> Iterator[bool]:
    return (entry.cause.startswith("left:") for entry in entries if not entry.points)

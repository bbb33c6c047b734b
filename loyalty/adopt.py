"""The owner's own edits become entries: a number typed over Members.Points is an adjustment."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from loyalty.book import Book
from loyalty.decisions import AddEntry
from loyalty.identifiers import edit_cause, edit_mark, fold
from loyalty.values import Entry, EntryKind, Member


def adopt_edits(book: Book, *, now: datetime, among: Iterable[Member] | None = None) -> Iterator[AddEntry]:
    """An entry for each number that was typed, with the difference to what was shown before; of all or of some.

    What was booked already of the numbers typed over the same display is left out: the cell that tells the program so
    is written with the entry, but may land in another row when the owner sorts at that moment.
    """
    for member in book.members.values() if among is None else among:
        points = _difference(book, member) if member.points_typed else 0
        if points:
            yield AddEntry(
                Entry(
                    now,
                    member.code,
                    EntryKind.ADJUSTMENT,
                    points,
                    email=member.email,
                    note="edited in the sheet",
                    cause=edit_cause(member.code, member.display, member.points_shown or 0),
                )
            )


def _difference(book: Book, member: Member) -> int:
    """Points to book; nobody falls below zero: no more is taken than there is, should lines have been added by hand."""
    mark = fold(edit_mark(member.code, member.display))
    booked = sum(entry.points for entry in book.entries_of(member.code) if fold(entry.cause).startswith(mark))
    return max(member.points_typed - booked, -max(book.account_of(member.code).points, 0))

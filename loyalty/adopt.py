"""The owner's own edits become entries: a number typed over Members.Points is an adjustment."""

from collections.abc import Iterator
from datetime import datetime

from loyalty.book import Book
from loyalty.decisions import AddEntry
from loyalty.identifiers import edit_cause
from loyalty.values import Entry, EntryKind


def adopt_edits(book: Book, *, now: datetime) -> Iterator[AddEntry]:
    """An entry for each number that was typed, with the difference to what was shown before."""
    for member in book.members.values():
        if member.points_typed:
            yield AddEntry(
                Entry(
                    now,
                    member.code,
                    EntryKind.ADJUSTMENT,
                    member.points_typed,
                    email=member.email,
                    note="edited in the sheet",
                    cause=edit_cause(member.code, book.version),
                )
            )

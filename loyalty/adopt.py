"""The owner's own edits become entries: a number typed over Members.Points is an adjustment."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from loyalty.book import Book
from loyalty.decisions import AddEntry
from loyalty.identifiers import edit_cause
from loyalty.values import Entry, EntryKind, Member


def adopt_edits(book: Book, *, now: datetime, among: Iterable[Member] | None = None) -> Iterator[AddEntry]:
    """An entry for each number that was typed, with the difference to what was shown before; of all or of some.

    Nobody falls below zero: where lines were added by hand meanwhile, no more is taken than is there.
    """
    for member in book.members.values() if among is None else among:
        points = max(member.points_typed, -max(book.account_of(member.code).points, 0)) if member.points_typed else 0
        if points:
            yield AddEntry(
                Entry(
                    now,
                    member.code,
                    EntryKind.ADJUSTMENT,
                    points,
                    email=member.email,
                    note="edited in the sheet",
                    cause=edit_cause(member.code, book.version),
                )
            )

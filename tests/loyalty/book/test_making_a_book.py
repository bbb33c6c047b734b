"""Making a book takes little more memory than the book: a large shop's instance has no room for a second one."""

import gc
import tracemalloc
from datetime import UTC, datetime, timedelta

from loyalty.book.book import Book
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.member import Member

MEMBERS = 3_000
FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def test_what_sorts_the_rows_is_never_made_for_all_of_them_at_once() -> None:
    members = [
        Member(f"M{number:05}", f"m{number}@example.com", contact=str(number), joined=FIRST + timedelta(hours=number))
        for number in range(MEMBERS)
    ]
    entries = [
        Entry(member.joined or FIRST, member.code, EntryKind.SIGN_UP, 50, cause=f"join:{member.code}")
        for member in members
    ]
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]

    book = Book.of(members=members, entries=entries)

    now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(book.members) == MEMBERS
    assert most - before < 1.6 * (now - before)

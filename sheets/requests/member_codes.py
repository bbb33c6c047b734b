"""Codes for members whom the owner has typed without one: nobody can invent a code.

The code is written by the row's number, and the owner may sort in that moment. So nothing is booked under it in the
same batch: a code that no line names and that lands in somebody else's row is no more than a slip of the hand, which
the Ledger puts right (docs/decisions/0034).
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import count

from loyalty.book.identities import row_key
from loyalty.model.identifiers import CODE_LETTERS, MEMBER_CODE_LENGTH, codes
from sheets.requests.display_cells import CellChange
from sheets.requests.images import CellRun, runs_of
from sheets.schema.members_tab import MEMBERS
from sheets.schema.snapshot import Snapshot

MOST_NAMED = 2_000
"""Codes in one batch; the next one goes on."""


def cells(snapshot: Snapshot, chance: str) -> Sequence[CellRun]:
    """A fresh code for each row that needs one, in its cell; ``chance`` is a text that nobody can guess."""
    return runs_of([snapshot.tables[MEMBERS.title]], list(_named(snapshot, chance)))


def _named(snapshot: Snapshot, chance: str) -> Iterator[CellChange]:
    book, table = snapshot.book, snapshot.tables[MEMBERS.title]
    wanted = {row_key(row) for row in book.identities.newcomers}
    fresh = (
        code
        for code in codes(_numbers(chance), MEMBER_CODE_LENGTH)
        if code not in book.members and not book.entries_of(code)
    )
    named = 0
    for row in table.rows if wanted else ():
        key = row_key(MEMBERS.as_told(row))
        # Of two rows that say the same only one is somebody; the other is told in Problems.
        # What stands in the cell and cannot be read is the owner's to correct.
        if key in wanted and named < MOST_NAMED and not row.holds_any((row.columns[MEMBERS.member],)):
            wanted.remove(key)
            named += 1
            code = next(fresh)
            yield CellChange(row, MEMBERS.member, code, code)


def _numbers(chance: str) -> Iterator[int]:
    """Numbers below the count of letters; a byte that would make some of them likelier is left out."""
    size = len(CODE_LETTERS)
    for number in count():
        for byte in sha256(f"{chance}:{number}".encode()).digest():
            if byte < 256 - 256 % size:
                yield byte % size

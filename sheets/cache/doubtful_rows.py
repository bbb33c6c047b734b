"""Rows of Members that leave a doubt: where they stand, and what the owner is told of them.

Such rows are read with every read: what they say of a contact or an address is found in no other way.
"""

from collections.abc import Iterator
from itertools import islice

from loyalty.book.book import Book
from loyalty.book.identities import Doubt, DoubtKind, Identities, left_behind, row_key
from loyalty.model.entry import Entry
from loyalty.model.member import Member
from sheets.cache.tab_cache import TabCache
from sheets.codec.column import AnyColumn
from sheets.codec.owner_sentences import Sentence
from sheets.codec.table import Problem
from sheets.schema.ledger_tab import LEDGER
from sheets.schema.members_tab import MEMBERS

SENTENCES = {
    DoubtKind.CODE_TWICE: Sentence(
        "Another row has this code, and the Ledger says it belongs to that row. This row is left out. If it "
        "is somebody new, empty this cell: the program makes a code."
    ),
    DoubtKind.ROW_TWICE: Sentence(
        "Another row has the same code, address and contact. Delete one of the two; until then they count as one."
    ),
    DoubtKind.ADDRESS_TWICE: Sentence(
        "%(code)s has this address as well; what comes for the address goes to %(code)s. "
        "If the two are one person, run: manage.py merge %(code)s %(this)s"
    ),
    DoubtKind.CONTACT_TWICE: Sentence(
        "%(code)s has this contact as well, and answers in the chat are those of %(code)s. "
        "If the two are one person, run: manage.py merge %(code)s %(this)s"
    ),
    DoubtKind.KNOWN_AS: Sentence(
        "The Ledger knows this address under %(code)s, a code that no row has. "
        "This row counts as the one of %(code)s; write %(code)s into this cell."
    ),
    DoubtKind.TAKEN: Sentence(
        "The address or contact of this row is that of %(code)s, so no code is made for it. "
        "Delete the row, or correct what is wrong in it."
    ),
    DoubtKind.NEWCOMER_TWICE: Sentence(
        "Another row without a code has the same address or contact, so no code is made for this one. "
        "Delete one of them."
    ),
    DoubtKind.CODE_MISSING: Sentence(
        "This row has lost its code, and the Ledger does not say which it was. Write it into this cell. "
        "If it is somebody new, empty Joined and Points as well: the program makes a code."
    ),
    DoubtKind.UNREACHABLE: Sentence(
        "Nobody is behind this code: the row has no address and no contact, and the Ledger does not know the code. "
        "Fill in the address, or delete the row."
    ),
    DoubtKind.LEFT_BEHIND: Sentence(
        "The Ledger has %(points)s points for %(code)s, but no row of Members has this code. Write it into "
        "the row whose code is wrong or missing, or into a new row."
    ),
}
"""What the owner reads of each; nothing of an address that somebody has typed and not proved."""
COLUMNS: dict[DoubtKind, AnyColumn] = {
    DoubtKind.CODE_TWICE: MEMBERS.member,
    DoubtKind.ROW_TWICE: MEMBERS.member,
    DoubtKind.ADDRESS_TWICE: MEMBERS.email,
    DoubtKind.CONTACT_TWICE: MEMBERS.contact,
    DoubtKind.KNOWN_AS: MEMBERS.member,
    DoubtKind.TAKEN: MEMBERS.member,
    DoubtKind.NEWCOMER_TWICE: MEMBERS.member,
    DoubtKind.CODE_MISSING: MEMBERS.member,
    DoubtKind.UNREACHABLE: MEMBERS.member,
    DoubtKind.LEFT_BEHIND: LEDGER.member,
}
MOST_TOLD = 200
"""Doubts that are told at once; mending some shows the next."""


def doubtful_rows(identities: Identities, members: TabCache[Member]) -> set[int]:
    """The numbers of the rows that do not count for the code that they say."""
    if not identities.counts_as:
        return set()
    codes = {key[0] for key in identities.counts_as}
    numbered = ((number, members.value(number)) for number in members.rows(codes))
    return {number for number, row in numbered if row and row_key(row) in identities.counts_as}


def problems(book: Book, members: TabCache[Member], ledger: TabCache[Entry]) -> Iterator[Problem]:
    """What Problems lists of the doubts, each at its row."""
    told = (doubt for doubt in book.identities.doubts if doubt.kind in SENTENCES)
    for doubt in islice(told, MOST_TOLD):
        column = COLUMNS[doubt.kind]
        if doubt.row is None:
            # The Ledger has grown since all rows were looked over: what it says now is told.
            for now in left_behind((doubt.code,), {doubt.code: book.entries_of(doubt.code)}):
                row = min(ledger.rows((doubt.code,)), default=ledger.heading_row)
                yield Problem(LEDGER.title, row, column.heading, doubt.code, _sentence(now))
            continue
        for number in sorted(members.rows((doubt.row.code,))):
            there = members.value(number)
            if there and row_key(there) == row_key(doubt.row):
                cell = {MEMBERS.email: there.email, MEMBERS.contact: there.contact}.get(column, there.code)
                yield Problem(MEMBERS.title, number, column.heading, cell[:100], _sentence(doubt))


def _sentence(doubt: Doubt) -> Sentence:
    this = doubt.row.code if doubt.row else ""
    return SENTENCES[doubt.kind].of(code=doubt.code, this=this, points=doubt.points)

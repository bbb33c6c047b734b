"""Erasing a member: their row and what stands under their code, wherever the owner has moved it since it was read.

A row is found by its number, and the owner may sort between our read and our write. So nothing is deleted by number
alone: a row with the same key is put above it, Google is asked to remove what is a duplicate of it in these two rows,
and ours is taken away again. Where another row stands there by then, nothing is removed (DeleteDuplicatesRequest: the
first one stays, what lies outside the range is not touched; docs/decisions/0018).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from loyalty.book.book import Book
from loyalty.book.decision import Change, RemoveFacts, RemoveLines, RemoveMember
from loyalty.model.fact import Fact
from loyalty.model.member import Member
from sheets.codec.cells import as_text
from sheets.codec.column import AnyColumn
from sheets.codec.table import Row, Table
from sheets.google.grid import Cell
from sheets.requests.erasing.erase_addresses import addresses, closed_lines
from sheets.requests.erasing.erase_phones import phones
from sheets.requests.erasing.searches import Request, blanked, of_cell, of_column
from sheets.schema.answers_tab import ANSWERS
from sheets.schema.emails_tab import EMAILS
from sheets.schema.growing_tab import GrowingTab
from sheets.schema.layout import Layout
from sheets.schema.made.log_tab import LOG
from sheets.schema.made.review_tab import REVIEW
from sheets.schema.made.waiting_tab import WAITING
from sheets.schema.members_tab import MEMBERS
from sheets.schema.problems_tab import PROBLEMS
from sheets.schema.snapshot import Snapshot


def erasures(snapshot: Snapshot, changes: Iterable[Change]) -> Iterator[Request]:
    """What a batch says for members who leave: their rows, answers and lines of the Log, and addresses everywhere.

    Rows stand afterwards where they stood before. New rows come later in the batch: a member who comes back in the
    same moment has the same address, and keeps it.
    """
    for change in (change for change in changes if isinstance(change, RemoveMember)):
        book, code = snapshot.book, change.member.code
        codes = book.codes_of(code)

        is_theirs = partial(_is_theirs, book, code, codes)
        yield from _rows(snapshot, MEMBERS.title, (MEMBERS.member, MEMBERS.email, MEMBERS.contact), is_theirs)
        # Also rows that cannot be read: whatever is wrong with them, they say whose they are.
        lines: tuple[tuple[GrowingTab[Any], AnyColumn, Iterable[str]], ...] = (
            (ANSWERS, ANSWERS.answer_id, change.answers),
            (LOG, LOG.cause, [fact.cause for fact in change.facts]),
            (WAITING, WAITING.cause, [claim.cause for claim in change.waits]),
        )
        for tab, key, texts in lines:
            says_so = _says([(key, texts), *((column, codes) for column in tab.whose)])
            yield from _rows(snapshot, tab.title, (key, *tab.whose), says_so, unique=(key,))
        # Of one order several may wait, and one member more than once: a cause says nothing of whose a row is.
        of_theirs = _says((column, codes) for column in REVIEW.whose)
        yield from _rows(snapshot, REVIEW.title, (REVIEW.cause, *REVIEW.whose), of_theirs)
        yield from addresses(snapshot, change, codes)
        yield from phones(snapshot, change, codes)
        if not _shares_contact(book, change.member, codes):
            yield from _contacts(snapshot, change.member)


def erasures_in_years(snapshot: Snapshot, leavers: Iterable[RemoveMember], years: Sequence[Table]) -> Iterator[Request]:
    """The same for the tabs of closed years, which keep their lines without an address."""
    for leaver in leavers:
        yield from closed_lines(snapshot, leaver, snapshot.book.codes_of(leaver.member.code), years)


def _shares_contact(book: Book, member: Member, codes: Sequence[str]) -> bool:
    """True when somebody else is known by one of their contacts: who has left may be back as another member."""
    holders = map(book.member_of, member.contacts)
    doubtful = not book.identities.contacts.isdisjoint(member.contacts)
    return doubtful or any(holder and holder.code not in codes for holder in holders)


def removals(snapshot: Snapshot, changes: Iterable[Change]) -> Iterator[Request]:
    """What a batch says for lines that go because newer ones say what counts, or because they are old."""
    for change in changes:
        match change:
            case RemoveFacts(facts):
                yield from _lines(snapshot, facts)
            case RemoveLines(letters, answers, waits):
                sent = {(letter.member, letter.id) for letter in letters}
                line = (EMAILS.letter_id, EMAILS.member, EMAILS.time, EMAILS.status)
                yield from _rows(snapshot, EMAILS.title, EMAILS.columns, partial(_is_of, sent), unique=line)
                given = _says([(ANSWERS.answer_id, [answer.id for answer in answers])])
                yield from _rows(snapshot, ANSWERS.title, (ANSWERS.answer_id,), given, unique=(ANSWERS.answer_id,))
                over = _says([(WAITING.cause, [claim.cause for claim in waits])])
                yield from _rows(snapshot, WAITING.title, (WAITING.cause,), over, unique=(WAITING.cause,))
            case _:
                pass  # nothing else takes lines away because of their age


def _is_of(letters: Collection[tuple[str, str]], row: Row) -> bool:
    return (row.text_or_blank(EMAILS.member), row.text_or_blank(EMAILS.letter_id)) in letters


def _lines(snapshot: Snapshot, facts: Iterable[Fact]) -> Iterator[Request]:
    says_so = _says([(LOG.cause, [fact.cause for fact in facts])])
    yield from _rows(snapshot, LOG.title, (LOG.cause,), says_so, unique=(LOG.cause,))


def _says(wanted: Iterable[tuple[AnyColumn, Iterable[str]]]) -> Callable[[Row], bool]:
    """True for a row in which one of these columns says one of its texts."""
    sought = [(column, set(texts)) for column, texts in wanted]
    return lambda row: any(row.text_or_blank(column) in texts for column, texts in sought)


def _contacts(snapshot: Snapshot, member: Member) -> Iterator[Request]:
    """Empties what the member is known by in the chat: their own cell, the one that shows all, and lines of the Log.

    Only there, and where Problems quotes their row: the same digits may be somebody's order.
    """
    shown = {member.contact, member.own_row.contact} - {""}
    members = snapshot.layout.place(MEMBERS.title).title
    everywhere = (
        *((MEMBERS.title, column, text) for column in (MEMBERS.contact, MEMBERS.contact_now) for text in sorted(shown)),
        *(
            (LOG.title, column, text)
            for column in (LOG.value, LOG.stood)
            for text in sorted(shown.union(member.contacts))
        ),
    )
    for title, column, text in everywhere:
        table = snapshot.tables.get(title)
        if table and column in table.columns:
            where = of_column(snapshot, table, column)
            yield from (blanked(where, held) for held in dict.fromkeys((text, as_text(text))))
    problems = snapshot.tables.get(PROBLEMS.title)
    for row in problems.rows if problems else ():
        quoted = row.text_or_blank(PROBLEMS.cell)
        if problems and row.text_or_blank(PROBLEMS.tab) == members and quoted in shown.union(member.contacts):
            yield blanked(of_cell(snapshot, problems, row, PROBLEMS.cell), quoted)


def _is_theirs(book: Book, code: str, codes: Sequence[str], row: Row) -> bool:
    """True also for the row of somebody who was joined with them; not for one that only shows their code."""
    return MEMBERS.counts_for(row, book) == code or row.text_or_blank(MEMBERS.member) in codes[1:]


def _rows(
    snapshot: Snapshot,
    title: str,
    keys: Sequence[AnyColumn],
    is_theirs: Callable[[Row], bool],
    unique: Collection[AnyColumn] = (),
) -> Iterator[Request]:
    """Empties these rows; those below each other at once whose cells under ``unique`` no other row has all of."""
    table = snapshot.tables.get(title)
    # From below, so that the numbers of the rows above still hold.
    found = sorted((row for row in table.rows if is_theirs(row)), key=_number, reverse=True) if table else []
    block, held = list[Row](), list[AnyColumn]()
    for row in found:
        named = [key for key in keys if row.cell(key) not in (None, "")]
        goes_on = block and row.number == block[-1].number - 1 and named == held and unique
        if block and table and not (goes_on and set(unique) <= set(named)):
            yield from _block(snapshot.layout, table, block[::-1], held)
            block = []
        block, held = [*block, row], named
    if block and table:
        yield from _block(snapshot.layout, table, block[::-1], held)


def _number(row: Row) -> int:
    return row.number


def _block(layout: Layout, table: Table, rows: Sequence[Row], keys: Sequence[AnyColumn]) -> Iterator[Request]:
    sheet, at, size = layout.sheet_id(table.tab.title), rows[0].number - 1, len(rows)
    themselves = {"sheetId": sheet, "dimension": "ROWS", "startIndex": at, "endIndex": at + size}
    places = [table.columns[key] for key in keys]
    keyed = [{"sheetId": sheet, "dimension": "COLUMNS", "startIndex": place, "endIndex": place + 1} for place in places]
    yield {"insertDimension": {"range": themselves, "inheritFromBefore": False}}
    for key, place in zip(keys, places, strict=True):
        yield {
            "updateCells": {
                "start": {"sheetId": sheet, "rowIndex": at, "columnIndex": place},
                "rows": [{"values": [{"userEnteredValue": _same(row.cell(key))}]} for row in rows],
                "fields": "userEnteredValue",
            }
        }
    both = {"sheetId": sheet, "startRowIndex": at, "endRowIndex": at + 2 * size}
    yield {"deleteDuplicates": {"range": both, "comparisonColumns": keyed}}
    yield {"deleteDimension": {"range": themselves}}


def _same(cell: Cell) -> dict[str, object]:
    """What makes another cell hold the same."""
    match cell:
        case bool():
            return {"boolValue": cell}
        case int() | Decimal():
            return {"numberValue": float(cell)}
    return {"stringValue": cell}

"""A decision to Google's requests: cells updated where they stand, new rows inserted after the last one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from loyalty.book.book import Book
from loyalty.book.decision import (
    AddAnswer,
    AddCoupon,
    AddEntry,
    AddFact,
    AddLetter,
    AddMember,
    AddOrder,
    AddReview,
    AddTry,
    AddWaiting,
    Change,
    GiveCoupon,
    RemoveFacts,
    RemoveLines,
    RemoveMember,
)
from loyalty.model.causes import code_of_cancel, order_cause
from loyalty.model.identifiers import fold
from sheets.codec.a1 import runs
from sheets.codec.cells import Value, cell_data
from sheets.codec.column import AnyColumn, Cells, Tab
from sheets.codec.table import Row, Table
from sheets.codec.translation import said
from sheets.requests import archive_rows
from sheets.requests.cell_format import Json, cell_format, choices
from sheets.requests.display_cells import CellChange, differences
from sheets.requests.erasing.erase_member import erasures, removals
from sheets.requests.images import MOST_KEPT, CellRun, blocks, kept_below, runs_of
from sheets.requests.new_rows import NewRow, additions
from sheets.schema.answers_tab import ANSWERS
from sheets.schema.coupons_tab import COUPONS
from sheets.schema.emails_tab import EMAILS
from sheets.schema.layout import Layout
from sheets.schema.ledger_tab import LEDGER
from sheets.schema.made.log_tab import LOG
from sheets.schema.made.review_tab import REVIEW
from sheets.schema.made.waiting_tab import WAITING
from sheets.schema.members_tab import MEMBERS, shown_points
from sheets.schema.orders_tab import ORDERS
from sheets.schema.snapshot import Snapshot

HEALED_AT_ONCE = 900
"""The most display cells that a batch heals although it is not about them; the fewer, the more it is about.

Three copies are kept of each at most (the cell, whose row it is, the owner's own word), for which the hidden tab has
room.
"""
MOST_COPIES_OF_A_RUN, OTHER_COPIES = 3, 100
"""And so many of headings and of what proves new rows, at the most."""
CHECKS_AT_ONCE = 20_000
"""The most lines of the Ledger whose checks a batch puts back; where more stand elsewhere they are found there."""
VALUE_AND_FORMAT = "userEnteredValue,userEnteredFormat.numberFormat"
ALL = "userEnteredValue,userEnteredFormat,dataValidation"
"""What is written into a tab's first rows, which would otherwise look like the headings above them."""

Request = dict[str, object]


def overwritten(snapshot: Snapshot, changes: Sequence[Change], after: Book, commit: int) -> list[CellRun]:
    """The cells of rows that stand already which a batch writes; ``commit`` is the number of the commit."""
    runs = runs_of(list(snapshot.tables.values()), list(_display(snapshot, changes, after, commit)))
    untyped = _untyped(snapshot)
    return [replace(run, untyped=True) if _shows_points_in(run, untyped) else run for run in runs] if untyped else runs


def _untyped(snapshot: Snapshot) -> frozenset[int]:
    """The rows of Members in which nobody typed what stands under Points, whatever their marks say."""
    if not snapshot.book.misplaced:
        return frozenset()
    shown = ((row.number, shown_points(row)) for row in snapshot.tables[MEMBERS.title].rows)
    return frozenset(number for number, was in shown if was and was.mark in snapshot.book.misplaced)


def _shows_points_in(run: CellRun, rows: frozenset[int]) -> bool:
    return run.row in rows and run.table.tab is MEMBERS and MEMBERS.points in run.columns


def requests(
    snapshot: Snapshot,
    changes: Sequence[Change],
    cells: Sequence[CellRun],
    added: Mapping[str, Sequence[NewRow]],
    closed: Mapping[int, Sequence[int]],
) -> Iterator[Request]:
    """What a batch says beside its fence: display cells first, while rows stand as they were read, then members who
    leave, then new rows.

    New rows come below all that are known, so that rows that move to the archive still stand as they were read.
    ``cells`` are those that are written over, ``added`` the new rows by their tab's title, ``closed`` the Ledger's rows
    that move into the archive, by their year.
    """
    yield from write_cells(snapshot.layout, cells)
    yield from erasures(snapshot, changes)
    yield from removals(snapshot, changes)
    for tab, rows in added.items():
        yield from insert_rows(snapshot.layout, snapshot.tables[tab], [row.cells for row in rows])
    yield from archive_rows.moves(snapshot.layout, closed)


def checks_put_back(snapshot: Snapshot, commit: int, *, beside: int) -> list[CellRun]:
    """Each check into the row of its line: all of them or none, for those that are left tell where others belong.

    None where there is no room for copies of what stands there, ``beside`` so many runs of cells that a batch writes.

    Should the owner sort in this very moment, they are all there still, and are put back the next time.
    """
    table, right = snapshot.tables[LEDGER.title], snapshot.misplaced
    if len(right) > CHECKS_AT_ONCE:
        return []
    found = list[CellRun]()
    for row, placed in sorted(right.items()):
        written = {LEDGER.commit: f"{commit:x}" if placed.check else "", LEDGER.check: placed.check}
        found += (
            CellRun(table, row, table.columns[column], (column,), (value,), placed.of)
            for column, value in written.items()
            if column in table.columns
        )
    copies = len(kept_below(snapshot.layout, found)) + beside * MOST_COPIES_OF_A_RUN + OTHER_COPIES
    return found if copies <= MOST_KEPT else []


def insert_rows(layout: Layout, table: Table, rows: Sequence[Cells]) -> Iterator[Request]:
    """Inserts rows after the last keyed one and writes our columns, leaving the owner's own in them alone."""
    if not rows:
        return
    sheet = layout.sheet_id(table.tab.title)
    place = {"sheetId": sheet, "dimension": "ROWS", "startIndex": table.end, "endIndex": table.end + len(rows)}
    # Never appended: values.append and "the next empty row" overwrite what an owner types there (docs/decisions/0002).
    yield {"insertDimension": {"range": place, "inheritFromBefore": True}}
    cell, fields = (_first_cell, ALL) if table.end == table.heading_row else (_cell, VALUE_AND_FORMAT)
    for start, columns in _runs(table):
        yield {
            "updateCells": {
                "start": {"sheetId": sheet, "rowIndex": table.end, "columnIndex": start},
                "rows": [{"values": [cell(layout, column, row.get(column)) for column in columns]} for row in rows],
                "fields": fields,
            }
        }


def written_anew(layout: Layout, row: Row, cells: Cells) -> Iterator[Request]:
    """Writes these cells of a row, as far as their columns are there."""
    for column, value in cells.items():
        if column in row.columns:
            yield {
                "updateCells": {
                    "start": {
                        "sheetId": layout.sheet_id(row.tab.title),
                        "rowIndex": row.number - 1,
                        "columnIndex": row.columns[column],
                    },
                    "rows": [{"values": [_cell(layout, column, value)]}],
                    "fields": VALUE_AND_FORMAT,
                }
            }


def write_cells(layout: Layout, runs: Sequence[CellRun]) -> Iterator[Request]:
    """Writes neighbouring cells of rows; the same cells of rows one below the other in one request."""
    ordered = sorted(runs, key=lambda run: (run.table.tab.title, run.place, len(run.columns), run.row))
    for block in blocks(ordered, _is_below):
        first = block[0]
        yield {
            "updateCells": {
                "start": {
                    "sheetId": layout.sheet_id(first.table.tab.title),
                    "rowIndex": first.row - 1,
                    "columnIndex": first.place,
                },
                "rows": [{"values": list(_cells(layout, run))} for run in block],
                "fields": VALUE_AND_FORMAT,
            }
        }


def _cells(layout: Layout, run: CellRun) -> Iterator[Request]:
    return (_cell(layout, column, value) for column, value in zip(run.columns, run.values, strict=True))


def _is_below(above: CellRun, below: CellRun) -> bool:
    same = (above.table, above.place, above.columns) == (below.table, below.place, below.columns)
    return same and above.row + 1 == below.row


def _display(snapshot: Snapshot, changes: Iterable[Change], after: Book, commit: int) -> Iterator[CellChange]:
    """What the batch is about, and as much of all else as there is room for beside it."""
    touched, others = _Touched.by(changes), list[CellChange]()
    written = 0
    for change in differences(snapshot, after, commit):
        if _is_closed_to_us(snapshot.layout, change.row.tab):
            continue
        if touched.asks_for(change):
            written += 1
            yield change
        else:
            others.append(change)
    yield from others[: max(HEALED_AT_ONCE - written, 0)]


def _is_closed_to_us(layout: Layout, tab: Tab) -> bool:
    """True for a tab that works without what it would show, and that the owner has protected from the program.

    Google would refuse the whole batch for it, with what everybody else had decided there.
    """
    return tab.optional and not all(held.only_headings for held in layout.protected.get(tab.title, ()))


@dataclass(slots=True)
class _Touched:
    """The keys of the rows that a batch's changes are about; their display is never put off.

    What was ``told`` of a member is shown at once; what an entry brings does not change it.
    """

    keys: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)

    def asks_for(self, change: CellChange) -> bool:
        """True when the batch is about this cell."""
        return change.of in (self.told if change.column in MEMBERS.told else self.keys)

    @classmethod
    def by(cls, changes: Iterable[Change]) -> "_Touched":
        touched = cls()
        for change in changes:
            match change:
                case AddMember(member):
                    touched.keys.add(member.code)
                    touched.told.add(member.code)
                case AddEntry(entry):
                    coupon = fold(code_of_cancel(entry.cause))
                    touched.keys.update({entry.member, fold(order_cause(entry.subject)), coupon, fold(entry.cause)})
                case AddCoupon(coupon) | GiveCoupon(coupon):
                    touched.keys.add(fold(coupon.code))
                case AddLetter(letter):
                    touched.keys.add(letter.member)
                    touched.told.add(letter.member)
                case AddFact(fact):
                    touched.keys.update({fact.about, fold(order_cause(fact.about))})
                    touched.told.add(fact.about)
                case (
                    AddOrder()
                    | AddAnswer()
                    | AddReview()
                    | AddWaiting()
                    | AddTry()
                    | RemoveMember()
                    | RemoveFacts()
                    | RemoveLines()
                ):
                    pass  # none of these shows anything of the Ledger's
                case _:
                    assert_never(change)
        return touched


def new_rows(changes: Sequence[Change], after: Book, commit: int) -> dict[str, list[NewRow]]:
    """The rows that a batch adds, by their tab's title; ``commit`` is the number of the commit."""
    rows: dict[str, list[NewRow]] = {}
    for change in additions(changes):
        match change:
            case AddMember(member):
                rows.setdefault(MEMBERS.title, []).append(NewRow(change, MEMBERS.new_row(member, after, commit)))
            case AddEntry() | AddAnswer() | AddFact() | AddReview() | AddWaiting():
                tab, row = _line(change, commit)
                rows.setdefault(tab.title, []).append(NewRow(change, row))
            case AddCoupon(coupon):
                rows.setdefault(COUPONS.title, []).append(NewRow(change, COUPONS.new_row(coupon)))
            case AddLetter(letter):
                rows.setdefault(EMAILS.title, []).append(NewRow(change, EMAILS.new_row(letter)))
            case AddOrder(order, written, source):
                shown = {**ORDERS.new_row(written, source), **ORDERS.shown_of(order.number, after)}
                rows.setdefault(ORDERS.title, []).append(NewRow(change, shown))
            case GiveCoupon() | RemoveMember() | RemoveFacts() | RemoveLines() | AddTry():
                pass  # these are about rows that stand already, or about none
            case _:
                assert_never(change)
    return rows


def _line(change: AddEntry | AddAnswer | AddFact | AddReview | AddWaiting, commit: int) -> tuple[Tab, Cells]:
    match change:
        case AddEntry(entry):
            return LEDGER, LEDGER.new_row(entry, commit)
        case AddAnswer(answer):
            return ANSWERS, ANSWERS.new_row(answer)
        case AddFact(fact):
            return LOG, LOG.new_row(fact)
        case AddReview(review):
            return REVIEW, REVIEW.new_row(review)
        case AddWaiting(claim):
            return WAITING, WAITING.new_row(claim)
        case _:
            assert_never(change)


def _cell(layout: Layout, column: AnyColumn, value: Value) -> Json:
    """A cell; one of the words to choose from is written in the sheet's language."""
    if value is None or value == "":
        return {}  # as most cells of a new row
    if isinstance(value, str) and value in column.words:
        value = said(value, layout.language)
    return cell_data(value, column.form.number_format, layout.zone)


def _first_cell(layout: Layout, column: AnyColumn, value: Value) -> Json:
    cell = _cell(layout, column, value)
    shown = cell.get("userEnteredFormat")
    return (
        cell
        | {"userEnteredFormat": cell_format(column) | (shown if isinstance(shown, dict) else {})}
        | choices(column, layout.language)
    )


def _runs(table: Table) -> Iterator[tuple[int, tuple[AnyColumn, ...]]]:
    """Our columns in runs of neighbours, so that a column of the owner's between them is not touched."""
    columns = {place: column for column, place in table.columns.items()}
    for run in runs(sorted(columns)):
        yield run.start, tuple(columns[place] for place in run)

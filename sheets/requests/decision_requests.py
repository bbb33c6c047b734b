"""A decision to Google's requests: cells updated where they stand, new rows inserted after the last one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from loyalty.book.book import Book
from loyalty.book.decision import (
    AddAnswer,
    AddCoupon,
    AddEntry,
    AddLetter,
    AddMember,
    AddOrder,
    Change,
    ChangeMember,
    ChangeOrder,
    GiveCoupon,
    NoteLetter,
    RemoveMember,
    StartExpiry,
)
from loyalty.model.causes import order_cause
from loyalty.model.identifiers import fold
from sheets.codec.a1 import runs
from sheets.codec.cells import Value, cell_data
from sheets.codec.column import AnyColumn, Cells
from sheets.codec.table import Table
from sheets.codec.translation import said
from sheets.requests import archive_rows
from sheets.requests.cell_format import Json, cell_format, choices
from sheets.requests.display_cells import EXPIRE_FROM, CellChange, differences, expiry_row, news, wishes
from sheets.requests.erase_member import erasures
from sheets.requests.new_rows import additions
from sheets.schema.answers_tab import ANSWERS
from sheets.schema.coupons_tab import COUPONS
from sheets.schema.emails_tab import EMAILS
from sheets.schema.layout import Layout
from sheets.schema.ledger_tab import LEDGER
from sheets.schema.members_tab import MEMBERS
from sheets.schema.orders_tab import ORDERS
from sheets.schema.settings_tab import SETTINGS
from sheets.schema.snapshot import Snapshot

HEALED_AT_ONCE = 1_000
"""The most display cells that a batch heals although it is not about them."""
VALUE_AND_FORMAT = "userEnteredValue,userEnteredFormat.numberFormat"
ALL = "userEnteredValue,userEnteredFormat,dataValidation"
"""What is written into a tab's first rows, which would otherwise look like the headings above them."""

Request = dict[str, object]


def requests(snapshot: Snapshot, changes: Sequence[Change], after: Book, commit: int) -> Iterator[Request]:
    """What a batch says beside its fence: display cells first, while rows stand as they were read, then members who
    leave, then new rows.

    New rows come below all that are known, so that rows that move to the archive still stand as they were read.
    ``commit`` is the number of the commit.
    """
    for change in (*wishes(snapshot, changes), *news(snapshot, changes), *_display(snapshot, changes, after, commit)):
        table = snapshot.tables[change.row.tab.title]
        place, before = table.columns[change.column], change.row.cell(change.column)
        # Written by its row's number it could land with another member when the owner sorts (docs/decisions/0019).
        if change.column is MEMBERS.contact and isinstance(before, str) and before[:1].isalnum():
            twice = not snapshot.book.identities.contacts.isdisjoint(MEMBERS.as_told(change.row).contacts)
            only = change.row.number if twice else None
            yield _say_anew(snapshot.layout, table, place, before, str(change.value), only=only)
        else:
            yield write_cell(snapshot.layout, table, change.row.number, place, change.column, change.value)
    yield from erasures(snapshot, changes)
    for tab, rows in _new_rows(snapshot, changes, after, commit).items():
        yield from insert_rows(snapshot.layout, snapshot.tables[tab], rows)
    openings = [change.entry for change in changes if isinstance(change, AddEntry) and change.entry.stands_for]
    yield from archive_rows.moves(snapshot.layout, archive_rows.closed_rows(snapshot, openings))


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


def write_cell(layout: Layout, table: Table, number: int, place: int, column: AnyColumn, value: Value) -> Request:
    """Writes one cell of a row, in the column at this ``place`` (from 0)."""
    return {
        "updateCells": {
            "start": {"sheetId": layout.sheet_id(table.tab.title), "rowIndex": number - 1, "columnIndex": place},
            "rows": [{"values": [_cell(layout, column, value)]}],
            "fields": VALUE_AND_FORMAT,
        }
    }


def _say_anew(layout: Layout, table: Table, place: int, before: str, after: str, *, only: int | None) -> Request:
    """Another text for the one cell of a column that says this, wherever the owner has moved it since.

    Whoever stands under Contact may take the points, so it is not written by a row's number where it can be found.
    Where two cells say it, it is said anew in the row with the number ``only``, if that still says it.
    What findReplace puts there counts as typed: a text that could be a formula is not written this way.
    """
    sheet = layout.sheet_id(table.tab.title)
    below = {
        "sheetId": sheet,
        **({"startRowIndex": table.heading_row} if only is None else {"startRowIndex": only - 1, "endRowIndex": only}),
        "startColumnIndex": place,
        "endColumnIndex": place + 1,
    }
    return {
        "findReplace": {
            "find": before,
            "replacement": after,
            "matchEntireCell": True,
            "matchCase": True,
            "range": below,
        }
    }


def _display(snapshot: Snapshot, changes: Iterable[Change], after: Book, commit: int) -> Iterator[CellChange]:
    touched = _Touched.by(changes)
    others = 0
    for change in differences(snapshot, after, commit):
        if change.of not in touched.keys:
            others += 1
            if others > HEALED_AT_ONCE:
                continue
        yield change


@dataclass(slots=True)
class _Touched:
    """The keys of the rows that a batch's changes are about; their display is never put off."""

    keys: set[str] = field(default_factory=set)

    @classmethod
    def by(cls, changes: Iterable[Change]) -> "_Touched":
        touched = cls()
        for change in changes:
            match change:
                case AddMember(member):
                    touched.keys.add(member.code)
                case AddEntry(entry):
                    touched.keys.update({entry.member, fold(order_cause(entry.subject))})
                case AddCoupon(coupon) | GiveCoupon(coupon):
                    touched.keys.add(fold(coupon.code))
                case AddLetter(letter) | NoteLetter(letter):
                    touched.keys.update({letter.member, letter.id})
                case ChangeMember(member):
                    touched.keys.add(member.code)
                case AddOrder() | ChangeOrder() | AddAnswer() | RemoveMember() | StartExpiry():
                    pass  # none of these shows anything of the Ledger's
                case _:
                    assert_never(change)
        return touched


def _new_rows(snapshot: Snapshot, changes: Sequence[Change], after: Book, commit: int) -> dict[str, list[Cells]]:
    rows: dict[str, list[Cells]] = {}
    for change in additions(changes):
        match change:
            case AddMember(member):
                rows.setdefault(MEMBERS.title, []).append(MEMBERS.new_row(member, after, commit))
            case AddEntry(entry):
                rows.setdefault(LEDGER.title, []).append(LEDGER.new_row(entry))
            case AddCoupon(coupon):
                rows.setdefault(COUPONS.title, []).append(COUPONS.new_row(coupon))
            case AddLetter(letter):
                newest = after.letter(letter.id, letter.member) or letter
                rows.setdefault(EMAILS.title, []).append(EMAILS.new_row(replace(newest, email=letter.email)))
            case AddAnswer(answer):
                rows.setdefault(ANSWERS.title, []).append(ANSWERS.new_row(answer))
            case StartExpiry(day) if expiry_row(snapshot) is None:
                name = said(EXPIRE_FROM, snapshot.layout.language)
                rows.setdefault(SETTINGS.title, []).append({SETTINGS.setting: name, SETTINGS.value: day.isoformat()})
            case AddOrder(_, written):
                rows.setdefault(ORDERS.title, []).append(ORDERS.new_row(written))
            case GiveCoupon() | NoteLetter() | ChangeMember() | ChangeOrder() | RemoveMember() | StartExpiry():
                pass  # these are about rows that stand already
            case _:
                assert_never(change)
    return rows


def _cell(layout: Layout, column: AnyColumn, value: Value) -> Json:
    """A cell; one of the words to choose from is written in the sheet's language."""
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

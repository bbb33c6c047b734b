"""A decision to Google's requests: cells updated where they stand, new rows inserted after the last one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

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
from loyalty.model.email_log import Letter
from loyalty.model.entry import Entry
from loyalty.model.identifiers import fold
from loyalty.model.imported import ShopOrder
from loyalty.model.member import Member
from loyalty.model.offers import Answer
from sheets.codec.cells import Value, cell_data
from sheets.codec.snapshot import Snapshot
from sheets.codec.table import Table
from sheets.requests import archive_rows
from sheets.requests.cell_format import Json, choices, look
from sheets.requests.display_cells import (
    EXPIRE_FROM,
    CellChange,
    coupon_cells,
    differences,
    expiry_row,
    letter_cells,
    member_cells,
    news,
    reminders_cell,
    wishes,
)
from sheets.requests.erase_member import erasures
from sheets.requests.new_rows import additions
from sheets.schema.layout import Layout
from sheets.schema.tabs import ANSWERS, COUPONS, EMAILS, LEDGER, MEMBERS, ORDERS, SETTINGS, Tab
from sheets.schema.translation import said

HEALED_AT_ONCE = 1_000
"""Display cells that this batch has not touched but that differ from the Ledger: so many are mended with it."""
VALUE_AND_FORMAT = "userEnteredValue,userEnteredFormat.numberFormat"
ALL = "userEnteredValue,userEnteredFormat,dataValidation"
"""What is written into a tab's first rows, which would else look like the headings above them."""

Request = dict[str, object]
Cells = Mapping[str, Value]


def requests(snapshot: Snapshot, changes: Sequence[Change], after: Book, commit: int) -> Iterator[Request]:
    """What a batch says beside its fence: display cells first, while rows stand as they were read, then who leaves,
    then new rows.

    New rows come below all that are known, so that the rows that an opening sends away still stand as they were read.
    ``commit`` is the number of the commit.
    """
    for change in (*wishes(snapshot, changes), *news(snapshot, changes), *_display(snapshot, changes, after, commit)):
        table = snapshot.tables[change.row.tab]
        column = table.columns[change.heading]
        before = change.row.cell(change.heading)
        if change.heading == "Contact" and isinstance(before, str) and before[:1].isalnum():
            yield _say_anew(snapshot.layout, table, column, before, str(change.value))
        else:
            yield write_row(snapshot.layout, table, change.row.number, column, [(change.heading, change.value)])
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
    yield {"insertDimension": {"range": place, "inheritFromBefore": True}}
    cell, fields = (_first_cell, ALL) if table.end == table.heading_row else (_cell, VALUE_AND_FORMAT)
    for start, headings in _runs(table):
        yield {
            "updateCells": {
                "start": {"sheetId": sheet, "rowIndex": table.end, "columnIndex": start},
                "rows": [{"values": [cell(layout, table.tab, one, row.get(one)) for one in headings]} for row in rows],
                "fields": fields,
            }
        }


def write_row(layout: Layout, table: Table, number: int, column: int, cells: Sequence[tuple[str, Value]]) -> Request:
    """Writes neighbouring cells of one row, from this column (from 0) on."""
    return {
        "updateCells": {
            "start": {"sheetId": layout.sheet_id(table.tab.title), "rowIndex": number - 1, "columnIndex": column},
            "rows": [{"values": [_cell(layout, table.tab, heading, value) for heading, value in cells]}],
            "fields": VALUE_AND_FORMAT,
        }
    }


def _say_anew(layout: Layout, table: Table, column: int, before: str, after: str) -> Request:
    """Another text for the one cell of a column that says this, wherever the owner has moved it since.

    Who stands under Contact is who may take the points, so it is not written by a row's number where it can be found.
    What Google puts there counts as typed: a text that could be a formula is not written this way.
    """
    sheet = layout.sheet_id(table.tab.title)
    below = {
        "sheetId": sheet,
        "startRowIndex": table.heading_row,
        "startColumnIndex": column,
        "endColumnIndex": column + 1,
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
        return touched


def _new_rows(snapshot: Snapshot, changes: Sequence[Change], after: Book, commit: int) -> dict[str, list[Cells]]:
    rows: dict[str, list[Cells]] = {}
    for change in additions(changes):
        match change:
            case AddMember(member):
                rows.setdefault(MEMBERS.title, []).append(_member(member, after, commit))
            case AddEntry(entry):
                rows.setdefault(LEDGER.title, []).append(_entry(entry))
            case AddCoupon(coupon):
                cells = {"Code": coupon.code, "Reward": coupon.reward} | coupon_cells(coupon)
                rows.setdefault(COUPONS.title, []).append(cells)
            case AddLetter(letter):
                newest = after.letter(letter.id, letter.member) or letter
                rows.setdefault(EMAILS.title, []).append(_letter(replace(newest, email=letter.email)))
            case AddAnswer(answer):
                rows.setdefault(ANSWERS.title, []).append(_answer(answer))
            case StartExpiry(day) if expiry_row(snapshot) is None:
                name = said(EXPIRE_FROM, snapshot.layout.language)
                rows.setdefault(SETTINGS.title, []).append({"Setting": name, "Value": day.isoformat()})
            case AddOrder(_, written):
                rows.setdefault(ORDERS.title, []).append(_order(written))
            case GiveCoupon() | NoteLetter() | ChangeMember() | ChangeOrder() | RemoveMember() | StartExpiry():
                pass
    return rows


def _member(member: Member, after: Book, commit: int) -> Cells:
    written: dict[str, Value] = {
        "Member": member.code,
        "Email": member.email,
        "Name": member.name,
        "Contact": member.contact,
        "Language": member.language,
        "Joined": member.joined,
        "Reminders": reminders_cell(member),
        "Birthday": member.birthday,
        "Referred by": member.referred_by,
    }
    return written | member_cells(after, member, commit)


def _entry(entry: Entry) -> Cells:
    return {
        "Time": entry.time,
        "Member": entry.member,
        "Email": entry.email,
        "Entry": entry.kind.value,
        "Points": entry.points,
        "For": entry.subject,
        "Note": entry.note,
        "Cause": entry.cause,
        "Available": entry.available,
        "Amount": entry.amount,
        "Campaign": entry.campaign,
    }


def _order(told: ShopOrder) -> Cells:
    return {
        "Order": told.number,
        "Email": told.email,
        "Amount": told.amount,
        "Currency": told.currency,
        "Placed": told.placed,
        "Status": told.status and told.status.value,
        "Refunded": told.refunded,
        "Products": ", ".join(told.products),
        "Coupons": ", ".join(told.coupons),
    }


def _answer(answer: Answer) -> Cells:
    return {
        "Time": answer.time,
        "Member": answer.member,
        "Survey": answer.survey,
        "Question": answer.question,
        "Answer": answer.answer,
        "Id": answer.id,
    }


def _letter(letter: Letter) -> Cells:
    written: dict[str, Value] = {
        "Time": letter.time,
        "Member": letter.member,
        "Email": letter.email,
        "Letter": letter.letter,
        "Id": letter.id,
    }
    return written | letter_cells(letter)


def _cell(layout: Layout, tab: Tab, heading: str, value: Value) -> Json:
    """A cell; one of the words to choose from is written in the sheet's language."""
    column = tab.column(heading)
    if isinstance(value, str) and value in column.words:
        value = said(value, layout.language)
    return cell_data(value, column.kind, layout.zone)


def _first_cell(layout: Layout, tab: Tab, heading: str, value: Value) -> Json:
    column = tab.column(heading)
    cell = _cell(layout, tab, heading, value)
    shown = cell.get("userEnteredFormat")
    return (
        cell
        | {"userEnteredFormat": look(column) | (shown if isinstance(shown, dict) else {})}
        | choices(column, layout.language)
    )


def _runs(table: Table) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Our columns in runs of neighbours, so that a column of the owner's between them is not touched."""
    places = sorted((index, heading) for heading, index in table.columns.items())
    for _, run in groupby(enumerate(places), key=lambda one: one[1][0] - one[0]):
        columns = [place for _, place in run]
        yield columns[0][0], tuple(heading for _, heading in columns)

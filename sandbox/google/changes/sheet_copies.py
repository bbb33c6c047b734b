"""Copies of sheets and of whole spreadsheets: duplicateSheet, sheets.copyTo and "Make a copy"."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from sandbox.google.changes import sheet_changes
from sandbox.google.changes.cells.cell_writes import Outcome
from sandbox.google.grid.following import gone, pointed
from sandbox.google.grid.sheet import ATTACHED, Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.methods.description import described_properties
from sandbox.google.protocol.discovery import Json

IDS: Mapping[str, str] = {
    "bandedRanges": "bandedRangeId",
    "charts": "chartId",
    "filterViews": "filterViewId",
    "protectedRanges": "protectedRangeId",
    "slicers": "slicerId",
    "tables": "tableId",
}
"""What of ATTACHED has an id of its own in the spreadsheet, and the field that holds it."""


def duplicate(book: Spreadsheet, request: Json) -> Outcome:
    """Adds a copy of a sheet, at the first place unless the request names another."""
    source = book.sheet(request.get("sourceSheetId", 0), word="sheet")
    title = request.get("newSheetName") or free_title(book, source.title)
    asked = {"title": title, "index": request.get("insertSheetIndex", 0)}
    if "newSheetId" in request:
        asked["sheetId"] = request["newSheetId"]
    book, properties = _added(book, source, asked)
    return book, {"duplicateSheet": {"properties": properties}}


def copied_to(destination: Spreadsheet, source: Spreadsheet, sheet_id: int) -> Outcome:
    """The destination with a copy of a sheet of another spreadsheet at its end, and the copy's properties.

    What pointed to other sheets of the source, such as a chart's data, points nowhere.
    """
    sheet = source.sheet(sheet_id, word="sheet")
    if destination.id != source.id:
        for other_sheet in source.sheets:
            source = source.shifted(gone(other_sheet.id)) if other_sheet.id != sheet_id else source
        sheet = _protected_by(source.sheet(sheet_id), [destination.editor, destination.owner])
    asked = {"title": free_title(destination, sheet.title), "index": len(destination.sheets)}
    return _added(destination, sheet, asked)


def copied(book: Spreadsheet, new_id: str, title: str | None) -> Spreadsheet:
    """The copy that the owner makes of the whole spreadsheet; what is protected in it only they may edit."""
    return replace(
        book,
        id=new_id,
        properties=book.properties | {"title": title or f"Copy of {book.properties['title']}"},
        sheets=tuple(_protected_by(sheet, [book.owner]) for sheet in book.sheets),
        metadata=tuple(tag for tag in book.metadata if tag["visibility"] == "DOCUMENT"),
    ).put_down()


def free_title(book: Spreadsheet, title: str) -> str:
    """What a copy is called where nobody says: ``Copy of X``, and where that is taken ``Copy of X 1`` and so on."""
    plain = copy = f"Copy of {title}"
    number = 0
    while book.titled(copy):
        number += 1
        copy = f"{plain} {number}"
    return copy


def _added(book: Spreadsheet, source: Sheet, asked: Json) -> Outcome:
    """The spreadsheet with a copy of the sheet, and the copy's properties; named ranges and metadata are not copied."""
    grid = {"rowCount": source.row_count, "columnCount": source.column_count}
    book, reply = sheet_changes.add(book, {"properties": asked | {"gridProperties": grid}})
    new = book.sheet(reply["addSheet"]["properties"]["sheetId"])
    book, attached = _attached(book, source, new.id)
    book = book.with_sheet(replace(source, id=new.id, title=new.title, attached=attached, guarded=()))
    book = book.edited_by(book.editor)
    return book, described_properties(book, book.sheet(new.id))


def _attached(book: Spreadsheet, source: Sheet, sheet_id: int) -> tuple[Spreadsheet, dict[str, tuple[Json, ...]]]:
    """What lies on the source, pointing to the sheet with this id, with ids that nothing else has."""
    attached: dict[str, tuple[Json, ...]] = {}
    tables: dict[str, str] = {}
    for name in sorted(source.attached, key=lambda name: name != "tables"):  # the others may name a table
        copies: list[Json] = []
        for held in source.attached[name]:
            copy = pointed(ATTACHED[name], held, source.id, sheet_id)
            copy = {field: value for field, value in copy.items() if field != "namedRangeId"}
            if name in IDS:
                book, number = _unused(book)
                copy[IDS[name]] = str(number) if name == "tables" else number
            if name == "tables":
                tables[held["tableId"]] = copy["tableId"]
                copy["name"] = _free_table_name(book, copies, held["name"])
            elif "tableId" in held:
                copy["tableId"] = tables.get(held["tableId"], held["tableId"])
            copies.append(copy)
        attached[name] = tuple(copies)
    return book, attached


def _protected_by(sheet: Sheet, editors: list[str]) -> Sheet:
    """The sheet with these as the only ones who may edit what is protected on it."""
    users = list(dict.fromkeys(editors))
    protections = [
        held | {"editors": {"users": users}} if "editors" in held else held for held in sheet.held("protectedRanges")
    ]
    return sheet.holding("protectedRanges", protections)


def _unused(book: Spreadsheet) -> tuple[Spreadsheet, int]:
    taken = {str(held[IDS[name]]) for sheet in book.sheets for name in IDS for held in sheet.held(name)}
    while True:
        book, number = book.with_id()
        if str(number) not in taken:
            return book, number


def _free_table_name(book: Spreadsheet, copies: list[Json], name: str) -> str:
    taken = {held["name"].casefold() for sheet in book.sheets for held in sheet.held("tables")}
    taken |= {held["name"].casefold() for held in copies}
    number, free = 2, name
    while free.casefold() in taken:
        free = f"{name}_{number}"
        number += 1
    return free


KINDS: dict[str, Callable[[Spreadsheet, Json], Outcome]] = {"duplicateSheet": duplicate}

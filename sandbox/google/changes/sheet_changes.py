"""Requests about whole sheets and the spreadsheet: add, delete, and their properties."""

from collections.abc import Callable
from dataclasses import replace

from sandbox.google.changes.cells.cell_writes import Outcome, mask_of
from sandbox.google.grid.sheet import WHOLE, Sheet
from sandbox.google.grid.spreadsheet import MAX_SHEETS, Spreadsheet
from sandbox.google.methods import place_settings
from sandbox.google.methods.description import described_properties
from sandbox.google.protocol import colours, field_masks
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import invalid, protected

OUTSIDE = frozenset({"sheetId", "title", "index", "sheetType"})
"""SheetProperties that the stand-in does not keep as they come: three of its own, and GRID is the only type."""


def add(book: Spreadsheet, request: Json) -> Outcome:
    """Adds a sheet; its title and id must be new."""
    properties = request.get("properties", {})
    if properties.get("sheetType", "GRID") != "GRID":
        raise invalid("The sandbox has sheets of type GRID only.")
    if len(book.sheets) >= MAX_SHEETS:
        raise invalid(f"This action would increase the number of sheets above the limit of {MAX_SHEETS}.")
    if "sheetId" in properties:
        sheet_id = properties["sheetId"]
        _check_id(book, sheet_id)
    else:
        book, sheet_id = _unused_id(book)
    title = properties.get("title") or _free_title(book)
    _check_title(book, title)
    book = replace(book, sheets=(*book.sheets, Sheet(sheet_id, title)))
    book = _at(book, sheet_id, properties.get("index", len(book.sheets) - 1))
    book = _with_properties(book, book.sheet(sheet_id), colours.complete("SheetProperties", properties))
    return book, {"addSheet": {"properties": described_properties(book, book.sheet(sheet_id))}}


def delete(book: Spreadsheet, request: Json) -> Outcome:
    """Deletes a sheet; the last visible one stays. Named ranges in it stay without a range."""
    sheet = book.sheet(request.get("sheetId", 0), word="sheet")
    sheet.check_open(WHOLE)
    if not any(not other.properties.get("hidden") for other in book.sheets if other is not sheet):
        raise invalid("You can't remove all the sheets in a document.")
    return book.without_sheet(sheet), {}


def update(book: Spreadsheet, request: Json) -> Outcome:
    """Changes a sheet's title, place, grid size, frozen rows, colour or hiding, as the mask says."""
    mask = mask_of(request, "SheetProperties")
    new = request.get("properties", {})
    sheet = book.sheet(new.get("sheetId", 0), word="sheet")
    if not mask:
        mask = {name: field_masks.EVERYTHING for name in new if name not in ("sheetId", "sheetType")}
    if "title" in mask:
        if not new.get("title"):
            raise invalid("The sheet title cannot be empty.")
        _check_title(book, new["title"], but=sheet)
        sheet = replace(sheet, title=new["title"])
    if WHOLE in sheet.guarded:
        raise protected()
    merged = colours.merged("SheetProperties", described_properties(book, sheet), new, mask)
    book = _with_properties(book.with_sheet(sheet), sheet, merged)
    if "index" in mask:
        book = _at(book, sheet.id, new.get("index", 0), old=book.sheets.index(book.sheet(sheet.id)))
    if all(other_sheet.properties.get("hidden") for other_sheet in book.sheets):
        raise invalid("You can't hide all the sheets in a document.")
    return book, {}


def update_spreadsheet(book: Spreadsheet, request: Json) -> Outcome:
    """Changes the spreadsheet's title, time zone, locale and the like, as the mask says."""
    mask = mask_of(request, "SpreadsheetProperties")
    merged = colours.merged("SpreadsheetProperties", book.properties, request.get("properties", {}), mask)
    return replace(book, properties=place_settings.settled(book.properties, merged)), {}


def _with_properties(book: Spreadsheet, sheet: Sheet, properties: Json) -> Spreadsheet:
    grid = dict(properties.get("gridProperties", {}))
    rows, columns = grid.pop("rowCount", sheet.row_count), grid.pop("columnCount", sheet.column_count)
    if rows < 1 or columns < 1:
        raise invalid("A sheet must have at least one row and one column.")
    if grid.get("frozenRowCount", 0) >= rows:
        raise invalid("You can't freeze all visible rows on the sheet.")
    if grid.get("frozenColumnCount", 0) >= columns:
        raise invalid("You can't freeze all visible columns on the sheet.")
    kept = {name: held for name, held in properties.items() if name not in OUTSIDE | {"gridProperties"} and held}
    grid = {name: held for name, held in grid.items() if held}
    book = book.resized(sheet.id, rows, columns)
    kept |= {"gridProperties": grid} if grid else {}
    return book.with_sheet(replace(book.sheet(sheet.id), properties=kept))


def _at(book: Spreadsheet, sheet_id: int, index: int, *, old: int | None = None) -> Spreadsheet:
    """The spreadsheet with a sheet at this place; where it moves, the index counts the sheets before the move."""
    if not 0 <= index <= len(book.sheets):
        raise invalid(f"Sheet index [{index}] is not between 0 and {len(book.sheets)}.")
    sheet = book.sheet(sheet_id)
    others = [other_sheet for other_sheet in book.sheets if other_sheet.id != sheet_id]
    place = index - 1 if old is not None and index > old else index
    return replace(book, sheets=(*others[:place], sheet, *others[place:]))


def _check_id(book: Spreadsheet, sheet_id: int) -> None:
    if sheet_id < 0:
        raise invalid(f"The sheet ID must be non-negative: {sheet_id}")
    if any(sheet.id == sheet_id for sheet in book.sheets):
        raise invalid(f"Sheet with id: {sheet_id} already exists.")


def _check_title(book: Spreadsheet, title: str, *, but: Sheet | None = None) -> None:
    for sheet in book.sheets:
        if sheet.title.casefold() == title.casefold() and (but is None or sheet.id != but.id):
            raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')


def _unused_id(book: Spreadsheet) -> tuple[Spreadsheet, int]:
    taken = {sheet.id for sheet in book.sheets}
    while True:
        book, sheet_id = book.with_id()
        if sheet_id not in taken:
            return book, sheet_id


def _free_title(book: Spreadsheet) -> str:
    taken = {sheet.title.casefold() for sheet in book.sheets}
    number = len(book.sheets) + 1
    while f"sheet{number}" in taken:
        number += 1
    return f"Sheet{number}"


KINDS: dict[str, Callable[[Spreadsheet, Json], Outcome]] = {
    "addSheet": add,
    "deleteSheet": delete,
    "updateSheetProperties": update,
    "updateSpreadsheetProperties": update_spreadsheet,
}

"""spreadsheets.create: a new spreadsheet from Google's Spreadsheet message."""

from dataclasses import replace

from sandbox.google.grid.spreadsheet import Spreadsheet, new_spreadsheet
from sandbox.google.methods import batch_update, place_settings
from sandbox.google.methods.discovery import Json
from sandbox.google.methods.google_errors import invalid

KEPT = frozenset({"properties", "sheets", "namedRanges", "spreadsheetId", "spreadsheetUrl"})
KEPT_OF_SHEET = frozenset({"properties", "data"})


def created(spreadsheet_id: str, message: Json) -> Spreadsheet:
    """The spreadsheet that a create asks for, with one empty Sheet1 where no sheets are given."""
    _check_kept(message, KEPT)
    book = new_spreadsheet(
        spreadsheet_id,
        title="Untitled spreadsheet",
        sheets=() if message.get("sheets") else ("Sheet1",),
        time_zone="Etc/GMT",
    )
    properties = book.properties | message.get("properties", {})
    book = replace(book, properties=place_settings.settled(book.properties, properties))
    for index, sheet in enumerate(message.get("sheets", ())):
        _check_kept(sheet, KEPT_OF_SHEET)
        book = _with_sheet(book, index, sheet)
    requests = [{"addNamedRange": {"namedRange": named_range}} for named_range in message.get("namedRanges", ())]
    return batch_update.apply(book, requests)[0] if requests else book


def _with_sheet(book: Spreadsheet, index: int, sheet: Json) -> Spreadsheet:
    properties = ({"sheetId": 0} if index == 0 else {}) | sheet.get("properties", {})
    book, _ = batch_update.apply(book, [{"addSheet": {"properties": properties}}])
    for grid in sheet.get("data", ()):
        start = {
            "sheetId": book.sheets[-1].id,
            "rowIndex": grid.get("startRow", 0),
            "columnIndex": grid.get("startColumn", 0),
        }
        write = {"updateCells": {"start": start, "rows": grid.get("rowData", []), "fields": "*"}}
        book, _ = batch_update.apply(book, [write])
    return book


def _check_kept(message: Json, kept: frozenset[str]) -> None:
    for name in message:
        if name not in kept:
            raise invalid(f"The sandbox does not make spreadsheets with {name!r}.")

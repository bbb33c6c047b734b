"""spreadsheets.create: a new spreadsheet from Google's Spreadsheet message."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from sandbox.google.grid.spreadsheet import Spreadsheet, new_spreadsheet
from sandbox.google.methods import batch_update, description, place_settings
from sandbox.google.protocol import colours
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import invalid

KEPT = frozenset({"properties", "sheets", "namedRanges", "developerMetadata", "spreadsheetId", "spreadsheetUrl"})

ATTACHING: Mapping[str, Callable[[Json], Json]] = {
    "bandedRanges": lambda held: {"addBanding": {"bandedRange": held}},
    "charts": lambda held: {"addChart": {"chart": held}},
    "columnGroups": lambda held: {"addDimensionGroup": {"range": held.get("range", {})}},
    "developerMetadata": lambda held: {"createDeveloperMetadata": {"developerMetadata": held}},
    "filterViews": lambda held: {"addFilterView": {"filter": held}},
    "merges": lambda held: {"mergeCells": {"range": held, "mergeType": "MERGE_ALL"}},
    "protectedRanges": lambda held: {"addProtectedRange": {"protectedRange": held}},
    "rowGroups": lambda held: {"addDimensionGroup": {"range": held.get("range", {})}},
    "slicers": lambda held: {"addSlicer": {"slicer": held}},
    "tables": lambda held: {"addTable": {"table": held}},
}
"""What a sheet may be created with beside its properties and cells, as the request that adds it."""

KEPT_OF_SHEET = frozenset({"properties", "data", "basicFilter", "conditionalFormats", *ATTACHING})


def created(spreadsheet_id: str, message: Json, *, owner: str) -> Spreadsheet:
    """The spreadsheet that a create asks for, with one empty Sheet1 where no sheets are given."""
    _check_kept(message, KEPT)
    book = new_spreadsheet(
        spreadsheet_id,
        title="Untitled spreadsheet",
        sheets=() if message.get("sheets") else ("Sheet1",),
        time_zone="Etc/GMT",
    )
    properties = book.properties | colours.complete("SpreadsheetProperties", message.get("properties", {}))
    book = replace(book, properties=place_settings.settled(book.properties, properties), owner=owner).edited_by(owner)
    ids = [sheet.get("properties", {}).get("sheetId") for sheet in message.get("sheets", ())]
    for index, sheet in enumerate(message.get("sheets", ())):
        _check_kept(sheet, KEPT_OF_SHEET)
        first = {"sheetId": 0} if index == 0 and 0 not in ids else {}
        book = _with_sheet(book, first, sheet)
    if all(sheet.properties.get("hidden") for sheet in book.sheets):
        raise invalid("You can't hide all the sheets in a document.")
    requests = [{"addNamedRange": {"namedRange": named_range}} for named_range in message.get("namedRanges", ())]
    requests += [request for sheet in message.get("sheets", ()) for request in _attached(sheet)]
    requests += [ATTACHING["developerMetadata"](held) for held in message.get("developerMetadata", ())]
    return (batch_update.apply(book, requests)[0] if requests else book).put_down()


def _with_sheet(book: Spreadsheet, first: Json, sheet: Json) -> Spreadsheet:
    """The spreadsheet with one more sheet and its cells; the sheets' order is that of the message, not of an index."""
    asked = {name: held for name, held in sheet.get("properties", {}).items() if name != "index"}
    book, _ = batch_update.apply(book, [{"addSheet": {"properties": first | asked}}])
    for grid in sheet.get("data", ()):
        start = {
            "sheetId": book.sheets[-1].id,
            "rowIndex": grid.get("startRow", 0),
            "columnIndex": grid.get("startColumn", 0),
        }
        write = {"updateCells": {"start": start, "rows": grid.get("rowData", []), "fields": "*"}}
        book, _ = batch_update.apply(book, [write, *_sized(book.sheets[-1].id, grid)])
    return book


def _sized(sheet_id: int, grid: Json) -> Iterator[Json]:
    """The requests that give the rows and columns of a GridData their sizes, hiding and developer metadata."""
    for dimension, name, start in (("ROWS", "rowMetadata", "startRow"), ("COLUMNS", "columnMetadata", "startColumn")):
        for index, held in enumerate(grid.get(name, ()), grid.get(start, 0)):
            own = {field: value for field, value in held.items() if field in ("pixelSize", "hiddenByUser") and value}
            if own and own != {"pixelSize": description.PIXELS[dimension]}:
                span = {"sheetId": sheet_id, "dimension": dimension, "startIndex": index, "endIndex": index + 1}
                yield {"updateDimensionProperties": {"range": span, "properties": own, "fields": "*"}}
            for tag in held.get("developerMetadata", ()):
                yield ATTACHING["developerMetadata"](tag)


def _attached(sheet: Json) -> Iterator[Json]:
    for name, asking in ATTACHING.items():
        for held in sheet.get(name, ()):
            yield asking(held)
    for group in (group for name in ("rowGroups", "columnGroups") for group in sheet.get(name, ())):
        if group.get("collapsed"):
            yield {"updateDimensionGroup": {"dimensionGroup": group, "fields": "collapsed"}}
    for index, rule in enumerate(sheet.get("conditionalFormats", ())):
        yield {"addConditionalFormatRule": {"rule": rule, "index": index}}
    if "basicFilter" in sheet:
        yield {"setBasicFilter": {"filter": sheet["basicFilter"]}}


def _check_kept(message: Json, kept: frozenset[str]) -> None:
    for name in message:
        if name not in kept:
            raise invalid(f"The sandbox does not make spreadsheets with {name!r}.")

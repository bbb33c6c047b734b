"""A spreadsheet as Google describes it: spreadsheets.get, with or without the cells."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.google.cell_text import formulas, locales, rendering
from sandbox.google.cell_text.pointers import points
from sandbox.google.grid.box import Box, Span
from sandbox.google.grid.cell import BLANK, Cell, Formula, extended
from sandbox.google.grid.sheet import Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet, may_edit, of_sheet
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.field_masks import EVERYTHING, Mask

PIXELS = {"ROWS": 21, "COLUMNS": 100}


@dataclass(frozen=True, slots=True)
class Scope:
    """What of a spreadsheet is to be described: the ranges, None for all; the cells too; for which field mask."""

    ranges: Sequence[tuple[Sheet, Box]] | None = None
    cells: bool = False
    mask: Mask = field(default_factory=dict)


def described(book: Spreadsheet, scope: Scope) -> Json:
    """Google's Spreadsheet message as its ``editor`` sees it; what the mask leaves out may be missing."""
    ranges = [(sheet, Box()) for sheet in book.sheets] if scope.ranges is None else scope.ranges
    sheets = [sheet for sheet in book.sheets if any(asked.id == sheet.id for asked, _ in ranges)]
    found: Json = {
        "spreadsheetId": book.id,
        "properties": book.properties,
        "sheets": [
            _sheet(book, sheet, [box for asked, box in ranges if asked.id == sheet.id], scope) for sheet in sheets
        ],
        "namedRanges": list(book.named_ranges),
        "developerMetadata": [held for held in book.metadata if "spreadsheet" in held["location"]],
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{book.id}/edit",
    }
    return _full(found)


def described_properties(book: Spreadsheet, sheet: Sheet) -> Json:
    """Google's SheetProperties; sheetId and index are there even when they are 0, as in recorded answers."""
    grid = {"rowCount": sheet.row_count, "columnCount": sheet.column_count}
    index = next(at for at, other in enumerate(book.sheets) if other.id == sheet.id)
    own = {"sheetId": sheet.id, "title": sheet.title, "index": index, "sheetType": "GRID"}
    return {**own, **sheet.properties, "gridProperties": grid | sheet.properties.get("gridProperties", {})}


def protection(held: Json, caller: str, owner: str) -> Json:
    """A ProtectedRange as the caller sees it: editors are told only to those who may edit it, as Google says."""
    if not may_edit(held, caller, owner):
        return {name: value for name, value in held.items() if name != "editors"}
    return held | {"requestingUserCanEdit": True}


def _sheet(book: Spreadsheet, sheet: Sheet, boxes: list[Box], scope: Scope) -> Json:
    found: Json = {"properties": described_properties(book, sheet)}
    if scope.cells:
        below = scope.mask.get("sheets", EVERYTHING).get("data", EVERYTHING)
        found["data"] = [_grid(book, sheet, sheet.clipped(box), below) for box in boxes]
    attached: Json = {name: list(messages) for name, messages in sheet.attached.items()}
    if "basicFilter" in attached:
        (attached["basicFilter"],) = attached["basicFilter"]
    if "tables" in attached:
        attached["tables"] = [_table(book, sheet, held) for held in attached["tables"]]
    if "protectedRanges" in attached:
        attached["protectedRanges"] = [
            protection(held, book.editor, book.owner) for held in attached["protectedRanges"]
        ]
    tags = [tag for tag in book.metadata if of_sheet(tag, sheet.id)]
    return found | _full(attached | {"developerMetadata": tags})


def _table(book: Spreadsheet, sheet: Sheet, held: Json) -> Json:
    """The table with its columns called as its header row calls them now."""
    top, left = held["range"].get("startRowIndex", 0), held["range"].get("startColumnIndex", 0)

    def called(column: Json) -> Json:
        index = left + column.get("columnIndex", 0)
        return column | {"columnName": rendering.formatted(sheet, top, index, locale) or column["columnName"]}

    locale = locales.of(book.properties)
    return held | {"columnProperties": [called(column) for column in held["columnProperties"]]}


def _grid(book: Spreadsheet, sheet: Sheet, box: Box, mask: Mask) -> Json:
    columns = range(box.columns.start, box.columns.end or 0)
    found: Json = {"startRow": box.rows.start, "startColumn": box.columns.start}
    if not mask or "rowData" in mask:
        found["rowData"] = list(_rows(book, sheet, box.rows, columns))
    if not mask or "rowMetadata" in mask:
        found["rowMetadata"] = _dimension(book, sheet, "ROWS", range(box.rows.start, box.rows.end or 0))
    if not mask or "columnMetadata" in mask:
        found["columnMetadata"] = _dimension(book, sheet, "COLUMNS", columns)
    return _full(found)


def _rows(book: Spreadsheet, sheet: Sheet, rows: Span, columns: range) -> Iterator[Json]:
    """What Google tells of each row.

    Blank rows of a tab are mostly one and the same object, and so is what is told of them; where a row has formulas,
    it depends on the place.
    """
    told: dict[int, Json] = {}
    for index, row in enumerate(sheet.rows.slice(rows.start, rows.end or 0), rows.start):
        found = told.get(id(row))
        if found is None:
            found = _full({"values": [_cell(book, sheet, index, column) for column in columns if column < len(row)]})
            if not any(isinstance(cell.value, Formula) for cell in row):
                told[id(row)] = found
        yield found


def _cell(book: Spreadsheet, sheet: Sheet, row: int, column: int) -> Json:
    cell = sheet.cell(row, column)
    if cell == BLANK:
        return {}
    locale = locales.of(book.properties)
    value = formulas.effective(sheet, row, column, locale, book.sheets)
    style: dict[str, Any] = book.properties.get("defaultFormat", {})
    return _full(
        {
            "userEnteredValue": extended(cell.value),
            "effectiveValue": extended(value),
            "formattedValue": rendering.formatted(sheet, row, column, locale, book.sheets),
            "hyperlink": _link(book, sheet, cell),
            "userEnteredFormat": cell.format,
            "effectiveFormat": _over(style, cell.format) if cell.format else style,
            "note": cell.note,
            "dataValidation": cell.rule,
        }
    )


def _link(book: Spreadsheet, sheet: Sheet, cell: Cell) -> str:
    """Where a click on the cell leads, blank for nowhere."""
    if isinstance(cell.value, Formula) and points(cell.value.text):
        return formulas.pointed(sheet, cell.value, book.sheets).link
    return ""


def _dimension(book: Spreadsheet, sheet: Sheet, dimension: str, indexes: Iterable[int]) -> list[Json]:
    held = sheet.dimensions[dimension]
    tags: dict[int, list[Json]] = {}
    for tag in book.metadata:
        place = tag["location"].get("dimensionRange", {})
        if place.get("dimension") == dimension and place.get("sheetId", 0) == sheet.id:
            tags.setdefault(place["startIndex"], []).append(tag)
    return [
        {"pixelSize": PIXELS[dimension]}
        | held.get(index, {})
        | ({"developerMetadata": tags[index]} if index in tags else {})
        for index in indexes
    ]


def _over(under: Json, over: Json) -> Json:
    """The format ``under`` with what ``over`` says put on top, at every depth."""
    merged = dict(under)
    for name, value in over.items():
        below = merged.get(name)
        merged[name] = _over(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _full(message: Json) -> Json:
    """The message without what Google leaves out: zeros, empty texts, empty lists and nothing at all."""
    return {name: value for name, value in message.items() if value not in (None, 0, "", [], {})}

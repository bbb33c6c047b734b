"""A spreadsheet with one of everything on its cells is edited at random: what lies on them stays sound."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from sandbox.google.grid.box import Box
from sandbox.google.grid.following import ranges_in
from sandbox.google.grid.geometry import inside
from sandbox.google.grid.sheet import ATTACHED, Sheet
from sandbox.google.methods.core import Google
from sandbox.google.methods.description import Scope, described
from sandbox.google.protocol import discovery
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import Refusal

ROWS, COLUMNS = 24, 12


def box(top: int, bottom: int, left: int, right: int, sheet_id: int = 0) -> Json:
    rows = {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}
    return {"sheetId": sheet_id} | rows


def chart(sheet_id: int) -> Json:
    """A chart on the first tab of cells of the sheet."""
    source = {"sourceRange": {"sources": [box(0, 6, 0, 1, sheet_id)]}}
    basic = {"chartType": "LINE", "domains": [{"domain": source}], "series": [{"series": source}]}
    corner = {"sheetId": 0, "rowIndex": 20, "columnIndex": 11}
    return {"spec": {"basicChart": basic}, "position": {"overlayPosition": {"anchorCell": corner}}}


def everything(other: int) -> list[Json]:
    """The requests that put one of everything on the first tab."""
    banding = {"firstBandColor": {"red": 1}, "secondBandColor": {"blue": 1}}
    condition = {"condition": {"type": "NOT_BLANK"}, "format": {"backgroundColor": {"red": 1}}}
    criteria: Json = {str(column): {"hiddenValues": ["x"]} for column in (0, 2)}
    rows = {"dimension": "ROWS", "startIndex": 3, "endIndex": 9}
    return [
        {"addTable": {"table": {"range": box(10, 14, 6, 10)}}},
        {"setBasicFilter": {"filter": {"range": box(0, 9, 0, 4), "criteria": criteria}}},
        {"addFilterView": {"filter": {"range": box(0, 9, 0, 4), "sortSpecs": [{"dimensionIndex": 1}]}}},
        {"addBanding": {"bandedRange": {"range": box(0, 9, 0, 4), "rowProperties": banding}}},
        {
            "addConditionalFormatRule": {
                "rule": {"ranges": [box(0, 9, 0, 2), box(5, 24, 8, 12)], "booleanRule": condition}
            }
        },
        {"addChart": {"chart": chart(0)}},
        {"addChart": {"chart": chart(other)}},
        {"addSlicer": {"slicer": {"spec": {"dataRange": box(0, 9, 0, 4)}, "position": chart(0)["position"]}}},
        {"addDimensionGroup": {"range": rows}},
        {"addDimensionGroup": {"range": rows | {"startIndex": 5, "endIndex": 12}}},
        {"addDimensionGroup": {"range": {"dimension": "COLUMNS", "startIndex": 2, "endIndex": 5}}},
        {"mergeCells": {"range": box(15, 17, 0, 2)}},
        {"mergeCells": {"range": box(3, 4, 0, 2)}},
        {"addProtectedRange": {"protectedRange": {"range": box(2, 6, 1, 4), "warningOnly": True}}},
        {"addNamedRange": {"namedRange": {"name": "Points", "range": box(2, 6, 1, 4)}}},
    ]


def edit(chance: Random, google: Google) -> Json:
    """One well-formed request about a part of a sheet that is there."""
    sheets = google.spreadsheet("S").sheets
    sheet = chance.choice(sheets)
    dimension = chance.choice(["ROWS", "COLUMNS"])
    size = sheet.size(dimension)
    first = chance.randrange(size)
    past = chance.randint(first + 1, min(first + 5, size))
    span = {"sheetId": sheet.id, "dimension": dimension, "startIndex": first, "endIndex": past}
    top, left = chance.randrange(sheet.row_count), chance.randrange(sheet.column_count)
    bottom, right = chance.randint(top + 1, sheet.row_count), chance.randint(left + 1, sheet.column_count)
    some = box(top, bottom, left, right, sheet.id)
    cell = {"sheetId": chance.choice(sheets).id, "rowIndex": chance.randrange(9), "columnIndex": chance.randrange(5)}
    tables = [held["tableId"] for other in sheets for held in other.held("tables")] or ["none"]
    grid = {"rowCount": max(size - 2, 2), "columnCount": max(sheet.column_count - 1, 2)}
    values = [{"values": [{"userEnteredValue": {"numberValue": 1}}]}]
    return chance.choice(
        [
            {"insertDimension": {"range": span, "inheritFromBefore": first > 0}},
            {"insertDimension": {"range": span, "inheritFromBefore": first > 0}},
            {"deleteDimension": {"range": span}},
            {"moveDimension": {"source": span, "destinationIndex": chance.randint(0, size)}},
            {"duplicateSheet": {"sourceSheetId": sheet.id}}
            if len(sheets) < 5
            else {"deleteSheet": {"sheetId": sheet.id}},
            {"sortRange": {"range": some, "sortSpecs": [{"dimensionIndex": left}]}},
            {"cutPaste": {"source": some, "destination": cell, "pasteType": "PASTE_NORMAL"}},
            {"copyPaste": {"source": some, "destination": box(0, 9, 0, 5, cell["sheetId"])}},
            {"insertRange": {"range": some, "shiftDimension": dimension}},
            {"deleteRange": {"range": some, "shiftDimension": dimension}},
            {"appendCells": {"tableId": chance.choice(tables), "rows": values, "fields": "userEnteredValue"}},
            {
                "updateSheetProperties": {
                    "properties": {"sheetId": sheet.id, "gridProperties": grid},
                    "fields": "gridProperties",
                }
            },
            {"addDimensionGroup": {"range": span}},
            {"deleteDimensionGroup": {"range": span}},
            {"mergeCells": {"range": box(top, min(top + 2, bottom), left, min(left + 2, right), sheet.id)}},
        ]
    )


def places(name: str, message: Json) -> Iterator[Json]:
    """All GridRanges of what is attached, and the cells that charts hang at, as ranges of one cell."""
    yield from ranges_in(name, message)
    corner = message.get("position", {}).get("overlayPosition", {}).get("anchorCell")
    if corner is not None:
        row, column = corner.get("rowIndex", 0), corner.get("columnIndex", 0)
        yield box(row, row + 1, column, column + 1, corner.get("sheetId", 0))


def check_columns(table: Json) -> None:
    width = table["range"]["endColumnIndex"] - table["range"].get("startColumnIndex", 0)
    assert [column.get("columnIndex", 0) for column in table["columnProperties"]] == list(range(width))
    assert all(column["columnName"] for column in table["columnProperties"])


def check_groups(sheet: Sheet) -> None:
    for name, dimension in (("rowGroups", "ROWS"), ("columnGroups", "COLUMNS")):
        for group in sheet.held(name):
            assert 0 <= group["range"].get("startIndex", 0) < group["range"]["endIndex"] <= sheet.size(dimension)


def check(google: Google) -> None:
    book = google.spreadsheet("S")
    discovery.check("Spreadsheet", described(book, Scope(cells=True)))
    ids: list[tuple[str, Any]] = []
    for sheet in book.sheets:
        assert all(len(row) <= sheet.column_count for row in sheet.rows)
        assert len(sheet.rows) <= sheet.row_count
        for name, messages in sheet.attached.items():
            for held in messages:
                for grid_range in places(ATTACHED[name], held):
                    grid = book.sheet(grid_range.get("sheetId", 0))
                    assert inside(grid.clipped(Box.of(grid_range)), Box.of(grid_range)), (name, held)
                    assert grid.clipped(Box.of(grid_range)) == Box.of(grid_range), (name, held)
                ids += [
                    (own, held[own])
                    for own in ("chartId", "slicerId", "bandedRangeId", "filterViewId", "tableId")
                    if own in held
                ]
        merges = [Box.of(merge) for merge in sheet.held("merges")]
        assert not any(one.overlaps(other) for one in merges for other in merges if one is not other), merges
        check_groups(sheet)
        for table in sheet.held("tables"):
            check_columns(table)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("seed", range(8))
def test_what_lies_on_cells_stays_sound_whatever_happens_to_them(seed: int) -> None:
    chance = Random(seed)
    google = Google()
    book = google.create("S", sheets=("Members", "Ledger"))
    grid = {"rowCount": ROWS, "columnCount": COLUMNS}
    for sheet in book.sheets:
        properties = {"sheetId": sheet.id, "gridProperties": grid}
        google.edit("S", [{"updateSheetProperties": {"properties": properties, "fields": "gridProperties"}}])
        google.enter("S", f"{sheet.title}!A1", [[f"r{row}", row, "=B1"] for row in range(10)])
    google.edit("S", everything(book.sheets[1].id))
    applied = 0
    for _ in range(80):
        request = edit(chance, google)
        try:
            google.edit("S", [request])
        except Refusal:
            continue
        applied += 1
        check(google)

    assert applied > 20

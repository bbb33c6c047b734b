"""The values.*ByDataFilter methods: cells by the metadata of their place, or by range, read and written as values."""

from collections.abc import Sequence
from dataclasses import replace

from sandbox.google.cell_text.rendering import Rendering
from sandbox.google.grid import a1_notation
from sandbox.google.grid.box import Box
from sandbox.google.grid.sheet import Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.methods import data_filters, values_methods
from sandbox.google.methods.values_methods import Input, Written
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import Refusal, invalid

Place = tuple[Sheet, Box]


def batch_get(book: Spreadsheet, filters: Sequence[Json], how: Rendering, major: str) -> Json:
    """The values of all ranges that a filter selects, each range once and with the filters that do so."""
    found: dict[tuple[int, Box], tuple[Sheet, list[Json]]] = {}
    for index, data_filter in enumerate(filters):
        for sheet, box in _places(book, data_filter, f"dataFilters[{index}]"):
            found.setdefault((sheet.id, box), (sheet, []))[1].append(data_filter)
    ranges = [
        {"valueRange": values_methods.of_box(book, sheet, box, how, major), "dataFilters": matching}
        for (_, box), (sheet, matching) in found.items()
    ]
    return {"spreadsheetId": book.id} | ({"valueRanges": ranges} if ranges else {})


def batch_update(book: Spreadsheet, written: Sequence[Json], how: Input) -> Written:
    """Writes values over each range that their filter selects, all or none; they may not run over any of its ends."""
    value_ranges: list[Json] = []
    matching: list[Json] = []
    for index, given in enumerate(written):
        data_filter = given.get("dataFilter", {})
        values: Json = {name: given[name] for name in ("majorDimension", "values") if name in given}
        for sheet, box in _places(book, data_filter, f"data[{index}]"):
            _check_fits(sheet, box, values, index)
            value_ranges.append({"range": a1_notation.written(sheet.title, box), **values})
            matching.append(data_filter)
    book, answer = values_methods.batch_update(book, value_ranges, replace(how, rendering=None))
    responses = []
    for response, value_range, data_filter in zip(answer.get("responses", ()), value_ranges, matching, strict=True):
        told = {name: held for name, held in response.items() if name != "spreadsheetId"} | {"dataFilter": data_filter}
        if how.rendering:
            told["updatedData"] = values_methods.get(book, value_range["range"], how.rendering)
        responses.append(told)
    return book, answer | ({"responses": responses} if responses else {})


def batch_clear(book: Spreadsheet, filters: Sequence[Json]) -> Written:
    """Empties the cells of each range that a filter selects; their formats, notes and rules stay."""
    texts = {
        a1_notation.written(sheet.title, box): None
        for index, data_filter in enumerate(filters)
        for sheet, box in _places(book, data_filter, f"dataFilters[{index}]")
    }
    book, answer = values_methods.batch_clear(book, list(texts))
    return book, {name: held for name, held in answer.items() if held}


def _places(book: Spreadsheet, data_filter: Json, at: str) -> list[Place]:
    """The ranges that a filter selects, cut to the grid; the spreadsheet as a whole is none that has values."""
    try:
        if "developerMetadataLookup" in data_filter and any(
            "spreadsheet" in tag["location"] for tag in data_filters.tags(book, data_filter)
        ):
            raise invalid("The sandbox finds no cells by metadata of the whole spreadsheet.")
        return [(sheet, sheet.clipped(box)) for sheet, box in data_filters.places(book, [data_filter])]
    except Refusal as refusal:
        raise invalid(f"Invalid {at}: {refusal.message}") from None


def _check_fits(sheet: Sheet, box: Box, values: Json, index: int) -> None:
    rows = values.get("values", [])
    height, width = len(rows), max((len(row) for row in rows if isinstance(row, list)), default=0)
    if values.get("majorDimension") == "COLUMNS":
        height, width = width, height
    if height > len(box.rows.clip(sheet.row_count)) or width > len(box.columns.clip(sheet.column_count)):
        within = a1_notation.written(sheet.title, box)
        raise invalid(f"Invalid data[{index}]: The values do not fit within range [{within}].")

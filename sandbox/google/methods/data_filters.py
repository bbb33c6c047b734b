"""What a DataFilter selects: developer metadata, or cells, by a range or by the metadata of their places.

After Google's guide "Read, write & search metadata" and the descriptions in its discovery document; the words of
refusals that are Google's were recorded by https://github.com/mmedum/google-sheets-mcp.
"""

from collections.abc import Sequence

from sandbox.google.grid.box import Box, Span
from sandbox.google.grid.sheet import WHOLE, Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import invalid

LOCATION_TYPES = {"ROWS": "ROW", "COLUMNS": "COLUMN"}
EXACT, INTERSECTING = "EXACT_LOCATION", "INTERSECTING_LOCATION"


def selected(book: Spreadsheet, data_filters: Sequence[Json]) -> list[tuple[Json, list[Json]]]:
    """The metadata that any of the filters selects, in the order it was made, each with the filters that do so."""
    if not data_filters:
        raise invalid("At least one data filter must be specified.")
    chosen = [(data_filter, {tag["metadataId"] for tag in tags(book, data_filter)}) for data_filter in data_filters]
    found = [(tag, [data_filter for data_filter, ids in chosen if tag["metadataId"] in ids]) for tag in book.metadata]
    return [(tag, matching) for tag, matching in found if matching]


def tags(book: Spreadsheet, data_filter: Json) -> list[Json]:
    """The metadata that one filter selects: what the lookup describes, or what lies on cells of the range."""
    kind = _kind(data_filter)
    if kind == "developerMetadataLookup":
        return _looked_up(book, data_filter[kind])
    sheet, box = _range(book, data_filter)
    return [tag for tag in book.metadata if _touches(_place(tag["location"]), (sheet.id, box))]


def places(book: Spreadsheet, data_filters: Sequence[Json]) -> list[tuple[Sheet, Box]]:
    """The cells that the filters select, each place once; metadata of the whole spreadsheet selects every sheet."""
    found: dict[tuple[int, Box], Sheet] = {}
    for data_filter in data_filters:
        kind = _kind(data_filter)
        if kind != "developerMetadataLookup":
            sheet, box = _range(book, data_filter)
            found.setdefault((sheet.id, box), sheet)
            continue
        for tag in _looked_up(book, data_filter[kind]):
            place = _place(tag["location"])
            for sheet in book.sheets:
                if place is None or place[0] == sheet.id:
                    found.setdefault((sheet.id, place[1] if place else WHOLE), sheet)
    return [(sheet, box) for (_, box), sheet in found.items()]


def kept_location(book: Spreadsheet, location: Json | None) -> Json:
    """The location of metadata as it is kept: spreadsheet, sheet, or one row or column; a 400 for any other."""
    given = {name: held for name, held in (location or {}).items() if name != "locationType" and held is not False}
    if not given:
        raise invalid("Developer metadata must always have a location specified.")
    if len(given) > 1:
        raise invalid(f"oneof field 'location' is already set. Cannot set '{list(given)[1]}'")
    if "spreadsheet" in given:
        return {"locationType": "SPREADSHEET", "spreadsheet": True}
    if "sheetId" in given:
        return {"locationType": "SHEET", "sheetId": book.sheet(given["sheetId"], word="sheet").id}
    span = given["dimensionRange"]
    sheet = book.sheet(span.get("sheetId", 0), word="sheet")
    dimension = span.get("dimension")
    if dimension not in LOCATION_TYPES:
        raise invalid("A dimension must be specified.")
    if "startIndex" not in span or "endIndex" not in span:
        raise invalid("DimensionRange must specify both a startIndex and an endIndex.")
    if span["endIndex"] - span["startIndex"] != 1:
        raise invalid("DimensionRange must represent a single row or column.")
    row_or_column = Span(span["startIndex"], span["endIndex"])
    if row_or_column.start < 0:
        raise invalid("DimensionRange indexes must be >= 0")
    sheet.check_start(Box(rows=row_or_column) if dimension == "ROWS" else Box(columns=row_or_column))
    kept: Json = {"dimension": dimension, "startIndex": span["startIndex"], "endIndex": span["endIndex"]}
    kept = {"sheetId": sheet.id} | kept if sheet.id else kept
    return {"locationType": LOCATION_TYPES[dimension], "dimensionRange": kept}


def _kind(data_filter: Json) -> str:
    if not data_filter:
        raise invalid("A data filter must specify a1Range, gridRange or developerMetadataLookup.")
    if len(data_filter) > 1:
        raise invalid(f"oneof field 'filter' is already set. Cannot set '{list(data_filter)[1]}'")
    return next(iter(data_filter))


def _range(book: Spreadsheet, data_filter: Json) -> tuple[Sheet, Box]:
    if "a1Range" in data_filter:
        return book.located(data_filter["a1Range"])
    grid_range = data_filter["gridRange"]
    sheet, box = book.sheet(grid_range.get("sheetId", 0)), Box.of(grid_range)
    sheet.check_start(box)
    return sheet, box


def _looked_up(book: Spreadsheet, lookup: Json) -> list[Json]:
    """The metadata that has all that the lookup names; one that names nothing selects all there is."""
    strategy = lookup.get("locationMatchingStrategy", INTERSECTING)
    location = lookup.get("metadataLocation")
    kept = kept_location(book, location) if location is not None else None
    _check(lookup, kept)
    found = [
        tag
        for tag in book.metadata
        if all(
            tag.get(name) == lookup[name]
            for name in ("metadataId", "metadataKey", "metadataValue", "visibility")
            if lookup.get(name)
        )
        and lookup.get("locationType") in (None, tag["location"]["locationType"])
    ]
    if kept is None:
        return found
    if strategy == EXACT or kept["locationType"] == "SPREADSHEET":
        return [tag for tag in found if tag["location"] == kept]
    return [tag for tag in found if _touches(_place(tag["location"]), _place(kept))]


def _check(lookup: Json, location: Json | None) -> None:
    """Refuses the fields of a lookup that contradict each other, as the discovery document lists them."""
    strategy = lookup.get("locationMatchingStrategy")
    if strategy and location is None:
        raise invalid("DeveloperMetadataLookup.locationMatchingStrategy needs a metadataLocation.")
    if location and location["locationType"] == "SPREADSHEET" and strategy == INTERSECTING:
        raise invalid(
            "DeveloperMetadataLookup.spreadsheet is true, but locationMatchingStrategy was specified as INTERSECTING."
        )
    wanted = lookup.get("locationType")
    if wanted and strategy == EXACT:
        raise invalid("DeveloperMetadataLookup.locationType cannot be specified with an EXACT strategy.")
    if wanted == "SPREADSHEET" and location and location["locationType"] != "SPREADSHEET":
        raise invalid("DeveloperMetadataLookup.locationType is SPREADSHEET, but the metadataLocation is none.")


def _place(location: Json) -> tuple[int, Box] | None:
    """The sheet and the cells of a kept location, None for the whole spreadsheet."""
    if "spreadsheet" in location:
        return None
    if "dimensionRange" not in location:
        return location.get("sheetId", 0), WHOLE
    span = location["dimensionRange"]
    index = Span(span["startIndex"], span["endIndex"])
    return span.get("sheetId", 0), Box(rows=index) if span["dimension"] == "ROWS" else Box(columns=index)


def _touches(place: tuple[int, Box] | None, other: tuple[int, Box] | None) -> bool:
    """True when the two have a cell in common; the whole spreadsheet, Google says, meets no other place."""
    return place is not None and other is not None and place[0] == other[0] and place[1].overlaps(other[1])

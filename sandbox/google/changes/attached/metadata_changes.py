"""Requests about developer metadata: what programs note down about a spreadsheet, a sheet, a row or a column."""

from collections.abc import Callable
from dataclasses import replace

from sandbox.google.changes.cells.cell_writes import Outcome, mask_of
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.methods import data_filters
from sandbox.google.protocol import field_masks
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import invalid

MAX_CHARACTERS = 30_000
"""Google's limit on keys and values together: of the spreadsheet, and again of each sheet with its rows and columns."""

FIELDS = ("metadataId", "metadataKey", "metadataValue", "location", "visibility")


def create(book: Spreadsheet, request: Json) -> Outcome:
    """Notes something down; an id in use is refused, and so whoever comes second with it learns that they are."""
    new = request.get("developerMetadata", {})
    book, number = _number(book, new)
    tag = _kept(book, new | {"metadataId": number})
    book = _checked(replace(book, metadata=(*book.metadata, tag)))
    return book, {"createDeveloperMetadata": {"developerMetadata": tag}}


def update(book: Spreadsheet, request: Json) -> Outcome:
    """Changes all metadata that one of the filters selects, as the mask says; ids stay."""
    mask = mask_of(request, "DeveloperMetadata")
    new = request.get("developerMetadata", {})
    # A location is one of three things, so it is replaced as a whole even where the mask names a part of it.
    whole = {name: field_masks.EVERYTHING for name in mask or FIELDS if name != "metadataId"}
    chosen = {tag["metadataId"] for tag, _ in data_filters.selected(book, request.get("dataFilters", ()))}
    changed = {
        tag["metadataId"]: _kept(book, field_masks.merge(tag, new, whole) if whole else tag)
        for tag in book.metadata
        if tag["metadataId"] in chosen
    }
    metadata = tuple(changed.get(tag["metadataId"], tag) for tag in book.metadata)
    reply = {"developerMetadata": list(changed.values())} if changed else {}
    return _checked(replace(book, metadata=metadata)), {"updateDeveloperMetadata": reply}


def delete(book: Spreadsheet, request: Json) -> Outcome:
    """Deletes all metadata that the filter selects, which may be none."""
    gone = data_filters.tags(book, request.get("dataFilter", {}))
    left = tuple(tag for tag in book.metadata if tag not in gone)
    reply = {"deletedDeveloperMetadata": gone} if gone else {}
    return replace(book, metadata=left), {"deleteDeveloperMetadata": reply}


def _number(book: Spreadsheet, new: Json) -> tuple[Spreadsheet, int]:
    taken = {tag["metadataId"] for tag in book.metadata}
    number: int = new.get("metadataId", 0)
    if number < 0:
        raise invalid(f"Developer metadata ID must be positive: {number}")
    if number in taken:
        raise invalid(
            f"Cannot add developer metadata with ID [{number}] because developer metadata with that ID already exists."
        )
    while not number or number in taken:
        book, number = book.with_id()
    return book, number


def _kept(book: Spreadsheet, new: Json) -> Json:
    if not new.get("metadataKey"):
        raise invalid("Developer metadata must always have a key specified.")
    if new.get("visibility") not in ("DOCUMENT", "PROJECT"):
        raise invalid("Developer metadata must always have visibility specified.")
    new = new | {"location": data_filters.kept_location(book, new.get("location"))}
    return {name: new[name] for name in FIELDS if new.get(name)}


def _checked(book: Spreadsheet) -> Spreadsheet:
    """The spreadsheet, if the keys and values in it are not too long."""
    totals: dict[int | None, int] = {}
    for tag in book.metadata:
        location = tag["location"]
        sheet_id = location.get("dimensionRange", location).get("sheetId", 0)
        home = None if "spreadsheet" in location else sheet_id
        totals[home] = totals.get(home, 0) + len(tag["metadataKey"]) + len(tag.get("metadataValue", ""))
    if any(total > MAX_CHARACTERS for total in totals.values()):
        raise invalid(f"Developer metadata exceeds the limit of {MAX_CHARACTERS} characters.")
    return book


KINDS: dict[str, Callable[[Spreadsheet, Json], Outcome]] = {
    "createDeveloperMetadata": create,
    "updateDeveloperMetadata": update,
    "deleteDeveloperMetadata": delete,
}

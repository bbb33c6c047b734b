"""What the wrong engines change on the way to Google: requests, cells, the numbers of tabs."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from loyalty.model.causes import PART_REFUND
from sheets.google.grid import Cell, Grid
from sheets.requests.images import as_written
from sheets.schema.tabs import TABS

Request = Mapping[str, Any]
Requests = Sequence[Mapping[str, object]]

PART = re.compile(rf"({PART_REFUND}:[^:]*:)([\d.]+)(/.+)")
"""The cause of a part refund, with the amount that went back in the middle."""
CHECK = re.compile(r"ck-[0-9a-f]{12}")
_OWN_NUMBERS = {tab.number for tab in TABS if tab.number}
_MARK = re.compile(r"\w{6}:-?\d+@[0-9a-f]+")
_COPIED = re.compile(r"(\d~)?\d+:\d+:(\d+|\+):.*", re.DOTALL)


def without_fence(batch: Requests) -> Iterable[Mapping[str, object]]:
    """The batch without its fence."""
    return (request for request in batch if not deletes_fence(request) and "addNamedRange" not in request)


def deletes_fence(request: Mapping[str, object]) -> bool:
    """True for the request that only passes on the newest book."""
    return "deleteNamedRange" in request


def number_by_title(properties: Request) -> int:
    """What a tab with this title is known by; a tab that the program has made itself keeps its number."""
    number = properties.get("sheetId", 0)
    return number if number in _OWN_NUMBERS else int.from_bytes(properties["title"].encode()) % (2**31 - 1)


def renumbered(found: Any, numbers: Mapping[int, int]) -> Any:
    """The same JSON with other numbers of tabs; those that are unknown, and of new tabs, stay."""
    if isinstance(found, list | tuple):
        return [renumbered(part, numbers) for part in found]
    if not isinstance(found, Mapping):
        return found
    return {
        name: numbers.get(part, part) if name in ("sheetId", "sourceSheetId") else renumbered(part, numbers)
        for name, part in found.items()
    }


def names_copies(request: Request) -> bool:
    """True for the request that names the copies of a batch."""
    rows = request.get("updateCells", {}).get("rows", ())
    return any(_COPIED.fullmatch(entered(cell)) for row in rows for cell in row["values"][:1])


def row_written(request: Request) -> tuple[int, int] | None:
    """The tab and the row (from 0) of a request that writes into one row; None for any other."""
    written = request.get("updateCells", {})
    if "start" not in written or len(written["rows"]) != 1 or not written["start"]["rowIndex"]:
        return None
    return written["start"]["sheetId"], written["start"]["rowIndex"]


def rows_written(batch: Requests) -> Iterator[tuple[int, int]]:
    """The rows that stand already and are written into: the first requests come before any row is inserted."""
    for request in batch:
        if "insertDimension" in request:
            return
        row = row_written(request)
        if row:
            yield row


def written_back(found: Request) -> Request:
    """The request that writes a row as it was read."""
    place, [row] = found["dataFilters"][0]["gridRange"], found["valueRange"]["values"]
    start = {"sheetId": place.get("sheetId", 0), "rowIndex": place["startRowIndex"], "columnIndex": 0}
    return {
        "updateCells": {
            "start": start,
            "rows": [{"values": [as_written(cell) for cell in row]}],
            "fields": "userEnteredValue",
        }
    }


def text_cell(text: object) -> Request:
    """A cell with a text."""
    return {"userEnteredValue": {"stringValue": text}}


def entered(cell: Request) -> str:
    """The text that a request writes into a cell; blank for anything else."""
    return str(cell.get("userEnteredValue", {}).get("stringValue", ""))


def unmarked(grid: Grid) -> Grid:
    """The cells without the marks beside members' points."""
    return [["" if isinstance(cell, str) and _MARK.fullmatch(cell) else cell for cell in row] for row in grid]


def converted(cell: Cell, rate: Decimal) -> Cell:
    """The cell with the amount of a part refund at this rate; any other cell as it is."""
    found = PART.fullmatch(cell) if isinstance(cell, str) else None
    return f"{found[1]}{round(Decimal(found[2]) * rate, 4).normalize():f}{found[3]}" if found else cell

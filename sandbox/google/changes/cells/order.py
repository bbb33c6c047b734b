"""Requests that go through cells by what is in them: sortRange, randomizeRange, findReplace and deleteDuplicates."""

import random
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sandbox.google.cell_text import formulas, locales, rendering
from sandbox.google.cell_text.entering import typed
from sandbox.google.cell_text.locales import Locale
from sandbox.google.changes.cells.cell_writes import Outcome
from sandbox.google.grid import merges
from sandbox.google.grid.box import Box, Span, rearranged
from sandbox.google.grid.cell import BLANK, Cell, Fault, Formula
from sandbox.google.grid.following import reshaping
from sandbox.google.grid.references import carried
from sandbox.google.grid.sheet import Sheet, padded
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import invalid


def sort(book: Spreadsheet, request: Json) -> Outcome:
    """Sorts the rows of a range, only within its columns: numbers, texts, truth values, errors; blanks always last.

    Developer metadata of a row goes where the row's cells go.
    """
    grid_range = request.get("range", {})
    sheet = book.sheet(grid_range.get("sheetId", 0))
    sheet.check_start(Box.of(grid_range))
    box = sheet.clipped(Box.of(grid_range))
    left, right = box.columns.start, box.columns.end or 0
    merges.check_sortable(sheet, box)
    indexes = list(range(box.rows.start, min(box.rows.end or 0, len(sheet.rows))))
    order = list(indexes)
    for spec in reversed(request.get("sortSpecs", ())):
        column = spec.get("dimensionIndex", 0)
        if not left <= column < right:
            raise invalid(f"Sort index [{column}] is outside of the range's columns.")
        down = spec.get("sortOrder") == "DESCENDING"
        keys = {index: _key(sheet, index, column, locales.of(book.properties)) for index in order}
        blank = [index for index in order if keys[index] is None]
        full = [index for index in order if keys[index] is not None]
        order = [*sorted(full, key=lambda index: keys[index] or (), reverse=down), *blank]
    old = [padded(sheet.row(index), right) for index in indexes]
    new = [
        carried(padded(sheet.row(source), right)[left:right], index - source)
        for index, source in zip(indexes, order, strict=True)
    ]
    rows = [row[:left] + cells + row[right:] for row, cells in zip(old, new, strict=True)]
    places = dict(zip(order, indexes, strict=True))
    sheet = _merges_moved(sheet.with_rows(box.rows.start, rows, box.columns), box, places)
    return book.with_sheet(sheet).with_metadata_shifted(reshaping(sheet.id, "ROWS", rearranged(places))), {}


def _merges_moved(sheet: Sheet, box: Box, places: Mapping[int, int]) -> Sheet:
    """The sheet with the merges of single rows of the box where their rows are now."""
    go = rearranged(places)
    moved = [Box(go(merge.rows) or merge.rows, merge.columns) for merge in merges.boxes(sheet) if box.overlaps(merge)]
    kept = [merge for merge in merges.boxes(sheet) if not box.overlaps(merge)]
    return merges.with_merges(sheet, [*kept, *moved]) if moved else sheet


Key = tuple[int, float, str]


def _key(sheet: Sheet, row: int, column: int, locale: Locale) -> Key | None:
    match formulas.effective(sheet, row, column, locale):
        case None:
            return None
        case bool() as truth:
            return 2, float(truth), ""
        case float() as number:
            return 0, number, ""
        case Fault(kind):
            return 3, 0.0, kind
        case text:
            return 1, 0.0, text.casefold()


def randomize(book: Spreadsheet, request: Json) -> Outcome:
    """Shuffles the rows of a range, only within its columns; the same content always comes into the same order."""
    grid_range = request.get("range", {})
    sheet = book.sheet(grid_range.get("sheetId", 0))
    sheet.check_start(Box.of(grid_range))
    columns = sheet.clipped(Box.of(grid_range)).columns
    left, right = columns.start, columns.end or 0
    merges.check_sortable(sheet, sheet.clipped(Box.of(grid_range)))
    indexes = Box.of(grid_range).rows.clip(len(sheet.rows))
    if not indexes:
        return book, {}
    block = [padded(sheet.row(index), right)[left:right] for index in indexes]
    seed = zlib.crc32(repr([[cell.value for cell in row] for row in block]).encode("utf-8", "surrogatepass"))
    order = list(range(len(block)))
    random.Random(seed).shuffle(order)  # noqa: S311 - a run of the stand-in repeats, no secret hangs on it
    rows = [carried(block[source], index - source) for index, source in enumerate(order)]
    box = Box(Span(indexes.start, indexes.stop), columns)
    sheet = sheet.mapped(box, lambda row, column, _cell: rows[row - indexes.start][column - left])
    places = {indexes.start + source: indexes.start + index for index, source in enumerate(order)}
    return book.with_sheet(_merges_moved(sheet, box, places)), {}


@dataclass(slots=True)
class _Found:
    """What a search has changed so far."""

    values: int = 0
    formulas: int = 0
    occurrences: int = 0
    rows: set[tuple[int, int]] = field(default_factory=set)

    def reply(self) -> Json:
        counts = {
            "valuesChanged": self.values,
            "formulasChanged": self.formulas,
            "rowsChanged": len(self.rows),
            "sheetsChanged": len({sheet for sheet, _ in self.rows}),
            "occurrencesChanged": self.occurrences,
        }
        return {"findReplace": {name: count for name, count in counts.items() if count}}


def find_replace(book: Spreadsheet, request: Json) -> Outcome:
    """Replaces text in cells as they are shown; what comes out is entered as if typed. It never fails to find."""
    pattern = _pattern(request)
    found = _Found()
    for sheet, box in _scope(book, request):
        book = book.with_sheet(_replaced(sheet, box, pattern, request, found, locales.of(book.properties)))
    return book, found.reply()


def _pattern(request: Json) -> re.Pattern[str]:
    find = request.get("find", "")
    if not find:
        raise invalid("The find text must be specified.")
    text = find if request.get("searchByRegex") else re.escape(find)
    if request.get("matchEntireCell"):
        text = rf"\A(?:{text})\Z"
    try:
        return re.compile(text, 0 if request.get("matchCase") else re.IGNORECASE)
    except re.error as error:
        raise invalid(f"Invalid regular expression: {find} ({error})") from None


def _scope(book: Spreadsheet, request: Json) -> list[tuple[Sheet, Box]]:
    scopes = [name for name in ("range", "sheetId", "allSheets") if name in request and request[name] is not False]
    if len(scopes) != 1:
        raise invalid("Exactly one of range, sheetId or allSheets must be specified.")
    if "range" in request:
        sheet = book.sheet(request["range"].get("sheetId", 0))
        sheet.check_start(Box.of(request["range"]))
        return [(sheet, Box.of(request["range"]))]
    sheets = [book.sheet(request["sheetId"])] if "sheetId" in request else book.sheets
    return [(sheet, Box()) for sheet in sheets]


def _with_groups(replacement: str, pattern: re.Pattern[str]) -> str:
    """The replacement as Python writes it: ``$1`` is a group, empty where there is none; a backslash is itself."""

    def group(found: re.Match[str]) -> str:
        return rf"\g<{found[1]}>" if int(found[1]) <= pattern.groups else ""

    return re.sub(r"\$(\d)", group, replacement.replace("\\", r"\\"))


def _replaced(sheet: Sheet, box: Box, pattern: re.Pattern[str], request: Json, found: _Found, locale: Locale) -> Sheet:
    replacement = request.get("replacement", "")
    with_groups = _with_groups(replacement, pattern) if request.get("searchByRegex") else None

    def change(row: int, column: int, cell: Cell) -> Cell:
        formula = isinstance(cell.value, Formula)
        if cell.value is None or (formula and not request.get("includeFormulas")):
            return cell
        text = cell.value.text if isinstance(cell.value, Formula) else rendering.formatted(sheet, row, column, locale)
        new, count = pattern.subn(with_groups if with_groups is not None else lambda _: replacement, text)
        if not count:
            return cell
        found.occurrences += count
        found.values += not formula
        found.formulas += formula
        found.rows.add((sheet.id, row))
        return typed(cell, new, locale)

    columns = sheet.clipped(box).columns
    rows = box.rows.clip(len(sheet.rows))
    return sheet.mapped(Box(Span(rows.start, rows.stop), columns), change) if rows else sheet


def delete_duplicates(book: Spreadsheet, request: Json) -> Outcome:
    """Removes rows of a range whose values in the columns an earlier one has; those below move up within the range."""
    grid_range = request.get("range", {})
    sheet = book.sheet(grid_range.get("sheetId", 0))
    sheet.check_start(Box.of(grid_range))
    box = sheet.clipped(Box.of(grid_range))
    left, right = box.columns.start, box.columns.end or 0
    columns = [
        column
        for named in request.get("comparisonColumns", ()) or [{"startIndex": left, "endIndex": right}]
        for column in range(named.get("startIndex", left), named.get("endIndex", right))
    ]
    if not all(left <= column < right for column in columns):
        raise invalid("The comparison columns must be within the range.")
    indexes = range(box.rows.start, min(box.rows.end or 0, len(sheet.rows)))
    locale = locales.of(book.properties)
    first = {tuple(_key(sheet, index, column, locale) for column in columns): index for index in reversed(indexes)}
    kept = sorted(first.values())
    cells = [
        carried(padded(sheet.row(source), right)[left:right], at - source)
        for at, source in zip(indexes, kept, strict=False)
    ]
    cells += [(BLANK,) * (right - left)] * (len(indexes) - len(kept))
    old = [padded(sheet.row(index), right) for index in indexes]
    rows = [row[:left] + new + row[right:] for row, new in zip(old, cells, strict=True)]
    removed = len(indexes) - len(kept)
    reply = {"deleteDuplicates": {"duplicatesRemovedCount": removed} if removed else {}}
    return book.with_sheet(sheet.with_rows(box.rows.start, rows, box.columns)), reply


KINDS: dict[str, Callable[[Spreadsheet, Json], Outcome]] = {
    "sortRange": sort,
    "randomizeRange": randomize,
    "findReplace": find_replace,
    "deleteDuplicates": delete_duplicates,
}

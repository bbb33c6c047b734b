"""A spreadsheet as a value: its sheets and named ranges, found by id, title or A1 notation."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from sandbox.google.grid import a1_notation
from sandbox.google.grid.box import Box, Edit, Span, deleted, inserted, moved
from sandbox.google.grid.following import Shift, followed, gone, reshaping
from sandbox.google.grid.geometry import height, minus, width
from sandbox.google.grid.moved_cells import with_formulas
from sandbox.google.grid.sheet import ATTACHED, WHOLE, Sheet
from sandbox.google.protocol.defaults import DEFAULT_FORMAT, THEME
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import Refusal, invalid

MAX_CELLS = 10_000_000
MAX_SHEETS = 200
FIRST_ID = 1_000_003
"""Ids that the stand-in gives out are large, so that nobody takes an index for an id and gets away with it."""

OWNER = "owner@example.com"
"""Whose spreadsheet it is, where nobody else made it: the owner may edit whatever is protected."""


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """A spreadsheet; ``issued`` counts the ids given out, so that none is given twice.

    ``metadata`` is the developer metadata of all places in it. ``owner`` and ``editor``, who is changing it just now,
    are email addresses.
    """

    id: str
    properties: Json
    sheets: tuple[Sheet, ...]
    named_ranges: tuple[Json, ...] = field(default=())
    issued: int = 0
    metadata: tuple[Json, ...] = ()
    owner: str = OWNER
    editor: str = OWNER

    def sheet(self, sheet_id: int, *, word: str = "grid") -> Sheet:
        """The sheet with this id; a 400 in Google's words, which name a grid or a sheet."""
        for sheet in self.sheets:
            if sheet.id == sheet_id:
                return sheet
        raise invalid(f"No {word} with id: {sheet_id}")

    def titled(self, title: str) -> Sheet | None:
        """The sheet with this title, without regard to case, as Google finds it."""
        folded = title.casefold()
        return next((sheet for sheet in self.sheets if sheet.title.casefold() == folded), None)

    def with_sheet(self, new: Sheet) -> "Spreadsheet":
        """The spreadsheet with this sheet in the place of the one with its id; a 400 when it has too many cells."""
        book = replace(self, sheets=tuple(new if sheet.id == new.id else sheet for sheet in self.sheets))
        book.check_size()
        return book

    def inserting(self, sheet_id: int, dimension: str, at: int, count: int, *, like: int | None) -> "Spreadsheet":
        """The spreadsheet with ``count`` new rows or columns in a sheet before ``at``; see ``Sheet.inserting``."""
        old = self.sheet(sheet_id)
        rows, columns = (count, 0) if dimension == "ROWS" else (0, count)
        # asked before the rows are made: two thousand million of them would take all memory
        self.with_sheet(old.grown_to(old.row_count + rows, old.column_count + columns))
        sheet = self.sheet(sheet_id).inserting(dimension, at, count, like=like)
        book = self._reshaped(sheet, dimension, inserted(at, count))
        return book.with_sheet(_headed(book.sheet(sheet_id))) if dimension == "COLUMNS" else book

    def without(self, sheet_id: int, dimension: str, first: int, past: int) -> "Spreadsheet":
        """The spreadsheet without a sheet's rows or columns from ``first`` up to ``past``, and what was only there."""
        sheet = self.sheet(sheet_id).without(dimension, first, past)
        return self._reshaped(sheet, dimension, deleted(first, past), size=sheet.size(dimension))

    def moving(self, sheet_id: int, dimension: str, first: int, past: int, to: int) -> "Spreadsheet":
        """The spreadsheet with a block of a sheet's rows or columns moved before the index ``to`` of now."""
        sheet = self.sheet(sheet_id).moving(dimension, first, past, to)
        return self._reshaped(sheet, dimension, moved(first, past, to))

    def resized(self, sheet_id: int, rows: int, columns: int) -> "Spreadsheet":
        """The spreadsheet with a grid of this size in a sheet; what lies outside is gone."""
        book, sheet = self, self.sheet(sheet_id)
        if rows < sheet.row_count:
            book = book.without(sheet_id, "ROWS", rows, sheet.row_count)
        if columns < sheet.column_count:
            book = book.without(sheet_id, "COLUMNS", columns, sheet.column_count)
        return book.with_sheet(book.sheet(sheet_id).grown_to(rows, columns))

    def without_sheet(self, sheet: Sheet) -> "Spreadsheet":
        """The spreadsheet without a sheet and what was only there; formulas that mean its cells have lost them."""
        sheets = with_formulas([held for held in self.sheets if held is not sheet], sheet, lambda _: None)
        tags = tuple(tag for tag in self.metadata if not of_sheet(tag, sheet.id))
        return replace(self, sheets=sheets, metadata=tags).shifted(gone(sheet.id))

    def _reshaped(self, sheet: Sheet, dimension: str, edit: Edit, *, size: int | None = None) -> "Spreadsheet":
        """The spreadsheet with a sheet whose rows or columns have been edited, and all that points to them."""
        shift = reshaping(sheet.id, dimension, edit, size=size)

        def journey(box: Box) -> tuple[Sheet, Box] | None:
            arrived = shift.move(box)
            return None if arrived is None else (sheet, arrived)

        book = self.with_sheet(sheet)
        return replace(book, sheets=with_formulas(book.sheets, sheet, journey)).shifted(shift)

    def shifted(self, shift: Shift) -> "Spreadsheet":
        """The spreadsheet with all but formulas following its cells; a named range without cells has no range."""
        return replace(
            self,
            sheets=tuple(_sheet_shifted(sheet, shift) for sheet in self.sheets),
            named_ranges=tuple(
                followed("NamedRange", named, shift) or {name: held for name, held in named.items() if name != "range"}
                for named in self.named_ranges
            ),
        ).with_metadata_shifted(shift)

    def with_metadata_shifted(self, shift: Shift) -> "Spreadsheet":
        """The spreadsheet with the developer metadata alone following its rows or columns."""
        tags = (followed("DeveloperMetadata", tag, shift) for tag in self.metadata)
        return replace(self, metadata=tuple(tag for tag in tags if tag))

    def edited_by(self, editor: str) -> "Spreadsheet":
        """The spreadsheet as whoever reads or changes it has it in hand: see ``Sheet.guarded``."""
        return replace(self, editor=editor, sheets=tuple(_guarded(sheet, editor, self.owner) for sheet in self.sheets))

    def put_down(self) -> "Spreadsheet":
        """The spreadsheet as it is when nobody is changing it."""
        return self.edited_by(self.owner)

    def with_id(self) -> tuple["Spreadsheet", int]:
        """An id that was never used, and the spreadsheet that knows it is taken."""
        return replace(self, issued=self.issued + 1), FIRST_ID + self.issued * 7919

    def with_unused_id(self, taken: Collection[int | str]) -> tuple["Spreadsheet", int]:
        """An id that is not among those taken: people choose ids of their own, and may have chosen the next one."""
        book, number = self.with_id()
        while number in taken or str(number) in taken:
            book, number = book.with_id()
        return book, number

    def check_size(self) -> None:
        """A 400 for more than ten million cells in all grids together, empty ones included, or columns beyond ZZZ."""
        if any(sheet.column_count > a1_notation.MAX_COLUMNS for sheet in self.sheets):
            raise invalid(
                "This action would increase the number of columns in the sheet above the limit of "
                f"{a1_notation.MAX_COLUMNS} columns."
            )
        if sum(sheet.row_count * sheet.column_count for sheet in self.sheets) > MAX_CELLS:
            raise invalid(
                f"This action would increase the number of cells in the workbook above the limit of {MAX_CELLS} cells."
            )

    def located(self, text: str) -> tuple[Sheet, Box]:
        """The sheet and box that a range names, by A1 notation, tab title or named range; a 400 when it names none."""
        address = a1_notation.parse(text)
        if address is None:
            raise _unreadable(text)
        if address.box is None and (found := self._named(address)):
            return found
        sheet = self.sheets[0] if address.title is None else self.titled(address.title)
        if sheet is None or address.name:
            raise _unreadable(text)
        box = address.box or WHOLE
        sheet.check_start(box)
        return sheet, box

    def _named(self, address: a1_notation.Address) -> tuple[Sheet, Box] | None:
        name = (address.name or address.title or "").casefold()
        for named_range in self.named_ranges:
            if named_range["name"].casefold() != name or "range" not in named_range:
                continue
            sheet = self.sheet(named_range["range"].get("sheetId", 0))
            if address.name is None or sheet is self.titled(address.title or ""):
                return sheet, Box.of(named_range["range"])
        return None


def may_edit(held: Json, caller: str, owner: str) -> bool:
    """True when the caller is not kept from what a ProtectedRange protects; a warning keeps nobody."""
    if held.get("warningOnly") or caller == owner:
        return True
    return caller.casefold() in (user.casefold() for user in held.get("editors", {}).get("users", ()))


def of_sheet(tag: Json, sheet_id: int) -> bool:
    """True for developer metadata of this sheet as a whole."""
    location: Json = tag["location"]
    return bool(location["locationType"] == "SHEET" and location.get("sheetId", 0) == sheet_id)


def _guarded(sheet: Sheet, editor: str, owner: str) -> Sheet:
    if not sheet.guarded and "protectedRanges" not in sheet.attached:
        return sheet
    closed = [held for held in sheet.held("protectedRanges") if not may_edit(held, editor, owner)]
    boxes = tuple(part for held in closed for part in _closed_boxes(held))
    return sheet if boxes == sheet.guarded else replace(sheet, guarded=boxes)


def _closed_boxes(held: Json) -> list[Box]:
    """What a ProtectedRange closes: its range, with the cells that it leaves open cut out."""
    boxes = [Box.of(held.get("range", {}))]
    for hole in map(Box.of, held.get("unprotectedRanges", ())):
        boxes = [part for box in boxes for part in minus(box, hole)]
    return boxes


def _sheet_shifted(sheet: Sheet, shift: Shift) -> Sheet:
    if not sheet.attached:
        return sheet
    after = {
        name: tuple(held for held in (followed(ATTACHED[name], held, shift) for held in messages) if held is not None)
        for name, messages in sheet.attached.items()
    }
    if "merges" in after:
        after["merges"] = tuple(merge for merge in after["merges"] if _several(merge))
    return replace(sheet, attached={name: messages for name, messages in after.items() if messages})


def _headed(sheet: Sheet) -> Sheet:
    """The sheet with the names of columns that came into its tables in their header rows."""
    names = {}
    for held in sheet.held("tables"):
        top, left = held["range"].get("startRowIndex", 0), held["range"].get("startColumnIndex", 0)
        for column in held.get("columnProperties", ()):
            names[top, left + column.get("columnIndex", 0)] = column["columnName"]
    for (row, column), name in names.items():
        if sheet.cell(row, column).value is None:
            box = Box(Span(row, row + 1), Span(column, column + 1))
            sheet = sheet.mapped(box, lambda _row, _column, cell, name=name: replace(cell, value=name))  # type: ignore[misc]
    return sheet


def _several(merge: Json) -> bool:
    box = Box.of(merge)
    return height(box) * width(box) > 1


def new_spreadsheet(
    spreadsheet_id: str, *, title: str, sheets: Sequence[str], time_zone: str, locale: str = "en_US"
) -> Spreadsheet:
    """A spreadsheet with these empty tabs, of which the first has the id 0 as in Google's."""
    properties = {
        "title": title,
        "locale": locale,
        "autoRecalc": "ON_CHANGE",
        "timeZone": time_zone,
        "defaultFormat": dict(DEFAULT_FORMAT),
        "spreadsheetTheme": dict(THEME),
    }
    book = Spreadsheet(spreadsheet_id, properties, ())
    for index, name in enumerate(sheets):
        book, sheet_id = book.with_id() if index else (book, 0)
        book = replace(book, sheets=(*book.sheets, Sheet(sheet_id, name)))
    return book


def _unreadable(text: str) -> Refusal:
    return invalid(f"Unable to parse range: {text}")

"""A spreadsheet as a value: its sheets and named ranges, found by id, title or A1 notation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sandbox.google.grid import a1_notation
from sandbox.google.grid.box import Box
from sandbox.google.grid.sheet import Sheet
from sandbox.google.methods.discovery import Json
from sandbox.google.methods.google_errors import Refusal, invalid

MAX_CELLS = 10_000_000
MAX_SHEETS = 200
FIRST_ID = 1_000_003
"""Ids that the stand-in gives out are large, so that nobody takes an index for an id and gets away with it."""

DEFAULT_FORMAT: Mapping[str, object] = {
    "backgroundColor": {"red": 1, "green": 1, "blue": 1},
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": {},
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
    },
}


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """A spreadsheet; ``issued`` counts the ids given out, so that none is given twice."""

    id: str
    properties: Json
    sheets: tuple[Sheet, ...]
    named_ranges: tuple[Json, ...] = field(default=())
    issued: int = 0

    def sheet(self, sheet_id: int, *, word: str = "grid") -> Sheet:
        """The sheet with this id; a 400 in Google's words, which name a grid or a sheet."""
        for sheet in self.sheets:
            if sheet.id == sheet_id:
                return sheet
        raise invalid(f"No {word} with id: {sheet_id}")

    def titled(self, title: str) -> Sheet | None:
        """The sheet with this title."""
        return next((sheet for sheet in self.sheets if sheet.title == title), None)

    def with_sheet(self, new: Sheet) -> "Spreadsheet":
        """The spreadsheet with this sheet in the place of the one with its id; a 400 when it has too many cells."""
        book = replace(self, sheets=tuple(new if sheet.id == new.id else sheet for sheet in self.sheets))
        book.check_size()
        return book

    def with_id(self) -> tuple["Spreadsheet", int]:
        """An id that was never used, and the spreadsheet that knows it is taken."""
        return replace(self, issued=self.issued + 1), FIRST_ID + self.issued * 7919

    def check_size(self) -> None:
        """A 400 when the grids have more than ten million cells together, empty ones included."""
        if sum(sheet.row_count * sheet.column_count for sheet in self.sheets) > MAX_CELLS:
            raise invalid(
                f"This action would increase the number of cells in the workbook above the limit of {MAX_CELLS} cells."
            )

    def located(self, text: str) -> tuple[Sheet, Box]:
        """The sheet and box that a range names, by A1 notation, tab title or named range; a 400 when it names none."""
        address = a1_notation.parse(text)
        if address is None:
            raise _unreadable(text)
        if address.box is None and (found := self._named(text)):
            return found
        sheet = self.sheets[0] if address.title is None else self.titled(address.title)
        if sheet is None:
            raise _unreadable(text)
        box = address.box or Box()
        sheet.check_start(box)
        return sheet, box

    def _named(self, name: str) -> tuple[Sheet, Box] | None:
        for named_range in self.named_ranges:
            if named_range["name"].casefold() == name.casefold() and "range" in named_range:
                return self.sheet(named_range["range"].get("sheetId", 0)), Box.of(named_range["range"])
        return None


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
    }
    book = Spreadsheet(spreadsheet_id, properties, ())
    for index, name in enumerate(sheets):
        book, sheet_id = book.with_id() if index else (book, 0)
        book = replace(book, sheets=(*book.sheets, Sheet(sheet_id, name)))
    return book


def _unreadable(text: str) -> Refusal:
    return invalid(f"Unable to parse range: {text}")

"""The owner at the spreadsheet: does what people do there, at any moment, and looks at what is there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.google.grid import a1_notation
from sandbox.google.grid.box import Box, Span
from sandbox.google.http.exchange import Kind
from sandbox.google.methods.core import Google
from sandbox.google.methods.description import Scope, described

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Owner:
    """The owner's hands on one spreadsheet of the stand-in; not counted as the service's requests."""

    google: Google
    spreadsheet: str

    def tab(self, title: str) -> list[dict[str, Any]]:
        """The rows below the headings, by heading; blank cells are missing."""
        headings, *rows = self.google.tab(self.spreadsheet, title)
        return [
            {str(heading): cell for heading, cell in zip(headings, row, strict=False) if cell not in ("", None)}
            for row in rows
        ]

    def type(self, title: str, *rows: Sequence[object]) -> None:
        """Types rows under what is there, on new rows where the sheet ends."""
        sheet = self.google.sheet(self.spreadsheet, title)
        used = sheet.last_row()
        lacking = used + len(rows) - sheet.row_count
        if lacking > 0:
            self.edit({"appendDimension": {"sheetId": sheet.id, "dimension": "ROWS", "length": lacking}})
        self.type_at(f"{title}!A{used + 1}", *rows)

    def type_at(self, place: str, *rows: Sequence[object]) -> None:
        """Types rows from this cell on, as by keyboard."""
        self.google.enter(self.spreadsheet, place, rows)

    def type_over(self, title: str, key: str | float, heading: str, value: object) -> None:
        """Types over the cell under this heading in the row that holds this key in any cell."""
        grid = self.google.tab(self.spreadsheet, title)
        column = grid[0].index(heading)
        row = next(number for number, cells in enumerate(grid, start=1) if key in cells)
        self.type_at(f"{title}!{a1_notation.column(column)}{row}", [value])

    def tick(self, place: str, *, ticked: bool) -> None:
        """Clicks on the box of a cell, which then holds TRUE or FALSE whatever its number format is."""
        cell = {"userEnteredValue": {"boolValue": ticked}}
        self.edit({"repeatCell": {"range": self.range(place), "cell": cell, "fields": "userEnteredValue"}})

    def paste(self, place: str, text: str) -> None:
        """Pastes a block of text from this cell on, with tabs between its columns, as from another spreadsheet."""
        spot = self.range(place)
        corner = {"sheetId": spot.get("sheetId", 0)}
        corner |= {"rowIndex": spot.get("startRowIndex", 0), "columnIndex": spot.get("startColumnIndex", 0)}
        self.edit({"pasteData": {"coordinate": corner, "data": text, "delimiter": "\t", "type": "PASTE_NORMAL"}})

    def clear(self, place: str) -> None:
        """Marks cells and presses Delete: their looks and rules stay."""
        self.edit({"updateCells": {"range": self.range(place), "fields": "userEnteredValue"}})

    def sort(
        self, title: str, column: int, *, descending: bool = False, columns: tuple[int, int] | None = None
    ) -> None:
        """Sorts the rows below the headings by a column (from 0); only these ``columns``, first and past the last.

        Sorting some columns alone is what tears rows apart: it is how a filter over a part of a tab sorts.
        """
        order = "DESCENDING" if descending else "ASCENDING"
        specs = [{"dimensionIndex": column, "sortOrder": order}]
        rows: Json = {"sheetId": self.sheet_id(title), "startRowIndex": 1}
        if columns:
            rows |= {"startColumnIndex": columns[0], "endColumnIndex": columns[1]}
        self.edit({"sortRange": {"range": rows, "sortSpecs": specs}})

    def insert(self, title: str, dimension: str, at: int, count: int = 1) -> None:
        """Inserts ROWS or COLUMNS before the index ``at``."""
        self.edit({"insertDimension": {"range": self._lines(title, dimension, at, count)}})

    def delete(self, title: str, dimension: str, at: int, count: int = 1) -> None:
        """Deletes ROWS or COLUMNS from the index ``at`` on."""
        self.edit({"deleteDimension": {"range": self._lines(title, dimension, at, count)}})

    def move(self, title: str, dimension: str, at: int, to: int, count: int = 1) -> None:
        """Drags ROWS or COLUMNS before the index ``to``, counted as they are before."""
        self.edit({"moveDimension": {"source": self._lines(title, dimension, at, count), "destinationIndex": to}})

    def rename_tab(self, title: str, new: str) -> None:
        """Types another name over a tab's."""
        change = {"properties": {"sheetId": self.sheet_id(title), "title": new}, "fields": "title"}
        self.edit({"updateSheetProperties": change})

    def copy_tab(self, title: str, new: str) -> None:
        """Duplicates a tab; the copy has all that the tab has."""
        self.edit({"duplicateSheet": {"sourceSheetId": self.sheet_id(title), "newSheetName": new}})

    def swap_tabs(self, title: str, other: str) -> None:
        """Gives two tabs each other's name, as somebody does who puts a copy in the place of the original."""
        between = f"{title} {other}"
        self.rename_tab(title, between)
        self.rename_tab(other, title)
        self.rename_tab(between, other)

    def delete_tab(self, title: str) -> None:
        """Deletes a tab with all that is in it."""
        self.edit({"deleteSheet": {"sheetId": self.sheet_id(title)}})

    def merge(self, place: str) -> None:
        """Merges cells into one, which keeps only what is in the first of them."""
        self.edit({"mergeCells": {"range": self.range(place), "mergeType": "MERGE_ALL"}})

    def protect(self, place: str, *editors: str) -> None:
        """Protects cells, or a tab by its name: only the owner and these accounts may edit them then."""
        held = {"range": self.range(place), "editors": {"users": list(editors)}}
        self.edit({"addProtectedRange": {"protectedRange": held}})

    def filter(self, place: str, hidden: Mapping[int, Sequence[str]] | None = None) -> None:
        """Puts a filter over cells; ``hidden`` are the texts that are unticked, by the index of their column."""
        criteria = {str(index): {"hiddenValues": list(texts)} for index, texts in (hidden or {}).items()}
        self.edit({"setBasicFilter": {"filter": {"range": self.range(place), "criteria": criteria}}})

    def live_in(self, *, time_zone: str | None = None, locale: str | None = None) -> None:
        """Changes the spreadsheet's zone or locale in its settings."""
        chosen = {"timeZone": time_zone, "locale": locale}
        properties = {name: value for name, value in chosen.items() if value is not None}
        self.edit({"updateSpreadsheetProperties": {"properties": properties, "fields": ",".join(properties)}})

    def undo(self, changes: int = 1) -> None:
        """Goes back by so many changes in the version history, whoever made them; VersionGone where it is not kept.

        ``Google(history=…)`` says how many versions are kept.
        """
        self.google.restore(self.spreadsheet, self.google.version(self.spreadsheet) - changes)

    def copy(self, spreadsheet: str) -> "Owner":
        """Makes a copy of the spreadsheet under this id; gives the owner of the copy."""
        self.google.copy(self.spreadsheet, spreadsheet)
        return Owner(self.google, spreadsheet)

    def before_next(self, kind: Kind, act: Callable[[], object]) -> None:
        """Does something in the moment before the next read, or write, of somebody else: between two requests."""
        self.google.meanwhile(kind, act)

    def edit(self, *requests: Json) -> None:
        """Anything else that is done with the mouse, as Google's requests."""
        self.google.edit(self.spreadsheet, requests)

    def range(self, place: str) -> Json:
        """Google's GridRange of a place in A1 notation, or of a whole tab by its name."""
        sheet, box = self.google.spreadsheet(self.spreadsheet).located(place)
        return box.grid_range(sheet.id)

    def sheet_id(self, title: str) -> int:
        """Google's number for a tab."""
        return self.google.sheet(self.spreadsheet, title).id

    def description(self, *, cells: bool = False) -> Json:
        """What Google tells of the spreadsheet, on demand with its cells."""
        return described(self.google.spreadsheet(self.spreadsheet), Scope(cells=cells))

    def tab_description(self, title: str, *, spare: int) -> Json:
        """What Google tells of one tab, with its cells and so many rows below the last one with a value."""
        sheet = self.google.sheet(self.spreadsheet, title)
        upper = Box(Span(0, min(sheet.row_count, sheet.last_row() + spare)))
        (found,) = described(self.google.spreadsheet(self.spreadsheet), Scope([(sheet, upper)], cells=True))["sheets"]
        return dict(found)

    def _lines(self, title: str, dimension: str, at: int, count: int) -> Json:
        return {"sheetId": self.sheet_id(title), "dimension": dimension, "startIndex": at, "endIndex": at + count}

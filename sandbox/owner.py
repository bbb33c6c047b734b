"""The owner at the spreadsheet: types, sorts, inserts and deletes, and looks at what is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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
        self.type_at(f"{title}!{_letter(column)}{row}", [value])

    def sort(self, title: str, column: int, *, descending: bool = False) -> None:
        """Sorts the rows below the headings by a column (from 0)."""
        order = "DESCENDING" if descending else "ASCENDING"
        specs = [{"dimensionIndex": column, "sortOrder": order}]
        self.edit({"sortRange": {"range": {"sheetId": self.sheet_id(title), "startRowIndex": 1}, "sortSpecs": specs}})

    def edit(self, *requests: Json) -> None:
        """Anything else that is done with the mouse, as Google's requests."""
        self.google.edit(self.spreadsheet, requests)

    def sheet_id(self, title: str) -> int:
        """Google's number for a tab."""
        return self.google.sheet(self.spreadsheet, title).id

    def description(self, *, cells: bool = False) -> Json:
        """What Google tells of the spreadsheet, on demand with its cells."""
        return described(self.google.spreadsheet(self.spreadsheet), Scope(cells=cells))


def _letter(column: int) -> str:
    return chr(ord("A") + column)

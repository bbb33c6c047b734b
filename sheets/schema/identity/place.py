"""Where a tab is in the spreadsheet."""

from dataclasses import dataclass

from sheets.google.grid import GridRange


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tab is: Google's number for it, what the owner calls it, and the columns and rows of its grid."""

    id: int
    title: str
    columns: int
    rows: int = 0

    @property
    def cells(self) -> GridRange:
        """All of them."""
        return GridRange(self.id, self.title)

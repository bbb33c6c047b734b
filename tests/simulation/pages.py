"""The spreadsheet as the simulator reads it, cell by cell, by no code of the engine's or the rules'."""

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.google.api import Google as StandIn
from tests.simulation.service import SPREADSHEET

Cells = dict[str, object]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the Ledger."""

    contact: str
    entry: str
    points: int
    note: str
    cause: str


@dataclass(frozen=True, slots=True)
class Pages:
    """The tabs' rows by heading, each with its number; wholly blank rows are left out."""

    google: StandIn

    def rows(self, title: str) -> Iterator[tuple[int, Cells]]:
        """The rows below the headings."""
        headings, *rows = self.google.tab(SPREADSHEET, title)
        for number, row in enumerate(rows, start=2):
            cells = {str(heading): cell for heading, cell in zip(headings, row, strict=False) if cell not in ("", None)}
            if cells:
                yield number, cells

    def headings(self, title: str) -> list[str]:
        """The headings from left to right."""
        return [str(heading) for heading in self.google.tab(SPREADSHEET, title)[0]]

    def blank_rows(self, title: str) -> list[int]:
        """The numbers of the blank rows above the last used one."""
        grid = self.google.tab(SPREADSHEET, title)
        return [number for number, row in enumerate(grid, start=1) if all(cell in ("", None) for cell in row)]

    def members(self) -> dict[str, Cells]:
        """The rows of Members by contact; a contact's second row is under its code."""
        members: dict[str, Cells] = {}
        for _, cells in self.rows("Members"):
            contact = text(cells.get("Contact"))
            members[contact if contact not in members else text(cells.get("Member"))] = cells
        return members

    def ledger(self) -> list[Line]:
        """The lines of the Ledger, each with the contact whose it is."""
        members = self.members()
        contacts = {text(cells.get("Member")): contact for contact, cells in members.items()}
        contacts |= {text(cells.get("Email")): contact for contact, cells in members.items()}
        return [
            Line(
                contacts.get(text(cells.get("Member")) or text(cells.get("Email")), "nobody"),
                text(cells.get("Entry")),
                _points(cells.get("Points")),
                text(cells.get("Note")),
                text(cells.get("Cause")),
            )
            for _, cells in self.rows("Ledger")
        ]


def shown(cells: Cells) -> tuple[str, str]:
    """A member's Points, and the Points as booked without the commit that showed them."""
    return text(cells.get("Points")), text(cells.get("Points as booked")).partition("@")[0]


def text(cell: object) -> str:
    """A cell as text; a whole number without a point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _points(cell: object) -> int:
    """Points in a line; 0 for what is none, which then is not what anybody was told."""
    return int(cell) if isinstance(cell, int | float) and float(cell).is_integer() else 0

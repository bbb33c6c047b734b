"""The spreadsheet as the simulator reads it, cell by cell, by no code of the engine's or the rules'."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import islice
from random import Random

from sandbox.google.grid.box import Span
from sandbox.google.grid.cell import Formula
from sandbox.google.methods.core import Google as StandIn
from tests.simulation.network.instances import SPREADSHEET
from words.literal_text import without_mark

Cells = dict[str, object]
GUESTS = ("6001", "6002", "6003")
"""Customers who join and leave again, and again."""
TWINS = ("6201", "6202")
"""Two rows of one person, which the owner joins and takes apart again."""
COPIED = "copy-"
"""How the address in such a copy begins."""
CLOSED_YEAR = re.compile(r"Ledger \d{4}")
"""The tabs into which closed books go."""
MOST_DRAWS = 20
"""How often ``any_row`` looks; with as many rows as there are, it nearly always finds one at once."""


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A line of the Ledger."""

    contact: str
    member: str
    entry: str
    points: int
    note: str
    cause: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class SheetCells:
    """The tabs' rows by heading, each with its number; wholly blank rows are left out.

    A tab is the one that had its title at first (``ids``). ``aliases`` says by tab which column has another heading for
    a while, ``codes`` by contact whose code is mistyped, and what it was.
    """

    google: StandIn
    ids: dict[str, int] = field(default_factory=dict)
    aliases: dict[tuple[str, str], str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    def pin(self) -> None:
        """From now on the tabs are those that have their titles now."""
        self.ids.update({sheet.title: sheet.id for sheet in self.google.spreadsheet(SPREADSHEET).sheets})

    def title(self, title: str) -> str:
        """What the tab is called now that had this title at first."""
        known = self.ids.get(title)
        sheets = self.google.spreadsheet(SPREADSHEET).sheets
        return next((sheet.title for sheet in sheets if sheet.id == known), title)

    def rows(self, title: str) -> Iterator[tuple[int, Cells]]:
        """The rows below the headings."""
        _, *rows = self.google.tab(SPREADSHEET, self.title(title))
        headings = self.headings(title)
        for number, row in enumerate(rows, start=2):
            cells = self._read(title, headings, row)
            if cells:
                yield number, cells

    def numbered(self, title: str, start: int, end: int) -> Iterator[tuple[int, Cells]]:
        """The rows from one number to before another, the blank ones as well, as far as the tab is used."""
        headings = self.headings(title)
        rows = self.google.tab(SPREADSHEET, self.title(title), Span(start - 1, min(end - 1, self.last_row(title))))
        yield from ((number, self._read(title, headings, row)) for number, row in enumerate(rows, start=start))

    def formula(self, title: str, number: int, heading: str) -> str:
        """What was typed into a cell."""
        place = self.headings(title).index(heading)
        row = self.google.sheet(SPREADSHEET, self.title(title)).rows[number - 1] if number else ()
        value = row[place].value if place < len(row) else ""
        return value.text if isinstance(value, Formula) else str(value)

    def row(self, title: str, number: int) -> Cells:
        """One row, by its number."""
        rows = self.google.tab(SPREADSHEET, self.title(title), Span(number - 1, number))
        return self._read(title, self.headings(title), rows[0]) if rows else {}

    def column(self, title: str, heading: str) -> Iterator[tuple[int, object]]:
        """The cells under a heading with the numbers of their rows, as they were typed."""
        place = self.headings(title).index(heading)
        for number, row in enumerate(self.google.sheet(SPREADSHEET, self.title(title)).rows, start=1):
            if number > 1 and place < len(row):
                yield number, row[place].value

    def row_with(self, title: str, heading: str, content: str) -> tuple[int, Cells]:
        """The row with this under that heading; row 0, which is blank, when there is none."""
        number = next((number for number, cell in self.column(title, heading) if cell == content), 0)
        return number, self.row(title, number) if number else {}

    def last_row(self, title: str) -> int:
        """The number of the last used row."""
        return self.google.sheet(SPREADSHEET, self.title(title)).last_row()

    def any_row(self, title: str, headings: Set[str], chance: Random) -> tuple[int, Cells]:
        """Some row with something under all of these headings; row 0, which is blank, when none is found soon.

        Guests' rows are not among them, as what the owner writes there may go with them, nor those of the twins.
        """
        for _ in range(MOST_DRAWS):
            number = chance.randint(1, self.last_row(title))
            cells = self.row(title, number) if number > 1 else {}
            if headings <= cells.keys() and text(cells.get("Contact")) not in (*GUESTS, *TWINS) and not is_copy(cells):
                return number, cells
        return 0, {}

    def _read(self, title: str, headings: Sequence[object], row: Sequence[object]) -> Cells:
        """A row's cells; a member's code as it was before it was mistyped."""
        cells = _cells(headings, row)
        if self.codes and title == "Members" and text(cells.get("Contact")) in self.codes:
            cells["Member"] = self.codes[text(cells["Contact"])]
        return cells

    def headings(self, title: str) -> list[str]:
        """The headings from left to right."""
        top = map(str, self.google.tab(SPREADSHEET, self.title(title), Span(0, 1))[0])
        return [self.aliases.get((title, heading), heading) for heading in top]

    def blank_rows(self, title: str) -> list[int]:
        """The numbers of the blank rows above the last used one."""
        sheet = self.google.sheet(SPREADSHEET, self.title(title))
        used = islice(sheet.rows, sheet.last_row())
        return [number for number, row in enumerate(used, start=1) if all(cell.value is None for cell in row)]

    def setting(self, name: str) -> str:
        """The Value of this setting."""
        return next((text(cells.get("Value")) for _, cells in self.rows("Settings") if cells["Setting"] == name), "")

    def members(self) -> dict[str, Cells]:
        """The rows of Members by contact; a contact's second row is under its code."""
        members: dict[str, Cells] = {}
        for _, cells in self.rows("Members"):
            contact = text(cells.get("Contact"))
            if is_copy(cells):
                continue
            members[contact if contact not in members else text(cells.get("Member"))] = cells
        return members

    def members_among(self, contacts: Set[str]) -> dict[str, Cells]:
        """The rows of these contacts."""
        found = ((number, text(contact)) for number, contact in self.column("Members", "Contact"))
        return {contact: self.row("Members", number) for number, contact in found if contact in contacts}

    def ledger(self, members: Mapping[str, Cells]) -> list[LedgerLine]:
        """The lines of the Ledger, each with the contact whose it is."""
        return self._lines("Ledger", members)

    def closed(self, members: Mapping[str, Cells]) -> list[LedgerLine]:
        """The lines of the years that are closed, each with the contact whose it is."""
        titles = [sheet.title for sheet in self.google.spreadsheet(SPREADSHEET).sheets]
        return [line for title in titles if CLOSED_YEAR.fullmatch(title) for line in self._lines(title, members)]

    def _lines(self, title: str, members: Mapping[str, Cells]) -> list[LedgerLine]:
        contacts = {text(cells.get("Member")).casefold(): contact for contact, cells in members.items()}
        contacts |= {text(cells.get("Email")): contact for contact, cells in members.items()}
        return [
            LedgerLine(
                contacts.get(text(cells.get("Member")).casefold() or text(cells.get("Email")), "nobody"),
                text(cells.get("Member")),
                text(cells.get("Entry")),
                _points(cells.get("Points")),
                text(cells.get("Note")),
                text(cells.get("Cause")),
                text(cells.get("For")),
            )
            for _, cells in self.rows(title)
            # A sort of what is seen leaves what is not seen beside a blank row, also a column moved in between.
            if not set(cells) <= {"Commit", "Amount", "Campaign", "Available", "Check"}
        ]


def _cells(headings: Sequence[object], row: Sequence[object]) -> Cells:
    return {str(heading): cell for heading, cell in zip(headings, row, strict=False) if cell not in ("", None)}


def is_copy(cells: Cells) -> bool:
    """True for a member's row that the owner has copied to make another of it."""
    return text(cells.get("Email")).startswith(COPIED)


def shown(cells: Cells) -> tuple[str, str]:
    """A member's Points, and the Points as booked without the commit that showed them.

    A balance below zero begins with a sign that could be a formula's, so its text carries an apostrophe.
    """
    return text(cells.get("Points")), without_mark(text(cells.get("Points as booked"))).partition("@")[0]


def text(cell: object) -> str:
    """A cell as text; a whole number without a point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _points(cell: object) -> int:
    """Points in a line; 0 for what is none, which then is not what anybody was told."""
    return int(cell) if isinstance(cell, int | float) and float(cell).is_integer() else 0

"""The tab Problems: cells that could not be read, and why."""

from datetime import datetime
from typing import NamedTuple

from sheets.codec.column import INSTANT, TEXT, WHOLE, Cells, Column, Tab
from sheets.codec.table import Row


class ListedProblem(NamedTuple):
    """A problem as the tab lists it, in the owner's words. Row 0 stands for something that has happened to the tab."""

    tab: str
    row: int
    column: str
    cell: str
    why: str


class Problems(Tab):
    """A row is a cell that could not be read."""

    title = "Problems"
    what = "Cells that could not be read; their rows are left out until they are corrected."
    optional = True

    tab = Column("Tab", TEXT, "Where.", service=True, key=True)
    row = Column("Row", WHOLE, "Its row when it was seen.", service=True, key=True)
    column = Column("Column", TEXT, "Its heading.", service=True, key=True)
    cell = Column("Cell", TEXT, "What it holds.", service=True, key=True, address=True, width=180)
    why = Column("Why", TEXT, "What is wrong with it.", service=True, key=True, width=460, wrapped=True)
    seen = Column("Seen", INSTANT, "When it was first seen.", service=True)

    def read(self, row: Row) -> ListedProblem:
        """The problem that the row lists; BadCell where the owner has scribbled over it."""
        return ListedProblem(
            row.read(self.tab),
            row.read(self.row) or 0,
            row.read(self.column),
            row.read(self.cell),
            row.read(self.why),
        )

    def new_row(self, problem: ListedProblem, seen: datetime) -> Cells:
        """The row of a problem that is seen for the first time."""
        return {
            self.tab: problem.tab,
            self.row: problem.row or None,
            self.column: problem.column,
            self.cell: problem.cell,
            self.why: problem.why,
            self.seen: seen,
        }


PROBLEMS = Problems()

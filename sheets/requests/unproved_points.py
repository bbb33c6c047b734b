"""Numbers over Points that nobody can prove were typed: the Ledger's takes their place, and the owner is told."""

from collections.abc import Iterable, Iterator

from loyalty.book.book import Book
from sheets.codec.owner_sentences import Sentence
from sheets.codec.table import Problem
from sheets.requests.images import CellRun
from sheets.schema.members_tab import MEMBERS, unproved_points

UNPROVED = Sentence(
    "Under Points of %(code)s was %(stood)s, and nothing says what had been shown there, so it was not "
    "booked. By the Ledger it is %(points)s. If you meant your number, type it again."
)


def unproved(overwritten: Iterable[CellRun], before: Book) -> Iterator[Problem]:
    """What is told of the cells that a batch writes over, which was decided on the book ``before``."""
    for run in overwritten:
        if run.table.tab is not MEMBERS or MEMBERS.points not in run.columns:
            continue
        points = run.values[run.columns.index(MEMBERS.points)]
        row = next(row for row in run.table.rows if row.number == run.row)
        stood = unproved_points(row)
        code = MEMBERS.counts_for(row, before)
        # What the Ledger said until now was shown by the program, whatever has become of its mark.
        if isinstance(points, int) and stood not in (None, points, before.account_of(code).points):
            why = UNPROVED.of(code=code, stood=f"{stood}", points=points)
            yield Problem(MEMBERS.title, 0, "", "", why)

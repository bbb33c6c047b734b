"""Numbers over Points that nobody can prove were typed: the Ledger's takes their place, and the owner is told."""

from collections.abc import Iterable, Iterator

from sheets.codec.owner_sentences import Sentence
from sheets.codec.table import BadCell, Problem, Row
from sheets.requests.images import CellRun
from sheets.schema.members_tab import MEMBERS, shown_points

UNPROVED = Sentence(
    "Under Points of %(code)s stood %(stood)s, and nothing says what had been shown there, so it was not booked. "
    "By the Ledger it is %(points)s. Did you mean your number, type it again."
)


def unproved(overwritten: Iterable[CellRun]) -> Iterator[Problem]:
    """What is told of the cells that a batch writes over.

    A number beside somebody else's mark that is the one which that mark names was written by the program itself: a sort
    has torn the row's visible cells from its hidden ones, and they are put right.
    """
    for run in overwritten:
        if run.table.tab is not MEMBERS or MEMBERS.points not in run.columns:
            continue
        points = run.values[run.columns.index(MEMBERS.points)]
        row = next(row for row in run.table.rows if row.number == run.row)
        stood = _typed(row)
        if isinstance(points, int) and stood not in (None, points):
            code = row.text_or_blank(MEMBERS.member)
            why = UNPROVED.of(code=code, stood=f"{stood}", points=points)
            yield Problem(MEMBERS.title, 0, "", "", why)


def _typed(row: Row) -> int | None:
    """The number that stands there beside no mark of the row's own; None for one that is proved, or is none."""
    if MEMBERS.points_shown not in row.columns or shown_points(row):
        return None
    try:
        stood = row.read(MEMBERS.points)
        of_another = row.read(MEMBERS.points_shown).rpartition(":")[2].partition("@")[0]
    except BadCell:
        return None
    return None if f"{stood}" == of_another else stood

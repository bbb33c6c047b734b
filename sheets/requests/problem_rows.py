"""The Problems tab: which cells could not be read and why; what is corrected goes, what is new comes."""

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import datetime, timedelta

from loyalty.model.entry import UNDATED
from sheets.codec.table import BadCell, Problem, Row, Table
from sheets.codec.translation import said
from sheets.requests.decision_requests import Request, insert_rows
from sheets.schema.layout import Layout
from sheets.schema.problems_tab import PROBLEMS, ListedProblem
from sheets.schema.snapshot import Snapshot
from words.literal_text import MARK

MOST_LISTED = 200
"""Problems listed at once; mending some shows the next."""


HAPPENED_DAYS = 30
"""How long the tab says what has happened once; what names no row is nothing that the owner could correct."""


def requests(snapshot: Snapshot, now: datetime, happened: Iterable[Problem] = ()) -> Iterator[Request]:
    """What brings the Problems tab up to date; nothing when it is. ``happened`` names no row.

    What is listed of a row goes only where this snapshot has looked at it: another instance may know it better.
    """
    table = snapshot.tables.get(PROBLEMS.title)
    if table is None:
        return
    shown = _shown(table)
    current = dict.fromkeys(
        in_the_owners_words(snapshot.layout, problem) for problem in snapshot.problems[:MOST_LISTED]
    )
    sheet, titles = snapshot.layout.sheet_id(PROBLEMS.title), _titles(snapshot.layout) if shown else {}
    yield from additions(snapshot.layout, table, [*happened, *snapshot.problems[:MOST_LISTED]], now)
    for problem, row in sorted(shown.items(), key=lambda listed: listed[1].number, reverse=True):
        is_over = (
            snapshot.has_read(titles.get(problem.tab, ""), problem.row)
            if problem.row
            else _seen(row) < now - timedelta(days=HAPPENED_DAYS)
        )
        if problem not in current and is_over:
            place = {"sheetId": sheet, "dimension": "ROWS", "startIndex": row.number - 1, "endIndex": row.number}
            yield {"deleteDimension": {"range": place}}


def in_doubt(snapshot: Snapshot) -> Mapping[str, Set[int]]:
    """By the tab's title the rows of which the tab lists something else than this snapshot knows."""
    table, layout = snapshot.tables.get(PROBLEMS.title), snapshot.layout
    known = {in_the_owners_words(layout, problem) for problem in snapshot.problems[:MOST_LISTED]}
    titles, found = _titles(layout), dict[str, set[int]]()
    for problem in known.symmetric_difference(_shown(table) if table else ()):
        if problem.row and problem.tab in titles:
            found.setdefault(titles[problem.tab], set()).add(problem.row)
    return found


def _titles(layout: Layout) -> Mapping[str, str]:
    """What we call the tabs, by what the tab Problems calls them."""
    return {_as_read(place.title): title for title, place in layout.places.items()}


def additions(layout: Layout, table: Table, problems: Iterable[Problem], now: datetime) -> Iterator[Request]:
    """What lists those of the problems that the tab does not list yet."""
    shown = _shown(table)
    told = dict.fromkeys(in_the_owners_words(layout, problem) for problem in problems)
    yield from insert_rows(layout, table, [PROBLEMS.new_row(problem, now) for problem in told if problem not in shown])


def _as_read(text: str) -> str:
    """As the cell will be read: what is listed otherwise would be taken out and listed again for ever."""
    return " ".join(text.split()).lstrip(MARK).lstrip()


def _shown(table: Table) -> dict[ListedProblem, Row]:
    """What the tab lists now, each with its row; what the owner scribbled there is left alone."""
    shown: dict[ListedProblem, Row] = {}
    for row in table.keyed():
        try:
            shown.setdefault(PROBLEMS.read(row), row)
        except BadCell:
            continue
    return shown


def in_the_owners_words(layout: Layout, problem: Problem) -> ListedProblem:
    """With tab and column as the owner's sheet calls them, and with the reason in the sheet's language."""
    place, language = layout.places.get(problem.tab), layout.language
    return ListedProblem(
        tab=_as_read(place.title if place else said(problem.tab, language)),
        row=problem.row,
        column=said(problem.column, language),
        cell=_as_read(problem.cell),
        why=problem.why.in_language(language),
    )


def _seen(row: Row) -> datetime:
    try:
        return row.read(PROBLEMS.seen) or UNDATED
    except BadCell:
        return UNDATED

"""Lines of the Ledger that a closing has moved away by mistake, because the owner sorted the tab in that very moment.

The commit notes how many lines it has moved into which year, and they stand right below that tab's headings. So whoever
reads next looks at them, and gives back what still counts before anything is decided without it (docs/decisions/0009).
"""

from collections.abc import Iterable, Mapping

from loyalty.book.book import Book
from loyalty.model.entry import Entry
from sheets.codec.table import Problem, Table, read_table
from sheets.google.grid import Grid, GridRange
from sheets.requests import archive_rows
from sheets.schema.growing_tab import RowContext
from sheets.schema.layout import Layout
from sheets.schema.ledger_tab import Ledger, closed_entries


def asked(layout: Layout, moved: Mapping[int, int]) -> list[GridRange]:
    """Where so many lines of each year stand that were moved just now, with the headings above them."""
    places = archive_rows.places(layout)
    there = [(places[year].cells, count) for year, count in moved.items() if year in places]
    return [cells.rows(1, archive_rows.HEADING_ROW + count) for cells, count in there]


def left_of(ranges: Iterable[GridRange], layout: Layout) -> list[GridRange]:
    """As much of these ranges as is there by this layout: the owner may have deleted rows since, or a tab."""
    rows = {place.id: place.rows for place in archive_rows.places(layout).values()}
    return [one.rows(1, min(one.last_row or rows[one.sheet], rows[one.sheet])) for one in ranges if one.sheet in rows]


def tables(ranges: Iterable[GridRange], grids: Iterable[Grid], layout: Layout) -> list[Table]:
    """What these ranges of the archive show; HeadingMissing, HeadingTwice."""
    return [read_table(Ledger(one.title), grid, layout.zone) for one, grid in zip(ranges, grids, strict=True)]


def lines(tables: Iterable[Table], book: Book) -> tuple[list[Entry], list[Problem]]:
    """The lines in these tabs, and what in them cannot be read."""

    def code_with(email: str) -> str:
        member = book.member_with(email) if email else None
        return member.code if member else ""

    context = RowContext(book.settings, book.members.__contains__, code_with)
    found, problems = list[Entry](), list[Problem]()
    for entry, wrong in (one for table in tables for one in closed_entries(table, context)):
        problems += wrong
        if entry:
            found.append(entry)
    return found, problems

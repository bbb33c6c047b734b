"""The archive's tabs: missing ones are made, and all of them are read."""

from collections.abc import Collection, Iterator, Mapping
from datetime import tzinfo

from sheets.codec.table import HEADING_ROWS, Table, find_headings, read_table
from sheets.codec.translation import fold_name
from sheets.engine.tab_finder import find_tabs
from sheets.google.client import Google, Spent
from sheets.google.errors import ColumnsDiffer, TabTaken
from sheets.google.grid import Cell, Grid
from sheets.requests import archive_rows
from sheets.requests.decision_requests import Request
from sheets.schema.layout import Layout, read_layout
from sheets.schema.ledger_tab import LEDGER, Ledger

ARCHIVE_SECONDS = 120.0
"""A year of a hundred thousand lines is some twenty megabytes."""
NEW_TAB_ROWS = 2


def make_tabs(google: Google, years: Collection[int]) -> list[str]:
    """Makes the missing tabs of these years and gives their titles; TabTaken, ColumnsDiffer before anything is made."""
    spent = Spent()
    layout = find_tabs(google, seconds=ARCHIVE_SECONDS, spent=spent)
    there = {year: title for year, title in archive_rows.titles(layout).items() if year in years}
    headings = _shared_headings(google, layout, there.values(), spent)
    lacking = sorted(set(years) - set(there))
    taken = {fold_name(place.title) for place in layout.places.values()}
    for title in map(archive_rows.title_of, lacking):
        if fold_name(title) in taken:
            raise TabTaken(title)
    requests = [*_widened(layout, there.values()), *_new(layout, lacking, headings)]
    if requests:
        google.commit(requests, seconds=ARCHIVE_SECONDS, spent=spent)
    return [archive_rows.title_of(year) for year in lacking]


def require_same_columns(google: Google, years: Collection[int]) -> None:
    """ColumnsDiffer where the tab of one of these years has not the Ledger's headings in the Ledger's places any more:
    the owner may move a column while the books are closed.
    """
    spent = Spent()
    layout = find_tabs(google, seconds=ARCHIVE_SECONDS, spent=spent)
    _shared_headings(
        google, layout, [title for year, title in archive_rows.titles(layout).items() if year in years], spent
    )


def _shared_headings(google: Google, layout: Layout, titles: Collection[str], spent: Spent) -> list[Cell]:
    """The Ledger's headings, which all of these tabs have; ColumnsDiffer."""
    tops = [layout.whole(title).rows(1, HEADING_ROWS) for title in (LEDGER.title, *titles)]
    ledger, *others = google.cells(tops, seconds=ARCHIVE_SECONDS, spent=spent)
    headings = ledger[find_headings(LEDGER, ledger).row - 1] if ledger else []
    for title, grid in zip(titles, others, strict=True):
        if columns_differ(grid[:1], [headings]):
            raise ColumnsDiffer(title)
    return list(headings)


def read_tabs(google: Google, zone: tzinfo | None = None) -> list[Table]:
    """All of the archive in this spreadsheet as it is now; HeadingMissing, HeadingTwice for a tab that cannot be read.

    ``zone`` is where its times were written, where that was in another spreadsheet.
    """
    spent = Spent()
    layout = read_layout(google.layout(seconds=ARCHIVE_SECONDS, spent=spent))
    there = list(archive_rows.titles(layout).values())
    grids = (
        google.cells([layout.whole(title) for title in there], seconds=ARCHIVE_SECONDS, spent=spent) if there else []
    )
    tabs = [Ledger(title) for title in there]
    return [read_table(tab, grid, zone or layout.zone) for tab, grid in zip(tabs, grids, strict=True)]


def columns_differ(top: Grid, other: Grid) -> bool:
    """True when these two rows of headings are not the same, so that no row may be moved from one to the other."""
    return _written(top) != _written(other)


def _written(rows: Grid) -> list[str]:
    """The headings in the first of these rows, as they are compared, without the empty ones at its end."""
    written = [fold_name(str(cell or "")) for row in rows[:1] for cell in row]
    while written and not written[-1]:
        written.pop()
    return written


def _widened(layout: Layout, there: Collection[str]) -> Iterator[Request]:
    """A whole row of the Ledger must fit."""
    for place in (layout.places[title] for title in there):
        lacking = layout.places[LEDGER.title].columns - place.columns
        if lacking > 0:
            yield {"appendDimension": {"sheetId": place.id, "dimension": "COLUMNS", "length": lacking}}


def _new(layout: Layout, years: Collection[int], headings: list[Cell]) -> Iterator[Request]:
    columns = layout.places[LEDGER.title].columns
    grid: Mapping[str, int] = {
        "rowCount": NEW_TAB_ROWS,
        "columnCount": columns,
        "frozenRowCount": archive_rows.HEADING_ROW,
    }
    cells = [
        {"userEnteredValue": {"stringValue": str(cell or "")}, "userEnteredFormat": {"textFormat": {"bold": True}}}
        for cell in headings
    ]
    for year in years:
        sheet = archive_rows.sheet_id(year)
        yield {
            "addSheet": {"properties": {"sheetId": sheet, "title": archive_rows.title_of(year), "gridProperties": grid}}
        }
        yield {
            "updateCells": {
                "start": {"sheetId": sheet, "rowIndex": 0, "columnIndex": 0},
                "rows": [{"values": cells}],
                "fields": "userEnteredValue,userEnteredFormat.textFormat.bold",
            }
        }

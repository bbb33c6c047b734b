"""Tabs that the program makes itself, in its next commit: a sheet that an earlier version has set up lacks them.

A tab of the program's own number is made by whoever commits first. An instance that still believes it to be missing is
refused by Google, because the number is taken, and looks again: nobody decides without what stands in it
(docs/decisions/0030).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count

from sheets.codec.column import Tab
from sheets.codec.table import Table
from sheets.codec.translation import fold_name, said
from sheets.schema.identity.place import Place
from sheets.schema.layout import Layout
from sheets.schema.snapshot import Snapshot
from sheets.schema.tabs import GROWING
from words.locales import RIGHT_TO_LEFT

Request = dict[str, object]
HEADING_ROW = 1
NEW_TAB_ROWS = 2
"""Google keeps one row that is not frozen; the rest is inserted."""


def with_missing_tabs(snapshot: Snapshot) -> tuple[Snapshot, list[Request]]:
    """The snapshot with the tabs that the program makes itself, empty, and the requests that make them."""
    requests = list[Request]()
    for tab in missing(snapshot.layout):
        title = free_title(said(tab.title, snapshot.layout.language), snapshot.layout.places.values())
        place = Place(tab.number, title, len(tab.columns), NEW_TAB_ROWS)
        requests += _made(tab, place, snapshot.layout.language)
        columns = {column: index for index, column in enumerate(tab.columns)}
        table = Table(tab, columns, HEADING_ROW, (), end=HEADING_ROW)
        snapshot = replace(
            snapshot,
            layout=replace(snapshot.layout, places={**snapshot.layout.places, tab.title: place}),
            tables={**snapshot.tables, tab.title: table},
        )
    return snapshot, requests


def missing(layout: Layout) -> list[Tab]:
    """The tabs that the program makes itself and that are not there; all others are set-up's to make."""
    return [tab for tab in GROWING if tab.number and tab.title not in layout.places]


def free_title(wanted: str, places: Iterable[Place]) -> str:
    """What a new tab can be called: so, or with a number where the owner has a tab of their own that is called so."""
    taken = {fold_name(place.title) for place in places}
    numbered = (f"{wanted} {number}" for number in count(2))
    return wanted if fold_name(wanted) not in taken else next(each for each in numbered if fold_name(each) not in taken)


def _made(tab: Tab, place: Place, language: str) -> Iterator[Request]:
    grid: Request = {"rowCount": place.rows, "columnCount": place.columns, "frozenRowCount": HEADING_ROW}
    properties: Request = {"sheetId": place.id, "title": place.title, "gridProperties": grid}
    if language in RIGHT_TO_LEFT:
        properties["rightToLeft"] = True
    yield {"addSheet": {"properties": properties}}
    headings = [
        {
            "userEnteredValue": {"stringValue": said(column.heading, language)},
            "userEnteredFormat": {"textFormat": {"bold": True}},
        }
        for column in tab.columns
    ]
    yield {
        "updateCells": {
            "start": {"sheetId": place.id, "rowIndex": 0, "columnIndex": 0},
            "rows": [{"values": headings}],
            "fields": "userEnteredValue,userEnteredFormat.textFormat.bold",
        }
    }

"""Set-up: what a spreadsheet lacks (tabs, headings, settings, the fence) is added; nothing that is there is changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sheets import cells, fence
from sheets.cells import Cell
from sheets.google import Google, Spent
from sheets.layout import Layout, Place, read_layout
from sheets.ranges import quoted
from sheets.settings import SEED, SETTINGS
from sheets.table import Row, Table, find_headings
from sheets.tabs import LAYOUT_VERSION, SYSTEM, TABS, Column, Kind, Tab, fold_heading
from sheets.tabs import SETTINGS as SETTINGS_TAB
from sheets.writing import Request, insert_rows

SECONDS = 30.0
NEW_TAB_ROWS = 200
BOLD = {"textFormat": {"bold": True}}
Grids = Mapping[str, list[list[Cell]]]


@dataclass(slots=True)
class Plan:
    """What set-up will do: Google's requests, and the same in words for the owner."""

    requests: list[Request] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def set_up(google: Google, *, chance: str) -> Sequence[str]:
    """Adds what is missing in one commit; gives in plain words what was done, nothing when all was there."""
    spent = Spent()
    layout = read_layout(google.layout(seconds=SECONDS, spent=spent))
    there = [title for title in (*(tab.title for tab in TABS), SYSTEM) if title in layout.places]
    grids = google.values([quoted(title) for title in there], seconds=SECONDS, spent=spent) if there else []
    plan = make_plan(layout, dict(zip(there, grids, strict=True)), chance=chance)
    if plan.requests:
        google.commit(plan.requests, seconds=SECONDS, spent=spent)
    return plan.words


def make_plan(layout: Layout, grids: Grids, *, chance: str) -> Plan:
    """What this spreadsheet lacks; ``grids`` holds the cells of each of our tabs that is there."""
    plan = Plan()
    layout = _add_tabs(layout, plan)
    for tab in TABS:
        table = _add_headings(layout, tab, grids.get(tab.title, []), plan)
        if tab is SETTINGS_TAB:
            _add_settings(layout, table, plan)
    _add_fence(layout, grids.get(SYSTEM, []), chance, plan)
    return plan


def _add_tabs(layout: Layout, plan: Plan) -> Layout:
    """The layout with the tabs that the plan adds."""
    places = dict(layout.places)
    widths = {tab.title: len(tab.columns) for tab in TABS} | {SYSTEM: 1}
    for title, width in widths.items():
        if title not in places:
            free = next(number for number in range(1, 2**31) if number not in {place.id for place in places.values()})
            places[title] = Place(free, width)
            plan.requests.append({"addSheet": {"properties": _sheet(title, places[title])}})
            plan.words.append(f"Made the tab {title}.")
    return replace(layout, places=places)


def _sheet(title: str, place: Place) -> dict[str, object]:
    grid = {"rowCount": NEW_TAB_ROWS, "columnCount": place.columns}
    if title == SYSTEM:
        return {"sheetId": place.id, "title": title, "hidden": True, "gridProperties": grid}
    return {"sheetId": place.id, "title": title, "gridProperties": grid | {"frozenRowCount": 1}}


def _add_headings(layout: Layout, tab: Tab, grid: list[list[Cell]], plan: Plan) -> Table:
    """The tab as it is with the headings that the plan adds, right of all that is there."""
    top, columns = find_headings(tab, grid)
    missing = [column for column in tab.columns if column.heading not in columns]
    start = max(map(len, grid), default=0)
    if missing:
        plan.requests += _heading_requests(layout.places[tab.title], start, top, missing)
        if grid:
            names = ", ".join(column.heading for column in missing)
            plan.words.append(f"Added to the tab {tab.title}: {names}.")
    columns |= {column.heading: start + index for index, column in enumerate(missing)}
    rows = tuple(
        Row(tab.title, number, row, columns, layout.zone) for number, row in enumerate(grid[top:], start=top + 1)
    )
    table = Table(tab, columns, top, rows, end=top)
    return replace(table, end=max((row.number for row in table.keyed()), default=top))


def _heading_requests(place: Place, start: int, top: int, missing: Sequence[Column]) -> list[Request]:
    lacking = start + len(missing) - place.columns
    requests: list[Request] = []
    if lacking > 0:
        requests.append({"appendDimension": {"sheetId": place.id, "dimension": "COLUMNS", "length": lacking}})
    headings = [
        {"userEnteredValue": {"stringValue": column.heading}, "userEnteredFormat": BOLD, "note": column.what}
        for column in missing
    ]
    requests.append(
        {
            "updateCells": {
                "start": {"sheetId": place.id, "rowIndex": top - 1, "columnIndex": start},
                "rows": [{"values": headings}],
                "fields": "userEnteredValue,userEnteredFormat.textFormat.bold,note",
            }
        }
    )
    hidden = (start + index for index, column in enumerate(missing) if column.hidden)
    return requests + [_hide(place, index) for index in hidden]


def _hide(place: Place, column: int) -> Request:
    span = {"sheetId": place.id, "dimension": "COLUMNS", "startIndex": column, "endIndex": column + 1}
    return {
        "updateDimensionProperties": {"range": span, "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    }


def _add_settings(layout: Layout, table: Table, plan: Plan) -> None:
    written = {fold_heading(str(row.cell("Setting"))) for row in table.keyed()}
    missing = [setting for setting in SETTINGS if fold_heading(setting.name) not in written]
    first = replace(SEED, zone=layout.zone)
    rows = [
        {"Setting": setting.name, "Value": setting.first_value(first), "What it does": setting.what}
        for setting in missing
    ]
    plan.requests += insert_rows(layout, table, rows)
    if missing:
        plan.words.append(f"Added the settings: {', '.join(setting.name for setting in missing)}.")


def _add_fence(layout: Layout, grid: list[list[Cell]], chance: str, plan: Plan) -> None:
    """A fence is whole when A1 shows the id of the named range; the layout's version stands in A2."""
    column = [row[0] if row else "" for row in grid[:2]] + ["", ""]
    if not layout.fence or cells.text(column[0]) != layout.fence:
        token = fence.next_token(layout.fence or "", chance)
        plan.requests += fence.swap(layout, old=layout.fence, new=token)
        plan.words.append("Set up the fence that keeps two answers from being booked at once.")
    if not column[1]:
        version = cells.cell_data(LAYOUT_VERSION, Kind.TEXT, layout.zone)
        plan.requests.append(
            {
                "updateCells": {
                    "start": {"sheetId": layout.sheet_id(SYSTEM), "rowIndex": 1, "columnIndex": 0},
                    "rows": [{"values": [version]}],
                    "fields": "userEnteredValue,userEnteredFormat.numberFormat",
                }
            }
        )

"""What the owner does to the report's tab, which counts for nothing: whatever it is, the next report is whole again."""

from collections.abc import Callable, Mapping

from sandbox.google.grid.sheet import Sheet
from sandbox.google.protocol.google_errors import Refusal
from sheets.requests.report_requests import NAMED, sheet_id
from tests.simulation.actors.shopkeeper import Shopkeeper
from tests.simulation.network.instances import SPREADSHEET

REPORT_SHARE = 0.25
"""How often a report is made, instead of something being done to it."""
MOST_AT_ONCE = 5


def handle_report(keeper: Shopkeeper) -> str:
    """Has a report made, or does something to the tab of the one that is there."""
    tab = report_tab(keeper)
    if tab is None or keeper.chance.random() < REPORT_SHARE:
        return keeper.operator.report() if keeper.operator else "nobody there"
    name = keeper.chance.choice(list(HANDLED))
    try:
        HANDLED[name](keeper, tab)
    except Refusal as error:  # such as a sort over merged cells
        return f"{name}: refused, {error}"
    return name


def report_tab(keeper: Shopkeeper) -> Sheet | None:
    """The tab of the running report, whatever it is called now; None where there is none."""
    sheets = keeper.editor.google.spreadsheet(SPREADSHEET).sheets
    return next((sheet for sheet in sheets if sheet.id == sheet_id(None)), None)


def _types_over(keeper: Shopkeeper, tab: Sheet) -> None:
    value = keeper.chance.choice(["=1/0", "my own words", -7, "2026-12-24", "=A1", True])
    _edit(keeper, "repeatCell", _box(keeper, tab), {"cell": _entered(value), "fields": "userEnteredValue"})


def _empties(keeper: Shopkeeper, tab: Sheet) -> None:
    _edit(keeper, "updateCells", _box(keeper, tab), {"fields": "*"})


def _merges(keeper: Shopkeeper, tab: Sheet) -> None:
    _edit(keeper, "mergeCells", _box(keeper, tab), {"mergeType": "MERGE_ALL"})


def _sorts(keeper: Shopkeeper, tab: Sheet) -> None:
    column = keeper.chance.randrange(tab.column_count)
    order = {"sortSpecs": [{"dimensionIndex": column, "sortOrder": keeper.chance.choice(["ASCENDING", "DESCENDING"])}]}
    _edit(keeper, "sortRange", {"sheetId": tab.id}, order)


def _inserts(keeper: Shopkeeper, tab: Sheet) -> None:
    _edit(keeper, "insertDimension", _lines(keeper, tab), {"inheritFromBefore": False})


def _deletes(keeper: Shopkeeper, tab: Sheet) -> None:
    _edit(keeper, "deleteDimension", _lines(keeper, tab), {})


def _hides(keeper: Shopkeeper, tab: Sheet) -> None:
    hidden = {"properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    _edit(keeper, "updateDimensionProperties", _lines(keeper, tab), hidden)


def _drags(keeper: Shopkeeper, tab: Sheet) -> None:
    to = keeper.chance.randrange(tab.column_count)
    source = {"sheetId": tab.id, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}
    keeper.editor.edit({"moveDimension": {"source": source, "destinationIndex": to}})


def _renames(keeper: Shopkeeper, tab: Sheet) -> None:
    keeper.editor.rename_tab(tab.title, f"{keeper.chance.choice(['Report', 'Ledger', 'My year'])} {_next(keeper)}")


def _copies(keeper: Shopkeeper, tab: Sheet) -> None:
    keeper.editor.copy_tab(tab.title, f"Report of day {_next(keeper)}")


def _swaps(keeper: Shopkeeper, tab: Sheet) -> None:
    copy = f"Report of day {_next(keeper)}"
    keeper.editor.copy_tab(tab.title, copy)
    keeper.editor.delete_tab(tab.title)
    keeper.editor.rename_tab(copy, tab.title)


def _deletes_it(keeper: Shopkeeper, tab: Sheet) -> None:
    keeper.editor.delete_tab(tab.title)


def _deletes_the_name(keeper: Shopkeeper, _tab: Sheet) -> None:
    found = keeper.editor.description().get("namedRanges", ())
    for named in (one for one in found if one["name"] == NAMED):
        keeper.editor.edit({"deleteNamedRange": {"namedRangeId": named["namedRangeId"]}})


def _deletes_a_chart(keeper: Shopkeeper, tab: Sheet) -> None:
    sheets = keeper.editor.description()["sheets"]
    charts = next(sheet for sheet in sheets if sheet["properties"].get("sheetId") == tab.id).get("charts", ())
    if charts:
        keeper.editor.edit({"deleteEmbeddedObject": {"objectId": keeper.chance.choice(charts)["chartId"]}})


HANDLED: Mapping[str, Callable[[Shopkeeper, Sheet], None]] = {
    "types over it": _types_over,
    "empties cells": _empties,
    "merges cells": _merges,
    "sorts it": _sorts,
    "inserts": _inserts,
    "deletes": _deletes,
    "hides": _hides,
    "drags a column": _drags,
    "renames it": _renames,
    "copies it": _copies,
    "puts a copy in its place": _swaps,
    "deletes it": _deletes_it,
    "deletes its name": _deletes_the_name,
    "deletes a chart": _deletes_a_chart,
}


def _edit(keeper: Shopkeeper, request: str, place: Mapping[str, object], more: Mapping[str, object]) -> None:
    keeper.editor.edit({request: {"range": place, **more}})


def _box(keeper: Shopkeeper, tab: Sheet) -> dict[str, object]:
    row, column = keeper.chance.randrange(tab.row_count), keeper.chance.randrange(tab.column_count)
    ends = {
        "endRowIndex": min(row + keeper.chance.randint(1, MOST_AT_ONCE), tab.row_count),
        "endColumnIndex": min(column + keeper.chance.randint(1, 3), tab.column_count),
    }
    return {"sheetId": tab.id, "startRowIndex": row, "startColumnIndex": column, **ends}


def _lines(keeper: Shopkeeper, tab: Sheet) -> dict[str, object]:
    dimension = keeper.chance.choice(["ROWS", "ROWS", "COLUMNS"])
    there = tab.row_count if dimension == "ROWS" else tab.column_count
    start = keeper.chance.randrange(there)
    end = min(start + keeper.chance.randint(1, MOST_AT_ONCE), there)
    return {"sheetId": tab.id, "dimension": dimension, "startIndex": start, "endIndex": end}


def _entered(value: object) -> dict[str, object]:
    if isinstance(value, bool):
        return {"userEnteredValue": {"boolValue": value}}
    if isinstance(value, int):
        return {"userEnteredValue": {"numberValue": value}}
    kind = "formulaValue" if str(value).startswith("=") else "stringValue"
    return {"userEnteredValue": {kind: value}}


def _next(keeper: Shopkeeper) -> int:
    return keeper.next_remark()

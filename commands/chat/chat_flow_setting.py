"""The setting Chat flow, written by a command: into its own cell, which is looked at again afterwards."""

from collections.abc import Iterator, Mapping

from sheets.codec.cells import TEXT_FORMAT, cell_data
from sheets.codec.table import Row, Table, read_table
from sheets.codec.translation import fold_heading, said
from sheets.engine.tab_finder import TabFinder
from sheets.google.client import Google, Spent
from sheets.google.errors import NotInTime
from sheets.google.grid import Cell
from sheets.requests.decision_requests import Request, insert_rows
from sheets.schema.known_settings import PROGRAM_SETTINGS
from sheets.schema.layout import Layout
from sheets.schema.settings_tab import SETTINGS, by_name
from sheets.schema.tabs import SYSTEM

REQUEST_SECONDS = 20.0
MOST_TRIES = 3
CHAT_FLOW = next(setting for setting in PROGRAM_SETTINGS if setting.field == "chat_flow")


def write_chat_flow(google: Google, flow: str) -> str:
    """Writes the flow's name space into the setting, unless it stands there; gives what was done as a sentence.

    An owner who sorts Settings in the same second has the value land in another row: it is put back there, and
    written once more. WorkbookError when the sheet cannot be read or written; NotInTime when it never holds still.
    """
    before: Mapping[str, Cell] = {}
    wrote = False
    for _ in range(MOST_TRIES):
        layout, table = _read(google)
        requests = list(_put_back(layout, table, before, flow)) + list(_written(layout, table, flow))
        if not requests:
            return f"Wrote {flow} into the setting Chat flow." if wrote else f"The setting Chat flow says {flow}."
        before = before or _values(table)
        google.commit(requests, seconds=REQUEST_SECONDS, spent=Spent())
        wrote = True
    raise NotInTime("the rows of Settings keep moving")


def _read(google: Google) -> tuple[Layout, Table]:
    finder, spent = TabFinder(google), Spent()
    layout = finder.look(seconds=REQUEST_SECONDS, spent=spent)
    layout, grids = finder.read(layout, [SETTINGS.title, SYSTEM], seconds=REQUEST_SECONDS, spent=spent)
    return layout, read_table(SETTINGS, grids.get(SETTINGS.title, []), layout.zone)


def _written(layout: Layout, table: Table, flow: str) -> Iterator[Request]:
    rows = [row for row in table.keyed() if _name(row) == CHAT_FLOW.name]
    for row in rows:
        if row.cell(SETTINGS.value) != flow:
            yield _value(layout, row, flow)
    if not rows:
        name, what = (said(text, layout.language) for text in (CHAT_FLOW.name, CHAT_FLOW.what))
        cells = {SETTINGS.setting: name, SETTINGS.value: flow, SETTINGS.explanation: what}
        yield from insert_rows(layout, table, [cells])


def _put_back(layout: Layout, table: Table, before: Mapping[str, Cell], flow: str) -> Iterator[Request]:
    """What our value has covered in other rows; without a look ``before`` nothing was written yet."""
    for row in table.keyed():
        name = _name(row)
        if name != CHAT_FLOW.name and row.cell(SETTINGS.value) == flow and before.get(name, flow) != flow:
            yield _value(layout, row, before[name])


def _values(table: Table) -> Mapping[str, Cell]:
    return {_name(row): row.cell(SETTINGS.value) for row in table.keyed()}


def _name(row: Row) -> str:
    """The setting's own name in whatever language it is written; as it stands there for one that is unknown."""
    written = str(row.cell(SETTINGS.setting) or "")
    setting = by_name().get(fold_heading(written))
    return setting.name if setting else written


def _value(layout: Layout, row: Row, value: Cell) -> Request:
    start = {
        "sheetId": layout.sheet_id(SETTINGS.title),
        "rowIndex": row.number - 1,
        "columnIndex": row.columns[SETTINGS.value],
    }
    cell = cell_data(value, TEXT_FORMAT, layout.zone)
    # The value alone: the cell keeps the format that the owner sees.
    return {"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": "userEnteredValue"}}

"""The setting Chat flow, written by a command: into its own cell, which is looked at again afterwards."""

from collections.abc import Iterable, Iterator, Mapping

from loyalty.model.program_settings import RemindersBy
from sheets.codec.cells import TEXT_FORMAT, cell_data
from sheets.codec.table import Row, Table, read_table
from sheets.codec.translation import fold_heading, said
from sheets.engine.tab_finder import TabFinder
from sheets.google.client import Google, Spent
from sheets.google.errors import NotInTime
from sheets.google.grid import Cell
from sheets.requests.decision_requests import Request, insert_rows
from sheets.schema.known_settings import PROGRAM_SETTINGS, Setting
from sheets.schema.layout import Layout
from sheets.schema.settings_tab import SETTINGS, by_name, read_settings
from sheets.schema.tabs import SYSTEM

REQUEST_SECONDS = 20.0
MOST_TRIES = 3
BY_FIELD = {setting.field: setting for setting in PROGRAM_SETTINGS}
CHAT_FLOW, LETTER_FLOW = BY_FIELD["chat_flow"], BY_FIELD["letter_flow"]


def write_chat_flow(google: Google, flow: str) -> str:
    """Writes the flow's name space into the setting, unless it stands there; gives what was done as a sentence.

    A flow that stood there and shows letters by chat, as in older sheets, goes on doing so: it becomes the Letter flow.
    An owner who sorts Settings in the same second has the value land in another row: it is put back there, and
    written once more. WorkbookError when the sheet cannot be read or written; NotInTime when it never holds still.
    """
    before: Mapping[str, Cell] = {}
    wanted: Mapping[Setting, str] = {}
    for _ in range(MOST_TRIES):
        layout, table = _read(google)
        wanted = wanted or {CHAT_FLOW: flow, **_shown_by(table, layout, flow)}
        requests = [
            *_put_back(layout, table, before, wanted.values()),
            *(request for setting, value in wanted.items() for request in _written(layout, table, setting, value)),
        ]
        if not requests:
            return _said(wanted, wrote=bool(before))
        before = before or _values(table)
        google.commit(requests, seconds=REQUEST_SECONDS, spent=Spent())
    raise NotInTime("the rows of Settings keep moving")


def _shown_by(table: Table, layout: Layout, flow: str) -> Mapping[Setting, str]:
    """The flow that has shown letters by chat until now, where the conversation takes its place."""
    settings = read_settings(table, layout.zone).settings
    older = settings.chat_flow
    by_chat = settings.reminders_by is not RemindersBy.EMAIL and not settings.letter_flow
    return {LETTER_FLOW: older} if by_chat and older not in ("", flow) else {}


def _said(wanted: Mapping[Setting, str], *, wrote: bool) -> str:
    if not wrote:
        return f"The setting Chat flow says {wanted[CHAT_FLOW]}."
    letters = f" Letters by chat go on with {wanted[LETTER_FLOW]}, in Letter flow." if LETTER_FLOW in wanted else ""
    return f"Wrote {wanted[CHAT_FLOW]} into the setting Chat flow.{letters}"


def _read(google: Google) -> tuple[Layout, Table]:
    finder, spent = TabFinder(google), Spent()
    layout = finder.look(seconds=REQUEST_SECONDS, spent=spent)
    layout, grids = finder.read(layout, [SETTINGS.title, SYSTEM], seconds=REQUEST_SECONDS, spent=spent)
    return layout, read_table(SETTINGS, grids.get(SETTINGS.title, []), layout.zone)


def _written(layout: Layout, table: Table, setting: Setting, value: str) -> Iterator[Request]:
    rows = [row for row in table.keyed() if _name(row) == setting.name]
    for row in rows:
        if row.cell(SETTINGS.value) != value:
            yield _value(layout, row, value)
    if not rows:
        name, what = (said(text, layout.language) for text in (setting.name, setting.what))
        cells = {SETTINGS.setting: name, SETTINGS.value: value, SETTINGS.explanation: what}
        yield from insert_rows(layout, table, [cells])


def _put_back(layout: Layout, table: Table, before: Mapping[str, Cell], ours: Iterable[str]) -> Iterator[Request]:
    """What our values have covered in other rows; without a look ``before`` nothing was written yet."""
    written = tuple(ours)
    for row in table.keyed():
        name, cell = _name(row), row.cell(SETTINGS.value)
        if name not in (CHAT_FLOW.name, LETTER_FLOW.name) and cell in written and before.get(name, cell) != cell:
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

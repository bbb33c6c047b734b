"""The setting Chat flow, written by a command: into its own cell, which is looked at again afterwards."""

from collections.abc import Iterator, Mapping

from commands.sheet.named_cells import cell_requests, cells_by_name
from loyalty.model.program_settings import RemindersBy
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
        values = {setting.name: value for setting, value in wanted.items()}
        requests = [
            *cell_requests(layout, table, SETTINGS.value, _name, values, before),
            *_added(layout, table, wanted),
        ]
        if not requests:
            return _said(wanted, wrote=bool(before))
        before = before or cells_by_name(table, SETTINGS.value, _name)
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


def _added(layout: Layout, table: Table, wanted: Mapping[Setting, str]) -> Iterator[Request]:
    """Rows for the settings that have none."""
    there = {_name(row) for row in table.keyed()}
    for setting, value in wanted.items():
        if setting.name not in there:
            name, what = (said(text, layout.language) for text in (setting.name, setting.what))
            cells = {SETTINGS.setting: name, SETTINGS.value: value, SETTINGS.explanation: what}
            yield from insert_rows(layout, table, [cells])


def _name(row: Row) -> str:
    """The setting's own name in whatever language it is written; as it stands there for one that is unknown."""
    written = str(row.cell(SETTINGS.setting) or "")
    setting = by_name().get(fold_heading(written))
    return setting.name if setting else written

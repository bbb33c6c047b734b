"""The rows of a new tab Start: what to do next, and the way to the settings that matter first.

A setting is edited in one place, its row in Settings. Start shows what stands there now, and a click leads to it: the
formula looks the setting up by its name, so a sort, an own column or a new row leaves nothing that points elsewhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from commands.sheet.formatting import SECTION_COLOUR
from sheets.codec.a1 import letters, quoted
from sheets.codec.column import AnyColumn
from sheets.codec.table import Table
from sheets.codec.translation import fold_heading, names, said
from sheets.requests.cell_format import SERVICE_COLOUR, Json
from sheets.requests.decision_requests import Request
from sheets.schema.identity.place import Place
from sheets.schema.known_settings import PROGRAM_SETTINGS, Setting
from sheets.schema.layout import Layout
from sheets.schema.settings_tab import SETTINGS
from sheets.schema.start.start_steps import STEPS, StartStep, Step
from sheets.schema.start.start_tab import FIRST_SETTINGS, START
from words.locales import RIGHT_TO_LEFT

SETTINGS_BELOW = "settings"
FIELDS = (
    "userEnteredValue,"
    "userEnteredFormat(textFormat.bold,backgroundColorStyle,wrapStrategy,verticalAlignment,horizontalAlignment)"
)


def start_rows(layout: Layout, settings: Table, language: str) -> Iterator[Request]:
    """What fills the new tab below its headings; the tab Settings is as this table has it."""
    rows = [
        *(_step(step, STEPS[step], layout, language) for step in StartStep),
        _heading(language),
        *(_pointer(setting, layout, settings, language) for setting in PROGRAM_SETTINGS if setting.first),
    ]
    start = {"sheetId": layout.sheet_id(START.title), "rowIndex": 1, "columnIndex": 0}
    yield {
        "updateCells": {
            "start": start,
            "rows": [{"values": list(row.cells(language))} for row in rows],
            "fields": FIELDS,
        }
    }


@dataclass(frozen=True, slots=True)
class _Row:
    """A row: the cells under What to do, Where, How and Step."""

    task: str
    where: str = ""
    how: str = ""
    step: str = ""
    is_heading: bool = False

    def cells(self, language: str) -> Iterator[Json]:
        side = "RIGHT" if language in RIGHT_TO_LEFT else "LEFT"
        texts: Mapping[AnyColumn, str] = {START.task: self.task, START.how: self.how, START.step: self.step}
        for column in START.columns:
            entered = (
                {"stringValue": texts.get(column, "")} if column is not START.where else {"formulaValue": self.where}
            )
            looks: Json = {"wrapStrategy": "WRAP", "verticalAlignment": "TOP", "horizontalAlignment": side}
            if self.is_heading:
                looks |= {"textFormat": {"bold": True}, "backgroundColorStyle": SECTION_COLOUR}
            elif column.service:
                looks["backgroundColorStyle"] = SERVICE_COLOUR
            yield ({"userEnteredValue": entered} if any(entered.values()) else {}) | {"userEnteredFormat": looks}


def _step(name: StartStep, step: Step, layout: Layout, language: str) -> _Row:
    where = _link(layout.place(step.tab.title)) if step.tab else ""
    return _Row(said(step.task, language), where, said(step.how, language), name.value)


def _heading(language: str) -> _Row:
    return _Row(FIRST_SETTINGS.in_language(language), step=SETTINGS_BELOW, is_heading=True)


def _pointer(setting: Setting, layout: Layout, settings: Table, language: str) -> _Row:
    named = (str(row.cell(SETTINGS.setting)) for row in settings.keyed())
    there = next((name for name in named if fold_heading(name) in names(setting.name)), said(setting.name, language))
    return _Row(
        there, _value_of(there, layout.place(SETTINGS.title), settings), said(setting.what, language), setting.field
    )


def _link(place: Place) -> str:
    return f'=HYPERLINK("#gid={place.id}";{_quoted(place.title)})'


def _value_of(name: str, place: Place, settings: Table) -> str:
    """The value that the setting has now, as a link to its cell; blank where nobody can say which column that is.

    Semicolons part arguments in every locale of Google Sheets; commas do not (sandbox/FIDELITY.md).
    """
    if SETTINGS.setting not in settings.columns or SETTINGS.value not in settings.columns:
        return ""
    tab = f"{quoted(place.title)}!"
    keys, values = (letters(settings.columns[column]) for column in (SETTINGS.setting, SETTINGS.value))
    row = f"MATCH({_quoted(name)};{tab}${keys}:${keys};0)"
    value = f"INDEX({tab}${values}:${values};{row})"
    cell = f'"#gid={place.id}&range="&ADDRESS({row};COLUMN({tab}${values}:${values});4)'
    return f'=IFERROR(HYPERLINK({cell};IF({value}="";"…";{value}));"…")'


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""'))

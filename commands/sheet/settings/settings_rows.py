"""The rows that set-up adds to Settings, how they look, and the filter above them."""

from collections.abc import Iterator, Mapping
from typing import Any

from commands.sheet.formatting import SECTION_COLOUR
from commands.sheet.settings.arranged_settings import SettingsRows
from loyalty.model.program_settings import Settings
from sheets.codec.column import Cells
from sheets.codec.table import Table
from sheets.codec.translation import said
from sheets.requests.cell_format import Json, drop_down, within
from sheets.requests.decision_requests import Request
from sheets.schema.identity.place import Place
from sheets.schema.known_settings import Section, Setting
from sheets.schema.layout import Layout
from sheets.schema.settings_tab import SETTINGS
from words.locales import RIGHT_TO_LEFT

VALUE_FIELDS = "userEnteredFormat(numberFormat,horizontalAlignment,verticalAlignment),dataValidation"
SECTION_CELL: Json = {"userEnteredFormat": {"backgroundColorStyle": SECTION_COLOUR, "textFormat": {"bold": True}}}
SECTION_FIELDS = "userEnteredFormat(backgroundColorStyle,textFormat.bold),dataValidation"


def settings_row(row: Setting | Section, first: Settings, language: str) -> Cells:
    """The cells of a new row; a setting begins with what the ``first`` settings say."""
    name = {SETTINGS.setting: said(row.name, language)}
    if isinstance(row, Section):
        return name
    return name | {SETTINGS.value: row.first_value(first, language), SETTINGS.explanation: said(row.what, language)}


def looks(layout: Layout, table: Table, rows: SettingsRows, language: str, *, formats: bool) -> Iterator[Request]:
    """The looks of each row that was added, with ``formats`` of each that is there: as rows stand before they move."""
    if SETTINGS.setting not in table.columns or SETTINGS.value not in table.columns:
        return
    for index, row in enumerate(rows.all):
        if row is None or (index < len(rows.there) and not formats):
            continue
        if isinstance(row, Setting):
            cells, fields = {table.columns[SETTINGS.value]: _value_cell(row, language)}, VALUE_FIELDS
        else:
            cells, fields = dict.fromkeys(sorted(table.columns.values()), SECTION_CELL), SECTION_FIELDS
        at = {"sheetId": layout.sheet_id(table.tab.title), "rowIndex": table.heading_row + index}
        for column, cell in cells.items():
            start = at | {"columnIndex": column}
            yield {"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": fields}}


def filtered(place: Place, table: Table, description: Mapping[str, Any]) -> Iterator[Request]:
    """The filter over the columns of a tab that has none; the owner's own stays.

    Google refuses one over merged cells or a table, with all else that set-up has to do.
    """
    if not on_sheet(place, description, "basicFilter", "tables", "merges") and table.columns:
        across = {"startColumnIndex": min(table.columns.values()), "endColumnIndex": max(table.columns.values()) + 1}
        span = {"sheetId": place.id, "startRowIndex": table.heading_row - 1} | across
        yield {"setBasicFilter": {"filter": {"range": span}}}


def on_sheet(place: Place, description: Mapping[str, Any], *things: str) -> bool:
    """True when one of these lies on the tab, by Google's description of the spreadsheet."""
    sheets = [sheet for sheet in description["sheets"] if sheet["properties"].get("sheetId", 0) == place.id]
    return any(sheet.get(thing) for sheet in sheets for thing in things)


def _value_cell(setting: Setting, language: str) -> Json:
    """All values are aligned to the side where the sheet begins, numbers and words alike."""
    side = "RIGHT" if language in RIGHT_TO_LEFT else "LEFT"
    shown: Json = {
        "userEnteredFormat": {
            "numberFormat": setting.form.number_format,
            "horizontalAlignment": side,
            "verticalAlignment": "TOP",
        }
    }
    if setting.words:
        return shown | {"dataValidation": drop_down(said(word, language) for word in setting.words)}
    return shown | ({"dataValidation": within(setting.limits, language)} if setting.limits else {})

"""What makes columns look like what they are: formats, widths, notes, drop-downs, warnings before an edit."""

from collections.abc import Iterator, Mapping

from sheets.codec.a1 import runs
from sheets.codec.column import AnyColumn, Tab
from sheets.codec.translation import said
from sheets.requests.cell_format import Json, cell_format, choices
from sheets.schema.start.start_tab import START
from words.locales import RIGHT_TO_LEFT

HEADING_COLOUR = {"rgbColor": {"red": 0.87, "green": 0.91, "blue": 0.93}}
SECTION_COLOUR = {"rgbColor": {"red": 0.96, "green": 0.93, "blue": 0.87}}
"""Above rows that belong together."""
SERVICE_HEADING = {"rgbColor": {"red": 0.85, "green": 0.85, "blue": 0.87}}
BEGIN: Json = {"rgbColor": {"red": 0.86, "green": 0.47, "blue": 0.2}}
OWNERS: Json = {"rgbColor": {"red": 0.2, "green": 0.5, "blue": 0.75}}
BOTH: Json = {"rgbColor": {"red": 0.3, "green": 0.6, "blue": 0.45}}
PROGRAMS: Json = {"rgbColor": {"red": 0.6, "green": 0.6, "blue": 0.63}}
MESSAGES = (
    "Written by the program.",
    "The program writes here. You may edit it all the same; the heading's note says what then happens.",
)
WRITTEN, MAY_EDIT = MESSAGES


def format_columns(
    sheet: int, columns: Mapping[int, AnyColumn], language: str, *, top: int, end: int, rows: int
) -> Iterator[Json]:
    """Requests for these columns (by place, from 0) of a grid with this number of ``rows``.

    ``top`` is the number of the row with the headings, ``end`` that of the last one filled.
    """
    for place, column in sorted(columns.items()):
        across = {"sheetId": sheet, "startColumnIndex": place, "endColumnIndex": place + 1}
        yield _heading(across | {"startRowIndex": top - 1, "endRowIndex": top}, column, language)
        if rows > top:
            yield _below(across | {"startRowIndex": top}, column, language)
        if rule := choices(column, language):
            # A list or a box in an empty row would look as if there was something.
            last = end if column.ticked or column.words else rows
            if last > top:
                ruled = across | {"startRowIndex": top, "endRowIndex": last}
                yield {"setDataValidation": {"range": ruled, "rule": rule["dataValidation"]}}
        span = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": place, "endIndex": place + 1}
        width = {"pixelSize": column.width or column.form.width}
        yield {"updateDimensionProperties": {"range": span, "properties": width, "fields": "pixelSize"}}
    for run in runs(place for place, column in sorted(columns.items()) if column.service):
        written = {
            "sheetId": sheet,
            "startRowIndex": top - 1,
            "startColumnIndex": run.start,
            "endColumnIndex": run.stop,
        }
        yield protect(written, language)


def protect(grid_range: Mapping[str, object], language: str) -> Json:
    """Asks whoever is about to edit there whether they mean it, and lets them."""
    return {
        "addProtectedRange": {
            "protectedRange": {"range": grid_range, "description": said(MAY_EDIT, language), "warningOnly": True}
        }
    }


def tab_colour(tab: Tab) -> Json:
    """Whose tab it is: the owner's alone, the program's alone, or both write there; where to begin stands out."""
    if tab is START:
        return BEGIN
    written = [column.service for column in tab.columns]
    return PROGRAMS if all(written) else BOTH if any(written) else OWNERS


def direction(language: str) -> str:
    """How a sentence of the language runs, in Google's words."""
    return "RIGHT_TO_LEFT" if language in RIGHT_TO_LEFT else "LEFT_TO_RIGHT"


def _heading(cell: Mapping[str, object], column: AnyColumn, language: str) -> Json:
    note = said(column.what, language) + (f"\n{said(WRITTEN, language)}" if column.service else "")
    shown: Json = {
        "textFormat": {"bold": True},
        "wrapStrategy": "WRAP",
        "verticalAlignment": "MIDDLE",
        "textDirection": direction(language),
        "backgroundColorStyle": SERVICE_HEADING if column.service else HEADING_COLOUR,
    }
    fields = ",".join(f"userEnteredFormat.{name}" for name in shown).replace("textFormat", "textFormat.bold")
    new = {"userEnteredFormat": shown, "note": note}
    return {"repeatCell": {"range": cell, "cell": new, "fields": f"{fields},note"}}


def _below(cells: Mapping[str, object], column: AnyColumn, language: str) -> Json:
    shown = cell_format(column)
    if column.prose:
        shown |= {"textDirection": direction(language)}
    fields = ",".join(f"userEnteredFormat.{name}" for name in shown)
    return {"repeatCell": {"range": cells, "cell": {"userEnteredFormat": shown}, "fields": fields}}

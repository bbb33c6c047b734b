"""Dressing: what makes columns look like what they are: formats, widths, notes, drop-downs, warnings before an edit."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from sheets.requests.cell_format import Json, choices, look
from sheets.schema.tabs import Column, Kind
from sheets.schema.translation import said
from words.tongue import RIGHT_TO_LEFT

HEADING_COLOUR = {"rgbColor": {"red": 0.87, "green": 0.91, "blue": 0.93}}
SERVICE_HEADING = {"rgbColor": {"red": 0.85, "green": 0.85, "blue": 0.87}}
WIDTHS = {Kind.TEXT: 130, Kind.WHOLE: 100, Kind.MONEY: 100, Kind.INSTANT: 150, Kind.DAY: 100, Kind.YES_NO: 90}
WIDE = {
    "Setting": 220,
    "Value": 200,
    "Kind": 170,
    "What it does": 560,
    "Email": 220,
    "Name": 180,
    "Contact": 160,
    "Products": 200,
    "Product link": 240,
    "How to redeem": 280,
    "Image": 200,
    "Note": 260,
    "Notes": 220,
    "For": 160,
    "Detail": 280,
    "Cell": 180,
    "Why": 460,
    "Perks": 260,
    "Question": 320,
    "Choices": 240,
    "Answer": 260,
    "Membership": 200,
}
"""In pixels, by the headings that need more than others of their kind."""
OUR_WORDS = frozenset({"Setting", "What it does"})
"""Below these everything is in the sheet's language; the cells of other columns find their direction themselves."""
WRAPPED = frozenset({"Value", "What it does", "How to redeem", "Why", "Perks", "Question"})
MESSAGES = (
    "Written by the program.",
    "The program writes here. You may edit it all the same; the heading's note says what then happens.",
)
WRITTEN, MAY_EDIT = MESSAGES


def dress(sheet: int, columns: Mapping[int, Column], language: str, *, top: int, end: int, rows: int) -> Iterator[Json]:
    """Requests for these columns (by place, from 0) of a grid with so many ``rows``.

    ``top`` is the number of the row with the headings, ``end`` that of the last one filled.
    """
    for place, column in sorted(columns.items()):
        across = {"sheetId": sheet, "startColumnIndex": place, "endColumnIndex": place + 1}
        yield _heading(across | {"startRowIndex": top - 1, "endRowIndex": top}, column, language)
        if rows > top:
            yield _below(across | {"startRowIndex": top}, column, language)
        if rule := choices(column, language) if end > top else {}:
            filled = across | {"startRowIndex": top, "endRowIndex": end}
            yield {"setDataValidation": {"range": filled, "rule": rule["dataValidation"]}}
        span = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": place, "endIndex": place + 1}
        width = {"pixelSize": WIDE.get(column.heading, WIDTHS[column.kind])}
        yield {"updateDimensionProperties": {"range": span, "properties": width, "fields": "pixelSize"}}
    for first, past in _runs([place for place, column in sorted(columns.items()) if column.service]):
        written = {"sheetId": sheet, "startRowIndex": top - 1, "startColumnIndex": first, "endColumnIndex": past}
        yield protect(written, language)


def protect(grid_range: Mapping[str, object], language: str) -> Json:
    """Asks whoever is about to edit there whether she means it, and lets her."""
    return {
        "addProtectedRange": {
            "protectedRange": {"range": grid_range, "description": said(MAY_EDIT, language), "warningOnly": True}
        }
    }


def direction(language: str) -> str:
    """How a sentence of the language runs, in Google's words."""
    return "RIGHT_TO_LEFT" if language in RIGHT_TO_LEFT else "LEFT_TO_RIGHT"


def _heading(cell: Mapping[str, object], column: Column, language: str) -> Json:
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


def _below(cells: Mapping[str, object], column: Column, language: str) -> Json:
    shown = look(column) | ({"wrapStrategy": "WRAP"} if column.heading in WRAPPED else {})
    if column.heading in OUR_WORDS:
        shown |= {"verticalAlignment": "TOP", "textDirection": direction(language)}
    fields = ",".join(f"userEnteredFormat.{name}" for name in shown)
    return {"repeatCell": {"range": cells, "cell": {"userEnteredFormat": shown}, "fields": fields}}


def _runs(places: list[int]) -> Iterator[tuple[int, int]]:
    """Neighbours together: the first, and the one past the last."""
    for _, run in groupby(enumerate(places), key=lambda one: one[1] - one[0]):
        found = [place for _, place in run]
        yield found[0], found[-1] + 1

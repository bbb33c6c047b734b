"""A colour may be given in either of its two fields, and is told in both."""

from typing import Any

import pytest

from sandbox.google.methods.core import Google
from sandbox.google.methods.description import Scope, described
from sandbox.google.protocol.discovery import Json

CELL = {"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}
RED, GREEN = {"red": 1}, {"green": 1}


def sheet_of(google: Google) -> Any:
    return described(google.spreadsheet("S"), Scope(cells=True))["sheets"][0]


def format_of(google: Google, row: int = 0, column: int = 0) -> Any:
    rows = sheet_of(google)["data"][0]["rowData"]
    return rows[row]["values"][column].get("userEnteredFormat", {}) if column < len(rows[row].get("values", ())) else {}


@pytest.mark.parametrize(
    "given",
    [
        {"tabColor": RED},
        {"tabColorStyle": {"rgbColor": RED}},
        {"tabColor": GREEN, "tabColorStyle": {"rgbColor": RED}},
    ],
    ids=["plain", "style", "both"],
)
@pytest.mark.parametrize("fields", ["tabColor", "tabColorStyle", "*"])
def test_a_tab_is_coloured_by_either_field_and_the_style_counts(google: Google, given: Json, fields: str) -> None:
    properties = {"sheetId": 0, "title": "Members", "gridProperties": {"rowCount": 9, "columnCount": 9}} | given

    google.edit("S", [{"updateSheetProperties": {"properties": properties, "fields": fields}}])

    kept = sheet_of(google)["properties"]
    assert (kept["tabColor"], kept["tabColorStyle"]) == (RED, {"rgbColor": RED})
    google.edit("S", [{"updateSheetProperties": {"properties": {"sheetId": 0}, "fields": "tabColor"}}])
    assert not {"tabColor", "tabColorStyle"} & set(sheet_of(google)["properties"])


def test_a_colour_of_the_theme_is_told_with_what_it_looks_like(google: Google) -> None:
    style = {"backgroundColorStyle": {"themeColor": "ACCENT1"}}

    google.edit(
        "S", [{"repeatCell": {"range": CELL, "cell": {"userEnteredFormat": style}, "fields": "userEnteredFormat"}}]
    )

    kept = format_of(google)
    assert kept["backgroundColorStyle"] == {"themeColor": "ACCENT1"}
    assert set(kept["backgroundColor"]) == {"red", "green", "blue"}


def test_colours_are_told_twice_at_every_depth(google: Google) -> None:
    rule = {
        "ranges": [CELL],
        "gradientRule": {
            "minpoint": {"type": "MIN", "color": RED},
            "maxpoint": {"type": "MAX", "colorStyle": {"rgbColor": GREEN}},
        },
    }
    spec = {"backgroundColor": RED, "titleTextFormat": {"foregroundColor": GREEN}, "pieChart": {}}
    chart = {"spec": spec, "border": {"color": RED}, "position": {"overlayPosition": {"anchorCell": {"sheetId": 0}}}}

    google.edit("S", [{"addConditionalFormatRule": {"rule": rule}}, {"addChart": {"chart": chart}}])

    sheet = sheet_of(google)
    gradient = sheet["conditionalFormats"][0]["gradientRule"]
    assert gradient["minpoint"]["colorStyle"] == {"rgbColor": RED}
    assert gradient["maxpoint"]["color"] == GREEN
    (kept,) = sheet["charts"]
    assert kept["spec"]["backgroundColorStyle"] == kept["border"]["colorStyle"] == {"rgbColor": RED}
    assert kept["spec"]["titleTextFormat"]["foregroundColorStyle"] == {"rgbColor": GREEN}


def test_borders_are_drawn_around_a_range_and_within_it_and_what_is_not_named_stays(google: Google) -> None:
    square = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
    red, green = {"style": "SOLID", "color": RED}, {"style": "DASHED", "colorStyle": {"rgbColor": GREEN}}

    google.edit("S", [{"updateBorders": {"range": square, "top": red, "innerHorizontal": green}}])
    google.edit("S", [{"updateBorders": {"range": square, "left": red}}])

    kept = red | {"colorStyle": {"rgbColor": RED}}, green | {"color": GREEN}
    assert format_of(google, 0, 0)["borders"] == {"top": kept[0], "bottom": kept[1], "left": kept[0]}
    assert format_of(google, 1, 1)["borders"] == {"top": kept[1]}
    google.edit("S", [{"updateBorders": {"range": square, "innerHorizontal": {"style": "NONE"}}}])
    assert format_of(google, 0, 0)["borders"] == {"top": kept[0], "left": kept[0]}
    assert format_of(google, 1, 1) == {}

"""Filters, bandings, rules, charts and slicers are kept as Google describes them, and follow their cells."""

from typing import Any

import pytest

from sandbox.google.methods.core import Google
from sandbox.google.methods.description import Scope, described
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import Refusal

WHOLE = {"startRowIndex": 0, "endRowIndex": 9, "startColumnIndex": 0, "endColumnIndex": 4}
RED, BLUE = {"red": 1}, {"blue": 1}
BOLD = {"condition": {"type": "NOT_BLANK"}, "format": {"textFormat": {"bold": True}}}


def sheet_of(google: Google, at: int = 0) -> Any:
    return described(google.spreadsheet("S"), Scope())["sheets"][at]


def refusal_of(google: Google, kind: str, request: Json) -> str:
    with pytest.raises(Refusal) as refused:
        google.edit("S", [{kind: request}])
    return refused.value.message.partition(": ")[2]


def do(google: Google, kind: str, request: Json) -> Any:
    (reply,) = google.edit("S", [{kind: request}])
    return reply.get(kind, {})


def rule(kind: str) -> Json:
    return {"ranges": [WHOLE], "booleanRule": BOLD | {"condition": {"type": kind}}}


def chart(*, sheet_id: int = 0, row: int = 0, column: int = 0) -> Json:
    column_of_it = WHOLE | {"endColumnIndex": 1} | ({"sheetId": sheet_id} if sheet_id else {})
    source: Json = {"sourceRange": {"sources": [column_of_it]}}
    place = {"anchorCell": {"sheetId": 0, "rowIndex": row, "columnIndex": column}}
    return {"spec": {"basicChart": {"series": [{"series": source}]}}, "position": {"overlayPosition": place}}


def lines(first: int, past: int, dimension: str = "ROWS", sheet_id: int = 0) -> Json:
    return {"range": {"sheetId": sheet_id, "dimension": dimension, "startIndex": first, "endIndex": past}}


def test_a_filter_says_twice_what_it_shows_of_a_column(google: Google) -> None:
    hidden = {"hiddenValues": ["x"], "visibleBackgroundColor": RED}

    do(google, "setBasicFilter", {"filter": {"range": WHOLE, "criteria": {"2": hidden}}})

    kept = hidden | {"visibleBackgroundColorStyle": {"rgbColor": RED}}
    basic = sheet_of(google)["basicFilter"]
    assert basic["criteria"] == {"2": kept}
    assert basic["filterSpecs"] == [{"columnIndex": 2, "filterCriteria": kept}]


def test_of_filter_specs_and_criteria_the_specs_count(google: Google) -> None:
    specs = [{"columnIndex": 1, "filterCriteria": {"hiddenValues": ["a"]}}]
    criteria: Json = {"2": {"hiddenValues": ["b"]}}

    view = do(google, "addFilterView", {"filter": {"range": WHOLE, "filterSpecs": specs, "criteria": criteria}})
    do(
        google,
        "updateFilterView",
        {"filter": {"filterViewId": view["filter"]["filterViewId"], "criteria": criteria}, "fields": "criteria"},
    )

    assert view["filter"]["criteria"] == {"1": {"hiddenValues": ["a"]}}
    assert sheet_of(google)["filterViews"][0]["criteria"] == criteria


def test_the_criteria_of_a_filter_go_with_their_columns(google: Google) -> None:
    criteria: Json = {str(column): {"hiddenValues": [str(column)]} for column in range(4)}
    do(google, "setBasicFilter", {"filter": {"range": WHOLE, "criteria": criteria}})

    google.edit("S", [{"deleteDimension": lines(1, 2, "COLUMNS")}, {"insertDimension": lines(0, 1, "COLUMNS")}])

    basic = sheet_of(google)["basicFilter"]
    assert {index: held["hiddenValues"] for index, held in basic["criteria"].items()} == {
        "1": ["0"],
        "2": ["2"],
        "3": ["3"],
    }
    assert [spec.get("columnIndex", 0) for spec in basic["filterSpecs"]] == [1, 2, 3]


def test_a_column_of_a_filter_is_named_by_a_number(google: Google) -> None:
    words = refusal_of(google, "setBasicFilter", {"filter": {"range": WHOLE, "criteria": {"Name": {}}}})

    assert words == "The keys of criteria must be column indexes."


def test_filter_views_are_titled_and_copied_as_often_as_one_likes(google: Google) -> None:
    first = do(google, "addFilterView", {"filter": {"range": WHOLE}})["filter"]
    copies = [do(google, "duplicateFilterView", {"filterId": first["filterViewId"]})["filter"] for _ in range(2)]

    assert [view["title"] for view in (first, *copies)] == ["Filter 1", "Copy of Filter 1", "Copy of Filter 1 1"]
    assert len({view["filterViewId"] for view in (first, *copies)}) == 3
    for view in copies:
        do(google, "deleteFilterView", {"filterId": view["filterViewId"]})
    assert sheet_of(google)["filterViews"] == [first]


def test_a_filter_view_that_is_changed_whole_keeps_its_id_and_gets_a_title(google: Google) -> None:
    do(google, "addFilterView", {"filter": {"filterViewId": 0, "title": "Mine", "range": WHOLE}})

    do(google, "updateFilterView", {"filter": {"range": WHOLE | {"endRowIndex": 3}}, "fields": "*"})

    (view,) = sheet_of(google)["filterViews"]
    assert view == {"filterViewId": 0, "title": "Filter 1", "range": WHOLE | {"endRowIndex": 3}}


def test_a_filter_view_covers_a_range_or_a_named_one(google: Google) -> None:
    named = do(google, "addNamedRange", {"namedRange": {"name": "People", "range": WHOLE}})["namedRange"]
    asked = {"namedRangeId": named["namedRangeId"]}

    view = do(google, "addFilterView", {"filter": asked})["filter"]

    assert view["range"] == WHOLE
    both = refusal_of(google, "addFilterView", {"filter": asked | {"range": WHOLE}})
    assert both == "Only one of range, namedRangeId and tableId may be set."


def test_a_banding_needs_colours_for_rows_or_columns(google: Google) -> None:
    colours = {"firstBandColor": RED, "secondBandColorStyle": {"rgbColor": BLUE}}

    kept = do(google, "addBanding", {"bandedRange": {"range": WHOLE, "rowProperties": colours}})["bandedRange"]

    assert kept["rowProperties"] == {
        "firstBandColor": RED,
        "firstBandColorStyle": {"rgbColor": RED},
        "secondBandColor": BLUE,
        "secondBandColorStyle": {"rgbColor": BLUE},
    }
    words = refusal_of(google, "addBanding", {"bandedRange": {"range": WHOLE}})
    assert words == "At least one of rowProperties and columnProperties must be specified."


def test_a_rule_is_replaced_or_moved_and_the_reply_says_which(google: Google) -> None:
    kinds = ("BLANK", "NOT_BLANK", "TEXT_IS_EMAIL")
    google.edit("S", [{"addConditionalFormatRule": {"rule": rule(kind), "index": 0}} for kind in reversed(kinds)])

    moved = do(google, "updateConditionalFormatRule", {"index": 1, "newIndex": 2})
    replaced = do(google, "updateConditionalFormatRule", {"index": 1, "rule": rule("TEXT_IS_URL")})

    kept = [held["booleanRule"]["condition"]["type"] for held in sheet_of(google)["conditionalFormats"]]
    assert kept == ["BLANK", "TEXT_IS_URL", "NOT_BLANK"]
    assert moved == {"newRule": rule("NOT_BLANK"), "newIndex": 2, "oldIndex": 1}
    assert replaced == {"newRule": rule("TEXT_IS_URL"), "newIndex": 1, "oldRule": rule("TEXT_IS_EMAIL")}
    assert do(google, "deleteConditionalFormatRule", {"index": 2}) == {"rule": rule("NOT_BLANK")}


@pytest.mark.parametrize("asked", [{}, {"newIndex": 0, "rule": rule("BLANK")}])
def test_a_rule_cannot_be_replaced_and_moved_at_once(google: Google, asked: Json) -> None:
    do(google, "addConditionalFormatRule", {"rule": rule("BLANK")})

    words = refusal_of(google, "updateConditionalFormatRule", asked)

    assert words == "Exactly one of rule and newIndex must be set."


def test_a_rule_is_about_a_condition_or_a_gradient(google: Google) -> None:
    words = refusal_of(google, "addConditionalFormatRule", {"rule": {"ranges": [WHOLE]}})

    assert words == "Exactly one of booleanRule and gradientRule must be set."


def test_a_chart_follows_the_cells_of_another_tab(google: Google) -> None:
    ledger = google.spreadsheet("S").sheets[1].id
    do(google, "addChart", {"chart": chart(sheet_id=ledger)})
    source: Any = lambda: sheet_of(google)["charts"][0]["spec"]["basicChart"]["series"][0]["series"]["sourceRange"]  # noqa: E731

    do(google, "insertDimension", lines(4, 6, sheet_id=ledger))
    assert source()["sources"][0]["endRowIndex"] == 11
    do(google, "deleteDimension", lines(0, 3, sheet_id=ledger))
    assert source()["sources"][0]["endRowIndex"] == 8
    do(google, "moveDimension", {"source": lines(0, 9, sheet_id=ledger)["range"], "destinationIndex": 20})
    assert (source()["sources"][0]["startRowIndex"], source()["sources"][0]["endRowIndex"]) == (11, 19)
    do(google, "deleteSheet", {"sheetId": ledger})
    assert source() == {}


def test_a_chart_hangs_at_what_comes_into_the_place_of_deleted_cells(google: Google) -> None:
    google.edit("S", [{"addChart": {"chart": chart(row=row)}} for row in (5, 999)])

    google.edit("S", [{"deleteDimension": lines(3, 7)}, {"deleteDimension": lines(980, 996)}])

    anchors = [held["position"]["overlayPosition"]["anchorCell"] for held in sheet_of(google)["charts"]]
    assert anchors == [{"rowIndex": 3}, {"rowIndex": 979}]


def test_the_mask_of_a_position_names_fields_of_the_overlay(google: Google) -> None:
    number = do(google, "addChart", {"chart": chart()})["chart"]["chartId"]
    place = {"overlayPosition": {"anchorCell": {"rowIndex": 7}, "widthPixels": 100}}

    told = do(
        google,
        "updateEmbeddedObjectPosition",
        {"objectId": number, "newPosition": place, "fields": "anchorCell,widthPixels"},
    )

    kept = {"anchorCell": {"rowIndex": 7}, "widthPixels": 100, "heightPixels": 371}
    assert told == {"position": {"overlayPosition": kept}}
    assert sheet_of(google)["charts"][0]["position"] == told["position"]


def test_ids_that_people_choose_are_never_given_again(google: Google) -> None:
    chosen = do(google, "addChart", {"chart": chart()})["chart"]["chartId"] + 7919

    do(google, "addChart", {"chart": chart() | {"chartId": chosen}})
    slicer = {"spec": {"dataRange": WHOLE}, "position": chart()["position"]}
    given = do(google, "addSlicer", {"slicer": slicer})["slicer"]["slicerId"]

    assert given not in {held["chartId"] for held in sheet_of(google)["charts"]}
    assert "already exists" in refusal_of(google, "addSlicer", {"slicer": slicer | {"slicerId": chosen}})


@pytest.mark.parametrize(
    ("kind", "request_"),
    [
        ("addChart", {"chart": {"position": chart()["position"]}}),
        ("addChart", {"chart": chart() | {"position": {"newSheet": True}}}),
        ("addChart", {"chart": chart(row=1000)}),
        ("addChart", {"chart": chart(row=-1)}),
        ("addChart", {"chart": chart(sheet_id=77)}),
        ("updateChartSpec", {"chartId": 5, "spec": chart()["spec"]}),
        ("updateEmbeddedObjectPosition", {"objectId": 5, "newPosition": chart()["position"], "fields": "*"}),
        ("deleteEmbeddedObject", {"objectId": 5}),
        ("deleteFilterView", {"filterId": 5}),
        ("deleteBanding", {"bandedRangeId": 5}),
        ("deleteConditionalFormatRule", {"index": 0}),
        ("deleteConditionalFormatRule", {"index": -1}),
        ("setBasicFilter", {"filter": {"range": WHOLE | {"sheetId": 77}}}),
        ("addFilterView", {"filter": {"tableId": "none"}}),
        ("updateFilterView", {"filter": {"title": "x"}, "fields": "sortSpecs.sortOrder"}),
        ("updateFilterView", {"filter": {"title": "x"}, "fields": "title.length"}),
    ],
)
def test_what_is_not_there_or_makes_no_sense_is_refused(google: Google, kind: str, request_: Json) -> None:
    assert refusal_of(google, kind, request_)

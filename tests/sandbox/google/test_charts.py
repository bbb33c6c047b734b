"""A chart that the stand-in takes is one that Google would take, by its discovery document; it is told whole again."""

from typing import Any

import pytest
import requests

from sandbox.google.http.transport import Adapter
from sandbox.google.methods.core import Google
from sandbox.google.methods.description import Scope, described
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import Refusal

TALL = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 5, "startColumnIndex": 0, "endColumnIndex": 1}
CELL = TALL | {"endRowIndex": 2}
WIDE = TALL | {"endRowIndex": 2, "endColumnIndex": 4}
PLACE = {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 3, "columnIndex": 2}, "widthPixels": 300}}


def held(*boxes: Json) -> dict[str, Any]:
    return {"sourceRange": {"sources": list(boxes)}}


def basic(kind: str = "COLUMN", *series: Json, **others: Any) -> dict[str, Any]:
    return {"basicChart": {"chartType": kind, "series": list(series) or [{"series": held(TALL)}], **others}}


def add(google: Google, spec: Json, **others: Any) -> Any:
    ((reply),) = google.edit("S", [{"addChart": {"chart": {"spec": spec, "position": PLACE, **others}}}])
    return reply["addChart"]["chart"]


def charts(google: Google) -> Any:
    return described(google.spreadsheet("S"), Scope())["sheets"][0].get("charts", [])


def refusal(google: Google, kind: str, request: Json) -> str:
    with pytest.raises(Refusal) as refused:
        google.edit("S", [{kind: request}])
    return refused.value.message


def test_a_chart_and_a_scorecard_are_told_as_they_were_made(google: Google) -> None:
    interval = {"series": held(TALL), "type": "LINE", "targetAxis": "LEFT_AXIS", "lineStyle": {"width": 1}}
    bars = {"series": held(TALL), "type": "COLUMN"}
    axes = [{"position": "BOTTOM_AXIS"}, {"position": "LEFT_AXIS", "title": "Share"}]
    combo = basic("COMBO", bars, interval, domains=[{"domain": held(TALL)}], axis=axes, headerCount=1)
    key = {"scorecardChart": {"keyValueData": held(CELL), "aggregateType": "SUM"}}

    add(google, combo | {"title": "Who orders again", "altText": "Before 12 %, after 15 %."}, chartId=77)
    add(google, key, chartId=78)

    first, second = charts(google)
    assert (first["chartId"], second["chartId"]) == (77, 78)
    assert first["spec"]["altText"] == "Before 12 %, after 15 %."
    assert first["spec"]["basicChart"] == combo["basicChart"]
    corner = {"rowIndex": 3, "columnIndex": 2}  # Google leaves out zeros
    assert first["position"] == {"overlayPosition": {"anchorCell": corner, "widthPixels": 300, "heightPixels": 371}}
    assert second["spec"] == key


def test_charts_are_in_the_answer_to_a_question_for_them(google: Google, session: requests.Session) -> None:
    add(google, basic(), chartId=77)

    session.mount("https://sheets.googleapis.com", Adapter(google))
    address = "https://sheets.googleapis.com/v4/spreadsheets/S?fields=sheets.charts.chartId"
    assert session.get(address).json() == {"sheets": [{"charts": [{"chartId": 77}]}, {}]}


def test_an_id_that_is_taken_is_refused_and_nothing_of_the_batch_is_done(google: Google) -> None:
    add(google, basic(), chartId=77)
    twice: list[Json] = [{"deleteEmbeddedObject": {"objectId": 77}}, *[{"addChart": {"chart": _chart(77)}}] * 2]

    with pytest.raises(Refusal, match=r"requests\[2\]\.addChart: Cannot add chart with id 77"):
        google.edit("S", twice)

    assert [chart["chartId"] for chart in charts(google)] == [77]


def _chart(number: int) -> Json:
    return {"chartId": number, "spec": basic("LINE"), "position": PLACE}


def test_a_chart_gets_another_spec_another_place_and_is_taken_away(google: Google) -> None:
    add(google, basic(), chartId=77)
    elsewhere = {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 9, "columnIndex": 1}}}

    google.edit("S", [{"updateChartSpec": {"chartId": 77, "spec": basic("LINE") | {"title": "Later"}}}])
    moved = {"objectId": 77, "newPosition": elsewhere, "fields": "anchorCell"}
    google.edit("S", [{"updateEmbeddedObjectPosition": moved}])

    (chart,) = charts(google)
    assert (chart["spec"]["title"], chart["spec"]["basicChart"]["chartType"]) == ("Later", "LINE")
    assert chart["position"]["overlayPosition"]["anchorCell"]["rowIndex"] == 9
    assert chart["position"]["overlayPosition"]["widthPixels"] == 300
    google.edit("S", [{"deleteEmbeddedObject": {"objectId": 77}}])
    assert charts(google) == []


@pytest.mark.parametrize(
    "spec",
    [
        {"title": "Nothing"},
        basic() | {"pieChart": {}},
        basic() | {"filterSpecs": [{}]},
        {"basicChart": {"chartType": "COLUMN"}},
        basic("COLUMN", {"series": held(TALL), "type": "LINE"}),
        basic("COMBO", {"series": held(TALL), "type": "BAR"}),
        basic("COMBO", {"series": held(TALL), "type": "COLUMN", "lineStyle": {"width": 1}}),
        basic("COLUMN", {"series": held(TALL), "pointStyle": {"size": 3}}),
        basic("COLUMN", {"series": held(TALL), "targetAxis": "BOTTOM_AXIS"}),
        basic("LINE", threeDimensional=True),
        basic(axis=[{"position": "LEFT_AXIS"}, {"position": "LEFT_AXIS"}]),
        basic(domains=[{"domain": held(TALL)}, {"domain": held(TALL)}]),
        basic("COLUMN", {"series": held(TALL | {"endColumnIndex": 3})}),
        basic("COLUMN", {"series": held({"sheetId": 0, "startColumnIndex": 0, "endColumnIndex": 2})}),
        basic("COLUMN", {"series": held(TALL, WIDE)}),
        basic("COLUMN", {"series": held(TALL, TALL)}, domains=[{"domain": held(TALL)}]),
        basic("COLUMN", {"series": {}}),
        basic("COLUMN", {"series": {"columnReference": {"name": "Net"}}}),
        {"scorecardChart": {"baselineValueData": held(CELL)}},
        {"scorecardChart": {"keyValueData": held(TALL | {"endColumnIndex": 3})}},
    ],
)
def test_a_spec_that_makes_no_chart_is_refused_when_it_is_added_and_when_it_is_changed(
    google: Google, spec: Json
) -> None:
    add(google, basic(), chartId=77)
    before = charts(google)

    added = refusal(google, "addChart", {"chart": {"spec": spec, "position": PLACE}})
    changed = refusal(google, "updateChartSpec", {"chartId": 77, "spec": spec})

    assert added.partition(": ")[2] == changed.partition(": ")[2]
    assert charts(google) == before


def test_what_google_has_no_field_for_is_refused(google: Google, session: requests.Session) -> None:
    session.mount("https://sheets.googleapis.com", Adapter(google))
    chart = {"spec": basic() | {"alternativeText": "x"}, "position": PLACE}
    address = "https://sheets.googleapis.com/v4/spreadsheets/S:batchUpdate"

    answer = session.post(address, json={"requests": [{"addChart": {"chart": chart}}]})

    assert answer.status_code == 400
    assert 'Unknown name "alternativeText"' in answer.json()["error"]["message"]

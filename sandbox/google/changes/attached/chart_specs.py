"""What Google's discovery document says of a chart's specification beyond the types of its fields.

The stand-in draws nothing: a chart that it takes is one that Google would take, whatever it looks like.
"""

from collections.abc import Mapping
from typing import Any

from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import invalid

CHARTS = (
    "basicChart",
    "pieChart",
    "bubbleChart",
    "candlestickChart",
    "orgChart",
    "histogramChart",
    "waterfallChart",
    "treemapChart",
    "scorecardChart",
)
"""The fields of the union in ChartSpec: exactly one is set."""
OF_DATA_SOURCES = ("dataSourceChartProperties", "filterSpecs", "sortSpecs")
WITH_LINES = frozenset({"AREA", "LINE", "SCATTER"})
DRAWN_DEEP = frozenset({"BAR", "COLUMN", "COMBO"})
WITHIN_A_COMBO = frozenset({"AREA", "COLUMN", "LINE"})
UNSPECIFIED = "BASIC_CHART_TYPE_UNSPECIFIED"
Source = tuple[tuple[bool, bool], ...]
"""Of each range whether it is one row, and whether it is one column."""


def check_chart(spec: Mapping[str, Any]) -> None:
    """Raises Google's 400 for a specification that makes no chart."""
    kinds = [name for name in CHARTS if name in spec]
    if len(kinds) != 1:
        raise invalid("Exactly one kind of chart must be set in a chart's spec.")
    if known := [name for name in OF_DATA_SOURCES if name in spec]:
        raise invalid(f"The sandbox has no data sources: {known[0]} cannot be set.")
    if "basicChart" in spec:
        _check_basic(spec["basicChart"])
    if "scorecardChart" in spec:
        _check_scorecard(spec["scorecardChart"])


def _check_basic(chart: Mapping[str, Any]) -> None:
    kind, series = chart.get("chartType", UNSPECIFIED), chart.get("series", [])
    if len(chart.get("domains", [])) > 1:
        raise invalid("Only a single domain is supported.")
    if not series:
        raise invalid("A chart must have at least one series.")
    positions = [axis.get("position") for axis in chart.get("axis", [])]
    if len(positions) > len(set(positions)):
        raise invalid("A chart may not have more than one axis per axis position.")
    if chart.get("threeDimensional") and kind not in DRAWN_DEEP:
        raise invalid(f"A {kind} chart cannot be three-dimensional.")
    for one in series:
        _check_series(kind, one)
    held = [domain.get("domain", {}) for domain in chart.get("domains", [])] + [one.get("series", {}) for one in series]
    _check_sources([_source(each) for each in held])


def _check_series(kind: str, series: Mapping[str, Any]) -> None:
    own = series.get("type", UNSPECIFIED)
    if own != UNSPECIFIED and kind != "COMBO":
        raise invalid("The type of a series is valid only if the chart is a COMBO.")
    if own not in WITHIN_A_COMBO | {UNSPECIFIED}:
        raise invalid(f"A series of a COMBO chart cannot be {own}.")
    drawn = own if kind == "COMBO" else kind
    for style in ("lineStyle", "pointStyle"):
        if style in series and drawn not in WITH_LINES:
            raise invalid(f"The {style} of a series is not valid for {drawn}.")
    if series.get("targetAxis") == "BOTTOM_AXIS" and kind != "BAR":
        raise invalid(f"BOTTOM_AXIS is no minor axis of a {kind} chart.")


def _check_scorecard(chart: Mapping[str, Any]) -> None:
    if "keyValueData" not in chart:
        raise invalid("A scorecard chart must have keyValueData.")
    for name in ("keyValueData", "baselineValueData"):
        if name in chart:
            _check_sources([_source(chart[name])])


def _source(held: Json) -> Source:
    if "columnReference" in held or "groupRule" in held:
        raise invalid("The sandbox has no data sources: a chart's data must be a sourceRange.")
    sources = held.get("sourceRange", {}).get("sources", [])
    if not sources:
        raise invalid("A chart's data must have a sourceRange with at least one range.")
    return tuple((_is_one("Row", box), _is_one("Column", box)) for box in sources)


def _is_one(dimension: str, box: Mapping[str, int]) -> bool:
    past = box.get(f"end{dimension}Index")
    return past is not None and past - box.get(f"start{dimension}Index", 0) == 1


def _check_sources(held: list[Source]) -> None:
    """A single cell counts as a row or as a column, whichever the others are."""
    if any(not any(one) for source in held for one in source):
        raise invalid("Exactly one dimension of a chart's source must have a length of 1.")
    for source in held:
        if not any(all(one[dimension] for one in source) for dimension in (0, 1)):
            raise invalid("All sources of a domain or series must have the same dimension with a length of 1.")
    if len({len(source) for source in held}) > 1:
        raise invalid("The domain and all series must have the same number of source ranges.")

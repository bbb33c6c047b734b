"""A report's page as Google's requests: cells, sizes and charts, on a new tab or in the place of an older report.

Google's numbers for the tab and its charts are the program's own, so that one batch can make them and fill them, and a
second run knows them again, whatever the tab is called (docs/decisions/0086).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from sheets.codec.a1 import runs
from sheets.codec.cells import as_text
from sheets.schema.identity.place import Place
from sheets.schema.reports.report_page import (
    COLUMNS,
    FIGURE,
    LABEL,
    OF,
    Chart,
    Drawn,
    PageCell,
    PageRow,
    ReportPage,
    RowKind,
    Scorecard,
    number_format,
)
from words.locales import RIGHT_TO_LEFT

Request = dict[str, object]

FIRST_ID = 1_640_010_000
"""Google's number for the tab of the running report; that of a frozen year is the year plus this."""
FIRST_CHART_ID = 1_640_100_000
CHARTS_A_TAB = 10
"""Numbers of charts that a tab has to itself."""
NAMED = "regulars_report"
"""The named range over the columns of the running report: it goes along when the owner moves them."""

LABEL_WIDTH, FIGURE_WIDTH, BAND_HEIGHT = 410, 110, 21
SCORE_SIZE = {"widthPixels": 215, "heightPixels": 100}
CHART_SIZE = {"widthPixels": 400, "heightPixels": 285}
BLUE, GREY = ({"rgbColor": {"red": r, "green": g, "blue": b}} for r, g, b in ((0.16, 0.38, 0.65), (0.4, 0.4, 0.43)))
HEADING_COLOUR = {"rgbColor": {"red": 0.87, "green": 0.91, "blue": 0.93}}
FIELDS = "userEnteredValue,userEnteredFormat"


@dataclass(frozen=True, slots=True)
class ReportPlace:
    """Where the report stands or is to stand: from this column of the tab on, and how many columns it has had.

    ``charts`` are the numbers of all charts in the spreadsheet, ``merges`` Google's ranges of the tab's merged cells.
    """

    tab: Place
    column: int = 0
    width: int = COLUMNS
    charts: Collection[int] = ()
    merges: Collection[Mapping[str, int]] = ()

    @property
    def year(self) -> int:
        """The frozen year; 0 for the running report."""
        return self.tab.id - FIRST_ID


def sheet_id(year: int | None) -> int:
    """Google's number for the tab of a year, None for the running report."""
    return FIRST_ID + (year or 0)


def chart_id(place: ReportPlace, number: int) -> int:
    """Google's number for a chart of the tab."""
    return FIRST_CHART_ID + place.year * CHARTS_A_TAB + number


def made(page: ReportPage, place: ReportPlace) -> Iterator[Request]:
    """What makes the tab with everything on it."""
    tab = place.tab
    grid = {"rowCount": tab.rows, "columnCount": tab.columns, "hideGridlines": True}
    properties: Request = {"sheetId": tab.id, "title": tab.title, "gridProperties": grid}
    if page.language in RIGHT_TO_LEFT:
        properties["rightToLeft"] = True
    yield {"addSheet": {"properties": properties}}
    yield from written(page, place)


def written_anew(page: ReportPage, place: ReportPlace) -> Iterator[Request]:
    """What puts the page in the place of an older one; what stands beside it stays, and charts stay where they are."""
    yield from _room(place, len(page.rows))
    rightward = {"sheetId": place.tab.id, "rightToLeft": page.language in RIGHT_TO_LEFT}
    yield {"updateSheetProperties": {"properties": rightward, "fields": "rightToLeft"}}
    past = place.column + place.width
    # What is written into the covered cells of a merge is seen by nobody.
    for merge in place.merges:
        if merge.get("startColumnIndex", 0) < past and merge.get("endColumnIndex", past) > place.column:
            yield {"unmergeCells": {"range": merge}}
    columns = {"startColumnIndex": place.column, "endColumnIndex": past}
    yield {"updateCells": {"range": {"sheetId": place.tab.id} | columns, "fields": FIELDS}}
    yield from written(page, place)


def written(page: ReportPage, place: ReportPlace) -> Iterator[Request]:
    """The cells, sizes and charts."""
    start = {"sheetId": place.tab.id, "rowIndex": 0, "columnIndex": place.column}
    rows = [{"values": [_cell(row, at, page) for at in range(COLUMNS)]} for row in page.rows]
    yield {"updateCells": {"start": start, "rows": rows, "fields": FIELDS}}
    yield from _sizes(page, place)
    drawn = [(_scorecard(card, place), _position(place, card.place, SCORE_SIZE)) for card in page.scorecards]
    drawn += [(_chart(chart, place), _position(place, chart.place, CHART_SIZE)) for chart in page.charts]
    for number, (spec, position) in enumerate(drawn):
        found = chart_id(place, number)
        if found in place.charts:
            yield {"updateChartSpec": {"chartId": found, "spec": spec}}
        else:
            yield {"addChart": {"chart": {"chartId": found, "spec": spec, "position": position}}}
    for number in range(len(drawn), CHARTS_A_TAB):
        if chart_id(place, number) in place.charts:
            yield {"deleteEmbeddedObject": {"objectId": chart_id(place, number)}}


def _room(place: ReportPlace, rows: int) -> Iterator[Request]:
    for dimension, lacking in (
        ("ROWS", rows - place.tab.rows),
        ("COLUMNS", place.column + COLUMNS - place.tab.columns),
    ):
        if lacking > 0:
            yield {"appendDimension": {"sheetId": place.tab.id, "dimension": dimension, "length": lacking}}


def _cell(row: PageRow, at: int, page: ReportPage) -> Request:
    shown = _look(row, at, page.language)
    cell = row.cells[at] if at < len(row.cells) else PageCell(None)
    if cell.value is None:
        return {"userEnteredFormat": shown} if shown else {}
    return {
        "userEnteredValue": _entered(cell),
        "userEnteredFormat": shown | {"numberFormat": number_format(cell.kind, page.currency)},
    }


def _entered(cell: PageCell) -> Request:
    match cell.value:
        case str():
            return {"stringValue": as_text(cell.value)}
        case int() | float() | Decimal():
            return {"numberValue": cell.value if isinstance(cell.value, int) else float(cell.value)}
        case None:
            return {}
        case _:
            assert_never(cell.value)


def _look(row: PageRow, at: int, language: str) -> Request:
    """The format of one cell besides its number's; the words of a row run as the language does."""
    direction = "RIGHT_TO_LEFT" if language in RIGHT_TO_LEFT else "LEFT_TO_RIGHT"
    side = "LEFT" if language in RIGHT_TO_LEFT else "RIGHT"
    words: Request = {"wrapStrategy": "WRAP", "verticalAlignment": "TOP", "textDirection": direction}
    match row.kind:
        case RowKind.BAND:
            return {}
        case RowKind.TITLE:
            return words | {"textFormat": {"bold": True, "fontSize": 14}} if at == LABEL else {}
        case RowKind.SENTENCE:
            return words if at == LABEL else {}
        case RowKind.NOTE:
            return words | {"textFormat": {"foregroundColorStyle": GREY}} if at == LABEL else {}
        case RowKind.HEADING:
            aside = {} if at == LABEL else {"horizontalAlignment": side}
            return words | {"textFormat": {"bold": True}, "backgroundColorStyle": HEADING_COLOUR} | aside
        case RowKind.FIGURES:
            # A figure that is a word, such as yes, stands where numbers do.
            return words if at == LABEL else {"verticalAlignment": "TOP", "horizontalAlignment": side}
        case _:
            assert_never(row.kind)


def _sizes(page: ReportPage, place: ReportPlace) -> Iterator[Request]:
    for first, past, width in ((LABEL, FIGURE, LABEL_WIDTH), (FIGURE, OF + 1, FIGURE_WIDTH)):
        span = {"startIndex": place.column + first, "endIndex": place.column + past}
        yield _sized(place, "COLUMNS", span, width)
    bands = [number for number, row in enumerate(page.rows) if row.kind is RowKind.BAND]
    for run in runs(bands):
        yield _sized(place, "ROWS", {"startIndex": run.start, "endIndex": run.stop}, BAND_HEIGHT)
    for run in runs(number for number in range(len(page.rows)) if number not in bands):
        rows = {"sheetId": place.tab.id, "dimension": "ROWS", "startIndex": run.start, "endIndex": run.stop}
        yield {"autoResizeDimensions": {"dimensions": rows}}


def _sized(place: ReportPlace, dimension: str, span: dict[str, int], pixels: int) -> Request:
    lines = {"sheetId": place.tab.id, "dimension": dimension} | span
    return {"updateDimensionProperties": {"range": lines, "properties": {"pixelSize": pixels}, "fields": "pixelSize"}}


def _position(place: ReportPlace, at: tuple[int, int], size: dict[str, int]) -> Request:
    row, column = at
    anchor = {"sheetId": place.tab.id, "rowIndex": row, "columnIndex": place.column + column}
    return {"overlayPosition": {"anchorCell": anchor} | size}


def _scorecard(card: Scorecard, place: ReportPlace) -> Request:
    figure = {"keyValueData": _source(place, (card.row, card.row + 1), FIGURE), "numberFormatSource": "FROM_DATA"}
    return {"title": card.title, "altText": card.told, "scorecardChart": figure}


def _chart(chart: Chart, place: ReportPlace) -> Request:
    # The row of the heading goes along: it names the series.
    rows = (chart.rows[0] - 1, chart.rows[1])
    combined = any(drawn is Drawn.LINE for _, drawn in chart.series)
    return {
        "title": chart.title,
        "altText": chart.told,
        "hiddenDimensionStrategy": "SHOW_ALL",
        "basicChart": {
            "chartType": "COMBO" if combined else "COLUMN",
            "legendPosition": "BOTTOM_LEGEND" if combined else "NO_LEGEND",
            "headerCount": 1,
            "domains": [{"domain": _source(place, rows, LABEL)}],
            "series": [
                _series(_source(place, rows, column), drawn, combined=combined) for column, drawn in chart.series
            ],
        },
    }


def _series(source: Request, drawn: Drawn, *, combined: bool) -> Request:
    common: Request = {"series": source, "targetAxis": "LEFT_AXIS"}
    match drawn:
        case Drawn.COLUMN:
            look: Request = {"colorStyle": BLUE}
        case Drawn.LINE:
            look = {"colorStyle": GREY, "lineStyle": {"width": 1}, "pointStyle": {"shape": "CIRCLE", "size": 5}}
        case _:
            assert_never(drawn)
    return common | look | ({"type": drawn.value} if combined else {})


def _source(place: ReportPlace, rows: tuple[int, int], column: int) -> Request:
    box = {"sheetId": place.tab.id, "startRowIndex": rows[0], "endRowIndex": rows[1]}
    box |= {"startColumnIndex": place.column + column, "endColumnIndex": place.column + column + 1}
    return {"sourceRange": {"sources": [box]}}

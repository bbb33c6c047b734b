"""Cells side by side are written in one request, and nothing else is changed by that."""

from typing import Any

from sheets.requests.neighbours import with_neighbours_joined


def cell(row: int, column: int, value: float, *, sheet: int = 1, fields: str = "userEnteredValue") -> dict[str, Any]:
    start = {"sheetId": sheet, "rowIndex": row, "columnIndex": column}
    values = [{"userEnteredValue": {"numberValue": value}}]
    return {"updateCells": {"start": start, "rows": [{"values": values}], "fields": fields}}


def written(request: dict[str, Any]) -> list[float]:
    [row] = request["updateCells"]["rows"]
    return [cell["userEnteredValue"]["numberValue"] for cell in row["values"]]


def test_cells_side_by_side_are_one_request() -> None:
    [joined] = with_neighbours_joined([cell(4, 6, 110), cell(4, 7, 120), cell(4, 8, 130)])

    assert joined["updateCells"]["start"] == {"sheetId": 1, "rowIndex": 4, "columnIndex": 6}
    assert written(joined) == [110, 120, 130]


def test_all_other_cells_keep_their_own_request_and_their_order() -> None:
    move: dict[str, Any] = {"insertDimension": {"range": {}}}
    apart = [cell(4, 6, 1), cell(4, 8, 2), cell(5, 9, 3), cell(5, 10, 4, sheet=2), cell(5, 11, 5, sheet=2, fields="*")]
    requests = [*apart, move, cell(5, 12, 6, sheet=2, fields="*")]

    assert list(with_neighbours_joined(requests)) == requests


def test_the_requests_that_were_given_stay_as_they_are() -> None:
    first, second = cell(4, 6, 1), cell(4, 7, 2)

    list(with_neighbours_joined([first, second]))

    assert (first, second) == (cell(4, 6, 1), cell(4, 7, 2))

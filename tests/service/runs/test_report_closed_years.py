"""Reports that come by themselves over closed years in a second spreadsheet, and what they do not see of them."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial

import pytest

from commands.closing_run import close
from sandbox.google.http.exchange import Request
from sandbox.google.http.faults import Fault, Refuse
from sandbox.google.http.server import Server
from sandbox.google.keeping.sharing import EVERYONE
from sandbox.owner import Owner
from service.container import chance, open_google
from sheets.engine.archive.closed_lines import ROWS_AT_ONCE, closed_lines
from sheets.engine.archive.second_spreadsheet import FIELDS, noted_elsewhere
from sheets.google.client import Spent
from sheets.google.errors import NoAnswer
from sheets.schema.layout import read_layout
from sheets.workbook import Workbook
from tests.commands.report.shown_tab import rows_value, shown
from tests.service.runs.conftest import Night

CLOSED = datetime(2026, 11, 20, tzinfo=UTC)
POINTS = ("Points issued", "Points taken back after refunds", "Points not spent yet")
YEAR = 1_640_002_025
"""Google's number for the year's tab."""
NO_HEADINGS = {
    "updateCells": {"range": {"sheetId": YEAR, "startRowIndex": 0, "endRowIndex": 1}, "fields": "userEnteredValue"}
}
Move = Callable[[], str]


@pytest.fixture
def move(owner: Owner, server: Server) -> Move:
    """Closes the books of Ana's first months, moves them into a second spreadsheet and gives its id."""
    owner.type(
        "Ledger",
        ["2025-02-01 09:00:00", "K7Q4ZD", "", "sign-up", 50, "", "", "join:K7Q4ZD"],
        ["2025-03-01 09:00:00", "K7Q4ZD", "", "claim", 260, "1001", "", "order:1001"],
        ["2025-03-09 09:00:00", "K7Q4ZD", "", "refund", -60, "1001", "", "refund-of:0:60/260:1001"],
    )

    def move() -> str:
        google = open_google(owner.spreadsheet, os.environ["GOOGLE_SHEETS_URL"])
        start = partial(Workbook, google, clock=lambda: CLOSED, chance=chance, quota=(60_000, 60_000))
        second = f"{owner.spreadsheet}-years"
        server.google.create(second)
        told = list(close(google, start, before=date(2026, 1, 1), into=google.beside(second)))
        assert any("Moved the tab Ledger 2025 with 3 lines" in one for one in told)
        return second

    return move


def points(owner: Owner) -> list[str]:
    rows = shown(owner)
    return [rows_value(rows, label) for label in POINTS]


def told(owner: Owner) -> str:
    return " ".join(cell for row in shown(owner) for cell in row)


def test_the_nights_report_counts_years_that_were_moved_into_a_second_spreadsheet(
    owner: Owner, night: Night, move: Move
) -> None:
    move()
    spent = Spent()

    assert night(2026, 12, 1, spent=spent) == ("Report",)

    assert points(owner) == ["310", "60", "250"]
    assert "losed years" not in told(owner)
    assert spent.reads <= 10


def test_a_line_there_that_cannot_be_read_is_told_as_not_found(
    owner: Owner, night: Night, move: Move, server: Server
) -> None:
    second = move()
    claim = {"sheetId": YEAR, "rowIndex": 2, "columnIndex": 4}
    typed = {"values": [{"userEnteredValue": {"stringValue": "26O"}}]}
    server.google.edit(second, [{"updateCells": {"start": claim, "rows": [typed], "fields": "userEnteredValue"}}])

    assert night(2026, 12, 1) == ("Report",)

    assert points(owner)[2] == "250"
    assert "Lines of closed years that were not found: 1." in told(owner)


@pytest.mark.parametrize(
    ("away", "to_do"),
    [
        (lambda google, second: google.unshare(second, EVERYONE), "Share that spreadsheet"),
        (lambda google, second: google.edit(second, [NO_HEADINGS]), "Write the headings of the Ledger"),
    ],
)
def test_a_second_spreadsheet_that_cannot_be_read_is_told_with_what_to_do(
    owner: Owner, night: Night, move: Move, server: Server, away: Callable[..., object], to_do: str
) -> None:
    second = move()
    away(server.google, second)

    assert night(2026, 12, 1) == ("Report",)

    # 50 + 260 − 60 stand in one opening: they count as issued, and that is said.
    assert points(owner) == ["250", "0", "250"]
    assert f"https://docs.google.com/spreadsheets/d/{second}" in told(owner)
    assert to_do in told(owner)
    assert "Lines of closed years that were not found: 3." in told(owner)


def test_while_google_does_not_show_it_the_report_waits_for_some_nights_and_then_says_so(
    owner: Owner, night: Night, move: Move, server: Server
) -> None:
    night(2026, 11, 1)
    second = move()

    def away(request: Request, _kind: str, _number: int) -> Fault | None:
        return Refuse(503) if second in request.path else None

    with server.google.faults.following(away):
        for day in (1, 2, 6):
            with pytest.raises(NoAnswer):
                night(2026, 12, day)
        assert night(2026, 12, 7) == ("Report",)

    assert "Google did not show the closed years" in told(owner)
    assert points(owner) == ["250", "0", "250"]


def test_a_long_year_is_read_part_by_part(owner: Owner, night: Night, move: Move, server: Server) -> None:
    second, down = move(), ROWS_AT_ONCE + 5
    server.google.edit(second, [{"appendDimension": {"sheetId": YEAR, "dimension": "ROWS", "length": down}}])
    one = {"sheetId": YEAR, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    server.google.edit(second, [{"moveDimension": {"source": one, "destinationIndex": down}}])

    assert night(2026, 12, 1) == ("Report",)

    assert points(owner) == ["310", "60", "250"]


@pytest.mark.usefixtures("night")
def test_so_many_lines_are_read_and_no_more_and_the_rest_is_told(owner: Owner, move: Move) -> None:
    move()
    google = open_google(owner.spreadsheet, os.environ["GOOGLE_SHEETS_URL"])
    description = google.layout(seconds=9, spent=Spent(), fields=FIELDS)
    layout, elsewhere = read_layout(description), noted_elsewhere(google, description)
    read = partial(closed_lines, google, layout, elsewhere, seconds=9, spent=Spent())

    some = read(most=layout.places["Ledger"].rows + 2)
    none = closed_lines(google, layout, elsewhere, seconds=0, spent=Spent())

    assert (len(read().lines), read().told) == (3, [])
    assert (len(some.lines), some.unanswered) == (2, False)
    assert "more closed lines than are read at once" in some.told[0]
    assert (none.lines, none.unanswered) == ([], True)

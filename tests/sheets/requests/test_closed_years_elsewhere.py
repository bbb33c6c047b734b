"""Closed years in a second spreadsheet: what stands where, what comes back, and what is refused."""

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest

from commands.checks.sheet_content import MOST_CELLS, check_up
from commands.closing_run import close, plan
from loyalty.member.claim import claim_order
from loyalty.outcomes.claiming import AlreadyClaimed
from sandbox.google.http.faults import DELETED, NOT_SHARED, Faults
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.engine.archive.second_spreadsheet import CannotHoldYears
from sheets.google.client import Google
from sheets.google.errors import ColumnsDiffer
from sheets.workbook import Workbook
from tests.sheets.requests.conftest import (
    ADDRESS,
    ANA,
    BEFORE,
    CLOSED,
    NOW,
    SECOND,
    Close,
    Start,
    all_causes,
    balances,
    causes,
    titles,
)


def test_closed_years_stand_in_the_second_spreadsheet_and_no_more_in_the_first(
    shop: Owner, archive: Owner, close_into: Close, start: Start, instance: Start
) -> None:
    warm = instance()
    claim = partial(claim_order, contact="7001", number="1001", now=NOW)
    warm.transact(claim)
    before = balances(start)

    told = close_into()

    assert told[-2:] == [
        f"Moved the tab Ledger 2024 with 3 lines into {ADDRESS}.",
        f"Moved the tab Ledger 2025 with 1 line into {ADDRESS}.",
    ]
    assert titles(archive) == ["Sheet1", "Ledger 2024", "Ledger 2025"]
    assert not [one for one in archive.description()["sheets"] if one["properties"].get("hidden")]
    assert all_causes(archive) == CLOSED
    assert all_causes(shop) == []
    assert balances(start) == before
    assert isinstance(warm.transact(claim), AlreadyClaimed)


def test_the_owners_own_column_notes_and_colours_go_along(shop: Owner, archive: Owner, close_into: Close) -> None:
    green = {"userEnteredFormat": {"backgroundColor": {"green": 1}}, "note": "a kind customer"}
    place = {"sheetId": shop.sheet_id("Ledger"), "rowIndex": 1, "columnIndex": 8}
    shop.edit({"updateCells": {"start": place, "rows": [{"values": [green]}], "fields": "note,userEnteredFormat"}})

    close_into()

    sheets = archive.description(cells=True)["sheets"]
    [year] = [one for one in sheets if one["properties"]["title"] == "Ledger 2024"]
    cell = year["data"][0]["rowData"][1]["values"][8]
    assert (cell["note"], cell["userEnteredFormat"]["backgroundColor"]) == ("a kind customer", {"green": 1})
    assert [row["My thoughts"] for row in archive.tab("Ledger 2024")] == ["the very first", 3, "#DIV/0!"]


def test_tabs_of_years_that_were_closed_before_are_brought_as_well(
    shop: Owner, archive: Owner, close_into: Close, google: Google, start: Start
) -> None:
    list(close(google, start, before=BEFORE))
    shop.rename_tab("Ledger 2024", "Long ago")

    told = close_into()

    assert told[0] == "There is nothing to close before 2026-01-01."
    assert titles(archive) == ["Sheet1", "Long ago", "Ledger 2025"]
    assert sorted([*causes(archive, "Long ago"), *causes(archive, "Ledger 2025")]) == CLOSED
    assert "Long ago" not in titles(shop)


def test_what_is_closed_a_year_later_joins_its_year(
    shop: Owner, archive: Owner, close_into: Close, start: Start
) -> None:
    close_into()
    before = balances(start)

    close_into(before=date(2026, 6, 1))
    again = close_into(before=date(2026, 6, 1))

    assert causes(archive, "Ledger 2024")[:1] == [f"opening:{ANA}:2026-01-01"]
    assert titles(archive) == ["Sheet1", "Ledger 2024", "Ledger 2025", "Ledger 2026"]
    assert all_causes(archive) == sorted([*CLOSED, f"opening:{ANA}:2026-01-01", "order:1003"])
    assert all_causes(shop) == []
    assert again == ["There is nothing to close before 2026-06-01."]
    assert balances(start) == before


@pytest.mark.usefixtures("archive")
def test_a_line_whose_opening_was_deleted_comes_back_from_the_second_spreadsheet(
    shop: Owner, close_into: Close, google: Google, start: Start
) -> None:
    before = balances(start)
    times = {row["Cause"]: row["Time"] for row in shop.tab("Ledger")}
    close_into()
    row = next(at for at, row in enumerate(shop.tab("Ledger"), 1) if row.get("Cause") == f"opening:{ANA}:2026-01-01")
    shop.delete("Ledger", "ROWS", row)

    told = list(close(google, start, before=date(2024, 1, 1)))

    assert "Gave 2 lines back to the Ledger that had been moved away by mistake." in told
    assert balances(start) == before
    came_back = {row["Cause"]: row["Time"] for row in shop.tab("Ledger")}["order:1001"]
    assert came_back == pytest.approx(times["order:1001"], abs=1 / 86_400)


@pytest.mark.usefixtures("archive", "start")
def test_a_copy_of_the_sheet_takes_nothing_out_of_the_archive_of_the_original(
    shop: Owner, close_into: Close, google: Google, clock: Any
) -> None:
    close_into()
    copy = shop.copy("the-copy")
    row = next(at for at, row in enumerate(copy.tab("Ledger"), 1) if row.get("Cause") == f"opening:{ANA}:2026-01-01")
    copy.delete("Ledger", "ROWS", row)
    google = google.beside("the-copy")
    open_copy = partial(Workbook, google, clock=lambda: NOW, chance=lambda: "copied", monotonic=clock.monotonic)

    told = list(close(google, open_copy, before=BEFORE))

    assert told[0] == (
        f"The second spreadsheet {ADDRESS} has the closed years of another sheet, "
        "https://docs.google.com/spreadsheets/d/the-owners-sheet; its lines are not looked through."
    )
    assert causes(copy, "Ledger").count("order:1001") == 0


@pytest.mark.usefixtures("shop", "archive")
def test_books_are_closed_as_well_when_the_second_spreadsheet_is_gone(
    stand_in: StandIn, close_into: Close, google: Google, start: Start
) -> None:
    close_into()
    before = balances(start)
    stand_in.faults = Faults(lambda request, _kind, _number: DELETED if SECOND in request.path else None)

    told = list(close(google, start, before=date(2026, 6, 1)))

    assert told[0] == (
        f"The second spreadsheet {ADDRESS} is not there: see whether the address is complete, and whether it was "
        "deleted; its lines are not looked through."
    )
    assert "Closed the books of 1 member before 2026-06-01." in told
    assert balances(start) == before


def test_saying_what_would_be_moved_moves_nothing(shop: Owner, archive: Owner, google: Google, start: Start) -> None:
    list(close(google, start, before=date(2025, 1, 1)))
    before = shop.description(cells=True), archive.description(cells=True)

    told = list(plan(start(), before=BEFORE, into=google.beside(SECOND)))

    assert told[-2:] == [f"Would move the tab Ledger {year} into {ADDRESS}." for year in (2024, 2025)]
    assert (shop.description(cells=True), archive.description(cells=True)) == before


def owners_own_tab(archive: Owner) -> None:
    archive.edit({"addSheet": {"properties": {"title": "Ledger 2025"}}})
    archive.type_at("Ledger 2025!A1", ["My own"], ["notes"])


def no_room(archive: Owner) -> None:
    rows = MOST_CELLS // 26 - 1_005
    archive.edit({"appendDimension": {"sheetId": archive.sheet_id("Sheet1"), "dimension": "ROWS", "length": rows}})


def anothers_years(archive: Owner) -> None:
    tag = {"metadataKey": "regulars_closed_years_of", "metadataValue": "another-shop", "visibility": "DOCUMENT"}
    archive.edit({"createDeveloperMetadata": {"developerMetadata": tag | {"location": {"spreadsheet": True}}}})


def a_program_of_its_own(archive: Owner) -> None:
    corner = {"sheetId": archive.sheet_id("Sheet1"), "endRowIndex": 1, "endColumnIndex": 1}
    archive.edit({"addNamedRange": {"namedRange": {"name": "regulars_commit", "range": corner}}})


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (owners_own_tab, "has a tab 'Ledger 2025' that the program has not made; give that one another name"),
        (no_room, "has no room"),
        (anothers_years, "has the closed years of another sheet, https://docs.google.com/spreadsheets/d/another-shop"),
        (a_program_of_its_own, "is the sheet of a loyalty program itself"),
    ],
)
def test_a_second_spreadsheet_that_will_not_do_is_refused_before_any_tab_is_touched(
    shop: Owner,
    archive: Owner,
    close_into: Close,
    google: Google,
    start: Start,
    made: Callable[[Owner], None],
    words: str,
) -> None:
    list(close(google, start, before=BEFORE))
    made(archive)
    before = shop.description(cells=True), all_causes(archive)

    with pytest.raises(CannotHoldYears, match=re.escape(words)):
        close_into()

    assert (shop.description(cells=True), all_causes(archive)) == before


@pytest.mark.usefixtures("shop")
def test_the_programs_own_sheet_is_no_second_spreadsheet(close_into: Close) -> None:
    with pytest.raises(CannotHoldYears, match="is the program's own sheet"):
        close_into("the-owners-sheet")


@pytest.mark.usefixtures("archive")
def test_a_second_spreadsheet_that_may_only_be_viewed_is_refused_before_any_tab_is_touched(
    shop: Owner, stand_in: StandIn, close_into: Close, google: Google, start: Start
) -> None:
    list(close(google, start, before=BEFORE))
    before = shop.description(cells=True)
    stand_in.faults = Faults(
        lambda request, kind, _number: NOT_SHARED if SECOND in request.path and kind == "write" else None
    )

    with pytest.raises(CannotHoldYears, match="may not be written by the program: share it with"):
        close_into()

    assert shop.description(cells=True) == before


def test_a_year_whose_columns_are_others_there_is_named_before_any_tab_is_touched(
    shop: Owner, archive: Owner, close_into: Close, google: Google, start: Start
) -> None:
    close_into()
    list(close(google, start, before=date(2026, 6, 1)))
    archive.type_at("Ledger 2024!N1", ["Other thoughts"])
    before = shop.description(cells=True), archive.description(cells=True)

    with pytest.raises(ColumnsDiffer, match="Ledger 2024"):
        close_into()

    assert (shop.description(cells=True), archive.description(cells=True)) == before


@pytest.mark.usefixtures("shop", "archive")
def test_a_sheet_whose_years_have_left_is_in_order(close_into: Close, connect: Any) -> None:
    close_into()

    assert check_up(connect()) == []

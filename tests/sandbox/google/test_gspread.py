"""Every method of gspread that asks the Sheets API, over HTTP: what it does is what gspread's own docs say of it."""

import re
from collections.abc import Callable
from typing import Any

import gspread
import pytest
from gspread.utils import DateTimeOption, Dimension, ValueRenderOption

Look = Callable[[Any], object]

PEOPLE: list[list[object]] = [
    ["Name", "City", "Points"],
    ["Ana", "Rome", 50],
    ["Boris", "Oslo", 7],
    ["Layla", "Rome", 9],
]


@pytest.fixture
def tab(authorized: Any) -> Any:
    """A tab of its own with three people."""
    made = gspread.Client(auth=None, session=authorized).open_by_key("S").add_worksheet("People", rows=10, cols=5)
    made.update(PEOPLE, "A1")
    return made


def again(tab: Any) -> Any:
    """The tab as whoever opens the spreadsheet anew finds it."""
    return tab.spreadsheet.get_worksheet_by_id(tab.id)


def names(tab: Any) -> list[object]:
    return tab.col_values(1)[1:]  # type: ignore[no-any-return]  # gspread's own return types are unions


READS: dict[str, tuple[Look, object]] = {
    "acell": (lambda tab: tab.acell("C2").numeric_value, 50),
    "cell": (lambda tab: tab.cell(2, 3, value_render_option=ValueRenderOption.unformatted).value, 50),
    "range": (lambda tab: [cell.value for cell in tab.range("A2:B3")], ["Ana", "Rome", "Boris", "Oslo"]),
    "get": (lambda tab: tab.get("A2:C2", value_render_option=ValueRenderOption.unformatted), [["Ana", "Rome", 50]]),
    "get in columns": (lambda tab: tab.get("A2:A9", major_dimension=Dimension.cols), [["Ana", "Boris", "Layla"]]),
    "get_values": (lambda tab: tab.get_values("A4:D5"), [["Layla", "Rome", "9"]]),
    "get_all_values": (lambda tab: len(tab.get_all_values()), 4),
    "get_all_records": (lambda tab: tab.get_all_records()[1], {"Name": "Boris", "City": "Oslo", "Points": 7}),
    "get_all_cells": (lambda tab: len(tab.get_all_cells()), 10 * 5),
    "row_values": (lambda tab: tab.row_values(2), ["Ana", "Rome", "50"]),
    "col_values": (lambda tab: tab.col_values(2), ["City", "Rome", "Oslo", "Rome"]),
    "batch_get": (lambda tab: tab.batch_get(["A2", "C2:C3"]), [[["Ana"]], [["50"], ["7"]]]),
    "find": (lambda tab: tab.find("rome", case_sensitive=False).address, "B2"),
    "findall": (lambda tab: [cell.address for cell in tab.findall(re.compile("^R"), in_column=2)], ["B2", "B4"]),
    "expand": (lambda tab: tab.expand("B2"), [["Rome", "50"], ["Oslo", "7"], ["Rome", "9"]]),
    "row_count": (lambda tab: (tab.row_count, tab.col_count, tab.index), (10, 5, 2)),
    "frozen": (lambda tab: (tab.frozen_row_count, tab.isSheetHidden, tab.is_gridlines_hidden), (0, False, False)),
}


@pytest.mark.parametrize("method", READS)
def test_gspread_reads(tab: Any, method: str) -> None:
    look, expected = READS[method]

    assert look(tab) == expected


WRITES: dict[str, tuple[Look, Look, object]] = {
    "update_cell": (lambda tab: tab.update_cell(2, 1, "Anna"), names, ["Anna", "Boris", "Layla"]),
    "update_cells": (
        lambda tab: tab.update_cells([gspread.Cell(2, 1, "Anna"), gspread.Cell(4, 1, "Leila")]),
        names,
        ["Anna", "Boris", "Leila"],
    ),
    "batch_update": (
        lambda tab: tab.batch_update(
            [{"range": "A2", "values": [["Anna"]]}, {"range": "C2:C3", "values": [["1/2/2026"], ["=1+1"]]}],
            raw=False,
            response_date_time_render_option=DateTimeOption.serial_number,
        ),
        lambda tab: tab.get("A2:C3", value_render_option=ValueRenderOption.unformatted),
        [["Anna", "Rome", 46024], ["Boris", "Oslo", 2]],
    ),
    "append_rows": (
        lambda tab: tab.append_rows([["Mia"], ["Noa"]], table_range="A1:C4"),
        names,
        ["Ana", "Boris", "Layla", "Mia", "Noa"],
    ),
    "insert_row": (lambda tab: tab.insert_row(["Mia"], 2), names, ["Mia", "Ana", "Boris", "Layla"]),
    "insert_cols": (
        lambda tab: tab.insert_cols([["Id", 1, 2, 3]]),
        lambda tab: tab.row_values(2),
        ["1", "Ana", "Rome", "50"],
    ),
    "delete_rows": (lambda tab: tab.delete_rows(2, 3), names, ["Layla"]),
    "delete_columns": (lambda tab: tab.delete_columns(1), lambda tab: tab.row_values(2), ["Rome", "50"]),
    "sort": (lambda tab: tab.sort((2, "asc"), (3, "des"), range="A2:C4"), names, ["Boris", "Ana", "Layla"]),
    "clear": (lambda tab: tab.clear(), lambda tab: tab.get_all_values(), [[]]),
    "batch_clear": (
        lambda tab: tab.batch_clear(["A2:A3", "C1"]),
        lambda tab: tab.col_values(1),
        ["Name", "", "", "Layla"],
    ),
    "resize": (
        lambda tab: tab.resize(3, 2),
        lambda tab: (tab.row_count, tab.get_all_values()[-1]),
        (3, ["Boris", "Oslo"]),
    ),
    "add_rows": (lambda tab: (tab.add_rows(5), tab.add_cols(1)), lambda tab: (tab.row_count, tab.col_count), (15, 6)),
    "update_title": (lambda tab: tab.update_title("Guests"), lambda tab: tab.title, "Guests"),
    "update_index": (lambda tab: tab.update_index(0), lambda tab: tab.index, 0),
    "clear_tab_color": (
        lambda tab: (tab.update_tab_color("#00ff00"), tab.clear_tab_color()),
        lambda tab: tab.get_tab_color(),
        None,
    ),
    "rows_auto_resize": (lambda tab: tab.rows_auto_resize(0, 2), names, ["Ana", "Boris", "Layla"]),
    "freeze": (
        lambda tab: tab.freeze(rows=1, cols=2),
        lambda tab: (tab.frozen_row_count, tab.frozen_col_count),
        (1, 2),
    ),
    "hide": (lambda tab: tab.hide(), lambda tab: tab.isSheetHidden, True),
    "show": (lambda tab: (tab.hide(), tab.show()), lambda tab: tab.isSheetHidden, False),
    "hide_gridlines": (lambda tab: tab.hide_gridlines(), lambda tab: tab.is_gridlines_hidden, True),
    "show_gridlines": (
        lambda tab: (tab.hide_gridlines(), tab.show_gridlines()),
        lambda tab: tab.is_gridlines_hidden,
        False,
    ),
    "hide and show lines": (
        lambda tab: (tab.hide_columns(0, 1), tab.hide_rows(1, 2), tab.unhide_columns(0, 1), tab.unhide_rows(1, 2)),
        names,
        ["Ana", "Boris", "Layla"],
    ),
    "batch_merge": (
        lambda tab: tab.batch_merge([{"range": "A2:B2"}, {"range": "A3:A4"}]),
        lambda tab: tab.get_all_values(combine_merged_cells=True)[1:],
        [["Ana", "Ana", "50"], ["Boris", "Oslo", "7"], ["Boris", "Rome", "9"]],
    ),
    "notes": (
        lambda tab: (
            tab.update_notes({"A2": "a", "B3": "b", "C4": "c"}),
            tab.clear_notes(["C4"]),
            tab.update_note("A2", "d"),
        ),
        lambda tab: [[note for note in row if note] for row in tab.get_notes()],
        [[], ["d"], ["b"], []],
    ),
    "batch_format": (
        lambda tab: tab.batch_format(
            [{"range": "C2:C4", "format": {"numberFormat": {"type": "NUMBER", "pattern": "0.0"}}}]
        ),
        lambda tab: tab.col_values(3)[1:],
        ["50.0", "7.0", "9.0"],
    ),
    "named range": (
        lambda tab: tab.delete_named_range(
            tab.define_named_range("A2:A4", "Guests")["replies"][0]["addNamedRange"]["namedRange"]["namedRangeId"]
        ),
        lambda tab: tab.spreadsheet.list_named_ranges(),
        [],
    ),
    "groups": (
        lambda tab: (
            tab.add_dimension_group_columns(0, 2),
            tab.add_dimension_group_rows(1, 3),
            tab.delete_dimension_group_rows(1, 3),
        ),
        lambda tab: (len(tab.list_dimension_group_columns()), tab.list_dimension_group_rows()),
        (1, []),
    ),
    "delete group of columns": (
        lambda tab: (tab.add_dimension_group_columns(0, 2), tab.delete_dimension_group_columns(0, 2)),
        lambda tab: tab.list_dimension_group_columns(),
        [],
    ),
    "filter": (lambda tab: (tab.set_basic_filter(), tab.clear_basic_filter()), names, ["Ana", "Boris", "Layla"]),
    "validation": (
        lambda tab: tab.add_validation("B2:B4", gspread.utils.ValidationConditionType.one_of_list, ["Rome", "Oslo"]),
        names,
        ["Ana", "Boris", "Layla"],
    ),
}


@pytest.mark.parametrize("method", WRITES)
def test_gspread_writes_and_reads_back(tab: Any, method: str) -> None:
    act, look, expected = WRITES[method]

    act(tab)

    assert look(again(tab)) == expected


def test_gspread_looks_after_the_tabs_of_a_spreadsheet(tab: Any) -> None:
    book = tab.spreadsheet
    copy = book.duplicate_sheet(tab.id, insert_sheet_index=0, new_sheet_name="Copy")
    copy.hide()

    assert [one.title for one in book.worksheets(exclude_hidden=True)] == ["Members", "Ledger", "People"]
    book.reorder_worksheets(book.worksheets()[::-1])
    assert [one.title for one in book] == ["People", "Ledger", "Members", "Copy"]
    book.del_worksheet(copy)
    book.del_worksheet_by_id(tab.id)
    assert [one.title for one in book.worksheets()] == ["Ledger", "Members"]
    with pytest.raises(gspread.WorksheetNotFound):
        book.worksheet("People")
    with pytest.raises(gspread.WorksheetNotFound):
        book.get_worksheet(7)


def test_gspread_changes_the_spreadsheet_itself(tab: Any) -> None:
    book = tab.spreadsheet

    book.update_title("Guests")
    book.update_timezone("Europe/Berlin")
    book.update_locale("de_DE")
    book.sheet1.update([["Ana"], ["Boris"]], "A2")
    book.sheet1.define_named_range("A2:A3", "Guests")

    assert (book.title, book.timezone, book.locale) == ("Guests", "Europe/Berlin", "de_DE")
    assert [cell.value for cell in book.named_range("Guests")] == ["Ana", "Boris"]
    book.values_update("People!A2", params={"valueInputOption": "RAW"}, body={"values": [["Anna"]]})
    book.values_append("People!A1", {"valueInputOption": "RAW"}, {"values": [["Mia"]]})
    assert book.values_get("People!A1:A9")["values"] == [["Name"], ["Anna"], ["Boris"], ["Layla"], ["Mia"]]
    book.values_clear("People!A2")
    book.values_batch_clear(body={"ranges": ["People!A3"]})
    assert book.values_batch_get(["People!A1:A5"])["valueRanges"][0]["values"] == [["Name"], [], [], ["Layla"], ["Mia"]]


def test_what_gspread_makes_of_a_refusal(tab: Any, authorized: Any) -> None:
    with pytest.raises(gspread.exceptions.APIError) as refused:
        tab.get("A1:nowhere!")

    assert (refused.value.code, refused.value.error["status"]) == (400, "INVALID_ARGUMENT")
    with pytest.raises(gspread.SpreadsheetNotFound):
        gspread.Client(auth=None, session=authorized).open_by_key("none")

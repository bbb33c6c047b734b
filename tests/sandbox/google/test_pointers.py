"""The formulas that point at cells of other tabs: what they show, where they lead, and what is none."""

from typing import Any

import pytest

from sandbox.google.methods.core import Google
from sandbox.owner import Owner

SPREADSHEET = "pointing"
ROW = "MATCH(\"Unit\";'My rules'!$A:$A;0)"
PLACE = f"\"#gid=1&range=\"&ADDRESS({ROW};COLUMN('My rules'!$B:$B);4)"
POINTER = f"=IFERROR(HYPERLINK({PLACE};INDEX('My rules'!$B:$B;{ROW}));\"…\")"


@pytest.fixture
def owner() -> Owner:
    """The owner of a spreadsheet with a tab of names and values, and one that points there."""
    google = Google()
    google.create(SPREADSHEET, sheets=("Start", "My rules"))
    owner = Owner(google, SPREADSHEET)
    owner.type_at("'My rules'!A1", ["Setting", "Value"], ["Colour", "green"], ["unit", 2.5])
    return owner


def shown(owner: Owner, formula: str) -> dict[str, Any]:
    owner.type_at("Start!A1", [formula])
    cell: dict[str, Any] = owner.description(cells=True)["sheets"][0]["data"][0]["rowData"][0]["values"][0]
    return cell


def test_a_pointer_shows_what_stands_in_another_tab_and_leads_there(owner: Owner) -> None:
    cell = shown(owner, POINTER)

    assert (cell["formattedValue"], cell["hyperlink"]) == ("2.5", "#gid=1&range=B3")
    assert cell["effectiveValue"] == {"numberValue": 2.5}
    assert owner.google.tab(SPREADSHEET, "Start") == [[2.5]]


def test_a_pointer_finds_its_row_after_a_sort_and_its_columns_after_others_came(owner: Owner) -> None:
    shown(owner, POINTER)
    owner.sort("My rules", 0, descending=True)
    owner.insert("My rules", "COLUMNS", 1)

    cell = owner.description(cells=True)["sheets"][0]["data"][0]["rowData"][0]["values"][0]
    assert (cell["formattedValue"], cell["hyperlink"]) == ("2.5", "#gid=1&range=C2")


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ('=HYPERLINK("#gid=0";"Start")', "Start"),
        ('=IFERROR(MATCH("gone";\'My rules\'!A:A;0);"…")', "…"),
        ('=IFERROR(INDEX(Nowhere!A:A;1);"…")', "…"),
        ('=IFERROR(IF(INDEX(\'My rules\'!$C:$C;2)="";"empty";"full");"…")', "empty"),
        ('=IFERROR(IF("a"="A";"same";"other");"…")', "same"),
        ('=IFERROR("a ""quoted"" "&12&" text";"…")', 'a "quoted" 12 text'),
        ('=HYPERLINK("x";SUM(1;2))', "#NAME?"),
        ('=HYPERLINK("x"', "#ERROR!"),
    ],
)
def test_what_a_pointer_comes_to(owner: Owner, formula: str, text: str) -> None:
    assert shown(owner, formula)["formattedValue"] == text


def test_an_error_that_is_caught_leads_nowhere(owner: Owner) -> None:
    cell = shown(owner, '=IFERROR(HYPERLINK("#gid=1";MATCH("gone";\'My rules\'!A:A;0));"…")')

    assert cell["formattedValue"] == "…"
    assert "hyperlink" not in cell

"""The tab that Google puts into a new spreadsheet goes when nobody has done anything in it, and only then."""

from collections.abc import Callable
from typing import Any

import pytest

from commands.sheet.provision import set_up
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.google.client import Google

Connect = Callable[[], Google]
SPREADSHEET = "the-owners-sheet"


def first(stand_in: StandIn, title: str = "Sheet1") -> Owner:
    owner = Owner(stand_in, SPREADSHEET)
    if title != "Sheet1":
        owner.rename_tab("Sheet1", title)
    return owner


def titles(owner: Owner) -> list[str]:
    return [sheet["properties"]["title"] for sheet in owner.description()["sheets"]]


@pytest.mark.parametrize("title", ["Sheet1", "Лист1", "الورقة1", "Tabellenblatt1", "Feuille 1"])
def test_an_empty_first_tab_goes(stand_in: StandIn, connect: Connect, title: str) -> None:
    owner = first(stand_in, title)

    told = set_up(connect(), chance="chance0")

    assert title not in titles(owner)
    assert told[-1] == f"Took away the empty tab {title}."
    assert set_up(connect(), chance="again") == []


TOUCHED: dict[str, Callable[[Owner], Any]] = {
    "a word": lambda owner: owner.type_at("Sheet1!D40", ["milk"]),
    "a formula": lambda owner: owner.type_at("Sheet1!A1", ["=1+1"]),
    "a colour": lambda owner: owner.edit(
        {
            "repeatCell": {
                "range": owner.range("Sheet1!B2"),
                "cell": {"userEnteredFormat": {"textFormat": {"bold": True}}},
                "fields": "userEnteredFormat.textFormat.bold",
            }
        }
    ),
    "a note": lambda owner: owner.edit(
        {"repeatCell": {"range": owner.range("Sheet1!B2"), "cell": {"note": "ask"}, "fields": "note"}}
    ),
    "merged cells": lambda owner: owner.merge("Sheet1!A1:B2"),
    "a filter": lambda owner: owner.filter("Sheet1!A1:B2"),
    "a protection": lambda owner: owner.protect("Sheet1!A1:B2", "regulars@sandbox.iam.gserviceaccount.com"),
    "another size": lambda owner: owner.delete("Sheet1", "COLUMNS", 5),
    "a tab colour": lambda owner: owner.edit(
        {
            "updateSheetProperties": {
                "properties": {
                    "sheetId": owner.sheet_id("Sheet1"),
                    "tabColorStyle": {"rgbColor": {"red": 1}},
                },
                "fields": "tabColorStyle",
            }
        }
    ),
    "a named range": lambda owner: owner.edit(
        {"addNamedRange": {"namedRange": {"name": "mine", "range": owner.range("Sheet1!A1:A2")}}}
    ),
    "another name": lambda owner: owner.rename_tab("Sheet1", "Shopping"),
    "a tab beside it that could look into it": lambda owner: owner.edit(
        {"addSheet": {"properties": {"title": "My sums"}}}
    ),
}


@pytest.mark.parametrize("touched", TOUCHED)
def test_a_tab_that_somebody_has_touched_stays(stand_in: StandIn, connect: Connect, touched: str) -> None:
    owner = first(stand_in)
    TOUCHED[touched](owner)
    there = titles(owner)

    set_up(connect(), chance="chance0")

    assert set(there) <= set(titles(owner))
    assert not any(
        sheet["properties"].get("hidden")
        for sheet in owner.description()["sheets"]
        if sheet["properties"]["title"] in there
    )
    assert set_up(connect(), chance="again") == []


@pytest.mark.parametrize("batch", [1, 2])
def test_what_is_typed_there_while_set_up_is_at_work_is_not_lost(stand_in: Any, connect: Connect, batch: int) -> None:
    """Before set-up's batch hides the tab; and, from a browser that was slow to hear of it, just afterwards."""
    owner, answer, batches = first(stand_in), stand_in.answer, list[object]()

    def meanwhile(request: Any) -> Any:
        if "batchUpdate" in request.path and batch == 1 and not batches:
            owner.type_at("Sheet1!A1", ["milk"])
        answered = answer(request)
        if "batchUpdate" in request.path:
            batches.append(request)
            if batch == 2 and len(batches) == 1:
                owner.type_at("Sheet1!A1", ["milk"])
        return answered

    stand_in.answer = meanwhile

    told = set_up(connect(), chance="chance0")

    assert owner.google.tab(SPREADSHEET, "Sheet1") == [["milk"]]
    shown = next(one["properties"] for one in owner.description()["sheets"] if one["properties"]["title"] == "Sheet1")
    assert not shown.get("hidden")
    assert told[-1] == "The tab Sheet1 stays: there is something in it now."

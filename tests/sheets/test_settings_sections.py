"""Settings in sections: what is a heading there, where new rows go, and that no row of the owner's is touched."""

from collections.abc import Callable
from typing import Any

import pytest

from commands.checks.sheet_content import check_up
from commands.sheet.provision import set_up
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.codec.translation import said
from sheets.google.client import Google
from sheets.schema.known_settings import PROGRAM_SETTINGS, SECTIONS
from sheets.workbook import Workbook
from words.locales import LANGUAGES

Connect = Callable[[], Google]
SPREADSHEET = "the-owners-sheet"
ARRANGED = [name for part in SECTIONS for name in (part.name, *(setting.name for setting in part.settings))]


@pytest.fixture
def shop(stand_in: StandIn) -> Owner:
    """The owner with a spreadsheet that is not set up."""
    return Owner(stand_in, SPREADSHEET)


@pytest.fixture
def older(shop: Owner, connect: Connect) -> Owner:
    """The owner of a sheet that has no sections, in an order of their own, with their own words in it."""
    shop.edit({"addSheet": {"properties": {"title": "Settings", "gridProperties": {"columnCount": 5}}}})
    rows = [["Setting", "Mine", "Value", "What it does"]]
    rows += [[setting.name, f"about {setting.name}"] for setting in reversed(PROGRAM_SETTINGS[3:])]
    rows[4:4] = [["", "a note of mine"]]
    shop.type_at("Settings!A1", *rows)
    set_up(connect(), chance="chance0")
    return shop


def names(owner: Owner) -> list[Any]:
    return [row[0] for row in owner.google.tab(SPREADSHEET, "Settings")[1:]]


def settings_cells(owner: Owner, title: str = "Settings") -> list[list[dict[str, Any]]]:
    sheet = next(one for one in owner.description(cells=True)["sheets"] if one["properties"]["title"] == title)
    return [row.get("values", []) for row in sheet["data"][0]["rowData"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_section_is_no_unknown_setting_in_any_language(
    connect: Connect, instance: Callable[[], Workbook], language: str
) -> None:
    set_up(connect(), chance="chance0", language=language)

    assert check_up(connect()) == []
    assert instance().read_whole(seconds=30).problems == ()


def test_a_heading_of_the_owners_own_is_none_and_a_misspelt_setting_with_a_value_is_told(
    owner: Owner, connect: Connect
) -> None:
    owner.type("Settings", ["What my sister asked for"], ["Wellcome points", 5], ["", 7])

    told = [finding.sentence for finding in check_up(connect())]

    rows = len(owner.google.tab(SPREADSHEET, "Settings"))
    assert [sentence.partition(":")[0] for sentence in told] == [
        f"Tab Settings, row {rows - 1}, column Setting",
        f"Tab Settings, row {rows}, column Setting",
    ]


def test_a_setting_counts_in_any_section_and_in_a_hidden_row(
    owner: Owner, instance: Callable[[], Workbook], connect: Connect
) -> None:
    owner.type_over("Settings", "Sign-up bonus", "Value", 75)
    at = names(owner).index("Sign-up bonus") + 1
    owner.move("Settings", "ROWS", at, 2)
    hidden = {"sheetId": owner.sheet_id("Settings"), "dimension": "ROWS", "startIndex": 2, "endIndex": 3}
    shown = {"range": hidden, "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    owner.edit({"updateDimensionProperties": shown})
    owner.filter("Settings!A1:C70", {1: ["75"]})

    assert instance().read_whole(seconds=30).book.settings.sign_up_bonus == 75
    assert set_up(connect(), chance="again") == []


def test_set_up_leaves_the_order_of_an_older_sheet_as_it_is(older: Owner, connect: Connect) -> None:
    order = [setting.name for setting in reversed(PROGRAM_SETTINGS[3:])]
    order[3:3] = [""]

    assert names(older)[: len(order)] == order
    assert names(older)[len(order) :] == [setting.name for setting in PROGRAM_SETTINGS[:3]]
    assert set_up(connect(), chance="again") == []


def test_an_owner_who_asks_gets_sections_and_every_row_moves_as_it_is(older: Owner, connect: Connect) -> None:
    above = names(older)[2]
    before = {row[0]: row[1:3] for row in older.google.tab(SPREADSHEET, "Settings") if row[0]}

    told = set_up(connect(), chance="again", sections=True)

    assert [name for name in names(older) if name] == ARRANGED
    after = {row[0]: row[1:3] for row in older.google.tab(SPREADSHEET, "Settings") if row[0]}
    assert {name: after[name] for name in before} == before
    rows = older.google.tab(SPREADSHEET, "Settings")
    own = next(number for number, row in enumerate(rows) if row[1:2] == ["a note of mine"])
    assert rows[own - 1][0] == above
    assert told == ["Put the settings in Settings under headings."]
    assert set_up(connect(), chance="again", sections=True) == []


def test_a_setting_that_is_new_comes_into_its_section(owner: Owner, connect: Connect) -> None:
    for name in ("Rounding", "Letters per minute", "Letter flow"):
        owner.delete("Settings", "ROWS", names(owner).index(name) + 1)

    set_up(connect(), chance="again")

    found = names(owner)
    assert sorted(map(str, found)) == sorted(ARRANGED)
    for part in SECTIONS:
        place = found.index(part.name)
        assert set(found[place + 1 : place + 1 + len(part.settings)]) == {one.name for one in part.settings}
    [cell] = [row[1] for row in settings_cells(owner) if row and row[0].get("formattedValue") == "Rounding"]
    words = [value["userEnteredValue"] for value in cell["dataValidation"]["condition"]["values"]]
    assert words == ["down", "nearest", "up"]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "A whole number, 0 or more."),
        ("ru", "Целое число, 0 или больше."),
        ("ar", "عدد صحيح، 0 أو أكثر."),
    ],
)
def test_what_is_typed_wrong_is_marked_in_the_owners_language_and_never_refused(
    shop: Owner, connect: Connect, language: str, told: str
) -> None:
    set_up(connect(), chance="chance0", language=language)

    rows = {row[0].get("formattedValue"): row[1] for row in settings_cells(shop, said("Settings", language)) if row}
    rules = {
        name: rows[said(name, language)]["dataValidation"]
        for name in ("Sign-up bonus", "Reminder days", "Minimum order", "Expire from", "Shop link", "Earn by", "Logo")
        if "dataValidation" in rows[said(name, language)]
    }
    kinds = {name: rule["condition"]["type"] for name, rule in rules.items()}
    assert kinds == {
        "Sign-up bonus": "NUMBER_GREATER_THAN_EQ",
        "Reminder days": "NUMBER_BETWEEN",
        "Minimum order": "NUMBER_GREATER_THAN_EQ",
        "Expire from": "DATE_IS_VALID",
        "Earn by": "ONE_OF_LIST",
        "Logo": "TEXT_IS_URL",
    }
    assert rules["Sign-up bonus"]["inputMessage"] == told
    assert not any(rule.get("strict") for rule in rules.values())


def test_every_value_that_set_up_writes_is_within_what_google_is_told(shop: Owner, connect: Connect) -> None:
    set_up(connect(), chance="chance0")

    for row in settings_cells(shop)[1:]:
        value, rule = row[1].get("effectiveValue", {}), row[1].get("dataValidation")
        condition: dict[str, Any] = rule["condition"] if rule else {"type": ""}
        limits = [
            float(one["userEnteredValue"]) for one in condition.get("values", ()) if condition["type"] != "ONE_OF_LIST"
        ]
        match condition["type"], limits:
            case "NUMBER_GREATER_THAN_EQ", [lowest]:
                assert value["numberValue"] >= lowest
            case "NUMBER_GREATER", [lowest]:
                assert value["numberValue"] > lowest
            case "NUMBER_BETWEEN", [lowest, most]:
                assert lowest <= value["numberValue"] <= most


def test_the_headings_are_coloured_and_the_tab_has_a_filter_and_an_owners_own_filter_stays(
    owner: Owner, connect: Connect
) -> None:
    rows = {row[0]["formattedValue"]: row for row in settings_cells(owner) if row and "formattedValue" in row[0]}
    section, setting = rows["Earning points"], rows["Earn by"]
    assert all(cell["userEnteredFormat"]["textFormat"]["bold"] for cell in section)
    assert len({str(cell["userEnteredFormat"]["backgroundColorStyle"]) for cell in section}) == 1
    assert "dataValidation" not in section[1]
    assert "backgroundColorStyle" not in setting[0]["userEnteredFormat"]
    sheet = next(one for one in owner.description()["sheets"] if one["properties"]["title"] == "Settings")
    assert sheet["basicFilter"]["range"]["endColumnIndex"] == 3

    owner.filter("Settings!A1:B20", {0: ["Unit"]})
    mine = next(one for one in owner.description()["sheets"] if one["properties"]["title"] == "Settings")["basicFilter"]
    set_up(connect(), chance="again", formats=True)

    after = next(one for one in owner.description()["sheets"] if one["properties"]["title"] == "Settings")
    assert after["basicFilter"] == mine


def test_tabs_are_coloured_by_who_writes_there(owner: Owner) -> None:
    sheets = {one["properties"]["title"]: one["properties"] for one in owner.description()["sheets"]}
    colours = {title: str(properties.get("tabColorStyle")) for title, properties in sheets.items()}

    assert colours["Settings"] == colours["Rewards"] == colours["Campaigns"]
    assert colours["Members"] == colours["Orders"] == colours["Ledger"]
    assert colours["Emails"] == colours["Problems"] == colours["Log"]
    assert len({colours[title] for title in ("Start", "Settings", "Members", "Emails")}) == 4


def test_rows_stay_where_they_are_while_cells_are_merged(owner: Owner, connect: Connect) -> None:
    owner.delete("Settings", "ROWS", names(owner).index("Rounding") + 1)
    owner.merge("Settings!C10:C12")
    order = names(owner)

    told = set_up(connect(), chance="again", formats=True)

    assert names(owner) == [*order, "Rounding"]
    assert "Left the rows of Settings where they are: some of its cells are merged." in told

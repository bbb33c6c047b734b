"""The tab Start: what to do next, and the way to the settings that matter first, wherever they stand in Settings."""

from collections.abc import Callable
from typing import Any

import pytest

from commands.checks.sheet_content import check_up
from commands.sheet.provision import set_up
from commands.sheet.start.seen_steps import IS_SEEN
from commands.sheet.start.start_ticks import tick
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.codec.translation import said
from sheets.engine.tab_finder import find_tabs
from sheets.google.client import Google, Spent
from sheets.schema.known_settings import PROGRAM_SETTINGS
from sheets.schema.start.start_steps import STEPS, StartStep
from sheets.workbook import Workbook
from words.locales import LANGUAGES

Connect = Callable[[], Google]
SPREADSHEET = "the-owners-sheet"
FIRST = [setting.name for setting in PROGRAM_SETTINGS if setting.first]
every_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def shop(stand_in: StandIn) -> Owner:
    """The owner with a spreadsheet that is not set up."""
    return Owner(stand_in, SPREADSHEET)


def pointers(owner: Owner, language: str = "en") -> dict[str, tuple[str, str]]:
    """What stands beside each setting in Start, and the cell of Settings that a click leads to."""
    sheets = {sheet["properties"]["title"]: sheet for sheet in owner.description(cells=True)["sheets"]}
    settings = sheets[said("Settings", language)]["properties"]["sheetId"]
    found = dict[str, tuple[str, str]]()
    for row in sheets[said("Start", language)]["data"][0]["rowData"]:
        cells: list[dict[str, Any]] = [*row.get("values", []), {}, {}, {}]
        task, where = cells[1:3]
        link = str(where.get("hyperlink", ""))
        if link.startswith(f"#gid={settings}&range="):
            found[task["formattedValue"]] = where["formattedValue"], link.rpartition("=")[2]
    return found


def ticks(owner: Owner) -> dict[str, str]:
    return {row["Step"]: row.get("Done", "") for row in owner.tab("Start") if row.get("Step") in set(StartStep)}


def tick_off(connect: Connect, *steps: StartStep) -> Spent:
    spent, google = Spent(), connect()
    tick(google, find_tabs(google, seconds=30, spent=Spent()), set(steps), spent)
    return spent


def value_cell(owner: Owner, name: str) -> str:
    rows = owner.google.tab(SPREADSHEET, "Settings")
    return f"B{next(number for number, row in enumerate(rows, 1) if name in row)}"


@every_language
def test_start_is_the_first_tab_and_leads_to_the_settings_that_matter_first(
    shop: Owner, connect: Connect, language: str
) -> None:
    set_up(connect(), chance="chance0", language=language)

    first = shop.description()["sheets"][0]["properties"]
    assert (first["title"], first["index"]) == (said("Start", language), 0)
    tasks = [row[1] for row in shop.google.tab(SPREADSHEET, said("Start", language))[1:]]
    assert tasks[: len(STEPS)] == [said(STEPS[step].task, language) for step in StartStep]
    found = pointers(shop, language)
    assert list(found) == [said(name, language) for name in FIRST]
    assert found[said("Sign-up bonus", language)][0] == "50"
    assert found[said("Shop link", language)][0] == "…"
    assert len(FIRST) == 8


def test_a_setting_is_changed_in_settings_alone_and_start_shows_it_at_once(owner: Owner) -> None:
    owner.type_over("Settings", "Sign-up bonus", "Value", 75)

    assert pointers(owner)["Sign-up bonus"] == ("75", value_cell(owner, "Sign-up bonus"))
    assert owner.google.tab(SPREADSHEET, "Start")[-1][2] == 75
    formulas = [
        cell["userEnteredValue"]
        for row in owner.description(cells=True)["sheets"][0]["data"][0]["rowData"]
        for cell in row["values"][2:3]
        if cell.get("formattedValue") == "75"
    ]
    assert [list(value) for value in formulas] == [["formulaValue"]]


def test_a_click_finds_the_setting_however_settings_is_sorted_and_wherever_columns_go(owner: Owner) -> None:
    owner.sort("Settings", 0, descending=True)
    owner.insert("Settings", "COLUMNS", 1)
    owner.insert("Settings", "ROWS", 3, 2)

    place = value_cell(owner, "Points per unit").replace("B", "C")
    assert pointers(owner)["Points per unit"] == ("1", place)


def test_nothing_that_an_owner_does_in_start_changes_an_answer(
    owner: Owner, instance: Callable[[], Workbook], connect: Connect
) -> None:
    before = instance().read_whole(seconds=30).book.settings
    owner.type_at("Start!A2", ["done", "Shop name", "My shop", "Sign-up bonus", "1000"])
    owner.sort("Start", 1)

    assert instance().read_whole(seconds=30).book.settings == before
    assert check_up(connect()) == []


def test_an_owner_who_has_deleted_start_gets_it_again_from_set_up_alone(
    owner: Owner, connect: Connect, instance: Callable[[], Workbook]
) -> None:
    owner.delete_tab("Start")

    instance().read_whole(seconds=30)
    assert check_up(connect()) == []
    assert set_up(connect(), chance="again") == ["Made the tab Start."]
    assert set_up(connect(), chance="again") == []


def test_a_tab_of_the_owners_own_that_is_called_start_stays_theirs(shop: Owner, connect: Connect) -> None:
    shop.edit({"addSheet": {"properties": {"title": "Start"}}})
    shop.type_at("Start!A1", ["Done", "My plan"], ["", "Bake"])

    set_up(connect(), chance="chance0")

    assert shop.google.tab(SPREADSHEET, "Start") == [["Done", "My plan"], ["", "Bake"]]
    assert shop.google.tab(SPREADSHEET, "Start 2")[0][:2] == ["Done", "What to do"]


def test_every_step_has_its_proof_and_what_it_says() -> None:
    assert set(IS_SEEN) == set(STEPS) == set(StartStep)


def test_ticks_are_written_once_and_taken_away_when_it_is_no_longer_so(owner: Owner, connect: Connect) -> None:
    first = tick_off(connect, StartStep.ORDERS, StartStep.REWARD)
    again = tick_off(connect, StartStep.ORDERS, StartStep.REWARD)
    assert {step for step, done in ticks(owner).items() if done == "✓"} == {"orders", "reward"}

    tick_off(connect, StartStep.ORDERS)

    assert {step for step, done in ticks(owner).items() if done} == {"orders"}
    assert (first.writes, again.reads, again.writes) == (1, 1, 0)


def test_ticks_find_their_rows_after_a_sort_and_leave_the_owners_words(owner: Owner, connect: Connect) -> None:
    owner.sort("Start", 3, descending=True)
    owner.type_over("Start", "email", "Done", "not for us")

    tick_off(connect, *StartStep)

    assert ticks(owner) == {step.value: "✓" for step in StartStep} | {"email": "not for us"}
    others = [row.get("Done") for row in owner.tab("Start") if row.get("Step") not in set(StartStep)]
    assert set(others) == {None}


def test_a_sort_in_the_very_moment_of_the_tick_leaves_none_in_another_row(
    owner: Owner, connect: Connect, stand_in: Any
) -> None:
    answer, sorts = stand_in.answer, [lambda: owner.sort("Start", 3)]

    def meanwhile(request: Any) -> Any:
        if "batchUpdate" in request.path and sorts:
            sorts.pop()()
        return answer(request)

    stand_in.answer = meanwhile

    tick_off(connect, StartStep.CHAT)

    assert {step for step, done in ticks(owner).items() if done} == {"chat"}
    others = [row.get("Done") for row in owner.tab("Start") if row.get("Step") not in set(StartStep)]
    assert set(others) == {None}

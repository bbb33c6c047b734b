"""The owner's page about the tabs says what the program knows about them."""

from pathlib import Path

from commands.sheet.describe import BAR, described
from sheets.codec.translation import said
from sheets.schema.known_settings import PROGRAM_SETTINGS, SECTIONS
from sheets.schema.tabs import TABS
from words.locales import LANGUAGES

PAGE = (Path(__file__).parents[3] / "docs" / "sheet.md").read_text(encoding="utf-8")


def test_every_tab_and_column_is_explained_to_the_owner_in_the_words_of_the_sheet() -> None:
    rows = [
        f"| {column.heading} | {'●' if column.service else ''} | {column.what.replace('|', BAR)} |"
        for tab in TABS
        for column in tab.columns
    ]

    assert [row for row in rows if row not in PAGE] == []
    assert [tab.title for tab in TABS if f"## {tab.title}\n\n{tab.what}\n" not in PAGE] == []


def test_every_setting_is_explained_to_the_owner() -> None:
    named = [line for line in PAGE.splitlines() if line.startswith("| ")]

    missing = [
        one.name
        for one in PROGRAM_SETTINGS
        if not any(line.startswith(f"| {one.name} |") and line.endswith(f"| {one.what} |") for line in named)
    ]
    assert missing == []


def test_the_page_explains_no_column_that_is_not_there() -> None:
    known = {column.heading for tab in TABS for column in tab.columns} | {one.name for one in PROGRAM_SETTINGS}
    known |= {tab.title for tab in TABS} | {f"**{part.name}**" for part in SECTIONS}
    first_cells = {line.split("|")[1].strip() for line in PAGE.splitlines() if line.startswith("| ")}

    assert first_cells - {"column", "setting", "tab"} <= known


def test_the_page_says_what_the_tabs_are_called_in_other_languages() -> None:
    rows = [f"| {' | '.join(said(tab.title, language) for language in LANGUAGES)} |" for tab in TABS]

    assert [row for row in rows if row not in PAGE] == []


def test_the_tables_of_the_page_are_written_from_the_description() -> None:
    assert described(PAGE) == PAGE, "make docs has not been run"


def test_a_column_that_is_described_anew_gets_its_row() -> None:
    outdated = PAGE.replace("| Expires | ● | The last day it is good for. |\n", "").replace(
        "| Amount |  | What was", "| Sum |  | "
    )

    assert outdated != PAGE
    assert described(outdated) == PAGE

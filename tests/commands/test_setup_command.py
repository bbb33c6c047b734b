"""Setting a spreadsheet up from the command line: what it asks, and what it says to what cannot be."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from sandbox.google.http.faults import API_OFF, DELETED, EXCEL, NOT_SHARED, DropAfter, DropBefore, Fault
from sandbox.google.http.server import Server
from sandbox.owner import Owner

ROOT = Path(__file__).parents[2]
Run = Callable[..., Result]


@pytest.fixture
def new(server: Server, environment: pytest.MonkeyPatch) -> Owner:
    """The owner with an empty spreadsheet."""
    del environment
    spreadsheet = "1" + os.environ["SPREADSHEET_ID"]
    server.google.create(spreadsheet)
    return Owner(server.google, spreadsheet)


def test_setup_prices_the_example_rewards_by_what_a_usual_order_brings(new: Owner, run: Run) -> None:
    result = run("setup", new.spreadsheet, "--average-order", "65")

    assert result.exit_code == 0
    assert "the first prize of 200 points comes with every 3rd to 4th order." in result.output
    assert "When 20 orders are paid and Your cost is filled in, manage.py advise" in result.output
    rewards = [(row["Points"], row["Active"]) for row in new.tab("Rewards")]
    assert rewards == [(200, "no"), (400, "no"), (1000, "no")]


@pytest.mark.parametrize("amount", ["nothing", "-5", "0", "NaN", "1e400"])
def test_setup_takes_no_order_that_is_no_amount(new: Owner, run: Run, amount: str) -> None:
    result = run("setup", new.spreadsheet, f"--average-order={amount}")

    assert result.exit_code == 2
    assert "is no amount above zero" in result.output
    assert [sheet["properties"]["title"] for sheet in new.description()["sheets"]] == ["Sheet1"]


def test_setup_asks_at_a_terminal_what_a_usual_order_comes_to(new: Owner) -> None:
    master, terminal = pty.openpty()
    os.write(master, b"lots\n49,90\n")

    done = subprocess.run(  # noqa: S603 - it is our own program
        [sys.executable, ROOT / "manage.py", "setup", new.spreadsheet],
        stdin=terminal,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    os.close(terminal)
    os.close(master)

    assert done.stdout.count("What does a usual order in the shop come to, in USD?") == 2
    assert "'lots' is no amount above zero" in done.stdout
    assert "An order of 49.90 brings 49 points" in done.stdout


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ("https://docs.google.com/document/d/1AbC/edit", "This is no spreadsheet's address"),
        ("my sheet", "This is no spreadsheet's address"),
        ("https://docs.google.com/spreadsheets/d/e/2PACX-1v/pubhtml", "This is the link of a published page"),
        ("https://docs.google.com/spreadsheets/u/1/d/no-such-sheet/edit", "404"),
    ],
)
@pytest.mark.usefixtures("environment")
def test_what_is_no_spreadsheets_address_is_one_sentence(given: str, answer: str, run: Run) -> None:
    result = run("setup", given)

    assert result.exit_code == 1
    assert answer in result.output


def test_setup_says_when_it_cannot_know_whether_all_was_done(new: Owner, run: Run) -> None:
    new.google.faults.next_write(DropAfter())

    result = run("setup", new.spreadsheet)

    assert result.exit_code == 1
    assert "It is not known whether all was done: no answer from Google" in result.output
    assert run("setup", new.spreadsheet).output == "Took away the empty tab Sheet1.\n"
    assert run("setup", new.spreadsheet).output == "Everything was there already.\n"


@pytest.mark.parametrize(
    ("refusal", "to_do"),
    [
        (NOT_SHARED, "share the spreadsheet with"),
        (API_OFF, "switch the Google Sheets API on"),
        (DELETED, "names no spreadsheet"),
        (EXCEL, "if this is an Excel file, open it in Google Drive, choose File, Save as Google Sheets"),
        (DropBefore(), "no answer from Google"),
    ],
)
def test_setup_says_in_one_sentence_what_to_do_and_that_nothing_was_changed(
    new: Owner, run: Run, outage: list[Fault], refusal: Fault, to_do: str
) -> None:
    outage.append(refusal)
    try:
        result = run("setup", new.spreadsheet)
    finally:
        outage.clear()

    assert result.exit_code == 1
    assert result.output.startswith("Error: Nothing was changed: ")
    assert to_do in result.output
    assert len(new.description()["sheets"]) == 1


def test_setup_writes_a_sheet_in_another_language_when_asked(new: Owner, run: Run) -> None:
    assert "Made the tab Журнал." in run("setup", new.spreadsheet, "--language", "ru").output
    assert run("setup", new.spreadsheet).output == "Everything was there already.\n"
    assert run("setup", new.spreadsheet, "--language", "fr").exit_code == 2


def test_setup_names_the_tab_that_is_protected_and_whom_to_let_in(new: Owner, run: Run) -> None:
    run("setup", new.spreadsheet)
    new.delete("Orders", "COLUMNS", 8)
    new.protect("Orders")

    result = run("setup", new.spreadsheet)

    assert result.exit_code == 1
    assert "Nothing was changed: The tab 'Orders' is protected" in result.output
    assert "regulars@sandbox.iam.gserviceaccount.com" in result.output
    assert "Data > Protect sheets and ranges" in result.output

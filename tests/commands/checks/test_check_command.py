"""The check: each thing that can be wrong in one sentence with what to do, worst first, and none hides another."""

import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from commands.check import findings_of
from commands.checks.finding import Finding
from commands.checks.packages import check_packages
from sandbox.mailbox import MailBox
from sandbox.owner import Owner
from sandbox.processes import Function
from tests.commands.conftest import Run, RunCheck


@pytest.mark.usefixtures("function")
def test_all_is_well_when_all_is_well_and_nothing_was_sent_or_changed(run: Run, owner: Owner, mailbox: MailBox) -> None:
    owner.type_over("Settings", "Confirm e-mail", "Value", "before points")
    owner.type_over("Settings", "Claim waits days", "Value", 14)
    owner.type_over("Settings", "Postal address", "Value", "12 Market Street, Springfield")
    start, *before = owner.description(cells=True)["sheets"]

    result = run("check", "--dkim-selector", "k1")

    assert result.exit_code == 0, result.output
    first, what_next, quota = result.output.splitlines()
    assert first == "All is well."
    assert "In the tab Start 6 of 9 steps are done. The next is: Let the program work at night." in what_next
    assert quota.strip().startswith("This check made 5 reads and 5 writes of the 60000 and 60000")
    ticked, *after = owner.description(cells=True)["sheets"]
    assert after == before
    assert cells_changed(start, ticked) == ["✓"] * 6
    assert mailbox.letters == ()


def cells_changed(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What is shown now in the cells of a tab that show something else than before."""
    rows = zip(before["data"][0]["rowData"], after["data"][0]["rowData"], strict=True)
    cells = (pair for one, other in rows for pair in zip(one["values"], other["values"], strict=True))
    return [now.get("formattedValue", "") for then, now in cells if now != then]


@pytest.mark.usefixtures("function")
def test_start_is_ticked_by_what_this_very_check_has_seen(
    run: Run, owner: Owner, environment: pytest.MonkeyPatch
) -> None:
    run("check")
    assert ticked(owner) == {"sheet", "shop", "reward", "orders", "chat", "email"}

    owner.type_over("Settings", "Shop link", "Value", "")
    owner.type("Members", ["K7Q4ZD", "ana@example.com", "Ana", "7001"])
    owner.clear("Rewards!A2:Z50")
    environment.setenv("MANYCHAT_SECRET", "another-secret-than-the-functions")
    environment.delenv("SMTP_URL")
    run("check")

    assert ticked(owner) == {"sheet", "orders", "member"}


def test_a_sheet_that_cannot_be_written_gets_no_tick(run: Run, owner: Owner) -> None:
    owner.protect("Start")

    result = run("check")

    assert "The ticks in the tab Start could not be written" in result.output
    assert ticked(owner) == set()


def ticked(owner: Owner) -> set[str]:
    return {row["Step"] for row in owner.tab("Start") if row.get("Done") == "✓"}


def test_the_worst_comes_first_and_stops_scripts(run: Run, owner: Owner, environment: pytest.MonkeyPatch) -> None:
    owner.type("Orders", ["1099", "ana@example.com", "sixty"])
    environment.delenv("LINK_KEY")
    environment.delenv("MANYCHAT_SECRET")

    result = run("check")

    marks = [line[0] for line in result.output.splitlines()]
    assert result.exit_code == 1
    assert marks == sorted(marks, key="✗· ".index)
    assert set(marks) == set("✗· ")


@pytest.mark.usefixtures("alone")
def test_what_does_not_block_does_not_stop_scripts(run: Run) -> None:
    result = run("check")

    assert result.exit_code == 0
    assert "· The variable PUBLIC_URL is not set: letters have no link to end them." in result.output


def test_scripts_get_a_list_with_a_stable_key_for_each(run: Run, owner: Owner) -> None:
    owner.edit({"deleteSheet": {"sheetId": owner.sheet_id("Coupons")}})

    found = json.loads(run("check", "--json").stdout)

    tab = next(finding for finding in found if finding["key"] == "sheet.tab_missing")
    assert tab == {
        "key": "sheet.tab_missing",
        "area": "sheet",
        "sentence": "The tab Coupons is missing.",
        "what_to_do": "manage.py setup makes it again, empty.",
        "blocks": True,
    }
    assert [finding["what_to_do"] for finding in found if finding["key"] == "quota.left"] == [None]


def test_each_variable_is_named_without_its_secret(
    run_check: RunCheck, environment: pytest.MonkeyPatch, owner: Owner
) -> None:
    del owner
    environment.delenv("TASKS_ACCOUNT")
    environment.setenv("SMTP_URL", "http://user:hunter22@mail.example")
    environment.setenv("TASKS_AUDIENCE", "https://another.example")

    found = run_check()

    assert found["variables.TASKS_ACCOUNT"]["blocks"]
    assert "hunter22" not in str(found)
    assert found["variables.SMTP_URL"]["blocks"]
    assert not found["variables.TASKS_AUDIENCE"]["blocks"]


@pytest.mark.usefixtures("owner")
def test_the_scheduler_s_account_has_the_form_of_one(run_check: RunCheck, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TASKS_ACCOUNT", "owner@gmail.com")

    assert "name@project.iam.gserviceaccount.com" in run_check()["variables.TASKS_ACCOUNT"]["sentence"]


def test_a_missing_package_and_another_version_are_named(tmp_path: Path) -> None:
    pinned = tmp_path / "requirements.txt"
    pinned.write_text(
        f"# a comment\n--index-url https://packages.example\nclick=={version('click')}\nrequests==0.1 # old\n"
        "no-such-package-here==1.0\nwindows-only-package==1 ; sys_platform == 'win32'\n    # via click\n"
    )

    found = list(check_packages(pinned))

    assert [finding.key for finding in found] == ["python.package_version", "python.package_missing"]
    assert "requests" in found[0].sentence
    assert "no-such-package-here" in found[1].sentence
    assert found[1].blocks


def test_an_old_python_and_a_missing_list_are_named(tmp_path: Path) -> None:
    found = list(check_packages(tmp_path / "nowhere.txt", running=(3, 10)))

    assert [finding.key for finding in found] == ["python.version", "python.requirements"]


def test_a_check_that_breaks_is_one_sentence_and_hides_no_other() -> None:
    def breaks() -> Iterator[Finding]:
        yield Finding("mail.server", "No letter can go out.")
        raise LookupError("hunter22")

    found = list(findings_of([("mail server", breaks), ("tasks", lambda: [Finding("tasks.open", "Open.")])]))

    assert [finding.key for finding in found] == ["mail.server", "check.broken", "tasks.open"]
    assert "LookupError in test_check_command.py" in found[1].sentence
    assert "hunter22" not in found[1].sentence


def test_without_a_spreadsheet_the_rest_is_looked_at(run: Run, owner: Owner, environment: pytest.MonkeyPatch) -> None:
    del owner
    environment.delenv("SPREADSHEET_ID")

    result = run("check")

    assert result.exit_code == 1
    assert "The variable SPREADSHEET_ID is not set" in result.output
    assert "The function does not answer at" in result.output


def test_the_function_that_is_checked_is_the_one_that_runs(function: Function, run_check: RunCheck) -> None:
    assert not [key for key in run_check() if key.startswith(("address.", "tasks."))]
    assert "points not_member" in function.log.read_text()


@pytest.mark.usefixtures("alone")
def test_what_a_hold_out_can_show_is_said_before_it_is_switched_on(run_check: RunCheck, owner: Owner) -> None:
    def members(first: int, end: int) -> None:
        owner.type("Members", *([f"M{n}", f"m{n}@post.example"] for n in range(first, end)))

    members(0, 39)  # a half of them is fewer than twenty
    assert "settings.hold_out" not in run_check()
    members(39, 200)
    before = run_check()["settings.hold_out"]
    owner.type_over("Settings", "Hold out", "Value", "20 %")
    after = run_check()["settings.hold_out"]

    # With 200 members, a fifth and 30 % who order anyway: 23 points (docs/report.md).
    assert before["sentence"] == (
        "With 200 members the setting Hold out would show differences that reminders make: with 10 % from 30.5, with "
        "20 % from 23.1, with 50 % from 19.0 percentage points up."
    )
    assert after["sentence"] == (
        "With 200 members the setting Hold out shows differences that reminders make: with 20 % from 23.1 percentage "
        "points up."
    )
    assert (before["blocks"], before["what_to_do"]) == (False, None)


@pytest.mark.usefixtures("alone")
def test_a_campaign_for_everybody_that_some_are_held_out_of_is_named_until_its_row_says_no(
    run_check: RunCheck, owner: Owner
) -> None:
    owner.type("Campaigns", ["Tea week", None, None, 2], ["Last year", None, "2025-11-30", 2])
    assert "campaigns.hold_out" not in run_check()

    owner.type_over("Settings", "Hold out", "Value", "20 %")
    told = run_check()["campaigns.hold_out"]
    owner.type_over("Campaigns", "Tea week", "Hold out", "no")

    assert told["sentence"] == (
        "20 % of your members get nothing of Tea week, as the setting Hold out says. Beside a campaign that you "
        "announce to everybody write no under Hold out in the tab Campaigns."
    )
    assert (told["blocks"], told["what_to_do"]) == (False, None)
    assert "campaigns.hold_out" not in run_check()

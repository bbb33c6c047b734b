"""The report in its tab: cells, charts and fence in one commit, in the place of the one before; a year's stays."""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from click.testing import Result
from flask.testing import FlaskClient

from sandbox.google.http.server import Server
from sandbox.owner import Owner
from service.container import now
from sheets.requests.report_requests import FIRST_CHART_ID, sheet_id
from tests.commands.report.shown_tab import rows_value, sheet, shown
from tests.conftest import shops_today

Run = Callable[..., Result]
LAST_YEAR = now().year - 1


def titles(owner: Owner) -> list[str]:
    return [sheet["properties"]["title"] for sheet in owner.description()["sheets"]]


def values(owner: Owner, title: str = "Report") -> dict[str, Any]:
    """What stands beside each label: the typed value of the column of figures."""
    found = {}
    for row in sheet(owner, title)["data"][0].get("rowData", []):
        label, figure, *_ = [cell.get("userEnteredValue", {}) for cell in row.get("values", [])] + [{}, {}]
        if figure:
            found[label.get("stringValue", "")] = next(iter(figure.items()))
    return found


def asked(client: FlaskClient, action: str, **more: str) -> str:
    """The status of Ana's answer."""
    secret = os.environ["MANYCHAT_SECRET"].partition(",")[0]
    body = {"contact": {"id": "7001"}} | more
    answer = client.post(f"/manychat/{action}", json=body, headers={"Authorization": f"Bearer {secret}"})
    return str(answer.get_json()["status"])


def reported(run: Run, *arguments: str) -> str:
    result = run("report", *arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_one_commit_makes_tab_values_and_charts_together(owner: Owner, run: Run) -> None:
    before = owner.google.version(owner.spreadsheet)

    told = reported(run)

    assert told.endswith("Made the tab Report.\n")
    assert owner.google.version(owner.spreadsheet) == before + 1
    rows = shown(owner)
    assert rows[0][0].startswith("Report: ")
    assert [row[0] for row in rows[2:5]] == told.split("\n")[:3]
    kinds = [next(name for name in chart["spec"] if name.endswith("Chart")) for chart in sheet(owner)["charts"]]
    assert kinds[:3] == ["scorecardChart"] * 3
    assert "basicChart" in kinds


def test_every_chart_says_in_words_what_it_shows_and_draws_the_tabs_own_cells(owner: Owner, run: Run) -> None:
    reported(run)

    rows = shown(owner)
    for chart in sheet(owner)["charts"]:
        assert chart["spec"]["altText"]
        assert chart["position"]["overlayPosition"]["anchorCell"]["sheetId"] == sheet_id(None)
        for box in boxes(chart["spec"]):
            assert box["sheetId"] == sheet_id(None)
            labels = [row[0] for row in rows[box.get("startRowIndex", 0) : box["endRowIndex"]]]
            assert all(labels)
    members = next(chart["spec"] for chart in sheet(owner)["charts"] if chart["spec"]["title"] == "Members")
    (box,) = boxes(members)
    assert rows[box["startRowIndex"]][0] == "Members"
    assert members["altText"] == f"Members: {rows[box['startRowIndex']][1]}"


def boxes(message: Any) -> list[Any]:
    if isinstance(message, list):
        return [box for held in message for box in boxes(held)]
    if not isinstance(message, dict):
        return []
    found = [box for name, held in message.items() if name != "sources" for box in boxes(held)]
    return found + list(message.get("sources", ()))


def test_a_second_run_replaces_the_first_and_adds_no_chart(owner: Owner, run: Run) -> None:
    reported(run)
    charts, rows = [chart["chartId"] for chart in sheet(owner)["charts"]], shown(owner)
    owner.type("Members", ["K9K9K9", "nina@example.com", "Nina", "7099", "", "2026-01-05 09:00:00"])

    told = reported(run)

    assert "in the place of the report before" in told
    assert [chart["chartId"] for chart in sheet(owner)["charts"]] == charts
    assert titles(owner).count("Report") == 1
    assert values(owner)["Members"] == ("numberValue", int(rows_value(rows, "Members")) + 1)


def test_a_shorter_report_leaves_no_line_of_a_longer_one(owner: Owner, run: Run) -> None:
    reported(run)
    rows = len([row for row in shown(owner) if any(row)])
    owner.type("Report", ["left over", 1])
    assert len([row for row in shown(owner) if any(row)]) == rows + 1

    reported(run)

    assert len([row for row in shown(owner) if any(row)]) == rows


def test_what_the_owner_writes_beside_it_stays_also_when_they_move_it(owner: Owner, run: Run) -> None:
    reported(run)
    owner.insert("Report", "COLUMNS", 0)
    owner.google.enter(owner.spreadsheet, "Report!A3", [["mine"]])

    reported(run)

    rows = shown(owner)
    assert rows[2][0] == "mine"
    assert rows[0][1].startswith("Report: ")
    assert rows[0][0] == ""
    assert len(sheet(owner)["charts"]) == len({chart["chartId"] for chart in sheet(owner)["charts"]})


def test_a_chart_that_the_owner_has_put_elsewhere_stays_there_and_one_they_deleted_comes_again(
    owner: Owner, run: Run
) -> None:
    reported(run)
    elsewhere = {"overlayPosition": {"anchorCell": {"sheetId": sheet_id(None), "rowIndex": 40, "columnIndex": 3}}}
    owner.edit(
        {
            "updateEmbeddedObjectPosition": {
                "objectId": FIRST_CHART_ID,
                "newPosition": elsewhere,
                "fields": "anchorCell",
            }
        },
        {"deleteEmbeddedObject": {"objectId": FIRST_CHART_ID + 1}},
    )

    reported(run)

    anchors = {chart["chartId"]: chart["position"]["overlayPosition"]["anchorCell"] for chart in sheet(owner)["charts"]}
    assert anchors[FIRST_CHART_ID]["rowIndex"] == 40
    assert FIRST_CHART_ID + 1 in anchors


def test_a_frozen_year_never_changes_and_gets_no_second_chart(owner: Owner, run: Run) -> None:
    assert f"Made the tab Report {LAST_YEAR}." in reported(run, "--year", str(LAST_YEAR))
    before, version = sheet(owner, f"Report {LAST_YEAR}"), owner.google.version(owner.spreadsheet)
    owner.type("Orders", ["9001", "nina@example.com", 500, "USD", f"{LAST_YEAR}-06-01", "paid"])
    version += 1

    told = reported(run, "--year", str(LAST_YEAR))

    assert f"Report {LAST_YEAR} was there already, and stays as it is." in told
    assert sheet(owner, f"Report {LAST_YEAR}") == before
    assert owner.google.version(owner.spreadsheet) == version


def test_the_running_report_and_a_years_stand_side_by_side(owner: Owner, run: Run) -> None:
    reported(run)
    reported(run, "--year", str(LAST_YEAR))
    reported(run)

    ours = [sheet(owner, title)["charts"] for title in ("Report", f"Report {LAST_YEAR}")]
    numbers = [chart["chartId"] for charts in ours for chart in charts]
    assert len(set(numbers)) == len(numbers)
    assert min(map(len, ours)) >= 4


def test_a_year_that_is_not_over_gets_no_tab(owner: Owner, run: Run) -> None:
    told = reported(run, "--year", str(now().year))

    assert f"No tab is made as long as {now().year} is not over" in told
    assert f"Report {now().year}" not in titles(owner)


def test_a_tab_report_of_the_owners_own_is_left_alone_and_they_are_told(owner: Owner, run: Run) -> None:
    owner.edit({"addSheet": {"properties": {"title": "Report"}}})
    owner.google.enter(owner.spreadsheet, "Report!A1", [["my own plans"]])

    told = reported(run)

    assert "Made the tab Report 2. The tab Report is one of your own and stays as it is." in told
    assert shown(owner) == [["my own plans"]]
    assert shown(owner, "Report 2")[0][0].startswith("Report: ")
    assert "Written into the tab Report 2" in reported(run)


def test_a_tab_that_was_renamed_is_known_and_one_that_was_deleted_is_made_again(owner: Owner, run: Run) -> None:
    reported(run)
    renamed = {"sheetId": sheet_id(None), "title": "For the bank"}
    owner.edit({"updateSheetProperties": {"properties": renamed, "fields": "title"}})
    assert "Written into the tab For the bank" in reported(run)

    owner.edit({"deleteSheet": {"sheetId": sheet_id(None)}})

    assert "Made the tab Report." in reported(run)


def test_money_and_shares_are_numbers_also_where_the_owner_writes_a_comma(owner: Owner, run: Run) -> None:
    owner.live_in(locale="de_DE")
    owner.type("Orders", ["9001", "nina@example.com", 1234.5, "USD", f"{LAST_YEAR}-06-01", "paid"])
    reported(run, "--year", str(LAST_YEAR))

    found = values(owner, f"Report {LAST_YEAR}")

    kind, net = found["Paid in the year, less refunds"]
    assert (kind, net >= 1234.5) == ("numberValue", True)
    text = rows_value(shown(owner, f"Report {LAST_YEAR}"), "Paid in the year, less refunds")
    assert text[-3] == ","
    assert found["They are those of the Ledger"][0] == "stringValue"


@pytest.mark.parametrize(("currency", "paid"), [("KWD", "57.125"), ("JPY", "57"), ("USD", "57.13")])
def test_money_has_as_many_digits_as_its_currency(owner: Owner, run: Run, currency: str, paid: str) -> None:
    owner.type_over("Settings", "Currency", "Value", currency)
    owner.clear("Orders!A2:H99")
    yesterday = (shops_today() - timedelta(days=1)).isoformat()
    owner.type("Orders", ["1001", "ana@example.com", 57.125, currency, yesterday, "paid"])

    assert run("report").exit_code == 0

    assert rows_value(shown(owner), "Paid in the year, less refunds") == paid


@pytest.mark.parametrize(("language", "title"), [("ru", "Отчёт"), ("ar", "التقرير")])
def test_the_tab_is_in_the_language_of_the_sheet(server: Server, run: Run, language: str, title: str) -> None:
    server.google.create(f"tab-{language}")
    assert run("setup", f"tab-{language}", "--language", language).exit_code == 0
    owner = Owner(server.google, f"tab-{language}")

    reported(run, f"tab-{language}")

    properties = sheet(owner, title)["properties"]
    assert properties.get("rightToLeft", False) is (language == "ar")
    assert shown(owner, title)[0][0].startswith(title)
    assert [row[0] for row in shown(owner, title) if row and row[0] and row[0].isascii()] == []


def test_the_books_are_whole_whatever_the_owner_does_with_the_tab(owner: Owner, run: Run, client: FlaskClient) -> None:
    assert asked(client, "join", email="ana@example.com") == "ok"
    reported(run)
    reported(run, "--year", str(LAST_YEAR))
    place = sheet_id(None)
    rows = {"sheetId": place, "dimension": "ROWS", "startIndex": 1, "endIndex": 30}
    before = owner.tab("Members")
    for change in (
        {"sortRange": {"range": {"sheetId": place}, "sortSpecs": [{"dimensionIndex": 1}]}},
        {"deleteDimension": {"range": rows}},
        {"updateSheetProperties": {"properties": {"sheetId": place, "title": "Ledger of mine"}, "fields": "title"}},
        {"duplicateSheet": {"sourceSheetId": place, "newSheetName": "Members 2"}},
        {"deleteSheet": {"sheetId": place}},
    ):
        owner.edit(change)
        assert asked(client, "points") == "ok"

    assert "Made the tab Report." in reported(run)
    assert owner.tab("Members") == before
    assert owner.tab("Problems") == []


def test_two_who_commit_at_once_make_one_report(owner: Owner, run: Run) -> None:
    """Somebody is answered between the look and the write: the fence refuses the batch, and it is made again."""
    owner.before_next("write", lambda: reported(run))

    told = reported(run)

    assert "in the place of the report before" in told
    assert titles(owner).count("Report") == 1

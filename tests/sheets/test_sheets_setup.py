"""Set-up adds what is missing and changes nothing that is there; the check-up says what is wrong."""

from collections.abc import Callable

import pytest

from sandbox.google.api import Google as StandIn
from sandbox.google.faults import Faults, Refuse
from sandbox.owner import Owner
from sheets.checkup import check_up
from sheets.errors import NoAccess
from sheets.google import Google
from sheets.settings import SETTINGS
from sheets.setup import set_up
from sheets.tabs import TABS

Connect = Callable[[], Google]
SPREADSHEET = "the-owners-sheet"


@pytest.fixture
def new_owner(stand_in: StandIn) -> Owner:
    """The owner with a spreadsheet that is not set up."""
    return Owner(stand_in, SPREADSHEET)


def sentences(connect: Connect) -> list[str]:
    return [finding.sentence for finding in check_up(connect())]


def test_an_empty_spreadsheet_gets_every_tab_with_its_headings(new_owner: Owner, connect: Connect) -> None:
    set_up(connect(), chance="chance0")

    for tab in TABS:
        headings = new_owner.google.tab(SPREADSHEET, tab.title)[0]
        assert headings == [column.heading for column in tab.columns]


def test_the_first_settings_are_the_seed_program_with_the_sheets_own_time_zone(
    new_owner: Owner, connect: Connect
) -> None:
    set_up(connect(), chance="chance0")

    values = {row["Setting"]: row.get("Value") for row in new_owner.tab("Settings")}
    assert list(values) == [setting.name for setting in SETTINGS]
    assert (values["Sign-up bonus"], values["Coupon days"], values["Reminder days"]) == (50, 30, 28)
    assert (values["Time zone"], values["Coupons"], values["Reminders"]) == ("America/New_York", "pool", "yes")


def test_set_up_leaves_nothing_for_the_check_up_to_find(new_owner: Owner, connect: Connect) -> None:  # noqa: ARG001
    set_up(connect(), chance="chance0")

    assert sentences(connect) == []


def test_set_up_again_changes_nothing(owner: Owner, connect: Connect) -> None:
    before = owner.description(cells=True)

    words = set_up(connect(), chance="chance9")

    assert not words
    assert owner.description(cells=True) == before


def test_what_the_owner_has_is_kept_and_the_missing_columns_stand_right_of_it(
    new_owner: Owner, connect: Connect
) -> None:
    new_owner.edit({"addSheet": {"properties": {"title": "Orders", "gridProperties": {"columnCount": 3}}}})
    new_owner.type_at("Orders!A1", ["Total", "Order number", "Gift wrap"], [60, "1042", "yes"])

    words = set_up(connect(), chance="chance0")

    headings, row = new_owner.google.tab(SPREADSHEET, "Orders")
    assert headings[:3] == ["Total", "Order number", "Gift wrap"]
    ours = ["Email", "Currency", "Placed", "Status", "Claimed", "Points", "Notes", "Refunded", "Products", "Coupons"]
    assert headings[3:] == ours
    assert row == [60, 1042, "yes"]
    assert any("Orders" in word and "Email" in word for word in words)


def test_a_setting_that_the_owner_has_set_is_kept(owner: Owner, connect: Connect) -> None:
    rows = owner.google.tab(SPREADSHEET, "Settings")
    bonus = next(number for number, row in enumerate(rows, start=1) if row[0] == "Sign-up bonus")
    owner.type_at(f"Settings!B{bonus}", [75])
    owner.edit(
        {
            "deleteDimension": {
                "range": {
                    "sheetId": owner.sheet_id("Settings"),
                    "dimension": "ROWS",
                    "startIndex": bonus,
                    "endIndex": bonus + 1,
                }
            }
        }
    )

    words = set_up(connect(), chance="chance9")

    values = {row["Setting"]: row.get("Value") for row in owner.tab("Settings")}
    assert values["Sign-up bonus"] == 75
    assert values["Minimum order"] == 0
    assert words == ["Added the settings: Minimum order."]


def test_the_fence_is_set_up_again_where_it_was_deleted(owner: Owner, connect: Connect) -> None:
    owner.edit({"deleteNamedRange": {"namedRangeId": "r1-chance0"}})
    assert [sentence for sentence in sentences(connect) if "fence" in sentence]

    set_up(connect(), chance="chance9")

    assert sentences(connect) == []


def test_the_column_for_the_service_alone_is_hidden(owner: Owner) -> None:
    members = next(one for one in owner.description(cells=True)["sheets"] if one["properties"]["title"] == "Members")

    hidden = [index for index, one in enumerate(members["data"][0]["columnMetadata"]) if one.get("hiddenByUser")]
    assert hidden == [12]


def test_the_check_up_names_a_missing_tab(owner: Owner, connect: Connect) -> None:
    owner.edit({"deleteSheet": {"sheetId": owner.sheet_id("Coupons")}})

    [finding] = check_up(connect())

    assert "Coupons" in finding.sentence
    assert finding.blocks


def test_the_check_up_names_a_missing_heading_and_whether_it_matters(owner: Owner, connect: Connect) -> None:
    owner.type_at("Orders!C1", ["What they paid"])
    owner.type_at("Rewards!I1", ["What it costs me"])

    blocking, harmless = check_up(connect())

    assert "Orders" in blocking.sentence
    assert "Amount" in blocking.sentence
    assert blocking.blocks
    assert "Cost" in harmless.sentence
    assert not harmless.blocks


def test_the_check_up_names_each_bad_row_in_a_sentence(owner: Owner, connect: Connect) -> None:
    owner.type("Orders", ["1050", "ana@example.com", "sixty"])
    owner.type_at("Settings!A17", ["Favourite colour", "blue"])

    found = sentences(connect)

    assert "Tab Settings, row 17, column Setting: There is no such setting." in found
    assert "Tab Orders, row 5, column Amount: This is not a number." in found


def test_the_check_up_says_when_the_sheet_is_not_shared(connect: Connect, faults: Faults) -> None:
    faults.next_read(Refuse(403))

    with pytest.raises(NoAccess, match="permission") as refused:
        check_up(connect())

    assert refused.value.reason == "403"

"""A tab is known by its number: whatever the owner calls it, reading and writing are one tab for every instance."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from google.auth.credentials import AnonymousCredentials

from commands.checks.sheet_content import check_up
from commands.sheet.provision import set_up
from loyalty.book.decision import Decision
from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.member.redeem import redeem
from loyalty.outcomes.asking import PointsTold
from loyalty.outcomes.claiming import AlreadyClaimed, Claimed
from loyalty.outcomes.redeeming import PointsShort, Redeemed
from sandbox.google.http.transport import Adapter
from sandbox.owner import Owner
from sheets.google.client import SHEETS_URL, Google, authorized_session
from sheets.google.errors import HeadingMissing
from sheets.schema.tabs import TABS
from sheets.workbook import Workbook
from tests.sheets.conftest import Clock

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Start = Callable[..., Workbook]
Connect = Callable[[], Google]


def claims(workbook: Workbook, number: str, contact: str = "7001") -> Any:
    return workbook.transact(partial(claim_order, contact=contact, number=number, now=NOW))


def takes(workbook: Workbook, reward: str = "tote") -> Any:
    return workbook.transact(partial(redeem, contact="7001", reward=reward, codes=(), now=NOW))


def points(workbook: Workbook, contact: str = "7001") -> int:
    outcome = workbook.transact(partial(tell_points, contact=contact, now=NOW))
    assert isinstance(outcome, PointsTold)
    return outcome.standing.points


def tidies(workbook: Workbook, clock: Clock) -> None:
    clock.seconds += 400
    workbook.transact(lambda _book: Decision(None), tidy=True, seconds=60)


def noted(owner: Owner) -> Any:
    return json.loads(str(owner.google.tab(owner.spreadsheet, "_system")[4][0]))


def told(owner: Owner, problems: str = "Problems") -> list[str]:
    return [row["Why"] for row in owner.tab(problems)]


def puts_a_copy_in_its_place(owner: Owner, title: str) -> None:
    """As somebody does who wants to keep the tab as it is today."""
    owner.rename_tab(title, f"{title} backup")
    owner.copy_tab(f"{title} backup", title)


@pytest.mark.usefixtures("ana")
def test_the_tabs_that_were_found_are_noted_by_their_numbers(owner: Owner) -> None:
    assert noted(owner) == {
        title: owner.sheet_id(title) for title in ("_system", *(tab.title for tab in TABS if not tab.number))
    }


def test_no_order_is_claimed_twice_and_no_coupon_given_twice_after_the_ledger_was_put_aside(
    ana: Workbook, owner: Owner, start: Start
) -> None:
    assert isinstance(claims(ana, "1043"), Claimed)
    puts_a_copy_in_its_place(owner, "Ledger")
    before = owner.tab("Ledger")

    for workbook in (start(), ana, start()):
        assert isinstance(claims(workbook, "1042"), AlreadyClaimed)
        assert isinstance(claims(workbook, "1043"), AlreadyClaimed)
    given = [takes(workbook) for workbook in (start(), ana, start())]

    assert [type(outcome) for outcome in given] == [Redeemed, Redeemed, Redeemed], "the same one, tapped again"
    assert [row["Code"] for row in owner.tab("Coupons") if row.get("Status") == "issued"] == ["TOTE-1"]
    assert [row["Points"] for row in owner.tab("Ledger backup")] == [50, 60, 90, -200]
    assert owner.tab("Ledger") == before, "a copy is left alone"
    assert points(start()) == points(ana) == 0


def test_a_claim_under_way_lands_in_the_tab_that_was_read(ana: Workbook, owner: Owner, start: Start) -> None:
    other = start()
    points(other)
    owner.before_next("write", lambda: puts_a_copy_in_its_place(owner, "Ledger"))

    assert isinstance(claims(ana, "1043"), Claimed)

    assert [row["Points"] for row in owner.tab("Ledger backup")] == [50, 60, 90]
    assert len(owner.tab("Ledger")) == 2
    for workbook in (other, ana, start()):
        assert isinstance(claims(workbook, "1043"), AlreadyClaimed)
        assert points(workbook) == 200


@pytest.mark.parametrize("title", ["Ledger", "Members", "Coupons"])
def test_the_owner_is_told_which_of_two_tabs_is_used(
    ana: Workbook, owner: Owner, start: Start, clock: Clock, connect: Connect, title: str
) -> None:
    puts_a_copy_in_its_place(owner, title)

    for workbook in (ana, start()):
        tidies(workbook, clock)

    [why] = told(owner)
    assert why == (
        f"The tab {title} backup is the program's {title}, whatever it is called, and {title} is not read. "
        f"Give {title} another name, and call {title} backup {title} again."
    )
    assert [finding.sentence for finding in check_up(connect())] == [why]

    owner.rename_tab(title, f"{title} of November")
    owner.rename_tab(f"{title} backup", title)
    tidies(ana, clock)
    assert told(owner) == []
    assert check_up(connect()) == []


def test_members_and_coupons_that_changed_names_stay_what_they_are(
    ana: Workbook, owner: Owner, start: Start, clock: Clock, connect: Connect
) -> None:
    assert isinstance(claims(ana, "1043"), Claimed)
    owner.swap_tabs("Members", "Coupons")

    for workbook in (start(), ana):
        assert points(workbook) == 200
    assert isinstance(takes(start()), Redeemed)
    tidies(ana, clock)

    assert [row["Status"] for row in owner.tab("Members") if row["Code"] == "TOTE-1"] == ["issued"]
    assert [row["Points"] for row in owner.tab("Coupons")] == [0]
    assert {why.partition(".")[0] for why in told(owner)} == {
        "The tab Coupons is really the program's Members, and Members is another one of its tabs",
        "The tab Members is really the program's Coupons, and Coupons is another one of its tabs",
    }
    assert [finding.key for finding in check_up(connect())] == ["sheet.tab_renamed"] * 2


def test_the_owners_own_tabs_that_changed_names_stay_what_they_are(ana: Workbook, owner: Owner, start: Start) -> None:
    assert isinstance(claims(ana, "1043"), Claimed)
    owner.swap_tabs("Rewards", "Orders")

    for workbook in (start(), ana):
        assert isinstance(claims(workbook, "1042"), AlreadyClaimed)
        assert isinstance(takes(workbook), Redeemed)


@pytest.mark.parametrize("title", [tab.title for tab in TABS if not tab.number])
def test_any_tab_is_found_under_any_name_and_set_up_makes_no_second_one(
    ana: Workbook, owner: Owner, start: Start, connect: Connect, title: str
) -> None:
    owner.rename_tab(title, "Bookkeeping")
    tabs = [sheet["properties"]["title"] for sheet in owner.description()["sheets"]]

    for workbook in (start(), ana):
        assert isinstance(claims(workbook, "1042"), AlreadyClaimed)
        assert points(workbook) == 110
    assert isinstance(claims(start(), "1043"), Claimed)

    assert set_up(connect(), chance="again") == []
    assert [sheet["properties"]["title"] for sheet in owner.description()["sheets"]] == tabs
    [finding] = check_up(connect())
    assert finding.sentence == f"The tab {title} is called 'Bookkeeping' now, and is used as before."
    assert finding.is_fine


def test_the_hidden_tab_is_found_under_any_name(ana: Workbook, owner: Owner, start: Start, connect: Connect) -> None:
    owner.rename_tab("_system", "do not touch")
    owner.rename_tab("Ledger", "Book")

    for workbook, number in ((start(), "1042"), (ana, "1042")):
        assert isinstance(claims(workbook, number), AlreadyClaimed)
    assert isinstance(claims(start(), "1043"), Claimed)

    assert set_up(connect(), chance="again") == []
    assert "_system" not in [sheet["properties"]["title"] for sheet in owner.description()["sheets"]]


def test_a_copy_of_the_hidden_tab_under_its_name_is_none_of_ours(ana: Workbook, owner: Owner, start: Start) -> None:
    puts_a_copy_in_its_place(owner, "_system")
    before = owner.google.tab(owner.spreadsheet, "_system")

    for workbook in (start(), ana, start()):
        assert isinstance(claims(workbook, "1042"), AlreadyClaimed)
    assert isinstance(claims(start(), "1043"), Claimed)
    assert isinstance(claims(ana, "1043"), AlreadyClaimed)

    assert owner.google.tab(owner.spreadsheet, "_system") == before


@pytest.mark.parametrize("title", ["Settings", "Rewards"])
def test_what_the_owner_writes_is_read_where_the_title_is(
    ana: Workbook, owner: Owner, start: Start, clock: Clock, title: str
) -> None:
    assert isinstance(claims(ana, "1043"), Claimed)
    puts_a_copy_in_its_place(owner, title)
    if title == "Settings":
        owner.type_over("Settings", "Points per unit", "Value", 3)
    else:
        owner.type_over("Rewards", "tote", "Points", 150)
    owner.type("Orders", ["1050", "ana@example.com", 10, "USD", "2026-11-21", "paid"])

    for workbook in (start(), ana):
        tidies(workbook, clock)
    claims(start(), "1050")
    takes(ana)

    assert points(start()) == (200 + 30 - 200 if title == "Settings" else 200 + 10 - 150)
    [why] = told(owner)
    assert why.partition(".")[0] == (
        f"There is a new tab {title}: it is read from now on, and {title} backup is not any more"
    )
    assert noted(owner)[title] == owner.sheet_id(title)


@pytest.mark.parametrize("title", ["Ledger", "Members", "Coupons"])
def test_a_tab_that_was_deleted_and_made_again_is_taken_and_the_owner_is_told(
    ana: Workbook, owner: Owner, start: Start, clock: Clock, connect: Connect, title: str
) -> None:
    owner.delete_tab(title)
    old = noted(owner)[title]

    made = set_up(connect(), chance="again")

    assert made[0] == f"Made the tab {title}."
    assert owner.sheet_id(title) != old
    tidies(ana, clock)
    tidies(start(), clock)
    claims(start(), "1043")
    [why] = [why for why in told(owner) if why.startswith("The tab that was")]
    assert why.partition(",")[0] == f"The tab that was {title} is gone"
    assert noted(owner)[title] == owner.sheet_id(title)


@pytest.mark.parametrize(
    "text", ["", "nonsense", "[1, 2]", '{"Ledger": "five"}', '{"Ledger": 987654}', '{"Mine": 3}', "7"]
)
def test_what_somebody_types_over_the_noted_numbers_stops_nothing(
    ana: Workbook, owner: Owner, start: Start, text: str
) -> None:
    owner.type_at("_system!A5", [text])

    for workbook in (ana, start()):
        assert isinstance(claims(workbook, "1042"), AlreadyClaimed)
    assert isinstance(claims(start(), "1043"), Claimed)

    assert noted(owner)["Ledger"] == owner.sheet_id("Ledger")
    assert noted(owner).get("Mine", 3) == 3


def test_what_a_newer_version_has_noted_stays(ana: Workbook, owner: Owner) -> None:
    owner.type_at("_system!A5", [json.dumps(noted(owner) | {"Of tomorrow": 77})])

    claims(ana, "1043")
    owner.rename_tab("Settings", "Settings 2026")
    owner.copy_tab("Settings 2026", "Settings")
    claims(ana, "1044")
    owner.type("Orders", ["1050", "ana@example.com", 10, "USD", "2026-11-21", "paid"])
    claims(ana, "1050")

    assert noted(owner)["Of tomorrow"] == 77
    assert noted(owner)["Settings"] == owner.sheet_id("Settings")


def test_a_sheet_of_an_older_version_is_found_by_its_titles_and_noted_with_the_next_booking(
    ana: Workbook, owner: Owner, start: Start
) -> None:
    owner.clear("_system!A3:A5")
    writes = start()
    points(writes)
    puts_a_copy_in_its_place(owner, "Ledger")

    assert isinstance(claims(writes, "1043"), Claimed), "who has begun with it goes on with it"

    assert noted(owner)["Ledger"] == owner.sheet_id("Ledger backup")
    for workbook in (start(), ana):
        assert isinstance(claims(workbook, "1043"), AlreadyClaimed)


def test_a_hidden_tab_from_another_spreadsheet_tells_nothing_of_this_one(
    ana: Workbook, owner: Owner, start: Start
) -> None:
    elsewhere = {"_system": 98765, "Ledger": owner.sheet_id("Members"), "Members": owner.sheet_id("Ledger")}
    owner.type_at("_system!A5", [json.dumps(elsewhere)])

    for workbook in (start(), ana):
        assert isinstance(claims(workbook, "1042"), AlreadyClaimed)


@pytest.mark.usefixtures("ana")
def test_setting_up_a_copy_of_the_spreadsheet_finds_its_renamed_tabs(owner: Owner) -> None:
    puts_a_copy_in_its_place(owner, "Ledger")
    owner.rename_tab("Members", "People")
    copy = owner.copy("the-copy")
    titles = [sheet["properties"]["title"] for sheet in copy.description()["sheets"]]
    session = authorized_session(AnonymousCredentials())
    session.mount(SHEETS_URL, Adapter(owner.google))

    assert set_up(Google("the-copy", session), chance="copied") == []

    assert [sheet["properties"]["title"] for sheet in copy.description()["sheets"]] == titles


def test_nothing_is_booked_while_a_new_tab_has_no_headings_and_the_owner_is_told(
    ana: Workbook, owner: Owner, start: Start
) -> None:
    owner.rename_tab("Settings", "Settings 2026")
    owner.edit({"addSheet": {"properties": {"title": "Settings"}}})

    for workbook in (start(), ana):
        with pytest.raises(HeadingMissing):
            claims(workbook, "1043")

    owner.delete_tab("Settings")
    assert isinstance(claims(start(), "1043"), Claimed)


def test_points_short_is_said_by_the_same_ledger_everywhere(ana: Workbook, owner: Owner, start: Start) -> None:
    puts_a_copy_in_its_place(owner, "Ledger")
    owner.type("Ledger", ["", "K7Q4ZD", "ana@example.com", "adjustment", 1_000])

    for workbook in (start(), ana):
        assert isinstance(takes(workbook), PointsShort)

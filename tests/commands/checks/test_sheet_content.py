"""The check of the spreadsheet: the way there, what is in it, and what of that keeps members from their rewards."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from google.auth.compute_engine import Credentials as Machine
from google.oauth2.credentials import Credentials as Person

from commands.checks.google_access import whose
from commands.checks.protection import protected_from_the_function
from sandbox.google.http.faults import API_OFF, DELETED, NOT_SHARED, DropBefore, Fault
from sandbox.google.http.server import Server
from sandbox.owner import Owner
from service.container import now
from sheets.schema.layout import read_layout
from tests.commands.conftest import Run, RunCheck

ACCOUNT = "regulars@sandbox.iam.gserviceaccount.com"


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(
    ("refusal", "key", "to_do"),
    [
        (NOT_SHARED, "sheet.not_shared", f"add {ACCOUNT} as an Editor"),
        (DELETED, "sheet.not_found", f"share it with {ACCOUNT} as an Editor"),
        (API_OFF, "sheet.api_off", "gcloud services enable sheets.googleapis.com"),
        (DropBefore(), "sheet.unreadable", "Try again"),
    ],
)
def test_whoever_cannot_reach_the_spreadsheet_is_told_what_to_do(
    run_check: RunCheck, outage: list[Fault], refusal: Fault, key: str, to_do: str
) -> None:
    outage.append(refusal)
    try:
        found = run_check()
    finally:
        outage.clear()

    assert found[key]["blocks"]
    assert to_do in found[key]["what_to_do"]
    assert found["address.silent"], "the rest was looked at all the same"


def test_a_viewer_s_rights_are_not_enough(run_check: RunCheck, alone: Owner, server: Server) -> None:
    del alone
    server.google.faults.next_write(NOT_SHARED)

    found = run_check()

    assert found["sheet.read_only"]["blocks"]
    assert f"make {ACCOUNT} an Editor" in found["sheet.read_only"]["what_to_do"]


@pytest.mark.usefixtures("owner")
def test_revoked_credentials_are_named(run_check: RunCheck, server: Server) -> None:
    server.access.revoked = True

    found = run_check()

    assert ACCOUNT in found["credentials.refused"]["sentence"]


@pytest.mark.parametrize(
    ("shown", "who"),
    [
        (None, "the Google account of these credentials"),
        (Person(token="t"), "the Google account of these credentials"),
        (Person(token="t", account="ana@example.com"), "ana@example.com"),
        (Machine(), "the Google account of these credentials"),
        (Machine(service_account_email="regulars@shop.example"), "regulars@shop.example"),
    ],
)
def test_the_sheet_is_to_be_shared_with_an_account_that_has_a_name(shown: Any, who: str) -> None:
    assert whose(shown) == who


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("content", [None, "", "{}", "[]", '{"type": "service_account"}', "\x00"])
def test_without_credentials_that_can_be_read_it_says_how_to_get_some(
    run_check: RunCheck, environment: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    key = tmp_path / "key.json"
    if content is not None:
        key.write_text(content)
    environment.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(key))

    found = run_check()

    assert found["credentials.missing"]["blocks"]
    assert "gcloud auth application-default login" in found["credentials.missing"]["what_to_do"]
    assert "quota.left" not in found


def test_a_web_address_is_as_good_as_an_id(run_check: RunCheck, alone: Owner, environment: pytest.MonkeyPatch) -> None:
    address = f"https://docs.google.com/spreadsheets/d/{alone.spreadsheet}/edit#gid=0"
    environment.setenv("SPREADSHEET_ID", address)

    assert not [key for key in (*run_check(), *run_check(address)) if key.startswith("sheet.")]


def test_another_spreadsheet_than_the_program_s_is_checked_and_named_as_such(
    run_check: RunCheck, alone: Owner, server: Server
) -> None:
    server.google.create(f"{alone.spreadsheet}-copy")

    found = run_check(f"{alone.spreadsheet}-copy")

    assert "another one" in found["variables.SPREADSHEET_ID"]["sentence"]
    assert "variables.SPREADSHEET_ID" not in run_check(alone.spreadsheet)
    assert found["sheet.tab_missing"]["blocks"]


def test_each_bad_row_and_heading_is_named(run_check: RunCheck, alone: Owner) -> None:
    alone.type("Orders", ["1099", "ana@example.com", "sixty"])
    alone.type_at("Rewards!I1", ["What it costs me"])

    found = run_check()

    assert (
        found["rows.unreadable"]["sentence"]
        == "Tab Orders, row 8, column Amount: This is not a number. Write digits, such as 25 or 12.50."
    )
    assert found["sheet.heading_missing"]["sentence"] == "The tab Rewards has no column Worth."


def test_a_column_headed_like_one_of_ours_is_named_with_what_it_closes(run_check: RunCheck, alone: Owner) -> None:
    alone.insert("Ledger", "COLUMNS", 0, 2)
    alone.type_at("Ledger!A1", ["entry ", "Campaign"])

    found = run_check()

    assert found["sheet.heading_twice"]["blocks"]
    assert found["sheet.heading_twice"]["sentence"] == (
        "The heading Entry is there twice in Ledger (columns A and F). "
        "Rename one of them; until then no points are given or taken, and customers are told to try again later."
    )


def test_a_tab_that_is_only_written_otherwise_is_not_missing(run_check: RunCheck, alone: Owner) -> None:
    alone.rename_tab("Emails", " EMAILS")

    assert not [key for key in run_check() if key.startswith("sheet.")]


def test_a_tab_that_is_called_otherwise_is_used_as_before_and_named(run_check: RunCheck, alone: Owner) -> None:
    alone.rename_tab("Ledger", "Bookkeeping")

    found = run_check()

    assert [key for key in found if key.startswith("sheet.")] == ["sheet.tab_known"]
    assert found["sheet.tab_known"]["what_to_do"] is None


def test_before_a_missing_tab_is_made_again_the_check_looks_for_it_under_another_name(
    run_check: RunCheck, alone: Owner
) -> None:
    alone.clear("_system!A5")
    alone.rename_tab("Ledger", "Bookkeeping")
    alone.delete_tab("Emails")
    alone.edit({"addSheet": {"properties": {"title": "My notes"}}})
    alone.type("My notes", ["Time", "Points"])

    alike = run_check()["sheet.tab_missing"]
    alone.delete_tab("Bookkeeping")
    gone = run_check()["sheet.tab_missing"]

    assert (alike["sentence"], alike["blocks"]) == ("The tab Ledger is missing.", True)
    assert alike["what_to_do"] == (
        "'Bookkeeping' has its headings: if it was renamed, call it Ledger again. "
        "Else manage.py setup makes it again, empty."
    )
    assert gone["what_to_do"] == "manage.py setup makes it again, empty."


def test_a_protected_tab_that_is_called_otherwise_is_named_as_it_is_called(run_check: RunCheck, alone: Owner) -> None:
    alone.rename_tab("Ledger", "Bookkeeping")
    alone.protect("Bookkeeping")

    found = run_check()

    assert found["sheet.protected"]["sentence"].startswith("The tab Bookkeeping is protected")
    assert "sheet.tab_missing" not in found


@pytest.mark.parametrize(("rows", "told"), [(500_000, False), (600_000, True)])
def test_cells_are_counted_before_they_run_out(run_check: RunCheck, alone: Owner, rows: int, *, told: bool) -> None:
    size = {"rowCount": rows, "columnCount": 10}
    alone.edit({"addSheet": {"properties": {"title": "My list", "gridProperties": size}}})

    found = run_check()

    assert ("most are in My list" in found.get("sheet.cells", {}).get("sentence", "")) == told


def test_rewards_that_nobody_can_take_and_pools_that_run_out_are_named(run: Run, alone: Owner) -> None:
    day = now().isoformat(sep=" ")[:19]
    placed = (now() - timedelta(days=9)).date().isoformat()
    alone.type("Members", ["K7Q4ZD", "ana@example.com", "Ana", "7001"])
    alone.type("Orders", *([f"2{n:03}", "ana@example.com", 2, "USD", placed, "paid"] for n in range(20)))
    alone.type(
        "Rewards",
        ["boat", "Boat", 90_000, "", "", "", "yes", 2],
        ["scarf", "Scarf", 100, "", "", "", "yes"],
        ["ring", "Ring", 100, "", "", "", "yes", 4, 10, 6, "", "", "Gold"],
    )
    alone.type("Coupons", ["BOAT-1", "boat"], ["RING-1", "ring"])
    alone.type("Ledger", [day, "K7Q4ZD", "", "redemption", -350, "mug", "", "coupon:MUG-OLD"])

    told = run("check").output

    assert "The reward Boat costs 90,000 points" in told
    assert "The reward Scarf has no code left, so nobody can take it. Add codes to the tab Coupons." in told
    assert "The reward Ring is only for gold, and nobody can be one of these." in told
    assert "The reward Stoneware mug runs out: 2 left, 1 taken in the last 30 days." in told


def test_a_shop_without_a_reward_on_its_list_is_told_so(run_check: RunCheck, alone: Owner) -> None:
    for reward in ("tote", "mug", "blanket"):
        alone.type_over("Rewards", reward, "Active", "no")

    assert run_check()["rewards.none"]["what_to_do"]


def test_a_stock_that_is_given_out_is_named(run_check: RunCheck, alone: Owner) -> None:
    alone.type_over("Settings", "Coupons", "Value", "generate")
    alone.type_over("Rewards", "blanket", "Stock", 0)

    assert run_check()["rewards.sold_out"]["what_to_do"] == "Raise its Stock, or write no under Active."


def test_a_reward_that_a_new_account_can_take_for_nothing_is_named(run_check: RunCheck, alone: Owner) -> None:
    alone.type_over("Rewards", "tote", "Points", 50)

    assert "rewards.free" not in run_check()
    alone.type_over("Settings", "Bonus spendable", "Value", "at once")
    assert run_check()["rewards.free"]["sentence"] == (
        "A new account can take the reward Tote bag without any order: it costs 50 points, and joining brings 50."
    )
    alone.type_over("Settings", "Bonus spendable", "Value", "after first order")
    alone.type_over("Settings", "Friend points", "Value", 40)
    assert "rewards.free" not in run_check()
    alone.type_over("Settings", "Referral minimum order", "Value", 0)
    assert "Referral minimum order" in str(run_check()["rewards.free"]["what_to_do"])


def test_what_waits_for_the_owner_is_counted(run_check: RunCheck, alone: Owner) -> None:
    assert "review.waits" not in run_check()
    waits = ["2026-11-22 12:00:00", "claim", "K7Q4ZD", "2001", 10**6, "more points than usual", "", ""]
    alone.type("Review", [*waits, "order:2001"])

    assert run_check()["review.waits"]["sentence"] == (
        "1 thing waits for your decision in the tab Review, and customers for their points."
    )
    alone.type("Review", [*waits[:3], "2002", *waits[4:], "order:2002"])
    assert str(run_check()["review.waits"]["sentence"]).startswith("2 things wait")
    alone.type_over("Review", "order:2001", "Decision", "no")
    alone.type_over("Review", "order:2002", "Decision", "yes")
    assert "review.waits" not in run_check()


@pytest.mark.parametrize(("value", "told"), [("14", False), ("", True), ("0", True)])
def test_where_no_claim_waits_for_its_order_that_is_said_with_what_to_write(
    run_check: RunCheck, alone: Owner, value: str, told: bool
) -> None:
    alone.type_over("Settings", "Claim waits days", "Value", value)

    found = run_check().get("settings.claim_waits_days")

    assert (found is not None) is told
    assert found is None or "such as 14, beside Claim waits days" in str(found["sentence"])


@pytest.mark.parametrize(
    ("address", "reminders", "has_server", "told"),
    [
        ("", "yes", True, True),
        ("12 Market Street", "yes", True, False),
        ("", "no", True, False),
        ("", "yes", False, False),
    ],
)
def test_emails_that_go_out_without_a_postal_address_are_told(
    run_check: RunCheck,
    alone: Owner,
    environment: pytest.MonkeyPatch,
    address: str,
    reminders: str,
    has_server: bool,
    told: bool,
) -> None:
    alone.type_over("Settings", "Postal address", "Value", address)
    alone.type_over("Settings", "Reminders", "Value", reminders)
    if not has_server:
        environment.delenv("SMTP_URL", raising=False)

    assert ("settings.postal_address" in run_check()) is told


def test_claims_that_wait_for_an_order_under_another_address_are_counted(run_check: RunCheck, alone: Owner) -> None:
    alone.type("Members", ["K7Q4ZD", "ana@example.com", "Ana", "7001"])
    alone.type("Orders", ["2001", "anna@example.com", 60])
    waits = ["2026-11-22 12:00:00", "K7Q4ZD", "2001", "no", "2026-12-06", ""]
    alone.type("Waiting", [*waits, "wait:20261122T120000Z:K7Q4ZD:2001"])
    alone.type("Waiting", [*waits, "wait:20261122T120000Z:K7Q4ZD:2002"])

    assert run_check()["waiting.address"]["sentence"] == (
        "1 claim waits for an order that Orders has under another address than the member's."
    )
    alone.type("Orders", ["2002", "anna@example.com", 60])
    assert str(run_check()["waiting.address"]["sentence"]).startswith("2 claims wait for orders")
    for number in ("2001", "2002"):
        alone.type_over("Orders", number, "Email", "ana@example.com")
    assert "waiting.address" not in run_check()


def test_what_the_owner_s_settings_need_of_the_environment_is_named(
    run_check: RunCheck, alone: Owner, environment: pytest.MonkeyPatch
) -> None:
    alone.type_over("Settings", "Reminders by", "Value", "both")
    alone.type_over("Settings", "Chat flow", "Value", "content20260101120000_123456")

    without = run_check()
    environment.setenv("MANYCHAT_TOKEN", "123456:0a1b2c3d4e5f")

    assert "no letter goes by chat" in without["variables.MANYCHAT_TOKEN"]["sentence"]
    assert "variables.MANYCHAT_TOKEN" not in run_check()


@pytest.mark.usefixtures("alone")
def test_the_check_spends_no_more_than_the_quota_and_says_how_much(
    run_check: RunCheck, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("SHEETS_QUOTA", "60/60")

    assert "55 and 55 are left" in run_check()["quota.left"]["sentence"]


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("address", ["http://[half", "https://sheets..example", "http://127.0.0.1:99999", "nonsense"])
def test_an_address_of_google_s_that_is_none_hides_nothing(
    run_check: RunCheck, environment: pytest.MonkeyPatch, address: str
) -> None:
    environment.setenv("GOOGLE_SHEETS_URL", address)

    found = run_check()

    assert found["sheet.unreadable"]["blocks"]
    assert "check.broken" not in found
    assert found["address.silent"]


def test_a_time_zone_that_nobody_knows_is_named_once(run_check: RunCheck, alone: Owner, server: Server) -> None:
    sheet = server.google.spreadsheet(alone.spreadsheet)
    server.google.put(replace(sheet, properties=sheet.properties | {"timeZone": "Mars/Olympus_Mons"}))

    found = run_check()

    assert "Mars/Olympus_Mons" in found["sheet.time_zone"]["sentence"]
    assert "File > Settings" in found["sheet.time_zone"]["what_to_do"]
    assert "rows.unreadable" not in found

    alone.live_in(time_zone="GMT+5:45")
    assert "sheet.time_zone" not in run_check()


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("Emails", f"The tab Emails is protected, and {ACCOUNT} may not write there."),
        ("Coupons!B2:D90", f"In the tab Coupons B2:D90 is protected, and {ACCOUNT} may not write there."),
        ("_system", f"The tab _system is protected, and {ACCOUNT} may not write there."),
    ],
)
def test_what_is_protected_from_the_program_is_named_with_whom_to_let_in(
    run_check: RunCheck, alone: Owner, place: str, sentence: str
) -> None:
    alone.protect(place)

    found = run_check()

    assert found["sheet.protected"]["sentence"] == sentence
    assert found["sheet.protected"]["blocks"]
    assert f"Data > Protect sheets and ranges: open it, and add {ACCOUNT}" in found["sheet.protected"]["what_to_do"]
    assert "rows.unreadable" not in found


def test_what_is_protected_elsewhere_or_with_the_program_as_an_editor_is_nobodys_trouble(
    run_check: RunCheck, alone: Owner
) -> None:
    alone.edit({"addSheet": {"properties": {"title": "My notes"}}})
    alone.protect("My notes")
    alone.protect("Ledger", ACCOUNT)
    alone.protect("Rewards!A1:Z1")

    found = run_check()

    assert "Rewards A1:" in found["sheet.protected"]["sentence"]
    assert not found["sheet.protected"]["blocks"], "only set-up writes there"


def test_a_person_who_checks_is_told_what_keeps_the_function_out() -> None:
    held = {"range": {"sheetId": 3}, "requestingUserCanEdit": True, "editors": {"users": ["owner@shop.example"]}}
    description = {"sheets": [{"properties": {"sheetId": 3, "title": "Журнал"}, "protectedRanges": [held]}]}
    layout = read_layout(description)

    [found] = protected_from_the_function(description, layout, "owner@shop.example")

    assert found.sentence == "The tab Журнал is protected, and no service account may write there."
    assert not list(protected_from_the_function(description, layout, ACCOUNT)), "it knows by itself"


def test_orders_that_do_not_tell_what_the_rules_ask_for_are_counted(run_check: RunCheck, alone: Owner) -> None:
    day = now().date().isoformat()
    alone.type("Orders", *([f"3{n:03}", "ana@example.com", 20, "USD", day, "paid"] for n in range(3)))
    alone.type_over("Orders", "3000", "Product lines", "Tea | 20")
    quiet = run_check()

    alone.type("Products", ["tea", 2])
    alone.type_over("Settings", "Points count", "Value", "goods")
    found = run_check()
    alone.type_over("Settings", "Earn by", "Value", "order")
    in_vain = run_check()

    assert quiet.keys().isdisjoint({"orders.goods_untold", "orders.lines_untold", "products.in_vain"})
    paid = found["orders.goods_untold"]["sentence"].partition("of ")[2].partition(" paid")[0]
    without, _, every = paid.partition(" of ")
    assert int(every) - int(without) == 1
    assert found["orders.lines_untold"]["sentence"].startswith(f"Of {paid} paid orders")
    assert not found["orders.goods_untold"]["blocks"]
    assert in_vain.keys() & {"orders.goods_untold", "orders.lines_untold", "products.in_vain"} == {"products.in_vain"}

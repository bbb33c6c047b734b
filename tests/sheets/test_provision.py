"""Set-up adds what is missing and changes nothing that is there; the check-up says what is wrong."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from itertools import chain
from typing import Any

import pytest

from commands.checks.sheet_content import check_up
from commands.sheet.example_rewards import first_price
from commands.sheet.provision import set_up
from loyalty.book.decision import Decision
from loyalty.member.join import join
from loyalty.model.program_settings import BonusSpendable, Settings
from sandbox.google.http.faults import Faults, Refuse
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.codec.a1 import letters
from sheets.codec.translation import said
from sheets.google.client import Google
from sheets.google.errors import NoAccess
from sheets.schema.known_settings import SECTIONS
from sheets.schema.offers.rewards_tab import REWARDS
from sheets.schema.orders_tab import ORDERS
from sheets.schema.settings_tab import SETTINGS
from sheets.schema.tabs import TABS
from sheets.workbook import Workbook

Connect = Callable[[], Google]
SPREADSHEET = "the-owners-sheet"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


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
    names = [[part.name, *(setting.name for setting in part.settings)] for part in SECTIONS]
    assert list(values) == list(chain.from_iterable(names))
    assert [values[part.name] for part in SECTIONS] == [None] * len(SECTIONS)
    assert (values["Sign-up bonus"], values["Coupon days"], values["Reminder days"]) == (50, 30, 28)
    assert (values["Time zone"], values["Coupons"], values["Reminders"]) == ("America/New_York", "pool", "yes")


@pytest.mark.parametrize(("order", "minimum"), [(None, 50), (Decimal("64.90"), 64)])
def test_in_a_new_sheet_nobody_makes_points_out_of_accounts_alone(
    new_owner: Owner, connect: Connect, order: Decimal | None, minimum: int
) -> None:
    set_up(connect(), chance="chance0", usual_order=lambda _settings: order)

    values = {row["Setting"]: row.get("Value") for row in new_owner.tab("Settings")}
    assert (values["Bonus spendable"], values["Referral minimum order"]) == ("after first order", minimum)


@pytest.mark.parametrize("language", ["ru", "ar"])
def test_in_a_new_sheet_of_another_language_the_bonus_waits_too(
    new_owner: Owner, connect: Connect, language: str
) -> None:
    set_up(connect(), chance="chance0", language=language)

    google, title = new_owner.google, said("Settings", language)
    values = {row[0]: row[1] for row in google.tab(SPREADSHEET, title) if len(row) > 1}
    assert values[said("Bonus spendable", language)] == said("after first order", language)
    assert (
        Workbook(connect(), clock=lambda: NOW, chance=lambda: "c").transact(
            lambda book: Decision(book.settings.bonus_spendable)
        )
        is BonusSpendable.AFTER_FIRST_ORDER
    )


def test_in_a_sheet_that_is_there_a_bonus_goes_on_as_it_was(owner: Owner, connect: Connect) -> None:
    rows = [row[0] for row in owner.google.tab(SPREADSHEET, "Settings")]
    for name in ("Referral minimum order", "Bonus spendable"):
        delete_row(owner, rows.index(name))

    set_up(connect(), chance="chance9")

    values = {row["Setting"]: row.get("Value") for row in owner.tab("Settings")}
    assert (values["Bonus spendable"], values["Referral minimum order"]) == ("at once", 0)


def test_a_shop_that_has_lost_its_settings_is_no_new_one(owner: Owner, connect: Connect) -> None:
    owner.type("Members", ["K7Q4ZD", "ana@example.com"])
    owner.edit({"deleteSheet": {"sheetId": owner.sheet_id("Settings")}})

    set_up(connect(), chance="chance9")

    values = {row["Setting"]: row.get("Value") for row in owner.tab("Settings")}
    assert values["Bonus spendable"] == "at once"


def delete_row(owner: Owner, index: int) -> None:
    span = {
        "sheetId": owner.sheet_id("Settings"),
        "dimension": "ROWS",
        "startIndex": index,
        "endIndex": index + 1,
    }
    owner.edit({"deleteDimension": {"range": span}})


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
    shops = ["Source", "Shop says", "Shop amount", "Shop refunded", "Goods", "Product lines", "Shop goods"]
    assert headings[3:] == [*ours, *shops, "Phone"]
    assert row == [60, 1042, "yes"]
    assert any("Orders" in word and "Email" in word for word in words)


def test_what_was_one_column_of_two_meanings_stays_until_the_owner_says_which_it_is(
    owner: Owner, connect: Connect
) -> None:
    places = owner.google.tab(owner.spreadsheet, "Rewards")[0]
    owner.type_at(f"Rewards!{letters(places.index('Worth'))}1", ["Cost"])
    owner.delete("Rewards", "COLUMNS", places.index("Your cost"))

    told = set_up(connect(), chance="chance1")

    assert told == ["The heading Cost in Rewards means two things: rename it to Worth or Your cost."]
    assert [finding.key for finding in check_up(connect())] == ["rewards.cost"]

    owner.type_at(f"Rewards!{letters(places.index('Worth'))}1", ["Your cost"])

    assert set_up(connect(), chance="chance2") == ["Added to the tab Rewards: Worth."]
    assert sentences(connect) == []


def test_a_setting_that_the_owner_has_set_is_kept(owner: Owner, connect: Connect) -> None:
    rows = owner.google.tab(SPREADSHEET, "Settings")
    bonus, minimum = (
        next(number for number, row in enumerate(rows, start=1) if row[0] == name)
        for name in ("Sign-up bonus", "Minimum order")
    )
    owner.type_at(f"Settings!B{bonus}", [75])
    delete_row(owner, minimum - 1)

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


def test_the_columns_for_the_service_alone_are_hidden(owner: Owner) -> None:
    members = next(one for one in owner.description(cells=True)["sheets"] if one["properties"]["title"] == "Members")

    hidden = [index for index, one in enumerate(members["data"][0]["columnMetadata"]) if one.get("hiddenByUser")]
    assert hidden == [12, 13]


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
    assert "Worth" in harmless.sentence
    assert not harmless.blocks


def test_the_check_up_names_each_bad_row_in_a_sentence(owner: Owner, connect: Connect) -> None:
    owner.type("Orders", ["1050", "ana@example.com", "sixty"])
    owner.type_at("Settings!A17", ["Favourite colour", "blue"])

    found = sentences(connect)

    assert (
        "Tab Settings, row 17, column Setting: No setting has this name. Correct the name, or delete the row." in found
    )
    assert "Tab Orders, row 5, column Amount: This is not a number. Write digits, such as 25 or 12.50." in found


def test_the_check_up_says_when_the_sheet_is_not_shared(connect: Connect, faults: Faults) -> None:
    faults.next_read(Refuse(403))

    with pytest.raises(NoAccess, match="permission") as refused:
        check_up(connect())

    assert refused.value.reason == "403"


def columns(owner: Owner, title: str) -> dict[str, dict[str, Any]]:
    """By heading: what the first cell below it has, its note and its width."""
    sheet = next(one for one in owner.description(cells=True)["sheets"] if one["properties"]["title"] == title)
    data = sheet["data"][0]
    headings, below = (row["values"] for row in data["rowData"][:2])
    return {
        heading["formattedValue"]: below[place]
        | {"note": heading.get("note"), "width": data["columnMetadata"][place]["pixelSize"]}
        for place, heading in enumerate(headings)
    }


def number_format(cell: dict[str, Any]) -> str:
    return str(cell["userEnteredFormat"]["numberFormat"]["type"])


def test_what_the_owner_types_is_taken_for_what_it_is(new_owner: Owner, connect: Connect) -> None:
    set_up(connect(), chance="chance0")

    new_owner.type("Orders", ["00123", "ana@example.com", "60.50", "USD", "2026-11-20", "paid"])

    found = columns(new_owner, "Orders")
    kinds = {heading: number_format(found[heading]) for heading in ("Order", "Amount", "Placed", "Claimed", "Points")}
    assert kinds == {"Order": "TEXT", "Amount": "NUMBER", "Placed": "DATE", "Claimed": "DATE_TIME", "Points": "NUMBER"}
    assert new_owner.tab("Orders")[0]["Order"] == "00123"
    assert number_format(columns(new_owner, "Members")["Contact"]) == "TEXT"


def test_every_heading_explains_itself_and_says_who_writes_below_it(new_owner: Owner, connect: Connect) -> None:
    set_up(connect(), chance="chance0")

    for tab in TABS:
        found = columns(new_owner, tab.title)
        for column in tab.columns:
            written = "\nWritten by the program." if column.service else ""
            assert found[column.heading]["note"] == column.what + written
            coloured = "backgroundColorStyle" in found[column.heading]["userEnteredFormat"]
            assert coloured == column.service or tab is SETTINGS, "whose first row is the heading of a section"


def test_what_belongs_to_a_long_text_stands_beside_its_first_line(new_owner: Owner, connect: Connect) -> None:
    set_up(connect(), chance="chance0")

    for tab in TABS:
        for heading, cell in columns(new_owner, tab.title).items():
            assert cell["userEnteredFormat"]["verticalAlignment"] == "TOP", (tab.title, heading)


def test_an_edit_of_what_the_service_writes_is_warned_of_and_never_forbidden(
    new_owner: Owner, connect: Connect
) -> None:
    set_up(connect(), chance="chance0")

    sheets = {sheet["properties"]["title"]: sheet for sheet in new_owner.description()["sheets"]}
    warnings = [one for sheet in sheets.values() for one in sheet.get("protectedRanges", ())]
    assert all(one["warningOnly"] for one in warnings)
    guarded = {
        ORDERS.columns[place].heading
        for one in sheets["Orders"]["protectedRanges"]
        for place in range(one["range"]["startColumnIndex"], one["range"]["endColumnIndex"])
    }
    assert guarded == {"Claimed", "Points", "Source", "Shop says", "Shop amount", "Shop refunded", "Shop goods"}
    assert len(sheets["_system"]["protectedRanges"]) == 1
    assert "protectedRanges" not in sheets["Settings"]


def test_settings_with_choices_can_be_chosen_and_numbers_look_like_numbers(new_owner: Owner, connect: Connect) -> None:
    set_up(connect(), chance="chance0")

    sheet = next(one for one in new_owner.description(cells=True)["sheets"] if one["properties"]["title"] == "Settings")
    filled = (row["values"] for row in sheet["data"][0]["rowData"] if "formattedValue" in row["values"][0])
    rows = {name["formattedValue"]: value for name, value, *_ in filled}
    assert choices(rows["Earn by"]) == ["amount", "order"]
    assert choices(rows["Reminders"]) == ["yes", "no"]
    assert choices(rows["Language"]) == ["en", "ru", "ar"]
    assert "dataValidation" not in rows["Shop name"]
    assert [number_format(rows[name]) for name in ("Sign-up bonus", "Unit", "Letter hours")] == [
        "NUMBER",
        "NUMBER",
        "TEXT",
    ]


def choices(cell: dict[str, Any]) -> list[str]:
    assert not cell["dataValidation"].get("strict")
    return [value["userEnteredValue"] for value in cell["dataValidation"]["condition"]["values"]]


def test_only_rows_that_exist_have_choices_so_that_a_sheet_ends_where_it_ends(
    new_owner: Owner, connect: Connect, instance: Callable[[], Workbook]
) -> None:
    set_up(connect(), chance="chance0", usual_order=lambda _: Decimal(65))

    for sheet in new_owner.description(cells=True)["sheets"]:
        for row in sheet.get("data", [{}])[0].get("rowData", ()):
            cells = row.get("values", [])
            rules = [cell["dataValidation"]["condition"]["type"] for cell in cells if "dataValidation" in cell]
            if {"ONE_OF_LIST", "BOOLEAN"} & set(rules):
                assert cells[0]["formattedValue"]
    rewards = instance().read_whole(seconds=30).book.rewards
    assert [(reward.id, reward.points, reward.active, reward.once) for reward in rewards] == [
        ("shipping", 200, False, False),
        ("present", 400, False, False),
        ("card", 1000, False, False),
    ]


def test_a_check_box_that_nobody_ticked_fills_no_row(
    new_owner: Owner, connect: Connect, instance: Callable[[], Workbook]
) -> None:
    set_up(connect(), chance="chance0")
    once = [column.heading for column in REWARDS.columns].index("Once")

    new_owner.type_at("Rewards!A2", ["tote", "Tote bag", 100])
    new_owner.type_at(f"Rewards!{letters(once)}2", *[[False]] * 50)

    book = instance().read_whole(seconds=30).book
    assert [(reward.id, reward.once) for reward in book.rewards] == [("tote", False)]
    assert sentences(connect) == []


def test_the_first_member_is_dressed_like_all_that_come_after_her(
    new_owner: Owner, connect: Connect, instance: Callable[[], Workbook]
) -> None:
    set_up(connect(), chance="chance0")
    for contact, code in (("7001", "K7Q4ZD"), ("7002", "M3X9TR")):
        joining = partial(join, contact=contact, email=f"{code}@example.com", name="", language="", codes=[code])
        instance().transact(partial(joining, now=NOW))

    members = next(
        one for one in new_owner.description(cells=True)["sheets"] if one["properties"]["title"] == "Members"
    )
    first, second = (row["values"] for row in members["data"][0]["rowData"][1:3])
    for one in (first, second):
        assert "bold" not in str(one[0]["userEnteredFormat"])
        assert "backgroundColorStyle" in one[0]["userEnteredFormat"]
        assert choices(one[9]) == ["yes", "no", "bounced"]


def test_what_the_owner_has_changed_looks_as_she_likes_until_she_asks(owner: Owner, connect: Connect) -> None:
    sheet = owner.sheet_id("Orders")
    span = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}
    hers = {"range": span, "properties": {"pixelSize": 33}, "fields": "pixelSize"}
    owner.edit({"updateDimensionProperties": hers})
    protected = owner.description()["sheets"]

    assert set_up(connect(), chance="again") == []
    assert columns(owner, "Orders")["Order"]["width"] == 33

    words = set_up(connect(), chance="more", formats=True)

    assert words == ["Gave every column of the program its format, width, note and choices again."]
    assert columns(owner, "Orders")["Order"]["width"] == 130
    assert choices(columns(owner, "Orders")["Status"])[0] == "paid"
    assert [len(one.get("protectedRanges", ())) for one in owner.description()["sheets"]] == [
        len(one.get("protectedRanges", ())) for one in protected
    ]


def test_examples_come_with_the_tab_of_rewards_and_never_again(new_owner: Owner, connect: Connect) -> None:
    asked: list[str] = []

    def usual_order(settings: Settings) -> Decimal:
        asked.append(settings.currency)
        return Decimal(65)

    set_up(connect(), chance="chance0", usual_order=usual_order)
    rows = {"sheetId": new_owner.sheet_id("Rewards"), "dimension": "ROWS", "startIndex": 1, "endIndex": 4}
    new_owner.edit({"deleteDimension": {"range": rows}})
    set_up(connect(), chance="again", usual_order=usual_order)

    assert asked == ["USD"]
    assert new_owner.tab("Rewards") == []


@pytest.mark.parametrize(("points", "price"), [(65, 200), (30, 100), (1, 4), (7, 25), (100, 400), (1234, 4000)])
def test_the_first_prize_is_a_round_number_that_the_third_or_fourth_order_reaches(points: int, price: int) -> None:
    assert first_price(points) == price


def test_the_first_prize_is_always_within_reach() -> None:
    assert [points for points in range(1, 5000) if not 3 * points <= first_price(points) <= 4 * points] == []


def test_prices_follow_the_rules_that_the_owner_has_already_made(new_owner: Owner, connect: Connect) -> None:
    new_owner.edit({"addSheet": {"properties": {"title": "Settings"}}})
    new_owner.type_at("Settings!A1", ["Setting", "Value"], ["Earn by", "order"], ["Points per unit", 10])

    set_up(connect(), chance="chance0", usual_order=lambda _: Decimal(65))

    assert [row["Points"] for row in new_owner.tab("Rewards")] == [40, 80, 200]


def test_a_tab_with_nothing_but_its_headings_can_be_dressed(owner: Owner, connect: Connect) -> None:
    sheet = owner.google.sheet(SPREADSHEET, "Actions")
    below = {"sheetId": sheet.id, "dimension": "ROWS", "startIndex": 2, "endIndex": sheet.row_count}
    title = {"sheetId": sheet.id, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    owner.edit({"deleteDimension": {"range": below}}, {"insertDimension": {"range": title}})
    frozen = {"sheetId": sheet.id, "gridProperties": {"frozenRowCount": 0}}
    owner.edit({"updateSheetProperties": {"properties": frozen, "fields": "gridProperties.frozenRowCount"}})
    owner.edit({"deleteDimension": {"range": {**below, "endIndex": 3}}})

    words = set_up(connect(), chance="again", formats=True)

    assert words == ["Gave every column of the program its format, width, note and choices again."]
    assert sentences(connect) == []


def test_a_new_sheet_in_a_zone_at_a_fixed_distance_has_that_zone_in_its_settings(
    new_owner: Owner, connect: Connect, instance: Callable[..., Workbook]
) -> None:
    new_owner.live_in(time_zone="GMT-02:15")
    set_up(connect(), chance="chance0")

    assert {row["Setting"]: row.get("Value") for row in new_owner.tab("Settings")}["Time zone"] == "UTC-02:15"
    assert instance().read_whole().book.settings.day(datetime(2026, 7, 1, 2, 14, tzinfo=UTC)).day == 30

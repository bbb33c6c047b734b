"""What looks the same to the owner is the same: tabs, headings, settings and choices are found as they are seen."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial

import pytest

from commands.checks.sheet_content import check_up
from commands.closing_run import close
from commands.sheet.provision import set_up
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.leave import leave
from loyalty.outcomes.claiming import Claimed
from sandbox.owner import Owner
from sheets.codec.translation import fold_heading, fold_name, meaning
from sheets.google.client import Google
from sheets.google.errors import TabTaken
from sheets.schema.tabs import TABS
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Connect = Callable[[], Google]
Start = Callable[..., Workbook]
every_way_to_write_a_title = pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Members", "MEMBERS"),
        ("Coupons", "  Coupons"),
        ("Ledger", "Ledger\N{NO-BREAK SPACE}"),
        ("Orders", "\N{RIGHT-TO-LEFT MARK}Orders"),
        ("Emails", "e\N{SOFT HYPHEN}mails"),
        ("Settings", "\N{ZERO WIDTH NO-BREAK SPACE}settings "),
        ("Problems", "prob\N{ZERO WIDTH SPACE}lems"),
        ("Rewards", "\N{ARABIC LETTER MARK}Rewards"),
        ("Orders", "заказы "),
        ("_system", "_System "),
    ],
)


def titles(owner: Owner) -> list[str]:
    return [sheet["properties"]["title"] for sheet in owner.description()["sheets"]]


def ana_joins(workbook: Workbook) -> None:
    codes = iter(["K7Q4ZD"])
    workbook.transact(
        partial(join, contact="7001", email="ana@example.com", name="Ana", language="", codes=codes, now=NOW)
    )


def ana_claims(workbook: Workbook, number: str = "1042") -> object:
    return workbook.transact(partial(claim_order, contact="7001", number=number, now=NOW))


@every_way_to_write_a_title
def test_a_tab_is_found_however_its_title_is_written(owner: Owner, instance: Start, title: str, written: str) -> None:
    owner.rename_tab(title, written)
    workbook = instance()

    ana_joins(workbook)

    assert isinstance(ana_claims(workbook), Claimed)


@every_way_to_write_a_title
def test_a_tab_that_is_renamed_in_the_middle_of_the_day_is_found_by_the_next_tap(
    owner: Owner, workbook: Workbook, title: str, written: str
) -> None:
    ana_joins(workbook)
    owner.rename_tab(title, written)

    assert isinstance(ana_claims(workbook), Claimed)


@every_way_to_write_a_title
def test_set_up_makes_no_second_tab_beside_one_that_is_only_written_otherwise(
    owner: Owner, connect: Connect, title: str, written: str
) -> None:
    owner.rename_tab(title, written)
    before = titles(owner)

    assert set_up(connect(), chance="again") == []
    assert titles(owner) == before
    assert len(before) == len(TABS) + 1, "with the hidden tab"


@every_way_to_write_a_title
def test_the_check_misses_no_tab_that_is_only_written_otherwise(
    owner: Owner, connect: Connect, title: str, written: str
) -> None:
    owner.rename_tab(title, written)

    assert [finding for finding in check_up(connect()) if finding.blocks] == []


def test_who_leaves_is_erased_from_tabs_that_are_written_otherwise(owner: Owner, workbook: Workbook) -> None:
    ana_joins(workbook)
    owner.type_over("Settings", "Confirm e-mail", "Value", "yes")
    owner.rename_tab("Members", "members ")
    owner.rename_tab("Orders", "ORDERS")

    workbook.transact(partial(leave, contact="7001", confirmed=True, now=NOW))

    assert owner.tab("members ") == []
    assert [row["Order"] for row in owner.tab("ORDERS") if row.get("Email") == "ana@example.com"] == []


def test_the_books_are_closed_in_a_ledger_that_is_written_otherwise(
    owner: Owner, instance: Start, connect: Connect
) -> None:
    workbook = instance()
    ana_joins(workbook)
    ana_claims(workbook)
    owner.rename_tab("Ledger", "ledger ")

    told = list(close(connect(), instance, before=date(2026, 12, 31)))

    assert told[-1] == "Moved 2 lines into the tab Ledger 2026."


def test_the_archive_is_not_made_over_a_tab_of_the_owners_with_such_a_title(
    owner: Owner, instance: Start, connect: Connect
) -> None:
    workbook = instance()
    ana_joins(workbook)
    ana_claims(workbook)
    owner.edit({"addSheet": {"properties": {"title": "ledger  2026"}}})

    with pytest.raises(TabTaken):
        list(close(connect(), instance, before=date(2026, 12, 31)))


def test_of_two_tabs_the_one_that_is_titled_to_the_letter_counts_and_the_check_names_both(
    owner: Owner, instance: Start, connect: Connect
) -> None:
    owner.rename_tab("Orders", "Orders as they were")
    owner.copy_tab("Orders as they were", "orders\N{NO-BREAK SPACE}")
    owner.copy_tab("Orders as they were", "Orders")
    owner.type("Orders", ["2001", "ana@example.com", 30, "USD", "2026-11-21", "paid"])
    workbook = instance()

    ana_joins(workbook)

    assert isinstance(ana_claims(workbook, "2001"), Claimed)
    assert [finding.sentence for finding in check_up(connect())] == [
        "There are two tabs that could be Orders: 'Orders' is used, 'orders\\xa0' is not.",
        "The orders in 'Orders as they were' are read beside those in 'Orders', where new ones go.",
    ]
    [told] = [row["Why"] for row in owner.tab("Problems") if row.get("Cell") == "orders"]
    assert told.startswith("Two tabs could be Orders: Orders is read and written")


def test_a_tab_of_the_owners_own_is_not_taken_for_the_hidden_one(owner: Owner, instance: Start) -> None:
    owner.edit({"addSheet": {"properties": {"title": "System"}}})
    owner.type("System", ["ours"])

    ana_joins(instance())

    assert owner.google.tab(owner.spreadsheet, "System") == [["ours"]]


@pytest.mark.parametrize(
    "heading",
    ["AMOUNT", " amount ", "\N{LEFT-TO-RIGHT MARK}Amount", "Amo\N{ZERO WIDTH JOINER}unt", "\N{NO-BREAK SPACE}Сумма"],
)
def test_a_heading_is_found_however_it_is_written(owner: Owner, workbook: Workbook, heading: str) -> None:
    owner.type_at("Orders!C1", [heading])

    ana_joins(workbook)

    assert isinstance(ana_claims(workbook), Claimed)


def test_a_setting_and_a_choice_are_found_however_they_are_written(owner: Owner, workbook: Workbook) -> None:
    owner.type_over("Settings", "Sign-up bonus", "Setting", "sign-up \N{WORD JOINER}BONUS")
    owner.type_over("Settings", "sign-up \N{WORD JOINER}BONUS", "Value", 75)
    owner.type_over("Orders", "1043", "Status", "\N{RIGHT-TO-LEFT MARK}Re\N{SOFT HYPHEN}funded\N{NO-BREAK SPACE}")

    ana_joins(workbook)

    assert [row["Points"] for row in owner.tab("Ledger")] == [75]
    assert not isinstance(ana_claims(workbook, "1043"), Claimed)


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Plan  until", "plan until"),
        ("\N{LEFT-TO-RIGHT ISOLATE}Plan\N{POP DIRECTIONAL ISOLATE}", "plan"),
        ("\N{RIGHT-TO-LEFT EMBEDDING}\N{POP DIRECTIONAL FORMATTING}Straße", "strasse"),
        ("\N{FULLWIDTH LATIN CAPITAL LETTER A}b", "ab"),
        ("и\N{COMBINING BREVE}", "й"),
        ("_system", "_system"),
        ("Orders (old)", "orders (old)"),
    ],
)
def test_names_are_compared_as_they_are_seen(written: str, compared: str) -> None:
    assert fold_name(written) == compared


def test_a_heading_is_compared_by_its_letters_and_digits() -> None:
    assert fold_heading("E-\N{SOFT HYPHEN}Mail: ") == "email"
    assert meaning("\N{RIGHT-TO-LEFT MARK}نعم ") == meaning("yes")

"""Somebody leaves: every tab is cleared of them by their code, and nothing of the shop's without proof."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from commands.closing_run import close
from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.member.leave import leave
from loyalty.outcomes.stored_data import Left
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.google.client import Google
from sheets.workbook import Workbook
from tests.sheets.requests.conftest import ANA, BEFORE, BORIS, NOW, Start

LEAVES: Callable[[Book], Decision[Any]] = partial(leave, contact="7001", confirmed=True, now=NOW)


def proved(owner: Owner) -> None:
    owner.type_over("Settings", "Confirm e-mail", "Value", "yes")


def standing(owner: Owner, *texts: str) -> list[tuple[str, str]]:
    """Where one of these texts stands in any cell, whatever its case; the tab and the cell."""
    titles = [str(one["properties"]["title"]) for one in owner.description()["sheets"]]
    grids = {title: owner.google.tab(owner.spreadsheet, title) for title in titles}
    cells = [(title, str(cell)) for title, grid in grids.items() for row in grid for cell in row]
    return [(title, cell) for title, cell in cells if any(text in cell.casefold() for text in texts)]


def emails(owner: Owner, title: str) -> dict[str, object]:
    return {str(row["Order"]): row.get("Email") for row in owner.tab(title) if "Order" in row}


@pytest.fixture(params=[20_000, 6], ids=["small", "large"])
def opened(
    shop: Owner,  # noqa: ARG001 - the owner sets the sheet up
    instance: Callable[..., Workbook],
    request: pytest.FixtureRequest,
) -> Workbook:
    """An instance on the owner's sheet; for one the sheet is large and read in chunks."""
    return instance(rows_at_once=request.param)


def test_every_address_that_was_ever_theirs_goes_once_the_address_is_proved(opened: Workbook, shop: Owner) -> None:
    proved(shop)
    shop.type_over("Members", ANA, "Email", "ana@new.example")
    shop.type("Orders", ["1060", "Ana@Example.com", 5], ["1061", "ANA@new.example", 5], ["1062", "ann@example.com", 5])
    shop.type("Ledger", ["2026-03-01 09:00:00", ANA, "ana@old.example", "", 5, "", "hello"])
    shop.type("Ledger", ["2026-03-01 09:00:00", ANA, "ana@example.com", "", 5, "", "write to ana@new.example"])
    shop.type("Orders", ["1063", "mailto:ana@old.example", 5], ["1064", "Ana <ana@old.example>", 5])
    shop.type("Coupons", ["OLD-1", "tote", "used", ANA, "ana@old.example"])
    failed = "550 <ana@old.example>: no such mailbox"
    shop.type("Emails", ["2026-03-01 09:00:00", ANA, "ana@old.example", "reminder", "failed", failed, "reminder:1"])

    assert isinstance(opened.transact(LEAVES), Left)

    assert standing(shop, "ana@") == []
    assert emails(shop, "Orders")["1062"] == "ann@example.com"
    assert {"hello", "write to "} <= {row.get("Note") for row in shop.tab("Ledger")}
    assert [row["Detail"] for row in shop.tab("Emails") if "Detail" in row] == ["550 <>: no such mailbox"]


@pytest.mark.parametrize("written", ["ana@example.com", "Ana <ANA@example.com>", "mailto:ana@example.com?subject=Hi"])
def test_rows_that_cannot_be_read_are_cleared_too(opened: Workbook, shop: Owner, written: str) -> None:
    proved(shop)
    shop.type("Orders", ["1060", written, "much"], ["", written, 5], ["1061", f"{written}, boris@example.com", 5])
    shop.type("Ledger", ["2026-03-01 09:00:00", ANA, "ana@old.example", "", "many"])
    shop.type("Coupons", ["OLD-1", "", "lost", ANA, "ana@old.example"])
    shop.type("Emails", ["2026-03-01 09:00:00", ANA, "ana@old.example", "", "sent", "", "reminder:1"])
    shop.type("Answers", ["2026-03-01 09:00:00", ANA, "tea", "", "Green tea", "a1"])
    shop.type("Log", ["2026-03-01 09:00:00", ANA, ANA, "member birthday", "1990-02-03", "", "typed over"])
    opened.transact(lambda _: Decision(None), tidy=True)
    assert standing(shop, "ana@old.example") != []

    assert isinstance(opened.transact(LEAVES), Left)

    explained = "This is not one email address. Write exactly one, such as ana@example.com."
    assert {cell for _, cell in standing(shop, "ana@", "green tea", "1990-02-03")} <= {explained}
    assert str(emails(shop, "Orders")["1061"]).endswith(", boris@example.com")


def test_without_proof_the_shops_rows_stay_but_for_the_orders_that_they_have_claimed(
    opened: Workbook, shop: Owner
) -> None:
    shop.type("Orders", ["1060", "ana@example.com", 5], ["1061", "ana@example.com", "much"])
    shop.type("Ledger", ["2026-03-01 09:00:00", "", "ana@example.com", "", 5, "", "a present"])
    before = emails(shop, "Orders")

    assert isinstance(opened.transact(LEAVES), Left)

    assert before | {"1001": None, "1003": None} == emails(shop, "Orders")
    assert {title for title, _ in standing(shop, "ana@")} <= {"Orders", "Problems"}


def test_an_order_of_somebody_elses_that_they_have_claimed_by_its_link_keeps_its_address(
    opened: Workbook, shop: Owner
) -> None:
    proved(shop)
    shop.type_over("Orders", "1001", "Email", "boris@example.com")
    shop.type_over("Orders", "1003", "Email", "a-gift@example.com")

    assert isinstance(opened.transact(LEAVES), Left)

    assert (emails(shop, "Orders")["1001"], emails(shop, "Orders")["1003"]) == ("boris@example.com", None)


def test_what_the_owner_notes_of_others_stays_even_where_it_is_just_the_address(opened: Workbook, shop: Owner) -> None:
    proved(shop)
    shop.type_over("Members", BORIS, "Notes", "ana@example.com")
    shop.type("Orders", ["1070", "boris@example.com", 5, "", "", "", "", "", "ana@example.com"])

    assert isinstance(opened.transact(LEAVES), Left)

    assert standing(shop, "ana@") == [("Members", "ana@example.com"), ("Orders", "ana@example.com")]


def test_problems_no_longer_quotes_who_has_left(opened: Workbook, shop: Owner) -> None:
    proved(shop)
    shop.type("Problems", ["Orders", 7, "Email", "ana@example.com, boris@example.com", "Two addresses."])
    shop.type("Problems", ["Members", 2, "Contact", "7001", "Another member has it."])
    shop.type("Problems", ["Orders", 9, "Order", "7001", "Twice."])

    assert isinstance(opened.transact(LEAVES), Left)

    quoted = [row.get("Cell") for row in shop.tab("Problems") if row.get("Why") in ("Another member has it.", "Twice.")]
    assert standing(shop, "ana@example.com") == []
    assert quoted in ([], [None, "7001"])


def test_books_that_were_closed_a_moment_ago_are_cleared_by_an_instance_that_is_awake(
    shop: Owner, google: Google, start: Start, instance: Callable[..., Workbook]
) -> None:
    shop.type_over("Ledger", f"join:{ANA}", "Email", "ana@old.example")
    awake = instance()
    awake.open()
    list(close(google, start, before=BEFORE))

    assert isinstance(awake.transact(LEAVES), Left)

    assert standing(shop, "ana@old.example") == []


@pytest.mark.parametrize("stays", [True, False], ids=["stays", "is taken away again"])
@pytest.mark.parametrize("reads", range(6))
def test_a_column_that_moves_while_closed_years_are_looked_through_keeps_no_address_there(
    shop: Owner, google: Google, start: Start, instance: Callable[..., Workbook], reads: int, *, stays: bool
) -> None:
    shop.type_over("Ledger", f"join:{ANA}", "Email", "ana@old.example")
    list(close(google, start, before=BEFORE))
    awake = instance()
    awake.open()

    def wait(left: int) -> None:
        if left:
            shop.before_next("read", partial(wait, left - 1))
            return
        shop.insert("Ledger 2024", "COLUMNS", 0)
        if not stays:
            shop.before_next("read", partial(shop.delete, "Ledger 2024", "COLUMNS", 0))

    shop.before_next("read", partial(wait, reads))
    assert isinstance(awake.transact(LEAVES), Left)

    assert standing(shop, "ana@old.example") == []


@pytest.mark.parametrize("proof", [True, False])
def test_closed_years_keep_their_lines_without_an_address(
    shop: Owner, google: Google, start: Start, *, proof: bool
) -> None:
    if proof:
        proved(shop)
    shop.type(
        "Ledger",
        ["2024-03-01 10:00:00", ANA, "ana@old.example", "survey", 5, "tea", "", "survey:tea:1"],
        ["2025-03-01 10:00:00", BORIS, "boris@example.com", "survey", 5, "tea", "", "survey:tea:2"],
    )
    shop.type_over("Ledger", f"join:{ANA}", "Email", "Ana <ana@example.com>")
    list(close(google, start, before=BEFORE))
    assert ("Ledger 2024", "ana@old.example") in standing(shop, "ana@")

    assert isinstance(start().transact(LEAVES), Left)

    assert {title for title, _ in standing(shop, "ana@")} == (set() if proof else {"Orders"})
    assert ("Ledger 2025", "boris@example.com") in standing(shop, "boris@")
    assert sum(row.get("Member") == ANA for row in shop.tab("Ledger 2024")) == 3


def test_a_closed_year_that_is_sorted_in_that_very_moment_is_cleared_all_the_same(
    shop: Owner, google: Google, start: Start
) -> None:
    shop.type(
        "Ledger",
        ["2024-03-01 10:00:00", ANA, "ana@old.example", "survey", 5, "tea", "", "survey:tea:1"],
        ["2024-03-02 10:00:00", BORIS, "boris@example.com", "survey", 6, "tea", "", "survey:tea:2"],
    )
    list(close(google, start, before=BEFORE))
    # Shared, so that it goes cell by cell.
    shop.type_over("Members", BORIS, "Email", "ana@old.example")

    shop.before_next("write", lambda: shop.sort("Ledger 2024", 4, descending=True))
    assert isinstance(start().transact(LEAVES), Left)

    lines = {(row.get("Member"), row.get("Email")) for row in shop.tab("Ledger 2024") if row.get("For") == "tea"}
    assert lines == {(ANA, None), (BORIS, "boris@example.com")}


def test_a_closed_year_without_its_headings_is_told(shop: Owner, google: Google, start: Start) -> None:
    list(close(google, start, before=BEFORE))
    shop.type_at("Ledger 2024!B1", ["Whose"])
    workbook = start()

    assert isinstance(workbook.transact(LEAVES), Left)
    workbook.transact(lambda _: Decision(None), tidy=True)

    told = [row["Tab"] for row in shop.tab("Problems") if "headings are not" in str(row.get("Why"))]
    assert told == ["Ledger 2024"]


def test_however_many_lines_somebody_has_a_few_searches_find_them(shop: Owner, start: Start, stand_in: StandIn) -> None:
    proved(shop)
    lines = ([f"2026-02-02 09:{at // 60:02}:{at % 60:02}", ANA, "ana@example.com", "", 1] for at in range(600))
    shop.type("Ledger", *lines)
    workbook = start()
    workbook.open()
    stand_in.requests.clear()

    assert isinstance(workbook.transact(LEAVES), Left)

    assert standing(shop, "ana@") == []
    assert [request.kind for request in stand_in.requests].count("write") == 1

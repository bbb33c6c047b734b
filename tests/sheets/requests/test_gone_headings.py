"""A heading that decides and has disappeared closes what rests on it, until it is back or set-up was told."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from commands.checks.sheet_content import check_up
from commands.sheet.provision import set_up
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.outcomes.claiming import Claimed
from sandbox.owner import Owner
from sheets.codec.a1 import letters
from sheets.google.client import Google
from sheets.google.errors import HeadingMissing, HeadingsBelowRows
from sheets.schema.noted.known_headings import HeadingGone
from sheets.workbook import Workbook
from tests.sheets.conftest import Clock

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Start = Callable[..., Workbook]
DECIDING = [
    ("Orders", "Status"),
    ("Orders", "Refunded"),
    ("Orders", "Currency"),
    ("Rewards", "Active"),
    ("Rewards", "Only for"),
    ("Rewards", "Stock"),
    ("Members", "Reminders"),
    ("Members", "Status"),
    ("Members", "Contact"),
    ("Coupons", "Expires"),
    ("Ledger", "Available"),
]


def claims(workbook: Workbook, number: str = "1042") -> Any:
    return workbook.transact(partial(claim_order, contact="7001", number=number, now=NOW))


def heads(owner: Owner, tab: str, heading: str, new: str) -> None:
    """Types over a heading."""
    at = list(owner.google.tab(owner.spreadsheet, tab)[0]).index(heading)
    owner.type_at(f"{tab}!{letters(at)}1", [new])


@pytest.fixture(params=[20_000, 7], ids=["small", "large"])
def ana(owner: Owner, instance: Start, request: pytest.FixtureRequest) -> Workbook:  # noqa: ARG001 - the owner comes first
    """An instance that Ana has joined at."""
    workbook = instance(rows_at_once=request.param)
    workbook.transact(
        partial(join, contact="7001", email="ana@example.com", name="", language="en", codes=["K7Q4ZD"], now=NOW)
    )
    return workbook


@pytest.mark.parametrize(("tab", "heading"), DECIDING)
def test_nothing_is_given_without_a_heading_that_decides(
    ana: Workbook, owner: Owner, instance: Start, tab: str, heading: str
) -> None:
    heads(owner, tab, heading, "Mine")

    for workbook in (ana, instance()):
        with pytest.raises((HeadingGone, HeadingMissing)):
            claims(workbook)

    assert [row["Points"] for row in owner.tab("Ledger")] == [50]
    [problem] = [row for row in owner.tab("Problems") if row["Tab"] == tab]
    assert (problem["Column"], problem["Why"].partition(".")[0]) == (
        heading,
        f"The heading {heading} is gone from {tab}",
    )


@pytest.mark.parametrize(("tab", "heading"), DECIDING)
@pytest.mark.usefixtures("ana")
def test_who_only_looks_is_told_so_too(owner: Owner, instance: Start, tab: str, heading: str) -> None:
    heads(owner, tab, heading, "Mine")

    with pytest.raises((HeadingGone, HeadingMissing)):
        instance().read_whole()


@pytest.mark.parametrize("back", ["Status", "  STATUS ", "Статус"])
def test_it_goes_on_when_the_heading_is_written_back(ana: Workbook, owner: Owner, clock: Clock, back: str) -> None:
    heads(owner, "Orders", "Status", "State")
    with pytest.raises(HeadingGone):
        claims(ana)

    heads(owner, "Orders", "State", back)
    clock.seconds += 400

    assert isinstance(claims(ana), Claimed)
    claims(ana, "1043")
    assert owner.tab("Problems") == []


def test_set_up_adds_no_empty_column_in_its_place_but_says_what_to_do(
    ana: Workbook,  # noqa: ARG001 - Ana has joined
    owner: Owner,
    connect: Callable[[], Google],
) -> None:
    heads(owner, "Orders", "Currency", "Money")

    told = set_up(connect(), chance="again")

    assert "Currency" not in owner.google.tab(owner.spreadsheet, "Orders")[0]
    [said] = [word for word in told if "Currency" in word]
    assert said.startswith("The heading Currency was there and is gone from Orders")
    assert said.endswith('or go without it: manage.py setup --without "Currency".')
    [finding] = [found for found in check_up(connect()) if found.key == "sheet.heading_gone"]
    assert finding.blocks


def test_who_goes_without_it_on_purpose_says_so_once(
    ana: Workbook, owner: Owner, connect: Callable[[], Google]
) -> None:
    owner.delete("Orders", "COLUMNS", list(owner.google.tab(owner.spreadsheet, "Orders")[0]).index("Currency"))
    with pytest.raises(HeadingGone):
        claims(ana)

    set_up(connect(), chance="again", without=["currency"])

    assert isinstance(claims(ana), Claimed)
    assert "Currency" not in owner.google.tab(owner.spreadsheet, "Orders")[0]


@pytest.mark.parametrize("noted", ["", "nonsense", "[1, 2]", '{"Orders": 7}', '{"Mine": ["Mine"]}'])
def test_what_somebody_types_over_the_noted_headings_stops_nothing(ana: Workbook, owner: Owner, noted: str) -> None:
    owner.type_at("_system!A3", [noted])

    assert isinstance(claims(ana), Claimed)
    assert "Currency" in str(owner.google.tab(owner.spreadsheet, "_system")[2][0])


def test_a_column_that_decides_nothing_may_go(ana: Workbook, owner: Owner) -> None:
    heads(owner, "Members", "Notes", "Remarks")

    assert isinstance(claims(ana), Claimed)


def drags_headings(owner: Owner, tab: str, rows: int = 1) -> None:
    """The row of the headings goes below so many others, as by a sort that takes it along."""
    owner.move(tab, "ROWS", 0, rows + 1)


@pytest.mark.parametrize(
    ("tab", "rows"), [("Members", 1), ("Ledger", 1), ("Orders", 2), ("Settings", 3), ("Rewards", 2)]
)
def test_nothing_is_given_while_rows_stand_above_the_headings_that_they_belong_below(
    ana: Workbook, owner: Owner, instance: Start, connect: Callable[[], Google], clock: Clock, tab: str, rows: int
) -> None:
    drags_headings(owner, tab, rows)

    for workbook in (ana, instance()):
        with pytest.raises(HeadingsBelowRows, match=tab):
            claims(workbook)
    assert [finding.blocks for finding in check_up(connect()) if finding.key == "sheet.headings_below"] == [True]
    owner.move(tab, "ROWS", rows, 0)
    clock.seconds += 400

    assert isinstance(claims(ana), Claimed)
    assert [row["Points"] for row in owner.tab("Ledger")] == [50, 60]


def test_the_owner_reads_in_problems_that_headings_stand_below_rows(ana: Workbook, owner: Owner) -> None:
    drags_headings(owner, "Members")

    with pytest.raises(HeadingsBelowRows):
        claims(ana)

    [problem] = owner.tab("Problems")
    assert (problem["Tab"], problem["Row"]) == ("Members", 2)
    assert problem["Why"].startswith("Rows of Members stand above its headings, which are in row 2 now.")


@pytest.mark.parametrize(
    "above",
    [
        ["Our members", "", "since 2019"],
        ["Members:", 34, "Points:", 5600],
        ["Total", "", "", "", "", "", 160, 110],
        ["Write to", "hello@shop.example"],
    ],
)
def test_a_title_or_sums_above_the_headings_are_the_owners(
    ana: Workbook, owner: Owner, clock: Clock, above: list[object]
) -> None:
    owner.insert("Members", "ROWS", 0)
    owner.type_at("Members!A1", above)
    clock.seconds += 400

    assert isinstance(claims(ana), Claimed)

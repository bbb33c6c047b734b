"""A heading that stands twice is read and written by nobody, and the owner is told which it is and what it closes."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from commands.checks.finding import Finding
from commands.checks.sheet_content import check_up
from commands.sheet.provision import set_up
from loyalty.book.decision import Decision
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.redeem import redeem
from loyalty.outcomes.claiming import Claimed
from loyalty.outcomes.redeeming import Redeemed
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.codec.a1 import letters
from sheets.codec.column import Tab
from sheets.codec.doubled_headings import CLOSES_COLUMN, HeadingTwice
from sheets.codec.table import find_headings
from sheets.codec.translation import said
from sheets.google.client import Google
from sheets.schema.members_tab import MEMBERS
from sheets.schema.orders_tab import ORDERS
from sheets.schema.tabs import TABS
from sheets.workbook import Workbook
from tests.sheets.conftest import Clock

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Connect = Callable[[], Google]
Start = Callable[..., Workbook]


def ana_joins(workbook: Workbook) -> None:
    codes = iter(["K7Q4ZD"])
    workbook.transact(
        partial(join, contact="7001", email="ana@example.com", name="Ana", language="", codes=codes, now=NOW)
    )


def ana_claims(workbook: Workbook) -> object:
    return workbook.transact(partial(claim_order, contact="7001", number="1042", now=NOW))


def tidies(workbook: Workbook) -> None:
    workbook.transact(lambda _book: Decision(None), tidy=True)


def inserts_a_column(owner: Owner, tab: str, heading: str, *cells: object, at: int = 0) -> None:
    """The owner's own column, by default left of all others, with something of theirs in its rows."""
    owner.insert(tab, "COLUMNS", at)
    owner.type_at(f"{tab}!{letters(at)}1", [heading], *([cell] for cell in cells))


def column_of(owner: Owner, tab: str, letter: str) -> list[Any]:
    return [row[ord(letter) - ord("A")] for row in owner.google.tab(owner.spreadsheet, tab)]


def listed(owner: Owner) -> list[tuple[Any, Any, Any]]:
    return [(row["Tab"], row["Column"], row["Why"]) for row in owner.tab("Problems")]


def twice(found: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.key == "sheet.heading_twice"]


@pytest.mark.parametrize("shown", ["#NAME?", "#ИМЯ?"])
def test_what_a_broken_formula_shows_in_place_of_a_heading_is_none_of_ours(
    owner: Owner, instance: Start, shown: str
) -> None:
    workbook = instance()
    inserts_a_column(owner, "Rewards", shown, "my rank")
    ana_joins(workbook)
    owner.type_over("Members", "K7Q4ZD", "Points", 500)
    workbook.transact(lambda _book: Decision(None), tidy=True)

    taken = workbook.transact(partial(redeem, contact="7001", reward="tote", now=NOW, codes=[]))

    assert isinstance(taken, Redeemed)
    assert taken.reward.name == "Tote bag"
    assert owner.tab("Problems") == []


def test_an_owners_column_headed_points_neither_takes_points_nor_is_written_over(
    owner: Owner, workbook: Workbook, clock: Clock
) -> None:
    ana_joins(workbook)
    inserts_a_column(owner, "Members", "Points", 7)
    clock.seconds += 400

    tidies(workbook)
    claimed = ana_claims(workbook)

    assert isinstance(claimed, Claimed)
    assert claimed.standing.points == 110
    assert column_of(owner, "Members", "A") == ["Points", 7]
    assert [row["Points"] for row in owner.tab("Ledger")] == [50, 60]


def test_the_owner_reads_in_problems_which_heading_stands_twice_and_where(
    owner: Owner, workbook: Workbook, connect: Connect
) -> None:
    inserts_a_column(owner, "Orders", "claimed ")

    tidies(workbook)

    why = (
        "The heading Claimed is there twice in Orders (columns A and H). "
        "Rename one of them; until then nothing is read from either column or written into it."
    )
    assert listed(owner) == [("Orders", "Claimed", why)]
    [finding] = twice(check_up(connect()))
    assert (finding.sentence, finding.blocks) == (why, False)
    assert not [found for found in check_up(connect()) if found.key == "rows.unreadable"], "it is said once"


def test_while_one_heading_keeps_all_closed_the_owner_reads_of_all_others_too(owner: Owner, workbook: Workbook) -> None:
    ana_joins(workbook)
    inserts_a_column(owner, "Orders", "Amount")
    inserts_a_column(owner, "Members", "Points")
    inserts_a_column(owner, "Coupons", "Code")
    gone = letters(owner.google.tab(owner.spreadsheet, "Rewards")[0].index("Active"))
    owner.type_at(f"Rewards!{gone}1", ["On"])

    with pytest.raises(HeadingTwice):
        ana_claims(workbook)

    assert {(tab, column) for tab, column, _ in listed(owner)} == {
        ("Orders", "Amount"),
        ("Members", "Points"),
        ("Coupons", "Code"),
        ("Rewards", "Active"),
    }


def test_a_number_shown_beside_a_doubled_heading_is_no_edit_when_the_heading_is_mended(
    owner: Owner, workbook: Workbook, clock: Clock
) -> None:
    ana_joins(workbook)
    inserts_a_column(owner, "Members", "POINTS", 3)
    ana_claims(workbook)
    tidies(workbook)
    owner.type_at("Members!A1", ["Stickers"])
    clock.seconds += 400

    tidies(workbook)

    [ana] = owner.tab("Members")
    assert (ana["Points"], ana["Stickers"]) == (110, 3)
    assert [row["Points"] for row in owner.tab("Ledger")] == [50, 60]


def test_what_points_were_last_shown_is_not_read_from_a_doubled_column(
    owner: Owner, workbook: Workbook, clock: Clock
) -> None:
    ana_joins(workbook)
    inserts_a_column(owner, "Members", "Points as booked", "9@1")
    clock.seconds += 400

    tidies(workbook)

    assert [row["Points"] for row in owner.tab("Ledger")] == [50]
    assert column_of(owner, "Members", "A") == ["Points as booked", "9@1"]


def test_a_problem_of_a_doubled_heading_goes_when_one_is_renamed(
    owner: Owner, workbook: Workbook, clock: Clock
) -> None:
    inserts_a_column(owner, "Coupons", "Used for", "the summer fair")
    tidies(workbook)
    assert [column for _, column, _ in listed(owner)] == ["Used for"]
    owner.type_at("Coupons!A1", ["For whom"])
    clock.seconds += 400

    tidies(workbook)

    assert listed(owner) == []
    assert column_of(owner, "Coupons", "A")[:2] == ["For whom", "the summer fair"]


def test_a_note_is_not_given_out_as_a_coupon_code(owner: Owner, workbook: Workbook) -> None:
    ana_joins(workbook)
    owner.type("Ledger", ["2026-11-22", "K7Q4ZD", "", "adjustment", 500])
    inserts_a_column(owner, "Coupons", "code", "ask Boris first")

    with pytest.raises(HeadingTwice, match="The heading 'Code' stands twice in the tab 'Coupons'"):
        workbook.transact(partial(redeem, contact="7001", reward="tote", codes=(), now=NOW))

    assert column_of(owner, "Coupons", "A")[:3] == ["code", "ask Boris first", ""]
    assert [row["Points"] for row in owner.tab("Ledger")] == [50, 500]


@pytest.mark.parametrize(
    ("tab", "heading"),
    [
        ("Orders", "Amount"),
        ("Orders", "Сумма"),
        ("Orders", "المبلغ"),
        ("Orders", "refunded"),
        ("Orders", "Coupons"),
        ("Members", "\N{RIGHT-TO-LEFT MARK}Contact"),
        ("Members", "Status"),
        ("Members", "Plan until"),
        ("Ledger", "Points"),
        ("Rewards", "Special price"),
        ("Settings", "Value"),
        ("Emails", "STATUS"),
        ("Campaigns", "Multiplier"),
        ("Tiers", "From"),
    ],
)
def test_what_money_consent_or_identity_hang_on_closes_the_program(
    owner: Owner, workbook: Workbook, connect: Connect, tab: str, heading: str
) -> None:
    ana_joins(workbook)
    inserts_a_column(owner, tab, heading)

    with pytest.raises(HeadingTwice):
        ana_claims(workbook)

    [(where, _, why)] = listed(owner)
    [finding] = twice(check_up(connect()))
    assert where == tab
    assert why.endswith("no points are given or taken, and customers are told to try again later.")
    assert (finding.sentence, finding.blocks) == (why, True)
    assert [row["Cause"] for row in owner.tab("Ledger") if "Cause" in row] == ["join:K7Q4ZD"]


def test_a_closed_program_opens_when_a_heading_is_renamed(owner: Owner, workbook: Workbook, clock: Clock) -> None:
    ana_joins(workbook)
    inserts_a_column(owner, "Orders", "Email", "boris@example.com")
    with pytest.raises(HeadingTwice):
        ana_claims(workbook)
    owner.type_at("Orders!A1", ["Who packed it"])
    clock.seconds += 400

    assert isinstance(ana_claims(workbook), Claimed)
    tidies(workbook)
    assert listed(owner) == []


def test_while_the_program_is_closed_problems_is_written_once_and_nothing_else(
    owner: Owner, workbook: Workbook, stand_in: StandIn, clock: Clock
) -> None:
    ana_joins(workbook)
    inserts_a_column(owner, "Orders", "Currency")
    stand_in.requests.clear()

    for _ in range(5):
        with pytest.raises(HeadingTwice):
            ana_claims(workbook)
        clock.seconds += 100

    assert len(listed(owner)) == 1
    assert sum(request.kind == "write" for request in stand_in.requests) == 1


def test_a_heading_added_right_of_all_others_is_seen_by_the_next_tap(owner: Owner, workbook: Workbook) -> None:
    ana_joins(workbook)
    ana_claims(workbook)
    width = len(owner.google.tab(owner.spreadsheet, "Orders")[0])
    owner.edit({"appendDimension": {"sheetId": owner.sheet_id("Orders"), "dimension": "COLUMNS", "length": 1}})
    owner.type_at(f"Orders!{letters(width)}1", ["Amount "], [1_000_000])

    with pytest.raises(HeadingTwice):
        workbook.transact(partial(claim_order, contact="7001", number="1043", now=NOW))


def test_a_survey_whose_heading_stands_twice_closes_alone(owner: Owner, workbook: Workbook, connect: Connect) -> None:
    owner.type("Survey", ["Taste", "Tea or coffee?", "tea, coffee", 20])
    inserts_a_column(owner, "Survey", "Points")
    ana_joins(workbook)

    assert isinstance(ana_claims(workbook), Claimed)
    assert workbook.read_whole(seconds=30).book.offers.questions == ()
    tidies(workbook)
    [(tab, column, why)] = listed(owner)
    assert (tab, column) == ("Survey", "Points")
    assert why.endswith("nothing is read from this tab or written into it.")
    assert [finding.blocks for finding in twice(check_up(connect()))] == [False]


def test_problems_with_a_doubled_heading_of_its_own_keeps_nobody_from_an_answer(
    owner: Owner, workbook: Workbook, connect: Connect
) -> None:
    inserts_a_column(owner, "Problems", "Why", "mine")
    owner.type("Orders", ["1050", "ana@example.com", "a lot"])
    ana_joins(workbook)

    assert isinstance(ana_claims(workbook), Claimed)
    assert column_of(owner, "Problems", "A") == ["Why", "mine"]
    assert [finding.sentence.partition(" (")[0] for finding in twice(check_up(connect()))] == [
        "The heading Why is there twice in Problems"
    ]


def test_set_up_adds_no_third_heading_and_names_the_two(owner: Owner, connect: Connect) -> None:
    inserts_a_column(owner, "Rewards", "Stock")
    inserts_a_column(owner, "Settings", "Value")
    before = {tab: owner.google.tab(owner.spreadsheet, tab) for tab in ("Rewards", "Settings")}

    words = set_up(connect(), chance="again")

    assert [word.partition(" (")[0] for word in words] == [
        "The heading Value is there twice in Settings",
        "The heading Stock is there twice in Rewards",
    ]
    assert {tab: owner.google.tab(owner.spreadsheet, tab) for tab in before} == before


def test_a_column_headed_like_an_alias_beside_our_own_heading_is_the_owners(owner: Owner, workbook: Workbook) -> None:
    inserts_a_column(owner, "Orders", "Total", 9_999, 9_999, 9_999)
    ana_joins(workbook)

    claimed = ana_claims(workbook)

    assert isinstance(claimed, Claimed)
    assert claimed.standing.points == 110


@pytest.mark.parametrize("language", ["ru", "ar"])
def test_a_sheet_in_another_language_says_it_in_that_language(
    stand_in: StandIn, connect: Connect, instance: Start, language: str
) -> None:
    set_up(connect(), chance="chance0", language=language)
    owner = Owner(stand_in, "the-owners-sheet")
    inserts_a_column(owner, said("Members", language), "Lifetime points")

    tidies(instance())

    title, heading = said("Members", language), said("Lifetime points", language)
    [row] = owner.tab(said("Problems", language))
    why = row[said("Why", language)]
    assert title in why
    assert heading in why
    assert why != CLOSES_COLUMN.message
    assert "there twice" not in why


def test_points_and_what_was_shown_there_are_used_together_or_not_at_all() -> None:
    columns = find_headings(MEMBERS, [["Member", "Email", "Contact", "Points", "Points as booked", "points"]])

    assert {MEMBERS.points, MEMBERS.points_as_booked}.isdisjoint(columns.usable)
    assert [(doubled.column, doubled.places) for doubled in columns.doubled] == [(MEMBERS.points, (3, 5))]
    columns.require()


def test_a_heading_in_two_languages_stands_twice() -> None:
    columns = find_headings(ORDERS, [["Order", "Email", "Amount", "Баллы", "Points"]])

    assert [doubled.column for doubled in columns.doubled] == [ORDERS.points]


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.title)
def test_no_tab_of_ours_has_a_heading_twice_by_itself(tab: Tab) -> None:
    assert find_headings(tab, [[column.heading for column in tab.columns]]).doubled == ()

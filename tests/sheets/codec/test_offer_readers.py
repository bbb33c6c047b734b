"""The tabs of offers: what an owner may write there, and that a spreadsheet without them works as before."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from commands.checks.sheet_content import check_up
from commands.sheet.provision import set_up
from loyalty.book.book import Book
from loyalty.book.decision import AddAnswer, AddFact, Decision
from loyalty.member.join import join
from loyalty.model.bought.product_rules import ProductRule
from loyalty.model.fact import FactKind
from loyalty.model.offers import Answer, Campaign, Offers, OwnerAction, Per, Plan, Question, Tier
from loyalty.outcomes.joining import Joined
from sandbox.owner import Owner
from sheets.codec.column import Tab
from sheets.codec.table import read_table
from sheets.google.client import Google
from sheets.google.grid import Cell
from sheets.schema.answers_tab import ANSWERS
from sheets.schema.offers.offer_tabs import ACTIONS, CAMPAIGNS, OFFERS, PLANS, SURVEY, TIERS, read_offers
from sheets.schema.offers.products_tab import PRODUCTS
from sheets.schema.offers.rewards_tab import REWARDS, read_rewards
from sheets.schema.offers.segments_tab import SEGMENTS
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA = "KANA47"
JOINS = partial(join, contact="7001", email="ana@example.com", name="Ana", language="en", codes=[ANA], now=NOW)


def read(tab: Tab, *rows: list[Cell]) -> tuple[Offers, list[tuple[str, str]]]:
    """What the tab offers with these rows below its headings, and what is wrong: column and why."""
    headings: list[Cell] = [column.heading for column in tab.columns]
    offers, problems = read_offers({tab.title: read_table(tab, [headings, *rows], ZoneInfo("UTC"))})
    return offers, [(problem.column, str(problem.why)) for problem in problems]


def offers_in(workbook: Workbook) -> Offers:
    return workbook.transact(lambda book: Decision(book.offers))


def test_a_reward_whose_last_day_comes_before_its_first_is_told_and_keeps_its_name_for_who_holds_its_coupons() -> None:
    headings: list[Cell] = ["Reward", "Name", "Points", "Starts", "Ends"]
    row: list[Cell] = ["tote", "Tote bag", 200, 46386, 46347]

    [reward], [problem] = read_rewards(read_table(REWARDS, [headings, row], ZoneInfo("UTC")))

    assert reward.name == "Tote bag"
    assert (problem.column, str(problem.why)) == (
        "Ends",
        "The last day comes before the first. Correct one of the two.",
    )


def test_a_campaign_is_read_with_all_that_limits_it() -> None:
    row: list[Cell] = ["Double week", 46347, "2026-11-29", 2, 10, 25, "Sat, sunday", "Gold, VIP", "yes", "yes"]

    offers, problems = read(CAMPAIGNS, row)

    ends, days = date(2026, 11, 29), frozenset({5, 6})
    double = Campaign(
        "Double week", date(2026, 11, 21), ends, Decimal(2), 10, Decimal(25), days, ("gold", "vip"), once=True
    )
    assert offers.campaigns == (double,)
    assert problems == []


def test_offers_are_read_with_what_empty_cells_mean() -> None:
    assert read(CAMPAIGNS, ["Weekend", None, None, None, 5])[0].campaigns == (Campaign("Weekend", bonus=5),)
    assert read(TIERS, ["Gold", 500], ["Silver", 100, Decimal("1.25")])[0].tiers == (
        Tier("Silver", Decimal(100), Decimal("1.25")),
        Tier("Gold", Decimal(500)),
    )
    assert read(PLANS, ["Club"], ["For good", 90, "once", " Lifetime Card "])[0].plans == (
        Plan("Club", 12),
        Plan("For good", 0, "lifetime card", Decimal(90)),
    )
    assert read(PRODUCTS, ["Tea*", 2], ["Mug", None, 15], ["Card", 0], ["Soap", None], ["Tea", 3, None, "no"])[
        0
    ].products.rules == (
        ProductRule("Tea*", Decimal(2)),
        ProductRule("Mug", fixed=15),
        ProductRule("Card", Decimal(0)),
        ProductRule("Soap"),
        ProductRule("Tea", Decimal(3), active=False),
    )
    products: list[Cell] = ["Tea week", None, None, 2, *[None] * 6, "TEA*; tea  pot,TP-1"]
    assert read(CAMPAIGNS, products)[0].campaigns == (
        Campaign("Tea week", multiplier=Decimal(2), products=("tea*", "tea pot", "tp-1")),
    )
    for_all: list[Cell] = ["Tea week", None, None, 2, *[None] * 7, "NO"]
    assert read(CAMPAIGNS, for_all)[0].campaigns == (Campaign("Tea week", multiplier=Decimal(2), hold_out=False),)
    assert read(SURVEY, ["tea", "Tea or coffee?", "tea, coffee", 10], ["tea", "Why?"])[0].questions == (
        Question("tea", "Tea or coffee?", ("tea", "coffee"), 10),
        Question("tea", "Why?"),
    )
    assert read(ACTIONS, ["review", "A review", 20, 2, "Month"], ["follow", None, 5])[0].actions == (
        OwnerAction("review", "A review", 20, 2, Per.MONTH),
        OwnerAction("follow", "follow", 5),
    )


@pytest.mark.parametrize(
    ("tab", "row", "column"),
    [
        (CAMPAIGNS, ["Odd", "2026-11-29", "2026-11-21", 2], "Ends"),
        (CAMPAIGNS, ["Odd", None, None, Decimal("0.5")], "Multiplier"),
        (CAMPAIGNS, ["Odd", None, None, 2, -5], "Bonus points"),
        (CAMPAIGNS, ["Odd", None, None, 2, None, None, "someday"], "Weekdays"),
        (CAMPAIGNS, ["Odd", None, None, None, None], "Multiplier"),
        (PRODUCTS, ["Odd", -2], "Multiplier"),
        (PRODUCTS, ["Odd", "two"], "Multiplier"),
        (PRODUCTS, ["Odd", None, -5], "Fixed points"),
        (PRODUCTS, ["Odd", 2, 5], "Fixed points"),
        (PRODUCTS, ["Odd", None, Decimal("2.5")], "Fixed points"),
        (PRODUCTS, [None, 2], "Product"),
        (PRODUCTS, [" , ", 2], "Product"),
        (PRODUCTS, ["Odd", 2, None, "perhaps"], "Active"),
        (TIERS, ["Odd"], "From"),
        (TIERS, ["Odd", 100, None, None, -1], "Entry bonus"),
        (PLANS, ["Odd", None, "weekly"], "Period"),
        (SURVEY, ["tea", "Odd?", None, -1], "Points"),
        (ACTIONS, ["odd", None, 0], "Points"),
        (ACTIONS, ["odd", None, 5, 0], "Limit"),
        (ACTIONS, ["odd", None, 5, 1, "decade"], "Per"),
    ],
)
def test_a_slip_is_named_by_its_column(tab: Tab, row: list[Cell], column: str) -> None:
    _, problems = read(tab, row)

    assert [heading for heading, _ in problems] == [column]


ONE_NAME_TWICE: list[tuple[Tab, list[Cell], list[Cell]]] = [
    (TIERS, ["Gold", 500], ["GOLD ", 100]),
    (TIERS, ["Gold", 500], ["Gold", 500, Decimal("1.5")]),
    (CAMPAIGNS, ["Week", None, None, 2], ["week", None, None, 3]),
    (CAMPAIGNS, ["Week", None, None, 3, None, None, None, None, None, "no"], ["week", None, None, 2]),
    (PLANS, ["Club", 90, "monthly"], ["Club", 90, "once"]),
    (SURVEY, ["tea", "Why?", None, 5], ["tea", "why?", None, 50]),
    (PRODUCTS, ["Green tea", 2], ["GREEN  TEA", 3]),
    (PRODUCTS, ["Green tea", 0], ["green, tea", 2, None, "no"]),
    (PRODUCTS, ["Green tea", 1], ["Green tea", None, 50]),
    (SEGMENTS, ["regulars", "frequent", 5], ["Regulars", "frequent", 3]),
    (ACTIONS, ["review", None, 20], ["Review", None, 30]),
    (ACTIONS, ["review", None, 20, 1, "ever"], ["Review", None, 20, 1, "day"]),
]


@pytest.mark.parametrize(("tab", "less", "more"), ONE_NAME_TWICE)
def test_of_two_rows_with_one_name_the_one_counts_that_gives_less_however_they_are_sorted(
    tab: Tab, less: list[Cell], more: list[Cell]
) -> None:
    alone, _ = read(tab, less)

    above, below = read(tab, less, more), read(tab, more, less)

    assert above[0] == below[0] == alone
    assert [why for _, why in above[1]] == [
        "Row 2 has the same, and only that one counts. Change one of the two, or delete it."
    ]
    assert [why for _, why in below[1]] == [
        "Row 3 has the same, and only that one counts. Change one of the two, or delete it."
    ]


def test_of_two_tiers_with_one_threshold_the_same_one_is_the_higher_however_they_are_sorted() -> None:
    gold: list[Cell] = ["Gold", 500, Decimal("1.5")]
    silver: list[Cell] = ["Silver", 500, Decimal("1.25")]

    assert read(TIERS, gold, silver)[0] == read(TIERS, silver, gold)[0]
    assert [tier.name for tier in read(TIERS, gold, silver)[0].tiers] == ["Gold", "Silver"]


def without(owner: Owner, *tabs: Tab) -> None:
    for tab in tabs:
        owner.edit({"deleteSheet": {"sheetId": owner.sheet_id(tab.title)}})


def test_a_spreadsheet_without_these_tabs_works_as_before(
    owner: Owner, connect: Callable[[], Google], instance: Callable[..., Workbook]
) -> None:
    without(owner, *OFFERS, ANSWERS)
    workbook = instance()

    assert isinstance(workbook.transact(JOINS), Joined)
    assert offers_in(workbook) == Offers()
    assert check_up(connect()) == []


def test_a_tab_that_is_made_later_is_seen_within_five_minutes(
    owner: Owner, connect: Callable[[], Google], instance: Callable[..., Workbook], clock: Any
) -> None:
    without(owner, TIERS, SEGMENTS)
    workbook = instance()
    assert offers_in(workbook) == Offers()

    set_up(connect(), chance="again")
    owner.type("Tiers", ["Gold", 500])
    clock.seconds += 301

    assert [tier.name for tier in offers_in(workbook).tiers] == ["Gold"]


def test_a_tab_that_is_deleted_offers_nothing_from_the_next_answer_on(owner: Owner, workbook: Workbook) -> None:
    owner.type("Tiers", ["Gold", 500])
    assert [tier.name for tier in offers_in(workbook).tiers] == ["Gold"]

    without(owner, TIERS, SEGMENTS)

    assert offers_in(workbook) == Offers()


def test_a_tab_that_has_lost_a_heading_is_named_and_all_else_works(owner: Owner, workbook: Workbook) -> None:
    owner.type("Tiers", ["Gold", 500])
    owner.type_at("Tiers!B1", ["Whence"])

    assert isinstance(workbook.transact(JOINS), Joined)
    assert offers_in(workbook).tiers == ()
    assert [(row["Tab"], row["Column"]) for row in owner.tab("Problems")] == [("Tiers", "From")]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["Tea ", "Black or green?", "", "3O"], "Points"),
        (["tea", "Black or green?", "", "", "perhaps"], "Active"),
        (["TEA", "", "", 30], "Question"),
    ],
)
def test_a_survey_of_which_a_row_cannot_be_read_is_not_asked_meanwhile(row: list[Cell], column: str) -> None:
    offers, problems = read(SURVEY, ["tea", "How many cups?"], row, ["cake", "With cream?", "", 5])

    assert [question.survey for question in offers.questions] == ["cake"]
    assert [heading for heading, _ in problems] == [column]


def test_a_question_that_is_switched_off_keeps_no_survey_from_being_asked() -> None:
    offers, problems = read(SURVEY, ["tea", "How many cups?"], ["tea", "Old one?", "", "3O", "no"])

    assert [question.text for question in offers.questions] == ["How many cups?"]
    assert [heading for heading, _ in problems] == ["Points"]


def test_nothing_is_asked_where_answers_cannot_be_kept(owner: Owner, instance: Callable[..., Workbook]) -> None:
    owner.type("Survey", ["tea", "Tea or coffee?"])
    without(owner, ANSWERS)
    workbook = instance()

    assert isinstance(workbook.transact(JOINS), Joined)
    assert offers_in(workbook).questions == ()
    assert "Answers" in owner.tab("Problems")[0]["Why"]


def answers(id_: str, text: str) -> Callable[[Book], Decision[tuple[str, ...]]]:
    """A rule that keeps one more answer of Ana's, and says which there were."""

    def rule(book: Book) -> Decision[tuple[str, ...]]:
        before = tuple(one.answer for one in book.answers_of(ANA))
        return Decision(before, (AddAnswer(Answer(id_, NOW, ANA, "tea", "Tea or coffee?", text)),))

    return rule


@pytest.mark.parametrize("rows_at_once", [20_000, 3])
def test_answers_are_rows_that_every_instance_reads(
    owner: Owner, instance: Callable[..., Workbook], rows_at_once: int
) -> None:
    workbook = instance(rows_at_once=rows_at_once)
    workbook.transact(JOINS)

    workbook.transact(answers("tea:1", "=1+1"))
    owner.sort("Answers", 4)
    owner.type_over("Answers", "tea:1", "Answer", "coffee")

    assert workbook.transact(answers("tea:2", "milk")) == ("coffee",)
    assert instance().transact(answers("tea:3", "none")) == ("coffee", "milk")
    assert [row["Id"] for row in owner.tab("Answers")] == ["tea:1", "tea:2", "tea:3"]


def test_a_birthday_that_is_told_later_stands_beside_the_owners_cell(owner: Owner, workbook: Workbook) -> None:
    workbook.transact(JOINS)

    def tells(book: Book) -> Decision[None]:
        return Decision(
            None, (AddFact(book.next_fact(FactKind.MEMBER_BIRTHDAY, ANA, "1990-02-28", stood="", now=NOW)),)
        )

    workbook.transact(tells)

    [member] = owner.tab("Members")
    assert (member.get("Birthday"), member["Birthday now"], member["Reminders"]) == (None, 32932, "yes")


def test_a_code_under_referred_by_is_the_same_in_small_letters(owner: Owner, workbook: Workbook) -> None:
    workbook.transact(JOINS)
    owner.type_over("Members", "Ana", "Referred by", " kbor47")

    told = workbook.transact(lambda book: Decision(book.member(ANA)))

    assert told is not None
    assert told.referred_by == "KBOR47"


@pytest.mark.parametrize(
    ("headings", "cells", "worth", "cost"),
    [
        (("Worth", "Your cost"), ("12.00", "4.50"), "12.00", "4.50"),
        (("Your cost",), ("4.50",), None, "4.50"),
        (("Worth",), (12,), "12", None),
        (("Cost",), ("6.50",), "6.50", "6.50"),
        (("Стоимость",), ("6.50",), "6.50", "6.50"),
        (("Cost", "Your cost"), ("6.50", 4), None, "4"),
        (("Worth", "Cost"), (12, "6.50"), "12", None),
        (("Cost", "Your cost", "Worth"), (1, 2, 3), "3", "2"),
    ],
)
def test_what_a_reward_is_worth_is_not_what_it_costs_once_the_owner_has_said_which_is_which(
    headings: tuple[str, ...], cells: tuple[Cell, ...], worth: str | None, cost: str | None
) -> None:
    [reward], problems = read_rewards(
        read_table(REWARDS, [["Reward", "Points", *headings], ["tote", 100, *cells]], UTC)
    )

    assert (reward.worth, reward.cost) == tuple(None if said is None else Decimal(said) for said in (worth, cost))
    assert problems == ()

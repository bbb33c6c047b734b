"""What is too large or too long is refused in words, and never half done."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from commands.sheet.provision import set_up
from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, Decision
from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.redeem import redeem
from loyalty.member.survey import take_survey
from loyalty.model.entry import Entry, EntryKind
from loyalty.outcomes.claiming import Claimed, OrderTooLarge
from loyalty.outcomes.extra_points import SurveyDone
from loyalty.outcomes.redeeming import Redeemed
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.codec.cells import TOO_LARGE
from sheets.codec.translation import said
from sheets.engine.group_commit import MOST_IN_ONE_DECISION, DecisionTooLarge
from sheets.google.client import Google
from sheets.requests.read_back import NotReadBack
from sheets.schema.members_tab import MEMBERS
from sheets.schema.problems_tab import PROBLEMS
from sheets.workbook import Workbook
from tests.sheets.conftest import SPREADSHEET, Clock

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA, CODE = "7001", "K7Q4ZD"
TOLD = TOO_LARGE.of(most=10**9)
JOINS = partial(join, contact=ANA, email="ana@example.com", name="Ana", language="en", codes=[CODE], now=NOW)


def claims(number: str) -> Callable[[Book], Decision[Any]]:
    return partial(claim_order, contact=ANA, number=number, now=NOW)


def tidies(workbook: Workbook) -> Book:
    return workbook.transact(Decision, tidy=True)


def problems(owner: Owner) -> list[tuple[object, ...]]:
    return [(row["Tab"], row["Column"], row["Cell"], row["Why"]) for row in owner.tab("Problems")]


@pytest.fixture
def ana(workbook: Workbook) -> Workbook:
    """The instance after Ana has joined."""
    workbook.transact(JOINS)
    return workbook


def test_an_order_of_more_points_than_a_line_holds_is_refused_and_told(
    ana: Workbook, owner: Owner, clock: Clock
) -> None:
    owner.type_over("Settings", "Points per unit", "Value", 40_000_000)

    told = [ana.transact(claims("1042")) for _ in range(3)]
    tidies(ana)

    assert [type(outcome) for outcome in told] == [OrderTooLarge] * 3
    assert [row["Points"] for row in owner.tab("Ledger")] == [50]
    assert {(tab, column, cell) for tab, column, cell, _ in problems(owner)} == {
        ("Orders", "Amount", "60"),
        ("Orders", "Amount", "90.5"),
    }

    owner.type_over("Settings", "Points per unit", "Value", 2)
    clock.seconds += 100
    assert isinstance(ana.transact(claims("1042")), Claimed)
    tidies(ana)
    assert problems(owner) == []


def test_an_amount_that_a_rate_makes_too_large_is_refused(ana: Workbook, owner: Owner) -> None:
    owner.type_over("Settings", "Points per unit", "Value", 0.0001)
    owner.type_over("Settings", "Currencies", "Value", "BTC 90000")
    owner.type("Orders", ["2001", "ana@example.com", 20_000, "BTC", "2026-11-21"])

    assert isinstance(ana.transact(claims("2001")), OrderTooLarge)
    tidies(ana)
    assert [problem[:3] for problem in problems(owner)] == [("Orders", "Amount", "20000")]


def test_lines_of_the_owners_own_may_add_up_to_more_than_one_line_holds(ana: Workbook, owner: Owner) -> None:
    owner.type("Ledger", *(["", CODE, "", "a present", 10**9] for _ in range(3)))

    tidies(ana)
    tidies(ana)

    assert [(row["Points"], row["Lifetime points"]) for row in owner.tab("Members")] == [(3 * 10**9 + 50,) * 2]
    assert problems(owner) == []
    assert isinstance(ana.transact(claims("1042")), Claimed)


def test_a_number_that_is_typed_over_points_is_booked_up_to_what_a_line_holds(
    ana: Workbook, owner: Owner, clock: Clock
) -> None:
    owner.type_over("Members", CODE, "Points", 10**9 + 51)
    tidies(ana)
    told = problems(owner)
    owner.type_over("Members", CODE, "Points", 10**9 + 50)
    clock.seconds += 100
    tidies(ana)

    assert told == [("Members", "Points", "1000000051", str(TOLD))]
    assert [row["Points"] for row in owner.tab("Ledger")] == [50, 10**9]
    assert problems(owner) == []


@pytest.mark.parametrize("language", ["ru", "ar"])
def test_it_is_told_in_the_language_of_the_sheet(
    stand_in: StandIn,
    connect: Callable[[], Google],
    instance: Callable[..., Workbook],
    language: str,
) -> None:
    set_up(connect(), chance="chance0", language=language)
    owner, workbook = Owner(stand_in, SPREADSHEET), instance()
    workbook.transact(JOINS)
    owner.type_over(said(MEMBERS.title, language), CODE, said(MEMBERS.points.heading, language), 10**10)

    tidies(workbook)

    [problem] = owner.tab(said(PROBLEMS.title, language))
    assert problem[said(PROBLEMS.why.heading, language)] == TOLD.in_language(language) != str(TOLD)


@pytest.mark.parametrize("typed", ["#N/A", "#REF!", "'tis"])
def test_an_answer_that_looks_like_an_error_counts_once(ana: Workbook, owner: Owner, typed: str) -> None:
    owner.type("Survey", ["taste", "Why?", "", 15])

    told: list[Any] = [
        ana.transact(partial(take_survey, contact=ANA, survey="taste", question="", answer=typed, now=NOW))
        for _ in range(2)
    ]
    tidies(ana)

    assert [(type(outcome), outcome.again) for outcome in told] == [(SurveyDone, False), (SurveyDone, True)]
    assert len(owner.tab("Answers")) == 1
    assert problems(owner) == []


def test_a_name_that_is_too_long_is_told_and_the_rest_works(ana: Workbook, owner: Owner) -> None:
    owner.type("Rewards", ["novel", "once upon a time " * 2_900, 10])
    owner.type("Coupons", ["N-1", "novel"])
    owner.type("Ledger", ["", CODE, "", "a present", 500])

    tidies(ana)

    assert [(tab, column, why) for tab, column, _, why in problems(owner)] == [
        ("Rewards", "Name", "This is too long. Shorten it to 500 characters.")
    ]
    assert isinstance(ana.transact(partial(redeem, contact=ANA, reward="tote", codes=(), now=NOW)), Redeemed)


@pytest.mark.parametrize(
    ("lines", "error"),
    [(1, NotReadBack), (MOST_IN_ONE_DECISION + 1, DecisionTooLarge)],
)
def test_a_decision_that_cannot_be_committed_fails_alone_and_whole(
    ana: Workbook, owner: Owner, lines: int, error: type[Exception]
) -> None:
    points = 1 if lines > 1 else 10**9 + 1

    def decides(_: Book) -> Decision[None]:
        made = (Entry(NOW, CODE, EntryKind.CLAIM, 1, cause=f"order:good{number}") for number in range(lines))
        bad = Entry(NOW, CODE, EntryKind.CLAIM, points, cause="order:bad")
        return Decision(None, tuple(map(AddEntry, (*made, bad))))

    with pytest.raises(error):
        ana.transact(decides)

    assert len(owner.tab("Ledger")) == 1
    ana.transact(partial(tell_points, contact=ANA, now=NOW))
    assert isinstance(ana.transact(claims("1042")), Claimed)


@pytest.mark.parametrize("setting", ["Coupon days", "Pending days", "Tier grace days", "Expiry months"])
def test_days_that_no_calendar_has_are_told(ana: Workbook, owner: Owner, setting: str) -> None:
    owner.type("Ledger", ["", CODE, "", "a present", 500])
    owner.type_over("Settings", setting, "Value", 10**9)

    assert isinstance(ana.transact(partial(redeem, contact=ANA, reward="tote", codes=(), now=NOW)), Redeemed)
    assert isinstance(ana.transact(claims("1042")), Claimed)
    tidies(ana)
    [(tab, _, cell, why)] = problems(owner)
    assert (tab, cell) == ("Settings", "1000000000")
    assert str(why).startswith("This number is too small or too large. Write a whole number from ")

"""The tab Review: what is unusual waits there, the owner's word counts, and no hand in it gives points away."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from commands.sheet.provision import set_up
from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.intake.shop_orders import take_orders
from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.leave import leave
from loyalty.model.imported import ShopOrder
from loyalty.outcomes.claiming import AlreadyClaimed, Claimed, InReview, NotApproved
from loyalty.outcomes.joining import Joined
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.codec.translation import said
from sheets.google.client import Google
from sheets.google.errors import TabProtected
from sheets.schema.made.review_tab import REVIEW
from sheets.workbook import Workbook
from tests.sheets.conftest import SPREADSHEET, Clock

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
JOINS = partial(join, contact="7001", email="ana@example.com", name="Ana", language="en", codes=["K7Q4ZD"], now=NOW)


def claims(number: str) -> Callable[[Book], Decision[Any]]:
    return partial(claim_order, contact="7001", number=number, now=NOW)


def points(workbook: Workbook) -> int:
    stands = workbook.transact(partial(tell_points, contact="7001", now=NOW)).standing
    return stands.points if stands else 0


def tidies(workbook: Workbook) -> None:
    workbook.transact(Decision, tidy=True)


def rows(owner: Owner, title: str = "Review") -> list[tuple[object, ...]]:
    return [(row["What"], row["Who"], row["For"], row["Points"], row["Why"]) for row in owner.tab(title)]


@pytest.fixture(params=[20_000, 20], ids=["small", "large"])
def start(
    owner: Owner,
    instance: Callable[..., Workbook],
    request: pytest.FixtureRequest,
) -> Callable[[], Workbook]:
    owner.type(
        "Orders",
        ["2001", "ana@example.com", 10**6, "USD", "2026-11-20", "paid"],
        ["2002", "ana@example.com", 200_000, "USD", "2026-11-20", "paid"],
        ["2003", "ana@example.com", 25, "USD", "2199-11-20", "paid"],
    )
    return partial(instance, rows_at_once=request.param)


@pytest.fixture
def ana(start: Callable[[], Workbook]) -> Workbook:
    """An instance after Ana has joined and claimed what is unusual."""
    workbook = start()
    workbook.transact(JOINS)
    for number in ("2001", "2002", "2003"):
        assert isinstance(workbook.transact(claims(number)), InReview)
    return workbook


def test_what_is_unusual_stands_in_the_tab_once(ana: Workbook, owner: Owner) -> None:
    for _ in range(2):
        assert isinstance(ana.transact(claims("2001")), InReview)

    assert rows(owner) == [
        ("claim", "K7Q4ZD", "2001", 10**6, "more points than usual"),
        ("claim", "K7Q4ZD", "2002", 200_000, "more points than usual"),
        ("claim", "K7Q4ZD", "2003", 25, "placed in the future"),
    ]
    assert points(ana) == 50
    assert owner.tab("Problems") == []


def test_the_owners_yes_books_it_with_whatever_comes_next_and_a_no_never(
    ana: Workbook, start: Callable[[], Workbook], owner: Owner
) -> None:
    owner.type_over("Review", "order:2003", "Decision", "Yes ")
    owner.type_over("Review", "order:2002", "Decision", "no")

    told = start().transact(claims("1042"))

    assert isinstance(told, Claimed)
    assert points(ana) == points(start()) == 50 + 60 + 25
    assert isinstance(ana.transact(claims("2002")), NotApproved)
    assert isinstance(ana.transact(claims("2003")), AlreadyClaimed)
    for _ in range(2):
        tidies(ana)
    done = {row["For"]: bool(row.get("Done")) for row in owner.tab("Review")}
    assert done == {"2001": False, "2002": False, "2003": True}
    assert points(ana) == 135


def test_a_tap_after_the_yes_brings_the_points_itself(ana: Workbook, owner: Owner) -> None:
    owner.type_over("Review", "order:2001", "Decision", "yes")

    assert isinstance(ana.transact(claims("2001")), Claimed | AlreadyClaimed)
    assert points(ana) == 50 + 10**6


def test_a_sort_of_all_columns_changes_nothing_and_one_of_some_gives_nothing_away(
    ana: Workbook, start: Callable[[], Workbook], owner: Owner
) -> None:
    owner.type_over("Review", "order:2003", "Decision", "yes")
    place = list(REVIEW.columns).index(REVIEW.points)
    owner.sort("Review", place, descending=True)
    # All but the last column: the causes stay where they were.
    owner.sort("Review", place, columns=(0, len(REVIEW.columns) - 1))

    tidies(start())
    assert isinstance(ana.transact(claims("2001")), InReview)

    assert points(ana) in (50, 75)


@pytest.mark.usefixtures("ana")
def test_cells_that_do_not_fit_together_count_for_nothing_and_are_told(
    start: Callable[[], Workbook], owner: Owner, clock: Clock
) -> None:
    owner.type_over("Review", "order:2001", "Decision", "yes")
    owner.type_over("Review", "order:2001", "For", "2002")

    assert start().transact(claims("1042")).standing.points == 110
    assert [(row["Tab"], row["Column"], row["Cell"]) for row in owner.tab("Problems")] == [
        ("Review", "Cause", "order:2001")
    ]
    owner.type_over("Review", "order:2001", "Decision", "maybe")
    owner.type_over("Review", "order:2001", "For", "2001")

    workbook = start()
    assert workbook.transact(claims("1043")).standing.points == 200
    clock.seconds += 61  # of a large sheet the row is looked at within a minute
    points(workbook)
    assert [(row["Tab"], row["Column"], row["Cell"]) for row in owner.tab("Problems")] == [
        ("Review", "Decision", "maybe")
    ]


@pytest.mark.parametrize("by_the_writer", [True, False])
def test_a_done_that_lands_in_anothers_row_does_not_answer_for_the_owner(
    ana: Workbook, start: Callable[[], Workbook], owner: Owner, *, by_the_writer: bool
) -> None:
    owner.type_over("Review", "order:2002", "Decision", "yes")
    owner.before_next("write", lambda: owner.move("Review", "ROWS", 3, 1))
    tidies(ana)
    other = ana if by_the_writer else start()
    for _ in range(2):
        tidies(other)

    assert [(row["For"], "Done" in row) for row in owner.tab("Review")] == [
        ("2003", False),
        ("2001", False),
        ("2002", True),
    ]

    owner.type_over("Review", "order:2001", "Decision", "yes")
    tidies(other)

    assert points(other) == 50 + 200_000 + 10**6


def test_a_row_that_was_deleted_waits_anew_when_it_is_asked_for(ana: Workbook, owner: Owner) -> None:
    owner.delete("Review", "ROWS", 1)

    assert isinstance(ana.transact(claims("2001")), InReview)

    assert sorted(str(row["For"]) for row in owner.tab("Review")) == ["2001", "2002", "2003"]


def test_of_two_rows_with_one_cause_a_no_counts(ana: Workbook, start: Callable[[], Workbook], owner: Owner) -> None:
    owner.type_over("Review", "order:2001", "Decision", "yes")
    same = owner.tab("Review")[0]
    copied = [same.get(column.heading) if column is not REVIEW.decision else "no" for column in REVIEW.columns]
    owner.type_at("Review!A5", copied)

    tidies(start())
    tidies(ana)

    assert points(ana) == 50


def test_more_refunded_than_paid_waits_and_is_taken_back_with_a_yes(
    start: Callable[[], Workbook], owner: Owner
) -> None:
    workbook = start()
    workbook.transact(JOINS)
    workbook.transact(claims("1042"))
    owner.type_over("Orders", "1042", "Refunded", 600)

    tidies(start())

    assert rows(owner) == [("refund", "K7Q4ZD", "1042", 0, "more refunded than paid")]
    assert points(workbook) == 110

    owner.type_over("Review", "refund-above:600/60:1042", "Decision", "maybe")
    tidies(start())
    assert points(workbook) == 110

    owner.type_over("Review", "refund-above:600/60:1042", "Decision", "yes")
    tidies(start())

    assert points(workbook) == 50
    assert owner.tab("Review")[0].get("Done")


def test_a_shop_that_tells_of_more_refunded_than_paid_is_not_believed_at_once(
    start: Callable[[], Workbook], owner: Owner
) -> None:
    workbook = start()
    workbook.transact(JOINS)
    workbook.transact(claims("1042"))

    told = ShopOrder("1042", "ana@example.com", None, "", None, None, refunded=Decimal(600))
    workbook.transact(partial(take_orders, orders=[told], now=NOW))

    assert [row[:3] for row in rows(owner)] == [("refund", "K7Q4ZD", "1042")]
    assert points(workbook) == 110


def test_who_leaves_leaves_nothing_in_the_tab(ana: Workbook, owner: Owner) -> None:
    ana.transact(partial(leave, contact="7001", confirmed=True, now=NOW))

    assert owner.tab("Review") == []


def test_a_sheet_without_the_tab_gets_it(start: Callable[[], Workbook], owner: Owner) -> None:
    owner.delete_tab("Review")
    workbook = start()
    workbook.transact(JOINS)

    assert isinstance(workbook.transact(claims("2001")), InReview)

    assert owner.sheet_id("Review") == REVIEW.number
    assert [row[2] for row in rows(owner)] == ["2001"]


@pytest.mark.parametrize("language", ["ru", "ar"])
def test_the_tab_speaks_the_sheets_language(
    stand_in: StandIn, connect: Callable[[], Google], instance: Callable[..., Workbook], language: str
) -> None:
    set_up(connect(), chance="chance0", language=language)
    owner = Owner(stand_in, SPREADSHEET)
    for setting, value in (("Confirm e-mail", "no"), ("Bonus spendable", "at once")):
        owner.type_over(said("Settings", language), said(setting, language), said("Value", language), value)
    owner.type(said("Orders", language), ["2001", "ana@example.com", 10**6, "", "2026-11-20"])
    workbook = instance()
    workbook.transact(JOINS)
    workbook.transact(claims("2001"))

    title, decision = said("Review", language), said("Decision", language)
    [row] = owner.tab(title)
    assert row[said("Why", language)] == said("more points than usual", language) != "more points than usual"

    owner.type_over(title, "order:2001", decision, said("yes", language))
    tidies(workbook)
    assert points(workbook) == 50 + 10**6


def test_done_stays_and_a_line_that_the_owner_deletes_does_not_come_back(
    ana: Workbook, start: Callable[[], Workbook], owner: Owner
) -> None:
    owner.type_over("Review", "order:2002", "Decision", "yes")
    tidies(ana)
    shown = []
    for _ in range(4):
        tidies(ana)
        shown.append([bool(row.get("Done")) for row in owner.tab("Review")])
    assert shown == [[False, True, False]] * 4

    [place] = [place for place, row in enumerate(owner.tab("Ledger"), start=1) if row.get("Cause") == "order:2002"]
    owner.delete("Ledger", "ROWS", place)
    for workbook in (start(), ana, start()):
        tidies(workbook)

    assert points(start()) == 50
    assert [bool(row.get("Done")) for row in owner.tab("Review")] == [False, True, False]


def test_who_leaves_takes_along_their_own_rows_alone(
    ana: Workbook, start: Callable[[], Workbook], owner: Owner
) -> None:
    boris = partial(join, contact="7002", email="boris@example.com", name="Boris", language="en", codes=["B7Q4ZD"])
    ana.transact(partial(boris, now=NOW))
    signed = partial(claim_order, contact="7002", now=NOW, signed=True)
    for number in ("2001", "2002"):
        assert isinstance(ana.transact(partial(signed, number=number)), InReview)
    # The same order again for another sum: two rows of one cause for one member.
    owner.type_over("Orders", "2002", "Amount", 300_000)
    assert isinstance(ana.transact(partial(signed, number="2002")), InReview)
    others = [row for row in rows(owner) if row[1] == "K7Q4ZD"]
    assert (len(rows(owner)), len(others)) == (6, 3)

    start().transact(partial(leave, contact="7002", confirmed=True, now=NOW))

    assert rows(owner) == others


@pytest.mark.parametrize(("heading", "cell"), [("Points", "many"), ("Points", ""), ("Time", "soon"), ("Who", "")])
def test_a_row_that_lacks_what_its_yes_is_about_counts_for_nothing_and_is_asked_for_once_more(
    ana: Workbook, start: Callable[[], Workbook], owner: Owner, heading: str, cell: str
) -> None:
    owner.type_over("Review", "order:2001", "Decision", "yes")
    owner.type_over("Review", "order:2001", heading, cell)

    workbook = start()
    for _ in range(3):
        assert isinstance(workbook.transact(claims("2001")), InReview)

    assert points(ana) == 50
    assert [row["For"] for row in owner.tab("Review")].count("2001") == 2
    told = {(row["Tab"], row["Column"]) for row in owner.tab("Problems")}
    assert told <= {("Review", heading), ("Review", "Cause")}
    assert told


def test_a_tab_that_the_owner_keeps_to_herself_stops_nobody(
    ana: Workbook, start: Callable[[], Workbook], owner: Owner
) -> None:
    owner.type_over("Review", "order:2003", "Decision", "yes")
    owner.protect("Review!A1:I20", "owner@example.com")
    for _ in range(2):
        with suppress(TabProtected):  # one commit finds out
            tidies(ana)

    for place, workbook in enumerate((ana, start())):
        assert isinstance(workbook.transact(claims(("1042", "1043")[place])), Claimed)
        boris = partial(join, contact=f"800{place}", email=f"b{place}@example.com", name="", language="en", now=NOW)
        assert isinstance(workbook.transact(partial(boris, codes=[f"B7Q4Z{place}"])), Joined)

    assert points(ana) == points(start()) == 50 + 25 + 60 + 90

"""Joining with something in hand: one decision for both."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from loyalty.book.book import Book
from loyalty.book.decision import AddMember, Decision
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.join_then import join_then
from loyalty.member.redeem import redeem
from loyalty.outcomes.claiming import Claimed, UnknownOrder
from loyalty.outcomes.joining import AlreadyMember, EmailTaken, Joined, JoinOutcome
from loyalty.outcomes.joining_then import JoinedThen
from loyalty.outcomes.redeeming import PointsShort

Sheet = Callable[..., Book]

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SHEET = """
    Orders | Email           | Amount | Placed     | Status
    1042   | ana@example.com | 60     | 2026-11-20 | paid

    Rewards | Name     | Points
    tote    | Tote bag | 200

    Settings | Value
    Coupons  | generate
"""


def comes_with(book: Book, order: str, *, email: str = "ana@example.com") -> Decision[JoinOutcome | JoinedThen]:
    joining = partial(join, contact="7001", email=email, name="Ana", language="en", codes=["ANA"], now=NOW)
    return join_then(book, joining=joining, then=partial(claim_order, contact="7001", number=order, now=NOW))


def test_an_order_that_led_a_newcomer_here_is_theirs_with_joining(sheet: Sheet) -> None:
    decision = comes_with(sheet(SHEET), "1042")
    told = decision.outcome

    assert isinstance(told, JoinedThen)
    assert isinstance(told.joined, Joined)
    assert isinstance(told.then, Claimed)
    assert (told.answer_code, told.answer_status, told.standing and told.standing.points) == ("claimed", "ok", 110)
    assert sheet(SHEET).after(decision.changes).account_of("ANA").points == 110


def test_who_comes_with_somebody_elses_order_has_joined_all_the_same(sheet: Sheet) -> None:
    decision = comes_with(sheet(SHEET), "1042", email="boris@example.com")
    told = decision.outcome

    assert isinstance(told, JoinedThen)
    assert isinstance(told.then, UnknownOrder)
    assert (told.answer_code, told.answer_status) == ("joined", "ok")
    assert sheet(SHEET).after(decision.changes).account_of("ANA").points == 50


def test_who_cannot_join_gets_nothing_of_the_order_either(sheet: Sheet) -> None:
    boris = "Members | Email           | Contact\nB | ana@example.com | 7009"

    decision = comes_with(sheet(SHEET, boris), "1042")

    assert (decision.outcome, decision.changes) == (EmailTaken(), ())


def test_twice_is_once(sheet: Sheet) -> None:
    book = sheet(SHEET)
    book = book.after(comes_with(book, "1042").changes)

    again = comes_with(book, "1042")

    assert isinstance(again.outcome, JoinedThen)
    assert isinstance(again.outcome.joined, AlreadyMember)
    assert (again.outcome.answer_code, again.changes) == ("already_member", ())


def test_a_reward_that_led_a_newcomer_here_is_told_with_what_is_missing(sheet: Sheet) -> None:
    joining = partial(join, contact="7001", email="a@b.example", name="", language="", codes=["ANA"], now=NOW)
    taking = partial(redeem, contact="7001", reward="tote", codes=["CODE"], now=NOW)

    decision = join_then(sheet(SHEET), joining=joining, then=taking)

    assert isinstance(decision.outcome, JoinedThen)
    assert isinstance(decision.outcome.then, PointsShort)
    assert [type(change) for change in decision.changes][:1] == [AddMember]

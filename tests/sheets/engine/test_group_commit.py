"""Many at once: decided together on one book, committed in one batch, each with its own outcome."""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddOrder, Decision
from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.redeem import redeem
from loyalty.model.imported import ShopOrder
from loyalty.model.orders import Order
from loyalty.outcomes.asking import PointsTold
from loyalty.outcomes.claiming import AlreadyClaimed, Claimed
from loyalty.outcomes.redeeming import OutOfStock, Redeemed
from sandbox.google.http.exchange import Kind
from sandbox.google.http.faults import DropAfter, DropBefore, Fault, Faults
from sandbox.google.methods.core import Google as StandIn
from sandbox.google.methods.core import Request
from sandbox.owner import Owner
from sheets.google.errors import NotInTime, TooManyWaiting
from sheets.workbook import MOST_WAITING, Workbook

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Rule = Callable[[Book], Decision[Any]]


class Gate:
    """Holds the next request to Google up until everybody has queued behind it."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self.reached = threading.Event()
        self._open.set()

    def close(self) -> None:
        self.reached.clear()
        self._open.clear()

    def open(self) -> None:
        self._open.set()

    def pass_through(self, _request: Request, _kind: Kind, _number: int) -> Fault | None:
        self.reached.set()
        assert self._open.wait(10)
        return None


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def faults(gate: Gate) -> Faults:
    return Faults(gate.pass_through)


@pytest.fixture
def crowd(workbook: Workbook, owner: Owner, stand_in: StandIn) -> Workbook:
    """The workbook with thirty members, each with an order and 200 points."""
    for n in range(30):
        workbook.transact(
            partial(
                join,
                contact=str(8000 + n),
                email=f"m{n}@example.com",
                name="",
                language="",
                codes=[f"MEMB{n:02}"],
                now=NOW,
            )
        )
    owner.type("Orders", *([f"20{n:02}", f"m{n}@example.com", 40] for n in range(30)))
    owner.type("Ledger", *(["", f"MEMB{n:02}", "", "", 150] for n in range(30)))
    stand_in.requests.clear()
    return workbook


def claims(n: int) -> Rule:
    return partial(claim_order, contact=str(8000 + n), number=f"20{n:02}", now=NOW)


def together(workbook: Workbook, gate: Gate, rules: Sequence[Rule], *, first_seconds: float = 7.5) -> list[object]:
    """The outcome or error of each rule; the first one's read is held up until all others wait behind it."""
    outcomes: list[object] = [None] * len(rules)

    def call(index: int) -> None:
        try:
            outcomes[index] = workbook.transact(rules[index], seconds=7.5 if index else first_seconds)
        except Exception as error:
            outcomes[index] = error

    threads = [threading.Thread(target=call, args=(index,)) for index in range(len(rules))]
    gate.close()
    threads[0].start()
    assert gate.reached.wait(10)
    for waiting, thread in enumerate(threads[1:], start=2):
        thread.start()
        while workbook.waiting < waiting:
            threading.Event().wait(0.001)
    gate.open()
    for thread in threads:
        thread.join()
    return outcomes


def writes(stand_in: StandIn) -> int:
    return [seen.kind for seen in stand_in.requests].count("write")


def test_thirty_claims_at_once_cost_two_commits_and_each_member_gets_her_own_answer(
    crowd: Workbook, gate: Gate, stand_in: StandIn, owner: Owner
) -> None:
    outcomes = together(crowd, gate, [claims(n) for n in range(30)])

    assert [outcome.order for outcome in outcomes if isinstance(outcome, Claimed)] == [f"20{n:02}" for n in range(30)]
    assert all(isinstance(one, Claimed) and one.standing.points == 240 for one in outcomes)
    assert (len(stand_in.requests), writes(stand_in)) == (4, 2)
    assert {row["Points"] for row in owner.tab("Members")} == {240}


def test_of_two_taps_in_one_batch_the_second_finds_what_the_first_has_done(crowd: Workbook, gate: Gate) -> None:
    outcomes = together(crowd, gate, [claims(0), claims(1), claims(1)])

    assert [type(outcome) for outcome in outcomes] == [Claimed, Claimed, AlreadyClaimed]


def test_the_last_code_of_a_pool_goes_to_the_first_who_asked(crowd: Workbook, gate: Gate, owner: Owner) -> None:
    def takes(n: int) -> Rule:
        return partial(redeem, contact=str(8000 + n), reward="tote", codes=(), now=NOW)

    outcomes = together(crowd, gate, [claims(0), takes(1), takes(2), takes(3)])

    assert [type(outcome) for outcome in outcomes] == [Claimed, Redeemed, Redeemed, OutOfStock]
    assert [outcome.code for outcome in outcomes if isinstance(outcome, Redeemed)] == ["TOTE-1", "TOTE-2"]
    assert [row["Member"] for row in owner.tab("Coupons") if "Member" in row] == ["MEMB01", "MEMB02"]


def test_a_rule_that_fails_fails_its_own_caller_only(crowd: Workbook, gate: Gate) -> None:
    def broken(_book: Book) -> Decision[Any]:
        raise ZeroDivisionError

    outcomes = together(crowd, gate, [claims(0), broken, claims(1)])

    assert [type(outcome) for outcome in outcomes] == [Claimed, ZeroDivisionError, Claimed]


def test_a_question_in_a_batch_sees_what_was_booked_before_it(crowd: Workbook, gate: Gate) -> None:
    outcomes = together(crowd, gate, [claims(0), claims(1), partial(tell_points, contact="8001", now=NOW)])

    told = outcomes[2]
    assert isinstance(told, PointsTold)
    assert told.standing.points == 240


@pytest.mark.parametrize("fault", [DropAfter(), DropBefore()])
def test_a_batch_whose_answer_is_lost_is_booked_once_for_everybody_in_it(
    crowd: Workbook, gate: Gate, faults: Faults, owner: Owner, fault: Fault
) -> None:
    faults.next_write(fault)
    faults.next_write(fault)

    outcomes = together(crowd, gate, [claims(n) for n in range(5)])

    assert all(isinstance(outcome, Claimed) for outcome in outcomes)
    claimed = [row["Cause"] for row in owner.tab("Ledger") if row.get("Entry") == "claim"]
    assert sorted(claimed) == [f"order:20{n:02}" for n in range(5)]


def test_what_another_instance_has_booked_meanwhile_is_no_sign_that_a_lost_batch_was_applied(
    crowd: Workbook, owner: Owner, faults: Faults, instance: Callable[..., Workbook]
) -> None:
    other = instance()

    def claims_and_adds_an_order(book: Book) -> Decision[Any]:
        decided = claims(1)(book)
        order = Order("9001", "vera@example.com", Decimal(40))
        told = ShopOrder("9001", "vera@example.com", amount=Decimal(40))
        new = () if book.order("9001") else (AddOrder(order, told),)
        return Decision(decided.outcome, (*decided.changes, *new))

    def other_is_first() -> None:
        assert isinstance(other.transact(claims(1)), Claimed)
        faults.next_write(DropBefore())

    owner.before_next("write", other_is_first)
    outcome = crowd.transact(claims_and_adds_an_order)

    assert isinstance(outcome, AlreadyClaimed)
    assert [row["Order"] for row in owner.tab("Orders")].count("9001") == 1


def test_when_the_leader_runs_out_of_time_the_others_are_still_served(
    crowd: Workbook, gate: Gate, faults: Faults, owner: Owner
) -> None:
    faults.next_write(DropBefore())

    outcomes = together(crowd, gate, [claims(0), claims(1), claims(2)], first_seconds=1.2)

    assert [type(outcome) for outcome in outcomes] == [NotInTime, Claimed, Claimed]
    claimed = [row["Cause"] for row in owner.tab("Ledger") if row.get("Entry") == "claim"]
    assert sorted(claimed) == ["order:2001", "order:2002"]


def test_more_callers_than_can_be_served_are_sent_away_at_once(
    instance: Callable[..., Workbook], owner: Owner, gate: Gate
) -> None:
    del owner
    small = instance(most_waiting=3)
    asks = partial(tell_points, contact="8001", now=NOW)
    gate.close()
    threads = [threading.Thread(target=small.transact, args=(asks,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    while small.waiting < 3:
        threading.Event().wait(0.001)

    with pytest.raises(TooManyWaiting):
        small.transact(asks)
    gate.open()
    for thread in threads:
        thread.join()


def test_a_thousand_may_wait_and_are_all_answered_and_one_more_is_sent_away_at_once(
    crowd: Workbook, gate: Gate, stand_in: StandIn
) -> None:
    told: list[object] = []

    def asks(n: int) -> None:
        told.append(crowd.transact(partial(tell_points, contact=str(8000 + n % 30), now=NOW), seconds=60))

    threads = [threading.Thread(target=asks, args=(n,)) for n in range(MOST_WAITING)]
    gate.close()
    threads[0].start()
    assert gate.reached.wait(10)
    for thread in threads[1:]:
        thread.start()
    while crowd.waiting < MOST_WAITING:
        threading.Event().wait(0.001)
    began = time.monotonic()
    with pytest.raises(TooManyWaiting):
        crowd.transact(partial(tell_points, contact="8000", now=NOW))
    taken = time.monotonic() - began
    gate.open()
    for thread in threads:
        thread.join()

    assert taken < 0.5
    assert [one.standing.points for one in told if isinstance(one, PointsTold)] == [200] * MOST_WAITING
    assert len(stand_in.requests) == 2

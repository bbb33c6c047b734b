"""Tries are counted in the spreadsheet: all instances together, each before its answer leaves."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.member.claim import claim_order
from loyalty.member.guessing.counted import Tried, counted
from loyalty.outcomes.claiming import Claimed, UnknownOrder
from loyalty.outcomes.not_served import TooManyTries
from sandbox.google.http.faults import DropAfter, DropBefore, Fault, Faults
from sandbox.owner import Owner
from sheets.google.client import Spent
from sheets.google.errors import NotInTime
from sheets.workbook import Workbook
from tests.sheets.conftest import Clock
from tests.sheets.engine.conftest import NOW

Start = Callable[..., Workbook]
NOTED = 7
"""The row of the guesses, from 0."""


def guess(
    workbook: Workbook, number: str, *, contact: str = "7001", now: datetime = NOW, spent: Spent | None = None
) -> object:
    """What the contact hears who types this number."""

    def rule(_: bool) -> Callable[[Book], Decision[object]]:
        return partial(claim_order, contact=contact, number=number, now=now)

    tried = Tried(f"c-{contact:>6}"[:8].replace(" ", "-"), number=f"{number:->8}")
    return workbook.transact(partial(counted, rule=rule, tried=tried, contact=contact, now=now), spent=spent)


def noted(owner: Owner) -> str:
    rows = owner.google.tab(owner.spreadsheet, "_system")
    return str(rows[NOTED][0]) if len(rows) > NOTED and rows[NOTED] else ""


def test_ten_guesses_spread_over_three_instances_are_ten(ana: Workbook, start: Start) -> None:
    instances = [ana, start(), start()]

    told = [type(guess(instances[number % 3], f"90{number:02}")) for number in range(14)]

    assert told == [UnknownOrder] * 10 + [TooManyTries] * 4
    assert isinstance(guess(start(), "1043"), TooManyTries)
    assert isinstance(guess(start(), "1043", now=NOW + timedelta(hours=1)), Claimed)


def test_two_hundred_at_once_in_two_instances_are_no_more_than_ten(ana: Workbook, start: Start) -> None:
    instances = [ana, start()]

    with ThreadPoolExecutor(50) as pool:
        told = Counter(pool.map(lambda number: type(guess(instances[number % 2], f"{9000 + number}")), range(200)))

    assert told == {UnknownOrder: 10, TooManyTries: 190}


def test_a_guess_is_written_before_its_answer_and_costs_one_read_and_one_write(ana: Workbook, owner: Owner) -> None:
    before, spent = noted(owner), Spent()

    assert isinstance(guess(ana, "9001", spent=spent), UnknownOrder)
    assert (spent.reads, spent.writes) == (1, 1)
    assert (before, noted(owner)[:6]) == ("", "guess:")


def test_a_right_number_the_same_again_and_a_refusal_write_nothing_of_it(ana: Workbook, owner: Owner) -> None:
    for number in range(10):
        guess(ana, f"90{number:02}")
    full = noted(owner)
    spent = Spent()

    guess(ana, "9003", spent=spent)
    guess(ana, "9011", spent=spent)

    assert spent.writes == 0
    assert noted(owner) == full


def test_who_cannot_be_counted_is_told_nothing(ana: Workbook, owner: Owner, outage: list[Fault]) -> None:
    outage.append(DropBefore())

    for number in ("9001", "1043"):
        with pytest.raises(NotInTime):
            guess(ana, number)

    outage.clear()
    assert noted(owner) == ""


def test_a_try_whose_commit_was_never_answered_is_counted_once(ana: Workbook, owner: Owner, faults: Faults) -> None:
    faults.next_write(DropAfter())

    assert isinstance(guess(ana, "9001"), UnknownOrder)
    assert len(noted(owner)) == len("guess:") + 32


def test_a_try_whose_answer_was_lost_is_counted_once_when_others_have_committed_since(
    ana: Workbook, start: Start, faults: Faults, clock: Clock
) -> None:
    other = start()
    faults.next_write(DropAfter())
    clock.meanwhile = lambda: guess(other, "9002", contact="7009")

    assert isinstance(guess(ana, "9001"), UnknownOrder)
    clock.meanwhile = lambda: None
    assert [type(guess(ana, f"91{number:02}")) for number in range(10)] == [UnknownOrder] * 9 + [TooManyTries]


def test_what_stands_in_the_cells_is_believed_by_nobody_when_somebody_has_typed_over_it(
    ana: Workbook, owner: Owner
) -> None:
    guess(ana, "9001")
    owner.type_at("_system!A8", ["guess: none"])

    assert isinstance(guess(ana, "1043"), Claimed)
    assert isinstance(guess(ana, "9002"), UnknownOrder)
    assert len(noted(owner)) == len("guess:") + 32


def test_an_hour_later_the_next_commit_leaves_nothing_of_them(ana: Workbook, owner: Owner, clock: Clock) -> None:
    guess(ana, "9001")
    clock.now += timedelta(hours=1)

    ana.transact(partial(claim_order, contact="7001", number="1043", now=clock.now))

    assert noted(owner) == "guess:"

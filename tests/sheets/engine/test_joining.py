"""Who only joins: a shop's webhooks share the chat's batches and come after it, and seldom begin one of their own."""

import random
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.intake.shop_orders import take_orders
from loyalty.member.join import join
from loyalty.model.imported import ShopOrder
from loyalty.outcomes.joining import Joined
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.engine.group_commit import MOST_CHANGES
from sheets.engine.quota import FREE_BATCHES, MANY_WAITING, OwnBatches
from sheets.google.errors import TooManyWaiting
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Rule = Callable[[Book], Decision[Any]]
JOINS: Rule = partial(join, contact="7001", email="ana@example.com", name="", language="", codes=["K7Q4ZD"], now=NOW)


def brings(number: int, orders: int = 1) -> Rule:
    told = [ShopOrder(f"{number}-{one}", amount=Decimal(60), shop_id=f"shopify/{number}{one}") for one in range(orders)]
    return partial(take_orders, orders=told, now=NOW + timedelta(seconds=number))


class Callers:
    """Callers in threads of their own, who wait for their outcomes."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.done: list[str] = []
        self.threads: list[threading.Thread] = []

    def wait(self, name: str, rule: Rule) -> None:
        """One more shop waits."""
        before = self.workbook.waiting

        def call() -> None:
            self.workbook.transact(rule, joins=True)
            self.done.append(name)

        thread = threading.Thread(target=call)
        self.threads.append(thread)
        thread.start()
        while self.workbook.waiting == before:
            threading.Event().wait(0.001)

    def come_home(self) -> None:
        for thread in self.threads:
            thread.join(20)


def spend_free_batches(workbook: Workbook) -> None:
    """From now on shops wait for the chat: the clock of these tests stands still."""
    for number in range(100, 100 + FREE_BATCHES):
        workbook.transact(brings(number), joins=True)


def commits(stand_in: StandIn) -> int:
    return [seen.kind for seen in stand_in.requests].count("write")


@pytest.mark.parametrize("waiting", [1, MANY_WAITING])
def test_in_no_sixty_seconds_more_than_a_third_of_the_quota_goes_to_batches_of_their_own(waiting: int) -> None:
    clock, begun, chance = 1000.0, list[float](), random.Random(waiting)
    own = OwnBatches(60, lambda: clock)

    for _ in range(200):
        clock += chance.choice((0.0, 0.0, 0.5, 4.0))
        clock += own.wait(waiting)
        own.begin()
        begun.append(clock)

    assert max(sum(start <= other < start + 60 for other in begun) for start in begun) <= 20


def test_the_first_few_of_a_minute_wait_for_nothing_the_next_three_seconds_at_most_and_many_need_not() -> None:
    clock = 0.0
    own = OwnBatches(60, lambda: clock)

    waits = []
    for _ in range(FREE_BATCHES):
        waits.append(own.wait(1))
        own.begin()
    waits += [own.wait(1), own.wait(MANY_WAITING)]
    clock = 2.0
    waits.append(own.wait(1))
    clock = 60.0
    waits.append(own.wait(1))

    assert waits == [0, 0, 0, 3, 0, 1, 0]


def test_shops_share_the_batch_of_whoever_writes_in_the_chat(
    workbook: Workbook, stand_in: StandIn, owner: Owner
) -> None:
    spend_free_batches(workbook)
    shops = Callers(workbook)
    stand_in.requests.clear()
    for number in range(2, 7):
        shops.wait(str(number), brings(number))
    waited, sent = list(shops.done), list(stand_in.requests)

    joined = workbook.transact(JOINS)
    shops.come_home()

    assert (waited, sent) == ([], [])
    assert isinstance(joined, Joined)
    assert (len(shops.done), commits(stand_in)) == (5, 1)
    assert len(owner.tab("Orders")) == 3 + FREE_BATCHES + 5


@pytest.mark.timeout(20)  # the clock of these tests stands still: who waits for a place of their own waits for ever
def test_a_shops_own_batch_that_loses_a_race_goes_on_at_once(
    workbook: Workbook, instance: Callable[..., Workbook], owner: Owner
) -> None:
    """It has its place among those of the minute already, and four seconds in all."""
    for number in range(100, 99 + FREE_BATCHES):
        workbook.transact(brings(number), joins=True)
    other = instance()
    owner.before_next("write", lambda: other.transact(JOINS))

    workbook.transact(brings(2), joins=True)

    assert [row["Order"] for row in owner.tab("Orders")][-1] == "2-0"


@pytest.mark.usefixtures("owner")
def test_the_chat_comes_first_where_a_batch_has_no_room_for_all(workbook: Workbook) -> None:
    spend_free_batches(workbook)
    shops = Callers(workbook)
    for number in range(2, 5):
        shops.wait(str(number), brings(number, orders=MOST_CHANGES))

    joined = workbook.transact(JOINS)
    left = 3 - len(shops.done)
    # Those who are left go along with whoever comes next.
    for number in range(9, 12):
        workbook.transact(brings(number))
    shops.come_home()

    assert isinstance(joined, Joined)
    assert left >= 2
    assert sorted(shops.done) == ["2", "3", "4"]


def test_half_of_the_places_stay_free_for_the_chat(instance: Callable[..., Workbook], owner: Owner) -> None:
    del owner
    small = instance(most_waiting=4)
    spend_free_batches(small)
    shops = Callers(small)
    shops.wait("2", brings(2))
    shops.wait("3", brings(3))

    with pytest.raises(TooManyWaiting):
        small.transact(brings(4), joins=True)
    joined = small.transact(JOINS)
    shops.come_home()

    assert isinstance(joined, Joined)

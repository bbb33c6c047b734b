"""Who only joins: a shop's webhooks share the chat's batches and come after it, and seldom begin one of their own."""

import random
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import accumulate
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
from service.webhooks.shop_doors import SHOP_SECONDS
from sheets.engine.group_commit import MOST_CHANGES
from sheets.engine.quota import BATCH_SECONDS, MANY_WAITING, MORE_WAITING, OwnBatches
from sheets.google.errors import TooManyWaiting
from sheets.workbook import QUOTA, Workbook

PATIENCE = SHOP_SECONDS["shopify"]
A_READ_AND_A_WRITE = 0.6
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


def begin_one(workbook: Workbook) -> None:
    """From now on shops wait for the chat: the clock of these tests stands still."""
    workbook.transact(brings(100), joins=True)


def commits(stand_in: StandIn) -> int:
    return [seen.kind for seen in stand_in.requests].count("write")


@pytest.mark.parametrize("instances", [1, 2, 3])
@pytest.mark.parametrize("waiting", [1, MORE_WAITING, MANY_WAITING])
def test_in_no_sixty_seconds_more_than_a_third_of_the_quota_goes_to_batches_of_their_own(
    waiting: int, instances: int
) -> None:
    clock, begun, chance = 1000.0, list[float](), random.Random(waiting)
    own = OwnBatches(60, lambda: clock)

    for _ in range(200):
        clock += chance.choice((0.0, 0.0, 0.5, 4.0))
        clock += own.wait(waiting, deadline=clock + chance.choice((1.0, PATIENCE)), instances=instances)
        own.begin()
        begun.append(clock)

    assert max(sum(start <= other < start + 60 for other in begun) for start in begun) <= 20 / instances


def test_one_follows_another_after_three_seconds() -> None:
    clock = 0.0
    own, begun = OwnBatches(60, lambda: clock), list[float]()

    for _ in range(4):
        clock += own.wait(1, deadline=clock + 2 * PATIENCE)
        own.begin()
        begun.append(clock)
    clock = 60.0
    rested = own.wait(1, deadline=clock + 2 * PATIENCE)

    assert begun == pytest.approx([0, 3, 6, 9])
    assert rested == 0


def test_whose_time_would_be_over_and_many_wait_for_no_pace() -> None:
    own = OwnBatches(60, lambda: 0.0)
    own.begin()
    own.begin()

    waits = [own.wait(39, deadline=9.0), own.wait(1, deadline=2.0), own.wait(40, deadline=9.0)]
    for _ in range(17):
        own.begin()
    waits += [own.wait(99, deadline=90.0), own.wait(100, deadline=90.0)]

    assert waits == pytest.approx([6, 2.0 - BATCH_SECONDS, 0, 57, 0])


@pytest.mark.parametrize("an_hour", [60, 600, 3_600, 10_000])
def test_however_orders_go_on_coming_each_has_a_batch_within_its_time(an_hour: int) -> None:
    clock, begun, waits = 0.0, 0, list[float]()
    own, chance = OwnBatches(60, lambda: clock), random.Random(an_hour)
    come = list(accumulate(chance.expovariate(an_hour / 3600) for _ in range(an_hour // 6)))

    while begun < len(come):
        clock = max(clock, come[begun])
        clock += own.wait(1, deadline=come[begun] + PATIENCE)
        own.begin()
        taken = [at for at in come[begun:] if at <= clock]
        waits += (clock - at for at in taken)
        begun += len(taken)
        clock += chance.uniform(0.5, BATCH_SECONDS)

    assert max(waits) <= PATIENCE - A_READ_AND_A_WRITE


def test_shops_share_the_batch_of_whoever_writes_in_the_chat(
    instance: Callable[..., Workbook], stand_in: StandIn, owner: Owner
) -> None:
    workbook = instance(quota=QUOTA)
    begin_one(workbook)
    shops = Callers(workbook)
    stand_in.requests.clear()
    for number in range(2, 6):
        shops.wait(str(number), brings(number))
    waited, sent = list(shops.done), list(stand_in.requests)

    joined = workbook.transact(JOINS)
    shops.come_home()

    assert (waited, sent) == ([], [])
    assert isinstance(joined, Joined)
    assert (len(shops.done), commits(stand_in)) == (4, 1)
    assert len(owner.tab("Orders")) == 3 + 1 + 4


@pytest.mark.timeout(20)  # the clock of these tests stands still: who waits for a place of their own waits for ever
def test_a_shops_own_batch_that_loses_a_race_goes_on_at_once(
    workbook: Workbook, instance: Callable[..., Workbook], owner: Owner
) -> None:
    """It has its place among those of the minute already, and four seconds in all."""
    other = instance()
    owner.before_next("write", lambda: other.transact(JOINS))

    workbook.transact(brings(2), joins=True)

    assert [row["Order"] for row in owner.tab("Orders")][-1] == "2-0"


@pytest.mark.usefixtures("owner")
def test_the_chat_comes_first_where_a_batch_has_no_room_for_all(instance: Callable[..., Workbook]) -> None:
    workbook = instance(quota=QUOTA)
    begin_one(workbook)
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
    small = instance(most_waiting=4, quota=QUOTA)
    begin_one(small)
    shops = Callers(small)
    shops.wait("2", brings(2))
    shops.wait("3", brings(3))

    with pytest.raises(TooManyWaiting):
        small.transact(brings(4), joins=True)
    joined = small.transact(JOINS)
    shops.come_home()

    assert isinstance(joined, Joined)

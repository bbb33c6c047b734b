"""The quota: never more than Google allows, and a pause after it says that it was too much."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from loyalty.member.ask import tell_points
from sandbox.google.http.faults import Faults, Refuse
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.engine.quota import TokenBucket
from sheets.google.errors import NotInTime
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ASKS = partial(tell_points, contact="7001", now=NOW)


@pytest.mark.parametrize("a_minute", [1, 6, 60, 300])
def test_no_sixty_seconds_hold_more_requests_than_the_quota(a_minute: int) -> None:
    clock, sent, chance = 1000.0, list[float](), random.Random(a_minute)
    bucket = TokenBucket(a_minute, lambda: clock)

    for _ in range(5 * a_minute + 20):
        clock += bucket.take()
        sent.append(clock)
        clock += chance.choice((0.0, 0.0, 0.0, chance.expovariate(a_minute / 90)))

    most = max(sum(start <= other < start + 60 for other in sent) for start in sent)
    assert most <= a_minute


def test_a_quiet_shop_never_waits() -> None:
    clock = 0.0
    bucket = TokenBucket(60, lambda: clock)
    waits = []

    for minute in range(5):
        clock = minute * 60.0
        waits += [bucket.take() for _ in range(10)]

    assert waits == [0.0] * 50


def test_under_steady_pressure_almost_the_whole_quota_is_used() -> None:
    clock = 0.0
    bucket = TokenBucket(60, lambda: clock)
    count = 0

    while clock < 600:
        clock += bucket.take()
        count += 1

    assert count >= 500


def test_a_workbook_under_quota_earns_no_429(
    owner: Owner, stand_in: StandIn, instance: Callable[..., Workbook], clock: Any
) -> None:
    del owner
    workbook = instance(quota=(60, 60))

    for _ in range(100):
        workbook.transact(ASKS)

    times = [seen.kind for seen in stand_in.requests]
    assert len(times) == 101
    assert clock.seconds >= 100


def test_after_a_429_nothing_is_sent_until_the_pause_is_over(
    owner: Owner, faults: Faults, instance: Callable[..., Workbook], clock: Any
) -> None:
    del owner
    workbook = instance()
    faults.next_read(Refuse(429))
    started = clock.seconds

    workbook.transact(ASKS)

    assert 2 <= clock.seconds - started <= 3


def test_when_429s_go_on_the_answer_is_later_in_time_and_few_requests_are_wasted(
    owner: Owner, stand_in: StandIn, outage: list[Any], instance: Callable[..., Workbook], clock: Any
) -> None:
    del owner
    workbook = instance()
    workbook.transact(ASKS)
    stand_in.requests.clear()
    outage.append(Refuse(429))
    started = clock.seconds

    with pytest.raises(NotInTime):
        workbook.transact(ASKS)

    assert clock.seconds - started <= 7.5
    assert len(stand_in.requests) <= 3

"""Turns: what a token tells of other instances, and how long each of them waits."""

import re
from typing import Any

import pytest

from sheets.engine import fence
from sheets.engine.quota import TokenBucket
from sheets.engine.turns import ACTIVE_SECONDS, Turns

OURS, ANAS, BORISS = "0a1", "0b2", "0c3"
READ_BY_THE_VERSION_BEFORE = re.compile(r"r([0-9a-f]+)-.+")
BEFORE_NAMES = "r9-35115796aae8e03ed4d1"
A_MINUTE = 60


def token(number: int, *names: str) -> str:
    return f"r{number:x}-{''.join(names)}-35115796aae8e03ed4d1"


@pytest.fixture
def turns(clock: Any) -> Turns:
    turns = Turns(OURS, A_MINUTE, clock.monotonic)
    turns.saw(token(10, OURS))
    return turns


def in_a_rush(turns: Turns, clock: Any, *names: str, cycles: int = 10) -> None:
    """So many rounds in which each of them commits, the last cycle ours."""
    for number in range(11, 11 + cycles * len(names), len(names)):
        turns.saw(token(number, *names))
        began = clock.seconds
        clock.seconds += 0.6
        turns.took(began)


def test_a_token_names_the_instances_of_the_last_commits() -> None:
    first = fence.next_token(BEFORE_NAMES, f"{ANAS}-chance")
    second = fence.next_token(first, f"{BORISS}-chance")

    assert fence.names(first) == (fence.NOBODY, ANAS)
    assert fence.names(second) == (fence.NOBODY, ANAS, BORISS)
    assert [fence.number(one) for one in (BEFORE_NAMES, first, second)] == [9, 10, 11]


def test_a_token_stays_short_however_many_commits_there_were() -> None:
    one = BEFORE_NAMES
    for _ in range(1000):
        one = fence.next_token(one, f"{ANAS}-35115796aae8e03ed4d1")

    assert len(one) <= 50
    assert fence.names(one) == (ANAS,) * fence.MOST_NAMES


def test_the_version_before_reads_the_number_of_our_tokens() -> None:
    found = READ_BY_THE_VERSION_BEFORE.fullmatch(fence.next_token(BEFORE_NAMES, f"{ANAS}-chance"))

    assert found
    assert found[1] == "a"


@pytest.mark.parametrize("chance", ["chance", "0", "35115796aae8e03ed4d1"])
def test_an_instances_name_can_stand_in_a_token(chance: str) -> None:
    name = fence.name_of(chance)

    assert fence.names(fence.next_token(BEFORE_NAMES, f"{name}-rest"))[-1] == name != fence.NOBODY


def test_who_has_committed_since_is_counted_and_forgotten_when_silent(turns: Turns, clock: Any) -> None:
    turns.saw(token(13, OURS, ANAS, BORISS, ANAS))
    at_work = turns.instances
    clock.seconds += ACTIVE_SECONDS + 1
    turns.saw(token(13, OURS, ANAS, BORISS, ANAS))

    assert (at_work, turns.instances) == (3, 1)


def test_what_was_committed_before_an_instance_came_may_be_long_ago(clock: Any) -> None:
    newcomer = Turns(OURS, A_MINUTE, clock.monotonic)

    newcomer.saw(token(12, ANAS, BORISS))

    assert newcomer.instances == 1


def test_commits_without_a_name_count_as_one_instance(turns: Turns) -> None:
    turns.saw("r14-35115796aae8e03ed4d1")

    assert turns.instances == 2


def test_a_quiet_shop_never_waits_for_its_turn(turns: Turns, clock: Any) -> None:
    turns.saw(token(12, OURS, ANAS, BORISS))
    turns.took(clock.seconds)

    assert turns.wait() == 0


@pytest.mark.parametrize(("names", "round_seconds"), [((OURS,), 1), ((ANAS, OURS), 2.5), ((ANAS, BORISS, OURS), 3.75)])
def test_in_a_rush_each_begins_once_in_a_round(
    turns: Turns, clock: Any, names: tuple[str, ...], round_seconds: float
) -> None:
    in_a_rush(turns, clock, *names)

    assert turns.wait() == pytest.approx(round_seconds - 0.6)


def test_who_has_lost_a_race_goes_on_behind_the_winner_and_keeps_that_place(turns: Turns, clock: Any) -> None:
    in_a_rush(turns, clock, ANAS, BORISS, OURS)
    clock.seconds += turns.wait() + 0.5

    turns.lost_race()

    assert turns.wait() == 0
    began = clock.seconds
    clock.seconds += 0.6
    turns.took(began)
    assert turns.wait() == pytest.approx(3.75 - 0.6)


def test_after_an_older_version_was_restored_others_are_counted_anew(turns: Turns) -> None:
    turns.saw(token(300, ANAS, BORISS))

    turns.saw(token(20, OURS))

    assert turns.instances == 1


def test_three_instances_that_came_together_spend_no_more_than_one_would() -> None:
    clock, sent = 0.0, 0
    bucket = TokenBucket(A_MINUTE, lambda: clock)
    while clock < 60:
        clock += bucket.take(1 if sent < 3 else 3)
        sent += clock < 60

    assert sent * 3 <= A_MINUTE

"""ManyChat tells what was typed last, whenever that was: old words spend no points and delete nobody."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from manychat.talk.ask_field import Remembered
from manychat.talk.command import Action, Command
from manychat.talk.memory import Memory, Question, Seal
from manychat.talk.turn import Perform, next_turn, text_mark

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SEAL = Seal(("a key",), "7001")
LISTED = Memory(choices=("take-tote", "take-mug"), heard=text_mark("2"))


def done(memory: Memory, typed: str) -> tuple[Command, Memory]:
    """What is done after the field was written and read once."""
    kept = SEAL.read(SEAL.written(memory), NOW)
    assert kept
    turn = next_turn(Remembered(kept), typed, NOW)
    assert isinstance(turn, Perform)
    return turn.command, turn.memory


@pytest.mark.parametrize(
    ("minutes", "typed", "expected"),
    [
        (1, "2", Command(Action.TAKE, "mug")),
        (10, "1", Command(Action.TAKE, "tote")),
        (10, "2", Command(Action.REWARDS)),
        (60 * 24 * 30, "2", Command(Action.REWARDS)),
    ],
)
def test_a_number_that_led_to_a_list_weeks_ago_takes_nothing(minutes: int, typed: str, expected: Command) -> None:
    from_the_list = Memory(
        LISTED.waits, choices=LISTED.choices, heard=LISTED.heard, listed=NOW - timedelta(minutes=minutes)
    )

    assert done(from_the_list, typed)[0] == expected


def test_after_the_list_was_shown_once_more_the_same_number_counts() -> None:
    command, memory = done(replace(LISTED, listed=NOW - timedelta(days=30)), "2")
    shown = replace(LISTED, listed=NOW - timedelta(days=1), nudged=memory.nudged)

    assert command == Command(Action.REWARDS)
    assert done(shown, "2")[0] == Command(Action.TAKE, "mug")


def test_a_yes_that_stood_there_before_the_question_is_asked_for_once_more() -> None:
    asked = Memory(Question.LEAVE, NOW, heard=text_mark("yes"))

    first = next_turn(Remembered(asked), "yes", NOW)
    fresh = next_turn(Remembered(Memory(Question.LEAVE, NOW, heard=text_mark("leave"))), "yes", NOW)

    assert isinstance(first, Perform)
    assert isinstance(fresh, Perform)
    assert (first.confirmed, fresh.confirmed) == (False, True)

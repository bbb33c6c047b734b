"""The field "Loyalty ask": what a link, a button, ManyChat or we ourselves have left there."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manychat.talk.ask_field import AskField, Empty, Remembered, Strange, Tapped, read_ask
from manychat.talk.command import Action, Command
from manychat.talk.memory import HINT_EVERY, LONGEST_VALUE, WAITS_FOR, Memory, Question, Seal

NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
SEAL = Seal(("the key",), "7001")
TEXTS = st.text(st.characters(exclude_categories=["C"]), max_size=40)
WORDS = st.sampled_from(["take-tote", "menu", "take-~1a2b3c4d", "order-10,42", "order-a;b=c", "take-%2C"])


def read(value: str, now: datetime = NOW) -> AskField:
    return read_ask(value, SEAL, now)


@pytest.mark.parametrize(
    "value", ["", " ", "-", "{{cuf_123}}", "cuf_123", "[Loyalty ask]", "Loyalty ask", "Loyalty Ask", "null", "\x00\x07"]
)
def test_nothing_and_what_manychat_did_not_fill_in_are_empty(value: str) -> None:
    assert read(value) == Empty()


@pytest.mark.parametrize(
    ("value", "command"),
    [
        ("join", Command(Action.JOIN)),
        (" Menu ", Command(Action.MENU)),
        ("order-1042", Command(Action.ORDER, "1042")),
        ("order--1042", Command(Action.ORDER, "1042")),
        ("order-1042_0123456789abcdef0123", Command(Action.ORDER, "1042_0123456789abcdef0123")),
        ("order-EN-1047", Command(Action.ORDER, "EN-1047")),
        ("friend--AB12CD", Command(Action.FRIEND, "AB12CD")),
        ("take-wool-blanket", Command(Action.TAKE, "wool-blanket")),
        ("confirm-abc", Command(Action.CONFIRM, "abc")),
        ("1042", Command(Action.ORDER, "1042")),
        ("#١٠٤٢", Command(Action.ORDER, "1042")),
    ],
)
def test_a_word_of_a_link_or_a_button_is_its_command(value: str, command: Command) -> None:
    assert read(value) == Tapped(command)


@pytest.mark.parametrize(
    "value",
    [
        *("yes", "ana@evil.example", "24.12.1990", "points-and-more", "?leave", "?email", "?leave;at=1795953600;x"),
        *("order-" + "1" * 200, "?" * 10_000_000, "order-order-" * 100_000, "drop table", "?;;;=;=%%%", "?\ud800"),
    ],
)
def test_what_nobody_of_us_wrote_is_strange_and_no_answer(value: str) -> None:
    assert read(value) == Strange()


@given(
    st.builds(
        Memory,
        waits=st.sampled_from(Question),
        since=st.just(NOW),
        about=TEXTS,
        nudged=st.booleans(),
        order=TEXTS,
        friend=TEXTS,
        reward=TEXTS,
        choices=st.lists(WORDS, max_size=9).map(tuple),
        hinted=st.sampled_from([None, NOW]),
        taken=st.sampled_from(["", "1a2b3c4d"]),
    )
)
def test_what_we_wrote_is_read_again(memory: Memory) -> None:
    value = SEAL.written(memory)

    assert read(value) == (Remembered(memory) if len(value) <= LONGEST_VALUE else Strange())
    assert value.startswith(f"?{memory.waits}")


def test_what_was_written_for_one_contact_says_nothing_for_another() -> None:
    value = Seal(("the key",), "7002").written(Memory().asking(Question.LEAVE, NOW))

    assert read(value) == Strange()


def test_a_key_that_is_being_replaced_still_opens_what_it_sealed() -> None:
    value = SEAL.written(Memory(human=True))

    assert read_ask(value, Seal(("the new key", "the key"), "7001"), NOW) == Remembered(Memory(human=True))
    assert read_ask(value, Seal(("the new key",), "7001"), NOW) == Strange()


def test_a_question_ends_after_ten_minutes_and_what_led_here_does_not() -> None:
    value = SEAL.written(Memory(order="1042").asking(Question.EMAIL, NOW))

    assert read(value, NOW + WAITS_FOR - timedelta(seconds=1)) != Remembered(Memory(order="1042"))
    assert read(value, NOW + WAITS_FOR) == Remembered(Memory(order="1042"))


def test_a_hint_is_remembered_for_an_hour_and_a_list_until_the_next_answer() -> None:
    value = SEAL.written(Memory(hinted=NOW, choices=("menu",)))

    assert read(value, NOW + HINT_EVERY) == Remembered(Memory(choices=("menu",)))


def test_a_value_from_the_future_is_nobodys() -> None:
    value = SEAL.written(Memory().asking(Question.LEAVE, NOW + timedelta(minutes=5)))

    assert read(value) == Strange()


def test_the_yes_of_a_button_is_good_for_ten_minutes_and_a_surveys_choice_as_long_as_its_question() -> None:
    leave = replace(Memory().asking(Question.LEAVE, NOW), picked="leave")
    answer = replace(Memory().asking(Question.ANSWER, NOW, "abc"), picked="2")
    late = NOW + timedelta(days=3)

    assert read(SEAL.written(leave), late) == Remembered(Memory(picked="leave"))
    assert read(SEAL.written(answer), late) == Remembered(answer)


def test_nothing_to_remember_is_nothing_in_the_field() -> None:
    assert SEAL.written(Memory()) == ""

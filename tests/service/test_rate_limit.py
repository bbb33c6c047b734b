"""Nobody is sent more than so many within an hour, however many they ask for at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from service.rate_limit import MOST_REMEMBERED, AttemptLimit

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA, ADDRESS = "7001", "ana@example.com"


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def guessed(*times: int) -> AttemptLimit:
    """One different number at each of these minutes."""
    guesses = AttemptLimit(10)
    for number, minutes in enumerate(times):
        assert guesses.begin([ANA], str(number), after(minutes)) is None
    return guesses


def test_ten_different_numbers_are_as_many_as_one_may_try() -> None:
    assert guessed(*range(9)).begin([ANA], "another", after(10)) is None
    assert guessed(*range(10)).begin([ANA], "another", after(10)) == after(60)
    assert guessed(*range(10)).begin(["7002"], "another", after(10)) is None


def test_an_hour_after_the_first_one_more_may_be_tried() -> None:
    guesses = guessed(*range(10))

    assert guesses.begin([ANA], "another", after(59.9)) == after(60)
    assert guesses.begin([ANA], "another", after(60)) is None
    assert guesses.begin([ANA], "one more", after(60)) == after(61)


def test_the_same_number_again_is_no_other_guess_and_keeps_its_time() -> None:
    guesses = guessed(*range(9))
    for _ in range(5):
        guesses.begin([ANA], "0", after(9))

    assert guesses.begin([ANA], "another", after(10)) is None
    assert guesses.begin([ANA], "one more", after(10)) == after(60)


def test_of_two_who_are_counted_one_has_no_try_left_and_the_other_loses_none() -> None:
    codes = AttemptLimit(2)
    for number, contact in enumerate((ANA, "7002")):
        assert codes.begin([contact, ADDRESS], str(number), NOW) is None

    assert codes.begin(["7003", ADDRESS], "2", after(1)) == after(60)
    assert [codes.begin(["7003"], str(number), after(2)) for number in range(2)] == [None, None]


def test_many_at_once_are_no_more_than_many_one_after_the_other() -> None:
    guesses = AttemptLimit(10)
    with ThreadPoolExecutor(38) as pool:
        told = list(pool.map(lambda number: guesses.begin([ANA], str(number), NOW), range(380)))

    assert told.count(None) == 10


def test_a_flood_of_contacts_costs_no_more_memory_than_those_who_guessed_last() -> None:
    guesses = guessed(*range(10))
    for number in range(MOST_REMEMBERED):
        guesses.begin([f"flood{number}"], "1", NOW)

    assert guesses.begin([ANA], "another", after(10)) is None
    assert len(guesses._tried) == MOST_REMEMBERED

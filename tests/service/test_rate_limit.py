"""Guessing order numbers ends after ten."""

from datetime import UTC, datetime, timedelta

from service.rate_limit import MOST_CONTACTS, AttemptLimit

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def guessed(*times: int) -> AttemptLimit:
    """One different number at each of these minutes."""
    guesses = AttemptLimit(10)
    for number, minutes in enumerate(times):
        guesses.note("ana", str(number), NOW + timedelta(minutes=minutes))
    return guesses


def test_ten_different_numbers_are_as_many_as_one_may_try() -> None:
    assert not guessed(*range(9)).too_many("ana", NOW + timedelta(minutes=10))
    assert guessed(*range(10)).too_many("ana", NOW + timedelta(minutes=10))
    assert not guessed(*range(10)).too_many("boris", NOW + timedelta(minutes=10))


def test_an_hour_after_the_first_one_more_may_be_tried() -> None:
    guesses = guessed(*range(10))

    assert guesses.too_many("ana", NOW + timedelta(minutes=59, seconds=59))
    assert not guesses.too_many("ana", NOW + timedelta(minutes=60))


def test_the_same_number_again_is_no_other_guess_and_keeps_its_time() -> None:
    guesses = guessed(*range(9))
    for _ in range(5):
        guesses.note("ana", "0", NOW + timedelta(minutes=9))

    assert not guesses.too_many("ana", NOW + timedelta(minutes=10))


def test_a_flood_of_contacts_costs_no_more_memory_than_those_who_guessed_last() -> None:
    guesses = guessed(*range(10))
    for number in range(MOST_CONTACTS):
        guesses.note(f"flood{number}", "1", NOW)

    assert not guesses.too_many("ana", NOW + timedelta(minutes=10))
    assert len(guesses._tried) == MOST_CONTACTS
